"""What the chord test is made on: functions of one number with a name, a formula and where to look, and the words for a chord."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ..core.landscapes import convexity as convex
from ..core.landscapes.convexity import COMBINATIONS, Chord, Combination, in_words, tell_apart
from ..core.network.arguments import losses_with_meaning
from ..core.network.network import Network
from ..core.records.curves import CURVES, OWN, Curve
from ..core.records.datasets import Dataset, iris, moons, standardize
from ..core.records.losses import LOSSES, Loss, binary_cross_entropy
from ..core.training.sgd import Run, sgd
from .recording.recording import Recording
from .recording.story import story
from .writing.numbers import format_number

WRONG = (ValueError, TypeError, OverflowError)  # what asking a function may raise
POINTS = 321
ENDS = (0.18, 0.82)  # of the picture's width: where the two points begin
LINE = (-0.25, 1.25)  # t on the line between two θ: a little further than both
JUMP = 1e-9  # of the picture's width: the points on both sides of a jump
UPDATES = 2_000  # of the run on separable data
SIDE_BY_SIDE = ("sum_of_two", "larger_of_two", "smaller_of_two")  # f and g live on the axis of what is made of them


@dataclass(frozen=True, eq=False)
class Subject:
    """A function to test.

    Attributes
    ----------
    f : number → number. x : where to look. letters : how f and x are written.
    ends : where the two points begin; left out: well inside `x`.
    parts : what f is made of, words → function, drawn faintly.
    kinks, jumps : where f has a corner, or jumps: places that a drawn curve must not miss.
    about : what there is to see, in a sentence.
    grows : it has no minimum, and the weights of a run on it grow for ever.
    """

    key: str
    name: str
    formula: str
    f: Callable[[float], float]
    x: tuple[float, float]
    letters: tuple[str, str] = ("f", "x")
    ends: tuple[float, float] | None = None
    parts: Mapping[str, Callable[[float], float]] | None = None
    kinks: tuple[float, ...] = ()
    jumps: tuple[float, ...] = ()
    about: str = ""
    grows: bool = False

    @property
    def letter(self) -> str:
        return self.letters[1]

    @property
    def written(self) -> str:
        """f(x)"""
        return "{}({})".format(*self.letters)

    @property
    def start(self) -> tuple[float, float]:
        """Where x₁ and x₂ begin."""
        (low, high), (first, second) = self.stretch, ENDS
        return self.ends or (low + first * (high - low), low + second * (high - low))

    @cached_property
    def stretch(self) -> tuple[float, float]:
        """The longest part of `x` where f has values at all places. ValueError when it has one at no two neighbors."""
        known = np.isfinite(self.curve[1])
        if known.all():
            return self.x
        borders = np.flatnonzero(np.diff(np.concatenate([[0], known.astype(int), [0]]))).reshape(-1, 2)
        first, after = max(borders, key=lambda pair: pair[1] - pair[0], default=(0, 0))
        if after - first < 2:
            raise ValueError(f"{self.name} has no values from {in_words(self.x[0])} to {in_words(self.x[1])}: {self.trouble}")
        return float(self.places[first]), float(self.places[after - 1])

    @cached_property
    def places(self) -> np.ndarray:
        """POINTS places, and the corners."""
        low, high = self.x
        near = JUMP * (high - low)
        extra = [*self.kinks, *(jump + side for jump in self.jumps for side in (-near, 0.0, near))]
        return np.union1d(np.linspace(low, high, POINTS), [x for x in extra if low <= x <= high])

    @cached_property
    def curve(self) -> tuple[np.ndarray, np.ndarray]:
        """The function at its places; NaN where it has no value."""
        return self.places, self.heights(self.f)

    @cached_property
    def path(self) -> tuple[np.ndarray, np.ndarray]:
        """The curve for a point that moves on it: where there is no value, as high as halfway between the values beside it."""
        xs, ys = self.curve
        known = np.isfinite(ys)
        return xs, np.interp(xs, xs[known], ys[known])

    @cached_property
    def trouble(self) -> str:
        """What the function said at the first of its places where it has no value; "" when it has one everywhere."""
        for x in self.places[~np.isfinite(self.curve[1])]:
            try:
                convex.chord(self.f, float(x), float(x), 1.0)
            except WRONG as error:
                return str(error)
        return ""

    def heights(self, f: Callable[[float], float]) -> np.ndarray:
        """A function of the same letter at the places."""
        return np.array([_height(f, float(x)) for x in self.places])

    def extent(self) -> tuple[float, float]:
        """(low, high) of the picture, with some room."""
        low, high = float(np.nanmin(self.curve[1])), float(np.nanmax(self.curve[1]))
        room = 0.1 * max(high - low, 1e-9 * max(1.0, abs(low)))
        return low - room, high + room


def _height(f: Callable, x: float) -> float:
    try:
        height = float(f(x))
    except WRONG:
        return float("nan")
    return height if np.isfinite(height) else float("nan")


# ----------------------------------------------------------------------------------------------- functions to test

def of_curve(curve: Curve) -> Subject:
    """A loss curve of one weight."""
    formula = f"f(w) = {curve.formula.removeprefix('ℓ = ')}"
    return Subject(curve.key, curve.name, formula, curve.value, curve.view[0], ("f", "w"), kinks=curve.kinks)


def of_loss(loss: Loss) -> Subject:
    """A loss as a function of the score y, for an example with the label z = +1."""
    kinks, jumps = ((), loss.kinks) if loss.undefined_at else (loss.kinks, ())
    return Subject(loss.key, f"{loss.name} loss, z = +1", loss.formula, convex.of_loss(loss, 1), (-3.0, 3.0), ("ℓ", "y"),
                   (-1.5, 2.0) if jumps else None, kinks=kinks, jumps=jumps)


def of_combination(made: Combination) -> Subject:
    """A function that is made of two convex ones; of an inner and an outer one, the inner is drawn with it."""
    parts = {made.g_formula: made.g} | ({made.f_formula: made.f} if made.key in SIDE_BY_SIDE else {})
    return Subject(made.key, made.name, f"F(x) = {made.formula}, of {made.f_formula} and {made.g_formula}", made.whole,
                   (made.low, made.high), ("F", "x"), parts=parts, about=made.words)


def of_function(f: Callable[[float], float], view: tuple[float, float]) -> Subject:
    """One's own function of one number."""
    name = getattr(f, "__name__", "")
    formula = f"{name}(x)" if name.isidentifier() else ""
    return Subject(OWN, "your function", formula, _with_place(f), _view_from(view))


def _with_place(f: Callable[[float], float]) -> Callable[[float], float]:
    """The same function, whose own errors, of whatever kind, are ValueErrors that say where."""
    def ask(x: float) -> float:
        try:
            return f(x)
        except Exception as error:
            raise ValueError(f"f({in_words(x)}) raised {type(error).__name__}{f': {error}' if str(error) else ''}") from error
    return ask


def _view_from(view) -> tuple[float, float]:
    try:
        low, high = map(float, view)
    except (TypeError, ValueError):
        raise ValueError(f"view is {view!r}: give the two ends of the axis, such as (-2, 2)") from None
    if not -np.inf < low < high < np.inf:
        raise ValueError(f"view is {view!r}: the first end must be below the second, and both finite")
    return low, high


def on_line(key: str, name: str, network: Network, theta, other, data: Dataset, loss: Loss, about: str) -> Subject:
    """The mean loss of a network on the straight line from one θ (t = 0) to another (t = 1)."""
    f, start, way = convex.of_network(network, data, loss), np.asarray(theta), np.asarray(other) - np.asarray(theta)
    return Subject(key, name, f"f(t) = L/N at (1 − t)·θ + t·θ′, {loss.name}, {data.name}", lambda t: f(start + t * way), LINE, ("f", "t"),
                   ends=(0.0, 1.0), about=about)


def of_line(data: Dataset, loss: Loss, seed: int = 1, like: Network | None = None) -> Subject:
    """The mean loss of a network without a hidden layer on the straight line between two drawn θ; like : with its output's activation."""
    theta, other = np.random.default_rng(seed).normal(0, 2, (2, data.x.shape[1]))
    network = Network([theta]) if like is None else Network([theta], output=like.output)
    about = "The scores are affine in θ, and a convex function of something affine is convex."
    if network.quantities.output:
        about = f"The scores are affine in θ, but {network.output.name} bends them: y is not, and the loss need not be convex in θ."
    return on_line("line", "no hidden layer: between two θ", network, theta, other, data, loss, about)


def of_two_layers(network: Network, data: Dataset, loss: Loss, seed: int = 4) -> Subject:
    """The mean loss of a network with hidden units on the straight line between two drawn θ."""
    theta, other = np.random.default_rng(seed).normal(0, 2, (2, network.theta.size))
    return on_line("between", "two layers: between two θ", network, theta, other, data, loss,
                   "Weights multiply weights, with g between: the scores are not affine in θ.")


def of_swap(network: Network, data: Dataset, loss: Loss) -> Subject:
    """The mean loss on the straight line from θ to the θ with two hidden units swapped: the same at both ends."""
    chord = convex.midpoint(network, data, loss)
    return on_line("swap", "two layers: units swapped", network, chord.x1, chord.x2, data, loss,
                   "From θ to θ with two hidden units swapped: the same scores, so the same loss at t = 0 and t = 1. If it is higher "
                   "anywhere between, it is not convex in the weights.")


def of_ray(data: Dataset, loss: Loss) -> Subject:
    """The mean loss of a network without a hidden layer along c·θ, for a θ that separates the data."""
    theta = separator(data)
    f = convex.of_network(Network([theta]), data, loss)
    ray = convex.along_ray(f, theta, (1.0, 2.0, 4.0, 8.0))
    lowest = "So the loss has no minimizer, and SGD's weights grow on and on." if ray.falls else ""
    return Subject("ray", "separable data: along c·θ", f"f(c) = L/N at c·θ, {loss.name}, {data.name}", lambda c: f(c * theta),
                   (0.0, 8.0), ("f", "c"), about=f"θ separates the data. {ray.sentence()} {lowest}".strip(), grows=ray.falls)


def separator(data: Dataset) -> np.ndarray:
    """A θ of length 1 with zy > 0 on all examples, by the perceptron's updates; ValueError when 10,000 of them find none."""
    theta = np.zeros(data.x.shape[1])
    for _ in range(10_000):
        margins = data.z * (data.x @ theta)
        wrong = np.flatnonzero(margins <= 0)
        if not len(wrong):
            return theta / np.linalg.norm(theta)
        theta = theta + data.z[wrong[0]] * data.x[wrong[0]]
    raise ValueError(f"no straight line through the origin was found that separates {data.name}: choose separable data")


def separable() -> Dataset:
    """Two flowers that a line keeps apart: setosa and versicolor, by their petals, standardized."""
    return standardize(iris(("setosa", "versicolor"), ("petal length", "petal width")))


def subjects(network: Network | None = None, data: Dataset | None = None, loss: Loss = binary_cross_entropy) -> dict[str, Subject]:
    """Everything the lab can show, by key: loss curves, losses, combinations, and networks on data."""
    network = Network.random([2, 4, 1], seed=0) if network is None else network
    data = moons(n=100) if data is None else data
    return {made.key: made for made in (
        *(of_curve(curve) for curve in CURVES.values() if curve.dimension == 1 and curve.derivative_at is None),
        *(replace(of_loss(LOSSES[key]), key=_beside_curves(key)) for key in losses_with_meaning()),
        *(of_combination(record) for record in COMBINATIONS.values()),
        *_of_networks(network, data, loss), *([of_ray(separable(), loss)] if loss.scores != "many" else []))}


def _beside_curves(key: str) -> str:
    """A loss's key, another one where a curve has that name: absolute_loss."""
    return f"{key}_loss" if key in CURVES else key


def unasked(known: Mapping[str, Subject]) -> list[str]:
    """The keys that a menu lists unasked: all but those of losses that menus list only where they are asked for."""
    quiet = {_beside_curves(key) for key in losses_with_meaning() if not LOSSES[key].in_menus()}
    return [key for key in known if key not in quiet]


def _of_networks(network: Network, data: Dataset, loss: Loss) -> list[Subject]:
    """The network on its data: with hidden units where it has some, and beside it one without, where there is one score."""
    hidden = [of_two_layers(network, data, loss), of_swap(network, data, loss)] if network.n_hidden else []
    return [*([of_line(data, loss, like=None if hidden else network)] if network.one_score else []), *hidden]


# ------------------------------------------------------------------------------------------------------ the chord

def chord(subject: Subject, x1: float, x2: float, p: float) -> Chord:
    """The chord of a subject, written in its letters."""
    return replace(convex.chord(subject.f, x1, x2, p), letters=subject.letters)


def counterexample(subject: Subject) -> Chord | None:
    """A chord of the subject, where it is looked at, that fails; None: none was found, which is no proof."""
    found = convex.counterexample(subject.f, *subject.stretch)
    return None if found is None else replace(found, letters=subject.letters)


def none_found(subject: Subject) -> str:
    """What to say when the search comes back with nothing."""
    low, high = map(format_number, subject.stretch)
    return f"No chord between {low} and {high} was found that lies under the function. That is no proof: a proof must hold for all points."


def same_place(there: Subject, here: Subject, x: float) -> float:
    """The place in one picture that lies where x lies in another: x itself where both show the same axis."""
    if there.x == here.x:
        return x
    (low, high), (left, right) = there.x, here.x
    return left + (x - low) / (high - low) * (right - left)


def inequality(chord: Chord) -> str:
    """Both sides in letters and numbers, the sign between them, and the verdict."""
    f, x = chord.letters
    equal = abs(chord.gap) <= chord.tolerance
    below, above = (in_words(chord.below),) * 2 if equal else tell_apart(chord.below, chord.above)
    sign, verdict = ("=", "holds, with equality") if equal else ("<", "holds") if chord.holds else (">", "fails")
    return f"{verdict}: {f}(p {x}₁ + (1 − p) {x}₂) = {below} {sign} {above} = p {f}({x}₁) + (1 − p) {f}({x}₂)"


def table(chord: Chord) -> list[dict[str, str]]:
    """Both sides of the inequality as rows."""
    write, (f, x) = format_number, chord.letters
    p, q = write(chord.p), write(1 - chord.p)
    rows = [
        (f"{x}₁, {x}₂", "the ends", f"{write(float(chord.x1))}, {write(float(chord.x2))}"),
        ("p", f"the share of {x}₁", p), (x, f"p·{x}₁ + (1 − p)·{x}₂", write(float(chord.x))),
        (f"{f}({x})", "left side: the function there", write(chord.below)),
        (f"p·{f}({x}₁) + (1 − p)·{f}({x}₂)", f"right side: {p}·{_factor(chord.f1)} + {q}·{_factor(chord.f2)}", write(chord.above)),
        ("right − left", "0 or more where the inequality holds", write(chord.gap)),
    ]
    return [dict(zip(("symbol", "words", "value"), row, strict=True)) for row in rows]


def _factor(number: float) -> str:
    """A number after a multiplication dot."""
    return f"({format_number(number)})" if number < 0 else format_number(number)


def part_labels(subject: Subject) -> tuple[list[float], list[float], list[str]]:
    """Where the names of the parts stand, each at its curve's last place that is inside the picture."""
    low, high = subject.extent()
    found = []
    for words, part in (subject.parts or {}).items():
        heights = subject.heights(part)
        inside = np.flatnonzero((heights > low) & (heights < high) & (subject.places < subject.x[0] + 0.9 * (subject.x[1] - subject.x[0])))
        if len(inside):
            found.append((float(subject.places[inside[-1]]), float(heights[inside[-1]]), words.partition("(")[0]))
    xs, ys, texts = zip(*found, strict=True) if found else ((), (), ())
    return list(xs), list(ys), list(texts)


# ----------------------------------------------------------------------------------- separable data: θ grows on and on

@dataclass(frozen=True, eq=False)
class Growth:
    """A run of SGD without a hidden layer on separable data. lengths, losses : (T,) of θ before each update, ‖θ‖ and L/N."""

    run: Run
    lengths: np.ndarray
    losses: np.ndarray

    @property
    def logarithms(self) -> np.ndarray | None:
        """log₁₀ of L/N, which shows that it falls on and on; None where it has come to 0."""
        return np.log10(self.losses) if (self.losses > 0).all() else None

    def sentences(self) -> list[str]:
        """One for each moment."""
        return [f"{_after(t)} θ has the length {format_number(length)}, and L/N is {format_number(loss)}."
                for t, (length, loss) in enumerate(zip(self.lengths, self.losses, strict=True))]

    def recording(self) -> Recording:
        """The run for a player: its moments are the updates."""
        logarithms = self.logarithms
        columns = {"t": np.arange(len(self.run)), "length": self.lengths, "loss": self.losses if logarithms is None else logarithms}
        return story(columns, self.sentences(), stopped=self.run.stopped_because or "the run is shown to here")


def _after(t: int) -> str:
    return "At the start" if t == 0 else f"After {t:,} update{'s' if t > 1 else ''}"


def growth(data: Dataset, loss: Loss, eta: float = 0.5, steps: int = UPDATES, seed: int = 0) -> Growth:
    """SGD from θ = 0: on separable data, with a loss that nowhere ends falling, ‖θ‖ grows for ever, ever more slowly."""
    run = sgd(Network([np.zeros(data.x.shape[1])]), data, loss=loss, eta=eta, steps=steps, seed=seed)
    return Growth(run, np.linalg.norm(run.column("w1"), axis=1), run.total_losses())
