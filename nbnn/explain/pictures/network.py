"""A network as a picture: a column for each layer, a line for each weight, thick where it is large, blue above 0 and orange below."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from ...core.network.network import Network
from ..stepper.labels import Box, place_labels
from ..writing.numbers import format_number
from .drawing.svg import (
    COLORS,
    LETTER,
    MOST_BYTES,
    WIDTH,
    Picture,
    element,
    number,
    path,
    rect,
    shortened,
    width_of,
    word,
)

TOP, BOTTOM, SIDE = 62.0, 16.0, 58.0
PITCH, MOST_PITCH, RADIUS = 46.0, 66.0, 19.0
MOST_UNITS, MOST_LAYERS = 8, 6  # drawn one by one; of more, the first and the last
LABELED = 12  # weights of a layer that are written beside their lines
LABEL = (46.0, 14.0)
THIN, THICK = 0.6, 4.0
SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SUPERSCRIPT = str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")


class _Layer(NamedTuple):
    """One column: which layer it is, the units drawn (None stands for those left out), where, and its words above."""

    number: int
    units: tuple[int | None, ...]
    size: int
    x: float
    words: str
    constant: int | None

    def ys(self, height: float) -> list[float]:
        pitch = min(MOST_PITCH, (height - TOP - BOTTOM) / len(self.units))
        middle = (TOP + height - BOTTOM) / 2
        return [middle + (at - (len(self.units) - 1) / 2) * pitch for at in range(len(self.units))]


def network(net: Network, values: Mapping[int, np.ndarray] | None = None, title: str = "", words: str = "") -> Picture:
    """The picture of `net`. values : layer → the numbers of its units (0: x), written in them in place of their letters."""
    layers = _layers(net)
    most = max(len(layer.units) for layer in layers)
    height = max(190.0, TOP + BOTTOM + most * (PITCH if most > 3 else MOST_PITCH))
    title = title or _title(net)
    for labeled in (LABELED, 0):
        lines = [_weights(net, below, above, height, labeled) for below, above in zip(layers, layers[1:])]
        units = [_units(net, layer, height, (values or {}).get(layer.number)) for layer in layers]
        head = word(14, 21, shortened(title, 88), font_weight="bold", size=13)
        gaps = "".join(_gap(below, above, height) for below, above in zip(layers, layers[1:]) if above.number - below.number > 1)
        picture = Picture(WIDTH, height, title, words or describe(net), head + "".join(lines) + gaps + "".join(units))
        if len(picture.text().encode()) <= MOST_BYTES:
            break
    return picture


def describe(net: Network) -> str:
    """The weights in words: the rows of each, or of a large one how large and its extremes."""
    return "; ".join(f"{layer.W}: {_in_words(W)}" for layer, W in zip(net.quantities.layers, net.weights))


def rows(net: Network) -> list[dict[str, str]]:
    """A row for each layer: its weight, the shape, and the numbers, or those of a large one from the smallest to the largest."""
    return [{"weight": layer.W, "shape": " × ".join(map(str, W.shape)), "numbers": _in_words(W)}
            for layer, W in zip(net.quantities.layers, net.weights)]


def _in_words(W: np.ndarray) -> str:
    if W.size <= 24:
        lines = [f"[{', '.join(map(format_number, row))}]" for row in np.atleast_2d(W)]
        return lines[0] if W.ndim == 1 else f"[{', '.join(lines)}]"
    return f"{W.size} numbers from {format_number(W.min())} to {format_number(W.max())}"


def _title(net: Network) -> str:
    return f"Network {'–'.join(map(str, net.sizes))}"


def _layers(net: Network) -> list[_Layer]:
    numbers = list(range(len(net.sizes)))
    if len(numbers) > MOST_LAYERS:
        numbers = [*numbers[:MOST_LAYERS - 2], *numbers[-2:]]
    xs = np.linspace(SIDE, WIDTH - SIDE, len(numbers))
    return [_layer(net, layer, float(x)) for layer, x in zip(numbers, xs)]


def _layer(net: Network, layer: int, x: float) -> _Layer:
    size, last = net.sizes[layer], layer == len(net.sizes) - 1
    constant = size if net.bias and not last else None
    units: tuple[int | None, ...] = tuple(range(size))
    if size > MOST_UNITS:
        units = (*range(MOST_UNITS - 3), None, size - 1)
    if constant is not None:
        units = (*units, constant)
    return _Layer(layer, units, size, x, _words_above(net, layer), constant)


def _words_above(net: Network, layer: int) -> str:
    if layer == 0:
        return "input" if net.sizes[0] == 1 else f"{net.sizes[0]} inputs"
    if layer == len(net.sizes) - 1:
        scores = "score" if net.one_score else f"{net.sizes[-1]} scores"
        return scores if net.output.neutral else f"{net.output.name} of {'the' if net.one_score else ''} {scores}".replace("  ", " ")
    return f"{net.sizes[layer]} {net.activations[layer - 1].name}"


def letter(net: Network, layer: int, unit: int | None, constant: int | None) -> str:
    """How a unit is called: x₁, h₂, h₂⁽¹⁾ in a deep network, y; 1 is the constant for the bias."""
    if unit == constant and constant is not None:
        return "1"
    if layer == 0 or layer == len(net.sizes) - 1:
        only = layer > 0 and net.one_score
        return ("x" if layer == 0 else "y") + ("" if only else _lower(unit))
    mark = f"({layer})".translate(SUPERSCRIPT) if len(net.sizes) > 3 else ""
    return f"h{_lower(unit)}{mark}"


def _lower(unit: int | None) -> str:
    return "" if unit is None else str(unit + 1).translate(SUBSCRIPT)


def _units(net: Network, layer: _Layer, height: float, values: np.ndarray | None) -> str:
    above = shortened(layer.words, 24)
    edge = width_of(above) / 2 + 8
    circles, texts = [], [word(min(max(layer.x, edge), WIDTH - edge), 43, above, anchor="middle", fill=COLORS["soft"])]
    for unit, y in zip(layer.units, layer.ys(height)):
        if unit is None:
            texts.append(word(layer.x, y + 4, f"⋮ {layer.size - MOST_UNITS + 2} more", anchor="middle", fill=COLORS["soft"]))
            continue
        value = None if values is None or unit >= len(values) else format_number(float(values[unit]))
        dash, half = "3 2" if unit == layer.constant else None, max(RADIUS, 0 if value is None else width_of(value) / 2 + 5)
        circles.append(rect(layer.x - half, y - RADIUS, 2 * half, 2 * RADIUS, rx=RADIUS, fill=COLORS["panel"], stroke=COLORS["ink"],
                            stroke_dasharray=dash))
        texts += _name_and_number(letter(net, layer.number, unit, layer.constant), layer.x, y, value)
    return "".join(circles) + "".join(texts)


def _name_and_number(name: str, x: float, y: float, value: str | None) -> list[str]:
    if value is None:
        return [word(x, y + 5, name, anchor="middle", size=14 if len(name) < 4 else 12)]
    return [word(x, y - RADIUS - 3, name, anchor="middle", fill=COLORS["soft"]), word(x, y + 4, value, anchor="middle")]


def _gap(below: _Layer, above: _Layer, height: float) -> str:
    """Between two layers that are not neighbors: how many are left out."""
    words = f"… {above.number - below.number - 1} more …"
    return word((below.x + above.x) / 2, height / 2 + 20, words, anchor="middle", fill=COLORS["soft"])


def _weights(net: Network, below: _Layer, above: _Layer, height: float, labeled: int) -> str:
    """The lines of one weight, those of one sign and thickness as one path, and their numbers where there are few."""
    if above.number - below.number > 1:
        return ""
    W = np.atleast_2d(net.weights[above.number - 1])
    largest = float(np.abs(W).max()) or 1.0
    edges = [_edge(W, i, j, (below.x, y0), (above.x, y1))
             for i, y1 in zip(above.units, above.ys(height)) if i is not None and i != above.constant
             for j, y0 in zip(below.units, below.ys(height)) if j is not None]
    strokes: dict[tuple[str, str], list[str]] = {}
    for edge in edges:
        part = abs(edge["w"]) / largest
        thick = number(round(THIN + (THICK - THIN) * part, 1))
        hue = COLORS["line"] if edge["w"] == 0 else COLORS["pos"] if edge["w"] > 0 else COLORS["neg"]
        strokes.setdefault((hue, thick), []).append(edge["d"])
    lines = "".join(path("".join(ds), stroke=hue, stroke_width=thick, opacity="0.8") for (hue, thick), ds in strokes.items())
    return lines + (_numbers(edges, below, above, height) if len(edges) <= labeled else "")


def _edge(W: np.ndarray, i: int, j: int, start: tuple[float, float], end: tuple[float, float]) -> dict:
    x1, y1, x2, y2 = start[0] + RADIUS, start[1], end[0] - RADIUS, end[1]
    d = f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}"
    return {"row": i, "column": j, "x1": x1, "y1": y1, "x2": x2, "y2": y2, "w": float(W[i, j]), "d": d}


def _numbers(edges: Sequence[dict], below: _Layer, above: _Layer, height: float) -> str:
    """Each weight beside its line, where there are places in which none hides another."""
    circles = [Box(layer.x, y, 2 * RADIUS, 2 * RADIUS) for layer in (below, above) for y in layer.ys(height)]
    fixed = np.array([[each.x, each.y, each.w, each.h] for each in circles])
    written = [format_number(edge["w"]) for edge in edges]
    wide = min(LABEL[0], max(map(width_of, written)) + 6)
    places = place_labels(edges, fixed, wide, LABEL[1])
    if places is None:
        return ""
    halo = {"stroke": COLORS["panel"], "stroke_width": 4, "paint_order": "stroke"}
    return element("g", "".join(word(x, y + LETTER / 3, each) for (x, y), each in zip(places, written)), text_anchor="middle", **halo)
