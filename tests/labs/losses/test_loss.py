"""The LossLab in plain Python: several views at once, what does not fit, and nothing left behind."""

from html import unescape

import pytest

import nbnn
from nbnn.labs import LossLab
from tests.views.page import alive


def test_several_ideas_in_one_lab(made):
    lab, _ = made(view=("two", "run"), steps=5)
    assert list(lab.parts) == ["two", "run"] and lab.sentence().count("Update 0") == 1 and "p" in lab.table()[0]


# ---- what does not fit ----

@pytest.mark.parametrize(("options", "words"), [
    ({"losses": ("hing",)}, "did you mean 'hinge'"), ({"main": "cross_entropy"}, "takes K scores"), ({"z": 0}, "z is 0"),
    ({"z": 2}, "z is 2"), ({"losses": ("hinge", "hinge")}, "'hinge' twice"),
    ({"margin": float("inf")}, "margin is inf"), ({"margin": 3.5}, "goes from −3 to 3"), ({"view": "curve"}, "it must be one of curves"),
    ({"view": ()}, "at least one"), ({"view": ("run", "run")}, "each once"), ({"view": "softmax", "scores": (1,)}, "give 2 or more"),
    ({"view": "softmax", "scores": (9, 0)}, "between −5 and 5"), ({"view": "softmax", "label": 4}, "label is 4"),
    ({"view": "softmax", "scores": (1, float("nan"))}, "a score is nan"), ({"view": "two", "scores": ()}, "scores is empty"),
    ({"view": "two", "scores": (4.0,)}, "the score y is 4"),
    ({"view": "run", "eta": 0}, "eta is 0"), ({"view": "run", "steps": 0}, "steps"),
    ({"view": "run", "steps": 10_000}, "at most 5000 steps"), ({"view": "run", "steps": 10**6}, "the most is 100,000"),
    ({"view": "run", "net": nbnn.Network.random([2, 4, 3], seed=0)}, "gives 3 scores"),
    ({"view": "run", "net": nbnn.Network.random([3, 4, 1], seed=0)}, "W1"),
    ({"view": "run", "data": nbnn.datasets.iris()}, "iris' has 3 classes, and the margin zy tells two apart: choose two"),
    ({"view": "curves", "cue": {3: ("Will it?", "yes", "no")}}, 'cue stops a run, but view is .curves.: let it have "run"'),
    ({"view": "curves", "points": True}, 'points changes the examples of a run, but view is .curves.: let it have "run"'),
    ({"view": ("curves", "run"), "eta": -1}, "eta is"),
])
def test_what_does_not_fit_is_said_and_leaves_nothing(options, words):
    before = set(alive())
    with pytest.raises(ValueError, match=words):
        LossLab(**options)
    assert set(alive()) == before


@pytest.mark.parametrize(("options", "words"), [({"loses": 3}, "did you mean 'losses'"), ({"losses": "hinge"}, "give a list"),
                                                ({"view": "run", "net": 3}, "net is 3"), ({"main": 3}, "main is 3"),
                                                ({"z": True}, "z is True"), ({"z": "1"}, "z is '1'")])
def test_what_is_no_such_thing_is_a_type_error(options, words):
    with pytest.raises(TypeError, match=words):
        LossLab(**options)


def test_closing_leaves_no_widget():
    before = set(alive())
    for view in ("curves", "run", "softmax", "two", ("curves", "run", "softmax", "two")):
        made = LossLab(view=view, steps=5)
        assert made.sentence() in unescape(made._repr_mimebundle_()["text/html"])
        made.close()
        made.close()
    assert set(alive()) == before
