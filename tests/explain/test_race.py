"""A race in plain NumPy: who is ahead, who left the finite numbers, and the arrows of what a method remembers."""

import numpy as np
import pytest

import nbnn
from nbnn.core.records.optimizers import OptimizerLine
from nbnn.explain import race as explain

START = (-4.5, 1.2)


def path_of(optimizer, steps=20, eta=0.02):
    return nbnn.descend("valley", START, optimizer, eta, steps)


def test_a_method_that_left_the_finite_numbers_is_last_and_said():
    made = explain.run(nbnn.curves.valley, START, list(nbnn.OPTIMIZERS.values()), 0.2, 400)
    lost = [k for k, path in enumerate(made.paths) if path.stopped_because]
    assert lost and set(made.ranking(400)[-len(lost):]) == set(lost)
    assert "left the finite numbers" in made.sentence(400)
    with np.errstate(over="raise"):
        sent = explain.record(made, 0)
    assert np.isfinite(np.frombuffer(sent.head, "<f4")).all() and np.isfinite(np.frombuffer(sent.tail, "<f4")).all()


def test_the_ranking_is_by_loss():
    made = explain.run(nbnn.curves.valley, START, [nbnn.momentum(), nbnn.sgd_optimizer], 0.02, 30)
    losses = made.losses(30)
    assert [losses[k] for k in made.ranking(30)] == sorted(losses)
    assert made.table(30)[0]["method"] == made.names[int(np.argmin(losses))]


def test_a_mode_that_is_none_is_refused():
    with pytest.raises(ValueError, match=r"'equal' .* or 'best'"):
        explain.run(nbnn.curves.valley, START, [nbnn.momentum()], 0.02, 30, "fastest")


def test_parameters_that_are_not_the_usual_ones_are_named():
    assert explain.name_of(nbnn.adam) == "Adam"
    assert explain.name_of(nbnn.momentum(0.5)) == "momentum (beta 0.5)"


def test_the_arrows_of_momentum_add_up_to_its_update():
    path = path_of(nbnn.momentum(0.5))
    w, arrows = path.points[:-1], explain.state_arrows(path)
    assert np.allclose((arrows["straight"] - w) + (arrows["memory"] - w), path.updates, atol=1e-15)
    assert np.array_equal(arrows["reach_x"], w)


@pytest.mark.parametrize("optimizer", [nbnn.adagrad, nbnn.rmsprop], ids=repr)
def test_the_reach_is_each_weights_own_rate(optimizer):
    path = path_of(optimizer)
    w, arrows = path.points[:-1], explain.state_arrows(path)
    reach = arrows["reach_x"] + arrows["reach_y"] - 2 * w
    assert np.allclose(path.updates, -reach * path.derivatives, atol=1e-12)
    assert np.array_equal(arrows["memory"], w)


def test_adams_update_is_its_first_moment_times_its_reach():
    path = path_of(nbnn.adam)
    w, arrows = path.points[:-1], explain.state_arrows(path)
    memory, reach = arrows["memory"] - w, arrows["reach_x"] + arrows["reach_y"] - 2 * w
    assert np.allclose(path.updates, memory * reach / 0.02, atol=1e-6)


def test_a_state_of_ones_own_is_not_taken_for_another_methods():
    own = nbnn.Optimizer(key="own", name="own", rule=lambda state, derivative, eta: ({"s": state["s"] + derivative}, -eta * derivative),
                         lines=(OptimizerLine("s", "s ← s + ∂ℓ/∂θ", "", "s"), OptimizerLine("Δθ", "Δθ = −η ∂ℓ/∂θ", "", "update")))
    arrows, w = explain.state_arrows(path_of(own)), path_of(own).points[:-1]
    assert np.array_equal(arrows["memory"], w) and np.array_equal(arrows["reach_x"], w)


def test_heights_are_logarithms_above_the_lowest():
    assert explain.height(np.array([101.0, 1.0]), 1.0).tolist() == [2.0, np.log10(explain.FLOOR)]
    assert explain.height(np.array([3.0]), None).tolist() == [3.0]


def test_how_the_rates_were_chosen():
    assert explain.run(nbnn.curves.valley, START, [nbnn.momentum()], 0.02, 5).rates().startswith("All at the same rate, η = 0.02:")


def test_the_page_steps_by_updates_and_by_the_lines_of_the_chosen_path():
    made = explain.run(nbnn.curves.valley, START, [nbnn.momentum(), nbnn.sgd_optimizer], 0.02, 3)
    assert explain.record(made, 0).schema["by"] == ["update", "line"]


def test_at_one_rate_it_is_said_that_the_rate_decides_too():
    made = explain.run(nbnn.curves.valley, START, [nbnn.sgd_optimizer], 0.02, 3)
    assert made.rates() == "All at the same rate, η = 0.02: who is first says as much about the rate as about the method."


def test_a_method_that_cannot_begin_is_named():
    with pytest.raises(ValueError, match=r"SGD can make no update from here: "):
        explain.run(nbnn.curves.valley, START, [nbnn.sgd_optimizer], 1e300, 3)


def test_on_a_curve_of_one_weight_the_reach_is_one_arrow():
    path = nbnn.descend("parabola", 2.0, nbnn.adagrad, 0.1, 3)
    arrows = explain.state_arrows(path)
    assert set(arrows) == {"straight", "memory", "reach_x"}
    assert arrows["reach_x"] == pytest.approx(path.points[:-1] + nbnn.adagrad.reach(path.states, path.etas))
