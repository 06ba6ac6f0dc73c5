"""The player without a browser: what Python may set, and what a page may not."""

import pytest
from traitlets import TraitError

import nbnn
from nbnn.explain.playground import playground
from nbnn.explain.playground import recording as growing
from nbnn.explain.recording.recording import record
from nbnn.views.player.player import Player
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
    for unit in (-1, 99):
        with pytest.raises(ValueError, match=rf"unit is {unit}: this board's lines have at most 9 units, counted from 0"):
            player.unit = unit
    for term in (-1, 99):
        with pytest.raises(ValueError, match=rf"term is {term}: this board's sums have at most 3 terms, counted from 0"):
            player.term = term
    for speed in (0, -1, 1e9):
        with pytest.raises(ValueError, match=r"it is at most .* and above 0"):
            player.speed = speed
    assert (player.index, player.line, player.unit, player.term) == (299, 8, 2, 0) and player.speed > 0


def test_what_the_page_asks_for_reaches_its_handler_and_rubbish_does_not(player):
    asked = []
    player.on_request("extend", asked.append)
    for message in ({"do": "extend"}, {"do": "format"}, {"do": None}, "extend", None, 3, []):
        send(player, message)
    assert asked == [{"do": "extend"}]


def test_python_does_not_echo_the_pages_own_moves(player):
    """The page has moved on by the time an echo comes back; it would take the move back."""
    for name in ("index", "line", "unit", "granularity", "speed", "selected"):
        assert player.trait_metadata(name, "echo_update") is False, name


def test_the_rest_of_the_recording_is_sent_again_when_the_page_asks_for_it(player, monkeypatch):
    sent = []
    monkeypatch.setattr(player, "send_state", lambda key=None: sent.append(key))
    send(player, {"do": "rest"})
    assert sent == ["tail"]


def test_a_recording_that_grows_is_stepped_by_epochs_as_far_as_it_has_come(monkeypatch):
    setting = playground.setting(playground.Recipe(epochs=5, batch_size=70))
    training, made, sent = setting.training(), Player(), []
    made.show(growing.record(setting, training.history, version=4))
    monkeypatch.setattr(made, "send", lambda content, buffers=None: sent.append((content, buffers)))
    assert made.granularity == "epoch" and repr(made) == "Player(1 epochs)"
    with pytest.raises(ValueError, match="this recording has 1 epochs, 0 to 0"):
        made.index = 1
    training.advance_epoch()
    made.grow(growing.piece(setting, training.history, 1))
    made.index, made.line = 1, 1
    with pytest.raises(ValueError, match="this epoch has 2 updates, 0 to 1"):
        made.line = 2
    with pytest.raises(TraitError, match="this recording is stepped by epoch, update"):
        made.granularity = "line"
    made.show_inside(growing.inside(training.history, 0))
    (more, [columns]), (inside, [within]) = sent
    assert more["more"]["version"] == inside["inside"]["version"] == 4 and len(columns) > 0 and len(within) > 0
    made.show(growing.record(setting, setting.training().history, version=5))
    assert (made.index, made.line) == (0, 0) and repr(made) == "Player(1 epochs)"
    made.close()
