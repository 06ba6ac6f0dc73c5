"""The picture of walks down one curve: extents, the drawn curve, columns of several paths, and the fan of the examples' derivatives."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...core.landscapes.descent import Trajectory
from ...core.landscapes.slices import derivatives_at
from ...core.records.curves import Curve
from ..recording.recording import Recording
from ..recording.story import story
from ..writing.numbers import format_number
from .path import ends, landmarks, lines, place, race, sentences

POINTS = 401  # of a drawn curve
SIDE = 0.3  # of the picture: a name nearer to its border than this points inwards
MOST_IN_FAN = 40
FAN_REACH = 0.14  # of the view's width: how long the middle one of a fan's arrows is


@dataclass(frozen=True, eq=False)
class Frame:
    """What a chart shows of a curve: extents, the drawn curve (dimension 1), and its minima with their names."""

    x: tuple[float, float]
    y: tuple[float, float]
    drawn: tuple[np.ndarray, np.ndarray]
    minima: tuple[np.ndarray, np.ndarray, list[str]]

    def named(self) -> dict[str, tuple[np.ndarray, np.ndarray, list[str]]]:
        """The minima's names by where the words stand: "start", to the right of a minimum at the left side, "end" or "middle"."""
        x, y, names = self.minima
        part = (x - self.x[0]) / (self.x[1] - self.x[0])
        sides = {"start": part < SIDE, "end": part > 1 - SIDE, "middle": (part >= SIDE) & (part <= 1 - SIDE)}
        return {side: (x[there], y[there], [names[k] for k in np.flatnonzero(there)]) for side, there in sides.items()}


def axes(curve: Curve, network=None) -> tuple[str, str]:
    """What stands at the axes. network : (net, data, loss, weights) of a slice, whose weights have names of their own."""
    if network is None:
        return ("w₁", "w₂") if curve.dimension == 2 else ("w", "ℓ")
    names = derivatives_at(*network).names
    return (names[0], names[1]) if curve.dimension == 2 else (names[0], "L/N")


def frame(curve: Curve) -> Frame:
    """The frame of a curve, from its view; a curve that shoots up at the ends is cut where nine tenths of it are seen."""
    all_the_same = len(curve.minima) > 1 and len({minimum.kind for minimum in curve.minima}) == 1
    names = ["minimum" if all_the_same else f"{minimum.kind} minimum" for minimum in curve.minima]
    if curve.dimension == 2:
        places = np.array([minimum.w for minimum in curve.minima]).reshape(-1, 2)
        return Frame(curve.view[0], curve.view[1], (np.zeros(0), np.zeros(0)), (places[:, 0], places[:, 1], names))
    w = np.linspace(*curve.view[0], POINTS)
    loss = np.asarray(curve.value(w))
    known = loss[np.isfinite(loss)]
    low, high = float(known.min()), float(np.quantile(known, 0.97))
    room = 0.08 * max(high - low, 1e-9)
    at = np.array([minimum.w for minimum in curve.minima])
    return Frame(curve.view[0], (low - 1.6 * room, high + room), (w, loss), (at, np.array([m.value for m in curve.minima]), names))


def journey(paths: Sequence[Trajectory], names: Sequence[str], version: int = 0, fan: dict[str, np.ndarray] | None = None) -> Recording:
    """Paths side by side as one recording: the first has the plain names, and the sentences follow it, the k-th "w_k", "loss_k" …

    A path that ended before the longest stays where it ended.
    """
    first = paths[0]
    columns = {name.removesuffix("_0"): column for name, column in race(paths).items()}
    eta = columns["eta"][:, None] if first.curve.dimension == 2 else columns["eta"]
    columns["straight"] = columns["w"] - eta * columns["dl_dw"]
    said = sentences_together(paths, names)
    after = {f"{name}{f'_{k}' if k else ''}": value for k, path in enumerate(paths)
             for name, value in (("w", path.points[-1]), ("loss", path.values[-1]))}
    stopped = str(first.stopped_because)
    constants = {name: float(value) for name, value in first.optimizer.parameters.items()}
    return story(columns | (fan or {}), said, lines(first), after=after, by=("update", "line"), version=version, stopped=stopped,
                 constants=constants)


def sentences_together(paths: Sequence[Trajectory], names: Sequence[str]) -> list[str]:
    """A sentence a moment: the first path's, what the others come to when they do, and in the end how each of them ended."""
    first, moments = paths[0], max(map(len, paths))
    said = sentences(first)
    said += [f"Update {i}. {first.sentence(len(first), format_number)}" for i in range(len(said), moments)]
    if len(paths) == 1:
        return said
    for path, name in zip(paths[1:], names[1:], strict=True):
        for i, words in landmarks(path).items():
            said[i] += f" {capital(name)}: {words}"
        if path.stopped_because:
            said[len(path) - 1] += f" {capital(name)} stops: {path.stopped_because}."
    each = "; ".join(f"{name} at w = {place(path.points[-1])}, ℓ = {format_number(float(path.values[-1]))}{_aside(path)}"
                     for path, name in zip(paths, names, strict=True))
    said[-1] = f"Update {moments - 1} is the last. The paths end: {each}."
    return said


def _aside(path: Trajectory) -> str:
    return ", stopped early" if path.stopped_because else f", {ends(path)}" if path.reached else ""


def capital(text: str) -> str:
    """The text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def fan(path: Trajectory, network, data, loss, weights) -> dict[str, np.ndarray]:
    """The derivatives of single examples, and their mean, at every place of a path on a network's slice, as ends of strokes.

    With one weight the strokes are tangents, one for each example's own loss; with two they point downhill. At most
    MOST_IN_FAN examples, evenly spread over the data. Columns fan_x, fan_y (T, examples) and mean_x, mean_y (T,).
    """
    chosen = np.unique(np.linspace(0, len(data) - 1, min(MOST_IN_FAN, len(data))).astype(int))
    at = path.points[:-1].reshape(len(path), -1)
    fans = [derivatives_at(_with(network, weights, w), data, loss, weights) for w in at]
    each, mean = np.stack([found.each[chosen] for found in fans]), np.stack([found.mean for found in fans])
    reach = FAN_REACH * (path.curve.view[0][1] - path.curve.view[0][0])
    if path.curve.dimension == 1:
        x, y, ahead = at, path.values[:-1, None], np.full((len(path), 1), reach)
        return {"fan_x": x + np.repeat(ahead, len(chosen), axis=1), "fan_y": y + reach * each[..., 0],
                "mean_x": (x + ahead)[:, 0], "mean_y": (y + reach * mean)[:, 0]}
    length = np.linalg.norm(each, axis=2)
    scale = reach / max(float(np.median(length[length > 0])) if (length > 0).any() else 1.0, 1e-12)
    tips, tip = at[:, None] - scale * each, at - scale * mean
    return {"fan_x": tips[..., 0], "fan_y": tips[..., 1], "mean_x": tip[:, 0], "mean_y": tip[:, 1]}


def _with(network, weights, w: np.ndarray):
    for weight, value in zip(weights, w, strict=True):
        layer, row, column = weight if len(weight) == 3 else (weight[0], 0, weight[1])  # (2, j) in a vector
        network = network.with_weight(layer, row, column, float(value))
    return network


def comparison(paths: Sequence[Trajectory], names: Sequence[str]) -> list[dict[str, str]]:
    """Each path's rate, start, end and what it reached, as rows of texts."""
    return [{"path": name, "start": place(path.points[0]), "η": format_number(float(path.etas[0])), "updates": str(len(path)),
             "end": place(path.points[-1]), "ℓ": format_number(float(path.values[-1])), "ends": ends(path)}
            for name, path in zip(names, paths, strict=True)]
