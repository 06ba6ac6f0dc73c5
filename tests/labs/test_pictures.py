"""The picture of every lab, in every view: what stands where widgets do not run."""

import re
from base64 import b64decode

import pytest

import nbnn
from nbnn.explain.pictures.drawing.table import TablePicture
from nbnn.labs.frame.lab import everything
from nbnn.views.diagram.diagram import Diagram
from nbnn.views.moving.moving import MovingChart
from tests.explain.pictures.looked_at import checked, words_in
from tests.labs.every_lab import examples, make, unfold

VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.mark.parametrize("line", examples())
def test_every_view_of_every_lab_has_a_picture(line):
    lab = make(line)
    svg = lab.to_svg()
    checked(svg)
    kinds = lab._repr_mimebundle_()
    assert VIEW in kinds, "where there are widgets, the lab itself is shown"
    carried = [b64decode(each).decode() for each in re.findall(r'src="data:image/svg\+xml;base64,([^"]*)"', kinds.get("text/html", ""))]
    assert carried == ([] if isinstance(lab.picture(), TablePicture) else [svg])
    assert kinds.get("image/svg+xml", "") == "".join(carried) and ("<table" in kinds.get("text/html", "<table"))
    goes_on(lab, svg)


def goes_on(lab, before):
    """With another moment, what moves is another picture."""
    player = getattr(lab, "player", None)
    moves = any(isinstance(each, MovingChart | Diagram) for each in everything(lab.children))  # a graph is shown as a whole
    if moves and player is not None and (player.moments or 0) > 2 and not lab.asked:
        unfold(lab)
        player.index = player.moments - 1
        checked(after := lab.to_svg())
        assert after != before


def test_two_of_the_same_are_the_same_to_the_letter():
    for line in examples()[::9]:
        assert make(line).to_svg() == make(line).to_svg()


def test_it_is_written_to_a_file(tmp_path):
    lab = nbnn.labs.TrajectoryLab("hill")
    path = tmp_path / "slides" / "hill.svg"
    assert lab.to_svg(path) == path.read_text("utf-8") == lab.to_svg()
    with pytest.raises(IsADirectoryError):
        lab.to_svg(tmp_path)


def test_what_is_asked_for_is_not_in_the_picture():
    network = nbnn.Network([[[1, 0], [0, 1], [1, 1]], [1, -1, 2]])
    lab = nbnn.labs.Stepper(network, nbnn.datasets.moons(), ask=("y", "dl_dw2"))
    words, picture = words_in(lab.to_svg()), lab.picture().words
    written = nbnn.sgd(network, nbnn.datasets.moons(), lab.run.loss, steps=1)[0].table()
    score = next(line["value"] for line in written if line["name"] == "y")
    assert score not in words and "y = " not in picture and "ℓ" not in picture
    assert "h = " in picture


def test_a_stored_prediction_shows_its_value_only():
    kinds = nbnn.labs.Prediction(-0.5, "What is y?")._repr_mimebundle_()
    assert "image/svg+xml" not in kinds and "text/html" not in kinds


def test_an_exercise_is_not_shown_twice():
    html = nbnn.labs.Exercise("first_layer")._repr_mimebundle_()["text/html"]
    assert "<img" not in html and "<table" in html
