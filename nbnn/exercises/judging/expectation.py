"""What somebody expected beside what came: read, or refused in words; compared entry by entry; nothing is graded."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import isclose, isfinite
from numbers import Real
from typing import Any

import numpy as np

from ...explain.writing.numbers import MINUS, format_number
from .matching import reshape_as, shape_words
from .reading import Unreadable, half_digit, read, written_entries

NUMBER, ARRAY, CHOICE, WORD, TEXT = "number", "array", "choice", "word", "text"
MOST_PARTS, MOST_ENTRIES, DIGITS = 6, 100, 4  # answers to write in fields of their own; numbers to write in one; digits to show
LONGEST = 2000  # characters of one answer
YES_OR_NO = {"yes": True, "no": False}
INVITES = {NUMBER: "such as −2, 0.5 or 1/3", ARRAY: "such as 1, −2, 1/3", WORD: "a word or two", TEXT: "in your own words", CHOICE: ""}
INFINITE = {"inf": "∞", "infinity": "∞", "-inf": "−∞"}
NEARLY = 1e-6  # a fraction or a product is as exact as it is written


@dataclass(frozen=True, eq=False)
class Awaited:
    """One thing that somebody is asked to write down before it is shown.

    value : a number (), an array (n,) or (n, m), or a text. as_text : how the value looks as text.
    options : what may be chosen, for a choice. several_rows : whether it has more than one row.
    """

    kind: str
    value: Any
    as_text: str
    name: str = ""
    options: tuple[str, ...] = ()

    @property
    def several_rows(self) -> bool:
        return self.kind == ARRAY and np.ndim(self.value) == 2

    @property
    def invites(self) -> str:
        """A few words on how to write the answer."""
        return "a row a line" if self.several_rows else INVITES[self.kind]

    def refusal(self, text: str) -> str:
        """Why a text is no answer of this kind, "" where it is one, or where there is none."""
        if not text.strip():
            return ""
        if len(text) > LONGEST:
            return f"that is {len(text)} characters, more than the {LONGEST} that are read"
        try:
            self._read(text)
        except Unreadable as error:
            return str(error)
        return ""

    def beside(self, text: str) -> dict:
        """What was written beside what came, as rows of texts, with True where they agree.

        Returns {"name", "wrote": rows or [], "came": rows, "same": rows of True, False or None, "words": a sentence}. What cannot be
        read is shown as it was written.
        """
        if not text.strip() or self.refusal(text):
            written = [[text.strip()]] if text.strip() else []
            return {"name": self.name, "wrote": written, "came": self.came(), "same": [], "words": ""}
        wrote, same = self._compared(text)
        return {"name": self.name, "wrote": wrote, "came": self.came(), "same": same, "words": _in_words(same)}

    def _read(self, text: str):
        """An array in the shape of the value; or the text, where it is no number. Unreadable where it is neither."""
        if self.kind == CHOICE and text not in self.options:
            raise Unreadable("choose one of these")
        if self.kind not in (NUMBER, ARRAY):
            return text
        given, shape = read(text), np.shape(self.value)
        flat = given.reshape(shape) if given.ndim == 1 and given.size == np.size(self.value) else reshape_as(given, self.value)
        if flat is None:
            raise Unreadable(f"that is {shape_words(given.shape)}, and the answer is {shape_words(shape)}")
        return flat

    def _compared(self, text: str) -> tuple[list[list[str]], list]:
        given = self._read(text)
        if self.kind not in (NUMBER, ARRAY):
            return [[text.strip()]], [[self._agrees(text)]]
        written = written_entries(text)
        if len(written) != np.size(given):
            written = [format_number(each, DIGITS) for each in np.ravel(given)]
        same = [_rounds_to(number, value, half_digit(each))
                for number, value, each in zip(np.ravel(given), np.ravel(self.value), written, strict=True)]
        return _rows(written, self.value), _rows(same, self.value)

    def _agrees(self, text: str) -> bool | None:
        """Whether words are the same; None where nothing was named that they could be compared with."""
        if self.kind == CHOICE and self.as_text not in self.options:
            return None
        return None if self.kind == TEXT else _bare(text) == _bare(self.as_text)

    def came(self) -> list[list[str]]:
        """The value as rows of texts."""
        if self.kind in (NUMBER, ARRAY):
            return _rows([format_number(each, DIGITS) for each in np.ravel(self.value)], self.value)
        return [[self.as_text]]


def awaited(value, names: Iterable[str] | None = None, choices: Iterable | None = None,
            as_text: Callable[[object], str] = repr) -> tuple[Awaited, ...]:
    """What is to be written down before a value is shown.

    value : a number, an array, a truth (yes or no), a text; a tuple of these asks for each of them in a field of its own; of anything
        else somebody says in words what to expect.
    names : what the entries of a tuple are called. choices : what the value may be; left out, it is written.
    as_text : how a value looks as text.

    Raises ValueError where the names are not as many as the entries, or a text is none of its choices.
    """
    if choices is not None:
        return (_choice(value, list(choices), as_text),)
    several = isinstance(value, tuple) and len(value) > 1 and (bool(names) or len(value) <= MOST_PARTS) and all(
        _kind(each) != TEXT for each in value)
    values, called = value if several else (value,), [str(name) for name in names or ()]
    if called and len(called) != len(values):
        raise ValueError(f"names has {len(called)} entries, but value has {len(values)}: give one name for each")
    return tuple(_one(each, name, as_text) for each, name in zip(values, called or ("",) * len(values), strict=True))


def _choice(value, choices: list, as_text: Callable[[object], str]) -> Awaited:
    options = tuple(str(each).replace("-", MINUS) if isinstance(each, Real) else str(each) for each in choices)
    if len(set(options)) < max(2, len(options)):
        raise ValueError(f"choices is {choices!r}: give at least two different ones")
    if isinstance(value, str) and value not in options:
        raise ValueError(f"value is {value!r}, which is none of the choices {', '.join(options)}")
    same = [option for each, option in zip(choices, options, strict=True) if _is_chosen(each, value)]
    return Awaited(CHOICE, value, same[0] if same else as_text(value), options=options)


def _is_chosen(choice, value) -> bool:
    """Whether a choice names the value: the same number or text, or "yes" for what is true."""
    if isinstance(value, bool | np.bool_):
        return choice is bool(value) or (isinstance(choice, str) and YES_OR_NO.get(choice.casefold()) is bool(value))
    if isinstance(value, Real) and isinstance(choice, Real):
        return isclose(choice, value, rel_tol=NEARLY, abs_tol=NEARLY)
    return isinstance(value, str) and choice == value


def _one(value, name: str, as_text: Callable[[object], str]) -> Awaited:
    kind = _kind(value)
    if kind == CHOICE:
        return Awaited(kind, value, "yes" if value else "no", name, tuple(YES_OR_NO))
    if kind in (NUMBER, ARRAY):
        return Awaited(kind, np.array(value, dtype=float), as_text(value), name)
    words = value if isinstance(value, str) else format_number(value) if kind == WORD else as_text(value)
    return Awaited(kind, value, words, name)


def _kind(value) -> str:
    """How somebody writes such a value down."""
    if isinstance(value, bool | np.bool_):
        return CHOICE
    if isinstance(value, str):
        return WORD
    if isinstance(value, Real):
        return NUMBER if isfinite(value) else WORD
    return ARRAY if _is_array(value) else TEXT


def _is_array(value) -> bool:
    if not isinstance(value, np.ndarray | list | tuple):
        return False
    try:
        array = np.asarray(value)
    except ValueError:  # rows of different lengths
        return False
    return array.dtype.kind in "iuf" and array.ndim <= 2 and 0 < array.size <= MOST_ENTRIES and bool(np.isfinite(array).all())


def _rounds_to(given: float, value: float, half: float) -> bool:
    """Whether a number is the value, or the value rounded to the digits that were written; 0 is 0, since so much depends on it."""
    exact = NEARLY * max(abs(value), 1e-6)
    return bool(abs(given - value) <= (exact if given == 0 else max(exact, half * (1 + 1e-9))))


def _rows(entries: list, like) -> list[list]:
    """Entries in the rows of an array; a vector is one row."""
    columns = np.shape(like)[-1] if np.ndim(like) else 1
    return [entries[at:at + columns] for at in range(0, len(entries), columns)]


def _bare(text: str) -> str:
    words = " ".join(text.casefold().strip(" .!?“”\"'").split())
    return INFINITE.get(words, words)


def _in_words(same: list[list]) -> str:
    """How many entries are as they were written."""
    flat = [each for row in same for each in row if each is not None]
    agree, count = sum(flat), len(flat)
    if count == 0:
        return ""
    if count == 1:
        return "Just as you wrote." if agree else "Different from what you wrote."
    if agree == count:
        return f"{'Both' if count == 2 else f'All {count}'} are as you wrote."
    return f"{agree or 'None'} of the {count} {'is' if agree < 2 else 'are'} as you wrote."
