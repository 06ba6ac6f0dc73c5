"""Many trainings at once: rates × seeds × any other knob, compared on validation data.

Runs of equal shape are one `Ensemble`: the same forward and backward pass with a leading axis of runs. A sweep is cut into tasks,
each an ensemble, which this process makes one after the other, or an executor's workers side by side. A run's numbers do
not depend on which others are beside it or where it is computed: to the bit the same, and to 1e-12 those of `train`.
"""

import warnings
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product, repeat
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from ..bounds import MOST_SWEPT, check_length, check_memory, check_most
from ..given import checked_function
from ..network.arguments import checked_count, checked_data, checked_loss
from ..network.ensemble import Ensemble
from ..network.measures import undecided
from ..network.network import Network, checked_seed, drawn_weights, with_one
from ..network.quantities import freeze
from ..network.side_by_side import SideBySide
from ..records.activations import Activation, identity, relu
from ..records.activations import activation as activation_record
from ..records.datasets import Dataset
from ..records.initializers import Initializer, he
from ..records.initializers import initializer as initializer_record
from ..records.losses import Loss
from ..records.optimizers import Optimizer
from ..records.optimizers import optimizer as optimizer_record
from ..records.regularizers import Dropout, Penalty, checked_penalties, checked_penalty, dropout_record
from ..records.schedules import checked_eta, rate
from .engines import (
    draw_orders,
    draw_several,
    draw_units,
    mask_generator,
    penalty_mask,
    penalty_settle,
    penalty_slope,
    per_layer,
    scale_masks,
)
from .training import batch_of, checked_order, checked_validation, many, worth_a_warning

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future
    from typing import Protocol

    class Client(Protocol):
        """What hands out an executor."""

        def get_executor(self) -> Executor: ...

RATES = (0.001, 0.01, 0.1, 1.0)  # the lecture's
NUMBERS_AT_ONCE = 100_000  # of a task's weights and one batch of all its runs: they stay in the processor's cache
SMALL = 500  # weights, up to which single examples are computed along the runs
TASKS_FOR_AN_EXECUTOR = 16  # at least, where there are so many seeds: enough to keep several workers busy to the end
LOOK = 0.1  # seconds between two looks whether to stop, while an executor works


@dataclass(frozen=True)
class SweepProgress:
    """How far a sweep has come.

    Attributes
    ----------
    done, total : epochs of single runs.
    runs_done, runs : runs with all their epochs, or that left the finite numbers; of how many.
    """

    done: int
    total: int
    runs_done: int
    runs: int

    def __str__(self) -> str:
        return f"{self.runs_done} of {many(self.runs, 'run')}, {self.done / self.total:.0%} of the epochs"


@dataclass(frozen=True, eq=False)
class Best:
    """The setting that a sweep chooses, and its best run.

    Attributes
    ----------
    settings : knob → value, without the seed.
    mean_validation_loss : over the seeds, each run at its own best epoch: by this the setting was chosen.
    seed, epoch, validation_loss, accuracy, network, r2, mean_absolute_error : of the setting's run with the lowest validation loss,
        after its best epoch; accuracy for labels, the last two for targets, the others None.
    """

    settings: Mapping[str, Any]
    mean_validation_loss: float
    seed: int
    epoch: int
    validation_loss: float
    accuracy: float | None
    network: Network
    r2: float | None = None
    mean_absolute_error: float | None = None

    @property
    def eta(self):
        return self.settings["eta"]

    def __repr__(self) -> str:
        return f"Best({_in_words(self.settings)}: mean validation loss {self.mean_validation_loss:.4g})"


@dataclass(frozen=True, eq=False)
class SweepResult:
    """The runs of a sweep. Arrays have an axis for each knob, in the order of `axes`; the last one is the seeds'.

    Attributes
    ----------
    axes : knob → its values: "eta", every other knob that was given several, and last "seed".
    train_loss, validation_loss, accuracy : (…, epochs + 1) before training and after each epoch; accuracy on the validation data.
        NaN where nothing was computed, and from where a run left the finite numbers. With targets accuracy is None, and there are
        r2 and mean_absolute_error instead, of the same shape.
    diverged : (…) the runs that left the finite numbers.
    finished : (…) the runs that made all epochs, or diverged.
    stopped_because : "" when all was done.
    remarks : what there is to say, on the data and on tasks that an executor lost.
    thetas : (…, n_weights) θ of each run after its best epoch; NaN where nothing was computed.
    """

    axes: Mapping[str, tuple]
    train_loss: np.ndarray
    validation_loss: np.ndarray
    accuracy: np.ndarray | None
    diverged: np.ndarray
    finished: np.ndarray
    stopped_because: str
    remarks: tuple[str, ...]
    thetas: np.ndarray = field(repr=False)
    _start: Callable[[dict], Network] = field(repr=False)
    _validation: Dataset | None = field(default=None, repr=False)
    r2: np.ndarray | None = None
    mean_absolute_error: np.ndarray | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(len(values) for values in self.axes.values())

    @cached_property
    def best_epochs(self) -> np.ndarray:
        """(…) after which epoch each run had its lowest validation loss; 0 where nothing was computed."""
        return freeze(np.argmin(_or_infinite(self.validation_loss), axis=-1))

    @cached_property
    def best_losses(self) -> np.ndarray:
        """(…) the lowest validation loss of each run; NaN where nothing was computed."""
        lowest = _or_infinite(self.validation_loss).min(axis=-1)
        return freeze(np.where(np.isfinite(lowest), lowest, np.nan))

    @cached_property
    def mean_losses(self) -> np.ndarray:
        """(… without the seeds) `best_losses` averaged over the seeds that count and did not diverge."""
        counted = np.where(self._counted & ~self.diverged, self.best_losses, np.nan)
        known = np.isfinite(counted)
        with np.errstate(invalid="ignore"):
            return freeze(np.where(known, counted, 0.0).sum(axis=-1) / known.sum(axis=-1))

    @property
    def _counted(self) -> np.ndarray:
        """(…) the runs that the choice looks at: of the seeds for which every setting is finished, else all that began."""
        whole = self.finished.reshape(-1, self.shape[-1]).all(axis=0)
        return np.broadcast_to(whole, self.shape) if whole.any() else np.isfinite(self.best_losses)

    @cached_property
    def best(self) -> Best | None:
        """The setting with the fewest runs that diverge, and of those with the lowest mean validation loss; None: nothing ran."""
        means = self.mean_losses.ravel()
        lost = (self.diverged & self._counted).sum(axis=-1).ravel()
        usable = np.flatnonzero(np.isfinite(means))
        if not len(usable):
            return None
        at = int(min(usable, key=lambda k: (lost[k], means[k])))
        setting = tuple(int(k) for k in np.unravel_index(at, self.shape[:-1]))
        losses = np.where(self._counted & ~self.diverged, self.best_losses, np.nan)[setting]
        place = (*setting, int(np.nanargmin(losses)))
        settings = {knob: values[k] for (knob, values), k in zip(self.axes.items(), place)}
        epoch = int(self.best_epochs[place])
        return Best({knob: value for knob, value in settings.items() if knob != "seed"}, float(means[at]), settings["seed"], epoch,
                    float(self.best_losses[place]), _at(self.accuracy, place, epoch), self.network(**settings),
                    _at(self.r2, place, epoch), _at(self.mean_absolute_error, place, epoch))

    def place(self, **settings) -> tuple[int, ...]:
        """Where a run stands in the arrays; knobs with one value may be left out. ValueError for what was not swept."""
        unknown = set(settings) - set(self.axes)
        if unknown:
            raise ValueError(f"{', '.join(sorted(unknown))} was not swept; the knobs are {', '.join(self.axes)}")
        return tuple(_find(knob, values, settings) for knob, values in self.axes.items())

    def network(self, **settings) -> Network:
        """A run's network after its best epoch, such as `result.network(eta=0.1, seed=3)`; the start where nothing ran."""
        place = self.place(**settings)
        start = self._start({knob: values[k] for (knob, values), k in zip(self.axes.items(), place)})
        theta = self.thetas[place]
        return start.with_theta(theta) if np.isfinite(theta).all() else start

    def table(self) -> list[dict[str, Any]]:
        """A row for each setting: its knobs, the mean, lowest and highest best validation loss over the seeds, how many diverged."""
        rows = []
        for place in np.ndindex(self.shape[:-1]):
            settings = {knob: values[k] for (knob, values), k in zip(self.axes.items(), place)}
            losses = self.best_losses[place][(self._counted & ~self.diverged)[place]]
            low, high = (float(losses.min()), float(losses.max())) if len(losses) else (np.nan, np.nan)
            rows.append({**settings, "mean": float(self.mean_losses[place]), "lowest": low, "highest": high,
                         "diverged": int(self.diverged[place].sum())})
        return rows

    def sentence(self) -> str:
        """What was tried and what came out."""
        settings, seeds = int(np.prod(self.shape[:-1])), self.shape[-1]
        tried = f"Of {many(settings, 'setting')} with {many(seeds, 'seed')} each"
        if self.best is None:
            return f"{tried}, none was trained far enough to compare."
        diverged = int(self.diverged.sum())
        lost = f" {many(diverged, 'run')} left the finite numbers." if diverged else ""
        ended = f" The sweep ended early: {self.stopped_because}." if self.stopped_because else ""
        data = self._validation
        word = "" if data is None or data.targets else undecided(self.best.network.forward(data.x).s, data.z)
        return (f"{tried}, {_in_words(self.best.settings)} is best on the validation data, with a mean validation loss of "
                f"{self.best.mean_validation_loss:.4g}.{f' With its best network {word}.' if word else ''}{lost}{ended}")

    def __repr__(self) -> str:
        sizes = " × ".join(f"{len(values)} {knob}" for knob, values in self.axes.items())
        return f"SweepResult({sizes}: best {_in_words(self.best.settings) if self.best else 'unknown'})"


def _at(curve: np.ndarray | None, place: tuple[int, ...], epoch: int) -> float | None:
    return None if curve is None else float(curve[place][epoch])


class Sweeping:
    """A sweep under way: iterate over it, and it yields a `SweepProgress` again and again; `result` is what there is so far.

    The same arguments as `sweep`. Leave the loop, or call `stop`, and it ends; what was computed is kept.
    """

    def __init__(self, net_or_sizes: Network | Sequence[int], train: Dataset, validation: Dataset, *, loss: Loss | str,
                 etas=RATES, seeds=range(20), epochs: int = 20, batch_size=None, optimizer=None, l2=0.0, dropout=0.0,
                 activation=None, initializer=None, bias: bool = False, output: Activation | str | None = None, order: str = "epochs",
                 at_once: int | None = None, executor: "Executor | Client | None" = None,
                 penalty: Penalty | Sequence[Penalty | None] | None = None):
        self._first = _checked_start(net_or_sizes, activation, initializer, bias, output)
        self.loss = checked_loss(loss, self._first)
        train = checked_data(train, self._first, self.loss)
        if validation is None:
            raise ValueError("there is no validation data: a sweep chooses on them; give some, such as train, validation = data.split(0.8)")
        self.train, self.validation = train, checked_validation(validation, self._first, self.loss)
        self.epochs, self.order = checked_count(epochs, "epochs"), checked_order(order)
        self._given = net_or_sizes if isinstance(net_or_sizes, Network) else None
        knobs = {
            "eta": _values(etas, checked_eta, "etas"),
            "optimizer": _values("sgd_optimizer" if optimizer is None else optimizer, optimizer_record, "optimizer"),
            "batch_size": _values(batch_size, lambda size: batch_of(size, len(train)), "batch_size"),
            "l2": _values(l2, lambda lam: checked_penalty(lam, "l2"), "l2"),
            "penalty": _values(penalty, lambda given: _checked_penalty(given, l2), "penalty"),
            "dropout": _values(dropout, lambda p: _checked_dropout(p, self._first), "dropout"),
            "activation": (self._first.activation,) if activation is None else _values(activation, activation_record, "activation"),
            "initializer": _values(he if initializer is None else initializer, initializer_record, "initializer"),
            "seed": _values(seeds, checked_seed, "seeds"),
        }
        self._knobs = knobs
        self.axes = {knob: values for knob, values in knobs.items() if len(values) > 1 or knob in ("eta", "seed")}
        self.executor = _checked_executor(executor)
        self.stopped_because = ""
        self.remarks = [*worth_a_warning(train, self.validation)]
        self._sizes = tuple(len(values) for values in knobs.values())
        runs, n = prod(self._sizes), self._first.quantities.n_weights
        check_memory("etas × seeds × all else", runs, _rows(train) * (self.epochs + 1) + 3 * n, f"runs of {many(self.epochs, 'epoch')}",
                     "sweep a smaller network")
        updates = runs * self.epochs * -(-len(train) // max(knobs["batch_size"]))
        check_most("etas × seeds × epochs × all else", updates, MOST_SWEPT, "updates of all runs together", "sweep fewer values")
        self._curves = np.full((_rows(train), runs, self.epochs + 1), np.nan)
        self._thetas = np.full((runs, n), np.nan)
        self._diverged, self._made = np.zeros(runs, dtype=bool), np.full(runs, -1)
        self._tasks = self._cut(at_once)
        self._stop = False

    def stop(self) -> None:
        """End at the next look; from another thread or between two steps of the iteration."""
        self._stop = True

    def __iter__(self) -> Generator[SweepProgress]:
        made = self._by_executor() if self.executor is not None else self._here(range(len(self._tasks)))
        try:
            for _ in made:
                yield self.progress
                if self._stop:
                    break
        finally:
            made.close()
            if not self.result.finished.all() and not self.stopped_because:
                self.stopped_because = f"it was stopped after {self.progress}"

    @property
    def progress(self) -> SweepProgress:
        runs, finished = len(self._made), self._diverged | (self._made == self.epochs)
        done = np.where(finished, self.epochs, np.maximum(self._made, 0)).sum()
        return SweepProgress(int(done), runs * self.epochs, int(finished.sum()), runs)

    @property
    def result(self) -> SweepResult:
        shape = tuple(len(values) for values in self.axes.values())
        as_axes = lambda array: freeze(array.reshape(shape + array.shape[1:]).copy())
        train_loss, validation_loss, *right = (as_axes(curve) for curve in self._curves)
        accuracy, r2, error = (None, *right) if self.train.targets else (*right, None, None)
        return SweepResult(self.axes, train_loss, validation_loss, accuracy, as_axes(self._diverged),
                           as_axes(self._diverged | (self._made == self.epochs)), self.stopped_because, tuple(self.remarks),
                           as_axes(self._thetas), self._start, self.validation, r2, error)

    def _start(self, settings: dict) -> Network:
        """The network that the run with these knobs begins with."""
        if self._given is not None:
            return self._given
        activation, initializer = (settings.get(knob, self._knobs[knob][0]) for knob in ("activation", "initializer"))
        return Network.random(self._first.sizes, activation, initializer, settings["seed"], self._first.bias, output=self._first.output)

    def _starts(self, chosen: dict, seeds: Sequence[int]) -> tuple[Network, np.ndarray]:
        """The first seed's network, and θ of every seed's, (S, n): one network is checked, the others have its sizes and its record."""
        start = self._start({**chosen, "seed": seeds[0]})
        if self._given is not None:
            return start, np.tile(start.theta, (len(seeds), 1))
        drawn = [drawn_weights(start.sizes, chosen["initializer"], seed, start.bias) for seed in seeds]
        layers = list(zip(*drawn))
        fit = all(w.shape == own.shape for layer, own in zip(layers, start.weights) for w in layer)
        thetas = np.array([np.concatenate([w.ravel() for w in weights]) for weights in drawn], dtype=float) if fit else np.array(np.nan)
        if not np.isfinite(thetas).all():  # a record of one's own may draw anything: the network says what is wrong with it
            thetas = np.array([self._start({**chosen, "seed": seed}).theta for seed in seeds])
        return start, thetas

    def _cut(self, at_once: int | None) -> list["_Task"]:
        """Tasks of runs of equal shape, each with all rates and λ of some seeds: a stop in the middle leaves whole comparisons."""
        tasks = []
        for seeds in parts_of(len(self._knobs["seed"]), self._seeds_at_once(at_once)):
            for chosen in product(*(range(len(self._knobs[knob])) for knob in _STRUCTURE)):
                tasks.append(self._task(dict(zip(_STRUCTURE, chosen)), seeds))
        return tasks

    def _seeds_at_once(self, at_once: int | None) -> int:
        together = len(self._knobs["eta"]) * len(self._knobs["l2"])
        if at_once is not None:
            return max(1, checked_count(at_once, "at_once") // together)
        net, seeds = self._first, len(self._knobs["seed"])
        numbers = 5 * net.quantities.n_weights + max(self._knobs["batch_size"]) * (net.sizes[0] + 4 * sum(net.sizes[1:]))
        width = max(1, NUMBERS_AT_ONCE // (numbers * together))
        if self.executor is not None:
            structures = int(np.prod([len(self._knobs[knob]) for knob in _STRUCTURE]))
            width = min(width, max(1, seeds * structures // TASKS_FOR_AN_EXECUTOR))
        return width

    def _task(self, structure: dict[str, int], seeds: range) -> "_Task":
        knobs = self._knobs
        chosen = {knob: knobs[knob][k] for knob, k in structure.items()}
        start, thetas = self._starts(chosen, [knobs["seed"][seed] for seed in seeds])
        settings = tuple(product(knobs["eta"], knobs["l2"]))  # of each seed in turn
        places: dict[str, Any] = structure | {"eta": np.arange(len(knobs["eta"]))[:, None], "l2": np.arange(len(knobs["l2"])),
                                              "seed": np.array(seeds)[:, None, None]}
        runs = np.zeros((len(seeds), len(knobs["eta"]), len(knobs["l2"])), dtype=int)
        for knob, size in zip(knobs, self._sizes):
            runs = runs * size + places[knob]
        etas, lams = (column * len(seeds) for column in zip(*settings))
        dropout = chosen["dropout"]
        return _Task(runs.ravel(), start, np.repeat(thetas, len(settings), axis=0), etas, np.array(lams),
                     tuple(knobs["seed"][seed] for seed in seeds), self.train, self.validation, self.loss, chosen["optimizer"],
                     chosen["batch_size"], self.epochs, self.order, (dropout_record(dropout),) * start.n_hidden if dropout else (),
                     checked_penalties(0.0, chosen["penalty"]))

    def _take(self, task: "_Task", measured: "_Measured", first: int = 0) -> None:
        """Put down what is known of a task's runs; of their curves what was measured from epoch `first` on."""
        made = measured.curves.shape[-1]
        self._curves[:, task.runs, first:made] = measured.curves[:, :, first:]
        self._thetas[task.runs], self._diverged[task.runs], self._made[task.runs] = measured.thetas, measured.diverged, made - 1

    def _here(self, numbers: Iterable[int]) -> Generator[None]:
        """Compute tasks in this process; an epoch of all runs of a task at a time."""
        for number in numbers:
            for epoch, measured in enumerate(_epochs(self._tasks[number])):
                self._take(self._tasks[number], measured, epoch)
                yield

    def _by_executor(self) -> Generator[None]:
        """Hand the tasks out, take the results as they come, and compute here what was lost."""
        from concurrent.futures import FIRST_COMPLETED, wait  # noqa: PLC0415  (it takes as long to import as half of this package)
        waiting: dict[Future, int] = {}
        lost: dict[int, str] = {}
        try:
            for number, task in enumerate(self._tasks):
                try:
                    waiting[self.executor.submit(compute, task)] = number
                except Exception as error:
                    lost[number] = type(error).__name__
            while waiting:
                for future in wait(waiting, LOOK, FIRST_COMPLETED).done:
                    number = waiting.pop(future)
                    try:
                        self._take(self._tasks[number], future.result())
                    except Exception as error:  # whatever it was: here it happens again, or it was the executor's
                        lost[number] = type(error).__name__
                yield
        finally:
            for future in waiting:
                future.cancel()
        if lost:
            self._say_lost(lost)
            yield from self._here(sorted(lost))

    def _say_lost(self, lost: dict[int, str]) -> None:
        why = ", ".join(sorted(set(lost.values())))
        remark = f"the executor lost {many(len(lost), 'task')} of {len(self._tasks)} ({why}): finished in this process"
        self.remarks.append(remark)
        warnings.warn(remark, RuntimeWarning, stacklevel=4)


_STRUCTURE = ("optimizer", "batch_size", "penalty", "dropout", "activation", "initializer")  # knobs that runs of one task share


def sweep(net_or_sizes: Network | Sequence[int], train: Dataset, validation: Dataset, *, loss: Loss | str, etas=RATES,
          seeds=range(20), epochs: int = 20, batch_size=None, optimizer=None, l2=0.0, dropout=0.0, activation=None, initializer=None,
          bias: bool = False, output: Activation | str | None = None, order: str = "epochs", at_once: int | None = None,
          executor: "Executor | Client | None" = None, stop: Callable[[], bool] | None = None,
          watch: Callable[[SweepProgress], object] | None = None,
          penalty: Penalty | Sequence[Penalty | None] | None = None) -> SweepResult:
    """Train with every combination of rates, seeds and other knobs, all at once, and choose on validation data.

    Parameters
    ----------
    net_or_sizes : sizes such as (2, 8, 1): each seed draws its own first weights. Or a Network: every run begins with it, and
        a seed decides the order of examples and the units dropped only.
    etas : rates or schedules; left out, the lecture's.
    seeds : whole numbers, such as range(20).
    optimizer, batch_size, l2, penalty, dropout, activation, initializer : one value, or a list of them, which is another axis.
        batch_size left out: 10, or all examples where there are fewer. penalty : records in place of l2, such as
        [None, nbnn.l1(0.001), nbnn.l1(0.01)].
    at_once : how many runs to compute together; left out, as many as stay in the processor's cache.
    executor : any concurrent.futures.Executor, or a client that gives one (`client.get_executor()`, such as dask's); each task is
        an ensemble. None: this process. What the executor loses is finished here, and said in the result. The numbers are the
        same. A pool of two processes pays from about two seconds of computing here: some 100,000 updates of 64–32–10, in single
        runs, or two million of 2–8–1, whose runs are computed together so fast here (measured by `benchmarks/training.py`).
    stop : asked again and again; True ends the sweep. So does an interrupt from the keyboard. What was computed is kept.
    watch : called with a `SweepProgress` again and again.
    output : for sizes, the activation of the output; left out: none.
    The others as in `train`.

    Raises ValueError or TypeError for what does not fit.
    """
    checked_function(stop, "stop", "lambda: time.time() > end")
    checked_function(watch, "watch", "print")
    sweeping = Sweeping(net_or_sizes, train, validation, loss=loss, etas=etas, seeds=seeds, epochs=epochs, batch_size=batch_size,
                        optimizer=optimizer, l2=l2, dropout=dropout, activation=activation, initializer=initializer, bias=bias,
                        output=output, order=order, at_once=at_once, executor=executor, penalty=penalty)
    for remark in sweeping.remarks:
        warnings.warn(remark, stacklevel=2)
    steps = iter(sweeping)
    try:
        for progress in steps:
            if watch is not None:
                watch(progress)
            if stop is not None and stop():
                sweeping.stop()
    except KeyboardInterrupt:
        sweeping.stopped_because = f"it was interrupted after {sweeping.progress}"
    finally:
        steps.close()
    return sweeping.result


# ---- one task: in this process, or in a worker's ----

@dataclass(frozen=True, eq=False)
class _Task:
    """Runs of one shape that are computed together: for each seed in turn, all rates and all λ.

    runs : (R,) their places in the sweep.    network : one of them, for the shape.    thetas : (R, n) their starts.
    """

    runs: np.ndarray
    network: Network
    thetas: np.ndarray
    etas: tuple
    lams: np.ndarray
    seeds: tuple[int, ...]
    train: Dataset
    validation: Dataset
    loss: Loss
    optimizer: Optimizer
    batch_size: int
    epochs: int
    order: str
    dropouts: tuple[Dropout | None, ...]
    penalty: Penalty | None = None  # of all runs, in place of each one's λ

    @property
    def along_runs(self) -> bool:
        return self.batch_size == 1 and self.thetas.shape[1] <= SMALL


@dataclass(frozen=True, eq=False)
class _Measured:
    """What is known of a task's runs: curves (3, R, epochs made + 1) of training loss, validation loss and accuracy; the best θ.

    With targets there are four curves: R² and the mean absolute error in place of the accuracy.
    """

    curves: np.ndarray
    thetas: np.ndarray
    diverged: np.ndarray


def compute(task: _Task) -> _Measured:
    """A whole task: what an executor's worker is asked for."""
    *_, measured = _epochs(task)
    return measured


def _epochs(task: _Task) -> Iterator[_Measured]:
    """What is known before training and after each epoch."""
    network = task.network
    slopes = _penalty_slopes(network, task.lams) if task.penalty is None else penalty_slope(network, task.penalty)
    ensemble = Ensemble(network, task.thetas, task.loss, task.optimizer, slopes, runs_last=task.along_runs,
                        settle=penalty_settle(network, task.penalty))
    keeper = _Keeper(network, task)
    yield keeper.look(ensemble.theta)
    with np.errstate(all="ignore"):
        for batches in _batches_of_epochs(network, task):
            for X, z, eta, masks in batches:
                ensemble.update(X, z, eta, masks)
            yield keeper.look(ensemble.theta)
            if keeper.diverged.all():
                return


def _rows(data: Dataset) -> int:
    """How many curves a run has: two losses, and the accuracy or the two measures of targets."""
    return 4 if data.targets else 3


class _Keeper:
    """Measures all runs of a task, and keeps the best weights of each."""

    def __init__(self, network: Network, task: _Task):
        self.task, self._measures = task, SideBySide(network, (task.train, task.validation), task.loss)
        self.curves = np.full((_rows(task.train), len(task.runs), task.epochs + 1), np.nan)
        self.lowest, self.thetas = np.full(len(task.runs), np.inf), task.thetas.copy()
        self.diverged = np.zeros(len(task.runs), dtype=bool)
        self.made = -1

    def look(self, theta: np.ndarray) -> _Measured:
        self.made += 1
        (losses, _), (validated, right) = self._measures.measure(theta)
        for curve, measured in zip(self.curves, (losses, validated, *np.atleast_2d(right.T))):
            curve[:, self.made] = measured
        finite = np.isfinite(theta)
        if self.diverged.any() or not (finite.all() and np.isfinite(losses).all()):
            self.diverged |= ~(np.isfinite(losses) & finite.all(axis=-1))
            self.curves[:, self.diverged, self.made] = np.nan
        better = ~self.diverged & (validated < self.lowest)
        np.copyto(self.lowest, validated, where=better)
        np.copyto(self.thetas, theta, where=better[:, None])
        return _Measured(self.curves[:, :, :self.made + 1], self.thetas, self.diverged)


def _penalty_slopes(network: Network, lams: np.ndarray) -> Callable[[np.ndarray], np.ndarray] | None:
    """θ (R, n) → 2λθ with each run's own λ, 0 for biases."""
    if not lams.any():
        return None
    twice = 2.0 * lams[:, None] * penalty_mask(network)
    return lambda theta: twice * theta


def _batches_of_epochs(network: Network, task: _Task) -> Iterator[Iterator[tuple]]:
    """For each epoch its updates: (X, z, η, masks), as the ensemble takes them."""
    per_seed = len(task.runs) // len(task.seeds)
    masks = [mask_generator(seed) for seed in task.seeds] if task.dropouts else []
    X, etas = with_one(task.train.x) if network.bias else task.train.x, _Rates(task.etas)
    for epoch, order in enumerate(_orders_of_epochs(task, len(X))):
        units = None
        if task.dropouts:
            drawn = [draw_units(rng, len(X), network, task.dropouts) for rng in masks]
            units = np.repeat(drawn, per_seed, axis=0)
        yield _batches(network, task, X, etas, order, units, epoch)


def _orders_of_epochs(task: _Task, n: int) -> Iterator[np.ndarray]:
    """(seeds, N) for each epoch; a seed draws several in a row, while its generator is in the processor's cache."""
    if task.order == "fixed":
        yield from repeat(np.array([next(draw_orders(task.order, n, seed)) for seed in task.seeds]), task.epochs)
        return
    draws, at_once = list(map(np.random.default_rng, task.seeds)), max(1, NUMBERS_AT_ONCE // (len(task.seeds) * n))
    for first in range(0, task.epochs, at_once):
        unshuffled = np.tile(np.arange(n), (min(at_once, task.epochs - first), 1))
        yield from np.array([draw_several(task.order, unshuffled, own) for own in draws]).swapaxes(0, 1)


def _batches(network: Network, task: _Task, X: np.ndarray, etas: "_Rates", order: np.ndarray, units, epoch: int) -> Iterator[tuple]:
    """The updates of one epoch; several batches are taken out of the data at once, for a copy of little costs as a call.

    order : (seeds, N), each seed's for all its runs.
    """
    b, n, runs = task.batch_size, order.shape[1], len(task.runs)
    t = epoch * -(-n // b)
    block = b * max(1, NUMBERS_AT_ONCE // (runs * b * X.shape[1]))
    for first in range(0, n, block):
        rows = order[:, first:first + block]
        some_X, some_z = _pick(X, rows, task), _pick(task.train.z, rows, task)
        masks = None if units is None else scale_masks(per_layer(units[:, first:first + block], network), task.dropouts)
        for start in range(0, rows.shape[1], b):
            part = slice(start, start + b)
            yield some_X[:, part], some_z[:, part], etas(t), None if masks is None else [mask[:, part] for mask in masks]
            t += 1


def parts_of(count: int, width: int) -> Iterator[range]:
    """0 … count − 1 in parts of about this width, none of them a single one beside others.

    A run alone in its ensemble could differ from itself among others in the last bit: sums along a single run are made in another order.
    """
    parts = max(1, min(-(-count // width), count // 2))
    for k in range(parts):
        yield range(k * count // parts, (k + 1) * count // parts)


def _pick(values: np.ndarray, rows: np.ndarray, task: _Task) -> np.ndarray:
    """values[rows of its seed] for each run, (R, examples, …), with the runs last in memory when the ensemble has them last."""
    each = len(task.runs) // len(rows)  # runs of a seed, one behind the other
    if not task.along_runs:
        return np.repeat(np.take(values, rows, axis=0), each, axis=0)
    return np.repeat(np.take(values.T, rows.T, axis=-1), each, axis=-1).T


class _Rates:
    """η of every run, (R, 1), for an update; schedules are asked once each."""

    def __init__(self, etas: tuple):
        self._different = list(dict.fromkeys(etas))
        self._which = [self._different.index(eta) for eta in etas]
        self._fixed = None if any(map(callable, etas)) else np.array(etas, dtype=float)[:, None]

    def __call__(self, t: int) -> np.ndarray:
        if self._fixed is not None:
            return self._fixed
        return np.array([rate(eta, t) for eta in self._different])[self._which][:, None]


# ---- what is checked, and words ----

def _checked_start(given, activation, initializer, bias: bool, output: Activation | str | None) -> Network:
    """A network of the sweep's shape, with the first of the activations."""
    if isinstance(given, Network):
        if activation is not None or initializer is not None or bias or output is not None:
            raise ValueError("a network has its activation, its weights and its biases: give sizes, such as (2, 8, 1), to sweep those")
        return given
    first = relu if activation is None else _values(activation, activation_record, "activation")[0]
    return Network.random(given, first, bias=bias, output=identity if output is None else output)


def _checked_executor(given) -> "Executor | None":
    """The executor itself, or the one of a client; TypeError for what has none."""
    if given is None:
        return None
    if callable(getattr(given, "get_executor", None)):
        given = given.get_executor()
    if not callable(getattr(given, "submit", None)) or not callable(getattr(given, "shutdown", None)) or isinstance(given, type):
        raise TypeError(f"executor is {given!r}: give a concurrent.futures.Executor, such as ProcessPoolExecutor(), or a dask Client")
    return given


def _checked_penalty(given, l2) -> Penalty | None:
    """The record, with its λ of 0 too, which is a value of its axis."""
    for lam in l2 if np.iterable(l2) else (l2,):
        checked_penalties(lam, given)
    return given


def _checked_dropout(p, network: Network) -> float:
    record = dropout_record(p)
    if record is None:
        return 0.0
    if not network.n_hidden:
        raise ValueError(f"dropout is {p!r}, but the network has no hidden layer: there is no unit to leave out, so give 0")
    return record.p


def _values(given, check: Callable, name: str) -> tuple:
    """One value or several, each checked."""
    check_length(name, given)
    if isinstance(given, (bytes, dict)):
        raise TypeError(f"{name} is {given!r}: give one value, or a list of them")
    several = not isinstance(given, (str, Activation, Initializer, Optimizer)) and not callable(given) and np.iterable(given)
    values = tuple(check(value) for value in (given if several else (given,)))
    if not values:
        raise ValueError(f"{name} is empty: give at least one value")
    if len(set(values)) < len(values):
        raise ValueError(f"{name} has the same value twice: each must be given once")
    return values


def _find(knob: str, values: tuple, settings: dict) -> int:
    if knob not in settings:
        if len(values) > 1:
            raise ValueError(f"{knob} is missing: say which of {', '.join(map(_value_in_words, values))}")
        return 0
    for k, value in enumerate(values):
        if value is settings[knob] or value == settings[knob] or getattr(value, "key", None) == settings[knob]:
            return k
    raise ValueError(f"{knob} = {settings[knob]!r} was not swept: it was {', '.join(map(_value_in_words, values))}")


def _in_words(settings: Mapping) -> str:
    return ", ".join(f"{_SYMBOLS.get(knob, knob)} = {_value_in_words(value)}" for knob, value in settings.items())


_SYMBOLS = {"eta": "η", "batch_size": "batch size", "l2": "λ"}


def _value_in_words(value) -> str:
    return f"{value:g}" if isinstance(value, (int, float)) else repr(value)


def _or_infinite(losses: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(losses), np.inf, losses)
