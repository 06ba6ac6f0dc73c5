"""A feed-forward network as on the lecture's slides: h = g(W⁽¹⁾x), y = w⁽²⁾·h, and its derivatives."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, ClassVar, NamedTuple

import numpy as np

from ..bounds import MOST_WEIGHTS, check_length, with_commas
from ..given import checked_flag, checked_kind, checked_whole
from ..numbers import as_numbers
from ..records.activations import Activation, identity, relu
from ..records.activations import activation as activation_record
from ..records.initializers import Initializer, he
from ..records.initializers import initializer as initializer_record
from ..shown import Shown
from .quantities import quantities_of

AS_BIAS = "[[0.5, 2, 1]] is a unit with the weights 0.5 and 2 and the bias 1"


@dataclass(frozen=True, eq=False)
class Forward:
    """What a forward pass leaves behind, for one example or a batch.

    Attributes
    ----------
    x : (d,) or (N, d); with biases a constant 1 is its last entry.
    a, h : one array per hidden layer, (units,) or (N, units); with biases each h ends with a 1.
    y : the score, a float or (N,); with K scores (K,) or (N, K).
    s : with an activation of the output the scores before it, y = g(s), shaped like y; else y itself.
    """

    x: np.ndarray
    a: tuple[np.ndarray, ...]
    h: tuple[np.ndarray, ...]
    y: float | np.ndarray
    s: float | np.ndarray


class HiddenLayer(NamedTuple):
    """What a forward pass needs of a hidden layer, and the arrays that it fills.

    Attributes
    ----------
    times : (W, below, out) → None: writes W·below into `out`; which product this is decides the last bit.
    a, h : the arrays, (…, units) both; with biases h has a constant 1 as its last entry.
    units : h without that 1, a view.
    g_into : (a, out) → writes g(a) into `out`.
    """

    times: Callable
    W: np.ndarray
    a: np.ndarray
    units: np.ndarray
    h: np.ndarray
    g_into: Callable


def go_forward(layers: Sequence[HiddenLayer], x: np.ndarray, masks: Sequence[np.ndarray] | None = None) -> np.ndarray:
    """The forward pass, the only one: a = W·below and h = g(a), layer after layer, into their arrays; what the scores are made of.

    x : with its constant 1 when there are biases.    masks : what every h is multiplied by, per layer; None: nothing is dropped.
    """
    below = x
    for number, (times, W, a, units, h, into) in enumerate(layers):
        times(W, below, a)
        into(a, units)
        if masks is not None:
            np.multiply(units, masks[number], units)
        below = h
    return below


def empty_layers(times: Callable, network: "Network", weights: Sequence[np.ndarray], examples: tuple[int, ...],
                 empty: Callable[[tuple[int, ...]], np.ndarray] = np.empty) -> list[HiddenLayer]:
    """New arrays for the network's first hidden layers under other weights, (…, units, inputs), one fewer than there are weights,
    with the axes `examples` before their units."""
    layers, bias = [], network.bias
    for W, g in zip(weights[:-1], network.activations):
        units = W.shape[-2]
        a, h = empty((*examples, units)), empty((*examples, units + bias))
        if bias:
            h[..., units] = 1.0
        layers.append(HiddenLayer(times, W, a, h[..., :units], h, into_units(g.value_into, a) if bias and a.ndim > 1 else g.value_into))
    return layers


def into_units(g_into: Callable, a: np.ndarray) -> Callable:
    """The same function for an h with gaps, its constants 1, between the units of one example and the next: entry by entry NumPy
    writes into a whole array, like `a`, much faster than into one with gaps, and copies fast."""
    whole = np.empty_like(a)

    def into(a: np.ndarray, units: np.ndarray) -> None:
        g_into(a, whole)
        units[...] = whole
    return into


class Network(Shown):
    """An immutable network: its weights are copied and locked.

    Parameters
    ----------
    weights : the matrices W1, W2, … each outputs × inputs; a last weight that is a vector gives one score y,
        a matrix with K ≥ 2 rows gives K scores. One weight alone is a network without a hidden layer.
    activation : the g of every hidden layer (a record or its name), or a list with one for each.
    bias : append a constant 1 to x and to every h; each weight then has one more column.
    output : the g of the output: the scores before it are s, and y = g(s). Left out: none, y is the score.

    Attributes
    ----------
    activations : one record per hidden layer.
    activation : that record when they are all the same, else `activations`.
    output : the record of the output; `identity` changes nothing.

    Raises
    ------
    ValueError : a weight that does not fit the one before it, or is not finite; activations that are not one per hidden layer.
    """

    # Other libraries are reached from a room above, nbnn/bridges; the package's __init__ joins them.
    _from_torch: ClassVar[Callable[[Any], "Network"]]
    _to_torch: ClassVar[Callable[["Network"], Any]]
    _from_sklearn: ClassVar[Callable[[Any], "Network"]]
    _to_sklearn: ClassVar[Callable[..., Any]]

    def __init__(self, weights: Sequence, activation: Activation | str | Sequence[Activation | str] = relu, bias: bool = False, *,
                 output: Activation | str = identity):
        if not isinstance(bias, bool | np.bool_ | int) or bias not in (0, 1):
            raise TypeError(f"bias is {bias!r}: give True, and each unit's bias behind its weights: {AS_BIAS}")
        self.bias = bool(bias)
        self.weights = _checked_weights(weights, self.bias)
        self.activations, self.activation = _checked_activations(activation, len(self.weights) - 1)
        self.output = _checked_output(output)
        inputs = self.weights[0].shape[-1] - (1 if self.bias else 0)
        outputs = [w.shape[0] if w.ndim == 2 else 1 for w in self.weights]
        self.sizes = (inputs, *outputs)
        self.quantities = quantities_of(self.sizes, self.bias, not self.output.neutral)

    @classmethod
    def random(cls, sizes: Sequence[int], activation: Activation | str | Sequence[Activation | str] = relu,
               initializer: Initializer | str = he, seed: int = 0, bias: bool = False, *, output: Activation | str = identity) -> "Network":
        """A network of `sizes` (inputs, hidden units …, scores) with weights drawn from `seed`; biases start at 0.

        Raises ValueError or TypeError for sizes, a seed or an initializer that are none, and for more than MOST_WEIGHTS weights.
        """
        sizes, initializer, bias = _checked_sizes(sizes), initializer_record(initializer), checked_flag(bias, "bias")
        return cls(drawn_weights(sizes, initializer, checked_seed(seed), bias), activation, bias, output=output)

    @classmethod
    def from_torch(cls, module) -> "Network":
        """The network of a module of PyTorch, whose scores agree to 1e-12 with those of module.double().

        module : an nn.Sequential, nested as you like, of Linear layers (with biases or without), the activations of `nbnn.ACTIVATIONS`,
            and Flatten at the start. Dropout is left out, and said. Where only some layers have biases, the others get ones of 0.

        Raises TypeError for what is no module; ValueError that names the layer that cannot be read, and its place.
        """
        return cls._from_torch(module)

    def to_torch(self):
        """The network as an nn.Sequential of PyTorch in float64: for X (N, d) its scores are (N, 1) or (N, K), and agree to 1e-12.

        Raises ImportError where PyTorch is not installed; ValueError for an activation that names nothing in torch.nn.
        """
        return type(self)._to_torch(self)

    @classmethod
    def from_sklearn(cls, mlp) -> "Network":
        """The network of a fitted MLPClassifier or MLPRegressor of scikit-learn.

        A classifier's network gives the scores before its softmax, and with two classes the one before its logistic function: both stand
        in the losses that it was trained with, `cross_entropy` and `logistic`. The labels 1 … K, or −1 and +1, are its classes_ in order.

        Raises TypeError for anything else; ValueError for one that is not fitted, or has several labels an example.
        """
        return cls._from_sklearn(mlp)

    def to_sklearn(self, classes: Sequence | None = None, regression: bool = False):
        """The network as a fitted MLPClassifier of scikit-learn, or with `regression` as an MLPRegressor.

        classes : what it calls the classes, in sorted order; left out: −1 and +1, or 1 … K.

        Raises ImportError where scikit-learn is not installed; ValueError for layers that it does not have: it has one activation for all
        hidden layers, one of identity, sigmoid, tanh and ReLU.
        """
        return type(self)._to_sklearn(self, classes, regression)

    @property
    def depth(self) -> int:
        """How many weights there are: hidden layers and one."""
        return len(self.weights)

    @property
    def n_hidden(self) -> int:
        return self.depth - 1

    @property
    def one_score(self) -> bool:
        return self.weights[-1].ndim == 1

    @property
    def n_inputs(self) -> int:
        return self.sizes[0]

    @property
    def activation_name(self) -> str:
        """The activation of the hidden layers in words: "ReLU", or "tanh, ReLU" where they have different ones."""
        g = self.activation
        return g.name if isinstance(g, Activation) else ", ".join(each.name for each in g)

    @property
    def gates(self) -> tuple[bool, ...]:
        """Whether g′ can be exactly 0, for each hidden layer, and behind them for the output."""
        return tuple(g.gate for g in (*self.activations, self.output))

    @property
    def theta(self) -> np.ndarray:
        """All weights as the lecture's one long vector θ, row by row, layer after layer."""
        return np.concatenate([w.ravel() for w in self.weights])

    def with_theta(self, theta) -> "Network":
        """The network of the same shape whose weights are the entries of `theta`."""
        theta = as_numbers(theta, "θ", f"{self.quantities.n_weights} numbers, one for each weight")
        if theta.shape != (self.quantities.n_weights,):
            raise ValueError(f"θ has shape {theta.shape}, but this network has {self.quantities.n_weights} weights")
        places = self.quantities
        return self.with_weights([places.view(theta, layer.W) for layer in places.layers])

    def with_weights(self, weights: Sequence) -> "Network":
        """Another network with these weights, of any sizes with as many layers, and all else as in this one."""
        return Network(weights, self.activation, self.bias, output=self.output)

    def with_weight(self, layer: int, row: int, column: int, value: float) -> "Network":
        """Another network with one weight changed: layer from 1, row and column from 0 (row 0 in a vector)."""
        weights = [w.copy() for w in self.weights]
        layer, row, column = checked_whole(layer, "layer"), checked_whole(row, "row"), checked_whole(column, "column")
        if not 1 <= layer <= self.depth:
            raise ValueError(f"layer {layer} does not exist: the layers are 1 to {self.depth}")
        if isinstance(value, (bool, np.bool_)):
            raise TypeError(f"value is {value}, a truth value: give a number")
        number = as_numbers(value, "value", "a number")
        if number.ndim or not np.isfinite(number):
            raise ValueError(f"value is {number.tolist()}: give one finite number")
        rows = np.atleast_2d(weights[layer - 1])
        if not (0 <= row < rows.shape[0] and 0 <= column < rows.shape[1]):
            raise ValueError(f"W{layer} has no entry at row {row}, column {column}: it is {rows.shape[0]} × "
                             f"{rows.shape[1]}, counted from 0")
        rows[row, column] = number
        return self.with_weights(weights)

    def forward(self, x) -> Forward:
        """The scores of one example x (d,) or of a batch (N, d), with everything on the way."""
        with np.errstate(over="ignore", invalid="ignore"):  # what is above every float64 is ∞, which says it
            return self.forward_kept(self._checked_x(x))

    def forward_kept(self, x: np.ndarray, masks: Sequence[np.ndarray] | None = None) -> Forward:
        """The same for x that is checked, every h multiplied by its layer's mask, (units,) or (N, units)."""
        x = with_one(x) if self.bias else x
        layers = empty_layers(_times, self, self.weights, x.shape[:-1])
        scores = np.asarray(_times(self.weights[-1], go_forward(layers, x, masks)))
        s = float(scores) if scores.ndim == 0 else scores
        y = _entrywise(self.output.value, s) if self.quantities.output else s
        return Forward(x, tuple(layer.a for layer in layers), tuple(layer.h for layer in layers), y, s)

    def backward(self, forward: Forward, dl_dy) -> dict[str, np.ndarray]:
        """The derivatives of the loss, from ∂ℓ/∂y back to every weight: the chain rule, one factor a line.

        dl_dy : a float or (N,); with K scores (K,) or (N, K). For a batch every derivative is per example,
        (N, …): nothing is summed.
        """
        checked_kind(forward, Forward, "forward", "give what forward(x) returns")
        with np.errstate(over="ignore", invalid="ignore"):  # what is above every float64 is ∞, which says it
            return self._backward(forward, _checked_slope(dl_dy, np.shape(forward.y)))

    def _backward(self, forward: Forward, dl_dy) -> dict[str, np.ndarray]:
        d = {"dl_dy": dl_dy}
        inputs = (forward.x, *forward.h)
        flow, W = dl_dy, self.weights[-1]
        if self.quantities.output:
            d["dy_ds"] = _entrywise(self.output.derivative, forward.s)
            d["dl_ds"] = flow = dl_dy * d["dy_ds"]
        last = self.quantities.layers[-1]
        d[last.dl_dW] = _outer(flow, inputs[-1], vector=self.one_score)
        for number, layer in reversed(list(enumerate(self.quantities.hidden))):
            d[layer.dl_dh] = _back(flow, W)
            d[layer.dh_da] = self.activations[number].derivative(forward.a[number])
            d[layer.dl_da] = self._without_one(d[layer.dl_dh]) * d[layer.dh_da]
            d[layer.dl_dW] = _outer(d[layer.dl_da], inputs[number])
            flow, W = d[layer.dl_da], self.weights[number]
        return d

    def scores(self, X):
        """y for one example (d,) or for each of a batch (N, d); with an activation of the output that is what comes out of it."""
        return self.forward(X).y

    def predict(self, X):
        """The predicted labels: +1 where y ≥ 0, else −1; with K scores 1 … K, the highest (lowest index on ties).

        With an activation of the output the scores before it decide, s ≥ 0 or the largest s: for a sigmoid that is y ≥ ½, for
        tanh y ≥ 0, whichever numbers the loss wants y to be, and however flat the activation is there.

        X : one example (d,), a batch (N, d), or a Dataset: then the labels are its own, so that a score for each of two classes
            predicts −1 and +1 where the data says so. For data with targets the predictions are the outputs themselves.
        """
        if getattr(X, "targets", ()):
            return self.scores(X.x)
        own = getattr(X, "labels", None)
        s = self.forward(X if own is None else X.x).s
        if np.isnan(s).any():
            raise ValueError("a score is ∞ − ∞, which is no number, so nothing can be predicted: use smaller weights or inputs")
        winner = np.asarray(s >= 0, dtype=int) if self.one_score else np.argmax(s, axis=-1)
        counted = np.array((-1, 1) if self.one_score else range(1, self.sizes[-1] + 1))
        if own is not None:
            counted[:len(own)] = own[:len(counted)]
        labels = counted[winner]
        return int(labels) if labels.ndim == 0 else labels

    def __getattr__(self, name: str):
        places = self.__dict__.get("quantities")
        if places is not None:
            name = places.aliases.get(name, name)
            for layer, weight in zip(places.layers, self.weights):
                if name == layer.W:
                    return weight
            known = [layer.W for layer in places.layers]
            near = get_close_matches(name, known, 1) or known
            raise AttributeError(f"this network has no {name!r}; its weights are {', '.join(known)} "
                                 f"(did you mean {near[0]!r}?)")
        raise AttributeError(name)

    def __repr__(self) -> str:
        with_bias = ", bias" if self.bias else ""
        output = f", output {self.output.name}" if self.quantities.output else ""
        return f"Network({'–'.join(map(str, self.sizes))}, {self.activation_name}{output}{with_bias})"

    def _checked_x(self, x) -> np.ndarray:
        return checked_inputs(x, self.n_inputs, self.quantities.layers[0].W, self.bias)

    def _without_one(self, v: np.ndarray) -> np.ndarray:
        return v[..., :-1] if self.bias else v


def with_one(v: np.ndarray) -> np.ndarray:
    """v with the constant 1 appended along its last axis."""
    return np.concatenate([v, np.ones((*v.shape[:-1], 1))], axis=-1)


def checked_inputs(x, inputs: int, W: str, bias: bool = False) -> np.ndarray:
    """x as float64, (inputs,) or (N, inputs), finite; else a ValueError that says what is wrong."""
    x = as_numbers(x, "x", "numbers, (d,) or (N, d)")
    if x.ndim not in (1, 2) or x.shape[-1] != inputs:
        takes = f"{W} takes {inputs}{' (and the constant 1)' if bias else ''}"
        if not x.ndim:
            one = ", ".join([f"{x:g}", *["0"] * (inputs - 1)])
            raise ValueError(f"x is the number {x:g}: give a list, {inputs} entr{'y' if inputs == 1 else 'ies'}, such as [{one}]")
        raise ValueError(f"x has {x.shape[-1]} entries (shape {x.shape}) but {takes} "
                         f"(weights are outputs × inputs): give x as ({inputs},) or (N, {inputs})")
    if not np.isfinite(x).all():
        raise ValueError(f"x contains {x[~np.isfinite(x)][0]}: every entry must be a finite number")
    return x


def _checked_slope(dl_dy, shape: tuple[int, ...]):
    """∂ℓ/∂y, shaped like the scores: a float for one, else an array."""
    given = as_numbers(dl_dy, "dl_dy", "∂ℓ/∂y, numbers shaped like the scores")
    if given.shape != shape:
        raise ValueError(f"dl_dy has shape {given.shape}, but the scores have {shape}: give ∂ℓ/∂y for each of them")
    return given if given.ndim else given.item()


def _entrywise(function: Callable, s):
    """The function at s, a number or an array. A number goes as an array of one: NumPy's arithmetic of scalars differs in the last bit."""
    return float(function(np.array([s]))[0]) if isinstance(s, float) else function(s)


# One example and a batch differ in the last bit when they share a product, so a single example always takes
# the product that the SGD loop takes.
def _times(W: np.ndarray, v: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
    return W.dot(v, out) if v.ndim == 1 else np.matmul(v, W.T, out=out)


def _back(flow, W: np.ndarray) -> np.ndarray:
    """∂ℓ/∂h = Wᵀ·flow, and ∂ℓ/∂y·w for one score."""
    if W.ndim == 1:
        return np.multiply.outer(flow, W)
    return W.T.dot(flow) if flow.ndim == 1 else flow @ W


def _outer(flow, below: np.ndarray, vector: bool = False) -> np.ndarray:
    """∂ℓ/∂W = flow·belowᵀ, per example; for the vector of one score the flow is a number."""
    if vector:
        return below * (flow if below.ndim == 1 else np.asarray(flow)[:, None])
    return flow[..., :, None] * below[..., None, :]


def _checked_activations(given, layers: int) -> tuple[tuple[Activation, ...], Activation | tuple[Activation, ...]]:
    """(one record per hidden layer, the one record or all of them where they differ)."""
    if not isinstance(given, (list, tuple)):
        record = activation_record(given)
        return (record,) * layers, record
    if len(given) != layers:
        many = lambda count, what, more: f"{count} {what if count == 1 else more}"
        raise ValueError(f"activation has {many(len(given), 'activation', 'activations')} for "
                         f"{many(layers, 'hidden layer', 'hidden layers')}: give one for all of them, or a list with one for each")
    records = tuple(map(activation_record, given))
    same = all(record is records[0] for record in records)
    return records, (records[0] if records else relu) if same else records


def _checked_output(given) -> Activation:
    if isinstance(given, str) and given.lower() == "softmax":
        raise ValueError("output is 'softmax', which needs all scores at once and is inside the cross entropy loss: leave output out, "
                         "and use loss=nbnn.cross_entropy, whose p is the softmax of the scores")
    return activation_record(given)


def drawn_weights(sizes: tuple[int, ...], initializer: Initializer, seed: int, bias: bool) -> list[np.ndarray]:
    """The first weights of `Network.random`, layer by layer; sizes and seed are checked before, what is drawn is not."""
    rng = np.random.default_rng(seed)
    weights = []
    for number, (columns, rows) in enumerate(zip(sizes, sizes[1:]), start=2):
        vector = rows == 1 and number == len(sizes)
        drawn = np.asarray(initializer.draw(rng, (columns,) if vector else (rows, columns)))
        weights.append(np.concatenate([drawn, np.zeros((*drawn.shape[:-1], 1))], axis=-1) if bias else drawn)
    return weights


def _checked_sizes(sizes) -> tuple[int, ...]:
    check_length("sizes", sizes)
    given = tuple(sizes) if np.iterable(sizes) else ()
    whole = all(isinstance(n, (int, np.integer)) and not isinstance(n, bool) and n >= 1 for n in given)
    if len(given) < 2 or not whole:
        raise ValueError(f"sizes is {sizes!r}: give at least inputs and scores, all whole and positive, such as (2, 8, 1)")
    sizes = tuple(int(n) for n in given)
    weights = sum(columns * rows for columns, rows in zip(sizes, sizes[1:]))
    if weights > MOST_WEIGHTS:
        raise ValueError(f"sizes makes a network of {with_commas(weights)} weights, and at most {MOST_WEIGHTS:,} are drawn: "
                         "give fewer or smaller layers")
    return sizes


def checked_seed(seed) -> int:
    """A whole number ≥ 0, or an error."""
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or seed < 0:
        raise ValueError(f"seed is {seed!r}: it must be a whole number, 0 or more")
    return int(seed)


def _checked_weights(weights, bias: bool) -> tuple[np.ndarray, ...]:
    if not isinstance(weights, (Sequence, np.ndarray)) or isinstance(weights, (str, bytes)) or not np.iterable(weights):
        raise TypeError(f"weights is {weights!r}: give a list with one weight per layer, such as [W1, w2]")
    weights = [_checked_weight(w, number, last=number == len(weights)) for number, w in enumerate(weights, start=1)]
    if not weights:
        raise ValueError("weights is empty: give at least one, such as [W1, w2]")
    if bias and weights[0].shape[-1] == 1:
        raise ValueError("weight 1 has only the column of the constant 1: with bias=True it needs one more for each input")
    for number, (below, above) in enumerate(zip(weights, weights[1:]), start=2):
        given, needed = above.shape[-1], below.shape[0] + (1 if bias else 0)
        if given != needed:
            one = " and the constant 1" if bias else ""
            where = f"; with bias=True each row ends with its unit's bias: {AS_BIAS}" if bias else ""
            raise ValueError(f"weight {number} takes {given} entries but weight {number - 1} gives {below.shape[0]}{one}: "
                             f"it needs {needed} (weights are outputs × inputs){where}")
    return tuple(weights)


def _checked_weight(w, number: int, last: bool) -> np.ndarray:
    w = as_numbers(w, f"weight {number}", "an array of numbers")
    if w.ndim not in ((1, 2) if last else (2,)) or w.size == 0:
        what = "a vector (one score) or a matrix with a row per score" if last else "a matrix, outputs × inputs"
        raise ValueError(f"weight {number} has shape {w.shape}: it must be {what}")
    if last and w.ndim == 2 and w.shape[0] == 1:
        raise ValueError(f"the last weight has one row: for one score write it as a vector of {w.shape[1]} entries")
    if not np.isfinite(w).all():
        raise ValueError(f"weight {number} contains {w[~np.isfinite(w)][0]}: every weight must be a finite number")
    w.setflags(write=False)
    return w
