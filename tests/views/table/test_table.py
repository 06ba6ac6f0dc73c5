"""The table in plain Python: what it takes and what it refuses. That its numbers follow a player, a browser test sees."""

import numpy as np
import pytest

from nbnn.explain.recording.story import story
from nbnn.explain.writing.numbers import format_number
from nbnn.explain.writing.template import row as in_row
from nbnn.explain.writing.template import slot
from nbnn.views.code.code import code
from nbnn.views.player.player import Player
from nbnn.views.table.table import MovingTable, row
from tests.views.node import in_node, needs_node, states
from tests.views.page import alive

HEAD = [("Loss", "name"), ("ℓ", "number")]


@pytest.fixture
def table():
    made = MovingTable()
    yield made
    made.layout.close()
    made.close()


def test_rows_hold_texts_and_places_of_numbers(table):
    table.show("At the point", HEAD, [row(["hinge", slot("value")], ("square", "ink", "solid"), strong=True), row(["0/1", "1"])])
    first, second = table.picture["rows"]
    assert first == {"cells": ["hinge", {"q": "value", "k": 0}], "sample": ["square", "ink", "solid"], "strong": True}
    assert second["sample"] is None and table.picture["tells"] is False and repr(table) == "MovingTable('At the point')"


def test_what_does_not_fit_is_refused(table):
    with pytest.raises(ValueError, match="a row has 1 cells, but the head names 2 columns"):
        table.show("", HEAD, [row(["hinge"])])
    with pytest.raises(ValueError, match="'ℓ' is a 'value': the kinds are"):
        table.show("", [("ℓ", "value")], [row(["1"])])
    with pytest.raises(ValueError, match="the sample is"):
        row(["hinge"], ("star", "ink", "solid"))
    assert table.picture == {}


def test_a_table_follows_a_player():
    code()  # stays when they are closed
    before = set(alive())
    player = Player()
    table = MovingTable(player=player)
    assert table.get_state()["player"] == f"IPY_MODEL_{player.model_id}"
    for made in (table, player):
        made.close()
    assert set(alive()) <= before


ON_A_PAGE = """
import table from "./table/table.js";
const { page, acts } = given, { el, model, player, stop } = await shown(page, table);
const cellOf = (cell) => [cell.localName, cell.className, cell.textContent, cell.scope];
const pathOf = (path) => [path.getAttribute("d"), path.getAttribute("stroke-dasharray"), path.style.stroke];
const seen = () => ({
  title: [el.querySelector("h3").textContent, el.querySelector("table").getAttribute("aria-label")],
  head: el.querySelectorAll("thead tr").map((row) => row.children.map(cellOf)),
  rows: el.querySelectorAll("tbody tr").map((row) => [row.className, row.children.map(cellOf)]),
  samples: el.querySelectorAll(".nbnn-sample").map((sample) => pathOf(sample.querySelector("path"))),
  told: el.querySelector("[role=status]")?.textContent ?? null,
});
say([seen(), ...acts.map(({ at, picture }) => {
  if (picture) model.set("picture", picture);
  if (at !== undefined) player.set("index", at);
  for (let frame = 0; frame < 4; frame += 1) nextFrame();
  return seen();
})]);
"""


@needs_node
def test_on_a_page_its_numbers_are_those_of_the_moment_and_each_curve_has_its_sample():
    player, values = Player(granularity="update"), np.array([1.5, -2.0, 3.25])
    player.show(story({"value": values, "two": np.array([[1.0, 2.0], [3.0, 4.0], [-5.0, 6.0]])}, ["one", "two", "three"]))
    made = MovingTable(player=player)
    head = [("", "name"), ("formula", "formula"), ("ℓ", "number"), ("none", "aside")]
    made.show("At the point", head, [
        row(["hinge", in_row("1 − ", slot("two")), slot("value"), "x"], ("square", "pos", "dashed"), strong=True),
        row(["other", "f", slot("two", 1), slot("nothing")])], tells=True)
    bare = {"title": "Bare", "head": [["", "name"], ["", "number"]], "rows": [row(["a", "1"])], "tells": False}
    first, second, third, other = in_node(ON_A_PAGE, {"page": states(made), "acts": [{"at": 1}, {"at": 2}, {"picture": bare}]})
    assert first["title"] == ["At the point", "At the point"] and other["title"] == ["Bare", "Bare"]
    assert first["head"] == [[["td", "nbnn-name", "", ""], *(["th", f"nbnn-{kind}", words, "col"] for words, kind in head[1:])]]
    for k, seen in ((0, first), (1, second), (2, third)):
        (strong, (name, formula, number, word)), (weak, (_, _, second_of, nothing)) = seen["rows"]
        assert (strong, weak, name) == ("nbnn-strong", "", ["th", "nbnn-name", "hinge", "row"]) and formula[:2] == ["td", "nbnn-formula"]
        assert number == ["td", "nbnn-number", format_number(values[k]), ""] and word[2] == "x" and nothing[2] == ""
        assert formula[2] == "1\u00a0−\u00a0" + ("1", "3", "−5")[k] and second_of[2] == ("2", "4", "6")[k]
    assert first["samples"] == [["M0 6H34", "7 5", "var(--nbnn-pos)"]] and other["samples"] == [] == other["head"]
    made.close()
    player.close()
