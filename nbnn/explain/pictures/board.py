"""The board of one update as a picture: whatever lines it has, each as symbol = formula = with the numbers in = value."""

from collections.abc import Iterator, Sequence

import numpy as np

from ..writing.step import step_nodes
from ..writing.template import text as as_text
from .drawing.svg import COLORS, LETTER, MOST_BYTES, WIDTH, Picture, number, path, wrapped
from .drawing.typeset import Box, box, drawn, letters
from .drawing.typeset import row as side_by_side

LEFT, TOP, APART = 14.0, 28.0, 6.0
HIGHEST = 800.0  # pixels: a board that would be higher, or too wide, is written with its vectors lying down
ROOM, HALF = WIDTH - 2 * LEFT, (WIDTH - 3 * LEFT) / 2
MOST_LINES = 40  # of text then


def board(step, until: str | None = None, before: str | None = None) -> Picture:
    """The picture of `step`'s board, up to the line `until` and before the line `before`."""
    rows = step_nodes(step)
    names = [each["name"] for each in rows]
    end = names.index(until) + 1 if until in names else len(rows)
    rows = rows[:min(end, names.index(before)) if before in names else end]
    rows = [each | {"boxes": _boxes(each)} for each in rows]
    title = f"Update {step.index} on the board"
    for laid_out in (_halves, _in_one_column, _in_text):  # most boards fit the first
        lines = laid_out(rows)
        picture = _picture(title, rows, lines)
        if lines and picture.height <= HIGHEST and len(picture.text().encode()) <= MOST_BYTES:
            return picture
    return _picture(title, rows, [_cut(*_in_text(rows))])


def _picture(title: str, rows: Sequence[dict], columns: Sequence[Sequence[Box | None]]) -> Picture:
    """Columns of lines from top to bottom; None is a thin rule."""
    width = (WIDTH - LEFT) / max(1, len(columns))
    placed, rules, lowest = [*letters(title, 15.0, "bold").at(LEFT, 20.0)], [], TOP
    for at, lines in enumerate(columns):
        x, y = LEFT + at * width, TOP
        for each in lines:
            if each is None:
                rules.append(f"M{number(x)} {number(y + APART / 2)}h{number(width - LEFT)}")
            else:
                placed += each.at(x, y + each.up + APART / 2)
            y += APART + (each.height if each else 0.0)
        lowest = max(lowest, y)
    words = "; ".join(_said(each) for each in rows)
    body = (path("".join(rules), stroke=COLORS["line"]) if rules else "") + drawn(placed)
    return Picture(WIDTH, lowest + 10, title, words, body)


def _halves(rows: Sequence[dict]) -> list[list[Box | None]]:
    """The board in two columns, [] where its lines are too long for that: the second begins where the first is half as high as all."""
    if len(rows) < 4:
        return []
    heights = np.cumsum([_height(_typeset([each], HALF)) for each in rows])
    middle = int(np.argmin(np.abs(heights - heights[-1] / 2))) + 1
    return _columns((rows[:middle], rows[middle:]), HALF)


def _in_one_column(rows: Sequence[dict]) -> list[list[Box | None]]:
    return _columns([rows], ROOM)


def _columns(parts: Sequence[Sequence[dict]], room: float) -> list[list[Box | None]]:
    """Each part of the board laid out in a column that is `room` wide; [] where one part of an equation is too long for that."""
    columns = [_typeset(part, room) for part in parts]
    return [] if any(each and each.width > room for lines in columns for each in lines) else columns


def _height(lines: Sequence[Box | None]) -> float:
    return sum(APART + (each.height if each else 0.0) for each in lines)


def _said(each: dict) -> str:
    parts = (as_text(each[name], _no_number) for name in ("symbol", "value"))
    return " = ".join(" ".join(part.split()) for part in parts)


def _no_number(name: str, entry: int, after: bool) -> float:
    raise ValueError(f"the number {name} is not filled in")


def _boxes(each: dict) -> dict:
    """What a row is typeset from, laid out once for every width that it is tried in."""
    if not _updates(each):
        return {"symbol": box(each["symbol"]), "parts": [box(each[name]) for name in ("formula", "numbers", "value") if each[name] != ""]}
    stacks = zip(each["numbers"]["stack"], each["value"]["stack"], strict=True)
    weights = [(box(name), [box(numbers), box(value)]) for numbers, (_, name, _, value) in stacks]
    return {"symbol": box(each["symbol"]), "formula": box(each["formula"]), "weights": weights}


def _typeset(rows: Sequence[dict], room: float) -> list[Box | None]:
    """Every line laid out in a column that is `room` wide, the symbols in one of their own."""
    column = max((each["boxes"]["symbol"].width for each in rows), default=0.0)
    lines: list[Box | None] = []
    for each in rows:
        lines += [None, *_equation(each, column, room), *_reasons(each["reasons"], column, room)]
    return lines


def _equation(each: dict, column: float, room: float) -> Iterator[Box]:
    """symbol = formula = numbers = value, in as many lines as it needs; what an update makes of each weight gets a line each."""
    boxes = each["boxes"]
    symbol = _right(boxes["symbol"], column)
    if "parts" in boxes:
        yield from _folded(symbol, letters("  =  "), boxes["parts"], column, room)
        return
    yield side_by_side([symbol, letters("  ←  "), boxes["formula"]])
    for name, parts in boxes["weights"]:
        yield from _folded(_right(name, column), letters("  ←  "), parts, column, room)


def _updates(each: dict) -> bool:
    return all(isinstance(each[name], dict) and "stack" in each[name] for name in ("numbers", "value"))


def _folded(symbol: Box, first: Box, parts: Sequence[Box], column: float, room: float) -> Iterator[Box]:
    """The parts of an equation with = between them; a part that would leave the picture begins another line."""
    line, indent = [symbol, first], Box(column, 0.0, 0.0)
    for at, part in enumerate(parts):
        sign = [letters("  =  ")] if at else []
        if at and side_by_side([*line, *sign, part]).width > room:
            yield side_by_side(line)
            line = [indent, *sign, part]
        else:
            line += [*sign, part]
    yield side_by_side(line)


def _right(symbol: Box, column: float) -> Box:
    return side_by_side([Box(column - symbol.width, 0.0, 0.0), symbol])


def _reasons(reasons: Sequence[str], column: float, room: float, most: int = 4) -> Iterator[Box]:
    """Why entries are zero, below their line."""
    for each in reasons[:most]:
        yield from _said_below(f"↳ {each}", column + 20, room)
    if len(reasons) > most:
        yield from _said_below(f"↳ and {len(reasons) - most} more reasons", column + 20, room)


def _said_below(words: str, indent: float, room: float) -> Iterator[Box]:
    for line in wrapped(words, room - indent - 10):
        yield side_by_side([Box(indent, 0.0, 0.0), letters(line, LETTER + 0.5)])


def _in_text(rows: Sequence[dict]) -> list[list[Box | None]]:
    """Every line as text in one column, vectors and matrices lying down."""
    return [[letters(line, 13.0) for each in rows for line in _text_lines(each)]]


def _text_lines(each: dict) -> list[str]:
    parts = [as_text(each[name], _no_number) for name in ("symbol", "formula", "numbers", "value")]
    symbol, *others = (" ".join(part.split()) for part in parts)
    written = f"{symbol} {'←' if _updates(each) else '='} {' = '.join(filter(None, others))}"
    lines = wrapped(written, ROOM - 20, 13.0)
    return [lines[0], *(f"    {line}" for line in lines[1:])]


def _cut(lines: list[Box | None]) -> list[Box | None]:
    """The first and the last lines of a very long board."""
    if len(lines) <= MOST_LINES:
        return lines[:MOST_LINES]
    left_out = letters(f"… {len(lines) - MOST_LINES + 1} lines left out; print(step) has them all …", 13.0)
    return [*lines[:MOST_LINES // 2], left_out, *lines[-(MOST_LINES // 2 - 1):]]
