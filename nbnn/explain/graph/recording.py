"""A computational graph as a story for the player: node by node forward, then node by node backward.

Backward, a node that is used once takes one moment. One that is used several times takes one for what arrives through
each use, and then one for their sum: ∂ℓ/∂v = Σ ∂ℓ/∂c · ∂c/∂v over the children c.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import numpy as np

from ...core.graph import graph
from ...core.graph.graph import CONSTANT, MATMUL, VARIABLE, Contribution, Node
from ...core.records.formula import Formula
from ..recording.recording import Recording
from ..recording.story import story
from ..writing.numbers import MINUS, format_number
from .layout import grid_of, head_of, layout

MOST_WRITTEN = 12  # entries of an array that a line writes out
NOTHING, VALUE, ADDING, DERIVATIVE = range(4)  # what there is of a node at a moment


@dataclass(frozen=True)
class Moment:
    """One step through the graph, in words and as a line: symbol = formula = numbers = value.

    Attributes
    ----------
    phase : "forward" or "backward". node : which, by its place in the order of computation, from 0.
    edge : the edge of the layout that a derivative flows back on, for one use of the node; None for a value, a sum, the beginning.
    symbol, formula, numbers, value : the line's texts, "" where there is nothing to say. slope : "∂c/∂v = its formula = its number".
    words : the sentence.
    """

    phase: str
    node: int
    edge: int | None
    symbol: str
    formula: str
    numbers: str
    value: str
    slope: str
    words: str


def moments(root: Node) -> tuple[Moment, ...]:
    """The story of one forward and one backward pass for `root`, which is one number. It calls graph.backward(root)."""
    narrator = _Narrator(root)
    return (*narrator.forward(), *narrator.backward())


def record(root: Node, version: int = 0, places: Mapping[Node, Sequence[tuple[int, int]]] | None = None) -> Recording:
    """The story as a recording: its updates are the moments.

    Columns, one row a moment: "node", "edge" (−1: none), "phase" (0 forward, 1 backward); "state" of every node (0 nothing, 1 its value,
    2 its derivative is being added up, 3 its derivative), and "arrived": how many terms of it have come; "flowed", 1 for every edge that
    a derivative has come back on.
    schema["graph"] is the layout, and in it as texts
        of each node "head", "array", "value" and "derivative": rows of cells (no derivative: None); "sums": the same of the sum of the
            first term, of the first two, and so on, without the last, which is "derivative"; and "places": where it stands in a typed
            formula, when `places` (of expression.Built) is given;
        of each edge "product": what flows back on it, "" where that is an array;
        "moments": the moments, as dicts.
    """
    narrator = _Narrator(root)
    steps = (*narrator.forward(), *narrator.backward())
    columns = {"node": np.array([step.node for step in steps]),
               "edge": np.array([-1 if step.edge is None else step.edge for step in steps]),
               "phase": np.array([step.phase == "backward" for step in steps]), **_states(narrator, steps)}
    made = story(columns, [step.words for step in steps], version=version)
    picture = {**_picture(narrator, places or {}), "moments": [vars(step).copy() for step in steps]}
    return replace(made, schema={**made.schema, "graph": picture})


def complete(root: Node) -> list[tuple[int | None, int | None]]:
    """For each node, in the order of computation, the moments from which its value and its derivative are there; None: from the beginning,
    or never."""
    narrator = _Narrator(root)
    forward, backward = narrator.forward(), narrator.backward()
    values = {step.node: at for at, step in enumerate(forward)}
    derivatives = {step.node: at for at, step in enumerate(backward, start=len(forward))}
    return [(values.get(k), derivatives.get(k)) for k in range(len(narrator.nodes))]


def table(root: Node) -> list[dict[str, str]]:
    """The story as rows: phase, symbol, formula, numbers, value (texts)."""
    columns = ("phase", "symbol", "formula", "numbers", "value")
    return [{column: getattr(step, column) for column in columns} for step in moments(root)]


def short_text(value) -> str:
    """A number with three digits; an array's entries in brackets, or its shape where they are too many."""
    value = np.asarray(value)
    if value.size > MOST_WRITTEN:
        return f"({' × '.join(map(str, value.shape))} numbers)"
    return f"[{', '.join(map(short_text, value))}]" if value.ndim else format_number(value)


# ----------------------------------------------------------------------------------------------- the telling


class _Narrator:
    """Puts the passes into words. `names` are the labels of the table, so that both speak of the same nodes."""

    def __init__(self, root: Node):
        self.found = graph.backward(root)
        self.root, self.nodes = root, self.found.order.forward
        self.names = graph.labels(root)
        self.number = {node: k for k, node in enumerate(self.nodes)}
        uses = [(child, place) for child in self.nodes for place in range(len(child.parents))]
        self.edges = {use: k for k, use in enumerate(uses)}
        self.shown = [node for node in self.nodes if not _is_number(node)]

    # ---- forward ----

    def forward(self) -> list[Moment]:
        """One moment for every node; numbers that are written in the formula are there with the node that they are used by."""
        return [self.forward_moment(node, f"Forward, {k} of {len(self.shown)}: ") for k, node in enumerate(self.shown, start=1)]

    def forward_moment(self, node: Node, where: str) -> Moment:
        name, value = self.names[node], short_text(node.value)
        if not node.parents:
            kind = "a variable" if node.operation is VARIABLE else "a constant: no derivative is wanted for it"
            return Moment("forward", self.number[node], None, name, "", "", value, "", f"{where}{name} = {value} is given, {kind}.")
        formula, numbers = graph.formula(node, self.names), self.with_numbers(node)
        words = " ".join([f"{where}{name} = {formula} = {numbers} = {value}.", *self.repeated(node)])
        return Moment("forward", self.number[node], None, name, formula, numbers, value, "", words)

    def repeated(self, node: Node) -> list[str]:
        """What is said of operands that are smaller than the array that is computed from them entry by entry."""
        operands = node.parents if len(node.parents) > 1 and node.operation is not MATMUL else ()
        return [f"{self.names[each]} is repeated to fit: {_size(each.value)} becomes {_size(node.value)}."
                for each in dict.fromkeys(operands) if each.shape not in ((), node.shape)]

    def with_numbers(self, node: Node) -> str:
        """The formula with the operands' numbers in: 0.5·(−2)."""
        infix = node.operation.binds < 9
        return node.operation.formula.format(*(_apart(short_text(parent.value), infix) for parent in node.parents))

    # ---- backward ----

    def backward(self) -> list[Moment]:
        """The last node first; each use of a node, and the sum where there are several."""
        moments: list[Moment] = []
        nodes = self.found.order.backward
        for k, node in enumerate(nodes, start=1):
            where, terms = f"Backward, {k} of {len(nodes)}: ", self.found.contributions(node)
            moments += [self.arrival(node, term, number, len(terms), where) for number, term in enumerate(terms, start=1)]
            if len(terms) != 1:
                moments.append(self.sum_moment(node, terms, where))
        return moments

    def d(self, node: Node) -> str:
        """∂ℓ/∂v."""
        return f"∂{self.names[self.root]}/∂{self.names[node]}"

    def product_of(self, node: Node, term: Contribution) -> str:
        """One term of the sum in letters: ∂ℓ/∂c · ∂c/∂v, or as the rule of its operation has it."""
        local = self.local(node, term)
        apart = f"({local})" if self.shown_slope(term).tree.is_sum or local[0] == MINUS else local
        return _sum_of(term, _by_rule(term.rule, self.d(term.child), apart))

    def local(self, node: Node, term: Contribution) -> str:
        """∂c/∂v, or how it is computed."""
        return graph.slope(term, self.names) if self.shown_slope(term) else f"∂{self.names[term.child]}/∂{self.names[node]}"

    def shown_slope(self, term: Contribution) -> Formula:
        """The formula of ∂c/∂v where it is shown in its place: where c is the last node "∂c/∂v" would read like the derivative that
        is sought; so it is for @."""
        direct = term.rule not in PLAIN_RULES or term.child is self.root
        return graph.slope_formula(term) if direct else Formula("")

    def slope_of(self, node: Node, term: Contribution) -> str:
        """How ∂c/∂v is computed, where that is not said already: "∂v4/∂a = [a > 0] = 1"."""
        slope, number = graph.slope(term, self.names), short_text(term.local)
        local = self.local(node, term)
        return "" if slope in ("", local) else f"{local} = {number}" if slope == number else f"{local} = {slope} = {number}"

    def arrival(self, node: Node, term: Contribution, number: int, of: int, where: str) -> Moment:
        """What arrives at a node through one use."""
        child, formula, slope = self.names[term.child], self.product_of(node, term), self.slope_of(node, term)
        numbers = _sum_of(term, _by_rule(term.rule, _apart(short_text(term.flow)), _apart(short_text(term.local))))
        value = short_text(term.product)
        if of == 1:
            symbol, said = self.d(node), f"{where}{self.d(node)} = {formula} = {numbers} = {value}."
        else:
            symbol = f"{self.d(node)} through {child}"
            said = f"{where}through {child} ({number} of {of}): {formula} = {numbers} = {value} arrives at {self.names[node]}."
        words = " ".join([said, *([f"{slope}."] if slope else []), *self.remarks(node, term)])
        return Moment("backward", self.number[node], self.edges[term.child, term.place], symbol, formula, numbers, value, slope, words)

    def remarks(self, node: Node, term: Contribution) -> list[str]:
        said = []
        if term.summed_from is not None:
            said.append(f"{self.names[node]} was repeated to fit, so the entries that arrive at the same place are added up.")
        if term.kink:
            said.append(_kink_in_words(term))
        elif np.any(term.flow) and not np.any(term.product):
            said.append("Nothing passes here.")
        if term.rule not in PLAIN_RULES:
            shapes = _by_rule(term.rule, _size(term.flow), _size(term.local))
            said.append(f"Shapes: {shapes} gives {_size(term.product)}, that of {self.names[node]}.")
        return said

    def sum_moment(self, node: Node, terms: Sequence[Contribution], where: str) -> Moment:
        """The sum of what arrives, or for the last node the beginning."""
        value = short_text(self.found.derivative(node))
        if node is self.root:
            return Moment("backward", self.number[node], None, self.d(node), "", "", value, "",
                          f"{where}{self.d(node)} = 1, where the backward pass begins.")
        children = list(dict.fromkeys(self.names[term.child] for term in terms))
        formula = " + ".join(self.product_of(node, term) for term in terms)
        numbers = " + ".join(_apart(short_text(term.product)) if k else short_text(term.product) for k, term in enumerate(terms))
        uses = f"is used {_times(len(terms))}, by {_list_in_words(children)}"
        return Moment("backward", self.number[node], None, self.d(node), formula, numbers, value, "",
                      f"{where}{self.names[node]} {uses}, so what arrives adds up: {self.d(node)} = {numbers} = {value}.")


def _sum_of(term: Contribution, product: str) -> str:
    """The product, or the sum over its entries where one number was repeated to fit; over some of them where a row or a column was."""
    if term.summed_from is None:
        return product
    return f"{'added up' if np.ndim(term.product) else 'sum'}({product})"


def _kink_in_words(term: Contribution) -> str:
    """Which local derivatives are right at a kink, and which one we use; of an array, in how many of its entries."""
    low, high = (np.ravel(each) for each in term.between)
    at = np.flatnonzero(low != high)
    used = np.ravel(np.broadcast_to(term.local, np.shape(term.between[0])))
    where = "" if low.size == 1 else f" in {len(at)} of the {low.size} entries"
    first, last, ours = (sorted({short_text(each) for each in some[at]}) for some in (low, high, used))
    if not len(first) == len(last) == 1:
        return f"This is a kink{where}: we use this derivative, and others are right as well."
    return f"This is a kink{where}: every slope from {first[0]} to {last[0]} is right there, and we use {' or '.join(ours)}."


def _size(value) -> str:
    return f"({' × '.join(map(str, np.shape(value)))})"


PLAIN_RULES = ("flow · local", "flow ⊙ local")


def _by_rule(rule: str, flow: str, local: str) -> str:
    """The rule of a contribution with what stands for its two parts: "localᵀ · flow" as "W⁽¹⁾ᵀ · ∂ℓ/∂a"."""
    return rule.replace("local", "{local}").replace("flow", "{flow}").format(flow=flow, local=local)


def _apart(text: str, apart: bool = True) -> str:
    """A negative number in parentheses."""
    return f"({text})" if apart and text.startswith(MINUS) else text


def _is_number(node: Node) -> bool:
    return node.operation is CONSTANT and not node.symbol and not node.shape


def _times(n: int) -> str:
    return "twice" if n == 2 else f"{n} times"


def _list_in_words(words: Sequence[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


# ---------------------------------------------------------------------------------------------- for the page


def _states(narrator: _Narrator, steps: Sequence[Moment]) -> dict[str, np.ndarray]:
    """(T, nodes) what there is of each node at each moment and how many terms have arrived, (T, edges) which edges a derivative has
    come back on."""
    state = np.zeros((len(steps), len(narrator.nodes)))
    arrived = np.zeros_like(state)
    flowed = np.zeros((len(steps), len(narrator.edges)))
    for t, step in enumerate(steps):
        node = narrator.nodes[step.node]
        if step.phase == "forward":
            state[t:, step.node] = VALUE
            state[t:, [narrator.number[parent] for parent in node.parents if _is_number(parent)]] = VALUE
        else:
            state[t:, step.node] = DERIVATIVE if step.edge is None or len(narrator.found.contributions(node)) == 1 else ADDING
            if step.edge is not None:
                flowed[t:, step.edge] = 1
                arrived[t:, step.node] += 1
    return {"state": state, "arrived": arrived, "flowed": flowed}


def _picture(narrator: _Narrator, places: Mapping[Node, Sequence[tuple[int, int]]]) -> dict:
    """The layout with its texts."""
    drawn = layout(narrator.root)
    nodes = [{**about, "head": head_of(about), "array": bool(node.shape), "value": grid_of(node.value, format_number),
              "derivative": grid_of(narrator.found.derivative(node), format_number) if node.depends else None,
              "sums": [grid_of(part, format_number) for part in _partial_sums(narrator.found.contributions(node))],
              "places": [list(place) for place in places.get(node, ())]} for about, node in zip(drawn["nodes"], narrator.nodes)]
    products = {(term.child, term.place): term.product for terms in narrator.found.terms.values() for term in terms}
    edges = [{**edge, "product": _product(products.get(use))} for edge, use in zip(drawn["edges"], narrator.edges)]
    return {**drawn, "nodes": nodes, "edges": edges}


def _partial_sums(terms: Sequence[Contribution]) -> list[float | np.ndarray]:
    """The sum of the first term, of the first two, and so on, without that of all."""
    return list(accumulate(term.product for term in terms))[:-1]


def _product(product) -> str:
    return "" if product is None or np.size(product) > 1 else format_number(np.ravel(product)[0])
