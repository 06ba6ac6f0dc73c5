"""Exercises of lesson 03: losses, 0/1 and hinge."""

import numpy as np

from ..core.losses import hinge
from ..explain.numbers import exact
from .by_hand import ByHand, Part
from .drawing import pick, signed
from .sheets import Line, spread_of_loss

LOSS_LINES = (  # y is yz·z, as z is ±1
    Line("margin", lambda v: v.y * v.z, "y·z", symbol="yz"),
    Line("loss", lambda v: v.loss_record.value_unchecked(v.margin * v.z, v.z), "max(0, 1 − yz)"),
    Line("dl_dy", lambda v: v.loss_record.derivative_unchecked(v.margin * v.z, v.z), "−z where yz < 1, else 0", spread=spread_of_loss),
)


def _scored(y: float, z: int) -> Part:
    return Part({"y": y, "z": z, "loss_record": hinge}, LOSS_LINES, f"y = {exact(y)}, z = {signed(z)}")


def _three_scores(rng: np.random.Generator) -> tuple[Part, ...]:
    """Right but too near, wrong, and a met margin: one example cannot tell a wrong sign from a forgotten z."""
    z = int(pick(rng, (-1, 1)))
    near, wrong, met = pick(rng, (0.25, 0.5, 0.75)), pick(rng, (-0.5, -1.0, -1.5, -2.0)), pick(rng, (1.5, 2.0, 2.5, 3.0))
    last = int(pick(rng, (-1, 1)))
    return _scored(near * z, z), _scored(-wrong * z, -z), _scored(met * last, last)


hinge_slope = ByHand(
    key="hinge_slope", name="The derivative of the hinge loss", lesson="03", asks=("dl_dy",), draw=_three_scores,
    text="The loss is the hinge loss, ℓ = max(0, 1 − yz). What is ∂ℓ/∂y for each of these three examples?",
    hints=("Work out yz for each example first. Which of them have met the margin, yz ≥ 1?",
           "Where the margin is met, ℓ stays 0 when y changes a little. Elsewhere ℓ = 1 − yz.",
           "1 − yz differentiated with respect to y is −z: put each example's own z in."),
    tells=("wrong_sign", "z_forgotten", "margin_ignored", "margin_inverted", "margin_at_zero", "labels_0_1"),
    source="the lecture's slide on the hinge loss",
)

EXERCISES = (hinge_slope,)
