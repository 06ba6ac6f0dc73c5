"""Published worked examples in a lab: what its board shows of them is what the sources print."""

import numpy as np
import pytest

import nbnn
from tests.published.examples import NETWORKS, Published
from tests.published.test_networks import network

with_a_loss = pytest.mark.parametrize("example", [each for each in NETWORKS if each.layers.loss], ids=lambda example: example.name)
DIGITS = 3  # that a board shows


@pytest.fixture
def lab(example: Published):
    layers = example.layers
    made = nbnn.labs.worked_example(list(network(layers).weights), x=layers.x, z=layers.z, loss=layers.loss, eta=layers.eta or 0.1,
                                    activation=layers.activation, output=layers.output, bias=layers.biases is not None)
    yield made
    made.close()


@with_a_loss
def test_the_board_shows_every_printed_number(example, lab):
    rows = {row["name"]: row["value"] for row in lab.table()}
    numbers = [number for number in example.numbers() if number.name in rows]
    assert {number.name for number in numbers} >= {"y"} & set(example.printed)
    for number in numbers:
        shown = np.asarray(nbnn.exercises.read(rows[number.name]), dtype=float)
        found, printed = float(shown[number.place] if shown.ndim else shown), float(number.text)
        unit = 10.0 ** (np.floor(np.log10(abs(printed))) + 1 - DIGITS) if printed else 0.0
        assert found == pytest.approx(printed, abs=example.tolerance(number) + 0.5 * unit + 1e-9, rel=0), number


@with_a_loss
def test_the_lab_steps_through_it_and_goes_backward_to_the_first_layer(example, lab):
    names = [row["name"] for row in lab.table()]
    assert names[0] == "x" and names[-1] == "theta" and names.index("loss") < names.index("dl_dy") < len(names) - 2
    assert ("s" in names) == ("dl_ds" in names) == (example.layers.output != "identity")
    assert np.array_equal(lab.run[0].row, nbnn.sgd_step(network(example.layers), example.layers.x, example.layers.z, example.layers.loss,
                                                        eta=example.layers.eta or 0.1).row)
