"""The boxes of “ask me first”: a draft is kept as far as the lab wants it, and only named requests are answered."""

from nbnn.views.asking.asking import AskingView
from tests.views.page import send


def test_what_is_kept_of_a_draft_is_the_labs_decision():
    view = AskingView(kept=lambda draft: {"about": draft.get("about")})
    view.draft = {"about": "abc", "given": {"entries": ["1"]}, "more": 3}
    assert view.draft == {"about": "abc"} and repr(view) == "AskingView()"
    view.close()


def test_a_request_is_handed_on_by_its_name():
    view, heard = AskingView(), []
    view.on_request("check", heard.append)
    for message in ({"do": "check", "entries": []}, {"do": "other"}, "check", None):
        send(view, message)
    assert heard == [{"do": "check", "entries": []}]
    view.close()
