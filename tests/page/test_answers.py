"""What is recorded for a page, with ipywidgets' own widgets: choices, questions, and that nobody hears of it."""

import json
import zlib
from base64 import b64decode

import ipywidgets as widgets
import pytest
import traitlets

from nbnn.page.answers import Answers


class Counter(widgets.Widget):
    """Counts how often it was asked, and says so."""

    _model_name = traitlets.Unicode("WidgetModel").tag(sync=True)
    state = traitlets.Dict({"about": "a", "asked": 0, "kept": "as it was"}).tag(sync=True, part_by_part=True)

    def __init__(self):
        super().__init__()
        self.on_msg(lambda _, content, __: self.answer(content))

    def answer(self, content):
        self.state = {**self.state, "asked": self.state["asked"] + 1, "last": content.get("given", "")}
        self.send({"said": content.get("given", "")}, [b"bytes"])


@pytest.fixture
def lab():
    """A button that unfolds a text, which is made when it is first wanted."""
    box, button, made = widgets.VBox(), widgets.ToggleButton(), []

    def unfold(change):
        if not made:
            made.append(widgets.Text("late"))
        box.children = (button, made[0]) if change["new"] else (button,)
    button.observe(unfold, "value")
    box.children = (button,)
    yield box, button, made
    widgets.Widget.close_all()


@pytest.fixture
def heard(monkeypatch):
    """What widgets say to their page."""
    said = []
    monkeypatch.setattr(widgets.Widget, "_send", lambda widget, message, buffers=None: said.append((widget, message)))
    return said


def recorded(answers):
    return json.loads(answers.as_json())


def test_a_choice_says_what_everything_is_at_each_place_and_ends_where_it_began(lab, heard):
    box, button, made = lab
    answers = Answers()
    heard.clear()
    answers.record(box, lambda to: to.choose([(button, "value")], [(True,)], whole=True))
    [choice] = recorded(answers)["choices"]
    assert choice["of"] == [[button.model_id, "value"]] and set(choice["to"]) == {"[true]", "[false]"}
    children = {place: change["state"]["children"] for place, [change] in choice["to"].items()}
    assert len(children["[true]"]) == 2 and len(children["[false]"]) == 1
    assert not button.value and box.children == (button,)
    assert {widget for widget, _ in heard} <= {made[0], made[0].layout, made[0].style}, "only what is new is told at the end"
    assert made[0].model_id in answers.widgets


def test_where_a_widget_was_not_there_nothing_is_said_of_it():
    """A page would fill a box that it takes away at the same time."""
    row, slider, root = widgets.Box(), widgets.IntSlider(), widgets.VBox()

    def unfold(change):
        row.children = [widgets.Text() for _ in range(change["new"])]
        root.children = (slider, row) if change["new"] else (slider,)
    slider.observe(unfold, "value")
    root.children, answers = (slider,), Answers()
    answers.record(root, lambda to: to.choose([(slider, "value")], [(1,), (2,)]))
    [choice] = recorded(answers)["choices"]
    changed = {place: [change["id"] for change in changes] for place, changes in choice["to"].items()}
    assert changed["[0]"] == [root.model_id] and row.model_id in changed["[1]"] and row.model_id in changed["[2]"]
    widgets.Widget.close_all()


def test_without_room_for_all_of_a_whole_choice_there_is_none(lab):
    box, button, _ = lab
    answers = Answers(10)
    answers.record(box, lambda to: to.choose([(button, "value")], [(True,)], whole=True))
    assert recorded(answers)["choices"] == [] and not button.value


def test_a_later_choice_leaves_to_an_earlier_one_what_that_decides(lab):
    box, button, _ = lab
    slider = widgets.IntSlider()
    slider.observe(lambda change: setattr(button, "value", True), "value")
    box.children = (button, slider)
    answers = Answers()

    def rehearse(to):
        to.choose([(button, "value")], [(True,)])
        to.choose([(slider, "value")], [(1,), (2,)])
    answers.record(box, rehearse)
    _, second = recorded(answers)["choices"]
    assert [change["id"] for change in second["to"]["[1]"]] == [button.model_id]
    assert second["to"]["[0]"] == [] and not button.value


def test_a_question_is_answered_with_the_parts_that_it_changes_and_what_is_said(heard):
    counter, answers = Counter(), Answers()
    heard.clear()

    def rehearse(to):
        to.ask(counter, {"do": "x", "given": "0.5"}, {"do": "x", "given": {"low": 0.49, "high": 0.51}})
        to.ask(counter, {"do": "x", "given": "0.5"}, {"do": "x", "given": {"low": 0.49, "high": 0.51}})
    answers.record(counter, rehearse)
    found = recorded(answers)
    [entry] = found["asked"][counter.model_id]
    assert entry["like"]["given"] == {"low": 0.49, "high": 0.51} and len(entry["answers"]) == 2
    said, change = entry["answers"][0]
    assert said["said"] == {"said": "0.5"} and b64decode(found["buffers"][said["buffers"][0]]) == b"bytes"
    assert len(found["buffers"]) == 1, "the same bytes are kept once"
    assert change["parts"] == {"state": {"set": {"asked": 1, "last": "0.5"}, "drop": []}}
    assert [message["method"] for _, message in heard] == ["update"], "its page hears once how it is now"
    counter.close()


def test_what_is_about_something_else_is_told_whole():
    counter, answers = Counter(), Answers()
    answers.record(counter, lambda to: to.ask(counter, {"do": "x"}, act=lambda: setattr(counter, "state", {"about": "b"})))
    [[change]] = recorded(answers)["asked"][counter.model_id][0]["answers"]
    assert change["state"] == {"state": {"about": "b"}} and change["parts"] == {}
    counter.close()


def test_answers_take_no_more_room_than_they_may():
    counter, most = Counter(), 3000
    answers = Answers(most)

    def rehearse(to):
        for k in range(1000):
            to.ask(counter, {"do": "x", "given": str(hash(str(k)))})
        raise AssertionError("there is no room for all of it")
    answers.record(counter, rehearse)
    known = recorded(answers)["asked"][counter.model_id]
    assert 5 < len(known) < 100 and len(zlib.compress(answers.as_json().encode())) < most
    counter.close()


def test_a_part_leaves_the_rest_to_others():
    answers = Answers(900)
    with answers.part(3):
        assert answers._left == pytest.approx(300)
    assert answers._left == pytest.approx(900)


@pytest.mark.parametrize("most", [-1, 1.5, True, "much"])
def test_a_size_is_a_whole_number(most):
    with pytest.raises(ValueError, match="how many bytes"):
        Answers(most)
