"""Exercises of lesson 09: the learning rate and its decay."""

import numpy as np

from ...core.landscapes.descent import Trajectory, descend
from ...core.records import curves
from ..judging.sheets import Line, exactly
from ..kinds.by_hand import ByHand, Part
from ..kinds.chance import Chance
from ..kinds.choice import Choice, Option
from ..kinds.drawing import pick, plain
from ..kinds.prediction import Outcome, Prediction

DECAY = (Line("t", lambda v: v.n - 1, "updates made before it", symbol="t", scale=exactly),
         Line("eta_t", lambda v: v.eta0 / (1 + v.eta0 * v.lam * v.t), "η₀/(1 + η₀λt)", symbol="ηₜ"))


def _nth_update(rng: Chance) -> tuple[Part, ...]:
    eta0, lam, n = float(pick(rng, (0.5, 0.2, 0.4))), float(pick(rng, (0.5, 1.0, 2.0, 5.0))), int(rng.integers(2, 7))
    return (Part({"eta0": eta0, "lam": lam, "n": n}, DECAY, f"η₀ = {plain(eta0)}, λ = {plain(lam)}, update number {n}"),)


decayed_rate = ByHand(
    key="decayed_rate", name="The rate of the n-th update", lesson="09", asks=("eta_t",), draw=_nth_update,
    text="The rate is ηₜ = η₀(1 + η₀λt)⁻¹, and t counts the updates made so far. Which rate does this update use?",
    hints=("The first update is made with η₀: t = 0.", "The n-th update has t = n − 1."),
    tells=("decay_off_by_one", "decay_without_eta"), source="Bottou, 2012; the lecture's slide on the learning rate",
)

ONE_SIDE = "It comes closer and stays on its side of the minimum."
TO_AND_FRO = "It jumps from side to side and comes closer."
APART = "It moves further away at every update."
RATES = {ONE_SIDE: (0.1, 0.3), TO_AND_FRO: (0.8, 0.9), APART: (1.1, 1.3)}


def _walk(rng: Chance) -> Trajectory:
    eta = float(pick(rng, RATES[pick(rng, tuple(RATES))]))
    return descend(PARABOLA, float(pick(rng, (-2.0, -1.0, 1.0, 2.0))), eta=eta, steps=20)


def _how_it_went(path: Trajectory) -> Outcome:
    """Read off the points themselves."""
    points = path.points
    sides = np.sign(points[:4])
    option = APART if abs(points[-1]) > abs(points[0]) else TO_AND_FRO if sides[0] != sides[1] else ONE_SIDE
    first = ", ".join(plain(round(float(w), 3)) for w in points[:4])
    return Outcome(option, f"w goes {first} … and is {plain(round(float(points[-1]), 3))} after {len(path)} updates.")


PARABOLA = curves.from_function(lambda w: w * w, lambda w: 2 * w, name="w²")

rate_too_large = Prediction(
    key="rate_too_large", name="A rate too large?", lesson="09", draw=_walk, run=_how_it_went, counts=False,
    text=lambda path: f"The loss is ℓ(w) = w², and w starts at {plain(float(path.points[0]))}. SGD uses η = {plain(path.etas[0])}. "
                      "What will w do?",
    options=(Option(ONE_SIDE), Option(TO_AND_FRO), Option(APART)),
    hints=("ℓ′(w) = 2w: w − η·2w = (1 − 2η)w.", "Each update multiplies w by 1 − 2η: how large is that?"),
    source="the lecture's slide on the learning rate",
)

choose_the_rate = Choice(
    key="choose_the_rate", name="Choosing a rate", lesson="09",
    text="You have tried four rates: 0.001, 0.01, 0.1 and 1. By what do you choose one?",
    options=(Option("the lowest loss on the validation data", "What counts is how the network does on data it has not seen.", True),
             Option("the lowest loss on the training data", "That favors the network that has memorized its examples."),
             Option("the largest rate, because it is the fastest", "Too large a rate makes the loss jump or grow."),
             Option("the smallest rate, because it is the safest", "It may not get anywhere in the time you have.")),
    hints=("Which data show how the network will do on new examples?",), source="the lecture's slide on the learning rate",
)

EXERCISES = (rate_too_large, choose_the_rate, decayed_rate)
