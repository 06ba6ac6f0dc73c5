"""Exercises of lesson 10: momentum, AdaGrad, Adam. All for one weight."""

import numpy as np

from ...core.records.optimizers import adam
from ..judging.sheets import Line
from ..kinds.by_hand import ByHand, Part
from ..kinds.chance import Chance
from ..kinds.choice import Choice, Option
from ..kinds.code import Call, Code
from ..kinds.drawing import pick, plain

MOMENTUM = (Line("v", lambda v: v.beta * v.v_before - v.eta * v.d, "βv − η ∂ℓ/∂θ", symbol="v", role="velocity"),
            Line("theta_new", lambda v: v.theta + v.v, "θ + v", symbol="θ after the update", scale=lambda v: v.v))
ADAGRAD = (Line("G", lambda v: v.d_before ** 2 + v.d ** 2, "G + (∂ℓ/∂θ)²", symbol="G", role="squares"),
           Line("update", lambda v: -v.eta * v.d / np.sqrt(v.G), "−η ∂ℓ/∂θ/√G", symbol="Δθ"))
ADAM = (
    Line("m", lambda v: v.beta1 * v.m_before + (1 - v.beta1) * v.d, "β₁m + (1 − β₁) ∂ℓ/∂θ", symbol="m"),
    Line("v", lambda v: v.beta2 * v.v_before + (1 - v.beta2) * v.d ** 2, "β₂v + (1 − β₂)(∂ℓ/∂θ)²", symbol="v", role="second_moment"),
    Line("m_hat", lambda v: v.m / (1 - v.beta1 ** v.t), "m/(1 − β₁ᵗ)", symbol="m̂"),
    Line("v_hat", lambda v: v.v / (1 - v.beta2 ** v.t), "v/(1 − β₂ᵗ)", symbol="v̂"),
    Line("update", lambda v: -v.eta * v.m_hat / (np.sqrt(v.v_hat) + v.eps), "−η m̂/(√v̂ + ε)", symbol="Δθ", role="adam_update"),
)


def _second_push(rng: Chance) -> tuple[Part, ...]:
    given = {"theta": float(pick(rng, (-1.0, 1.0, 2.0))), "v_before": float(pick(rng, (-0.4, -0.2, 0.2, 0.4))),
             "d": float(pick(rng, (-2.0, -1.0, 1.0, 2.0))), "eta": 0.1, "beta": float(pick(rng, (0.5, 0.9)))}
    says = (f"θ = {plain(given['theta'])}, v = {plain(given['v_before'])} from the updates before, ∂ℓ/∂θ = {plain(given['d'])}, "
            f"η = 0.1, β = {plain(given['beta'])}")
    return (Part(given, MOMENTUM, says),)


momentum_step = ByHand(
    key="momentum_step", name="An update with momentum", lesson="10", asks=("v", "theta_new"), draw=_second_push,
    text="One weight, momentum: v ← βv − η ∂ℓ/∂θ, then θ ← θ + v. What are v and θ after the update?",
    hints=("First what is left of the old velocity: βv.", "Then a push downhill: −η ∂ℓ/∂θ."),
    tells=("momentum_forgotten", "momentum_uphill", "momentum_eta_on_all"), source="Ruder, arXiv:1609.04747, eq. 4",
)


def _two_squares(rng: Chance) -> tuple[Part, ...]:
    small, large = pick(rng, ((3.0, 4.0), (4.0, 3.0), (6.0, 8.0), (1.5, 2.0), (5.0, 12.0)))
    before, now = small * pick(rng, (-1, 1)), large * pick(rng, (-1, 1))
    given = {"d_before": before, "d": now, "eta": 0.1}
    return (Part(given, ADAGRAD, f"the derivative was {plain(before)} in the first update and is {plain(now)} in the second, η = 0.1"),)


adagrad_step = ByHand(
    key="adagrad_step", name="An update with AdaGrad", lesson="10", asks=("G", "update"), draw=_two_squares,
    text="One weight, AdaGrad: G ← G + (∂ℓ/∂θ)², Δθ = −η ∂ℓ/∂θ/√G (ε is left out here). What are G and Δθ in the second update?",
    hints=("G starts at 0 and adds up squares.", "The two squares add up to another square, so its root is a whole number or a half."),
    tells=("adagrad_forgets", "adagrad_squares_the_sum"), source="Duchi et al., JMLR 2011",
)


def _first_moment(rng: Chance) -> tuple[Part, ...]:
    given = {"d": float(pick(rng, (-4.0, -2.0, -1.0, 1.0, 2.0, 4.0))), "eta": 0.1, "beta1": 0.5, "beta2": float(pick(rng, (0.75, 0.9375))),
             "eps": float(pick(rng, (0.5, 1.0))), "t": 1, "m_before": 0.0, "v_before": 0.0}
    says = (f"∂ℓ/∂θ = {plain(given['d'])}, η = 0.1, β₁ = 0.5, β₂ = {plain(given['beta2'])}, ε = {plain(given['eps'])} "
            "(far larger than usual, so that it can be seen)")
    return (Part(given, ADAM, says),)


adam_first = ByHand(
    key="adam_first", name="The first update with Adam", lesson="10", asks=("m_hat", "v_hat", "update"), draw=_first_moment,
    text="One weight, Adam, the first update (t = 1, m and v start at 0): m ← β₁m + (1 − β₁) ∂ℓ/∂θ, v ← β₂v + (1 − β₂)(∂ℓ/∂θ)². "
         "What are the corrected m̂ and v̂, and the update Δθ?",
    hints=("m̂ = m/(1 − β₁ᵗ) and v̂ = v/(1 − β₂ᵗ): with t = 1 they are simple.", "After one update m̂ is the derivative, and v̂ its square.",
           "Δθ = −η m̂/(√v̂ + ε)."),
    tells=("adam_no_correction", "adam_eps_inside", "adam_root_missing", "adam_square_missing"),
    source="Kingma and Ba, ICLR 2015, algorithm 1",
)


def _any_moment(rng: Chance) -> Call:
    """Compared with the core's own Adam, which is written for other shapes and tested against libraries."""
    d, t, m, v = float(rng.normal()), int(rng.integers(1, 5)), float(rng.normal() * 0.3), float(rng.uniform(0.05, 1.0))
    before = {"t": t - 1, "m": np.array(m), "v": np.array(v), "m_hat": np.zeros(()), "v_hat": np.zeros(())}
    state, update = adam(eps=0.01).step(before, np.array(d), 0.1)
    given = {"d": d, "eta": 0.1, "beta1": 0.9, "beta2": 0.999, "eps": 0.01, "t": t, "m_before": m, "v_before": v}
    expected = {name: (float(value), float(value)) for name, value in (("m", state["m"]), ("v", state["v"]), ("update", update))}
    return Call((m, v, t, d), expected, given, ADAM)


adam_code = Code(
    key="adam_code", name="Adam, as a function", lesson="10", function="adam_update", signature="adam_update(m, v, t, d)",
    returns=("m", "v", "update"), draw=_any_moment,
    text="Write one update of Adam for one weight. It gets m and v from before, t (counting this update) and the derivative d. "
         "Return the new m, the new v, and Δθ. η = 0.1, β₁ = 0.9, β₂ = 0.999, ε = 0.01.",
    model="def adam_update(m, v, t, d):\n    m = 0.9 * m + 0.1 * d\n    v = 0.999 * v + 0.001 * d ** 2\n"
          "    m_hat, v_hat = m / (1 - 0.9 ** t), v / (1 - 0.999 ** t)\n    return m, v, -0.1 * m_hat / (v_hat ** 0.5 + 0.01)",
    tells=("adam_no_correction", "adam_eps_inside", "adam_root_missing", "adam_square_missing"), compared="the paper's algorithm gives",
    hints=("Follow the five lines of algorithm 1 in the paper.", "Return m and v themselves, not m̂ and v̂."),
    source="Kingma and Ba, ICLR 2015, algorithm 1",
)

what_momentum_does = Choice(
    key="what_momentum_does", name="What momentum does", lesson="10",
    text="The slide says that momentum, AdaGrad and Adam adaptively adjust the learning rate. Which of them does not?",
    options=(Option("momentum", "It remembers its direction; every weight keeps the same rate.", True),
             Option("AdaGrad", "It divides by √G: each weight has its own falling rate."),
             Option("Adam", "It divides by √v̂: each weight has its own rate."),
             Option("none: all three adapt it", "Look at momentum's formula: what divides or multiplies η there?")),
    hints=("In which formulas is η divided by something that depends on the weight?",), source="Ruder, arXiv:1609.04747",
)

EXERCISES = (momentum_step, adagrad_step, adam_first, what_momentum_does, adam_code)
