"""The learning rate: paths at several rates with a verdict each, schedules as η_t, and a sweep's losses against the rate."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..core.landscapes.descent import Trajectory, descend
from ..core.records.curves import Curve
from ..core.records.schedules import Schedule, rate
from ..core.training.sweep import SweepResult
from .race import height
from .recording.recording import Recording
from .recording.story import story
from .trajectory.path import race, showable
from .writing.numbers import format_number

TURNS = 0.5  # of the steps reverse the one before: the path oscillates
SETTLED = 0.5  # a rate that has fallen below this share of its first value is said to decay


@dataclass(frozen=True, eq=False)
class Rates:
    """Plain SGD from one start at several rates. names : how each rate is called on the page."""

    curve: Curve
    paths: tuple[Trajectory, ...]
    names: tuple[str, ...]

    @property
    def updates(self) -> int:
        return max(map(len, self.paths))

    def sentence(self, i: int) -> str:
        """Every path's loss after i updates, and what became of it at the end."""
        now = [format_number(float(path.values[min(i, len(path))])) for path in self.paths]
        told = "; ".join(f"{name}: ℓ = {loss}" for name, loss in zip(self.names, now, strict=True))
        return f"After {i} update{'s' * (i != 1)}: {told}."

    def so_far(self, i: int) -> list[dict[str, str]]:
        """One row for each rate: where it is after i updates, and no verdict yet."""
        made = [min(i, len(path)) for path in self.paths]
        return [{"rate": name, "updates": str(at), "ℓ": format_number(float(path.values[at])), "verdict": "after your prediction"}
                for at, name, path in zip(made, self.names, self.paths, strict=True)]

    def verdicts(self) -> str:
        """A sentence for each rate."""
        told = [verdict(path) for path in self.paths]
        return " ".join(f"{name} {words if words.split()[0].rstrip(':').endswith('s') else f'is {words}'}."
                        for name, words in zip(self.names, told, strict=True))

    def table(self) -> list[dict[str, str]]:
        """One row for each rate: where it came to, and the verdict with its reason."""
        return [{"rate": name, "updates": str(len(path)), "ℓ": format_number(float(path.values[-1])), "verdict": verdict(path)}
                for name, path in zip(self.names, self.paths, strict=True)]


def at_rates(curve: Curve, start, etas: Sequence, steps: int) -> Rates:
    """Paths of SGD at each rate or schedule."""
    paths = tuple(showable(descend(curve, start, eta=eta, steps=steps)) for eta in etas)
    for path in paths:
        if not len(path):
            raise ValueError(f"no update can be made: {path.stopped_because}")
    return Rates(curve, paths, tuple(name_of(eta) for eta in etas))


def name_of(eta) -> str:
    """A rate or a schedule in a few letters."""
    if isinstance(eta, Schedule) and eta.parameters:
        first, *others = (f"{eta.letters.get(name, name)} = {format_number(value)}" for name, value in eta.parameters.items())
        return f"{first} ({', '.join(others)})" if others else first
    return f"η = {format_number(float(eta))}" if isinstance(eta, int | float) else str(eta)


def verdict(path: Trajectory) -> str:
    """What this rate did, and why: too small, good, oscillating, or diverging."""
    moves = np.diff(path.points, axis=0).reshape(len(path), -1)
    turned = float(np.mean(np.sum(moves[1:] * moves[:-1], axis=1) < 0)) if len(moves) > 1 else 0.0
    if path.stopped_because or path.values[-1] > path.values[0]:
        return "diverges: a step ends higher than it began, and the next one is longer still"
    if path.reached is not None:
        kind = path.reached.kind  # type: ignore[union-attr]
        return f"good: at the {kind} minimum after {path.arrived} updates" + (", to and fro on the way" if turned > TURNS else "")
    if turned > TURNS:
        return _to_and_fro(path)
    return "too small: every step is downhill, but the way is long"


def _to_and_fro(path: Trajectory) -> str:
    """Why it oscillates. A kink has no curvature to blame: its derivative does not shrink, so each step is as long as η."""
    if path.etas[-1] < SETTLED * path.etas[0]:
        return "settles: to and fro, but by less and less, because the rate decays"
    if path.curve.minima and np.any(path.curve.curvature(path.points[0])):
        return "oscillates: each step crosses the valley and back, because η times the curvature is above 1"
    return "oscillates: it jumps across the minimum and back, because the derivative does not fade and η does not either"


def record(made: Rates, version: int = 0) -> Recording:
    """The paths as a recording: w_k, loss_k, height_k of each, and its rate eta_k."""
    columns = race(made.paths)
    lowest = min((minimum.value for minimum in made.curve.minima), default=None)
    T = made.updates
    after: dict[str, np.ndarray] = {"update_number": np.array(T)}
    for k, path in enumerate(made.paths):
        columns[f"height_{k}"] = height(columns[f"loss_{k}"], lowest)
        after |= {f"w_{k}": path.points[-1], f"loss_{k}": path.values[-1], f"height_{k}": height(path.values[-1:], lowest),
                  f"eta_{k}": path.etas[-1]}
    columns["update_number"] = np.arange(T, dtype=float)
    return story(columns, [f"Update {i}. {made.sentence(i + 1)}" for i in range(T)], after=after, version=version)


def schedule_curve(eta, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """(t, η_t) of a rate or schedule over so many updates."""
    t = np.arange(steps)
    return t.astype(float), np.broadcast_to(rate(eta, t), t.shape).astype(float)


@dataclass(frozen=True, eq=False)
class SweepPicture:
    """Validation loss of every run against the rate. x : log₁₀ η. Runs that diverged are not drawn, and are counted."""

    x: np.ndarray
    y: np.ndarray
    means: tuple[np.ndarray, np.ndarray]
    best: tuple[float, float]
    names: list[str]
    words: str


def sweep_picture(result: SweepResult) -> SweepPicture:
    """The picture of a sweep over rates and seeds (other knobs at their first value)."""
    etas = [float(eta) for eta in result.axes["eta"]]
    losses = np.moveaxis(result.best_losses, list(result.axes).index("eta"), 0).reshape(len(etas), -1)
    x = np.log10(etas)
    known = np.isfinite(losses)
    shown_x = np.repeat(x[:, None], losses.shape[1], axis=1)[known]
    with np.errstate(invalid="ignore"):
        means = np.array([row[fine].mean() if fine.any() else np.nan for row, fine in zip(losses, known, strict=True)])
    best = result.best
    lost = int((~known).sum())
    words = result.sentence() + (f" {lost} runs left the finite numbers and are not drawn." if lost else "")
    at = int(np.argmin(np.abs(np.array(etas) - float(best.eta))))  # type: ignore[union-attr, arg-type]
    return SweepPicture(shown_x, losses[known], (x[np.isfinite(means)], means[np.isfinite(means)]), (float(x[at]), float(means[at])),
                        [f"η = {format_number(eta)}" for eta in etas], words)
