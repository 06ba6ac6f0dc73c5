"""The lecture on the board: each line of one update as symbol = formula = with the numbers in = value.

A line is a template (see `template`), made once for a network, a loss and an activation; the page and `print(step)`
fill the same one with numbers. Units of a line are its entries in reading order; people count them from 1.
"""

import re
from collections.abc import Callable, Iterable

from ...core.records.activations import Activation
from ...core.records.losses import Loss
from ...core.records.optimizers import Optimizer, sgd_optimizer
from ...core.records.reasons import ZeroReason
from .numbers import as_fraction, format_number
from .template import SUBSCRIPT, SUPERSCRIPT, Node, filled, text

TALL, WIDE = 4, 8  # more entries than this: a column lies down; more than that: it is abbreviated
WIDEST = 48  # characters of a column of the board as text
UNITS = 200  # lines with more entries than this are not gone through one by one


def lines(network: dict, loss: Loss, activation: Activation, optimizer: Optimizer = sgd_optimizer) -> list[dict]:
    """The board of a network (`recording.describe_network`): the example, forward, the loss, backward, the update."""
    return [line for board in [_Board(network, loss, activation, optimizer)] for line in board.lines()]


class _Board:
    """Writes the lines. Layers count from 0 here, as in the list of names, and from 1 in what is written."""

    def __init__(self, network: dict, loss: Loss, activation: Activation, optimizer: Optimizer):
        self.sizes, self.bias, self.one = network["sizes"], network["bias"], network["one_score"]
        self.layers, self.loss, self.g, self.optimizer = network["layers"], loss, activation, optimizer
        self.depth = len(self.layers)
        self.classes = f"; {network['classes']}" if network.get("classes") else ""

    def lines(self) -> Iterable[dict]:
        yield self.example()
        for number in range(self.depth - 1):
            yield self.a(number)
            yield self.h(number)
        yield self.y()
        yield self.loss_line()
        yield self.dl_dy()
        yield self.dl_dW(self.depth - 1)
        for number in reversed(range(self.depth - 1)):
            yield self.dl_dh(number)
            yield self.dl_da(number)
            yield self.dl_dW(number)
        yield self.theta()

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
        return {"sup": [vec(name), mark]} if mark else vec(name)

    def below_letter(self, number: int) -> Node:
        return self.letter("h", number - 1) if number else vec("x")

    def weight(self, number: int) -> Node:
        return {"sup": [vec("w" if self.is_vector(number) else "W"), f"({number + 1})"]}

    def entry(self, name: str, number: int, k: int) -> str:
        """a₂, or a₂⁽¹⁾ in a deep network, as text."""
        return f"{name}{sub(k)}{self.hidden_mark(number).translate(SUPERSCRIPT)}"

    def below_entry(self, number: int, k: int) -> str:
        return self.entry("h", number - 1, k) if number else f"x{sub(k)}"

    def weight_entry(self, number: int, row: int, column: int) -> str:
        mark = f"({number + 1})".translate(SUPERSCRIPT)
        return (
            f"w{sub(column)}{mark}"
            if self.is_vector(number)
            else f"w{sub(row)}{_comma(row, column)}{sub(column)}{mark}"
        )

    # ---- the lines ----

    def example(self) -> dict:
        n = self.columns(0)
        value = row(vector("x", n), ", ", slot("z"), "  (example ", slot("example"), ")")
        return line(
            "x",
            row(vec("x"), ", z"),
            "example",
            n,
            [case("", "")],  # given, not computed
            value,
            "the example picked",
            sentence=row("example ", slot("example"), " is picked: x = ", full("x", n), ", z = ", slot("z"), self.classes),
        )

    def a(self, number: int) -> dict:
        name, n, m = self.layers[number]["a"], self.rows(number), self.columns(number)
        W, x = self.layers[number]["W"], self.below(number)
        symbol = self.letter("a", number)
        formula = row(self.weight(number), self.below_letter(number))
        units = [
            row(
                self.entry("a", number, i),
                " = ",
                products([(slot(W, i * m + j), slot(x, j)) for j in range(m)]),
                " = ",
                slot(name, i),
            )
            for i in range(n)
        ]
        return line(
            name,
            symbol,
            "forward",
            n,
            [case(formula, row(matrix(W, n, m), " ", vector(x, m)))],
            vector(name, n),
            "the pre-activations",
            units=units,
        )

    def h(self, number: int) -> dict:
        layer, n = self.layers[number], self.rows(number)
        size = n + (1 if self.bias else 0)
        g = self.g.name.replace(" ", "\u00a0")
        units = [
            row(self.entry("h", number, i), f" = {g}(", slot(layer["a"], i), ") = ", slot(layer["h"], i))
            for i in range(n)
        ]
        if self.bias:
            units.append(row(self.entry("h", number, n), " = 1, the constant for the bias"))
        return line(
            layer["h"],
            self.letter("h", number),
            "forward",
            size,
            [case(*map(self.with_one, (row(f"{g}(", self.letter("a", number), ")"), row(g, vector(layer["a"], n)))))],
            vector(layer["h"], size),
            "the hidden units",
            units=units,
        )

    def with_one(self, hidden: Node) -> Node:
        """[g(a), 1] where a constant 1 is appended."""
        return row("[", hidden, ", 1]") if self.bias else hidden

    def y(self) -> dict:
        last = self.depth - 1
        W, x, m, n = self.layers[last]["W"], self.below(last), self.columns(last), self.rows(last)
        if not self.one:
            units = [
                row(
                    f"y{sub(i)} = ", products([(slot(W, i * m + j), slot(x, j)) for j in range(m)]), " = ", slot("y", i)
                )
                for i in range(n)
            ]
            return line(
                "y",
                vec("y"),
                "forward",
                n,
                [case(row(self.weight(last), self.below_letter(last)), row(matrix(W, n, m), " ", vector(x, m)))],
                vector("y", n),
                "the scores",
                units=units,
            )
        formula = row(self.weight(last), "·", self.below_letter(last))
        return line(
            "y",
            mi("y"),
            "forward",
            1,
            [case(formula, products([(slot(W, j), slot(x, j)) for j in range(m)]))],
            slot("y"),
            "the score",
        )

    def loss_line(self) -> dict:
        if self.one:
            formula = self.loss.formula.removeprefix("ℓ = ")
            whole = formula if stands_between_equals(formula) else ""
            cases = [
                case(formula, self.filled(formula)) if whole else case(self.written(each.value, each.condition), self.filled(each.value))
                for each in self.cases()
            ]
        else:
            cases = [case(self.written(each.value, each.condition), self.filled(each.value)) for each in self.cases()]
        return line(
            "loss", mi("ℓ"), "loss", 1, cases, slot("loss"), "the loss of this example", which="loss_case"
        )

    def dl_dy(self) -> dict:
        n = 1 if self.one else self.rows(self.depth - 1)
        symbol = d_d(mi("y") if self.one else vec("y"))
        branches = self.cases()
        cases = [case(self.written(each.derivative, each.condition), self.filled(each.derivative)) for each in branches]
        value = slot("dl_dy") if self.one else vector("dl_dy", n)
        units = None if self.one else [self.dl_dy_unit(branches, k) for k in range(n)]
        reasons = [reason("zero_dl_dy", k, bit, self.loss_words(bit, k)) for k in range(n) for bit in FROM_LOSS]
        return line(
            "dl_dy",
            symbol,
            "backward",
            n,
            cases,
            value,
            "how ℓ changes with the score",
            units=units,
            reasons=reasons,
            which="loss_case",
        )

    def dl_dy_unit(self, branches, k: int) -> Node:
        """∂ℓ/∂y₁ = softmax(y)₁ − [1 = 3] = …, where the loss has one formula for every case."""
        one_formula = len(branches) == 1 and branches[0].derivative in FORMULAS_OF_K
        middle = [self.filled_at(branches[0].derivative, k), " = "] if one_formula else []
        return row(f"∂ℓ/∂y{sub(k)} = ", *middle, slot("dl_dy", k))

    def dl_dW(self, number: int) -> dict:
        layer, m = self.layers[number], self.columns(number)
        vector_weight, last = self.is_vector(number), number == self.depth - 1
        n = 1 if vector_weight else self.rows(number)
        flow = "dl_dy" if last else layer["da"]
        flow_symbol = d_d(mi("y") if vector_weight else vec("y")) if last else d_d(self.letter("a", number))
        x = self.below(number)
        if vector_weight:
            formula, numbers = row(flow_symbol, " ", self.below_letter(number)), row(slot(flow), "·", vector(x, m))
            value = vector(layer["dW"], m)
        else:
            formula = row(flow_symbol, " ", {"sup": [self.below_letter(number), "⊤"]})
            numbers, value = row(vector(flow, n), " ", lying(x, m)), matrix(layer["dW"], n, m, whole=True)
        units = [
            row(
                self.d_weight(number, i, j),
                " = ",
                slot(flow, i),
                "·",
                slot(x, j) | {"paren": True},
                " = ",
                slot(layer["dW"], i * m + j),
            )
            for i in range(n)
            for j in range(m)
        ]
        return line(
            layer["dW"],
            d_d(self.weight(number)),
            "backward",
            n * m,
            [case(formula, numbers)],
            value,
            "how ℓ changes with each weight",
            units=units,
            reasons=self.dW_reasons(number, n, m),
        )

    def d_weight(self, number: int, i: int, j: int) -> str:
        return f"∂ℓ/∂{self.weight_entry(number, i, j)}"

    def dl_dh(self, number: int) -> dict:
        layer, above, size = self.layers[number], number + 1, self.columns(number + 1)
        n, W = self.rows(above), self.layers[above]["W"]
        last = above == self.depth - 1
        flow = "dl_dy" if last else self.layers[above]["da"]
        name = layer["dh"]
        if last and self.one:
            formula, numbers = row(d_d(mi("y")), " ", self.weight(above)), row(slot(flow), "·", vector(W, size))
            right = [row(slot(flow), "·", slot(W, j) | {"paren": True}) for j in range(size)]
        else:
            flow_symbol = d_d(vec("y")) if last else d_d(self.letter("a", above))
            formula = row({"sup": [self.weight(above), "⊤"]}, " ", flow_symbol)
            numbers = row(turned(W, n, size), " ", vector(flow, n))
            right = [products([(slot(W, k * size + j), slot(flow, k)) for k in range(n)]) for j in range(size)]
        units = [row(f"∂ℓ/∂{self.entry('h', number, j)} = ", right[j], " = ", slot(name, j)) for j in range(size)]
        reasons = [
            reason(f"zero_{name}", j, bit, words) for j in range(size) for bit, words in self.dh_words(number, j)
        ]
        return line(
            name,
            d_d(self.letter("h", number)),
            "backward",
            size,
            [case(formula, numbers)],
            vector(name, size),
            "how ℓ changes with the hidden units",
            units=units,
            reasons=reasons,
        )

    def dl_da(self, number: int) -> dict:
        layer, n = self.layers[number], self.rows(number)
        dropped = "  (without the 1's entry)" if self.bias else ""
        formula = row(d_d(self.letter("h", number)), " ⊙ ", self.slope(number), dropped)
        numbers = row(vector(layer["dh"], n), " ⊙ ", vector(layer["dh_da"], n))
        units = [
            row(
                f"∂ℓ/∂{self.entry('a', number, i)} = ",
                slot(layer["dh"], i),
                "·",
                slot(layer["dh_da"], i),
                " = ",
                slot(layer["da"], i),
            )
            for i in range(n)
        ]
        reasons = [
            reason(f"zero_{layer['da']}", i, bit, words) for i in range(n) for bit, words in self.da_words(number, i)
        ]
        return line(
            layer["da"],
            d_d(self.letter("a", number)),
            "backward",
            n,
            [case(formula, numbers)],
            vector(layer["da"], n),
            "how ℓ changes with the pre-activations",
            units=units,
            reasons=reasons,
        )

    def slope(self, number: int) -> Node:
        """g′(a) as the board writes it, in the letters of its layer: [a⁽²⁾ > 0]; a sum gets its parentheses."""
        parts = LETTER.split(self.g.board)  # text, letter, text, letter, …
        written = row(*[self.letter(part, number) if at % 2 else part for at, part in enumerate(parts) if part])
        return row("(", written, ")") if " " in INSIDE.sub("", self.g.board) else written

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
                    slot(made, i * m + j) | {"paren": True},
                    " = ",
                    slot(layer["W"], i * m + j, after=True),
                )
                for i in range(n)
                for j in range(m)
            ]
            first += n * m
        return line(
            "theta",
            mi("θ"),
            "update",
            total,
            [case(formula, {"stack": numbers})],
            {"stack": value},
            "the weights after the update",
            units=units,
            sentence=row(f"{said} with η = ", slot("eta"), ": ", {"stack": value}),
        )

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
        make = (
            (lambda: vector(W, m, after=True, first=first))
            if self.is_vector(number)
            else (lambda: matrix(W, n, m, after=True, first=first, whole=True))
        )
        return make()

    def weight_shapes(self) -> list[tuple[int, int]]:
        return [
            (1 if self.is_vector(number) else self.rows(number), self.columns(number)) for number in range(self.depth)
        ]

    # ---- the loss's formulas with numbers in ----

    def cases(self):
        return (self.loss.cases if self.one else self.loss.cases_many or self.loss.cases) or (_OwnCase(self.loss),)

    def written(self, formula: str, condition: str) -> Node:
        """A formula and when it holds, set apart from the equation: −z  (if yz < 1)."""
        return row(indexed(formula), f"  ({condition})" if condition else "")

    def filled(self, formula: str) -> Node:
        """A formula of y and z with their numbers in, signs and all: 1 − yz becomes 1 − (−0.5)·(−1)."""
        if formula in (OWN_VALUE, OWN_DERIVATIVE):
            y = slot("y") if self.one else vector("y", self.rows(self.depth - 1))
            return row(formula.split("(")[0], "(", y, ", ", slot("z"), ")")
        if not self.one:
            return self.filled_many(formula)
        parts: list[Node] = ["row"]
        position = 0
        for found in TERM.finditer(formula):
            parts.append(formula[position : found.start()])
            times = "·" if found[1] else ""
            parts += [found[1] or "", times] if found[1] else []
            numbers = [slot(letter) | {"paren": True} for letter in found[2]]
            parts += [numbers[0]] if len(numbers) == 1 else [numbers[0], "·", numbers[1]]
            position = found.end()
        parts.append(formula[position:])
        return [part for part in parts if part != ""]

    def filled_many(self, formula: str) -> Node:
        """The same for K scores: p_k − [k = z] becomes softmax[1, 3, −1.5] − [k = 3]."""
        y = vector("y", self.rows(self.depth - 1))
        p = row("softmax", y)
        return self.put_in(formula, {"y": y, "y_k": y, "p_k": p, "p_z": {"sub": [p, slot("z")]}, "z": slot("z")})

    def filled_at(self, formula: str, k: int) -> Node:
        """Entry k of it: 2(3 − [2 = 3])."""
        index = str(k + 1)
        return self.put_in(
            formula, {"y_k": slot("y", k) | {"paren": True}, "p_k": f"softmax(y){sub(k)}", "z": slot("z"), "k": index}
        )

    def put_in(self, formula: str, put: dict[str, Node]) -> list:
        """The formula as a row, the letters that `put` knows replaced."""
        parts = NAME.split(formula)  # text, name, text, name, …
        return row(*[put.get(part, indexed(part)) if at % 2 else part for at, part in enumerate(parts) if part])

    # ---- reasons ----

    @property
    def has_margin(self) -> bool:
        """∂ℓ/∂y is 0 only where the label is predicted with room to spare: at y = 0 the loss still asks for something."""
        return self.one and bool(self.loss.kinks) and self.loss.kinks[0] > 0

    def loss_words(self, bit: int, k: int) -> Node:
        of = f"∂ℓ/∂y{'' if self.one else sub(k)}"
        nothing = "the margin is met, nothing to correct" if self.has_margin else "this loss asks for nothing (y = 0 counts as +1)"
        margin = (
            row("yz = ", slot("y") | {"paren": True}, "·", slot("z") | {"paren": True}, f" ≥ {self.loss.kinks[0]:g}: {nothing}")
            if self.one and self.loss.kinks
            else f"{of} = 0: this loss asks for nothing"
        )
        return {
            int(ZeroReason.MARGIN_MET): margin,
            int(ZeroReason.LOSS_FLAT): "the loss is flat here: its derivative says nothing (at the jump there is none)",
            int(ZeroReason.SATURATED): f"{of} is too small for the computer's numbers",
        }[bit]

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
            (int(ZeroReason.MARGIN_MET), f"{'the margin is met' if self.has_margin else 'the loss asks for nothing'}: ∂ℓ/∂y = 0"),
            (int(ZeroReason.LOSS_FLAT), "the loss is flat: ∂ℓ/∂y = 0"),
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
            for j in range(m)
        ]
        rows = [
            reason(column, i * m, bit, words, of=[i * m, (i + 1) * m, 1])
            for i in range(n)
            for bit, words in self.row_words(number, i)
        ]
        return rows + inputs

    def row_words(self, number: int, i: int) -> list[tuple[int, Node]]:
        if number == self.depth - 1:
            return [(bit, self.loss_words(bit, i)) for bit in FROM_LOSS]
        a = self.entry("a", number, i)
        off = f"∂ℓ/∂{a} = 0: the gate is shut, nothing reaches {'its weights' if self.columns(number) > 1 else 'its weight'}"
        met, *others = self.dh_words(number, i)
        return [met, (int(ZeroReason.RELU_OFF), off), *others]


def recipe(optimizer: Optimizer) -> str:
    """How an optimizer makes Δθ, in the order of computation."""
    return "; ".join(line.formula for line in optimizer.lines)


class _OwnCase:
    """The one case of a loss that a teacher made in a cell: its formula, no substitution for the derivative."""

    def __init__(self, loss: Loss):
        formula = loss.formula.removeprefix("ℓ = ")
        self.condition, self.value, self.derivative = "", formula if stands_between_equals(formula) else OWN_VALUE, OWN_DERIVATIVE


def stands_between_equals(formula: str) -> bool:
    """May it stand between two equals signs? Not what explains a letter by another equation, nor what goes on in words."""
    outside = INSIDE.sub("", formula)
    return bool(formula) and not re.search(r"[=<>≤≥]|, |\b(if|else|with|where|for|at|of)\b", outside)


FROM_LOSS = (int(ZeroReason.MARGIN_MET), int(ZeroReason.LOSS_FLAT), int(ZeroReason.SATURATED))
OWN_VALUE, OWN_DERIVATIVE = "ℓ(y, z)", "ℓ′(y, z)"  # of a loss that says no more
FORMULAS_OF_K = ("p_k − [k = z]", "2(y_k − [k = z])")  # what filled_at knows the letters of
LETTER = re.compile(r"(?<![A-Za-z])([ah])(?![A-Za-z])")
INSIDE = re.compile(r"\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\]")
NAME = re.compile(r"(?<![A-Za-z_])([a-zA-ZΣ]_[a-z]|[kyz])(?![A-Za-z_])")
TERM = re.compile(r"(?<![A-Za-z_])(\d*)(yz|zy|y|z)(?![A-Za-z_])")


# ---- small makers of nodes ----


def row(*parts: Node) -> Node:
    return ["row", *parts]


def vec(letter: str) -> Node:
    return {"t": "vec", "s": letter}


def mi(letter: str) -> Node:
    return {"t": "mi", "s": letter}


def slot(name: str, k: int = 0, after: bool = False, e: int | None = None) -> dict:
    made: dict = {"q": name, "k": k}
    if after:
        made["after"] = True
    return made if e is None else made | {"e": e}


def d_d(of: Node) -> Node:
    """∂ℓ/∂of."""
    return {"frac": ["∂ℓ", row("∂", of)]}


def indexed(formula: str) -> Node:
    """A formula whose p_k and y_z have lower indices."""
    parts = re.split(r"([a-zA-ZΣ]_[a-z])", formula)
    return row(*[{"sub": part.split("_")} if at % 2 else part for at, part in enumerate(parts) if part])


def sub(k: int) -> str:
    """The index of entry k as people count: from 1, lowered."""
    return str(k + 1).translate(SUBSCRIPT)


def _comma(i: int, j: int) -> str:
    return "" if i < 9 and j < 9 else ","


def products(pairs: list[tuple[dict, dict]]) -> Node:
    """1·1 + (−0.5)·3 + 2·0, the middle left out of a long sum."""
    terms = [row(first | {"paren": True}, "·", second | {"paren": True}) for first, second in pairs]
    kept: list[Node] = terms if len(terms) <= TALL else [*terms[:2], "…", terms[-1]]
    return row(*[part for term in kept for part in (" + ", term)][1:])


def full(name: str, n: int) -> Node:
    """Every entry in a row, for a sentence (the middle left out where there are many)."""
    return {"m": [[cell] for cell in _some([slot(name, k) for k in range(n)], "…")]}


def vector(name: str, n: int, after: bool = False, first: int = 0) -> Node:
    cells = [slot(name, k, after, first + k if after else None) for k in range(n)]
    return {"m": [[cell] for cell in cells]} if n <= TALL else _turned_row(_some(cells, "…"))


def lying(name: str, n: int) -> Node:
    """A row vector, such as xᵀ."""
    return {"m": [_some([slot(name, k) for k in range(n)], "…")]}


def matrix(name: str, n: int, m: int, after: bool = False, first: int = 0, whole: bool = False) -> Node:
    """A matrix; as a `whole` value a tall one lies down, among the numbers it is abbreviated."""
    cells = [[slot(name, i * m + j, after, first + i * m + j if after else None) for j in range(m)] for i in range(n)]
    if whole and n > TALL and m <= TALL and n <= WIDE:
        return row({"m": [list(column) for column in zip(*cells)]}, "ᵀ")
    return {"m": _few(cells)}


def turned(name: str, n: int, m: int) -> Node:
    """The transpose of a matrix n × m."""
    cells = [[slot(name, i * m + j) for i in range(n)] for j in range(m)]
    if m > TALL:
        return (
            row(matrix(name, n, m), "ᵀ")
            if n <= TALL
            else row({"m": _few([[slot(name, i * m + j) for j in range(m)] for i in range(n)])}, "ᵀ")
        )
    return {"m": _few(cells)}


def _turned_row(cells: list[Node]) -> Node:
    return row({"m": [cells]}, "ᵀ")


def _some(cells: list, gap: str) -> list:
    return cells if len(cells) <= WIDE else [*cells[:3], gap, cells[-1]]


def _few(cells: list[list]) -> list[list]:
    """At most four rows and eight columns; ⋮ and … stand for what is left out."""
    kept = [_some(each, "…") for each in cells]
    return kept if len(kept) <= TALL else [*kept[:2], ["⋮" for _ in kept[0]], kept[-1]]


def case(formula: Node, numbers: Node) -> dict:
    return {"formula": formula, "numbers": numbers}


def reason(column: str, k: int, bit: int, words: Node, of: list[int] | None = None) -> dict:
    """A reason that holds where entry k of `column` has the bit; `of`: (start, stop, step) of the units it explains."""
    return {"column": column, "k": k, "bit": bit, "text": words, "of": of or [k, k + 1, 1]}


def line(
    name: str,
    symbol: Node,
    phase: str,
    size: int,
    cases: list[dict],
    value: Node,
    words: str,
    units: list | None = None,
    reasons: list | None = None,
    which: str | None = None,
    sentence: Node | None = None,
) -> dict:
    """One line; `which`: the column that chooses among its cases."""
    return {
        "name": name,
        "symbol": symbol,
        "phase": phase,
        "size": size,
        "cases": cases,
        "case": which if len(cases) > 1 else None,
        "value": value,
        "words": words,
        "units": units if units is not None and size <= UNITS else None,
        "reasons": reasons or [],
        "sentence": sentence if sentence is not None else row(symbol, " = ", value),
    }


# ---- a step in words ----


def step_table(step, write: Callable[[float], str] = format_number) -> list[dict]:
    """The board of one step as rows: name, symbol, formula, numbers, value (texts) and reasons (a tuple of texts)."""
    read, used, zero = _reader(step), _reader(step, step.used), _reasons_of(step)
    *computed, update = lines(_network_of(step), step.loss_record, step.before.activation, step.optimizer)
    last = _as_row(update, step, read, zero, write)
    last["reasons"] = tuple(_about_the_update(step, update, used, write))
    return [*(_as_row(each, step, used, zero, write) for each in computed), last]


def step_nodes(step, write: Callable[[float], str] = format_number) -> list[dict]:
    """The same rows with symbol, formula, numbers and value as nodes to be typeset, their numbers written in."""
    read, used = _reader(step), _reader(step, step.used)
    board = lines(_network_of(step), step.loss_record, step.before.activation, step.optimizer)
    return [row | _typeset(each, step, read if each is board[-1] else used, write) for each, row in zip(board, step_table(step, write))]


def _typeset(each: dict, step, read, write) -> dict[str, Node]:
    which = each["cases"][_case_of(step) if each["case"] else 0]
    parts = {"symbol": each["symbol"], "formula": which["formula"], "numbers": which["numbers"], "value": each["value"]}
    return {name: filled(node, read, write) for name, node in parts.items()}


def _about_the_update(step, update: dict, used, write) -> Iterable[str]:
    """What the update line cannot hold: what the optimizer remembers, and where Nesterov's derivative is taken."""
    if step.optimizer.direct:
        return
    values = {"eta": step.eta, **step.optimizer.parameters}
    written = ", ".join(f"{PARAMETERS.get(name, name)} = {write(value)}" for name, value in values.items())
    yield f"{step.optimizer.name}: {recipe(step.optimizer)}; with {written}"
    if step.ahead is not step.before:
        weights = text(_before(update["value"]), used, write)
        yield f"the derivative is taken ahead, at θ + βv: every line above is computed with {weights}"


def _before(node: Node) -> Node:
    """The same template with the weights that stand there before the update."""
    if isinstance(node, list):
        return [_before(part) for part in node]
    if not isinstance(node, dict):
        return node
    return {key: _before(value) for key, value in node.items() if key != "after"}


PARAMETERS = {"eta": "η", "beta": "β", "beta1": "β₁", "beta2": "β₂", "eps": "ε"}


def step_text(step, fractions: bool = False) -> str:
    """The board of one step as text, a line each, in columns; the reasons for zeros below their line."""
    table = step_table(step, as_fraction if fractions else format_number)
    wide = {
        column: min(max(len(each[column]) for each in table), WIDEST) for column in ("symbol", "formula", "numbers")
    }
    indent = "\n" + " " * (wide["symbol"] + 3)
    return "\n".join(_written(each, wide, indent) for each in table)


def _written(each: dict, wide: dict[str, int], indent: str) -> str:
    """One line in columns; numbers or values that are too long for theirs, and each reason, in a line of their own."""
    written = _equation(each, wide, indent)
    return "".join([written, *(f"{indent}↳ {words}" for words in each["reasons"])])


def _equation(each: dict, wide: dict[str, int], indent: str) -> str:
    """symbol = formula = numbers = value. What is given has no formula, and an update gives each weight another value: no equation."""
    symbol = each["symbol"].ljust(wide["symbol"])
    if not each["formula"]:
        return f"{symbol} = {each['value']}"
    if each["name"] == "theta":
        values = (value.partition(" = ") for value in each["value"].split("; "))
        weights = zip(each["numbers"].split("; "), values, strict=True)
        lines = [f"{indent}{name} ← {numbers} = {value}" for numbers, (name, _, value) in weights]
        return "".join([f"{symbol} ← {each['formula']}", *lines])
    start = f"{symbol} = {each['formula'].ljust(wide['formula'])}"
    if len(each["numbers"]) > WIDEST:
        return f"{start.rstrip()}{indent}= {each['numbers']}{indent}= {each['value']}"
    return f"{start} = {each['numbers'].ljust(wide['numbers'])} = {each['value']}"


def _as_row(each: dict, step, read, zero, write) -> dict:
    which = each["cases"][_case_of(step) if each["case"] else 0]
    said = dict.fromkeys(
        text(entry["text"], read, write)
        for entry in each["reasons"]
        if zero(entry["column"], entry["k"]) & entry["bit"]
    )
    return {
        "name": each["name"],
        "symbol": text(each["symbol"], read),
        "formula": text(which["formula"], read, write),
        "numbers": text(which["numbers"], read, write),
        "value": text(each["value"], read, write),
        "reasons": tuple(said),
    }


def _case_of(step) -> int:
    return int(step.loss_record.case(step.y, step.z))


def _reader(step, get: Callable | None = None):
    """Reads a step's numbers for a template; weights as `get` gives them, or those before the update."""
    get = get or step.__getitem__

    def read(name: str, k: int, after: bool) -> float:
        if name == "example":
            return float(step.index if step.example is None else step.example)
        value = getattr(step.after, name) if after else get(name)
        return float(value) if isinstance(value, float | int) else float(value.ravel()[k])

    return read


def _reasons_of(step):
    flags: dict = {}

    def zero(column: str, k: int) -> int:
        name = column.removeprefix("zero_")
        if name not in flags:
            flags[name] = step.zero_reasons(name).ravel()
        return int(flags[name][k])

    return zero


def _network_of(step) -> dict:
    net, names = step.before, step.before.quantities.layers
    layers = [
        {"W": at.W, "a": at.a, "h": at.h, "dW": at.dl_dW, "da": at.dl_da, "dh": at.dl_dh, "dh_da": at.dh_da}
        for at in names
    ]
    return {"sizes": list(net.sizes), "bias": net.bias, "one_score": net.one_score, "layers": layers}
