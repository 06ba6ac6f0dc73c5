"""Losses on one margin axis m = zy: their curves, a point that goes along them, and the examples of a run riding on them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...core.network.arguments import losses_with_meaning
from ...core.records.losses import Loss
from ...core.training.sgd import Run
from ..recording.recording import Recording, showable, with_data
from ..recording.story import story
from ..series import Look, look
from ..writing.numbers import MINUS, format_number
from ..writing.template import Node, row, slot

STEP = 0.025  # between two places on the axis; a power of ten's fortieth, so that 0 and 1 are among them
LOW, HIGH = -3.0, 3.0
TOP, STEEPEST = 5.0, 4.0  # how much loss, and how steep a derivative, a picture shows
FURTHEST = 8.0  # an example further out is drawn at the edge
HALF_TANGENT = 0.7
PUSH = 0.5  # how long the arrow −∂ℓ/∂y is drawn
ONE_SCORE = tuple(losses_with_meaning())

Extent = tuple[float, float]


# ---- the look of a loss, the same everywhere ----

COLORS = ("soft", "class-4", "ink", "class-3", "class-5", "class-1", "class-2", "class-6")
DASHES = ("solid", "dotted", "solid", "dashed", "dash_dotted", "solid", "dashed", "dash_dotted")
MARKERS = ("circle", "triangle-down", "square", "triangle-up", "diamond", "cross")  # the first 15 lines differ in more than color


def looks(losses: Sequence[Loss]) -> dict[str, Look]:
    """Key → look: nbnn's losses in the order of their table, those made in a cell after them."""
    ranked = list(dict.fromkeys((*ONE_SCORE, *(loss.key for loss in losses))))
    return {loss.key: look(ranked.index(loss.key), COLORS, DASHES, MARKERS) for loss in losses}


# ---- the losses as functions of the margin ----

def of_one_score(loss: Loss) -> Loss:
    """Return the loss if it belongs on the margin axis: one score, and a function of the product zy alone. ValueError if not."""
    if loss.scores == "many":
        raise ValueError(f"the {loss.name} loss takes K scores, and the margin zy needs one: "
                         f"the losses of one score are {', '.join(ONE_SCORE)}")
    m = margins()
    with np.errstate(all="ignore"):
        positive, negative = values(loss, m), np.asarray(loss.value(-m, np.full(m.shape, -1)))
    if not np.allclose(positive, negative, equal_nan=True):
        at = int(np.argmax(np.abs(positive - negative)))
        raise ValueError(f"the {loss.name} loss is no function of the margin zy: at zy = {format_number(m[at])} it is "
                         f"{format_number(positive[at])} for z = +1 and {format_number(negative[at])} for z = {MINUS}1")
    return loss


def margins(extent: Extent = (LOW, HIGH)) -> np.ndarray:
    """The places on the axis, evenly spread, with 0 and 1 among them."""
    first, last = (round(edge / STEP) for edge in extent)
    return np.arange(first, last + 1) * STEP


def values(loss: Loss, m) -> np.ndarray:
    """ℓ at margins m. Every loss on the axis depends on y and z through zy alone; the squared loss too, because z² = 1."""
    return np.asarray(loss.value(np.asarray(m, float), np.ones(np.shape(m), int)), float)


def slopes(loss: Loss, m, z: int) -> np.ndarray:
    """∂ℓ/∂y at margins m for an example with the label z, whose score is y = zm. With z = 1: the slope along the axis."""
    m = np.asarray(m, float)
    return np.asarray(loss.derivative(z * m, np.full(m.shape, z)), float)


def nearest(m: float) -> int:
    """The place on the axis that is nearest to a margin."""
    return int(np.argmin(np.abs(margins() - m)))


# ---- curves ----

@dataclass(frozen=True, eq=False)
class Drawn:
    """A loss's two curves, cut where they jump: (xs, ys) with a gap (NaN) at each jump."""

    value: tuple[np.ndarray, np.ndarray]
    slope: tuple[np.ndarray, np.ndarray]


def curve_of(loss: Loss, z: int, extent: Extent = (LOW, HIGH)) -> Drawn:
    """The curves of a loss; a jump is a gap, not a steep line."""
    m = margins(extent)
    steps = values(loss, m) if loss.jumps else None
    value = (m, values(loss, m)) if steps is None else _with_gaps(m, steps, loss.kinks)
    return Drawn(value, _with_gaps(m, slopes(loss, m, z), loss.kinks))


def _with_gaps(m: np.ndarray, y: np.ndarray, jumps: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    for jump in jumps:
        at = int(np.searchsorted(m, jump))
        m, y = np.insert(m, at, jump), np.insert(y.astype(float), at, np.nan)
    return m, y


def room(losses: Sequence[Loss], z: int, extent: Extent = (LOW, HIGH)) -> tuple[Extent, Extent]:
    """How high the picture of the values, and that of the derivatives, must be for these losses."""
    m = margins(extent)
    most = max(float(np.nanmax(values(loss, m))) for loss in losses)
    all_slopes = np.concatenate([slopes(loss, m, z) for loss in losses])
    low, high = max(float(np.nanmin(all_slopes)), -STEEPEST), min(float(np.nanmax(all_slopes)), STEEPEST)
    low, high = min(low, -0.5 if z > 0 else 0.0), max(high, 0.0 if z > 0 else 0.5)
    margin = 0.1 * (high - low)
    return (-0.06 * min(most, TOP) - 0.05, 1.02 * min(max(most, 1.2), TOP)), (low - margin, high + margin)


# ---- the point that goes along the axis ----

def along_the_axis(losses: Sequence[Loss], main: Loss, z: int, version: int = 0, hidden: Sequence[Loss] = ()) -> Recording:
    """Every loss's value and derivative at each place, the tangent of the main one, and where −∂ℓ/∂y pushes the point.

    hidden : losses that have numbers, but are not told of.
    """
    m = margins()
    columns = {"m": m, "y": z * m}
    for loss in (*_with(losses, main), *hidden):
        columns[f"value_{loss.key}"], columns[f"slope_{loss.key}"] = values(loss, m), slopes(loss, m, z)
    columns |= tangent(m, columns[f"value_{main.key}"], slopes(main, m, 1), (LOW, HIGH))
    return story(columns, _sentences(losses, m, z), version=version)


def _with(losses: Sequence[Loss], main: Loss) -> tuple[Loss, ...]:
    return tuple(losses) if main in losses else (*losses, main)


def tangent(m: np.ndarray, height: np.ndarray, along: np.ndarray, extent: Extent) -> dict[str, np.ndarray]:
    """The tangent's two ends at each place, and the end of the arrow −η·slope along the axis."""
    return {"tangent_x": np.stack([m - HALF_TANGENT, m + HALF_TANGENT], axis=1),
            "tangent_y": np.stack([height - HALF_TANGENT * along, height + HALF_TANGENT * along], axis=1),
            "push": np.clip(m - PUSH * along, *extent)}


def sentence(losses: Sequence[Loss], m: float, z: int) -> str:
    """Every loss at one margin, in words."""
    return _sentences(losses, np.array([m]), z)[0]


def _sentences(losses: Sequence[Loss], m: np.ndarray, z: int) -> list[str]:
    columns = [(loss.name, values(loss, m).tolist(), slopes(loss, m, z).tolist()) for loss in losses]
    found = []
    for k, place in enumerate(m.tolist()):
        told = "; ".join(f"{name} ℓ = {format_number(value[k])}, ∂ℓ/∂y = {format_number(slope[k])}" for name, value, slope in columns)
        found.append(f"At zy = {format_number(place)} (y = {format_number(z * place)}, z = {sign_text(z)}): {told}.")
    return found


def caption(z: int) -> Node:
    """Where the point is, as a template."""
    return row("zy = ", slot("m"), ", y = ", slot("y"), f", z = {sign_text(z)}")


def slope_caption(main: Loss) -> Node:
    """The derivative of the main loss, as a template."""
    return row(f"{main.name}: ∂ℓ/∂y = ", slot(f"slope_{main.key}"))


def rows(losses: Sequence[Loss]) -> list[tuple[str, list[Node]]]:
    """(key, cells) of each loss: name, formula, ℓ and ∂ℓ/∂y as places of numbers that follow the point."""
    return [(loss.key, [loss.name, loss.formula, slot(f"value_{loss.key}"), slot(f"slope_{loss.key}")]) for loss in losses]


def table(losses: Sequence[Loss], m: float, z: int) -> list[dict[str, str]]:
    """One row for each loss: formula, value, derivative."""
    return [{"loss": loss.name, "formula": loss.formula, "ℓ": format_number(float(values(loss, m))),
             "∂ℓ/∂y": format_number(float(slopes(loss, m, z)))} for loss in losses]


def about(loss: Loss) -> str:
    """Where the loss has no derivative, or more than one, in one sentence."""
    if loss.undefined_at:
        return loss.undefined_at
    if not loss.kinks:
        return f"{loss.name[:1].upper()}{loss.name[1:]} has a derivative everywhere."
    at = ", ".join(format_number(kink) for kink in loss.kinks)
    low, high = loss.subdifferential(loss.kinks[0], 1)
    between = f"any number from {format_number(low)} to {format_number(high)} (for z = +1) is right there; " if low != high else ""
    return f"At the kink zy = {at} {between}we use {format_number(loss.derivative(loss.kinks[0], 1))}."


def sign_text(z: int) -> str:
    """+1 or −1, with its sign."""
    return "+1" if z > 0 else f"{MINUS}1"


# ---- the examples of a run ----

@dataclass(frozen=True, eq=False)
class Ride:
    """A run on the margin axis, as a player moves it.

    recording : plus_x, plus_y, plus_slope (T, N₊) and minus_… the examples of each label on the curve and on its slope; m, loss,
        slope (T,) of the picked one; tangent and push; value_… of the picked and mean_… over the data for each loss.
    extent, heights, steepness : what the axes show. beyond : is an example drawn at the edge because it lies further out?
    """

    recording: Recording
    extent: Extent
    heights: Extent
    steepness: Extent
    beyond: bool


def ride(run: Run, losses: Sequence[Loss], version: int = 0, plane: bool = False) -> Ride:
    """The examples on the curve of the run's loss, before each update. plane : a chart of the data follows the recording too."""
    run = showable(run)
    T, data, loss = len(run), run.data, run.loss
    thetas = [run.network(i) for i in range(T + 1)]
    m = np.stack([thetas[i].scores(data.x) for i in range(T)]) * data.z
    extent = _extent(m)
    seen = np.clip(m, *extent)
    at = np.arange(T)
    picked = seen[at, run.examples]
    with np.errstate(over="ignore"):  # where squares leave float32 the page shows ∞
        columns = _riders(loss, seen, data.z)
        columns |= {"m": picked, "loss": np.minimum(values(loss, picked), TOP), "slope": slopes(loss, picked, 1)}
        columns |= tangent(picked, values(loss, picked), columns["slope"], extent)
        for each in _with(losses, loss):
            all_values = values(each, m.ravel()).reshape(m.shape)
            columns |= {f"value_{each.key}": all_values[at, run.examples], f"mean_{each.key}": all_values.mean(axis=1)}
        columns = {name: column.astype(np.float32) for name, column in columns.items()}
    if plane:
        columns |= {"example": run.examples, **{layer.W: run.column(layer.W) for layer in run.quantities.layers}}
    told = [_update(run, i, m[i], np.array_equal(thetas[i].theta, thetas[i + 1].theta)) for i in range(T)]
    heights, steepness = room(_with(losses, loss), 1, extent)
    beyond = bool((m != seen).any() or (values(loss, seen.ravel()) > TOP).any())
    recording = story(columns, told, version=version, stopped=run.stopped_because, infinite=True)
    return Ride(with_data(recording, run) if plane else recording, extent, heights, steepness, beyond)


def _extent(m: np.ndarray) -> Extent:
    """Whole numbers around all margins, at least −2 to 2 and at most ±8."""
    return max(float(np.floor(min(m.min(), -2.0))), -FURTHEST), min(float(np.ceil(max(m.max(), 2.0))), FURTHEST)


def _riders(loss: Loss, m: np.ndarray, z: np.ndarray) -> dict[str, np.ndarray]:
    columns: dict[str, np.ndarray] = {}
    for name, label in (("plus", 1), ("minus", -1)):
        own = m[:, z == label]
        columns |= {f"{name}_x": own, f"{name}_y": np.minimum(values(loss, own.ravel()).reshape(own.shape), TOP),
                    f"{name}_slope": slopes(loss, own.ravel(), 1).reshape(own.shape)}
    return columns


def slope_picked() -> Node:
    """The slope at the picked example, as a template."""
    return row("at the one picked: z ∂ℓ/∂y = ", slot("slope"))


def ride_rows(losses: Sequence[Loss]) -> list[tuple[str, list[Node]]]:
    """(key, cells) of each loss: name, formula, ℓ of the picked example, L/N over the data."""
    return [(loss.key, [loss.name, loss.formula, slot(f"value_{loss.key}"), slot(f"mean_{loss.key}")]) for loss in losses]


def ride_table(run: Run, losses: Sequence[Loss], i: int) -> list[dict[str, str]]:
    """The same before update i."""
    example = int(run.examples[i])
    m = run.network(i).scores(run.data.x) * run.data.z
    return [{"loss": loss.name, "formula": loss.formula, "ℓ": format_number(float(values(loss, m[example]))),
             "L/N": format_number(float(values(loss, m).mean()))} for loss in _with(losses, run.loss)]


def _update(run: Run, i: int, m: np.ndarray, still: bool) -> str:
    """One update in words: the picked example, what its derivative does, and how the data stand."""
    example, slope, loss = int(run.examples[i]), float(run.column("dl_dy")[i]), run.loss
    ell = float(values(loss, m[example]))
    at = (f"Update {i}: example {example} (z = {sign_text(int(run.data.z[example]))}) is at zy = {format_number(float(m[example]))} with "
          f"ℓ = {format_number(ell)} and ∂ℓ/∂y = {format_number(slope)}")
    does = f"{at}: the weights move." if not still else f"{at}{_why_still(run, i, slope)}: nothing moves."
    return f"{does} {_stand(m, float(values(loss, m).mean()))}"


def _why_still(run: Run, i: int, slope: float) -> str:
    """Why an update changes no weight."""
    if slope == 0:
        return f", for the {run.loss.name}-loss is flat on both sides of its jump" if run.loss.jumps else ", for the loss is flat there"
    net, x = run.network(i), run.data.x[run.examples[i]]
    if not np.any(net.theta):
        return ", but all weights are 0, and so is every h: each other derivative has such a factor"
    forward = net.forward(x)
    if net.sizes[1:-1] and not any(np.any(h) for h in forward.h):
        return ", but every h is 0 for this example, and each other derivative has such a factor"
    return ", but every other derivative is 0"


def _stand(m: np.ndarray, mean: float) -> str:
    """How the data stand."""
    zero = int((m == 0).sum())
    if zero == len(m):
        return ("Every score is 0: +1 is predicted for all, and the 0/1-loss, 0 where zy ≥ 0, sees no error in that. "
                f"L/N = {format_number(mean)}.")
    wrong = int((m < 0).sum())
    nothing = f", {zero} {'has' if zero == 1 else 'have'} the score 0" if zero else ""
    return f"{wrong} of {len(m)} examples {'has' if wrong == 1 else 'have'} the wrong sign{nothing}, L/N = {format_number(mean)}."
