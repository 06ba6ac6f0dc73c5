"""Misconceptions about the loss, its derivative, and probabilities."""

import numpy as np

from ..sheets import Rule, Values
from .record import Misconception

# ---- the loss and its derivative ----

def _sign_turned(v: Values, right: Rule):
    return -1.0 * np.asarray(right(v))


def _z_left_out(v: Values, right: Rule):
    """The factor z of the derivative is missing: −1 in place of −z. Only with one score is there such a factor."""
    return right(v) * v.z if _has_z_as_factor(v) else None


def _loss_without_z(v: Values, right: Rule):
    return v.loss_record.value_unchecked(v.y, 1) if _has_z_as_factor(v) else None


def _has_z_as_factor(v: Values) -> bool:
    """y and z count by their product: the loss has a margin, or p = 1/(1 + exp(−c·yz)), or jumps where yz changes its sign."""
    loss = v.loss_record
    return _one_score(v) and (loss.margin is not None or loss.logit > 0 or loss.jumps)


def _one_score(v: Values) -> bool:
    return np.ndim(v.y) == 0


def _has_a_margin(v: Values) -> bool:
    """Hinges and perceptron: ∂ℓ/∂y is −z, or −2z times what is lacking, below a margin and 0 from there on."""
    return _one_score(v) and v.loss_record.margin is not None


def _not_met(v: Values) -> float:
    """∂ℓ/∂y as it is below the margin, at any y."""
    loss = v.loss_record
    return -float(v.z) * loss.power * (loss.margin - v.y * v.z) ** (loss.power - 1)


def _margin_ignored(v: Values, right: Rule):
    return _not_met(v) if _has_a_margin(v) else None


def _margin_inverted(v: Values, right: Rule):
    return (_not_met(v) if v.y * v.z >= v.loss_record.margin else 0.0) if _has_a_margin(v) else None


def _margin_at_zero(v: Values, right: Rule):
    return (_not_met(v) if v.y * v.z < 0 else 0.0) if _has_a_margin(v) and v.loss_record.margin > 0 else None


def _loss_at_zero(v: Values, right: Rule):
    return max(0.0, -v.y * v.z) ** v.loss_record.power if _has_a_margin(v) and v.loss_record.margin > 0 else None


def _loss_zero(v: Values, right: Rule):
    """0 where even the sign is wrong; where only the margin is missed, that is what `_loss_at_zero` gives."""
    return 0.0 if _has_a_margin(v) and v.y * v.z < 0 else None


def _loss_plus(v: Values, right: Rule):
    return max(0.0, v.loss_record.margin + v.y * v.z) ** v.loss_record.power if _has_a_margin(v) else None


def _loss_not_cut(v: Values, right: Rule):
    return (v.loss_record.margin - v.y * v.z) ** v.loss_record.power if _has_a_margin(v) else None


def _label_0_or_1(v: Values, right: Rule):
    """None for a square: with z = 0 it is the same as z left out."""
    return v.loss_record.derivative_unchecked(v.y, (v.z + 1) / 2) + 0.0 if _is_label(v) and not v.loss_record.takes_targets else None


def _loss_label_0_or_1(v: Values, right: Rule):
    return v.loss_record.value_unchecked(v.y, (v.z + 1) / 2) if _is_label(v) else None


def _is_label(v: Values) -> bool:
    """z is −1 or +1, which another coding has as 0 and 1."""
    return _one_score(v) and v.z in (-1, 1)


def _two_missing(v: Values, right: Rule):
    """p = 1/(1 + exp(−zy)), and its own derivative."""
    return -v.z / (1.0 + np.exp(v.z * v.y)) if _two_inside(v) else None


def _two_missing_outside(v: Values, right: Rule):
    return right(v) / 2.0 if _two_inside(v) else None


def _with_respect_to_p(v: Values, right: Rule):
    if _two_inside(v):
        return -(1.0 + np.exp(-2.0 * v.z * v.y))
    if _of_softmax(v):
        p = _softmax(v.y)
        return np.where(np.arange(len(p)) == v.z - 1, -1.0 / p, 0.0)
    return None


def _label_from_0(v: Values, right: Rule):
    """The label is taken for an index from 0: the 1 is subtracted one place too far."""
    if np.ndim(v.y) == 0 or np.ndim(v.z) or v.z >= len(v.y):
        return None
    return v.loss_record.derivative_unchecked(v.y, v.z + 1)


def _one_hot_forgotten(v: Values, right: Rule):
    return _softmax(v.y) if _of_softmax(v) else None


def _two_inside(v: Values) -> bool:
    """p = 1/(1 + exp(−2yz)): the softmax of the two scores y and −y, hence the 2."""
    return _one_score(v) and v.loss_record.logit == 2


def _of_softmax(v: Values) -> bool:
    return not _one_score(v) and v.loss_record.logit > 0


def _softmax(y: np.ndarray) -> np.ndarray:
    e = np.exp(y - np.max(y))
    return e / e.sum()


def _two_missing_inside(v: Values, right: Rule):
    return 2.0 * _two_missing(v, right) if _two_inside(v) else None


def _target_left_out(v: Values, right: Rule):
    return 2.0 * v.y if v.loss_record.squares and _one_score(v) else None


def _target_added(v: Values, right: Rule):
    return 2.0 * (v.y + v.z) if v.loss_record.squares and _one_score(v) else None


def _square_factor(v: Values, right: Rule):
    return right(v) / 2.0 if v.loss_record.squares else None


def _hinge_square_factor(v: Values, right: Rule):
    return right(v) / 2.0 if _has_a_margin(v) and v.loss_record.power == 2 else None

# ---- probabilities ----

def _p_two_missing(v: Values, right: Rule):
    return 1.0 / (1.0 + np.exp(-v.z * v.y))


def _p_without_z(v: Values, right: Rule):
    return 1.0 / (1.0 + np.exp(-2.0 * v.y))


def _p_label_0_or_1(v: Values, right: Rule):
    return 1.0 / (1.0 + np.exp(-2.0 * (v.z + 1) / 2 * v.y))


def _p_of_other(v: Values, right: Rule):
    return 1.0 / (1.0 + np.exp(2.0 * v.z * v.y))


def _wrong_axis(v: Values, right: Rule):
    e = np.exp(v.Y)
    return e / e.sum(axis=0)


def _over_everything(v: Values, right: Rule):
    e = np.exp(v.Y)
    return e / e.sum()


def _no_exponential(v: Values, right: Rule):
    return v.Y / v.Y.sum(axis=-1, keepdims=True)


IN_THE_LOSS = (
    Misconception(
        key="wrong_sign", name="wrong sign", formula="∂ℓ/∂y = +z, or 1 − p for p − 1", likely=3,
        slips={"dl_dy": _sign_turned},
        words="The sign of ∂ℓ/∂y is reversed.",
        hint="Imagine y a little larger: does ℓ rise (the derivative is positive) or fall (negative)?"),
    Misconception(
        key="z_forgotten", name="z forgotten", formula="∂ℓ/∂y = −1 for both labels", likely=3,
        slips={"dl_dy": _z_left_out, "loss": _loss_without_z, "p": _p_without_z},
        words="The label z is missing: this is the answer for z = +1.",
        hint="ℓ depends on the product yz. Which factor is left when you differentiate yz with respect to y?"),
    Misconception(
        key="margin_ignored", name="margin condition ignored", formula="∂ℓ/∂y = −z, also where yz ≥ 1", likely=3,
        slips={"dl_dy": _margin_ignored},
        words="The margin is met here, and yet you used −z.",
        hint="Work out yz first: which of the two cases of the loss applies?"),
    Misconception(
        key="margin_inverted", name="margin test inverted", formula="∂ℓ/∂y = −z where yz ≥ 1, and 0 where yz < 1", likely=1,
        slips={"dl_dy": _margin_inverted},
        words="The two cases of the loss are swapped: 0 where the margin is missed, −z where it is met.",
        hint="On which side of its kink is ℓ flat? There the derivative is 0."),
    Misconception(
        key="margin_at_zero", name="right side taken for margin met", formula="∂ℓ/∂y = 0 as soon as yz ≥ 0",
        slips={"dl_dy": _margin_at_zero, "loss": _loss_at_zero},
        words="You let every correct prediction cost nothing.",
        hint="The hinge loss asks for yz ≥ 1, not only for the right sign. How large is yz here?"),
    Misconception(
        key="zero_loss", name="loss 0 for a wrong prediction", formula="ℓ = 0, also where yz < 0", likely=1,
        slips={"loss": _loss_zero},
        words="ℓ is not 0 here: the prediction is on the wrong side.",
        hint="How large is 1 − yz when yz is negative?"),
    Misconception(
        key="loss_plus", name="plus in the loss", formula="ℓ = max(0, 1 + yz)",
        slips={"loss": _loss_plus},
        words="yz was added to 1, not subtracted.",
        hint="The better the prediction (the larger yz), the smaller ℓ must be. Which sign does yz need?"),
    Misconception(
        key="loss_not_cut", name="max(0, ·) forgotten", formula="ℓ = 1 − yz, also where that is negative", likely=3,
        slips={"loss": _loss_not_cut},
        words="The loss was not cut off at 0.",
        hint="ℓ = max(0, …): what is it where 1 − yz is negative?"),
    Misconception(
        key="labels_0_1", name="0/1 labels for ±1", formula="z = 0 where the label is −1", likely=1,
        slips={"dl_dy": _label_0_or_1, "loss": _loss_label_0_or_1, "p": _p_label_0_or_1},
        words="The label −1 was replaced by 0.",
        hint="In this course the two labels are −1 and +1. Put z = −1 into the formula."),
    Misconception(
        key="two_missing", name="the 2 in exp(−2zy) missing", formula="p = 1/(1 + exp(−zy))",
        slips={"dl_dy": _two_missing, "p": _p_two_missing},
        words="The 2 in exp(−2zy) is missing.",
        hint="p is a softmax of the two scores y and −y. How far apart are they?"),
    Misconception(
        key="two_missing_outside", name="the inner derivative 2 missing", formula="∂ℓ/∂y = −z(1 − p)",
        slips={"dl_dy": _two_missing_outside},
        words="The factor 2 from inside the exponential is missing in front.",
        hint="Differentiate exp(−2zy) with respect to y: which factors come out?"),
    Misconception(
        key="two_missing_inside", name="the 2 missing in p only", formula="∂ℓ/∂y = −2z(1 − p) with p = 1/(1 + exp(−zy))", likely=1,
        slips={"dl_dy": _two_missing_inside, "p": _p_two_missing},
        words="The 2 is there in front, but missing in the exponential of p.",
        hint="p = 1/(1 + exp(−2zy)): the same 2 is in the exponent."),
    Misconception(
        key="p_of_other", name="p of the other label", formula="p = 1/(1 + exp(+2zy))",
        slips={"p": _p_of_other},
        words="This is the probability of the other label: the sign in the exponent is reversed.",
        hint="The larger zy, the more probable the right label: which sign makes p grow with zy?"),
    Misconception(
        key="softmax_axis", name="softmax over the wrong axis", formula="exp(Yₙₖ)/Σₙ exp(Yₙₖ)",
        slips={"P": _wrong_axis},
        words="The softmax was taken down the columns, over the examples.",
        hint="Each example has its own probabilities: which numbers must add up to 1?"),
    Misconception(
        key="softmax_over_all", name="softmax over all numbers", formula="exp(Yₙₖ)/Σₙₖ exp(Yₙₖ)",
        slips={"P": _over_everything},
        words="One softmax was taken over all examples together.",
        hint="Each example has its own probabilities: every row adds up to 1."),
    Misconception(
        key="softmax_no_exp", name="exp left out", formula="Yₙₖ/Σₖ Yₙₖ",
        slips={"P": _no_exponential},
        words="The scores were divided by their sum, without exp.",
        hint="Scores may be negative: exp makes them positive first."),
    Misconception(
        key="square_factor", name="the square's 2 missing", formula="∂ℓ/∂y = y − z", likely=3,
        slips={"dl_dy": _square_factor},
        words="The factor 2 of the square is missing.",
        hint="ℓ = (y − z)² has no ½ in front: what is the derivative of a square?"),
    Misconception(
        key="hinge_square_factor", name="the squared hinge's 2 missing", formula="∂ℓ/∂y = −z(1 − yz) where yz < 1", likely=3,
        slips={"dl_dy": _hinge_square_factor},
        words="The factor 2 of the square is missing.",
        hint="ℓ = (1 − yz)² where the margin is missed: which factor comes in front when a square is differentiated?"),
    Misconception(
        key="target_left_out", name="z left out of the square", formula="∂ℓ/∂y = 2y",
        slips={"dl_dy": _target_left_out},
        words="z is missing: 2y is the derivative of y², not of (y − z)².",
        hint="Differentiate the square from outside in: 2 times what is inside the parentheses."),
    Misconception(
        key="target_added", name="plus in the square", formula="∂ℓ/∂y = 2(y + z)",
        slips={"dl_dy": _target_added},
        words="z was added to y, not subtracted.",
        hint="ℓ = (y − z)² is 0 when y = z. What must its derivative be there?"),
    Misconception(
        key="wrt_p", name="derivative with respect to p", formula="−1/p",
        slips={"dl_dy": _with_respect_to_p},
        words="This is the derivative with respect to the probability p, not to the score y.",
        hint="The chain goes on: p depends on y. Multiply by ∂p/∂y."),
    Misconception(
        key="label_off_by_one", name="class label off by one", formula="pₖ − [k = z + 1]",
        slips={"dl_dy": _label_from_0},
        words="The 1 is subtracted at the wrong class, one place too far.",
        hint="The classes are counted from 1: z = 1 is the first entry."),
    Misconception(
        key="one_hot_forgotten", name="one-hot vector forgotten", formula="∂ℓ/∂y = p",
        slips={"dl_dy": _one_hot_forgotten},
        words="These are the probabilities: the 1 of the label has not been subtracted.",
        hint="The entries of ∂ℓ/∂y add up to 0. Which score should grow?"),
)
