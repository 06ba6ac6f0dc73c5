"""A run as the browser gets it: a description (schema), the tables that all updates share, and the columns.

Numbers travel as float32: the page shows three digits, and asks for the exact one. The first chunk is small,
so that a learner steps while the rest is on its way.
"""

from dataclasses import dataclass, replace
from types import ModuleType

import numpy as np

from ...core.network.zeros import why_zero
from ...core.records.datasets import Dataset
from ...core.training.sgd import Run
from ..writing.board import lines
from .activation import describe_functions

HEAD = 200  # updates in the first chunk: enough to begin with, small enough to be there at once
BY_LINE = ("update", "line")  # what one steps by where units are not told one by one
NUMBER = 8  # bytes of a whole one
EVALUATIONS = 20_000_000  # of one example under one set of weights and unit: what L/N may cost before it is taken less often


@dataclass(frozen=True, eq=False)
class Recording:
    """What is sent: `schema` (JSON), `tables`, `head` and `tail` (bytes, little-endian)."""

    schema: dict
    tables: bytes
    head: bytes
    tail: bytes

    @property
    def size(self) -> int:
        """Bytes of numbers."""
        return len(self.tables) + len(self.head) + len(self.tail)


def showable(run: Run) -> Run:
    """The run up to the last update that a page can show: its numbers are float32 and end at 3.4·10³⁸."""
    if run.summarized:
        return _large().showable_replay(run)
    q = run.quantities
    with np.errstate(over="ignore"):
        too_large = ~np.isfinite(run.rows[:, :q.width].astype(np.float32)).all(axis=1)
        for layer in q.layers:
            shown = run.column(run.optimizer.shown(layer.W)).reshape(len(run), -1)
            too_large |= ~np.isfinite(shown.astype(np.float32)).all(axis=1)
    if not too_large.any():
        return run
    at = int(np.argmax(too_large))
    name = next((name for name in q.places if np.abs(q.view(run.rows[at], name)).max() > np.finfo(np.float32).max), "Δθ")
    why = f"{name} grows past 10³⁸ at update {at}, further than the page can show: the steps grew too large, use a smaller η"
    return replace(run, rows=run.rows[:at], examples=run.examples[:at], stopped_because=why, end=None)


def record(run: Run, version: int = 0, head: int = HEAD) -> Recording:
    """The recording of `run`; `version` tells the page one recording from the next."""
    columns, codes = _summarized_columns(run) if run.summarized else _columns(run)
    told = {
        "version": version, "codes": codes, "constants": _constants(run), "final": _weights(run, len(run)),
        "breaks": {str(at): _of_network(run, net) for at, net in run.breaks.items()},
        "parent": _parents_future(run), "stopped": run.stopped_because, **describe(run),
    }
    if not run.summarized:
        return pack(columns, {"x": run.inputs, "z": run.data.z}, told, head)
    packed = pack(columns, {}, told | {"by": list(BY_LINE), "summarized": True}, head)
    return replace(packed, schema={**packed.schema, "columns": _large().described_corners(packed.schema["columns"], run)})


def pack(columns: dict[str, np.ndarray], tables: dict[str, np.ndarray], told: dict, head: int = HEAD) -> Recording:
    """Columns (T, *shape) and tables (N, *shape) as bytes, with the schema that says where each number is and the words in `told`.

    Tables are sent as float32; one of uint8 stays what it is, and comes last.
    """
    columns, patterns = _by_patterns(columns)
    updates = len(next(iter(columns.values())))
    head = min(head, updates)
    described, sent = _tables(tables)
    schema = {"updates": updates, "head": head, "patterns": patterns, "columns": describe_columns(columns), "tables": described, **told}
    return Recording(schema, sent, chunk(columns, 0, head), chunk(columns, head, updates))


def with_data(recording: Recording, run: Run) -> Recording:
    """A recording of something else about `run`, whose columns have its weights and "example": a chart of its data can follow it."""
    described, sent = _tables({"x": run.inputs, "z": run.data.z})
    told = {name: part for name, part in describe(run).items() if name in ("network", "data")}
    return replace(recording, schema={**recording.schema, **told, "tables": described}, tables=sent)


def _tables(tables: dict[str, np.ndarray]) -> tuple[list[dict], bytes]:
    """(how they are described, their bytes)."""
    described = [{"name": name, "shape": list(array.shape)} | ({"dtype": "u1"} if array.dtype == np.uint8 else {})
                 for name, array in tables.items()]
    return described, b"".join(_bytes(array if array.dtype == np.uint8 else array.astype("<f4")) for array in tables.values())


def describe_columns(columns: dict[str, np.ndarray]) -> list[dict]:
    """Name, type and shape of each column, as JSON."""
    return [{"name": name, "dtype": array.dtype.str[1:], "shape": list(array.shape[1:])} for name, array in columns.items()]


def describe(run: Run) -> dict:
    """What is being learned and how, in plain data: the network, the loss, the data, and the board's lines."""
    network = describe_network(run)
    return {
        "network": network, "lines": lines(network, run.loss, run.start, run.optimizer),
        "loss": {"name": run.loss.name, "margin": run.loss.margin},
        "data": {"name": run.data.name, "n": len(run.data), "feature_names": list(run.data.feature_names),
                 "class_names": list(run.data.class_names), "targets": list(targets := getattr(run.data, "targets", ())),
                 "labels": [] if targets else sorted({int(z) for z in run.data.z})},
    }


def describe_network(run: Run) -> dict:
    """Sizes, names and activation of the run's network in plain data (see `quantities` for the names).

    ValueError for an optimizer that looks ahead: the page has one set of weights for an update, and its numbers are made with two.
    """
    if run.optimizer.look is not None:
        raise ValueError(f"the page cannot show a run by {run.optimizer.name}: its derivatives are taken ahead of the weights that it "
                         "would show beside them; print(run[i]) shows both, and a run by nbnn.momentum() can be shown")
    net, q = run.start, run.quantities
    layers = [{"W": at.W, "a": at.a, "h": at.h, "dW": at.dl_dW, "da": at.dl_da, "dh": at.dl_dh, "dh_da": at.dh_da}
              for at in q.layers]
    if q.output:  # around the output's activation stand s and y as a and h around a hidden layer's
        layers[-1] |= {"a": "s", "h": "y", "da": "dl_ds", "dh": "dl_dy", "dh_da": "dy_ds"}
    return {"sizes": list(net.sizes), "bias": net.bias, "one_score": net.one_score, **describe_functions(net),
            "targets": bool(getattr(run.data, "targets", ())), "layers": layers,
            "classes": run.data.counting_in_words() if isinstance(run.data, Dataset) else ""}


def derivatives(run: Run) -> tuple[str, ...]:
    """The names of the run's derivatives, those that can be zero for a reason."""
    return tuple(name for name in run.names if name.startswith("dl_"))


def _columns(run: Run) -> tuple[dict[str, np.ndarray], dict[str, list[float]]]:
    q = run.quantities
    wide = {name: run.column(name).astype("<f4") for name in (*(at.W for at in q.layers), *run.names)}
    wide |= {name: run.column(name).astype("<f4") for name in (run.optimizer.shown(at.W) for at in q.layers)}
    wide["total_loss"] = total_loss(run).astype("<f4")
    if np.ptp(run.column("eta")) > 0:
        wide["eta"] = run.column("eta").astype("<f4")
    narrow, codes = {}, {}
    for layer, g in zip(q.hidden, run.start.activations):
        slopes = run.column(layer.dh_da)
        if g.slopes is None:
            wide[layer.dh_da] = slopes.astype("<f4")
        else:  # a piecewise linear g has few slopes: one byte names which
            codes[layer.dh_da] = [float(s) for s in g.slopes]
            narrow[layer.dh_da] = np.searchsorted(codes[layer.dh_da], slopes).astype("u1")
    flags = {f"zero_{name}": zero_reasons(run, name) for name in derivatives(run)}
    narrow |= {name: flag for name, flag in flags.items() if flag.any()}
    narrow["loss_case"] = _loss_cases(run)
    if run.past is not None:  # the tables have the examples as they are now: what each update had is said of itself
        wide |= dict(zip("xz", (each.astype("<f4") for each in run.picked)))
    return wide | {"example": run.examples.astype("<u2" if len(run.data) <= 65_536 else "<i4")} | narrow, codes


def _large() -> ModuleType:
    """What summarizes large networks: who steps through a small one does not wait for it."""
    from . import summary

    return summary


def _summarized_columns(run: Run) -> tuple[dict[str, np.ndarray], dict[str, list[float]]]:
    wide = _large().corner_columns(run) | {"total_loss": total_loss(run).astype("<f4"), "example": run.examples.astype("<i4")}
    if np.ptp(run.column("eta")) > 0:
        wide["eta"] = run.column("eta").astype("<f4")
    flags = zero_reasons(run, "dl_dy")  # the other lines say how many of their numbers are 0
    return wide | ({"zero_dl_dy": flags} if flags.any() else {}) | {"loss_case": _loss_cases(run)}, {}


def _by_patterns(columns: dict[str, np.ndarray]) -> tuple[dict[str, np.ndarray], dict[str, dict]]:
    """Flags take few patterns in a run: each is sent once, and a column says which one each update has.

    Returns the columns, larger numbers first (an array on the page begins at a multiple of its numbers' size), and
    {column: {"shape", "rows"}} of those that became numbers of rows.
    """
    patterns = {}
    for name, array in columns.items():
        if name.startswith("zero_") and array.ndim > 1:
            rows, which = _distinct(array.reshape(len(array), -1))
            if len(rows) * 8 <= len(array):
                columns = columns | {name: which.ravel().astype("u1" if len(rows) <= 256 else "<u2")}
                patterns[name] = {"shape": list(array.shape[1:]), "rows": rows.tolist()}
    return dict(sorted(columns.items(), key=lambda item: -item[1].dtype.itemsize)), patterns


def _distinct(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rows of bytes that differ, in order, and which of them each row is; short rows are compared as one number each."""
    length = rows.shape[1]
    if length > NUMBER:
        return np.unique(rows, axis=0, return_inverse=True)
    whole = np.zeros((len(rows), NUMBER), np.uint8)
    whole[:, :length] = rows
    found, which = np.unique(whole.view(">u8").ravel().astype(np.uint64), return_inverse=True)
    return found.astype(">u8").view(np.uint8).reshape(-1, NUMBER)[:, :length], which


def zero_reasons(run: Run, name: str) -> np.ndarray:
    """(T, *shape) uint8: the flags of every update, as `step.zero_reasons(name)` gives them for one."""
    x, z = run.picked
    picked = {"x": x}
    return why_zero(lambda n: picked[n] if n in picked else run.column(n), name, run.quantities, run.loss,
                    z, run.start.gates)


def total_loss(run: Run) -> np.ndarray:
    """(T,) L/N before each update; NaN in between where the data and the run are too large for every one."""
    cost = len(run) * len(run.data) * sum(a * b for a, b in zip(run.start.sizes, run.start.sizes[1:]))
    together = 50 if run.summarized else 5  # weights met by one instruction: large matrices take them faster
    return run.total_losses(every=max(1, -(-cost // (EVALUATIONS * together))))


def _loss_cases(run: Run) -> np.ndarray:
    return np.asarray(run.loss.case(run.column("y"), run.picked[1])).astype("u1")


def _constants(run: Run) -> dict[str, float]:
    eta = run.column("eta")
    return {"eta": float(eta[0])} if len(eta) and np.ptp(eta) == 0 else {}


def _weights(run: Run, index: int) -> dict[str, list]:
    return _of_network(run, run.network(index))


def _of_network(run: Run, network) -> dict[str, list]:
    if run.summarized:
        return _large().corner_weights(run, network)
    return {layer.W: w.tolist() for layer, w in zip(run.quantities.layers, network.weights)}


def _parents_future(run: Run) -> dict | None:
    if run.parent is None:
        return None
    future = total_loss(run.parent)[run.forked_at:]
    return {"at": run.forked_at, "total_loss": [None if np.isnan(v) else round(float(v), 6) for v in future]}


def chunk(columns: dict[str, np.ndarray], start: int, stop: int) -> bytes:
    """Rows `start` to `stop` of all columns, one column after the other."""
    return b"".join(_bytes(array[start:stop]) for array in columns.values())


def _bytes(array: np.ndarray) -> bytes:
    return np.ascontiguousarray(array).tobytes()
