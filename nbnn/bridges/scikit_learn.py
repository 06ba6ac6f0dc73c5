"""A network from a fitted MLPClassifier or MLPRegressor of scikit-learn, and one of these from a network."""

import numpy as np

from ..core.given import checked_flag
from ..core.network.network import Network
from ..core.numbers import as_array
from ..core.records.activations import ACTIVATIONS

REGRESSOR = "MLPRegressor"
KINDS = ("MLPClassifier", REGRESSOR)
NOTHING, OF_TWO_CLASSES = "identity", "logistic"  # scikit-learn's names of activations of the output
MISSING = ("scikit-learn is not installed here, and a network becomes one of its estimators only where it is: pip install scikit-learn. "
           "(nbnn.to_json writes a network without it.)")


def from_sklearn(mlp) -> Network:
    """The network of a fitted MLPClassifier or MLPRegressor, with its biases; scores agree to 1e-12.

    A classifier's network gives the scores before its softmax, or before its logistic function where there are two classes: these stand
    in the loss (`cross_entropy`, `logistic`). The labels 1 … K, or −1 and +1, are `mlp.classes_` in their order.

    Raises TypeError for anything else, ValueError for one that is not fitted, has several labels an example, or an output of its own.
    """
    kind = next((each.__name__ for each in type(mlp).__mro__ if each.__name__ in KINDS), "")
    if not kind:
        hint = ": give its last step, mlp = pipeline[-1], and data as the steps before it make them" if hasattr(mlp, "steps") else ""
        hint = ": it has its network already, network_" if hasattr(mlp, "network_") else hint
        raise TypeError(f"mlp is a {type(mlp).__name__}, but it must be a fitted {' or '.join(KINDS)} of scikit-learn{hint}")
    if not hasattr(mlp, "coefs_"):
        raise ValueError(f"this {kind} is not fitted, so it has no weights yet: call its fit first")
    weights = [np.column_stack([W.T, b]) for W, b in zip(mlp.coefs_, mlp.intercepts_)]
    _check_output(mlp, kind, len(weights[-1]))
    hidden = next((record for record in ACTIVATIONS.values() if record.sklearn == mlp.activation), None)
    if hidden is None:
        raise ValueError(f"the activation of this {kind} is {mlp.activation!r}: a network here can have {', '.join(_known())}")
    return Network([*weights[:-1], weights[-1][0] if len(weights[-1]) == 1 else weights[-1]], hidden, bias=True)


def to_sklearn(network: Network, classes=None, regression: bool = False):
    """A fitted MLPClassifier, or with `regression` an MLPRegressor, with the network's weights.

    classes : what the classifier calls the classes, in sorted order; left out: −1 and +1, or 1 … K. Where a score of one network decides
        nothing, at exactly 0, it takes the first class.

    A classifier of one score has the logistic function behind it, and one of K softmax, whether the network has an activation there or not.

    Raises ImportError where scikit-learn is not installed, ValueError for a network that it does not have.
    """
    hidden, regression = _hidden_name(network), checked_flag(regression, "regression")
    _check_own_output(network, regression)
    names = None if regression else _checked_classes(network, classes)
    try:
        from sklearn.neural_network import MLPClassifier, MLPRegressor  # noqa: PLC0415
    except ImportError:
        raise ImportError(MISSING) from None
    mlp = (MLPRegressor if regression else MLPClassifier)(hidden_layer_sizes=network.sizes[1:-1], activation=hidden, random_state=0)
    _begin(mlp, network, names)
    matrices = [np.atleast_2d(W) for W in network.weights]
    mlp.coefs_ = [np.array((W[:, :-1] if network.bias else W).T) for W in matrices]
    mlp.intercepts_ = [W[:, -1].copy() if network.bias else np.zeros(len(W)) for W in matrices]
    return mlp


def _begin(mlp, network: Network, names: np.ndarray | None) -> None:
    """Let it fit something of the right shape once, so that it has all that scikit-learn keeps beside the weights."""
    count = network.sizes[-1] if names is None else len(names)
    inputs = np.zeros((count, network.n_inputs))
    if names is None:
        mlp.partial_fit(inputs, np.zeros((count, count) if count > 1 else count))
    else:
        mlp.partial_fit(inputs, names, classes=names)
    del mlp._optimizer  # who fits on begins with a new one


# ---- what is checked ----

def _known() -> list[str]:
    return [f"{record.sklearn} ({record.name})" for record in ACTIVATIONS.values() if record.sklearn]


def _check_output(mlp, kind: str, scores: int) -> None:
    expected = NOTHING if kind == REGRESSOR else OF_TWO_CLASSES if scores == 1 else "softmax"
    if mlp.out_activation_ == expected:
        return
    if mlp.out_activation_ == OF_TWO_CLASSES:
        raise ValueError(f"this {kind} has {scores} labels an example that do not exclude each other: "
                         "a network here chooses one class, so give a classifier of one label an example")
    raise ValueError(f"the output of this {kind} is {mlp.out_activation_!r}, which a network here does not compute: it must be {expected}")


def _hidden_name(network: Network) -> str:
    """What scikit-learn calls the activation, which it has once for all hidden layers."""
    records = network.activations
    kinds = list(dict.fromkeys(record.sklearn for record in records)) or [NOTHING]
    strange = [repr(record) for record in records if not record.sklearn]
    if strange:
        raise ValueError(f"the activation {strange[0]} does not exist in scikit-learn, whose networks have {', '.join(_known())}")
    if len(kinds) > 1:
        raise ValueError(f"the hidden layers have {', '.join(kinds)}, but a network of scikit-learn has one activation for all of them")
    return kinds[0]


def _check_own_output(network: Network, regression: bool) -> None:
    """An MLPRegressor has no activation there, and an MLPClassifier of two classes the logistic function."""
    fits = network.output.neutral or (not regression and network.one_score and network.output.sklearn == OF_TWO_CLASSES)
    if not fits:
        what = "an MLPRegressor has none" if regression else "an MLPClassifier has the logistic function with one score, else softmax"
        raise ValueError(f"the network's output has the activation {network.output!r}, but {what}: give a network without one")


def _checked_classes(network: Network, classes) -> np.ndarray:
    count = max(2, network.sizes[-1])
    usual = (-1, 1) if network.one_score else range(1, count + 1)
    names = as_array(list(usual) if classes is None else classes, "classes", "names or numbers")
    if names.dtype.kind not in "iufUS":
        raise TypeError(f"classes is {classes!r}: give {count} names, or numbers, in sorted order")
    if names.shape != (count,) or len(np.unique(names)) != count or not (np.unique(names) == names).all():
        raise ValueError(f"classes is {classes!r}: give {count} different ones in sorted order, as scikit-learn keeps them")
    return names
