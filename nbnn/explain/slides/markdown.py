"""The board of one update as a table in Markdown, which needs no typesetting: its formulas are Unicode text."""

import re

from ..writing.numbers import as_fraction, format_number
from ..writing.step import step_table

COLUMNS = {"symbol": "", "formula": "formula", "numbers": "with the numbers", "value": "value"}
_MEANT = re.compile(r"([\\`*_{}\[\]<>#+!|~$&-])")  # what Markdown could take for its own


def step_markdown(step, fractions: bool = False) -> str:
    """A row for each line of the board, below it why derivatives are zero."""
    table = step_table(step, as_fraction if fractions else format_number)
    reasons = [words for line in table for words in line["reasons"]]
    rows = [list(COLUMNS.values()), ["---"] * len(COLUMNS), *([_cell(line[name]) for name in COLUMNS] for line in table)]
    written = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([written, *(["", *(f"- {_cell(words)}" for words in dict.fromkeys(reasons))] if reasons else [])])


def _cell(words: str) -> str:
    """A text in one line, with nothing in it that Markdown would change."""
    return _MEANT.sub(r"\\\1", " ".join(words.split()))
