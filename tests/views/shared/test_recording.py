"""A recording that grows, on the page: pieces are put together, whatever comes late, twice or out of order."""

import base64
import json

import numpy as np
import pytest

import nbnn
from nbnn.explain.recording import growing
from nbnn.explain.recording.recording import record, zero_reasons
from nbnn.views.player.player import Player
from tests.views.node import in_node, states
from tests.views.scripts import NODE, esm, run_in_node

pytestmark = pytest.mark.skipif(NODE is None, reason="needs node to run JavaScript outside a browser")
W = np.arange(20, dtype="<f4").reshape(10, 2)
KIND = np.arange(10, dtype="u1")
SCRIPT = """
%s
const job = JSON.parse(await new Promise((done) => { let s = ""; process.stdin.on("data", (d) => (s += d)).on("end", () => done(s)); }));
const bytes = (text) => Uint8Array.from(Buffer.from(text, "base64"));
const recording = new Recording(job.schema, bytes(""), bytes(job.head), null);
const took = job.pieces.map((piece) => [recording.grow(piece, bytes(piece.columns)), recording.loaded]);
recording.open(job.inside, bytes(job.inside.columns_bytes));
const all = [...Array(recording.loaded).keys()];
console.log(JSON.stringify({
  took, rows: all.map((i) => [...recording.row("w", i)]), values: all.map((i) => recording.value("w", 1, i)),
  kinds: all.map((i) => recording.value("kind", 0, i)), said: all.map((i) => recording.said(i)),
  inside: [0, 1, 2].map((k) => [...recording.row("w", 3, k)]), saidInside: [0, 1, 2].map((k) => recording.said(3, k)),
  beyond: recording.value("w", 0, 99),
}));
"""


def rows(start, end):
    return {"kind": KIND[start:end], "w": W[start:end]}, [f"moment {i}" for i in range(start, end)]


def grown(*spans):
    """What the page has after these pieces, each (start, end)."""
    made = growing.begin(*rows(0, 1), of=9, inner=2, version=1, tables={}, told={})
    inside = growing.inside(3, {"w": -W[:3]}, ["a", "b", "c"], [[0], [1]])
    as_text = lambda chunk: base64.b64encode(chunk).decode()
    pieces = [growing.piece(start, *rows(start, end)) for start, end in spans]
    job = {"schema": made.schema, "head": as_text(made.head),
           "pieces": [{"start": each.start, "sentences": each.sentences, "columns": as_text(each.columns)} for each in pieces],
           "inside": {"moment": 3, "columns": inside.schema, "sentences": inside.sentences, "examples": inside.examples,
                      "columns_bytes": as_text(inside.columns)}}
    return json.loads(run_in_node(SCRIPT % esm("shared/recording.js"), json.dumps(job)))


@pytest.mark.parametrize(("spans", "took"), [
    ([(1, 4), (4, 5), (5, 10)], [[True, 4], [True, 5], [True, 10]]),
    ([(1, 4), (6, 8), (4, 10)], [[True, 4], [False, 4], [True, 10]]),  # one was lost: asked for again
    ([(1, 4), (1, 4), (0, 10), (2, 3)], [[True, 4], [True, 4], [True, 10], [True, 10]]),  # sent twice
], ids=["in order", "with a gap", "twice"])
def test_every_moment_is_there_once(spans, took):
    found = grown(*spans)
    assert found["took"] == took
    assert found["rows"] == W.tolist() and found["values"] == W[:, 1].tolist() and found["kinds"] == KIND.tolist()
    assert found["said"] == [f"moment {i}" for i in range(10)] and found["beyond"] is None
    assert found["inside"] == [W[3].tolist(), *(-W[1:3]).tolist()] and found["saidInside"] == ["moment 3", "b", "c"]


READ = """
import { Recording } from "./shared/recording.js";
const { schema, head, tail, tables, moments } = given;
const part = new Recording(schema, tables, head, null), whole = new Recording(schema, tables, head, tail);
const entries = (name) => [...Array(whole.size(name)).keys()];
const all = (name, i, after) => entries(name).map((k) => whole.value(name, k, i, after));
say({
  loaded: [part.loaded, whole.loaded], last: part.value("y", 0, schema.head - 1), beyond: part.value("y", 0, schema.head),
  shapes: given.names.map((name) => [whole.has(name), whole.shape(name), whole.size(name)]),
  values: given.names.map((name) => moments.map((i) => all(name, i))),
  after: given.weights.map((name) => moments.map((i) => all(name, i, true))),
  unknown: [whole.has("nothing"), whole.size("nothing"), whole.shape("nothing"), whole.value("nothing", 0, 0)],
  past: whole.value("zero_dl_dW1", 0, schema.updates), constant: whole.value("eta", 0, 0), hasTerms: whole.hasTerms,
});
"""


def test_every_number_of_a_run_is_read_back_before_and_after_each_update():
    run = nbnn.sgd(nbnn.Network.random([2, 3, 1], seed=0), nbnn.datasets.moons(n=40), loss=nbnn.hinge, eta=0.1, steps=400, seed=0)
    made, moments = record(run, head=30), [0, 1, 28, 29, 30, 31, 399]
    flags = list(made.schema["patterns"])
    names = ["W1", "w2", "y", "x", "dl_dW1", *flags]
    found = in_node(READ, {"schema": made.schema, "head": made.head, "tail": made.tail, "tables": made.tables, "moments": moments,
                           "names": names, "weights": ["W1", "w2"]})
    assert found["loaded"] == [29, 400] and found["beyond"] is None
    assert found["last"] == pytest.approx(run[29].y) and found["constant"] == pytest.approx(0.1) and found["hasTerms"] is False
    assert found["unknown"] == [False, 1, [], None] and found["past"] is None
    assert len(flags) > 1
    for name, (there, shape, size), values in zip(names, found["shapes"], found["values"], strict=True):
        column = zero_reasons(run, name.removeprefix("zero_")) if name in flags else None
        wanted = [np.ravel(getattr(run[i], name) if column is None else column[i]) for i in moments]
        assert there and shape == list(np.shape(getattr(run[0], name) if column is None else column[0])) and size == wanted[0].size
        assert np.allclose(values, wanted, rtol=1e-6)
    for name, values in zip(["W1", "w2"], found["after"], strict=True):
        assert np.allclose(values, [np.ravel(run[i].after.weights[0 if name == "W1" else 1]) for i in moments], rtol=1e-6)


ASKED_FIRST = """
import { allowed, hidden, hiddenMoment, waits } from "./shared/recording.js";
const { view, covers, at } = given, player = modelsOf(view.states)[view.view];
say(covers.map((covered) => {
  player.set("covered", covered);
  return at.map(([index, line]) => {
    player.set({ index, line });
    const to = allowed(player, { index, line, unit: 0, term: 0 });
    return [hidden(player, "y"), hidden(player, "y", 3), hiddenMoment(player, index), waits(player), to];
  });
}));
"""


def test_what_is_asked_for_is_hidden_from_its_line_on_and_no_move_goes_past_it():
    run = nbnn.sgd(nbnn.Network.random([2, 3, 1], seed=0), nbnn.datasets.moons(n=40), loss=nbnn.hinge, eta=0.1, steps=9, seed=0)
    player, made = Player(), record(run)
    player.show(made)
    named = [line["name"] for line in made.schema["lines"]]
    at, line = [(1, 8), (2, 0), (2, named.index("y")), (2, 8), (4, 0)], named.index("a")
    cover = {"update": 2, "line": "a", "ask": ["a"], "level": 0}
    nothing, asked, after = in_node(ASKED_FIRST, {"view": states(player), "covers": [{}, cover, {**cover, "after": True}], "at": at})
    free = [{"index": index, "line": on, "unit": 0, "term": 0} for index, on in at]
    held = {"index": 2, "line": line, "unit": 2, "term": 1}  # the whole line: its last unit's last term
    assert nothing == [[False, False, False, False, place] for place in free]
    y_hidden = [index > 2 or (index == 2 and named.index("y") >= line) for index, _ in at]
    assert [each[:3] for each in asked] == [[y, True, index >= 2] for y, (index, _) in zip(y_hidden, at)]
    assert [each[3] for each in asked] == [(index, on) == (2, line) for index, on in at]
    stopped = [place if place["index"] < 2 or (place["index"] == 2 and place["line"] <= line) else held for place in free]
    assert [each[4] for each in asked] == stopped and stopped.count(held) == 3
    assert [each[0] for each in after] == [index > 2 for index, _ in at] and all(each[1] for each in after)
    player.close()


WAITS = """
import { inTurn } from "./shared/recording.js";
const acted = [], [one, other] = ["one", "other"].map((name) => inTurn(() => acted.push(name)));
const move = () => {
  requestAnimationFrame(move);
  one();
  other();
};
requestAnimationFrame(move);
const frames = Array.from({ length: 6 }, () => {
  nextFrame();
  return acted.splice(0);
});
say(frames);
"""


def test_where_much_moves_what_says_nothing_else_waits_for_its_turn():
    first, *later = in_node(WAITS)
    assert first == ["one", "other"] and all(len(names) == 1 for names in later[1:])
    assert {name for names in later[1:] for name in names} == {"one", "other"}


AGAIN = """
import { recordingOf } from "./shared/recording.js";
const { view } = given, model = modelsOf(view.states)[view.view], first = recordingOf(model);
first.grow({ start: 1, sentences: ["one", "two"] }, Uint8Array.from(given.columns));
const again = (change) => {
  model.set({ schema: { ...model.get("schema"), ...change }, head: model.get("head") });
  return recordingOf(model).loaded;
};
say([again({}), again({ version: 2 })]);
"""


def test_what_has_grown_is_kept_when_its_beginning_is_sent_again_and_dropped_with_another_run():
    player = Player()
    player.show(growing.begin(*rows(0, 1), of=9, inner=2, version=1, tables={}, told={}))
    more = growing.piece(1, *rows(1, 3))
    assert in_node(AGAIN, {"view": states(player), "columns": list(more.columns)}) == [3, 1]
    player.close()
