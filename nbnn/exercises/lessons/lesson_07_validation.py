"""Exercises of lesson 07: validation and overfitting."""

import numpy as np

from ..judging.sheets import Line, exactly
from ..kinds.by_hand import ByHand, Part
from ..kinds.chance import Chance
from ..kinds.choice import Choice, Option
from ..kinds.drawing import pick, plain

BEST = (Line("best", lambda v: int(np.argmin(v.validation)) + 1, "the epoch with the lowest validation loss", symbol="the epoch to keep",
             scale=exactly),)


def _two_curves(rng: Chance) -> tuple[Part, ...]:
    """The training loss falls to the end; the validation loss has its least value before."""
    epochs = 7
    best = int(rng.integers(2, 5))
    training = np.round(1.2 * 0.7 ** np.arange(epochs), 2)
    away = np.abs(np.arange(epochs) - best)
    validation = np.round(0.5 + 0.06 * away + 0.01 * rng.permutation(epochs)[:epochs] * (away > 0), 2)
    says = f"training loss, epoch by epoch: {plain(training)}\nvalidation loss, epoch by epoch: {plain(validation)}"
    return (Part({"training": training, "validation": validation}, BEST, says),)


epoch_to_keep = ByHand(
    key="epoch_to_keep", name="Which weights to keep", lesson="07", asks=("best",), draw=_two_curves,
    text="A network was trained for seven epochs. The weights of which epoch, counted from 1, do you keep?",
    hints=("The network should do well on data that it has not seen.", "Look for the lowest number in the second list."),
    tells=("training_for_validation",), source="the lecture's slide on validation data",
)

overfitted = Choice(
    key="overfitted", name="How overfitting looks", lesson="07",
    text="Which of these is overfitting?",
    options=(Option("The training loss falls, the validation loss rises.", "It memorizes its training examples.", True),
             Option("Both losses fall.", "That is learning."),
             Option("Both losses stay high.", "It learns too little: the network is too small, or the rate is wrong."),
             Option("The training loss rises.", "Then it is not even learning its training examples; perhaps the rate is too large.")),
    hints=("It does well on what it has seen, badly on what it has not.",), source="the lecture's slide on validation data",
)


def _share(given: int) -> tuple[Option, ...]:
    fifth = given // 5
    return (Option(f"{given - fifth} to train, {fifth} to validate, none in both", "80 : 20, without overlap.", True),
            Option(f"{given} to train, {fifth} of them also to validate", "Then examples judge that the network may have memorized."),
            Option(f"{fifth} to train, {given - fifth} to validate", "Most examples should be used to train."),
            Option(f"{given} to train, the same {given} to validate", "Then the validation loss is only the training loss again."))


split = Choice(
    key="split", name="80 : 20", lesson="07", draw=lambda rng: int(pick(rng, (100, 150, 200, 500))), options=_share,
    text=lambda given: f"There are {given} labeled examples. How do you split them?",
    hints=("Validation data have no overlap with training data.",), source="the lecture's slide on validation data",
)

EXERCISES = (split, epoch_to_keep, overfitted)
