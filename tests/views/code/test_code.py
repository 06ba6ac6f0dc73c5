"""What sends the code of all views: one widget for a kernel, named in the state of every view."""

import subprocess
import sys

import pytest
from ipywidgets.embed import dependency_state

from nbnn.views.code.code import code
from nbnn.views.code.source import bundle, content_hash, loader, pack, stub
from nbnn.views.message.message import Message
from tests.views.page import send


@pytest.mark.parametrize("part", [lambda sent: sent, lambda sent: sent.layout], ids=["itself", "its layout"])
def test_it_is_sent_again_when_it_was_closed(part):
    first = code()
    part(first).close()
    again = code()
    assert again is not first and again is code() and again.comm is not None
    assert (again.hash, again.packed) == (content_hash(), pack())


@pytest.mark.parametrize("drop_defaults", [True, False])
def test_stored_and_embedded_state_has_all_that_a_view_needs(drop_defaults):
    line = Message(words="No.")
    state = dependency_state(line, drop_defaults=drop_defaults)
    mine, whole = state[line.model_id]["state"], state[code().model_id]
    assert mine["_esm"] == stub("message/message.js") and mine["_code"] == f"IPY_MODEL_{code().model_id}"
    assert whole["state"]["_esm"] == loader() and whole["state"]["hash"] == content_hash()
    assert [each["path"] for each in whole["buffers"]] == [["packed"]]
    line.close()


def test_a_page_saved_with_all_widgets_has_the_code():
    """In a Python of its own: what other tests leave half closed cannot be saved."""
    done = subprocess.run([sys.executable, "-c", """
from ipywidgets import Widget
from tests.views.page import send
from ipywidgets.embed import embed_data
from nbnn.views.code.code import code
from nbnn.views.message.message import Message
line = Message(words="No.")
for drop_defaults in (True, False):
    for saved in (embed_data(line, drop_defaults=drop_defaults)["manager_state"], Widget.get_manager_state(drop_defaults=drop_defaults)):
        print({line.model_id, code().model_id} <= saved["state"].keys())
"""], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True"] * 4


def test_a_browser_that_cannot_unpack_gets_it_whole_and_rubbish_gets_nothing(monkeypatch):
    sent = []
    monkeypatch.setattr(code(), "send", lambda content, buffers: sent.append((content, buffers)))
    for message in ({"do": "unpacked", "more": 1}, {"do": None}, "unpacked", None, []):
        send(code(), message)
    assert sent == []
    send(code(), {"do": "unpacked"})
    assert sent == [({"unpacked": content_hash()}, [bundle()])]
