"""Exercises of lesson 03: losses, 0/1 and hinge."""


from ...core.records.losses import hinge
from ..judging.sheets import Line, spread_of_loss
from ..kinds.by_hand import ByHand, Part
from ..kinds.chance import Chance
from ..kinds.choice import Choice, Option
from ..kinds.code import Call, Code, slopes
from ..kinds.drawing import distinct, label, pick, plain, with_sign

LOSS_LINES = (  # y is yz·z, as z is ±1
    Line("margin", lambda v: v.y * v.z, "y·z", symbol="yz"),
    Line("loss", lambda v: v.loss_record.value_unchecked(v.margin * v.z, v.z), "max(0, 1 − yz)"),
    Line("dl_dy", lambda v: v.loss_record.derivative_unchecked(v.margin * v.z, v.z), "−z where yz < 1, else 0", spread=spread_of_loss),
)
KINK_LINES = (*LOSS_LINES, Line("dl_dw2", lambda v: v.dl_dy * v.h, "∂ℓ/∂y h"))


def _score_part(y: float, z: int) -> Part:
    return Part({"y": y, "z": z, "loss_record": hinge}, LOSS_LINES, f"y = {plain(y)}, z = {with_sign(z)}")


def _three_scores(rng: Chance) -> tuple[Part, ...]:
    """Right but too near, wrong, and a met margin: one example cannot tell a wrong sign from a forgotten z."""
    z, last = label(rng), label(rng)
    near, wrong, met = pick(rng, (0.25, 0.5, 0.75)), pick(rng, (-0.5, -1.0, -1.5, -2.0)), pick(rng, (1.5, 2.0, 2.5, 3.0))
    return _score_part(near * z, z), _score_part(-wrong * z, -z), _score_part(met * last, last)


hinge_loss = ByHand(
    key="hinge_loss", name="The hinge loss", lesson="03", asks=("loss",), draw=_three_scores,
    text="The hinge loss is ℓ = max(0, 1 − yz). What does each of these three examples cost?",
    hints=("Work out yz for each example first, with its sign.", "Take 1 − yz, and 0 where that is negative."),
    tells=("z_forgotten", "margin_at_zero", "loss_not_cut", "zero_loss", "loss_plus", "labels_0_1"),
    source="the lecture's slide on the hinge loss",
)

hinge_slope = ByHand(
    key="hinge_slope", name="The derivative of the hinge loss", lesson="03", asks=("dl_dy",), draw=_three_scores,
    text="The loss is the hinge loss, ℓ = max(0, 1 − yz). What is ∂ℓ/∂y for each of these three examples?",
    hints=("Work out yz for each example first. Which of them have met the margin, yz ≥ 1?",
           "Where the margin is met, ℓ stays 0 when y changes a little. Elsewhere ℓ = 1 − yz.",
           "The derivative of 1 − yz with respect to y is −z: put in each example's own z."),
    tells=("wrong_sign", "z_forgotten", "margin_ignored", "margin_inverted", "margin_at_zero", "labels_0_1"),
    source="the lecture's slide on the hinge loss",
)


def _on_the_kink(rng: Chance) -> tuple[Part, ...]:
    z, h = label(rng), distinct(rng, 3, (0.5, 1.0, 1.5, 2.0, 3.0, 4.0))
    given = {"y": float(z), "z": z, "h": h, "loss_record": hinge}
    return (Part(given, KINK_LINES, f"y = {plain(float(z))}, z = {with_sign(z)}, h = {plain(h)}"),)


hinge_kink = ByHand(
    key="hinge_kink", name="At the kink", lesson="03", asks=("dl_dy", "dl_dw2"), draw=_on_the_kink,
    text="Here yz is exactly 1, at the kink of the hinge loss. Choose any subderivative for ∂ℓ/∂y, and work out ∂ℓ/∂w⁽²⁾ = ∂ℓ/∂y h.",
    hints=("Left of the kink the slope is −z, right of it 0.", "Every number from one to the other is a subderivative.",
           "∂ℓ/∂w⁽²⁾ must follow from the value that you chose."),
    source="the lecture's slides on the hinge loss and on the hand calculation, which differ at yz = 1",
)

why_not_zero_one = Choice(
    key="why_not_zero_one", name="Why not simply count mistakes", lesson="03",
    text="SGD cannot minimize the 0/1-loss. Why not?",
    options=(Option("its derivative is 0 wherever it exists", "θ − η · 0 = θ: no weight would ever move.", True),
             Option("it is never 0", "It is 0 for every example that is classified correctly."),
             Option("it counts every mistake the same", "It does, and that may be what you want; but it is not what stops SGD."),
             Option("it is larger than the hinge loss", "It never is: at each yz the hinge loss is at least as large.")),
    hints=("Draw it over yz. How steep is it left of the jump, and right of it?",), source="the lecture's slide on the 0/1-loss",
)


def _any_margin(rng: Chance) -> Call:
    """Also on the kink now and then: what is right there is what the slopes on both sides leave open."""
    z, margin = label(rng), 1.0 if rng.integers(5) == 0 else float(rng.uniform(-2, 3))
    y = margin * z
    return Call((y, z), {"dl_dy": slopes(lambda score: hinge.value(score, z), y)}, {"y": y, "z": z, "loss_record": hinge}, LOSS_LINES)


hinge_derivative = Code(
    key="hinge_derivative", name="The derivative of the hinge loss, as a function", lesson="03", function="hinge_derivative",
    signature="hinge_derivative(y, z)", returns=("dl_dy",), draw=_any_margin,
    text="Write a function that returns ∂ℓ/∂y of the hinge loss for one score y and its label z. It is compared with slopes of the loss.",
    model="def hinge_derivative(y, z):\n    return -z if y * z < 1 else 0",
    tells=("wrong_sign", "z_forgotten", "margin_ignored", "margin_inverted", "margin_at_zero"),
    hints=("Two cases: which condition tells them apart?", "return … if y * z < 1 else …"),
    source="the lecture's slide on the hinge loss",
)

EXERCISES = (why_not_zero_one, hinge_loss, hinge_slope, hinge_kink, hinge_derivative)
