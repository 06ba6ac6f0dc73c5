"""The ConvexityLab: two points on a function, a share p, and the chord between them: above the function, or not?"""

from collections.abc import Callable, Sequence
from difflib import get_close_matches

import ipywidgets as widgets

from ..core.convex import Combination
from ..core.curves import OWN, Curve, from_function
from ..core.datasets import Dataset
from ..core.losses import Loss, binary_cross_entropy
from ..core.losses import loss as loss_record
from ..core.network import Network
from ..explain import chord as explain
from ..explain.chord import Subject
from ..views.moving import MovingChart
from ..views.status import StatusLine
from .lab import Lab, box, refuse

KNOWN = ("subject", "x1", "x2", "p", "subjects", "net", "data", "loss", "view", "present")
ENDS = (0.18, 0.82)  # of the view: where the two points begin


class ConvexityLab(Lab):
    """Drag x₁, x₂ and p: the inequality f(p x₁ + (1 − p) x₂) ≤ p f(x₁) + (1 − p) f(x₂), drawn and in numbers.

    Parameters
    ----------
    subject : what to test, by key: a curve ("double_well"), a loss ("hinge"), a combination ("composition"), "line" (no hidden
        layer), "swap" (a two-layer network), "ray" (separable data); or a Curve, a Loss, a Combination, a function of one number.
    x1, x2, p : where to begin. subjects : the keys that the menu offers; left out, all.
    net, data, loss : of "line" and "swap". view : (low, high) for a function of one's own.
    """

    def __init__(self, subject="double_well", x1: float | None = None, x2: float | None = None, p: float = 0.5, *,
                 subjects: Sequence[str] | None = None, net: Network | None = None, data: Dataset | None = None,
                 loss: Loss | str = binary_cross_entropy, view: tuple[float, float] = (-2.0, 2.0), present: bool = False, **unknown):
        refuse("ConvexityLab", unknown, KNOWN)
        known = explain.subjects(net, data, loss_record(loss))
        self.subject = _subject(subject, known, view)
        self._offered = _offered(self.subject, subjects, known)
        low, high = self.subject.x
        first, second = (low + part * (high - low) if given is None else given for part, given in zip(ENDS, (x1, x2), strict=True))
        self.chord = explain.chord(self.subject, first, second, p)
        super().__init__(present)
        self.line = StatusLine()
        self._make_chart()
        options = [(made.name, key) for key, made in self._offered.items()]
        self.menu = widgets.Dropdown(options=options, value=self.subject.key, description="Function")
        self.button = widgets.Button(description="Find a counterexample", tooltip="Search for a chord that lies under the function")
        self.menu.observe(self._chosen, "value")
        self.button.on_click(lambda _button: self._tried(self._search))
        self.chart.on_handle(self._dragged)
        self._show()
        self._compose(box("nbnn-controls", self.menu, self.button), self.chart, self.line)

    def sentence(self) -> str:
        return self.chord.sentence()

    def table(self) -> list[dict[str, str]]:
        """Both sides of the inequality."""
        return explain.table(self.chord, self.subject.letter)

    def __repr__(self) -> str:
        return f"ConvexityLab({self.subject.name}, {self.chord!r})"

    def _make_chart(self) -> None:
        self.chart = MovingChart(title="Chord", axes=("x", "f(x)"), present=self._present)
        for k in (0, 1):
            self.chart.line(f"part{k}", "faint", 1.8, ("dashed", "dotted")[k])
        self.chart.line("curve", "ink", 2.4)
        self.chart.line("holds", "pos", 4.0)
        self.chart.line("fails", "neg", 4.0, "dotted")
        self.chart.points("ends", "ink", 40)
        self.chart.text("names", "ink", "start", x_offset=8, y_offset=4)

    def _show(self) -> None:
        """Another function: its curve, its chord, its handles."""
        subject = self.subject
        drawn = subject.drawn()
        parts = [subject.drawn(part) for part in subject.parts]
        low, high = (float(edge) for edge in (min(drawn[1]), max(drawn[1])))
        room = 0.1 * max(high - low, 1e-9)
        at = {"x1": [float(self.chord.x1)], "x2": [float(self.chord.x2)], "p": [self.chord.p]}
        end = lambda name, label: {"words": f"{label}, an end of the chord", "label": label, "along": "x", "curve": drawn, "at": at[name]}
        self.chart.show(
            x=subject.x, y=(low - room, high + room), title=f"{subject.name}: {subject.formula}",
            axes=(subject.letter, f"f({subject.letter})"), note=subject.about, words=f"{subject.name}, {subject.formula}.",
            still={"curve": drawn, **{f"part{k}": parts[k] if k < len(parts) else ((), ()) for k in (0, 1)}},
            handles={"x1": end("x1", f"{subject.letter}₁"), "x2": end("x2", f"{subject.letter}₂"),
                     "p": {"words": f"p, the share of {subject.letter}₁", "label": "p", "along": {"between": ["x1", "x2"]}, "at": at["p"]}},
            legend=[("line", "ink", f"f({subject.letter})"), ("dash", "ink", "chord"), ("line", "pos", "chord above: the inequality holds"),
                    ("dash", "neg", "chord below: it fails"), *([("dash", "faint", "its parts")] if parts else [])])
        self._draw()

    def _draw(self) -> None:
        """The chord's numbers, where they are now."""
        made = explain.picture(self.chord, self.subject.letter)
        shown, other = ("holds", "fails") if made.holds else ("fails", "holds")
        self.chart.draw(**{shown: made.gap, other: ((), ()), "ends": made.gap, "names": made.names})
        self.line.said = self.sentence()

    def _dragged(self, handles: dict[str, list[float]]) -> None:
        def follow():
            self.chord = explain.chord(self.subject, handles["x1"][0], handles["x2"][0], handles["p"][0])
            self._draw()
        self._tried(follow)

    def _chosen(self, change) -> None:
        def choose():
            subject = self._offered[change["new"]]
            first, second = (subject.x[0] + part * (subject.x[1] - subject.x[0]) for part in ENDS)
            self.chord = explain.chord(subject, first, second, 0.5)
            self.subject = subject
        self._tried(choose)
        self._show()

    def _search(self) -> None:
        found = explain.counterexample(self.subject)
        if found is None:
            self.line.said = explain.none_found(self.subject)
            return
        self.chord = found
        self._show()

    def _tried(self, act: Callable[[], object]) -> bool:
        """Do it, or say why not; also what a teacher's own function raises."""
        try:
            act()
        except Exception as error:  # the function may be a teacher's own
            own = self.subject.key == OWN
            self.line.status = f"the function raised {type(error).__name__}: {error}" if own else str(error)
            return False
        self.line.status = ""
        return True


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
        curve = from_function(given, view=view)
        return Subject(OWN, "your function", getattr(given, "__name__", "f(x)"), given, curve.view[0])
    raise TypeError(f"subject is {given!r}: give a key such as 'hinge', a curve, a loss, or a function of one number")


def _by_key(key: str, known: dict[str, Subject]) -> Subject:
    if key not in known:
        near = get_close_matches(str(key), known, 1)
        raise ValueError(f"there is no subject {key!r}{f': did you mean {near[0]!r}?' if near else ''} The keys are {', '.join(known)}")
    return known[key]


def _offered(subject: Subject, wanted, known: dict[str, Subject]) -> dict[str, Subject]:
    chosen = known if wanted is None else {key: _by_key(key, known) for key in wanted}
    return chosen if subject.key in chosen else {subject.key: subject, **chosen}
