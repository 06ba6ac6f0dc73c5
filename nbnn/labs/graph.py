"""The GraphLab: a typed formula, or a whole network, as a computational graph; forward and backward, node by node."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

import ipywidgets as widgets

from ..core.graph import graph
from ..core.graph.expression import EXAMPLES, Expression, parse
from ..core.network.arguments import checked_network, usual_loss
from ..core.network.network import Network
from ..core.records.losses import Loss
from ..exercises.asking.graph import checked_kinds, find_wanted
from ..explain.graph import recording as explain
from ..views.graph.graph import GraphView
from ..views.player.player import Player
from ..views.shared.figures import close_all
from .asking.asker import level_of
from .asking.moments import AskMoments, card, checked_votes
from .frame.fields import Fields, typed
from .frame.lab import Lab, box, within
from .frame.setup import array, array_text

FIRST = "a variable used twice"


class GraphLab(Lab):
    """Step through a computational graph: each node's value forward, then the chain rule back, one child at a time.

    Parameters
    ----------
    formula : typed, such as "max(0, 1 - z*(w*x))"; intermediate results on lines of their own, "u = w*x; u**2 + u". It is read
        by a short list of what is allowed and never evaluated as a program.
    values : name → a number, a vector [1, 2] or a matrix [[1, 2], [3, 4]]; a name without one begins at 1. Products: * of two
        arrays goes entry by entry, @ is that of vectors and matrices; sum(…) makes one number. constants : names that no
        derivative is wanted for.
    net, x, z, loss : instead of a formula, the lecture's network on one example. loss left out: hinge for one score, cross
        entropy for several.
    ask : numbers that the learner finds before they are shown: "values" (forward), "derivatives" (all that comes back),
        "sums" (only where a node is used more than once). level, lock_level : how much help, as in the Stepper.
    cue : step → a question at which a hall stops, {7: ("What arrives at a?", "3", "4")}; steps count from 0.
    """

    examples: ClassVar[tuple[str, ...]] = (
        'nbnn.labs.GraphLab("a*b + relu(a)", {"a": 2, "b": 3})',
        'nbnn.labs.GraphLab("u = w*x; exp(u) + u**2", {"w": 0.5, "x": 2}, ask="derivatives")',
        'nbnn.labs.GraphLab("sum(w*x)", {"w": [1, 2], "x": [3, 4]})',
        'nbnn.labs.GraphLab(net=nbnn.Network.random([2, 3, 1]), x=[2, 1], z=-1)',
    )

    def __init__(self, formula: str | None = None, values: Mapping[str, object] | None = None, constants: Sequence[str] | str = (), *,
                 net: Network | None = None, x=None, z=None, loss: Loss | str | None = None, ask=(),
                 level="no numbers", lock_level: bool = False, cue=None, present: bool = False):
        self._ask, level = checked_kinds(ask), level_of(level)
        self._constants = (constants,) if isinstance(constants, str) else tuple(constants)
        self.expression: Expression | None = None
        self._places: Mapping | None = None
        self._values: dict[str, object] = {}
        if net is not None:
            if x is None or z is None:
                raise ValueError(f"{'x' if x is None else 'z'} is missing: a network's graph needs one example, x and its label z")
            self.root = graph.of_network(net, x, z, usual_loss(checked_network(net).sizes[-1]) if loss is None else loss)
        else:
            text, usual = EXAMPLES[FIRST] if formula is None else (formula, {})
            self._build(parse(text), {**usual, **(values or {})})
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
        fields: list[widgets.Box] = [self._make_fields(self.expression.text), self._numbers] if self.expression else []
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
        rows = [{key: str(value) for key, value in row.items()} for row in graph.table(self.root)]
        if self.asked:
            for row, (value, derivative) in zip(rows, explain.complete(self.root), strict=True):
                row |= {name: "" for name, at in (("value", value), ("derivative", derivative)) if at is not None and self.asked.hides(at)}
        return rows

    def __repr__(self) -> str:
        return f"GraphLab({self.expression.text if self.expression else 'network'!r}, {self.player.schema['updates']} steps)"

    def _build(self, expression: Expression, values: Mapping[str, object]) -> None:
        """The graph of a formula; an error changes nothing."""
        numbers = {name: values.get(name, 1.0) for name in expression.names}
        extra = [name for name in values if name not in expression.names]
        if extra:
            raise ValueError(f"values names {extra[0]!r}, but {extra[0]!r} is not a variable of the formula {expression.text!r}: it has "
                             f"{', '.join(expression.names)}")
        built = expression.graph(numbers, constants=[name for name in self._constants if name in expression.names])
        self.expression, self.root, self._places = expression, built.root, built.places
        self._values = {name: built.nodes[name].value for name in expression.names}

    def _show(self) -> None:
        self._version += 1
        recording = explain.record(self.root, self._version, places=self._places)
        if self.asked:
            self.asked.ask({**find_wanted(self.root, self._ask), **self._cues})
        self.player.show(recording, 0)
        self.player.can_extend = False

    # ---- the formula and its numbers ----

    def _make_fields(self, formula: str) -> widgets.Box:
        self.formula_field = typed("Formula", formula, "long")
        self.example_menu = widgets.Dropdown(options=["choose …", *EXAMPLES], description="Examples")
        self.formula_fields = Fields({"formula": self.formula_field, "example": self.example_menu}, self._turn)
        self.letters: Fields | None = None
        return self.formula_fields.row

    def _turn(self, name: str, text: str) -> str:
        return self._again(lambda: self._read(text, self._values)) if name == "formula" else self._example(text)

    def _read(self, text: str, values: Mapping[str, object]) -> None:
        expression = parse(text)
        self._build(expression, {name: value for name, value in values.items() if name in expression.names})

    def _example(self, name: str) -> str:
        if name not in EXAMPLES:
            return ""
        text, values = EXAMPLES[name]
        return self._again(lambda: self._build(parse(text), values))

    def _number(self, name: str, text: str) -> str:
        return self._again(lambda: self._build(self.expression, {**self._values, name: array(text, name)}))  # type: ignore[arg-type]

    def _again(self, act) -> str:
        return self._taken(act, self._show, self._write_fields)

    def _reset(self) -> None:
        for fields in filter(None, (self.formula_fields, self.letters)) if self.expression else ():
            fields.forget()
        self._say("")
        self.root, self._places, self.expression, self._values = self._given
        self._show()
        self._write_fields()

    def _write_fields(self) -> None:
        """The fields say what is true; a formula with other variables has other fields."""
        if self.expression is None:
            return
        self.formula_fields.write(formula=self.expression.text)
        numbers, old = {name: array_text(value) for name, value in self._values.items()}, self.letters
        if old is not None and tuple(old) == tuple(numbers):
            old.write(**numbers)
            return
        self.letters = Fields({name: typed(name, text) for name, text in numbers.items()}, self._number)
        self._numbers.children = [self.letters.row]
        self._keep(*within(self._numbers.children))
        if old is not None:
            close_all(*within([old.row]))
