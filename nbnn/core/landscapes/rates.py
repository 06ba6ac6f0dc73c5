"""The best rate of an optimizer on a curve, by trying many: how methods are compared fairly, each at its own."""

from dataclasses import dataclass
from math import inf

import numpy as np

from ..records.curves import Curve
from ..records.curves import curve as curve_record
from ..records.optimizers import Optimizer, sgd_optimizer
from ..records.optimizers import optimizer as optimizer_record
from .descent import Trajectory, Write, descend, number

GRID = tuple(10.0 ** (k / 4) for k in range(-16, 5))  # 0.0001 to 10, four to a factor of ten
MORE = 4  # rates put on at the side at which the best one stands
FURTHEST = 1e8  # how far the grid may grow beyond its ends, as a factor
EQUAL = 1e-12  # losses this close, beside how far the best came down, are equally good: the rest is rounding
CRITERIA = ("final", "best")


@dataclass(frozen=True, eq=False)
class Sweep:
    """The losses that an optimizer came to at many rates.

    Attributes
    ----------
    etas : (n,) the rates tried, rising.
    losses : (n,) by the criterion; ∞ where the path ended early, as it does when it leaves the finite numbers.
    best : the rate with the smallest loss; of several equally good, the one with the lowest mean loss on the way.
    extended : how many rates were put on below and above the grid that was given, because the best one stood at its edge.
    at_edge : it still does, and the grid was not extended further.
    criterion : "final", the loss at the end, or "best", the lowest on the way.
    trajectory : the path at every rate, side by side.
    """

    curve: Curve
    optimizer: Optimizer
    steps: int
    criterion: str
    etas: np.ndarray
    losses: np.ndarray
    best: float
    extended: tuple[int, int]
    at_edge: bool
    trajectory: Trajectory

    @property
    def index(self) -> int:
        """Which of `etas` is the best."""
        return int(np.flatnonzero(self.etas == self.best)[0])

    @property
    def best_loss(self) -> float:
        return float(self.losses[self.index])

    @property
    def path(self) -> Trajectory:
        """The path at the best rate."""
        return self.trajectory.path(self.index)

    def sentence(self, write: Write = number) -> str:
        """What was tried, by which criterion, and what came out; `write` makes a text of a number."""
        by = f"the loss after {self.steps} updates" if self.criterion == "final" else f"the lowest loss in {self.steps} updates"
        ended = int(np.sum(np.isinf(self.losses)))
        more = f"; the grid was extended by {' and '.join(self._extensions())}" if any(self.extended) else ""
        edge = "; it stands at the edge of the grid all the same" if self.at_edge else ""
        lost = f" At {ended} of the rates the path ended early." if ended else ""
        return (f"Of {len(self.etas)} rates from {write(self.etas[0])} to {write(self.etas[-1])}, by {by}, η = {write(self.best)} is best "
                f"for {self.optimizer.name}, with ℓ = {write(self.best_loss)}{more}{edge}.{lost}")

    def _extensions(self) -> list[str]:
        return [f"{count} {where}" for count, where in zip(self.extended, ("below", "above"), strict=True) if count]

    def __repr__(self) -> str:
        return f"Sweep({len(self.etas)} rates of {self.optimizer!r} on {self.curve!r}, {self.steps} updates: best η = {self.best:.3g})"


def best_rate(curve: Curve | str, start=None, optimizer: Optimizer | str = sgd_optimizer, steps: int = 100, grid=None,
              criterion: str = "final") -> Sweep:
    """Try many constant rates from the same start, all at once, and say which does best.

    Parameters
    ----------
    start : one start; left out, the curve's own.
    grid : rising rates, 3 or more, best as a geometric row; left out, 0.0001 to 10, four to a factor of ten. When the best rate
        stands at an edge, the grid goes on there in the same ratio until it does not.
    criterion : "final", the loss after `steps` updates, or "best", the lowest on the way. A path that ends early counts as ∞.

    ValueError when no rate keeps the numbers finite.
    """
    curve, optimizer = curve_record(curve), optimizer_record(optimizer)
    if criterion not in CRITERIA:
        raise ValueError(f"criterion is {criterion!r}: it must be 'final', the loss at the end, or 'best', the lowest on the way")
    start = curve.start if start is None else start
    if np.ndim(start) != curve.dimension - 1:
        raise ValueError(f"start has shape {np.shape(start)}: a sweep goes from one start, so that only the rate differs")
    walk = lambda etas: descend(curve, start, optimizer, etas, steps)
    etas, below, above = _checked_grid(grid), 0, 0
    lowest, highest = etas[0] / FURTHEST, etas[-1] * FURTHEST
    while True:
        values = _on_the_way(trajectory := walk(etas))
        losses = values[-1] if criterion == "final" else values.min(axis=0)
        at = _best(losses, values)
        if at == 0 and etas[0] > lowest:
            etas, below = np.concatenate([etas[0] * (etas[0] / etas[1]) ** np.arange(MORE, 0, -1), etas]), below + MORE
        elif at == len(etas) - 1 and etas[-1] < highest:
            etas, above = np.concatenate([etas, etas[-1] * (etas[-1] / etas[-2]) ** np.arange(1, MORE + 1)]), above + MORE
        else:
            break
    if not np.isfinite(losses[at]):
        raise ValueError(f"no rate from {etas[0]:.3g} to {etas[-1]:.3g} keeps {optimizer!r} on {curve!r} within the finite numbers: "
                         f"give another start or fewer steps")
    losses = losses.copy()
    for array in (etas, losses):
        array.setflags(write=False)
    return Sweep(curve, optimizer, trajectory.steps, criterion, etas, losses, float(etas[at]), (below, above),
                 at in (0, len(etas) - 1), trajectory)


def _checked_grid(grid) -> np.ndarray:
    etas = np.array(GRID if grid is None else grid, dtype=float)
    if etas.ndim != 1 or len(etas) < 3 or not (etas[0] > 0 and etas[-1] < inf and (np.diff(etas) > 0).all()):
        raise ValueError("grid must be 3 or more rates, positive, finite and rising, such as [0.001, 0.01, 0.1, 1]")
    return etas


def _on_the_way(trajectory: Trajectory) -> np.ndarray:
    """(steps + 1, n) the losses, all ∞ for a path that ended early."""
    ended = np.array([bool(why) for why in trajectory.stopped_because])
    return np.where(ended, inf, trajectory.values)


def _best(losses: np.ndarray, values: np.ndarray) -> int:
    """The smallest loss's place; of those equal to it by EQUAL, the one that came down soonest; else the one in their middle."""
    lowest = losses.min()
    if not np.isfinite(lowest):
        return 0
    means = np.where(losses - lowest <= EQUAL * np.abs(values[0].min() - lowest), values.mean(axis=0), inf)
    soonest = np.flatnonzero(means == means.min())
    return int(soonest[len(soonest) // 2])
