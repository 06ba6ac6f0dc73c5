"""The Playground's weights in numbers: the headings of each layer's table, and its rows in words."""

from collections.abc import Sequence

import numpy as np

from ...core.network.quantities import Quantities
from ...core.notation import symbol
from ..writing.numbers import format_number

MOST = 10  # rows and columns of a table that is shown whole; of a larger layer, one unit after another
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def layers(quantities: Quantities, inputs: Sequence[str], classes: Sequence[str]) -> list[dict]:
    """Describe each layer of weights, as JSON: its symbol, its size in words, the names of what its rows go into and its columns
    come from, and whether it is shown whole.

    inputs : names of the inputs; if empty, x₁, x₂ … classes : names of the classes, one for each score.
    """
    told, below = [], tuple(inputs) or numbered_names("x", quantities.sizes[0])
    for layer in quantities.layers:
        a, h = (symbol(layer.a), symbol(layer.h)) if layer.a and layer.h else ("", "y")
        rows = numbered_names(a, rows_of(quantities, layer.W)) if a else _scores(quantities, classes)
        columns = below + (("1",) if quantities.bias else ())
        told.append({"symbol": symbol(layer.W), "size": size_words(len(rows), len(columns), vector=layer.W.startswith("w")),
                     "into": list(rows), "from": list(columns), "whole": max(len(rows), len(columns)) <= MOST})
        below = numbered_names(h, len(rows))
    return told


def _scores(quantities: Quantities, classes: Sequence[str]) -> tuple[str, ...]:
    if quantities.one_score:
        return ("y",)
    return tuple(f"{y} ({name})" for y, name in zip(numbered_names("y", len(classes)), classes))


def numbered_names(letter: str, count: int) -> tuple[str, ...]:
    """Return x₁, x₂ …; a layer's number stays a superscript."""
    return tuple(f"{letter}{str(k).translate(LOWERED)}" for k in range(1, count + 1))


def rows_of(quantities: Quantities, W: str) -> int:
    """Return how many units a layer's weights go into; 1 for a vector."""
    shape = quantities.shapes[W]
    return 1 if len(shape) == 1 else shape[0]


def size_words(rows: int, columns: int, *, vector: bool) -> str:
    return f"{columns} weights" if vector else f"{rows} × {columns}"


def spans(quantities: Quantities, thetas: np.ndarray) -> np.ndarray:
    """Return each layer's lowest and highest weight, (E, 2·layers) float32. thetas : (E, n_weights)."""
    found, at = [], 0
    for layer in quantities.layers:
        count = int(np.prod(quantities.shapes[layer.W]))
        part = thetas[:, at:at + count]
        found += [part.min(axis=1), part.max(axis=1)]
        at += count
    return np.column_stack(found).astype("<f4")


def rows(quantities: Quantities, told: Sequence[dict], theta: np.ndarray) -> list[dict[str, str]]:
    """Return the weights as rows of words: a row for each unit of a layer that is shown whole, one for a larger layer.

    told : from `layers`. theta : (n_weights,).
    """
    found: list[dict[str, str]] = []
    for layer, [low, high] in zip(told, spans(quantities, theta[None])[0].reshape(-1, 2)):
        columns = len(layer["from"])
        values, theta = np.split(theta, [len(layer["into"]) * columns])
        if layer["whole"]:
            found += [_row(layer["symbol"], into, ", ".join(layer["from"]), ", ".join(map(format_number, values[k:k + columns])))
                      for k, into in zip(range(0, len(values), columns), layer["into"])]
        else:
            found.append(_row(layer["symbol"], span_words(layer["into"]), span_words(layer["from"], quantities.bias),
                              f"{layer['size']}, from {format_number(float(low))} to {format_number(float(high))}"))
    return found


def span_words(names: Sequence[str], bias: bool = False) -> str:
    """Return x₁ to x₆₄, 1: the first and the last name, and the constant of a bias by itself."""
    units = names[:-1] if bias else names
    return f"{units[0]} to {units[-1]}{', 1' if bias else ''}"


def _row(*texts: str) -> dict[str, str]:
    return dict(zip(("weights", "into", "from", "values"), texts))
