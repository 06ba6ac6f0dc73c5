"""The LossLab's views on the margin axis: their marks and tables have the core's numbers, and bad choices change nothing."""

import numpy as np
import pytest

import nbnn
from nbnn.core.records.losses import Loss
from nbnn.explain.losses import margin
from nbnn.labs.losses import margin as margin_views
from tests.views.page import send


def column(player, name):
    """A column of a player's recording, as the page reads it."""
    schema, parts = player.schema, []
    for chunk, n in ((player.head, schema["head"]), (player.tail, schema["updates"] - schema["head"])):
        sizes = [n * int(np.prod(each["shape"])) for each in schema["columns"]]
        at = [each["name"] for each in schema["columns"]].index(name)
        parts.append(np.frombuffer(chunk, "<f4", sizes[at], 4 * sum(sizes[:at])).reshape(n, *schema["columns"][at]["shape"]))
    return np.concatenate(parts)


# ---- curves ----

def test_it_begins_with_the_lectures_losses(made):
    lab, part = made()
    assert repr(lab) == "LossLab(0/1, hinge, binary cross entropy, squared)"
    assert [row["ℓ"] for row in lab.table()] == ["1", "1.5", "1.31", "2.25"]
    assert lab.sentence() == part.axis.schema["sentences"][part.axis.index]
    assert np.array_equal(part.values.marks["hinge"].y, margin.values(nbnn.hinge, margin.margins()))
    assert not part.values.marks["perceptron"].visible
    assert part.values.mover.picture["handles"]["margin"]["y"] == "value_hinge"


def test_the_label_turns_the_derivatives_sign_and_the_losses_stay(made):
    lab, part = made(losses=("hinge",), margin=-1)
    before = part.values.marks["hinge"].y
    part.z_field.value = -1
    assert lab.table()[0] == {"loss": "hinge", "formula": "ℓ = max(0, 1 − yz)", "ℓ": "2", "∂ℓ/∂y": "1"}
    assert "(y = 1, z = −1)" in lab.sentence() and np.array_equal(part.values.marks["hinge"].y, before)
    assert np.nanmax(part.slopes.marks["hinge"].y) == 1
    assert part.place() == -1 and part.slopes.mover.picture["title"] == "Derivative ∂ℓ/∂y for z = −1"


def test_the_tangent_is_of_the_chosen_loss(made):
    _, part = made(losses=("hinge",))
    part.main_field.value = "squared"
    assert repr(part) == "hinge, squared"
    assert part.values.mover.picture["handles"]["margin"]["y"] == "value_squared"
    m = margin.margins()
    ends = column(part.axis, "tangent_y")
    assert np.allclose(ends[:, 1] - ends[:, 0], 2 * margin.HALF_TANGENT * margin.slopes(nbnn.squared, m, 1), atol=1e-4)
    strong = [row["cells"][0] for row in part.numbers.picture["rows"] if row["strong"]]
    assert strong == ["squared"]
    part.main_field.value = "zero_one"
    assert "does not exist" in part.values.mover.picture["note"] and np.allclose(column(part.axis, "push"), m, atol=1e-6)


def test_losses_come_and_go(made):
    lab, part = made()
    part.more.value = True
    assert set(part.toggles.values()) < set(part.unfolding.children) and len(part.toggles) == 5
    part.toggles["perceptron"].value = True
    assert part.values.marks["perceptron"].visible and "perceptron" in repr(lab)
    part.toggles["squared"].value = False
    assert not any(chart.marks[mark].visible for chart in (part.values, part.slopes) for mark in ("squared", "at_squared"))
    assert "squared" not in lab.sentence()
    part.toggles["hinge"].value = False
    assert "hinge" in repr(lab), "the one with the tangent stays"
    part.more.value = False
    assert part.unfolding.children == (part.more,)


def test_every_loss_is_offered_to_who_asks(made):
    _, part = made(losses="all")
    assert tuple(loss.key for loss in part.offered) == margin.ONE_SCORE and part.losses == margin_views.LECTURE
    _, part = made(losses=("logistic",), main="logistic")
    assert [loss.key for loss in part.offered] == ["zero_one", "perceptron", "hinge", "binary_cross_entropy", "squared", "logistic"]


def test_a_teachers_loss_stands_beside_the_others(made):
    cubed = Loss(key="cubed", name="cubed hinge", formula="ℓ = max(0, 1 − yz)³", source="",
                 value=lambda y, z: np.maximum(0, 1 - y * z) ** 3, derivative=lambda y, z: -3 * z * np.maximum(0, 1 - y * z) ** 2)
    lab, _ = made(losses=("hinge", cubed), main=cubed, margin=0)
    assert [(row["ℓ"], row["∂ℓ/∂y"]) for row in lab.table()] == [("1", "−1"), ("1", "−3")]
    lab, part = made(view="run", main=cubed, steps=5)
    assert part.main is cubed and "cubed hinge" in part.values.mover.picture["title"]


def test_a_loss_that_fails_is_told_and_nothing_changes(made):
    broken = {"now": False}

    def value(y, z):
        if broken["now"]:
            raise KeyError("no")
        return np.maximum(0, 1 - y * z)
    own = Loss(key="own", name="own", formula="", source="", value=value, derivative=lambda y, z: np.where(y * z < 1, -z, 0.0))
    lab, part = made(losses=(own,), main=own)
    said, broken["now"] = lab.parts["curves"].axis.schema, True
    part.z_field.value = -1
    assert part.fields.wrong("z") == "The loss raised KeyError: 'no'."
    assert part.z == 1 and part.z_field.value == -1 and part.axis.schema is said


# ---- a run ----

def test_the_examples_ride_as_the_run_computed_them(made):
    lab, part = made(view="run", losses=("zero_one",), steps=30)
    run = part.run
    m = run.network(17).scores(run.data.x) * run.data.z
    assert np.allclose(np.sort(np.r_[column(lab.player, "plus_x")[17], column(lab.player, "minus_x")[17]]), np.sort(m), atol=1e-5)
    lab.player.index = 17
    assert lab.sentence().startswith(f"Update 17: example {run.examples[17]} ")
    assert [row["L/N"] for row in lab.table()] == [margin.format_number((m < 0).mean()),
                                                   margin.format_number(margin.values(nbnn.hinge, m).mean())]
    assert repr(lab) == "LossLab(Run(30 updates of Network(2–4–1, ReLU), hinge, moons))"


def test_zero_one_never_moves_and_zero_weights_show_no_error(made):
    lab, part = made(view="run", main="zero_one", losses=("hinge",), steps=25)
    assert np.array_equal(part.run[-1].after.theta, part.run.start.theta)
    assert all("flat on both sides of its jump: nothing moves" in said for said in lab.player.schema["sentences"])
    part.fields["start"].value = "all weights 0"
    assert "sees no error in that" in lab.sentence() and [row["L/N"] for row in lab.table()] == ["0", "1"]
    part.fields["main"].value = "hinge"
    assert part.run.loss is nbnn.hinge and "all weights are 0, and so is every h" in lab.sentence()
    part.fields["start"].value = "as given"
    assert "the weights move" in lab.sentence() and lab.player.status == ""


def test_a_bad_rate_is_said_and_changes_nothing(made):
    _, part = made(view="run", steps=10)
    run = part.run
    for bad, words in (("", "is empty. Type a number"), ("fast", "Type a number"), ("-1", "Rate η is"), ("0", "Rate η is 0"),
                       ("nan", "Rate η is"), ("1e999", "Rate η is"), ("<b>", "'<b>'")):
        part.fields["eta"].value = bad
        assert words in part.fields.wrong("eta") and part.run is run and part.fields["eta"].value == bad, bad
    part.fields["eta"].value = "0,5"
    assert part.run.eta == 0.5 and part.fields.wrong("eta") == "" and part.run is not run


def test_reset_takes_everything_back(made):
    lab, part = made(view="run", steps=10)
    start, version = part.run.start, lab.player.schema["version"]
    part.fields["main"].value, part.fields["start"].value, part.fields["eta"].value = "squared", "all weights 0", "0.2"
    lab.player.index = 5
    send(lab.player, {"do": "reset"})
    assert part.run.loss is nbnn.hinge and np.array_equal(part.run.start.theta, start.theta) and part.run.eta == 0.1
    assert [part.fields[name].value for name in part.fields] == ["hinge", "as given", "0.1"]
    assert lab.player.index == 0 and lab.player.schema["version"] > version


def test_a_run_takes_a_schedule_and_data_of_more_inputs(made):
    data = nbnn.datasets.iris(("versicolor", "virginica"))
    _, part = made(view="run", data=data, eta=nbnn.decay(0.1, lam=0.1), steps=12)
    assert part.run.start.sizes[0] == data.x.shape[1] and part.fields["eta"].value == "by schedule"
    assert part.run.column("eta")[1] == pytest.approx(0.1 / (1 + 0.1 * 0.1))


# ---- the examples of the run, changed by hand ----

def test_the_data_of_a_run_unfold_and_can_be_changed():
    lab = nbnn.labs.LossLab(view="run", steps=40, data=nbnn.datasets.moons(n=20), points=True)
    part = lab.part
    part.player.index = 15
    assert "network" not in part.player.schema
    part.more.value = True
    assert part.player.schema["network"]["sizes"] == [2, 4, 1] and part.player.index == 15
    start = part.run.start
    send(lab.player, {"do": "points", "act": "add", "x": [0.2, 0.3], "z": 1})
    assert len(part.run.data) == 21 and part.run.start is start and part.player.index == 15
    assert part.data_chart.mover.points["said"].startswith("Example 20 was added: z = 1")
    assert "21 examples" in part.sentence()
    part.fields["eta"].value = "0.2"
    assert len(part.run.data) == 21 and part.points.can_undo
    before = part.run
    send(lab.player, {"do": "points", "act": "add", "x": [0.2, 1e9], "z": 1})
    assert part.run is before and "the chart reaches from" in lab.player.status
    part.points.undo()
    assert len(part.run.data) == 20
    part.points.remove(0)
    send(lab.player, {"do": "reset"})
    assert len(part.run.data) == 19 and part.fields["eta"].value == "0.1" and part.data_chart.mover.points["changed"]
    send(lab.player, {"do": "points", "act": "restore"})
    assert len(part.run.data) == 20 and not part.data_chart.mover.points["changed"]
    part.more.value = False
    assert "network" not in part.player.schema
    lab.close()


def test_more_examples_than_a_page_can_show_are_refused():
    lab = nbnn.labs.LossLab(view="run", steps=5000, data=nbnn.datasets.moons(n=200))
    with pytest.raises(ValueError, match="5000 updates of 201 examples are more than a page can show"):
        lab.part.points.add([0, 0], 1)
    assert len(lab.part.run.data) == 200
    lab.close()
