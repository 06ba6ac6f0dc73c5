"""Data and network meet: labels belong to scores by their classes, defaults fit small data, and data of one class are reported."""

import importlib
import inspect
import pkgutil
import re
import warnings

import numpy as np
import pytest

import nbnn
import nbnn.core
from nbnn.core.network import measures
from nbnn.core.network.arguments import checked_data, losses_with_meaning, one_class, scores_for, usual_loss

FEW = (1, 2, 3, 4, 5, 13)
NAMES = ("data", "train", "validation")
XOR = nbnn.Dataset.from_arrays([[0, 0], [0, 1], [1, 0], [1, 1]], [-1, 1, 1, -1])


def few(n, classes=2, inputs=2):
    """n examples whose classes take turns."""
    x = np.random.default_rng(n).normal(size=(n, inputs))
    z = [(-1, 1)[i % 2] if classes == 2 else i % classes + 1 for i in range(n)]
    return nbnn.Dataset.from_arrays(x, z, class_names=tuple("abcdef"[:classes]))


def _is_error(made) -> bool:
    return isinstance(made, type) and issubclass(made, Exception)


def takes_data():
    """Every public function (and Training, Sweeping) of the core that takes a network or its sizes, and data."""
    for module in pkgutil.walk_packages(nbnn.core.__path__, "nbnn.core."):
        for name, made in vars(importlib.import_module(module.name)).items():
            if name.startswith("_") or getattr(made, "__module__", "") != module.name or not callable(made) or _is_error(made):
                continue
            parameters = inspect.signature(made).parameters
            first = next(iter(parameters), "")
            if first in ("net", "network", "net_or_sizes") and {"data", "train"} & set(parameters) and "plan" not in parameters:
                yield pytest.param(made, id=f"{module.name}.{name}")


def few_targets(n, m, inputs=2):
    """n examples with m targets."""
    rng = np.random.default_rng(n)
    return nbnn.Dataset.from_arrays(rng.normal(size=(n, inputs)), rng.normal(size=(n, m)))


def call(function, data, network):
    """The function with its defaults, and what it cannot do without."""
    return function(**_required(function, data, network))


def _required(function, data, network):
    net, loss = network, usual_loss(network.sizes[-1], data=data)
    values = {"net": net, "network": net, "net_or_sizes": net, "data": data, "train": data, "loss": loss, "steps": 3, "epochs": 2,
              "seeds": (0, 1), "directions": np.eye(net.quantities.n_weights)[:1], "resolution": 5,
              "weights": list(net.weights), "thetas": net.theta[None]}
    parameters = inspect.signature(function).parameters
    own = {name for name, each in parameters.items() if each.default is inspect.Parameter.empty and each.kind is not each.VAR_POSITIONAL}
    own |= {"steps", "epochs", "seeds", "resolution"} & set(parameters)
    if "validation" in own:
        values["validation"] = data
    return {name: values[name] for name in own}


OF_LABELS, OF_TARGETS = {"accuracy", "confusion"}, {"r2", "mean_absolute_error"}
INSIDE = {"mean_losses", "Measures", "as_lists"}  # of data that were checked before


@pytest.mark.filterwarnings("ignore:.*examples? (is|are) in the training data")
@pytest.mark.parametrize("function", [each for each in takes_data() if each.values[0].__name__ not in INSIDE])
@pytest.mark.parametrize(("n", "classes", "scores"), [*((n, 2, 1) for n in FEW), (1, 2, 2), (5, 2, 2), (1, 3, 3), (2, 3, 3), (13, 3, 3)])
def test_every_default_fits_few_examples(function, n, classes, scores):
    data, network = few(n, classes), nbnn.Network.random((2, 3, scores), seed=1)
    if function.__name__ in OF_TARGETS:
        with pytest.raises(ValueError, match=r"has classes, and .* needs targets"):
            call(function, data, network)
    else:
        assert call(function, data, network) is not None


@pytest.mark.filterwarnings("ignore:.*examples? (is|are) in the training data")
@pytest.mark.parametrize("function", [each for each in takes_data() if each.values[0].__name__ not in INSIDE])
@pytest.mark.parametrize(("n", "m"), [(1, 1), (5, 1), (5, 3)])
def test_every_default_takes_targets(function, n, m):
    data, network = few_targets(n, m), nbnn.Network.random((2, 3, m), seed=1)
    if function.__name__ in OF_LABELS:
        with pytest.raises(ValueError, match=r"has targets .* needs classes"):
            call(function, data, network)
    else:
        assert call(function, data, network) is not None
    if "loss" in inspect.signature(function).parameters:
        with pytest.raises(ValueError, match=r"the .* loss takes labels: use a loss that takes targets"):
            function(**{**_required(function, data, network), "loss": nbnn.hinge if m == 1 else nbnn.cross_entropy})
    with pytest.raises(ValueError, match=rf"has {m} targets? .*, but .*: let its last layer have {m}"):
        call(function, data, nbnn.Network.random((2, 3, m + 1), seed=1))


def test_the_functions_are_found():
    names = {each.values[0].__name__ for each in takes_data()}
    assert {"sgd", "sgd_last", "train", "sweep", "Training", "slice", "of_network", "accuracy", "confusion", "spread", *INSIDE} <= names


def test_train_fits_its_batch_to_the_four_points_of_xor():
    history = nbnn.train(nbnn.Network.random((2, 4, 1), seed=0), XOR, loss="hinge")
    assert history.plan.batch_size == 4
    assert nbnn.train(nbnn.Network.random((2, 4, 1)), nbnn.datasets.moons(20), loss="hinge").plan.batch_size == 10


def test_what_was_asked_for_is_refused():
    with pytest.raises(ValueError, match="batch_size is 10, but there are only 4 training examples: give at most 4"):
        nbnn.train(nbnn.Network.random((2, 4, 1)), XOR, loss="hinge", batch_size=10)
    with pytest.raises(ValueError, match="batch_size is 10"):
        nbnn.sweep((2, 4, 1), XOR, XOR, loss="hinge", batch_size=10)


@pytest.mark.parametrize("n", FEW[1:])
def test_a_split_leaves_an_example_for_each_part(n):
    train, validation = few(n).split()
    assert len(train) == min(max(1, int(0.8 * n + 0.5)), n - 1)
    assert len(train) + len(validation) == n


def test_a_share_that_was_asked_for_is_refused_where_it_leaves_nothing():
    with pytest.raises(ValueError, match="leaves no example for validation"):
        few(2).split(0.8)
    with pytest.raises(ValueError, match="there is only 1 example, and training and validation need one each: give at least two"):
        few(1).split()


# ---- classes and scores ----

TWO = nbnn.Network([[[1.0, 0.0], [0.0, 1.0]], [[1.0, -1.0], [0.5, 2.0]]])


def test_two_classes_are_scores_one_and_two():
    data = nbnn.Dataset.from_arrays([[1, 0], [0, 1]], ["no", "yes"])
    assert data.z.tolist() == [-1, 1]
    counted = checked_data(data, TWO)
    assert counted.z.tolist() == [1, 2] and counted.labels == (1, 2)
    assert [counted.name_of(z) for z in counted.z] == ["no", "yes"]
    assert counted.counting(False).z.tolist() == [-1, 1] and checked_data(counted, nbnn.Network([[1.0, 2.0]])).z.tolist() == [-1, 1]
    assert counted.counting_in_words() == "with a score for each class, no is z = 1 (its score is y₁) and yes is z = 2 (its score is y₂)"
    assert repr(counted).endswith("classes no, yes with the labels 1, 2)")
    assert data.counting_in_words() == ""


def test_an_update_of_two_scores_is_that_of_the_class():
    """x = [1, 0] of the second class: a = h = [1, 0], y = [1, 0.5]; p₂ = 1/(1 + e^0.5)."""
    data = nbnn.Dataset.from_arrays([[1, 0], [0, 1]], [1, -1])
    step = nbnn.sgd(TWO, data, "cross_entropy", 0.1, order=[0])[0]
    p2 = 1 / (1 + np.exp(0.5))
    assert step.z == 2
    assert step.loss == pytest.approx(-np.log(p2))
    assert step.dl_dy == pytest.approx([1 - p2, p2 - 1])


def test_training_with_a_score_for_each_class_learns_the_classes():
    data = nbnn.datasets.blobs(60, noise=0.2)
    history = nbnn.train(nbnn.Network.random((2, 4, 2), seed=2), data, loss="cross_entropy", eta=0.3)
    one = nbnn.train(nbnn.Network.random((2, 4, 1), seed=2), data, loss="hinge", eta=0.3)
    assert history.accuracy[-1] == one.accuracy[-1] == 1.0
    for net in (history.network, one.network):
        assert measures.accuracy(net, data) == 1.0
        assert net.predict(data).tolist() == data.z.tolist()
        assert measures.confusion(net, data).names == data.class_names
    assert history.remarks == (history.data.counting_in_words(),)
    assert nbnn.from_json(history.to_json()).data.z.tolist() == history.data.z.tolist()


def test_binary_cross_entropy_of_one_score_is_cross_entropy_of_two():
    """The scores y and −y: the second class has y, so w and −w in the rows give the same losses (Goodfellow et al., 6.2.2.2)."""
    data, w = nbnn.datasets.moons(20), np.array([0.7, -0.4])
    two = nbnn.convex.of_network(nbnn.Network([[-w, w]]), data, "cross_entropy")
    one = nbnn.convex.of_network(nbnn.Network([w]), data, "binary_cross_entropy")
    assert two(np.concatenate([-w, w])) == pytest.approx(one(w))


@pytest.mark.parametrize(("sizes", "classes", "words"), [
    ((2, 3, 1), 3, r"'data' has 3 classes \(a, b, c\), but .* gives one score, which tells two classes apart: let its last layer have 3"),
    ((2, 3, 2), 3, "gives 2 scores: let its last layer have 3 scores, or choose classes with data.select"),
    ((2, 3, 4), 2, "gives 4 scores: let its last layer have 1 score, or one for each class"),
])
def test_a_network_that_cannot_tell_the_classes_apart_is_refused(sizes, classes, words):
    """By the classes and not by the labels that happen to be there: label 1 of three classes is not z = +1."""
    data = few(9, classes)
    only = data.subset(np.flatnonzero(data.z == data.labels[0]))
    net = nbnn.Network.random(sizes)
    for given in (data, only):
        for run in (lambda data: nbnn.sgd(net, data, "squared", 0.1, 3), lambda data: nbnn.train(net, data, loss="squared"),
                    lambda data: measures.accuracy(net, data), lambda data: measures.confusion(net, data),
                    lambda data: nbnn.sweep(net, data, data, loss="squared")):
            with pytest.raises(ValueError, match=words):
                run(given)


def test_a_label_alone_is_told_how_to_count():
    with pytest.raises(ValueError, match=r"z must be 1 to 2 \(2 scores\); two scores count the two classes, so −1 becomes 1"):
        nbnn.sgd_step(TWO, [1, 0], -1, "cross_entropy")


def test_scores_for():
    assert [scores_for(few(6, classes)) for classes in (2, 3, 4)] == [1, 3, 4]


# ---- one class ----

ONE_CLASS = few(9).subset(range(1, 9, 2))
WORDS = r"all 4 training examples are of one class, b \(z = {}\): there is nothing to tell apart"


@pytest.mark.parametrize(("scores", "loss", "z"), [(1, "hinge", r"\+1"), (2, "cross_entropy", "2")])
def test_data_of_one_class_are_reported_before_training(scores, loss, z):
    net, words = nbnn.Network.random((2, 3, scores), seed=0), WORDS.format(z)
    for train in (lambda: nbnn.sgd(net, ONE_CLASS, loss, 0.1, 3), lambda: nbnn.sgd_last(net, ONE_CLASS, loss, 0.1, 3),
                  lambda: nbnn.train(net, ONE_CLASS, loss=loss),
                  lambda: nbnn.sweep((2, 3, scores), ONE_CLASS, few(7), loss=loss, seeds=(0, 1), epochs=1)):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            train()
        said = [str(each.message) for each in caught if "one class" in str(each.message)]
        assert len(said) == 1 and re.match(words, said[0])
        assert all(each.filename == __file__ for each in caught)


def test_one_example_alone_is_a_calculation_by_hand():
    assert one_class(few(1)) == () and one_class(few(2)) == ()
    same = nbnn.Dataset.from_arrays([[1.0], [2.0]], [-1, -1])
    assert one_class(same)[0].startswith("all 2 training examples have the label −1: there is nothing to tell apart")


# ---- losses that an activation of the output leaves without meaning ----

SIGNED = {"zero_one", "perceptron", "exponential", "hinge", "squared_hinge"}
PROBABILITY = {"binary_cross_entropy", "logistic"}
ANY_OUTPUT = {"squared", "half_squared", "absolute", "huber"}
MULTI = {"zero_one", "multiclass_hinge", "weston_watkins"}


@pytest.mark.parametrize(("output", "one", "many"), [
    ("identity", SIGNED | PROBABILITY | ANY_OUTPUT, MULTI | ANY_OUTPUT | {"cross_entropy"}),
    ("leaky_relu", SIGNED | PROBABILITY | ANY_OUTPUT, MULTI | ANY_OUTPUT | {"cross_entropy"}),
    ("tanh", SIGNED | ANY_OUTPUT, MULTI | ANY_OUTPUT),
    ("sigmoid", ANY_OUTPUT | {"binary_cross_entropy_01"}, MULTI | ANY_OUTPUT | {"binary_cross_entropy_01"}),
    ("relu", ANY_OUTPUT, MULTI | ANY_OUTPUT | {"cross_entropy"}),
    ("softplus", ANY_OUTPUT, MULTI | ANY_OUTPUT | {"cross_entropy"}),
])
def test_which_losses_have_meaning_on_which_outputs(output, one, many):
    assert set(losses_with_meaning(nbnn.ACTIVATIONS[output])) == one
    assert set(losses_with_meaning(nbnn.ACTIVATIONS[output], one_score=False)) == many


def test_the_extent_of_an_activation_is_read_off_its_values():
    extents = {key: record.extent for key, record in nbnn.ACTIVATIONS.items()}
    inf = float("inf")
    assert extents == {"identity": (-inf, inf), "relu": (0, inf), "leaky_relu": (-inf, inf), "tanh": (-1, 1), "sigmoid": (0, 1),
                       "softplus": (0, inf)}
    own = nbnn.Activation(key="mine", name="mine", value=lambda a: 3 * np.tanh(a), derivative=lambda a: 3 - 3 * np.tanh(a) ** 2)
    assert own.extent == (-3, 3)
    assert nbnn.sgd_step(nbnn.Network([[1.0]], output=own), [1], 1, "hinge").loss == 0
    with pytest.raises(ValueError, match="lies between −3 and 3"):
        nbnn.sgd_step(nbnn.Network([[1.0]], output=own), [1], 1, "logistic")


@pytest.mark.parametrize(("loss", "output", "scores", "words"), [
    ("hinge", "sigmoid", 1, "the hinge loss needs a score that can be −1 and less, and 1 and more, but the output of Network(2–3–1, ReLU, "
                            "output sigmoid) lies between 0 and 1: leave output out, so that it gets the score s, or take a loss that "
                            "suits it: squared, half_squared, absolute, huber, binary_cross_entropy_01"),
    ("perceptron", "sigmoid", 1, "needs a score on both sides of 0"),
    ("zero_one", "relu", 1, "is 0 or more: leave output out"),
    ("logistic", "tanh", 1, "needs a score of any size, since it makes the probability itself"),
    ("cross_entropy", "sigmoid", 3, "needs scores of any size, since it makes the probability itself"),
    ("binary_cross_entropy_01", "identity", 1, "needs an output that lies between 0 and 1, but the output of Network(2–3–1, ReLU) is any "
                                               "number: give the network output=nbnn.sigmoid, or take a loss that suits it: zero_one"),
    ("binary_cross_entropy_01", "tanh", 3, "lies between −1 and 1: give the network output=nbnn.sigmoid"),
])
def test_a_loss_without_meaning_says_what_to_do_wherever_it_comes_in(loss, output, scores, words):
    net = nbnn.Network.random([2, 3, scores], output=output)
    data = few(9, 2 if scores == 1 else 3)
    theta = net.theta.copy()
    for call in (lambda: nbnn.sgd_step(net, data.x[0], 1, loss), lambda: nbnn.sgd(net, data, loss, steps=3),
                 lambda: nbnn.sgd_last(net, data, loss, steps=3), lambda: nbnn.train(net, data, loss=loss),
                 lambda: nbnn.sweep(net, data, data, loss=loss), lambda: nbnn.graph.of_network(net, data.x[0], 1, loss),
                 lambda: nbnn.convex.of_network(net, data, loss), lambda: nbnn.landscape.slice(net, data, loss, weights=[("W1", 0, 0)]),
                 lambda: nbnn.check.gradients(net, data.x[0], 1, loss)):
        with pytest.raises(ValueError, match=re.escape(words)):
            call()
    assert net.theta.tolist() == theta.tolist()


def test_a_sigmoid_output_with_its_own_loss_is_trained_with_labels_of_either_kind():
    net = nbnn.Network.random([2, 6, 1], nbnn.tanh, seed=1, bias=True, output=nbnn.sigmoid)
    moons = nbnn.datasets.moons(60, noise=0.1, seed=2)
    labels = nbnn.train(net, moons, loss="binary_cross_entropy_01", eta=0.5, epochs=60, seed=3)
    assert labels.accuracy[-1] > 0.9
    scores = nbnn.train(nbnn.Network(net.weights, nbnn.tanh, True), moons, loss="logistic", eta=0.5, epochs=60, seed=3)
    np.testing.assert_allclose(labels.last.theta, scores.last.theta, rtol=1e-8)
    numbers = nbnn.Dataset.from_arrays(moons.x, (moons.z + 1) / 2, targets=True)
    np.testing.assert_allclose(nbnn.train(net, numbers, loss="binary_cross_entropy_01", eta=0.5, epochs=60, seed=3).last.theta,
                               labels.last.theta, rtol=1e-12)
    assert nbnn.sgd_step(net, [1, 2], 0, "binary_cross_entropy_01").loss == nbnn.sgd_step(net, [1, 2], -1, "binary_cross_entropy_01").loss
    wrong = nbnn.Dataset.from_arrays(moons.x, moons.z * 2.0, targets=True)
    for call in (lambda: nbnn.train(net, wrong, loss="binary_cross_entropy_01"), lambda: nbnn.sgd(net, wrong, "binary_cross_entropy_01"),
                 lambda: nbnn.sgd_step(net, [1, 2], 2.0, "binary_cross_entropy_01")):
        with pytest.raises(ValueError, match=r"z is -?2, but the binary cross entropy .* takes numbers from 0 to 1: give targets"):
            call()


@pytest.mark.parametrize("output", nbnn.ACTIVATIONS)
def test_the_usual_loss_has_meaning_on_every_output(output):
    g = nbnn.ACTIVATIONS[output]
    for scores in (1, 3):
        assert usual_loss(scores, output=g).key in losses_with_meaning(g, scores == 1)
    found = usual_loss(1, output=g)
    assert found is {"sigmoid": nbnn.binary_cross_entropy_01, "relu": nbnn.squared, "softplus": nbnn.squared}.get(output, nbnn.hinge)


@pytest.mark.parametrize(("sizes", "words"), [
    ((2, 5, 3), "1 to 3 (3 scores)"), ((2, 5, 1), "−1 or +1 (one score)"), ((2, 4), "1 to 4 (4 scores)")])
def test_a_label_outside_its_set_is_told_the_set(sizes, words):
    net, loss = nbnn.Network.random(sizes), "hinge" if sizes[-1] == 1 else "cross_entropy"
    for z in (7, 0, -2):
        with pytest.raises(ValueError, match=re.escape(f"label {z} is outside its set: z must be {words}")):
            nbnn.sgd_step(net, [1.0, 2.0], z, loss)


def test_data_without_an_example_is_refused():
    empty = type("Empty", (), {"x": np.zeros((0, 2)), "z": np.zeros(0), "__len__": lambda self: 0})()
    with pytest.raises(ValueError, match="the data is empty: SGD needs at least one example to pick"):
        checked_data(empty, nbnn.Network([[1.0, 2.0]]))


def test_data_of_ones_own_kind_have_their_labels_checked():
    own = type("Own", (), {"x": np.zeros((2, 2)), "z": np.array([1, 2]), "__len__": lambda self: 2})()
    with pytest.raises(ValueError, match=r"−1 or \+1 \(one score\)"):
        checked_data(own, nbnn.Network([[1.0, 2.0]]))
