"""The best rate: the best of all on a grid that grows where it must, and what counts where many are as good."""

import math

import numpy as np
import pytest

from nbnn.core.landscapes.descent import descend
from nbnn.core.landscapes.rates import best_rate
from nbnn.core.records.curves import from_function
from nbnn.core.records.optimizers import adam, momentum, rmsprop, sgd_optimizer


def test_the_best_rate_is_the_best_of_all():
    sweep = best_rate("parabola", 2.0, steps=20)
    losses = [descend("parabola", 2.0, eta=eta, steps=20).end_values for eta in sweep.etas]
    assert sweep.losses.tolist() == losses and sweep.best_loss == min(losses) and sweep.etas[sweep.index] == sweep.best
    assert sweep.best == pytest.approx(0.5623, rel=1e-3) and sweep.extended == (0, 0) and not sweep.at_edge
    assert np.array_equal(sweep.path.points, descend("parabola", 2.0, eta=sweep.best, steps=20).points)
    assert not sweep.etas.flags.writeable and not sweep.losses.flags.writeable
    assert repr(sweep) == "Sweep(21 rates of sgd_optimizer on parabola, 20 updates: best η = 0.562)"
    assert sweep.sentence().startswith("Of 21 rates from 1·10⁻⁴ to 10, by the loss after 20 updates, η = 0.562 is best for SGD, with ℓ = ")


@pytest.mark.parametrize(("grid", "sides"), [((1e-4, 1e-3, 1e-2), (0, 4)), ((2.0, 4.0, 8.0), (4, 0)), ((0.01, 0.3, 9.0), (0, 0))])
def test_a_best_rate_at_the_edge_extends_the_grid(grid, sides):
    sweep = best_rate("parabola", 2.0, steps=20, grid=grid)
    assert sweep.extended == sides and not sweep.at_edge and len(sweep.etas) == 3 + sum(sides)
    assert set(np.round(sweep.etas, 12)) >= set(np.round(grid, 12)) and (np.diff(sweep.etas) > 0).all()
    ratios = sweep.etas[1:] / sweep.etas[:-1]
    assert ratios == pytest.approx([ratios[0]] * len(ratios), rel=1e-12)
    assert ("the grid was extended by 4" in sweep.sentence()) == any(sides)


def test_a_loss_without_a_minimum_ends_at_the_edge_and_says_so():
    sweep = best_rate(from_function(lambda w: -w, lambda w: -1 + 0 * w), 0.0, steps=5)
    assert sweep.at_edge and sweep.best == sweep.etas[-1] and "it stands at the edge of the grid all the same" in sweep.sentence()


def test_criteria():
    path = descend("double_well", -0.5, "momentum", 0.05, 30)
    final, lowest = (best_rate("double_well", -0.5, "momentum", 30, grid=[0.04, 0.05, 0.06], criterion=each) for each in ("final", "best"))
    at = np.flatnonzero(np.isclose(final.etas, 0.05))[0]
    assert final.losses[at] == path.values[-1]
    at = np.flatnonzero(np.isclose(lowest.etas, 0.05))[0]
    assert lowest.losses[at] == path.values.min() < path.values[-1]
    assert "the lowest loss in 30 updates" in lowest.sentence()
    with pytest.raises(ValueError, match="'final'"):
        best_rate("hill", criterion="last")


def test_rates_that_come_equally_low_are_told_apart_by_the_way():
    """Many rates bring the double well's loss to its last digit: the best is the one that was there soonest."""
    sweep = best_rate("parabola", 1.0, steps=3000)
    assert sweep.best == pytest.approx(0.5623, rel=1e-3)
    assert best_rate("bowl", optimizer="adagrad").best == pytest.approx(1.78, rel=1e-2)  # at 562 it happens upon 0 at the end
    assert best_rate("parabola", 0.0).best == sweep.etas[10] and best_rate("parabola", 0.0).extended == (0, 0)


def test_rates_at_which_a_path_ends_early_do_not_win():
    sweep = best_rate("quartic", 3.0, steps=50)
    assert np.isinf(sweep.losses[-1]) and math.isfinite(sweep.best_loss) and "of the rates the path ended early" in sweep.sentence()
    with pytest.raises(ValueError, match=r"keeps sgd_optimizer on .* within the finite numbers"):
        best_rate(from_function(lambda w: abs(w) * 1e300, lambda w: 1e300 * np.sign(w), minima=()), 1.0, grid=[1e100, 1e101, 1e102])


def test_a_sweep_for_every_method():
    for rule in (sgd_optimizer, momentum, rmsprop, adam):
        sweep = best_rate("rosenbrock", optimizer=rule, steps=200)
        assert sweep.best_loss == sweep.losses.min() and sweep.path.optimizer is rule and 0 < sweep.index < len(sweep.etas) - 1


@pytest.mark.parametrize("grid", [[0.1, 0.2], [0.1, 0.2, 0.2], [0.3, 0.2, 0.1], [0, 1, 2], [1, 2, math.inf], [[1, 2, 3]], [1, math.nan, 2]],
                         ids=str)
def test_grids_are_checked(grid):
    with pytest.raises(ValueError, match="3 or more rates, positive, finite and rising"):
        best_rate("hill", grid=grid)


def test_a_sweep_goes_from_one_start():
    with pytest.raises(ValueError, match="from one start"):
        best_rate("hill", [1.0, 2.0])
    with pytest.raises(ValueError, match="outside the domain"):
        best_rate("reddi", 2.0)
