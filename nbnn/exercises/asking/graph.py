"""“Ask me first” for a computational graph: the numbers of its story that a learner finds before they are shown.

A moment of the story (`explain.graph_recording`) is a value, what arrives at a node through one of its uses, or the sum of
what arrives. Which are asked for goes by these three names. A moment at a kink is never asked for: other numbers than ours
are right there too, and all that follows would follow from the choice.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import partial
from types import MappingProxyType
from typing import Any

import numpy as np

from ...core.graph import graph
from ...core.graph.graph import Backward, Contribution, Node
from ...explain.graph.recording import MOST_WRITTEN, Moment, moments
from ..judging.diagnosis import mistakes, possible, wrong_values
from ..judging.entries import FOLLOWED, WRONG, Entries, Marked
from ..judging.matching import agree
from ..judging.misconceptions import Misconception
from ..judging.sheets import Line, Sheet
from .hints import FORMULA

VALUES, ARRIVALS, SUMS = "values", "derivatives", "sums"
KINDS = (VALUES, ARRIVALS, SUMS)
NAME = "asked"  # of the line asked for, in its sheet


@dataclass(frozen=True, eq=False)
class Wanted:
    """A number, or the numbers of an array, that the learner finds.

    Attributes
    ----------
    symbol, formula, numbers : as the story writes the moment: symbol = formula = numbers.
    words : what it is.
    right : what it comes to, an array of any shape.
    hints : in words and symbols, without a number; `hints_at` has the formula too where a level of help tells it last.
    sheets : the calculation as sheets of which one line is asked for, each with what is given: where mistakes are looked for.
    retold : numbers of the learner's own at earlier moments → what follows from them here; None where that cannot be told.
    """

    symbol: str
    words: str
    formula: str
    numbers: str
    right: np.ndarray
    hints: tuple[str, ...]
    sheets: tuple[tuple[Sheet, Mapping[str, Any]], ...] = field(default=())
    retold: Callable[[Mapping[int, float]], float | None] = lambda own: None

    def hints_at(self, level: int) -> tuple[str, ...]:
        """The hints of a level of help (`LEVELS`)."""
        return (*self.hints, f"{self.symbol} = {self.formula}") if level == FORMULA and self.formula else self.hints

    def check(self, given, tries: int, own: Mapping[int, float] = MappingProxyType({})) -> Marked:
        """Judge what was entered (see `Entries`).

        tries : how many wrong answers there were before. own : moment → the number that the learner entered there before the right
        one was shown: what follows from it is done right.
        """
        entries = Entries(self.symbol, self.right.shape, given)
        if entries.refused:
            return entries.refused
        marked = entries.mark(self.right, tries, self.mistakes)
        came = self.retold(own) if own and marked.verdict == WRONG else None
        followed = None if came is None else entries.follows(np.asarray(came), self.right, None, FOLLOWED)
        return followed or marked

    def foreseen(self) -> list[np.ndarray]:
        """What may well be entered: the right numbers, then those of each known mistake."""
        found = [self.right]
        for sheet, given in self.sheets:
            for each in possible(sheet, frozenset([NAME])):
                wrong = wrong_values(each, sheet, given, [NAME])
                if wrong is not None and not any(agree(wrong[NAME], other) for other in found):
                    found.append(np.asarray(wrong[NAME], dtype=float))
        return [values for values in found if values.shape == self.right.shape]

    def mistakes(self, entered: np.ndarray) -> tuple[Misconception, ...]:
        """The misconceptions that make these numbers."""
        found = (mistakes(entered, NAME, sheet, given, {NAME: self.right}) for sheet, given in self.sheets)
        return tuple(dict.fromkeys(each for some in found for each in some))


def checked_kinds(ask: Iterable[str] | str) -> tuple[str, ...]:
    """The names of what is asked for; ValueError for any other name, TypeError for what is not a name."""
    names = (ask,) if isinstance(ask, str) or (not isinstance(ask, Iterable) and ask is not None) else tuple(ask or ())
    for name in names:
        if not isinstance(name, str):
            raise TypeError(f"ask names {name!r}: give {', '.join(map(repr, KINDS))}, one or several")
        if name not in KINDS:
            near = get_close_matches(name, KINDS, 1)
            raise ValueError(f"ask names {name!r}{f': did you mean {near[0]!r}?' if near else '.'} A graph can ask for "
                             f"{', '.join(map(repr, KINDS))}")
    return tuple(kind for kind in KINDS if kind in names)


def find_wanted(root: Node, ask: Iterable[str]) -> dict[int, Wanted]:
    """Number of the moment, from 0 → what is asked for there, for the kinds of `checked_kinds`.

    It calls graph.backward(root). What is given, the derivative of the last node by itself (1), and arrays of more than
    `MOST_WRITTEN` numbers are not asked for.
    """
    kinds = checked_kinds(ask)
    told = moments(root)
    found = graph.backward(root)
    nodes = found.order.forward
    arrived: dict[Node, int] = {}
    asked: dict[int, Wanted] = {}
    for at, moment in enumerate(told):
        node = nodes[moment.node]
        if moment.phase == "forward":
            one = _value(moment, node) if VALUES in kinds and node.parents else None
        elif moment.edge is None:
            one = _sum(moment, found.contributions(node)) if {ARRIVALS, SUMS} & set(kinds) else None
        else:
            term = found.contributions(node)[arrived.get(node, 0)]
            arrived[node] = arrived.get(node, 0) + 1
            one = _arrival(moment, term) if ARRIVALS in kinds and not term.kink else None
        if one is not None and one.right.size <= MOST_WRITTEN:
            asked[at] = replace(one, retold=partial(_retold, told, found, at))
    return asked


def _retold(told: Sequence[Moment], found: Backward, at: int, own: Mapping[int, float]) -> float | None:
    """What the story comes to at a moment with these numbers at earlier ones; None with arrays, and where it is not finite."""
    nodes = found.order.forward
    if any(node.shape for node in nodes):
        return None
    values: dict[Node, float] = {}
    flows: dict[Node, float] = {}
    arrived: dict[Node, int] = {}
    came = 1.0
    with np.errstate(all="ignore"):
        for number, moment in enumerate(told[:at + 1]):
            node = nodes[moment.node]
            if moment.phase == "forward":
                operands = [values.get(each, each.value) for each in node.parents]
                came = float(node.operation.value(*operands)) if operands else float(node.value)
                values[node] = own.get(number, came)
            elif moment.edge is None:
                came = flows.get(node, 1.0)
                flows[node] = own.get(number, came)
            else:
                term = found.contributions(node)[arrived.get(node, 0)]
                arrived[node] = arrived.get(node, 0) + 1
                came = flows[term.child] * _local(term, values)
                flows[node] = flows.get(node, 0.0) + own.get(number, came)
    return came if np.isfinite(came) else None


def _local(term: Contribution, values: Mapping[Node, float]) -> float:
    """The operation's own slope at these values."""
    child = term.child
    operands = (np.asarray(values.get(each, each.value)) for each in child.parents)  # a constant has no moment of its own
    return float(child.operation.local[term.place](np.asarray(values[child]), *operands))


def _value(moment: Moment, node: Node) -> Wanted:
    right = np.asarray(node.value, dtype=float)
    return Wanted(moment.symbol, "the value of this node", moment.formula, moment.numbers, right,
                  ("One operation, on what comes in along its edges.",))


def _arrival(moment: Moment, term: Contribution) -> Wanted:
    right = np.asarray(term.product, dtype=float)
    line = Line(NAME, lambda v: right, moment.formula, symbol=moment.symbol, role="along_a_path")
    *slope, _number = moment.slope.split(" = ")  # ∂v3/∂b = a = 2: the number is a part of the answer, or all of it
    hints = ("Along a path, multiply: what comes back to the operation times the operation's own slope.",
             *([f"{' = '.join(slope)}."] if len(slope) > 1 else []))
    given = {"flow": np.asarray(term.flow, dtype=float), "slope": np.asarray(term.local, dtype=float)}
    return Wanted(moment.symbol, "what comes back along this edge", moment.formula, moment.numbers, right, hints, (((line,), given),))


def _sum(moment: Moment, terms: tuple[Contribution, ...]) -> Wanted | None:
    """The sum over the uses of a node; None for the last node, where the pass begins."""
    if not terms:
        return None
    paths = np.array([term.product for term in terms], dtype=float)
    line = Line(NAME, lambda v: v.paths.sum(axis=0), moment.formula, symbol=moment.symbol, role="all_paths")
    sheets = tuple(((line,), {"paths": np.roll(paths, turn, axis=0)}) for turn in range(len(paths)))  # any of them can be the only one
    return Wanted(moment.symbol, "the sum of what comes back", moment.formula, moment.numbers, np.asarray(paths.sum(axis=0)),
                  ("It is used more than once: what arrives through each use is added.",), sheets)
