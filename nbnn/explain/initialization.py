"""Ways to begin, compared: how widely activations and derivatives are spread layer by layer, where training ends from many
first weights, and hidden units that begin equal and stay equal."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..core.network.initialization import identical_units, spread
from ..core.network.network import Network
from ..core.records.activations import Activation
from ..core.records.datasets import Dataset
from ..core.records.initializers import Initializer
from ..core.records.losses import Loss
from ..core.training.sgd import sgd
from ..core.training.sweep import SweepResult
from .recording.recording import Recording
from .recording.story import story
from .writing.numbers import format_number

NONE = -6.0  # where log₁₀ of a spread of 0 is drawn
SEEDS_BESIDE, MEAN_BESIDE = (-0.4, -0.02), 0.28  # of an initializer's number: the mean covers no seed
EVEN = 3.0  # a spread that stays within this factor from layer to layer is called even


@dataclass(frozen=True, eq=False)
class Spreads:
    """Standard deviations per layer, for each initializer: forward of h (of y in the last layer), backward of ∂ℓ/∂a."""

    names: tuple[str, ...]
    forward: np.ndarray
    backward: np.ndarray

    @property
    def layers(self) -> np.ndarray:
        return np.arange(1.0, self.forward.shape[1] + 1)

    def verdict(self, k: int) -> str:
        """What initializer k does to the numbers on their way forward, in a few words."""
        hidden = self.forward[k, :-1]
        if not hidden[-1] > 0:
            return "nothing gets through: every activation is the same"
        ratio = hidden[-1] / hidden[0]
        if ratio > EVEN:
            return f"grows: the last hidden layer is spread {format_number(ratio)} times as widely as the first"
        if ratio < 1 / EVEN:
            return f"fades: the last hidden layer is spread {format_number(ratio)} times as widely as the first"
        return f"even: the last hidden layer is spread {format_number(ratio)} times as widely as the first"

    def sentence(self) -> str:
        told = (f"{name}: {self.verdict(k).replace(':', ',')}." for k, name in enumerate(self.names))
        return " ".join(each[0].upper() + each[1:] for each in told)

    def table(self) -> list[dict[str, str]]:
        """One row for each initializer."""
        return [{"initializer": name, "spread of h, layer by layer": _row(self.forward[k]), "spread of ∂ℓ/∂a": _row(self.backward[k]),
                 "verdict": self.verdict(k)} for k, name in enumerate(self.names)]


def spreads(initializers: Sequence[Initializer], sizes: Sequence[int], activation: Activation, data: Dataset, loss: Loss,
            seed: int) -> Spreads:
    """The spreads of one drawn network for each initializer, before any training."""
    found = [spread(Network.random(sizes, activation, each, seed=seed), data, loss) for each in initializers]
    forward = np.array([[(layer.h or layer.a).std for layer in layers] for layers in found])
    backward = np.array([[layer.dl_da.std for layer in layers] for layers in found])
    return Spreads(tuple(each.name for each in initializers), forward, backward)


def logs(stds: np.ndarray) -> np.ndarray:
    """log₁₀ of standard deviations; none at all is drawn at NONE."""
    return np.log10(np.maximum(stds, 10 ** NONE))


@dataclass(frozen=True, eq=False)
class Ends:
    """Where training ended from many seeds: around each initializer's number on x first the seeds, then their mean; y is the loss."""

    x: np.ndarray
    y: np.ndarray
    means: tuple[np.ndarray, np.ndarray]
    sentence: str


def ends(result: SweepResult, names: Sequence[str]) -> Ends:
    """The picture of a sweep over initializers and seeds."""
    losses = result.best_losses
    order = [list(result.axes).index(axis) for axis in ("initializer", "seed") if axis in result.axes]  # one alone has no axis
    rows = np.moveaxis(losses, order, range(len(order))).reshape(len(names), len(result.axes["seed"]))
    known = np.isfinite(rows)
    numbers = np.arange(1.0, len(names) + 1)
    x = numbers[:, None] + np.linspace(*SEEDS_BESIDE, rows.shape[1])
    told = "; ".join(f"{name} {format_number(float(row[fine].mean()))} on average, from {format_number(float(row[fine].min()))} to "
                     f"{format_number(float(row[fine].max()))}" for name, row, fine in zip(names, rows, known, strict=True) if fine.any())
    means = np.array([row[fine].mean() if fine.any() else np.nan for row, fine in zip(rows, known, strict=True)])
    return Ends(x[known], rows[known], (numbers + MEAN_BESIDE, means),
                f"Validation loss after training from {rows.shape[1]} seeds: {told}. "
                "Several first weights are a way out of a poor optimum.")


def symmetry(initializer: Initializer, sizes: Sequence[int], activation: Activation, data: Dataset, loss: Loss, eta: float, steps: int,
             seed: int, version: int = 0) -> Recording:
    """A run whose hidden units' weights are watched: columns w_x, w_y (T, units), their first two incoming weights."""
    run = sgd(Network.random(sizes, activation, initializer, seed=seed), data, loss=loss, eta=eta, steps=steps, seed=seed)
    W = run.column("W1")
    said = [_copies(run.network(i), i) for i in range(len(run))]
    return story({"w_x": W[:, :, 0], "w_y": W[:, :, 1]}, said, version=version, stopped=run.stopped_because)


def _copies(network: Network, i: int) -> str:
    groups = identical_units(network)[0]
    if not groups:
        return f"Update {i}: all {network.sizes[1]} hidden units are different."
    largest = max(map(len, groups))
    return (f"Update {i}: {largest} of {network.sizes[1]} hidden units are copies of each other: equal weights get equal derivatives, and "
            f"stay equal. Together they are worth one.")


def _row(stds: np.ndarray) -> str:
    return ", ".join(format_number(float(std)) for std in stds)
