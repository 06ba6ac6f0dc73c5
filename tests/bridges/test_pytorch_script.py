"""The script of a run: Python, with the run's own numbers. `tests/oracles` runs it in PyTorch."""

import ast
from dataclasses import replace

import numpy as np
import pytest

import nbnn
from nbnn.core.records.regularizers import Penalty
from tests.bridges.runs import FLOWERS, PLANE, RUNS, network


def assigned(text):
    """The names that the script's first lines give plain numbers: name → value."""
    nodes = [node for node in ast.parse(text).body if isinstance(node, ast.Assign)]
    return {node.targets[0].id: ast.literal_eval(node.value) for node in nodes if isinstance(node.value, ast.List | ast.Constant)
            and node.targets[0].id != "start"}


def test_every_record_that_has_a_derivative_says_what_it_is_in_pytorch():
    """So that a new one is written, and compared, as well."""
    penalties = [record for record in nbnn.REGULARIZERS.values() if isinstance(record, Penalty)]
    losses = [record for record in nbnn.LOSSES.values() if not record.jumps]
    records = [*nbnn.ACTIVATIONS.values(), *nbnn.OPTIMIZERS.values(), *penalties, *losses]
    assert [record.key for record in records if not record.torch] == []


@pytest.mark.parametrize("name", RUNS)
def test_it_is_python_with_the_runs_losses(name):
    run = RUNS[name]()
    found = assigned(nbnn.to_pytorch(run, updates=4))
    losses = run.losses[:4] if isinstance(run, nbnn.Run) else [each.losses.mean() for each in list(run.replay(0))[:4]]
    assert found["losses"] == list(losses) and len(found["batches"]) == 4


def test_it_is_short_and_says_where_the_numbers_are_from():
    run = RUNS["loss hinge"]()
    text = nbnn.to_pytorch(run)
    assert len(text.splitlines()) <= 70 and max(map(len, text.splitlines())) <= 120
    assert text.startswith("# The first 10 updates of a run of nbnn in PyTorch") and repr(run) in text
    assert f"# examples {', '.join(map(str, dict.fromkeys(run.examples[:10].tolist())))} of moons" in text
    assert "# The first update of" in nbnn.to_pytorch(run, 1) and nbnn.to_pytorch(run, 99).startswith("# The first 12 updates")


def test_a_fork_with_other_weights_ends_it():
    text = nbnn.to_pytorch(RUNS["a fork"]())
    assert text.startswith("# The first 4 updates") and "# Then a fork put other weights there" in text
    assert "fork" not in nbnn.to_pytorch(RUNS["a fork"](), 3) + nbnn.to_pytorch(RUNS["a fork at its start"]())


@pytest.mark.parametrize(("given", "words"), [
    ({"loss": nbnn.zero_one}, "the loss 'zero_one' names nothing that is the same in PyTorch"),
    ({"loss": replace(nbnn.hinge, key="own", torch="")}, "the loss 'own' names nothing"),
    ({"optimizer": replace(nbnn.momentum, key="own", torch=None)}, "the optimizer 'own' names nothing"),
    ({"net": nbnn.Network.random([2, 3, 1], replace(nbnn.tanh, key="own", torch=None))}, "the activation 'own' names nothing"),
])
def test_a_record_that_pytorch_does_not_have_is_named(given, words):
    net = given.pop("net", network()[0])
    run = nbnn.sgd(net, PLANE, **{"loss": "hinge", "eta": 0.1, "steps": 3} | given)
    with pytest.raises(ValueError, match=words):
        nbnn.to_pytorch(run)


def test_a_decoupled_penalty_beside_an_optimizer_that_keeps_the_place_ahead_is_refused():
    net, data = network()
    history = nbnn.train(net, data, loss=nbnn.hinge, optimizer=nbnn.nesterov, penalty=nbnn.weight_decay(0.1), epochs=1)
    with pytest.raises(ValueError, match="weight decay beside Nesterov cannot be written in PyTorch"):
        nbnn.to_pytorch(history)


def test_what_is_no_run_and_no_count_is_refused():
    with pytest.raises(TypeError, match=r"run is a Network: give what nbnn\.sgd or nbnn\.train returns"):
        nbnn.to_pytorch(network()[0])
    run = RUNS["loss hinge"]()
    for updates in (0, -1, 1.5, True, "3"):
        with pytest.raises(ValueError, match="it must be a whole number, 1 or more"):
            nbnn.to_pytorch(run, updates)
    data = nbnn.Dataset.from_arrays([[1e200, 1], [1e200, 2]], [1, -1])
    empty = nbnn.sgd(nbnn.Network([[1e200, 1e200]]), data, loss="squared", eta=1e3, steps=3)
    assert len(empty) == 0
    with pytest.raises(ValueError, match="this run has no updates"):
        nbnn.to_pytorch(empty)


def test_each_update_has_the_example_that_it_was_made_from():
    run = RUNS["data that a fork changed"]()
    text = nbnn.to_pytorch(run)
    assert assigned(text)["batches"] == [[0], [1], [2], [3], [2], [3], [4], [2], [3], [2]]
    assert all(str(step.x.tolist()) in text for step in list(run)[:10])


def test_a_name_from_a_file_stays_a_comment():
    data = replace(FLOWERS, name='x"""\nimport os\r\x85\u2028print(1)')
    run = nbnn.sgd(nbnn.Network.random([2, 3], seed=1), data, loss="cross_entropy", eta=0.1, steps=3)
    text = nbnn.to_pytorch(run)
    plain = nbnn.to_pytorch(nbnn.sgd(nbnn.Network.random([2, 3], seed=1), FLOWERS, loss="cross_entropy", eta=0.1, steps=3))
    assert ast.dump(ast.parse(text)) == ast.dump(ast.parse(plain)) and "import os print(1)" in text


def test_numbers_are_written_to_the_bit():
    net = nbnn.Network([[np.pi, -1e-300, 1e22]])
    run = nbnn.sgd(net, nbnn.Dataset.from_arrays([[0.1, 0.2, 0.3]], [1]), loss="hinge", eta=1 / 3, steps=1)
    text = nbnn.to_pytorch(run)
    for number in (np.pi, -1e-300, 1e22, 0.1, 0.2, 0.3, 1 / 3):
        assert repr(float(number)) in text
