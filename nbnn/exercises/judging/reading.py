"""What a learner types, read as numbers: a small reader of its own, so that nothing typed is ever run.

It takes decimals, fractions, products and powers of ten (−2/3, 1.5e-3, 2·10⁻³), any of the usual minus signs, full-width
digits, and lists in any of the usual ways: `1, 2, 3`, `[1 2 3]`, `[[1, 2], [3, 4]]`, `1 2; 3 4`, a row a line. It does
not add: in a list without commas, `1 -2` is two numbers.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite

import numpy as np

from ...explain.writing.numbers import MINUS

LONGEST, MOST, DEEPEST = 2000, 400, 12  # characters, numbers, nested brackets: more is no hand calculation
SHOWN = 24  # characters of what was typed that an error repeats


class Unreadable(ValueError):
    """What was typed is not a number or a list of numbers; the message says where and what to write instead."""


def read(given) -> np.ndarray:
    """What was typed or passed as a locked array of floats: (), (n,) or (n, m).

    given : text, a number, a Fraction, or (nested) lists or an array of them; an entry of a list may be text too.

    Raises Unreadable for anything else: words, NaN and ∞, rows of different lengths, too much of it.
    """
    value = np.array(_as_array(_Reader(given).all() if isinstance(given, str) else _from_python(given)), dtype=float)
    value.setflags(write=False)
    return value


def short(given) -> str:
    """What was typed, cut to what fits into a message."""
    text = " ".join(str(given).split())
    return f"“{text[:SHOWN]}…”" if len(text) > SHOWN else f"“{text}”"


def written_entries(text: str) -> list[str]:
    """The numbers of a list, in order, as they were written; spaces within a fraction or a product part it, and then there are too many."""
    return [part.replace("-", MINUS) for part in _BETWEEN.split(_plain(text)) if part]


def half_digit(text: str) -> float:
    """By how much a number may be off that rounds to what was written: 0.005 for 0.33.

    0 for a fraction, a product and a whole number of one digit: these are not rounded.
    """
    number = _DECIMAL.fullmatch(_plain(text))
    if not number or not (number["point"] or number["power"] or len(number["whole"]) > 1):
        return 0.0
    return 0.5 * 10.0 ** (int(number["power"] or 0) - len(number["digits"] or ""))


# ---- text ----

_BETWEEN = re.compile(r"[\s,;\[\]()]+")
_DECIMAL = re.compile(r"[-+]?(?P<whole>\d*)(?P<point>\.(?P<digits>\d*))?(?:[eE](?P<power>[-+]?\d{1,3}))?", re.ASCII)
_SAME = str.maketrans({
    **dict.fromkeys("−–—‐‑‒﹣－", "-"), **dict.fromkeys("·×∙⋅✕", "*"), **dict.fromkeys("÷∕⁄", "/"),
    **dict.fromkeys("、，", ","), "；": ";", "＋": "+", "\u00a0": " ", "\u3000": " ", "\t": " ", "\r": "\n",
})
_SMALL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_RAISED = re.compile(r"[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_TOKEN = re.compile(r"""
    (?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<space>[ ]+) | (?P<line>\n) | (?P<turned>\^?T(?![A-Za-z])) | (?P<times>\*\*?) | (?P<mark>[-+/^,;\[\]()])
  | (?P<word>[^\W\d_]+|∞) | (?P<other>.)
""", re.VERBOSE | re.ASCII)
_WORDS = {
    "nan": "nan is “not a number”, and the answer here is one: work the calculation out to a number",
    "inf": "the answer is a finite number: look for a division by 0", "infinity": "the answer is a finite number: look for a division by 0",
    "∞": "the answer is a finite number: look for a division by 0", "none": "None is not a number: leave the box empty for no answer",
}


@dataclass(frozen=True)
class _AnswerToken:
    kind: str
    text: str
    spaced: bool  # there is a space before it


def _plain(text: str) -> str:
    """The text in ASCII as far as it goes: one minus sign, raised digits as ^, ½ as 1/2, full-width signs as usual ones."""
    text = _RAISED.sub(lambda found: "^" + found[0].translate(_SMALL), text.replace("ᵀ", "T").replace("⊤", "T"))
    parts: list[str] = []
    for sign in text:
        wide = unicodedata.normalize("NFKC", sign)
        if "⁄" in wide[1:] and parts and parts[-1][-1:].isdigit():
            raise Unreadable(f"{short(text)}: write a mixed number as a decimal or a fraction, such as 1.5 or 3/2")
        parts.append(wide)
    return "".join(parts).translate(_SAME)


def _tokens(text: str) -> list[_AnswerToken]:
    found, spaced = [], False
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind == "space":
            spaced = True
            continue
        if kind in ("word", "other"):
            raise _no_number(text, match.start(), match[0])
        found.append(_AnswerToken(match[0] if kind == "mark" else kind, match[0], spaced))
        spaced = False
    return found


def _no_number(text: str, at: int, what: str) -> Unreadable:
    reason = _WORDS.get(what.lower())
    if reason:
        return Unreadable(reason)
    if what == "%":
        return Unreadable("write a share as a number, such as 0.5 for 50 %")
    word = (re.match(r"\w+", text[at:]) or [what])[0]
    where = f", character {at + 1}," if at else ""
    return Unreadable(f"{short(word)}{where} is not a number: write numbers such as −2, 0.5, 1/3 or 1.5e-3")


class _Reader:
    """Reads one text: rows of entries, an entry a product of factors."""

    def __init__(self, text: str):
        if len(text) > LONGEST:
            raise Unreadable(f"that is {len(text)} characters, more than the {LONGEST} that are read")
        self.text = text
        self.tokens, self.at, self.depth = _tokens(_plain(text)), 0, 0
        self.follows_an_operator = False

    def all(self):
        """The number, list of numbers, or list of rows."""
        rows = self.rows(closing=None)
        if not rows or rows == [[]]:
            raise Unreadable("there is nothing here yet: write a number")
        if len(rows) > 1:
            return rows
        return rows[0][0] if len(rows[0]) == 1 else rows[0]

    def rows(self, closing: str | None) -> list[list]:
        """Rows until `closing`, divided by ; and, outside of brackets, by line ends."""
        rows: list[list] = [[]]
        apart = True  # something stands between the next entry and the one before it
        while (token := self.next()) is not None and token.kind != closing:
            if token.kind in (";", ",", "line"):
                self.divide(rows, token, apart, closing)
            else:
                self.at -= 1
                self.check_apart(token, apart)
                rows[-1].append(self.entry())
            apart = token.kind in (";", ",", "line")
        if closing and token is None:
            raise Unreadable(f"a closing {closing} is missing")
        return rows if rows[-1] or len(rows) == 1 else rows[:-1]

    def divide(self, rows: list[list], token: _AnswerToken, apart: bool, closing: str | None) -> None:
        """A sign between entries: a new row where it ends one."""
        if token.kind == "," and apart and (not rows[-1] or self.tokens[self.at - 2].kind == ","):
            raise Unreadable("a number is missing beside a comma")
        ends = token.kind == ";" or (token.kind == "line" and closing is None)
        if ends and rows[-1] and not isinstance(rows[-1][-1], list):
            rows.append([])

    def check_apart(self, token: _AnswerToken, apart: bool) -> None:
        """1-2 and 1 - 2 are sums, 1.2.3 is nothing; 1 -2 are two numbers."""
        following = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else None
        if not apart and token.kind in ("+", "-") and (not token.spaced or (following and following.spaced)):
            raise Unreadable("sums are not worked out here: write the result, or put a comma between two numbers")
        if token.kind in ("]", ")"):
            raise Unreadable(f"a {token.text} closes what was never opened")
        if not apart and not token.spaced and token.kind not in ("[", "("):
            raise Unreadable(f"{short(self.text)}: put a space or a comma between two numbers")

    def entry(self):
        """A product of factors, or a list."""
        value = self.factor()
        if isinstance(value, list):
            return value
        while self.peek() in ("times", "/"):
            operator = self.next()
            other = self.factor()
            if isinstance(other, list):
                raise Unreadable("a list cannot be multiplied or divided here: write its numbers")
            value = self.finite(_product(value, operator.text, other))
        return value

    def factor(self):
        """A number with its sign and power; or what stands in brackets as a list, where it is one."""
        sign = self.sign()
        value = self.primary()
        if isinstance(value, list):
            single = len(value) == 1 and isinstance(value[0], float)
            if not (single and (sign or self.peek() in ("times", "/", "^") or self.follows_an_operator)):
                if sign:
                    raise Unreadable("a sign before a list is not read: give each number its own")
                return value
            (value,) = value
        return (sign or 1.0) * self.powered(value)

    def sign(self) -> float | None:
        """−1, 1, or None where no sign stands; remembers whether × or / stands before."""
        self.follows_an_operator = self.at > 0 and self.tokens[self.at - 1].kind in ("times", "/", "^")
        if self.peek() not in ("+", "-"):
            return None
        return -1.0 if self.next().kind == "-" else 1.0

    def primary(self):
        """A number without sign, or a bracket as a list."""
        token = self.next()
        if token is None:
            raise Unreadable(f"{short(self.text)} ends where a number should follow")
        if token.kind in ("[", "("):
            return self.bracket(token)
        if token.kind != "number":
            raise Unreadable(f"{short(token.text)} is where a number should be: write numbers such as −2, 0.5, 1/3 or 1.5e-3")
        return self.finite(float(token.text))

    def bracket(self, token: _AnswerToken) -> list:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unreadable(f"that is more than {DEEPEST} nested brackets")
        follows = self.follows_an_operator
        rows = self.rows("]" if token.kind == "[" else ")")
        self.depth, self.follows_an_operator = self.depth - 1, follows
        value = rows if len(rows) > 1 else rows[0]
        if self.peek() == "turned":
            self.next()
            return _transpose(value)
        return value

    def powered(self, value: float) -> float:
        if self.peek() != "^":
            return value
        self.next()
        exponent = self.factor()
        if isinstance(exponent, list):
            raise Unreadable("a power has one exponent, such as 10^-3")
        if value < 0 and exponent != int(exponent):
            raise Unreadable("a root of a negative number has no real value")
        try:
            return self.finite(value ** exponent)
        except (OverflowError, ZeroDivisionError):
            raise Unreadable(f"{value:g}^{exponent:g} is not a finite number") from None

    def finite(self, value: float) -> float:
        if not isfinite(value):
            raise Unreadable("that is larger than any number the computer has")
        return value

    def peek(self) -> str | None:
        """The kind of the next token."""
        return self.tokens[self.at].kind if self.at < len(self.tokens) else None

    def next(self) -> _AnswerToken | None:
        self.at += 1
        return self.tokens[self.at - 1] if self.at <= len(self.tokens) else None


def _product(value: float, sign: str, other: float) -> float:
    if sign == "**":
        raise Unreadable("write powers with ^, such as 10^-3")
    if sign == "/" and other == 0:
        raise Unreadable("a division by 0 has no value")
    return value / other if sign == "/" else value * other


def _transpose(value: list) -> list:
    """The transpose of a list of rows; a single row stays as it is."""
    if not all(isinstance(row, list) and len(row) == len(value[0]) for row in value):
        return value
    return [list(column) for column in zip(*value)]


# ---- Python values, and both as arrays ----

def _one(text: str) -> float:
    """An entry that was typed into a box of its own."""
    value = _Reader(text).all()
    if isinstance(value, list):
        raise Unreadable(f"{short(text)} is where a single number should be")
    return value


def _from_python(given):
    if isinstance(given, np.ndarray):
        if given.size > MOST:
            raise Unreadable(f"that is {given.size} numbers, more than the {MOST} that are read")
        given = given.tolist()
    if isinstance(given, (list, tuple)):
        return [_one(each) if isinstance(each, str) else _from_python(each) for each in given]
    if isinstance(given, (bool, np.bool_)) or not isinstance(given, (int, float, Fraction, np.integer, np.floating)):
        what = "nothing" if given is None else f"a {type(given).__name__}"
        raise Unreadable(f"{what} is not a number: give a number, a list of numbers, or text such as “1/3, −2”")
    try:
        value = float(given)
    except OverflowError:
        raise Unreadable("that is larger than any number the computer has") from None
    if not isfinite(value):
        raise Unreadable(_WORDS["nan" if value != value else "inf"])
    return value


def _as_array(value):
    """Numbers, lists of numbers and lists of equal rows; else the error says which row is different."""
    if isinstance(value, float):
        return value
    count = sum(1 for _ in _flat(value))
    if count > MOST:
        raise Unreadable(f"that is {count} numbers, more than the {MOST} that are read")
    if not value or not count:
        raise Unreadable("there is nothing here yet: write a number")
    lists = [isinstance(each, list) for each in value]
    if not any(lists):
        return value
    if len(value) == 1:
        return _as_array(value[0]) if any(isinstance(each, list) for each in value[0]) else value
    if not all(lists):
        raise Unreadable("some entries are numbers and some are lists: write every row in brackets, or none")
    if any(isinstance(each, list) for row in value for each in row):
        raise Unreadable("lists in lists in lists are not read: a matrix is a list of rows")
    _check_rows(value)
    return value


def _check_rows(rows: list[list]) -> None:
    for number, row in enumerate(rows, start=1):
        if len(row) != len(rows[0]):
            raise Unreadable(f"row 1 has {_count(len(rows[0]))} but row {number} has {len(row)}: every row needs as many")


def _count(n: int) -> str:
    return "1 number" if n == 1 else f"{n} numbers"


def _flat(value) -> Iterator[float]:
    for each in value:
        if isinstance(each, list):
            yield from _flat(each)
        else:
            yield each
