"""Write it down first: covered until it is asked for, kept when the cell is run again, and as text the value itself."""

import json
from base64 import b64decode

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

import nbnn
from nbnn.labs import Prediction, prediction
from tests.views.page import send as send_message

SECRET = 0.7071


@pytest.fixture(autouse=True)
def _nothing_kept():
    for kept in (prediction._drafts, prediction._shown):
        kept.clear()
    yield
    for kept in (prediction._drafts, prediction._shown):
        kept.clear()


def send(lab, do, given, **more):
    send_message(lab.view, {"do": do, "about": lab.view.question["about"], "given": given, **more})


def on_the_page(lab) -> str:
    return json.dumps([lab.view.question, lab.view.state, lab.view.draft, lab.sentence(), lab.table()], ensure_ascii=False)


@pytest.mark.parametrize("value", [SECRET, [SECRET, 1.0], "the secret is 0.7071", (SECRET, SECRET), {"y": SECRET}])
def test_the_value_is_not_on_the_page_before_it_is_asked_for(value):
    lab = Prediction(value, "What is y?")
    texts = ["1"] * len(lab.view.question["parts"])
    send(lab, "show", ["?"] * len(texts) if isinstance(value, float) else [""] * len(texts))
    assert "7071" not in on_the_page(lab) and not lab.view.state["shown"]
    send(lab, "just", texts)
    assert "7071" in on_the_page(lab)
    send(lab, "cover", texts)
    assert "7071" not in on_the_page(lab)


def test_what_is_written_stands_beside_what_comes():
    lab = Prediction(1 / 3, "What is a third?")
    send(lab, "show", ["a third"])
    assert lab.view.state == {"wrong": [lab._parts[0].refusal("a third")], "message": "", "shown": []}
    send(lab, "show", ["0.33"])
    (shown,) = lab.view.state["shown"]
    assert (shown["wrote"], shown["came"], shown["same"]) == ([["0.33"]], [["0.3333"]], [[True]])
    assert lab.table() == [{"Asked": "What is a third?", "Written": "0.33", "Came": "0.3333"}]


def test_a_page_without_python_can_unseal_what_comes():
    lab = Prediction((1 / 3, [[1.0, -2.0]]), "?", names=("a third", "W"))
    came = json.loads(b64decode(lab.view.question["sealed"]))
    assert came == [{"name": "a third", "came": [["0.3333"]]}, {"name": "W", "came": [["1", "−2"]]}]


def test_it_is_kept_when_the_cell_is_run_again_and_only_for_the_same_question():
    lab = Prediction(1.5, "y?")
    lab.view.set_state({"draft": {"about": lab.view.question["about"], "given": ["1."]}})
    again = Prediction(1.5, "y?")
    assert again.view.draft["given"] == ["1."] and not again.view.state["shown"]
    send(again, "show", ["1.5"])
    assert Prediction(1.5, "y?").view.state == again.view.state
    for other in (Prediction(2.5, "y?"), Prediction(1.5, "What is y?"), Prediction(1.5, "y?", choices=(1.5, 2.5))):
        assert other.view.draft == {} and not other.view.state["shown"]


def test_as_many_are_kept_as_fit():
    prediction._drafts.update((str(k), [""]) for k in range(prediction.MOST))
    send(Prediction(1.5), "just", [""])
    assert len(prediction._drafts) == prediction.MOST


@pytest.mark.parametrize("given", [None, "1", [], ["1", "2"], [1], [None], [["1"]], ["9" * 10**5], {"0": "1"}])
def test_what_no_page_sends_does_nothing(given):
    lab = Prediction(1.5, "y?")
    for do in ("show", "just", "cover"):
        send(lab, do, given)
    send(lab, "just", ["1"], about="another")
    lab.view.set_state({"draft": {"about": lab.view.question["about"], "given": given}})
    assert not lab.view.state["shown"] and lab.view.draft == {} and not prediction._drafts


VALUES = [-0.5, 1 / 3, 7, True, "a word", np.array([1 / 3, 2]), [1 / 3, 2.0], (1 / 3, np.eye(2)), {"a": 1 / 3}, None, nbnn.relu.formula]


@pytest.fixture
def shell():
    made = InteractiveShell.instance()
    made.run_line_magic("precision", "4")
    yield made
    InteractiveShell.clear_instance()


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_notebook_stores_the_value_as_if_the_cell_ended_with_it(value, shell):
    """What strict notebook tests compare: every kind of data but the widget's is that of the value."""
    stored, _ = shell.display_formatter.format(Prediction(value, "?"))
    assert stored.pop("application/vnd.jupyter.widget-view+json")["model_id"]
    assert stored == shell.display_formatter.format(value)[0]


def test_as_text_it_is_the_value_without_a_notebook_too():
    assert repr(Prediction(-0.5)) == "-0.5" and Prediction(-0.5).value == -0.5
    assert "text/html" not in Prediction(-0.5)._repr_mimebundle_()


def test_what_cannot_be_asked_is_refused():
    with pytest.raises(ValueError, match="none of the choices"):
        Prediction("left", "Where?", choices=("up", "down"))
    with pytest.raises(TypeError, match="did you mean 'choices'"):
        Prediction(1.5, choises=("1", "2"))
