"""What a lab shows where widgets do not run: on GitHub, in a stored notebook, in a text browser."""

from html import escape

from ...core.training.sgd import Step

CELL = "<td>{}</td>"


def still(step: Step, until: str | None = None, asked: str | None = None) -> str:
    """The board of one update, up to the line `until` and before the line `asked`, as an HTML table; every word is escaped."""
    table = step.table()
    names = [line["name"] for line in table]
    last = names.index(until) + 1 if until in names else len(names)
    rows = "".join(_row(line) for line in table[:min(last, names.index(asked)) if asked in names else last])
    caption = f"<caption>Update {step.index} on the board. Run the notebook to step through it.</caption>"
    return f"<table>{caption}<tbody>{rows}</tbody></table>"


def _row(line: dict[str, str]) -> str:
    cells = (line["symbol"], line["formula"], line["numbers"], line["value"], line["reasons"])
    return "<tr>" + "".join(CELL.format(escape(_text(cell))) for cell in cells) + "</tr>"


def _text(cell) -> str:
    return cell if isinstance(cell, str) else "; ".join(cell)
