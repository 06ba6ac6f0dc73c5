"""A race of optimizers from one start, all at one rate or each at its own best: their paths, who is ahead, the state of one method."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..core.landscapes.descent import Trajectory, descend
from ..core.landscapes.rates import Sweep, best_rate
from ..core.records.curves import Curve
from ..core.records.optimizers import Optimizer
from .recording.recording import Recording
from .recording.story import story
from .trajectory.path import columns_of, ends, lines, place, race, showable
from .writing.numbers import format_number

MODES = ("equal", "best")
FLOOR = 1e-12  # what a logarithmic axis shows of a loss that is no higher than the lowest


@dataclass(frozen=True, eq=False)
class Race:
    """Paths of several optimizers down one curve. sweeps : how each best rate was found; () at equal rates."""

    curve: Curve
    mode: str
    paths: tuple[Trajectory, ...]
    sweeps: tuple[Sweep, ...] = ()

    @cached_property
    def names(self) -> list[str]:
        return [name_of(path.optimizer) for path in self.paths]

    @property
    def updates(self) -> int:
        return max(map(len, self.paths))

    def losses(self, i: int) -> np.ndarray:
        """Every path's loss after i updates; one that ended early keeps its last."""
        return np.array([path.values[min(i, len(path))] for path in self.paths])

    def ranking(self, i: int) -> list[int]:
        """The paths' numbers, the lowest loss first; a path whose numbers overflowed last."""
        lost, losses = [bool(path.stopped_because) and i >= len(path) for path in self.paths], self.losses(i)
        return sorted(range(len(self.paths)), key=lambda k: (lost[k], losses[k]))

    def sentence(self, i: int) -> str:
        """Who is ahead after i updates, and who is behind."""
        order, losses = self.ranking(i), self.losses(i)
        told = ", ".join(f"{rank}. {self.names[k]} {format_number(losses[k])}" for rank, k in enumerate(order, start=1))
        count = "At the start" if i == 0 else f"After {i} update{'s' * (i > 1)}"
        lost = [self.names[k] for k, path in enumerate(self.paths) if path.stopped_because and i >= len(path)]
        gone = f" {' and '.join(lost)} left the finite numbers." if lost else ""
        return f"{count} ℓ is: {told}.{gone}"

    def table(self, i: int) -> list[dict[str, str]]:
        """One row for each method, the first the one ahead."""
        return [{"place": str(rank), "method": self.names[k], "η": format_number(float(self.paths[k].etas[0])),
                 "w": place(self.paths[k].points[min(i, len(self.paths[k]))]), "ℓ": format_number(self.losses(i)[k]),
                 "ends": ends(self.paths[k])} for rank, k in enumerate(self.ranking(i), start=1)]

    def rates(self) -> str:
        """How the rates were chosen."""
        if not self.sweeps:
            eta = format_number(float(self.paths[0].etas[0]))
            return f"All at the same rate, η = {eta}: who is first says as much about the rate as about the method."
        each = ", ".join(f"{name_of(sweep.optimizer)} {format_number(sweep.best)}" for sweep in self.sweeps)
        first, longer = self.sweeps[0], [name_of(sweep.optimizer) for sweep in self.sweeps if any(sweep.extended)]
        low, high = min(s.etas[0] for s in self.sweeps), max(s.etas[-1] for s in self.sweeps)
        grew = f" The grid was extended for {', '.join(longer)}, whose best rate stood at its edge." if longer else ""
        return (f"Each at its own best of the rates from {format_number(low)} to {format_number(high)}, by the loss after {first.steps} "
                f"updates: {each}.{grew}")


def run(curve: Curve, start, optimizers: Sequence[Optimizer], eta, steps: int, mode: str = "equal") -> Race:
    """The race; ValueError for a mode that is none, or when a path cannot make one update."""
    if mode not in MODES:
        raise ValueError(f"mode is {mode!r}: it must be 'equal' (one rate for all) or 'best' (each at its own best rate)")
    equal = mode == "equal"
    sweeps = () if equal else tuple(best_rate(curve, start, optimizer, steps) for optimizer in optimizers)
    walked = [descend(curve, start, optimizer, eta, steps) for optimizer in optimizers] if equal else [sweep.path for sweep in sweeps]
    paths = tuple(showable(path) for path in walked)
    for path in paths:
        if not len(path):
            raise ValueError(f"{name_of(path.optimizer)} can make no update from here: {path.stopped_because}")
    return Race(curve, mode, paths, sweeps)


def name_of(optimizer: Optimizer) -> str:
    """The method's name; with parameters that are not the usual ones, those too."""
    usual = optimizer.make() if optimizer.make else optimizer
    other = [f"{name} {format_number(value)}" for name, value in optimizer.parameters.items() if value != usual.parameters.get(name)]
    return f"{optimizer.name} ({', '.join(other)})" if other else optimizer.name


def record(made: Race, chosen: int, version: int = 0) -> Recording:
    """The race as a recording: columns w_k, loss_k … of every path, height_k for a logarithmic axis, and the chosen path's own
    quantities under their plain names, with its lines for the board."""
    columns = race(made.paths)
    T = made.updates
    lowest = min((minimum.value for minimum in made.curve.minima), default=None)
    after: dict[str, np.ndarray] = {}
    for k, path in enumerate(made.paths):
        columns[f"height_{k}"] = height(columns[f"loss_{k}"], lowest)
        after |= {f"w_{k}": path.points[-1], f"loss_{k}": path.values[-1], f"height_{k}": height(path.values[-1:], lowest)}
    own = made.paths[chosen]
    columns |= {name: _hold_last(column, T) for name, column in (columns_of(own) | state_arrows(own)).items()}
    said = [f"Update {i}. {made.sentence(i + 1)}" for i in range(T)]
    constants = {name: float(value) for name, value in own.optimizer.parameters.items()}
    return story(columns | {"update_number": np.arange(T, dtype=float)}, said, lines(own), after=after | {"update_number": np.array(T)},
                 by=("update", "line"), version=version, constants=constants)


def height(losses: np.ndarray, lowest: float | None) -> np.ndarray:
    """log₁₀ of how far each loss lies above the lowest there is; the loss itself where nobody knows the lowest."""
    losses = np.asarray(losses, float)
    return losses if lowest is None else np.log10(np.maximum(losses - lowest, FLOOR))


def state_arrows(path: Trajectory) -> dict[str, np.ndarray]:
    """Ends of the arrows that show what the method remembers, each from w.

    straight : −η ∂ℓ/∂w, what SGD would do. memory : the old velocity's part βv, or −η m̂; w itself where there is none.
    reach_x, reach_y : how far a derivative of 1 would move each weight, η/(√G + ε); w itself for methods without squares.
    """
    w = path.points[:-1]
    eta = path.etas[:, None] if path.curve.dimension == 2 else path.etas
    optimizer, states = path.optimizer, path.states
    before = {key: np.concatenate([np.zeros_like(column[:1]), column[:-1]]) for key, column in states.items()}
    memory = np.zeros_like(w) if optimizer.remembered is None else optimizer.remembered(before, states, eta)
    reach = np.zeros_like(w) if optimizer.reach is None else optimizer.reach(states, eta)
    found = {"straight": w - eta * path.derivatives, "memory": w + memory}
    if path.curve.dimension == 1:
        return found | {"reach_x": w + reach}
    zero = np.zeros(len(w))
    return found | {"reach_x": w + np.stack([reach[:, 0], zero], axis=1), "reach_y": w + np.stack([zero, reach[:, 1]], axis=1)}


def _hold_last(column: np.ndarray, moments: int) -> np.ndarray:
    return np.concatenate([column, np.repeat(column[-1:], moments - len(column), axis=0)])
