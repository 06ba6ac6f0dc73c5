"""Which column of a table is the label, which columns are no features, and which rows are no examples: each with the reason."""
from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches

import numpy as np

from .cells import NO_LABEL, is_error, is_finite
from .data_questions import Question, looks_like_row_number, spellings
from .options import Options
from .table import CsvColumn, CsvTable, begins_with_units, ends_with_totals, zeros_and_ones

MOST_WORDS = 30  # of a column that becomes columns of 0 and 1
_LIKELY_LABELS = ("class", "label", "target", "species", "category", "type", "group", "kind", "outcome", "diagnosis", "klasse",
                  "classe", "clase", "art", "sorte")


def label_of(chosen: str | int | None, made: list[CsvColumn], unnamed: Sequence[str]) -> tuple[CsvColumn, tuple[Question, ...]]:
    """The column of the classes, and a question where another one looks like it.

    It is the last one that has a name. Where that cannot be, because another column holds words and it does not look like classes, it
    is the column of words that does.
    """
    if chosen is not None:
        return made[_place(chosen, [each.name for each in made])], ()
    last = next((each for each in reversed(made) if each.name not in unnamed), made[-1])
    words = [each for each in made if each is not last and each.kind == "words" and _repeats(each)]
    named = [each for each in words if each.name.casefold() in _LIKELY_LABELS]
    better = named if len(named) == 1 else words if len(words) == 1 else []
    if better and not _repeats(last):
        return better[0], (Question(f"The last column, {last.name!r}, does not look like classes, and {better[0].name!r} does: it was "
                                    "taken as the label. Is that right?", f"Take {last.name!r}", {"label": last.name}),)
    likely = [each for each in made if each is not last and each.name.casefold() in _LIKELY_LABELS and _repeats(each)]
    if len(likely) == 1 and last.name.casefold() not in _LIKELY_LABELS:
        return last, (Question(f"The last column, {last.name!r}, was taken as the label. Is it {likely[0].name!r}?",
                               f"Take {likely[0].name!r}", {"label": likely[0].name}),)
    return last, ()


def targets_of(chosen: Sequence[str | int], made: list[CsvColumn]) -> list[CsvColumn]:
    """The columns of the numbers to predict; ValueError for one that there is not, that comes twice, or that holds no numbers."""
    names = [each.name for each in made]
    found = [made[_place(each, names, "target")] for each in chosen]
    for number, each in enumerate(found):
        if each in found[:number]:
            raise ValueError(f"targets names the column {each.name!r} twice: name each once")
        if not each.numeric:
            raise ValueError(f"the column {each.name!r} {_HOLDS[each.kind]}, and targets must be numbers: for classes give it as the label")
    return found


def _place(label: str | int, names: list[str], what: str = "label") -> int:
    if not isinstance(label, str):
        if not 0 <= label < len(names):
            raise ValueError(f"{what} is column {label}, but the {len(names)} columns count from 0 to {len(names) - 1}")
        return label
    return position_of(label, names, f" for the {what}")


def position_of(name: str, names: Sequence[str], what: str = "") -> int:
    """Where a column stands; ValueError, with the nearest name, for one that there is not. what : " for the label"."""
    if name not in names:
        folded = {each.casefold().replace("_", " "): each for each in names}
        close = get_close_matches(name.casefold().replace("_", " "), folded, n=1)
        near = f"did you mean {folded[close[0]]!r}? " if close else ""
        raise ValueError(f"there is no column {name!r}{what}; {near}the columns are {list_words(names, 10)}")
    return names.index(name)


def _repeats(column: CsvColumn) -> bool:
    """Its cells look like classes: each comes again, on the average."""
    different = len(set(column.present))
    return 2 <= different <= len(column.present) / 2 and column.kind != "dates"


def columns_left_out(rest: list[CsvColumn], found: CsvTable, options: Options) -> list[tuple[str, str]]:
    """The columns that are no features, (name, why). rest : all but the label. options : what the reader has chosen."""
    for name in (*options.leave_out, *options.zero_one):
        position_of(name, found.names)
    left = []
    for each in rest:
        if each.name in options.leave_out:
            left.append((each.name, "as you chose"))
        elif each.name in found.unnamed and each.name == found.names[0] and _counts_rows(each):
            left.append((each.name, "it has no name and numbers the rows"))
        elif not each.numeric and each.name not in options.zero_one:
            left.append((each.name, _WHY[each.kind].format(_how_many(len(set(each.present))))))
    return left


def features_of(column: CsvColumn, zero_one: Sequence[str]) -> list[CsvColumn]:
    """The column itself, or a column of 0 and 1 for each of its words where the reader wants it so."""
    if column.name not in zero_one:
        return [column]
    different = len(set(column.present))
    if different > MOST_WORDS:
        raise ValueError(f"the column {column.name!r} holds {different} different words, and at most {MOST_WORDS} can become columns "
                         "of 0 and 1")
    return zeros_and_ones(column)


_WHY = {"empty": "it is empty", "dates": "it holds dates, and a network takes numbers",
        "words": "it holds words ({}), and a network takes numbers",
        "commas": "it holds numbers with commas as text, and a network takes numbers: convert the column first",
        "mixed": "it holds numbers and words, and a network takes numbers"}


def _how_many(words: int) -> str:
    return "the same one in every row" if words == 1 else f"{words} different ones"


_HOLDS = {"empty": "is empty", "dates": "holds dates", "words": "holds words", "commas": "holds numbers with commas as text",
          "mixed": "holds numbers and words"}


def _counts_rows(column: CsvColumn) -> bool:
    if not column.numeric:
        return len(set(column.cells)) == len(column.cells)
    values = [value for value in column.values if is_finite(value)]
    if len(values) < len(column.cells):
        return False
    return values in ([*range(len(values))], [*range(1, len(values) + 1)]) or looks_like_row_number("id", np.array(values))


def rows_left_out(found: CsvTable, used: list[CsvColumn], label: CsvColumn | None) -> dict[int, str]:
    """Why a row of the table is no example, for those that are none. used : the columns of numbers. label : None with targets."""
    last = len(found.rows) - 1
    units = begins_with_units(found)
    why = {last: "looks like a row of totals"} if ends_with_totals(found, label.name if label else "") else {}
    numbers = np.array([each.values for each in used], dtype=np.float64)  # None becomes NaN
    bad = set(np.flatnonzero(~np.isfinite(numbers).all(axis=0)).tolist()) if used else set()
    for i in range(len(found.rows)):
        wrong = next(filter(None, (each.wrong(i) for each in used)), "") if i in bad else ""
        if label and not wrong and _no_label(label.cells[i]):
            wrong = f"{label.name!r} is missing" + (f" ({label.cells[i]!r})" if label.cells[i] else "") + ": there is no class"
        if wrong and i not in why:
            why[i] = "looks like the units of the columns" if i == 0 and units else wrong
    return why


def _no_label(cell: str) -> bool:
    return cell.casefold() in NO_LABEL or is_error(cell)


def one_spelling(labels: Sequence[str]) -> dict[str, str]:
    """Each spelling of a class -> its commonest one, of equals the first."""
    sizes = Counter(labels)
    return {name: max(group, key=lambda each: sizes[each]) for group in spellings(sizes).values() for name in group}


def group_reasons(left_out: Sequence[tuple[int, str]], most: int = 8) -> list[tuple[str, str]]:
    """Rows with the same reason together: ("rows 3, 5", why); of many reasons the first ones, and how many rows there are besides."""
    rows: dict[str, list[int]] = {}
    for row, why in left_out:
        rows.setdefault(why, []).append(row)
    groups = [(f"row {found[0]}" if len(found) == 1 else f"rows {list_words(list(map(str, found)))}", why) for why, found in rows.items()]
    more = sum(len(found) for found in list(rows.values())[most:])
    return groups[:most] + ([(f"{more} more {'row' if more == 1 else 'rows'}", "for reasons of this kind")] if more else [])


def list_words(words: Sequence[str], most: int = 8) -> str:
    """Words with commas between them, the first ones if they are many."""
    return ", ".join(words[:most]) + (f", … ({len(words)} in all)" if len(words) > most else "")
