"""The LossLab: the lecture's losses on one margin axis, the examples of a run riding on them, and scores as probabilities."""

from collections.abc import Callable, Sequence
from math import isfinite
from typing import ClassVar

from ...core.network.arguments import checked_count
from ...core.network.network import Network
from ...core.records.datasets import Dataset, moons
from ...core.records.losses import Loss, hinge
from ...core.records.losses import loss as loss_record
from ...explain.losses import margin as explain
from ...views.shared.figures import close_all
from ..frame.given import named
from ..frame.lab import Lab, within
from ..frame.part import Part
from .margin import LONGEST, MOST_PLACES, Curves, Ride
from .softmax import FEWEST, FURTHEST, MOST, Bars, Two

VIEWS = ("curves", "run", "softmax", "two")
LECTURE = ("zero_one", "hinge", "binary_cross_entropy", "squared")


class LossLab(Lab):
    """What a loss charges for a score, and what its derivative does about it.

    Parameters
    ----------
    losses : which curves to draw, losses of one score; left out, the lecture's with the squared one, and in a run only `main`.
    main : the loss with the tangent, and the one that a run descends.
    z : the label, −1 or +1. margin : where the point begins on the axis zy, −3 to 3.
    view : "curves" (the default), "run" (the training examples ride on the curve while SGD plays), "softmax" (K scores as
        probabilities, with their cross entropy), "two" (one score y as the two scores y and −y); or several of them.
    cue : update of the run → a question at which a hall stops, {20: ("Will the picked example move?", "yes", "no")}.
    net, data, eta, steps, seed : of the run. scores, label : of "softmax", the label from 1; of "two" the first score is y.
    """

    examples: ClassVar[tuple[str, ...]] = (
        'nbnn.labs.LossLab()',
        'nbnn.labs.LossLab(view="run", main="hinge")',
        'nbnn.labs.LossLab(view="softmax")',
        'nbnn.labs.LossLab(view="two", scores=(0.7,))',
    )

    def __init__(self, losses: Sequence[Loss | str] | None = None, main: Loss | str = hinge, z: int = 1, margin: float = -0.5, *,
                 view: str | Sequence[str] = "curves", net: Network | None = None, data: Dataset | None = None, eta=0.1, steps: int = 200,
                 seed: int = 0, scores: Sequence[float] = (1.0, 0.0, -1.0), label: int = 1, cue=None,
                 present: bool = False):
        views = _views(view)
        if cue and "run" not in views:
            raise ValueError(f"cue stops a run, but view is {view!r}: let it have \"run\", or leave cue out")
        first: Loss = named("main", lambda main: explain.of_one_score(loss_record(main)), main)
        z, margin = _sign(z), _place(margin)
        drawn = None if losses is None else _losses(losses)
        present = bool(present)
        make = {
            "curves": lambda: Curves(_losses(LECTURE) if drawn is None else drawn, first, z, margin, present),
            "run": lambda: Ride(drawn or (), first, *_run(net, data, steps, seed), eta, steps, seed, present, cue),
            "softmax": lambda: Bars(_scores(scores), _label(label, len(scores)), present),
            "two": lambda: Two(_first(scores), z, present),
        }
        self.parts: dict[str, Part] = _made({each: make[each] for each in views})
        super().__init__(present)
        if "run" in self.parts:
            self.player, self.asked = self.parts["run"].player, self.parts["run"].asked  # type: ignore[attr-defined]
        for part in self.parts.values():
            self._keep(*within(part.kept))
        self._compose(*(widget for part in self.parts.values() for widget in part.shown))

    def _say(self, wrong: str) -> None:
        next(iter(self.parts.values())).line.status = wrong

    def sentence(self) -> str:
        return " ".join(part.sentence() for part in self.parts.values())

    def table(self) -> list[dict[str, str]]:
        """One row for each loss, or for each class: of the first of several views."""
        return next(iter(self.parts.values())).table()

    def __repr__(self) -> str:
        return f"LossLab({'; '.join(map(repr, self.parts.values()))})"


def _made(makers: dict[str, Callable[[], Part]]) -> dict[str, Part]:
    """Every part; when one is refused, those before it are closed."""
    parts: dict[str, Part] = {}
    try:
        for name, make in makers.items():
            parts[name] = make()
    except BaseException:
        for part in parts.values():
            close_all(*within((*part.shown, *part.kept)))
        raise
    return parts


def _views(given) -> tuple[str, ...]:
    views = (given,) if isinstance(given, str) else tuple(given)
    for view in views:
        if view not in VIEWS:
            raise ValueError(f"view is {view!r}: it must be one of {', '.join(VIEWS)}, or several of them")
    if not views or len(set(views)) < len(views):
        raise ValueError(f"view is {given!r}: name at least one of {', '.join(VIEWS)}, and each once")
    return views


def _losses(given) -> tuple[Loss, ...]:
    if isinstance(given, str | Loss):
        raise TypeError(f"losses is {given!r}: give a list, such as [{given!r}]")
    losses = named("losses", lambda losses: tuple(explain.of_one_score(loss_record(each)) for each in losses), given)
    keys = [loss.key for loss in losses]
    if len(set(keys)) < len(keys):
        raise ValueError(f"losses names {next(key for key in keys if keys.count(key) > 1)!r} twice: each curve has one name")
    return losses


def _run(net: Network | None, data: Dataset | None, steps, seed) -> tuple[Network, Dataset]:
    """The network and the data of a run that a page can show."""
    data = moons(n=60) if data is None else data
    if getattr(data, "n_classes", 2) > 2:
        raise ValueError(f"{data.name!r} has {data.n_classes} classes, and the margin zy tells two apart: "
                         "choose two with data.select(classes=…)")
    net = Network.random([data.x.shape[1], 4, 1], seed=seed) if net is None else net
    if not isinstance(net, Network):
        raise TypeError(f"net is a {type(net).__name__}: give a Network, such as nbnn.Network.random([2, 4, 1], seed=0)")
    if not net.one_score:
        raise ValueError(f"net gives {net.sizes[-1]} scores, and the margin zy needs one: end its sizes with 1")
    checked_count(steps, "steps")
    if steps > LONGEST or steps * len(data) > MOST_PLACES:
        raise ValueError(f"{steps} updates of {len(data)} examples are more than a page shows: "
                         f"give at most {min(LONGEST, MOST_PLACES // len(data))} steps")
    return net, data


def _sign(z) -> int:
    if isinstance(z, bool) or not isinstance(z, int | float) or z not in (-1, 1):
        raise ValueError(f"z is {z!r}: the label must be −1 or +1")
    return int(z)


def _finite(value, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ValueError(f"{name} is {value!r}: it must be a finite number")
    return float(value)


def _place(value) -> float:
    place = _finite(value, "margin")
    if not explain.LOW <= place <= explain.HIGH:
        raise ValueError(f"margin is {value!r}: the axis goes from {explain.LOW:g} to {explain.HIGH:g}".replace("-", "−"))
    return place


def _scores(given) -> tuple[float, ...]:
    scores = tuple(_finite(float(score), "a score") for score in given)
    if not FEWEST <= len(scores) <= MOST:
        raise ValueError(f"scores has {len(scores)} entries: give {FEWEST} to {MOST}, one for each class")
    if any(abs(score) > FURTHEST for score in scores):
        raise ValueError(f"scores are {given!r}: each must lie between −{FURTHEST:g} and {FURTHEST:g}, where its slider ends")
    return scores


def _first(given) -> float:
    if not len(given):
        raise ValueError("scores is empty: give the score y")
    y = _finite(float(given[0]), "the score y")
    if abs(y) > explain.HIGH:
        raise ValueError(f"the score y is {y:g}: the axis goes from −{explain.HIGH:g} to {explain.HIGH:g}")
    return y


def _label(label, classes: int) -> int:
    if isinstance(label, bool) or label not in range(1, classes + 1):
        raise ValueError(f"label is {label!r}: it must be a class, 1 to {classes}")
    return int(label)
