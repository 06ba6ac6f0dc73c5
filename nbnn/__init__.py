"""See and do how a neural network learns: networks, losses and SGD in NumPy, and labs for JupyterLab.

The names here need NumPy only. Much of it loads on first use: training in batches, the landscapes, the sweep, the words for a step,
`nbnn.exercises`, `nbnn.labs`, which needs the widget libraries, and `nbnn.sklearn`, which needs scikit-learn.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from .core.loading import on_first_use
from .core.network.network import Forward, Network
from .core.records import datasets
from .core.records.activations import (
    ACTIVATIONS,
    Activation,
    TorchLayer,
    identity,
    leaky_relu,
    relu,
    sigmoid,
    softplus,
    tanh,
)
from .core.records.datasets import Dataset, standardize
from .core.records.formula import Formula
from .core.records.initializers import INITIALIZERS, Initializer, he, same, small_uniform, xavier, zeros
from .core.records.losses import (
    LOSSES,
    Loss,
    absolute,
    binary_cross_entropy,
    binary_cross_entropy_01,
    cross_entropy,
    exponential,
    half_squared,
    hinge,
    huber,
    logistic,
    multiclass_hinge,
    perceptron,
    squared,
    squared_hinge,
    weston_watkins,
    zero_one,
)
from .core.records.optimizers import OPTIMIZERS, Optimizer, adagrad, adam, momentum, nesterov, rmsprop, sgd_optimizer
from .core.records.reasons import ZeroReason
from .core.records.schedules import SCHEDULES, Schedule, constant, cosine, decay, step_decay
from .core.shown import Shown
from .core.training.saved import Saved
from .core.training.sgd import Run, Step, sgd, sgd_last, sgd_step

if TYPE_CHECKING:
    from .bridges.pytorch_script import to_pytorch
    from .core.graph import graph
    from .core.landscapes import convexity as convex
    from .core.landscapes import slices as landscape
    from .core.landscapes.descent import Trajectory, descend
    from .core.network import gradients as check
    from .core.network import initialization as spread
    from .core.network import measures
    from .core.records import curves
    from .core.records.regularizers import REGULARIZERS, dropout, l1, l2, proximal_l1, weight_decay
    from .core.tables.data_questions import DataWarning
    from .core.tables.reading import CsvReading, read_csv
    from .core.training.saving import from_json, to_json
    from .core.training.sweep import sweep
    from .core.training.training import History, Training, train

# Steps and runs are computed one floor below the words that tell them.
Step._as_table = staticmethod(lambda step: import_module(".explain.writing.step", __name__).step_table(step))
Step._as_text = staticmethod(lambda step, fractions: import_module(".explain.writing.step", __name__).step_text(step, fractions))
Step._as_latex = staticmethod(lambda step, fractions: import_module(".explain.slides.latex", __name__).step_latex(step, fractions))
Step._as_markdown = staticmethod(lambda step, fractions: import_module(".explain.slides.markdown", __name__).step_markdown(step, fractions))
Run._as_text = staticmethod(lambda run, count: import_module(".explain.writing.step", __name__).run_text(run, count))
Formula.as_latex = lambda formula: import_module(".explain.writing.latex", __name__).latex(formula)
Shown._as_kinds = staticmethod(lambda record: import_module(".explain.pictures.shown", __name__).kinds(record))
Saved._to_text = staticmethod(lambda made: import_module(".core.training.saving", __name__).to_json(made))
Saved._from_text = staticmethod(lambda text: import_module(".core.training.saving", __name__).from_json(text))
# Other libraries are reached when they are asked for.
Network._from_torch = staticmethod(lambda module: import_module(".bridges.pytorch", __name__).from_torch(module))
Network._to_torch = staticmethod(lambda network: import_module(".bridges.pytorch", __name__).to_torch(network))
Network._from_sklearn = staticmethod(lambda mlp: import_module(".bridges.scikit_learn", __name__).from_sklearn(mlp))
Network._to_sklearn = staticmethod(lambda *given: import_module(".bridges.scikit_learn", __name__).to_sklearn(*given))

__version__ = "0.1.0"

__all__ = [
    "ACTIVATIONS", "INITIALIZERS", "LOSSES", "OPTIMIZERS", "REGULARIZERS", "SCHEDULES", "Activation", "CsvReading", "DataWarning",
    "Dataset", "Forward", "History", "Initializer", "Loss", "Network", "Optimizer", "Run", "Schedule", "Step", "TorchLayer",
    "Training", "Trajectory", "ZeroReason", "absolute", "adagrad", "adam", "binary_cross_entropy", "binary_cross_entropy_01",
    "check", "constant", "convex", "cosine", "cross_entropy", "curves", "datasets", "decay", "descend", "dropout", "exponential",
    "from_json", "graph", "half_squared", "he", "hinge", "huber", "identity", "l1", "l2", "landscape", "leaky_relu", "logistic",
    "measures", "momentum", "multiclass_hinge", "nesterov", "perceptron", "proximal_l1", "read_csv", "relu", "rmsprop", "same",
    "sgd", "sgd_last", "sgd_optimizer", "sgd_step", "sigmoid", "small_uniform", "softplus", "spread", "squared", "squared_hinge",
    "standardize", "step_decay", "sweep", "tanh", "to_json", "to_pytorch", "train", "weight_decay", "weston_watkins", "xavier",
    "zero_one", "zeros",
]


# What a first lab does not need: together it takes longer to load than all the rest.
__getattr__, __dir__ = on_first_use(__name__, globals(), {
    ".bridges.pytorch_script": ("to_pytorch",),
    ".core.landscapes.descent": ("Trajectory", "descend"),
    ".core.records.regularizers": ("REGULARIZERS", "dropout", "l1", "l2", "proximal_l1", "weight_decay"),
    ".core.tables.data_questions": ("DataWarning",),
    ".core.tables.reading": ("CsvReading", "read_csv"),
    ".core.training.saving": ("from_json", "to_json"),
    ".core.training.sweep": ("sweep",),
    ".core.training.training": ("History", "Training", "train"),
}, modules={
    "check": ".core.network.gradients",
    "convex": ".core.landscapes.convexity",
    "curves": ".core.records.curves",
    "exercises": ".exercises",
    "graph": ".core.graph.graph",
    "labs": ".labs",
    "landscape": ".core.landscapes.slices",
    "measures": ".core.network.measures",
    "sklearn": ".sklearn",
    "spread": ".core.network.initialization",
}, hint="labs are in nbnn.labs, as in nbnn.labs.Stepper")
