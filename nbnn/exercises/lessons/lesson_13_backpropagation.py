"""Exercises of lesson 13: backpropagation by hand, in three parts; each ends with fresh numbers and no widget."""

from dataclasses import replace

import numpy as np

from ...core.network.network import Network
from ...core.records.activations import tanh
from ...core.records.losses import hinge, squared
from ...core.training.sgd import Step, sgd_step
from ..judging.sheets import Line, given_network, network_sheet
from ..kinds.by_hand import ByHand, Part, of_step, with_symbol
from ..kinds.chance import Chance
from ..kinds.choice import Choice, Option, Ordering
from ..kinds.code import Call, Code, partial_slopes
from ..kinds.drawing import describe_update, distinct, label, numbers, pick, plain, two_layers, with_sign
from ..kinds.prediction import Outcome, Prediction

# ---- part 1: a chain of scalars ----


def _chain(rng: Chance) -> tuple[Part, ...]:
    """1–1–1 with the squared loss: ∂ℓ/∂y is neither 1 nor −1, and h is neither x nor w."""
    while True:
        w1, w2, x = (float(each) for each in distinct(rng, 3, (-3.0, -2.0, -1.0, -0.5, 0.5, 1.5, 2.0, 3.0)))
        step = sgd_step(Network([[[w1]], [w2]]), [x], label(rng), squared, 0.1)
        if w1 * x > 0 and abs(step.dl_dy) not in (0.0, 1.0) and abs(step.y) <= 6:
            break
    says = f"w⁽¹⁾ = {plain(w1)}, w⁽²⁾ = {plain(w2)}, x = {plain(x)}, z = {with_sign(step.z)}, η = 0.1"
    part = with_symbol(of_step(step, says), "W⁽¹⁾", "w⁽¹⁾")
    lines = tuple(replace(line, formula=CHAIN[line.name]) for line in part.sheet if line.name in CHAIN)
    return (replace(part, sheet=lines, step=None),)


CHAIN = {  # there is no matrix in it yet, so nothing is transposed or in brackets
    "a": "w⁽¹⁾x", "h": "max(0, a)", "y": "w⁽²⁾h", "loss": "(y − z)²", "dl_dy": "2(y − z)", "dl_dw2": "∂ℓ/∂y · h", "dl_dh": "∂ℓ/∂y · w⁽²⁾",
    "dh_da": "1 where a > 0, else 0", "dl_da": "∂ℓ/∂h · g′(a)", "dl_dW1": "∂ℓ/∂a · x",
}


chain_of_scalars = ByHand(
    key="chain_of_scalars", name="A chain of numbers", lesson="13", asks=("dl_dy", "dl_dw2", "dl_dW1"), draw=_chain,
    text="One input, one hidden unit with ReLU, one score, and the squared loss ℓ = (y − z)². What are ∂ℓ/∂y, ∂ℓ/∂w⁽²⁾ and ∂ℓ/∂w⁽¹⁾?",
    hints=("Forward first: a = w⁽¹⁾x, h = max(0, a), y = w⁽²⁾h.", "ℓ = (y − z)², so ∂ℓ/∂y = 2(y − z).",
           "One factor for each step back: ∂ℓ/∂w⁽²⁾ = ∂ℓ/∂y · h, and ∂ℓ/∂w⁽¹⁾ = ∂ℓ/∂y · w⁽²⁾ · g′(a) · x."),
    tells=("wrong_sign", "square_factor", "target_left_out", "target_added", "w2_forgotten", "w2_for_h", "h_for_w2", "x_for_h", "h_for_x",
           "x_forgotten", "updated_w2"),
    source="the lecture's slide on the chain rule",
)

# ---- part 2: ∂ℓ/∂y and ∂ℓ/∂w⁽²⁾ ----


def _three_networks(rng: Chance) -> tuple[Part, ...]:
    z, last = label(rng), label(rng)
    steps = two_layers(rng, z, near=True), two_layers(rng, -z), two_layers(rng, last, met=True)
    return tuple(of_step(step, describe_update(step)) for step in steps)


last_layer = ByHand(
    key="last_layer", name="∂ℓ/∂w⁽²⁾", lesson="13", asks=("dl_dw2",), draw=_three_networks,
    text="Two inputs, two hidden units with ReLU, one score, the hinge loss: the lecture's network. What is ∂ℓ/∂w⁽²⁾ for each example?",
    hints=("Forward first: a, h, y. Then yz.", "∂ℓ/∂y is −z where yz < 1, and 0 where yz ≥ 1.", "y = w⁽²⁾·h, so ∂ℓ/∂w⁽²⁾ = ∂ℓ/∂y h."),
    tells=("wrong_sign", "z_forgotten", "margin_ignored", "margin_inverted", "margin_at_zero", "labels_0_1", "a_for_h", "w2_for_h",
           "relu_left_out", "W1_transposed"),
    source="the lecture's slide “Hand calculation”",
)

# ---- part 3: ∂ℓ/∂W⁽¹⁾ ----


def _two_networks(rng: Chance) -> tuple[Part, ...]:
    z = label(rng)
    return tuple(of_step(step, describe_update(step, eta=True)) for step in (two_layers(rng, z), two_layers(rng, -z)))


first_layer = ByHand(
    key="first_layer", name="∂ℓ/∂W⁽¹⁾, which the lecture leaves out", lesson="13", asks=("dl_dW1",), draw=_two_networks,
    text="Two inputs, two hidden units with ReLU, one score, the hinge loss. What is ∂ℓ/∂W⁽¹⁾ for each of the two examples? "
         "Write a row for each hidden unit.",
    hints=("Forward first, then ∂ℓ/∂y = −z (the margin is met in neither).", "∂ℓ/∂h = ∂ℓ/∂y w⁽²⁾.",
           "∂ℓ/∂a is the same where a > 0, and 0 elsewhere: the gate.", "Row i of ∂ℓ/∂W⁽¹⁾ is ∂ℓ/∂aᵢ times x."),
    tells=("wrong_sign", "z_forgotten", "margin_inverted", "labels_0_1", "gate_missing", "outer_reversed", "W1_transposed", "x_forgotten",
           "w2_forgotten", "h_for_w2", "h_for_x", "x_of_another", "rows_swapped", "updated_w2"),
    source="the derivative that the lecture calls quite involved",
)


def _two_layers(rng: Chance) -> tuple[Part, ...]:
    step = two_layers(rng, label(rng), met=bool(rng.integers(4) == 0), shape=(3, 2))
    return (of_step(step, describe_update(step, eta=True)),)


whole_board = ByHand(
    key="whole_board", name="The whole board", lesson="13", draw=_two_layers,
    asks=("a", "h", "y", "loss", "dl_dy", "dl_dw2", "dl_dh", "dl_da", "dl_dW1"),
    text="Two inputs, three hidden units with ReLU, one score, the hinge loss. Fill in the board, line by line.",
    hints=("Forward: row times x, cut at 0, then one sum of products.", "The loss: is yz at least 1?",
           "Backward: ∂ℓ/∂y, then times h and times w⁽²⁾, then the gate, then times x."),
    source="the lecture's slides on backpropagation",
)


def _tanh_units(rng: Chance) -> tuple[Part, ...]:
    a = np.array([pick(rng, (0.5, 1.0, 1.5)), pick(rng, (-1.5, -1.0, -0.5))])[rng.permutation(2)]
    x, w2 = distinct(rng, 2, (-1.0, 1.0)), distinct(rng, 2, (-3.0, -2.0, -1.0, 1.0, 2.0, 3.0))
    while True:
        first = numbers(rng, 2)
        W1 = np.stack([first, x[1] * (a - first * x[0])], axis=1)  # each x is 1 or −1
        step = sgd_step(Network([W1, w2], activation=tanh), x, label(rng), squared, 0.1)
        if W1.all() and abs(step.dl_dy) > 0.1:
            break
    rounded = [round(float(each), 3) for each in step.h]
    dl_dy = round(step.dl_dy, 2)
    given = {"a": step.a, "h": np.array(rounded), "dl_dy": dl_dy, "w2": w2, "g": tanh}
    says = f"a = {plain(step.a)}, h = tanh(a) = {plain(rounded)}, w⁽²⁾ = {plain(w2)}, ∂ℓ/∂y = {plain(dl_dy)}"
    return (Part(given, TANH, says),)


TANH = (
    Line("dl_dh", lambda v: v.dl_dy * v.w2, "∂ℓ/∂y w⁽²⁾", letters={"flow_above": "dl_dy", "W_above": "w2"}),
    Line("dh_da", lambda v: 1 - v.h ** 2, "1 − h²"),
    Line("dl_da", lambda v: v.dl_dh * v.dh_da, "∂ℓ/∂h ⊙ g′(a)", letters={"dh": "dl_dh"}),
)

through_tanh = ByHand(
    key="through_tanh", name="Back through tanh", lesson="13", asks=("dl_da",), draw=_tanh_units,
    text="Two hidden units with tanh, one score. What is ∂ℓ/∂a?",
    hints=("∂ℓ/∂h = ∂ℓ/∂y w⁽²⁾ first.", "The slope of tanh at a is 1 − tanh²(a), and tanh(a) is h."),
    tells=("slope_at_h", "gate_missing", "h_for_w2"), source="LeCun et al., Efficient BackProp, 1998",
)


def _unit_on_its_kink(rng: Chance) -> tuple[Part, ...]:
    """One unit has a = 0 exactly; the other is on, and the margin is not met."""
    while True:
        x, row = distinct(rng, 2, (-2.0, -1.0, 1.0, 2.0)), numbers(rng, 2)
        W1 = np.array([[x[1], -x[0]], row])[rng.permutation(2)]
        step = sgd_step(Network([W1, distinct(rng, 2)]), x, label(rng), hinge, 0.1)
        if row @ x > 0 and step.y * step.z < 1:
            return (of_step(step, describe_update(step)),)


relu_kink = ByHand(
    key="relu_kink", name="A unit on its kink", lesson="13", asks=("dl_da", "dl_dW1"), draw=_unit_on_its_kink,
    text="One of the two hidden units has a = 0 exactly. Choose a subderivative of ReLU there. What are ∂ℓ/∂a and "
         "∂ℓ/∂W⁽¹⁾ then? (ReLU, hinge loss.)",
    hints=("Left of 0 the slope of ReLU is 0, right of it 1: every number between is a subderivative at 0.",
           "Choose one, and let ∂ℓ/∂W⁽¹⁾ follow from it."),
    source="a kink has many right answers; most programs choose 0",
)


def _update(rng: Chance) -> tuple[Part, ...]:
    step = two_layers(rng, label(rng), eta=float(pick(rng, (0.1, 0.2, 0.5))))
    return (of_step(step, describe_update(step, eta=True)),)


weights_after = ByHand(
    key="weights_after", name="The weights after the update", lesson="13", asks=("dl_dw2", "dl_dW1", "w2_new", "W1_new"), draw=_update,
    text="One update with ReLU and the hinge loss. What are the derivatives, and the weights after it?",
    hints=("All derivatives first, at the weights of the forward pass.", "Then every weight: new = old − η · derivative."),
    tells=("plus_update", "eta_twice", "eta_forgotten", "only_the_change", "eta_in_derivative", "updated_w2", "gate_missing"),
    source="the lecture's SGD update",
)

# ---- the order, zeros, code ----

BOARD = {
    "a = W⁽¹⁾x": (), "h = ReLU(a)": ("a = W⁽¹⁾x",), "y = w⁽²⁾·h": ("h = ReLU(a)",), "ℓ = max(0, 1 − yz)": ("y = w⁽²⁾·h",),
    "∂ℓ/∂y": ("y = w⁽²⁾·h",), "∂ℓ/∂w⁽²⁾ = ∂ℓ/∂y h": ("∂ℓ/∂y", "h = ReLU(a)"), "∂ℓ/∂h = ∂ℓ/∂y w⁽²⁾": ("∂ℓ/∂y",),
    "∂ℓ/∂a = ∂ℓ/∂h ⊙ [a > 0]": ("∂ℓ/∂h = ∂ℓ/∂y w⁽²⁾", "a = W⁽¹⁾x"), "∂ℓ/∂W⁽¹⁾ = ∂ℓ/∂a xᵀ": ("∂ℓ/∂a = ∂ℓ/∂h ⊙ [a > 0]",),
    "θ ← θ − η ∂ℓ/∂θ": ("∂ℓ/∂w⁽²⁾ = ∂ℓ/∂y h", "∂ℓ/∂W⁽¹⁾ = ∂ℓ/∂a xᵀ", "∂ℓ/∂h = ∂ℓ/∂y w⁽²⁾"),
}

board_order = Ordering(
    key="board_order", name="The lines of the board", lesson="13", lines=tuple(BOARD), needs=BOARD,
    text="Put the lines of one update into an order in which each uses only what stands above it. There is more than one.",
    hints=("Forward from x to ℓ, then backward from ℓ to the weights.", "The weights move last: ∂ℓ/∂h still needs the old w⁽²⁾."),
    source="the lecture's slides on backpropagation",
)


def _maybe_met(rng: Chance) -> Step:
    return two_layers(rng, label(rng), met=bool(rng.integers(3) == 0))


def _rows(step: Step) -> tuple[Option, ...]:
    return (Option("none of them"), Option("those of row 1 only"), Option("those of row 2 only"), Option("all of them"))


def _still(step: Step) -> Outcome:
    """Which rows of W⁽¹⁾ the update left alone: compared before and after."""
    (W1, _), (after, _) = step.before.weights, step.after.weights
    rows = [at for at in range(len(W1)) if np.array_equal(W1[at], after[at])]
    option = "none of them" if not rows else "all of them" if len(rows) == len(W1) else f"those of row {rows[0] + 1} only"
    margin = "the margin is met" if step.dl_dy == 0 else "the margin is not met"
    off = ", ".join(f"a{'₁₂'[at]} = {plain(float(step.a[at]))}" for at in range(len(W1)))
    return Outcome(option, f"yz = {plain(step.y * step.z)}: {margin}; {off}. After the update W⁽¹⁾ is {plain(np.round(after, 6))}.")


which_stay = Prediction(
    key="which_stay", name="Which weights will not change?", lesson="13", draw=_maybe_met, run=_still, options=_rows,
    text=lambda step: f"ReLU, hinge loss, {describe_update(step, eta=True)}. Which weights of W⁽¹⁾ will one update leave unchanged?",
    hints=("If the margin is met, nothing moves at all.", "A unit that is off passes nothing on to its row."), counts=False,
    source="the lecture's hand calculation",
)


def _any_network(rng: Chance) -> Call:
    """Short to read: whole numbers and halves, and no kink; never as many inputs as hidden units, so that shapes tell."""
    while True:
        hidden, inputs = pick(rng, ((2, 3), (3, 2), (2, 1)))
        W1, w2, x, z = numbers(rng, (hidden, inputs)), numbers(rng, hidden), numbers(rng, inputs), label(rng)
        if (W1 @ x).all() and w2 @ np.maximum(0, W1 @ x) * z != 1:
            break

    def loss(first: np.ndarray, last: np.ndarray) -> float:
        return float(hinge.value(Network([first, last]).scores(x), z))
    expected = {"dl_dw2": partial_slopes(lambda w: loss(W1, w), w2), "dl_dW1": partial_slopes(lambda W: loss(W, w2), W1)}
    step = sgd_step(Network([W1, w2]), x, z, hinge, 0.1)
    return Call((W1, w2, x, z), expected, given_network(step), network_sheet(step.before.quantities))


backward_code = Code(
    key="backward_code", name="Backpropagation, as a function", lesson="13", function="backward", signature="backward(W1, w2, x, z)",
    returns=("dl_dw2", "dl_dW1"), draw=_any_network,
    text="Write backpropagation for the lecture's network (ReLU, hinge loss): return ∂ℓ/∂w⁽²⁾ and ∂ℓ/∂W⁽¹⁾, "
         "in either order or as a dict with the names dl_dw2 and dl_dW1. "
         "They are compared with how the loss changes when you change one weight a little.",
    model="def backward(W1, w2, x, z):\n    a = W1 @ x\n    h = np.maximum(0, a)\n    y = w2 @ h\n    dl_dy = -z if y * z < 1 else 0\n"
          "    dl_da = dl_dy * w2 * (a > 0)\n    return dl_dy * h, np.outer(dl_da, x)",
    tells=("wrong_sign", "z_forgotten", "margin_ignored", "margin_inverted", "margin_at_zero", "gate_missing", "a_for_h", "w2_for_h",
           "h_for_w2", "w2_forgotten", "x_forgotten", "outer_reversed", "updated_w2"),
    hints=("Forward: keep a, h and y.", "One line for each factor: ∂ℓ/∂y, then w⁽²⁾, then the gate, then x.",
           "np.outer(dl_da, x) has the shape of W1."),
    source="the lecture's slides on backpropagation",
)

why_zero = Choice(
    key="why_zero", name="Two zeros", lesson="13",
    text="Unit 3 is off: a₃ < 0, so h₃ = 0. ∂ℓ/∂w₃⁽²⁾ is 0 and so is row 3 of ∂ℓ/∂W⁽¹⁾. Do they have the same reason?",
    options=(Option("no: the first because h₃ = 0, the second because the gate is shut", "∂ℓ/∂h₃ need not be 0.", True),
             Option("yes: ∂ℓ/∂h₃ is 0", "It is ∂ℓ/∂y w₃⁽²⁾, whether the unit is off or not."),
             Option("yes: the margin is met", "Then all derivatives would be 0, not only these."),
             Option("no: the first because the gate is shut, the second because h₃ = 0", "It is the other way round.")),
    hints=("Write both as products of factors. Which factor is 0 in each?",), counts=False, source="the worked example of the course",
)

EXERCISES = (board_order, chain_of_scalars, last_layer, first_layer, why_zero, which_stay, through_tanh, relu_kink, whole_board,
             weights_after, backward_code)
