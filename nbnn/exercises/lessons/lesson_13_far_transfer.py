"""The last exercises of lesson 13: far transfer, to networks and tasks that the lesson has not practiced. Counted apart."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...core.network.network import Network
from ...core.notation import symbol
from ...core.records.activations import leaky_relu
from ...core.records.losses import cross_entropy, hinge
from ...core.training.sgd import Step, sgd_step
from ...explain.writing.numbers import format_number
from ..judging.diagnosis import differs, wrong_values
from ..judging.misconceptions import MISCONCEPTIONS, Misconception
from ..judging.sheets import fill, given_network, network_sheet
from ..kinds.by_hand import ByHand, Part, as_text, of_step
from ..kinds.chance import Chance
from ..kinds.choice import Choice, Option
from ..kinds.drawing import describe_update, distinct, label, numbers, pick, plain, two_layers, with_sign

# ---- other networks ----


def _on_and_off(a: np.ndarray) -> bool:
    return bool((a > 0).any() and (a < 0).any() and (a != 0).all())


def _three_layers(rng: Chance) -> tuple[Part, ...]:
    """One unit on and one off in each hidden layer, and the margin not met."""
    while True:
        net = Network([numbers(rng, (2, 2), (-2.0, -1.0, 1.0, 2.0)), numbers(rng, (2, 2), (-2.0, -1.0, 1.0, 2.0)), distinct(rng, 2)])
        step = sgd_step(net, distinct(rng, 2, (-2.0, -1.0, 1.0, 2.0)), label(rng), hinge, 0.1)
        if _on_and_off(step.a1) and _on_and_off(step.a2) and step.dl_dy and step.dl_da1.any():
            return (of_step(step, describe_update(step)),)


three_layers = ByHand(
    key="three_layers", name="Three layers", lesson="13", far=True, asks=("dl_dw3", "dl_dW2", "dl_dW1"), draw=_three_layers,
    text="Two hidden layers with ReLU, one score, the hinge loss: h⁽¹⁾ = ReLU(W⁽¹⁾x), h⁽²⁾ = ReLU(W⁽²⁾h⁽¹⁾), y = w⁽³⁾·h⁽²⁾. "
         "What are ∂ℓ/∂w⁽³⁾, ∂ℓ/∂W⁽²⁾ and ∂ℓ/∂W⁽¹⁾?",
    hints=("The same lines, one layer more: the first layer is to the second what x was to it.",
           "∂ℓ/∂h⁽¹⁾ comes back through W⁽²⁾: entry j collects column j of W⁽²⁾ times ∂ℓ/∂a⁽²⁾.",
           "Each hidden layer has a gate of its own."),
    tells=("gate_missing", "x_forgotten", "outer_reversed"), source="the lecture's networks with more layers",
)


def _with_biases(rng: Chance) -> tuple[Part, ...]:
    while True:
        net = Network([numbers(rng, (2, 3)), distinct(rng, 3)], bias=True)
        step = sgd_step(net, distinct(rng, 2), label(rng), hinge, 0.1)
        if _on_and_off(step.a) and step.dl_dy:
            return (of_step(step, describe_update(step)),)


with_a_bias = ByHand(
    key="with_a_bias", name="Biases", lesson="13", far=True, asks=("dl_dw2", "dl_dW1"), draw=_with_biases,
    text="Two inputs, two hidden units with ReLU, one score, the hinge loss, and biases: a constant 1 is appended to x (it is shown) and "
         "to h. The last column of W⁽¹⁾ and the last entry of w⁽²⁾ are the biases. What are ∂ℓ/∂w⁽²⁾ and ∂ℓ/∂W⁽¹⁾?",
    hints=("Write h with its 1 at the end; then everything goes as before.",
           "The 1 in h comes from no unit, so its entry of ∂ℓ/∂h ends there.",
           "A bias is a weight whose input is 1: its derivative is ∂ℓ/∂a of its unit."),
    tells=("gate_missing", "x_forgotten"), source="the course's networks with bias=True",
)


def _two_scores(rng: Chance) -> tuple[Part, ...]:
    """The forward pass is given, its probabilities with two digits: they are calculated with as they are shown."""
    while True:
        net = Network([numbers(rng, (2, 2)), distinct(rng, 4).reshape(2, 2)])
        step = sgd_step(net, distinct(rng, 2), int(pick(rng, (1, 2))), cross_entropy, 0.1)
        first = round(float(np.exp(step.y[0]) / np.exp(step.y).sum()), 2)
        if _on_and_off(step.a) and 0.1 <= first <= 0.9 and abs(step.y[0] - step.y[1]) > 0.2:
            break
    p = np.array([first, round(1 - first, 2)])
    says = (f"{describe_update(step).rpartition(', z')[0]}, z = {step.z} (the classes are 1 and 2). The forward pass gave "
            f"a = {plain(step.a)}, h = {plain(step.h)}, y = {plain(step.y)}, p = softmax(y) = {plain(p)}")
    sheet = tuple(line for line in network_sheet(step.before.quantities) if line.name in BACKWARD)
    return (Part(given_network(step) | {"a": step.a, "h": step.h, "y": np.log(p)}, sheet, says),)


BACKWARD = ("dl_dy", "dl_dW2", "dl_dh", "dh_da", "dl_da", "dl_dW1")

two_scores = ByHand(
    key="two_scores", name="Two scores with softmax", lesson="13", far=True, asks=("dl_dy", "dl_dW2", "dl_dW1"), draw=_two_scores,
    text="Two classes with a score each, y = W⁽²⁾h, and the cross entropy ℓ = −log p of the label's class. Use the probabilities as "
         "they are shown. What are ∂ℓ/∂y, ∂ℓ/∂W⁽²⁾ and ∂ℓ/∂W⁽¹⁾?",
    hints=("∂ℓ/∂y = p, with 1 subtracted at the label's class.", "Row k of ∂ℓ/∂W⁽²⁾ is ∂ℓ/∂yₖ times h.",
           "∂ℓ/∂hⱼ collects column j of W⁽²⁾ times ∂ℓ/∂y."),
    tells=("wrong_sign", "one_hot_forgotten", "W2_not_transposed", "gate_missing", "x_forgotten"),
    source="the lecture's slides on softmax, with the hand calculation",
)


def _leaky(rng: Chance) -> tuple[Part, ...]:
    step = two_layers(rng, label(rng), g=leaky_relu(0.5))
    return (of_step(step, describe_update(step)),)


another_activation = ByHand(
    key="another_activation", name="Another activation function", lesson="13", far=True, asks=("dl_dw2", "dl_dW1"), draw=_leaky,
    text="Two inputs, two hidden units, one score, the hinge loss. The activation function is a leaky ReLU: g(a) = a where a > 0, and "
         "g(a) = a/2 elsewhere. What are ∂ℓ/∂w⁽²⁾ and ∂ℓ/∂W⁽¹⁾?",
    hints=("h = g(a): half of a where a is negative.", "g′(a) is 1 or 1/2, never 0: nothing stops at this gate."),
    tells=("gate_missing", "relu_for_leaky"), source="Maas et al., ICML 2013 workshop",
)

# ---- finished boards ----

FORMULAS = {
    "a": "W⁽¹⁾x", "h": "ReLU(a)", "y": "w⁽²⁾·h", "loss": "max(0, 1 − yz)", "dl_dy": "−z if yz < 1, else 0", "dl_dw2": "∂ℓ/∂y h",
    "dl_dh": "∂ℓ/∂y w⁽²⁾", "dl_da": "∂ℓ/∂h ⊙ [a > 0]", "dl_dW1": "∂ℓ/∂a xᵀ",
}
SPOILERS = ("W1_transposed", "relu_left_out", "loss_plus", "wrong_sign", "a_for_h", "w2_for_h", "h_for_w2", "w2_forgotten", "gate_missing",
            "h_for_x", "x_forgotten", "rows_swapped", "outer_reversed")
BOARDS = ("A", "B", "C")
OPTIONS = 5


@dataclass(frozen=True, eq=False)
class Board:
    """All lines of one update, spoiled by a misconception or by none; what follows from the spoiled line is done right.

    Attributes
    ----------
    values : name → what stands there. wrong : the name of the line that is spoiled, "" when none is.
    """

    step: Step
    values: Mapping[str, Any]
    mistake: Misconception | None = None
    wrong: str = ""

    def lines(self, names: Sequence[str] = tuple(FORMULAS)) -> Iterator[str]:
        return (f"{symbol(name)} = {as_text(self.values[name], format_number)}" for name in names)


def _right_board(rng: Chance) -> Board:
    step = two_layers(rng, label(rng))
    return Board(step, fill(network_sheet(step.before.quantities), given_network(step)))


def _spoiled(board: Board, key: str) -> Board | None:
    """The board with this mistake; None where it does not show."""
    sheet, given = network_sheet(board.step.before.quantities), given_network(board.step)
    values = wrong_values(MISCONCEPTIONS[key], sheet, given, FORMULAS)
    wrong = next((name for name in FORMULAS if values and differs(values, board.values, [name])), "")
    return Board(board.step, values, MISCONCEPTIONS[key], wrong) if values and wrong else None


def _one_spoiled(rng: Chance) -> tuple[Board, tuple[str, ...]]:
    """A spoiled board, and the lines among which the learner looks."""
    while True:
        made = _spoiled(_right_board(rng), pick(rng, SPOILERS))
        if made:
            others = [name for name in FORMULAS if name != made.wrong]
            kept = {made.wrong, *(others[int(at)] for at in rng.permutation(len(others))[:OPTIONS - 1])}
            return made, tuple(name for name in FORMULAS if name in kept)


def _lines_to_choose(drawn: tuple[Board, tuple[str, ...]]) -> tuple[Option, ...]:
    board, names = drawn
    mistake = board.mistake
    right = f"{mistake.words} {mistake.hint}" if mistake else ""
    fine = "Its formula is {}: with the numbers on this board, it comes out as it is written there."
    return tuple(Option(f"the line {symbol(name)}", right if name == board.wrong else fine.format(FORMULAS[name]), name == board.wrong)
                 for name in names)


find_the_mistake = Choice(
    key="find_the_mistake", name="Find the mistake", lesson="13", far=True, draw=_one_spoiled, options=_lines_to_choose,
    text=lambda drawn: "\n".join([
        f"ReLU, hinge loss, {describe_update(drawn[0].step)}. One line of this finished board is wrong; every other line follows correctly "
        "from those above it. Which line is it?", *drawn[0].lines()]),
    hints=("Go down line by line, and use the numbers on this board, not your own.",
           "Does each line have the signs and the shape that it should?"),
    source="the course's own list of misconceptions",
)


def _three_boards(rng: Chance) -> tuple[Board, ...]:
    """One right board and two spoiled ones, in any order; the forward pass is right in all of them."""
    while True:
        right = _right_board(rng)
        spoiled = [_spoiled(right, SPOILERS[int(at)]) for at in rng.permutation(len(SPOILERS))]
        shown = [board for board in spoiled if board and board.wrong in BACKWARD_LINES]
        if len(shown) >= 2 and differs(shown[0].values, shown[1].values, BACKWARD_LINES):
            boards = (right, shown[0], shown[1])
            return tuple(boards[int(at)] for at in rng.permutation(len(boards)))


BACKWARD_LINES = ("dl_dy", "dl_dw2", "dl_dh", "dl_da", "dl_dW1")


def _describe_boards(boards: tuple[Board, ...]) -> str:
    step = boards[0].step
    forward = ", ".join(boards[0].lines(("a", "h", "y")))
    head = (f"ReLU, hinge loss, {describe_update(step).rpartition(', z')[0]}, z = {with_sign(step.z)}. The forward pass gave {forward}. "
            "Three students went on from there. Which board is right?")
    return "\n".join([head, *(f"Board {name}: {', '.join(board.lines(BACKWARD_LINES))}" for name, board in zip(BOARDS, boards))])


def _boards_to_choose(boards: tuple[Board, ...]) -> tuple[Option, ...]:
    return tuple(Option(f"Board {name}", board.mistake.words if board.mistake else "Every line follows from those above it.",
                        board.mistake is None) for name, board in zip(BOARDS, boards))


which_board = Choice(
    key="which_board", name="Which board is right?", lesson="13", far=True, draw=_three_boards, options=_boards_to_choose,
    text=_describe_boards,
    hints=("Compare the boards line by line: in which line do they differ first?", "Work out only that line."),
    source="the course's own list of misconceptions",
)

EXERCISES = (three_layers, with_a_bias, two_scores, another_activation, find_the_mistake, which_board)
