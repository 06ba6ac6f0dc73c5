"""The ConvexityLab: two points on a function, a share p, and the chord between them: above the function, or not?"""

from collections.abc import Sequence
from difflib import get_close_matches
from functools import partial
from types import MappingProxyType
from typing import ClassVar

import ipywidgets as widgets

from ..core.landscapes.convexity import COMBINATIONS, Chord, Combination
from ..core.network.arguments import checked_network, scores_for, usual_loss
from ..core.network.network import Network
from ..core.records.curves import Curve
from ..core.records.datasets import Dataset
from ..core.records.losses import Loss, binary_cross_entropy
from ..core.records.losses import loss as loss_record
from ..explain import convexity as explain
from ..explain.convexity import Subject
from ..views.moving.moving import MovingChart
from ..views.player.player import Player
from ..views.player.status import StatusLine
from .frame.fields import Fields
from .frame.given import read_keyword
from .frame.lab import Lab, box, within
from .frame.series import Series, nothing_beyond
from .frame.setup import ALL, cut_short

LOOKS = Series(("class-3", "class-4"), ("dashed", "dotted"))  # of the functions that a combination is made of

#: One idea in one word: what a lesson's cell shows under each.
SCENES = MappingProxyType({
    "combinations": {"subject": "sum_of_two", "subjects": tuple(COMBINATIONS)},
    "network": {"subject": "between", "beside": "line", "subjects": ("between", "swap")},
    "separable": {"subject": "ray", "subjects": ("ray",)},
})


class ConvexityLab(Lab):
    """Drag x₁, x₂ and p: the inequality f(p x₁ + (1 − p) x₂) ≤ p f(x₁) + (1 − p) f(x₂), drawn and in numbers.

    Parameters
    ----------
    subject : what to test, by key: a curve ("double_well"), a loss ("hinge"), a combination ("composition"), "line" (no hidden
        layer, between two θ), "between" (two layers, between two θ), "swap" (two hidden units change places), "ray" (separable
        data); or a Curve, a Loss, a Combination, a function of one number. Or a scene: "combinations", "network", "separable".
    x1, x2, p : where to begin.
    beside : another subject, shown in a second chart with the same chord test.
    subjects : the keys that the menu offers; "all"; left out, all but the losses that only some books use.
    net, data, loss : of "line", "between" and "swap". view : (low, high) for a function of one's own.
    """

    examples: ClassVar[tuple[str, ...]] = (
        'nbnn.labs.ConvexityLab("double_well")',
        'nbnn.labs.ConvexityLab("combinations")',
        'nbnn.labs.ConvexityLab("network")',
        'nbnn.labs.ConvexityLab("separable")',
    )

    def __init__(self, subject="double_well", x1: float | None = None, x2: float | None = None, p: float = 0.5, *, beside=None,
                 subjects: Sequence[str] | str | None = None, net: Network | None = None, data: Dataset | None = None,
                 loss: Loss | str | None = None, view: tuple[float, float] = (-2.0, 2.0), present: bool = False):
        if isinstance(subject, str) and subject in SCENES:
            scene = SCENES[subject]
            subject, subjects = scene["subject"], scene["subjects"] if subjects is None else subjects
            beside = scene.get("beside") if beside is None else beside
        if net is None and data is not None:
            net = Network.random([data.x.shape[1], 4, scores_for(data)], seed=0)
        scores = 1 if net is None else checked_network(net).sizes[-1]
        self._loss = usual_loss(scores, binary_cross_entropy, data) if loss is None else loss_record(loss)
        known = explain.subjects(net, data, self._loss)
        self.subject = _subject(subject, known, view)
        self.offered = _choices(self.subject, subjects, known)
        self.beside = None if beside is None else read_keyword("beside", lambda beside: _subject(beside, known, view), beside)
        first, second = (start if given is None else given for start, given in zip(self.subject.start, (x1, x2), strict=True))
        self.chords = self._test_chords(self.subject, first, second, p)
        self._given = self.subject, self.chords
        super().__init__(present)
        self._make_views()
        self._show()
        self._compose(*self.children)

    @property
    def chord(self) -> Chord:
        """The chord test of the subject."""
        return self.chords[0]

    def sentence(self) -> str:
        if self.beside is None:
            return self.chord.sentence()
        return f"{self.chord.sentence()} The same test beside it, {self.beside.name}: it {'holds' if self.chords[1].holds else 'fails'}."

    def table(self) -> list[dict[str, str]]:
        """Both sides of the inequality; with another function beside it, those of both."""
        if self.beside is None:
            return explain.table(self.chord)
        return [{"function": subject.name, **row} for subject, chord in zip(self.shown_subjects, self.chords, strict=True)
                for row in explain.table(chord)]

    def views_shown(self) -> tuple[str, ...]:
        return tuple(subject.key for subject in self.shown_subjects)

    def __repr__(self) -> str:
        beside = f" beside {self.beside.name}" if self.beside else ""
        return f"ConvexityLab({self.subject.name}{beside}, {self.chord!r})"

    # ---- making ----

    def _make_views(self) -> None:
        self.line = StatusLine()
        self.charts = [self._chart() for _ in self.shown_subjects]
        self.chart = self.charts[0]
        for k, chart in enumerate(self.charts):
            chart.on_handle(partial(self._drag, k))
        options = [(made.name, key) for key, made in self.offered.items()]
        self.menu = widgets.Dropdown(options=options, value=self.subject.key, description="Function")
        self.button = widgets.Button(description="Find a counterexample", tooltip="Search for a chord that lies under the function")
        self.button.on_click(lambda _button: self._do_it(self._search))
        self.fields = Fields({"subject": self.menu} if len(options) > 1 else {}, self._choose, beside=[self.button])
        self._row = box("nbnn-row", *self.charts)
        self.growth_player: Player | None = None
        self._growth: tuple[widgets.Widget, ...] = ()
        self._keep(self.menu)

    def _chart(self) -> MovingChart:
        chart = MovingChart(title="Chord", axes=("x", "f(x)"), present=self._present)
        chart.add_class("nbnn-long-caption")
        LOOKS.lines(chart, "part", 2, 1.8)
        chart.line("curve", "ink", 2.4)
        chart.text("names", "ink", "end", x_offset=-4, y_offset=-6)
        return chart

    # ---- showing ----

    @property
    def shown_subjects(self) -> list[Subject]:
        """The subject, and what is beside it."""
        return [self.subject] if self.beside is None else [self.subject, self.beside]

    def _show(self) -> None:
        """Other functions, or the same with the chord elsewhere: curves, chords, handles."""
        self._say("")
        for subject, chart, chord in zip(self.shown_subjects, self.charts, self.chords, strict=True):
            _draw(chart, subject, chord)
        self._tell()
        self._show_growth()

    def _tell(self) -> None:
        """The numbers, where the chord is now."""
        for chart, chord in zip(self.charts, self.chords, strict=True):
            chart.caption_text = explain.inequality(chord)
        self.line.said = self.sentence()

    def _show_growth(self) -> None:
        """Under the ray of separable data: a run whose weights grow. It is made when it is first wanted."""
        wanted = self.subject.grows
        if wanted and self.growth_player is None:
            self._make_growth()
        charts, player = (self._growth[:1], self._growth[1:]) if wanted else ((), ())
        self.children = (self.fields.row, self._row, *charts, self.line, *player)

    def _make_growth(self) -> None:
        growth = explain.growth(explain.separable(), self._loss)
        player = self.growth_player = Player(granularity="update")
        charts = [_growth_chart(player, growth, name, self._present) for name in ("length", "loss")]
        begin = len(growth.run) // 4
        player.show(growth.recording(), begin)
        player.on_request("reset", lambda _message: self._reset(begin))
        self._growth = (box("nbnn-row", *charts), player)
        self._keep(*within(self._growth))

    # ---- what the page asks for ----

    def _test_chords(self, subject: Subject, x1: float, x2: float, p: float, shown: Subject | None = None) -> list[Chord]:
        """The chord test at these places of `shown`'s picture, for the subject and what is beside it."""
        shown = shown or subject
        return [explain.chord(one, explain.same_place(shown, one, x1), explain.same_place(shown, one, x2), p)
                for one in ([subject] if self.beside is None else [subject, self.beside])]

    def _drag(self, k: int, handles: dict[str, list[float]]) -> None:
        """A handle of chart k was moved: the chord there, and the same one beside it. Where f has no value, back to the last that had."""
        def follow():
            x1, x2, p = (handles[name][0] for name in ("x1", "x2", "p"))
            self.chords = self._test_chords(self.subject, x1, x2, p, self.shown_subjects[k])
            self._tell()
        failed = not self._do_it(follow)
        for j, (chart, chord) in enumerate(zip(self.charts, self.chords, strict=True)):
            if failed or j != k:
                chart.put(**_places(chord))

    def _choose(self, _name: str, key: str) -> str:
        def choose():
            subject = self.offered[key]
            self.chords = self._test_chords(subject, *subject.start, 0.5)
            self.subject = subject
            self._show()
        return self._taken(choose)

    def _reset(self, update: int) -> None:
        """Show what was given, and the run under the ray where it began."""
        self.fields.forget()
        self.subject, self.chords = self._given
        self.fields.write(subject=self.subject.key)
        self._show()
        self.growth_player.go_to(update)  # type: ignore[union-attr]

    def _search(self) -> None:
        found = explain.counterexample(self.subject)
        if found is None:
            self.line.said = explain.none_found(self.subject)
            return
        self.chords = self._test_chords(self.subject, float(found.x1), float(found.x2), found.p)
        self._show()

    def _say(self, wrong: str) -> None:
        """Why a choice was not taken; else where a function that is shown has no value."""
        gaps = next((f"The curve has gaps: {subject.trouble}" for subject in self.shown_subjects if subject.trouble), "")
        self.line.status = wrong or gaps


def _draw(chart: MovingChart, subject: Subject, chord: Chord) -> None:
    parts = subject.parts or {}
    LOOKS.lines(chart, "part", len(parts), 1.8)
    drawn = {f"part{k}": (subject.places, subject.heights(part)) for k, part in enumerate(parts.values())}
    chart.show(
        x=subject.x, y=subject.extent(), title=": ".join(filter(None, (subject.name[:1].upper() + subject.name[1:], subject.formula))),
        axes=(subject.letter, subject.written), note=subject.about, words=f"{subject.name}, {subject.formula}.",
        still={"curve": subject.curve, "names": explain.part_labels(subject), **drawn, **nothing_beyond(chart, len(parts), "part")},
        handles=_handles(subject, chord),
        legend=[("line", "ink", subject.written), ("dash", "ink", "chord"), ("line", "pos", "chord above: holds"),
                ("dash", "neg", "chord below: fails"), *(("dash", LOOKS.look(k).color, words) for k, words in enumerate(parts))])


def _handles(subject: Subject, chord: Chord) -> dict[str, dict]:
    """The two ends, which move along the curve, and p, which moves along the chord and shows the gap."""
    at, x = _places(chord), subject.letter
    ends = {name: {"words": f"{label}, an end of the chord", "label": label, "along": "x", "curve": subject.path, "at": at[name]}
            for name, label in (("x1", f"{x}₁"), ("x2", f"{x}₂"))}
    chord_line = {"between": ["x1", "x2"], "curve": subject.path, "above": "holds", "below": "fails"}
    return {**ends, "p": {"words": f"p, the share of {x}₁", "label": "p", "along": chord_line, "at": at["p"]}}


def _places(chord: Chord) -> dict[str, list[float]]:
    return {"x1": [float(chord.x1)], "x2": [float(chord.x2)], "p": [chord.p]}


def _growth_chart(player: Player, growth: explain.Growth, name: str, present: bool) -> MovingChart:
    """One column of the run, drawn as far as the player has come; the rest is faint."""
    loss = ("L/N", growth.losses) if growth.logarithms is None else ("log₁₀ L/N", growth.logarithms)
    title, axis, numbers = {"length": ("SGD on these data: the length of θ", "‖θ‖", growth.lengths),
                            "loss": ("SGD on these data: the mean loss", *loss)}[name]
    low, high = min(0.0, 1.08 * float(min(numbers))), max(0.0, 1.08 * float(max(numbers)))
    chart = MovingChart({"player": player}, title=title, axes=("updates", axis), present=present)
    chart.line("all", "faint", 1.5)
    chart.line("trail", "ink", 2.4)
    chart.points("here", "curline", 90)
    chart.show(x=(0, 1.04 * len(numbers)), y=(low, high), still={"all": (range(len(numbers)), numbers)},
               moves=[{"mark": "trail", "kind": "trail", "x": ["t"], "y": [name]},
                      {"mark": "here", "kind": "points", "x": [["t", 0]], "y": [[name, 0]]}],
               words=f"{title}, update by update.")
    return chart


def _subject(given, known: dict[str, Subject], view) -> Subject:
    if isinstance(given, Curve):
        return explain.of_curve(given)
    if isinstance(given, Loss):
        return explain.of_loss(given)
    if isinstance(given, Combination):
        return explain.of_combination(given)
    if isinstance(given, str):
        return _by_key(given, known)
    if callable(given):
        return explain.of_function(given, view)
    raise TypeError(f"subject is {given!r}: give a key such as 'hinge', a curve, a loss, or a function of one number")


def _by_key(key: str, known: dict[str, Subject]) -> Subject:
    if key not in known:
        near = get_close_matches(str(key), (*known, *SCENES), 1)
        raise ValueError(f"there is no subject {key!r}{f': did you mean {near[0]!r}?' if near else '.'} The keys are {', '.join(known)}; "
                         f"the scenes {', '.join(SCENES)}")
    return known[key]


def _choices(subject: Subject, wanted, known: dict[str, Subject]) -> dict[str, Subject]:
    if isinstance(wanted, str) and wanted != ALL:
        raise TypeError(f"subjects is {cut_short(wanted)}: give a list of keys, or \"all\"")
    keys = explain.unasked(known) if wanted is None else known if wanted == ALL else wanted
    chosen = read_keyword("subjects", lambda keys: {key: _by_key(key, known) for key in keys}, keys)
    return chosen if subject.key in chosen else {subject.key: subject, **chosen}
