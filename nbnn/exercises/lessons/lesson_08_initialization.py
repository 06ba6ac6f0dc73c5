"""Exercises of lesson 08: initialization."""

from math import sqrt

from ..judging.sheets import Line
from ..kinds.by_hand import ByHand, Part
from ..kinds.chance import Chance
from ..kinds.choice import Choice, Option
from ..kinds.drawing import pick

HE = (Line("deviation", lambda v: sqrt(2.0 / v.d_in), "√(2/d_in)", symbol="standard deviation"),)
XAVIER = (Line("limit", lambda v: sqrt(6.0) / sqrt(v.d_in + v.d_out), "√6/√(d_in + d_out)", symbol="limit"),)


def _shape(rng: Chance) -> tuple[Part, ...]:
    d_in = int(pick(rng, (8, 18, 32, 50, 200)))
    d_out = int(pick(rng, [n for n in (3, 8, 10, 18, 32, 50) if n != d_in]))
    return (Part({"d_in": d_in, "d_out": d_out}, HE, f"W is {d_out} × {d_in} (outputs × inputs)"),)


he_deviation = ByHand(
    key="he_deviation", name="He's initialization", lesson="08", asks=("deviation",), draw=_shape,
    text="A layer's weights are drawn with He's initialization, Normal(0, √(2/d_in)). What is their standard deviation?",
    hints=("How many inputs does one unit have? That is d_in.", "Divide 2 by d_in, and take the square root once."),
    tells=("he_variance", "he_root_missing", "fan_out"), source="He et al., 2015; the lecture's slide on initialization",
)


def _two_fans(rng: Chance) -> tuple[Part, ...]:
    both = int(pick(rng, (24, 54, 96, 150)))
    d_in = int(rng.integers(both // 4, 3 * both // 4))
    return (Part({"d_in": d_in, "d_out": both - d_in}, XAVIER, f"W is {both - d_in} × {d_in} (outputs × inputs)"),)


xavier_limit = ByHand(
    key="xavier_limit", name="Xavier's initialization", lesson="08", asks=("limit",), draw=_two_fans,
    text="A layer's weights are drawn uniformly between −limit and +limit, as Glorot and Bengio (Xavier) do. What is the limit?",
    hints=("It is symmetric in inputs and outputs.", "√6/√(d_in + d_out)"),
    tells=("xavier_one_fan", "xavier_root_missing"), source="Glorot and Bengio, 2010, eq. 16; the lecture's slide on initialization",
)

all_the_same = Choice(
    key="all_the_same", name="All weights alike", lesson="08",
    text="Every weight of a network with one hidden layer of eight units starts at 0.5. What happens in training?",
    options=(Option("all eight hidden units stay alike forever", "Equal weights get equal derivatives: the eight act as one unit.", True),
             Option("it learns as usual, only a little slower", "Nothing ever tells the units apart."),
             Option("no weight moves at all", "They move, but all units in the same way. (With all weights at 0 and ReLU none would.)"),
             Option("the loss goes to infinity", "It does not: the network learns what one hidden unit can.")),
    hints=("What is different about ∂ℓ/∂W⁽¹⁾ in row 1 and in row 2?",), source="Goodfellow et al., Deep Learning, sec. 8.4",
)

EXERCISES = (all_the_same, he_deviation, xavier_limit)
