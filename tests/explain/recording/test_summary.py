"""What a page gets of a large network: every number that it shows, and little more."""

import json

import numpy as np
import pytest

import nbnn
from nbnn.core.bounds import is_summarized
from nbnn.core.training.replay import corners, measure, replay
from nbnn.explain.recording.recording import record, showable
from nbnn.explain.recording.sentences import sentence
from nbnn.explain.stepper.diagram import FORMS, layout
from nbnn.explain.writing.board import MEASURED
from nbnn.explain.writing.template import slots

MOONS = nbnn.datasets.moons(20)
NETS = [nbnn.Network.random([2, 300, 200, 1], seed=1), nbnn.Network.random([120, 7, 8, 9, 3], nbnn.tanh, seed=2, bias=True),
        nbnn.Network.random([2, 101, 70], seed=3), nbnn.Network.random([3, 150, 2], output=nbnn.sigmoid, bias=True),
        nbnn.Network.random([101, 1])]


def run_of(net, steps=30):
    rng = np.random.default_rng(0)
    classes = max(2, net.sizes[-1])
    z = np.arange(40) % classes + 1
    targets = net.quantities.output
    data = nbnn.Dataset.from_arrays(rng.normal(size=(40, net.n_inputs)), 2 * z - 3 if net.one_score else z) if not targets else \
        nbnn.Dataset.from_arrays(rng.normal(size=(40, net.n_inputs)), rng.random((40, net.sizes[-1])))
    return replay(net, data, nbnn.half_squared if targets else nbnn.hinge if net.one_score else nbnn.cross_entropy, 0.01, steps)


def sent_entries(schema):
    return {each["name"]: set(each.get("entries", range(int(np.prod(each["shape"], dtype=int))))) for each in schema["columns"]}


def drawn(network):
    """(quantity, entry) of every node, edge and gate in one of the drawings."""
    picture = layout(network)
    for form in FORMS:
        for node in picture[form]["nodes"]:
            if node["k"] is not None and node["kind"] != "one":
                yield node["q"], node["k"]
                yield from [(node["pill"]["q"], node["k"])] if node.get("pill") else []
        yield from ((edge[q], edge["k"]) for edge in picture[form]["edges"] for q in ("q", "dq"))
        yield from ((network["layers"][gate["layer"] - 1]["dh_da"], gate["k"]) for gate in picture[form]["gates"])


@pytest.mark.parametrize("net", NETS, ids=repr)
def test_every_number_on_the_board_and_in_the_network_is_sent(net):
    schema = record(run_of(net)).schema
    sent, constants = sent_entries(schema), schema["constants"]
    parts = [part for line in schema["lines"] for case in line["cases"] for part in (*case.values(), line["value"], line["sentence"])]
    wanted = {(slot["q"], slot["k"]) for part in parts for slot in slots(part)} | {*drawn(schema["network"])}
    assert not [(name, k) for name, k in wanted if k not in sent.get(name, ()) and name not in constants]
    assert all(line["units"] is None and "sums" not in line for line in schema["lines"]) and schema["by"] == ["update", "line"]


def test_an_update_costs_kilobytes_however_many_weights_there_are():
    recording = record(run_of(nbnn.Network.random([784, 128, 10]), 40))
    assert recording.size / 40 < 4_000 and len(json.dumps(recording.schema)) < 80_000
    larger = record(run_of(nbnn.Network.random([784, 300, 10]), 40))
    assert larger.size < 1.05 * recording.size


def test_the_numbers_that_are_sent_are_those_of_the_core():
    run = run_of(NETS[0])
    recording, at = record(run), 0
    for each in recording.schema["columns"]:
        size = len(each.get("entries", ())) or int(np.prod(each["shape"], dtype=int))
        count = 30 * size * np.dtype(each["dtype"]).itemsize
        sent = np.frombuffer(recording.head[at:at + count], f"<{each['dtype']}").reshape(30, size)
        at += count
        name = each["name"].removesuffix(MEASURED)
        if name in run.quantities.shapes and not name.startswith("zero"):
            value = np.atleast_1d(run[17][name])
            wanted = measure(value) if each["name"] != name else value.ravel()[each.get("entries", [0])]
            assert np.array_equal(sent[17], np.float32(wanted)), each["name"]
    after = run.network(30)
    assert recording.schema["final"]["W2"] == after.W2.ravel()[corners(after.W2.shape)].tolist()
    assert recording.schema["final"]["W2_measures"] == measure(after.W2).tolist()


def test_what_is_not_shown_is_told_with_its_count():
    run = run_of(NETS[0])
    step = run[3]
    said = sentence(run, 3, 3)
    assert said.endswith("% are 0.") and "200 numbers, of which 4 are shown: from " in said
    reasons = {line["name"]: line["reasons"] for line in step.table()}
    assert reasons["dl_dW2"][0].startswith("60,000 numbers (200 × 300), of which 12 are shown: from ")
    assert [each.partition(":")[0] for each in reasons["theta"]] == ["W⁽¹⁾", "W⁽²⁾", "w⁽³⁾"]
    assert f"from {nbnn.explain.writing.numbers.format_number(step.after.W2.min())} to " in reasons["theta"][1]
    assert "of which 4 are shown" in str(step)


def test_it_ends_where_the_page_can_show_no_more():
    run = replay(NETS[0], MOONS, nbnn.hinge, 1e14, 10)
    shown = showable(run)
    assert 0 < len(shown) < len(run) and "grows past 10³⁸" in shown.stopped_because
    assert np.abs(shown.rows.all_measures()).max() < 3.5e38 < np.abs(run.rows.all_measures()).max()
    assert showable(run_of(NETS[0])).stopped_because == ""


def test_the_threshold_is_of_units_and_of_weights():
    assert not is_summarized((64, 64, 10)) and not is_summarized((100, 10))
    assert is_summarized((101, 1)) and is_summarized((2, 101, 1)) and is_summarized((64, 70, 10))
