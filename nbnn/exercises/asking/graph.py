"""“Ask me first” for a computational graph: the numbers of its story that a learner finds before they are shown.

A moment of the story (`explain.graph_recording`) is a value, what arrives at a node through one of its uses, or the sum of
what arrives. Which are asked for goes by these three names. A moment at a kink is never asked for: other numbers than ours
are right there too, and all that follows would follow from the choice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import numpy as np

from ...core.graph import graph
from ...core.graph.graph import Contribution, Node
from ...explain.graph.recording import MOST_WRITTEN, Moment, moments
from ..judging.diagnosis import mistakes
from ..judging.entries import Entries, Marked
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
    """

    symbol: str
    words: str
    formula: str
    numbers: str
    right: np.ndarray
    hints: tuple[str, ...]
    sheets: tuple[tuple[Sheet, Mapping[str, Any]], ...] = field(default=())

    def hints_at(self, level: int) -> tuple[str, ...]:
        """The hints of a level of help (`LEVELS`)."""
        return (*self.hints, f"{self.symbol} = {self.formula}") if level == FORMULA and self.formula else self.hints

    def check(self, given, tries: int) -> Marked:
        """Judge what was entered (see `Entries`); tries : how many wrong answers there were before."""
        entries = Entries(self.symbol, self.right.shape, given)
        return entries.refused or entries.mark(self.right, tries, self.mistakes)

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
            asked[at] = one
    return asked


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
