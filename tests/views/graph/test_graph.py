"""The picture of a graph follows its player."""

import pytest
import traitlets

from nbnn.views.graph.graph import GraphView
from nbnn.views.player.player import Player


def test_it_follows_a_player():
    player = Player()
    view = GraphView(player=player)
    assert view.get_state()["player"] == f"IPY_MODEL_{player.model_id}" and repr(view) == "GraphView()"
    with pytest.raises(traitlets.TraitError):
        view.player = 3
    view.close()
    player.close()
