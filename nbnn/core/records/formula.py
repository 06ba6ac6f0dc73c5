"""A formula as a record writes it, in one line of the board's notation: text that knows its tree.

"ℓ = max(0, 1 − yz)", "m ← β₁m + (1 − β₁) ∂ℓ/∂θ", "g(a) = 1/(1 + exp(−a))": numbers, letters with their indices, sums, products
without a sign, quotients, powers, roots, functions and brackets, and between them words such as "if" and "with". The text is read
here, once, by a small parser; whoever needs the right side of an equation, its letters or the numbers in their place asks the tree.

Nothing is an error: what the parser does not know is a word. The leaves of a tree, one after the other, are the text.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Self
from unicodedata import category, decomposition

LONGEST = 400  # characters; a longer text is one word
DEEPEST = 20  # brackets inside one another; a bracket within is a sign
CLOSING = {"(": ")", "[": "]", "{": "}", "⌊": "⌋", "⌈": "⌉", "|": "|", "‖": "‖"}
ADDING, TIMES = "+−-±", "·⊙×*/"
BARE = ("exp", "log", "sin", "cos", "tan", "tanh", "sign")  # functions that may stand without brackets: log p


@dataclass(frozen=True)
class Tree:
    """A piece of a formula.

    kind : of the leaves "number", "letter", "word", "sign" (an operator, a bracket, a space), "index" and "raised"; else "letter"
        (of parts: p_k, Δθ, ∂ℓ/∂θ), "sum", "product", "quotient", "power", "root", "group" (in brackets), "call" (f(…)), "row" (pieces
        and words beside one another).
    parts : what it is made of, in the order of the text; a leaf has its text.
    """

    kind: str
    parts: tuple["Tree | str", ...]

    def __str__(self) -> str:
        return "".join(map(str, self.parts))

    @property
    def text(self) -> str:
        """The leaves, one after the other."""
        return str(self)

    @property
    def is_sum(self) -> bool:
        """It needs brackets as a factor: several terms, or words."""
        return (self.kind == "row" and bool(self.parts)) or (self.kind == "sum" and len(self.parts) > 2)

    def letters(self) -> frozenset[str]:
        """Its letters, each as it is written: {"y_k", "z"}."""
        if self.kind == "letter":
            return frozenset((self.text,))
        return frozenset[str]().union(*(part.letters() for part in self.parts if isinstance(part, Tree)))

    def powers(self) -> frozenset[tuple[str, str]]:
        """The letters that are raised, and to what: {("β₁", "ᵗ")}."""
        base, *above = self.parts
        own = isinstance(base, Tree) and self.kind == "power" and base.kind == "letter"
        inner = frozenset[tuple[str, str]]().union(*(part.powers() for part in self.parts if isinstance(part, Tree)))
        return inner | {(str(base), "".join(map(str, above)))} if own else inner

    def renamed(self, names: Mapping[str, str]) -> "Tree":
        """The same with other letters, also inside Δθ and ∂ℓ/∂θ."""
        rename = names if self.kind == "letter" else {}
        return Tree(self.kind, tuple(rename.get(part, part) if isinstance(part, str) else part.renamed(names) for part in self.parts))

    def put(self, found: Mapping[str, Any], dots: bool = False) -> list:
        """The text in pieces, what is `found` for a letter (or a letter's power, "β₁ᵗ") in its place.

        dots : between two factors that become numbers and have no sign between them stands a dot: 2yz → 2·(…)·(…).
        """
        if self.kind in ("letter", "power") and self.text in found:
            return [found[self.text]]
        if self.kind == "letter":
            return [self]
        pieces: list = []
        for place, part in enumerate(self.parts):
            dot = dots and self.kind == "product" and self._side_by_side(place, found)
            pieces += ["·"] if dot else [part] if isinstance(part, str) else part.put(found, dots)
        return pieces

    def _side_by_side(self, place: int, found: Mapping[str, Any]) -> bool:
        """Is this part the missing sign between a number and what becomes one?"""
        if place == 0 or place == len(self.parts) - 1 or str(self.parts[place]).strip():
            return False
        before, after = self.parts[place - 1], self.parts[place + 1]
        first = after.parts[0] if isinstance(after, Tree) and after.kind == "power" and after.text not in found else after
        return isinstance(before, Tree) and before.kind in ("number", "letter", "power") and str(first) in found


class Formula(str):
    """A formula's text, with its tree. products : letters that side by side are a product, as in yz; else "yz" is a word."""

    products: str
    as_latex: ClassVar[Callable[["Formula"], str]]  # explain/writing/latex.py has it; the package joins the two

    def __new__(cls, text: str, products: str = "") -> Self:
        made = super().__new__(cls, text)
        made.products = products
        return made

    @cached_property
    def tree(self) -> Tree:
        return parse(self, self.products)

    @cached_property
    def _statement(self) -> tuple[int, Tree | None, str]:
        """Where the right side begins among the pieces, the right side, and what follows it."""
        pieces = self._pieces
        sign = next((at for at, piece in enumerate(pieces) if piece.text in ("=", "←")), -1)
        start = next((at for at in range(sign + 1, len(pieces)) if pieces[at].text.strip()), len(pieces))
        right = pieces[start] if start < len(pieces) and pieces[start].kind not in ("word", "sign") else None
        return sign, right, "".join(map(str, pieces[start + (right is not None):]))

    @property
    def _pieces(self) -> tuple[Tree, ...]:
        return tuple(each for each in self.tree.parts if isinstance(each, Tree)) if self.tree.kind == "row" else (self.tree,)

    @property
    def right(self) -> Tree | None:
        """The right side of the equation, or the whole without one; None where it begins with words."""
        return self._statement[1]

    @property
    def remark(self) -> str:
        """What the right side is followed by: "with p = …", "if a > 0, else …"; "" for an equation alone."""
        return self._statement[2].strip()

    @property
    def stands(self) -> bool:
        """It may stand between two equals signs: no condition and no second equation follows, at most a few words ("as given")."""
        rest = Formula(self.remark)
        words = all(piece.kind == "word" or not piece.text.strip() for piece in rest._pieces)
        return bool(self.definition) and words and not {"if", "else"} & set(self.remark.split())

    @property
    def changes(self) -> bool:
        """It gives its left side another value: v ← …"""
        at = self._statement[0]
        return at >= 0 and self._pieces[at].text == "←"

    @cached_property
    def definition(self) -> "Formula":
        """What comes after the equals sign, words and all; the whole without one."""
        return Formula("".join(map(str, self._pieces[self._statement[0] + 1:])).strip(), self.products)

    def renamed(self, names: Mapping[str, str]) -> "Formula":
        """The same with other letters: {"θ": "w"} makes ∂ℓ/∂w of ∂ℓ/∂θ."""
        return Formula(self.tree.renamed(names).text, self.products)

    def _repr_latex_(self) -> str | None:
        """What a notebook typesets of a formula that ends a cell."""
        return f"${self.as_latex()}$" if self else None

    def put(self, found: Mapping[str, str]) -> str:
        """The text with other texts in place of letters."""
        return "".join(map(str, self.tree.put(found)))


class Written:
    """A field of a record that holds a formula: a text that is given becomes a Formula there."""

    def __init__(self, default: str = "", products: str = ""):
        self.default, self.products = Formula(default, products), products

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, record: object, owner: type) -> Formula:
        return self.default if record is None else record.__dict__[self.name]

    def __set__(self, record: object, value: Any) -> None:  # mypy takes what may be set for what is got, in a class that inherits it
        if not isinstance(value, str):
            raise TypeError(f"{self.name} is {value!r}: give the formula as text, such as 'ℓ = max(0, 1 − yz)'")
        record.__dict__[self.name] = value if isinstance(value, Formula) else Formula(value, self.products)


# ---- from text to pieces ----

def parse(text: str, products: str = "") -> Tree:
    """The tree of a formula's text."""
    return _Parser(list(tokens(text, products))).row() if len(text) <= LONGEST else Tree("word", (str(text),))


def tokens(text: str, products: str = "") -> Iterator[Tree]:
    """The leaves of the text, and the letters with what belongs to them."""
    at = 0
    while at < len(text):
        token = _token(text, at, products)
        at += len(token.text)
        yield token


def _token(text: str, at: int, products: str) -> Tree:
    sign = text[at]
    if sign.isdigit() and sign.isascii():
        return Tree("number", (text[at:_end(text, at, _is_numeral)],))
    if sign == "∂":
        return _derivative(text, at)
    if sign == "Δ" and _is_letter(text, at + 1):
        return Tree("letter", ("Δ", _letter(text, at + 1)))
    if sign.isascii() and sign.isalpha():
        run = text[at:_end(text, at, lambda text, at: text[at].isascii() and text[at].isalpha())]
        return _letter(text, at) if len(run) == 1 or set(run) <= set(products) else Tree("word", (run,))
    if _is_letter(text, at) or sign == "Σ":
        return _letter(text, at)
    if sign.isspace():
        return Tree("sign", (text[at:_end(text, at, lambda text, at: text[at].isspace())],))
    if _shift(sign) == "<super>":
        return Tree("raised", (text[at:_end(text, at, lambda text, at: _shift(text[at]) == "<super>")],))
    return Tree("sign", (sign,))


def _end(text: str, at: int, belongs) -> int:
    return next((end for end in range(at, len(text)) if not belongs(text, end)), len(text))


def _is_numeral(text: str, at: int) -> bool:
    digit = text[at].isascii() and text[at].isdigit()
    return digit or (text[at] == "." and text[at + 1:at + 2].isdigit())


def _is_letter(text: str, at: int) -> bool:
    """Does a letter begin here, in any script?"""
    return at < len(text) and text[at].isalpha() and not _shift(text[at])


def _shift(sign: str) -> str:
    """"<super>" for a raised sign, "<sub>" for a lowered one, "" for any other."""
    kind = decomposition(sign).split(" ")[0]
    return kind if kind in ("<super>", "<sub>") else ""


def _letter(text: str, at: int) -> Tree:
    """One letter with its accents, primes and indices: m̂, g′, w₁, p_k, d_in, W⁽¹⁾."""
    end = _end(text, at + 1, lambda text, at: category(text[at]) == "Mn" or text[at] == "′")
    letter = Tree("letter", (text[at:end],))
    lowered = _end(text, end, lambda text, at: _shift(text[at]) == "<sub>")
    if text[end:end + 1] == "_" and text[end + 1:end + 2].isalnum():
        lowered = _end(text, end + 1, lambda text, at: text[at].isascii() and text[at].isalnum())
    raised = text.find("⁾", lowered) + 1 if text[lowered:lowered + 1] == "⁽" else lowered
    raised = max(raised, lowered)
    if raised == end:
        return letter
    return Tree("letter", (letter, *(Tree("index", (piece,)) for piece in (text[end:lowered], text[lowered:raised]) if piece)))


def _derivative(text: str, at: int) -> Tree:
    """∂ℓ/∂θ, or ∂θ or ∂ alone, as one letter."""
    if not _is_letter(text, at + 1):
        return Tree("letter", (text[at],))
    above = _letter(text, at + 1)
    end = at + 1 + len(above.text)
    if text[end:end + 2] == "/∂" and _is_letter(text, end + 2):
        return Tree("letter", ("∂", above, "/∂", _letter(text, end + 2)))
    return Tree("letter", ("∂", above))


# ---- from pieces to a tree ----

class _Parser:
    """Reads pieces from left to right: rows of sums of products of powers."""

    def __init__(self, pieces: list[Tree]):
        self.pieces, self.at, self.open = pieces, 0, ""

    def text(self, ahead: int = 0) -> str:
        return self.pieces[self.at + ahead].text if self.at + ahead < len(self.pieces) else ""

    def kind(self, ahead: int = 0) -> str:
        return self.pieces[self.at + ahead].kind if self.at + ahead < len(self.pieces) else ""

    def take(self) -> Tree:
        self.at += 1
        return self.pieces[self.at - 1]

    def row(self) -> Tree:
        """Everything up to the bracket that closes it, or to the end."""
        parts = []
        while self.text() and not (self.open and self.text() == CLOSING[self.open[-1]]):
            parts.append(self.sum() if self.starts() else self.take())
        return parts[0] if len(parts) == 1 else Tree("row", tuple(parts))

    def starts(self) -> bool:
        """Does an operand begin here, with or without its sign?"""
        if self.text() in ADDING and self.text():
            self.at += 1
            found = self.starts_factor()
            self.at -= 1
            return found
        return self.starts_factor()

    def starts_factor(self) -> bool:
        return self.kind() in ("number", "letter") or self.text() == "√" or self.is_call() or self.opens()

    def opens(self) -> bool:
        closes = bool(self.open) and self.text() == CLOSING[self.open[-1]]
        return self.text() in CLOSING and not closes and len(self.open) < DEEPEST

    def is_call(self) -> bool:
        return self.kind() == "word" and (self.text(2 if self.kind(1) == "raised" else 1) == "(" or self.is_bare_call())

    def is_bare_call(self) -> bool:
        return self.text() in BARE and self.text(1).isspace() and self.kind(2) in ("letter", "number")

    def sum(self) -> Tree:
        parts = [self.take()] if self.text() in ADDING else []
        parts.append(self.product())
        while (sign := self.sign_before_operand(ADDING)) is not None:
            parts += [sign, self.product()]
        return parts[0] if len(parts) == 1 else Tree("sum", tuple(parts))

    def sign_before_operand(self, signs: str) -> Tree | None:
        """The sign with the spaces around it, taken; None where none of `signs` and an operand follow."""
        begin = self.at
        while self.text().isspace():
            self.at += 1
        if self.text() and self.text() in signs:
            self.at += 1
            while self.text().isspace():
                self.at += 1
            if self.starts() or (signs == TIMES and self.kind() == "word"):
                return Tree("sign", ("".join(piece.text for piece in self.pieces[begin:self.at]),))
        self.at = begin
        return None

    def product(self) -> Tree:
        factors = [self.power()]
        while True:
            sign = self.sign_before_operand(TIMES) or self.nothing_between()
            if sign is None:
                return _product(factors)
            if sign.text.strip() == "/":
                factors = [Tree("quotient", (_product(factors), sign, self.power()))]
            else:
                factors += [sign, self.power()]

    def nothing_between(self) -> Tree | None:
        """The space, or none, between two factors without a sign, taken; None where no factor follows."""
        space = int(self.text().isspace())
        self.at += space
        if self.starts_factor():
            return Tree("sign", (self.pieces[self.at - 1].text if space else "",))
        self.at -= space
        return None

    def power(self) -> Tree:
        found = self.atom()
        while self.kind() == "raised":
            found = Tree("power", (found, self.take()))
        if self.text() == "^" or (self.text() == "*" == self.text(1)):
            sign = Tree("sign", ("".join(self.take().text for _ in range(1 if self.text() == "^" else 2)),))
            found = Tree("power", (found, sign, self.power()))
        return found

    def atom(self) -> Tree:
        if self.text() == "√":
            return Tree("root", (self.take(), self.power()))
        if self.text() in ADDING and self.text():
            return Tree("sum", (self.take(), self.power()))
        if self.is_bare_call():
            return Tree("call", (self.take(), self.take(), self.power()))
        if self.is_call():
            raised = self.kind(1) == "raised"
            return Tree("call", (*(self.take() for _ in range(1 + raised)), self.group()))
        if self.text()[:1] == "Σ":
            return self.sum_over()
        return self.group() if self.opens() else self.take() if self.text() else Tree("word", ("",))

    def sum_over(self) -> Tree:
        """Σ_k and what is added up: the one factor after it."""
        sign, between = self.take(), self.nothing_between()
        return sign if between is None else Tree("product", (sign, between, self.power()))

    def group(self) -> Tree:
        self.open += self.text()
        opening, inside = self.take(), self.row()
        self.open = self.open[:-1]
        return Tree("group", (opening, inside, *([self.take()] if self.text() else [])))


def _product(factors: list[Tree]) -> Tree:
    return factors[0] if len(factors) == 1 else Tree("product", tuple(factors))
