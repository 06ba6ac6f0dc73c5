"""The view of a prediction: a draft is kept as the lab says, requests go to who waits for them."""

from nbnn.views.prediction.prediction import PredictionView
from tests.views.page import send


def test_a_draft_is_kept_as_the_lab_says_and_requests_are_heard():
    view, heard = PredictionView(lambda draft: {}), []
    view.draft = {"about": "abc"}
    assert view.draft == {} and repr(view) == "PredictionView()"
    view.on_request("show", heard.append)
    for message in ({"do": "show"}, {"do": ["show"]}, "show", None):
        send(view, message)
    assert heard == [{"do": "show"}]
    view.close()
