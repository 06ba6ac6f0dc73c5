"""Several paths as one recording, the frame that shows them, and the fan of the examples' derivatives."""

import numpy as np
import pytest

import nbnn
from nbnn.explain.trajectory.trajectory import MOST_IN_FAN, axes, comparison, fan, frame, journey, sentences_together

NET, DATA = nbnn.Network.random([2, 4, 1], seed=0), nbnn.datasets.moons(n=100)
SLICE = (NET, DATA, nbnn.hinge, ((1, 0, 0),))


def paths(*starts, steps=60, eta=0.1):
    return [nbnn.descend("double_well", start=start, eta=eta, steps=steps) for start in starts]


def test_every_path_has_its_columns_and_the_first_the_plain_names():
    both = paths(-0.5, 2.8)
    sent = {column["name"] for column in journey(both, ("one", "two")).schema["columns"]}
    assert {"w", "w_1", "loss", "loss_1", "update", "straight", "tangent_w"} <= sent and "w_0" not in sent


def sent(recording, name):
    """A column as the page reads it; these recordings are short, so all of it is in the head."""
    at = 0
    for column in recording.schema["columns"]:
        size = recording.schema["updates"] * int(np.prod(column["shape"]))
        if column["name"] == name:
            return np.frombuffer(recording.head, "<f4", size, at).reshape(-1, *column["shape"])
        at += 4 * size
    raise KeyError(name)


@pytest.mark.parametrize("curve", ["double_well", "himmelblau"])
@pytest.mark.parametrize("eta", [0.01, nbnn.decay(0.01, lam=5.0)], ids=["constant", "decay"])
def test_the_straight_arrow_is_minus_eta_times_the_derivative(curve, eta):
    path = nbnn.descend(curve, optimizer="adam", eta=eta, steps=6)
    recording = journey([path], ("the path",))
    etas = path.etas if path.curve.dimension == 1 else path.etas[:, None]
    assert np.allclose(sent(recording, "straight").reshape(path.updates.shape), path.points[:-1] - etas * path.derivatives, atol=1e-5)


def test_what_each_path_comes_to_is_told_when_it_does_and_all_of_it_at_the_end():
    both = paths(-0.5, 2.8)
    said = sentences_together(both, ("start 1", "start 2"))
    assert "Start 2: This is the global minimum, at 2." in said[both[1].arrived - 1]
    assert "This is the local minimum, at −1." in said[both[0].arrived - 1]
    assert said[-1] == ("Update 59 is the last. The paths end: start 1 at w = −1, ℓ = 2.25, at the local minimum; "
                        "start 2 at w = 2, ℓ = 0, at the global minimum.")


def test_one_that_stops_early_says_so_and_the_others_go_on():
    wild, calm = paths(3.0, eta=1.0)[0], paths(-0.5)[0]
    said = sentences_together([calm, wild], ("calm", "wild"))
    assert len(said) == 60
    assert "Wild stops: " in said[len(wild) - 1]
    assert "wild at w =" in said[-1] and "stopped early" in said[-1]
    waits = sentences_together([wild, calm], ("wild", "calm"))
    assert waits[30].startswith("Update 30. After") and "the path stops" in waits[30]


def test_the_frame_shows_the_curve_and_names_its_minima_inwards():
    shown = frame(nbnn.curves.double_well)
    assert np.array_equal(shown.drawn[1], nbnn.curves.double_well.value(shown.drawn[0]))
    named = shown.named()
    assert named["start"][2] == ["local minimum"] and named["end"][2] == ["global minimum"]
    assert [name for side in frame(nbnn.curves.himmelblau).named().values() for name in side[2]] == ["minimum"] * 4


def test_a_network_has_its_weights_names_at_the_axes():
    assert axes(nbnn.curves.double_well) == ("w", "ℓ")
    assert axes(nbnn.curves.saddle) == ("w₁", "w₂")
    assert axes(nbnn.landscape.as_curve(*SLICE), SLICE) == ("w₁₁⁽¹⁾", "L/N")


@pytest.mark.parametrize("weights", [((1, 0, 0),), ((1, 0, 0), (2, 1))])
def test_the_fan_is_the_examples_derivatives_at_every_place(weights):
    given = (NET, DATA, nbnn.binary_cross_entropy, weights)
    path = nbnn.descend(nbnn.landscape.as_curve(*given), eta=0.5, steps=4)
    drawn = fan(path, *given)
    assert drawn["fan_x"].shape == (4, MOST_IN_FAN)
    net = NET
    for (layer, *place), value in zip(weights, np.atleast_1d(path.points[2])):
        net = net.with_weight(layer, *([0] if len(place) == 1 else []), *place, float(value))
    exact = nbnn.landscape.derivatives_at(net, DATA, given[2], weights)
    chosen = np.linspace(0, 99, MOST_IN_FAN).astype(int)
    if len(weights) == 1:
        run = drawn["fan_x"][2] - path.points[2]
        assert np.allclose((drawn["fan_y"][2] - path.values[2]) / run, exact.each[chosen, 0])
        assert np.allclose((drawn["mean_y"][2] - path.values[2]) / (drawn["mean_x"][2] - path.points[2]), exact.mean[0])
        return
    strokes = np.stack([drawn["fan_x"][2], drawn["fan_y"][2]], axis=1) - path.points[2]
    mean = np.array([drawn["mean_x"][2], drawn["mean_y"][2]]) - path.points[2]
    scale = -mean[0] / exact.mean[0]
    assert scale > 0, "the strokes point downhill"
    assert np.allclose(mean, -scale * exact.mean) and np.allclose(strokes, -scale * exact.each[chosen])


def test_the_table_compares_the_ends():
    rows = comparison(paths(-0.5, 2.8), ("start 1", "start 2"))
    assert [row["ends"] for row in rows] == ["at the local minimum", "at the global minimum"]
    assert rows[1]["start"] == "2.8" and rows[1]["updates"] == "60"


def test_a_comparison_has_each_path_s_first_rate_its_start_and_its_end():
    path = nbnn.descend("parabola", -2.0, eta=nbnn.decay(0.25, lam=1.0), steps=2)
    (row,) = comparison([path], ["one"])
    assert (row["path"], row["start"], row["η"], row["updates"]) == ("one", "−2", "0.25", "2")
    assert path.points[1] == -1 and row["end"] == f"{path.points[2]:.3g}".replace("-", "−")
