"""A weight that wiggles: by hand, against the derivative, and against the network with that weight."""

import numpy as np
import pytest

import nbnn
from nbnn.core.records.reasons import ZeroReason as Why
from nbnn.explain.stepper import derivation as paths
from nbnn.explain.stepper import wiggle

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


NETWORKS = [((3, 1), {}), ((2, 3, 1), {"bias": True}), ((2, 3, 2, 3), {"loss": nbnn.cross_entropy}),
            ((2, 3, 2, 1), {"activation": nbnn.relu}), ((2, 3, 1), {"activation": nbnn.sigmoid, "loss": nbnn.squared})]


def at(made, epsilon):
    return int(np.argmin(np.abs(made.epsilons - epsilon)))


def test_a_wiggle_by_hand():
    made = wiggle.wiggle(lecture_run(), 1, 0, 1, 0, 1)
    assert [q.text for q in made.quantities] == ["w₁₂⁽¹⁾", "a₁", "h₁", "y", "ℓ"]
    e = at(made, 0.1)
    assert made.before[0].tolist() == [-1, 1, 1, -0.5, 0.5]
    assert made.change[0, e] == pytest.approx([0.1] * 5)
    assert made.after[0, e] == pytest.approx([-0.9, 1.1, 1.1, -0.4, 0.6])
    assert made.ratio[0, e] == pytest.approx(1)
    assert not made.reasons[0, e].any()


def test_epsilons_are_symmetric_and_hold_zero():
    epsilons = np.array(wiggle.EPSILONS)
    assert len(epsilons) == 41
    assert np.array_equal(epsilons, -epsilons[::-1])
    assert np.all(np.diff(epsilons) > 0)
    made = wiggle.wiggle(lecture_run(), 1, 0, 1, 0, 2)
    assert not made.change[:, 20].any()
    assert np.isnan(made.ratio[:, 20]).all()


def test_a_wiggle_dies_at_the_shut_gate():
    made = wiggle.wiggle(lecture_run(), 1, 2, 1, 0, 1)
    e = at(made, 0.5)
    assert made.change[0, e].tolist() == [0.5, 0.5, 0, 0, 0]
    assert made.reasons[0, e].tolist() == [0, 0, Why.RELU_OFF, Why.FLOW_STOPPED, Why.FLOW_STOPPED]
    assert made.quantities[2].words[int(Why.RELU_OFF)] == "the gate of a₃ is shut"


def test_a_large_wiggle_opens_the_gate():
    made = wiggle.wiggle(lecture_run(), 1, 2, 0, 0, 1)
    e = at(made, 1.0)
    assert made.crossed[0, e].tolist() == [0, 1, 0, 0, 0]
    assert made.change[0, e] == pytest.approx([1, 2, 0.5, 1, 1])
    assert made.crossed[0, at(made, 0.5)].tolist() == [0, 0, 0, 0, 0]


def test_a_wiggle_dies_at_the_met_margin():
    made = wiggle.wiggle(lecture_run(), 1, 0, 1, 1, 2)
    e = at(made, 0.1)
    assert made.reasons[0, e].tolist() == [0, 0, 0, 0, Why.MARGIN_MET]
    assert made.change[0, e, -1] == 0


def test_a_wiggle_dies_at_a_zero_input_and_at_a_zero_weight():
    data = nbnn.Dataset.from_arrays([[0.0, 1.0]], [-1])
    run = nbnn.sgd(nbnn.Network([[[1.0, 1.0]], [0.0]], activation=nbnn.identity), data, loss=nbnn.hinge, eta=0.1, steps=1)
    assert wiggle.wiggle(run, 1, 0, 0, 0, 1).reasons[0, 0].tolist() == [0, Why.INPUT_ZERO, *[Why.FLOW_STOPPED] * 3]
    assert wiggle.wiggle(run, 1, 0, 1, 0, 1).reasons[0, 0].tolist() == [0, 0, 0, Why.WEIGHT_ZERO, Why.FLOW_STOPPED]


def test_changes_that_cancel_say_so():
    data = nbnn.Dataset.from_arrays([[1.0]], [-1])
    net = nbnn.Network([[[1.0]], [[1.0], [1.0]], [1.0, -1.0]], activation=nbnn.identity)
    run = nbnn.sgd(net, data, loss=nbnn.hinge, eta=0.1, steps=1)
    made = wiggle.wiggle(run, 1, 0, 0, 0, 1)
    assert made.reasons[0, 0, -2:].tolist() == [Why.CANCELED, Why.FLOW_STOPPED]
    assert paths.derivation(run, 1, 0, 0).products[0].tolist() == [1, -1]


@pytest.mark.parametrize(("sizes", "how"), NETWORKS)
def test_the_ratio_tends_to_the_product(sizes, how):
    run = random_run(sizes, **how)
    for place in places(run.start):
        made, d = wiggle.wiggle(run, *place, 0, len(run), (0.1, 1e-4)), paths.derivation(run, *place)
        calm = ~made.crossed[:, 1].any(axis=-1)
        assert calm.mean() > 0.8
        assert np.allclose(made.ratio[calm, 1], d.sum[calm], atol=1e-3)


@pytest.mark.parametrize(("sizes", "how"), NETWORKS)
def test_the_values_after_are_those_of_the_changed_network(sizes, how):
    run = random_run(sizes, **how)
    for place in list(places(run.start))[::3]:
        made = wiggle.wiggle(run, *place, 4, 5, (-0.7, 0.3))
        layer, row, column = place
        for e, epsilon in enumerate(made.epsilons):
            before = run.network(4)
            value = np.atleast_2d(before.weights[layer - 1])[row, column] + epsilon
            step = nbnn.sgd_step(before.with_weight(layer, row, column, value), run.data.x[run.examples[4]], run[4].z, run.loss)
            expected = [np.ravel(step.before.weights[layer - 1])[q.index] if q.name.upper().startswith("W")
                        else np.ravel(step[q.name])[q.index] for q in made.quantities]
            assert np.allclose(made.after[0, e], expected, rtol=1e-5, atol=1e-6)


def test_only_so_many_units_of_a_later_layer_are_told():
    made = wiggle.wiggle(random_run((2, 3, 9, 1)), 1, 0, 0, 0, 3)
    assert made.more == 3
    assert sum(q.name == "a2" for q in made.quantities) == 6
    assert made.after.shape == (3, 41, len(made.quantities))


def test_the_window_holds_the_update_and_stays_in_the_run():
    run = random_run((2, 3, 1), steps=400)
    for update in (0, 5, 200, 399):
        start, stop = wiggle.window(run, 1, 0, 0, update)
        assert 0 <= start <= update < stop <= 400
        assert stop - start == 256


def test_updates_that_do_not_exist_are_an_error():
    with pytest.raises(ValueError, match="updates 0 to 1"):
        wiggle.wiggle(lecture_run(), 1, 0, 0, 5, 9)


def test_a_value_at_a_kink_counts_to_the_side_below():
    before, after = np.array([-1.0, -1.0, 0.0, 1.0, 1.0, 0.0]), np.array([0.0, 1.0, 1.0, 0.0, -1.0, -1.0])
    assert wiggle._kink_crossings((0.0,), before, after).tolist() == [0, 1, 1, 2, 2, 0]
