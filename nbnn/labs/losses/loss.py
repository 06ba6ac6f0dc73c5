"""The LossLab: the lecture's losses on one margin axis, the examples of a run riding on them, and scores as probabilities."""

from collections.abc import Sequence
from typing import ClassVar

from ...core.network.network import Network
from ...core.records.datasets import Dataset
from ...core.records.losses import Loss, hinge
from ...core.records.losses import loss as loss_record
from ...core.records.schedules import checked_eta
from ...explain.losses import margin as explain
from ...views.code.view import close_all
from ..frame.given import read_keyword
from ..frame.lab import within
from ..frame.part import PartsLab, by_key
from ..frame.setup import ALL
from .margin import LossCurves, RunOnLoss, checked_place
from .part import LossChoices, LossPart
from .softmax import OneScoreAsTwo, SoftmaxBars

VIEWS = by_key(LossCurves, RunOnLoss, SoftmaxBars, OneScoreAsTwo)


class LossLab(PartsLab):
    """Compare losses: what each charges for a score, and what its derivative does about it.

    Parameters
    ----------
    losses : which curves to draw, losses of one score; left out, the lecture's with the squared one, and in a run only `main`. A learner
        may choose among these and the lecture's; "all" draws as if it were left out, and offers every loss.
    main : the loss with the tangent, and the one that a run descends.
    z : the label, −1 or +1. margin : where the point begins on the axis zy, −3 to 3.
    view : "curves" (the default), "run" (the training examples ride on the curve while SGD plays), "softmax" (K scores as
        probabilities, with their cross entropy), "two" (one score y as the two scores y and −y); or several of them.
    cue : update of the run → a question at which a hall stops, {20: ("Will the picked example move?", "yes", "no")}.
    points : True lets the learner unfold the run's data, and add, move and remove examples there.
    net, data, eta, steps, seed : of the run. scores, label : of "softmax", the label from 1; of "two" the first score is y.
    """

    views = VIEWS

    examples: ClassVar[tuple[str, ...]] = (
        'nbnn.labs.LossLab()',
        'nbnn.labs.LossLab(view="run", main="hinge", points=True)',
        'nbnn.labs.LossLab(view="softmax")',
        'nbnn.labs.LossLab(view="two", scores=(0.7,))',
    )

    def __init__(self, losses: Sequence[Loss | str] | str | None = None, main: Loss | str = hinge, z: int = 1, margin: float = -0.5, *,
                 view: str | Sequence[str] = "curves", net: Network | None = None, data: Dataset | None = None, eta=0.1, steps: int = 200,
                 seed: int = 0, scores: Sequence[float] = (1.0, 0.0, -1.0), label: int = 1, cue=None, present: bool = False,
                 points: bool = False):
        shown, eta = _views_to_show(view), checked_eta(eta)
        if cue and RunOnLoss.key not in shown:
            raise ValueError(f"cue stops a run, but view is {view!r}: let it have \"run\", or leave cue out")
        if points and RunOnLoss.key not in shown:
            raise ValueError(f"points changes the examples of a run, but view is {view!r}: let it have \"run\", or leave points out")
        every = isinstance(losses, str) and losses == ALL
        first: Loss = read_keyword("main", lambda main: explain.of_one_score(loss_record(main)), main)
        curves = None if losses is None or every else _losses(losses)
        given = LossChoices(curves, first, _sign(z), checked_place(margin), net, data, eta, steps,
                            seed, scores, label, cue, bool(present), bool(points), every)
        self.parts: dict[str, LossPart] = _parts(shown, given)
        super().__init__(present)
        self._compose_parts()

    def table(self) -> list[dict[str, str]]:
        """One row for each loss, or for each class: of the first of several views."""
        return self.part.table()

    def __repr__(self) -> str:
        return f"LossLab({'; '.join(map(repr, self.parts.values()))})"


def _parts(views: Sequence[str], given: LossChoices) -> dict[str, LossPart]:
    """Every part; when one is refused, those before it are closed."""
    parts: dict[str, LossPart] = {}
    try:
        for view in views:
            parts[view] = VIEWS[view](given)
    except BaseException:
        for part in parts.values():
            close_all(*within((*part.shown, *part.kept)))
        raise
    return parts


def _views_to_show(given) -> tuple[str, ...]:
    views = (given,) if isinstance(given, str) else tuple(given)
    for view in views:
        if view not in VIEWS:
            raise ValueError(f"view is {view!r}: it must be one of {', '.join(VIEWS)}, or several of them")
    if not views or len(set(views)) < len(views):
        raise ValueError(f"view is {given!r}: name at least one of {', '.join(VIEWS)}, and each once")
    return views


def _losses(given) -> tuple[Loss, ...]:
    if isinstance(given, str | Loss):
        raise TypeError(f"losses is {given!r}: give a list, such as [{given!r}], or \"all\"")
    losses = read_keyword("losses", lambda losses: tuple(explain.of_one_score(loss_record(each)) for each in losses), given)
    keys = [loss.key for loss in losses]
    if len(set(keys)) < len(keys):
        raise ValueError(f"losses names {next(key for key in keys if keys.count(key) > 1)!r} twice: each curve has one name")
    return losses


def _sign(z) -> int:
    if isinstance(z, bool) or not isinstance(z, int | float) or z not in (-1, 1):
        raise ValueError(f"z is {z!r}: the label must be −1 or +1")
    return int(z)
