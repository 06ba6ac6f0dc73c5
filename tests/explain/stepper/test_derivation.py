"""Every path from ℓ to a weight: by hand, against the derivative that went backward, and against the loss alone."""

from itertools import product

import numpy as np
import pytest

import nbnn
from nbnn.core.records.reasons import ZeroReason as Why
from nbnn.explain.stepper import derivation as paths
from nbnn.explain.stepper import paths as way

W1, w2 = [[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2]


def lecture_run(loss=nbnn.hinge, steps=2):
    """The worked example of the notes; its second update meets the margin."""
    data = nbnn.Dataset.from_arrays([[2.0, 1.0]], [-1])
    return nbnn.sgd(nbnn.Network([W1, w2], activation=nbnn.relu), data, loss=loss, eta=0.1, steps=steps)


def random_run(sizes, activation=nbnn.tanh, loss=nbnn.hinge, bias=False, steps=12):
    rng = np.random.default_rng(3)
    z = rng.integers(sizes[-1], size=20) + 1 if sizes[-1] > 1 else rng.choice([-1, 1], size=20)
    data = nbnn.Dataset.from_arrays(rng.normal(size=(20, sizes[0])), z)
    return nbnn.sgd(nbnn.Network.random(sizes, activation, seed=1, bias=bias), data, loss=loss, eta=0.05, steps=steps)


def places(net):
    for layer, W in enumerate(net.weights, start=1):
        for row, column in np.ndindex(np.atleast_2d(W).shape):
            yield layer, row, column


NETWORKS = [
    ((3, 1), {}), ((2, 3, 1), {}), ((2, 3, 2, 1), {}), ((2, 3, 2, 3, 1), {}),
    ((3, 3), {"loss": nbnn.cross_entropy}), ((2, 3, 3), {"loss": nbnn.cross_entropy}),
    ((2, 3, 2, 3), {"loss": nbnn.squared}), ((2, 3, 2, 1), {"bias": True}), ((2, 3, 3), {"loss": nbnn.cross_entropy, "bias": True}),
    ((2, 3, 2, 1), {"activation": nbnn.relu}), ((2, 3, 1), {"activation": nbnn.leaky_relu, "loss": nbnn.perceptron}),
    ((2, 3, 1), {"activation": nbnn.sigmoid, "loss": nbnn.squared}),
]


def entry(run, layer, row, column):
    d = run.column(run.quantities.layers[layer - 1].dl_dW)
    return d[:, column] if d.ndim == 2 else d[:, row, column]


def factors(run, made, path, update):
    """The numbers of a path's factors at one update, read from the step as the page reads them from the recording."""
    step = run[update]
    return [np.ravel(step[f.quantity])[f.index] for f in made.paths[path].factors]


# ------------------------------------------------------------------------------------------------ by hand

def test_the_lectures_first_weight_row_is_one_path_of_four_factors():
    run = lecture_run()
    made = paths.derivation(run, 1, 0, 1)
    assert [f.quantity for f in made.paths[0].factors] == ["dl_dy", "w2", "dh_da", "x"]
    assert factors(run, made, 0, 0) == [1, 1, 1, 1]
    assert made.paths[0].through == "ℓ → y → h₁ → a₁"
    assert (made.name, made.more, made.products.shape) == ("w₁₂⁽¹⁾", 0, (2, 1))
    assert made.products[0, 0] == made.sum[0] == 1


@pytest.mark.parametrize(("row", "column", "value"),
                         [(0, 0, 2), (0, 1, 1), (1, 0, -1), (1, 1, -0.5), (2, 0, 0), (2, 1, 0)])
def test_the_matrix_that_the_lecture_omits(row, column, value):
    made = paths.derivation(lecture_run(), 1, row, column)
    assert made.sum[0] == value
    assert made.finite_difference[0] == pytest.approx(value, abs=1e-9)


def test_a_bias_is_multiplied_by_the_constant_one():
    run = random_run((2, 3, 1), bias=True)
    made = paths.derivation(run, 1, 1, 2)
    assert factors(run, made, 0, 3)[-1] == 1
    assert made.paths[0].factors[-1].known_after is None
    assert np.array_equal(made.sum, run.column("dl_da")[:, 1])


def test_the_second_layer_is_two_factors():
    run = lecture_run()
    made = paths.derivation(run, 2, 0, 1)
    assert [f.quantity for f in made.paths[0].factors] == ["dl_dy", "h"]
    assert factors(run, made, 0, 0) == [1, 3]
    assert made.name == "w₂⁽²⁾"


def test_a_dead_unit_says_so():
    made = paths.derivation(lecture_run(), 1, 2, 0)
    assert made.reason(0, 0) == Why.RELU_OFF
    assert made.paths[0].factors[2].words == "the gate of a₃ is shut"
    assert paths.derivation(lecture_run(), 2, 0, 2).reason(0, 0) == Why.INPUT_ZERO


def test_a_met_margin_and_a_shut_gate_at_once():
    made = paths.derivation(lecture_run(), 1, 2, 0)
    assert made.reason(1, 0) == Why.MARGIN_MET | Why.RELU_OFF
    assert paths.derivation(lecture_run(), 1, 0, 0).reason(1, 0) == Why.MARGIN_MET
    assert paths.derivation(lecture_run(), 1, 0, 0).reason(0, 0) == 0


@pytest.mark.parametrize(("loss", "reason"), [(nbnn.zero_one, Why.LOSS_FLAT), (nbnn.hinge, Why.MARGIN_MET),
                                              (nbnn.binary_cross_entropy, Why.SATURATED)])
def test_the_loss_names_its_own_reason(loss, reason):
    assert paths.derivation(lecture_run(loss), 1, 0, 0).paths[0].factors[0].reason == reason


def test_a_product_that_underflows_has_no_zero_factor():
    data = nbnn.Dataset.from_arrays([[1e-200]], [-1])
    run = nbnn.sgd(nbnn.Network([[[1.0]], [1e-200]], activation=nbnn.identity), data, loss=nbnn.hinge, eta=0.1, steps=1)
    assert paths.derivation(run, 1, 0, 0).reason(0, 0) == Why.SATURATED


# ------------------------------------------------------------------------- the sum is what went backward

@pytest.mark.parametrize(("sizes", "how"), NETWORKS)
def test_the_products_add_up_to_the_derivative(sizes, how):
    run = random_run(sizes, **how)
    for place in places(run.start):
        made = paths.derivation(run, *place)
        assert np.allclose(made.products.sum(axis=1), entry(run, *place), rtol=1e-12, atol=1e-15)
        assert np.allclose(made.sum, entry(run, *place), rtol=1e-12, atol=1e-15)
        assert len(made.paths) == made.products.shape[1]


@pytest.mark.parametrize(("sizes", "how"), NETWORKS)
def test_the_finite_difference_agrees_away_from_kinks(sizes, how):
    run = random_run(sizes, **how)
    for place in places(run.start):
        made = paths.derivation(run, *place)
        calm = ~made.straddles
        assert calm.mean() > 0.8
        assert np.allclose(made.finite_difference[calm], made.sum[calm], rtol=1e-6, atol=1e-9)


def test_the_factors_are_the_recordings_numbers():
    run = random_run((2, 3, 2, 3), loss=nbnn.cross_entropy, bias=True)
    for place in places(run.start):
        made = paths.derivation(run, *place)
        for path, update in product(range(len(made.paths)), (0, 5)):
            assert np.prod(factors(run, made, path, update)) == pytest.approx(made.products[update, path], rel=1e-12)


def test_the_number_of_paths():
    run = random_run((2, 3, 2, 3), loss=nbnn.cross_entropy)
    assert len(paths.derivation(run, 1, 0, 0).paths) == 2 * 3
    assert len(paths.derivation(run, 2, 1, 0).paths) == 3
    assert len(paths.derivation(run, 3, 2, 0).paths) == 1


def test_paths_beyond_the_listed_ones_are_summed():
    run = random_run((2, 4, 8, 8, 1))
    all_of_them, some = paths.derivation(run, 1, 1, 0, listed=64), paths.derivation(run, 1, 1, 0)
    assert (len(some.paths), some.more) == (12, 52)
    assert np.allclose(some.rest, all_of_them.products[:, 12:].sum(axis=1), rtol=1e-10, atol=1e-14)
    assert np.allclose(some.sum, entry(run, 1, 1, 0), rtol=1e-12, atol=1e-15)
    assert np.array_equal(all_of_them.rest, np.zeros(len(run)))


def test_a_long_run_in_chunks_is_the_same(monkeypatch):
    run = random_run((2, 3, 2, 1), steps=50)
    whole = paths.derivation(run, 1, 0, 0)
    monkeypatch.setattr(way, "CHUNK", 80)
    parts = paths.derivation(run, 1, 0, 0)
    assert np.array_equal(whole.sum, parts.sum)
    assert np.array_equal(whole.finite_difference, parts.finite_difference)


def test_a_fork_uses_its_own_weights():
    run = lecture_run(steps=4)
    fork = run.fork(1, network=run.network(1).with_weight(2, 0, 0, 7.0))
    assert np.allclose(paths.derivation(fork, 1, 0, 1).sum, entry(fork, 1, 0, 1))


# ------------------------------------------------------------------------------------------------ at kinks

def test_a_difference_across_a_kink_of_the_loss_is_flagged():
    data = nbnn.Dataset.from_arrays([[1.0]], [1])
    run = nbnn.sgd(nbnn.Network([[1.0]]), data, loss=nbnn.hinge, eta=0.1, steps=1)
    made = paths.derivation(run, 1, 0, 0)
    assert made.straddles[0]
    assert (made.sum[0], made.finite_difference[0]) == (0, pytest.approx(-0.5))
    assert made.relative_error[0] == 1


def test_a_difference_across_a_kink_of_the_activation_is_flagged():
    data = nbnn.Dataset.from_arrays([[1.0]], [-1])
    run = nbnn.sgd(nbnn.Network([[[0.0]], [1.0]]), data, loss=nbnn.hinge, eta=0.1, steps=1)
    assert paths.derivation(run, 1, 0, 0).straddles[0]
    assert not paths.derivation(run, 2, 0, 0).straddles[0]


def test_no_kink_no_flag():
    assert not paths.derivation(lecture_run(), 1, 0, 1).straddles.any()
    assert not paths.derivation(random_run((2, 3, 1), loss=nbnn.squared), 1, 0, 1).straddles.any()


def test_relative_error_of_two_zeros_is_zero():
    assert paths.derivation(lecture_run(), 1, 2, 0).relative_error[0] == 0


@pytest.mark.parametrize("place", [(0, 0, 0), (3, 0, 0), (1, 3, 0), (1, 0, 2), (2, 1, 0), (1, -1, 0)])
def test_a_weight_that_does_not_exist_is_an_error(place):
    with pytest.raises(ValueError, match=r"does not exist|has no entry"):
        paths.derivation(lecture_run(), *place)


def test_indices_of_two_digits_are_kept_apart():
    run = random_run((2, 11, 1))
    assert paths.derivation(run, 1, 10, 1).name == "w₁₁,₂⁽¹⁾"
    assert repr(paths.derivation(run, 1, 10, 1)) == "Derivation(w₁₁,₂⁽¹⁾, 1 path, 12 updates)"
