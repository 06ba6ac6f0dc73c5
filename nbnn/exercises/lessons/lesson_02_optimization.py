"""Exercises of lesson 02: learning as optimization."""

import numpy as np

from ..judging.sheets import Line, change, exactly
from ..kinds.by_hand import ByHand, Part
from ..kinds.chance import Chance
from ..kinds.choice import Choice, Option
from ..kinds.drawing import numbers, pick, plain

COUNT = (Line("count", lambda v: sum(below * above for below, above in zip(v.sizes, v.sizes[1:])), "Σ inputs · units",
              symbol="the number of entries of θ", scale=exactly),)
TOTAL = (Line("total_loss", lambda v: v.each.sum(), "Σ ℓ", role="total"),)
UPDATE = (Line("theta_new", lambda v: v.theta - v.eta * v.dl_dtheta, "θ − η ∂ℓ/∂θ", symbol="θ after the update", role="new",
               letters={"W": "theta", "dW": "dl_dtheta"}, scale=change),)


def _sizes(rng: Chance) -> tuple[Part, ...]:
    inputs, *hidden, scores = [int(n) for n in rng.integers(2, 6, size=3 + int(rng.integers(2)))]
    sizes = (inputs, *hidden, 1 if rng.integers(2) else scores)
    units = " and then ".join(str(n) for n in hidden)
    return (Part({"sizes": sizes}, COUNT, f"{inputs} inputs, {units} hidden units, {_plural(sizes[-1], 'score')}, no biases"),)


def _plural(n: int, word: str) -> str:
    return f"1 {word}" if n == 1 else f"{n} {word}s"


theta_length = ByHand(
    key="theta_length", name="How long θ is", lesson="02", asks=("count",), draw=_sizes,
    text="θ is all weights of the network written as one long vector. How many entries does it have?",
    hints=("Each layer has a matrix: one row for each of its units, one column for each number that goes in.",
           "Multiply rows and columns for each matrix, and add."),
    tells=("units_for_weights", "biases_counted"), source="the lecture's slide on the derivative with respect to θ",
)


def _losses(rng: Chance) -> tuple[Part, ...]:
    count = int(rng.integers(3, 5))
    while True:  # with one loss alone there would be nothing to add
        each = numbers(rng, count, (0.0, 0.25, 0.5, 1.0, 1.5, 2.0))
        if np.count_nonzero(each) >= 2:
            break
    return (Part({"each": each}, TOTAL, f"the local losses ℓ of the {len(each)} examples are {plain(each)}"),)


total_loss = ByHand(
    key="total_loss", name="The total loss", lesson="02", asks=("total_loss",), draw=_losses,
    text="What is the lecture's loss L(D, θ)?",
    hints=("L combines the ℓ of all examples: how?", "L(D, θ) = Σ ℓ(x, z, θ), a sum over the data."),
    tells=("mean_for_sum",), source="the lecture's slide on learning as optimization",
)


def _update(rng: Chance) -> tuple[Part, ...]:
    theta, derivative = numbers(rng, 2), numbers(rng, 2, (-4.0, -2.0, -1.0, 1.0, 2.0, 4.0))
    eta = float(pick(rng, (0.1, 0.2, 0.5)))
    says = f"θ = {plain(theta)}, ∂ℓ/∂θ = {plain(derivative)}, η = {plain(eta)}"
    return (Part({"theta": theta, "dl_dtheta": derivative, "eta": eta}, UPDATE, says),)


sgd_update = ByHand(
    key="sgd_update", name="One update", lesson="02", asks=("theta_new",), draw=_update,
    text="SGD makes one update. What is θ after it?",
    hints=("Each weight moves against its derivative.", "θ ← θ − η ∂ℓ/∂θ: multiply the derivative by η, once, and subtract."),
    tells=("plus_update", "eta_twice", "eta_forgotten", "only_the_change"), source="the lecture's slide on gradient-based optimization",
)

what_moves = Choice(
    key="what_moves", name="What learning changes", lesson="02",
    text="A network learns by making L(D, θ) smaller. What does it change to do so?",
    options=(Option("the weights θ", "The data are given, and ℓ was chosen before learning began.", True),
             Option("the examples x", "The examples are given; learning does not change them."),
             Option("the labels z", "The labels say what is right; changing them would be cheating."),
             Option("the loss ℓ", "The loss is chosen once, before learning begins.")),
    hints=("Look at what is written under the minimum: minimize over …",), source="the lecture's slides on optimization",
)

EXERCISES = (what_moves, theta_length, total_loss, sgd_update)
