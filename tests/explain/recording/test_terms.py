"""Term by term: the products of every sum of the board and how far the sum has come, by hand and as the page says them."""

import json
from base64 import b64encode

import numpy as np
import pytest

import nbnn
from nbnn.explain.recording.recording import record
from nbnn.explain.recording.sentences import sentence
from nbnn.explain.recording.terms import by_term, names_of, pack_terms, terms_of
from nbnn.explain.writing.numbers import format_number
from tests.views.scripts import NODE, esm, run_in_node

W1, W2 = [[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2]
NETWORKS = {
    "2-3-1": nbnn.Network.random([2, 3, 1]), "biases": nbnn.Network.random([2, 3, 1], bias=True),
    "deep, with scores": nbnn.Network.random([2, 4, 3, 3], nbnn.tanh, bias=True), "one layer": nbnn.Network.random([2, 1]),
    "with an output activation": nbnn.Network.random([2, 5, 3, 1], output=nbnn.sigmoid), "no sums going back": nbnn.Network([W1, W2]),
}


def run_of(net, steps=6):
    data = nbnn.datasets.moons(30) if net.sizes[-1] == 1 else nbnn.Dataset.from_arrays([[1, 2], [0, -1], [3, 0.5]], [1, 2, 3])
    loss = nbnn.half_squared if net.output is nbnn.sigmoid else nbnn.hinge if net.sizes[-1] == 1 else nbnn.cross_entropy
    return nbnn.sgd(net, data, loss, steps=steps, eta=0.1, seed=1)


def example_of(net, x, z, **how):
    return nbnn.sgd(net, nbnn.Dataset.from_arrays([x, [0] * len(x)], [z, -z]), order=[0], loss=nbnn.hinge, eta=0.1, **how)


def recorded(run):
    recording = by_term(record(run), run)
    return recording, terms_of(lambda name: run.picked[0] if name == "x" else run.column(name), recording.schema["lines"])


def sums_in(recording):
    return [line for line in recording.schema["lines"] if "sums" in line]


def test_the_worked_example_term_by_term():
    _, terms = recorded(example_of(nbnn.Network([W1, W2]), [2, 1], -1))
    assert {name: values.tolist() for name, values in terms.items()} == {
        "a_products": [[2, -1, 1, 2, -2, 0.5]], "a_sums": [[2, 1, 1, 3, -2, -1.5]],
        "y_products": [[1, -1.5, 0]], "y_sums": [[1, -0.5, -0.5]]}


def test_what_comes_back_to_a_unit_is_a_sum_over_the_units_above():
    run = example_of(nbnn.Network([np.eye(2), [[1, 1], [2, -1]], [1, -2]]), [2, 1], 1)
    _, terms = recorded(run)
    assert run[0].dl_da2.tolist() == [-1, 2]
    assert terms["dl_dh1_products"].tolist() == [[-1, 4, -1, -2]] and terms["dl_dh1_sums"].tolist() == [[-1, 3, -1, -3]]
    assert "dl_dh2_products" not in terms, "one score: one product, and no sum"


def test_a_bias_is_the_last_term_times_the_constant_1():
    _, terms = recorded(example_of(nbnn.Network([[[3, -1, 0.5]], [2, 0.25]], bias=True), [1, 1], -1))
    assert terms["a_products"].tolist() == [[3, -1, 0.5]] and terms["a_sums"].tolist() == [[3, 2, 2.5]]
    assert terms["y_products"].tolist() == [[5, 0.25]] and terms["y_sums"].tolist() == [[5, 5.25]]


@pytest.mark.parametrize("net", NETWORKS.values(), ids=NETWORKS)
def test_every_sum_ends_at_its_unit(net):
    run = run_of(net)
    recording, terms = recorded(run)
    assert sums_in(recording)
    for line in sums_in(recording):
        products, sums = (terms[name].reshape(len(run), line["size"], -1) for name in names_of(line))
        values = run.column(line["name"]).reshape(len(run), -1)
        assert (sums[..., -1] == values).all(), line["name"]
        assert np.allclose(np.cumsum(products, axis=-1), sums, rtol=0, atol=1e-12), line["name"]
        added = np.cumsum(products, axis=-1)[..., -1].ravel()
        assert [format_number(value) for value in added] == [format_number(value) for value in values.ravel()], line["name"]


def test_a_recording_that_nobody_goes_through_by_terms_is_as_it_was():
    run = nbnn.sgd(nbnn.Network.random([2, 3, 1]), nbnn.datasets.moons(), nbnn.hinge, 0.1, steps=10_000)
    plain, by = record(run), by_term(record(run), run)
    assert "by" not in plain.schema and "terms" not in plain.schema
    assert (plain.tables, plain.head, plain.tail) == (by.tables, by.head, by.tail)
    assert by.size + len(pack_terms(run, by.schema["lines"])["bytes"]) <= 4_000_000


def test_a_board_without_sums_is_not_gone_through_by_terms():
    run = nbnn.sgd(nbnn.Network([[[2.0]], [3.0]]), nbnn.Dataset.from_arrays([[1.0], [2.0]], [1, -1]), nbnn.hinge, 0.1, steps=2)
    assert by_term(record(run), run).schema == record(run).schema


def test_the_key_tells_one_run_from_another():
    run = run_of(NETWORKS["2-3-1"])
    key = pack_terms(run, record(run).schema["lines"])["key"]
    assert by_term(record(run), run).schema["terms"]["key"] == key
    other = run.fork(3, network=run.network(3).with_weight(1, 0, 0, 9.0))
    assert by_term(record(other), other).schema["terms"]["key"] != key


@pytest.mark.parametrize(("line", "unit", "term", "said"), [
    (1, 1, 0, "term 1 of 2 of a₂ is 0.5·2 = 1, the sum so far is 1."),
    (1, 1, 1, "term 2 of 2 of a₂ is 2·1 = 2, so a₂ = 3."),
    (3, 0, 1, "term 2 of 3 of y is (−0.5)·3 = −1.5, the sum so far is −0.5."),
    (2, 2, 0, "h₃ = ReLU(−1.5) = 0."),
])
def test_a_term_is_said(line, unit, term, said):
    run = example_of(nbnn.Network([W1, W2]), [2, 1], -1)
    assert sentence(run, 0, line, unit, by_unit=True, term=term) == f"Update 0, line {line + 1} of 11: {said}"


SCRIPT = """
%s
const job = JSON.parse(await new Promise((done) => { let s = ""; process.stdin.on("data", (d) => (s += d)).on("end", () => done(s)); }));
const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
const { schema, places } = job, sent = ["tables", "head", "tail"].map((name) => bytes(job[name]));
const of = (terms) => new Recording(schema, ...sent, terms);
const full = of({ key: job.key, bytes: bytes(job.terms) }), without = of({}), others = of({ key: job.key + 1, bytes: bytes(job.terms) });
const say = (recording) => places.map(([i, at, unit, term]) => sentence(recording, schema, i, at, unit, "term", schema.lines.length, term));
const inSums = places.filter(([, at]) => schema.lines[at].sums);
const parts = inSums.map(([i, at, unit, term]) => sumParts({ line: schema.lines[at], unit, term }, full, i));
console.log(JSON.stringify({ said: say(full), without: say(without), others: say(others), parts }));
"""


@pytest.mark.skipif(NODE is None, reason="needs node to run JavaScript outside a browser")
@pytest.mark.parametrize("net", NETWORKS.values(), ids=NETWORKS)
def test_the_page_says_the_same(net):
    run = run_of(net, steps=2)
    recording = by_term(record(run), run)
    places = [(i, at, unit, term) for i in range(2) for at, line in enumerate(recording.schema["lines"])
              for unit in range(line["size"]) for term in range(line.get("sums", {}).get("count", 1))]
    packed = pack_terms(run, recording.schema["lines"])
    job = {"schema": recording.schema, "places": places, "key": packed["key"], "terms": b64encode(packed["bytes"]).decode()}
    job |= {name: b64encode(getattr(recording, name)).decode() for name in ("tables", "head", "tail")}
    script = SCRIPT % esm("shared/recording.js", "shared/template.js", "board/sum.js").replace("export ", "")
    page = json.loads(run_in_node(script, json.dumps(job)))
    own = [sentence(run, i, at, unit, True, term=term) for i, at, unit, term in places]
    assert page["said"] == own
    for (_, at, _, _), said, without in zip(places, own, page["without"], strict=True):
        assert without == (f"{said.split(' = ')[0]}." if "sums" in recording.schema["lines"][at] else said)
    assert page["others"] == page["without"], "the terms of another run are not shown"
    for parts in page["parts"]:
        states = [part["state"] for part in parts]
        now = states.index("now")
        assert states == ["done"] * now + ["now"] + ["later"] * (len(states) - now - 1) and now > 0
