"""Exercises of lesson 06: SGD, one example at a time, with a network that has no hidden layer."""

import numpy as np

from ...core.network.network import Network
from ...core.records.losses import hinge
from ...core.training.sgd import Step, sgd_step
from ..kinds.by_hand import ByHand, Part, of_step, with_symbol
from ..kinds.chance import Chance
from ..kinds.choice import Option, Ordering
from ..kinds.drawing import describe_update, distinct, label, pick, plain, with_sign
from ..kinds.prediction import Outcome, Prediction

MARGINS = {"near": (0.25, 0.5, 0.75), "wrong": (-0.5, -1.0, -1.5), "met": (1.5, 2.0, 2.5)}
HALVES = (-2.0, -1.5, -1.0, -0.5, 0.5, 1.0, 1.5, 2.0)


def _linear(rng: Chance, z: int, where: str, eta: float = 0.1) -> Step:
    """An update of y = w·x whose margin lies where it is wanted."""
    margin = pick(rng, MARGINS[where])
    while True:
        x, first = distinct(rng, 2, (-2.0, -1.0, 1.0, 2.0)), pick(rng, HALVES)
        w = np.array([first, (margin * z - first * x[0]) / x[1]])
        if abs(w[1]) <= 3 and w.all() and abs(w[0]) != abs(w[1]):
            return sgd_step(Network([w]), x, z, hinge, eta)


def _without_layers(step: Step, says: str) -> Part:
    """Its part. Without a hidden layer there is one w only, which needs no number."""
    return with_symbol(of_step(step, says), "w⁽¹⁾", "w")


def _three_examples(rng: Chance) -> tuple[Part, ...]:
    z, last = label(rng), label(rng)
    steps = [_linear(rng, z, "near"), _linear(rng, -z, "wrong"), _linear(rng, last, "met")]
    return tuple(_without_layers(step, describe_update(step)) for step in steps)


linear_slope = ByHand(
    key="linear_slope", name="The derivative without a hidden layer", lesson="06", asks=("dl_dw1",), draw=_three_examples,
    text="No hidden layer: y = w·x, and the hinge loss. What is ∂ℓ/∂w for each of these three examples?",
    hints=("y first, then yz: is the margin met?", "∂ℓ/∂w = ∂ℓ/∂y · ∂y/∂w, and ∂y/∂w = x.",
           "So ∂ℓ/∂w is −zx where yz < 1, and 0 elsewhere."),
    tells=("wrong_sign", "z_forgotten", "margin_ignored", "margin_inverted", "margin_at_zero", "labels_0_1", "w2_for_h"),
    source="the lecture's SGD slides and its hand calculation",
)

SGD_LINES = ("Initialize θ.", "Begin to repeat:", "Pick a training example (x, z) at random.",
             "Compute the loss ℓ(x, z, θ) of this example.", "Update: θ ← θ − η ∂ℓ(x, z, θ)/∂θ.",
             "Stop when nothing improves any more: “convergence”.")


def _needs(start: str, repeat: str, pick_one: str, loss: str, update: str, until: str) -> dict[str, tuple[str, ...]]:
    """What each line uses: the update needs ∂ℓ/∂θ at the example, not the number ℓ, so these two may change places."""
    return {repeat: (start,), pick_one: (repeat,), loss: (pick_one,), update: (pick_one,), until: (loss, update)}


sgd_order = Ordering(
    key="sgd_order", name="The six lines of SGD", lesson="06", lines=SGD_LINES,
    text="These are the lines of SGD. Put them into an order in which each has what it needs.",
    needs=_needs(*SGD_LINES),
    hints=("What must exist before the first example is used?", "Which lines are repeated, and when can SGD stop?"),
    source="the lecture's slide on the SGD algorithm",
)


def _one_step(rng: Chance) -> Step:
    """Half of them with a step so long that it overshoots the margin: the hinge loss still cannot rise on its own example."""
    where = pick(rng, ("near", "wrong", "met"))
    return _linear(rng, label(rng), where, float(pick(rng, (0.1, 2.0))))


FALLS, STAYS, RISES = "It falls.", "It stays as it is.", "It rises."


def _loss_after(step: Step) -> Outcome:
    after = step.loss_record.value(step.after.scores(step.x), step.z)
    option = FALLS if after < step.loss else STAYS if after == step.loss else RISES
    return Outcome(option, f"ℓ was {plain(round(step.loss, 6))} before the update and is {plain(round(after, 6))} after it.")


will_the_loss_fall = Prediction(
    key="will_the_loss_fall", name="Will the loss fall?", lesson="06", draw=_one_step, run=_loss_after,
    text=lambda step: f"y = w·x, the hinge loss, {describe_update(step, eta=True).replace('w⁽¹⁾', 'w')}. SGD makes one update. "
                      "What happens to the loss of this same example?",
    options=(Option(FALLS, "The margin is not met, so w moves along zx, and yz grows by η‖x‖²."),
             Option(STAYS, "The margin is met: ∂ℓ/∂w = 0, and no weight moves."), Option(RISES)),
    hints=("Is the margin met?", "If it is not: what does w − η(−zx) do to yz?"), counts=False, source="the lecture's SGD slides",
)


def _two_updates(rng: Chance) -> tuple[Part, ...]:
    step = _linear(rng, label(rng), pick(rng, ("near", "wrong")), float(pick(rng, (0.1, 0.2, 0.5))))
    return (_without_layers(step, f"w = {plain(_weights(step))}, x = {plain(step.x)}, z = {with_sign(step.z)}, η = {plain(step.eta)}"),)


def _weights(step: Step) -> np.ndarray:
    """The only weights of a network without hidden layers."""
    return step.before.weights[0]


linear_update = ByHand(
    key="linear_update", name="One update without a hidden layer", lesson="06", asks=("dl_dw1", "w1_new"), draw=_two_updates,
    text="y = w·x and the hinge loss. What is ∂ℓ/∂w, and what is w after one update?",
    hints=("Here the margin is not met: ∂ℓ/∂w = −zx.", "w − η ∂ℓ/∂w, entry by entry."),
    tells=("plus_update", "eta_twice", "eta_forgotten", "only_the_change", "w2_for_h"), source="the lecture's SGD slides",
)

EXERCISES = (sgd_order, linear_slope, linear_update, will_the_loss_fall)
