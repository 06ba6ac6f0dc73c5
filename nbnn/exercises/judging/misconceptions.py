"""All misconceptions: each one record with its wrong formula, its words for the learner, and a hint.

A misconception spoils one line of a calculation and the rest is done right (`sheets`): its slips go by the role of the
line. It therefore holds for every exercise in which such a line occurs; nothing is listed twice. A slip takes the line's
letters and its right rule, and gives the wrong value; None where it has no meaning there, and the line stays right.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from ...core.records.record import Record, look_up
from .sheets import Rule, Slip, Values


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Misconception(Record):
    """A mistake with a name. `formula` is the wrong one.

    Attributes
    ----------
    slips : role of a line → the wrong rule (letters, right rule) → value; None where it has no meaning: the line stays right.
    words : what was probably done, for the learner.
    hint : a question or a look that leads back.
    """

    slips: Mapping[str, Slip] = field(default_factory=lambda: MappingProxyType({}))
    words: str = ""
    hint: str = ""


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
    """Hinge or perceptron: ∂ℓ/∂y is −z below a margin and 0 from there on."""
    return _one_score(v) and v.loss_record.margin is not None


def _margin_ignored(v: Values, right: Rule):
    return -float(v.z) if _has_a_margin(v) else None


def _margin_inverted(v: Values, right: Rule):
    return (-float(v.z) if v.y * v.z >= v.loss_record.margin else 0.0) if _has_a_margin(v) else None


def _margin_at_zero(v: Values, right: Rule):
    return (-float(v.z) if v.y * v.z < 0 else 0.0) if _has_a_margin(v) and v.loss_record.margin > 0 else None


def _loss_at_zero(v: Values, right: Rule):
    return max(0.0, -v.y * v.z) if _has_a_margin(v) and v.loss_record.margin > 0 else None


def _loss_not_cut(v: Values, right: Rule):
    return v.loss_record.margin - v.y * v.z if _has_a_margin(v) else None


def _label_0_or_1(v: Values, right: Rule):
    return v.loss_record.derivative_unchecked(v.y, (v.z + 1) / 2) + 0.0 if _one_score(v) else None


def _loss_label_0_or_1(v: Values, right: Rule):
    return v.loss_record.value_unchecked(v.y, (v.z + 1) / 2) if _one_score(v) else None


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
    if np.ndim(v.y) == 0 or v.z >= len(v.y):
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


def _square_factor(v: Values, right: Rule):
    return right(v) / 2.0 if v.loss_record.squares else None


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


# ---- backward ----

def _gate_missing(v: Values, right: Rule):
    return np.ones_like(v.a)


def _gate_too_early(v: Values, right: Rule):
    dh = right(v)
    gate = v.g.derivative(v.a)
    return dh * (np.append(gate, 1.0) if len(dh) > len(gate) else gate)


def _slope_at_h(v: Values, right: Rule):
    return v.g.derivative(v.h[:len(v.a)])


def _relu_left_out(v: Values, right: Rule):
    return np.append(v.a, 1.0) if len(right(v)) > len(v.a) else np.array(v.a)


def _a_for_h(v: Values, right: Rule):
    if "a_below" not in v:
        return None
    a = v.a_below
    return np.multiply.outer(v.flow, np.append(a, 1.0) if len(v.below) > len(a) else a)


def _weight_for_input(v: Values, right: Rule):
    return v.flow * v.W if v.W.ndim == 1 else None


def _input_for_weight(v: Values, right: Rule):
    """∂y/∂h taken for h: the two factors of a product swapped on the way back."""
    return v.flow_above * v.h if v.W_above.ndim == 1 else None


def _input_left_out(v: Values, right: Rule):
    return np.multiply.outer(v.flow, np.ones_like(v.below)) if v.W.ndim == 2 else None


def _forward_transposed(v: Values, right: Rule):
    return v.W.T @ v.below if v.W.shape[0] == v.W.shape[1] else None


def _outer_reversed(v: Values, right: Rule):
    return np.multiply.outer(v.below, v.flow) if v.W.ndim == 2 else None


def _back_transposed(v: Values, right: Rule):
    W = v.W_above
    return W @ v.flow_above if W.ndim == 2 and W.shape[0] == W.shape[1] else None


def _updated_weight(v: Values, right: Rule):
    """The weight above after its own update, where the one of the forward pass is meant."""
    h, flow, W = v.h, v.flow_above, v.W_above
    new = W - v.eta * np.multiply.outer(flow, h)
    return new.T @ flow if W.ndim == 2 else new * flow


# ---- the update ----

def _plus(v: Values, right: Rule):
    return v.W + v.eta * v.dW


def _eta_twice(v: Values, right: Rule):
    return v.W - v.eta * (v.eta * v.dW)


def _eta_left_out(v: Values, right: Rule):
    return v.W - v.dW


def _only_the_change(v: Values, right: Rule):
    return -v.eta * v.dW


# ---- sums and means, rates, optimizers, regularization ----

def _sum_for_mean(v: Values, right: Rule):
    return v.each.sum(axis=0)


def _mean_for_sum(v: Values, right: Rule):
    return v.each.mean(axis=0)


def _value_between(v: Values, right: Rule):
    return v.f(v.p * v.x1 + (1 - v.p) * v.x2)


def _shares_exchanged(v: Values, right: Rule):
    return (1 - v.p) * v.f(v.x1) + v.p * v.f(v.x2)


def _he_root_missing(v: Values, right: Rule):
    return 2.0 / v.d_in


def _he_root_twice(v: Values, right: Rule):
    return (2.0 / v.d_in) ** 0.25


def _he_fan_out(v: Values, right: Rule):
    return (2.0 / v.d_out) ** 0.5


def _xavier_one_fan(v: Values, right: Rule):
    return (6.0 / v.d_in) ** 0.5


def _xavier_root_missing(v: Values, right: Rule):
    return 6.0 / (v.d_in + v.d_out)


def _rate_one_further(v: Values, right: Rule):
    return v.eta0 / (1 + v.eta0 * v.lam * (v.t + 1))


def _rate_without_eta(v: Values, right: Rule):
    return v.eta0 / (1 + v.lam * v.t)


def _velocity_forgotten(v: Values, right: Rule):
    return -v.eta * v.d


def _velocity_uphill(v: Values, right: Rule):
    return v.beta * v.v_before + v.eta * v.d


def _velocity_all_times_eta(v: Values, right: Rule):
    return v.eta * (v.beta * v.v_before - v.d)


def _not_corrected_m(v: Values, right: Rule):
    return v.m


def _not_corrected_v(v: Values, right: Rule):
    return v.v


def _eps_inside(v: Values, right: Rule):
    return -v.eta * v.m_hat / np.sqrt(v.v_hat + v.eps)


def _root_missing(v: Values, right: Rule):
    return -v.eta * v.m_hat / (v.v_hat + v.eps)


def _square_missing(v: Values, right: Rule):
    return v.beta2 * v.v_before + (1 - v.beta2) * v.d


def _squares_forgotten(v: Values, right: Rule):
    return v.d * v.d


def _sum_squared(v: Values, right: Rule):
    return (v.d_before + v.d) ** 2


def _l2_without_2(v: Values, right: Rule):
    return v.dW + v.lam * v.W


def _l2_not_differentiated(v: Values, right: Rule):
    return v.dW + v.lam * v.W * v.W


def _l2_left_out(v: Values, right: Rule):
    return np.array(v.dW)


def _not_rescaled(v: Values, right: Rule):
    return v.mask * v.h


def _rescaled_by_dropped(v: Values, right: Rule):
    return v.mask * v.h / (1 - v.keep)


def _rescaled_down(v: Values, right: Rule):
    return v.mask * v.h * v.keep


def _last_path_only(v: Values, right: Rule):
    return v.paths[-1]


def _paths_multiplied(v: Values, right: Rule):
    return np.prod(v.paths, axis=0)


def _slope_left_out(v: Values, right: Rule):
    """What arrives goes on as it is; no mistake that one could make where the slope changes the shape."""
    return v.flow if np.shape(v.flow) == np.shape(right(v)) else None


def _flow_left_out(v: Values, right: Rule):
    return v.slope if np.shape(v.slope) == np.shape(right(v)) else None


def _factors_added(v: Values, right: Rule):
    return np.add(v.flow, v.slope) if np.shape(v.flow) == np.shape(v.slope) == np.shape(right(v)) else None


def _without_last_layer(v: Values, right: Rule):
    return sum(v.sizes[1:])


def _with_biases(v: Values, right: Rule):
    return sum((below + 1) * above for below, above in zip(v.sizes, v.sizes[1:]))


def _of_training(v: Values, right: Rule):
    return int(np.argmin(v.training)) + 1


ALL = (
    Misconception(
        key="wrong_sign", name="wrong sign", formula="∂ℓ/∂y = +z, or p − 1 turned round",
        slips={"dl_dy": _sign_turned},
        words="The sign of ∂ℓ/∂y is turned round.",
        hint="Let y grow a little in your mind: does ℓ rise (the derivative is positive) or fall (negative)?"),
    Misconception(
        key="z_forgotten", name="z forgotten", formula="∂ℓ/∂y = −1 for both labels",
        slips={"dl_dy": _z_left_out, "loss": _loss_without_z, "p": _p_without_z},
        words="The label z is missing: this is the answer for z = +1.",
        hint="ℓ is made from the product yz. What stays of yz when it is differentiated with respect to y?"),
    Misconception(
        key="margin_ignored", name="margin condition ignored", formula="∂ℓ/∂y = −z, also where yz ≥ 1",
        slips={"dl_dy": _margin_ignored},
        words="−z was taken although the margin is met.",
        hint="Work out yz first: which of the two cases of the loss holds here?"),
    Misconception(
        key="margin_inverted", name="margin test inverted", formula="∂ℓ/∂y = −z where yz ≥ 1, and 0 where yz < 1",
        slips={"dl_dy": _margin_inverted},
        words="The two cases of the loss are exchanged: 0 where there is something to correct, −z where there is nothing.",
        hint="Where is ℓ flat, left or right of the kink? The derivative is 0 there."),
    Misconception(
        key="margin_at_zero", name="right side taken for margin met", formula="∂ℓ/∂y = 0 as soon as yz ≥ 0",
        slips={"dl_dy": _margin_at_zero, "loss": _loss_at_zero},
        words="A correct prediction was taken to cost nothing.",
        hint="The hinge loss asks for yz ≥ 1, not only for the right sign. How large is yz here?"),
    Misconception(
        key="loss_not_cut", name="max(0, ·) forgotten", formula="ℓ = 1 − yz, also where that is negative",
        slips={"loss": _loss_not_cut},
        words="The loss was not cut off at 0.",
        hint="ℓ = max(0, …): what is it where 1 − yz is negative?"),
    Misconception(
        key="labels_0_1", name="0/1 labels for ±1", formula="z = 0 where the label is −1",
        slips={"dl_dy": _label_0_or_1, "loss": _loss_label_0_or_1, "p": _p_label_0_or_1},
        words="The label −1 was taken for 0.",
        hint="In this course the two labels are −1 and +1. Put z = −1 into the formula."),
    Misconception(
        key="two_missing", name="the 2 in exp(−2zy) missing", formula="p = 1/(1 + exp(−zy))",
        slips={"dl_dy": _two_missing, "p": _p_two_missing},
        words="The 2 in exp(−2zy) is missing.",
        hint="p is a softmax of the two scores y and −y. How far apart are these two?"),
    Misconception(
        key="two_missing_outside", name="the inner derivative 2 missing", formula="∂ℓ/∂y = −z(1 − p)",
        slips={"dl_dy": _two_missing_outside},
        words="The factor 2 from inside the exponential is missing in front.",
        hint="Differentiate exp(−2zy) with respect to y: which factors come out?"),
    Misconception(
        key="two_missing_inside", name="the 2 missing in p only", formula="∂ℓ/∂y = −2z(1 − p) with p = 1/(1 + exp(−zy))",
        slips={"dl_dy": _two_missing_inside, "p": _p_two_missing},
        words="The 2 is there in front, but missing in the exponential of p.",
        hint="p = 1/(1 + exp(−2zy)): the same 2 stands in the exponent."),
    Misconception(
        key="p_of_other", name="p of the other label", formula="p = 1/(1 + exp(+2zy))",
        slips={"p": _p_of_other},
        words="This is the probability of the other label: the sign in the exponent is turned round.",
        hint="The larger zy, the surer the right label: which sign makes p grow with zy?"),
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
        key="square_factor", name="the square's 2 missing", formula="∂ℓ/∂y = y − z",
        slips={"dl_dy": _square_factor},
        words="The factor 2 of the square is missing.",
        hint="ℓ = (y − z)² has no ½ in front here: what is the derivative of a square?"),
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
        words="These are the probabilities; the 1 of the label is not subtracted.",
        hint="The entries of ∂ℓ/∂y add up to 0. Which score should grow?"),
    Misconception(
        key="gate_missing", name="ReLU gate (or g′) missing", formula="∂ℓ/∂a = ∂ℓ/∂h",
        slips={"dh_da": _gate_missing},
        words="The slope of the activation function is missing: ∂ℓ/∂h went through unchanged.",
        hint="Between h and a stands g: multiply each entry by g′(a). For ReLU that is 0 where a is negative."),
    Misconception(
        key="gate_too_early", name="gate applied to ∂ℓ/∂h", formula="∂ℓ/∂h = ∂ℓ/∂y w⁽²⁾ ⊙ g′(a)",
        slips={"dl_dh": _gate_too_early},
        words="The gate was applied one line too early, to ∂ℓ/∂h.",
        hint="If h of a unit that is off were a little larger, would y change? The gate stands between h and a."),
    Misconception(
        key="slope_at_h", name="g′ taken at h", formula="g′(h) in place of g′(a)",
        slips={"dh_da": _slope_at_h},
        words="The slope was taken at h, not at a.",
        hint="For tanh, g′(a) = 1 − tanh²(a), and tanh(a) is h: so it is 1 − h², without another tanh."),
    Misconception(
        key="relu_left_out", name="g left out in the forward pass", formula="h = a",
        slips={"h": _relu_left_out},
        words="a went on as h, without the activation function.",
        hint="h = g(a): what does g do with a negative a?"),
    Misconception(
        key="a_for_h", name="a used for h", formula="∂ℓ/∂w⁽²⁾ = ∂ℓ/∂y a",
        slips={"dl_dW": _a_for_h},
        words="a was used where h is meant.",
        hint="y = w⁽²⁾·h: what is each weight multiplied by?"),
    Misconception(
        key="w2_for_h", name="w⁽²⁾ used for h", formula="∂ℓ/∂w⁽²⁾ = ∂ℓ/∂y w⁽²⁾",
        slips={"dl_dW": _weight_for_input},
        words="The weights stand where their inputs should: the product was differentiated with respect to the other factor.",
        hint="y is weight times input. Differentiated with respect to the weight, the input stays."),
    Misconception(
        key="h_for_w2", name="h used for w⁽²⁾", formula="∂ℓ/∂h = ∂ℓ/∂y h",
        slips={"dl_dh": _input_for_weight},
        words="The product was differentiated with respect to the other factor: this is ∂ℓ/∂w⁽²⁾.",
        hint="y = w⁽²⁾·h. Differentiated with respect to h, the other factor stays: w⁽²⁾."),
    Misconception(
        key="x_forgotten", name="x forgotten", formula="∂ℓ/∂W⁽¹⁾ᵢⱼ = ∂ℓ/∂aᵢ",
        slips={"dl_dW": _input_left_out},
        words="The input is missing: every entry of a row is ∂ℓ/∂a of its unit.",
        hint="aᵢ = Σⱼ Wᵢⱼ xⱼ: what is ∂aᵢ/∂Wᵢⱼ?"),
    Misconception(
        key="W1_transposed", name="W⁽¹⁾ transposed", formula="a = W⁽¹⁾ᵀx",
        slips={"a": _forward_transposed},
        words="W⁽¹⁾ was used by its columns in a = W⁽¹⁾x.",
        hint="aᵢ is made from row i of W⁽¹⁾: row times x."),
    Misconception(
        key="W2_not_transposed", name="W not transposed on the way back", formula="∂ℓ/∂h = W⁽²⁾ ∂ℓ/∂y",
        slips={"dl_dh": _back_transposed},
        words="The weight matrix was used by its rows on the way back.",
        hint="hⱼ reaches every score through column j of W⁽²⁾: go back through the column."),
    Misconception(
        key="outer_reversed", name="outer product reversed", formula="∂ℓ/∂W⁽¹⁾ = x ∂ℓ/∂aᵀ",
        slips={"dl_dW": _outer_reversed},
        words="The outer product is the wrong way round: rows and columns are exchanged.",
        hint="∂ℓ/∂W⁽¹⁾ has the shape of W⁽¹⁾: row i belongs to unit i, so its numbers are ∂ℓ/∂aᵢ times x."),
    Misconception(
        key="updated_w2", name="updated w⁽²⁾ used", formula="∂ℓ/∂h = ∂ℓ/∂y (w⁽²⁾ − η ∂ℓ/∂w⁽²⁾)",
        slips={"dl_dh": _updated_weight},
        words="w⁽²⁾ was updated before ∂ℓ/∂h was worked out.",
        hint="All derivatives are taken at the weights of the forward pass; only then do all weights move, at once."),
    Misconception(
        key="plus_update", name="plus in the update", formula="θ ← θ + η ∂ℓ/∂θ",
        slips={"new": _plus},
        words="The step went uphill: plus in place of minus.",
        hint="The derivative points to where ℓ grows. Which way do we want to go?"),
    Misconception(
        key="eta_twice", name="η applied twice", formula="θ ← θ − η·(η ∂ℓ/∂θ)",
        slips={"new": _eta_twice},
        words="The learning rate η was multiplied in twice.",
        hint="θ − η·∂ℓ/∂θ: the derivative itself has no η in it."),
    Misconception(
        key="eta_forgotten", name="η forgotten", formula="θ ← θ − ∂ℓ/∂θ",
        slips={"new": _eta_left_out},
        words="The learning rate η is missing.",
        hint="The step is η times the derivative. How large is η?"),
    Misconception(
        key="only_the_change", name="the change, not the new weight", formula="−η ∂ℓ/∂θ",
        slips={"new": _only_the_change},
        words="This is by how much the weight changes; the old weight is not in it.",
        hint="New weight = old weight − η · derivative."),
    Misconception(
        key="sum_for_mean", name="sum for mean in a batch", formula="Σ ∂ℓ/∂θ",
        slips={"mean": _sum_for_mean},
        words="This is the sum over the batch, not the mean.",
        hint="A mini-batch divides by its size: how many examples are there?"),
    Misconception(
        key="mean_for_sum", name="mean for sum", formula="L = (1/N) Σ ℓ",
        slips={"total": _mean_for_sum},
        words="This is the mean loss; L is the sum over all examples.",
        hint="L(D, θ) = Σ ℓ: nothing is divided by N."),
    Misconception(
        key="value_for_chord", name="the curve, not the chord", formula="f(p x₁ + (1 − p) x₂)",
        slips={"chord": _value_between},
        words="This is the height of the curve between the two points, not that of the chord.",
        hint="The chord joins the two heights f(x₁) and f(x₂): mix these."),
    Misconception(
        key="shares_exchanged", name="shares exchanged", formula="(1 − p) f(x₁) + p f(x₂)",
        slips={"chord": _shares_exchanged},
        words="The shares p and 1 − p are exchanged.",
        hint="With p = 1 one stands at x₁: which height has the share p?"),
    Misconception(
        key="he_variance", name="He's deviation taken as variance", formula="standard deviation √(√(2/d_in))",
        slips={"deviation": _he_root_twice},
        words="√(2/d_in) was taken for the variance, and its root for the deviation.",
        hint="In Normal(0, √(2/d_in)) the second number is the standard deviation already."),
    Misconception(
        key="he_root_missing", name="He's root missing", formula="standard deviation 2/d_in",
        slips={"deviation": _he_root_missing},
        words="This is the variance; the root is missing.",
        hint="The standard deviation is the root of the variance 2/d_in."),
    Misconception(
        key="fan_out", name="fan-out for fan-in", formula="√(2/d_out)",
        slips={"deviation": _he_fan_out},
        words="The number of outputs was used for the number of inputs.",
        hint="W is outputs × inputs here: d_in is how many numbers go into one unit."),
    Misconception(
        key="xavier_one_fan", name="only the inputs counted", formula="√6/√d_in",
        slips={"limit": _xavier_one_fan},
        words="Only the inputs were counted.",
        hint="Xavier's limit has d_in + d_out under the root."),
    Misconception(
        key="xavier_root_missing", name="Xavier's root missing", formula="6/(d_in + d_out)",
        slips={"limit": _xavier_root_missing},
        words="The root is missing.",
        hint="The limit is √6/√(d_in + d_out)."),
    Misconception(
        key="decay_off_by_one", name="decay off by one update", formula="η of the n-th update with t = n",
        slips={"eta_t": _rate_one_further},
        words="t is one too large: this is the rate of the update after it.",
        hint="t counts the updates already made: how many are made before the first one?"),
    Misconception(
        key="decay_without_eta", name="η₀ missing below", formula="η₀/(1 + λt)",
        slips={"eta_t": _rate_without_eta},
        words="The η₀ below the line is missing.",
        hint="ηₜ = η₀/(1 + η₀λt): η₀ stands in two places."),
    Misconception(
        key="momentum_forgotten", name="old velocity forgotten", formula="v = −η ∂ℓ/∂θ",
        slips={"velocity": _velocity_forgotten},
        words="The old velocity is not in it.",
        hint="v ← βv − η ∂ℓ/∂θ: a share β of the old v goes on."),
    Misconception(
        key="momentum_uphill", name="plus in the velocity", formula="v = βv + η ∂ℓ/∂θ",
        slips={"velocity": _velocity_uphill},
        words="The new push goes uphill: plus in place of minus.",
        hint="v is what is added to θ: which way should the derivative push it?"),
    Misconception(
        key="momentum_eta_on_all", name="η on the old velocity too", formula="v = η(βv − ∂ℓ/∂θ)",
        slips={"velocity": _velocity_all_times_eta},
        words="The old velocity was multiplied by η as well.",
        hint="The old v has its η in it already; only the new derivative is multiplied by η."),
    Misconception(
        key="adam_no_correction", name="Adam without bias correction", formula="m̂ = m, v̂ = v",
        slips={"m_hat": _not_corrected_m, "v_hat": _not_corrected_v},
        words="The bias correction is missing: m and v were used as they are.",
        hint="m and v start at 0 and are too small at first: divide by 1 − β₁ᵗ and 1 − β₂ᵗ."),
    Misconception(
        key="adam_eps_inside", name="ε inside the root (Adam)", formula="−η m̂/√(v̂ + ε)",
        slips={"adam_update": _eps_inside},
        words="ε was added under the root.",
        hint="Adam adds ε to the root, outside of it: √v̂ + ε."),
    Misconception(
        key="adam_root_missing", name="Adam's root missing", formula="−η m̂/(v̂ + ε)",
        slips={"adam_update": _root_missing},
        words="The root of v̂ is missing.",
        hint="v̂ is a mean of squares: its root has the size of a derivative again."),
    Misconception(
        key="adam_square_missing", name="derivative not squared in v", formula="v = β₂v + (1 − β₂) ∂ℓ/∂θ",
        slips={"second_moment": _square_missing},
        words="The derivative was not squared in v.",
        hint="v is a running mean of the squared derivatives."),
    Misconception(
        key="adagrad_forgets", name="old squares forgotten", formula="G = (∂ℓ/∂θ)²",
        slips={"squares": _squares_forgotten},
        words="Only the last derivative is in G.",
        hint="AdaGrad adds up the squares of all derivatives so far."),
    Misconception(
        key="adagrad_squares_the_sum", name="square of the sum", formula="G = (Σ ∂ℓ/∂θ)²",
        slips={"squares": _sum_squared},
        words="The derivatives were added first and squared after.",
        hint="Square each derivative, then add: can G ever fall?"),
    Misconception(
        key="l2_factor", name="L2's factor 2", formula="∂ℓ/∂θ + λθ",
        slips={"regularized": _l2_without_2},
        words="The factor 2 of the L2 term is missing.",
        hint="The term is λ‖θ‖² without a ½: differentiate λθ²."),
    Misconception(
        key="l2_not_differentiated", name="L2 term not differentiated", formula="∂ℓ/∂θ + λθ²",
        slips={"regularized": _l2_not_differentiated},
        words="The L2 term was added without being differentiated.",
        hint="We need the derivative of λθ² with respect to θ."),
    Misconception(
        key="l2_left_out", name="L2 term left out", formula="∂ℓ/∂θ",
        slips={"regularized": _l2_left_out},
        words="The L2 term is missing.",
        hint="The sum is differentiated term by term: the second one is λ‖θ‖²."),
    Misconception(
        key="dropout_not_rescaled", name="dropout not rescaled", formula="h = mask ⊙ h",
        slips={"dropped": _not_rescaled},
        words="What stays was not rescaled.",
        hint="In training the units that stay are divided by the probability to stay, so that the sum keeps its size on average."),
    Misconception(
        key="dropout_by_rate", name="divided by the wrong probability", formula="mask ⊙ h/(probability to be dropped)",
        slips={"dropped": _rescaled_by_dropped},
        words="It was divided by the probability to be dropped.",
        hint="Divide by the probability to stay."),
    Misconception(
        key="dropout_scaled_down", name="dropout scaled down", formula="mask ⊙ h · (probability to stay)",
        slips={"dropped": _rescaled_down},
        words="What stays was made smaller, not larger.",
        hint="Some units are missing, so the others must speak louder: divide."),
    Misconception(
        key="last_path_only", name="one path for all", formula="∂f/∂u along the last path",
        slips={"all_paths": _last_path_only},
        words="Only one of the paths is counted.",
        hint="What is used in two places gets something back from both: it is added."),
    Misconception(
        key="paths_multiplied", name="paths multiplied", formula="product over the paths",
        slips={"all_paths": _paths_multiplied},
        words="The paths were multiplied with each other.",
        hint="Along one path one multiplies, over the paths one adds."),
    Misconception(
        key="slope_left_out", name="local derivative left out", formula="∂f/∂w = ∂f/∂u",
        slips={"along_a_path": _slope_left_out},
        words="What arrives was passed on unchanged.",
        hint="Going back through an operation multiplies by its own derivative."),
    Misconception(
        key="flow_left_out", name="only the local derivative", formula="∂f/∂w = ∂u/∂w",
        slips={"along_a_path": _flow_left_out},
        words="This is the derivative of this one operation alone.",
        hint="Multiply it by what comes back to it from the end."),
    Misconception(
        key="factors_added", name="factors of one path added", formula="∂f/∂w = ∂f/∂u + ∂u/∂w",
        slips={"along_a_path": _factors_added},
        words="The factors along one path were added.",
        hint="Along one path one multiplies, over the paths one adds."),
    Misconception(
        key="units_for_weights", name="units counted, not weights", formula="Σ units",
        slips={"count": _without_last_layer},
        words="These are the units; θ has an entry for each weight.",
        hint="Every unit has one weight for each number that goes into it."),
    Misconception(
        key="biases_counted", name="biases counted", formula="Σ (inputs + 1) · units",
        slips={"count": _with_biases},
        words="Biases were counted, which this network does not have.",
        hint="h = g(W⁽¹⁾x) and y = w⁽²⁾·h: there is no constant in them."),
    Misconception(
        key="training_for_validation", name="training loss for validation loss", formula="the least training loss",
        slips={"best": _of_training},
        words="This is where the training loss is least.",
        hint="The training loss may go on falling while the network overfits: which data tell?"),
)

MISCONCEPTIONS = {record.key: record for record in ALL}


def misconception(given: Misconception | str) -> Misconception:
    """The record itself, or the one with that name; ValueError with the nearest name, TypeError for anything else."""
    return look_up(given, MISCONCEPTIONS, Misconception, "misconception")
