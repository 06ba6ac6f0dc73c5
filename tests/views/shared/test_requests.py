"""What a page asks for reaches whoever waits for it; anything else reaches nobody."""

import pytest

from nbnn.views.player.player import Player
from tests.views.page import send


@pytest.fixture
def asked():
    player, heard = Player(), []
    for number in (1, 2):
        player.on_request("reset", lambda message, number=number: heard.append((number, message)))
    yield player, heard
    player.close()


def test_everybody_who_waits_hears_it_in_order(asked):
    player, heard = asked
    send(player, {"do": "reset", "more": 3})
    assert heard == [(1, {"do": "reset", "more": 3}), (2, {"do": "reset", "more": 3})]


@pytest.mark.parametrize("content", [None, 5, "reset", ["do", "reset"], {}, {"do": None}, {"do": ["reset"]}, {"do": {"reset": 1}},
                                     {"do": 1}, {"do": "Reset"}, {"undo": "reset"}])
def test_what_is_no_request_reaches_nobody(asked, content):
    player, heard = asked
    send(player, content)
    assert heard == []
