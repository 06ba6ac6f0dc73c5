"""A chart as SVG: axes with round numbers, and marks in the axes' numbers. `drawn` puts up to four of them into one picture."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ...writing.ticks import tick_labels, ticks
from .svg import (
    COLORS,
    HEIGHT,
    MOST_BYTES,
    WIDTH,
    Picture,
    color,
    element,
    fitted,
    inside,
    number,
    path,
    rect,
    shortened,
    thinned,
    trail,
    width_of,
    word,
)

LEFT, RIGHT, BOTTOM, TITLE, ENTRY = 52.0, 14.0, 40.0, 26.0, 18.0
COARSER = (1.0, 0.4, 0.15, 0.05, 0.02, 0.005, 0.001)  # how much of the detail is drawn, tried until the picture is small enough
MOST_POINTS = 400  # of a mark
MOST_WORDS = 40
TOLERANCE = 0.3  # pixels that a line may be off
HEAD = 6.0  # of an arrow
DASHES = {"dashed": "6 4", "dotted": "2 3", "dash": "6 4", "dot": "2 3"}
#: The other shapes of a point of width 1, as a path around its middle.
SHAPES = {"triangle-up": "m0 -.55l.55 1h-1.1z", "triangle-down": "m0 .55l-.55 -1h1.1z", "diamond": "m0 -.65l.5 .65l-.5 .65l-.5 -.65z",
          "cross": "m-.5 0h1m-.5 -.5v1"}


@dataclass(frozen=True, eq=False)
class Line:
    """A curve; NaN lifts the pen."""

    x: np.ndarray
    y: np.ndarray
    color: str = "pos"
    width: float = 2.0
    dash: str = ""
    opacity: float = 1.0


@dataclass(frozen=True, eq=False)
class Dots:
    """Points, `size` pixels across; hollow ones are rings."""

    x: np.ndarray
    y: np.ndarray
    color: str = "pos"
    size: float = 7.0
    shape: str = "circle"
    hollow: bool = False


@dataclass(frozen=True, eq=False)
class Bars:
    """Bars from zero, as wide as `width` of the distance between them."""

    x: np.ndarray
    y: np.ndarray
    color: str = "pos"
    width: float = 0.8


@dataclass(frozen=True, eq=False)
class Words:
    """Words at places, moved by (dx, dy) pixels."""

    x: np.ndarray
    y: np.ndarray
    words: Sequence[str]
    color: str = "soft"
    anchor: str = "start"
    dx: float = 0.0
    dy: float = 0.0


@dataclass(frozen=True, eq=False)
class Shade:
    """A small PNG that fills an extent."""

    png: bytes
    x: tuple[float, float]
    y: tuple[float, float]
    smooth: bool = True


@dataclass(frozen=True, eq=False)
class Arrows:
    """Arrows from (x0, y0) to (x1, y1), with heads or without."""

    x0: np.ndarray
    y0: np.ndarray
    x1: np.ndarray
    y1: np.ndarray
    color: str = "ink"
    heads: bool = True


Mark = Line | Dots | Bars | Words | Shade | Arrows


@dataclass(frozen=True, eq=False)
class Panel:
    """One chart.

    x, y : extents. axes : what is along them. legend : (key, color, words), key a line's look or a point's shape.
    names_x, names_y : (places, words) in place of round numbers.
    """

    title: str
    x: tuple[float, float]
    y: tuple[float, float]
    axes: tuple[str, str]
    marks: Sequence[Mark]
    legend: Sequence[tuple[str, str, str]] = ()
    names_x: tuple[np.ndarray, Sequence[str]] | None = None
    names_y: tuple[np.ndarray, Sequence[str]] | None = None


@dataclass(frozen=True)
class _Room:
    """Where the axes' numbers are in pixels, from the plot's upper left corner; `detail`: how much is drawn."""

    x: tuple[float, float]
    y: tuple[float, float]
    width: float
    height: float
    detail: float = 1.0
    tolerance: float = field(default=TOLERANCE)

    def across(self, x) -> np.ndarray:
        return self._place(x, self.x) * self.width

    def up(self, y) -> np.ndarray:
        return (1 - self._place(y, self.y)) * self.height

    def most(self, count: int) -> np.ndarray:
        return thinned(count, max(8, int(MOST_POINTS * self.detail)))

    def _place(self, values, extent) -> np.ndarray:
        low, high = extent
        with np.errstate(all="ignore"):  # what overflows is far outside
            return (np.asarray(values, float) - low) / ((high - low) or 1.0)


def drawn(panels: Sequence[Panel], title: str, words: str, height: float = HEIGHT) -> Picture:
    """One to four charts side by side, in at most MOST_BYTES."""
    chosen = list(panels[:4])
    for detail in COARSER:
        picture = Picture(WIDTH, height, title, words, _all(chosen, height, detail))
        if len(picture.text().encode()) <= MOST_BYTES:
            return picture
    return picture


def _all(panels: Sequence[Panel], height: float, detail: float) -> str:
    columns = 1 if len(panels) == 1 else 2
    rows = -(-len(panels) // 2)
    wide, tall = WIDTH / columns, height / rows
    return "".join(_panel(panel, (at % columns) * wide, (at // columns) * tall, wide, tall, detail) for at, panel in enumerate(panels))


def _panel(panel: Panel, left: float, top: float, width: float, height: float, detail: float) -> str:
    """Title, legend, plot and axes of one chart in its part of the picture."""
    legend, below = _legend(panel.legend, width - 24, detail)
    names = _ticks(panel.y, panel.names_y, 5)
    margin = max(LEFT, 26 + max((width_of(each) for each in names[1]), default=0))
    room = _Room(panel.x, panel.y, width - margin - RIGHT, height - TITLE - below - BOTTOM - 8, detail, TOLERANCE / detail ** 0.7)
    x0, y0 = left + margin, top + TITLE + below + 8
    head = word(left + 12, top + 19, fitted(panel.title, width - 24, 14.5), font_weight="bold", size=13)
    plot = inside(x0, y0, room.width, room.height, "".join(_mark(mark, room) for mark in panel.marks))
    axes = _across(panel, room) + _upward(panel, room, names, margin)
    return (head + element("g", legend, transform=_moved(left + 12, top + TITLE)) * bool(legend)
            + element("g", axes, transform=_moved(x0, y0)) + plot)


def _moved(x: float, y: float) -> str:
    return f"translate({number(x)} {number(y)})"


def _ticks(extent, named, count: int) -> tuple[np.ndarray, Sequence[str]]:
    if named is not None:
        return np.asarray(named[0], float), [shortened(str(each), 18) for each in named[1]]
    if not extent[1] > extent[0]:
        return np.zeros(0), []
    values = ticks(extent[0], extent[1], count)
    return values, list(tick_labels(values).values())


def _across(panel: Panel, room: _Room) -> str:
    count = max(2, min(6, int(room.width / 62)))
    values, labels = _ticks(panel.x, panel.names_x, count)
    at = room.across(values)
    apart = max((width_of(each) for each in labels), default=0) + 8
    every = max(1, int(np.ceil(apart * len(at) / room.width))) if len(at) > 1 else 1
    base = path(f"M0 {number(room.height)}h{number(room.width)}", stroke=COLORS["faint"])
    text = "".join(word(min(x, room.width + RIGHT - width_of(label) / 2 - 2), room.height + 15, label, fill=COLORS["soft"])
                   for x, label in zip(at[::every], labels[::every]))
    name = word(room.width / 2, room.height + 33, fitted(panel.axes[0], room.width), fill=COLORS["soft"])
    return base + element("g", text + name, text_anchor="middle")


def _upward(panel: Panel, room: _Room, names: tuple[np.ndarray, Sequence[str]], margin: float) -> str:
    at = room.up(names[0])
    lines = "".join(f"M0 {number(y)}h{number(room.width)}" for y in at)
    grid = path(lines, stroke=COLORS["line"]) if lines else ""
    text = "".join(word(-7, y + 4, label, fill=COLORS["soft"]) for y, label in zip(at, names[1]))
    turned = f"translate({number(14 - margin)} {number(room.height / 2)}) rotate(-90)"
    name = word(0, 0, fitted(panel.axes[1], room.height), anchor="middle", fill=COLORS["soft"], transform=turned)
    return grid + (element("g", text, text_anchor="end") if text else "") + name


def _legend(entries: Sequence[tuple[str, str, str]], width: float, detail: float) -> tuple[str, float]:
    """(the legend in rows, its height); a long one is cut."""
    x, row, drawn_entries = 0.0, 0, []
    most = max(2, int(12 * detail))
    for key, hue, words in entries[:most]:
        words = fitted(words, width - 24)
        needs = 24 + width_of(words) + 10
        if x and x + needs > width:
            x, row = 0.0, row + 1
        drawn_entries.append(_entry(key, hue, words, x, row * ENTRY))
        x += needs
    left_out = len(entries) - most
    if left_out > 0:
        drawn_entries.append(word(0, (row + 1) * ENTRY + 12, f"and {left_out} more", fill=COLORS["soft"]))
        row += 1
    return "".join(drawn_entries), (row + 1) * ENTRY if entries else 0.0


def _entry(key: str, hue: str, words: str, x: float, y: float) -> str:
    middle = y + 8
    if key in SHAPES or key in ("circle", "square", "ring"):
        sample = _dots(np.array([x + 9]), np.array([middle]), hue, 8, "circle" if key == "ring" else key, key == "ring")
    elif key == "bar":
        sample = rect(x + 4, middle - 6, 9, 11, fill=color(hue))
    else:
        sample = path(f"M{number(x)} {number(middle)}h18", stroke=color(hue), stroke_width=2, stroke_dasharray=DASHES.get(key), fill="none")
    return sample + word(x + 24, y + 12, words, fill=COLORS["soft"])


def _mark(mark: Mark, room: _Room) -> str:
    return {Line: _line, Dots: _points, Bars: _bars, Words: _words, Shade: _shade, Arrows: _arrows}[type(mark)](mark, room)  # type: ignore


def _line(mark: Line, room: _Room) -> str:
    d = trail(room.across(mark.x), room.up(mark.y), room.tolerance)
    return path(d, fill="none", stroke=color(mark.color), stroke_width=mark.width, stroke_dasharray=DASHES.get(mark.dash),
                stroke_linejoin="round", opacity=None if mark.opacity >= 1 else f"{mark.opacity:.2g}") if d else ""


def _points(mark: Dots, room: _Room) -> str:
    x, y = room.across(mark.x), room.up(mark.y)
    known = np.flatnonzero(np.isfinite(x) & np.isfinite(y) & (np.abs(x) < 4000) & (np.abs(y) < 4000))
    kept = known[room.most(len(known))] if len(known) else known
    return _dots(x[kept], y[kept], mark.color, mark.size, mark.shape, mark.hollow) if len(kept) else ""


def _dots(x: np.ndarray, y: np.ndarray, hue: str, size: float, shape: str, hollow: bool) -> str:
    """Points as one path: a round or square pen that touches each place, or the outline of the shape at each."""
    places = [f"M{number(a)} {number(b)}" for a, b in zip(x, y)]
    if hollow:
        r = round(size / 2, 1)
        half = f"a{number(r)} {number(r)} 0 1 0 "
        circles = "".join(f"M{number(a - r)} {number(b)}{half}{number(2 * r)} 0{half}{number(-2 * r)} 0" for a, b in zip(x, y))
        return path(circles, fill="none", stroke=color(hue), stroke_width=2)
    if shape in SHAPES:
        outline = _scaled(SHAPES[shape], size)
        look = {"stroke": color(hue), "stroke_width": 2} if shape == "cross" else {"fill": color(hue)}
        return path("".join(place + outline for place in places), **look)
    pen = "square" if shape == "square" else "round"
    return path("h0".join(places) + "h0", stroke=color(hue), stroke_width=size * (0.85 if pen == "square" else 1), stroke_linecap=pen,
                opacity="0.85" if len(x) > 1 else None)


def _scaled(outline: str, size: float) -> str:
    """A shape of width 1 made `size` wide."""
    numbers = "".join(c if c in "-.0123456789" else f" {c} " for c in outline).split()
    return " ".join(number(float(each) * size) if each[0] in "-.0123456789" else each for each in numbers).replace(" -", "-")


def _bars(mark: Bars, room: _Room) -> str:
    x, y = np.asarray(mark.x, float), np.asarray(mark.y, float)
    if not len(x):
        return ""
    pitch = float(np.diff(room.across(x)).min()) if len(x) > 1 else room.width / 4
    wide, ground = max(1.0, pitch * mark.width), float(room.up(np.array(0.0)))
    kept = room.most(len(x))
    tops = zip(room.across(x[kept]), room.up(y[kept]))
    d = "".join(f"M{number(a - wide / 2)} {number(ground)}V{number(b)}h{number(wide)}V{number(ground)}z" for a, b in tops if np.isfinite(b))
    return path(d, fill=color(mark.color)) if d else ""


def _words(mark: Words, room: _Room) -> str:
    x, y = room.across(mark.x) + mark.dx, room.up(mark.y) + mark.dy
    most = max(1, int(MOST_WORDS * room.detail))
    anchor = None if mark.anchor == "start" else mark.anchor
    halo = {"stroke": COLORS["panel"], "stroke_width": 3, "paint_order": "stroke"}
    said = "".join(word(_kept_inside(a, text, mark.anchor, room.width), min(max(b, 12), room.height - 3), text)
                   for a, b, text in zip(x, y, (shortened(str(each), 40) for each in mark.words[:most]))
                   if text.strip() and np.isfinite(a) and np.isfinite(b))
    return element("g", said, fill=color(mark.color), text_anchor=anchor, **halo) if said else ""


def _kept_inside(x: float, words: str, anchor: str, width: float) -> float:
    """Where a text begins, so that it is not cut at a side."""
    part = {"start": 0.0, "middle": 0.5, "end": 1.0}.get(anchor, 0.0) * width_of(words)
    return float(min(max(x, part + 2), width - (width_of(words) - part) - 2))


def _shade(mark: Shade, room: _Room) -> str:
    if not mark.png:
        return ""
    (x0, x1), (y0, y1) = room.across(mark.x), room.up(mark.y)
    source = f"data:image/png;base64,{b64encode(mark.png).decode('ascii')}"
    return element("image", x=x0, y=min(y0, y1), width=x1 - x0, height=abs(y1 - y0), preserveAspectRatio="none", href=source,
                   image_rendering=None if mark.smooth else "pixelated")


def _arrows(mark: Arrows, room: _Room) -> str:
    starts, ends = (np.column_stack([room.across(a), room.up(b)]) for a, b in ((mark.x0, mark.y0), (mark.x1, mark.y1)))
    kept = room.most(len(starts))
    d = "".join(_arrow(start, end, mark.heads) for start, end in zip(starts[kept], ends[kept]) if np.isfinite([start, end]).all())
    return path(d, fill="none", stroke=color(mark.color), stroke_width=2 if mark.heads else 1) if d else ""


def _arrow(start: np.ndarray, end: np.ndarray, heads: bool) -> str:
    length = float(np.hypot(*(end - start)))
    if not 2 <= length < 8000:
        return ""
    (x, y), (u, v) = end, (end - start) / length
    head = min(HEAD, length / 2)
    left, right = (f"{number(x - head * u - side * head * 0.5 * v)} {number(y - head * v + side * head * 0.5 * u)}" for side in (1, -1))
    shaft = f"M{number(start[0])} {number(start[1])}L{number(x)} {number(y)}"
    return f"{shaft}M{left}L{number(x)} {number(y)}L{right}" if heads else shaft
