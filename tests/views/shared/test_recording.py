"""A recording that grows, on the page: pieces are put together, whatever comes late, twice or out of order."""

import base64
import json

import numpy as np
import pytest

from nbnn.explain.recording import growing
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
