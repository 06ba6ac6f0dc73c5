"""Exercises of lesson 01: what a feed-forward network computes."""


from ..kinds.by_hand import ByHand, Part, of_step
from ..kinds.chance import Chance
from ..kinds.choice import Choice, Option
from ..kinds.drawing import describe_update, label, pick, plain, two_layers


def _network(rng: Chance) -> tuple[Part, ...]:
    step = two_layers(rng, label(rng), met=bool(rng.integers(2)))
    return (of_step(step, describe_update(step).rpartition(", z")[0]),)


forward_pass = ByHand(
    key="forward_pass", name="The forward pass", lesson="01", asks=("a", "h", "y"), draw=_network,
    text="Two inputs, two hidden units with ReLU, one score, no biases. What are a = W⁽¹⁾x, h = ReLU(a) and y = w⁽²⁾·h?",
    hints=("a has one entry for each row of W⁽¹⁾: row times x.", "ReLU keeps what is positive and sets the rest to 0.",
           "y is one number: multiply w⁽²⁾ and h entry by entry and add."),
    tells=("W1_transposed", "relu_left_out"), source="the lecture's slide on two-layer networks",
)


def _label_options(y: float) -> tuple[Option, ...]:
    why = "The label is +1 where y ≥ 0, and −1 otherwise."
    return (Option("+1", why, y >= 0), Option("−1", why, y < 0), Option("no label: it is undecided", f"{why} There is no third case."))


predicted_label = Choice(
    key="predicted_label", name="From the score to the label", lesson="01",
    draw=lambda rng: float(pick(rng, (-2.5, -0.5, 0.0, 0.0, 0.25, 1.5))), options=_label_options,
    text=lambda y: f"A network with one score gives y = {plain(y)}. Which label does it predict?",
    hints=("Only the sign of y matters, and the rule says what happens at 0.",), source="the lecture's slide on the output layer",
)

EXERCISES = (forward_pass, predicted_label)
