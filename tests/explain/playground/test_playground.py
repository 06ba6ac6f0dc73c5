"""The Playground's recipes: what fits them, and what is said of them."""

import re

import numpy as np
import pytest

import nbnn
from nbnn.explain.playground import playground as explain
from nbnn.explain.playground import recording
from tests.explain.playground.runs import CSV, own_data, trained


def test_the_columns_of_a_file_keep_their_names():
    flat = explain.setting(explain.Recipe(data="own"), own_data("plants.csv", CSV.encode()))
    assert flat.train.feature_names == ("height", "width") and recording.picture(flat)["axes"] == ["height", "width"]
    computed = explain.setting(explain.Recipe(data="own", features=("x2", "product")), own_data("plants.csv", CSV.encode()))
    assert computed.train.feature_names == ("width", "product")
    solid = explain.setting(explain.Recipe(data="own", hidden=(3,)), nbnn.Dataset.from_arrays(
        [[1, 2, 3], [2, 1, 5], [3, 3, 1], [0, 1, 2]] * 10, ["a", "b"] * 20, ("height", "x1", "a name of more than twenty letters")))
    assert explain.weight_layers(solid)[0]["from"][:3] == ["height", "x₁", "a name of more than…"]


def test_what_is_odd_about_data_of_ones_own_is_said_before_training():
    x = [[i, i % 3] for i in range(12)]
    made = explain.setting(explain.Recipe(data="own", batch_size=2), nbnn.Dataset.from_arrays(x, ["a", "b"] * 6, ("nr", "u")))
    assert len(made.remarks) == 1 and "'nr' looks like a row number" in made.remarks[0]
    assert recording.picture(made)["remarks"].endswith("Leave it out?")
    assert explain.setting(explain.Recipe()).remarks == ()


def test_a_loss_gives_way_to_one_that_fits_unless_it_was_chosen():
    assert explain.setting(explain.Recipe(data="iris")).recipe.loss is nbnn.cross_entropy
    with pytest.raises(ValueError, match="hinge does not fit 3 classes: choose one of"):
        explain.setting(explain.Recipe(data="iris"), chosen={"loss"})


def test_a_run_that_diverges_and_one_without_patience_left_say_why():
    made, history = trained({"eta": 1e6, "loss": "squared", "activation": "relu", "epochs": 200})
    assert explain.ending(history).startswith("Training ended: ")
    _, patient = trained({"patience": 2, "epochs": 500})
    assert f"The validation loss was lowest after epoch {patient.best_epoch}." in explain.ending(patient)
    assert explain.ending(trained({})[1]) == "" and made.recipe.eta == 1e6


def test_the_names_of_data_are_those_that_saved_networks_have():
    assert list(explain.SOURCES) == ["moons", "circles", "xor", "spiral", "blobs", "iris", "iris_2", "iris_4", "digits", "wave", "hill"]
    sizes = {name: source.make(explain.Recipe(data=name)).x.shape[1] for name, source in explain.SOURCES.items()}
    assert sizes == {"moons": 2, "circles": 2, "xor": 2, "spiral": 2, "blobs": 2, "iris": 2, "iris_2": 2, "iris_4": 4, "digits": 64,
                     "wave": 1, "hill": 2}


def test_what_can_be_drawn_in_the_plane():
    plane = lambda name: explain.in_plane(explain.SOURCES[name].make(explain.Recipe(data=name)))
    assert {name: plane(name) for name in ("moons", "iris", "wave", "hill", "iris_4", "digits")} == {
        "moons": True, "iris": True, "wave": True, "hill": True, "iris_4": False, "digits": False}
    of = lambda columns, classes: nbnn.Dataset.from_arrays([[i] * columns for i in range(classes)], list(range(1, classes + 1)))
    assert [explain.in_plane(of(*each)) for each in ((1, 3), (2, 3), (3, 3), (2, 7), (2, 8))] == [False, True, False, True, False]


def test_the_grid_of_inputs_is_that_of_the_plane():
    made = explain.setting(explain.Recipe(features=("x1", "product")))
    x1, product = made.grid().reshape(2, explain.NODES, explain.NODES)
    (low, high), (bottom, top) = made.extents
    assert np.allclose(x1[0], np.linspace(low, high, explain.NODES), atol=1e-6) and np.array_equal(x1[0], x1[-1])
    assert product[-1, 0] == pytest.approx(low * top, rel=1e-5) and product[0, -1] == pytest.approx(high * bottom, rel=1e-5)
    assert explain.setting(explain.Recipe(data="iris_4")).grid().shape == (0, explain.NODES ** 2)


def test_every_feature_is_a_part_of_one_number_times_a_part_of_the_other():
    x1, x2 = np.random.default_rng(0).normal(size=(2, 50))
    wanted = {"x1": x1, "x2": x2, "x1_squared": x1 ** 2, "x2_squared": x2 ** 2, "product": x1 * x2,
              "sin_x1": np.sin(x1), "sin_x2": np.sin(x2)}
    assert wanted.keys() == explain.FEATURES.keys()
    for key, feature in explain.FEATURES.items():
        assert np.array_equal(feature.value(x1, x2), wanted[key]), key
    assert explain.OF_X2 == ("x2", "x2_squared", "product", "sin_x2")


def test_names_are_shown_as_people_write_them():
    assert [explain.shown_name(name) for name in ("x1", "x2", "-1", "width")] == ["x₁", "x₂", "−1", "width"]


def test_a_pinned_run_names_only_what_was_switched_on():
    assert explain.summary(explain.setting(explain.Recipe())) == "moons, 2–4–2–1, tanh, hinge, SGD, η 0.05, batch 10, seed 0"
    assert ", batch 10, λ 0.01, dropout 0.5, seed" in explain.summary(explain.setting(explain.Recipe(l2=0.01, dropout=0.5)))


@pytest.mark.parametrize(("initializer", "words"), [("xavier", r"[\d.]+%"), ("zeros", r"[\d.]+% \(.+\)")])
def test_an_accuracy_that_nothing_decided_says_so(initializer, words):
    made, history = trained({"initializer": initializer, "epochs": 1})
    assert re.fullmatch(words, explain.table(made, history, 0)[0]["accuracy"])


@pytest.mark.parametrize(("n", "share"), [(20, 0.7), (10, 0.55), (30, 1)])
def test_a_batch_is_no_larger_than_the_training_data(n, share):
    made = explain.setting(explain.Recipe(n=n, share=share, batch_size=500))
    assert made.recipe.batch_size == len(made.train) < 500


@pytest.mark.parametrize("share", [True, False, "0.7", None, 0, -0.1, 1.01, float("nan")])
def test_a_share_that_is_none_is_refused(share):
    with pytest.raises((ValueError, TypeError), match=r"share"):
        explain.setting(explain.Recipe(share=share), chosen={"share"})


@pytest.mark.parametrize("scale", [1e-4, 1.0, 1e4])
def test_the_plane_that_is_shown_fits_the_examples_whatever_their_units(scale):
    made = explain.setting(explain.Recipe(data="changed"), nbnn.Dataset.from_arrays(
        scale * np.array([[0, 0], [2, 1], [1, 1], [1.5, 0.5]] * 5), ["a", "b"] * 10))
    (left, right), (bottom, top) = made.extents
    assert right - left == pytest.approx(top - bottom) == pytest.approx(2 * scale * (1 + 2 * explain.PADDING))
    assert left < 0 < 2 * scale < right and bottom < 0 < scale < top


@pytest.mark.parametrize("data", ["moons", "digits"])  # also where it is not drawn with them: the data are changed later
@pytest.mark.parametrize(("name", "most"), [("noise", 100), ("n", 5000)])
def test_as_many_examples_and_as_much_noise_as_it_says_and_no_more(data, name, most):
    assert len(explain.data_of(explain.Recipe(data=data, **{name: most}), None))
    with pytest.raises(ValueError, match=f"is {most + 1}: give at most {most}"):
        explain.data_of(explain.Recipe(data=data, **{name: most + 1}), None)


@pytest.mark.parametrize("noise", [-1.0, float("nan")])
@pytest.mark.parametrize("data", ["moons", "digits"])
def test_noise_is_0_or_more_whatever_the_data(data, noise):
    with pytest.raises(ValueError, match=f"noise is {noise:g}: a standard deviation is 0 or more"):
        explain.data_of(explain.Recipe(data=data, noise=noise), None)


@pytest.mark.parametrize(("choices", "says"), [
    ({"n": explain.EXAMPLES + 1}, "the number of examples is .*: give"), ({"noise": 1e3}, "noise is 1000: give at most 100, such as"),
    ({"data": "suns"}, "data is 'suns': it must be one of moons, circles"), ({"data": "own"}, "no data of your own yet: press Files"),
    ({"hidden": (1,) * 5}, "hidden layers are 1, 1, 1, 1, 1: give at most 4"), ({"hidden": (0,)}, "hidden layers are 0: give at most 4"),
    ({"features": ("x1", "x9")}, "features are x1, x9: give at least one of x1"), ({"features": ("x1", "x1")}, "each at most once"),
    ({"features": ()}, "features are none: give at least one"), ({"epochs": explain.EPOCHS + 1}, "the number of epochs is .*: give"),
    ({"schedule": "weekly"}, "schedule is 'weekly': it must be one of"), ({"share": 0}, "the training share is 0: give a number above 0"),
])
def test_what_the_page_cannot_do_is_refused_with_what_it_can(choices, says):
    with pytest.raises(ValueError, match=says):
        explain.setting(explain.Recipe().changed(**choices), chosen=choices)


def test_more_than_the_page_can_keep_is_refused_with_what_it_can():
    made = explain.Recipe(data="own", hidden=(64, 64), epochs=explain.EPOCHS, batch_size=2)
    wide = nbnn.Dataset.from_arrays(np.arange(120.0).reshape(12, 10) % 7, [-1, 1] * 6)
    with pytest.raises(ValueError, match=r"5000 epochs of 4929 weights are more than the page can keep: give at most 811 epochs"):
        explain.setting(made, wide)
    many = nbnn.Dataset.from_arrays(np.arange(2.0 * explain.EXAMPLES + 2).reshape(-1, 2), [-1, 1] * (explain.EXAMPLES // 2) + [1])
    with pytest.raises(ValueError, match=r"your data set has 5001 examples, but the Playground takes at most 5000: give fewer rows"):
        explain.setting(explain.Recipe(data="own"), many)


def test_a_feature_of_x2_asked_for_by_name_needs_two_inputs():
    with pytest.raises(ValueError, match="features are x1, x2, but 'wave' has one input: choose among x1"):
        explain.setting(explain.Recipe(data="wave", features=("x1", "x2")), chosen={"features"})
    assert explain.setting(explain.Recipe(data="wave", features=("x1", "x2"))).recipe.features == ("x1",)


def test_targets_are_told_by_r2_and_the_mean_absolute_error():
    made, history = trained({"data": "wave", "epochs": 2})
    told = explain.sentence(made, history, 2)
    assert told.startswith("Epoch 2 of 2: training loss ") and "R²" in told and "validation examples" in told and "correctly" not in told
    assert {"R²", "mean absolute error"} <= set(explain.table(made, history, 2)[-1])
    sent = recording.record(made, history)
    assert {"measures"} <= {each["name"] for each in sent.schema["columns"]} and made.kind == "curve"
    places = sent.schema["picture"]["points"]["value"]
    assert (min(places), max(places)) == (-1, 1) and made.span == (made.raw.z.min(), made.raw.z.max())


def test_without_validation_the_training_examples_are_told():
    made, history = trained({"share": 1, "epochs": 1})
    assert re.fullmatch(r"Epoch 1 of 1: training loss \S+; \S+% of the \d+ training examples are classified correctly.*",
                        explain.sentence(made, history, 1))
    assert {row["validation loss"] for row in explain.table(made, history, 1)} == {"no validation data"}


def test_equal_targets_have_room_around_them():
    flat = nbnn.Dataset.from_arrays([[0.0], [1.0], [2.0], [3.0]] * 3, [5.0] * 12, targets=True)
    assert explain.setting(explain.Recipe(data="own", share=1, batch_size=2), flat).span == (4.0, 6.0)
