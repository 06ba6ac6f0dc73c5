"""The GraphLab: a typed formula, or a whole network, as a computational graph; forward and backward, node by node."""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

import ipywidgets as widgets

from ..core.graph import graph
from ..core.graph.expression import EXAMPLES, FURTHER_EXAMPLES, Expression, parse
from ..core.graph.graph import VARIABLE, Node
from ..core.network.arguments import checked_network, usual_loss
from ..core.network.network import Network
from ..core.records.losses import Loss
from ..exercises.asking.graph import checked_kinds, find_wanted
from ..explain.graph import recording as explain
from ..explain.pictures.drawing.svg import Picture
from ..explain.pictures.graph import graph_picture
from ..views.code.view import close_all
from ..views.graph.graph import GraphView
from ..views.player.player import Player
from .asking.asker import level_of
from .asking.moments import AskMoments, card, checked_votes
from .frame.fields import Fields, typed
from .frame.lab import Lab, box, within
from .frame.setup import ALL, array, array_text, cut_short

FIRST = "a variable used twice"
MOST_IN_TABLE = 200  # entries of an array that the table writes out: the picture shows some of them


class GraphLab(Lab):
    """Step through a computational graph: each node's value forward, then the chain rule back, one child at a time.

    Parameters
    ----------
    formula : typed, such as "max(0, 1 - z*(w*x))"; intermediate results on lines of their own, "u = w*x; u**2 + u". It is read
        by a short list of what is allowed and never evaluated as a program. Or a node made with `nbnn.graph`, one number: its
        variables are the ones that can be changed.
    values : name → a number, a vector [1, 2] or a matrix [[1, 2], [3, 4]]; a name without one begins at 1. Products: * of two
        arrays goes entry by entry, @ is that of vectors and matrices; sum(…) makes one number. In a formula numbers may be written
        too, sum([1, 2]*x). constants : names that no
        derivative is wanted for.
    net, x, z, loss : instead of a formula, the lecture's network on one example with its label, or with its target or targets for a
        loss of targets. loss left out: hinge for one score, cross entropy for several.
    ask : numbers that the learner finds before they are shown: "values" (forward), "derivatives" (all that comes back),
        "sums" (only where a node is used more than once). level, lock_level : how much help, as in the Stepper.
    cue : step → a question at which a hall stops, {7: ("What arrives at a?", "3", "4")}; steps count from 0.
    examples : "all" lists in the menu of examples those beyond the lecture's too.
    """

    examples: ClassVar[tuple[str, ...]] = (
        'nbnn.labs.GraphLab("a*b + relu(a)", {"a": 2, "b": 3})',
        'nbnn.labs.GraphLab("u = w*x; exp(u) + u**2", {"w": 0.5, "x": 2}, ask="derivatives")',
        'nbnn.labs.GraphLab("sum(w*x)", {"w": [1, 2], "x": [3, 4]})',
        'nbnn.labs.GraphLab(nbnn.graph.sqrt(nbnn.graph.variable(4, "a")) + 1)',
        'nbnn.labs.GraphLab(net=nbnn.Network.random([2, 3, 1]), x=[2, 1], z=-1)',
    )

    def __init__(self, formula: str | Node | None = None, values: Mapping[str, object] | None = None,
                 constants: Sequence[str] | str = (), *, net: Network | None = None, x=None, z=None,
                 loss: Loss | str | None = None, ask=(), level="no numbers", lock_level: bool = False, cue=None, present: bool = False,
                 examples: str | None = None):
        self._examples = _listed_examples(examples)
        self._ask, level = checked_kinds(ask), level_of(level)
        self._constants = (constants,) if isinstance(constants, str) else tuple(constants)
        self.expression: Expression | None = None
        self._places: Mapping | None = None
        self._values: dict[str, object] = {}
        _check_one_graph(formula, values, self._constants, net, {"x": x, "z": z, "loss": loss})
        if net is not None:
            if x is None or z is None:
                raise ValueError(f"{'x' if x is None else 'z'} is missing: a network's graph needs one example, x and its label z")
            self.root = graph.of_network(net, x, z, usual_loss(checked_network(net).sizes[-1], output=net.output) if loss is None else loss)
        elif isinstance(formula, Node):
            self._take_node(formula, values or {})
        else:
            text, usual = EXAMPLES[FIRST] if formula is None else (formula, {})
            expression = parse(text)
            _check_constants(self._constants, expression)
            if values:
                _check_names(values, expression.names, f"the formula {expression.text!r}")
                _check_all_given(values, expression)
            self._build(expression, {**usual, **(values or {})})
        self._given = self.root, self._places, self.expression, self._values
        self._cues = checked_votes(cue, len(explain.moments(self.root)))
        super().__init__(present)
        self._version = 0
        self.player = Player()
        self.player.granularity = "update"
        self.view = GraphView(player=self.player)
        asks = bool(self._ask or self._cues)
        self.asked = AskMoments(self.player, {}, level, lock_level, where="at step {}") if asks else None
        self._numbers = box("nbnn-controls-box")
        self.letters: Fields | None = None
        self.formula_fields = self._make_fields(self.expression.text) if self.expression else None
        fields = [*([self.formula_fields.row] if self.formula_fields else []), self._numbers] if self._values else []
        self.player.on_request("reset", lambda _message: self._reset())
        self._show()
        self._write_fields()
        self._keep(self._numbers)
        self._compose(*fields, box("nbnn-row", self.view, *card(self.asked)), self.player)

    def sentence(self) -> str:
        asked = self.asked.sentence(self.player.index) if self.asked else ""
        return asked or str(self.player.schema["sentences"][self.player.index])

    def table(self) -> list[dict[str, str]]:
        """Every node: formula, value, derivative; what is still to be found is left empty."""
        rows = [{key: str(value) for key, value in row.items()} for row in graph.table(self.root, MOST_IN_TABLE)]
        if self.asked:
            for row, (value, derivative) in zip(rows, explain.complete(self.root), strict=True):
                row |= {name: "" for name, at in (("value", value), ("derivative", derivative)) if at is not None and self.asked.hides(at)}
        return rows

    def picture(self) -> Picture:
        """The graph with its values and derivatives; what is still to be found is left empty."""
        return graph_picture(self.root, self.table())

    def __repr__(self) -> str:
        shown = self.expression.text if self.expression else graph.expression(self.root) if self._values else "network"
        return f"GraphLab({shown!r}, {self.player.schema['updates']} steps)"

    def _build(self, expression: Expression, values: Mapping[str, object]) -> None:
        """The graph of a formula; an error changes nothing."""
        numbers = {name: values.get(name, 1.0) for name in expression.names}
        _check_names(values, expression.names, f"the formula {expression.text!r}")
        built = expression.graph(numbers, constants=[name for name in self._constants if name in expression.names])
        built.backward()
        self.expression, self.root, self._places = expression, built.root, built.places
        self._values = {name: built.nodes[name].value for name in expression.names}

    def _take_node(self, root: Node, values: Mapping[str, object]) -> None:
        """The graph of a node at these values of its variables; an error changes nothing."""
        variables = _variables(root)
        _check_names(values, variables, repr(root))
        try:
            if values:
                root = graph.with_values(root, {variables[name]: value for name, value in values.items()})
            graph.backward(root)
        except ValueError as error:
            raise ValueError(f"This cannot be computed: {error}") from None
        self.root, self._values = root, {name: node.value for name, node in _variables(root).items()}

    def _show(self) -> None:
        self._version += 1
        recording = explain.record(self.root, self._version, places=self._places)
        if self.asked:
            self.asked.ask({**find_wanted(self.root, self._ask), **self._cues})
        self.player.show(recording, 0)
        self.player.can_extend = False

    # ---- the formula and its numbers ----

    def _make_fields(self, formula: str) -> Fields:
        self.formula_field = typed("Formula", formula, "long")
        self.formula_field.add_class("nbnn-formula")
        self.example_menu = widgets.Dropdown(options=["choose …", *self._examples], description="Examples")
        return Fields({"formula": self.formula_field, "example": self.example_menu}, self._turn)

    def _turn(self, name: str, text: str) -> str:
        return self._again(lambda: self._read(text, self._values)) if name == "formula" else self._example(text)

    def _read(self, text: str, values: Mapping[str, object]) -> None:
        expression = parse(text)
        self._build(expression, {name: value for name, value in values.items() if name in expression.names})

    def _example(self, name: str) -> str:
        if name not in self._examples:
            return ""
        text, values = self._examples[name]
        return self._again(lambda: self._build(parse(text), values))

    def _number(self, name: str, text: str) -> str:
        return self._again(lambda: self._rebuild({**self._values, name: array(text, name)}))

    def _rebuild(self, values: Mapping[str, object]) -> None:
        if self.expression is None:
            self._take_node(self.root, values)
        else:
            self._build(self.expression, values)

    def _again(self, act) -> str:
        return self._taken(act, self._show, self._write_fields)

    def _reset(self) -> None:
        for fields in filter(None, (self.formula_fields, self.letters)):
            fields.forget()
        self._say("")
        self.root, self._places, self.expression, self._values = self._given
        self._show()
        self._write_fields()

    def _write_fields(self) -> None:
        """The fields say what is true; a formula with other variables has other fields."""
        if not self._values:
            return
        if self.formula_fields and self.expression:
            self.formula_fields.write(formula=self.expression.text)
        numbers, old = {name: array_text(value) for name, value in self._values.items()}, self.letters
        if old is not None and tuple(old) == tuple(numbers):
            old.write(**numbers)
            return
        self.letters = Fields({name: typed(name, text, _room(text)) for name, text in numbers.items()}, self._number)
        self._numbers.children = [self.letters.row]
        self._keep(*within(self._numbers.children))
        if old is not None:
            close_all(*within([old.row]))


def _room(text: str) -> str:
    """How wide a field is: a matrix needs more than a number."""
    return "" if len(text) <= 12 else "wide" if len(text) <= 17 else "long"


def _variables(root: Node) -> dict[str, Node]:
    """The graph's variables by name; one without a name, or with the name of another, by what the picture calls it."""
    found = {node: label for node, label in graph.labels(root).items() if node.operation is VARIABLE}
    names = [node.name for node in found]
    return {node.name if node.name and names.count(node.name) == 1 else label: node for node, label in found.items()}


def _check_names(values: Mapping[str, object], names: Iterable[str], what: str) -> None:
    extra = [name for name in values if name not in names]
    if extra:
        raise ValueError(f"values names {extra[0]!r}, but {extra[0]!r} is not a variable of {what}: it has {', '.join(names)}")


def _check_all_given(values: Mapping[str, object], expression: Expression) -> None:
    """ValueError where some names of a formula have values and others none; with no values at all, the lab begins with 1 for each."""
    missing = [name for name in expression.names if name not in values]
    if missing:
        power = "; the exponential function is written exp(x)" if "e" in missing else ""
        raise ValueError(f"{', '.join(missing)} in the formula {expression.text!r} has no value: values gives {', '.join(values)}{power}")


def _check_constants(constants: Sequence[str], expression: Expression) -> None:
    extra = [name for name in constants if name not in expression.names]
    if extra:
        raise ValueError(f"constants names {extra[0]!r}, but {extra[0]!r} is not a variable of the formula {expression.text!r}: it has "
                         f"{', '.join(expression.names)}")


def _listed_examples(given: str | None) -> Mapping[str, tuple[str, Mapping[str, object]]]:
    if given not in (None, ALL):
        raise ValueError(f'examples is {cut_short(given)}: give "all", or leave it out')
    return {**EXAMPLES, **FURTHER_EXAMPLES} if given else EXAMPLES


def _check_one_graph(formula: str | Node | None, values, constants: Sequence[str], net: Network | None,
                     example: Mapping[str, object]) -> None:
    """A formula, a node or a network, and what belongs to it."""
    given = {"formula": formula, "values": values, "constants": constants or None}
    for name in (name for name, value in given.items() if value is not None and net is not None):
        raise ValueError(f"{name} is given, and net too: give one of them, a formula with its values or net with x and z")
    for name in (name for name, value in example.items() if value is not None and net is None):
        raise ValueError(f"{name} is given without net: {name} belongs to a network, GraphLab(net=…, x=…, z=…); a formula has values={{…}}")
    if isinstance(formula, Node) and constants:
        raise ValueError("constants is given with a node: nbnn.graph.constant(…) makes what no derivative is wanted for")
