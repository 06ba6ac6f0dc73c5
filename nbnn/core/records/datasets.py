"""Data sets: examples x with labels or targets z, the way the lecture writes them.

Two classes have the labels -1 (the first class) and +1 (the second), because the losses use z·y;
three or more classes have the labels 1 … K. Targets are numbers to be predicted, one or several for each example (regression).
`DATASETS` is the table of everything that can be had by name.

>>> data = iris(classes=("versicolor", "virginica"), features=("petal length", "petal width"))
>>> data
Dataset('iris': 100 examples, 2 features, classes versicolor, virginica)
>>> x, z = data[0]
>>> x.tolist(), z, data.name_of(z)
([4.7, 1.4], -1, 'versicolor')
>>> train, validation = data.split(0.8, seed=0)
>>> len(train), len(validation)
(80, 20)
"""
from __future__ import annotations

import math
import operator
import os
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache, cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from ..bounds import check_length, check_memory
from ..given import checked_flag, checked_kind, checked_list, checked_path, checked_text
from ..numbers import as_array, check_size, is_masked
from ..shown import Shown

if TYPE_CHECKING:
    from ..tables.data_questions import Question
    from ..tables.reading import CsvReading

__all__ = ["DATASETS", "Dataset", "DatasetRecord", "blobs", "circles", "digits", "hill", "iris", "moons", "spiral",
           "standardize", "wave", "xor"]

DRAWN = 12  # numbers kept at the same time for each example that is drawn at random
_DATA = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data")


# ---------------------------------------------------------------------------------------------- the data set

@dataclass(frozen=True, eq=False, repr=False)
class Dataset(Shown):
    """N examples with labels or targets. It cannot be changed; `subset`, `select` and `split` make new ones.

    x : (N, d) float64, finite, N and d at least 1; copied and locked.
    z : (N,) int64; -1 and +1 for two classes, 1 … K for K >= 3. A class may be without examples (after a split).
        With targets float64, finite: (N,) for one target, (N, m) for m >= 2.
    feature_names : d different names.    class_names : K >= 2 different names, in the order of the labels; () with targets.
    name, source : what to call the data, and where they come from.
    counted : the labels of two classes are 1 and 2, as a network with a score for each class counts them (see `counting`).
    targets : the names of the targets, m different ones; () where z are labels. So `if data.targets` asks for regression.

    `len(data)` is N, `data[i]` is the pair (x_i, z_i), and iterating gives all pairs.
    Raises ValueError or TypeError if a field does not fit; `Dataset.from_arrays` fills in the names.
    """
    x: np.ndarray
    z: np.ndarray
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]
    name: str = "data"
    source: str = "given by the user"
    counted: bool = False
    targets: tuple[str, ...] = ()

    def __post_init__(self):
        x, features = _matrix(self.x), _names(self.feature_names, "feature_names", least=1)
        targets, _ = _names(self.targets, "targets", least=0), checked_flag(self.counted, "counted")
        if targets and (self.class_names or self.counted):
            raise ValueError(f"class_names is {self.class_names!r}, but targets are numbers and have no classes: leave it out")
        classes = () if targets else _names(self.class_names, "class_names", least=2)
        if len(features) != x.shape[1]:
            raise ValueError(f"feature_names has {len(features)} names but x has {x.shape[1]} columns; "
                             "give one name for each column")
        for field in ("name", "source"):
            if not isinstance(getattr(self, field), str):
                raise TypeError(f"{field} is {getattr(self, field)!r}; it must be text")
        z = _numbers_to_predict(self.z, len(x), targets) if targets else _known_labels(_label_list(self.z, len(x)), classes, self.counted)
        x.flags.writeable = z.flags.writeable = False
        for field, value in (("x", x), ("z", z), ("feature_names", features), ("class_names", classes), ("targets", targets)):
            object.__setattr__(self, field, value)

    @classmethod
    def from_arrays(cls, x, z, feature_names=None, class_names=None, name="data", targets=None) -> Dataset:
        """A data set from your own numbers.

        x : (N, d) finite numbers.
        z : N labels, either numbers (-1 and +1 for two classes, 1 … K for three or more) or text, which is then
            the name of the class. Text is numbered in sorted order (by value if every name is a number), or in
            the order of `class_names`: of two classes the first becomes -1, the second +1.
            Or targets, numbers to be predicted: (N, m), one column for each.
        targets : True where z, (N,), are targets and not labels; or their names. If not given, two axes of z say so.
        feature_names : d names; if not given, those of the columns where x is a table that has some (a DataFrame), else x1, x2, …
        class_names : K names; if not given, the labels themselves are the names.

        Raises ValueError or TypeError, with what to do: shapes that do not fit, values that are not finite
        numbers, labels 0 and 1 (or 0 … K-1), labels with a gap, text labels of only one class, text as a target.
        """
        named = _column_names(x) if feature_names is None else feature_names
        x = _numbers_of(x, named)
        feature_names = tuple(f"x{j}" for j in range(1, x.shape[1] + 1)) if named is None else named
        axes = as_array(z, "z", "one label, or as many targets, for each example").ndim
        if targets is not None and not isinstance(targets, (bool, np.bool_, str)):
            targets = checked_list(targets, "targets", "names, or True")
        if bool(targets) if targets is not None else axes == 2:
            return cls(x, z, feature_names, () if class_names is None else class_names, name, targets=_target_names(targets, z))
        labels = _label_list(z, len(x))
        if isinstance(labels[0], str):
            class_names = _classes_in(labels) if class_names is None else _names(class_names, "class_names", least=2)
            labels = _number(labels, class_names)
        elif class_names is None:
            class_names = _names_for(labels)
        return cls(x, labels, feature_names, class_names, name)

    @classmethod
    def from_csv(cls, path, label=None, class_names=None, delimiter=None, decimal=None, encoding=None, header=None, leave_out=(),
                 zero_one=(), same_class=False, targets=()) -> Dataset:
        """A data set from a CSV file: a table with a row for each example, and in its columns the class, or targets, and features.

        path : the file.    label : the column that holds the class, by name or counted from 0; the last if not given.
        class_names : the order of the classes; if not given they are sorted (by value if every name is a number).
            The cells of the label column are names, whatever they look like: with 0 and 1, "0" gets the label -1.
        targets : columns of numbers to be predicted, by name or counted from 0; then there is no label.
        delimiter, decimal, encoding, header, leave_out, zero_one, same_class : how to read it, as for `nbnn.read_csv`; found out if
            not given.
        Rows are counted as in the file, from 1, the names of the columns and empty rows among them. Rows in which a value is missing
        or is no number are left out, and so are columns of words and dates.

        Warns (DataWarning) of what was left out and of what is odd about the data. Raises FileNotFoundError; ValueError for a file that
        cannot be used, or that can be read in two ways, with what to write. `print(nbnn.read_csv(path))` shows all of it.
        """
        from ..tables.reading import read_csv  # noqa: PLC0415  (only who reads a file needs it)
        checked_path(path, "path")
        reading = read_csv(path, label, delimiter, decimal, encoding, header, leave_out, zero_one, same_class, targets=targets)
        if reading.open_questions:
            raise ValueError(f"{reading.file!r} can be read in two ways. {reading.open_questions[0]}")
        data = cls.from_reading(reading, class_names)
        if reading.warning:
            from ..tables.data_questions import DataWarning  # noqa: PLC0415  (only who reads data needs it)
            warnings.warn(reading.warning, DataWarning, stacklevel=2)
        return data

    @classmethod
    def from_reading(cls, reading: CsvReading, class_names=None) -> Dataset:
        """The data of a file that `nbnn.read_csv` looked at, as it was read; ValueError where it cannot be used."""
        from ..tables.record import CsvReading  # noqa: PLC0415
        if checked_kind(reading, CsvReading, "reading", "give what nbnn.read_csv returns").problem:
            raise ValueError(f"{reading.file!r}: {reading.problem}; print(nbnn.read_csv({reading.file!r})) shows how it was read")
        data = cls.from_arrays(reading.x, reading.z, reading.features, class_names, os.path.splitext(reading.file)[0] or "data",
                               reading.targets or None)
        return replace(data, source=f"read from {reading.file}")

    @classmethod
    def from_frame(cls, frame, label=None, *, targets=(), features=None, class_names=None, leave_out=(), zero_one=(), same_class=False,
                   name="data") -> Dataset:
        """A data set from a DataFrame of pandas or polars: a row for each example, and in its columns the class, or targets, and features.

        label : the column that holds the class, by name or counted from 0; the last if not given.
        targets : columns of numbers to be predicted, by name or counted from 0; then there is no label.
        features : the columns to use, in this order; if not given, all columns of numbers and truth values.
        class_names : the order of the classes; if not given, that of an ordered categorical (polars: Enum), else they are sorted.
        leave_out, zero_one, same_class : as for `nbnn.read_csv`: columns that are no features, columns of words to be columns of 0 and
            1, and whether "Yes" and "yes " are one class.
        The table is read like a CSV file with these cells: rows in which a value is missing are left out, and so are columns of words and
        dates. Rows are counted from 0.

        Warns (DataWarning) of what was left out and of what is odd about the data. Raises TypeError for what is no DataFrame; ValueError
        for one that cannot be used, or that can be read in two ways, with what to write.
        """
        from ..tables.frames import order_of, read_frame, say_table  # noqa: PLC0415
        reading = read_frame(frame, label, features, leave_out, zero_one, same_class, targets, name)
        if class_names is None and (order := order_of(frame, reading.label)):
            class_names = tuple(each for each in order if each in reading.z)
        data = cls.from_arrays(reading.x, reading.z, reading.features, class_names, name, reading.targets or None)
        if reading.warning:
            from ..tables.data_questions import DataWarning  # noqa: PLC0415
            warnings.warn(say_table(reading.warning), DataWarning, stacklevel=2)
        return replace(data, source="a table given by the user")

    def to_frame(self, library="pandas", *, label="class"):
        """The examples as a DataFrame: a column for each feature, and one with the names of the classes, or one for each target.

        library : "pandas" or "polars"; imported by this call.    label : what to call the column of the classes.
        Raises ValueError where a feature is called so already, ModuleNotFoundError where the library is not installed.
        """
        from ..tables.frames import frame_of  # noqa: PLC0415
        checked_text(label, "label", "class")
        answers = dict(zip(self.targets, np.atleast_2d(self.z.T).copy())) if self.targets else {
            label: list(map(self.name_of, self.z.tolist()))}
        if twice := [name for name in answers if name in self.feature_names]:
            what, todo = ("a target", "give each a name of its own") if self.targets else ("label", "give another name for the classes")
            raise ValueError(f"{what} is {twice[0]!r}, but a feature of {self.name!r} is called so: {todo}")
        return frame_of({name: self.x[:, j].copy() for j, name in enumerate(self.feature_names)} | answers, library)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """What is odd about the data, before a network is trained on them: row numbers, constants, copies, a class with one example."""
        from ..tables.data_questions import (  # noqa: PLC0415
            ask_about_classes,
            ask_about_constants,
            ask_about_features,
            sizes_of,
        )
        if self.targets:
            return (*ask_about_features(self.x, self.feature_names), *ask_about_constants(self.x, self.feature_names))
        names = [self.class_names[self.labels.index(label)] for label in self.z.tolist()]
        return (*ask_about_features(self.x, self.feature_names, names), *ask_about_constants(self.x, self.feature_names),
                *ask_about_classes(sizes_of(names), "z"))

    def __len__(self) -> int:
        return len(self.x)

    def __getitem__(self, i) -> tuple[np.ndarray, int | float | np.ndarray]:
        if isinstance(i, slice):
            raise TypeError("data[i] takes one whole number; for several examples write data.subset(range(0, 10))")
        i = _whole(i, "the index of an example")
        if not -len(self) <= i < len(self):
            raise IndexError(f"there is no example {i}; the {len(self)} examples count from 0 to {len(self) - 1}")
        return self.x[i], self.z[i].item() if self.z.ndim == 1 else self.z[i]

    def __iter__(self) -> Iterator[tuple[np.ndarray, int | float | np.ndarray]]:
        return zip(self.x, self.z.tolist() if self.z.ndim == 1 else self.z)

    def __repr__(self) -> str:
        classes = f"classes {', '.join(self.class_names)}" if self.n_classes <= 3 else f"{self.n_classes} classes"
        if self.targets:
            classes = f"{'target' if len(self.targets) == 1 else 'targets'} {_list(self.targets, 3)}"
        counted = " with the labels 1, 2" if self.counted else ""
        return (f"Dataset({self.name!r}: {_count(len(self), 'example')}, "
                f"{_count(len(self.feature_names), 'feature')}, {classes}{counted})")

    def __reduce__(self):           # a copy or an unpickled data set goes through the checks and is locked again
        return type(self), (self.x, self.z, self.feature_names, self.class_names, self.name, self.source, self.counted,
                            self.targets)

    @property
    def n_classes(self) -> int:
        """K, the number of classes, counting those without examples; 0 with targets."""
        return len(self.class_names)

    @property
    def labels(self) -> tuple[int, ...]:
        """The possible labels in the order of `class_names`: (-1, 1), or (1, …, K)."""
        return _labels_of(self.n_classes, self.counted)

    @property
    def n_outputs(self) -> int:
        """How many outputs a network needs for z: one for two classes, else one for each class or each target."""
        return len(self.targets) or (1 if self.n_classes == 2 and not self.counted else self.n_classes)

    def name_of(self, label) -> str:
        """The name of the class with this label. Raises ValueError if there is no such label."""
        if self.targets:
            raise ValueError(f"{self.name!r} has targets ({_list(self.targets)}), which are numbers, and no classes with names")
        if isinstance(label, (bool, np.bool_)) or not isinstance(label, (int, float, np.integer, np.floating)) or label not in self.labels:
            raise ValueError(f"{label!r} is no label of {self.name!r}; the labels are {_list(self.labels)}")
        return self.class_names[self.labels.index(label)]

    def counting(self, counted: bool = True) -> Dataset:
        """The same examples with the labels of two classes as 1 and 2 (one score for each class), or as -1 and +1 (one score).

        The first class stays the first: -1 is 1, and +1 is 2. Data of three classes or more count theirs from 1 anyway.
        """
        if self.n_classes != 2 or checked_flag(counted, "counted") == self.counted:
            return self
        return replace(self, z=(self.z + 3) // 2 if counted else 2 * self.z - 3, counted=counted)

    def counting_in_words(self) -> str:
        """Which label and score each class has where two classes are counted, a sentence; "" for all other data."""
        if not self.counted or self.class_names == ("1", "2"):
            return ""
        first, second = (_minus(name) for name in self.class_names)
        return f"with a score for each class, {first} is z = 1 (its score is y₁) and {second} is z = 2 (its score is y₂)"

    def subset(self, indices) -> Dataset:
        """The examples with these row numbers (whole, from 0 to N-1, repeats allowed), in this order.

        N truth values work too: `data.subset(data.z == 1)`. All classes are kept, also those without examples.
        Raises ValueError for no example at all or one that does not exist, TypeError for anything but whole numbers.
        """
        rows = _rows(indices, len(self))
        return replace(self, x=self.x[rows], z=self.z[rows])

    def select(self, features=None, *, classes=None) -> Dataset:
        """Only some features (by name, or counted from 0) and only some classes (by name), in the order given.

        features : one or more names or column numbers; all if not given.
        classes : at least two names; all if not given. Labels are given anew: of two classes the first gets -1 and
            the second +1, of more they are 1 … K in this order. The order of the examples stays.
        Raises ValueError for an unknown name (naming the nearest), a repeat, or an empty choice.
        """
        columns = range(len(self.feature_names)) if features is None else _columns(features, self.feature_names)
        if self.targets:
            if classes is not None:
                raise ValueError(f"classes is {classes!r}, but {self.name!r} has targets ({_list(self.targets)}): leave it out")
            return replace(self, x=self.x[:, list(columns)], feature_names=tuple(self.feature_names[j] for j in columns))
        classes = self.class_names if classes is None else _chosen_classes(classes, self.class_names)
        counted = self.counted and len(classes) == 2
        new_label = {self.labels[self.class_names.index(c)]: k for c, k in zip(classes, _labels_of(len(classes), counted))}
        rows = [i for i, label in enumerate(self.z.tolist()) if label in new_label]
        if not rows:
            raise ValueError(f"{self.name!r} has no example of {_list(classes)}; choose classes with examples")
        return replace(self, x=self.x[rows][:, list(columns)], z=np.array([new_label[int(self.z[i])] for i in rows]),
                       feature_names=tuple(self.feature_names[j] for j in columns), class_names=classes,
                       counted=counted)

    def one_vs_rest(self, class_name) -> Dataset:
        """The same examples as two classes: the named one, z = +1, against all others together, z = -1.

        The others are one class called "not setosa"; `source` says which they were. A network with one score tells them apart.
        Raises ValueError for an unknown name (naming the nearest).
        """
        class_name = checked_text(class_name, "class_name", "setosa")
        others = [name for name in self.class_names if name != class_name]
        one = self.labels[_position(class_name, self.class_names, "class")]
        return replace(self, z=np.where(self.z == one, 1, -1), class_names=(f"not {class_name}", class_name), counted=False,
                       name=f"{self.name}, {class_name} against the rest",
                       source=f"{self.source}; {class_name} is z = +1, and {_list(others)} {'is' if len(others) == 1 else 'are'} z = −1")

    def labels_in_words(self) -> str:
        """Which label each class has: "setosa is z = −1, versicolor is z = +1"; "" where the labels are the names."""
        labels = [f"{label:+d}" if self.labels[0] < 0 else f"{label}" for label in self.labels]
        if tuple(labels) == self.class_names:
            return ""
        return ", ".join(f"{_minus(name)} is z = {_minus(label)}" for name, label in zip(self.class_names, labels, strict=True))

    def split(self, fraction=None, seed=0, stratified=False) -> tuple[Dataset, Dataset]:
        """Training and validation data: drawn at random, no example in both, every example in one.

        fraction : the share for training, between 0 and 1; round(fraction·N) examples (halves go up). If not given, 0.8,
            and at least one example for each part.
        seed : a whole number from 0; the same seed gives the same division. Both parts come in random order.
        stratified : if True, each class is divided in this proportion, to within one example.

        Raises ValueError if a part would be empty.
        """
        fraction = _real(fitting_share(0.8, len(self)) if fraction is None else fraction, "fraction")
        if not 0 < fraction < 1:
            raise ValueError(f"fraction is {fraction}; it must lie between 0 and 1, like 0.8 for 80 : 20")
        if not isinstance(stratified, (bool, np.bool_)):
            raise TypeError(f"stratified is {stratified!r}; it must be True or False")
        n_train = _half_up(fraction * len(self))
        if not 0 < n_train < len(self):
            empty = "training" if n_train == 0 else "validation"
            raise ValueError(f"fraction {fraction} of {_count(len(self), 'example')} leaves no example for {empty}; "
                             "both parts need one: take another fraction or more examples")
        order = np.random.default_rng(_seed(seed)).permutation(len(self))
        in_train = np.arange(len(self)) < n_train
        if stratified and self.targets:
            raise ValueError(f"stratified divides each class, but {self.name!r} has targets ({_list(self.targets)}): leave it out")
        if stratified:
            in_train = _first_of_each_class(self.z[order], fraction, n_train)
        train, validation = self.subset(order[in_train]), self.subset(order[~in_train])
        return (replace(train, name=f"{self.name}, training"), replace(validation, name=f"{self.name}, validation"))


def fitting_share(fraction: float, n: int) -> float:
    """A usual share for training, moved where needed so that each part of n examples has at least one.

    Raises ValueError if there are fewer than two examples: there is nothing to divide.
    """
    if n < 2:
        raise ValueError(f"there is only {_count(n, 'example')}, and training and validation need one each: "
                         "give at least two examples")
    n_train = _half_up(fraction * n)
    return fraction if 0 < n_train < n else (1 / n if n_train == 0 else (n - 1) / n)


def standardize(train, *others):
    """Move and stretch every feature so that it has mean 0 and standard deviation 1 in the training data.

    train : the Dataset whose means and standard deviations (divided by N, not N-1) are used.
    others : more Datasets, moved and stretched by the same numbers; nothing is learned from them.
    A feature that is constant in `train` is only moved to 0, not stretched. Labels and targets stay what they are.

    Returns the new Dataset, or a tuple of them in the order given. Raises TypeError for anything but a Dataset,
    ValueError if the features differ or their values lie too far apart for floating point.
    """
    for data in (train, *others):
        if not isinstance(data, Dataset):
            raise TypeError(f"standardize takes Datasets, not {type(data).__name__}; "
                            "make one with Dataset.from_arrays(x, z)")
        if data.feature_names != train.feature_names:
            raise ValueError(f"{data.name!r} has the features {_list(data.feature_names)} but {train.name!r} has "
                             f"{_list(train.feature_names)}; select the same features in both")
    # From the first example and in units of the range: exact for constants, and no square over- or underflows.
    first = train.x[0]
    with np.errstate(over="ignore"):
        spread = np.ptp(train.x, axis=0)
    if not np.isfinite(spread).all():
        far = train.feature_names[int(np.argmin(np.isfinite(spread)))]
        raise ValueError(f"the values of {far!r} lie too far apart for floating point; measure it in a larger unit")
    constant = spread == 0
    unit = np.where(constant, 1.0, spread)
    u = (train.x - first) / unit
    mean, deviation = u.mean(axis=0), np.where(constant, 1.0, u.std(axis=0))
    result = tuple(replace(data, x=((data.x - first) / unit - mean) / deviation) for data in (train, *others))
    return result if others else result[0]


# ------------------------------------------------------------------------------------------ the table by name

@dataclass(frozen=True, eq=False)
class DatasetRecord:
    """One row of `DATASETS`: what a menu shows, and the function that makes the data.

    `record()` gives the data as they come; `record(n=50, seed=3)` passes the parameters on to the function.
    """
    name: str
    words: str
    source: str
    n_features: int
    n_classes: int  # 0: targets, numbers to predict
    function: Callable[..., Dataset]

    def __call__(self, **parameters) -> Dataset:
        return self.function(**parameters)


_TABLE: dict[str, DatasetRecord] = {}
DATASETS = MappingProxyType(_TABLE)
"""Every data set by name, in the order of the menus: name -> DatasetRecord."""


def _record(words, source, n_features=2, n_classes=2):
    """Put a function into the table under its own name."""
    def enter(function):
        _TABLE[function.__name__] = DatasetRecord(function.__name__, words, source, n_features, n_classes, function)
        return function
    return enter


@_record("150 flowers of three species, four lengths in cm",
         "R. A. Fisher 1936, The use of multiple measurements in taxonomic problems; UCI, CC BY 4.0",
         n_features=4, n_classes=3)
def iris(classes=None, features=None) -> Dataset:
    """Fisher's Iris data: 50 flowers of each of three species, four lengths in cm.

    classes : names, in the order of the labels: `iris(("versicolor", "virginica"))` gives versicolor -1 and
        virginica +1. All three if not given: setosa 1, versicolor 2, virginica 3.
    features : names or column numbers from 0 of sepal length, sepal width, petal length, petal width; all if not given.

    Returns x (150, 4) or less. Setosa is linearly separable from the others; these two from each other are not.
    Raises ValueError or TypeError for an unknown class or feature.

    Source: R. A. Fisher, The use of multiple measurements in taxonomic problems, Annals of Eugenics 7 (2), 179-188,
    1936; UCI Machine Learning Repository, doi.org/10.24432/C56C76, CC BY 4.0. These are the numbers of the paper, as
    in R and scikit-learn; UCI's file differs from it in two rows (counted from 1): row 35 is 4.9, 3.1, 1.5, 0.2 here
    and ends in 0.1 there; row 38 is 4.9, 3.6, 1.4, 0.1 here and 4.9, 3.1, 1.5, 0.1 there.
    """
    return _load("iris").select(features, classes=classes)


@_record("1797 handwritten digits, 8 × 8 pixels",
         "E. Alpaydin and C. Kaynak 1998, Cascading classifiers; UCI, CC BY 4.0", n_features=64, n_classes=10)
def digits(classes=None) -> Dataset:
    """Handwritten digits as 8 × 8 pixels, read row by row; each is a whole number from 0 (paper) to 16 (ink).

    classes : digits, as numbers or text, in the order of the labels: `digits((3, 8))` gives the threes -1 and the
        eights +1. All ten if not given: labels count from 1, so the digit 0 has the label 1 and 9 has the label 10;
        `data.name_of(z)` says which digit it is.

    Returns x (1797, 64) or fewer rows; `x[i].reshape(8, 8)` is the picture.
    Raises ValueError or TypeError for an unknown digit.

    Source: E. Alpaydin and C. Kaynak, Cascading classifiers, Kybernetika 34 (4), 369-374, 1998; UCI Machine Learning
    Repository, doi.org/10.24432/C50P49, CC BY 4.0. It is the test part of the archive (optdigits.tes).
    """
    if classes is not None and not isinstance(classes, str):
        one_by_one = [classes] if isinstance(classes, (int, np.integer)) else checked_list(classes, "classes", "digits, such as (3, 8)")
        classes = [str(c) if isinstance(c, (int, np.integer)) and not isinstance(c, bool) else c for c in one_by_one]
    return _load("digits").select(classes=classes)


@_record("two round clouds; a straight line nearly separates them", "drawn at random: two normal distributions")
def blobs(n=100, seed=0, noise=0.5) -> Dataset:
    """Two round clouds around (-1, -1), label -1, and (1, 1), label +1.

    n : whole, at least 2; labels are balanced (if n is odd, -1 has one more).
    seed : whole, from 0.    noise : the standard deviation around the centers, from 0.
    Returns x (n, 2), in random order. Raises ValueError or TypeError for another n, seed or noise.
    """
    return _toy("blobs", n, seed, noise, lambda rng, z: np.column_stack([z, z]))


@_record("four clouds; + where exactly one coordinate is positive",
         "M. Minsky and S. Papert 1969, Perceptrons: exclusive or")
def xor(n=100, seed=0, noise=0.3) -> Dataset:
    """Exclusive or: clouds around (1, 1) and (-1, -1), label -1, and around (1, -1) and (-1, 1), label +1.

    No straight line separates them. Parameters, result and errors as in `blobs`.
    """
    def place(rng, z):
        x1 = np.where(rng.permutation(len(z)) % 2 == 0, 1.0, -1.0)
        return np.column_stack([x1, -z * x1])
    return _toy("xor", n, seed, noise, place)


@_record("a ring around a ring", "drawn at random: two rings with one center, as scikit-learn's make_circles")
def circles(n=100, seed=0, noise=0.1) -> Dataset:
    """Two rings around the origin: radius 2, label -1, and radius 1, label +1.

    With ReLU and no bias they cannot be separated, however many units: such a score keeps its sign along every ray
    from the origin. Parameters, result and errors as in `blobs`.
    """
    def place(rng, z):
        angle = rng.uniform(0, 2 * np.pi, len(z))
        return np.where(z == 1, 1.0, 2.0)[:, None] * _on_circle(angle)
    return _toy("circles", n, seed, noise, place)


@_record("two half moons that reach into each other", "drawn at random: as scikit-learn's make_moons, centered")
def moons(n=100, seed=0, noise=0.1) -> Dataset:
    """Two half circles of radius 1 that reach into each other: the upper one, label -1, the lower one, label +1.

    Each is the other turned by half a turn around the origin. Parameters, result and errors as in `blobs`.
    """
    def place(rng, z):
        upper = _on_circle(rng.uniform(0, np.pi, len(z))) - [0.5, 0.25]
        return -z[:, None] * upper
    return _toy("moons", n, seed, noise, place)


@_record("two arms wound around each other",
         "K. J. Lang and M. J. Witbrock 1988, Learning to tell two spirals apart (here with fewer turns)")
def spiral(n=100, seed=0, noise=0.05) -> Dataset:
    """Two arms with one and a half turns each, radius 0.2 to 2; each is the other turned by half a turn.

    Parameters, result and errors as in `blobs`.
    """
    def place(rng, z):
        t = rng.uniform(0, 1, len(z))
        return (z * (0.2 + 1.8 * t))[:, None] * _on_circle(3 * np.pi * t)
    return _toy("spiral", n, seed, noise, place)


@_record("a wave of one input, with noise; a curve to fit", "drawn at random: z = sin(2x) at even places", n_features=1, n_classes=0)
def wave(n=60, seed=0, noise=0.15) -> Dataset:
    """A noisy sine of one input: x drawn evenly from -3 to 3, the target z = sin(2x) plus normal noise.

    n : whole, at least 2.    seed : whole, from 0.    noise : the standard deviation of the noise, from 0.
    Returns x (n, 1) and one target each, z (n,). Raises ValueError or TypeError for another n, seed or noise.
    """
    return _toy_targets("wave", n, seed, noise, 1, lambda x: np.sin(2 * x[:, 0]))


@_record("a hill in the plane, with noise; a height to predict", "drawn at random: a bump as in the Gaussian of radial basis functions",
         n_classes=0)
def hill(n=200, seed=0, noise=0.05) -> Dataset:
    """A round hill over the plane: x drawn evenly from -3 to 3, the target z = 2·exp(-|x|²/2) - 1 plus normal noise.

    Returns x (n, 2) and one target each, z (n,), from -1 in the plain to 1 on the top. Parameters and errors as in `wave`.
    """
    return _toy_targets("hill", n, seed, noise, 2, lambda x: 2.0 * np.exp(-np.sum(x * x, axis=1) / 2) - 1.0)


def _toy_targets(name, n, seed, noise, d, height):
    """n points of d numbers: `height(x)` is the target without noise, normal noise is added."""
    n, noise = _enough(n, "at least 2 points are needed"), _real(noise, "noise")
    if noise < 0:
        raise ValueError(f"noise is {noise}; a standard deviation must be 0 or more")
    rng = np.random.default_rng(_seed(seed))
    x = rng.uniform(-3, 3, (n, d))
    z = height(x) + noise * rng.standard_normal(n)
    names = ("x",) if d == 1 else tuple(f"x{j}" for j in range(1, d + 1))
    return Dataset(x, z, names, (), name, f"{DATASETS[name].source}; n={n}, seed={seed}, noise={noise}", targets=("z",))


def _toy(name, n, seed, noise, place):
    """n points: `place(rng, z)` says where the labels lie without noise, normal noise is added."""
    n, noise = _enough(n, "at least 2 points are needed, one of each class"), _real(noise, "noise")
    if noise < 0:
        raise ValueError(f"noise is {noise}; a standard deviation must be 0 or more")
    rng = np.random.default_rng(_seed(seed))
    z = rng.permutation(np.where(np.arange(n) % 2 == 0, -1, 1))
    x = place(rng, z) + noise * rng.standard_normal((n, 2))
    source = f"{DATASETS[name].source}; n={n}, seed={seed}, noise={noise}"
    return Dataset(x, z, ("x1", "x2"), ("-1", "+1"), name, source)


def _enough(n, least):
    """How many examples to draw, 2 or more, and no more than a call may keep with everything on the way."""
    n = _whole(n, "n")
    if n < 2:
        raise ValueError(f"n is {n}; {least}")
    check_memory("n", n, DRAWN, "examples")
    return n


def _on_circle(angle):
    return np.column_stack([np.cos(angle), np.sin(angle)])


@cache
def _load(name):
    """The data set that comes with the package, read once; it cannot be changed, so all may share it."""
    import csv  # not with nbnn: with gzip it would cost every import a hundredth of numpy's
    import gzip
    [file_name] = (entry for entry in os.listdir(_DATA) if entry.startswith(f"{name}.csv"))
    path = os.path.join(_DATA, file_name)
    with gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else open(path, encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    x, z = [row[:-1] for row in rows], [row[-1] for row in rows]
    data = Dataset.from_arrays(np.array(x).astype(np.float64), z, header[:-1], name=name)
    return replace(data, source=DATASETS[name].source)


def _is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return "_" not in text          # Python reads 1_000 as a number; a table does not


# ------------------------------------------------------------------------------------------ checks and labels

def _column_names(x):
    """The names that a table gives its columns; None for an array, and for columns that are only counted."""
    names = getattr(x, "columns", None)
    if names is None or callable(names):
        return None
    names = list(names)
    return None if all(isinstance(name, (int, np.integer)) for name in names) else tuple(
        " ".join(map(str, name)) if isinstance(name, tuple) else str(name) for name in names)


def _numbers_of(x, names):
    """The matrix of x; where a table holds something else than numbers, an error that says in which column."""
    try:
        return _matrix(x)
    except TypeError:
        for name, column in zip(names or (), np.atleast_2d(np.asarray(x, dtype=object)).T):
            words = next((value for value in column.tolist() if isinstance(value, str)), None)
            if words is not None:
                raise TypeError(f"the column {name!r} of x holds {words!r}; all columns must hold numbers: leave it out, "
                                "or write numbers for its words") from None
        raise


def _matrix(x):
    """A copy of x as (N, d) float64, all finite."""
    check_size("x", x)
    if is_masked(x):
        raise TypeError("x is a masked array; missing values must be filled in or their rows removed")
    try:
        given = np.asarray(x)
    except ValueError:
        raise ValueError("the rows of x have different lengths; "
                         "each example needs the same number of features") from None
    if given.dtype.kind not in "biufO":
        raise TypeError(f"x holds {given.dtype.name} values; it must hold numbers")
    try:
        matrix = np.array(given, dtype=np.float64, order="C")
    except (TypeError, ValueError, OverflowError):
        raise TypeError("x holds values that are not numbers; it must hold numbers only") from None
    if matrix.ndim != 2:
        raise ValueError(f"x has the shape {matrix.shape}; it must be (N, d), one row for each example: "
                         "[[2, 1], [0, 3]] are two examples with two features")
    if 0 in matrix.shape:
        raise ValueError(f"x has the shape {matrix.shape}; at least one example with one feature is needed")
    bad = np.argwhere(~np.isfinite(matrix))
    if len(bad):
        row, column = bad[0].tolist()
        raise ValueError(f"x[{row}, {column}] is {matrix[row, column]}; all values must be finite: "
                         "correct it or remove the row")
    return matrix


def _target_names(targets, z):
    """The names of the targets: as given, else those of z's columns where it is a table, else z, or z1, z2, …"""
    if targets is not None and targets is not True:
        return (targets,) if isinstance(targets, str) else targets
    width = np.shape(z)[1] if np.ndim(z) == 2 else 1
    return _column_names(z) or (("z",) if width == 1 else tuple(f"z{k}" for k in range(1, width + 1)))


def _numbers_to_predict(z, n, names):
    """A copy of the targets as float64, (n,) for one and (n, m) for several, all finite."""
    given = as_array(z, "z", "targets, as many for each example")
    if given.dtype.kind not in "iufO":
        raise TypeError(_no_targets(given))
    try:
        targets = np.array(given, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        raise TypeError(_no_targets(given)) from None
    m = len(names)
    if targets.shape not in ([(n,), (n, 1)] if m == 1 else [(n, m)]):
        raise ValueError(f"z has the shape {targets.shape}, but x has {_count(n, 'row')} and there {'is' if m == 1 else 'are'} "
                         f"{_count(m, 'target')} ({_list(names)}); z must be {(n, m)}" + (f" or ({n},)" if m == 1 else ""))
    bad = np.argwhere(~np.isfinite(targets))
    if len(bad):
        at = tuple(bad[0].tolist())
        raise ValueError(f"z[{', '.join(map(str, at))}] is {targets[at]}; all targets must be finite: correct it or remove the row")
    return targets[:, 0] if targets.ndim == 2 and m == 1 else targets


def _no_targets(given):
    """What in an array is no number: its first text, or the kind of all; and what to do with classes."""
    text = next((each for each in given.ravel().tolist() if isinstance(each, (str, bool))), None)
    what = f"{given.dtype.name} values" if text is None else repr(text)
    classes = f"; for the names of classes write z.ravel(), shape ({len(given)},)" if given.ndim == 2 and given.shape[1] == 1 else ""
    return f"z holds {what}; targets must be numbers{classes}"


def _label_list(z, n):
    """z as a list of n Python integers, or of n texts; 1.0 counts as 1."""
    given = np.asarray(z, dtype=object) if isinstance(z, (list, tuple)) else as_array(z, "z", "one label for each example")
    if given.ndim != 1:
        raise ValueError(f"z has the shape {given.shape}; it must be one label for each example, shape ({n},)"
                         + ("; write z.ravel()" if given.size == n and n > 1 else ""))
    if len(given) != n:
        raise ValueError(f"x has {_count(n, 'row')} but z has {_count(len(given), 'label')}; "
                         "one label for each row is needed")
    labels = given.tolist()
    if all(isinstance(label, str) for label in labels):
        return [str(label) for label in labels]
    return [_label(label, i) for i, label in enumerate(labels)]


def _label(label, i):
    if isinstance(label, (bool, np.bool_)):
        raise TypeError(f"z[{i}] is {label}; two classes have the labels -1 and +1 here: write np.where(z, 1, -1)")
    if isinstance(label, (float, np.floating)) and float(label).is_integer():
        return int(label)
    if isinstance(label, (int, np.integer)):
        return int(label)
    error = ValueError if isinstance(label, (float, np.floating)) else TypeError
    hint = "; for numbers to be predicted write targets=True" if error is ValueError and math.isfinite(label) else ""
    raise error(f"z[{i}] is {label!r}; labels must be all whole numbers (-1 and +1, or 1 … K) or all text{hint}")


def _names_for(labels):
    """The class names of number labels that come without: the labels themselves."""
    seen = sorted(set(labels))
    if set(seen) <= {-1, 1}:
        return ("-1", "+1")
    if len(seen) >= 3 and seen == list(range(1, len(seen) + 1)):
        return tuple(map(str, seen))
    raise ValueError(f"the labels are {_list(seen)}; needed are -1 and +1 for two classes, or 1 … K for three or "
                     f"more, each with an example{_how_to_convert(seen)}")


def _how_to_convert(seen):
    if set(seen) <= {0, 1}:
        return ". The lecture's losses use z·y, so 0 and 1 become -1 and +1: write 2*z - 1"
    if seen == list(range(len(seen))):
        return ": write z + 1"
    if len(seen) == 2:
        return f": write np.where(z == {seen[1]}, 1, -1)"
    return "; if a class is only missing here, give class_names"


def _known_labels(labels, class_names, counted=False):
    """The labels as an int64 array, if each is one of those that these classes have."""
    known = _labels_of(len(class_names), counted)
    wrong = next((i for i, label in enumerate(labels) if label not in known), None)
    if wrong is not None:
        raise ValueError(f"z[{wrong}] is {labels[wrong]!r}; the {len(class_names)} classes {_list(class_names)} have "
                         f"the labels {_list(known)}{_how_to_convert(sorted(set(labels), key=str))}")
    return np.array(labels, dtype=np.int64)


def _labels_of(n_classes, counted=False):
    return (-1, 1) if n_classes == 2 and not counted else tuple(range(1, n_classes + 1))


def _classes_in(labels):
    """The different texts among the labels, sorted: by value if all are finite numbers."""
    seen = sorted(set(labels))
    if len(seen) < 2:
        raise ValueError(f"all labels are {seen[0]!r}; at least two classes are needed, "
                         "or give class_names with the names of all")
    if all(_is_number(text) and math.isfinite(float(text)) for text in seen):
        seen.sort(key=float)
    return tuple(seen)


def _number(labels, class_names):
    """Text labels as numbers, in the order of class_names."""
    unknown = next((label for label in labels if label not in class_names), None)
    if unknown is not None:
        raise ValueError(f"the label {unknown!r} is not among class_names; {_nearest(unknown, class_names)}"
                         f"given are {_list(class_names)}")
    number = dict(zip(class_names, _labels_of(len(class_names))))
    return [number[label] for label in labels]


def _names(names, what, least):
    """The names as a tuple of different, non-empty texts."""
    if isinstance(names, (str, type)) or not hasattr(names, "__iter__") or (isinstance(names, np.ndarray) and not names.ndim):
        raise TypeError(f"{what} is {names!r}; it must be a sequence of names, like (\"a\", \"b\")")
    check_length(what, names)
    names = tuple(str(name) if isinstance(name, str) else name for name in names)
    for i, name in enumerate(names):
        if not isinstance(name, str):
            raise TypeError(f"{what}[{i}] is {name!r}; it must be text")
        if not name.strip():
            raise ValueError(f"{what}[{i}] is empty; give each a name")
        if name in names[:i]:
            raise ValueError(f"{what} holds {name!r} twice; give each its own name")
    if len(names) < least:
        raise ValueError(f"{what} has {_count(len(names), 'name')}; at least {least} needed")
    return names


def _columns(features, names):
    """The chosen features as column numbers."""
    if isinstance(features, (str, int, np.integer)):
        features = [features]
    if not hasattr(features, "__iter__") or isinstance(features, type) or (isinstance(features, np.ndarray) and not features.ndim):
        raise TypeError(f"features is {features!r}; give names or column numbers, like (\"{names[0]}\",) or (0,)")
    check_length("features", features)
    columns = []
    for feature in features:
        if isinstance(feature, str):
            column = _position(feature, names, "feature")
        elif not 0 <= (column := _whole(feature, "an entry of features that is not a name")) < len(names):
            raise ValueError(f"there is no feature {column}; the {len(names)} columns count from 0 to {len(names) - 1}")
        if column in columns:
            raise ValueError(f"the feature {names[column]!r} is chosen twice; name each once")
        columns.append(column)
    if not columns:
        raise ValueError(f"features is empty; choose at least one of {_list(names)}")
    return columns


def _chosen_classes(classes, names):
    """The chosen classes: at least two different ones that exist."""
    chosen = _names([classes] if isinstance(classes, str) else classes, "classes", least=2)
    for name in chosen:
        _position(name, names, "class")
    return chosen


def _position(name, names, what):
    if name not in names:
        raise ValueError(f"there is no {what} {name!r}; {_nearest(name, names)}to choose from: {_list(names)}")
    return names.index(name)


def _rows(indices, n):
    """Row numbers, or n truth values, as an array of row numbers."""
    check_size("indices", indices)
    listed = hasattr(indices, "__iter__") and not isinstance(indices, (type, np.ndarray))
    rows = as_array(list(indices) if listed else indices, "indices", "a sequence of row numbers, like [0, 5]")
    if rows.ndim != 1:
        raise TypeError(f"indices is {indices!r}; it must be a sequence of row numbers, like [0, 5]")
    if rows.dtype == bool and len(rows) and len(rows) != n:
        raise ValueError(f"indices holds {len(rows)} truth values but there are {n} examples; one for each is needed")
    rows = np.flatnonzero(rows) if rows.dtype == bool else rows
    if not len(rows):
        raise ValueError("indices chooses no example; a data set needs at least one")
    if rows.dtype.kind not in "iu":
        raise TypeError(f"indices holds {rows.dtype.name} values; row numbers must be whole")
    outside = rows[(rows < 0) | (rows >= n)]
    if len(outside):
        raise ValueError(f"there is no example {outside[0]}, which indices names; the {n} examples count from 0 to {n - 1}")
    return rows


def _first_of_each_class(z, fraction, n_train):
    """Which entries of z go to training: of each class the first ones, n_train in all, in proportion.

    Each class gives its whole part of fraction·size; what is missing comes from those with the largest remainder.
    """
    labels, sizes = np.unique(z, return_counts=True)
    take = np.floor(fraction * sizes).astype(int)
    largest = np.argsort(take - fraction * sizes, kind="stable")
    take[largest[:n_train - take.sum()]] += 1
    in_train = np.zeros(len(z), dtype=bool)
    for label, count in zip(labels, take):
        in_train[np.flatnonzero(z == label)[:count]] = True
    return in_train


def _minus(name):
    """A class named by its label with a real minus sign."""
    return "−1" if name == "-1" else name


def _half_up(value):
    return math.floor(value + 0.5)


def _whole(value, what):
    """A whole number as int; a truth value is none."""
    if isinstance(value, (bool, np.bool_, np.ndarray, type)) or not hasattr(value, "__index__"):
        raise TypeError(f"{what} is {value!r}; it must be a whole number")
    return operator.index(value)


def _seed(seed):
    if _whole(seed, "seed") < 0:
        raise ValueError(f"seed is {seed}; it must be a whole number from 0")
    return operator.index(seed)


def _real(value, what):
    """A finite number as float."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise TypeError(f"{what} is {value!r}; it must be a number")
    if not math.isfinite(value):
        raise ValueError(f"{what} is {value}; it must be finite")
    return float(value)


def _nearest(word, names):
    """'did you mean …? ' if a name is close, else nothing."""
    folded = {name.casefold().replace("_", " "): name for name in names}
    close = get_close_matches(word.casefold().replace("_", " "), folded, n=1)
    return f"did you mean {folded[close[0]]!r}? " if close else ""


def _list(values, most=10):
    """The values with commas between them, the first ones if they are many."""
    words = [str(value) for value in values]
    return ", ".join(words[:most]) + (f", … ({len(words)} in all)" if len(words) > most else "")


def _count(n, noun):
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
