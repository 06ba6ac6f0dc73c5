"""A chart that moves as it stands now, for a picture without a page: what bqplot's marks hold, and what the browser has moved since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ...explain.pictures.drawing.plot import Arrows, Bars, Dots, Line, Mark, Panel, Shade, Words
from ...explain.recording.reading import Moment
from ...explain.trajectory.contours import smaller
from ...explain.writing.template import text
from .moving import MovingChart

Place = tuple[np.ndarray, np.ndarray, list[str]]


def panel_of(chart: MovingChart) -> Panel:
    """The chart in plain data, each mark where its player has it now."""
    picture = chart.mover.picture
    moments = {name: _moment(player) for name, player in chart.mover.players.items()}
    places = dict(_moved(picture["moves"], moments)) if picture else {}
    marks = [mark for name, each in chart.marks.items() for mark in _mark(each, places.get(name))]
    marks += [mark for spec in picture.get("arrows", ()) for mark in _arrow(spec, moments)]
    marks += _handles(chart, moments)
    across, up = chart.axes
    return Panel(picture.get("title", ""), _extent(chart, "x"), _extent(chart, "y"), (across.label, up.label), marks,
                 [tuple(entry) for entry in picture.get("legend", ())], _names(across), _names(up))


def _moment(player: Any) -> Moment | None:
    """Where a player is; None where it has nothing to play."""
    if not player.schema or not player.head:
        return None
    last = len(player.schema.get("lines", ())) - 1
    return Moment(player.schema, player.head, player.tail, player.index, player.line == last)


def _extent(chart: MovingChart, name: str) -> tuple[float, float]:
    low, high = chart.mover.picture.get(name, (0.0, 1.0))
    return low, high


def _names(axis: Any) -> tuple[np.ndarray, list[str]] | None:
    """The words at the axis; None where it has numbers of its own."""
    values, labels = getattr(axis, "tick_values", None), getattr(axis, "tick_labels", None)
    if values is None or not labels or len(values) != len(labels):
        return None
    return np.asarray(values, float), list(labels.values())


# ---- what the browser moves ----

def _moved(moves: list[dict], moments: Mapping[str, Moment | None]) -> Iterator[tuple[str, Place]]:
    for move in moves:
        now = moments.get(move.get("player", "player"))
        refs = [move["x"], move["y"]]
        flat = [ref for each in refs for ref in (each if move["kind"] == "points" else [each])]
        if now is not None and now.knows(*flat):
            yield move["mark"], MOVES[move["kind"]](move, now)


def _points(move: dict, now: Moment) -> Place:
    x, y = (np.array([now.number(ref) for ref in move[name]]) for name in "xy")
    return x, y, []


def _columns(move: dict, now: Moment) -> Place:
    return now.row(move["x"]), now.row(move["y"]), []


def _trail(move: dict, now: Moment) -> Place:
    x, y = (now.until(move[name], move.get("most")) for name in "xy")
    return x, y, []


def _text(move: dict, now: Moment) -> Place:
    words = text(move["text"], lambda name, entry, after: now.value(name, entry, after))
    return np.array([now.number(move["x"])]), np.array([now.number(move["y"])]), [words]


MOVES = {"points": _points, "columns": _columns, "trail": _trail, "text": _text}


# ---- marks ----

def _mark(mark: Any, moved: Place | None) -> Iterator[Mark]:
    """A mark of bqplot's in plain data; one that is hidden or has nothing to show is none."""
    if not getattr(mark, "visible", True):
        return
    if hasattr(mark, "image"):
        if mark.image.value:
            yield Shade(smaller(mark.image.value), tuple(map(float, mark.x)), tuple(map(float, mark.y)))  # type: ignore[arg-type]
        return
    words = [str(each) for each in getattr(mark, "text", None) if each] if _is_text(mark) else []
    x, y, said = moved or (np.asarray(mark.x, float), np.asarray(mark.y, float), words)
    if np.size(x) and np.size(y):
        yield from _drawn(mark, np.ravel(x), np.ravel(y), said)


def _is_text(mark: Any) -> bool:
    return hasattr(mark, "font_weight")


def _drawn(mark: Any, x: np.ndarray, y: np.ndarray, words: list[str]) -> Iterator[Mark]:
    color = mark.colors[0]
    if _is_text(mark):
        yield Words(x, y, words, color, mark.align, float(getattr(mark, "x_offset", 0)), float(getattr(mark, "y_offset", 0)))
    elif hasattr(mark, "marker") and hasattr(mark, "default_size"):
        yield Dots(x, y, color, float(np.clip(2 * np.sqrt(mark.default_size / np.pi), 3, 14)), mark.marker, not getattr(mark, "fill", True))
    elif hasattr(mark, "line_style"):
        yield Line(x, y, color, float(mark.stroke_width), mark.line_style, float((getattr(mark, "opacities", None) or [1.0])[0]))
    else:
        yield Bars(x, y, color, 1 - float(getattr(mark, "padding", 0.2)))


# ---- what lies over the figure ----

def _arrow(spec: dict, moments: Mapping[str, Moment | None]) -> Iterator[Mark]:
    now = moments.get(spec.get("player", "player"))
    if now is None:
        return
    if "to" in spec:
        refs = [*spec["from"], *spec["to"]]
        if now.knows(*refs):
            x0, y0, x1, y1 = (np.array([now.number(ref)]) for ref in refs)
            yield Arrows(x0, y0, x1, y1, spec["color"], not spec.get("plain"))
    elif now.knows(*spec["from"], spec["x"], spec["y"]):
        x, y = now.row(spec["x"]), now.row(spec["y"])
        x0, y0 = (np.full(len(x), now.number(ref)) for ref in spec["from"])
        yield Arrows(x0, y0, x, y, spec["color"], not spec.get("plain"))


def _handles(chart: MovingChart, moments: Mapping[str, Moment | None]) -> Iterator[Mark]:
    """Handles as rings with their letter, and the chord between two of them."""
    specs, at = chart.mover.picture.get("handles", {}), chart.mover.handles
    places = {name: place for name, spec in specs.items() if (place := _handle(name, spec, at, moments, specs)) is not None}
    for spec in specs.values():
        along = spec.get("along")
        if isinstance(along, dict) and "between" in along and all(end in places for end in along["between"]):
            (x0, y0), (x1, y1) = (places[end] for end in along["between"])
            yield Line(np.array([x0, x1]), np.array([y0, y1]), "soft", 2.0, "dashed")
    for name, (x, y) in places.items():
        yield Dots(np.array([x]), np.array([y]), "ink", 11.0, "circle", hollow=True)
        if specs[name].get("label"):
            yield Words(np.array([x]), np.array([y]), [specs[name]["label"]], "ink", "middle", dy=-11.0)


def _handle(name: str, spec: dict, at: Mapping[str, list[float]], moments: Mapping[str, Moment | None],
            specs: Mapping[str, dict]) -> tuple[float, float] | None:
    """Where a handle is; None where it is not to be known."""
    along = spec.get("along")
    if "player" in spec:
        now = moments.get(spec["player"])
        known = now is not None and now.knows(spec["x"], spec["y"])
        return (now.number(_ref(spec["x"])), now.number(_ref(spec["y"]))) if known else None  # type: ignore[union-attr]
    if isinstance(along, dict) and "between" in along:
        ends = [_handle(end, specs[end], at, moments, specs) for end in along["between"]]
        if None in ends:
            return None
        share, ((x0, y0), (x1, y1)) = at[name][0], ends  # type: ignore[misc]
        return x0 + share * (x1 - x0), y0 + share * (y1 - y0)
    if name not in at:
        return None
    x, *y = at[name]
    return x, float(y[0] if y else np.interp(x, *spec["curve"]) if spec.get("curve") else 0.0)


def _ref(given: Any) -> Any:
    return [given, 0] if isinstance(given, str) else given
