"""Why a derivative is zero, as a value: read off the quantities of the update, never guessed.

Works for one update and, with a leading axis, for every update of a run.
"""

from collections.abc import Callable, Sequence

import numpy as np

from ..records.losses import Loss
from ..records.reasons import ZeroReason as Why
from .quantities import Quantities

# What an earlier layer inherits unchanged: the loss asks for nothing, so nothing flows anywhere.
FROM_THE_LOSS = Why.MARGIN_MET | Why.LOSS_FLAT | Why.SATURATED


def why_zero(value: Callable[[str], np.ndarray], name: str, q: Quantities, loss: Loss, z, gates: Sequence[bool]) -> np.ndarray:
    """Flags (uint8) for each entry of the derivative `name`, 0 where it is not zero.

    value : name → quantity, (*shape,) or (T, *shape); z : the label, or (T,); gates : for each hidden layer, and for the output
    behind them, g has a stretch where its slope is exactly 0 (ReLU), so that a unit can be off; else a slope of 0 is an underflow.
    """
    if name == "dl_dy":
        return _of_the_loss(value("y"), z, loss, value("dl_dy"))
    if name == "dl_ds" and q.output:
        return _behind_slope(value, why_zero(value, "dl_dy", q, loss, z, gates), "dy_ds", "dl_ds", gates[-1])
    for number, layer in enumerate(q.layers):
        above = _arrivals(value, number, q, loss, z, gates) if name in (layer.dl_dh, layer.dl_da, layer.dl_dW) else None
        if name == layer.dl_dh:
            return _of_dh(value, number, q, above)
        if name == layer.dl_da:
            of_dh = _of_dh(value, number, q, above)[..., :q.sizes[number + 1]]
            return _behind_slope(value, of_dh, layer.dh_da, layer.dl_da, gates[number])
        if name == layer.dl_dW:
            return _of_dW(value, number, q, loss, z, gates)
    raise ValueError(f"name is {name!r}, no derivative of this network: give one of {[n for n in q.names if n.startswith('dl_')]}")


def _arrivals(value, number: int, q: Quantities, loss: Loss, z, gates: Sequence[bool]) -> np.ndarray:
    """The flags of what arrives at layer `number` from the next one: ∂ℓ/∂y (or ∂ℓ/∂s), or ∂ℓ/∂a of the layer above it."""
    if number >= q.depth - 2:
        return why_zero(value, q.dl_dscores, q, loss, z, gates)
    return why_zero(value, q.layers[number + 1].dl_da, q, loss, z, gates)


def _of_the_loss(y, z, loss: Loss, dl_dy) -> np.ndarray:
    """None where another subderivative than 0 was taken at a kink."""
    return np.where(np.asarray(dl_dy) == 0, loss.zero_reason(y, z), 0).astype(np.uint8)


def _flow(value, number: int, q: Quantities) -> np.ndarray:
    """What flows into layer `number` from above, (…, k): ∂ℓ/∂y (or ∂ℓ/∂s) or the next layer's ∂ℓ/∂a."""
    if number == q.depth - 2:
        flow = np.asarray(value(q.dl_dscores))
        return flow[..., None] if q.one_score else flow
    return np.asarray(value(q.layers[number + 1].dl_da))


def _of_dh(value, number: int, q: Quantities, above: np.ndarray) -> np.ndarray:
    """∂ℓ/∂h_j = Σ_k flow_k W_kj: every term zero, or terms that cancel."""
    flow, W = _flow(value, number, q), np.asarray(value(q.layers[number + 1].W))
    last_vector = q.one_score and number == q.depth - 2
    W = W[..., None, :] if last_vector else W
    above = above[..., None] if last_vector else above
    stopped = flow == 0
    nothing = stopped.all(axis=-1)[..., None]  # then the reason is the later layer's; else some parts stop there and some at a weight
    inherited = np.bitwise_or.reduce(_pass_on(above), axis=-1)[..., None]
    some = np.where(stopped.any(axis=-1)[..., None], int(Why.FLOW_STOPPED), 0)
    weights = np.where((W == 0).all(axis=-2) | ~nothing, int(Why.WEIGHT_ZERO), 0)
    terms_zero = stopped[..., :, None] | (W == 0)
    reason = np.where(nothing, inherited, some) | weights
    underflow = (flow[..., :, None] * W == 0).all(axis=-2)  # no factor is zero, but every product is
    reason = np.where(terms_zero.all(axis=-2), reason, np.where(underflow, int(Why.SATURATED), int(Why.CANCELED)))
    zero = np.asarray(value(q.layers[number].dl_dh)) == 0
    return np.where(zero, reason, 0).astype(np.uint8)


def _pass_on(flags: np.ndarray) -> np.ndarray:
    """What the layer below is told: the loss's own reasons, and "the flow stopped above" for every other."""
    own = flags & np.uint8(FROM_THE_LOSS)
    return np.where((flags != 0) & (own == 0), int(Why.FLOW_STOPPED), own)


def _behind_slope(value, arriving: np.ndarray, slope: str, name: str, gate: bool) -> np.ndarray:
    """What arrives, times the slope of an activation: ∂ℓ/∂a, or ∂ℓ/∂s of the output."""
    shut = np.where(np.asarray(value(slope)) == 0, int(Why.RELU_OFF if gate else Why.SATURATED), 0)
    zero = np.asarray(value(name)) == 0
    flags = arriving | shut
    return np.where(zero, np.where(flags == 0, int(Why.SATURATED), flags), 0).astype(np.uint8)


def _of_dW(value, number: int, q: Quantities, loss: Loss, z, gates: Sequence[bool]) -> np.ndarray:
    """∂ℓ/∂W_ij = flow_i·below_j: either factor, or both, may be the zero one."""
    layer, last = q.layers[number], number == q.depth - 1
    flow = why_zero(value, q.dl_dscores if last else layer.dl_da or "", q, loss, z, gates)
    below = np.asarray(value(q.layers[number - 1].h if number else "x"))
    input_zero = np.where(below == 0, int(Why.INPUT_ZERO), 0)
    vector = last and q.one_score
    flags = flow[..., None] | input_zero if vector else flow[..., :, None] | input_zero[..., None, :]
    zero = np.asarray(value(layer.dl_dW)) == 0
    return np.where(zero, np.where(flags == 0, int(Why.SATURATED), flags), 0).astype(np.uint8)
