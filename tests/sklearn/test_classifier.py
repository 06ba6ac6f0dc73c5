"""The classifier beside scikit-learn: its own checks, and what a user does with it."""

import pickle

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

import nbnn
from nbnn.sklearn import NetworkClassifier

IRIS = nbnn.datasets.iris()
SPECIES = np.array([IRIS.name_of(z) for z in IRIS.z])
MOONS = nbnn.datasets.moons(60)


@parametrize_with_checks([NetworkClassifier()])  # tests/estimators has more of them
def test_scikit_learns_own_checks(estimator, check):
    check(estimator)


def test_it_works_in_a_pipeline_and_a_grid_search():
    grid = {"hidden_layer_sizes": [(), (8,), 4], "activation": ["tanh", nbnn.leaky_relu(0.2)]}
    search = GridSearchCV(make_pipeline(StandardScaler(), NetworkClassifier(random_state=0, epochs=30)),
                          {f"networkclassifier__{name}": values for name, values in grid.items()}, cv=3, error_score="raise")
    search.fit(IRIS.x, SPECIES)
    best = search.best_estimator_[-1]
    assert search.best_score_ > 0.9 and set(search.predict(IRIS.x)) == set(SPECIES)
    assert isinstance(best.network_, nbnn.Network) and best.network_.sizes[-1] == 3


@pytest.mark.parametrize("labels", [("spam", "ham"), (0, 1), (7, -3), (False, True), (0.0, 1.0), (" ", "")], ids=repr)
def test_labels_of_any_kind_come_back_as_they_were(labels):
    y = np.array(labels)[(MOONS.z + 1) // 2]
    classifier = NetworkClassifier(random_state=0).fit(MOONS.x, y)
    assert classifier.predict(MOONS.x).dtype == y.dtype and classifier.score(MOONS.x, y) > 0.8
    assert classifier.classes_.tolist() == sorted(labels) and classifier.network_.one_score


@pytest.mark.parametrize(("loss", "one_score", "c"), [(None, True, 2), ("cross_entropy", False, 1)])
def test_two_classes_have_scores_and_probabilities_that_agree(loss, one_score, c):
    classifier = NetworkClassifier(loss=loss, random_state=0, epochs=5).fit(MOONS.x, MOONS.z)
    scores, p = classifier.decision_function(MOONS.x), classifier.predict_proba(MOONS.x)
    assert classifier.network_.one_score is one_score and scores.shape == (60,)
    assert p[:, 1] == pytest.approx(1 / (1 + np.exp(-c * scores)), abs=1e-12) and p.sum(axis=1) == pytest.approx(np.ones(60))
    assert np.array_equal(classifier.predict(MOONS.x), np.where(scores >= 0, 1, -1))
    assert np.exp(classifier.predict_log_proba(MOONS.x)) == pytest.approx(p)


def test_the_probabilities_are_those_that_the_loss_is_made_of():
    for y, loss in ((MOONS.z, None), (MOONS.z, "cross_entropy")):
        classifier = NetworkClassifier(loss=loss, random_state=0, epochs=5).fit(MOONS.x, y)
        told = -np.log(classifier.predict_proba(MOONS.x)[np.arange(60), (y + 1) // 2]).mean()
        assert told == pytest.approx(classifier.history_.train_loss[-1], rel=1e-12)


@pytest.mark.parametrize(("output", "loss"), [("identity", "binary_cross_entropy"), ("sigmoid", "binary_cross_entropy_01"),
                                              ("tanh", "half_squared"), ("relu", "half_squared")])
def test_the_usual_loss_of_two_classes_suits_the_output(output, loss):
    classifier = NetworkClassifier(output=output, random_state=0).fit(MOONS.x, MOONS.z)
    assert classifier.history_.plan.loss is nbnn.LOSSES[loss] and classifier.score(MOONS.x, MOONS.z) > 0.8
    assert hasattr(classifier, "predict_proba") is loss.startswith("binary")


@pytest.mark.parametrize("data", [MOONS, IRIS], ids=["two classes", "three"])
def test_outputs_from_0_to_1_are_the_probabilities(data):
    y = SPECIES if data is IRIS else data.z
    classifier = NetworkClassifier(output="sigmoid", random_state=0, epochs=20).fit(data.x, y)
    y, p = classifier.network_.scores(data.x), classifier.predict_proba(data.x)
    assert p.sum(axis=1) == pytest.approx(np.ones(len(p)))
    assert p[:, -1] == pytest.approx(y if data is MOONS else y[:, -1] / y.sum(axis=1))
    assert np.array_equal(classifier.classes_[p.argmax(axis=1)], classifier.predict(data.x))


def test_a_loss_of_numbers_takes_two_classes_as_the_output_can_be():
    """A sigmoid is never −1: the books' targets are 0 and 1."""
    classifier = NetworkClassifier(output="sigmoid", loss="half_squared", random_state=0, patience=20).fit(MOONS.x, MOONS.z)
    data = classifier.history_.data
    assert set(data.z) == {0, 1} and data.targets == ("1",) and classifier.score(MOONS.x, MOONS.z) > 0.8
    assert set(NetworkClassifier(output="tanh", loss="half_squared", epochs=1).fit(MOONS.x, MOONS.z).history_.data.z) == {-1, 1}


def test_a_loss_that_the_output_leaves_without_meaning_is_said():
    with pytest.raises(ValueError, match="hinge loss needs a score that can be"):
        NetworkClassifier(output="sigmoid", loss="hinge").fit(MOONS.x, MOONS.z)


def test_a_loss_without_probabilities_has_none():
    assert not hasattr(NetworkClassifier(loss="hinge"), "predict_proba") and hasattr(NetworkClassifier(), "predict_proba")
    with pytest.raises(AttributeError, match="predict_proba") as caught:
        NetworkClassifier(loss=nbnn.hinge).predict_proba
    assert "decision_function" in str(caught.value.__cause__)


def test_a_loss_of_one_score_tells_more_classes_apart_one_against_the_rest():
    with pytest.raises(ValueError, match=r"by the hinge loss, which takes one score, but y has 3 classes.*OneVsRestClassifier"):
        NetworkClassifier(loss="hinge").fit(IRIS.x, SPECIES)
    x = nbnn.standardize(IRIS).x
    several = OneVsRestClassifier(NetworkClassifier(loss="hinge", random_state=0, epochs=30)).fit(x, SPECIES)
    assert several.score(x, SPECIES) > 0.9


def test_the_names_of_a_table_become_those_of_the_features():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(IRIS.x, columns=list(IRIS.feature_names))
    classifier = NetworkClassifier(random_state=0, epochs=2).fit(frame, SPECIES)
    assert classifier.feature_names_in_.tolist() == list(IRIS.feature_names) == list(classifier.history_.data.feature_names)
    assert classifier.history_.data.class_names == ("setosa", "versicolor", "virginica")
    with pytest.raises(ValueError, match="feature names should match"):
        classifier.predict(frame.rename(columns={"petal length": "length"}))
    with pytest.raises(ValueError, match=r"unique column names.*\n?.*'petal width'|'petal width' twice"):
        NetworkClassifier().fit(frame.rename(columns={"petal length": "petal width"}), SPECIES)


def test_a_step_of_a_fitted_one_goes_on_the_board():
    classifier = NetworkClassifier((3,), random_state=0, epochs=2).fit(MOONS.x, MOONS.z)
    step = nbnn.sgd_step(classifier.network_, MOONS.x[0], int(MOONS.z[0]), loss=classifier.history_.plan.loss, eta=0.1)
    assert step.before is classifier.network_ and "dl_dW1" in classifier.network_.backward(classifier.network_.forward(MOONS.x[0]), 1.0)


def test_patience_keeps_the_network_with_the_lowest_validation_loss():
    classifier = NetworkClassifier(random_state=0, patience=3, validation_fraction=0.25, epochs=200, eta=0.1).fit(IRIS.x, SPECIES)
    history = classifier.history_
    assert len(history.validation) == 37 and np.bincount(history.validation.z)[1:].min() >= 12
    assert history.best_epoch < len(history) == classifier.n_iter_ < 200
    assert np.array_equal(classifier.network_.theta, history.weights[np.argmin(history.validation_loss)])
    with pytest.raises(ValueError, match=r"validation_fraction is 1: with patience it must lie between 0 and 1"):
        NetworkClassifier(patience=3, validation_fraction=1).fit(IRIS.x, SPECIES)


def test_partial_fit_needs_all_labels_first_and_takes_no_others():
    classifier = NetworkClassifier(random_state=0)
    with pytest.raises(ValueError, match="classes must be given in the first call"):
        classifier.partial_fit(IRIS.x, SPECIES)
    with pytest.raises(ValueError, match="classes holds one class, 'setosa': give at least two"):
        classifier.partial_fit(IRIS.x[:9], SPECIES[:9], classes=["setosa"])
    with pytest.raises(ValueError, match="y holds 'virginica', which is not among the classes setosa, versicolor"):
        classifier.partial_fit(IRIS.x, SPECIES, classes=["setosa", "versicolor"])
    assert not hasattr(classifier, "network_") and not hasattr(classifier, "classes_")
    classifier.partial_fit(IRIS.x[:9], SPECIES[:9], classes=sorted(set(SPECIES)))
    with pytest.raises(ValueError, match="classes is setosa, versicolor, but the first call had setosa, versicolor, virginica"):
        classifier.partial_fit(IRIS.x, SPECIES, classes=["setosa", "versicolor"])
    assert classifier.partial_fit(IRIS.x[-3:], SPECIES[-3:]).n_iter_ == 2 and classifier.network_.sizes == (4, 10, 3)


def test_one_class_is_said_before_anything_changes():
    classifier = NetworkClassifier()
    with pytest.raises(ValueError, match="y holds one class, 'setosa': a classifier needs examples of at least two"):
        classifier.fit(IRIS.x[:9], SPECIES[:9])


def test_a_copy_and_a_pickle_predict_the_same():
    classifier = NetworkClassifier((4,), nbnn.leaky_relu(0.2), loss=nbnn.cross_entropy, random_state=3, epochs=3).fit(IRIS.x, SPECIES)
    again = clone(classifier).fit(IRIS.x, SPECIES)
    thawed = pickle.loads(pickle.dumps(classifier))
    assert np.array_equal(again.network_.theta, classifier.network_.theta)
    assert np.array_equal(thawed.decision_function(IRIS.x), classifier.decision_function(IRIS.x))
    del thawed.history_
    assert np.array_equal(thawed.predict(IRIS.x), classifier.predict(IRIS.x))
    assert np.array_equal(thawed.partial_fit(IRIS.x, SPECIES).network_.theta, classifier.partial_fit(IRIS.x, SPECIES).network_.theta)
