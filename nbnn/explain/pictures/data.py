"""A data set in two of its features as a picture, over the regions that a network makes of the plane."""

from collections.abc import Sequence

import numpy as np

from ...core.network.network import Network
from ...core.records.datasets import Dataset
from ..stepper.data import Scatter, feature_name, scatter, words_of
from ..trajectory.contours import png
from ..writing.numbers import format_number
from .drawing.plot import Dots, Line, Mark, Panel, Shade, drawn
from .drawing.svg import Picture, color

GRID = (120, 80)  # places at which a network's scores are computed, across and up
TINT, EDGE = 40, 150  # of 255: how dense a region and its border are
MOST_ROWS, MOST_COLUMNS = 6, 8  # of the table
CURVE = 121  # places at which a prediction is drawn


def data(given: Dataset, network: Network | None = None, title: str = "") -> Picture:
    """The picture of a data set; with a network, each region of the plane in the color of the label predicted there."""
    panel = panel_of(given, network, title)
    return drawn([panel], panel.title, describe(given))


def panel_of(given: Dataset, network: Network | None = None, title: str = "") -> Panel:
    """The data as one chart; of data with targets the first target."""
    title = title or f"{given.name}: {len(given)} examples"
    if given.targets:
        return _of_targets(given, network, title)
    one_score = network.one_score if network is not None else min(int(z) for z in given.z) < 0
    seen = scatter(given, one_score=one_score)
    marks: list[Mark] = [] if network is None else [_regions(seen, network)]
    marks += [Dots(group.x, group.y, group.color, 7.0, group.marker) for group in seen.groups if len(group.examples)]
    legend = [(group.marker, group.color, group.words) for group in seen.groups]
    names = None
    if seen.pair[1] is None:
        names = np.array(list(seen.heights.values())), [group.words for group in seen.groups]
    return Panel(title, seen.x_extent, seen.y_extent, (seen.x_label, seen.y_label), marks, legend, names_y=names)


def _of_targets(given: Dataset, network: Network | None, title: str) -> Panel:
    """One feature against the target, with what a network of one input predicts; the feature that goes with it most closely."""
    target = given.z.reshape(len(given), -1)[:, 0]
    spread = np.abs((given.x - given.x.mean(axis=0)).T @ (target - target.mean())) / np.maximum(given.x.std(axis=0), 1e-300)
    at = int(np.argmax(spread))
    low, high = _padded(given.x[:, at])
    marks: list[Mark] = [Dots(given.x[:, at], target, "pos", 7.0)]
    legend = [("circle", "pos", "target")]
    if network is not None and network.n_inputs == 1:
        places = np.linspace(low, high, CURVE)
        marks.append(Line(places, np.asarray(network.scores(places[:, None])).reshape(CURVE, -1)[:, 0], "neg", 2.5))
        legend.append(("line", "neg", "prediction"))
    return Panel(title, (low, high), _padded(target), (feature_name(given, at), given.targets[0]), marks, legend)


def _padded(values: np.ndarray) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    room = 0.1 * (high - low) or 1.0
    return low - room, high + room


def describe(given: Dataset) -> str:
    """How many examples there are of each class, or with which targets."""
    examples = f"{len(given)} examples with {given.x.shape[1]} features"
    if given.targets:
        return f"{examples}, and to be predicted: {', '.join(given.targets)}."
    labels, counts = np.unique(given.z, return_counts=True)
    return f"{examples}: {', '.join(f'{count} of {words_of(given, label)}' for label, count in zip(labels.tolist(), counts.tolist()))}."


def rows(given: Dataset) -> list[dict[str, str]]:
    """The first examples: their features, and their class or their targets."""
    names = given.feature_names[:MOST_COLUMNS]
    return [{"example": str(i)} | {name: format_number(value) for name, value in zip(names, given.x[i])} | _to_predict(given, i)
            for i in range(min(MOST_ROWS, len(given)))]


def _to_predict(given: Dataset, i: int) -> dict[str, str]:
    if not given.targets:
        return {"class": words_of(given, int(given.z[i]))}
    return {name: format_number(value) for name, value in zip(given.targets[:MOST_COLUMNS], np.atleast_1d(given.z[i]))}


def _regions(seen: Scatter, network: Network) -> Shade:
    """What is predicted at each place, the features that are not drawn at their means."""
    across, up = (np.linspace(*extent, count) for extent, count in zip((seen.x_extent, seen.y_extent), GRID))
    inputs = np.repeat(seen.means[None], len(across) * len(up), axis=0)
    first, second = seen.pair
    grid = np.meshgrid(across, up)
    inputs[:, first] = grid[0].ravel()
    if second is not None:
        inputs[:, second] = grid[1].ravel()
    return regions(network, inputs, grid[0].shape, seen.x_extent, seen.y_extent)


def regions(network: Network, inputs: np.ndarray, shape: tuple[int, ...], x: tuple[float, float], y: tuple[float, float]) -> Shade:
    """What is predicted for `inputs` (places, d), row by row upwards: transparent colors, denser at a border."""
    with np.errstate(all="ignore"):
        labels = network.predict(inputs).reshape(shape)[::-1]
    found = np.where(labels > 0, 1, 0) if network.one_score else labels - 1
    hues = ["neg", "pos"] if network.one_score else [f"class-{k % 7 + 1}" for k in range(network.sizes[-1])]
    return Shade(png((2 * found + _borders(found)).astype(np.uint8), _palette(hues)), x, y)


def _borders(found: np.ndarray) -> np.ndarray:
    """True where the place to the right or below has another label."""
    border = np.zeros(found.shape, bool)
    border[:, :-1] |= found[:, :-1] != found[:, 1:]
    border[:-1] |= found[:-1] != found[1:]
    return border


def _palette(hues: Sequence[str]) -> list[tuple[int, int, int, int]]:
    parts = [tuple(int(color(hue)[at:at + 2], 16) for at in (1, 3, 5)) for hue in hues]
    return [(red, green, blue, dense) for red, green, blue in parts for dense in (TINT, EDGE)]
