"""Misconceptions on the way through a network: forward, and backward."""

import numpy as np

from ..sheets import Rule, Values, spread_of_slope
from .record import Misconception

# ---- backward ----

def _gate_missing(v: Values, right: Rule):
    return np.ones_like(v.a)


def _gate_too_early(v: Values, right: Rule):
    dh = right(v)
    gate = v.g.derivative(v.a)
    return dh * (np.append(gate, 1.0) if len(dh) > len(gate) else gate)


def _slope_of_relu(v: Values, right: Rule):
    """0 where a is negative, for a function that is a line there too, neither flat nor the identity."""
    left, further, on = (float(v.g.derivative(a)) for a in (-1.0, -2.0, 1.0))
    leaky = left == further and left not in (0.0, 1.0) and on == 1.0
    return np.where(np.asarray(v.a) < 0, 0.0, right(v)) if leaky else None


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


def _weight_left_out(v: Values, right: Rule):
    return v.flow_above * np.ones_like(v.W_above) if v.W_above.ndim == 1 else None


def _x_for_h(v: Values, right: Rule):
    """The network's input where the input of this layer is meant."""
    fits = "a_below" in v and np.shape(v.x) == np.shape(v.below)
    return np.multiply.outer(v.flow, v.x) if fits else None


def _h_for_x(v: Values, right: Rule):
    """What the first layer puts out where what goes into it is meant."""
    fits = "a_below" not in v and "h" in v and np.shape(v.h) == np.shape(v.below)
    return np.multiply.outer(v.flow, v.h) if fits else None


def _x_of_another(v: Values, right: Rule):
    fits = "a_below" not in v and "x_other" in v and np.shape(v.x_other) == np.shape(v.below)
    return np.multiply.outer(v.flow, v.x_other) if fits else None


def _rows_swapped(v: Values, right: Rule):
    return right(v)[::-1] if v.W.ndim == 2 else None


def _another_slope(v: Values, right: Rule):
    """At the kink the other end of what a subderivative may be than the line above has; None away from it."""
    if "dh" not in v:
        return None
    low, high = spread_of_slope(v)
    if np.array_equal(low, high):
        return None
    other = np.where(low < high, low + high - v.dh_da, v.dh_da)
    return np.multiply.outer(v.dh[:len(other)] * other, v.below)


def _output_left_out(v: Values, right: Rule):
    return np.array(v.a) if np.ndim(v.a) else float(v.a)


def _output_slope_missing(v: Values, right: Rule):
    return np.ones_like(v.a) if np.ndim(v.a) else 1.0


def _output_slope_at_y(v: Values, right: Rule):
    return v.g.derivative(v.h)


IN_THE_NETWORK = (
    Misconception(
        key="gate_missing", name="ReLU gate (or g′) missing", formula="∂ℓ/∂a = ∂ℓ/∂h", likely=3,
        slips={"dh_da": _gate_missing},
        words="The slope of the activation function is missing: ∂ℓ/∂h was passed on unchanged.",
        hint="g is between h and a: multiply each entry by g′(a). For ReLU that is 0 where a is negative."),
    Misconception(
        key="relu_for_leaky", name="ReLU's slope for a leaky one", formula="g′(a) = 0 where a < 0",
        slips={"dh_da": _slope_of_relu},
        words="The gate was shut where a is negative: that is ReLU's rule, and this is a leaky ReLU.",
        hint="How steep is g left of 0? That is what ∂ℓ/∂h is multiplied by there."),
    Misconception(
        key="output_left_out", name="the output's activation left out", formula="y = s",
        slips={"y_of_s": _output_left_out},
        words="s was passed on as y, without the activation of the output.",
        hint="This network's output has an activation: y = g(s)."),
    Misconception(
        key="output_slope_missing", name="the output's slope missing", formula="∂ℓ/∂s = ∂ℓ/∂y",
        slips={"dy_ds": _output_slope_missing},
        words="The slope of the output's activation is missing: ∂ℓ/∂y was passed on unchanged.",
        hint="g is between s and y: multiply ∂ℓ/∂y by ∂y/∂s = g′(s)."),
    Misconception(
        key="output_slope_at_y", name="the output's slope taken at y", formula="g′(y) in place of g′(s)",
        slips={"dy_ds": _output_slope_at_y},
        words="The slope of the output's activation was taken at y, not at s.",
        hint="For a sigmoid g′(s) = y·(1 − y), and y is σ(s) already: no other σ is needed."),
    Misconception(
        key="gate_too_early", name="gate applied to ∂ℓ/∂h", formula="∂ℓ/∂h = ∂ℓ/∂y w⁽²⁾ ⊙ g′(a)", likely=1,
        slips={"dl_dh": _gate_too_early},
        words="The gate was applied one line too early, to ∂ℓ/∂h.",
        hint="If h of a unit that is off were a little larger, would y change? The gate is between h and a."),
    Misconception(
        key="slope_at_h", name="g′ taken at h", formula="g′(h) in place of g′(a)",
        slips={"dh_da": _slope_at_h},
        words="The slope was taken at h, not at a.",
        hint="For tanh, g′(a) = 1 − tanh²(a), and tanh(a) is h: so it is 1 − h², without another tanh."),
    Misconception(
        key="relu_left_out", name="g left out in the forward pass", formula="h = a", likely=3,
        slips={"h": _relu_left_out},
        words="a was passed on as h, without the activation function.",
        hint="h = g(a): what does g do with a negative a?"),
    Misconception(
        key="a_for_h", name="a used for h", formula="∂ℓ/∂w⁽²⁾ = ∂ℓ/∂y a", likely=1,
        slips={"dl_dW": _a_for_h},
        words="You used a where h belongs.",
        hint="y = w⁽²⁾·h: what is each weight multiplied by?"),
    Misconception(
        key="x_for_h", name="x used for h", formula="∂ℓ/∂w⁽²⁾ = ∂ℓ/∂y x", likely=1,
        slips={"dl_dW": _x_for_h},
        words="You used x where h belongs.",
        hint="y = w⁽²⁾·h: which numbers go into the last layer?"),
    Misconception(
        key="h_for_x", name="h used for x", formula="∂ℓ/∂w⁽¹⁾ = ∂ℓ/∂a h", likely=1,
        slips={"dl_dW": _h_for_x},
        words="You used h where x belongs.",
        hint="a is made from x: what is each weight of the first layer multiplied by?"),
    Misconception(
        key="w2_for_h", name="w⁽²⁾ used for h", formula="∂ℓ/∂w⁽²⁾ = ∂ℓ/∂y w⁽²⁾",
        slips={"dl_dW": _weight_for_input},
        words="You used the weight where its input belongs: the product was differentiated with respect to the other factor.",
        hint="y is weight times input. Differentiate with respect to the weight: the input is left."),
    Misconception(
        key="h_for_w2", name="h used for w⁽²⁾", formula="∂ℓ/∂h = ∂ℓ/∂y h",
        slips={"dl_dh": _input_for_weight},
        words="On the way back, h was used where w⁽²⁾ belongs: the product was differentiated with respect to the other factor.",
        hint="y is w⁽²⁾ times h. Differentiate with respect to h: w⁽²⁾ is left."),
    Misconception(
        key="w2_forgotten", name="w⁽²⁾ forgotten on the way back", formula="∂ℓ/∂h = ∂ℓ/∂y", likely=3,
        slips={"dl_dh": _weight_left_out},
        words="w⁽²⁾ is missing: ∂ℓ/∂y was passed on to h unchanged.",
        hint="y = w⁽²⁾·h: how much does y change when h changes a little?"),
    Misconception(
        key="x_forgotten", name="x forgotten", formula="∂ℓ/∂W⁽¹⁾ᵢⱼ = ∂ℓ/∂aᵢ",
        slips={"dl_dW": _input_left_out},
        words="The input is missing: this is ∂ℓ/∂a alone.",
        hint="a is weight times input. Differentiate with respect to the weight: the input is left."),
    Misconception(
        key="x_of_another", name="x of the other example", formula="∂ℓ/∂W⁽¹⁾ = ∂ℓ/∂a xᵀ, with another x", likely=1,
        slips={"dl_dW": _x_of_another},
        words="The x is that of the other example.",
        hint="Each example has its own forward pass: which x went into this one?"),
    Misconception(
        key="W1_transposed", name="W⁽¹⁾ transposed", formula="a = W⁽¹⁾ᵀx",
        slips={"a": _forward_transposed},
        words="W⁽¹⁾ was read by its columns in a = W⁽¹⁾x.",
        hint="Row i of W⁽¹⁾ belongs to unit i: aᵢ is row i times x."),
    Misconception(
        key="W2_not_transposed", name="W not transposed on the way back", formula="∂ℓ/∂h = W⁽²⁾ ∂ℓ/∂y",
        slips={"dl_dh": _back_transposed},
        words="The weight matrix was read by its rows on the way back.",
        hint="hⱼ reaches every score through column j of the matrix: go back through that column."),
    Misconception(
        key="outer_reversed", name="outer product reversed", formula="∂ℓ/∂W⁽¹⁾ = x ∂ℓ/∂aᵀ",
        slips={"dl_dW": _outer_reversed},
        words="The outer product is the wrong way around: rows and columns are swapped.",
        hint="∂ℓ/∂W⁽¹⁾ has the shape of W⁽¹⁾: row i belongs to unit i, so it is ∂ℓ/∂aᵢ times x."),
    Misconception(
        key="rows_swapped", name="rows in another order", formula="row 1 of ∂ℓ/∂W⁽¹⁾ = ∂ℓ/∂a₂ xᵀ", likely=1,
        slips={"dl_dW": _rows_swapped},
        words="The rows are right, but in the wrong order.",
        hint="Row i belongs to unit i: ∂ℓ/∂aᵢ times x."),
    Misconception(
        key="updated_w2", name="updated w⁽²⁾ used", formula="∂ℓ/∂h = ∂ℓ/∂y (w⁽²⁾ − η ∂ℓ/∂w⁽²⁾)",
        slips={"dl_dh": _updated_weight},
        words="w⁽²⁾ was updated before ∂ℓ/∂h was worked out.",
        hint="All derivatives use the weights of the forward pass; only then do all weights change, at once."),
    Misconception(
        key="two_slopes", name="two slopes at one kink", formula="∂ℓ/∂W⁽¹⁾ with another g′(a) than ∂ℓ/∂a",
        slips={"dl_dW": _another_slope},
        words="This line is right by itself, but with another choice at the kink than the lines above it.",
        hint="Choose one number at the kink, and let every later line follow from it."),
)
