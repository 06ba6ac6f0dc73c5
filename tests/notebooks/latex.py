r"""Formulas of the prose, parsed: a small whitelist of LaTeX, and what it means as a function of the letters in it.

    formula = parse(r"\ell = \max(0, 1 - zy)")
    formula.left                        '\\ell', as it stands
    formula.right[0]({"z": 1, "y": 0.3})    0.7

Letters are named as in the code: \eta_0 is "eta_0", W^{(1)} "W1", \hat m "m_hat", \frac{\partial \ell}{\partial y} "dl_dy".
A letter with an index is an entry, counted from 1: p_z, x_j, W^{(1)}_{ij}. Two vectors side by side have no meaning here,
as on the board: \cdot is their inner product, \odot the product entry by entry, a x^\top the product column times row,
|D| how many D has.
Nothing else is understood, and nothing is handed to Python.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np

Letters = Mapping[str, Any]
Expression = Callable[[Letters], Any]

TOKEN = re.compile(r"\\[A-Za-z]+|\\[,;:! |{}]|\d+(?:\.\d+)?|\S")
INVISIBLE = {r"\,", r"\;", r"\:", r"\!", r"\ ", r"\left", r"\right", r"\quad", "&"}
RELATIONS = {"=": "=", r"\leftarrow": "=", r"\le": "≤", r"\leq": "≤"}
TRUTHS = {"=": np.equal, "<": np.less, ">": np.greater, r"\ge": np.greater_equal, r"\geq": np.greater_equal,
          r"\le": np.less_equal, r"\leq": np.less_equal}
GREEK = {"alpha", "beta", "gamma", "Delta", "epsilon", "varepsilon", "eta", "theta", "lambda", "xi", "ell"}
NAMES = {"varepsilon": "epsilon", "lambda": "lam", "ell": "l"}
FUNCTIONS: dict[str, Callable] = {
    r"\exp": np.exp, r"\log": np.log, r"\tanh": np.tanh, r"\max": lambda *given: reduce(np.maximum, given),
    "ReLU": lambda a: np.maximum(a, 0), "relu": lambda a: np.maximum(a, 0), "tanh": np.tanh,
}
CALLED = {"f", "g", "g'", "l"}  # letters that are functions where a bracket follows; the caller gives them
END = ""


class NotUnderstood(ValueError):
    """The formula uses something outside the whitelist."""


@dataclass(frozen=True)
class Row:
    """A vector written as a row, x^⊤."""

    entries: np.ndarray


@dataclass(frozen=True)
class Formula:
    """A formula in its parts.

    Attributes
    ----------
    left : what stands left of the first relation, its tokens joined; "" when there is no relation.
    right : what stands right of the relations (or the whole), each a function of the letters.
    relations : "=" (also for an arrow) or "≤".
    """

    left: str
    right: tuple[Expression, ...]
    relations: tuple[str, ...]


def tokens(text: str) -> list[str]:
    """The formula's tokens without spacing: two formulas that look the same have the same."""
    return [token for token in TOKEN.findall(text.rstrip(" .,;")) if token not in INVISIBLE]


def parse(text: str) -> Formula:
    """The formula's meaning; NotUnderstood says what is outside the whitelist."""
    parts, relations = _split(tokens(text))
    left = "".join(parts[0]) if relations else ""
    return Formula(left, tuple(_Parser(part).whole() for part in parts[bool(relations):]), tuple(relations))


def expression(text: str) -> Expression:
    """What has no relation in it, as a function of the letters."""
    return _Parser(tokens(text)).whole()


def _split(all_tokens: list[str]) -> tuple[list[list[str]], list[str]]:
    """The parts between the relations that stand outside of every bracket."""
    parts, relations, depth = [[]], [], 0
    for token in all_tokens:
        depth += (token in "([{") - (token in ")]}")
        if depth == 0 and token in RELATIONS:
            relations.append(RELATIONS[token])
            parts.append([])
        else:
            parts[-1].append(token)
    return parts, relations


class _Parser:
    """Recursive descent: each method reads what its name says and gives a function of the letters."""

    def __init__(self, given: list[str]):
        self.tokens, self.at, self.in_norm = given, 0, False

    @property
    def next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else END

    def take(self, wanted: str = "") -> str:
        token = self.next
        if token == END or (wanted and token != wanted):
            raise NotUnderstood(f"{''.join(self.tokens)!r}: {wanted or 'something more'} is missing before {token or 'the end'!r}")
        self.at += 1
        return token

    def taken(self, wanted: str) -> bool:
        """Whether the next token is this one, which is then read."""
        found = self.next == wanted
        self.at += found
        return found

    def whole(self) -> Expression:
        found = self.sum()
        if self.next != END:
            raise NotUnderstood(f"{''.join(self.tokens)!r}: {self.next!r} has no place there")
        return found

    def sum(self) -> Expression:
        found = _negative(self.product()) if self.taken("-") else self.product()
        while self.next in ("+", "-"):
            plus, other, before = self.take() == "+", self.product(), found
            found = _of(np.add if plus else np.subtract, before, other)
        return found

    def product(self) -> Expression:
        found = self.factor()
        while self.next not in ("+", "-", ")", "]", "}", ",", "|", END, *TRUTHS) and not (self.in_norm and self.next == r"\|"):
            how = {"/": _divided, r"\cdot": _dot, r"\odot": np.multiply}.get(self.next, _times)
            if how is not _times:
                self.take()
            found = _of(how, found, _negative(self.factor()) if self.taken("-") else self.factor())
        return found

    def factor(self) -> Expression:
        """Something with its powers: w^2, (1 + λt)^{-1}, x^⊤."""
        found = self.atom()
        while self.taken("^"):
            if self.taken(r"\top"):
                found = _of(Row, found)
            elif self.next == "{":
                found = _of(np.power, found, self.group())
            else:
                found = _of(np.power, found, self.atom())
        return found

    def atom(self) -> Expression:
        token = self.take()
        if token[0].isdigit():
            return _constant(float(token))
        if token == "(":
            return self.closed(self.sum(), ")")
        if token == "{":
            return self.closed(self.sum(), "}")
        if token == "[":
            return self.truth()
        if token == r"\|":
            return self.norm()
        if token == "|":
            return _of(len, self.closed(self.letter(), "|"))
        if token == r"\frac":
            return self.fraction()
        if token == r"\sqrt":
            return _of(np.sqrt, self.group())
        if token == r"\sum":
            return self.sum_over()
        if token == r"\partial":
            return self.slashed_derivative()
        if token in FUNCTIONS:
            return self.call(FUNCTIONS[token])
        if token in (r"\mathrm", r"\text", r"\operatorname"):
            return self.named_function()
        self.at -= 1
        return self.letter()

    def closed(self, found: Expression, bracket: str) -> Expression:
        self.take(bracket)
        return found

    def group(self) -> Expression:
        self.take("{")
        return self.closed(self.sum(), "}")

    def norm(self) -> Expression:
        self.in_norm = True
        found = self.closed(self.sum(), r"\|")
        self.in_norm = False
        return _of(np.linalg.norm, found)

    def truth(self) -> Expression:
        """[k = z]: 1 where it holds, else 0."""
        left = self.sum()
        if self.next not in TRUTHS:
            raise NotUnderstood(f"{''.join(self.tokens)!r}: a bracket [ … ] holds a comparison")
        test = TRUTHS[self.take()]
        right = self.closed(self.sum(), "]")
        return lambda letters: np.asarray(test(left(letters), right(letters)), dtype=float)

    def fraction(self) -> Expression:
        """A quotient, or a derivative."""
        if self.tokens[self.at:self.at + 2] == ["{", r"\partial"]:
            above, arguments = self.differential_in_braces()
            below, _ = self.differential_in_braces()
            return _derivative(f"d{above}_d{below}", arguments)
        above = self.group()
        return _of(_divided, above, self.group())

    def differential_in_braces(self) -> tuple[str, list[Expression]]:
        self.take("{")
        self.take(r"\partial")
        found = self.differential()
        self.take("}")
        return found

    def slashed_derivative(self) -> Expression:
        above, arguments = self.differential()
        self.take("/")
        self.take(r"\partial")
        return _derivative(f"d{above}_d{self.differential()[0]}", arguments)

    def differential(self) -> tuple[str, list[Expression]]:
        """The name of what stands after ∂, and the (x, z, θ) after ℓ: what it depends on."""
        name, _ = self.name()
        return name, self.arguments() if name == "l" and self.next == "(" else []

    def sum_over(self) -> Expression:
        r"""\sum_j over 1 … n, and \sum_{(x, z) \in D} over the examples."""
        self.take("_")
        if self.next != "{":
            index = self.take()
            return _sum_of_entries(index, self.product())
        braced = self.braced()
        over, found, of = " ".join(braced).partition(r" \in ")
        if not found or braced[0] != "(" or not over.endswith(")"):
            raise NotUnderstood(f"a sum goes over an index, or over (…) ∈ D, not over {''.join(braced)!r}")
        names = [_Parser(each.split()).own_name() for each in over[1:-1].split(",")]
        return _sum_of_examples(names, _Parser(of.split()).own_name(), self.product())

    def own_name(self) -> str:
        """A letter with its index as one name: x_j."""
        name, indices = self.name()
        return "_".join([name, *indices])

    def braced(self) -> list[str]:
        """The tokens in braces, braces inside them included."""
        self.take("{")
        found, depth = [], 1
        while depth:
            found.append(self.take())
            depth += (found[-1] == "{") - (found[-1] == "}")
        return found[:-1]

    def named_function(self) -> Expression:
        name = "".join(self.braced())
        if name not in FUNCTIONS:
            raise NotUnderstood(f"{name!r} is no function of the whitelist: {', '.join(FUNCTIONS)}")
        return self.call(FUNCTIONS[name])

    def call(self, function: Callable) -> Expression:
        """A function with its arguments in a bracket, or of the one factor that follows."""
        arguments = self.arguments() if self.next == "(" else [self.factor()]
        return _of(function, *arguments)

    def arguments(self) -> list[Expression]:
        self.take("(")
        found = [self.sum()]
        while self.taken(","):
            found.append(self.sum())
        self.take(")")
        return found

    def letter(self) -> Expression:
        name, indices = self.name()
        if name in CALLED and self.next == "(":
            arguments = self.arguments()
            return lambda letters: letters[name](*(each(letters) for each in arguments))
        return _letter(name, indices)

    def name(self) -> tuple[str, tuple[str, ...]]:
        """A letter's name in the code and its indices: W^{(1)}_{ij} is ("W1", ("i", "j"))."""
        name, indices = self.bare(), ()
        while self.next in ("_", "^"):
            mark = self.tokens[self.at:self.at + 5]
            if mark[:3] == ["^", "{", "("] and mark[4] == ")":
                self.take()
                name += "".join(self.braced()[1:-1])
            elif mark[0] == "_":
                self.take()
                given = self.braced() if self.next == "{" else [self.take()]
                indices = tuple(given)
            else:
                break
        return name, indices

    def bare(self) -> str:
        token = self.take()
        if token in (r"\hat", r"\mathbf", r"\boldsymbol"):
            braced = self.braced() if self.next == "{" else [self.take()]
            return self.plain(braced[0]) + ("_hat" if token == r"\hat" else "")
        return self.plain(token)

    def plain(self, token: str) -> str:
        if re.fullmatch(r"[A-Za-z]", token):
            return token + "'" * self.taken("'")
        if token.startswith("\\") and token[1:] in GREEK:
            return NAMES.get(token[1:], token[1:])
        raise NotUnderstood(f"{''.join(self.tokens)!r}: {token!r} is not in the whitelist")


# ---- what the parts mean ----

def _constant(value: float) -> Expression:
    return lambda letters: value


def _of(function: Callable, *parts: Expression) -> Expression:
    return lambda letters: function(*(part(letters) for part in parts))


def _negative(part: Expression) -> Expression:
    return lambda letters: -np.asarray(part(letters), dtype=float)


def _letter(name: str, indices: tuple[str, ...] = ()) -> Expression:
    """A letter's value: one with such an index of its own (\\eta_0, d_{in}), or an entry."""
    own = f"{name}_{''.join(indices)}"  # d_{in} has the "indices" i and n, and is a letter of its own

    def value(letters: Letters):
        if indices and own in letters:
            return letters[own]
        if name not in letters:
            raise NotUnderstood(f"there is no letter {own if indices else name!r} among {', '.join(sorted(letters))}")
        place = tuple(int(index if index.isdigit() else letters[index]) - 1 for index in indices)
        return np.asarray(letters[name])[place] if indices else letters[name]

    return value


def _derivative(name: str, arguments: list[Expression]) -> Expression:
    """A derivative's value; one that is given as a function is asked at its arguments."""
    def value(letters: Letters):
        found = _letter(name)(letters)
        return found(*(each(letters) for each in arguments)) if callable(found) else found
    return value


def _times(a, b):
    """Side by side: a number times anything, a matrix times a vector, a column times a row."""
    if isinstance(b, Row):
        return np.multiply.outer(a, b.entries)
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return np.multiply(a, b)
    if np.ndim(a) == 2:
        return np.asarray(a) @ b
    raise NotUnderstood("two vectors stand side by side: write \\cdot or \\odot between them")


def _dot(a, b):
    return np.dot(a, b) if np.ndim(a) == np.ndim(b) == 1 else _times(a, b)


def _divided(a, b):
    return np.divide(a, b)


def _sum_of_entries(index: str, term: Expression) -> Expression:
    def value(letters: Letters):
        return sum(term({**letters, index: place}) for place in range(1, int(letters["n"]) + 1))
    return value


def _sum_of_examples(names: list[str], of: str, term: Expression) -> Expression:
    def value(letters: Letters):
        return sum(term({**letters, **dict(zip(names, example))}) for example in _letter(of)(letters))
    return value
