"""What is sent: every column decodes to the run's numbers, the first chunk is small, and all of it is within its budget."""

from math import prod
from types import SimpleNamespace

import numpy as np
import pytest

import nbnn
from nbnn.explain.recording import sentences
from nbnn.explain.recording.recording import EVALUATIONS, HEAD, pack, record, showable, total_loss, zero_reasons


def run_of(steps, activation=nbnn.relu, **options):
    return nbnn.sgd(nbnn.Network.random([2, 8, 1], activation=activation, seed=0, **options), nbnn.datasets.moons(), loss=nbnn.hinge,
                    eta=0.1, steps=steps, seed=0)


def decoded(recording) -> dict[str, np.ndarray]:
    """The columns, as the page reads them."""
    schema, found = recording.schema, {}
    for chunk, n in ((recording.head, schema["head"]), (recording.tail, schema["updates"] - schema["head"])):
        at = 0
        for column in schema["columns"]:
            size = n * prod(column["shape"]) * int(column["dtype"][1])
            part = np.frombuffer(chunk[at:at + size], dtype="<" + column["dtype"]).reshape(n, *column["shape"])
            found.setdefault(column["name"], []).append(part)
            at += size
        assert at == len(chunk)
    columns = {name: np.concatenate(parts) for name, parts in found.items()}
    for name, pattern in schema["patterns"].items():
        columns[name] = np.array(pattern["rows"])[columns[name]].reshape(-1, *pattern["shape"])
    return columns


@pytest.mark.parametrize(("activation", "bias"), [(nbnn.relu, False), (nbnn.tanh, True), (nbnn.leaky_relu(0.3), False)])
def test_every_column_is_the_runs(activation, bias):
    run = run_of(HEAD + 50, activation, bias=bias)
    recording = record(run)
    columns = decoded(recording)
    for name in (*(layer.W for layer in run.quantities.layers), *run.names):
        assert np.array_equal(columns[name], run.column(name).astype(np.float32)), name
    assert np.array_equal(columns["example"], run.examples)
    slopes = columns["dh_da"] if activation.slopes is None else np.array(recording.schema["codes"]["dh_da"])[columns["dh_da"]]
    assert np.allclose(slopes, run.column("dh_da"), rtol=1e-6)
    for name in (name for name in run.names if name.startswith("dl_")):
        sent = columns.get(f"zero_{name}", np.zeros(run.column(name).shape))
        assert np.array_equal(sent, zero_reasons(run, name)), name
        assert np.array_equal(sent[7], run[7].zero_reasons(name))


def test_flags_go_as_patterns_where_that_is_less():
    assert set(record(run_of(2000)).schema["patterns"]) >= {"zero_dl_dW1", "zero_dl_da"}
    assert not record(run_of(5)).schema["patterns"]


def test_numbers_of_several_bytes_come_before_those_of_fewer():
    sizes = [int(column["dtype"][1]) for column in record(run_of(10_000)).schema["columns"]]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("activation", [nbnn.relu, nbnn.tanh, nbnn.softplus])
def test_ten_thousand_updates_are_within_four_megabytes_and_the_first_chunk_is_small(activation):
    recording = record(run_of(10_000, activation))
    assert recording.size <= 4_000_000
    assert len(recording.head) + len(recording.tables) <= 100_000


def test_a_forks_break_and_its_parents_future_are_sent():
    run = run_of(60)
    fork = run.fork(20, network=run.network(20).with_weight(1, 0, 0, 2.0))
    schema = record(fork).schema
    assert schema["breaks"]["19"]["W1"] == run[19].after.W1.tolist()
    assert schema["parent"]["at"] == 20
    assert schema["parent"]["total_loss"] == pytest.approx(run.total_losses()[20:], rel=1e-5, abs=1e-6)
    assert schema["final"]["w2"] == fork[-1].after.w2.tolist()


def test_a_run_ends_on_the_page_where_float32_does():
    data = nbnn.Dataset.from_arrays([[1.0]], [1], class_names=("-1", "+1"))
    run = nbnn.sgd(nbnn.Network([[3.0]]), data, loss=nbnn.squared, eta=1e4, steps=30)
    shown = showable(run)
    assert 0 < len(shown) < len(run)
    assert np.isfinite(shown.rows.astype(np.float32)).all()
    assert f"at update {len(shown)}" in shown.stopped_because
    assert showable(run_of(20)).stopped_because == ""


def test_the_sentence_says_place_value_and_reason():
    data = nbnn.Dataset.from_arrays([[2, 1]], [-1], class_names=("-1", "+1"))
    net = nbnn.Network([[[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2]])
    run = nbnn.sgd(net, data, loss=nbnn.hinge, eta=0.1, order=[0, 0])
    assert sentences.sentence(run, 0, 8) == ("Update 0, line 9 of 11: ∂ℓ/∂a = [1, −0.5, 0]. "
                                             "Zero because a₃ = −1.5 ≤ 0: the gate is shut, ∂ℓ/∂h₃ = 2 stops here.")
    assert sentences.sentence(run, 0, 1, unit=1, by_unit=True) == "Update 0, line 2 of 11: a₂ = 0.5·2 + 2·1 = 3."
    assert sentences.sentence(run, 1, 4) == "Update 1, line 5 of 11: ℓ = 0."


def test_tables_of_bytes_stay_bytes_and_say_so():
    tables = {"x": np.array([[0.5, 2.0]]), "images": np.array([[7, 255, 0]], np.uint8)}
    recording = pack({"w": np.zeros((3, 1), "<f4")}, tables, {})
    assert recording.schema["tables"] == [{"name": "x", "shape": [1, 2]}, {"name": "images", "shape": [1, 3], "dtype": "u1"}]
    assert recording.tables == np.array([0.5, 2.0], "<f4").tobytes() + bytes([7, 255, 0])


class Long:
    """A run that only says how long it is, and how often it was asked for its loss."""

    def __init__(self, updates, examples, sizes):
        self.updates, self.data, self.start = updates, range(examples), SimpleNamespace(sizes=sizes)
        self.summarized = False

    def __len__(self):
        return self.updates

    def total_losses(self, every):
        return every


@pytest.mark.parametrize(("updates", "examples", "sizes"), [(1000, 100, (2, 8, 1)), (10_000, 1_500, (64, 32, 10)), (10**5, 1_500, (2, 9))])
def test_the_mean_loss_costs_no_more_than_its_bound_and_is_as_fine_as_that_allows(updates, examples, sizes):
    every, products = total_loss(Long(updates, examples, sizes)), sum(a * b for a, b in zip(sizes, sizes[1:]))
    cost = updates * examples * products
    assert cost / every <= 5 * EVALUATIONS and (every == 1 or cost / (every - 1) > 5 * EVALUATIONS)
