"""Rows of words as a table: in HTML, and as a picture where there is nothing else to draw."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from html import escape

from .svg import COLORS, LETTER, WIDTH, Picture, clean, element, number, path, shortened, width_of, word, wrapped

LEFT, LINE, APART = 14.0, 17.0, 9.0
MOST_ROWS, MOST_LINES = 16, 3  # of a picture; of a cell
Rows = Sequence[Mapping[str, str]]


class TablePicture(Picture):
    """A picture of words only."""


def kinds(picture: Picture, tables: str) -> dict[str, str]:
    """A picture and its tables by the kinds of text that Jupyter stores; of a picture of words the tables alone.

    HTML has both, as what sanitizers leave alone: the picture as an image of its own, no style and no inline SVG.
    """
    if isinstance(picture, TablePicture):
        return {"text/html": tables}
    return {"text/html": f"<div>{image(picture)}{tables}</div>", "image/svg+xml": picture.text()}


def image(picture: Picture) -> str:
    """The picture as an <img> that carries it."""
    source = b64encode(picture.text().encode()).decode("ascii")
    return f'<img alt="{clean(picture.title)}" src="data:image/svg+xml;base64,{source}">'


def html_table(caption: str, rows: Rows) -> str:
    """Rows as an HTML table, every word escaped."""
    columns = list(rows[0]) if rows else []
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    body = "".join("<tr>" + "".join(f"<td>{escape(str(row[column]))}</td>" for column in columns) + "</tr>" for row in rows)
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def table(title: str, rows: Rows, words: str = "") -> TablePicture:
    """The rows as a picture, its columns as wide as they need, long cells in several lines; of many rows the first."""
    shown = [{column: str(row[column]) for column in row} for row in rows[:MOST_ROWS]]
    columns = list(shown[0]) if shown else []
    widths = _widths(columns, shown)
    head = wrapped(title, WIDTH - 2 * LEFT, 15.0)[:4]
    parts = [word(LEFT, 22 + LINE * at, line, size=13, font_weight="bold") for at, line in enumerate(head)]
    y = 22 + LINE * len(head) + 4
    xs = [LEFT + sum(widths[:at]) for at in range(len(widths))]
    parts += [word(x, y, shortened(column, 40), fill=COLORS["soft"]) for x, column in zip(xs, columns)]
    rules = []
    for row in shown:
        cells = [_lines(row.get(column, ""), width - APART) for column, width in zip(columns, widths)]
        rules.append(f"M{number(LEFT)} {number(y + 6)}h{number(WIDTH - 2 * LEFT)}")
        parts += [word(x, y + LINE * (at + 1) + 4, line) for x, lines in zip(xs, cells) for at, line in enumerate(lines)]
        y += LINE * max(1, max(map(len, cells), default=1)) + 6
    left_out = len(rows) - len(shown)
    if left_out:
        parts.append(word(LEFT, y := y + LINE + 4, f"and {left_out} more", fill=COLORS["soft"]))
    body = (path("".join(rules), stroke=COLORS["line"]) if rules else "") + element("g", "".join(parts))
    said = words or "; ".join(", ".join(f"{name}: {value}" for name, value in row.items() if value) for row in shown)
    return TablePicture(WIDTH, y + 16, title, shortened(said, 2000), body)


def _lines(words: str, width: float) -> list[str]:
    lines = wrapped(words, width)
    return lines if len(lines) <= MOST_LINES else [*lines[:MOST_LINES - 1], shortened(lines[MOST_LINES - 1], max(3, int(width / 8))) + " …"]


def _widths(columns: Sequence[str], rows: Rows) -> list[float]:
    """What each column needs; where all together need more than there is, those that need most share what the others leave."""
    needs = [min(420.0, max(width_of(each, LETTER) for each in (column, *(row.get(column, "") for row in rows))) + APART)
             for column in columns]
    room = WIDTH - 2 * LEFT
    for at, need in enumerate(sorted(needs)):
        share = room / (len(needs) - at)
        if need > share:
            return [min(each, share) for each in needs]
        room -= need
    return needs
