"""Reads chains of equalities, "a = b = c", out of what a board or a sentence writes, and works out the sides that hold numbers only.

A board, its sentence and its text say the same chains: each is read once.
"""

import re
from functools import cache

import numpy as np

import nbnn

SIGNS = re.compile(r"\s*(\d+(?:\.\d+)?(?:·10[⁻⁰¹²³⁴-⁹]+)?|≈0|\[k = \d+\]|[a-zA-Zσ′Σ_]+(?: [a-z]+)*(?=[\[(])|log(?= )|Σ_k|Σ"
                   r"|[\[\](),+−·⊙/²√@ᵀ⌊]|\*\*|[₀-₉]+)")
WORDS = re.compile(r"[;:]| ← |\.(?=\s|$)|,(?=\s|$)|\b(?:with|is|are|and|at|arrives|because|or|then|that|where)\b")
RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
FUNCTIONS = {"log": np.log, "exp": np.exp, "max": lambda *a: np.max(a, axis=0) if len(a) > 1 else np.max(a[0]), "sum": np.sum, "Σ": np.sum,
             "cosh": np.cosh, "softmax": lambda y: np.exp(y) / np.exp(y).sum(), **{r.name: r.value for r in nbnn.ACTIVATIONS.values()},
             **{key: r.value for key, r in nbnn.ACTIVATIONS.items()}}


POSTFIX = {"²": np.square, "ᵀ": lambda made: np.transpose(made) if np.ndim(made) == 2 else np.atleast_2d(made)}


class NotNumbers(Exception):
    """This side holds something else: letters, words, or entries that are left out."""


@cache
def worked_out(text: str):
    """The value of a side, a number or an array; None where it is not made of numbers only."""
    try:
        return Side(text).value()
    except NotNumbers:
        return None


class Side:
    """One side of an equation. `apart`: numbers side by side are multiplied, matrix times vector; two vectors give their outer product."""

    def __init__(self, text: str):
        self.signs, at = [], 0
        text = text.replace("\u00a0", " ").replace("][", "]⌊").strip()  # an entry of an array: [1, 3][0]
        while at < len(text):
            found = SIGNS.match(text, at)
            if not found:
                raise NotNumbers(text)
            self.signs.append(found[1])
            at = found.end()
        self.at = 0

    def value(self):
        made = self.sum()
        if self.at < len(self.signs):
            raise NotNumbers(self.signs[self.at:])
        return np.asarray(made, dtype=float)

    @property
    def next(self) -> str:
        return self.signs[self.at] if self.at < len(self.signs) else ""

    def take(self, *wanted: str) -> str:
        if wanted and self.next not in wanted:
            raise NotNumbers(self.next)
        self.at += 1
        return self.signs[self.at - 1] if self.at <= len(self.signs) else ""

    def sum(self):
        made = -self.product() if self.next == "−" and self.take() else self.product()
        while self.next and self.next in "+−":
            sign, term = self.take(), self.product()
            made = made + term if sign == "+" else made - _like(made, term)
        return made

    def product(self):
        made = self.factor()
        while True:
            if self.next and self.next in "·⊙/":
                sign, factor = self.take(), self.factor()
                made = made / factor if sign == "/" else _times(made, factor)
            elif self.next and (self.next in "[(" or self.next[0].isdigit() or self.next in FUNCTIONS):
                other = self.factor()
                made = np.multiply.outer(made, other) if np.ndim(made) == np.ndim(other) == 1 else np.dot(made, other)
            elif self.next == "@":
                self.take()
                made = made @ self.factor()
            else:
                return made

    def factor(self):
        if self.next == "−":
            self.take()
            return -self.factor()
        made = self.atom()
        while self.next and (self.next in "²ᵀ⌊" or self.next[0] in "₀₁₂₃₄₅₆₇₈₉" or self.next == "**"):
            sign = self.take()
            if sign == "⌊":
                made = made[int(self.sum())]
                self.take("]")
            elif sign == "**":
                made = made ** self.factor()
            else:
                made = POSTFIX[sign](made) if sign in POSTFIX else made[int(sign.translate(LOWERED)) - 1]
        return made

    def atom(self):
        sign = self.take()
        if sign in ("(", "["):
            inside = [self.sum()]
            while self.next == ",":
                self.take()
                inside.append(self.sum())
            self.take({"(": ")", "[": "]"}[sign])
            if sign == "(" and len(inside) > 1:
                raise NotNumbers("a pair")
            if sign == "(":
                return inside[0]
            return np.hstack(inside) if len(set(map(np.ndim, inside))) > 1 else np.array(inside, dtype=float)
        if sign == "≈0":
            return 0.0
        if sign.startswith("[k"):
            return OneHot(int(re.search(r"\d+", sign)[0]))
        if sign in ("Σ_k", "Σ"):
            return np.sum(self.product())
        if sign == "√":
            return np.sqrt(self.factor())
        if sign in FUNCTIONS:
            return self.function(sign)
        if sign[:1].isdigit():
            number, _, power = sign.partition("·10")
            return float(number) * 10.0 ** int(power.translate(RAISED) or 0)
        raise NotNumbers(sign)

    def function(self, name: str):
        if self.next != "(":
            return FUNCTIONS[name](self.atom())
        self.take()
        inside = [self.sum()]
        while self.next == ",":
            self.take()
            inside.append(self.sum())
        self.take(")")
        return FUNCTIONS[name](*inside)


class OneHot:
    """[k = 3]: 1 at the third entry."""

    def __init__(self, place: int):
        self.place = place


def _times(made, factor):
    """a·b: a matrix times a vector or a matrix, a column times a row, and entry by entry for two vectors."""
    if np.ndim(made) == 1 and np.ndim(factor) == 2 and len(factor) == 1:
        return np.outer(made, factor)
    return made @ factor if np.ndim(made) + np.ndim(factor) > 2 else made * factor


def _like(made, term):
    if not isinstance(term, OneHot):
        return term
    found = np.zeros(np.shape(made))
    found[term.place - 1] = 1.0
    return found


@cache
def outside_brackets(text: str) -> str:
    """The text without what stands in brackets or parentheses."""
    depth, kept = 0, []
    for sign in text:
        depth += sign in "[("
        kept.append(sign if depth == 0 else "_")
        depth -= sign in "])"
    return "".join(kept)


@cache
def clauses(text: str) -> list[str]:
    """A sentence in pieces that hold one chain each at most: cut at commas, semicolons, colons and words outside of brackets."""
    bare = outside_brackets(text)
    cuts = [found.span() for found in WORDS.finditer(bare)]
    pieces, start = [], 0
    for low, high in [*cuts, (len(text), len(text))]:
        pieces.append(text[start:low].strip())
        start = high
    return [piece for piece in pieces if " = " in outside_brackets(piece)]


@cache
def sides(chain: str) -> list[str]:
    """The sides of "a = b = c"; an equals sign inside of brackets is none of the chain."""
    bare, found, start = outside_brackets(chain), [], 0
    for at in (m.start() for m in re.finditer(" = ", bare)):
        found.append(chain[start:at].strip())
        start = at + 3
    return [*found, chain[start:].strip()]


def room(text: str) -> float:
    """By how much three digits of each number can make the sides differ: half a unit of the last digit, times what multiplies it."""
    numbers = [abs(float(each)) for each in re.findall(r"\d+(?:\.\d+)?", text)]
    units = sorted((0.5 * 10.0 ** (np.floor(np.log10(n)) - 2) for n in numbers if n), reverse=True)
    return 1e-9 + sum(units[:6]) * max(1.0, *numbers, 0.0)


@cache
def disagreement(chain: str) -> str:
    """What is untrue in a chain: sides in numbers that differ by more than the digits shown can make; "" when nothing is."""
    known = [(side, worked_out(side)) for side in sides(chain)]
    known = [(side, value) for side, value in known if value is not None]
    for (one, a), (other, b) in zip(known, known[1:]):
        if a.shape != b.shape and a.size != 1:
            return f"{one!r} and {other!r} have the shapes {a.shape} and {b.shape}"
        if np.abs(a - b).max() > room(f"{one} {other}"):
            return f"{one!r} is {a.tolist()} and {other!r} is {b.tolist()}"
    return ""


def givens_inside(symbol: str, middle: list[str]) -> str:
    """A list of givens, a condition in words or another equation where a side of an equation belongs; "" when there is none."""
    for side in middle:
        bare = outside_brackets(side)
        if "=" in bare or ", " in bare or re.search(r"\b(at|with|if|as|examples?|picked)\b", bare):
            return f"{symbol} = … = {side} = …"
    return ""
