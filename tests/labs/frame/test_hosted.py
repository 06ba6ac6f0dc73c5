"""A lab as one anywidget. `./run frontends marimo` has it in a browser; here the test is its page."""

import json

import ipywidgets as widgets
import pytest

import nbnn.labs
from nbnn.labs.frame.hosted import HostedLab, Line
from nbnn.views.code.code import code
from tests.labs.every_lab import lab_classes, make

REFERENCES = "IPY_MODEL_"


class Page:
    """What a page would have heard; `says` answers it."""

    def __init__(self, hosted: HostedLab):
        self.hosted, self.heard = hosted, []
        hosted.send = lambda content, buffers=None: self.heard.append(content)
        self.says({"hello": True})

    def says(self, content) -> list:
        before = len(self.heard)
        self.hosted._receive(self.hosted, json.loads(json.dumps(content)), [])
        return self.heard[before:]

    def sets(self, widget, ask=1, **state) -> list:
        return self.says({"to": widget.model_id, "data": {"method": "update", "state": state, "buffer_paths": []}, "ask": ask})

    def known(self) -> dict:
        return {key: state for content in self.heard for key, state in content.get("open", {}).items()}


@pytest.fixture
def stepper():
    made = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1]), nbnn.datasets.moons())
    yield made
    made.close()


@pytest.mark.parametrize("kind", lab_classes(), ids=lambda kind: kind.__name__)
def test_a_page_gets_every_widget_of_a_lab_and_no_other_front_end_hears_of_them(kind):
    lab = make(kind.examples[0])
    page = Page(lab.as_anywidget())
    known, text = page.known(), json.dumps(page.heard)
    assert page.heard[-1] == {"lab": lab.model_id} and lab.model_id in known
    assert {part.split('"')[0] for part in text.split(REFERENCES)[1:]} <= set(known)
    assert all(isinstance(each.comm, Line) for each in lab.all_of(widgets.Widget) if each.model_id in known)
    assert not isinstance(code().comm, Line) and code().model_id in known, "other labs have it too"
    lab.close()


def test_what_unfolds_comes_before_it_is_named(stepper):
    page = Page(stepper.as_anywidget())
    known = set(page.known())
    opened, moved, answered = page.sets(stepper.unfold["loss"], ask=7, value=True)
    assert stepper.loss_chart.figure.model_id in opened["open"] and not set(opened["open"]) & known
    assert moved["to"] and answered == {"answered": 7}
    assert stepper.charts.children == (stepper.loss_chart,)


def test_what_unfolds_asks_nothing_of_a_front_end_that_takes_widgets_in_cells_only(stepper):
    page = Page(stepper.as_anywidget())

    def refuse(widget):
        raise AssertionError("there is no cell")

    before = widgets.Widget._widget_construction_callback
    widgets.Widget.on_widget_constructed(refuse)
    try:
        assert page.sets(stepper.unfold["loss"], value=True)[-1] == {"answered": 1}
    finally:
        assert widgets.Widget._widget_construction_callback is refuse, "it is back"
        widgets.Widget.on_widget_constructed(before)
    assert isinstance(stepper.loss_chart.figure.comm, Line)


def test_python_moves_the_page_and_a_page_does_not_hear_itself(stepper):
    page = Page(stepper.as_anywidget())
    stepper.player.index = 5
    sent = [content for content in page.heard if content.get("to") == stepper.player.model_id]
    assert any(content["data"]["state"].get("index") == 5 for content in sent)
    assert page.sets(stepper.player, index=3)[-1] == {"answered": 1} and stepper.player.index == 3
    assert not [content for content in page.heard if content.get("data", {}).get("method") == "echo_update"]


@pytest.mark.parametrize("nonsense", [
    None, 7, "hello", [], {}, {"hello": False}, {"to": 1}, {"to": []}, {"to": "nobody", "data": {"method": "update"}},
])
def test_what_a_page_says_is_not_trusted(stepper, nonsense):
    page = Page(stepper.as_anywidget())
    assert page.says(nonsense) == []
    for data in (None, 7, {}, {"method": "close"}, {"method": ["update"]}):
        assert page.says({"to": stepper.player.model_id, "data": data}) == []


def test_a_lab_may_be_shown_in_two_places(stepper):
    one, two = Page(stepper.as_anywidget()), Page(stepper.as_anywidget())
    stepper.player.index = 4
    assert one.heard[-1] == two.heard[-1] and one.heard[-1]["to"] == stepper.player.model_id


def test_closing_a_lab_closes_it_on_the_page(stepper):
    page = Page(stepper.as_anywidget())
    gone = stepper.player.model_id
    stepper.close()
    assert {"closed": gone} in page.heard and not page.hosted._lines


def test_it_says_what_it_is(stepper):
    hosted = stepper.as_anywidget()
    assert repr(hosted) == f"{stepper!r}.as_anywidget()" and hosted.title == stepper.sentence()
    assert isinstance(stepper._display_(), HostedLab), "marimo shows what this returns"
