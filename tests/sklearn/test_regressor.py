"""The regressor beside scikit-learn: its own checks, and what a user does with it."""

import pickle

import numpy as np
import pytest
from sklearn.compose import TransformedTargetRegressor
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

import nbnn
from nbnn.sklearn import NetworkRegressor

X = np.random.default_rng(0).uniform(-1, 1, (80, 2))
Y = np.sin(2 * X[:, 0]) + X[:, 1]
BOTH = np.column_stack([Y, 3 * X[:, 0]])


@parametrize_with_checks([NetworkRegressor()])  # tests/estimators has more of them
def test_scikit_learns_own_checks(estimator, check):
    check(estimator)


def test_it_works_in_a_pipeline_and_a_grid_search():
    inside = make_pipeline(StandardScaler(), NetworkRegressor(activation="tanh", random_state=0))
    search = GridSearchCV(TransformedTargetRegressor(inside, transformer=StandardScaler()),
                          {"regressor__networkregressor__loss": [nbnn.half_squared, "absolute"]}, cv=3, error_score="raise")
    assert search.fit(100 * X, 1000 * Y + 5000).score(100 * X, 1000 * Y + 5000) > 0.95


@pytest.mark.parametrize("targets", [Y, Y[:, None], BOTH], ids=["(N,)", "(N, 1)", "(N, 2)"])
def test_what_is_predicted_has_the_shape_of_the_targets(targets):
    regressor = NetworkRegressor(activation="tanh", random_state=0).fit(X, targets)
    assert regressor.predict(X).shape == targets.shape and regressor.score(X, targets) > 0.9
    assert regressor.n_outputs_ == (2 if targets is BOTH else 1) and regressor.network_.one_score is (targets is not BOTH)
    assert regressor.score(X, targets) == pytest.approx(regressor.history_.r2[-1], rel=1e-9)


def test_a_loss_of_labels_is_said_and_a_network_for_it_is_not_made():
    regressor = NetworkRegressor(loss="hinge")
    with pytest.raises(ValueError, match=r"has targets .*but the hinge loss takes labels: use a loss that takes targets"):
        regressor.fit(X, Y)
    assert not hasattr(regressor, "network_")


def test_an_output_activation_reaches_the_prediction():
    regressor = NetworkRegressor(output="sigmoid", random_state=0, epochs=5).fit(X, Y)
    assert regressor.network_.output is nbnn.sigmoid and (regressor.predict(X) > 0).all() and (regressor.predict(X) < 1).all()


def test_names_come_from_the_tables():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(X, columns=["size", "age"])
    one = NetworkRegressor(epochs=2, random_state=0).fit(frame, pandas.Series(Y, name="price"))
    assert one.history_.data.targets == ("price",) and one.history_.data.feature_names == ("size", "age")
    two = NetworkRegressor(epochs=2, random_state=0).fit(frame, pandas.DataFrame(BOTH, columns=["price", "rent"]))
    assert two.history_.data.targets == ("price", "rent") and two.predict(frame).shape == (80, 2)
    assert len(NetworkRegressor(epochs=2).fit(frame, pandas.DataFrame(BOTH)).history_.data.targets) == 2


def test_partial_fit_goes_on_and_takes_targets_of_the_same_number():
    regressor = NetworkRegressor(random_state=0, activation="tanh")
    for _ in range(60):
        regressor.partial_fit(X, BOTH)
    assert regressor.score(X, BOTH) > 0.9 and regressor.n_iter_ == 60
    with pytest.raises(ValueError, match=r"y has shape \(80,\), but the first call had 2 targets, \(N, 2\): give as many"):
        regressor.partial_fit(X, Y)


def test_patience_and_a_pickle():
    regressor = NetworkRegressor(random_state=0, patience=5, epochs=300, eta=0.05, loss=nbnn.absolute).fit(X, Y)
    history = regressor.history_
    assert history.best_epoch < len(history) < 300 and len(history.validation) == 8
    assert len(NetworkRegressor(patience=1, epochs=2).fit(X[:3], Y[:3]).history_.validation) == 1
    with pytest.raises(ValueError, match="patience needs an example to validate on, but there is only 1 sample"):
        NetworkRegressor(patience=1).fit(X[:1], Y[:1])
    assert np.array_equal(pickle.loads(pickle.dumps(regressor)).predict(X), regressor.predict(X))


def test_a_step_of_a_fitted_one_goes_on_the_board():
    regressor = NetworkRegressor((3,), random_state=0, epochs=2).fit(X, BOTH)
    step = nbnn.sgd_step(regressor.network_, X[0], BOTH[0], loss=nbnn.half_squared, eta=0.1)
    assert step.y == pytest.approx(regressor.predict(X[:1])[0])
