"""Networks from scikit-learn's, and to them; its own copy is among the tests' libraries."""

import sys

import numpy as np
import pytest

import nbnn

neural_network = pytest.importorskip("sklearn.neural_network")
pytestmark = pytest.mark.filterwarnings("ignore:Stochastic Optimizer")  # a few iterations are enough here

X = np.random.default_rng(0).normal(size=(60, 3))
PLANTS = np.array(["fern", "moss", "reed"])[np.argmax(X, axis=1)]
RECORDS = [record for record in nbnn.ACTIVATIONS.values() if record.sklearn]


def close(one, other):
    np.testing.assert_allclose(one, other, rtol=0, atol=1e-12)


@pytest.mark.parametrize("record", RECORDS, ids=repr)
@pytest.mark.parametrize("hidden", [(), (4,), (5, 3)])
def test_a_fitted_classifier_becomes_a_network(record, hidden):
    given = {"hidden_layer_sizes": hidden, "activation": record.sklearn, "max_iter": 5, "random_state": 0}
    mlp = neural_network.MLPClassifier(**given).fit(X, PLANTS)
    net = nbnn.Network.from_sklearn(mlp)
    assert net.sizes == (3, *hidden, 3) and net.bias
    e = np.exp(net.scores(X))
    close(e / e.sum(axis=1, keepdims=True), mlp.predict_proba(X))
    assert (mlp.classes_[net.predict(X) - 1] == mlp.predict(X)).all()
    two = neural_network.MLPClassifier(**given).fit(X, PLANTS == "fern")
    net = nbnn.Network.from_sklearn(two)
    close(nbnn.sigmoid.value(net.scores(X)), two.predict_proba(X)[:, 1])
    assert ((net.predict(X) == 1) == two.predict(X)).all()


@pytest.mark.parametrize("targets", [X[:, 0], X[:, :2]], ids=["one", "two"])
def test_a_fitted_regressor_becomes_a_network(targets):
    mlp = neural_network.MLPRegressor(hidden_layer_sizes=(6,), activation="tanh", max_iter=5, random_state=0).fit(X, targets)
    close(nbnn.Network.from_sklearn(mlp).scores(X), mlp.predict(X))


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("sizes", [(3, 1), (3, 4), (3, 5, 1), (3, 5, 4, 3)])
@pytest.mark.parametrize("record", RECORDS, ids=repr)
def test_a_network_becomes_an_estimator_that_predicts(record, sizes, bias):
    net = nbnn.Network.random(sizes, record, seed=1, bias=bias)
    net = net.with_theta(net.theta + 0.1)
    classifier, regressor = net.to_sklearn(), net.to_sklearn(regression=True)
    close(regressor.predict(X), net.scores(X))
    decided = net.scores(X) != 0 if net.one_score else np.ones(len(X), bool)  # at 0, with all units off, each has a rule of its own
    assert (classifier.predict(X) == net.predict(X))[decided].all()
    close(nbnn.Network.from_sklearn(classifier).scores(X), net.scores(X))
    assert regressor.n_features_in_ == classifier.n_features_in_ == 3
    classifier.partial_fit(X, net.predict(X))  # it is a whole one: it can be trained on
    regressor.partial_fit(X, net.scores(X))


def test_classes_have_the_names_that_are_given():
    net = nbnn.Network.random([3, 4, 3], nbnn.tanh)
    assert set(net.to_sklearn(classes=["fern", "moss", "reed"]).predict(X)) <= set(PLANTS)
    for classes in (["a", "b"], ["b", "a", "c"], ["a", "a", "b"], "abc"):
        with pytest.raises(ValueError, match="give 3 different ones in sorted order"):
            net.to_sklearn(classes=classes)


def test_a_logistic_output_is_the_classifiers_own():
    net = nbnn.Network.random([3, 4, 1], nbnn.tanh, seed=1, bias=True, output=nbnn.sigmoid)
    close(net.to_sklearn().predict_proba(X)[:, 1], net.scores(X))


@pytest.mark.parametrize(("net", "regression", "words"), [
    (nbnn.Network.random([3, 4, 1], nbnn.tanh, output=nbnn.sigmoid), True, "has the activation sigmoid, but an MLPRegressor has none"),
    (nbnn.Network.random([3, 4, 3], nbnn.tanh, output=nbnn.sigmoid), False, "an MLPClassifier has the logistic function with one score"),
    (nbnn.Network.random([3, 4, 1], nbnn.tanh, output=nbnn.tanh), False, "the network's output has the activation tanh"),
    (nbnn.Network.random([3, 4, 2, 1], [nbnn.tanh, nbnn.relu]), False, "the hidden layers have tanh, relu, but"),
])
def test_an_output_or_layers_that_it_does_not_have_are_refused(net, regression, words):
    with pytest.raises(ValueError, match=words):
        net.to_sklearn(regression=regression)


def test_what_scikit_learn_does_not_have_is_refused():
    with pytest.raises(ValueError, match=r"leaky_relu\(slope=0.2\) does not exist in scikit-learn, whose networks have identity"):
        nbnn.Network.random([3, 2, 1], nbnn.leaky_relu(0.2)).to_sklearn()


def test_what_is_no_network_of_scikit_learn_is_refused():
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    new = neural_network.MLPClassifier(hidden_layer_sizes=(2,))
    for given, words in ((LogisticRegression(), "mlp is a LogisticRegression, but it must be a fitted MLPClassifier or MLPRegressor"),
                         (make_pipeline(StandardScaler(), new), r"give its last step, mlp = pipeline\[-1\]"), (None, "mlp is a NoneType"),
                         (nbnn.sklearn.NetworkClassifier(epochs=1).fit(X, PLANTS), "it has its network already, network_")):
        with pytest.raises(TypeError, match=words):
            nbnn.Network.from_sklearn(given)
    with pytest.raises(ValueError, match="this MLPClassifier is not fitted"):
        nbnn.Network.from_sklearn(new)
    several = neural_network.MLPClassifier(hidden_layer_sizes=(2,), max_iter=2).fit(X, X > 0)
    with pytest.raises(ValueError, match="has 3 labels an example that do not exclude each other"):
        nbnn.Network.from_sklearn(several)
    odd = neural_network.MLPRegressor(hidden_layer_sizes=(2,), max_iter=2).fit(X, X[:, 0])
    odd.out_activation_ = "exp"
    with pytest.raises(ValueError, match="the output of this MLPRegressor is 'exp', which a network here does not compute"):
        nbnn.Network.from_sklearn(odd)


def test_without_scikit_learn_it_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.neural_network", None)
    with pytest.raises(ImportError, match="scikit-learn is not installed here"):
        nbnn.Network.random([2, 3, 1]).to_sklearn()


def test_an_activation_that_a_network_does_not_have_is_named_with_those_that_it_has():
    mlp = neural_network.MLPRegressor(hidden_layer_sizes=(2,), max_iter=1).fit(X, X[:, 0])
    mlp.activation = "softsign"
    with pytest.raises(ValueError, match=r"the activation of this MLPRegressor is 'softsign': a network here can have .*, relu \(ReLU\)"):
        nbnn.Network.from_sklearn(mlp)


def test_classes_are_names_or_numbers():
    with pytest.raises(TypeError, match=r"classes is \[None, 1\]: give 2 names, or numbers, in sorted order"):
        nbnn.Network([[1.0, 2.0]]).to_sklearn(classes=[None, 1])
