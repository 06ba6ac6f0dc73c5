"""The Exercise in plain Python: judged by the room of exercises, kept in the file, and nothing of a page's message believed."""

import json
from html import escape

import ipywidgets as widgets
import pytest

import nbnn
from nbnn.exercises.judging.misconceptions import MISCONCEPTIONS
from nbnn.exercises.progress import ProgressFile, set_name
from nbnn.labs import Exercise
from tests.views.page import alive, send

KEY = "first_layer"


@pytest.fixture
def file(tmp_path):
    return ProgressFile(tmp_path / "nbnn-progress.json", "a learner")


@pytest.fixture
def lab(file):
    made = Exercise(KEY, progress=file)
    yield made
    made.close()


def boxed(variant, answer) -> dict[str, list[str]]:
    """The answer as texts, one for each box."""
    return {field.id: [part.strip() for part in str(answer[field.id]).replace("[", " ").replace("]", " ").split(",")]
            for field in variant.fields}


def message(lab, do, **more):
    send(lab.view, {"do": do, "numbers": lab.variant.fingerprint, **more})


def test_a_right_answer_is_kept_and_found_again(lab, file, tmp_path):
    message(lab, "check", given=boxed(lab.variant, lab.variant.right_answer()))
    assert lab.view.state["verdict"] == "right" and lab.view.state["standing"] == "solved"
    again = Exercise(KEY, progress=ProgressFile(tmp_path / "nbnn-progress.json"))
    assert again.view.state["standing"] == "solved" and again.variant.fingerprint == lab.variant.fingerprint
    assert again.view.state["given"] == boxed(lab.variant, lab.variant.right_answer())
    again.close()


def test_a_mistake_is_marked_beside_its_boxes_and_named(lab):
    answer = lab.variant.answer_of(MISCONCEPTIONS["outer_reversed"])
    message(lab, "check", given=boxed(lab.variant, answer))
    assert lab.view.state["verdict"] == "wrong" and MISCONCEPTIONS["outer_reversed"].words in lab.view.state["message"]
    assert "wrong" in {word for mark in lab.view.state["marks"].values() for word in mark["entries"]}


@pytest.mark.parametrize("given", [
    None, 5, "text", [], {"no": ["1"]}, {"1.dl_dW1": "1"}, {"1.dl_dW1": [1, 2, 3, 4]}, {"1.dl_dW1": ["1"] * 5},
    {"1.dl_dW1": ["<b>", "", "", ""]}, {"1.dl_dW1": ["__import__('os')"] * 4}, {"1.dl_dW1": ["9" * 10**6] * 4},
])
def test_what_a_page_may_say_is_refused_and_nothing_is_lost(lab, file, given):
    before = file.progress.events
    message(lab, "check", given=given)
    assert lab.view.state["verdict"] in ("refused", "wrong")
    assert [event for event in file.progress.events[len(before):] if event.kind == "answer" and event.verdict == "right"] == []


@pytest.mark.parametrize("sent", [{}, {"do": None}, {"do": ["check"]}, {"do": "close"}, {"do": "__class__"}])
def test_unknown_messages_do_nothing(lab, file, sent):
    before = dict(lab.view.state)
    send(lab.view, sent)
    assert lab.view.state == before and file.progress.events == ()


def test_an_answer_to_other_numbers_is_not_judged(lab, file):
    old = lab.variant.fingerprint
    message(lab, "another")
    assert lab.variant.fingerprint != old
    send(lab.view, {"do": "check", "numbers": old, "given": {}})
    assert "other" in lab.view.state["notice"] or "numbers" in lab.view.state["notice"]
    assert [event.kind for event in file.progress.events] == ["another"]


def test_hints_come_one_by_one_and_the_solution_is_marked_as_seen(lab):
    for seen in range(1, len(lab.variant.hints) + 1):
        message(lab, "hint")
        assert lab.view.state["hints"] == list(lab.variant.hints[:seen])
    assert lab.view.state["more"] is False and lab.view.state["solution"] is None
    message(lab, "show")
    assert lab.view.state["solution"] is not None
    message(lab, "check", given=boxed(lab.variant, lab.variant.right_answer()))
    assert lab.view.state["verdict"] == "right" and lab.view.state["standing"] != "solved", "what was shown does not count"


def test_the_progress_is_offered_as_a_file(lab, monkeypatch):
    sent = []
    monkeypatch.setattr(lab.view, "send", lambda content, buffers=None: sent.append(content))
    message(lab, "download")
    assert sent[0]["download"]["name"] == "nbnn-progress.json" and '"learner": "a learner"' in sent[0]["download"]["text"]


def test_a_guest_who_downloads_is_asked_for_a_name(tmp_path, monkeypatch):
    path = tmp_path / "nbnn-progress.json"
    made, sent = Exercise(KEY, progress=ProgressFile(path)), []
    monkeypatch.setattr(made.view, "send", lambda content, buffers=None: sent.append(content))
    made.download()
    assert 'nbnn.exercises.set_name("Ada Lovelace")' in made.view.state["notice"]
    made.file.save()
    set_name("山田 太郎", path)  # as a cell of the notebook does
    made.download()
    assert "山田 太郎" in json.loads(sent[1]["download"]["text"])["names"][0]
    assert made.view.state["notice"] == ""


def test_a_damaged_file_is_set_aside_and_said(tmp_path):
    path = tmp_path / "nbnn-progress.json"
    path.write_text("{", "utf-8")
    made = Exercise(KEY, progress=ProgressFile(path))
    assert made.view.state["notice"] and len(list(tmp_path.glob("nbnn-progress*"))) >= 1
    made.close()


def test_a_function_is_asked_for_called_and_judged(file):
    empty = Exercise("hinge_derivative", progress=file)
    assert empty.view.state["function"] is False and "hinge_derivative" in empty.view.state["call"]
    wrong = Exercise("hinge_derivative", lambda y, z: z if y * z < 1 else 0, progress=file)
    assert wrong.check().verdict == "wrong" and MISCONCEPTIONS["wrong_sign"].words in wrong.view.state["message"]
    right = Exercise("hinge_derivative", lambda y, z: -z if y * z < 1 else 0, progress=file)
    assert right.check().verdict == "right" and right.view.state["standing"] == "solved"
    for made in (empty, wrong, right):
        made.close()


@pytest.mark.parametrize(("arguments", "error", "words"), [
    (("first_leyer",), ValueError, "first_layer"), ((5,), TypeError, "5|int"), (("first_layer", max), TypeError, "takes no function"),
    (("hinge_derivative", 3), TypeError, "give the function itself"),
])
def test_what_does_not_fit_is_said(arguments, error, words, file):
    with pytest.raises(error, match=words):
        Exercise(*arguments, progress=file)
    with pytest.raises(TypeError, match="progress is a str"):
        Exercise(KEY, progress="somewhere")


@pytest.mark.parametrize("key", sorted(nbnn.exercises.exercises()))
def test_every_exercise_has_its_page_and_leaves_no_widget(key, file):
    before = set(alive())
    made = Exercise(key, progress=file)
    assert repr(made) == f"Exercise({key})" and made.view.question["name"] == made.exercise.name
    assert escape(made.exercise.name) in made._repr_mimebundle_()["text/html"]
    made.close()
    assert set(alive()) == before


@pytest.mark.parametrize(("key", "words"), [("first_layer", "Other numbers"), ("which_stay", "Other numbers"), ("what_moves", "Shuffle"),
                                            ("board_order", "Shuffle")])
def test_the_button_for_another_variant_says_what_it_does(key, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert Exercise(key).view.question["another"] == words


# ---- what is typed and not yet checked ----

TYPED = {"1.dl_dW1": ["1", "", "2/", "x"]}


def draft(lab, **more):
    """What the page sends when the typing rests."""
    lab.view.set_state({"draft": {"about": lab.variant.fingerprint, "given": TYPED, **more}})


def test_what_is_typed_is_there_when_the_cell_is_run_again(lab, file):
    draft(lab)
    again = Exercise(KEY, progress=file)
    assert again.view.draft == {"about": lab.variant.fingerprint, "given": TYPED}
    assert file.progress.events == () and again.view.state["standing"] == "", "it is no answer"
    assert "given" not in again.view.state
    again.close()


def test_a_draft_is_of_one_exercise_and_its_numbers(lab, file):
    draft(lab)
    other = Exercise("last_layer", progress=file)
    assert other.view.draft == {}
    other.close()
    message(lab, "another")
    assert lab.view.draft == {}
    again = Exercise(KEY, progress=file)
    assert again.view.draft == {}
    again.close()


def test_what_was_checked_is_told_with_its_marks(lab):
    given = boxed(lab.variant, lab.variant.right_answer()) | {"1.dl_dW1": ["0"] * 4}
    message(lab, "check", given=given | {"no": ["1"]})
    assert lab.view.state["given"] == given


@pytest.mark.parametrize("sent", [
    {}, {"about": None}, {"about": ["x"]}, {"given": TYPED}, {"about": "other numbers", "given": TYPED}, {"more": "x" * 10**6},
])
def test_a_draft_about_nothing_is_not_kept(lab, sent):
    lab.view.set_state({"draft": sent})
    assert lab.view.draft == {}


@pytest.mark.parametrize("given", [
    None, "x", {"no": ["1"]}, {"1.dl_dW1": [1, 2, 3, 4]}, {"1.dl_dW1": ["1"] * 5}, {"1.dl_dW1": ["9" * 10**6] * 4},
    {"1.dl_dW1": [["1"]] * 4},
])
def test_of_a_draft_only_what_fits_is_kept(lab, given):
    draft(lab, given=given, more="x" * 10**6)
    assert lab.view.draft == {"about": lab.variant.fingerprint, "given": {}}


def test_a_draft_is_not_sent_back_to_the_page(lab, monkeypatch):
    sent = []
    monkeypatch.setattr(lab.view, "_send", lambda message, buffers=None: sent.append(message))
    draft(lab)
    assert [each for each in sent if "draft" in str(each)] == []


def test_it_comes_to_the_page_whole_and_again_only_when_something_has_changed(monkeypatch, tmp_path):
    sent = []

    def note(self, message, buffers=None):
        if self.comm is not None:
            sent.append((type(self).__name__, set(message["state"])))

    monkeypatch.setattr(widgets.Widget, "_send", note)
    lab = Exercise("first_layer", progress=ProgressFile(tmp_path / "p.json"))
    assert sent == [("Exercise", {"children", "link"})]
    here = {"do": "here", "numbers": lab.variant.fingerprint}
    lab._on_message(here)
    assert len(sent) == 1
    lab.hint()
    assert sent[1:] == [("ExerciseView", {"state"})]


def test_a_field_says_only_what_is_not_as_in_most_of_them(tmp_path):
    lab = Exercise("first_layer", progress=ProgressFile(tmp_path / "p.json"))
    asked, *_, working = lab.view.question["fields"]
    assert set(asked) == {"id", "label", "words", "shape", "needs"} and set(working) == {*asked, "optional"}


def test_a_page_that_is_opened_again_after_the_numbers_were_exchanged_shows_the_new_ones(lab, file):
    """Another page of the same learner has exchanged them."""
    message(lab, "here")
    old = lab.variant.fingerprint
    file.another(lab.exercise)
    send(lab.view, {"do": "here", "numbers": old})
    assert lab.variant.fingerprint != old and lab.view.question["numbers"] == lab.variant.fingerprint
    before = lab.view.state
    message(lab, "here")
    assert lab.view.state == before, "nothing is new"
