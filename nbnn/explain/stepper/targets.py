"""What the data chart shows of data with targets: with one input the targets against it and the network's outputs as curves; with
two or more a field of predicted values, with each example in the color of its target."""

import numpy as np

from .data import (
    Group,
    Scatter,
    checked_pair,
    extents,
    feature_name,
    note,
    padded,
    sample,
)

CURVES = 7  # targets that are drawn, each in a color of its own
LEVELS = 6  # colors for a half of the scale, from its middle to an end: theme.css has them as value-0 to value-12


def scatter(data, features=None) -> Scatter:
    """The picture of `data` with targets, in two features: names or numbers; those that go most with the first target when None.

    Raises ValueError for a pair that is not two features of the data.
    """
    return _of_one_input(data) if data.x.shape[1] == 1 else _of_a_plane(data, features)


def columns(data) -> np.ndarray:
    """(N, m) the targets, a column for each, also where there is one."""
    return data.z.reshape(len(data), -1)


def _of_one_input(data) -> Scatter:
    drawn, x = columns(data)[:, :CURVES], data.x[:, 0]
    kept = sample(np.arange(len(data)), len(data))
    markers = ("circle", "square", "triangle-up", "triangle-down", "diamond", "cross", "circle")
    colors = ["pos"] if drawn.shape[1] == 1 else [f"class-{k + 1}" for k in range(drawn.shape[1])]
    groups = tuple(Group(k, f"target {name}", markers[k], colors[k], kept, x[kept], drawn[kept, k])
                   for k, name in enumerate(data.targets[:CURVES]))
    x_extent, _ = extents(data.x, (0, None), {0: 0.0})
    more = f"{CURVES} of {len(data.targets)} targets are drawn." if len(data.targets) > CURVES else ""
    y_label = feature_name_of(data.targets[0]) if len(data.targets) == 1 else "targets"
    return Scatter(pair=(0, None), groups=groups, means=data.x.mean(axis=0), x_extent=x_extent, y_extent=padded(drawn),
                   x_label=feature_name(data, 0), y_label=y_label, title="Data and prediction", marked="",
                   note=" ".join(filter(None, [note(data, (0, None), data.x), more])), margin=None, heights={}, n=len(data), kind="curve",
                   targets=tuple(data.targets), span=_span(columns(data)[:, 0]))


def _of_a_plane(data, features) -> Scatter:
    pair = checked_pair(features, data) if features is not None else _going_with(data.x, columns(data)[:, 0])
    first, x, span = columns(data)[:, 0], data.x, _span(columns(data)[:, 0])
    kept = sample(np.arange(len(data)), len(data))
    x_extent, y_extent = extents(x, pair, {})
    colors = tuple(color_of(value, span) for value in first[kept])
    groups = (Group(0, f"target {data.targets[0]}", "circle", "soft", kept, x[kept, pair[0]], x[kept, pair[1]], colors),)
    more = f"The colors are those of {data.targets[0]}, the first of {len(data.targets)} targets." if len(data.targets) > 1 else ""
    words = note(data, pair, x)
    return Scatter(pair=pair, groups=groups, means=x.mean(axis=0), x_extent=x_extent, y_extent=y_extent,
                   x_label=feature_name(data, pair[0]), y_label=feature_name(data, pair[1]), title="Data and predicted values",
                   marked="", note=" ".join(filter(None, [words, more])), margin=None, heights={}, n=len(data), kind="values",
                   targets=tuple(data.targets), span=span)


def color_of(value: float, span: tuple[float, float]) -> str:
    """A target's color of the theme, from one side's over the card's to the other's; the page paints the field by the same rule."""
    middle, half = (span[0] + span[1]) / 2, (span[1] - span[0]) / 2
    level = round(LEVELS * float(np.clip((value - middle) / half, -1, 1)))
    return f"var(--nbnn-value-{level + LEVELS})"


def feature_name_of(name: str) -> str:
    """A target's name as people write it."""
    return "target z" if name == "z" else name


def sentence(data, network, picture: Scatter, example: int, had=None) -> str:
    """The picture in words: how far the predictions are from the targets under `network`, and where the current example stands.

    had : its (x, z) where the data has changed since.
    """
    x, z = had or (data.x[example], data.z[example])
    away = float(np.mean(np.abs(columns_of(network.scores(data.x), len(data)) - columns(data))))
    where = ", ".join(f"{feature_name(data, each)} {_number(x[each])}" for each in picture.pair if each is not None)
    y = np.atleast_1d(network.scores(np.asarray(x)[:data.x.shape[1]]))
    told = "; ".join(f"{name} {_number(each)}, predicted {_number(said)}" for name, each, said in
                     zip(data.targets[:CURVES], np.atleast_1d(z), y))
    return f"{picture.title}: the mean absolute error is {_number(away)} over {picture.n} examples. Example {example}: {where}; {told}."


def columns_of(y, n: int) -> np.ndarray:
    return np.asarray(y).reshape(n, -1)


def _going_with(x: np.ndarray, z: np.ndarray) -> tuple[int, int]:
    """The two features that go most with the target: the largest correlations, in either direction."""
    if x.shape[1] == 2:
        return 0, 1
    inner, spread = (x - x.mean(axis=0)).T @ (z - z.mean()), x.std(axis=0)
    strength = np.divide(np.abs(inner), spread, out=np.zeros_like(spread), where=spread > 0)
    first, second = sorted(np.argsort(-strength, kind="stable")[:2].tolist())
    return first, second


def _span(z: np.ndarray) -> tuple[float, float]:
    low, high = float(z.min()), float(z.max())
    return (low, high) if high > low else (low - 1.0, high + 1.0)


def _number(value: float) -> str:
    return f"{value:.3g}".replace("-", "−")

