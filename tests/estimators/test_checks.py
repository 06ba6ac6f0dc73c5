"""scikit-learn's own checks on our estimators with other settings than the usual ones: `./run estimators`."""

from sklearn.utils.estimator_checks import parametrize_with_checks

from nbnn.sklearn import NetworkClassifier, NetworkRegressor

OTHERS = [
    NetworkClassifier(loss="hinge", patience=5),
    NetworkClassifier((), loss="cross_entropy", optimizer="sgd", eta=0.1),
    NetworkClassifier((8, 4), ["tanh", "relu"], loss="squared", output="tanh", batch_size=1, epochs=30),
    NetworkClassifier(output="sigmoid"),
    NetworkRegressor(loss="huber", activation="tanh", patience=20),
    NetworkRegressor((), loss="absolute", optimizer="momentum", l2=0.001),
]


@parametrize_with_checks(OTHERS)
def test_scikit_learns_own_checks(estimator, check):
    check(estimator)
