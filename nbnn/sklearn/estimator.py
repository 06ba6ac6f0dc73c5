"""What the classifier and the regressor share: the settings of a network and of its training."""

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from ..core.network.network import Network
from ..core.records.activations import Activation
from ..core.records.datasets import Dataset, fitting_share
from ..core.records.initializers import Initializer
from ..core.records.initializers import initializer as initializer_record
from ..core.records.losses import Loss
from ..core.records.optimizers import Optimizer
from ..core.records.regularizers import Penalty
from .training import Passes, train_to_the_end

LARGEST_SEED = 2 ** 31 - 1


class NetworkEstimator(BaseEstimator):
    """The settings of a network and of its training; `NetworkClassifier` and `NetworkRegressor` say what each is."""

    def __init__(self, hidden_layer_sizes=(10,), activation="relu", *, output: Activation | str = "identity",
                 initializer: Initializer | str = "he", bias: bool = True, loss: Loss | str | None = None,
                 optimizer: Optimizer | str = "adam", eta=0.01, epochs: int = 100, batch_size: int | None = None, l2=0.0,
                 penalty: Penalty | None = None, dropout=0.0, patience: int | None = None, validation_fraction: float = 0.1,
                 random_state=None):
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.output = output
        self.initializer = initializer
        self.bias = bias
        self.loss = loss
        self.optimizer = optimizer
        self.eta = eta
        self.epochs = epochs
        self.batch_size = batch_size
        self.l2 = l2
        self.penalty = penalty
        self.dropout = dropout
        self.patience = patience
        self.validation_fraction = validation_fraction
        self.random_state = random_state

    def _new_network(self, outputs: int, seed: int) -> Network:
        return Network.random((self.n_features_in_, *_sizes(self.hidden_layer_sizes), outputs), self.activation,
                              initializer_record(self.initializer), seed, self.bias, output=self.output)

    def _settings(self, examples: int) -> dict:
        """How a training goes, as `nbnn.train` takes it; a batch has at most all examples."""
        size = self.batch_size
        fitting = min(size, examples) if isinstance(size, (int, np.integer)) else size
        return {"loss": self._loss_record(), "optimizer": self.optimizer, "eta": self.eta, "batch_size": fitting, "l2": self.l2,
                "penalty": self.penalty, "dropout": self.dropout}

    def _train(self, data: Dataset, outputs: int):
        """Train a new network on the data, and keep what came of it."""
        generator = check_random_state(self.random_state)
        start, seed, share = (int(generator.randint(LARGEST_SEED)) for _ in range(3))
        network, validation = self._new_network(outputs, start), None
        if self.patience is not None:
            data, validation = self._divide(data, share)
        self.history_ = train_to_the_end(network, data, validation, epochs=self.epochs, patience=self.patience, seed=seed,
                                         **self._settings(len(data)))
        self.network_, self.n_iter_ = self.history_.network, len(self.history_)
        self._passes = Passes(np.random.default_rng(int(generator.randint(LARGEST_SEED))))
        return self

    def _go_through(self, data: Dataset, outputs: int):
        """Go through the data once, from where the network stands."""
        if not hasattr(self, "network_"):
            generator = check_random_state(self.random_state)
            self.network_ = self._new_network(outputs, int(generator.randint(LARGEST_SEED)))
            self._passes, self.n_iter_ = Passes(np.random.default_rng(int(generator.randint(LARGEST_SEED)))), 0
        self.network_ = self._passes.go_through(self.network_, data, **self._settings(len(data)))
        self.n_iter_ += 1
        return self

    def _divide(self, data: Dataset, seed: int) -> tuple[Dataset, Dataset]:
        share = self.validation_fraction
        if isinstance(share, bool) or not isinstance(share, (int, float, np.integer, np.floating)) or not 0 < share < 1:
            raise ValueError(f"validation_fraction is {share!r}: with patience it must lie between 0 and 1, such as 0.1")
        if len(data) < 2:
            raise ValueError("patience needs an example to validate on, but there is only 1 sample: give more, or leave patience out")
        return data.split(fitting_share(1 - share, len(data)), seed=seed, stratified=self._stratified and not data.targets)

    def _forward(self, X) -> tuple[np.ndarray, np.ndarray]:
        """The scores s and the outputs y = g(s) of the examples."""
        check_is_fitted(self, "network_")
        forward = self.network_.forward(validate_data(self, X, reset=False, dtype=np.float64))
        return np.asarray(forward.s), np.asarray(forward.y)

    def _feature_names(self) -> tuple[str, ...]:
        return tuple(getattr(self, "feature_names_in_", (f"x{j}" for j in range(1, self.n_features_in_ + 1))))


def _sizes(given) -> tuple:
    """How many units each hidden layer has; one number is one layer, () is none."""
    return tuple(given) if np.iterable(given) and not isinstance(given, str) else (given,)
