"""What the chord test is made on: functions of one number with a name, a formula and where to look, and the picture of a chord."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ..core import convex
from ..core.convex import COMBINATIONS, Chord, Combination
from ..core.curves import CURVES, Curve
from ..core.datasets import Dataset, blobs, moons
from ..core.losses import LOSSES, Loss, binary_cross_entropy
from ..core.network import Network
from .numbers import format_number

POINTS = 321
SIDE_BY_SIDE = ("sum_of_two", "larger_of_two", "smaller_of_two")  # f and g live on the axis of what is made of them


@dataclass(frozen=True, eq=False)
class Subject:
    """A function to test. f : number → number. x : where to look. letter : the axis. parts : other functions drawn faintly.

    about : what there is to see, in a sentence.
    """

    key: str
    name: str
    formula: str
    f: Callable[[float], float]
    x: tuple[float, float]
    letter: str = "x"
    parts: tuple[Callable[[float], float], ...] = ()
    about: str = ""

    def drawn(self, f: Callable | None = None) -> tuple[np.ndarray, np.ndarray]:
        """The function at POINTS places."""
        xs = np.linspace(*self.x, POINTS)
        return xs, np.array([(f or self.f)(float(x)) for x in xs])


def of_curve(curve: Curve) -> Subject:
    """A loss curve of one weight."""
    return Subject(curve.key, curve.name, curve.formula, curve.value, curve.view[0], "w", about=curve.shows)


def of_loss(loss: Loss) -> Subject:
    """A loss as a function of the score y, for an example with the label z = +1."""
    return Subject(loss.key, f"{loss.name} loss, z = +1", loss.formula, convex.of_loss(loss, 1), (-3.0, 3.0), "y", about=loss.undefined_at)


def of_combination(made: Combination) -> Subject:
    """A function that is made of two convex ones."""
    parts = (made.f, made.g) if made.key in SIDE_BY_SIDE else ()
    return Subject(made.key, f"{made.name}: {made.f_formula} and {made.g_formula}", made.formula, made.whole, (made.low, made.high),
                   parts=parts, about=made.words)


def of_swap(network: Network, data: Dataset, loss: Loss) -> Subject:
    """The mean loss on the straight line from θ to the θ with two hidden units swapped: the same at both ends."""
    f = convex.of_network(network, data, loss)
    chord = convex.midpoint(network, data, loss)
    start, end = np.asarray(chord.x1), np.asarray(chord.x2)
    return Subject(
        "swap", "two-layer network: from θ to θ with two hidden units swapped", f"L/N at (1 − t)·θ + t·θ′, {loss.name} on {data.name}",
        lambda t: f(start + t * (end - start)), (-0.25, 1.25), "t",
        about="At t = 0 and t = 1 the network computes the same scores, so its loss is the same. If the loss is higher anywhere between, "
              "it is not convex in the weights.")


def of_line(data: Dataset, loss: Loss, seed: int = 1) -> Subject:
    """The mean loss of a network without a hidden layer on the straight line between two drawn θ."""
    rng = np.random.default_rng(seed)
    start, end = rng.normal(0, 2, (2, data.x.shape[1]))
    f = convex.of_network(Network([start]), data, loss)
    return Subject("line", "no hidden layer: between two θ", f"L/N at (1 − t)·θ + t·θ′, {loss.name} on {data.name}",
                   lambda t: f(start + t * (end - start)), (-0.5, 1.5), "t",
                   about="The scores are affine in θ, and a convex function of something affine is convex.")


def of_ray(data: Dataset, loss: Loss) -> Subject:
    """The mean loss of a network without a hidden layer along c·θ, for a θ that separates the data."""
    theta = separator(data)
    f = convex.of_network(Network([theta]), data, loss)
    ray = convex.along_ray(f, theta)
    return Subject("ray", "separable data: along c·θ", f"L/N at c·θ, {loss.name} on {data.name}", lambda c: f(c * theta), (0.0, 8.0), "c",
                   about=f"θ separates the data. {ray.sentence()} So the loss has no minimiser, and SGD's weights grow on and on.")


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
    """Two clouds that a line through the origin keeps apart."""
    return blobs(n=60, seed=3)


def subjects(network: Network | None = None, data: Dataset | None = None, loss: Loss = binary_cross_entropy) -> dict[str, Subject]:
    """Everything the lab can show, by key: loss curves, losses, combinations, and networks on data."""
    network = Network.random([2, 4, 1], seed=0) if network is None else network
    data = moons(n=100) if data is None else data
    return {made.key: made for made in (
        *(of_curve(curve) for curve in CURVES.values() if curve.dimension == 1 and curve.derivative_at is None),
        *(of_loss(record) for record in LOSSES.values() if record.scores != "many"),
        *(of_combination(record) for record in COMBINATIONS.values()),
        of_line(data, loss), of_swap(network, data, loss), of_ray(separable(), loss))}


def chord(subject: Subject, x1: float, x2: float, p: float) -> Chord:
    """The chord of a subject, written in its letter."""
    return replace(convex.chord(subject.f, x1, x2, p), letters=("f", subject.letter))


def counterexample(subject: Subject) -> Chord | None:
    """A chord of the subject, where it is looked at, that fails; None: none was found, which is no proof."""
    found = convex.counterexample(subject.f, *subject.x)
    return None if found is None else replace(found, letters=("f", subject.letter))


def none_found(subject: Subject) -> str:
    """What to say when the search comes back with nothing."""
    low, high = map(format_number, subject.x)
    return f"No chord between {low} and {high} was found that lies under the function. That is no proof: a proof must hold for all points."


@dataclass(frozen=True, eq=False)
class Picture:
    """Where a chord's points lie: the place on the curve, the one on the chord, and whether the inequality holds."""

    gap: tuple[np.ndarray, np.ndarray]
    holds: bool
    names: tuple[np.ndarray, np.ndarray, list[str]]


def picture(chord: Chord, letter: str) -> Picture:
    """The picture of a chord of a function of one number."""
    x, heights = float(chord.x), np.array([chord.below, chord.above])
    words = [f"f({letter})", "chord"]
    return Picture((np.array([x, x]), heights), chord.holds, (np.array([x, x]), heights, words))


def table(chord: Chord, letter: str) -> list[dict[str, str]]:
    """Both sides of the inequality as rows."""
    write = format_number
    p, q = write(chord.p), write(1 - chord.p)
    rows = [
        (f"{letter}₁, {letter}₂", "the ends", f"{write(float(chord.x1))}, {write(float(chord.x2))}"),
        ("p", f"the share of {letter}₁", p), (letter, f"p·{letter}₁ + (1 − p)·{letter}₂", write(float(chord.x))),
        (f"f({letter})", "left side: the function there", write(chord.below)),
        (f"p·f({letter}₁) + (1 − p)·f({letter}₂)", f"right side: {p}·{write(chord.f1)} + {q}·{write(chord.f2)}", write(chord.above)),
        ("right − left", "0 or more if the inequality holds", write(chord.gap)),
    ]
    return [dict(zip(("symbol", "words", "value"), row, strict=True)) for row in rows]
