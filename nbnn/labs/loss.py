"""The LossLab: the lecture's losses on one margin axis, the examples of a run riding on them, and scores as probabilities."""

from collections.abc import Callable, Sequence
from math import isfinite

import ipywidgets as widgets
import numpy as np

from ..core.datasets import Dataset, moons
from ..core.initializers import zeros
from ..core.losses import LOSSES, Loss, hinge
from ..core.losses import loss as loss_record
from ..core.network import Network
from ..core.sgd import Run, sgd
from ..explain import margin as explain
from ..explain import softmax
from ..views.moving import MARKERS, MovingChart
from ..views.player import Player
from ..views.status import StatusLine
from .lab import Lab, box, refuse

KNOWN = ("losses", "main", "z", "margin", "view", "net", "data", "eta", "steps", "seed", "scores", "label", "present")
VIEWS = ("curves", "run", "softmax", "two")
COLOURS = ("class-2", "class-1", "class-3", "class-4", "class-5", "class-6")
DASHES = ("solid", "solid", "dashed", "dotted", "dashed", "dotted")
ONE_SCORE = tuple(key for key, record in LOSSES.items() if record.scores != "many")
TANGENT: dict = {"mark": "tangent", "kind": "columns", "player": "axis", "x": "tangent_x", "y": "tangent_y"}
RIDING: list[dict] = [{"mark": "riders", "kind": "columns", "x": "margins", "y": "losses"},
                      {"mark": "picked", "kind": "points", "x": [["picked", 0]], "y": [["picked_loss", 0]]}]
FURTHEST = 5.0  # a score's slider goes from −5 to 5


class LossLab(Lab):
    """What a loss charges for a score, and what its derivative does about it.

    Parameters
    ----------
    losses : which curves to draw, losses of one score. main : the one with the tangent, and the one a run descends.
    z : the label, −1 or +1. margin : where the point begins on the axis zy.
    view : "curves" (the default), "run" (the training examples ride on the curve while SGD plays), "softmax" (K scores as
        probabilities, with their cross entropy), "two" (one score y as the two scores y and −y).
    net, data, eta, steps, seed : of the run. scores, label : of "softmax", the label from 1; of "two" the first score is y.
    """

    def __init__(self, losses: Sequence[Loss | str] = ("zero_one", "hinge", "binary_cross_entropy", "squared"), main: Loss | str = hinge,
                 z: int = 1, margin: float = -0.5, *, view: str = "curves", net: Network | None = None, data: Dataset | None = None,
                 eta=0.1, steps: int = 200, seed: int = 0, scores: Sequence[float] = (1.0, 0.0, -1.0), label: int = 1,
                 present: bool = False, **unknown):
        refuse("LossLab", unknown, KNOWN)
        if view not in VIEWS:
            raise ValueError(f"view is {view!r}: it must be one of {', '.join(VIEWS)}")
        self._view, self._main = view, _one_score(main)
        self._losses = tuple(_one_score(loss) for loss in losses)
        self._z, self._margin = _sign(z), _finite(margin, "margin")
        self._given_net = Network.random([2, 4, 1], seed=seed) if net is None else net
        self._data, self._eta, self._steps, self._seed = moons(n=60) if data is None else data, eta, steps, seed
        self._net = self._given_net
        self.run: Run | None = self._new_run() if view == "run" else None
        self._scores, self._label = _scores(scores, view), label
        _check_label(label, len(self._scores), view)
        super().__init__(present)
        self.line = StatusLine()
        self._version = 0
        {"curves": self._make_curves, "run": self._make_curves, "softmax": self._make_bars, "two": self._make_bars}[view]()

    def sentence(self) -> str:
        if self._view == "run":
            return str(self.player.schema["sentences"][self.player.index])
        if self._view == "softmax":
            return softmax.sentence(self._scores, self._label)
        if self._view == "two":
            return softmax.two_sentence(self._scores[0], self._z)
        return explain.sentence(self._losses, self._place(), self._z)

    def table(self) -> list[dict[str, str]]:
        """One row for each loss, or for each class."""
        if self._view == "softmax":
            return softmax.table(self._scores, self._label)
        if self._view == "two":
            return softmax.table([self._scores[0], -self._scores[0]], 1 if self._z > 0 else 2)
        return explain.table(self._losses, self._place(), self._z)

    def __repr__(self) -> str:
        about = {"run": repr(self.run), "softmax": f"{len(self._scores)} scores", "two": "y and −y"}
        return f"LossLab({about.get(self._view, ', '.join(loss.name for loss in self._losses))})"

    def _tried(self, act: Callable[[], object]) -> bool:
        """Do it, or say why not below the charts."""
        try:
            act()
        except (ValueError, TypeError, OverflowError) as error:
            self.line.status = str(error)
            return False
        self.line.status = ""
        return True

    def _place(self) -> float:
        return float(explain.margins()[self.axis.index])

    # ---- the curves, and the run on them ----

    def _make_curves(self) -> None:
        self.axis = Player()  # the place on the margin axis: it moves by the handle and has no bar
        players = {"axis": self.axis}
        if self._view == "run":
            self.player = Player()
            self.player.granularity = "update"
            players["player"] = self.player
        self.values = MovingChart(players, title="Loss ℓ against the margin zy", axes=("zy", "ℓ"), present=self._present)
        self.slopes = MovingChart({"axis": self.axis}, title="Derivative ∂ℓ/∂y", axes=("zy", "∂ℓ/∂y"), present=self._present)
        for chart in (self.values, self.slopes):
            for k, loss in enumerate(self._drawn()):
                chart.line(loss.key, COLOURS[k % 6], 2.6, DASHES[k % 6])
        self.values.line("tangent", "back", 2.0, "dashed")
        self.values.points("riders", "soft", 46)
        self.values.points("picked", "curline", 220, hollow=True)
        for chart in (self.values, self.slopes):
            for k, loss in enumerate(self._drawn()):
                chart.points(f"at_{loss.key}", COLOURS[k % 6], 90, MARKERS[k % 6])
        self._make_fields()
        self.axis.index = 0
        self._show_axis(explain.nearest(self._margin))
        if self.run is not None:
            self._show_run()
        charts = box("nbnn-row", self.values, self.slopes)
        bar = [self.player] if self._view == "run" else []
        self._keep(self.axis)
        self._compose(self._controls, charts, *bar, self.line)

    def _drawn(self) -> tuple[Loss, ...]:
        return self._losses if self._main in self._losses else (*self._losses, self._main)

    def _make_fields(self) -> None:
        main = lambda options, words: widgets.Dropdown(options=options, value=self._main.key, description=words)
        self._fields: dict[str, widgets.DOMWidget] = {}
        if self._view == "run":
            self._fields["main"] = main([(LOSSES[key].name, key) for key in ONE_SCORE], "Descend")
            self._fields["start"] = widgets.Dropdown(options=["random weights", "all weights 0"], description="Start")
        else:
            self._fields["z"] = widgets.Dropdown(options=[("z = +1", 1), ("z = −1", -1)], value=self._z, description="Label")
            self._fields["main"] = main([(loss.name, loss.key) for loss in self._drawn()], "Tangent of")
        for name, field in self._fields.items():
            field.observe(lambda change, name=name: self._tried(lambda: self._turned(name, change["new"])), "value")
        self._controls = box("nbnn-controls", *self._fields.values())

    def _turned(self, name: str, value) -> None:
        before = (self._z, self._main, self._net, self.run)
        if name == "z":
            self._z = value
        elif name == "main":
            self._main = LOSSES[value]
        else:
            sizes = self._given_net.sizes
            self._net = self._given_net if value == "random weights" else Network.random(sizes, initializer=zeros)
        try:
            self.run = self._new_run() if self._view == "run" else None
        except (ValueError, TypeError):
            self._z, self._main, self._net, self.run = before
            raise
        self._show_axis(self.axis.index)
        if self.run is not None:
            self._show_run()

    def _new_run(self) -> Run:
        run = sgd(self._net, self._data, loss=self._main, eta=self._eta, steps=self._steps, seed=self._seed)
        if not len(run):
            raise ValueError(f"no update can be made from here: {run.stopped_because}")
        return run

    def _show_axis(self, index: int) -> None:
        self._version += 1
        shown, main = self._drawn(), self._main
        self.axis.show(explain.along_the_axis(shown, main, self._z, self._version), index)
        curves = {loss.key: explain.drawn(loss, self._z) for loss in shown}
        riding = RIDING if self.run is not None else []
        legend = [(MARKERS[k % 6], COLOURS[k % 6], f"{loss.name}: {loss.formula}") for k, loss in enumerate(shown)]
        more = [("dash", "back", f"tangent of {main.name}")]
        more += [("dot", "soft", "training examples"), ("dot", "curline", "the one picked")] if riding else []
        extent = (explain.LOW, explain.HIGH)
        handle = lambda kind: {"words": "the margin zy", "label": "zy", "player": "axis", "x": "m", "y": f"{kind}_{main.key}"}
        self.values.show(
            x=extent, y=(-0.3, explain.TOP), still={loss.key: curves[loss.key].value for loss in shown}, legend=[*legend, *more],
            moves=[*_moves(shown, "value"), TANGENT, *riding],
            handles={"margin": handle("value")}, caption=explain.caption(shown, self._z), caption_player="axis", live=not riding,
            words="Losses against the margin.", note=main.undefined_at)
        low, high = (-5.0, 1.0) if self._z > 0 else (-1.0, 5.0)
        self.slopes.show(
            x=extent, y=(low, high), still={loss.key: curves[loss.key].slope for loss in shown}, moves=_moves(shown, "slope"),
            handles={"margin": handle("slope")}, caption=explain.slope_caption(shown), caption_player="axis",
            words="Derivatives of the losses by the score y, against the margin.")

    def _show_run(self) -> None:
        self.player.show(explain.riding(self.run, self._version), 0)
        self.player.can_extend = False
        self.player.on_request("reset", lambda _message: self._show_run())

    # ---- scores as probabilities ----

    def _make_bars(self) -> None:
        two = self._view == "two"
        names = ["y"] if two else [f"y{k}" for k in range(1, len(self._scores) + 1)]
        self.bars = MovingChart(title="Probabilities", axes=("class", "p"), present=self._present)
        self.bars.bars("others", "class-1")
        self.bars.bars("label", "curline")
        self.bars.text("names", "ink", "middle", y_offset=-8)
        self.sliders = [widgets.FloatSlider(value=score, min=-FURTHEST, max=FURTHEST, step=0.1, description=name, readout_format=".1f")
                        for name, score in zip(names, self._scores, strict=False)]
        classes = [("z = +1", 1), ("z = −1", -1)] if two else [(f"class {k}", k) for k in range(1, len(self._scores) + 1)]
        self.label_field = widgets.Dropdown(options=classes, value=self._z if two else self._label, description="Label")
        for slider in self.sliders:
            slider.observe(lambda _change: self._moved(), "value")
        self.label_field.observe(lambda _change: self._moved(), "value")
        self._moved()
        self._compose(box("nbnn-controls", self.label_field, *self.sliders), self.bars, self.line)

    def _moved(self) -> None:
        two, scores = self._view == "two", [slider.value for slider in self.sliders]
        self._scores = tuple(scores)
        if two:
            self._z = self.label_field.value
        else:
            self._label = self.label_field.value
        shown = [scores[0], -scores[0]] if two else scores
        label = (0 if self._z > 0 else 1) if two else self._label - 1
        p, at = softmax.probabilities(shown), np.arange(1.0, len(shown) + 1)
        mine = np.arange(len(shown)) == label
        names = [f"{share:.3f}" for share in p]
        formula = "p = 1/(1 + exp(−2zy))" if two else "p_k = exp(y_k)/Σ_j exp(y_j)"
        if not self.bars.mover.picture:
            self.bars.show(x=(0.4, len(shown) + 0.6), y=(0.0, 1.1), title=f"Probabilities: {formula}",
                           legend=[("bar", "curline", "the label's"), ("bar", "class-1", "the others'")],
                           words="Probabilities of the classes as bars.", axes=("class: 1 is z = +1, 2 is z = −1" if two else "class", "p"))
        self.bars.draw(others=(at, np.where(mine, 0.0, p)), label=(at, np.where(mine, p, 0.0)), names=(at, p, names))
        self.line.said = self.sentence()


def _moves(losses: Sequence[Loss], kind: str) -> list[dict]:
    """Each loss's point at the place on the axis."""
    return [{"mark": f"at_{loss.key}", "kind": "points", "player": "axis", "x": [["m", 0]], "y": [[f"{kind}_{loss.key}", 0]]}
            for loss in losses]


def _one_score(given: Loss | str) -> Loss:
    loss = loss_record(given)
    if loss.scores == "many":
        raise ValueError(f"the {loss.name} loss takes K scores, and the margin zy needs one: "
                         f"the losses of one score are {', '.join(ONE_SCORE)}")
    return loss


def _sign(z) -> int:
    if z not in (-1, 1) or isinstance(z, bool):
        raise ValueError(f"z is {z!r}: the label must be −1 or +1")
    return int(z)


def _finite(value, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ValueError(f"{name} is {value!r}: it must be a finite number")
    return float(value)


def _scores(given, view: str) -> tuple[float, ...]:
    scores = tuple(_finite(float(score), "a score") for score in given)
    if view == "two":
        return scores[:1]
    if not 2 <= len(scores) <= 5:
        raise ValueError(f"scores has {len(scores)} entries: give 2 to 5, one for each class")
    if any(abs(score) > FURTHEST for score in scores):
        raise ValueError(f"scores are {given!r}: each must lie between −{FURTHEST:g} and {FURTHEST:g}, where its slider ends")
    return scores


def _check_label(label, classes: int, view: str) -> None:
    if view == "softmax" and (isinstance(label, bool) or label not in range(1, classes + 1)):
        raise ValueError(f"label is {label!r}: it must be a class, 1 to {classes}")
