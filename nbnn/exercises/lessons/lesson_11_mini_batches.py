"""Exercises of lesson 11: mini-batches."""

import numpy as np

from ...core.records.losses import hinge
from ..judging.sheets import Line, change
from ..kinds.by_hand import ByHand, Part
from ..kinds.chance import Chance
from ..kinds.choice import Choice, Option
from ..kinds.code import Call, Code, partial_slopes
from ..kinds.drawing import numbers, pick, plain

BATCH = (Line("dl_dtheta", lambda v: v.each.mean(axis=0), "(1/|Dᵢ|) Σ ∂ℓ/∂θ", symbol="mean derivative", role="mean"),
         Line("theta_new", lambda v: v.theta - v.eta * v.dl_dtheta, "θ − η · mean derivative", symbol="θ after the update", role="new",
              letters={"W": "theta", "dW": "dl_dtheta"}, scale=change))
LINEAR = (Line("each", lambda v: -v.z[:, None] * v.X * (v.z * (v.X @ v.w) < 1)[:, None], "−zx where yz < 1",
               symbol="∂ℓ/∂w of each example"),
          Line("mean", lambda v: v.each.mean(axis=0), "(1/N) Σ ∂ℓ/∂w", symbol="mean derivative"))


def _batch(rng: Chance) -> tuple[Part, ...]:
    count, eta = int(pick(rng, (2, 4))), float(pick(rng, (0.1, 0.2, 0.5)))
    each, theta = numbers(rng, (count, 2), (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0)), numbers(rng, 2)
    says = f"θ = {plain(theta)}, η = {plain(eta)}, and ∂ℓ/∂θ of the {count} examples, a row for each: {plain(each)}"
    return (Part({"each": each, "theta": theta, "eta": eta}, BATCH, says),)


batch_update = ByHand(
    key="batch_update", name="The update of a mini-batch", lesson="11", asks=("dl_dtheta", "theta_new"), draw=_batch,
    text="One update uses a mini-batch. What is its mean derivative, and what is θ after the update?",
    hints=("The whole batch has one derivative: work entry by entry over the examples.", "Add them, and divide by the number of examples."),
    tells=("sum_for_mean", "plus_update", "eta_twice", "eta_forgotten"), source="the lecture's slide on mini-batch training",
)


def _any_batch(rng: Chance) -> Call:
    count = int(rng.integers(3, 7))
    X, z, w = rng.normal(size=(count, 3)), rng.choice([-1, 1], size=count), rng.normal(size=3)
    expected = partial_slopes(lambda weights: float(np.mean(hinge.value(X @ weights, z))), w)
    return Call((w, X, z), {"mean": expected}, {"X": X, "z": z, "w": w}, LINEAR)


batch_code = Code(
    key="batch_code", name="The derivative of a mini-batch, as a function", lesson="11", function="batch_derivative",
    signature="batch_derivative(w, X, z)", returns=("mean",), draw=_any_batch,
    text="No hidden layer: y = w·x, and the hinge loss. Write a function that returns the mean ∂ℓ/∂w over a batch: "
         "X has a row for each example, and z has its label.",
    model="def batch_derivative(w, X, z):\n    unmet = z * (X @ w) < 1\n    return -(z * unmet) @ X / len(z)",
    tells=("sum_for_mean",),
    hints=("All scores at once: X @ w.", "Examples whose margin is met add 0, but they still count in the number you divide by."),
    source="the lecture's slide on mini-batch training",
)

why_batches = Choice(
    key="why_batches", name="Why batches", lesson="11",
    text="What do you gain from a mini-batch of 50 examples, compared with one example at a time?",
    options=(Option("steadier steps, and one matrix product in place of fifty", "Both are on the slide.", True),
             Option("exactly the step of all the data", "Only the mean over all the data gives that; a batch comes near."),
             Option("steps fifty times as long", "A batch takes the mean, so the step does not grow with its size."),
             Option("a loss that can no longer rise", "It still can: the batch is not the whole data, and η may be too large.")),
    hints=("A mean of fifty varies less than a single one.",), source="the lecture's slide on mini-batch training",
)

EXERCISES = (batch_update, why_batches, batch_code)
