"""Losses on the margin axis: the core's numbers, gaps at jumps, what the point and the riding examples are told to be."""

from dataclasses import replace

import numpy as np
import pytest

import nbnn
from nbnn.core.records.losses import Loss
from nbnn.explain.losses import margin

ONE = [nbnn.LOSSES[key] for key in margin.ONE_SCORE]
M = margin.margins()


def column(recording, name):
    """A column of a short recording, as the page reads it."""
    schema, parts = recording.schema, []
    for chunk, n in ((recording.head, schema["head"]), (recording.tail, schema["updates"] - schema["head"])):
        sizes = [n * int(np.prod(each["shape"])) for each in schema["columns"]]
        at = [each["name"] for each in schema["columns"]].index(name)
        part = np.frombuffer(chunk, "<f4", sizes[at], 4 * sum(sizes[:at]))
        parts.append(part.reshape(n, *schema["columns"][at]["shape"]))
    return np.concatenate(parts)


def ride_of(loss="hinge", steps=30, net=None, eta=0.1, losses=(), data=None):
    data = nbnn.datasets.moons(n=20) if data is None else data
    net = nbnn.Network.random([2, 4, 1], seed=0) if net is None else net
    run = nbnn.sgd(net, data, loss=loss, eta=eta, steps=steps, seed=0)
    return run, margin.ride(run, losses)


def told(ride):
    return ride.recording.schema["sentences"]


# ---- the axis ----

def test_zero_and_one_are_places():
    assert 0.0 in M and 1.0 in M and M[0] == -3 and M[-1] == 3
    assert margin.nearest(0.99) == margin.nearest(1.0) and M[margin.nearest(0.0)] == 0


@pytest.mark.parametrize("z", [-1, 1])
@pytest.mark.parametrize("loss", ONE, ids=lambda loss: loss.key)
def test_values_and_slopes_are_the_cores(loss, z):
    assert np.array_equal(margin.values(loss, M), [loss.value(v, 1) for v in M])
    assert np.allclose(margin.values(loss, M), [loss.value(z * v, z) for v in M], atol=1e-15)
    assert np.array_equal(margin.slopes(loss, M, z), [loss.derivative(z * v, z) for v in M])


def test_a_jump_is_a_gap_and_a_kink_of_the_value_is_none():
    drawn = margin.curve_of(nbnn.zero_one, 1)
    gaps = np.isnan(drawn.value[1])
    assert gaps.sum() == 1 and drawn.value[0][gaps] == 0 and set(drawn.value[1][~gaps]) == {0.0, 1.0}
    assert not np.isnan(margin.curve_of(nbnn.hinge, 1).value[1]).any()
    slope_x, slope_y = margin.curve_of(nbnn.hinge, 1).slope
    assert slope_x[np.isnan(slope_y)].tolist() == [1.0]
    assert not np.isnan(margin.curve_of(nbnn.squared, 1).slope[1]).any()


@pytest.mark.parametrize("z", [-1, 1])
def test_the_picture_holds_what_it_must(z):
    (low, high), (down, up) = margin.room(ONE, z)
    assert low < 0 and high > 4 and down < min(margin.slopes(nbnn.binary_cross_entropy, M, z)) and up > max(
        margin.slopes(nbnn.binary_cross_entropy, M, z))
    (_, high), (down, up) = margin.room([nbnn.zero_one], z)
    assert high >= 1.2 and down < 0 < up


def test_looks_differ_and_stay_the_same():
    looks = margin.looks(ONE)
    assert len({(look.marker, look.dash, look.color) for look in looks.values()}) == len(ONE)
    assert len({(look.marker, look.dash) for look in looks.values()}) == len(ONE), "never by color alone"
    own = Loss(key="mine", name="mine", formula="ℓ", source="", value=lambda y, z: y * z, derivative=lambda y, z: z + 0.0 * y)
    many = margin.looks([*ONE, *(replace(own, key=f"mine{k}") for k in range(15 - len(ONE)))]).values()
    assert len({(look.marker, look.dash) for look in many}) == len({(look.color, look.dash) for look in many}) == 15
    two = margin.looks([nbnn.hinge, own])
    assert two["hinge"] == looks["hinge"] and two["mine"] not in looks.values()


def test_what_cannot_stand_on_the_axis_is_refused():
    with pytest.raises(ValueError, match="takes K scores"):
        margin.of_one_score(nbnn.cross_entropy)
    lopsided = Loss(key="l", name="lopsided", formula="", source="", value=lambda y, z: np.where(z > 0, 2.0, 1.0) * (y - z) ** 2,
                    derivative=lambda y, z: 0.0 * y)
    with pytest.raises(ValueError, match=r"lopsided loss is no function of the margin zy: at zy = .* for z = −1"):
        margin.of_one_score(lopsided)


# ---- the point ----

@pytest.mark.parametrize("z", [-1, 1])
def test_the_point_has_every_number_at_every_place(z):
    made = margin.along_the_axis(ONE, nbnn.hinge, z)
    assert np.allclose(column(made, "y"), z * M, atol=1e-6)
    for loss in ONE:
        assert np.allclose(column(made, f"value_{loss.key}"), margin.values(loss, M), atol=1e-5)
        assert np.allclose(column(made, f"slope_{loss.key}"), margin.slopes(loss, M, z), atol=1e-5)


@pytest.mark.parametrize("z", [-1, 1])
@pytest.mark.parametrize("loss", [nbnn.binary_cross_entropy, nbnn.squared], ids=lambda loss: loss.key)
def test_a_tangent_touches_and_the_push_goes_down(loss, z):
    made = margin.along_the_axis([nbnn.hinge], loss, z)
    x, y = column(made, "tangent_x"), column(made, "tangent_y")
    numeric = (margin.values(loss, M + 1e-5) - margin.values(loss, M - 1e-5)) / 2e-5
    assert np.allclose((y[:, 1] - y[:, 0]) / (x[:, 1] - x[:, 0]), numeric, atol=1e-4)
    assert np.allclose(y.mean(axis=1), margin.values(loss, M), atol=1e-5)
    push = column(made, "push")
    assert np.allclose(push, np.clip(M - margin.PUSH * numeric, -3, 3), atol=1e-4)
    assert (margin.values(loss, np.clip(M - 0.01 * numeric, -3, 3)) <= margin.values(loss, M)).all()


def test_zero_one_pushes_nowhere():
    assert np.allclose(column(margin.along_the_axis([], nbnn.zero_one, 1), "push"), M, atol=1e-6)


def test_sentence_and_table_say_the_numbers():
    said = margin.sentence([nbnn.hinge, nbnn.zero_one], -0.5, -1)
    assert said == "At zy = −0.5 (y = 0.5, z = −1): hinge ℓ = 1.5, ∂ℓ/∂y = 1; 0/1 ℓ = 1, ∂ℓ/∂y = 0."
    assert margin.table([nbnn.hinge], 0.25, 1) == [{"loss": "hinge", "formula": "ℓ = max(0, 1 − yz)", "ℓ": "0.75", "∂ℓ/∂y": "−1"}]


@pytest.mark.parametrize(("loss", "words"), [
    (nbnn.zero_one, "does not exist"), (nbnn.hinge, "At the kink zy = 1 any number from −1 to 0 (for z = +1) is right there; we use 0."),
    (nbnn.perceptron, "At the kink zy = 0"), (nbnn.squared, "Squared has a derivative everywhere.")])
def test_kinks_are_told(loss, words):
    assert words in margin.about(loss)


# ---- the examples of a run ----

def test_the_examples_ride_where_the_run_puts_them():
    run, ride = ride_of(losses=(nbnn.zero_one,))
    for i in (0, 17, 29):
        m = run.network(i).scores(run.data.x) * run.data.z
        for name, label in (("plus", 1), ("minus", -1)):
            own = m[run.data.z == label]
            assert np.allclose(column(ride.recording, f"{name}_x")[i], own, atol=1e-5)
            assert np.allclose(column(ride.recording, f"{name}_y")[i], margin.values(nbnn.hinge, own), atol=1e-5)
            assert np.allclose(column(ride.recording, f"{name}_slope")[i], margin.slopes(nbnn.hinge, own, 1), atol=1e-5)
        step = run[i]
        assert column(ride.recording, "m")[i] == pytest.approx(step.y * step.z, abs=1e-5)
        assert column(ride.recording, "loss")[i] == pytest.approx(step.loss, abs=1e-5)
        assert column(ride.recording, "slope")[i] == pytest.approx(step.z * step.dl_dy, abs=1e-5)
        assert column(ride.recording, "mean_zero_one")[i] == pytest.approx((m < 0).mean())
    assert np.allclose(column(ride.recording, "mean_hinge"), run.total_losses(), atol=1e-5)
    zero_one, main = margin.ride_table(run, [nbnn.zero_one], 17)
    assert zero_one["L/N"] == margin.format_number(column(ride.recording, "mean_zero_one")[17]) and main["loss"] == "hinge"


def test_zero_one_never_moves_and_says_why():
    run, ride = ride_of("zero_one", steps=25)
    assert np.array_equal(run[-1].after.theta, run.start.theta)
    assert all("∂ℓ/∂y = 0, for the 0/1-loss is flat on both sides of its jump: nothing moves." in said for said in told(ride))
    assert np.ptp(column(ride.recording, "plus_x"), axis=0).max() == 0


def test_scores_of_zero_show_no_error():
    zero = nbnn.Network.random([2, 4, 1], initializer=nbnn.zeros)
    _, ride = ride_of("zero_one", steps=5, net=zero, losses=(nbnn.hinge,))
    assert all("+1 is predicted for all, and the 0/1-loss, 0 where zy ≥ 0, sees no error in that. L/N = 0." in said for said in told(ride))
    assert column(ride.recording, "mean_zero_one").tolist() == [0] * 5 and column(ride.recording, "mean_hinge").tolist() == [1] * 5


def test_an_update_that_changes_no_weight_is_not_said_to_move_it():
    zero = nbnn.Network.random([2, 4, 1], initializer=nbnn.zeros)
    _, ride = ride_of("hinge", steps=5, net=zero)
    assert all("but all weights are 0, and so is every h" in said and "nothing moves." in said for said in told(ride))
    run, ride = ride_of("hinge", steps=60)
    for i, said in enumerate(told(ride)):
        assert ("the weights move." in said) is not np.array_equal(run.network(i).theta, run.network(i + 1).theta)
    off = nbnn.Network([[[-1.0, 0.0]], [1.0]])
    data = nbnn.Dataset.from_arrays([[1.0, 0.0], [2.0, 1.0]], [1, -1])
    _, ride = ride_of("hinge", steps=3, net=off, data=data)
    assert all("but every h is 0 for this example" in said for said in told(ride))
    single = nbnn.Network([[0.0, 0.0]])
    _, ride = ride_of("hinge", steps=1, net=single)
    assert "the weights move." in told(ride)[0], "without hidden units no factor is zero"


def test_met_margins_are_said_to_be_flat():
    done = nbnn.Network([[5.0, 0.0]])
    data = nbnn.Dataset.from_arrays([[1.0, 0.0], [-2.0, 1.0]], [1, -1])
    _, ride = ride_of("hinge", steps=2, net=done, data=data)
    assert "∂ℓ/∂y = 0, for the loss is flat there: nothing moves. 0 of 2 examples have the wrong sign, L/N = 0." in told(ride)[0]


def test_what_lies_far_out_is_drawn_at_the_edge():
    far = nbnn.Network([[-40.0, 0.0]])
    _, ride = ride_of("squared", steps=3, net=far, eta=1e-6)
    assert ride.beyond and ride.extent == (-8.0, 8.0)
    assert column(ride.recording, "plus_x").min() == -8 and column(ride.recording, "plus_y").max() == margin.TOP
    _, ride = ride_of("hinge", steps=3)
    assert not ride.beyond and ride.extent[0] <= -2 and ride.extent[1] >= 2


def test_a_run_that_diverges_is_shown_to_its_end():
    run, ride = ride_of("squared", steps=400, eta=100.0)
    assert run.stopped_because and ride.recording.schema["updates"] <= len(run)
    assert ride.recording.schema["stopped"]


def test_the_axis_ends_at_whole_numbers_around_all_margins():
    extents = [margin._extent(np.array(m)) for m in ([0.0], [-2.5, 2.5], [-3.0, 3.0], [-99.0, 99.0], [1.0, 4.2])]
    assert extents == [(-2, 2), (-3, 3), (-3, 3), (-margin.FURTHEST, margin.FURTHEST), (-2, 5)]


def test_a_loss_of_y_and_z_apart_has_no_margin_axis():
    weight = lambda z: np.where(np.asarray(z) > 0, 2.0, 1.0)
    lopsided = replace(nbnn.hinge, key="lopsided", name="lopsided", value=lambda y, z: weight(z) * nbnn.hinge.value_unchecked(y, z),
                       derivative=lambda y, z: weight(z) * nbnn.hinge.derivative_unchecked(y, z), derivative_fast=None)
    with pytest.raises(ValueError, match=r"lopsided loss is no function of the margin zy: at zy = −3 it is 8 for z = \+1 and 4 for z = −1"):
        margin.of_one_score(lopsided)


def test_an_example_of_zeros_moves_nothing_without_a_hidden_layer():
    """∂ℓ/∂y is −1, and x, the other factor of ∂ℓ/∂w, is 0."""
    _, ride = ride_of(steps=1, net=nbnn.Network([[1.0, 2.0]]), data=nbnn.Dataset.from_arrays([[0.0, 0.0]], [1]))
    assert "∂ℓ/∂y = −1, but every other derivative is 0: nothing moves." in told(ride)[0]
