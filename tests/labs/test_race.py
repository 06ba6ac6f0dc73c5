"""The OptimizerRace in plain Python: the paths are the core's, the ranking and the rates are told as they are."""

import numpy as np
import pytest

import nbnn
from nbnn.core.landscapes.rates import best_rate
from nbnn.explain import race as explain
from nbnn.labs import OptimizerRace
from tests.views.page import alive, send


@pytest.fixture(scope="module")
def lab():
    made = OptimizerRace(eta=0.02, steps=60)
    yield made
    made.close()


def test_every_path_is_the_cores(lab):
    for path, optimizer in zip(lab.race.paths, nbnn.OPTIMIZERS.values(), strict=True):
        alone = nbnn.descend("valley", optimizer=optimizer, eta=0.02, steps=60)
        assert np.array_equal(path.points, alone.points)
    names = {column["name"] for column in lab.player.schema["columns"]}
    assert {f"w_{k}" for k in range(6)} | {f"height_{k}" for k in range(6)} | {"straight", "memory", "reach_x", "reach_y"} <= names


def test_the_ranking_is_by_loss(lab):
    for i in (1, 30, 60):
        losses = [path.values[i] for path in lab.race.paths]
        assert [losses[k] for k in lab.race.ranking(i)] == sorted(losses)
        assert lab.race.sentence(i).startswith(f"After {i} update")
        first = lab.race.table(i)[0]
        assert first["method"] == lab.race.names[int(np.argmin(losses))]


def test_best_rates_come_from_the_sweep(lab):
    lab.fields["mode"].value = "best"
    for path, optimizer in zip(lab.race.paths, nbnn.OPTIMIZERS.values(), strict=True):
        assert float(path.etas[0]) == best_rate("valley", None, optimizer, 60).best
    assert "Each at its own best" in lab.losses.mover.picture["note"]
    assert lab.fields["eta"].disabled
    lab.fields["mode"].value = "equal"
    assert "the same rate, η = 0.02" in lab.losses.mover.picture["note"]


def test_the_state_of_the_chosen_method_is_drawn_and_told(lab):
    for k, key in enumerate(nbnn.OPTIMIZERS):
        lab.fields["method"].value = k
        lines = [line["name"] for line in lab.player.schema["lines"]]
        assert lines == ["w", "loss", "dl_dw", *(line.key for line in nbnn.OPTIMIZERS[key].lines), "next"]
        ring = {"mark": "chosen", "kind": "points", "x": [[f"w_{k}", 0, "after"]], "y": [[f"w_{k}", 1, "after"]]}
        assert ring in lab.surface.mover.picture["moves"]
    path = lab.race.paths[-1]
    arrows = explain.state_arrows(path)
    w = path.points[:-1]
    memory, reach = arrows["memory"] - w, arrows["reach_x"] + arrows["reach_y"] - 2 * w
    assert np.allclose(path.updates, memory * reach / 0.02, atol=1e-6), "Adam's update is −η m̂ times its reach over η"


def test_on_reddis_losses_adam_goes_the_wrong_way():
    lab = OptimizerRace(case="reddi")
    last = lab.race.table(1000)
    assert [row["method"] for row in last] == ["SGD", "Adam (beta1 0, beta2 0.1)"]
    assert lab.race.paths[0].points[-1] < -0.95 and lab.race.paths[1].points[-1] > 0.85
    lab.close()


@pytest.mark.parametrize(("field", "value", "words"), [("eta", "x", "The rate η is 'x'"), ("eta", "0", "Rate η is 0"),
                                                       ("steps", "3000", "the most is 2,000"), ("steps", "0", "at least 1 update")])
def test_nonsense_is_said_and_changes_nothing(lab, field, value, words):
    before = lab.race
    lab.fields[field].value = value
    assert words in lab.fields.wrong(field) and lab.race is before
    assert lab.fields[field].value == value


def test_another_start_and_reset(lab):
    send(lab.surface.mover, {"do": "place", "at": [3.0, 1.0], "add": False})
    assert all(path.points[0].tolist() == [3.0, 1.0] for path in lab.race.paths)
    lab.fields["curve"].value = "hill"
    assert lab.race.paths[0].points.ndim == 1 and lab.player.status == ""
    send(lab.player, {"do": "reset"})
    assert lab.race.curve is nbnn.curves.valley and lab.race.paths[0].points[0].tolist() == [-4.5, 1.2]


@pytest.mark.parametrize(("options", "words"), [
    ({"mode": "fair"}, "mode is 'fair'"), ({"optimizers": ["adm"]}, "did you mean 'adam'"), ({"optimizers": []}, "give at least one"),
    ({"case": "other"}, "the only one is 'reddi'"), ({"method": "adam", "optimizers": ["momentum"]}, "the names are momentum"),
    ({"eta": -1}, "eta is -1"),
])
def test_what_does_not_fit_is_said(options, words):
    with pytest.raises(ValueError, match=words):
        OptimizerRace(**options)


def test_closing_leaves_no_widget():
    before = set(alive())
    made = OptimizerRace("hill", board=True, steps=5)
    assert repr(made) == "OptimizerRace(6 methods on hill, 5 updates, equal rates)"
    assert made.sentence() in made._repr_mimebundle_()["text/html"]
    made.close()
    assert set(alive()) == before
