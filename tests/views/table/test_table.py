"""The table in plain Python: what it takes and what it refuses. That its numbers follow a player, a browser test sees."""

import pytest

from nbnn.explain.writing.template import slot
from nbnn.views.code.code import code
from nbnn.views.player.player import Player
from nbnn.views.table.table import MovingTable, row
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
