"""The landscape of a network's loss: the mean loss over the data as a few weights vary, and a run's path seen from there.

θ has as many dimensions as there are weights, and a picture has two. So every picture is a slice, along one or two weights
(`slice`) or along directions of θ (`plane`), and what it leaves out is said: `project` tells how far from it a run goes.

Layers count from 1, rows and columns from 0, as everywhere; a weight is (layer, row, column), or (layer, column) in the vector
of one score. With biases the last column is that of the constant 1. Losses are means, L/N, so that one η suits one example,
a mini-batch and all examples; `total` is the sum L.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import isfinite, sqrt

import numpy as np

from ..bounds import MOST_POINTS, check_length, check_memory, with_commas
from ..given import checked_flag, checked_list, checked_whole
from ..network.arguments import checked_count, checked_data, checked_loss, checked_network
from ..network.ensemble import FewWeights, as_weights, mean_losses
from ..network.network import Network, checked_seed
from ..numbers import as_array, as_numbers, check_size
from ..records.curves import OWN, Curve, Minimum, checked_curve, find_minima
from ..records.datasets import Dataset
from ..records.losses import Loss
from ..training.sgd import Run, draw_order, same_functions
from .convexity import in_words

THETAS_AT_ONCE = 4_000_000  # numbers
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
COORDINATES = ("α", "β")
GRID = 41  # by 41 points of a view, among which minima are looked for
WHOLE_SVD = 300  # updates or weights up to which all singular values are computed
BLOCK, ITERATIONS = 16, 500  # beyond: vectors turned at once, and turns at most
LOOKS = 400  # at most, on the way from one of them to its minimum
_ANGLES = np.arange(24) * (np.pi / 12)
PICKED_AHEAD = 256  # updates whose examples are picked at once
STAR = np.concatenate([np.zeros((1, 2)), np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], axis=1)])  # a place and 24 around it

Place = tuple[int, int, int]


# --------------------------------------------------------------------------------------------------- records

@dataclass(frozen=True, eq=False, repr=False)
class Directions:
    """One or two directions of θ, for `plane` and `project`.

    Attributes
    ----------
    vectors : (k, n_weights), the rows linearly independent; neither of length 1 nor at right angles unless `words` says so.
    center : the network that they start from.
    reach : how far along each a picture goes: 1, and for principal directions as far as the run does.
    words : what they are, in a sentence.
    shares : for principal directions, the share of the run's squared distance from `center` that each holds; else ().
    """

    vectors: np.ndarray
    center: Network
    reach: tuple[float, ...]
    words: str
    shares: tuple[float, ...] = ()

    def __len__(self) -> int:
        return len(self.vectors)

    def sentence(self) -> str:
        return self.words

    def __repr__(self) -> str:
        return f"Directions({len(self)} of {self.center!r})"


@dataclass(frozen=True, eq=False, repr=False)
class Slice:
    """The mean loss over the data along one or two weights, or along directions of θ.

    Attributes
    ----------
    names : what varies, "w₁₂⁽¹⁾" (row 1, column 2, counted from 1 as on the board), or "α" and "β" along directions.
    along : "weights" or "directions".
    axes : one array (R,) per name, its values.
    values : (R,) or (R, R) mean loss L/N, values[i, j] at (axes[0][i], axes[1][j]); infinite or NaN where a number overflows.
    at : the network's own values of them; 0 along directions.
    here : its mean loss there.
    network, data, loss : what it was made of.
    vectors : (k, n_weights), the change of θ as each name grows by 1.
    """

    names: tuple[str, ...]
    along: str
    axes: tuple[np.ndarray, ...]
    values: np.ndarray
    at: tuple[float, ...]
    here: float
    network: Network
    data: Dataset
    loss: Loss
    vectors: np.ndarray

    @property
    def total(self) -> np.ndarray:
        """The lecture's L, the sum over the data: N times `values`."""
        return self.values * len(self.data)

    @property
    def lowest(self) -> tuple[tuple[float, ...], float]:
        """(where, mean loss) of the lowest point of the grid; the first of several. (`at`, NaN) when there is no number at all."""
        if np.isnan(self.values).all():
            return self.at, float("nan")
        place = np.unravel_index(np.nanargmin(self.values), self.values.shape)
        return tuple(float(axis[k]) for axis, k in zip(self.axes, place)), float(self.values[place])

    def sentence(self) -> str:
        """What varies and how far, and the loss here and where it is lowest."""
        ranges = " and ".join(f"{name} from {in_words(axis[0])} to {in_words(axis[-1])}" for name, axis in zip(self.names, self.axes))
        rest = ("every other weight as it is" if self.along == "weights"
                else f"θ moved by {' + '.join(f'{name} d{k}' for name, k in zip(self.names, '₁₂'))}")
        where, low = self.lowest
        return (f"The mean {self.loss.name} loss of {self.network!r} over the {len(self.data)} examples of {self.data.name}, with "
                f"{ranges} and {rest}: at {_locate(self.names, self.at)} it is {in_words(self.here)}, and lowest at "
                f"{_locate(self.names, where)}, {in_words(low)}.")

    def __repr__(self) -> str:
        size = " × ".join(str(len(axis)) for axis in self.axes)
        return f"Slice({', '.join(self.names)}: {size} mean {self.loss.name} losses of {self.network!r}, {self.data.name})"


@dataclass(frozen=True, eq=False, repr=False)
class Projection:
    """A run's θ before each update and after the last, as seen from a slice or from directions.

    Attributes
    ----------
    names : what the coordinates are, as in the slice.
    coordinates : (T + 1, k) of the nearest point of the line or plane.
    residual : (T + 1,) the distance to it: what the picture does not show.
    distance : (T + 1,) the distance of θ from the slice's center.
    """

    names: tuple[str, ...]
    coordinates: np.ndarray
    residual: np.ndarray
    distance: np.ndarray

    @property
    def share(self) -> float:
        """The part of the squared distances from the center, summed over the run, that lies outside; 0 when θ never leaves it."""
        whole = float((self.distance ** 2).sum())
        return float((self.residual ** 2).sum()) / whole if whole else 0.0

    def sentence(self) -> str:
        """How much of the run the picture shows."""
        what = "line" if len(self.names) == 1 else "plane"
        far = int(np.argmax(self.residual))
        when = f"before update {far}" if far < len(self) - 1 else "after the last update"
        return (f"The {what} of {' and '.join(self.names)} holds {_percent(1 - self.share)} of the squared distance of θ from its "
                f"center, summed over the run; {when} θ is farthest from it, {in_words(self.residual[far])} away, at "
                f"{in_words(self.distance[far])} from the center.")

    def __len__(self) -> int:
        return len(self.coordinates)

    def __repr__(self) -> str:
        return f"Projection({len(self)} points on {', '.join(self.names)}: {_percent(self.share)} outside)"


@dataclass(frozen=True, eq=False, repr=False)
class Fan:
    """The derivative of every example's own loss, and their mean, at one θ.

    Attributes
    ----------
    names : the weights.
    each : (N, k) ∂ℓ/∂w of every example.
    mean : (k,) their mean, ∂(L/N)/∂w: what a full-gradient update follows.
    """

    names: tuple[str, ...]
    each: np.ndarray
    mean: np.ndarray

    @property
    def agreeing(self) -> int:
        """How many examples' derivatives make less than a right angle with the mean."""
        return int((self.each @ self.mean > 0).sum())

    @property
    def still(self) -> int:
        """How many examples' derivatives are zero in all these weights."""
        return int((self.each == 0).all(axis=1).sum())

    @property
    def spread(self) -> float:
        """The root of the mean squared distance of the examples' derivatives from their mean: the noise of SGD."""
        return sqrt(((self.each - self.mean) ** 2).sum(axis=1).mean())

    def sentence(self) -> str:
        n = len(self.each)
        return (f"Of {n} examples, {self.agreeing} pull the way of their mean (an angle below 90°), "
                f"{n - self.agreeing - self.still} another way, and {self.still} not at all. The mean has length "
                f"{in_words(float(np.linalg.norm(self.mean)))}; one example is off by {in_words(self.spread)} (root mean square).")

    def __repr__(self) -> str:
        return f"Fan({len(self.each)} derivatives of {len(self.names)} weights)"


# ------------------------------------------------------------------------------------------- along the weights

def slice(net: Network, data: Dataset, loss: Loss | str, weights: Sequence = ((1, 0, 0),), around: float = 2.0,
          resolution: int = 201) -> Slice:
    """The loss of the network over the data as one or two of its weights vary, everything else staying as it is.

    Parameters
    ----------
    weights : one or two weights, (layer, row, column) or, in the vector of one score, (layer, column).
    around : each weight goes from its present value − around to + around; one number, or one for each.
    resolution : how many values of each; an odd number has the present value in its middle.

    The values are those of the network with these weights put in, to the rounding of a sum taken in another order.
    Raises ValueError or TypeError for a weight that does not exist, the same one twice, and a loss or data that do not fit.
    """
    net, data, loss = _check(net, data, loss)
    places = _checked_places(net, weights, most=2)
    at = _present(net, places)
    axes = _axes(at, around, resolution)
    grid = [axes[0]] if len(axes) == 1 else [axes[0][:, None], axes[1][None, :]]
    values = FewWeights(net, places, data.x).mean_losses(grid, data.z, loss)
    vectors = np.zeros((len(places), net.quantities.n_weights))
    vectors[range(len(places)), [_index(net, place) for place in places]] = 1.0
    names = tuple(weight_name(net, *place) for place in places)
    return Slice(names, "weights", axes, _lock(values), at, _mean_loss(net, data, loss), net, data, loss, _lock(vectors))


def derivatives_at(net: Network, data: Dataset, loss: Loss | str, weights: Sequence | None = None) -> Fan:
    """∂ℓ/∂w of every example at the network's present weights, and their mean; of all weights (in θ's order) or the chosen ones."""
    net, data, loss = _check(net, data, loss)
    places = list(_all_places(net)) if weights is None else _checked_places(net, weights, most=None)
    with np.errstate(all="ignore"):  # an overflow shows as an infinity or NaN
        forward = net.forward(data.x)
        d = net.backward(forward, loss.derivative(forward.y, data.z))
    by_layer = [d[layer.dl_dW].reshape(len(data), -1) for layer in net.quantities.layers]
    each = np.concatenate(by_layer, axis=1)[:, [_index(net, place) for place in places]]
    return Fan(tuple(weight_name(net, *place) for place in places), _lock(each), _lock(each.mean(axis=0)))


def as_curve(net: Network, data: Dataset, loss: Loss | str, weights: Sequence = ((1, 0, 0),), view=None) -> Curve:
    """The mean loss along one or two weights as a curve to walk on, with its exact derivative; the other weights are frozen.

    The derivative is that of all examples, by backpropagation (at a kink, the value that the records use). The curve starts at
    the present weights. view : (low, high) for each weight; left out, from 2 below the present value to 2 above it.

    `minima` are those found in the view, "global" being the lowest there: with one weight where the derivative changes its
    sign; with two from the low points of a 41 × 41 grid, and none where ℓ itself has kinks, whose ravines look like minima. A
    level floor has none. `convex` is True where that is certain: the weights are of the last layer, so that y is affine in them,
    and ℓ is convex in y; else None, and `convex.counterexample` may find a chord that fails. Raises as `slice` does.
    """
    return _curve(_Along(net, data, loss, weights), view)


def sgd_curve(net: Network, data: Dataset, loss: Loss | str, weights: Sequence = ((1, 0, 0),), batch: int = 1, seed: int = 0,
              view=None) -> Curve:
    """The same curve, but update t follows the mean derivative of `batch` examples picked at random (`derivative_at`).

    Its value and its `derivative` are those of all examples. Picks are with replacement, the slide's words: with batch = 1
    update t uses the example that `nbnn.sgd` of that seed does. All walks that are made at once use the same picks.
    """
    along = _Along(net, data, loss, weights)
    batch = checked_count(batch, "batch")
    check_memory("batch", batch, 2 * PICKED_AHEAD, "examples an update")
    curve, what = _curve(along, view), "one example" if batch == 1 else f"{batch} examples"
    return replace(curve, derivative_at=_Noisy(along, _Picks(len(data), batch, checked_seed(seed))),
                   name=f"{curve.name}, {what} at a time", derivative_formula=f"the mean ∂ℓ/∂w of {what} picked at random")


def _curve(along: "_Along", view) -> Curve:
    net, loss, names, at = along.network, along.loss, " and ".join(along.names), along.at
    affine = all(layer == net.depth - 1 for layer, _, _ in along.places)
    curve = Curve(
        key=OWN, name=f"mean {loss.name} loss along {names}", dimension=len(at), value=along.value, derivative=along.derivative,
        view=tuple((w - 2.0, w + 2.0) for w in at) if view is None else view, start=at[0] if len(at) == 1 else at,
        convex=True if affine and loss.convex else None, formula=f"L/N of {names}, every other weight as it is",
        derivative_formula="∂(L/N)/∂w by backpropagation", source=f"{net!r} on {along.data.name}",
    )
    if len(at) == 1:
        return replace(curve, minima=find_minima(curve))
    return curve if loss.kinks or loss.target_kinks else replace(curve, minima=lowest_places(curve))


def lowest_places(curve: Curve) -> tuple[Minimum, ...]:
    """The minima in the view of a curve of two weights: the low points of a coarse grid, each followed down to its lowest place."""
    checked_curve(curve, 2)
    axes = [np.linspace(low, high, GRID) for low, high in curve.view]
    w = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
    values = curve.value(w)
    shifts = [(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1) if (i, j) != (0, 0)]
    around = [values[1 + i:GRID - 1 + i, 1 + j:GRID - 1 + j] for i, j in shifts]
    lows = w[1:-1, 1:-1][(values[1:-1, 1:-1] < np.array(around)).all(axis=0)]
    widths = np.array([high - low for low, high in curve.view])
    found: list[np.ndarray] = []
    for place in (follow_down(curve, start, widths / GRID) for start in lows):
        if place is not None and not any((np.abs(place - other) < 1e-3 * widths).all() for other in found):
            found.append(place)
    heights = [float(curve.value(place)) for place in found]
    kinds = ["global" if value <= min(heights) + 1e-9 * max(1.0, min(heights)) else "local" for value in heights]
    return tuple(Minimum((float(a), float(b)), value, kind) for (a, b), value, kind in zip(found, heights, kinds))


def follow_down(curve: Curve, w: np.ndarray, cell: np.ndarray) -> np.ndarray | None:
    """Where ever smaller looks around lead, by values alone; None outside the view, and where the loss is not higher all around."""
    checked_curve(curve, 2)
    w, cell = (as_numbers(given, name, "two numbers") for given, name in ((w, "w"), (cell, "cell")))
    if w.shape != (2,) or cell.shape != (2,):
        raise ValueError(f"w has shape {w.shape} and cell has shape {cell.shape}: each must be two numbers, (2,)")
    step = cell
    for _ in range(LOOKS):
        nearby = w + step * STAR
        best = int(np.argmin(curve.value(nearby)))
        w, step = nearby[best], step if best else step / 2
        if (step < 1e-7 * cell).all():
            break
    rings = curve.value(w + cell * STAR[1:] * np.array([1e-4, 1e-2, 0.3])[:, None, None])
    inside = all(low < entry < high for entry, (low, high) in zip(w, curve.view))
    return w if inside and (rings > curve.value(w)).all() else None


class _Along:
    """The mean loss over all examples, or over some, and its derivative: functions of one weight (any shape) or two (…, 2)."""

    def __init__(self, net: Network, data: Dataset, loss: Loss | str, weights: Sequence):
        self.network, self.data, self.loss = _check(net, data, loss)
        self.places = _checked_places(net, weights, most=2)
        self.names, self.at = [weight_name(net, *place) for place in self.places], _present(net, self.places)
        self._all = FewWeights(net, self.places, data.x)

    def value(self, w: np.ndarray) -> np.ndarray:
        values, shape = self._apart(w)
        return self._all.mean_losses(values, self.data.z, self.loss).reshape(shape)

    def derivative(self, w: np.ndarray, picked: np.ndarray | None = None) -> np.ndarray:
        few = self._all if picked is None else FewWeights(self.network, self.places, self.data.x[picked])
        z = self.data.z if picked is None else self.data.z[picked]
        return few.mean_derivatives(self._apart(w)[0], z, self.loss).reshape(np.shape(w))

    def _apart(self, w) -> tuple[list[np.ndarray], tuple[int, ...]]:
        w = np.asarray(w, dtype=float)
        if len(self.places) == 1:
            return [w.reshape(-1)], w.shape
        return [w[..., 0].reshape(-1), w[..., 1].reshape(-1)], w.shape[:-1]


class _Picks:
    """Which examples update t uses: the order of `nbnn.sgd`, drawn as far as it is asked for."""

    def __init__(self, n: int, batch: int, seed: int):
        self.n, self.batch, self.seed = n, batch, seed
        self._order = draw_order("replacement", n, PICKED_AHEAD * batch, seed)

    def __getitem__(self, t: int) -> np.ndarray:
        needed = (t + 1) * self.batch
        if needed > len(self._order):  # a longer draw begins with the shorter one
            self._order = draw_order("replacement", self.n, 2 * needed, self.seed)
        return self._order[t * self.batch:needed]


class _Noisy:
    """(w, t) → the mean derivative of the examples that update t picks."""

    def __init__(self, along: _Along, picks: _Picks):
        self.along, self.picks = along, picks

    def __call__(self, w, t: int) -> np.ndarray:
        return self.along.derivative(w, self.picks[t])


# ---------------------------------------------------------------------------------------- along directions

def random_directions(net: Network, seed: int = 0, count: int = 2, filterwise: bool = True) -> Directions:
    """One or two random directions of θ from the network's present weights.

    filterwise : each unit's part of a direction has the length of that unit's own weights (its row, the constant's weight
        included), so that networks with large and small weights compare: Li et al., NeurIPS 2018, sec. 4. A unit whose weights
        are all 0 does not move. False: as drawn from a normal distribution, scaled to length 1.
    """
    net, count = checked_network(net), _checked_how_many(count, net)
    drawn = np.random.default_rng(checked_seed(seed)).normal(size=(count, net.quantities.n_weights))
    if not checked_flag(filterwise, "filterwise"):
        vectors = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
        return Directions(_lock(_independent(vectors)), net, (1.0,) * count, f"{_many(count, 'random direction')} of length 1.")
    if not net.theta.any():
        raise ValueError(f"every weight of {net!r} is 0, and so would be every filterwise direction: use filterwise=False")
    vectors = _independent(np.stack([_as_long_as_its_units(net, d) for d in drawn]))
    return Directions(_lock(vectors), net, (1.0,) * count,
                      f"{_many(count, 'random direction')}, in which each unit's part is as long as its weights.")


def _as_long_as_its_units(net: Network, direction: np.ndarray) -> np.ndarray:
    scaled = []
    for layer, W in zip(net.quantities.layers, net.weights):
        d = net.quantities.view(direction, layer.W)
        scaled.append(d * (np.linalg.norm(W, axis=-1, keepdims=True) / np.linalg.norm(d, axis=-1, keepdims=True)))
    return np.concatenate([d.ravel() for d in scaled])


def principal_directions(run: Run, count: int = 2) -> Directions:
    """The one or two directions in which the run's θ lie farthest from its last network, in the mean square.

    They have length 1 and stand at right angles (singular vectors of θ_t − θ_T, t = 0 … T − 1). It is a principal component
    analysis about the last network rather than about the mean (Li et al., NeurIPS 2018, sec. 7): the plane then passes through
    a network that the run reached, and the shares are just what `project` finds.

    Raises ValueError for a run in which θ does not move, or moves along a line only when two directions are wanted.
    """
    thetas = _thetas(run)
    count = _checked_how_many(count, run.start)
    moved = thetas[:-1] - thetas[-1]
    lengths, vectors = _largest_singular(moved)
    rank = int((lengths > lengths[:1].sum() * 1e-12).sum())
    if rank < count:
        raise ValueError("θ does not move in this run, so it has no directions" if not rank else
                         "θ moves along one line only in this run: ask for count=1")
    vectors = vectors[:count]
    vectors = vectors * np.sign(vectors[range(count), np.abs(vectors).argmax(axis=1)])[:, None]  # svd may give either sign
    shares = tuple(np.minimum(1.0, lengths[:count] ** 2 / (moved ** 2).sum()).tolist())
    reach = 1.1 * np.abs(moved @ vectors.T).max(axis=0)
    return Directions(_lock(vectors), run.network(len(run)), tuple(reach.tolist()), (
        f"{_many(count, 'principal direction')} of the run, seen from its last network, with "
        f"{' and '.join(_percent(share) for share in shares)} of the squared distance from it."), shares)


def _largest_singular(moved: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The largest singular values of (T, n), falling, and their right singular vectors as rows; all of them where that is quick.

    A long run of many weights takes LAPACK a quarter of a minute. There a block of vectors is turned towards the largest ones
    (orthogonal iteration with Rayleigh–Ritz; Golub and Van Loan, Matrix Computations, sec. 8.2) until the first two stand still.
    """
    if min(moved.shape) <= WHOLE_SVD:
        _, lengths, vectors = np.linalg.svd(moved, full_matrices=False)
        return lengths, vectors
    block, before = np.random.default_rng(0).normal(size=(moved.shape[1], BLOCK)), np.zeros((2, moved.shape[1]))
    for _ in range(ITERATIONS):
        block = np.linalg.qr(block)[0]
        seen = moved @ block
        _, lengths, turn = np.linalg.svd(seen, full_matrices=False)
        vectors = turn @ block.T
        if np.abs(np.abs((vectors[:2] * before).sum(axis=1)) - 1).max() < 1e-15:
            break
        before, block = vectors[:2], moved.T @ (seen @ turn.T)
    return lengths, vectors


def plane(net: Network, data: Dataset, loss: Loss | str, directions, around=None, resolution: int = 101) -> Slice:
    """The loss at θ + α d₁ (+ β d₂), with the network's θ in the middle.

    Parameters
    ----------
    directions : `random_directions`, `principal_directions`, or one or two vectors shaped like θ, (k, n_weights).
    around : α and β go from −around to + around, one number or one for each; left out, the directions' own `reach`, or 1.
    resolution : as for `slice`.
    """
    net, data, loss = _check(net, data, loss)
    vectors = _checked_vectors(directions, net)
    if around is None:
        around = directions.reach if isinstance(directions, Directions) else 1.0
    at = (0.0,) * len(vectors)
    axes = _axes(at, around, resolution)
    points = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, len(axes))
    values = np.empty(len(points))
    at_once = max(1, THETAS_AT_ONCE // net.quantities.n_weights)
    for start in range(0, len(points), at_once):
        thetas = net.theta + points[start:start + at_once] @ vectors
        values[start:start + at_once] = mean_losses(net, as_weights(net, thetas), data, loss)
    values = values.reshape([len(axis) for axis in axes])
    return Slice(COORDINATES[:len(axes)], "directions", axes, _lock(values), at, _mean_loss(net, data, loss), net, data, loss,
                 _lock(vectors))


def project(run: Run, onto: Slice | Directions) -> Projection:
    """The run's θ on a slice, or on directions: the nearest point for each θ, and how far from it θ is.

    The slice's network must have the sizes and the activation of the run's.
    """
    if not isinstance(onto, (Slice, Directions)):
        raise TypeError(f"onto is a {type(onto).__name__}: give a slice, or directions such as nbnn.landscape.principal_directions(run)")
    thetas = _thetas(run)
    center = onto.network if isinstance(onto, Slice) else onto.center
    if center.sizes != run.start.sizes or not same_functions(center, run.start):
        raise ValueError(f"the run is of {run.start!r} but the slice is of {center!r}: they must have the same sizes and activation")
    at, names = (onto.at, onto.names) if isinstance(onto, Slice) else ((0.0,) * len(onto), COORDINATES[:len(onto)])
    moved = thetas - center.theta
    coordinates = np.linalg.lstsq(onto.vectors.T, moved.T, rcond=None)[0].T
    residual = np.linalg.norm(moved - coordinates @ onto.vectors, axis=1)
    return Projection(names, _lock(coordinates + at), _lock(residual), _lock(np.linalg.norm(moved, axis=1)))


# ----------------------------------------------------------------------------------------------------- names

def weight_name(net: Network, layer: int, row: int, column: int) -> str:
    """How one weight is written, all counted from 0 here and from 1 in the name: w₁₂⁽¹⁾, w₂⁽²⁾ of a vector, w₁₃⁽¹⁾ (bias)."""
    layer, row, column = (checked_whole(given, name, 0) for given, name in ((layer, "layer"), (row, "row"), (column, "column")))
    if layer >= len(checked_network(net).weights):
        raise ValueError(f"layer is {layer}: {net!r} has the layers 0 to {len(net.weights) - 1}")
    vector = net.weights[layer].ndim == 1
    comma = "," if max(row, column) >= 9 and not vector else ""
    place = f"{'' if vector else row + 1}{comma}{column + 1}".translate(SUBSCRIPTS)
    of_constant = net.bias and column == net.weights[layer].shape[-1] - 1
    return f"w{place}⁽{str(layer + 1).translate(SUPERSCRIPTS)}⁾{' (bias)' if of_constant else ''}"


def _locate(names: Iterable[str], values: Iterable[float]) -> str:
    return ", ".join(f"{name} = {in_words(value)}" for name, value in zip(names, values))


def _percent(share: float) -> str:
    """A share in percent; it says 0 or 100 only when it is."""
    share = min(1.0, max(0.0, share))
    text = f"{100 * share:.3g} %"
    return text if text not in ("0 %", "100 %") or share in (0, 1) else ("less than 0.01 %" if share < 0.5 else "more than 99.9 %")


def _many(count: int, what: str) -> str:
    return f"One {what}" if count == 1 else f"Two {what}s"


# ----------------------------------------------------------------------------------------------- small parts

def _mean_loss(net: Network, data: Dataset, loss: Loss) -> float:
    with np.errstate(all="ignore"):
        return float(np.mean(loss.value(net.scores(data.x), data.z)))


def _axes(at: Sequence[float], around, resolution) -> tuple[np.ndarray, ...]:
    """For each coordinate, `resolution` values around it, at equal distances; with an odd number it is itself the middle one."""
    resolution = checked_count(resolution, "resolution")
    if not 2 <= resolution <= int(MOST_POINTS ** (1 / len(at))):
        raise ValueError(f"resolution is {with_commas(resolution)}: it must be from 2 to {int(MOST_POINTS ** (1 / len(at)))}")
    check_size("around", around)
    around = checked_list(around, "around", "positive numbers") if np.iterable(around) else (around,) * len(at)
    if len(around) != len(at):
        raise ValueError(f"around has {len(around)} numbers for {len(at)}: give one number, or one for each")
    for number in around:
        if isinstance(number, bool) or not isinstance(number, (int, float, np.integer, np.floating)):
            raise TypeError(f"around is {number!r}: it must be a positive number, such as 2.0")
        if not (isfinite(number) and number > 0):
            raise ValueError(f"around is {number!r}: it must be a positive finite number, such as 2.0")
    steps = (2 * np.arange(resolution) - (resolution - 1)) / (resolution - 1)  # −1 … 1, exactly 0 in the middle
    return tuple(_lock(value + number * steps) for value, number in zip(at, around))


def _thetas(run: Run) -> np.ndarray:
    """(T + 1, n_weights): θ before each update, and after the last."""
    if not isinstance(run, Run):
        raise TypeError(f"run is a {type(run).__name__}: give the recording that nbnn.sgd returns")
    return np.vstack([run.rows[:, :run.quantities.n_weights], run.network(len(run)).theta])


def _all_places(net: Network) -> Iterable[Place]:
    return ((layer, *place) for layer, w in enumerate(net.weights) for place in np.ndindex(np.atleast_2d(w).shape))


def _present(net: Network, places: Iterable[Place]) -> tuple[float, ...]:
    """The present values of these weights."""
    return tuple(float(np.atleast_2d(net.weights[layer])[row, column]) for layer, row, column in places)


def _index(net: Network, place: Place) -> int:
    """Where a weight stands in θ."""
    layer, row, column = place
    return net.quantities.places[net.quantities.layers[layer].W].start + row * net.weights[layer].shape[-1] + column


def _lock(array) -> np.ndarray:
    array = np.array(array, dtype=float)
    array.setflags(write=False)
    return array


# -------------------------------------------------------------------------------------------------- checking

def _check(net, data, loss) -> tuple[Network, Dataset, Loss]:
    loss = checked_loss(loss, checked_network(net))
    return net, checked_data(data, net, loss), loss


def _checked_places(net: Network, weights, most: int | None) -> list[Place]:
    """The chosen weights, counted from 0; ValueError or TypeError for one that does not exist or comes twice, or too many."""
    check_length("weights", weights)
    check_size("weights", weights)
    weights = list(weights) if np.iterable(weights) and not isinstance(weights, str) else weights
    if not isinstance(weights, list) or any(not np.iterable(one) for one in weights):
        raise TypeError(f"weights is {weights!r}: give a list of (layer, row, column), such as [(1, 0, 0)]")
    places = [_checked_place(net, tuple(one)) for one in weights]
    if not places or (most and len(places) > most):
        raise ValueError(f"weights names {len(places)} weights: choose {'one or more' if most is None else 'one or two'}, "
                         "such as [(1, 0, 0)]")
    twice = next((place for k, place in enumerate(places) if place in places[:k]), None)
    if twice:
        raise ValueError(f"{weight_name(net, *twice)} is there twice: choose different weights")
    return places


def _checked_place(net: Network, given: tuple) -> Place:
    whole = all(isinstance(k, (int, np.integer)) and not isinstance(k, bool) for k in given)
    if len(given) not in (2, 3) or not whole:
        raise TypeError(f"weights names {given!r}, which is no weight: give (layer, row, column) in whole numbers, the layer from 1, "
                        "row and column from 0, such as [(1, 0, 0)]")
    layer = int(given[0])
    if not 1 <= layer <= net.depth:
        raise ValueError(f"there is no layer {layer} for the weight {given!r}: the layers of {net!r} are 1 to {net.depth}")
    W, name = net.weights[layer - 1], net.quantities.layers[layer - 1].W
    if len(given) == 2 and W.ndim == 2:
        raise ValueError(f"weights names {given!r} without a row, but {name} is a matrix: give (layer, row, column)")
    row, column = (0, *map(int, given[1:]))[-2:]
    rows, columns = np.atleast_2d(W).shape
    if not (0 <= row < rows and 0 <= column < columns):
        needed = f"the columns 0 to {columns - 1}" if W.ndim == 1 else f"the rows 0 to {rows - 1} and the columns 0 to {columns - 1}"
        raise ValueError(f"the weight {given!r} does not exist: {name} of {net!r} has {needed}")
    return layer - 1, row, column


def _checked_how_many(count, net: Network) -> int:
    count = checked_count(count, "count")
    if count > min(2, net.quantities.n_weights):
        raise ValueError(f"count is {count}: a picture has one direction or two"
                         f"{', and this network has one weight' if net.quantities.n_weights == 1 else ''}")
    return count


def _checked_vectors(given, net: Network) -> np.ndarray:
    vectors = given.vectors if isinstance(given, Directions) else as_array(given, "directions", "one or two vectors shaped like θ")
    if vectors.dtype.kind not in "fiu":
        raise TypeError(f"directions is {given!r}: give directions, or one or two vectors shaped like θ")
    vectors = np.atleast_2d(vectors).astype(float)
    if vectors.ndim != 2 or vectors.shape[1] != net.quantities.n_weights or len(vectors) not in (1, 2):
        raise ValueError(f"directions has shape {vectors.shape}, but {net!r} has {net.quantities.n_weights} weights: "
                         f"give one or two vectors of {net.quantities.n_weights} numbers")
    if not np.isfinite(vectors).all():
        raise ValueError("directions contains a number that is not finite")
    return _independent(vectors)


def _independent(vectors: np.ndarray) -> np.ndarray:
    if np.linalg.matrix_rank(vectors) < len(vectors):
        raise ValueError("the directions span no plane: one is a multiple of the other" if len(vectors) == 2 else "the direction is 0")
    return vectors
