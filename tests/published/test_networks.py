"""Published worked examples as networks: the numbers on the board are those that the sources print."""

from collections.abc import Mapping

import numpy as np
import pytest

from nbnn.core.network.network import Network
from nbnn.core.records import activations, losses
from nbnn.core.training.sgd import Step, sgd_step
from tests.published.examples import NETWORKS, TIMELINE, Layers, Printed, Published
from tests.published.rounded import tolerance

by_name = pytest.mark.parametrize("example", NETWORKS, ids=lambda example: example.name)


def network(layers: Layers) -> Network:
    return Network(layers.weights_with_biases(), activations.activation(layers.activation), output=activations.activation(layers.output),
                   bias=layers.biases is not None)


def steps(example: Published) -> list[Step]:
    """The update from the given weights, and the one after all `updates`."""
    layers = example.layers
    made = [sgd_step(network(layers), layers.x, layers.z, losses.loss(layers.loss), eta=layers.eta or 0.1)]
    for _ in range(layers.updates if layers.eta else 0):
        made.append(sgd_step(made[-1].after, layers.x, layers.z, losses.loss(layers.loss), eta=layers.eta))
    return [made[0], made[-1]]


def number_of(before: Step, after: Step, number: Printed, biases: Mapping[str, np.ndarray]) -> float | None:
    """What the board has for a printed number; None where the source updates something else."""
    sign, name = (-1, number.name[1:]) if number.name.startswith("-") else (1, number.name)
    step, name = (after, name.removesuffix("_after")) if name.endswith("_after") else (before, name)
    if name in ("t", "u", "p"):  # what a board of the cross entropy has between its scores and its loss
        powers = np.exp(step["y"])
        value = {"t": powers, "u": powers.sum(), "p": powers / powers.sum()}[name]
    elif name == "e":
        value = (step["y"] - step["z"]) ** 2 / 2  # the loss, output by output
    elif name in biases:
        value = biases[name]
    elif name[0] in "wW":
        value = getattr(step.before, name)
    else:
        value = step[name]
    return sign * float(np.asarray(value)[number.place] if np.ndim(value) else value)


def biases_of(step: Step, layers: Layers) -> dict[str, np.ndarray]:
    """b1, b2 …: the last column of each weight."""
    return {} if layers.biases is None else {f"b{k}": np.asarray(W)[..., -1] for k, W in enumerate(step.before.weights, start=1)}


def printed_on_the_board(example: Published) -> list[Printed]:
    """The numbers that a board has: where biases stay, the second update is another one than the source's."""
    stays = example.layers.biases_stay
    return [number for number in example.numbers() if not (stays and number.name in ("loss_after", "y_after"))]


@by_name
def test_the_board_has_every_printed_number(example):
    before, after = steps(example)
    biases = biases_of(after, example.layers)
    numbers = printed_on_the_board(example)
    assert numbers
    for number in numbers:
        found = number_of(before, after, number, biases)
        assert found == pytest.approx(float(number.text), abs=tolerance(example, number), rel=0), number


@pytest.mark.parametrize("example", [each for each in NETWORKS if each.wrong], ids=lambda example: example.name)
def test_what_is_printed_wrongly_is_not_on_the_board(example):
    before, after = steps(example)
    for name in example.wrong:
        wrong = [number for number in example.wrong_numbers() if number.name == name]
        assert any(abs(number_of(before, after, number, {}) - float(number.text)) > number.unit for number in wrong)


def test_the_networks_are_of_at_least_nine_sources_and_all_four_of_the_classic_shapes():
    assert len({example.author for example in NETWORKS}) >= 9
    shapes = {network(example.layers).sizes for example in NETWORKS}
    assert {(2, 2, 2), (3, 2, 1), (2, 2, 1)} <= shapes and any(shape[-1] == 4 for shape in shapes)


def test_the_logistic_loss_of_the_score_is_the_same_example_line_by_line():
    """log(1 + exp(−zy)) without an output's activation: the score is y, and its derivative is printed as that of the score."""
    given = TIMELINE.layers
    step = sgd_step(Network(given.weights, activations.sigmoid), given.x, 1, losses.logistic)
    for name, text in (("y", TIMELINE.printed["s"]), ("loss", TIMELINE.printed["loss"]), ("dl_dy", TIMELINE.printed["dl_ds"])):
        assert step[name] == pytest.approx(float(text), abs=0.5 * Printed(name, (), text).unit)
    assert step["dl_dw2"] == pytest.approx([float(number.text) for number in TIMELINE.numbers() if number.name == "dl_dw2"], abs=0.5e-4)
