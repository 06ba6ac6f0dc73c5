"""How well a network predicts: accuracy, the confusion matrix, and scores for each class; for targets R² and the mean absolute error."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ..given import checked_flag, checked_list
from ..numbers import as_array, as_numbers
from ..records.datasets import Dataset
from ..records.losses import checked_labels
from .arguments import checked_data, checked_network, list_names
from .ensemble import mean_absolute_error_of, r2_of
from .network import Network


@dataclass(frozen=True, eq=False)
class Confusion:
    """Which label was predicted for which.

    Attributes
    ----------
    counts : (K, K) whole numbers, locked: examples with the k-th label (row) for which the j-th was predicted (column).
    labels, names : K each, in the order of rows and columns.
    misclassified : the numbers of the examples that were predicted wrong, rising.
    undecided : what there is to say about scores that decide nothing (see `undecided`); "" for most.
    """

    counts: np.ndarray
    labels: tuple[int, ...]
    names: tuple[str, ...]
    misclassified: np.ndarray
    undecided: str = ""

    @property
    def accuracy(self) -> float:
        """The share of all examples that were predicted right."""
        return float(np.trace(self.counts) / self.counts.sum())

    @cached_property
    def precision(self) -> np.ndarray:
        """(K,) of the examples predicted to be of a class, the share that is; NaN where none was predicted to be."""
        return _share(np.diag(self.counts), self.counts.sum(axis=0))

    @cached_property
    def recall(self) -> np.ndarray:
        """(K,) of the examples of a class, the share predicted to be of it; NaN where there is none."""
        return _share(np.diag(self.counts), self.counts.sum(axis=1))

    @cached_property
    def f1(self) -> np.ndarray:
        """(K,) the harmonic mean of precision and recall, 2·right/(predicted + present); NaN where a class is in neither."""
        return _share(2 * np.diag(self.counts), self.counts.sum(axis=0) + self.counts.sum(axis=1))

    @property
    def most_confused(self) -> tuple[str, str, int] | None:
        """(the class, what it was taken for, how often): the largest count off the diagonal; None when all are right."""
        off = self.counts - np.diag(np.diag(self.counts))
        k, j = np.unravel_index(int(np.argmax(off)), off.shape)
        return (self.names[k], self.names[j], int(off[k, j])) if off[k, j] else None

    def table(self) -> list[dict[str, object]]:
        """A row for each class: its name, how often each class was predicted for it, precision, recall, F1 and examples."""
        return [{"class": name, **{f"as {other}": int(count) for other, count in zip(self.names, self.counts[k])},
                 "precision": float(self.precision[k]), "recall": float(self.recall[k]), "F1": float(self.f1[k]),
                 "examples": int(self.counts[k].sum())} for k, name in enumerate(self.names)]

    def sentence(self) -> str:
        """How many are right, and what is confused most."""
        total, right = int(self.counts.sum()), int(np.trace(self.counts))
        most = self.most_confused
        worst = f"; most often {most[0]} is taken for {most[1]} ({most[2]} {'time' if most[2] == 1 else 'times'})" if most else ""
        word = f" {self.undecided}." if self.undecided else ""
        return f"{right} of {total} examples are predicted right, {self.accuracy:.1%}{worst}.{word}"

    def __repr__(self) -> str:
        return f"Confusion({len(self.labels)} classes, {int(self.counts.sum())} examples, accuracy {self.accuracy:.1%})"


def accuracy(network: Network, data: Dataset) -> float:
    """The share of the examples whose label the network predicts. ValueError for data with targets, which are not right or wrong."""
    data = _with_labels(checked_data(data, checked_network(network)), "accuracy")
    return float(np.mean(network.predict(data.x) == data.z))


def confusion(network: Network, data: Dataset) -> Confusion:
    """Which classes a network takes for which. A network with more scores than the data has classes counts them all.

    Raises ValueError or TypeError when data and network do not fit, and for data with targets.
    """
    data = _with_labels(checked_data(data, checked_network(network)), "a confusion matrix")
    classes = 2 if network.one_score else network.sizes[-1]
    names = data.class_names if len(data.class_names) == classes else tuple(map(str, _labels(classes, network.one_score)))
    found = confusion_of(data.z, network.predict(data.x), names, one_score=network.one_score)
    return replace(found, undecided=undecided(network.forward(data.x).s, data.z))


def r2(network: Network, data: Dataset) -> float:
    """R², the coefficient of determination: 1 − Σ(y − z)²/Σ(z − z̄)² over the examples, averaged over the targets where there are several.

    1 where every target is predicted exactly, 0 for a network that always gives their mean z̄, below 0 for a worse one; NaN where all
    examples have the same target. ValueError for data with labels.
    """
    data = _with_targets(checked_data(data, checked_network(network)), "R²")
    return float(r2_of(data.z, network.scores(data.x)))


def mean_absolute_error(network: Network, data: Dataset) -> float:
    """The mean of |y − z| over the examples and their targets. ValueError for data with labels."""
    data = _with_targets(checked_data(data, checked_network(network)), "the mean absolute error")
    return float(mean_absolute_error_of(data.z, network.scores(data.x)))


def r2_words(value: float) -> str:
    """R² as it is written: three decimals; "undefined" where all targets are the same."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise TypeError(f"value is {value!r}: it must be a number, R²")
    value = float(value)
    return "undefined" if np.isnan(value) else f"{value:.3f}".replace("-", "−")


def _with_labels(data: Dataset, what: str) -> Dataset:
    if getattr(data, "targets", ()):
        raise ValueError(f"{data.name!r} has targets ({list_names(data.targets)}), and {what} needs classes: "
                         "measure it by nbnn.measures.r2 and nbnn.measures.mean_absolute_error")
    return data


def _with_targets(data: Dataset, what: str) -> Dataset:
    if not getattr(data, "targets", ()):
        raise ValueError(f"{getattr(data, 'name', 'data')!r} has classes, and {what} needs targets: measure it by nbnn.measures.accuracy")
    return data


def undecided(y, z) -> str:
    """A sentence where scores decide nothing and a prediction is made all the same; "" else.

    One score of exactly 0 is predicted as +1, right or wrong, while the 0/1-loss (0 if zy ≥ 0) is 0 for both labels: a network whose
    scores are all 0 has no 0/1-loss at all. Of several largest scores the first counts.

    Parameters
    ----------
    y, z : (N,) scores (those before an activation of the output) and labels −1, +1; or (N, K) and 1 … K.
    """
    y, z = as_numbers(y, "y", "scores, (N,) or (N, K)"), as_numbers(z, "z", "labels, (N,)")
    if y.ndim not in (1, 2) or z.shape != y.shape[:1]:
        raise ValueError(f"y has shape {y.shape} and z has shape {z.shape}: give scores, (N,) or (N, K), and a label for each, (N,)")
    if y.ndim == 2:
        ties = int(((y == y.max(axis=1, keepdims=True)).sum(axis=1) > 1).sum())
        return f"{_of(ties, len(z))} several largest scores: the first of these classes counts as predicted" if ties else ""
    zero = int((y == 0).sum())
    wrong = int(((y == 0) & (z < 0)).sum())
    if not zero:
        return ""
    missed = f"; {wrong} of them {'is' if wrong == 1 else 'are'} wrong, although the 0/1-loss is 0 there" if wrong else ""
    return f"{_of(zero, len(z))} the score 0, which counts as predicted +1{missed}"


def _of(count: int, n: int) -> str:
    return f"{count} of {n} examples {'has' if count == 1 else 'have'}"


def confusion_of(z, predicted, names=None, one_score: bool | None = None) -> Confusion:
    """The same of labels and predictions, whatever made them.

    Parameters
    ----------
    z, predicted : (N,) labels, −1 and +1, or 1 … K.
    names : of the classes, in the order of the labels; left out, the labels.
    one_score : the labels are −1 and +1; left out, they are when one of them is −1 or there are no others than +1.
    """
    z, predicted = as_array(z, "z", "labels, (N,)"), as_array(predicted, "predicted", "labels, (N,)")
    for name, given in (("z", z), ("predicted", predicted)):
        if given.dtype.kind not in "fiu":
            raise TypeError(f"{name} is {given.tolist()!r}: labels must be numbers")
    if z.ndim != 1 or z.shape != predicted.shape or not len(z):
        raise ValueError(f"z has shape {z.shape} and predicted {predicted.shape}: give a label and a prediction for each, (N,) both")
    lowest, largest = min(z.min(), predicted.min()), max(z.max(), predicted.max())
    names = None if names is None else checked_list(names, "names", "names of classes")
    one_score = None if one_score is None else checked_flag(one_score, "one_score")
    if one_score is None:
        one_score = bool(largest <= 1 and (lowest == -1 or names is None))
    classes = 2 if one_score else int(max(largest, 2)) if names is None else len(names)
    z, predicted = (checked_labels(given, 0 if one_score else classes) for given in (z, predicted))
    labels = _labels(classes, one_score)
    names = tuple(map(str, labels)) if names is None else names
    if len(names) != classes:
        raise ValueError(f"names has {len(names)} entries, but there are {classes} classes: give one for each")
    counts = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(counts, tuple((given > 0).astype(int) if one_score else given - 1 for given in (z, predicted)), 1)
    wrong = np.flatnonzero(z != predicted)
    for array in (counts, wrong):
        array.setflags(write=False)
    return Confusion(counts, labels, names, wrong)


def _labels(classes: int, one_score: bool) -> tuple[int, ...]:
    return (-1, 1) if one_score else tuple(range(1, classes + 1))


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        share = part / whole
    share.setflags(write=False)
    return share
