"""A data set in two of its features: what is to be drawn, in data coordinates and words. No pixels here."""

from dataclasses import dataclass, replace

import numpy as np

from ...core.network.measures import undecided
from ...core.records.losses import Loss, hinge

LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
MOST = 400  # points drawn; more only cover each other
PADDING = 0.1  # of the data's span, on each side
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
HELD = "; the colored field holds the others at their means"
NOT_PAINTED = "What a network this large predicts is not drawn."
SQUARE_UP_TO = 2.0  # spans that differ by more get axes of their own scale


@dataclass(frozen=True, eq=False)
class Group:
    """The examples of one label (or of one target): `color` names a color of the theme, `examples` (n,) their numbers in the data.

    colors : for each of them a color of its own in CSS; () where all have `color`.
    """

    label: int
    words: str
    marker: str
    color: str
    examples: np.ndarray
    x: np.ndarray
    y: np.ndarray
    colors: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Scatter:
    """The picture of a data set. `pair`: the two features drawn (the second None for data with one feature);
    `means` (d,): where the field holds the features that are not drawn; `margin`: an example is marked when its
    zy is below it (one score), or when it is classified wrongly (None, K scores).

    kind : "classes"; "curve" and "values" for data with targets, of one input and of more (targets.py). targets : their names;
    span : the lowest and highest value of the first."""

    pair: tuple[int, int | None]
    groups: tuple[Group, ...]
    means: np.ndarray
    x_extent: tuple[float, float]
    y_extent: tuple[float, float]
    x_label: str
    y_label: str
    title: str
    marked: str
    note: str
    margin: float | None
    heights: dict[int, float]
    n: int
    kind: str = "classes"
    targets: tuple[str, ...] = ()
    span: tuple[float, float] = (0.0, 0.0)

    def place(self, x, z: int) -> tuple[float, float]:
        """Where an example x (d,) with label z stands in the picture."""
        first, second = self.pair
        return float(x[first]), self.heights[int(z)] if second is None else float(x[second])


def scatter(data, features=None, loss: Loss = hinge, one_score: bool = True) -> Scatter:
    """The picture of `data` (x (N, d), z (N,)) in two features: names or numbers; chosen by `telling_pair` when None.

    Raises ValueError for a pair that is not two features of the data."""
    x, z = np.asarray(data.x, dtype=float), np.asarray(data.z).astype(int)
    pair = checked_pair(features, data) if features is not None else telling_pair(x, z)
    labels = sorted({int(label) for label in z})
    heights = {label: float(i) for i, label in enumerate(labels)}
    x_extent, y_extent = extents(x, pair, heights)
    picture = Scatter(
        pair=pair, groups=(), means=x.mean(axis=0), x_extent=x_extent, y_extent=y_extent,
        x_label=feature_name(data, pair[0]), y_label="label" if pair[1] is None else feature_name(data, pair[1]),
        title="Data and decision boundary" if one_score else "Data and decision regions",
        marked=outline_words(loss, one_score), note=note(data, pair, x), margin=margin_of(loss, one_score),
        heights=heights, n=len(z))
    return replace(picture, groups=tuple(_group(picture, data, x, z, label, len(labels)) for label in labels))


def without_field(picture: Scatter) -> Scatter:
    """The picture where nothing of a network is drawn behind the examples."""
    return replace(picture, title="Data", note=f"{picture.note.replace(HELD, '')} {NOT_PAINTED}".strip())


def in_frame(picture: Scatter, before: Scatter | None) -> Scatter:
    """The picture on the axes of the one before, where it shows the same features and all its points have room there."""
    if before is None or before.pair != picture.pair or picture.pair[1] is None:
        return picture
    spans = zip((before.x_extent, before.y_extent), ("x", "y"))
    fits = all(low <= getattr(group, along).min() and getattr(group, along).max() <= high
               for (low, high), along in spans for group in picture.groups)
    return replace(picture, x_extent=before.x_extent, y_extent=before.y_extent) if fits else picture


def telling_pair(x: np.ndarray, z: np.ndarray) -> tuple[int, int | None]:
    """The two features whose class means lie furthest apart, measured in the spread within the classes."""
    if x.shape[1] == 1:
        return 0, None
    if x.shape[1] == 2:
        return 0, 1
    groups = [x[z == label] for label in np.unique(z)]
    within = sum(((group - group.mean(axis=0)) ** 2).sum(axis=0) for group in groups)
    between = sum(len(group) * (group.mean(axis=0) - x.mean(axis=0)) ** 2 for group in groups)
    ratio = np.divide(between, within, out=np.zeros_like(between), where=within > 0)
    first, second = sorted(np.argsort(-ratio, kind="stable")[:2].tolist())
    return first, second


def checked_pair(features, data) -> tuple[int, int | None]:
    """`features` as two different feature numbers."""
    names, d = list(data.feature_names), np.asarray(data.x).shape[1]
    if d == 1:
        return 0, None
    wanted = list(features) if isinstance(features, (tuple, list)) else []
    found = [names.index(f) if f in names else f for f in wanted]
    whole = all(isinstance(f, (int, np.integer)) and not isinstance(f, bool) and 0 <= f < d for f in found)
    if len(found) != 2 or not whole or found[0] == found[1]:
        raise ValueError(f"features is {features!r} but the chart needs two different features of the data: "
                         f"two of {', '.join(map(str, names))}, or two numbers from 0 to {d - 1}")
    return int(found[0]), int(found[1])


def extents(x: np.ndarray, pair, heights: dict[int, float]) -> tuple[tuple[float, float], tuple[float, float]]:
    """Padded extents of the two features, equally long (one unit is one unit) unless the spans differ too much.

    Fewer than three examples are shown together with the origin, which gives them a scale."""
    x = np.vstack([x, np.zeros(x.shape[1])]) if len(x) < 3 else x
    across = _span(x[:, pair[0]])
    if pair[1] is None:
        return _pad(*across), (-0.7, max(heights.values()) + 0.7)
    up = _span(x[:, pair[1]])
    long = max(across[1] - across[0], up[1] - up[0])
    if long <= SQUARE_UP_TO * min(across[1] - across[0], up[1] - up[0]):
        across, up = _widen(*across, long), _widen(*up, long)
    return _pad(*across), _pad(*up)


def feature_name(data, number: int) -> str:
    """The feature's name, or x₁, x₂ …"""
    names = list(data.feature_names or ())
    return feature_text(str(names[number])) if number < len(names) else feature_text(f"x{number + 1}")


def feature_text(name: str) -> str:
    """A feature's name as people write it: x₁ for x1, any other as it is."""
    return f"x{name[1:].translate(LOWERED)}" if name[:1] == "x" and name.isascii() and name[1:].isdigit() else name


def words_of(data, label: int) -> str:
    """ "virginica (z = 1)", or only "z = 1" when the class has no other name than its label."""
    name = data.name_of(label)
    return f"z = {label_text(label)}" if name.lstrip("+") == str(label) else f"{name} (z = {label_text(label)})"


def label_text(label: int) -> str:
    """A label with its sign as the lecture writes it: "−1", "+1" stays "1"."""
    return str(label).replace("-", "−")


def margin_of(loss: Loss, one_score: bool) -> float | None:
    """zy below this marks an example: the loss's margin, or 0 (the wrong side); None for K scores."""
    if not one_score:
        return None
    return loss.margin or 0.0


def outline_words(loss: Loss, one_score: bool) -> str:
    """What a bold outline says."""
    margin = margin_of(loss, one_score)
    return f"margin not met (zy < {margin:g})" if margin else "classified wrongly"


def note(data, pair, x: np.ndarray) -> str:
    """What the picture leaves out: the features not drawn, the points not drawn."""
    parts = []
    if x.shape[1] > 2:
        parts.append(f"{len(set(pair))} of {x.shape[1]} features are drawn{HELD}.")
    if len(x) > MOST:
        parts.append(f"{MOST} of the {len(x):,} examples are drawn.")
    return " ".join(parts)


def sample(examples: np.ndarray, n: int) -> np.ndarray:
    """The examples of one label that are drawn, evenly chosen when the data has more than MOST."""
    if n <= MOST:
        return examples
    count = max(1, round(MOST * len(examples) / n))
    return examples[np.linspace(0, len(examples) - 1, count).round().astype(int)]


def sentence(data, network, picture: Scatter, example: int, had=None) -> str:
    """The picture in words: how many examples are marked under `network`, and where the current example stands.

    had : its (x, z) where the data has changed since."""
    marked = int(examples_to_outline(data, network, picture).sum())
    x, z = had or (data.x[example], int(data.z[example]))
    across, up = picture.place(x, z)
    where = f"{picture.x_label} {_number(across)}" + ("" if picture.pair[1] is None else f", {picture.y_label} {_number(up)}")
    word = undecided(network.forward(np.asarray(data.x, dtype=float)).s, data.z)
    words = f"{picture.title}: {marked} of {picture.n} examples {_are(picture)}.{f' {word}.' if word else ''} "
    return words + f"Example {example}: {words_of(data, z)}, {where}."


def examples_to_outline(data, network, picture: Scatter) -> np.ndarray:
    """(N,) bool: zy below the margin (one score), or another label than z is predicted: by the sign of the
    score, 0 being +1, or by the largest one."""
    forward = network.forward(np.asarray(data.x, dtype=float))
    if picture.margin is None:
        return forward.s.argmax(axis=1) + 1 != data.z
    return data.z * forward.y < 1.0 if picture.margin == 1.0 else (forward.s >= 0) != (np.asarray(data.z) > 0)


def _number(value: float) -> str:
    return f"{value:.3g}".replace("-", "−")


def _are(picture: Scatter) -> str:
    return "do not meet the margin" if picture.margin == 1.0 else "are classified wrongly"


def _group(picture: Scatter, data, x: np.ndarray, z: np.ndarray, label: int, k: int) -> Group:
    examples = sample(np.flatnonzero(z == label), len(z))
    places = np.array([picture.place(x[i], label) for i in examples])
    shape, color = _look(label, picture.margin is not None)
    return Group(label, words_of(data, label), shape, color, examples, places[:, 0], places[:, 1])


def _look(label: int, one_score: bool) -> tuple[str, str]:
    if one_score:
        return ("circle", "pos") if label == 1 else ("square", "neg")
    return SHAPES[(label - 1) % len(SHAPES)], f"class-{(label - 1) % 7 + 1}"


def _span(values: np.ndarray) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    return (low, high) if high > low else (low - 1.0, high + 1.0)


def _widen(low: float, high: float, span: float) -> tuple[float, float]:
    middle = (low + high) / 2
    return middle - span / 2, middle + span / 2


def padded(values: np.ndarray) -> tuple[float, float]:
    """Lowest and highest of all values, with room around them."""
    return _pad(*_span(values))


def _pad(low: float, high: float) -> tuple[float, float]:
    pad = PADDING * (high - low)
    return low - pad, high + pad
