"""Every path from ℓ to a weight: by hand, against the derivative that went backward, and against the loss alone."""

from itertools import product

import numpy as np
import pytest

import nbnn
from nbnn.core.reasons import ZeroReason as Why
from nbnn.explain import paths

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
    assert (made.name, made.more, made.products.shape) == ("w⁽¹⁾₁₂", 0, (2, 1))
    assert made.products[0, 0] == made.sum[0] == 1


@pytest.mark.parametrize(("row", "column", "value"),
                         [(0, 0, 2), (0, 1, 1), (1, 0, -1), (1, 1, -0.5), (2, 0, 0), (2, 1, 0)])
def test_the_matrix_that_the_lecture_omits(row, column, value):
    made = paths.derivation(lecture_run(), 1, row, column)
    assert made.sum[0] == value
    assert made.finite_difference[0] == pytest.approx(value, abs=1e-9)


def test_the_second_layer_is_two_factors():
    run = lecture_run()
    made = paths.derivation(run, 2, 0, 1)
    assert [f.quantity for f in made.paths[0].factors] == ["dl_dy", "h"]
    assert factors(run, made, 0, 0) == [1, 3]
    assert made.name == "w⁽²⁾₂"


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

NETWORKS = [
    ((3, 1), {}), ((2, 3, 1), {}), ((2, 3, 2, 1), {}), ((2, 3, 2, 3, 1), {}),
    ((3, 3), {"loss": nbnn.cross_entropy}), ((2, 3, 3), {"loss": nbnn.cross_entropy}),
    ((2, 3, 2, 3), {"loss": nbnn.squared}), ((2, 3, 2, 1), {"bias": True}), ((2, 3, 3), {"loss": nbnn.cross_entropy, "bias": True}),
    ((2, 3, 2, 1), {"activation": nbnn.relu}), ((2, 3, 1), {"activation": nbnn.leaky_relu, "loss": nbnn.perceptron}),
    ((2, 3, 1), {"activation": nbnn.sigmoid, "loss": nbnn.squared}),
]


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
    monkeypatch.setattr(paths, "CHUNK", 80)
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


# ------------------------------------------------------------------------------------------------- wiggle

def at(made, epsilon):
    return int(np.argmin(np.abs(made.epsilons - epsilon)))


def test_a_wiggle_by_hand():
    made = paths.wiggle(lecture_run(), 1, 0, 1, 0, 1)
    assert [q.text for q in made.quantities] == ["w⁽¹⁾₁₂", "a₁", "h₁", "y", "ℓ"]
    e = at(made, 0.1)
    assert made.before[0].tolist() == [-1, 1, 1, -0.5, 0.5]
    assert made.change[0, e] == pytest.approx([0.1] * 5)
    assert made.after[0, e] == pytest.approx([-0.9, 1.1, 1.1, -0.4, 0.6])
    assert made.ratio[0, e] == pytest.approx(1)
    assert not made.reasons[0, e].any()


def test_epsilons_are_symmetric_and_hold_zero():
    epsilons = np.array(paths.EPSILONS)
    assert len(epsilons) == 41
    assert np.array_equal(epsilons, -epsilons[::-1])
    assert np.all(np.diff(epsilons) > 0)
    made = paths.wiggle(lecture_run(), 1, 0, 1, 0, 2)
    assert not made.change[:, 20].any()
    assert np.isnan(made.ratio[:, 20]).all()


def test_a_wiggle_dies_at_the_shut_gate():
    made = paths.wiggle(lecture_run(), 1, 2, 1, 0, 1)
    e = at(made, 0.5)
    assert made.change[0, e].tolist() == [0.5, 0.5, 0, 0, 0]
    assert made.reasons[0, e].tolist() == [0, 0, Why.RELU_OFF, Why.FLOW_STOPPED, Why.FLOW_STOPPED]
    assert made.quantities[2].words[int(Why.RELU_OFF)] == "the gate of a₃ is shut"


def test_a_large_wiggle_opens_the_gate():
    made = paths.wiggle(lecture_run(), 1, 2, 0, 0, 1)
    e = at(made, 1.0)
    assert made.crossed[0, e].tolist() == [0, 1, 0, 0, 0]
    assert made.change[0, e] == pytest.approx([1, 2, 0.5, 1, 1])
    assert made.crossed[0, at(made, 0.5)].tolist() == [0, 0, 0, 0, 0]


def test_a_wiggle_dies_at_the_met_margin():
    made = paths.wiggle(lecture_run(), 1, 0, 1, 1, 2)
    e = at(made, 0.1)
    assert made.reasons[0, e].tolist() == [0, 0, 0, 0, Why.MARGIN_MET]
    assert made.change[0, e, -1] == 0


def test_a_wiggle_dies_at_a_zero_input_and_at_a_zero_weight():
    data = nbnn.Dataset.from_arrays([[0.0, 1.0]], [-1])
    run = nbnn.sgd(nbnn.Network([[[1.0, 1.0]], [0.0]], activation=nbnn.identity), data, loss=nbnn.hinge, eta=0.1, steps=1)
    assert paths.wiggle(run, 1, 0, 0, 0, 1).reasons[0, 0].tolist() == [0, Why.INPUT_ZERO, *[Why.FLOW_STOPPED] * 3]
    assert paths.wiggle(run, 1, 0, 1, 0, 1).reasons[0, 0].tolist() == [0, 0, 0, Why.WEIGHT_ZERO, Why.FLOW_STOPPED]


def test_changes_that_cancel_say_so():
    data = nbnn.Dataset.from_arrays([[1.0]], [-1])
    net = nbnn.Network([[[1.0]], [[1.0], [1.0]], [1.0, -1.0]], activation=nbnn.identity)
    run = nbnn.sgd(net, data, loss=nbnn.hinge, eta=0.1, steps=1)
    made = paths.wiggle(run, 1, 0, 0, 0, 1)
    assert made.reasons[0, 0, -2:].tolist() == [Why.CANCELLED, Why.FLOW_STOPPED]
    assert paths.derivation(run, 1, 0, 0).products[0].tolist() == [1, -1]


@pytest.mark.parametrize(("sizes", "how"), NETWORKS)
def test_the_ratio_tends_to_the_product(sizes, how):
    run = random_run(sizes, **how)
    for place in places(run.start):
        made, d = paths.wiggle(run, *place, 0, len(run), (0.1, 1e-4)), paths.derivation(run, *place)
        calm = ~made.crossed[:, 1].any(axis=-1)
        assert calm.mean() > 0.8
        assert np.allclose(made.ratio[calm, 1], d.sum[calm], atol=1e-3)


@pytest.mark.parametrize(("sizes", "how"), NETWORKS)
def test_the_values_after_are_those_of_the_changed_network(sizes, how):
    run = random_run(sizes, **how)
    for place in list(places(run.start))[::3]:
        made = paths.wiggle(run, *place, 4, 5, (-0.7, 0.3))
        layer, row, column = place
        for e, epsilon in enumerate(made.epsilons):
            before = run.network(4)
            value = np.atleast_2d(before.weights[layer - 1])[row, column] + epsilon
            step = nbnn.sgd_step(before.with_weight(layer, row, column, value), run.data.x[run.examples[4]], run[4].z, run.loss)
            expected = [np.ravel(step.before.weights[layer - 1])[q.index] if q.name.upper().startswith("W")
                        else np.ravel(step[q.name])[q.index] for q in made.quantities]
            assert np.allclose(made.after[0, e], expected, rtol=1e-5, atol=1e-6)


def test_only_so_many_units_of_a_later_layer_are_told():
    made = paths.wiggle(random_run((2, 3, 9, 1)), 1, 0, 0, 0, 3)
    assert made.more == 3
    assert sum(q.name == "a2" for q in made.quantities) == 6
    assert made.after.shape == (3, 41, len(made.quantities))


def test_the_window_holds_the_update_and_stays_in_the_run():
    run = random_run((2, 3, 1), steps=400)
    for update in (0, 5, 200, 399):
        start, stop = paths.window(run, 1, 0, 0, update)
        assert 0 <= start <= update < stop <= 400
        assert stop - start == 256


@pytest.mark.parametrize("place", [(0, 0, 0), (3, 0, 0), (1, 3, 0), (1, 0, 2), (2, 1, 0), (1, -1, 0)])
def test_a_weight_that_does_not_exist_is_an_error(place):
    with pytest.raises(ValueError, match="does not exist|has no entry"):
        paths.derivation(lecture_run(), *place)


def test_updates_that_do_not_exist_are_an_error():
    with pytest.raises(ValueError, match="updates 0 to 1"):
        paths.wiggle(lecture_run(), 1, 0, 0, 5, 9)


# -------------------------------------------------------------------------------------------------- names

def test_names_of_deeper_networks_with_biases_and_many_scores():
    run = random_run((2, 3, 2, 3), loss=nbnn.cross_entropy, bias=True)
    made = paths.derivation(run, 1, 0, 2)
    assert made.paths[0].through == "ℓ → y₁ → h⁽²⁾₁ → a⁽²⁾₁ → h⁽¹⁾₁ → a⁽¹⁾₁"
    assert made.name == "w⁽¹⁾₁₃"
    assert paths.choices(run.start)[0] == paths.Choice(1, "W⁽¹⁾", ("x₁", "x₂", "1 (the constant)"), ("a⁽¹⁾₁", "a⁽¹⁾₂", "a⁽¹⁾₃"))


def test_indices_of_two_digits_are_kept_apart():
    run = random_run((2, 11, 1))
    assert paths.derivation(run, 1, 10, 1).name == "w⁽¹⁾₁₁,₂"
    assert repr(paths.derivation(run, 1, 10, 1)) == "Derivation(w⁽¹⁾₁₁,₂, 1 path, 12 updates)"
