"""The losses of a run against its updates: what is to be drawn. Long runs are drawn by their extremes."""

from dataclasses import dataclass

import numpy as np

from ..recording.recording import total_loss

MOST = 600  # updates drawn one by one; of a longer run the smallest and largest of each group are
HEADROOM = 1.08  # of the largest value, so that the update's label has room
GAP = np.nan  # lifts the pen between two stems


@dataclass(frozen=True, eq=False)
class LossCurve:
    """`stems` (x, y): ℓ of the picked example, one upright stroke per update or group, with gaps; `mean` (x, y): L/N;
    `parent` (x, y): L/N of the run this one was forked from, after the fork; `means` (T,): L/N
    of every update, NaN where it was not computed; `per`: updates in a group."""

    stems: tuple[np.ndarray, np.ndarray]
    mean: tuple[np.ndarray, np.ndarray]
    means: np.ndarray
    parent: tuple[np.ndarray, np.ndarray]
    updates: int
    per: int
    high: float
    words: tuple[str, str, str]
    note: str


def loss_curve(losses, total_losses, parent: tuple[int, np.ndarray] | None = None) -> LossCurve:
    """The curves of `losses` (T,) and `total_losses` (T,), NaN where L/N was not computed.

    `parent`: (update of the fork, L/N of the parent from there on)."""
    losses, means = (np.asarray(values, dtype=float) for values in (losses, total_losses))
    per = max(1, -(-len(losses) // MOST))
    mean = extremes(np.arange(len(means)), means, per)
    old = (np.array([]), np.array([])) if parent is None else _parents(parent, len(losses), per)
    return LossCurve(stems(losses, per), mean, means, old, len(losses), per, highest(losses, mean[1], old[1]),
                     words(per, parent is not None), note(losses, means))


def of_run(run) -> LossCurve:
    """The curves of a recording."""
    parent = None if run.parent is None else (run.forked_at, total_loss(run.parent)[run.forked_at:])
    return loss_curve(run.losses, total_loss(run), parent)


def before(x: np.ndarray, y: np.ndarray, update: int) -> tuple[np.ndarray, np.ndarray]:
    """The part of a curve to the left of `update`, without a gap at its end."""
    seen = x < update
    x, y = x[seen], y[seen]
    return (x[:-1], y[:-1]) if len(y) and np.isnan(y[-1]) else (x, y)


def stroke_width(curve: LossCurve) -> float:
    """Of a stem, in pixels: thick when there are few, thin when there are hundreds."""
    return float(np.clip(360 / max(1, (len(curve.stems[0]) + 1) // 3), 1.0, 4.0))


def stems(losses: np.ndarray, per: int) -> tuple[np.ndarray, np.ndarray]:
    """Upright strokes: from 0 to ℓ at each update, or from the smallest to the largest ℓ of each `per` updates."""
    low, high, at = (np.zeros(len(losses)), losses, np.arange(len(losses))) if per == 1 else _groups(losses, per)
    good = np.isfinite(low) & np.isfinite(high)
    x = np.column_stack([at, at, at])[good].astype(float)
    y = np.column_stack([low, high, np.full(len(at), GAP)])[good]
    return x.ravel()[:-1], y.ravel()[:-1]


def extremes(at: np.ndarray, values: np.ndarray, per: int) -> tuple[np.ndarray, np.ndarray]:
    """The curve thinned to its smallest and largest value in each group of `per`, in their order; NaN left out."""
    keep = np.flatnonzero(np.isfinite(values))
    if len(keep) > MOST and per > 1:
        parts = np.array_split(keep, min(len(keep), -(-len(values) // per)))
        ends = [keep[:1], keep[-1:]]
        keep = np.unique(np.concatenate([*ends, *(part[[values[part].argmin(), values[part].argmax()]] for part in parts)]))
    return at[keep].astype(float), values[keep]


def highest(*curves: np.ndarray) -> float:
    """The top of the axis, above every finite value; 1 when all are 0."""
    finite = [values[np.isfinite(values)] for values in curves]
    top = max((float(values.max()) for values in finite if len(values)), default=0.0)
    return HEADROOM * top if top > 0 else 1.0


def words(per: int, forked: bool) -> tuple[str, str, str]:
    """The legend: stems, line, faint line ("" without a fork)."""
    stem = "ℓ of the example picked" if per == 1 else f"ℓ of the examples picked, smallest to largest of each {per} updates"
    return stem, "L/N over all examples", "L/N before the fork" if forked else ""


def note(losses: np.ndarray, means: np.ndarray) -> str:
    """What cannot be drawn."""
    left_out = int((~np.isfinite(losses)).sum() + np.isinf(means).sum())
    return f"{left_out} values are not finite and not drawn." if left_out else ""


def sentence(losses, total_losses) -> str:
    """The picture in words."""
    losses, means = (np.asarray(values, dtype=float) for values in (losses, total_losses))
    finite = np.flatnonzero(np.isfinite(means))
    if not len(finite):
        return "Loss: nothing is recorded yet."
    first, last = finite[0], finite[-1]
    return (f"Loss against the update: L/N goes from {means[first]:.3g} at update {first} to {means[last]:.3g} at update {last}; "
            f"ℓ of the picked example is 0 in {int((losses == 0).sum())} of {len(losses)} updates.")


def _groups(values: np.ndarray, per: int):
    parts = np.array_split(values, -(-len(values) // per))
    sizes = np.array([len(part) for part in parts])
    middle = np.cumsum(sizes) - (sizes + 1) / 2
    finite = [part[np.isfinite(part)] if np.isfinite(part).any() else np.array([np.nan]) for part in parts]
    return np.array([p.min() for p in finite]), np.array([p.max() for p in finite]), middle


def _parents(parent: tuple[int, np.ndarray], updates: int, per: int) -> tuple[np.ndarray, np.ndarray]:
    start, values = parent
    values = np.asarray(values, dtype=float)[:max(0, updates - start)]
    return extremes(np.arange(start, start + len(values)), values, per)
