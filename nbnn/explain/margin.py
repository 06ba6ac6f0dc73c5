"""Losses on one margin axis m = zy: their curves, a point that goes along them, and the examples of a run riding on them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..core.losses import Loss, zero_one
from ..core.sgd import Run
from .numbers import format_number
from .recording import Recording
from .story import number, story
from .template import Node

LOW, HIGH, PLACES = -3.0, 3.0, 241
TOP = 5.0  # how much loss a picture shows
HALF_TANGENT = 0.7


def margins() -> np.ndarray:
    """The places on the axis, evenly spread, with 0 and 1 among them."""
    return np.linspace(LOW, HIGH, PLACES)


def values(loss: Loss, m) -> np.ndarray:
    """ℓ at margins m. Every loss of one score depends on y and z by zy alone; the squared one too, as z² = 1."""
    return np.asarray(loss.value(np.asarray(m, float), np.ones(np.shape(m), int)))


def slopes(loss: Loss, m, z: int) -> np.ndarray:
    """∂ℓ/∂y at margins m for an example with the label z, whose score is y = zm."""
    m = np.asarray(m, float)
    return np.asarray(loss.derivative(z * m, np.full(m.shape, z)))


@dataclass(frozen=True, eq=False)
class Drawn:
    """A loss's two curves, cut where it jumps or has a kink: (xs, ys) with a gap (NaN) at each jump."""

    value: tuple[np.ndarray, np.ndarray]
    slope: tuple[np.ndarray, np.ndarray]


def drawn(loss: Loss, z: int) -> Drawn:
    """The curves of a loss; a jump is a gap, not a steep line."""
    m = margins()
    slope_x, slope_y = _with_gaps(m, slopes(loss, m, z), loss.kinks)
    value_x, value_y = _with_gaps(m, values(loss, m), loss.kinks if loss is zero_one else ())
    return Drawn((value_x, value_y), (slope_x, slope_y))


def _with_gaps(m: np.ndarray, y: np.ndarray, jumps: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    for jump in jumps:
        at = int(np.searchsorted(m, jump))
        m, y = np.insert(m, at, jump), np.insert(y.astype(float), at, np.nan)
    return m, y


def along_the_axis(losses: Sequence[Loss], main: Loss, z: int, version: int = 0) -> Recording:
    """The point that goes along the axis: every loss's value and derivative at each place, and the tangent of the main one."""
    m = margins()
    columns = {"m": m, "y": z * m}
    for loss in (*losses, *(() if main in losses else (main,))):
        columns[f"value_{loss.key}"], columns[f"slope_{loss.key}"] = values(loss, m), slopes(loss, m, z)
    by_margin = z * columns[f"slope_{main.key}"]  # along the axis the loss changes by z·∂ℓ/∂y
    height = columns[f"value_{main.key}"]
    columns["tangent_x"] = np.stack([m - HALF_TANGENT, m + HALF_TANGENT], axis=1)
    columns["tangent_y"] = np.stack([height - HALF_TANGENT * by_margin, height + HALF_TANGENT * by_margin], axis=1)
    return story(columns, [sentence(losses, float(place), z) for place in m], version=version)


def sentence(losses: Sequence[Loss], m: float, z: int) -> str:
    """Every loss at one margin, in words."""
    told = "; ".join(f"{loss.name} ℓ = {format_number(float(values(loss, m)))}, ∂ℓ/∂y = {format_number(float(slopes(loss, m, z)))}"
                     for loss in losses)
    return f"At zy = {format_number(m)} (y = {format_number(z * m)}, z = {_signed(z)}): {told}."


def caption(losses: Sequence[Loss], z: int) -> Node:
    """The same as a template, filled in by the place on the axis."""
    parts: list[Node] = ["row", "zy = ", number("m"), ", y = ", number("y"), f", z = {_signed(z)}: "]
    for k, loss in enumerate(losses):
        parts += [", " * (k > 0) + f"{loss.name} ", number(f"value_{loss.key}")]
    return parts


def slope_caption(losses: Sequence[Loss]) -> Node:
    """The derivatives as a template."""
    parts: list[Node] = ["row", "∂ℓ/∂y: "]
    for k, loss in enumerate(losses):
        parts += [", " * (k > 0) + f"{loss.name} ", number(f"slope_{loss.key}")]
    return parts


def table(losses: Sequence[Loss], m: float, z: int) -> list[dict[str, str]]:
    """One row for each loss: formula, value, derivative."""
    return [{"loss": loss.name, "formula": loss.formula, "ℓ": format_number(float(values(loss, m))),
             "∂ℓ/∂y": format_number(float(slopes(loss, m, z)))} for loss in losses]


def nearest(m: float) -> int:
    """The place on the axis that is nearest to a margin."""
    return int(np.argmin(np.abs(margins() - m)))


def riding(run: Run, version: int = 0) -> Recording:
    """The examples of a run on the loss curve: columns margins and losses (T, N), picked and picked_loss (T,)."""
    T, data = len(run), run.data
    scores = np.stack([run.network(i).scores(data.x) for i in range(T)])
    m = scores * data.z
    losses = values(run.loss, m.ravel()).reshape(m.shape)
    at = np.arange(T)
    columns = {"margins": m, "losses": np.minimum(losses, TOP), "picked": m[at, run.examples],
               "picked_loss": np.minimum(losses[at, run.examples], TOP)}
    return story(columns, [_update(run, i, m[i], losses[i]) for i in range(T)], version=version)


def _update(run: Run, i: int, m: np.ndarray, losses: np.ndarray) -> str:
    """One update in words: the picked example, what its derivative does, and how the data stand."""
    example, slope = int(run.examples[i]), float(run.column("dl_dy")[i])
    wrong = int((m < 0).sum())
    stand = f"{wrong} of {len(m)} examples have the wrong sign, L/N = {format_number(float(losses.mean()))}."
    at = f"Update {i}: example {example} at zy = {format_number(float(m[example]))} has ℓ = {format_number(float(losses[example]))}"
    if slope != 0:
        return f"{at} and ∂ℓ/∂y = {format_number(slope)}: it moves the weights. {stand}"
    if not np.any(m):
        return f"{at}. Every score is 0, and zy ≥ 0 counts as right: no error is to be seen, and nothing moves. {stand}"
    why = "the 0/1-loss is flat on both sides of its jump" if run.loss.key == "zero_one" else "the loss is flat there"
    return f"{at} and ∂ℓ/∂y = 0, for {why}: nothing moves. {stand}"


def _signed(z: int) -> str:
    return "+1" if z > 0 else "−1"
