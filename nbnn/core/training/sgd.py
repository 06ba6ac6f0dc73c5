"""Stochastic gradient descent, one example at a time, recorded: θ ← θ − η ∂ℓ/∂θ (the lecture's SGD slides).

With another optimizer the update is θ ← θ + Δθ, and a record also holds Δθ and what the optimizer remembers.

One workspace computes every update, whether it is asked for alone (`sgd_step`), in a run, or without a record:
that is why a step read from a recording is bit for bit the one that was computed.
"""

import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, repeat
from typing import ClassVar, NamedTuple

import numpy as np

from ..bounds import MOST_UPDATES, check_memory, check_most
from ..given import checked_flag, checked_index, checked_text, checked_whole
from ..network.arguments import (
    checked_count,
    checked_data,
    checked_loss,
    checked_network,
    checked_optimizer,
    fitting_z,
    one_class,
)
from ..network.network import HiddenLayer, Network, checked_inputs, checked_seed, go_forward, with_one
from ..network.quantities import Quantities, freeze
from ..network.zeros import why_zero
from ..numbers import as_array
from ..records.activations import Activation
from ..records.datasets import Dataset
from ..records.losses import Loss
from ..records.optimizers import Optimizer, State, sgd_optimizer
from ..records.reasons import ZeroReason
from ..records.schedules import checked_eta, rate
from ..shown import Shown
from .progress import Progress
from .saved import Saved

BLOCK = 256  # updates between two looks for a number that is not finite: looking at each would cost a quarter of the loop
ORDERS = ("replacement", "epochs")
KEPT, KEPT_NUMBERS = 1000, 10_000_000  # updates, or numbers in all of them, after which a run without a record keeps its θ
DRAWN_AT_ONCE = 100_000  # examples' numbers, by a run without a record
AT_THE_END = "nbnn.sgd_last for the network at the end, which keeps no record"
AND_ON = "go on from the network that it returns"


# A column times a row, (m, 1) and (1, n): BLAS takes a third of the time of an array of products, to the same numbers, but that it knows
# no −0. In a browser NumPy has none, and takes longer by that way.
column_times_row: Callable = np.multiply if sys.platform == "emscripten" else np.ndarray.dot


class _Back(NamedTuple):
    """The way back through a hidden layer: outer(flow, h, dl_dW) of the weight W above it, times(W, back, dl_dh), and g′; flow and back
    are what flows into W, each as its call takes it."""

    outer: Callable
    flow: np.ndarray
    h: np.ndarray
    dl_dW: np.ndarray
    times: Callable
    W: np.ndarray
    back: np.ndarray
    dl_dh: np.ndarray
    g_prime: Callable
    a: np.ndarray
    dh_da: np.ndarray
    dl_dh_units: np.ndarray
    dl_da: np.ndarray


class Workspace:
    """The row of numbers that an update fills, with a view for each quantity: arithmetic in place, no new arrays.

    `theta` is what the quantities are computed with: θ itself, or with an optimizer that looks ahead the place ahead of it.
    `here` is always θ. The optimizer's state stands beside the row.

    Parameters
    ----------
    eta : the rate, or a schedule, asked for the number of an update.
    state : what the optimizer remembers; None: nothing yet.
    quiet : no ℓ, which an update does not need, and the faster of two functions that give the same numbers.

    Attributes
    ----------
    row, theta, dl_dtheta, here, state : as above, changed by each update.
    record_width : numbers in a recorded row: those of `row`, and behind them what the optimizer adds.
    """

    def __init__(self, network: Network, loss: Loss, optimizer: Optimizer, eta, state: State | None = None, quiet: bool = False):
        self.optimizer, self._eta, self._asks = optimizer, eta, callable(eta)
        names = self.quantities = network.quantities
        n = self._n = names.n_weights
        self.row = np.zeros(names.width)
        self.theta, self.dl_dtheta, self._rest = self.row[:n], self.row[n:2 * n], self.row[n:]
        self.state = optimizer.start(n) if state is None else state
        self._look, self._move, self._room = optimizer.look, optimizer.move, np.empty(n)
        self._one_score = names.one_score
        self._may_rest = optimizer.direct and self._one_score
        self._behind = tuple(_behind(optimizer, names).items())
        self._width, self.record_width = names.width, self._behind[-1][1].stop if self._behind else names.width
        places = names.places
        self._y, self._loss, self._dl_dy, self._at_eta = [places[name].start for name in ("y", "loss", "dl_dy", "eta")]
        at = names.views(self.row)
        self._W = [at[layer.W] for layer in names.layers]
        for W, given in zip(self._W, network.weights):
            W[...] = given
        self.here = self.theta if optimizer.look is None else self.theta.copy()
        self._dl_dW = [at[layer.dl_dW] for layer in names.layers]
        self._scores, self._dl_dscores = at["y"], at["dl_dy"]
        self._layers = [self._layer(at, layer, g) for layer, g in zip(names.hidden, network.activations)]
        self._down = self._way_back(at, network, quiet)
        self._value = None if quiet else loss.value_for(self._one_score)
        self._derivative = loss.derivative_fast if quiet else loss.derivative_unchecked

    def _layer(self, at: dict, layer, g: Activation) -> HiddenLayer:
        a, h = at[layer.a], at[layer.h]
        h[len(a):] = 1.0
        return HiddenLayer(np.ndarray.dot, at[layer.W], a, h[:len(a)], h, g.value_into)  # g beside the network: for go_forward

    def _way_back(self, at: dict[str, np.ndarray], network: Network, quiet: bool) -> list[_Back]:
        """The way back through the hidden layers, the last one first; and what flows into the first weight."""
        names, down = self.quantities, []
        outer: Callable = column_times_row if quiet else np.multiply
        flow = at[names.dl_dscores] if names.one_score else at[names.dl_dscores][:, None]
        for number in range(len(self._layers) - 1, -1, -1):
            layer, g, h, W = names.hidden[number], network.activations[number], self._layers[number].h, self._W[number + 1]
            up: tuple[Callable, np.ndarray, np.ndarray] = (np.multiply, flow, h) if W.ndim == 1 else (outer, flow, h[None])
            back: tuple[Callable, np.ndarray, np.ndarray] = (np.multiply, W, flow) if W.ndim == 1 else (np.ndarray.dot, W.T, flow[:, 0])
            dl_dh, dl_da = at[layer.dl_dh], at[layer.dl_da]
            down.append(_Back(*up, self._dl_dW[number + 1], *back, dl_dh, g.derivative_fast if quiet else g.derivative_into,
                              at[layer.a], at[layer.dh_da], dl_dh[:len(dl_da)], dl_da))
            flow = dl_da[:, None]
        self._outer, self._first_flow, self._dl_dW1 = outer if flow.ndim else np.multiply, flow, np.atleast_2d(self._dl_dW[0])
        return down

    def forward(self, x: np.ndarray, z) -> None:
        """Fill in a, h, y, ℓ and ∂ℓ/∂y for a checked example (x with its constant 1 when there are biases; z as in `Step`)."""
        below = go_forward(self._layers, x)
        if self._one_score:
            y = float(self._W[-1].dot(below))
            self.row[self._y] = y
            if self._value is not None:
                self.row[self._loss] = self._value(y, z)
            self.row[self._dl_dy] = self._derivative(y, z)
        else:
            self._W[-1].dot(below, self._scores)
            if self._value is not None:
                self.row[self._loss] = self._value(self._scores, z)
            self._dl_dscores[:] = self._derivative(self._scores, z)

    def backward(self, x: np.ndarray) -> None:
        """Fill in every derivative from ∂ℓ/∂y back to ∂ℓ/∂W of the first layer."""
        for outer, flow, h, dl_dW, times, W, back, dl_dh, g_prime, a, dh_da, dl_dh_units, dl_da in self._down:
            outer(flow, h, dl_dW)
            times(W, back, dl_dh)
            g_prime(a, dh_da)
            np.multiply(dl_dh_units, dh_da, dl_da)
        self._outer(self._first_flow, x[None], self._dl_dW1)

    def update(self, x: np.ndarray, z, t: int, record: np.ndarray | None = None) -> bool:
        """Update number t, on a checked example, all of it written into `record`, a row of the run, when there is one.

        False: θ stays, since ∂ℓ/∂y is 0, and without a record its derivatives were not computed.
        """
        if self._look is not None:
            np.add(self.here, self._look(self.state, self.rate(t)), self.theta)
        self.forward(x, z)
        if record is None and self._may_rest and self.row[self._dl_dy] == 0.0:
            return False
        self.backward(x)
        eta = self.row[self._at_eta] = rate(self._eta, t) if self._asks else self._eta
        if record is not None:
            record[:self._n] = self.here
        self.state, change = self._move(self.state, self.here, self.dl_dtheta, eta, self._room)
        if record is not None:
            record[self._n:self._width] = self._rest
            for name, place in self._behind:
                record[place] = change if name == CHANGE else self.theta if name == PLACE else self.state[name]
        if self._look is not None:
            self.theta[:] = self.here
        return True

    def rate(self, t: int) -> float:
        """η of update t."""
        return rate_of(self._eta, t)


class _OutputWorkspace(Workspace):
    """The same for a network whose output has an activation: y = g(s) on the way up, ∂ℓ/∂s = ∂ℓ/∂y ∂y/∂s on the way down."""

    def __init__(self, network: Network, loss: Loss, optimizer: Optimizer, eta, state: State | None = None, quiet: bool = False):
        super().__init__(network, loss, optimizer, eta, state, quiet)
        self._g, places = network.output, self.quantities.places  # as arrays of one where there is one score
        self._s, self._ys, self._dl_dys, self._dy_ds, self._dl_ds = (
            self.row[places[name]] for name in ("s", "y", "dl_dy", "dy_ds", "dl_ds"))

    def forward(self, x: np.ndarray, z) -> None:
        self._s[...] = self._W[-1].dot(go_forward(self._layers, x))
        self._g.value_into(self._s, self._ys)  # g beside the network: of its output
        y = float(self._ys[0]) if self._one_score else self._ys
        if self._value is not None:
            self.row[self._loss] = self._value(y, z)
        self._dl_dys[...] = self._derivative(y, z)

    def backward(self, x: np.ndarray) -> None:
        self._g.derivative_into(self._s, self._dy_ds)
        np.multiply(self._dl_dys, self._dy_ds, self._dl_ds)
        super().backward(x)


def workspace(network: Network, loss: Loss, optimizer: Optimizer, eta, state: State | None = None, quiet: bool = False) -> Workspace:
    """The workspace for this network; what a network without an activation of its output computes knows nothing of one."""
    kind = _OutputWorkspace if network.quantities.output else Workspace
    return kind(network, loss, optimizer, eta, state, quiet)


CHANGE, PLACE = "Δθ", "θ + βv"  # the names of what stands behind the quantities besides an optimizer's state


def _check_record(name: str, updates: int, network: Network, optimizer: Optimizer, kept: int = 0, todo: str = "") -> None:
    """Raise ValueError where the record of so many updates, and what is `kept` of earlier ones, takes more than a call may keep."""
    behind = _behind(optimizer, network.quantities).values()
    width = max([network.quantities.width, *(place.stop for place in behind)])
    check_memory(name, updates, width, "updates", todo, kept * width)


def _behind(optimizer: Optimizer, quantities: Quantities) -> dict[str, slice]:
    """Name → its stretch of a recorded row, for what an optimizer adds behind the quantities: a direct one nothing."""
    n, end = quantities.n_weights, quantities.width
    places = {}
    for name in ((PLACE,) if optimizer.look else ()) + optimizer.keys + (() if optimizer.direct else (CHANGE,)):
        places[name] = slice(end, end := end + n)
    if optimizer.counts:
        places["t"] = slice(end, end + 1)
    return places


def _state_in(row: np.ndarray, optimizer: Optimizer, quantities: Quantities) -> State:
    """The optimizer's state after the update of that row."""
    behind = _behind(optimizer, quantities)
    count: State = {"t": int(row[behind["t"]][0])} if "t" in behind else {}
    return count | {key: row[behind[key]] for key in optimizer.keys}


class Step(Shown):
    """The story of one update, in teaching order: the example, forward, the loss, backward, the update.

    Every quantity is an attribute and an item: `step.dl_dW1`, `step["dl_dW1"]`. Scalars are floats, arrays are
    locked. `step.z` is a label (int), a target (float) or several (a vector). `step.loss` is the local loss ℓ; `step.loss_record` is
    which loss it is; `step.row` is all of them as recorded.

    With an optimizer other than plain SGD there are as well, shaped like a weight, Δθ and the state after the update:
    `step.change_W1`, and for Adam `step.m_hat_W1`.
    """

    # The words live one floor up, in explain/writing/step.py; the package's __init__ joins the two.
    _as_table: ClassVar[Callable[["Step"], list[dict[str, str]]]]
    _as_text: ClassVar[Callable[["Step", bool], str]]
    _as_latex: ClassVar[Callable[["Step", bool], str]]
    _as_markdown: ClassVar[Callable[["Step", bool], str]]

    def __init__(self, before: Network, x: np.ndarray, z, loss: Loss, row: np.ndarray, index: int = 0,
                 example: int | None = None, optimizer: Optimizer = sgd_optimizer):
        self.before, self.loss_record, self.index, self.example = before, loss, index, example
        self.optimizer = optimizer
        self.x, self.z = _lock(x), _lock(z) if np.ndim(z) else np.asarray(z).item()
        self.row = _lock(row)

    @property
    def names(self) -> tuple[str, ...]:
        """The quantities computed, in teaching order."""
        return self.before.quantities.names

    def __getitem__(self, name: str):
        q = self.before.quantities
        name = q.aliases.get(checked_text(name, "name", "dl_dy"), name)
        if name in q.shapes:
            value = q.view(self.row, name)
            return float(value) if value.ndim == 0 else value
        if name in ("x", "z", "theta", "dl_dtheta"):
            return getattr(self, name)
        letter, weight = _of_a_weight(name, self.optimizer, q)
        if weight:
            return q.view(self.change if letter == "change" else self.row[_behind(self.optimizer, q)[letter]], weight)
        raise KeyError(f"name is {name!r}, which this step does not have; it has x, z, {', '.join(q.shapes)}, theta, dl_dtheta")

    def __getattr__(self, name: str):
        if name.startswith("_") or "before" not in self.__dict__:
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError as error:
            raise AttributeError(error.args[0]) from None

    @property
    def theta(self) -> np.ndarray:
        """θ before the update, the lecture's one long vector."""
        return self.row[:self.before.quantities.n_weights]

    @property
    def dl_dtheta(self) -> np.ndarray:
        """∂ℓ/∂θ, in the order of θ."""
        n = self.before.quantities.n_weights
        return self.row[n:2 * n]

    @cached_property
    def after(self) -> Network:
        """The network after θ ← θ + Δθ."""
        return self.before.with_theta(self.theta + self.change)

    @property
    def change(self) -> np.ndarray:
        """Δθ, in the order of θ."""
        place = _behind(self.optimizer, self.before.quantities).get(CHANGE)
        return freeze(-(self.dl_dtheta * self.eta)) if place is None else self.row[place]

    @property
    def state(self) -> State:
        """What the optimizer remembers after the update, by its letters, in the order of θ; what the next step takes."""
        return _state_in(self.row, self.optimizer, self.before.quantities)

    @cached_property
    def ahead(self) -> Network:
        """The network at which every quantity was computed and the derivative taken: `before`, unless the optimizer looks ahead."""
        place = _behind(self.optimizer, self.before.quantities).get(PLACE)
        return self.before if place is None else self.before.with_theta(self.row[place])

    def used(self, name: str):
        """A quantity as it was computed with: a weight is the one of `ahead`, all else is as it is recorded."""
        q = self.before.quantities
        return getattr(self.ahead, name) if checked_text(name, "name", "W1") in _weights(q) else self[name]

    def zero_reasons(self, name: str) -> np.ndarray:
        """Why entries of the derivative `name` are zero: ZeroReason flags (uint8) of its shape, 0 where it is not zero."""
        q, name = self.before.quantities, checked_text(name, "name", "dl_dW1")
        return why_zero(self.used, q.aliases.get(name, name), q, self.loss_record, self.z, self.before.gates)

    def why_zero(self, name: str, *place: int) -> ZeroReason:
        """Why one entry of the derivative `name` is zero, such as `step.why_zero("dl_dW1", 2, 0)`."""
        reasons = self.zero_reasons(name)
        if len(place) != reasons.ndim:
            raise ValueError(f"place has {len(place)} numbers, but {name} has shape {reasons.shape}: give one for each axis")
        return ZeroReason(int(reasons[tuple(checked_index(k, n, "an entry of place") for k, n in zip(place, reasons.shape))]))

    def table(self) -> list[dict[str, str]]:
        """The board's lines as rows: name, symbol, formula, numbers, value, reasons."""
        return type(self)._as_table(self)

    def text(self, fractions: bool = False) -> str:
        """The board as text, what `print(step)` prints; pleasant numbers as fractions on request."""
        checked_flag(fractions, "fractions")
        return type(self)._as_text(self, fractions)

    def to_latex(self, fractions: bool = False) -> str:
        r"""Return the board as LaTeX for a slide: an `aligned` of amsmath, to stand between \[ and \] or two $$.

        fractions : pleasant numbers as fractions.
        """
        checked_flag(fractions, "fractions")
        return type(self)._as_latex(self, fractions)

    def to_markdown(self, fractions: bool = False) -> str:
        """Return the board as a Markdown table, with the reasons for zeros below it. fractions : pleasant numbers as fractions."""
        checked_flag(fractions, "fractions")
        return type(self)._as_markdown(self, fractions)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"Step({self.index}: z = {_short_z(self.z)}, loss = {self.loss:.4g})"


def _short_z(z) -> str:
    """A label with its sign, a target, or the first few of several."""
    if isinstance(z, int):
        return f"{z:+d}"
    return f"{z:.4g}" if isinstance(z, float) else f"({', '.join(f'{each:.4g}' for each in z[:4])}{', …' if len(z) > 4 else ''})"


def sgd_step(network: Network, x, z, loss: Loss | str, eta: float = 0.1, index: int = 0, optimizer: Optimizer | str | None = None,
             state: State | None = None) -> Step:
    """One SGD update on the example x (d,) with the label z (±1 for one score, 1 … K for K scores), or for a loss that takes targets
    with the target z (a number for one output, m numbers for m outputs).

    optimizer : how the derivative becomes an update (a record or its name); None is plain SGD.
    state : what it remembers, `state` of the step before; None: nothing yet.

    Raises ValueError or TypeError for a wrong shape, a label outside its set, a number that is not finite, η ≤ 0.
    """
    loss, eta = checked_loss(loss, checked_network(network)), checked_eta(eta)
    optimizer, index = checked_optimizer(optimizer), checked_whole(index, "index", 0)
    x = checked_inputs(x, network.n_inputs, network.quantities.layers[0].W, network.bias)
    if x.ndim != 1:
        raise ValueError(f"x has shape {x.shape}: sgd_step takes one example, ({network.n_inputs},); sgd takes data")
    z = fitting_z(z, network, loss)
    x = with_one(x) if network.bias else x
    with np.errstate(all="ignore"):  # an overflow is told below, by name
        row, after = _one_row(network, x, z, loss, eta, index, optimizer, state)
    # θ before the update is finite, as in every network; `after` has θ after it, and all else.
    if not np.isfinite(after).all() or (len(row) > len(after) and not np.isfinite(row).all()):
        bad = first_not_finite(row, network.quantities, optimizer) or first_not_finite(after, network.quantities)
        raise ValueError(f"this step leaves the finite numbers: {bad} overflows; use smaller weights or inputs")
    row.setflags(write=False)  # ours alone: the step need not copy it
    return Step(network, x, z, loss, row, index, optimizer=optimizer)


def _one_row(network: Network, x: np.ndarray, z, loss: Loss, eta, index: int, optimizer: Optimizer,
             state: State | None) -> tuple[np.ndarray, np.ndarray]:
    """(the record of one update, the workspace's row after it)."""
    state = None if state is None else optimizer.checked_state(state, network.theta.shape)
    work = workspace(network, loss, optimizer, eta, state)
    row = np.empty(work.record_width)
    work.update(x, z, index, row)
    return row, work.row


@dataclass(frozen=True, eq=False)
class Run(Saved, Shown):
    """A recording of SGD updates. `run[i]` is the Step that was computed, bit for bit; it never changes.

    Attributes
    ----------
    start : the network the run began with.
    data, loss, eta, seed, order : what it was made of; `order` is "replacement", "epochs" or "given".
    examples : (T,) which example each update picked.
    rows : (T, width) float64, one recorded row per update (see `quantities`; an optimizer's numbers stand behind them).
    stopped_because : "" or, when the run left the finite numbers, which quantity did and at which update.
    breaks : update → network after it, where a fork put another network in place of it.
    parent, forked_at : for a fork, the run it left and the first update of its own. The parent of a fork has no parent itself: of a chain
        of forks each holds one run beside its own, however long the chain.
    end : the network that a fork after the last update put there; None: the one that the last update led to.
    given : with a given order, the examples' numbers: update t picks given[t % len(given)], unless a fork chose.
    optimizer : how a derivative became an update.
    past : (x, z) of the first updates, an entry each, where a fork has changed the data since; None: `data` has all of them.

    With Nesterov's optimizer every quantity of an update is computed at the place ahead (`places`), ℓ and `losses` too;
    weights are those before the update, as always.
    """

    start: Network
    data: Dataset
    loss: Loss
    eta: float | Callable[[int], float]
    seed: int
    order: str
    examples: np.ndarray
    rows: np.ndarray
    stopped_because: str = ""
    breaks: dict[int, Network] = field(default_factory=dict)
    parent: "Run | None" = None
    forked_at: int | None = None
    end: Network | None = None
    given: np.ndarray | None = None
    optimizer: Optimizer = sgd_optimizer
    past: tuple[np.ndarray, np.ndarray] | None = None

    summarized: ClassVar[bool] = False  # of the updates only the summaries are kept: see training/replay.py
    _as_text: ClassVar[Callable[["Run", int], str]]  # see Step

    @property
    def quantities(self) -> Quantities:
        return self.start.quantities

    @property
    def names(self) -> tuple[str, ...]:
        return self.quantities.names

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: int) -> Step:
        i = self._checked_index(index, len(self))
        x, z = (picked[i] for picked in self.picked)
        return Step(self.network(i), x, z, self.loss, self.rows[i], i, int(self.examples[i]), self.optimizer)

    def __iter__(self) -> Iterator[Step]:
        return (self[i] for i in range(len(self)))

    @cached_property
    def inputs(self) -> np.ndarray:
        """The data's x (N, d), with the constant 1 appended when the network has biases."""
        return with_one(self.data.x) if self.start.bias else self.data.x

    @cached_property
    def picked(self) -> tuple[np.ndarray, np.ndarray]:
        """(T, d) and (T,): x, with the constant 1 appended when the network has biases, and z of each update."""
        own = self.examples if self.past is None else self.examples[len(self.past[0]):]
        x, z = self.inputs[own], self.data.z[own]
        if self.past is not None:
            x, z = (np.concatenate([before, after])[:len(self)] for before, after in zip(self.past, (x, z)))
        return freeze(x), freeze(z)

    def network(self, index: int) -> Network:
        """The network before update `index`; `run.network(len(run))` is the one after the last."""
        i = self._checked_index(index, len(self) + 1)
        if i < len(self):
            return self.start.with_theta(self.rows[i, :self.quantities.n_weights])
        if self.end is not None:
            return self.end
        return self[-1].after if len(self) else self.start

    def column(self, name: str) -> np.ndarray:
        """One quantity of every update, (T, *shape): weights are those before the update.

        An optimizer's numbers, shaped like a weight: "change_W1", and for Adam "m_W1", "v_hat_W1" after the update.
        """
        q = self.quantities
        name = q.aliases.get(checked_text(name, "name", "loss"), name)
        if name in q.shapes:
            return q.view(self.rows, name)
        letter, weight = _of_a_weight(name, self.optimizer, q)
        if weight:
            return q.view(self.changes if letter == "change" else self.states[letter], weight)
        raise KeyError(f"name is {name!r}, which a run of this network does not have; it has {', '.join(q.shapes)}")

    @property
    def changes(self) -> np.ndarray:
        """(T, n) Δθ of each update: θ after it is θ before it + Δθ."""
        q = self.quantities
        place = _behind(self.optimizer, q).get(CHANGE)
        if place is not None:
            return self.rows[:, place]
        return freeze(-(self.rows[:, q.n_weights:2 * q.n_weights] * self.column("eta")[:, None]))

    @property
    def states(self) -> dict[str, np.ndarray]:
        """What the optimizer remembered, by its letters: (T, n) each, after each update; {} for plain SGD."""
        behind = _behind(self.optimizer, self.quantities)
        return {key: self.rows[:, behind[key]] for key in self.optimizer.keys}

    @property
    def places(self) -> np.ndarray:
        """(T, n) the weights at which each derivative was taken: θ before the update, unless the optimizer looks ahead."""
        place = _behind(self.optimizer, self.quantities).get(PLACE)
        return self.rows[:, :self.quantities.n_weights] if place is None else self.rows[:, place]

    def _state(self, index: int) -> State:
        """The optimizer's state before update `index`."""
        if index:
            return _state_in(self.rows[index - 1], self.optimizer, self.quantities)
        return self.optimizer.start(self.quantities.n_weights)

    @property
    def losses(self) -> np.ndarray:
        """(T,) ℓ of each picked example, before its update."""
        return self.column("loss")

    @property
    def moves(self) -> int:
        """How many of the updates changed a weight."""
        return int(self.changes.any(axis=1).sum())

    def text(self, count: int = 5) -> str:
        """The first `count` updates as a table, a line each: the example picked, its loss, and whether a weight changed."""
        return type(self)._as_text(self, checked_count(count, "count"))

    def to_json(self) -> str:
        """All of it as text, the data included, what each update was made from before they were changed, and the run that a fork left."""
        return type(self)._to_text(self)

    @classmethod
    def from_json(cls, text: str) -> "Run":
        """The run that `to_json` wrote, checked. ValueError that says where anything else is wrong."""
        if not isinstance(run := cls._from_text(text), cls):
            raise ValueError(f"this text holds a {type(run).__name__.lower()}: read it with nbnn.from_json")
        return run

    def total_losses(self, every: int = 1) -> np.ndarray:
        """Mean loss over the data, L/N, before each update: (T,), NaN where it was not asked for."""
        from ..network.ensemble import mean_losses  # noqa: PLC0415  (ensemble reads networks of a run: the import would be a circle)
        at = np.arange(0, len(self), min(checked_count(every, "every"), max(1, len(self))))
        means = np.full(len(self), np.nan)
        weights = [self.column(layer.W)[at] for layer in self.quantities.layers]
        means[at] = mean_losses(self.start, weights, self.data, self.loss)
        return means

    def fork(self, index: int, network: Network | None = None, order: Sequence[int] | None = None, data: Dataset | None = None) -> "Run":
        """Another future: updates 0 … index − 1 are shared, `network` replaces the one before update `index`.

        The remaining examples are the parent's unless `order` gives others (as many updates as it has entries);
        `extend` then goes on as the parent would. An optimizer goes on with what it remembered before update `index`.

        data : other examples from there on; each update before keeps the x and z that it was made from. As many as before are picked
            in the parent's order; where they are more or fewer, the seed draws an order for them.
        """
        i = self._checked_index(index, len(self) + 1)
        network = self._checked_fork(self.network(i) if network is None else network)
        changed, data = data is not None, self.data if data is None else checked_data(data, network, self.loss)
        rest = self.remaining(i, len(data)) if order is None else _checked_order(order, len(data))
        self._check_more("order", len(rest), i)
        examples, rows, why = self._go_on(network, data, rest, i)
        breaks = {at: net for at, net in self.breaks.items() if at < i - 1}
        if i and not np.array_equal(network.theta, self[i - 1].after.theta):
            breaks[i - 1] = self[i - 1].after
        past = (self.picked[0][:i], self.picked[1][:i]) if i and (changed or self.past is not None) else None
        return type(self)(self.start if i else network, data, self.loss, self.eta, self.seed, self.order,
                          np.concatenate([self.examples[:i], examples]), self._joined(i, rows), why, breaks, self._without_parent(), i,
                          None if len(rows) else network, _within(self.given, len(data)), self.optimizer, past)

    def _check_more(self, name: str, updates: int, kept: int, todo: str = "") -> None:
        """Raise ValueError where so many updates behind those that are kept are more than a record may have."""
        _check_record(name, updates, self.start, self.optimizer, kept, todo)

    def _go_on(self, network: Network, data: Dataset, examples: np.ndarray, first: int) -> tuple:
        """(examples, rows, why it stopped) of updates from number `first` on."""
        return _record(network, data, self.loss, self.eta, examples, self.optimizer, self._state(first), first=first)

    def _joined(self, index: int, rows):
        """The rows before update `index`, and these behind them."""
        return _join(self.rows[:index], rows)

    def _without_parent(self) -> "Run":
        return self if self.parent is None else replace(self, parent=None)

    def remaining(self, index: int, n: int | None = None) -> np.ndarray:
        """Which of `n` examples (None: as many as the data has) a fork at `index` picks: this run's own where there are as many."""
        index, n = self._checked_index(index, len(self) + 1), len(self.data) if n is None else checked_count(n, "n")
        check_memory("n", n, 1, "examples")
        if n == len(self.data) and (self.past is None or (self.examples[index:] < n).all()):
            return self.examples[index:]
        if self.given is None:
            return draw_order(self.order, n, len(self), self.seed)[index:]
        given = _within(self.given, n)
        return given[np.arange(index, len(self)) % len(given)]

    def extend(self, steps: int) -> "Run":
        """The same run with `steps` more updates; a given order goes round and round."""
        steps = checked_count(steps, "steps")
        if self.stopped_because:
            return self
        done = len(self)
        self._check_more("steps", steps, done, AT_THE_END)
        if self.given is not None:
            more = self.given[np.arange(done, done + steps) % len(self.given)]
        else:
            more = draw_order(self.order, len(self.data), done + steps, self.seed)[done:]
        examples, rows, why = self._go_on(self.network(done), self.data, more, done)
        return type(self)(self.start, self.data, self.loss, self.eta, self.seed, self.order, np.concatenate([self.examples, examples]),
                          self._joined(done, rows), why, self.breaks, self.parent, self.forked_at, None if len(rows) else self.end,
                          self.given, self.optimizer, self.past)

    def __repr__(self) -> str:
        by = "" if self.optimizer.direct else f", {self.optimizer.name}"
        labels = self.data.labels_in_words() if isinstance(self.data, Dataset) and self.data.counted else ""
        return f"Run({len(self)} updates of {self.start!r}, {self.loss.name}, {self.data.name}{by}{f'; {labels}' if labels else ''})"

    def _checked_index(self, index: int, length: int) -> int:
        if not isinstance(index, (int, np.integer)) or isinstance(index, bool):
            raise TypeError(f"index is {index!r}, which is not an update's number: give a whole number")
        if not -length <= index < length:
            raise IndexError(f"update {index} does not exist: this run has {len(self)} updates, 0 to {len(self) - 1}")
        return int(index) % length

    def _checked_fork(self, network: Network) -> Network:
        if checked_network(network).sizes != self.start.sizes or network.bias != self.start.bias:
            raise ValueError(f"{network!r} does not fit a run of {self.start!r}: a fork needs the same sizes")
        for what, given, kept in (("activation", network.activations, self.start.activations),
                                  ("output activation", (network.output,), (self.start.output,))):
            if list(map(identity, given)) != list(map(identity, kept)):
                raise ValueError(f"the network has the {what} {_listed(given)} but the run has {_listed(kept)}: "
                                 f"a fork keeps it; begin another run for another {what}")
        return network


def sgd(network: Network, data: Dataset, loss: Loss | str, eta=0.1, steps: int | None = None, seed: int = 0,
        order: str | Sequence[int] = "replacement", optimizer: Optimizer | str | None = None) -> Run:
    """Run SGD and record every update.

    Parameters
    ----------
    eta : the learning rate η > 0, or a schedule: a function of the number of updates made so far.
    steps : how many updates; with a given order it may be left out.
    order : "replacement" (each update picks any example, the slide's words), "epochs" (every example once, in a
        new order each time), or the examples' numbers in the order wanted.
    seed : of the order of examples.
    optimizer : how a derivative becomes an update (a record or its name, such as nbnn.adam()); None is plain SGD.

    Labels belong to scores by their classes: with a score for each of two classes, `run.data` has the labels 1 and 2. Targets
    belong to outputs in their order.
    A run whose numbers overflow stops there; `run.stopped_because` names the first quantity that did. Several examples of one
    class only are reported in a warning.
    """
    loss, eta = checked_loss(loss, checked_network(network)), checked_eta(eta)
    optimizer = checked_optimizer(optimizer)
    data = fit_data(data, network, loss)
    if steps is not None:
        _check_record("steps", checked_count(steps, "steps"), network, optimizer, todo=AT_THE_END)
    checked_seed(seed)
    name, examples = _examples(order, steps, len(data), seed)
    _check_record("order", len(examples), network, optimizer, todo=AT_THE_END)
    given = _checked_order(order, len(data)) if name == "given" else None
    examples, rows, why = _record(network, data, loss, eta, examples, optimizer, optimizer.start(network.theta.shape))
    return Run(network, data, loss, eta, seed, name, examples, rows, why, given=given, optimizer=optimizer)


def sgd_last(network: Network, data: Dataset, loss: Loss | str, eta=0.1, steps: int | None = None, seed: int = 0,
             order: str | Sequence[int] = "replacement", optimizer: Optimizer | str | None = None, progress: bool = True) -> Network:
    """The network after the same updates as `sgd`, without a record of them.

    The memory that it takes does not grow with `steps`; the most are MOST_UPDATES. One that takes long writes a line with a bar and the
    time that is left (progress=False: none). An interrupt from the keyboard, or Jupyter's Stop, ends it: a warning says after how many
    updates, and the network there is returned.

    OverflowError when the numbers are no longer finite at the end; where they left, only a record can tell.
    """
    loss, eta = checked_loss(loss, checked_network(network)), checked_eta(eta)
    optimizer = checked_optimizer(optimizer)
    data = fit_data(data, network, loss)
    checked_seed(seed)
    updates = draw_blocks(order, steps, len(data), seed)
    many = len(order) if steps is None else steps
    say = Progress(many) if checked_flag(progress, "progress") else lambda made: None
    work = workspace(network, loss, optimizer, eta)
    theta, made = _go_on(work, chain.from_iterable(updates), as_lists(network, data), say)
    if isinstance(say, Progress):
        say.close()
    if not np.isfinite(theta).all() or (made == many and not all(np.isfinite(n).all() for n in (work.row, *work.state.values()))):
        raise OverflowError("the run left the finite numbers: use a smaller η (nbnn.sgd says which update and quantity)")
    if made < many:
        warnings.warn(f"stopped after {made:,} of {many:,} updates: this is the network there", stacklevel=2)
    return network.with_theta(theta)


def _go_on(work: Workspace, examples: Iterator[int], data: tuple[list, list], say: Callable[[int], object]) -> tuple[np.ndarray, int]:
    """(θ, how many updates led to it): after all of them, or before an interrupt, which may come in the middle of an update."""
    (X, labels), t, kept = data, 0, (work.here.copy(), 0)
    at_once = max(1, min(KEPT, KEPT_NUMBERS // len(work.here)))
    try:
        with np.errstate(all="ignore"):
            for t, example in enumerate(examples, 1):
                work.update(X[example], labels[example], t - 1)
                if t % at_once == 0:
                    kept = work.here.copy(), t
                    say(t)
    except KeyboardInterrupt:
        return kept
    return work.here, t


def fit_data(data: Dataset, network: Network, loss: Loss) -> Dataset:
    """The data as the network counts its classes; a warning where they are all of one."""
    data = checked_data(data, network, loss)
    for remark in one_class(data):
        warnings.warn(remark, stacklevel=3)
    return data


def draw_blocks(order, steps, n: int, seed: int) -> Iterator[list[int]]:
    """The examples' numbers as `_examples` draws them, a block at a time, so that many of them need no room."""
    if steps is not None:
        check_most("steps", checked_count(steps, "steps"), MOST_UPDATES, "updates of one call", AND_ON)
    if steps is None or steps <= DRAWN_AT_ONCE:
        return iter([_examples(order, steps, n, seed)[1].tolist()])
    name = _examples(order, 1, n, seed)[0]
    if name == "given":
        drawn: Iterator[np.ndarray] = repeat(_checked_order(order, n))
    else:
        rng = np.random.default_rng(seed)
        drawn = (rng.integers(n, size=DRAWN_AT_ONCE) if name == "replacement" else rng.permutation(n) for _ in repeat(0))
    return _first(drawn, steps)


def _first(blocks: Iterator[np.ndarray], steps: int) -> Iterator[list[int]]:
    """Blocks as lists, until there are so many entries."""
    while steps > 0:
        block = next(blocks)[:steps]
        steps -= len(block)
        yield block.tolist()


def draw_order(order: str, n: int, steps: int, seed: int) -> np.ndarray:
    """The examples' numbers (steps,) by the named order; a longer draw begins with the shorter one."""
    rng = np.random.default_rng(seed)
    if order == "replacement":
        return rng.integers(n, size=steps)
    epochs = -(-steps // n)
    return np.concatenate([rng.permutation(n) for _ in range(epochs)])[:steps]


def _record(network: Network, data: Dataset, loss: Loss, eta, examples: np.ndarray, optimizer: Optimizer, state: State,
            first: int = 0):
    """(examples, rows, why it stopped): the updates made, in order, until a number is no longer finite."""
    work, (X, labels) = workspace(network, loss, optimizer, eta, state), as_lists(network, data)
    rows = np.empty((len(examples), work.record_width))
    with np.errstate(all="ignore"):
        for start in range(0, len(examples), BLOCK):
            stop = min(start + BLOCK, len(examples))
            for t, example in enumerate(examples[start:stop].tolist(), start):
                work.update(X[example], labels[example], first + t, rows[t])
            if not np.isfinite(rows[start:stop]).all():
                return _cut(examples, rows, start, work.quantities, optimizer, first)
    if not np.isfinite(work.theta).all():  # no row follows in which _cut would find it
        why = why_stopped(first_not_finite(work.row, work.quantities), first + len(examples))
        return freeze(examples[:-1]), freeze(rows[:-1]), why
    return freeze(examples), freeze(rows), ""


def _cut(examples, rows, start: int, quantities: Quantities, optimizer: Optimizer, first: int):
    """The run up to its last update with finite numbers only, and which quantity left them first."""
    at = start + int(np.argmin(np.isfinite(rows[start:]).all(axis=1)))
    bad = first_not_finite(rows[at], quantities, optimizer)
    why = why_stopped(bad, first + at)
    keep = at
    if bad in _weights(quantities) and keep:
        keep -= 1  # the update before it has no finite network after it
    return freeze(examples[:keep]), freeze(rows[:keep].copy()), why


def why_stopped(name: str, update: int) -> str:
    return f"{name} leaves the finite numbers at update {update}: the steps grew too large, use a smaller η"


def first_not_finite(row: np.ndarray, quantities: Quantities, optimizer: Optimizer = sgd_optimizer) -> str:
    """The first quantity, in the order of computation, that holds an infinity or NaN; "" when all are finite."""
    behind = _behind(optimizer, quantities)
    if PLACE in behind and np.isfinite(row[:quantities.n_weights]).all() and not np.isfinite(row[behind[PLACE]]).all():
        return PLACE
    for name in (*_weights(quantities), *quantities.names):
        if not np.isfinite(quantities.view(row, name)).all():
            return name
    return next((name for name, place in behind.items() if not np.isfinite(row[place]).all()), "")


def _weights(quantities: Quantities) -> tuple[str, ...]:
    return tuple(layer.W for layer in quantities.layers)


def _of_a_weight(name: str, optimizer: Optimizer, quantities: Quantities) -> tuple[str, str]:
    """("change", "W1") for change_W1, ("m_hat", "W1") for m_hat_W1 of Adam's state; ("", "") for all other names."""
    letter, _, weight = name.rpartition("_")
    weight = quantities.aliases.get(weight, weight)
    return (letter, weight) if weight in _weights(quantities) and letter in ("change", *optimizer.keys) else ("", "")


def rate_of(eta, t: int) -> float:
    """η of the update with number t; a schedule is checked each time that it is asked, a number was before."""
    return rate(eta, t) if callable(eta) else eta


def as_lists(network: Network, data: Dataset) -> tuple[list, list]:
    """The examples as lists: indexing a list costs a tenth of indexing an array."""
    return list(with_one(data.x) if network.bias else data.x), data.z.tolist() if data.z.ndim == 1 else list(data.z)


def _join(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return freeze(np.concatenate([first, second]))


def identity(record) -> tuple:
    """What tells two records apart: leaky_relu(0.2) made twice is the same function."""
    return record.key, dict(record.parameters)


def same_functions(one: Network, other: Network) -> bool:
    """The two have the same biases, and the same activations in every layer."""
    told = lambda net: (net.bias, *map(identity, (*net.activations, net.output)))
    return told(one) == told(other)


def _listed(records: Sequence[Activation]) -> str:
    return ", ".join(map(repr, dict.fromkeys(records) if len(set(records)) == 1 else records))


def _lock(array: np.ndarray) -> np.ndarray:
    if not array.flags.writeable:
        return array
    return freeze(array.copy())


def _examples(order, steps, n: int, seed: int) -> tuple[str, np.ndarray]:
    if isinstance(order, str):
        if order not in ORDERS:
            raise ValueError(f"order is {order!r}: it must be one of {', '.join(ORDERS)}, or a list of example numbers")
        if steps is None:
            raise ValueError("steps is missing: say how many updates to make")
        return order, draw_order(order, n, checked_count(steps, "steps"), checked_seed(seed))
    given = _checked_order(order, n)
    return "given", given if steps is None else np.resize(given, checked_count(steps, "steps"))


def _within(given: np.ndarray | None, n: int) -> np.ndarray | None:
    """A given order without the examples that are not among `n`; where none is left, all of them in turn."""
    if given is None:
        return None
    left = given[given < n]
    return left if len(left) else np.arange(n)


def _checked_order(order, n: int) -> np.ndarray:
    order = as_array(order, "order", "a list of example numbers")
    if order.ndim != 1 or not len(order) or not np.issubdtype(order.dtype, np.integer):
        raise ValueError("order must be a list of example numbers, one per update, such as [0, 4, 2]")
    if order.min() < 0 or order.max() >= n:
        wrong = order[(order < 0) | (order >= n)][0]
        raise ValueError(f"order names example {wrong}, but the data has examples 0 to {n - 1}")
    return order.astype(np.int64)
