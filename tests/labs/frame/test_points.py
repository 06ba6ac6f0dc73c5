"""Examples that a learner changes, in a Stepper: a fork, one step back, and messages that are not to be trusted."""

import numpy as np
import pytest

import nbnn
from nbnn.explain import points
from nbnn.explain.recording.recording import record
from tests.views.page import send

MOONS = nbnn.datasets.moons(n=20)


@pytest.fixture
def lab():
    net = nbnn.Network.random([2, 3, 1], seed=0)
    made = nbnn.labs.Stepper(net, MOONS, loss=nbnn.hinge, steps=30, show=("data", "loss", "hidden_space"), points=True)
    made.player.index = 10
    yield made
    made.close()


def ask(lab, **message):
    send(lab.player, {"do": "points", **message})


def test_a_change_is_a_fork_from_the_next_update_on(lab):
    lab.player.line = 3  # update 10 is under way
    parent = lab.run
    ask(lab, act="add", x=[0.5, 0.25], z=1)
    assert (lab.run.parent, lab.run.forked_at, len(lab.run), len(lab.run.data)) == (parent, 11, 30, 21)
    assert np.array_equal(lab.run.rows[:11], parent.rows[:11]) and not np.array_equal(lab.run.rows[12:], parent.rows[12:])
    assert lab.run.examples[11] == 20 and lab.run[11].x.tolist() == [0.5, 0.25] and lab.run[11].z == 1
    assert (lab.player.index, lab.player.line) == (10, 3)
    assert lab.data_chart.mover.points["said"].startswith("Example 20 was added: z = 1, x₁ 0.5, x₂ 0.25.")


def test_while_an_example_is_picked_it_is_this_update(lab):
    ask(lab, act="move", example=4, x=[0.5, 0.25])
    assert lab.run.forked_at == 10 and lab.run.examples[10] == 4 and lab.step.x.tolist() == [0.5, 0.25]


def test_every_update_before_keeps_its_own_example(lab):
    before = [(step.x, step.z, step.loss) for step in lab.run][:10]
    first = int(lab.run.examples[0])
    lab.points.move(first, [0.1, 0.2])
    lab.points.relabel(first, int(-MOONS.z[first]))
    lab.points.remove(int(lab.run.examples[1]))
    lab.fork(1, 0, 0, 0.5)
    for (x, z, loss), step in zip(before, lab.run):
        assert np.array_equal(step.x, x) and step.z == z and step.loss == loss
        assert nbnn.hinge.value(float(step.before.scores(step.x)), step.z) == pytest.approx(step.loss)
    sent = record(lab.run)
    assert {"x", "z"} <= {column["name"] for column in sent.schema["columns"]}, "the page too reads each update's own example"


def test_extending_and_turning_a_knob_keep_the_changed_data(lab):
    lab.points.add([0.5, 0.25], -1)
    send(lab.player, {"do": "extend"})
    assert len(lab.run) == 60 and len(lab.run.data) == 21 and lab.run.examples.max() == 20
    assert lab.run[0].x.tolist() == MOONS.x[lab.run.examples[0]].tolist()
    lab._turn("eta", "0.2")
    assert len(lab.run.data) == 21 and lab.run.past is None and lab.points.can_undo


def test_undo_takes_the_last_change_back(lab):
    parent = lab.run
    lab.points.add([0.5, 0.25], -1)
    lab.points.remove(0)
    ask(lab, act="undo")
    assert len(lab.run.data) == 21 and lab.points.can_undo
    ask(lab, act="undo")
    assert np.array_equal(lab.run.data.x, MOONS.x) and not lab.points.can_undo
    assert np.array_equal(lab.run.rows, parent.rows), "the same data from the same update on make the same run"
    ask(lab, act="undo")
    assert "nothing to take back" in lab.player.status


def test_reset_keeps_the_learners_examples_and_restore_takes_the_given_ones_back(lab):
    parent, given = lab.run, lab.run.data
    assert not lab.data_chart.mover.points["changed"]
    lab.points.add([0.5, 0.25], -1)
    lab.fork(1, 0, 0, 3.0)
    send(lab.player, {"do": "reset"})
    assert len(lab.run.data) == 21 and lab.run.past is None and lab.run.parent is None and not lab.run.breaks
    assert lab.run.start is parent.start and lab.points.can_undo and lab.data_chart.mover.points["changed"]
    assert "your examples" in lab.player.actions[0]["title"]
    lab.points.remove(3)
    ask(lab, act="restore")
    assert lab.run.data is given and lab.data_chart.mover.points["said"].startswith("The examples are as they were given.")
    assert not lab.data_chart.mover.points["changed"]
    ask(lab, act="restore")
    assert "nothing to restore" in lab.player.status
    ask(lab, act="undo")
    assert len(lab.run.data) == 20 and lab.points.changed, "and that is taken back as any change is"
    ask(lab, act="restore")
    send(lab.player, {"do": "reset"})
    assert np.array_equal(lab.run.rows, parent.rows)


def test_reset_goes_back_to_the_given_data_from_another_choice(lab):
    other = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1], seed=0), MOONS, steps=5, show=("data", "controls"), points=True)
    other._turn("data_set", "circles")
    other.points.remove(0)
    send(other.player, {"do": "reset"})
    assert other.run.data is MOONS and not other.points.can_undo
    other.points.remove(0)
    send(other.player, {"do": "reset"})
    assert len(other.run.data) == 19
    other.close()


@pytest.mark.parametrize("message", [
    {}, {"act": "add"}, {"act": "add", "x": [99, 0], "z": 1}, {"act": "add", "x": [0, 0], "z": 3}, {"act": "remove", "example": 20},
    {"act": "move", "example": None, "x": [0, 0]}, {"act": {"undo": 1}}, {"act": "class", "example": 0, "z": [1]},
])
def test_a_bad_message_changes_nothing_and_is_said(lab, message):
    before, picture = lab.run, lab.data_chart.mover.picture
    ask(lab, **message)
    assert lab.run is before and lab.data_chart.mover.picture is picture and not lab.points.can_undo
    assert lab.player.status


def test_no_more_are_added_than_there_may_be(monkeypatch):
    """Three, since every one trains anew; the rest of it is the same for 200."""
    assert points.MOST_ADDED == 200
    monkeypatch.setattr(points, "MOST_ADDED", 3)
    lab = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1], seed=0), MOONS, steps=5, show=("data",), points=True)
    for k in range(3):
        lab.points.add([0.001 * k, 0], 1)
    with pytest.raises(ValueError, match="3 have been added"):
        lab.points.add([0, 0], 1)
    lab.points.remove(0)
    lab.points.add([0, 0], 1)
    lab.close()


def test_the_axes_stay_while_an_example_is_moved_within_them(lab):
    picture = lab.data_chart.picture
    far = int(np.argmax(MOONS.x[:, 0]))
    lab.points.move(far, [0, 0])
    assert (lab.data_chart.picture.x_extent, lab.data_chart.picture.y_extent) == (picture.x_extent, picture.y_extent)
    lab.points.move(far, [50, 0])
    assert lab.data_chart.picture.x_extent[1] > 50


def test_the_last_example_of_a_class_may_go():
    data = nbnn.Dataset.from_arrays([[0, 1], [1, 0], [2, 2]], [-1, 1, 1])
    lab = nbnn.labs.Stepper(nbnn.Network.random([2, 2, 1], seed=0), data, steps=5, show=("data", "hidden_space"), points=True)
    lab.points.remove(0)
    assert [each["label"] for each in lab.data_chart.mover.points["classes"]] == [-1, 1], "and may come back"
    lab.points.add([0, 1], -1)
    assert lab.sentence() and lab.data_chart.sentence() and lab.hidden_space.sentence()
    lab.close()


def test_with_a_score_for_each_of_two_classes():
    lab = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 2], seed=0), MOONS, steps=5, show=("data",))
    lab.points.add([0, 0], 2)
    assert lab.run.data.z[-1] == 2 and lab.points.can_undo
    lab._turn("eta", "0.2")
    assert len(lab.run.data) == 21 and lab.points.can_undo
    lab.close()


def test_data_that_are_not_in_a_plane_offer_nothing():
    flowers = nbnn.datasets.iris(("setosa", "virginica"))
    net = nbnn.Network.random([4, 3, 1], seed=0)
    with pytest.raises(ValueError, match="points is True, but the examples can be changed where the data has two features: these have 4"):
        nbnn.labs.Stepper(net, flowers, steps=5, points=True)
    lab = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1], seed=0), MOONS, steps=5, show=("data", "controls"), points=True)
    lab._turn("data_set", "Iris: versicolor / virginica, 4 features")
    assert lab.data_chart.mover.points == {}
    send(lab.player, {"do": "points", "act": "remove", "example": 0})
    assert "two features: these have 4" in lab.player.status and len(lab.run.data) == 100
    lab.close()


def test_who_does_not_ask_has_nothing_of_it_on_the_page():
    net = nbnn.Network.random([2, 3, 1], seed=0)
    lab = nbnn.labs.Stepper(net, MOONS, steps=5, show=("data",))
    before = lab.run
    send(lab.player, {"do": "points", "act": "remove", "example": 0})
    assert lab.data_chart.mover.points == {} and lab.run is before and "make it with points=True" in lab.player.status
    lab.points.remove(0)
    assert len(lab.run.data) == 19, "a cell may"
    lab.close()
    with pytest.raises(ValueError, match="on the data chart, so let it have \"data\""):
        nbnn.labs.Stepper(net, MOONS, steps=5, show=("board",), points=True)
    unfolding = nbnn.labs.Stepper(net, MOONS, steps=5, points=True)
    assert unfolding.unfold["data"].value and unfolding.data_chart in unfolding.charts.children
    unfolding.unfold["data"].value = False
    assert unfolding.charts not in unfolding.children
    unfolding.close()


def test_from_before_a_change_the_run_goes_on_with_the_data_as_they_are_now(lab):
    lab.points.remove(19)
    for _ in range(10):
        lab.points.remove(0)
    lab.player.index, lab.player.line = 2, 0
    lab.pick(8)
    assert len(lab.run) == 30 and lab.run.examples[2] == 8 and lab.run.examples[2:].max() <= 8
    lab.fork(1, 0, 0, 0.5)
    assert lab.run.forked_at == 2 and lab.run.examples[2:].max() <= 8


def test_a_run_with_changed_examples_is_saved_and_opened_with_them(lab):
    lab.points.move(int(lab.run.examples[10]), [0.1, 0.2])
    lab.points.add([0.5, 0.25], -1)
    lab.fork(1, 0, 0, 2.0)
    run, text = lab.run, lab.to_json()
    other = nbnn.labs.Stepper(nbnn.Network.random([2, 5, 1], seed=4), nbnn.datasets.circles(15), loss=nbnn.squared, eta=0.3, steps=7,
                              show=("data", "controls", "card"), points=True)
    other.points.remove(3)
    given = other.controls.fields["data_set"].value
    other.load(text)
    assert np.array_equal(other.run.rows, run.rows) and other.sentence() == sentence_at_0(lab) and other.to_json() == text
    assert [(step.x.tolist(), step.z) for step in other.run] == [(step.x.tolist(), step.z) for step in run]
    fields = other.controls.fields
    assert (fields["loss"].value, fields["hidden"].value, fields["eta"].value, fields["data_set"].value) == ("hinge", "3", "0.1", "moons")
    assert len(other.run.data) == 21 and not other.points.can_undo
    other.points.add([0.25, 0.25], 1)
    assert len(other.run.data) == 22, "and goes on being changed"
    send(other.player, {"do": "reset"})
    assert other.run.start.sizes == (2, 5, 1) and fields["data_set"].value == given and fields["hidden"].value == "5"
    other.close()


def sentence_at_0(lab):
    lab.player.index = lab.player.line = 0
    return lab.sentence()


def test_what_a_stepper_cannot_show_is_refused_and_nothing_changes(lab):
    before, net = lab.run, nbnn.Network.random([2, 3, 1], seed=0)
    adam = nbnn.sgd(net, MOONS, loss=nbnn.hinge, steps=5, optimizer=nbnn.adam())
    for text, words in (("{", "text is not the JSON"), (nbnn.to_json(net), "this text holds a network"),
                        (adam.to_json(), "a run with Adam, and a Stepper shows plain SGD")):
        with pytest.raises(ValueError, match=words):
            lab.load(text)
    assert lab.run is before and lab.player.index == 10


def test_a_run_of_other_activations_and_data_is_in_the_fields(lab):
    plants = nbnn.Dataset.from_arrays([[1, 2.5], [3, 0.5], [2, 2]], [1, 2, 3], class_names=("fern", "moss", "reed"))
    net = nbnn.Network.random([2, 3, 4, 3], [nbnn.relu, nbnn.leaky_relu(0.3)], seed=2)
    other = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1]), MOONS, steps=5, show="controls")
    other.load(nbnn.sgd(net, plants, loss=nbnn.weston_watkins, eta=nbnn.decay(0.1), steps=6).to_json())
    fields = other.controls.fields
    assert fields["activation"].value == "relu-leaky_relu" and fields["loss"].value == "weston_watkins"
    assert fields["data_set"].value == plants.name and fields["eta"].value == "by schedule"
    fields["loss"].value = "cross_entropy"
    assert other.run.loss is nbnn.cross_entropy and other.run.data.name == plants.name and len(other.run) == 5
    other.close()


def test_a_run_without_the_line_that_is_asked_for():
    lab = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1]), MOONS, steps=5, ask=("dl_dh",), until="dl_dh")
    lab.load(nbnn.sgd(nbnn.Network.random([2, 1]), MOONS, loss=nbnn.hinge, steps=5).to_json())
    assert lab.sentence() and lab.run.start.depth == 1
    lab.close()
