"""What makes the updates of a training: cut into any pieces the same, and one by one what many at once make."""

import numpy as np
import pytest

import nbnn
from nbnn.core.records.optimizers import OPTIMIZERS
from nbnn.core.training.engines import (
    draw_orders,
    draw_several,
    draw_units,
    engine_of,
    mask_generator,
    penalty_mask,
    penalty_slope,
    per_layer,
    scale_masks,
)
from nbnn.core.training.training import Training

DATA = nbnn.datasets.moons(20, seed=1)
NET = nbnn.Network.random((2, 4, 3, 1), seed=0, bias=True)


def plan_of(**given):
    return Training(NET, DATA, loss="hinge", **{"eta": 0.1, "batch_size": 1, **given}).plan


@pytest.mark.parametrize("given", [{}, {"batch_size": 6}, {"l2": 0.1}], ids=["one by one", "batches", "a penalty"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
class TestEveryOptimizer:
    def test_the_cuts_change_nothing(self, optimizer, given):
        plan, order = plan_of(optimizer=optimizer, **given), np.arange(len(DATA))
        whole, pieces = engine_of(NET, DATA, plan), engine_of(NET, DATA, plan)
        whole.begin(order, None)
        pieces.begin(order, None)
        whole.go(0, 3, 0)
        for position in range(3):
            pieces.go(position, 1, position)
        assert np.array_equal(whole.theta, pieces.theta) and not np.array_equal(whole.theta, NET.theta)
        assert all(np.array_equal(whole.state[key], pieces.state[key]) for key in whole.state)

    def test_a_step_is_the_same_update_and_says_what_it_was_made_of(self, optimizer, given):
        plan, order, kept = plan_of(optimizer=optimizer, **given), np.arange(len(DATA)), []
        going, stepping = engine_of(NET, DATA, plan), engine_of(NET, DATA, plan)
        going.begin(order, None)
        stepping.begin(order, None)
        going.go(0, 3, 0, kept)
        steps = [stepping.step(position, position) for position in range(3)]
        assert all(np.array_equal(after, theta) for (_, _, after, _), theta in zip(steps, kept, strict=True))
        assert np.array_equal(steps[1][0], steps[0][2]) and all(len(derivative) == len(NET.theta) for *_, derivative in steps)
        assert all(np.array_equal(before, place) for before, place, *_ in steps) == (plan.optimizer.look is None)


def test_a_step_that_moves_nothing_has_its_derivative_all_the_same():
    net = nbnn.Network([[[1.0, 0.0], [0.0, 1.0]], [50.0, 50.0]])
    data = nbnn.Dataset([[1.0, 1.0], [-1.0, -1.0]], [1, -1], ("x1", "x2"), ("no", "yes"))
    engine = engine_of(net, data, Training(net, data, loss="hinge", batch_size=1).plan)
    engine.begin(np.array([0, 1]), None)
    before, _, after, derivative = engine.step(0, 0)
    assert np.array_equal(before, after) and not derivative.any()


def test_the_orders_of_epochs():
    epochs, fixed, replacement = (draw_orders(order, 6, 0) for order in ("epochs", "fixed", "replacement"))
    first, second = next(epochs), next(epochs)
    assert sorted(first) == sorted(second) == list(range(6)) and not np.array_equal(first, second)
    assert np.array_equal(next(fixed), next(fixed)) and set(next(replacement)) <= set(range(6))


def test_units_are_dropped_by_layer_and_the_others_scaled():
    dropouts = (nbnn.dropout(0.5), None)
    units = draw_units(mask_generator(0), 200, NET, dropouts)
    first, second = per_layer(units, NET)
    assert units.shape == (200, 7) and 0.3 < first.mean() < 0.7 and second.all()
    masks = scale_masks((first, second), dropouts)
    assert set(np.unique(masks[0])) == {0.0, 2.0} and set(np.unique(masks[1])) == {1.0} and scale_masks(None, dropouts) is None


def test_a_penalty_leaves_the_biases_out():
    mask, slope = penalty_mask(NET), penalty_slope(NET, nbnn.l2(0.5))
    assert mask.sum() == len(NET.theta) - (4 + 3 + 1) and np.array_equal(slope(NET.theta), NET.theta * mask)
    assert penalty_slope(NET, None) is None


@pytest.mark.parametrize("order", ["epochs", "replacement"])
@pytest.mark.parametrize("n", [1, 2, 7, 300])
def test_several_orders_drawn_at_once_are_those_drawn_one_by_one(order, n):
    rng, one_by_one = np.random.default_rng(5), draw_orders(order, n, 5)
    for count in (3, 1, 2):
        several = draw_several(order, np.tile(np.arange(n), (count, 1)), rng)
        assert np.array_equal(several, [next(one_by_one) for _ in range(count)])
