"""Where a move leads, in a recording of board lines and in one of epochs."""

import json

import pytest

from tests.views.scripts import NODE, esm, run_in_node

pytestmark = pytest.mark.skipif(NODE is None, reason="needs node to run JavaScript outside a browser")
SCRIPT = """
%s
const job = JSON.parse(await new Promise((done) => { let s = ""; process.stdin.on("data", (d) => (s += d)).on("end", () => done(s)); }));
const found = job.moves.map(([at, name, ...given]) => {
  const state = { ...job.state, index: at[0], line: at[1], unit: at[2] ?? 0, term: at[3] ?? 0 };
  const model = { get: (key) => state[key] }, ways = waysOf(model);
  const made = name === "needed" || name === "inside" ? ways[name](place(model)) : ways[name](model, ...given);
  return made && made.index !== undefined ? [made.index, made.line, made.unit, made.term].slice(0, job.parts) : made;
});
console.log(JSON.stringify(found));
"""
LINES = {"schema": {"updates": 9, "lines": [{"size": 1}, {"size": 3}, {"size": 2}]}, "stop": 2}
EPOCHS = {"schema": {"updates": 1, "grows": True, "inner": 4, "lines": [{"size": 1}]}, "stop": 0}


TERMS = {"schema": {"updates": 9, "lines": [{"size": 2}, {"size": 2, "sums": {"count": 3}}, {"size": 1}]}, "stop": 2}


def moved(state, *moves, parts=3):
    script = SCRIPT % esm("player/places.js").replace("export ", "")
    return json.loads(run_in_node(script, json.dumps({"state": state, "moves": moves, "parts": parts})))


def test_updates_lines_and_entries():
    assert moved(LINES, ([1, 1, 0], "next", "unit"), ([1, 1, 2], "next", "unit"), ([1, 2, 1], "next", "unit"), ([1, 1, 2], "next", "line"),
                 ([1, 2, 1], "next", "line"), ([1, 1, 0], "next", "update"), ([1, 2, 1], "next", "update")) == [
        [1, 1, 1], [1, 2, 0], [2, 0, 0], [1, 2, 1], [2, 0, 0], [1, 2, 1], [2, 2, 1]]
    assert moved(LINES, ([1, 1, 1], "previous", "unit"), ([1, 1, 0], "previous", "unit"), ([1, 0, 0], "previous", "line"),
                 ([1, 2, 1], "previous", "update"), ([0, 2, 1], "previous", "update")) == [
        [1, 1, 0], [1, 0, 0], [0, 2, 1], [0, 2, 1], [0, 0, 0]]
    assert moved(LINES, ([1, 1, 2], "byUpdate", 1, 9), ([8, 1, 2], "byUpdate", 1, 9), ([0, 1, 2], "byUpdate", -1, 9),
                 ([3, 1, 2], "scrubbed", 7), ([3, 1, 2], "last", 9)) == [[2, 1, 2], [8, 1, 2], [0, 1, 2], [7, 1, 2], [8, 2, 1]]
    assert moved(LINES, ([0, 0], "isFirst"), ([0, 1, 2], "isFirst"), ([8, 2, 0], "isLast", 9), ([8, 1, 2], "isLast", 9)) == [
        True, False, True, False]


def test_terms_are_gone_through_within_each_entry_that_is_a_sum():
    def by_term(way, *places):
        return moved(TERMS, *((place, way, "term") for place in places), parts=4)

    assert by_term("next", [1, 0, 0, 0], [1, 0, 1, 0], [1, 1, 0, 0], [1, 1, 0, 2], [1, 1, 1, 2], [1, 2, 0, 0]) == [
        [1, 0, 1, 0], [1, 1, 0, 0], [1, 1, 0, 1], [1, 1, 1, 0], [1, 2, 0, 0], [2, 0, 0, 0]]
    assert by_term("previous", [2, 0, 0, 0], [1, 2, 0, 0], [1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [0, 0, 1, 0]) == [
        [1, 2, 0, 0], [1, 1, 1, 2], [1, 1, 1, 0], [1, 1, 0, 2], [1, 0, 1, 0], [0, 0, 0, 0]]
    assert moved(TERMS, ([1, 0, 1, 0], "next", "line"), ([1, 1, 1, 2], "previous", "unit"), ([0, 0, 1, 0], "isFirst"), parts=4) == [
        [1, 1, 1, 2], [1, 1, 0, 2], True]


def test_epochs_and_the_updates_within_them():
    assert moved(EPOCHS, ([2, 0], "next", "epoch"), ([2, 3], "next", "epoch"), ([2, 0], "next", "update"), ([2, 3], "next", "update")) == [
        [3, 0, 0], [3, 0, 0], [2, 1, 0], [3, 0, 0]]
    assert moved(EPOCHS, ([2, 0], "previous", "epoch"), ([2, 3], "previous", "epoch"), ([2, 3], "previous", "update"),
                 ([2, 0], "previous", "update"), ([0, 0], "previous", "update"), ([0, 0], "previous", "epoch")) == [
        [1, 0, 0], [2, 0, 0], [2, 2, 0], [1, 3, 0], [0, 0, 0], [0, 0, 0]]
    assert moved(EPOCHS, ([2, 1], "byUpdate", 1), ([2, 1], "byUpdate", -1), ([2, 3], "scrubbed", 5), ([2, 3], "last", 9)) == [
        [2, 2, 0], [2, 0, 0], [5, 0, 0], [8, 0, 0]]
    assert moved(EPOCHS, ([2, 0], "needed"), ([2, 1], "needed"), ([2, 0], "inside"), ([2, 1], "inside")) == [2, 3, None, 2]
