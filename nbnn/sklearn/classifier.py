"""A network that tells classes apart, as a classifier of scikit-learn."""

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.utils.metaestimators import available_if
from sklearn.utils.multiclass import check_classification_targets, unique_labels
from sklearn.utils.validation import check_is_fitted, validate_data

from ..core.network.arguments import has_meaning, list_names, usual_loss
from ..core.records.activations import activation as activation_record
from ..core.records.datasets import Dataset
from ..core.records.losses import Loss, binary_cross_entropy, binary_cross_entropy_01, half_squared
from ..core.records.losses import loss as loss_record
from .estimator import NetworkEstimator

USUAL = (binary_cross_entropy_01, half_squared)  # where an output activation leaves the usual losses without meaning, in this order


def _is_probability(loss: Loss) -> bool:
    """Whether the loss takes an output for a probability."""
    return loss.outputs == (0.0, 1.0)


def _gives_probabilities(classifier: "NetworkClassifier") -> bool:
    loss = classifier._loss_record()
    if loss.logit or _is_probability(loss):
        return True
    raise AttributeError(f"the {loss.name} loss makes no probabilities of scores: use decision_function, or a loss that does, such as "
                         "binary_cross_entropy for two classes or cross_entropy")


class NetworkClassifier(ClassifierMixin, NetworkEstimator):
    """Classify with a feed-forward network, trained as `nbnn.train` trains it.

    Two classes get one score (predicted is the second class where it is ≥ 0), more classes get one score each. What it is given are
    the settings of `nbnn.Network.random` and `nbnn.train`; records and their names both work, so a grid can be of either.

    Parameters
    ----------
    hidden_layer_sizes : units of each hidden layer; () for none.
    activation, output, initializer, bias : of the network, as `nbnn.Network.random` takes them; activation may be a list with one for
        each hidden layer.
    loss : None takes binary cross entropy for two classes and cross entropy for more; for an output from 0 to 1 the binary cross entropy
        that takes probabilities, and half squared for any other output activation. A loss of numbers takes two classes as −1 and 1, or
        as 0 and 1 where the output cannot be negative.
    optimizer, eta, epochs, batch_size, l2, penalty, dropout : of the training. A batch has at most all examples; None is 10.
    patience : stop when the validation loss has had no new lowest value for so many epochs, and keep the network of the lowest one.
    validation_fraction : the share of the examples to validate on, each class divided in that proportion; used with `patience` only.
    random_state : of the first weights and of the order of examples: a whole number, a RandomState, or None for different ones each time.

    Attributes
    ----------
    network_ : the `nbnn.Network`; hand it to a lab, or a step of it to the board.
    history_ : the `nbnn.History` of `fit`, its data included; `del classifier.history_` leaves the data out of a saved classifier.
    classes_ : the labels, sorted.    n_features_in_, feature_names_in_ : as in every estimator.
    n_iter_ : epochs, or passes of `partial_fit`.

    Scales matter: put a StandardScaler before it in a pipeline. A training whose numbers overflow warns (ConvergenceWarning) and
    keeps the last finite network.
    """

    _stratified = True

    def fit(self, X, y) -> "NetworkClassifier":
        """Train a new network on X (N, d) and N labels: texts, numbers or truth values, of two classes or more.

        Raises ValueError or TypeError for what does not fit.
        """
        X, y = self._checked(X, y, reset=True)
        classes = unique_labels(y)
        if len(classes) < 2:
            raise ValueError(f"y holds one class, {classes.tolist()[0]!r}: a classifier needs examples of at least two")
        self.classes_ = classes
        return self._train(self._dataset(X, y), self._outputs)

    def partial_fit(self, X, y, classes=None) -> "NetworkClassifier":
        """Go through some examples once, from where the network stands; the first call makes a new one.

        classes : all labels that will ever come; needed in the first call.
        The optimizer goes on from what it remembers, and a schedule counts the updates of all calls.
        """
        first = not hasattr(self, "network_")
        given = None if classes is None else unique_labels(classes)
        if first and (given is None or len(given) < 2):
            raise ValueError("classes must be given in the first call of partial_fit: all labels that will come, two or more"
                             if given is None else f"classes holds one class, {given.tolist()[0]!r}: give at least two")
        known = given if first else self.classes_
        if given is not None and not np.array_equal(given, known):
            raise ValueError(f"classes is {list_names(given.tolist())}, but the first call had {list_names(known.tolist())}: "
                             "give the same, or leave it out")
        X, y = self._checked(X, y, reset=first)
        unknown = np.setdiff1d(y, known)
        if len(unknown):
            raise ValueError(f"y holds {unknown.tolist()[0]!r}, which is not among the classes {list_names(known.tolist())}")
        self.classes_ = known
        return self._go_through(self._dataset(X, y), self._outputs)

    def decision_function(self, X) -> np.ndarray:
        """The scores: (N, K); of two classes (N,), positive for the second one. With an output activation, those before it."""
        scores, _ = self._forward(X)
        return scores[:, 1] - scores[:, 0] if scores.ndim > 1 and len(self.classes_) == 2 else scores

    def predict(self, X) -> np.ndarray:
        """(N,) the class with the highest score; of two classes with one score the second where it is 0 or more."""
        scores, _ = self._forward(X)
        return self.classes_[(scores >= 0).astype(int) if scores.ndim == 1 else np.argmax(scores, axis=1)]

    @available_if(_gives_probabilities)
    def predict_proba(self, X) -> np.ndarray:
        """(N, K) what the loss takes the outputs for: p = 1/(1 + exp(−c·y)) of the second class, softmax(c·y), or y itself.

        Only with a loss that is −log p: binary cross entropy (c = 2, as in the lecture), logistic (c = 1) and cross entropy; and the
        binary cross entropy of outputs from 0 to 1, where K > 2 outputs are divided by their sum.
        """
        (_, y), loss = self._forward(X), self._loss_record()
        if _is_probability(loss):
            y = np.column_stack([1 - y, y]) if y.ndim == 1 else np.maximum(y, np.finfo(float).tiny)
            return y / y.sum(axis=1, keepdims=True)
        y = np.column_stack([np.zeros(len(y)), y]) if y.ndim == 1 else y
        powers = np.exp(loss.logit * (y - y.max(axis=1, keepdims=True)))
        return powers / powers.sum(axis=1, keepdims=True)

    @available_if(_gives_probabilities)
    def predict_log_proba(self, X) -> np.ndarray:
        """(N, K) the logarithms of `predict_proba`."""
        with np.errstate(divide="ignore"):
            return np.log(self.predict_proba(X))

    def __sklearn_tags__(self):
        """What scikit-learn wants to know of a classifier: with a loss of one score it tells two classes apart."""
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = self.loss is None or loss_record(self.loss).scores != "one"
        return tags

    def _checked(self, X, y, reset: bool) -> tuple[np.ndarray, np.ndarray]:
        X, y = validate_data(self, X, y, reset=reset, dtype=np.float64)
        check_classification_targets(y)
        return X, y

    def _dataset(self, X: np.ndarray, y: np.ndarray) -> Dataset:
        places = np.searchsorted(self.classes_, y)
        names, features = _names_of(self.classes_), self._feature_names()
        if self._outputs == 1 and self._as_numbers(self._loss_record()):
            return Dataset(X, places, features, (), "training data", targets=names[1:])
        z = 2 * places - 1 if len(self.classes_) == 2 else places + 1
        return Dataset(X, z, features, names, "training data")

    def _as_numbers(self, loss: Loss) -> bool:
        """Whether two classes are the targets 0 and 1: the loss takes numbers, and would take −1, which the output cannot be."""
        return loss.takes_targets and loss.outputs[0] < 0 <= activation_record(self.output).extent[0]

    @property
    def _outputs(self) -> int:
        """How many scores: one where the loss takes one and there are two classes."""
        check_is_fitted(self, "classes_")
        return 1 if len(self.classes_) == 2 and self._loss_record().scores != "many" else len(self.classes_)

    def _loss_record(self) -> Loss:
        """The loss; before the classes are known, that for two of them."""
        classes = len(getattr(self, "classes_", "±"))
        if self.loss is None:
            usual = usual_loss(1 if classes == 2 else classes, binary_cross_entropy)
            return next(each for each in (usual, *USUAL) if has_meaning(each, activation_record(self.output), classes == 2))
        record = loss_record(self.loss)
        if record.scores == "one" and classes > 2:
            raise ValueError(f"Only binary classification is supported by the {record.name} loss, which takes one score, but y has "
                             f"{classes} classes: use a loss for several scores, such as cross_entropy, or put this classifier into a "
                             "OneVsRestClassifier")
        return record


def _names_of(classes: np.ndarray) -> tuple[str, ...]:
    """The labels as different, visible texts."""
    plain = tuple(str(each) for each in classes.tolist())
    if len(set(plain)) == len(plain) and all(each.strip() for each in plain):
        return plain
    return tuple(f"class {number}: {each!r}" for number, each in enumerate(classes.tolist(), start=1))
