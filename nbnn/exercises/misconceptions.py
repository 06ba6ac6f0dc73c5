"""All misconceptions: each one record with its wrong formula, its words for the learner, and a hint.

A misconception spoils one line of a calculation and the rest is done right (`sheets`): its slips go by the role of the
line. It therefore holds for every exercise in which such a line occurs; nothing is listed twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from ..core.records import Record, look_up
from .sheets import Rule, Slip, Values


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Misconception(Record):
    """A mistake with a name. `formula` is the wrong one.

    Attributes
    ----------
    slips : role of a line → the wrong rule (letters, right rule) → value; None where it has no meaning.
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
    return right(v) * v.z if _one_score(v) and v.loss_record.key != "squared" else None


def _loss_without_z(v: Values, right: Rule):
    return v.loss_record.value_unchecked(v.y, 1) if _one_score(v) and v.loss_record.key != "squared" else None


def _one_score(v: Values) -> bool:
    return np.ndim(v.y) == 0


def _has_a_margin(v: Values) -> bool:
    """Hinge or perceptron: ∂ℓ/∂y is −z below a margin and 0 from there on."""
    return _one_score(v) and v.loss_record.key in ("hinge", "perceptron")


def _margin_ignored(v: Values, right: Rule):
    return -float(v.z) if _has_a_margin(v) else None


def _margin_inverted(v: Values, right: Rule):
    return (-float(v.z) if v.y * v.z >= v.loss_record.kinks[0] else 0.0) if _has_a_margin(v) else None


def _margin_at_zero(v: Values, right: Rule):
    return (-float(v.z) if v.y * v.z < 0 else 0.0) if _has_a_margin(v) and v.loss_record.key == "hinge" else None


def _loss_at_zero(v: Values, right: Rule):
    return max(0.0, -v.y * v.z) if _has_a_margin(v) and v.loss_record.key == "hinge" else None


def _loss_not_cut(v: Values, right: Rule):
    return v.loss_record.kinks[0] - v.y * v.z if _has_a_margin(v) else None


def _label_0_or_1(v: Values, right: Rule):
    return v.loss_record.derivative_unchecked(v.y, (v.z + 1) / 2) + 0.0 if _one_score(v) else None


def _loss_label_0_or_1(v: Values, right: Rule):
    return v.loss_record.value_unchecked(v.y, (v.z + 1) / 2) if _one_score(v) else None


def _two_missing(v: Values, right: Rule):
    """p = 1/(1 + exp(−zy)), and its own derivative."""
    return -v.z / (1.0 + np.exp(v.z * v.y)) if _is(v, "binary_cross_entropy") else None


def _two_missing_outside(v: Values, right: Rule):
    return right(v) / 2.0 if _is(v, "binary_cross_entropy") else None


def _with_respect_to_p(v: Values, right: Rule):
    if _is(v, "binary_cross_entropy"):
        return -(1.0 + np.exp(-2.0 * v.z * v.y))
    if _is(v, "cross_entropy"):
        p = _softmax(v.y)
        return np.where(np.arange(len(p)) == v.z - 1, -1.0 / p, 0.0)
    return None


def _label_from_0(v: Values, right: Rule):
    """The label is taken for an index from 0: the 1 is subtracted one place too far."""
    if np.ndim(v.y) == 0 or v.z >= len(v.y):
        return None
    return v.loss_record.derivative_unchecked(v.y, v.z + 1)


def _one_hot_forgotten(v: Values, right: Rule):
    return _softmax(v.y) if _is(v, "cross_entropy") else None


def _is(v: Values, key: str) -> bool:
    return v.loss_record.key == key


def _softmax(y: np.ndarray) -> np.ndarray:
    e = np.exp(y - np.max(y))
    return e / e.sum()


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


ALL = (
    Misconception(
        key="wrong_sign", name="wrong sign", formula="∂ℓ/∂y = +z, or p − 1 turned round",
        slips={"dl_dy": _sign_turned},
        words="The sign of ∂ℓ/∂y is turned round.",
        hint="Let y grow a little in your mind: does ℓ rise (the derivative is positive) or fall (negative)?"),
    Misconception(
        key="z_forgotten", name="z forgotten", formula="∂ℓ/∂y = −1 for both labels",
        slips={"dl_dy": _z_left_out, "loss": _loss_without_z},
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
        slips={"dl_dy": _label_0_or_1, "loss": _loss_label_0_or_1},
        words="The label −1 was taken for 0.",
        hint="In this course the two labels are −1 and +1. Put z = −1 into the formula."),
    Misconception(
        key="two_missing", name="the 2 in exp(−2zy) missing", formula="p = 1/(1 + exp(−zy))",
        slips={"dl_dy": _two_missing},
        words="The 2 in exp(−2zy) is missing.",
        hint="p is a softmax of the two scores y and −y. How far apart are these two?"),
    Misconception(
        key="two_missing_outside", name="the inner derivative 2 missing", formula="∂ℓ/∂y = −z(1 − p)",
        slips={"dl_dy": _two_missing_outside},
        words="The factor 2 from inside the exponential is missing in front.",
        hint="Differentiate exp(−2zy) with respect to y: which factors come out?"),
    Misconception(
        key="wrt_p", name="derivative with respect to p", formula="−1/p",
        slips={"dl_dy": _with_respect_to_p},
        words="This is the derivative with respect to the probability p, not to the score y.",
        hint="The chain goes on: p depends on y. Multiply by ∂p/∂y."),
    Misconception(
        key="label_off_by_one", name="class label off by one", formula="p_k − [k = z + 1]",
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
        words="The product was differentiated with respect to the other factor: this is ∂ℓ/∂h.",
        hint="y = w⁽²⁾·h. Differentiated with respect to w⁽²⁾, the other factor stays: h."),
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
)

MISCONCEPTIONS = {record.key: record for record in ALL}


def misconception(given: Misconception | str) -> Misconception:
    """The record itself, or the one with that name; ValueError with the nearest name, TypeError for anything else."""
    return look_up(given, MISCONCEPTIONS, Misconception, "misconception")
