"""The network diagram in plain Python: its traits follow the player; its modules are whole."""


import pytest
import traitlets
from ipywidgets import Widget

from nbnn.core.network.quantities import Quantities
from nbnn.views.diagram.diagram import Diagram


class Player(Widget):
    """As much of the player as the diagram reads in Python."""

    schema = traitlets.Dict()


def schema(*sizes, activation="relu"):
    layers = [{"W": at.W, "a": at.a, "h": at.h, "dW": at.dl_dW, "da": at.dl_da, "dh": at.dl_dh, "dh_da": at.dh_da}
              for at in Quantities(sizes).layers]
    return {"network": {"sizes": list(sizes), "bias": False, "one_score": True, "activation": activation,
                        "activation_name": activation, "kink": True, "layers": layers}}


@pytest.fixture
def diagram():
    made = Diagram(player=Player(schema=schema(2, 3, 1)))
    yield made
    made.close()


def test_its_name_is_short_and_stable(diagram):
    assert repr(diagram) == "Diagram()"


def test_it_draws_the_players_network(diagram):
    assert diagram.drawing["key"] == "2-3-1 relu plain"
    assert diagram.describe() == "Network with 2 inputs, 3 hidden units (relu) and 1 score y"


def test_it_follows_another_recording_and_sends_nothing_for_the_same_network(diagram):
    seen = []
    diagram.observe(lambda change: seen.append(change["new"]["key"]), "drawing")
    diagram.player.schema = schema(2, 3, 1) | {"version": 2}
    diagram.player.schema = schema(2, 4, 1)
    diagram.player.schema = schema(2, 4, 1, activation="tanh")
    assert seen == ["2-4-1 relu plain", "2-4-1 tanh plain"]


def test_a_player_without_a_recording_yet():
    diagram = Diagram(player=Player())
    assert diagram.drawing == {} and diagram.describe() == "No network yet"
    diagram.player.schema = schema(1, 1, 1)
    assert diagram.drawing["key"] == "1-1-1 relu plain"


def test_closed_it_follows_no_more():
    player = Player(schema=schema(1, 1, 1))
    diagram = Diagram(player=player)
    diagram.close()
    player.schema = schema(2, 2, 1)
    assert diagram.drawing["key"] == "1-1-1 relu plain"
    diagram.close()  # twice is fine


def test_unknown_keywords_are_refused():
    with pytest.raises(TypeError):
        Diagram(palyer=None)
