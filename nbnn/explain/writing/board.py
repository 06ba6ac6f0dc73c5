"""The lecture on the board: each line of one update as symbol = formula = with the numbers in = value.

A line is a template (see `template`), made once for a network, a loss and an activation; the page and `print(step)`
fill the same one with numbers. Units of a line are its entries in reading order; people count them from 1.
"""

from collections.abc import Iterable
from math import prod

from ...core.bounds import is_summarized
from ...core.network.network import Network
from ...core.records.activations import Activation
from ...core.records.losses import Loss
from ...core.records.optimizers import Optimizer, sgd_optimizer
from ...core.records.reasons import ZeroReason
from .arrays import all_entries, matrix, products, row_vector, transpose, vector
from .formula import formula_node
from .line import UNITS, case, line, reason, sums_of
from .loss_formulas import LossFormulas
from .template import SUBSCRIPT, SUPERSCRIPT, Node, d_d, frac, mi, row, slot, slots, stack, sup, vec

MEASURED = "_measures"  # behind a quantity's name: four measures of its entries (see core's `measure`)
MOST_READ = 8  # boards that are kept: a step is printed, and told in sentences, line by line and update by update
FROM_LOSS = (int(ZeroReason.MARGIN_MET), int(ZeroReason.LOSS_FLAT), int(ZeroReason.SATURATED))


def lines(network: dict, loss: Loss, net: Network, optimizer: Optimizer = sgd_optimizer) -> list[dict]:
    """The board of a network (`net`, and in plain data as `recording.describe_network` has it): the example, forward, the loss,
    backward, the update."""
    board = _Board(network, loss, net, optimizer)
    return [board.summary(each, net) for each in board.lines()] if board.summarized else list(board.lines())


def lines_to_read(network: dict, loss: Loss, net: Network, optimizer: Optimizer = sgd_optimizer) -> list[dict]:
    """The same lines for who changes nothing in them: written once for networks that differ in nothing but their numbers."""
    if is_summarized(net.sizes):  # what is left out there depends on the network
        return lines(network, loss, net, optimizer)
    key = (tuple(net.sizes), net.bias, tuple(net.activations), net.output, bool(network.get("targets")), network.get("classes", ""),
           loss, optimizer)
    found = _read_last.get(key)
    if found is None:
        found = lines(network, loss, net, optimizer)
        if len(_read_last) == MOST_READ:
            _read_last.pop(next(iter(_read_last)), None)
        _read_last[key] = found
    return found


_read_last: dict[tuple, list[dict]] = {}


class _Board:
    """Writes the lines. Layers count from 0 here, as in the list of names, and from 1 in what is written."""

    def __init__(self, network: dict, loss: Loss, net: Network, optimizer: Optimizer):
        self.sizes, self.bias, self.one = network["sizes"], network["bias"], network["one_score"]
        self.layers, self.loss, self.optimizer = network["layers"], loss, optimizer
        self.gs, self.output = net.activations, net.output if net.quantities.output else None
        self.flow, self.scores = net.quantities.dl_dscores, "y" if self.output is None else "s"
        self.depth, self.summarized = len(self.layers), is_summarized(net.sizes)
        self.targets = network.get("targets", False)
        self.of_loss = LossFormulas(loss, self.rows(self.depth - 1), self.one, self.targets)
        self.classes = f"; {network['classes']}" if network.get("classes") else ""

    def lines(self) -> Iterable[dict]:
        yield self.example()
        for number in range(self.depth - 1):
            yield self.a(number)
            yield self.h(number)
        yield self.score_line()
        if self.output is not None:
            yield self.y(self.output)
        yield self.loss_line()
        yield self.dl_dy()
        if self.output is not None:
            yield self.dy_ds(self.output)
            yield self.dl_ds()
        yield self.dl_dW(self.depth - 1)
        for number in reversed(range(self.depth - 1)):
            yield self.dl_dh(number)
            yield self.dl_da(number)
            yield self.dl_dW(number)
        yield self.theta()

    # ---- what only a network has of which every number is shown ----

    def explained(self, n: int) -> range:
        """The entries whose zeros get a reason each; of a summarized network the measures say how many there are."""
        return range(0 if self.summarized else n)

    def sums(self, left: str, right: str, names: Iterable[str], count: int, unit: int, term: int) -> dict | None:
        """The terms that one can go through."""
        return None if self.summarized else sums_of(left, right, list(names), count, unit, term)

    def summary(self, line: dict, net: Network) -> dict:
        """The line with the measures of every vector and matrix of which it shows a part, for the page and in its sentence."""
        shapes = net.quantities.shapes | {"x": (self.columns(0),)}
        updated = {layer["W"]: row(self.weight(number), ": ") for number, layer in enumerate(self.layers)}
        named = updated if line["name"] == "theta" else {line["name"]: ""}
        shown = {name: len({slot["k"] for slot in slots(line["value"]) if slot["q"] == name}) for name in named}
        parts = [_measures(name, shapes[name], shown[name], words, named is updated)
                 for name, words in named.items() if shown[name] < prod(shapes.get(name, ()))]
        told = {"measures": stack(parts), "sentence": row(line["sentence"], "; ", stack(parts))} if parts else {}
        return {**line, "units": None, **told}

    # ---- names and shapes ----

    def columns(self, number: int) -> int:
        return self.sizes[number] + (1 if self.bias else 0)

    def rows(self, number: int) -> int:
        return self.sizes[number + 1]

    def is_vector(self, number: int) -> bool:
        return self.one and number == self.depth - 1

    def below(self, number: int) -> str:
        """The name of what weight `number` is multiplied by."""
        return self.layers[number - 1]["h"] if number else "x"

    def hidden_mark(self, number: int) -> str:
        return "" if self.depth == 2 else f"({number + 1})"

    def letter(self, name: str, number: int) -> Node:
        """The symbol of a or h of a hidden layer, numbered in deep networks."""
        mark = self.hidden_mark(number)
        return sup(vec(name), mark) if mark else vec(name)

    def top(self, name: str) -> Node:
        """The symbol of y or s: one number, or a vector of them."""
        return mi(name) if self.one else vec(name)

    def top_numbers(self, name: str) -> Node:
        return slot(name) if self.one else vector(name, self.rows(self.depth - 1))

    def below_letter(self, number: int) -> Node:
        return self.letter("h", number - 1) if number else vec("x")

    def weight(self, number: int) -> Node:
        return sup(vec("w" if self.is_vector(number) else "W"), f"({number + 1})")

    def entry(self, name: str, number: int, k: int) -> str:
        """a₂, or a₂⁽¹⁾ in a deep network, as text."""
        return f"{name}{lower(k)}{self.hidden_mark(number).translate(SUPERSCRIPT)}"

    def below_entry(self, number: int, k: int) -> str:
        return self.entry("h", number - 1, k) if number else f"x{lower(k)}"

    def weight_entry(self, number: int, row: int, column: int) -> str:
        mark = f"({number + 1})".translate(SUPERSCRIPT)
        return (
            f"w{lower(column)}{mark}"
            if self.is_vector(number)
            else f"w{lower(row)}{_comma(row, column)}{lower(column)}{mark}"
        )

    # ---- the lines ----

    def example(self) -> dict:
        n, m = self.columns(0), self.rows(self.depth - 1)
        several = self.targets and not self.one
        z, spoken = (vector("z", m), all_entries("z", m)) if several else (slot("z"), slot("z"))
        value = row(vector("x", n), ", ", z, "  (example ", slot("example"), ")")
        sentence = row("example ", slot("example"), " is picked: x = ", all_entries("x", n), ", z = ", spoken, self.classes)
        symbol = row(vec("x"), ", ", vec("z")) if several else row(vec("x"), ", z")
        return line("x", symbol, value=value, words="the example picked", phase="example", size=n, sentence=sentence)

    def a(self, number: int) -> dict:
        name, n, m = self.layers[number]["a"], self.rows(number), self.columns(number)
        W, x = self.layers[number]["W"], self.below(number)
        symbol = self.letter("a", number)
        formula = row(self.weight(number), self.below_letter(number))
        units = (
            row(
                self.entry("a", number, i),
                " = ",
                self.sum_of(W, x, m, i),
                " = ",
                slot(name, i),
            )
            for i in range(n)
        )
        numbers = row(matrix(W, n, m), " ", vector(x, m))
        sums = self.sums(W, x, (self.entry("a", number, i) for i in range(n)), m, m, 1)
        return line(name, symbol, formula, numbers, vector(name, n), words="the pre-activations", size=n, units=units, sums=sums)

    def sum_of(self, W: str, x: str, m: int, i: int = 0) -> Node:
        """Row i of a weight times what it is multiplied by."""
        return products(m, lambda j: (slot(W, i * m + j), slot(x, j)))

    def h(self, number: int) -> dict:
        layer, n = self.layers[number], self.rows(number)
        size = n + (1 if self.bias else 0)
        g = _name(self.gs[number])
        units = [
            row(self.entry("h", number, i), f" = {g}(", slot(layer["a"], i), ") = ", slot(layer["h"], i))
            for i in range(n)
        ]
        if self.bias:
            units.append(row(self.entry("h", number, n), " = 1, the constant for the bias"))
        formula, numbers = row(f"{g}(", self.letter("a", number), ")"), row(g, vector(layer["a"], n))
        return line(layer["h"], self.letter("h", number), self.with_one(formula), self.with_one(numbers), vector(layer["h"], size),
                    words="the hidden units", size=size, units=units)

    def with_one(self, hidden: Node) -> Node:
        """[g(a), 1] where a constant 1 is appended."""
        return row("[", hidden, ", 1]") if self.bias else hidden

    def score_line(self) -> dict:
        """The scores: y, or s where the output has an activation."""
        last, name = self.depth - 1, self.scores
        W, x, m, n = self.layers[last]["W"], self.below(last), self.columns(last), self.rows(last)
        sums = self.sums(W, x, [name] if self.one else (f"{name}{lower(i)}" for i in range(n)), m, m, 1)
        if self.one:
            return line(name, mi(name), row(self.weight(last), "·", self.below_letter(last)),
                        self.sum_of(W, x, m), slot(name), words="the score", sums=sums)
        units = (row(f"{name}{lower(i)} = ", self.sum_of(W, x, m, i), " = ", slot(name, i))
                 for i in range(n))
        return line(name, vec(name), row(self.weight(last), self.below_letter(last)), row(matrix(W, n, m), " ", vector(x, m)),
                    vector(name, n), words="the scores", size=n, units=units, sums=sums)

    def y(self, output: Activation) -> dict:
        """y = g(s)."""
        n, g = self.rows(self.depth - 1), _name(output)
        units = [row(f"y{lower(k)} = {g}(", slot("s", k), ") = ", slot("y", k)) for k in range(n)]
        numbers = row(f"{g}(", slot("s"), ")") if self.one else row(g, vector("s", n))
        return line("y", self.top("y"), row(f"{g}(", self.top("s"), ")"), numbers, self.top_numbers("y"),
                    words="the output" if self.one else "the outputs", size=n, units=None if self.one else units)

    def dy_ds(self, output: Activation) -> dict:
        """The slope of the output's activation, in s and y."""
        n, board = self.rows(self.depth - 1), output.board
        stands = board.stands  # else it has cases, which are set apart from the equation
        written = lambda a, h: formula_node(board.tree, {"a": a, "h": h}) if stands else row("g′(", a, ")")
        cases = "" if stands else f"  ({board.renamed({'a': 's', 'h': 'y'})})"
        one = lambda name, k=0: slot(name, k, paren=stands)
        units = [row(f"∂y{lower(k)}/∂s{lower(k)} = ", written(one("s", k), one("y", k)), " = ", slot("dy_ds", k)) for k in range(n)]
        number = one if self.one else self.top_numbers
        return line("dy_ds", self.output_slope(), row(written(self.top("s"), self.top("y")), cases), written(number("s"), number("y")),
                    self.top_numbers("dy_ds"), words="how the output changes with the score", phase="backward", size=n,
                    units=None if self.one else units)

    def output_slope(self) -> Node:
        return frac(row("∂", self.top("y")), row("∂", self.top("s")))

    def dl_ds(self) -> dict:
        n, dot = self.rows(self.depth - 1), "·" if self.one else " ⊙ "
        units = [row(f"∂ℓ/∂s{lower(k)} = ", slot("dl_dy", k), "·", slot("dy_ds", k, paren=True), " = ", slot("dl_ds", k)) for k in range(n)]
        numbers = row(self.top_numbers("dl_dy"), dot, slot("dy_ds", paren=True) if self.one else vector("dy_ds", n))
        reasons = [reason("zero_dl_ds", k, bit, words) for k in self.explained(n) for bit, words in self.ds_words(k)]
        return line("dl_ds", d_d(self.top("s")), row(d_d(self.top("y")), " " if self.one else dot, self.output_slope()), numbers,
                    self.top_numbers("dl_ds"), words="how ℓ changes with the score", phase="backward", size=n,
                    units=None if self.one else units, reasons=reasons)

    def loss_line(self) -> dict:
        inside = ", with the softmax of the scores inside it" if self.loss.logit and not self.one else ""
        return line("loss", mi("ℓ"), value=slot("loss"), words=f"the loss of this example{inside}", phase="loss", which="loss_case",
                    cases=[case(*each) for each in self.of_loss.values()])

    def dl_dy(self) -> dict:
        n = 1 if self.one else self.rows(self.depth - 1)
        value = slot("dl_dy") if self.one else vector("dl_dy", n)
        reasons = [reason("zero_dl_dy", k, bit, self.loss_words(bit, k)) for k in range(min(n, UNITS)) for bit in FROM_LOSS]
        of = "score" if self.output is None else "output"
        return line("dl_dy", d_d(mi("y") if self.one else vec("y")), value=value, words=f"how ℓ changes with the {of}", phase="backward",
                    size=n, units=None if self.one else [self.dl_dy_unit(k) for k in range(n)], reasons=reasons, which="loss_case",
                    cases=[case(*each) for each in self.of_loss.derivatives()])

    def dl_dy_unit(self, k: int) -> Node:
        """∂ℓ/∂y₁ = softmax(y)₁ − [1 = 3] = …, where the loss has one formula for every case."""
        formula = self.of_loss.derivative_of_entry(k)
        return row(f"∂ℓ/∂y{lower(k)} = ", *(() if formula is None else (formula, " = ")), slot("dl_dy", k))

    def dl_dW(self, number: int) -> dict:
        layer, m = self.layers[number], self.columns(number)
        vector_weight, last = self.is_vector(number), number == self.depth - 1
        n = 1 if vector_weight else self.rows(number)
        flow = self.flow if last else layer["da"]
        flow_symbol = d_d(self.top(self.scores)) if last else d_d(self.letter("a", number))
        x = self.below(number)
        if vector_weight:
            formula, numbers = row(flow_symbol, " ", self.below_letter(number)), row(slot(flow), "·", vector(x, m))
            value = vector(layer["dW"], m)
        else:
            formula = row(flow_symbol, " ", sup(self.below_letter(number), "⊤"))
            numbers, value = row(vector(flow, n), " ", row_vector(x, m)), matrix(layer["dW"], n, m, whole=True)
        units = (
            row(
                self.d_weight(number, i, j),
                " = ",
                slot(flow, i),
                "·",
                slot(x, j, paren=True),
                " = ",
                slot(layer["dW"], i * m + j),
            )
            for i in range(n)
            for j in range(m)
        )
        return line(layer["dW"], d_d(self.weight(number)), formula, numbers, value, words="how ℓ changes with each weight",
                    phase="backward", size=n * m, units=units, reasons=self.dW_reasons(number, n, m))

    def d_weight(self, number: int, i: int, j: int) -> str:
        return f"∂ℓ/∂{self.weight_entry(number, i, j)}"

    def dl_dh(self, number: int) -> dict:
        layer, above, size = self.layers[number], number + 1, self.columns(number + 1)
        n, W = self.rows(above), self.layers[above]["W"]
        last = above == self.depth - 1
        flow = self.flow if last else self.layers[above]["da"]
        name = layer["dh"]
        if last and self.one:
            formula, numbers = row(d_d(mi(self.scores)), " ", self.weight(above)), row(slot(flow), "·", vector(W, size))
            right = lambda j: row(slot(flow), "·", slot(W, j, paren=True))
        else:
            flow_symbol = d_d(vec(self.scores)) if last else d_d(self.letter("a", above))
            formula = row(sup(self.weight(above), "⊤"), " ", flow_symbol)
            numbers = row(transpose(W, n, size), " ", vector(flow, n))
            right = lambda j: products(n, lambda k: (slot(W, k * size + j), slot(flow, k)))
        units = (row(f"∂ℓ/∂{self.entry('h', number, j)} = ", right(j), " = ", slot(name, j)) for j in range(size))
        reasons = [
            reason(f"zero_{name}", j, bit, words) for j in self.explained(size) for bit, words in self.dh_words(number, j)
        ]
        sums = self.sums(W, self.flow if last else self.layers[above]["da"], (f"∂ℓ/∂{self.entry('h', number, j)}" for j in range(size)),
                         n, 1, size)
        return line(name, d_d(self.letter("h", number)), formula, numbers, vector(name, size), words="how ℓ changes with the hidden units",
                    phase="backward", size=size, units=units, reasons=reasons, sums=sums)

    def dl_da(self, number: int) -> dict:
        layer, n = self.layers[number], self.rows(number)
        dropped = "  (without the 1's entry)" if self.bias else ""
        formula = row(d_d(self.letter("h", number)), " ⊙ ", self.slope(number), dropped)
        numbers = row(vector(layer["dh"], n), " ⊙ ", vector(layer["dh_da"], n))
        units = (
            row(
                f"∂ℓ/∂{self.entry('a', number, i)} = ",
                slot(layer["dh"], i),
                "·",
                slot(layer["dh_da"], i),
                " = ",
                slot(layer["da"], i),
            )
            for i in range(n)
        )
        reasons = [
            reason(f"zero_{layer['da']}", i, bit, words) for i in self.explained(n) for bit, words in self.da_words(number, i)
        ]
        return line(layer["da"], d_d(self.letter("a", number)), formula, numbers, vector(layer["da"], n),
                    words="how ℓ changes with the pre-activations", phase="backward", size=n, units=units, reasons=reasons)

    def slope(self, number: int) -> Node:
        """g′(a) as the board writes it, in the letters of its layer: [a⁽²⁾ > 0]; a sum gets its parentheses."""
        tree = self.gs[number].board.tree
        written = formula_node(tree, {letter: self.letter(letter, number) for letter in "ah"})
        return row("(", written, ")") if tree.is_sum else written

    def theta(self) -> dict:
        total = sum(n * m for n, m in self.weight_shapes())
        formula, said = self.update_formula()
        value, numbers, units, first = [], [], [], 0
        for number, (n, m) in enumerate(self.weight_shapes()):
            layer, vector_weight = self.layers[number], self.is_vector(number)
            value.append(row(self.weight(number), " = ", self.weight_value(number, n, m, first)))
            made = self.optimizer.shown(layer["W"])
            now, change = (
                (vector(layer["W"], m), vector(made, m))
                if vector_weight
                else (matrix(layer["W"], n, m), matrix(made, n, m))
            )
            numbers.append(row(now, *self.step_by(), change))
            units += [
                row(
                    self.weight_entry(number, i, j),
                    " = ",
                    slot(layer["W"], i * m + j),
                    *self.step_by(),
                    slot(made, i * m + j, paren=True),
                    " = ",
                    slot(layer["W"], i * m + j, after=True),
                )
                for i in range(n)
                for j in range(m)
            ] if total <= UNITS else []
            first += n * m
        return line("theta", mi("θ"), formula, stack(numbers), stack(value), words="the weights after the update", phase="update",
                    size=total, units=units, sentence=row(f"{said} with η = ", slot("eta"), ": ", stack(value)))

    def update_formula(self) -> tuple[Node, str]:
        """How θ changes, as the board writes it and as a sentence says it."""
        if self.optimizer.direct:
            return row(mi("θ"), " − ", mi("η"), " ", d_d(mi("θ"))), "θ ← θ − η ∂ℓ/∂θ"
        formula = row(mi("θ"), " + Δ", mi("θ"), "  (", self.optimizer.lines[-1].formula, ")")
        return formula, f"θ ← θ + Δθ by {self.optimizer.name} ({recipe(self.optimizer)})"

    def step_by(self) -> tuple[Node, ...]:
        """What stands between a weight and the number that changes it."""
        return (" − ", slot("eta"), "·") if self.optimizer.direct else (" + ",)

    def weight_value(self, number: int, n: int, m: int, first: int) -> Node:
        W = self.layers[number]["W"]
        if self.is_vector(number):
            return vector(W, m, after=True, first=first)
        return matrix(W, n, m, after=True, first=first, whole=True)

    def weight_shapes(self) -> list[tuple[int, int]]:
        return [
            (1 if self.is_vector(number) else self.rows(number), self.columns(number)) for number in range(self.depth)
        ]

    # ---- reasons ----

    @property
    def has_margin(self) -> bool:
        """∂ℓ/∂y is 0 only where the label is predicted with room to spare: at y = 0 the loss still asks for something."""
        return self.one and (self.loss.margin or 0.0) > 0

    def loss_words(self, bit: int, k: int) -> Node:
        of = f"∂ℓ/∂y{'' if self.one else lower(k)}"
        nothing = "the margin is met, nothing to correct" if self.has_margin else "this loss asks for nothing (y = 0 counts as +1)"
        margin = (
            row("yz = ", slot("y", paren=True), "·", slot("z", paren=True), f" ≥ {self.loss.margin:g}: {nothing}")
            if self.one and self.loss.margin is not None
            else self.met_target(k)
            if self.targets
            else f"{of} = 0: this loss asks for nothing"
        )
        return {
            int(ZeroReason.MARGIN_MET): margin,
            int(ZeroReason.LOSS_FLAT): "the loss is flat here: its derivative says nothing (at the jump there is none)",
            int(ZeroReason.SATURATED): f"{of} is too small for the computer's numbers",
        }[bit]

    def ds_words(self, k: int) -> list[tuple[int, Node]]:
        at = "" if self.one else lower(k)
        shut = row(f"s{at} = ", slot("s", k), f": the output is flat there, ∂y{at}/∂s{at} = 0; ∂ℓ/∂y{at} = ", slot("dl_dy", k),
                   " stops here")
        flat = row(f"y{at} = ", slot("y", k), f": the output is saturated, ∂ℓ/∂s{at} is too small for the computer's numbers")
        return [*self.nothing_asked(), (int(ZeroReason.RELU_OFF), shut), (int(ZeroReason.SATURATED), flat)]

    def nothing_asked(self) -> list[tuple[int, Node]]:
        return [(int(ZeroReason.MARGIN_MET), f"{'the margin is met' if self.has_margin else 'the loss asks for nothing'}: ∂ℓ/∂y = 0"),
                (int(ZeroReason.LOSS_FLAT), "the loss is flat: ∂ℓ/∂y = 0")]

    def met_target(self, k: int) -> Node:
        """Why ∂ℓ/∂y is 0 where the output is its target."""
        at = "" if self.one else lower(k)
        return row(f"y{at} = z{at} = ", slot("z", k), ": the output is its target, nothing to correct")

    def dh_words(self, number: int, j: int) -> list[tuple[int, Node]]:
        above = number + 1
        weights = [
            slot(self.layers[above]["W"], k * self.columns(above) + j)
            for k in range(1 if self.is_vector(above) else self.rows(above))
        ]
        zero_weight = (
            f"{self.weight_entry(above, 0, j)} = 0: {self.entry('h', number, j)} does not reach the score"
            if len(weights) == 1
            else f"every weight from {self.entry('h', number, j)} to a derivative that is not 0 is 0"
        )
        h = self.entry("h", number, j)
        return [
            *self.nothing_asked(),
            (int(ZeroReason.WEIGHT_ZERO), zero_weight),
            (int(ZeroReason.FLOW_STOPPED), f"nothing arrives at {h} from the layer above"),
            (int(ZeroReason.CANCELED), f"the parts that arrive at {h} add up to 0"),
            (int(ZeroReason.SATURATED), f"what arrives at {h} is too small for the computer's numbers"),
        ]

    def da_words(self, number: int, i: int) -> list[tuple[int, Node]]:
        layer = self.layers[number]
        a, h = self.entry("a", number, i), self.entry("h", number, i)
        shut = row(
            f"{a} = ",
            slot(layer["a"], i),
            " ≤ 0: the gate is shut, ",
            f"∂ℓ/∂{h} = ",
            slot(layer["dh"], i),
            " stops here",
        )
        met, *others = self.dh_words(number, i)
        return [met, (int(ZeroReason.RELU_OFF), shut), *others]

    def dW_reasons(self, number: int, n: int, m: int) -> list[dict]:
        """One for a row (what arrives is zero) and one for a column (what goes in is zero), not one for each entry."""
        column = f"zero_{self.layers[number]['dW']}"
        inputs = [
            reason(
                column,
                j,
                int(ZeroReason.INPUT_ZERO),
                f"{self.below_entry(number, j)} = 0: its weights change nothing"
                if n > 1
                else f"{self.below_entry(number, j)} = 0: {self.weight_entry(number, 0, j)} changes nothing",
                of=[j, n * m, m],
            )
            for j in self.explained(m)
        ]
        rows = [
            reason(column, i * m, bit, words, of=[i * m, (i + 1) * m, 1])
            for i in self.explained(n)
            for bit, words in self.row_words(number, i)
        ]
        return rows + inputs

    def row_words(self, number: int, i: int) -> list[tuple[int, Node]]:
        if number == self.depth - 1:
            return [(bit, self.loss_words(bit, i)) for bit in FROM_LOSS] if self.output is None else self.of_the_output(i)
        a = self.entry("a", number, i)
        off = f"∂ℓ/∂{a} = 0: the gate is shut, nothing reaches {'its weights' if self.columns(number) > 1 else 'its weight'}"
        met, *others = self.dh_words(number, i)
        return [met, (int(ZeroReason.RELU_OFF), off), *others]


    def of_the_output(self, k: int) -> list[tuple[int, Node]]:
        of = f"∂ℓ/∂s{'' if self.one else lower(k)}"
        return [*self.nothing_asked(), (int(ZeroReason.RELU_OFF), f"{of} = 0: the output is flat, nothing reaches its weights"),
                (int(ZeroReason.SATURATED), f"{of} is too small for the computer's numbers: the output is saturated")]


def _measures(name: str, shape: tuple[int, ...], shown: int, named: Node, after: bool) -> Node:
    """“50,000 numbers (100 × 500), of which 12 are shown: from −1.2 to 3.4, mean 0.01; 48% are 0”."""
    sizes = f" ({' × '.join(f'{n:,}' for n in shape)})" if len(shape) > 1 else ""
    at = lambda k: slot(f"{name}{MEASURED}", k, after=after)
    return row(named, f"{prod(shape):,} numbers{sizes}, of which {shown} are shown: from ", at(0), " to ", at(1), ", mean ", at(2), "; ",
               at(3), "% are 0")


def _name(g: Activation) -> str:
    return g.name.replace(" ", "\u00a0")


def recipe(optimizer: Optimizer) -> str:
    """How an optimizer makes Δθ, in the order of computation."""
    return "; ".join(line.formula for line in optimizer.lines)


def lower(k: int) -> str:
    """The index of entry k as people count: from 1, lowered."""
    return str(k + 1).translate(SUBSCRIPT)


def _comma(i: int, j: int) -> str:
    return "" if i < 9 and j < 9 else ","
