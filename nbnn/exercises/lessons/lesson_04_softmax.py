"""Exercises of lesson 04: softmax and cross entropy, with two classes and with K."""

import numpy as np

from ...core.records.losses import binary_cross_entropy, cross_entropy
from ..judging.sheets import Line
from ..kinds.by_hand import ByHand, Part
from ..kinds.chance import Chance
from ..kinds.choice import Choice, Option
from ..kinds.code import Call, Code, partial_slopes, slopes
from ..kinds.drawing import label, pick, with_sign

TWO = (
    Line("p", lambda v: 1.0 / (1.0 + np.exp(-2.0 * v.z * v.y)), "1/(1 + exp(−2zy))"),
    Line("dl_dy", lambda v: -2.0 * v.z * (1.0 - v.p), "−2z(1 − p)"),
)
MANY = (
    Line("p", lambda v: np.exp(v.y) / np.exp(v.y).sum(), "softmax(y)", role="p_of_all"),
    Line("dl_dy", lambda v: v.p - (np.arange(1, len(v.p) + 1) == v.z), "pₖ − [k = z]"),
)
BATCH = (Line("P", lambda v: np.exp(v.Y) / np.exp(v.Y).sum(axis=1, keepdims=True), "exp(Yₙₖ)/Σₖ exp(Yₙₖ)", symbol="P"),)
POWERS = {2.0: "log 2", 3.0: "log 3", 0.5: "−log 2", 1 / 3: "−log 3"}  # exp(y) → y


def _two_classes(rng: Chance) -> tuple[Part, ...]:
    first = label(rng)
    parts = []
    for z in (first, -first):
        power = pick(rng, tuple(POWERS))
        given = {"y": float(np.log(power)), "z": z, "loss_record": binary_cross_entropy}
        parts.append(Part(given, TWO, f"y = {POWERS[power]}, z = {with_sign(z)}"))
    return tuple(parts)


two_class_p = ByHand(
    key="two_class_p", name="The probability of the label", lesson="04", asks=("p",), draw=_two_classes,
    text="Two classes, one score y. What is p(z given x) = 1/(1 + exp(−2zy))? (log is the natural one: exp(log 2) = 2.)",
    hints=("exp(−2zy) with y = log 2 is 2 to the power −2z.", "exp(2 log 2) = 4 and exp(−2 log 2) = 1/4."),
    tells=("two_missing", "labels_0_1", "z_forgotten", "p_of_other"), source="the lecture's slides on softmax for two classes",
)

two_class_slope = ByHand(
    key="two_class_slope", name="The derivative of the cross entropy, two classes", lesson="04", asks=("dl_dy",), draw=_two_classes,
    text="Two classes, one score y, and the cross entropy ℓ = −log p with p = 1/(1 + exp(−2zy)). What is ∂ℓ/∂y?",
    hints=("ℓ = log(1 + exp(−2zy)). Differentiate from the outside in.",
           "The derivative of log is one over it; then the exponential; then its exponent, −2z.", "∂ℓ/∂y = −2z(1 − p)."),
    tells=("wrong_sign", "z_forgotten", "two_missing", "two_missing_outside", "two_missing_inside", "wrt_p", "labels_0_1"),
    source="the lecture's slide on cross entropy",
)


def _scores(rng: Chance) -> tuple[np.ndarray, str]:
    """Scores whose exponentials are small whole numbers."""
    whole = np.array(pick(rng, ((1, 2, 3), (1, 3, 4), (2, 3, 5), (1, 4, 5), (1, 2, 5))))[rng.permutation(3)]
    return np.log(whole), f"[{', '.join(f'log {n}' if n > 1 else '0' for n in whole)}]"


def _k_classes(rng: Chance) -> tuple[Part, ...]:
    y, text = _scores(rng)
    z = int(rng.integers(1, 3))
    return (Part({"y": y, "z": z, "loss_record": cross_entropy}, MANY, f"y = {text}, z = {z} (the classes are 1, 2, 3)"),)


k_class_slope = ByHand(
    key="k_class_slope", name="The derivative of the cross entropy, K classes", lesson="04", asks=("dl_dy",), draw=_k_classes,
    text="Three classes, one score each, and the cross entropy ℓ = −log p, where p is the label's share of softmax(y). What is ∂ℓ/∂y?",
    hints=("First the three probabilities: exp(log n) = n, divided by the sum.",
           "The score of the right class should grow, the others should fall.",
           "∂ℓ/∂yₖ = pₖ − 1 for the label's class, and pₖ for every other."),
    tells=("wrong_sign", "label_off_by_one", "one_hot_forgotten", "wrt_p"), source="Goodfellow et al., Deep Learning, sec. 6.2.2.3",
)


def _batch(rng: Chance) -> tuple[Part, ...]:
    rows = [_scores(rng) for _ in range(2)]
    text = f"Y = [{', '.join(text for _, text in rows)}], a row for each example"
    return (Part({"Y": np.array([y for y, _ in rows])}, BATCH, text),)


softmax_batch = ByHand(
    key="softmax_batch", name="Softmax of two examples", lesson="04", asks=("P",), draw=_batch,
    text="Two examples with three scores each, packed into one matrix. What are their probabilities?",
    hints=("exp(log n) = n.", "Each row is an example: divide its three numbers by their own sum."),
    tells=("softmax_axis", "softmax_over_all", "softmax_no_exp"), source="the lecture's slide on softmax",
)


def _any_score(rng: Chance) -> Call:
    y, z = float(rng.uniform(-2, 2)), label(rng)
    expected = slopes(lambda score: binary_cross_entropy.value(score, z), y)
    return Call((y, z), {"dl_dy": expected}, {"y": y, "z": z, "loss_record": binary_cross_entropy}, TWO)


binary_derivative = Code(
    key="binary_derivative", name="The derivative of the cross entropy with one score, as a function", lesson="04",
    function="cross_entropy_derivative", signature="cross_entropy_derivative(y, z)", returns=("dl_dy",), draw=_any_score, counts=False,
    text="Write a function that returns ∂ℓ/∂y of ℓ = log(1 + exp(−2zy)) for one score y and its label z = ±1.",
    model="def cross_entropy_derivative(y, z):\n    return -2 * z / (1 + np.exp(2 * z * y))",
    tells=("wrong_sign", "z_forgotten", "two_missing", "two_missing_outside", "two_missing_inside", "wrt_p", "labels_0_1"),
    hints=("Write the derivative with p first; then put in p.", "∂ℓ/∂y = −2z(1 − p)."), source="the lecture's slide on cross entropy",
)


def _any_scores(rng: Chance) -> Call:
    y, z = rng.normal(size=4), int(rng.integers(1, 4))
    expected = partial_slopes(lambda scores: cross_entropy.value(scores, z), y)
    return Call((y, z), {"dl_dy": expected}, {"y": y, "z": z, "loss_record": cross_entropy}, MANY)


softmax_derivative = Code(
    key="softmax_derivative", name="The derivative of the cross entropy with K scores, as a function", lesson="04",
    function="softmax_derivative", signature="softmax_derivative(y, z)", returns=("dl_dy",), draw=_any_scores,
    text="Write a function that returns ∂ℓ/∂y, an array, for ℓ = −log p, where p is the label's share of softmax(y). "
         "y is an array of K scores, z a label from 1 to K.",
    model="def softmax_derivative(y, z):\n    p = np.exp(y) / np.exp(y).sum()\n    p[z - 1] -= 1\n    return p",
    tells=("wrong_sign", "label_off_by_one", "one_hot_forgotten", "wrt_p"),
    hints=("p first, from all scores.", "The classes count from 1; Python counts from 0."),
    source="Goodfellow et al., Deep Learning, sec. 6.2.2.3",
)

why_the_2 = Choice(
    key="why_the_2", name="Why there is a 2", lesson="04",
    text="Where does the 2 in p = 1/(1 + exp(−2zy)) come from?",
    options=(Option("the two classes have the scores y and −y, which are 2y apart", "Softmax sees differences of scores only.", True),
             Option("there are two classes", "A softmax of the two scores y and 0 would have no 2."),
             Option("it makes learning twice as fast", "It does change the size of the derivative, but that is not where it comes from."),
             Option("it comes from the square in the loss", "There is no square in it.")),
    hints=("p = exp(zy)/(exp(y) + exp(−y)). Divide above and below by exp(zy).",), source="the lecture's slides on softmax for two classes",
)

EXERCISES = (two_class_p, why_the_2, softmax_batch, two_class_slope, k_class_slope, binary_derivative, softmax_derivative)
