"""Wiggle one weight: add ε to it and follow the change forward, through a, h and y to the loss.

The change may die on its way, at a shut gate or a met margin; where it arrives, Δℓ/ε tends to the derivative that
went backward.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...core.records.activations import Activation
from ...core.records.losses import Loss
from ...core.records.reasons import ZeroReason
from ...core.training.sgd import Run
from .paths import Quantity, Way

_POSITIVE = (0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15,
             0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
#: 41 changes from −1 to 1, closer together near 0, and 0 itself in the middle.
EPSILONS = (*(-e for e in reversed(_POSITIVE)), 0.0, *_POSITIVE)

MOST_UPDATES = 256  # sent at once
MOST_BYTES = 600_000


@dataclass(frozen=True, eq=False)
class Wiggle:
    """What adding ε to one weight does, for E values of ε, at the n updates start … stop − 1.

    Attributes
    ----------
    quantities : the Q numbers that lie on the way, in the order of the forward pass; `more` units are left out.
    before : (n, Q) float32; after, change : (n, E, Q) float32.
    ratio : (n, E) float32, Δℓ/ε; NaN at ε = 0.
    reasons : (n, E, Q) uint8, why a number does not change; 0 where it does.
    crossed : (n, E, Q) uint8, 1 where it passes a kink upwards, 2 where downwards.
    """

    layer: int
    row: int
    column: int
    start: int
    stop: int
    epsilons: np.ndarray
    quantities: tuple[Quantity, ...]
    more: int
    before: np.ndarray
    after: np.ndarray
    change: np.ndarray
    ratio: np.ndarray
    reasons: np.ndarray
    crossed: np.ndarray


def wiggle(run: Run, layer: int, row: int, column: int, start: int, stop: int,
           epsilons: Sequence[float] = EPSILONS) -> Wiggle:
    """Add each ε to the weight, at the updates start … stop − 1 (cut to the run), and go forward.

    Raises
    ------
    ValueError : the network has no such weight, or the run no such updates.
    """
    way = Way(run, layer, row, column)
    start, stop = max(0, start), min(stop, len(run))
    if start >= stop:
        raise ValueError(f"updates {start} to {stop} are none of this run's: it has updates 0 to {len(run) - 1}")
    changes, rows = np.asarray(epsilons, dtype=float), slice(start, stop)
    quantities, more = way.quantities()
    columns = _columns(way, go_forward(way, rows, changes), rows, changes)
    return Wiggle(layer, row, column, start, stop, changes, quantities, more, **columns)


def window(run: Run, layer: int, row: int, column: int, update: int, epsilons: Sequence[float] = EPSILONS,
           most: int = MOST_UPDATES) -> tuple[int, int]:
    """start, stop of the updates around `update` whose wiggle is sent at once: `most`, fewer when there is much to send."""
    quantities, _ = Way(run, layer, row, column).quantities()
    size = len(epsilons) * (10 * len(quantities) + 4)
    n = min(len(run), max(1, min(most, MOST_BYTES // size)))
    start = min(max(0, update - n // 2), len(run) - n)
    return start, start + n


@dataclass(frozen=True, eq=False)
class Passed:
    """What a change did, by quantity name: before (n, 1, units), change and reasons and crossed (n, E, units)."""

    before: dict[str, np.ndarray]
    change: dict[str, np.ndarray]
    reasons: dict[str, np.ndarray]
    crossed: dict[str, np.ndarray]

    def note(self, name: str, before: np.ndarray, change: np.ndarray, reasons: np.ndarray) -> None:
        self.before[name], self.change[name] = before, change
        self.reasons[name] = np.where(change == 0, reasons, 0).astype(np.uint8)


def go_forward(way: Way, rows: slice, epsilons: np.ndarray) -> Passed:
    """Add ε to the weight at these updates and go forward; epsilons (E,), or (n, E) when each update has its own.

    It follows the changes, not the changed values: no change stays exactly none, and a small one keeps its digits.
    """
    passed = Passed({}, {}, {}, {})
    arrived = np.zeros((rows.stop - rows.start, epsilons.shape[-1], way.network.sizes[way.layer]))
    arrived[:, :, way.row] = way.source(rows)[:, None] * np.broadcast_to(epsilons, arrived.shape[:2])
    reasons = np.full(arrived.shape, int(ZeroReason.INPUT_ZERO), dtype=np.uint8)
    for number in range(way.layer, way.depth):
        arrived = _through_gate(way, passed, number, rows, arrived, reasons)
        W = way.weights(number + 1, rows)
        arrived, reasons = np.einsum("noi,nei->neo", W, arrived), _sum_reasons(W, arrived)
    if way.output:
        arrived, reasons = _through_output(way, passed, rows, arrived, reasons)
    _to_loss(way, passed, rows, arrived, reasons)
    return passed


def _through_gate(way: Way, passed: Passed, layer: int, rows: slice, da: np.ndarray, reasons: np.ndarray) -> np.ndarray:
    """The change of h, (n, E, units), that a change of a makes."""
    names = way.layers[layer - 1]
    h = way.numbers(names.h, rows)[:, None, :da.shape[-1]]
    dh, why = _through_function(way.network.activations[layer - 1], passed, names.a, way.numbers(names.a, rows)[:, None, :], da, reasons)
    passed.note(names.h, h, dh, why)
    return dh


def _through_output(way: Way, passed: Passed, rows: slice, ds: np.ndarray, reasons: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The change of y that a change of the scores makes, and why an entry of it is 0."""
    return _through_function(way.network.output, passed, "s", way.numbers("s", rows)[:, None, :], ds, reasons)


def _through_function(g: Activation, passed: Passed, name: str, a: np.ndarray, da: np.ndarray,
                      reasons: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Note the quantity a; the change of g(a), and why an entry of that is 0."""
    passed.note(name, a, da, reasons)
    passed.crossed[name] = _kink_crossings(g.kinks, a, a + da)
    dh = np.where(da == 0, 0.0, g.value(a + da) - g.value(a))  # g beside the network: of the changed alone
    return dh, np.where(da == 0, int(ZeroReason.FLOW_STOPPED), int(ZeroReason.RELU_OFF)).astype(np.uint8)


def _to_loss(way: Way, passed: Passed, rows: slice, dy: np.ndarray, reasons: np.ndarray) -> None:
    """Note y and ℓ. The loss takes one axis of examples: updates and changes are laid behind each other for it."""
    y = way.numbers("y", rows)[:, None, :]
    passed.note("y", y, dy, reasons)
    shape, loss = dy.shape[:2], way.run.loss
    one_each = (-1,) if way.one_score else (-1, way.scores)
    before, after = (np.broadcast_to(scores, dy.shape).reshape(one_each) for scores in (y, y + dy))
    z = np.repeat(way.z(rows), shape[1], axis=0)
    changed = (dy != 0).any(axis=-1)
    at, then = (loss.value(scores, z).reshape(shape) for scores in (before, after))
    why = np.where(then == at, _loss_reasons(loss, before, z).reshape(shape), 0)
    why = np.where(changed, why, int(ZeroReason.FLOW_STOPPED))
    passed.note("loss", at[:, :1, None], np.where(changed, then - at, 0.0)[..., None], why[..., None])
    passed.crossed["loss"] = _case_changes(loss, before, after, z).reshape(*shape, 1)


def _loss_reasons(loss: Loss, y: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Why ℓ would not change, (N,): its derivative is zero, or else it came back to the same value."""
    flags = loss.zero_reason(y, z)
    flags = np.bitwise_or.reduce(flags, axis=-1) if flags.ndim > 1 else flags
    return np.where(flags == 0, int(ZeroReason.CANCELED), flags)


def _case_changes(loss: Loss, before: np.ndarray, after: np.ndarray, z: np.ndarray) -> np.ndarray:
    """1 where another branch of the loss holds afterwards, or a kink of it was passed, (N,)."""
    changed = loss.case(before, z) != loss.case(after, z)
    if loss.target_kinks:
        at, then = (loss.past_kinks(y, z) > 0 for y in (before, after))
        changed |= (at != then).any(axis=(0, *range(2, at.ndim)))
    return changed.astype(np.uint8)


def _kink_crossings(kinks: Sequence[float], before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """1 where a kink is passed upwards, 2 downwards, else 0; a value at the kink counts to the side below, as g′ does."""
    passed = np.zeros(after.shape, dtype=np.uint8)
    for kink in kinks:
        passed[(before <= kink) & (after > kink)] = 1
        passed[(before > kink) & (after <= kink)] = 2
    return passed


def _sum_reasons(W: np.ndarray, change: np.ndarray) -> np.ndarray:
    """Why W·change has a zero entry, (n, E, outputs): nothing arrives, every weight it meets is 0, or it cancels."""
    moving = (change != 0).astype(float)
    met = np.einsum("noi,nei->neo", (W != 0).astype(float), moving) > 0
    arrives = moving.any(axis=-1, keepdims=True)
    reasons = np.where(met, int(ZeroReason.CANCELED), int(ZeroReason.WEIGHT_ZERO))
    return np.where(arrives, reasons, int(ZeroReason.FLOW_STOPPED)).astype(np.uint8)


def _columns(way: Way, passed: Passed, rows: slice, epsilons: np.ndarray) -> dict[str, np.ndarray]:
    """The arrays of a Wiggle, a column for each quantity that is listed: the weight itself, then what it changes."""
    told = way.quantities()[0][1:]
    still = np.zeros(passed.change["loss"].shape, dtype=np.uint8)

    def row_of(by_name: dict[str, np.ndarray], own: np.ndarray) -> np.ndarray:
        return np.concatenate([own, *(by_name.get(q.name, still)[..., _entry(by_name, q)] for q in told)], axis=-1)

    before = row_of(passed.before, way.own_weight(rows)[:, None, None])
    change = row_of(passed.change, np.broadcast_to(epsilons[:, None], still.shape))
    ratio = np.divide(change[:, :, -1], epsilons, out=np.full(still.shape[:2], np.nan), where=epsilons != 0)
    arrays = {"before": before[:, 0, :].astype(np.float32), "change": change.astype(np.float32),
              "after": (before + change).astype(np.float32), "ratio": ratio.astype(np.float32),
              "reasons": row_of(passed.reasons, still), "crossed": row_of(passed.crossed, still)}
    for array in arrays.values():
        array.setflags(write=False)
    return arrays


def _entry(by_name: dict[str, np.ndarray], quantity: Quantity) -> slice:
    """Where the quantity stands among the entries noted under its name; kinks are noted for a and ℓ only."""
    return slice(quantity.index, quantity.index + 1) if quantity.name in by_name else slice(0, 1)
