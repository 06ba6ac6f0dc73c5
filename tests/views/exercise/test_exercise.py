"""The view of an exercise: messages go to the lab, a draft is kept as it says, a file is offered."""

from nbnn.views.exercise.exercise import ExerciseView
from tests.views.page import send


def test_messages_go_to_the_lab_when_they_are_messages():
    heard = []
    view = ExerciseView(heard.append)
    for message in ({"do": "check"}, "check", None, [1]):
        send(view, message)
    assert heard == [{"do": "check"}] and repr(view) == "ExerciseView()"
    view.close()


def test_a_draft_is_kept_as_the_lab_says_and_a_file_is_offered():
    view, sent = ExerciseView(lambda _message: None, lambda draft: {}), []
    view.draft = {"about": "abc"}
    assert view.draft == {}
    view.send = lambda content, buffers=None: sent.append(content)
    view.offer("nbnn-progress.json", "{}")
    assert sent == [{"download": {"name": "nbnn-progress.json", "text": "{}"}}]
    view.close()
