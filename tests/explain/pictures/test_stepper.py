"""What a Stepper shows, as a picture."""

import pytest

import nbnn
from nbnn.explain.pictures.stepper import stepper_picture, values_of
from tests.explain.pictures.looked_at import checked, words_in

RUN = nbnn.sgd(nbnn.Network.random([2, 3, 1]), nbnn.datasets.moons(), "hinge", steps=20)
VIEWS = ("diagram", "data", "loss", "board", "card", "controls")


@pytest.mark.parametrize("views", [(), *((view,) for view in VIEWS), VIEWS], ids=str)
def test_whatever_is_on_the_page_there_is_a_picture(views):
    checked(stepper_picture(RUN[3], RUN, views, lambda line: False, (None, None)).text())


def test_what_is_hidden_is_not_in_it():
    shown = values_of(RUN[3], lambda line: line in ("h", "y"))
    assert list(shown) == [0] and shown[0].tolist() == RUN[3].x.tolist()
    picture = stepper_picture(RUN[3], RUN, ("diagram", "board"), lambda line: line != "x", (None, "a"))
    assert "h₁" in words_in(picture.text()) and "ℓ" not in picture.words
