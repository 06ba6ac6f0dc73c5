"""A Stepper on a network too large to be drawn: it steps, forks, saves and exports a summary, and says at its place what it has not."""

import json

import numpy as np
import pytest

import nbnn
from nbnn.core.training.replay import Replay
from nbnn.views.card.card import NOT_OF_LARGE
from tests.labs.every_lab import make
from tests.labs.messages import test_door
from tests.labs.test_every_field import MORE, hold_what_is_typed

MOONS = nbnn.datasets.moons(20)
WIDE = nbnn.Network.random([2, 120, 1], seed=1)
MANY = nbnn.Dataset.from_arrays(np.random.default_rng(0).normal(size=(12, 70)), np.arange(12) % 2 * 2 - 1)


@pytest.fixture(scope="module")
def shared():
    lab = nbnn.labs.Stepper(WIDE, MOONS, eta=0.01, steps=40)
    yield lab
    lab.close()


@pytest.fixture
def lab(shared):
    shared._reset({})
    return shared


def test_every_number_is_the_one_of_sgd(lab):
    run = nbnn.sgd(WIDE, MOONS, nbnn.hinge, 0.01, steps=40)
    lab.player.index, lab.player.line = 30, 1
    assert isinstance(lab.run, Replay) and lab.table() == run[30].table() and np.array_equal(lab.step.row, run.rows[30])
    assert lab.sentence().startswith("Update 30, line 2 of 11: a = [") and "120 numbers, of which 4 are shown: from " in lab.sentence()
    assert repr(lab) == f"Stepper({run!r})" and len(lab.picture().text()) < 20_000


def test_it_forks_goes_on_and_is_reset(lab):
    lab.player.index = 12
    lab.fork(1, 0, 0, 5.0)
    assert lab.run.network(12).W1[0, 0] == 5.0 and lab.run.parent is not None and lab.player.schema["parent"]["at"] == 12
    lab.pick(3)
    assert lab.run.examples[12] == 3
    lab._extend({})
    assert len(lab.run) == 80 == lab.player.moments and lab.player.index == 40
    text = lab.to_json()
    lab._reset({})
    assert len(lab.run) == 40 and lab.run.network(12).W1[0, 0] != 5.0
    lab.load(text)
    assert isinstance(lab.run, Replay) and len(lab.run) == 80 and lab.run.network(12).W1[0, 0] == 5.0


def test_a_run_with_all_its_rows_is_read_too(lab):
    run = nbnn.sgd(WIDE, MOONS, nbnn.logistic, 0.01, steps=30).fork(9, network=WIDE)
    lab.load(run.to_json())
    assert isinstance(lab.run, Replay) and np.array_equal(lab.run.rows[20], run.rows[20])
    with pytest.raises(ValueError, match="changed on the way"):
        lab.load(run.fork(12, data=nbnn.datasets.moons(21)).to_json())
    assert len(lab.run) == 30


def test_an_exact_number_of_the_summary_can_be_asked_for(lab, monkeypatch):
    told = []
    monkeypatch.setattr(lab.player, "exact", lambda *given: told.append(given))
    lab._exact({"name": "W1_measures", "entry": 1, "update": 3, "after": True})
    lab._exact({"name": "a", "entry": 77, "update": 3})
    lab._exact({"name": "a_measures", "entry": 9, "update": 3})
    lab._exact({"name": "_measures", "entry": 0, "update": 3})
    assert [float(text.replace("−", "-")) for *_, text in told] == [lab.run[3].after.W1.max(), lab.run[3].a[77]]


def test_another_network_has_its_own_form(lab):
    for button in lab.unfold.values():
        button.value = True
    lab._turn("hidden", "4")
    assert not isinstance(lab.run, Replay) and "unit" not in lab.player.granularity and "why_not" not in lab.card.derivation
    assert lab._turn("hidden", "40, 64, 64") == "" and isinstance(lab.run, Replay)
    lab.player.selected = {"layer": 1, "row": 100, "column": 0}
    assert lab.player.selected == {}, "that network has no such weight"
    lab.player.selected = {"layer": 2, "row": 63, "column": 20}
    assert lab.card.derivation["why_not"] == NOT_OF_LARGE and lab.card.values == b""
    lab.card.wiggle_around(3)
    assert lab.card.wiggle_values == b""
    assert lab._type_weight("weight", "1.5") == "" and lab.run.network(0).W2[63, 20] == 1.5
    assert lab.data_chart.mover.picture["painted"] is False and "is not drawn" in lab.data_chart.mover.picture["note"]
    with pytest.raises(ValueError, match="data cannot be changed"):
        lab.points.add([0.5, 1], -1)


def test_a_page_of_it_is_small_and_answers_nothing_of_one_weight(lab, tmp_path):
    assert lab.to_html(tmp_path / "large.html").stat().st_size < 2_000_000
    assert sum(map(len, (lab.player.head, lab.player.tail, lab.player.tables))) < 40 * 4_000
    assert len(json.dumps(lab.player.schema)) < 60_000


def test_data_of_many_features_have_no_place_in_a_plane():
    lab = nbnn.labs.Stepper(nbnn.Network.random([70, 80, 1]), MANY, steps=5)
    assert lab.unfold["data"].disabled and "70 features" in lab.unfold["data"].tooltip
    lab.unfold["data"].value = True
    assert not lab.charts.children
    lab.close()


def test_whatever_a_page_sends_and_whatever_is_typed_it_goes_on(caplog):
    """As for every view of every lab; a line in their list would also be drawn on many a page."""
    line = "nbnn.labs.Stepper(nbnn.Network.random([2, 120, 1]), nbnn.datasets.moons(20), steps=30)"
    test_door.test_whatever_a_page_sends_the_lab_goes_on(line, caplog)
    lab = make(line)
    hold_what_is_typed(lab, MORE[1::2])
    lab.close()


@pytest.mark.parametrize("given", [{"ask": ("dl_dy",)}, {"cue": {2: "dl_dy"}}, {"by": "unit"}, {"by": "term"}, {"points": True},
                                   {"show": "hidden_space"}])
def test_what_needs_every_number_is_refused_at_its_place(given):
    with pytest.raises(ValueError, match=rf"{next(iter(given))} is .*2–120–1.* shown summarized: .* up to 5,000 weights, 100 units"):
        nbnn.labs.Stepper(WIDE, MOONS, steps=5, **given)


def test_a_lab_that_asks_keeps_its_network():
    lab = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1]), MOONS, steps=5, ask=("dl_dy",))
    assert "shown summarized" in lab._turn("hidden", "64, 64, 64") and lab.run.start.sizes == (2, 3, 1)
    with pytest.raises(ValueError, match="shown summarized"):
        lab.load(nbnn.sgd(WIDE, MOONS, nbnn.hinge, 0.01, steps=5).to_json())
    assert lab.run.start.sizes == (2, 3, 1)
    lab.close()
