"""Networks as estimators of scikit-learn, for a pipeline, a grid search or a cross-validation. Loads on first use.

>>> from nbnn.sklearn import NetworkClassifier
>>> data = nbnn.datasets.iris()
>>> classifier = NetworkClassifier((8,), random_state=0).fit(data.x, [data.name_of(z) for z in data.z])
>>> classifier.network_
Network(4–8–3, relu, bias)
"""

from importlib.util import find_spec

if find_spec("sklearn") is None:
    raise ModuleNotFoundError("nbnn.sklearn needs scikit-learn, which is not installed here: pip install scikit-learn", name="sklearn")

from .classifier import NetworkClassifier
from .regressor import NetworkRegressor

__all__ = ["NetworkClassifier", "NetworkRegressor"]
