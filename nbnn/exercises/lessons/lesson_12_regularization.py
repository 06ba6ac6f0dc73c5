"""Exercises of lesson 12: regularization and dropout."""

import numpy as np

from ..judging.sheets import Line
from ..kinds.by_hand import ByHand, Part
from ..kinds.chance import Chance
from ..kinds.choice import Choice, Option
from ..kinds.drawing import distinct, numbers, pick, plain

L2 = (Line("total", lambda v: v.dW + 2 * v.lam * v.W, "∂ℓ/∂θ + 2λθ", symbol="derivative of ℓ + λ‖θ‖²", role="regularized"),)
DROPOUT = (Line("dropped", lambda v: v.mask * v.h / v.keep, "mask ⊙ h/(probability to stay)", symbol="h in training"),
           Line("y", lambda v: float(v.w2 @ v.dropped), "w⁽²⁾·h", symbol="y", letters={"W": "w2", "below": "dropped"}))


def _weights(rng: Chance) -> tuple[Part, ...]:
    theta, derivative = distinct(rng, 2, (-3.0, -2.0, -1.5, -0.5, 0.5, 1.5, 2.0, 3.0)), numbers(rng, 2, (-2.0, -1.0, 1.0, 2.0))
    lam = float(pick(rng, (0.1, 0.2, 0.5)))
    return (Part({"W": theta, "dW": derivative, "lam": lam}, L2, f"θ = {plain(theta)}, ∂ℓ/∂θ = {plain(derivative)}, λ = {plain(lam)}"),)


l2_slope = ByHand(
    key="l2_slope", name="The derivative with an L2 term", lesson="12", asks=("total",), draw=_weights,
    text="The term λ‖θ‖² is added to the loss ℓ. What is the derivative of the sum with respect to θ?",
    hints=("Term by term: the derivative of ℓ is given.", "‖θ‖² is a sum of squares: the derivative of λθ² is 2λθ."),
    tells=("l2_factor", "l2_not_differentiated", "l2_left_out"), source="the lecture's slide on regularization",
)


def _dropout_parts(rng: Chance) -> tuple[Part, ...]:
    dropped = float(pick(rng, (0.5, 0.25)))
    h = distinct(rng, 4, (0.75, 1.5, 3.0, 4.5, 6.0))
    mask = np.array((1.0, 1.0, 0.0, 0.0 if dropped == 0.5 else 1.0))[rng.permutation(4)]
    w2 = numbers(rng, 4, (-2.0, -1.0, 1.0, 2.0))
    out = " and ".join(str(at + 1) for at in np.flatnonzero(mask == 0))
    says = (f"h = {plain(h)}, w⁽²⁾ = {plain(w2)}, each unit is left out with probability {plain(dropped)}; "
            f"this time {'it is unit' if out.isdigit() else 'they are units'} {out}")
    return (Part({"h": h, "mask": mask, "keep": 1 - dropped, "w2": w2}, DROPOUT, says),)


dropout_forward = ByHand(
    key="dropout_forward", name="Dropout in the forward pass", lesson="12", asks=("dropped", "y"), draw=_dropout_parts,
    text="One training step with dropout. The units that stay are rescaled now, so that nothing is left to do later. "
         "What are h in training and y?",
    hints=("A unit that is left out gives 0.", "Divide the others by the probability of staying."),
    tells=("dropout_not_rescaled", "dropout_scaled_down"), source="the lecture's slide on dropout; Srivastava et al., JMLR 2014",
)

dropout_later = Choice(
    key="dropout_later", name="Dropout after training", lesson="12",
    text="A network was trained with dropout, and the units that stayed were rescaled in training. What do you do when you use it?",
    options=(Option("nothing: all units take part", "That is what the rescaling in training was for.", True),
             Option("a random half of the units is left out again", "Then its answers would depend on chance."),
             Option("every h is halved", "That is the other convention, without rescaling in training."),
             Option("the units left out most often are removed", "Every unit was left out about equally often.")),
    hints=("On average, how large was the next layer's input in training?",), source="Srivastava et al., JMLR 2014",
)

EXERCISES = (l2_slope, dropout_forward, dropout_later)
