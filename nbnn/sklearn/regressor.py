"""A network that predicts numbers, as a regressor of scikit-learn."""

import numpy as np
from sklearn.base import RegressorMixin
from sklearn.utils.validation import validate_data

from ..core.records.datasets import Dataset
from ..core.records.losses import Loss, half_squared
from ..core.records.losses import loss as loss_record
from .estimator import NetworkEstimator


class NetworkRegressor(RegressorMixin, NetworkEstimator):
    """Predict one or several numbers with a feed-forward network, trained as `nbnn.train` trains it.

    The network has one output for each target. What it is given are the settings of `nbnn.Network.random` and `nbnn.train`; records and
    their names both work, so a grid can be of either.

    Parameters
    ----------
    hidden_layer_sizes : units of each hidden layer; () for none.
    activation, output, initializer, bias : of the network, as `nbnn.Network.random` takes them; activation may be a list with one for
        each hidden layer.
    loss : one that takes targets; None takes the half squared loss.
    optimizer, eta, epochs, batch_size, l2, penalty, dropout : of the training. A batch has at most all examples; None is 10.
    patience : stop when the validation loss has had no new lowest value for so many epochs, and keep the network of the lowest one.
    validation_fraction : the share of the examples to validate on; used with `patience` only.
    random_state : of the first weights and of the order of examples: a whole number, a RandomState, or None for different ones each time.

    Attributes
    ----------
    network_ : the `nbnn.Network`; hand it to a lab, or a step of it to the board.
    history_ : the `nbnn.History` of `fit`, its data included; `del regressor.history_` leaves the data out of a saved regressor.
    n_outputs_ : how many targets.    n_features_in_, feature_names_in_ : as in every estimator.
    n_iter_ : epochs, or passes of `partial_fit`.

    Scales matter: put a StandardScaler before it in a pipeline, and the regressor into a TransformedTargetRegressor where the targets are
    large. A training whose numbers overflow warns (ConvergenceWarning) and keeps the last finite network.
    """

    _stratified = False
    _shape: tuple[int, ...]  # of one example's targets: () or (m,)
    n_outputs_: int

    def fit(self, X, y) -> "NetworkRegressor":
        """Train a new network on X (N, d) and targets (N,) or (N, m).

        Raises ValueError or TypeError for what does not fit.
        """
        data = self._dataset(X, y, reset=True)
        return self._train(data, self.n_outputs_)

    def partial_fit(self, X, y) -> "NetworkRegressor":
        """Go through some examples once, from where the network stands; the first call makes a new one.

        The optimizer goes on from what it remembers, and a schedule counts the updates of all calls.
        """
        return self._go_through(self._dataset(X, y, reset=not hasattr(self, "network_")), self.n_outputs_)

    def predict(self, X) -> np.ndarray:
        """The outputs of the network, of the shape that the targets had: (N,) or (N, m)."""
        _, y = self._forward(X)
        return y.reshape(len(y), *self._shape)

    def __sklearn_tags__(self):
        """What scikit-learn wants to know of a regressor: it takes several targets."""
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags

    def _dataset(self, X, y, reset: bool) -> Dataset:
        names = _names_of(y)
        X, y = validate_data(self, X, y, reset=reset, dtype=np.float64, multi_output=True, y_numeric=True)
        shape = y.shape[1:]
        if not reset and shape != self._shape:
            raise ValueError(f"y has shape {y.shape}, but the first call had {self.n_outputs_} targets, "
                             f"({', '.join(map(str, ('N', *self._shape)))}): give as many")
        self._shape, self.n_outputs_ = shape, int(np.prod(shape, dtype=int))
        return Dataset.from_arrays(X, y.reshape(len(y), -1), self._feature_names(), name="training data", targets=names)

    def _loss_record(self) -> Loss:
        return half_squared if self.loss is None else loss_record(self.loss)


def _names_of(y) -> tuple[str, ...] | None:
    """What the table that the targets come from calls them; None where it has no names of text."""
    columns = getattr(y, "columns", None)
    names = [getattr(y, "name", None)] if columns is None or callable(columns) else list(columns)
    return tuple(names) if all(isinstance(name, str) and name.strip() for name in names) else None
