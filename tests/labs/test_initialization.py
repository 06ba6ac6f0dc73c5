"""The InitLab in plain Python: spreads, final losses and equal units are the core's, and the verdicts follow from them."""

import numpy as np
import pytest

import nbnn
from nbnn.explain import initialization as explain
from nbnn.labs import InitLab
from tests.views.page import alive


def test_the_lines_are_the_spreads_of_the_drawn_networks():
    lab = InitLab(hidden=(16, 16, 16))
    layers = nbnn.spread.spread(nbnn.Network.random([2, 16, 16, 16, 1], seed=0), nbnn.datasets.moons(n=200, seed=0), nbnn.hinge)
    assert np.allclose(lab.part.forward.marks["line0"].y, np.log10([(layer.h or layer.a).std for layer in layers]))
    assert np.allclose(lab.part.backward.marks["line0"].y, np.log10([layer.dl_da.std for layer in layers]))
    assert lab.part.line.said == lab.part.spreads.sentence() and len(lab.table()) == 5
    lab.close()


def test_the_table_of_activations_and_initializers_comes_out():
    """He keeps ReLU even and Xavier tanh; small weights fade, and zeros let nothing through."""
    lab = InitLab(hidden=(64,) * 6)
    words = {row["initializer"]: row["verdict"].split(":")[0] for row in lab.table()}
    assert words["He"] == "even" and words["small uniform"] == "fades" and words["zeros"] == "nothing gets through"
    lab.part.fields["activation"].value = "tanh"
    assert {row["initializer"]: row["verdict"].split(":")[0] for row in lab.table()}["Xavier"] == "even"
    lab.close()


def test_final_losses_are_the_sweeps():
    lab = InitLab(["he", "zeros"], hidden=(4,), view="ends", seeds=range(4), epochs=2)
    assert lab.part.chart.marks["runs"].y.size == 8
    assert lab.part.chart.marks["means"].y[1] == pytest.approx(1.0), "with all weights 0 nothing is learned: hinge stays 1"
    assert lab.part.line.said.startswith("Validation loss after training from 4 seeds: He ")
    lab.close()


def test_equal_units_stay_equal_and_drawn_ones_differ():
    lab = InitLab(hidden=(5,), view="symmetry", steps=30)
    assert all("5 of 5 hidden units are copies" in said for said in lab.player.schema["sentences"])
    run = nbnn.sgd(nbnn.Network.random([2, 5, 1], initializer=nbnn.same, seed=0), nbnn.datasets.moons(n=200, seed=0), loss=nbnn.hinge,
                   eta=0.1, steps=30, seed=0)
    assert np.ptp(run[-1].after.W1, axis=0).max() == 0 and not np.array_equal(run[-1].after.W1, run.start.W1)
    lab.close()
    assert "all 5 hidden units are different" in InitLab(["he"], hidden=(5,), view="symmetry", steps=3).sentence()


@pytest.mark.parametrize(("field", "value", "words"), [("layers", "1", "give 2 to 12"),
                                                       ("layers", "many", "layers is 'many'"),
                                                       ("seed", "-3", "The seed is '-3'")])
def test_nonsense_is_said_and_changes_nothing(field, value, words):
    lab = InitLab(hidden=(8, 8))
    before = lab.part.spreads
    lab.part.fields[field].value = value
    assert words in lab.part.fields.wrong(field) and lab.part.spreads is before and lab.part.fields[field].value == value
    lab.close()


@pytest.mark.parametrize(("options", "words"), [({"initializers": ["hee"]}, "did you mean 'he'"),
                                                ({"initializers": []}, "initializers is empty"),
                                                ({"view": "end"}, "it must be one of spread"),
                                                ({"activation": "rel"}, "did you mean 'relu'")])
def test_what_does_not_fit_is_said(options, words):
    with pytest.raises(ValueError, match=words):
        InitLab(**options)


def test_a_spread_of_nothing_is_drawn_at_the_bottom():
    assert explain.logs(np.array([1.0, 0.1, 0.0])).tolist() == [0.0, -1.0, explain.NONE]


def test_closing_leaves_no_widget():
    before = set(alive())
    for view in ("spread", "ends", "symmetry"):
        made = InitLab(view=view, hidden=(4,) * (2 if view == "spread" else 1), seeds=range(2), epochs=1, steps=3)
        assert repr(made).startswith(f"InitLab({view}: ")
        made._repr_mimebundle_()
        made.close()
    assert set(alive()) == before
