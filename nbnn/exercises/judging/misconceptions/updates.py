"""Misconceptions about the update: rates, optimizers, sums and means, regularization; and those of single lessons."""

import numpy as np

from ..sheets import Rule, Values
from .record import Misconception

# ---- the update ----

def _plus(v: Values, right: Rule):
    return v.W + v.eta * v.dW


def _eta_twice(v: Values, right: Rule):
    return v.W - v.eta * (v.eta * v.dW)


def _eta_left_out(v: Values, right: Rule):
    return v.W - v.dW


def _eta_inside(v: Values, right: Rule):
    return v.eta * right(v) if "eta" in v else None


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


IN_THE_UPDATE = (
    Misconception(
        key="plus_update", name="plus in the update", formula="θ ← θ + η ∂ℓ/∂θ",
        slips={"new": _plus},
        likely=3,
        words="The step goes uphill: plus in place of minus.",
        hint="The derivative points to where ℓ grows. Which way do we want to go?"),
    Misconception(
        key="eta_twice", name="η applied twice", formula="θ ← θ − η·(η ∂ℓ/∂θ)",
        slips={"new": _eta_twice},
        likely=1,
        words="You multiplied by the learning rate η twice.",
        hint="θ − η·∂ℓ/∂θ: the derivative itself has no η in it."),
    Misconception(
        key="eta_forgotten", name="η forgotten", formula="θ ← θ − ∂ℓ/∂θ",
        slips={"new": _eta_left_out},
        likely=3,
        words="The learning rate η is missing.",
        hint="The step is η times the derivative. How large is η?"),
    Misconception(
        key="eta_in_derivative", name="η inside the derivative", formula="∂ℓ/∂W = η · ∂ℓ/∂W, and then θ ← θ − ∂ℓ/∂W",
        slips={"dl_dW": _eta_inside, "new": _eta_left_out},
        words="The learning rate η is already in the derivative.",
        hint="η belongs to the update only: new weight = old weight − η · derivative."),
    Misconception(
        key="only_the_change", name="the change, not the new weight", formula="−η ∂ℓ/∂θ",
        slips={"new": _only_the_change},
        words="This is only the change: the old weight is missing.",
        hint="New weight = old weight − η · derivative."),
    Misconception(
        key="sum_for_mean", name="sum for mean in a batch", formula="Σ ∂ℓ/∂θ",
        slips={"mean": _sum_for_mean},
        likely=3,
        words="This is the sum over the batch, not the mean.",
        hint="A mini-batch divides by its size: how many examples are there?"),
    Misconception(
        key="mean_for_sum", name="mean for sum", formula="L = (1/N) Σ ℓ",
        slips={"total": _mean_for_sum},
        words="This is the mean loss; L is the sum over all examples.",
        hint="L(D, θ) = Σ ℓ: there is no division by N."),
    Misconception(
        key="value_for_chord", name="the curve, not the chord", formula="f(p x₁ + (1 − p) x₂)",
        slips={"chord": _value_between},
        words="This is the height of the curve between the two points, not of the chord.",
        hint="The chord joins the two heights f(x₁) and f(x₂): take their weighted mean."),
    Misconception(
        key="shares_exchanged", name="shares exchanged", formula="(1 − p) f(x₁) + p f(x₂)",
        slips={"chord": _shares_exchanged},
        words="The shares p and 1 − p are swapped.",
        hint="For p = 1 we are at x₁: which height gets the share p?"),
    Misconception(
        key="he_variance", name="He's deviation taken as variance", formula="standard deviation √(√(2/d_in))",
        slips={"deviation": _he_root_twice},
        words="√(2/d_in) was treated as the variance, and its root as the standard deviation.",
        hint="In Normal(0, √(2/d_in)) the second number is already the standard deviation."),
    Misconception(
        key="he_root_missing", name="He's root missing", formula="standard deviation 2/d_in",
        slips={"deviation": _he_root_missing},
        words="This is the variance: the square root is missing.",
        hint="The standard deviation is the square root of the variance 2/d_in."),
    Misconception(
        key="fan_out", name="fan-out for fan-in", formula="√(2/d_out)",
        slips={"deviation": _he_fan_out},
        words="The number of outputs was used in place of the number of inputs.",
        hint="W is outputs × inputs here: d_in is how many numbers go into one unit."),
    Misconception(
        key="xavier_one_fan", name="only the inputs counted", formula="√6/√d_in",
        slips={"limit": _xavier_one_fan},
        words="Only the inputs were counted.",
        hint="Xavier's limit has d_in + d_out under the root."),
    Misconception(
        key="xavier_root_missing", name="Xavier's root missing", formula="6/(d_in + d_out)",
        slips={"limit": _xavier_root_missing},
        words="The square root is missing.",
        hint="The limit is √6/√(d_in + d_out)."),
    Misconception(
        key="decay_off_by_one", name="decay off by one update", formula="η of the n-th update with t = n",
        slips={"eta_t": _rate_one_further},
        words="t is one too large: this is the rate of the next update.",
        hint="t counts the updates made so far: how many come before the first one?"),
    Misconception(
        key="decay_without_eta", name="η₀ missing in the denominator", formula="η₀/(1 + λt)",
        slips={"eta_t": _rate_without_eta},
        words="The η₀ in the denominator is missing.",
        hint="ηₜ = η₀/(1 + η₀λt): η₀ appears twice."),
    Misconception(
        key="momentum_forgotten", name="old velocity forgotten", formula="v = −η ∂ℓ/∂θ",
        slips={"velocity": _velocity_forgotten},
        words="The old velocity is missing.",
        hint="v ← βv − η ∂ℓ/∂θ: a share β of the old v remains."),
    Misconception(
        key="momentum_uphill", name="plus in the velocity", formula="v = βv + η ∂ℓ/∂θ",
        slips={"velocity": _velocity_uphill},
        words="The new push goes uphill: plus in place of minus.",
        hint="v is what is added to θ: which way should the derivative push it?"),
    Misconception(
        key="momentum_eta_on_all", name="η on the old velocity too", formula="v = η(βv − ∂ℓ/∂θ)",
        slips={"velocity": _velocity_all_times_eta},
        words="The old velocity was multiplied by η as well.",
        hint="The old v already contains its η; multiply only the new derivative by η."),
    Misconception(
        key="adam_no_correction", name="Adam without bias correction", formula="m̂ = m, v̂ = v",
        slips={"m_hat": _not_corrected_m, "v_hat": _not_corrected_v},
        words="The bias correction is missing: m and v were used as they are.",
        hint="m and v start at 0, so they are too small at first: divide by 1 − β₁ᵗ and 1 − β₂ᵗ."),
    Misconception(
        key="adam_eps_inside", name="ε inside the root (Adam)", formula="−η m̂/√(v̂ + ε)",
        slips={"adam_update": _eps_inside},
        words="ε was added inside the square root.",
        hint="Adam adds ε after taking the square root: √v̂ + ε."),
    Misconception(
        key="adam_root_missing", name="Adam's root missing", formula="−η m̂/(v̂ + ε)",
        slips={"adam_update": _root_missing},
        words="The square root of v̂ is missing.",
        hint="v̂ is a mean of squares: its square root is as large as a derivative again."),
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
        words="The derivatives were added first and then squared.",
        hint="Square each derivative, then add: can G ever fall?"),
    Misconception(
        key="l2_factor", name="L2's factor 2", formula="∂ℓ/∂θ + λθ",
        slips={"regularized": _l2_without_2},
        words="The factor 2 of the L2 term is missing.",
        hint="The term is λ‖θ‖² without a ½: differentiate λθ²."),
    Misconception(
        key="l2_not_differentiated", name="L2 term not differentiated", formula="∂ℓ/∂θ + λθ²",
        slips={"regularized": _l2_not_differentiated},
        words="The L2 term was added but not differentiated.",
        hint="We need the derivative of λθ² with respect to θ."),
    Misconception(
        key="l2_left_out", name="L2 term left out", formula="∂ℓ/∂θ",
        slips={"regularized": _l2_left_out},
        words="The L2 term is missing.",
        hint="Differentiate the sum term by term: the second term is λ‖θ‖²."),
    Misconception(
        key="dropout_not_rescaled", name="dropout not rescaled", formula="h = mask ⊙ h",
        slips={"dropped": _not_rescaled},
        words="The units that stay were not rescaled.",
        hint="In training, divide the units that stay by the probability to stay: then the sum keeps its size on average."),
    Misconception(
        key="dropout_by_rate", name="divided by the wrong probability", formula="mask ⊙ h/(probability to be dropped)",
        slips={"dropped": _rescaled_by_dropped},
        words="You divided by the probability to be dropped.",
        hint="Divide by the probability to stay."),
    Misconception(
        key="dropout_scaled_down", name="dropout scaled down", formula="mask ⊙ h · (probability to stay)",
        slips={"dropped": _rescaled_down},
        words="The units that stay became smaller, not larger.",
        hint="Some units are missing, so the others must make up for them: divide."),
    Misconception(
        key="last_path_only", name="one path for all", formula="∂f/∂u along the last path",
        slips={"all_paths": _last_path_only},
        words="Only one of the paths was counted.",
        hint="A node used in two places gets a derivative back from both: add them."),
    Misconception(
        key="paths_multiplied", name="paths multiplied", formula="product over the paths",
        slips={"all_paths": _paths_multiplied},
        words="The paths were multiplied with each other.",
        hint="Multiply along one path; add over the paths."),
    Misconception(
        key="slope_left_out", name="local derivative left out", formula="∂f/∂w = ∂f/∂u",
        slips={"along_a_path": _slope_left_out},
        words="The derivative that arrives was passed on unchanged.",
        hint="Going back through an operation, multiply by its own derivative."),
    Misconception(
        key="flow_left_out", name="only the local derivative", formula="∂f/∂w = ∂u/∂w",
        slips={"along_a_path": _flow_left_out},
        words="This is the derivative of this one operation alone.",
        hint="Multiply it by the derivative that comes back to it from the output."),
    Misconception(
        key="factors_added", name="factors of one path added", formula="∂f/∂w = ∂f/∂u + ∂u/∂w",
        slips={"along_a_path": _factors_added},
        words="The factors along one path were added.",
        hint="Multiply along one path; add over the paths."),
    Misconception(
        key="units_for_weights", name="units counted, not weights", formula="Σ units",
        slips={"count": _without_last_layer},
        words="You counted units, but θ has one entry for each weight.",
        hint="Each unit has one weight for each of its inputs."),
    Misconception(
        key="biases_counted", name="biases counted", formula="Σ (inputs + 1) · units",
        slips={"count": _with_biases},
        words="You counted biases, but this network has none.",
        hint="A unit adds up weights times inputs: here there is no constant term."),
    Misconception(
        key="training_for_validation", name="training loss for validation loss", formula="the least training loss",
        slips={"best": _of_training},
        words="This is the epoch with the smallest training loss.",
        hint="The training loss may keep falling while the network overfits: which data show it?"),
)
