"""A run of a large network as the browser gets it: the corners of each quantity, and its measures beside them.

What a page draws of such a network, its board and its diagram, needs no more: an update costs kilobytes, however many weights it has.
"""

from dataclasses import replace

import numpy as np

from ...core.training.replay import Replay, corners, measure, measure_each
from ..writing.board import MEASURED

LARGEST = float(np.finfo(np.float32).max)  # that a page has


def showable_replay(run: Replay) -> Replay:
    """The run up to the last update that a page can show."""
    too_large = (np.abs(run.rows.all_measures()[..., :2]) > LARGEST).any(axis=(1, 2)) if len(run) else np.zeros(0, bool)
    if not too_large.any():
        return run
    at = int(np.argmax(too_large))
    return replace(run, rows=run.rows[:at], examples=run.examples[:at], end=None, stopped_because=(
        f"a number grows past 10³⁸ at update {at}, further than the page can show: the steps grew too large, use a smaller η"))


def corner_columns(run: Replay) -> dict[str, np.ndarray]:
    """Name → (T, k) float32: what is kept of each quantity, and of x and z; beside them (T, 4) measures."""
    q, (x, z) = run.quantities, run.picked
    names = (*(layer.W for layer in q.layers), *run.names, *(layer.dh_da for layer in q.hidden), *(("dy_ds",) if q.output else ()))
    columns = {name: run.rows.kept(name) for name in names} | {name + MEASURED: run.rows.measures(name) for name in names}
    columns |= {"x": x[:, corners(x.shape[1:])], f"x{MEASURED}": measure_each(x)}
    return {name: column.astype("<f4") for name, column in columns.items()} | {"z": z.astype("<f4")}


def described_corners(columns: list[dict], run: Replay) -> list[dict]:
    """The columns of a schema with the whole shape of each quantity, and which of its entries there are."""
    shapes = run.quantities.shapes | {"x": run.inputs.shape[1:]}
    return [each | ({"shape": list(shapes[each["name"]]), "entries": corners(shapes[each["name"]]).tolist()}
                    if each["name"] in shapes and len(each["shape"]) == 1 else {}) for each in columns]


def corner_weights(run: Replay, network) -> dict[str, list]:
    """What is kept of a network's weights, and their measures: of one that follows an update."""
    weights = {layer.W: w for layer, w in zip(run.quantities.layers, network.weights)}
    return {name: w.ravel()[corners(w.shape)].tolist() for name, w in weights.items()} | {
        name + MEASURED: measure(w).tolist() for name, w in weights.items()}
