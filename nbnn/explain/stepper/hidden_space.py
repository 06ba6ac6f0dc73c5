"""The data as a hidden layer sees it: two of its units as the axes. What is drawn, in words and numbers; no pixels here.

The page paints it by its one forward pass (views/shared/field.js); every number to be read is in the recording, or made here.
"""

from dataclasses import dataclass

import numpy as np

from ...core.network.network import Network
from ...core.notation import symbol
from ...core.training.sgd import Run
from ..writing.numbers import MINUS, format_number
from ..writing.ticks import tick_labels, ticks
from .data import LOWERED, scatter, words_of

MOMENTS = 60  # of a run, evenly chosen: their units say how long the axes are, which stay where they are
PADDING = 0.06  # of an axis, beyond what was found
GRID = 10  # lines of the plane each way, at most


@dataclass(frozen=True)
class Choice:
    """Which hidden layer, from 1, and which two of its units, from 0: one across and one up."""

    layer: int
    across: int
    up: int


def why_not(run: Run) -> str:
    """ "", or why there is nothing to draw: what this run has, and what the picture needs."""
    net = run.start
    if run.data.targets:
        return "This data has targets. The hidden space is drawn for data with classes."
    if net.n_inputs != 2:
        return f"This network has {_count(net.n_inputs, 'input')}. The hidden space is drawn for a plane of two inputs."
    if not layers(run):
        has = "no hidden layer" if not net.n_hidden else "only 1 unit in each hidden layer"
        return f"This network has {has}. The hidden space needs a layer with two units or more: one for each axis."
    return ""


def layers(run: Run) -> tuple[int, ...]:
    """The hidden layers, from 1, that have two units or more."""
    return tuple(number for number, units in enumerate(run.start.sizes[1:-1], start=1) if units >= 2)


def first_choice(run: Run) -> Choice:
    """The last of those layers, in which the score's boundary is a line, and its first two units."""
    return Choice(layers(run)[-1], 0, 1)


def checked_choice(given: object, run: Run) -> Choice | None:
    """What a page or a cell chose, {"layer", "across", "up"}; None where this run does not have it."""
    if not isinstance(given, dict):
        return None
    parts = tuple(given.get(name) for name in ("layer", "across", "up"))
    if not all(isinstance(part, int) and not isinstance(part, bool) for part in parts):
        return None
    layer, across, up = parts
    units = run.start.sizes[layer] if layer in layers(run) else 0
    return Choice(layer, across, up) if across != up and 0 <= across < units and 0 <= up < units else None


def picture(run: Run) -> dict:
    """What the browser needs, in plain data: the layers with their axes, the groups of examples, and the plane's grid."""
    wrong = why_not(run)
    if wrong:
        return {"note": wrong}
    plane, first = scatter(run.data, (0, 1), run.loss, run.start.one_score), first_choice(run)
    shown = np.concatenate([group.examples for group in plane.groups])
    return {
        "note": "", "n": plane.n, "margin": plane.margin, "axes": [plane.x_label, plane.y_label],
        "grid": [_lines(plane.x_extent), _lines(plane.y_extent)], "x": list(plane.x_extent), "y": list(plane.y_extent),
        "groups": [{"marker": group.marker, "color": group.color, "words": group.words, "label": group.label,
                    "examples": group.examples.tolist()} for group in plane.groups],
        "layers": [_layer(run, number, shown) for number in layers(run)],
        "choice": {"layer": first.layer, "across": first.across, "up": first.up},
    }


def sentence(run: Run, index: int, choice: Choice | None = None) -> str:
    """The picture before update `index` in words and numbers."""
    wrong = why_not(run)
    if wrong:
        return wrong
    choice = choice or first_choice(run)
    h, right = _seen(run, index, choice)
    across, up = (unit_name(run, choice.layer, unit) for unit in (choice.across, choice.up))
    off = f"{across} is 0 for {int((h[:, 0] == 0).sum())} and {up} for {int((h[:, 1] == 0).sum())} of {len(h)} examples. "
    line = line_words(run, run.network(index), choice)
    return (f"Hidden space before update {index}: {up} against {across}. {off if (h == 0).any() else ''}"
            f"{f'The line is {line}. ' if line else ''}{int(right.sum())} of {len(right)} examples are classified correctly.")


def table(run: Run, index: int, choice: Choice | None = None) -> list[dict[str, str]]:
    """A row for each class: where its examples are among the units, before update `index`; [] where nothing is drawn."""
    if why_not(run):
        return []
    choice = choice or first_choice(run)
    h, right = _seen(run, index, choice)
    names = [unit_name(run, choice.layer, unit) for unit in (choice.across, choice.up)]
    return [_row(words_of(run.data, int(label)), names, h[run.data.z == label], right[run.data.z == label])
            for label in np.unique(run.data.z)]


def _row(words: str, names: list[str], h: np.ndarray, right: np.ndarray) -> dict[str, str]:
    above = {f"{name} > 0": str(int((h[:, k] > 0).sum())) for k, name in enumerate(names)}
    spans = {name: f"{format_number(h[:, k].min())} to {format_number(h[:, k].max())}" for k, name in enumerate(names)}
    return {"class": words, "examples": str(len(h)), **spans, **above, "both 0": str(int((h == 0).all(axis=1).sum())),
            "classified correctly": str(int(right.sum()))}


def line_words(run: Run, net: Network, choice: Choice) -> str:
    """The line where the score is 0, such as "2h₁ − h₂ + 0.5 = 0"; "" where it depends on more than the two units, or is no line."""
    last = run.start.sizes[-2] == 2 and choice.layer == run.start.n_hidden and net.one_score
    if not last:
        return ""
    terms = [(float(net.weights[-1][unit]), unit_name(run, choice.layer, unit)) for unit in (choice.across, choice.up)]
    return sum_text(terms + ([(float(net.weights[-1][2]), "")] if net.bias else [])) + " = 0"


def unit_name(run: Run, layer: int, unit: int) -> str:
    """A unit as it is written: h₁, or h⁽²⁾₁ where there are several hidden layers. Units count from 1 here, as on the page."""
    return symbol(run.quantities.layers[layer - 1].h or "h") + str(unit + 1).translate(LOWERED)


def sum_text(terms: list[tuple[float, str]]) -> str:
    """Terms with their signs: views/hidden_space/hidden_space.js writes the same."""
    sizes = ["" if name and abs(number) == 1 else format_number(abs(number)) for number, name in terms]
    signs = [MINUS if number < 0 else "+" for number, _ in terms]
    written = " ".join(f"{sign} {size}{name}" for sign, size, (_, name) in zip(signs, sizes, terms))
    return written.removeprefix("+ ") if signs[0] == "+" else written.replace(f"{MINUS} ", MINUS, 1)


def _seen(run: Run, index: int, choice: Choice) -> tuple[np.ndarray, np.ndarray]:
    """(N, 2) the two units of every example before update `index`, and (N,) whether it is classified correctly."""
    net = run.network(index)
    return _units(net, run.data.x, choice.layer)[:, [choice.across, choice.up]], net.predict(run.data) == run.data.z


def _units(net: Network, x: np.ndarray, layer: int) -> np.ndarray:
    """(N, units) of one hidden layer, without the constant 1."""
    return np.asarray(net.forward(x).h[layer - 1])[:, :net.sizes[layer]]


def _layer(run: Run, number: int, shown: np.ndarray) -> dict:
    """One layer: its units' names, and for each the ends and the numbers of its axis in the whole run."""
    moments = np.unique(np.linspace(0, len(run), MOMENTS).round().astype(int))
    found = np.concatenate([_units(run.network(int(i)), run.data.x[shown], number) for i in moments])
    extents = [_extent(found[:, unit]) for unit in range(found.shape[1])]
    return {"layer": number, "h": run.quantities.layers[number - 1].h, "extents": [list(each) for each in extents],
            "ticks": [_ticks(each) for each in extents], "note": _note(run, number),
            "names": [unit_name(run, number, unit) for unit in range(found.shape[1])]}


def _extent(values: np.ndarray) -> tuple[float, float]:
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    low, high = (low, high) if high - low > 1e-9 else (0.0, 1.0)
    return low - PADDING * (high - low), high + PADDING * (high - low)


def _ticks(extent: tuple[float, float]) -> list[list]:
    values = ticks(*extent, count=5)
    return [[float(value), label] for value, label in zip(values, tick_labels(values).values(), strict=True)]


def _lines(extent: tuple[float, float]) -> list[float]:
    return ticks(*extent, count=GRID).tolist()


def _note(run: Run, number: int) -> str:
    """What the colors of the picture leave out."""
    if run.start.sizes[number] == 2:
        return ""
    others = run.start.sizes[number] - 2
    held = "other unit at its mean" if others == 1 else f"other {others} units at their means"
    return f"The colors hold the {held} over the data."


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
