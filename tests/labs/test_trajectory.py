"""The TrajectoryLab in plain Python: what it draws is the core's path, and what a learner does is another path or a reason."""

import numpy as np
import pytest

import nbnn
from nbnn.explain.writing.numbers import format_number
from nbnn.labs import TrajectoryLab
from tests.views.page import alive, send

NET, DATA = nbnn.Network.random([2, 4, 1], seed=0), nbnn.datasets.moons(n=40)


@pytest.fixture
def lab():
    made = TrajectoryLab()
    yield made
    made.close()


def sent(lab, name):
    """A column, as the page reads it."""
    schema, chunks = lab.player.schema, (lab.player.head, lab.player.tail)
    found = []
    for chunk, n in zip(chunks, (schema["head"], schema["updates"] - schema["head"]), strict=True):
        at = 0
        for column in schema["columns"]:
            size = n * int(np.prod(column["shape"]))
            if column["name"] == name:
                found.append(np.frombuffer(chunk, "<f4", size, at).reshape(n, *column["shape"]))
            at += 4 * size
    return np.concatenate(found)


def test_what_is_sent_is_the_cores_path(lab):
    path = nbnn.descend("double_well", eta=0.1, steps=60)
    assert np.array_equal(sent(lab, "w"), path.points[:-1].astype("f4"))
    assert np.array_equal(sent(lab, "loss"), path.values[:-1].astype("f4"))
    assert lab.player.schema["sentences"][0] == lab.sentence() == path.sentence(0, format_number)
    assert repr(lab) == "TrajectoryLab(Trajectory(60 updates of sgd_optimizer on double_well))"
    assert "Update 0" in lab._repr_mimebundle_()["text/html"]


def test_a_place_is_another_start_and_with_shift_one_more(lab):
    send(lab.chart.mover, {"do": "place", "at": [2.5, 1.0], "add": False})
    assert lab.path.points[0] == 2.5 and len(lab.paths) == 1
    send(lab.chart.mover, {"do": "place", "at": [-1.5, 1.0], "add": True})
    assert [path.points[0] for path in lab.paths] == [2.5, -1.5]
    assert lab.fields["start"].value == "2.5"
    assert len(lab.table()) == 2 and lab.table()[0]["ends"] == "at the global minimum"


def test_dragging_the_start_walks_again_and_leaves_the_handle_alone(lab):
    picture = lab.chart.mover.picture
    lab.chart.mover.handles = {"start": [1.5, 0.3]}
    assert lab.path.points[0] == 1.5
    assert lab.chart.mover.picture is picture


@pytest.mark.parametrize(("field", "value", "words"), [
    ("eta", "fast", "The rate η is 'fast'"), ("eta", "-1", "Rate η is -1"), ("steps", "0", "at least 1 update"),
    ("steps", "99999", "the most is 5,000"),
    ("start", "here", "The start is 'here'"), ("start", "nan", "nan"), ("eta", "__import__('os')", "The rate η is"),
])
def test_nonsense_is_said_and_changes_nothing(lab, field, value, words):
    before = lab.path
    lab.fields[field].value = value
    assert words in lab.fields.wrong(field)
    assert lab.path is before
    assert lab.fields[field].value == value


def test_every_curve_of_the_menu_is_shown_and_reset_goes_back(lab):
    for key, curve in nbnn.curves.CURVES.items():
        lab.fields["curve"].value = key
        assert lab.player.status == "" == lab.fields.wrong("curve")
        assert lab.path.curve is curve
        assert lab.chart.marks["heights"].visible == (curve.dimension == 2)
    send(lab.player, {"do": "reset"})
    assert lab.path.curve is nbnn.curves.double_well


@pytest.mark.parametrize("optimizer", nbnn.OPTIMIZERS)
def test_every_method_walks(lab, optimizer):
    lab.fields["optimizer"].value = optimizer
    assert lab.player.status == "" and lab.path.optimizer.key == optimizer
    assert [line["name"] for line in lab.player.schema["lines"]][-1] == "next"


def test_batches_of_a_network_walk_on_one_slice_with_the_fan_of_their_examples():
    lab = TrajectoryLab(net=NET, data=DATA, loss="binary_cross_entropy", weights=[(1, 0, 0), (2, 1)], batches=("all", 10, 1), fan=True,
                        eta=0.5, steps=20)
    assert len(lab.paths) == 3
    full = nbnn.descend(nbnn.landscape.as_curve(NET, DATA, "binary_cross_entropy", [(1, 0, 0), (2, 1)]), eta=0.5, steps=20)
    assert np.array_equal(lab.paths[0].points, full.points)
    assert not np.array_equal(lab.paths[2].points, full.points)
    fan = nbnn.landscape.derivatives_at(NET, DATA, "binary_cross_entropy", [(1, 0, 0), (2, 1)])
    tips, at = np.stack([sent(lab, "fan_x")[0], sent(lab, "fan_y")[0]], axis=1), full.points[0]
    assert tips.shape == (40, 2)
    mean = np.array([sent(lab, "mean_x")[0], sent(lab, "mean_y")[0]])
    ratio = (at - mean) / fan.mean
    assert np.allclose(ratio[0], ratio[1], rtol=1e-3), "the mean's arrow points along the mean derivative"
    assert np.allclose(tips.mean(axis=0), mean, atol=1e-3), "the mean of the arrows is the mean's arrow"
    lab.close()


def test_every_start_has_its_handle_and_any_of_them_moves():
    lab = TrajectoryLab(start=[-0.5, 2.8])
    assert list(lab.chart.mover.picture["handles"]) == ["start 1", "start 2"]
    lab.chart.mover.handles = {"start 1": [-0.5, 2.0], "start 2": [1.0, 1.0]}
    assert [path.points[0] for path in lab.paths] == [-0.5, 1.0]
    lab.close()


def test_a_second_start_of_batches_is_refused_on_the_page():
    lab = TrajectoryLab(net=NET, data=DATA, batches=("all", 1), steps=5)
    send(lab.chart.mover, {"do": "place", "at": [1.0, 1.0], "add": True})
    assert "batches start from one place" in lab.player.status
    lab.close()
    with pytest.raises(ValueError, match="batches start from one"):
        TrajectoryLab(net=NET, data=DATA, batches=("all", 1), start=[0.1, 0.2])


def test_one_arrow_where_the_update_is_the_derivatives_own(lab):
    def colors():
        return [arrow["color"] for arrow in lab.chart.mover.picture["arrows"]]
    lab.fields["curve"].value = "bowl"
    assert colors() == ["pos"]
    lab.fields["optimizer"].value = "adam"
    assert colors() == ["back", "pos"]


def test_a_view_of_ones_own():
    lab = TrajectoryLab("hill", view=(-1.0, 1.0), start=0.5)
    assert lab.chart.mover.picture["x"] == [-1.0, 1.0]
    assert lab.path.curve.view == ((-1.0, 1.0),) and lab.fields["curve"].value == "hill"
    lab.close()


def test_a_path_that_leaves_the_picture_says_why():
    lab = TrajectoryLab(eta=1.0, start=3.0)
    lab.player.index = len(lab.path) - 1
    assert "the path stops" in lab.sentence() and "use a smaller η" in lab.sentence()
    assert len(lab.path) < 60
    lab.close()


def test_a_teachers_function_that_raises_says_so():
    def spoilt(w):
        if np.any(np.asarray(w) > 2.5):
            raise ZeroDivisionError("no loss beyond 2.5")
        return w * w
    lab = TrajectoryLab(spoilt, start=1.0, view=(-2.0, 2.0), steps=5)
    before = lab.path
    lab.fields["start"].value = "2.6"
    assert "ZeroDivisionError" in lab.fields.wrong("start") and "no loss beyond 2.5" in lab.fields.wrong("start")
    assert lab.path is before
    lab.close()


@pytest.mark.parametrize(("options", "words"), [
    ({"curve": "doublewell"}, "did you mean 'double_well'"), ({"start": float("nan")}, "nan"), ({"start": []}, "start is empty"),
    ({"show": ("boards",)}, "the parts are board, controls"), ({"net": NET}, "data is missing"),
    ({"batches": (1,)}, "give net and data"), ({"fan": True}, "give net and data"), ({"view": (2, 1)}, "view"),
    ({"steps": 6000}, "the most is 5,000"), ({"eta": 0}, "eta is 0"),
])
def test_what_does_not_fit_is_said(options, words):
    with pytest.raises(ValueError, match=words):
        TrajectoryLab(**options)


def test_an_unknown_keyword_names_the_nearest():
    with pytest.raises(TypeError, match="did you mean 'steps'"):
        TrajectoryLab(step=3)


def test_closing_leaves_no_widget():
    before = set(alive())
    for options in ({}, {"curve": "saddle", "show": ("board", "controls")}):
        made = TrajectoryLab(**options)
        made.close()
        made.close()
    assert set(alive()) == before
