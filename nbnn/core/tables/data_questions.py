"""Questions about data before a network is trained on them: what makes a task easy by accident, or no task at all.

A question is data. It says what was found in words for anybody, and how to change it: as keywords for Python, as a button for a page.
"""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

NONE: Mapping[str, object] = MappingProxyType({})
FAR = 100.0  # one column this much wider than another: a rate that suits one does not suit the other
ENOUGH = 8  # examples from which it is not chance that a column looks like a row number, or like the label
MEASURED = " Or is it a measurement, a number to be predicted?"
MOST_CLASSES = 20  # different numbers as labels; more look like a measurement
_NUMBERS = re.compile(r"(?:.*[\W_])?(?:id|nr|no|number|nummer|index|key|row|rownames|row names|unnamed: 0)\.?|#", re.IGNORECASE)
_CAMEL = re.compile(r".*[a-z](?:Id|ID|Nr|No)")


class DataWarning(UserWarning):
    """Something about data that ought to be looked at before a network is trained on them."""


@dataclass(frozen=True)
class Question:
    """One thing to decide about data.

    words : what was found, and what it may mean; ends with a question or a period.
    change : the keywords of `read_csv` that do it another way. choice : the same as the words of a button.
    taken : the keywords that say that it is right as it is; where there are some, both readings are equally plausible.
    """

    words: str
    choice: str = ""
    change: Mapping[str, object] = field(default_factory=lambda: NONE)
    taken: Mapping[str, object] = field(default_factory=lambda: NONE)

    @property
    def is_open(self) -> bool:
        """Two readings are equally plausible: `Dataset.from_csv` refuses until one is chosen."""
        return bool(self.taken)

    def __str__(self) -> str:
        ways = [code(each) for each in (self.taken, self.change) if each]
        return self.words + (f" Write {' or '.join(ways)}." if self.is_open and ways else f" ({ways[0]} does it.)" if ways else "")


def code(keywords: Mapping[str, object]) -> str:
    """Keywords as they are written in Python."""
    return ", ".join(f"{name}={value!r}" for name, value in keywords.items())


def ask_about_features(x: np.ndarray, names: Sequence[str], labels: Sequence[object] = ()) -> tuple[Question, ...]:
    """What is odd about the columns: row numbers, copies of each other, and of the label.

    x : (N, d) finite numbers. names : d texts. labels : N labels, for what determines them.
    """
    numbers = [name for name, column in zip(names, x.T) if looks_like_row_number(name, column)]
    copies = _copies(x, names)
    telling = [name for name, column in zip(names, x.T) if len(labels) and _determines(column, labels)]
    found = [
        _about(numbers, "looks like a row number, and a network would learn the order of the rows from it. Leave it out?",
               "look like row numbers, and a network would learn the order of the rows from them. Leave them out?"),
        _about([later for later, _ in copies], f"is a copy of {_list([first for _, first in copies])}. Leave it out?",
               f"are copies of {_list([first for _, first in copies])}. Leave them out?"),
        _about(telling, "has one value for each class, so it gives the answer away. Leave it out?",
               "have one value for each class, so they give the answer away. Leave them out?"),
    ]
    return tuple(each for each in found if each)


def ask_about_constants(x: np.ndarray, names: Sequence[str]) -> tuple[Question, ...]:
    """Columns with one value, by which nothing can be told apart."""
    constant = [name for name, column in zip(names, x.T) if len(x) > 1 and np.ptp(column) == 0]
    found = _about(constant, "has the same value in every row, so it tells nothing. Leave it out?",
                   "have the same value in every row, so they tell nothing. Leave them out?")
    return (found,) if found else ()


def ask_about_scales(x: np.ndarray, names: Sequence[str]) -> tuple[Question, ...]:
    """Columns of very different spread, which share one learning rate badly."""
    with np.errstate(over="ignore"):
        spread = np.ptp(x, axis=0)
    if not np.isfinite(spread).all() or np.count_nonzero(spread) < 2:
        return ()
    wide, narrow = int(np.argmax(spread)), int(np.argmin(np.where(spread > 0, spread, np.inf)))
    if spread[wide] < FAR * spread[narrow]:
        return ()
    return (Question(f"{_quote(names[wide])} spans {spread[wide]:g} and {_quote(names[narrow])} only {spread[narrow]:g}: standardize the "
                     "columns before training. The Playground does so by itself, in Python nbnn.standardize(data) does."),)


def ask_about_classes(sizes: Sequence[tuple[str, int]], label: str) -> tuple[Question, ...]:
    """What is odd about the classes, given their names and sizes: too few examples, too many classes, spellings of one."""
    n, several = sum(size for _, size in sizes), len(sizes)
    alike = [group for group in spellings(name for name, _ in sizes).values() if len(group) > 1]
    numeric = all(_is_number(name) for name, _ in sizes)
    if several == n > 2 and not alike:
        return (Question(f"The label column {_quote(label)} has a different value in each of the {n} rows, so there is no class to learn. "
                         "Is the label in another column?" + (MEASURED if numeric else ""), *(_as_target(label) if numeric else ())),)
    if numeric and several > 2 and (several > MOST_CLASSES or (n >= ENOUGH and several > n / 2)):
        return (Question(f"The label column {_quote(label)} holds {several} different numbers in {n} rows. Is the label in another column?"
                         f"{MEASURED}", *_as_target(label)),)
    found = _ask_about_spellings(alike)
    alone = [name for name, size in sizes if size == 1 and not any(name in group for group in alike)]
    if several > MOST_CLASSES:
        found.append(Question(f"The label column {_quote(label)} has {several} classes. Is the label in another column?"))
    if alone:
        has, it = ("has", "it") if len(alone) == 1 else ("have", "each")
        found.append(Question(f"{_say(alone, 'The class', 'The classes')} {has} only one example: a network can be trained on {it} or "
                              f"tested on {it}, not both. Is it a slip in the file?"))
    return tuple(found)


def _as_target(label: str) -> tuple[str, Mapping[str, object]]:
    """The button that takes the column as numbers to predict, and the keyword that does it."""
    return f"Predict {_quote(label)} as a number", {"targets": (label,)}


def _ask_about_spellings(alike: Sequence[Sequence[str]]) -> list[Question]:
    if not alike:
        return []
    return [Question(f"{'; '.join(_list(group) for group in alike)}: these differ in writing only. Are they one class?",
                     "Take them as one class", {"same_class": True})]


def spellings(names) -> dict[str, list[str]]:
    """The names in groups that differ only in upper and lower case, in blanks, or in how a number is written."""
    groups: dict[str, list[str]] = {}
    for name in names:
        key = f"{float(name):g}" if _is_number(name) else " ".join(name.casefold().replace("_", " ").split())
        groups.setdefault(key, []).append(name)
    return groups


def looks_like_row_number(name: str, column: np.ndarray) -> bool:
    """Whole numbers that count the rows, or different ones under a name such as id."""
    if len(column) < 3 or not (column == np.floor(column)).all():
        return False
    counts = bool((np.diff(column) == 1).all()) and column[0] in (0, 1) and len(column) >= ENOUGH
    named = _NUMBERS.fullmatch(name.strip()) or _CAMEL.fullmatch(name.strip())
    return counts or (bool(named) and len(np.unique(column)) == len(column))


def _copies(x: np.ndarray, names: Sequence[str]) -> list[tuple[str, str]]:
    """(column, the earlier one that it equals)."""
    first: dict[bytes, str] = {}
    return [(name, first[key]) for name, key in ((name, (column + 0.0).tobytes()) for name, column in zip(names, np.ascontiguousarray(x.T)))
            if len(x) > 1 and first.setdefault(key, name) != name]


def _determines(column: np.ndarray, labels: Sequence[object]) -> bool:
    """One value for each class, and another for each other class."""
    if len(column) < ENOUGH:
        return False
    values, classes = len(np.unique(column)), len(set(labels))
    return values == classes > 1 and classes <= len(column) / 2 and len(set(zip(column.tolist(), labels))) == classes


def _about(names: Sequence[str], one: str, several: str) -> Question | None:
    if not names:
        return None
    words = f"{_say(names, 'The column', 'The columns')} {one if len(names) == 1 else several}"
    return Question(words, f"Leave out {_list(names)}", {"leave_out": tuple(names)})


def _say(names: Sequence[str], one: str, several: str) -> str:
    return f"{one if len(names) == 1 else several} {_list(names)}"


def _list(names: Sequence[str], most: int = 6) -> str:
    shown = ", ".join(map(_quote, names[:most]))
    return shown + (f", … ({len(names)} in all)" if len(names) > most else "")


def _quote(name: str) -> str:
    return repr(name if len(name) <= 40 else name[:39] + "…")


def _is_number(text: str) -> bool:
    try:
        return np.isfinite(float(text)) and "_" not in text
    except ValueError:
        return False


def sizes_of(labels: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """The classes with how many examples each has, sorted by name, by value where all are numbers."""
    sizes = Counter(labels)
    numeric = all(_is_number(name) for name in sizes)
    return tuple(sorted(sizes.items(), key=lambda each: (float(each[0]), each[0]) if numeric else (0.0, each[0])))
