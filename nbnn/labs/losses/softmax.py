"""Two parts of the LossLab on probabilities: K scores as bars with their cross entropy, and one score y as the two scores y and −y."""

import ipywidgets as widgets

from ...core.records.losses import binary_cross_entropy
from ...explain.losses import margin, softmax
from ...explain.writing.template import slot
from ...views.moving.moving import MovingChart
from ...views.player.player import Player
from ...views.player.status import StatusLine
from ...views.shared.figures import name_places
from ...views.slider.slider import Slider
from ...views.table.table import MovingTable, row
from ..frame.lab import box
from .margin import ARROW
from .part import LossChoices, LossPart, finite

FURTHEST = 5.0  # a score's slider goes from −5 to 5
FEWEST, USUAL = 2, 5  # classes; the menu goes on to as many as were given
BARS = [("bar", "curline", "the label's"), ("bar", "class-1", "the others")]
LOOK = margin.looks((binary_cross_entropy,))["binary_cross_entropy"]


class SoftmaxBars(LossPart):
    """Scores on sliders, their softmax as bars, and the cross entropy of the label."""

    key = "softmax"

    def __init__(self, given: LossChoices):
        self.scores = _scores(given.scores)
        self.label, self._quiet, present = _label(given.label, len(self.scores)), False, given.present
        self.line = StatusLine()
        self.bars = MovingChart(title="Probabilities: pₖ = exp(yₖ)/Σⱼ exp(yⱼ)", axes=("class k", "p"), present=present)
        self.bars.bars("others", "class-1")
        self.bars.bars("label", "curline")
        self.bars.text("names", "ink", "middle", y_offset=-8)
        self.curve = MovingChart(title="Cross entropy", axes=("p of the label", "ℓ"), present=present)
        self.curve.line("curve", LOOK.color, 2.6, LOOK.dash)
        self.curve.points("here", "curline", 110)
        self.numbers = MovingTable()
        self._make_fields()
        self._show_classes()
        self._show()
        self.kept = tuple(self.sliders)
        self.shown = (self.controls, box("nbnn-row", self.bars, self.curve), self.numbers, self.line)

    def sentence(self) -> str:
        return softmax.sentence(self.scores, self.label)

    def table(self) -> list[dict[str, str]]:
        return softmax.table(self.scores, self.label)

    def __repr__(self) -> str:
        return f"{len(self.scores)} scores"

    def _make_fields(self) -> None:
        given = [*self.scores, *[0.0] * (USUAL - len(self.scores))]
        self.classes = widgets.Dropdown(options=range(FEWEST, len(given) + 1), value=len(self.scores), description="Classes K")
        self.label_field = widgets.Dropdown(options=_names(len(self.scores)), value=self.label, description="Label z")
        self.sliders = [Slider(f"Score y{softmax.low(k)}", score, -FURTHEST, FURTHEST) for k, score in enumerate(given, start=1)]
        self.classes.observe(lambda _change: self._count(), "value")
        for field in (self.label_field, *self.sliders):
            field.observe(lambda _change: self._follow(), "value")
        self.controls = box("nbnn-controls", self.classes, self.label_field, *self.sliders)

    def _count(self) -> None:
        """Another number of classes."""
        K = self.classes.value
        self._quiet = True
        try:
            self.label_field.options = _names(K)
            self.label_field.value = min(self.label, K)
        finally:
            self._quiet = False
        self._follow()
        self._show_classes()

    def _follow(self) -> None:
        if not self._quiet:
            self.scores = tuple(slider.value for slider in self.sliders[:self.classes.value])
            self.label = self.label_field.value
            self._show()

    def _show_classes(self) -> None:
        K = len(self.scores)
        self.controls.children = (self.classes, self.label_field, *self.sliders[:K])
        self.bars.show(x=(0.4, K + 0.6), y=(0.0, 1.1), legend=BARS, words="The probability of each class as a bar.")
        name_places(self.bars.figure.axes[0], [str(k) for k in range(1, K + 1)])
        self.curve.show(x=(0.0, 1.02), y=(-0.2, softmax.CURVE_TOP), still={"curve": softmax.minus_log()},
                        words="Cross entropy against p.",
                        legend=[("dash", LOOK.color, "ℓ = −log p"), ("dot", "curline", "the label's p now")])

    def _show(self) -> None:
        self.bars.draw(**softmax.bars(self.scores, self.label))
        self.curve.draw(**softmax.on_minus_log(self.scores, self.label))
        rows = self.table()
        derivative = "∂ℓ/∂y = " + "p − [k = z]".replace(" ", "\u00a0")  # broken after the first sign, if anywhere
        head = [("Class k", "name"), ("score y", "number"), ("exp(y)", "aside"), ("p", "number"), (derivative, "number")]
        self.numbers.show("", head,
                          [row(list(each.values()), strong=k == self.label) for k, each in enumerate(rows, start=1)])
        self.line.said = self.sentence()


class OneScoreAsTwo(LossPart):
    """One score y read as the two scores y and −y: their softmax, and why there is a 2 in exp(−2zy)."""

    key = "two"

    def __init__(self, given: LossChoices):
        y, z, present = _first(given.scores), given.z, given.present
        self.z, self._version = z, 0
        self.axis = Player()
        players = {"axis": self.axis}
        self.bars = MovingChart(players, title="Softmax of the scores y and −y", axes=("", "p"), present=present)
        self.bars.bars("others", "class-1")
        self.bars.bars("label", "curline")
        for k in (1, 2):
            self.bars.text(f"name{k}", "ink", "middle", y_offset=-8)
        self.curve = MovingChart(players, title="Binary cross entropy", axes=("margin zy", "ℓ"), present=present)
        self.curve.line("curve", LOOK.color, 2.6, LOOK.dash)
        self.curve.line("tangent", "back", 2.0, "dashed")
        self.numbers = MovingTable(player=self.axis)
        self.z_field = widgets.Dropdown(options=[("z = +1", 1), ("z = −1", -1)], value=z, description="Label")
        self.z_field.observe(lambda change: self._turn(change["new"]), "value")
        self._show(margin.nearest(z * y))
        self.kept = (self.axis,)
        self.line = StatusLine()
        self.shown = (box("nbnn-controls", self.z_field), box("nbnn-row", self.curve, self.bars), self.numbers, self.line)

    def y(self) -> float:
        """The score that the point stands for."""
        return float(self.z * margin.margins()[self.axis.index])

    def sentence(self) -> str:
        return softmax.two_sentence(self.y(), self.z)

    def table(self) -> list[dict[str, str]]:
        return softmax.two_table(self.y())

    def __repr__(self) -> str:
        return "y and −y"

    def _turn(self, z: int) -> None:
        """The other label for the same score."""
        y, self.z = self.y(), z
        self._show(margin.nearest(z * y))

    def _show(self, index: int) -> None:
        z = self.z
        self._version += 1
        self.axis.show(softmax.two_scores(z, self._version), index)
        self.bars.show(
            x=(0.4, 2.6), y=(0.0, 1.1), legend=BARS, words="The probabilities of the two classes as bars.", caption=softmax.two_caption(),
            caption_player="axis",
            moves=[*({"mark": mark, "kind": "columns", "player": "axis", "x": "places", "y": mark} for mark in ("others", "label")),
                   *({"mark": f"name{k + 1}", "kind": "text", "player": "axis", "x": k + 1.0, "y": ["p", k], "text": slot("p", k)}
                     for k in (0, 1))])
        name_places(self.bars.figure.axes[0], ["z = +1", "z = −1"])
        heights, _ = margin.room([binary_cross_entropy], z)
        self.curve.show(
            x=(margin.LOW, margin.HIGH), y=heights, still={"curve": margin.curve_of(binary_cross_entropy, z).value},
            title="Binary cross entropy ℓ = −log p: drag the point", words="Binary cross entropy against the margin.",
            moves=[{"mark": "tangent", "kind": "columns", "player": "axis", "x": "tangent_x", "y": "tangent_y"}],
            arrows=[{"player": "axis", "from": [["m", 0], ["loss", 0]], "to": [["push", 0], ["loss", 0]], "color": "pos"}],
            handles={"margin": {"words": "the margin zy", "player": "axis", "x": "m", "y": "loss"}},
            legend=[("dash", LOOK.color, "ℓ"), ("dash", "back", "tangent"), ARROW], caption=margin.caption(z), caption_player="axis")
        self.numbers.show("Why the 2", [("", "name"), ("", "working"), ("", "working"), ("", "working"), ("", "formula")],
                          [row(each) for each in softmax.two_rows(z)], tells=True)


def _names(K: int) -> list[tuple[str, int]]:
    return [(f"class {k}", k) for k in range(1, K + 1)]


def _scores(given) -> tuple[float, ...]:
    scores = tuple(finite(float(score), "a score") for score in given)
    if len(scores) < FEWEST:
        raise ValueError(f"scores has {len(scores)} entries: give {FEWEST} or more, one for each class")
    if any(abs(score) > FURTHEST for score in scores):
        raise ValueError(f"scores are {given!r}: each must lie between −{FURTHEST:g} and {FURTHEST:g}, where its slider ends")
    return scores


def _first(given) -> float:
    if not len(given):
        raise ValueError("scores is empty: give the score y")
    y = finite(float(given[0]), "the score y")
    if abs(y) > margin.HIGH:
        raise ValueError(f"the score y is {y:g}: the axis goes from −{margin.HIGH:g} to {margin.HIGH:g}")
    return y


def _label(label, classes: int) -> int:
    if isinstance(label, bool) or label not in range(1, classes + 1):
        raise ValueError(f"label is {label!r}: it must be a class, 1 to {classes}")
    return int(label)
