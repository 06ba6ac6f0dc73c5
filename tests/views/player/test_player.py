"""The player without a browser: what Python may set, and what a page may not."""

import pytest
from traitlets import TraitError

import nbnn
from nbnn.explain.recording.recording import record
from nbnn.views.player.player import Player
from nbnn.views.shared.source import VIEWS, css, esm
from tests.views.page import send


@pytest.fixture
def player():
    made = Player()
    run = nbnn.sgd(nbnn.Network.random([2, 3, 1]), nbnn.datasets.moons(), loss=nbnn.hinge, steps=300)
    made.show(record(run, version=1))
    yield made
    made.close()


def test_it_shows_the_first_chunk_and_then_the_rest(player):
    assert player.schema["updates"] == 300
    assert len(player.head) > 0
    assert len(player.tail) > 0
    assert (player.index, player.line, player.stop) == (0, 0, 10)


def test_index_and_line_are_held_within_the_recording(player):
    player.index, player.line = 299, 8
    assert player.unit == 2, "a line set from Python is computed to its end"
    with pytest.raises(ValueError, match="this recording has 300 updates"):
        player.index = 300
    with pytest.raises(ValueError, match="this board has 11 lines"):
        player.line = 11
    with pytest.raises(TraitError):
        player.granularity = "epoch"
    assert (player.index, player.line) == (299, 8)


def test_what_the_page_asks_for_reaches_its_handler_and_rubbish_does_not(player):
    asked = []
    player.on_request("extend", asked.append)
    for message in ({"do": "extend"}, {"do": "format"}, {"do": None}, "extend", None, 3, []):
        send(player, message)
    assert asked == [{"do": "extend"}]


def test_modules_are_put_in_front_once_and_only_the_default_is_exported():
    modules = [path for path in VIEWS.rglob("*.js") if "export default" in path.read_text("utf-8")]
    assert len(modules) > 10
    for path in modules:
        source = esm(str(path.relative_to(VIEWS)))
        assert source.count("export default") == 1
        assert "import {" not in source
        assert source.count("class Recording ") <= 1
        assert "http" not in source.replace("http://www.w3.org/", "")
        assert "innerHTML" not in source
    assert css("board/board.css").startswith("/*")
    with pytest.raises(FileNotFoundError):
        esm("nothing.js")


def test_python_does_not_echo_the_pages_own_moves(player):
    """The page has moved on by the time an echo comes back; it would take the move back."""
    for name in ("index", "line", "unit", "granularity", "speed", "selected"):
        assert player.trait_metadata(name, "echo_update") is False, name


def test_the_rest_of_the_recording_is_sent_again_when_the_page_asks_for_it(player, monkeypatch):
    sent = []
    monkeypatch.setattr(player, "send_state", lambda key=None: sent.append(key))
    send(player, {"do": "rest"})
    assert sent == ["tail"]
