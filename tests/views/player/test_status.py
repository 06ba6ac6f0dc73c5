"""The line of a lab without a player."""

from nbnn.views.player.status import StatusLine


def test_it_has_a_sentence_and_what_is_wrong():
    line = StatusLine(said="The loss is 1.", status="")
    assert {name: line.get_state()[name] for name in ("said", "status")} == {"said": "The loss is 1.", "status": ""}
    assert repr(line) == "StatusLine()"
    line.close()
