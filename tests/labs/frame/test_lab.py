"""What every lab is made of: its box, its table where widgets do not run, and its end."""

from html import escape

import ipywidgets as widgets
import pytest

import nbnn
from nbnn.labs.frame.lab import Lab, as_table, box, everything, within
from nbnn.views.keys.keys import Keys
from nbnn.views.player.player import Player


def test_every_word_of_a_table_is_escaped():
    html = as_table("<b>", [{"<i>": "<u>"}])
    assert "<b>" not in html and "<i>" not in html and "<u>" not in html
    assert "&lt;b&gt; Run the notebook to move it." in html and "<th>&lt;i&gt;</th>" in html and "<td>&lt;u&gt;</td>" in html
    assert as_table("words", []).count("<th>") == 0


def test_within_has_each_part_once_and_goes_into_plain_boxes():
    button = widgets.Button()
    inner = box("inner", button)
    outer = box("outer", inner, button)
    assert within([outer, button]) == [outer, inner, button]
    assert set(everything([outer])) == {outer, inner, button}
    for part in (outer, inner, button):
        part.close()


def test_a_lab_has_its_keys_and_finds_its_widgets_by_kind():
    lab = nbnn.labs.BatchLab(epochs=1)
    assert lab.all_of(Player) == [lab.player] and len(lab.all_of(Keys)) == 1
    lab.close()
    lab.close()
    assert lab.all_of(Player) == [] and lab.comm is None


def test_a_lab_says_why_a_choice_is_not_taken_and_takes_the_next():
    lab = nbnn.labs.TrajectoryLab(steps=3)
    lab.chart.mover.handles = {"start": [float(lab.curve.view[0][0]), 0.0]}
    before = lab.path
    lab.fields["steps"].value = "none"
    assert lab.path is before and lab.fields.wrong("steps") and lab.player.status == ""
    lab.fields["steps"].value = "4"
    assert len(lab.path) == 4 and lab.fields.wrong("steps") == ""
    lab.close()


def test_a_lab_writes_itself_as_a_page(tmp_path):
    lab = nbnn.labs.LossLab()
    assert lab.to_html(tmp_path / "new" / "lab.html") == tmp_path / "new" / "lab.html"
    html = (tmp_path / "new" / "lab.html").read_text("utf-8")
    assert f"<title>{escape(lab.sentence())}</title>" in html and f'data-widget="{lab.model_id}"' in html
    lab.to_html(tmp_path / "lab.html", title="Losses")
    assert "<title>Losses</title>" in (tmp_path / "lab.html").read_text("utf-8")
    lab.close()


def test_what_is_no_lab_or_no_place_is_refused_and_nothing_is_written(tmp_path):
    lab = nbnn.labs.BatchLab(epochs=1)
    with pytest.raises(ValueError, match="labs is empty: give one lab or more"):
        nbnn.labs.to_html([], tmp_path / "lab.html")
    with pytest.raises(TypeError, match="labs has a Network in it: give labs, such as"):
        nbnn.labs.to_html([lab, nbnn.Network.random([2, 1])], tmp_path / "lab.html")
    with pytest.raises(IsADirectoryError, match="there is a folder of that name"):
        lab.to_html(tmp_path)
    assert list(tmp_path.iterdir()) == []
    lab.close()


def test_a_frame_alone_says_nothing():
    frame = Lab()
    for words in (frame.sentence, frame.table):
        with pytest.raises(NotImplementedError):
            words()
