"""The Playground: everything that decides whether a network learns, together, and seen while it trains."""

import asyncio
from collections.abc import Callable
from dataclasses import fields as dataclass_fields
from time import perf_counter
from typing import ClassVar

import ipywidgets as widgets

from ...core.records.datasets import Dataset
from ...core.tables.reading import CsvReading
from ...core.training.training import History, Training
from ...explain.playground import playground as explain
from ...explain.playground import saving
from ...views.playground.playground import PlaygroundView
from ..frame.given import check, refuse
from ..frame.interrupts import interruptible
from ..frame.lab import Lab, as_table, box, within
from ..stepper import Stepper
from .controls import Folds, PlaygroundControls
from .files import PlaygroundFiles

SLICE = 0.03  # seconds of training between two looks at what else there is to do
PIECE = 64  # updates between two looks at the clock
OFTEN = 0.1  # seconds between two messages with what is new: each costs the page some time of its own


class Playground(Lab):
    """A network of one's own on data of one's own.

    Parameters
    ----------
    data : a name of the menu (moons, circles, xor, spiral, blobs, iris, iris_2, iris_4, digits) or a Dataset.
    n, noise : of data that are drawn. features : inputs made of two numbers: x1, x2, x1_squared, x2_squared, product, sin_x1, sin_x2.
    hidden : units of each hidden layer, at most 4 layers of 8 (64 where the data have no plane).
    activation, loss, initializer, optimizer : records or their names. bias : a constant 1 as another input of every unit.
    eta, schedule : the rate η, and how it falls: "constant", "decay", "step_decay", "cosine".
    batch_size, l2, dropout, patience, epochs, seed : as for `nbnn.train`. share : of the examples for training; 1 is all.
    """

    _task: asyncio.Task | None = None  # also of a lab that was refused before it was made
    _interrupted = False

    examples: ClassVar[tuple[str, ...]] = (
        'nbnn.labs.Playground()',
        'nbnn.labs.Playground("digits", hidden=(16,))',
    )

    def __init__(self, data: Dataset | str = "moons", *, present: bool = False, **choices):
        refuse("Playground", {name: value for name, value in choices.items() if name not in explain.CHOICES},
               ("data", *explain.CHOICES[1:], "present"))
        for choice in dataclass_fields(explain.Recipe):
            if choice.name in choices:
                check(choice.name, choices[choice.name], choice.type)
        self._own = data if isinstance(data, Dataset) else None
        for name in ("features", "hidden"):
            if name in choices:
                choices[name] = tuple(choices[name])
        recipe = explain.Recipe().changed(data=explain.OWN if self._own else data, **choices)
        self.setting = explain.setting(recipe, self._own, chosen=choices)
        super().__init__(present)
        self._file = ""
        self._keywords: dict[str, object] = {}
        self.view = PlaygroundView()
        for name, act in {"all": self._send_all, "train": self._train_soon, "stop": self._stop, "epoch": self._one_epoch,
                          "inside": self._send_inside, "pin": self._pin, "unpin": self._unpin}.items():
            self.view.on_request(name, act)
        self.controls = PlaygroundControls(self.recipe, self._turned)
        self._folds = self._make_folds()
        self._show()
        self._keep(*within(self._folds.parts))
        self._compose(self.controls.first.row, self._folds.row, self.view)

    @property
    def recipe(self) -> explain.Recipe:
        """What is chosen now."""
        return self.setting.recipe

    @property
    def epoch(self) -> int:
        """How many epochs the network that is shown has been trained."""
        return min(self.view.epoch, len(self.history))

    @property
    def network(self):
        """The network that is shown."""
        return self.history.network_after(self.epoch)

    def train(self, epochs: int | None = None) -> History:
        """Train here and now, so many epochs more or to the end, and show the last one."""
        self._cancel()
        training = self._continued()
        wanted = self.recipe.epochs if epochs is None else training.epochs_made + epochs
        while not training.done and training.epochs_made < wanted:
            training.advance_epoch()
        self._send_new()
        self.view.epoch, self.view.update = len(self.history), 0
        return self.history

    def sentence(self) -> str:
        ended = explain.ending(self.history) if self.epoch == len(self.history) else ""
        return f"{explain.sentence(self.setting, self.history, self.epoch)} {ended}".strip()

    def table(self) -> list[dict[str, str]]:
        """Epochs from the first to the last, the one that is shown among them, with what was measured after them."""
        return explain.table(self.setting, self.history, self.epoch)

    def weights(self) -> list[dict[str, str]]:
        """The weights of the network that is shown: a row for each unit; of layers larger than a page, one row with their span."""
        return explain.weights(self.setting, self.network)

    def python(self, file: str = "") -> str:
        """The run as a few lines of Python that give the same weights. file : the CSV that your own data were read from."""
        return saving.lines(self.setting, self.history, file or self._file, self._keywords)

    def to_json(self) -> str:
        """The settings and what was trained so far, as text for `load`."""
        return saving.to_json(self.setting, self.history)

    def load(self, text: str) -> None:
        """What `to_json` wrote; ValueError for anything else, and then nothing has changed."""
        made, history = saving.from_json(text)
        self._own = made.raw if made.recipe.data == explain.OWN else None
        self._file, self._keywords = "", {}
        self._set(made, history)
        self.view.epoch = len(history)

    def stepper(self) -> Stepper:
        """The network that is shown, in a Stepper: one example after another, line by line."""
        return Stepper(self.network, self.setting.train, loss=self.recipe.loss, eta=self.recipe.eta, seed=self.recipe.seed)

    def close(self) -> None:
        self._cancel()
        super().close()

    # ---- what the learner chooses ----

    def _turned(self, name: str, read: Callable[[], object]) -> str:
        def turn():
            recipe = self.recipe.changed(**{name: read()})
            self._set(explain.setting(recipe, self._own, chosen={name}))
        return self._taken(turn)

    def _set(self, made: explain.Setting, history: History | None = None) -> None:
        self.setting = made
        self._show(history)
        self.controls.write(made.recipe)

    def _make_folds(self) -> Folds:
        self.code = widgets.Textarea(description="The run in Python", rows=12)
        self.code.add_class("nbnn-pg-code")
        self.files = PlaygroundFiles(self._use_file, self.load, lambda: self.view.offer("playground.json", self.to_json()))
        return Folds({
            "More settings": (box("nbnn-pg-more-settings", self.controls.inputs.row, self.controls.more.row), "Everything that decides"),
            "Files": (self.files.box, "Your own data as CSV; save this run and load it again"),
            "Python": (self.code, "This run as a few lines of Python"),
        }, self._unfold)

    def _unfold(self) -> None:
        self.code.value = self.python()
        self.children = (self.controls.first.row, self._folds.row, *self._folds.shown, self.view)

    def _use_file(self, reading: CsvReading) -> None:
        own = Dataset.from_reading(reading)
        self._set(explain.setting(self.recipe.changed(data=explain.OWN), own))
        self._own, self._file, self._keywords = own, reading.file, reading.keywords
        self.code.value = self.python()
        self._say("")

    # ---- another run ----

    def _show(self, history: History | None = None) -> None:
        """The setting's run from its beginning, or one that was made before."""
        self._cancel()
        self._training: Training | None = None if history else self.setting.training()
        self.history: History = history or self._training.history  # type: ignore[union-attr]
        self._sent = 0
        pictures = b"" if self.setting.pictures is None else self.setting.pictures.astype("u1").tobytes()
        self.view.show(explain.picture(self.setting), self.setting.grid().tobytes(), pictures)
        self._send_new()

    def _continued(self) -> Training:
        """The training, standing where the history ends: a loaded one is made again up to there."""
        if self._training is None or self._stopped:
            self._training = self.setting.training()
            for _ in range(len(self.history)):
                self._training.advance_epoch()
        return self._training

    @property
    def _stopped(self) -> bool:
        return self.history.stopped_because.startswith("it was stopped")

    # ---- training while the page plays ----

    def _train_soon(self, _message: dict) -> None:
        if self._task is not None and not self._task.done():
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # nothing else runs here: train at once
            self.train()
            return
        self.view.training = True
        self._task = loop.create_task(self._train())

    async def _train(self) -> None:
        """Slices of training; between them the kernel does whatever else is asked of it."""
        self._interrupted = False
        training, sent = self._continued(), 0.0
        try:
            with interruptible(self._interrupt):
                while not training.done:
                    self._train_a_slice(training)
                    if perf_counter() > sent + OFTEN:
                        self._send_new()
                        sent = perf_counter()
                    await asyncio.sleep(0.002)
        finally:
            if self._task is asyncio.current_task():  # no other run has taken its place
                self._send_new()  # before it is said that nothing more comes
                self.view.training = False

    def _train_a_slice(self, training: Training) -> None:
        end = perf_counter() + SLICE
        while not training.done and perf_counter() < end:
            training.advance(min(PIECE, training.left_in_epoch))
        if self._interrupted:
            training.stop("it was stopped by an interrupt")

    def _interrupt(self) -> None:
        """Called from another thread: the training looks at it between two slices."""
        self._interrupted = True

    def _stop(self, _message: dict) -> None:
        if self._task is not None and not self._task.done() and self._training is not None:
            self._training.stop()

    def _one_epoch(self, _message: dict) -> None:
        if self._task is None or self._task.done():
            self._continued().advance_epoch()
            self._send_new()

    def _cancel(self) -> None:
        task, self._task = self._task, None
        if task is not None and not task.done():
            task.cancel()
            self.view.training = False

    # ---- what the page is sent ----

    def _send_new(self) -> None:
        if self._training is not None:
            self.history = self._training.history
        if len(self.history) >= self._sent:
            self._send_from(self._sent)
        with self.view.hold_sync():
            self.view.ended = explain.ending(self.history)
            self.view.done = self._done
        if self._folds.shown:
            self.code.value = self.python()

    @property
    def _done(self) -> bool:
        """Nothing more to train: it was not the learner who stopped it."""
        ended = self._training.done if self._training else self.history.stopped_because not in ("", "it is not finished")
        return ended and not self._stopped

    def _send_from(self, start: int) -> None:
        chunk = explain.chunk(self.setting, self.history, start)
        self.view.send_epochs(chunk.start, chunk.sentences, chunk.buffers())
        self._sent = len(self.history) + 1

    def _send_all(self, _message: dict) -> None:
        self._send_from(0)

    def _send_inside(self, message: dict) -> None:
        epoch = message.get("epoch")
        if isinstance(epoch, int) and not isinstance(epoch, bool) and 0 <= epoch < len(self.history):
            found = explain.inside(self.history, epoch)
            self.view.send_inside(epoch, found.examples, found.sentences, [found.weights.tobytes(), found.spans.tobytes()])

    def _pin(self, _message: dict) -> None:
        self.view.pinned = explain.pinned(self.setting, self.history)

    def _unpin(self, _message: dict) -> None:
        self.view.pinned = {}

    def _say(self, wrong: str) -> None:
        self.view.status = wrong

    def _repr_mimebundle_(self, **kwargs) -> dict:
        bundle = super()._repr_mimebundle_(**kwargs)
        return {**bundle, "text/html": bundle["text/html"] + as_table("Its weights, as they are shown.", self.weights(), invites="")}

    def __repr__(self) -> str:
        return f"Playground({explain.summary(self.setting)})"
