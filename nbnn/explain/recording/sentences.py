"""Where the player is, in one sentence with its numbers: the twin of `sentence` in views/shared/template.js."""

from ...core.training.sgd import Run
from ..writing.board import lines_to_read
from ..writing.step import entry_of
from ..writing.template import Read, text
from .recording import describe_network, zero_reasons
from .terms import term_sentence, with_terms

MOST_REASONS = 2


def sentence(run: Run, index: int, at: int, unit: int | None = None, by_unit: bool = False, of: int | None = None,
             term: int | None = None) -> str:
    """The sentence for update `index`, line `at` (from 0) and, going unit by unit, entry `unit` of the line.

    of : how many lines the board shows; left out, all. term : going term by term, which of the entry's products, from 0.
    """
    board = lines_to_read(describe_network(run), run.loss, run.start, run.optimizer)
    line, read = board[at], reader(run, index)
    where = f"Update {index}, line {at + 1} of {of or len(board)}: "
    last = line["size"] - 1 if unit is None else unit
    if term is not None and "sums" in line:
        said = f"{where}{text(term_sentence(line, last, term), with_terms(read, line))}."
        return said + (_reasons(run, index, _of_unit(line, last), read) if term + 1 == line["sums"]["count"] else "")
    if by_unit and line["units"] and line["size"] > 1:
        return f"{where}{text(line['units'][last], read)}.{_reasons(run, index, _of_unit(line, last), read)}"
    upto = [reason for reason in line["reasons"] if reason["k"] <= last]
    return f"{where}{text(line['sentence'], read)}.{_reasons(run, index, upto, read)}"


def _of_unit(line: dict, unit: int) -> list[dict]:
    return [reason for reason in line["reasons"] if unit in range(*reason["of"])]


def reader(run: Run, index: int) -> Read:
    """Reads the numbers of one update as a recording does."""
    step = run[index]

    def read(name: str, k: int, after: bool) -> float:
        if name == "example":
            return float(run.examples[index])
        return entry_of(lambda wanted: getattr(step.after if after else step, wanted), name, k)
    return read


def _reasons(run: Run, index: int, reasons: list[dict], read: Read) -> str:
    flags = {column: zero_reasons(run, column.removeprefix("zero_"))[index].ravel() for column in {each["column"] for each in reasons}}
    said = list(dict.fromkeys(text(each["text"], read) for each in reasons if flags[each["column"]][each["k"]] & each["bit"]))
    if not said:
        return ""
    more = f"; and {len(said) - MOST_REASONS} more" if len(said) > MOST_REASONS else ""
    return f" Zero because {'; '.join(said[:MOST_REASONS])}{more}."
