"""The Playground: a network of your own on data of your own, watched while it trains."""

import asyncio
import inspect
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from time import perf_counter
from typing import ClassVar

import ipywidgets as widgets

from ...core.given import checked_text
from ...core.network.arguments import checked_count
from ...core.records.datasets import Dataset
from ...core.records.losses import Loss
from ...core.tables.reading import CsvReading
from ...core.training.training import History, Training, many
from ...explain.pictures.drawing.svg import Picture
from ...explain.pictures.playground import playground_picture
from ...explain.playground import playground as explain
from ...explain.playground import recording, saving
from ...explain.points import Change
from ...page.answers import Answers, Full
from ...views.player.player import Player
from ...views.playground.playground import PlaygroundMaps, PlaygroundResults
from ..frame.given import refuse
from ..frame.lab import Lab, as_table, box
from ..frame.points import Points
from ..frame.setup import LossMenu
from ..messages.interrupts import interruptible
from ..stepper import Stepper
from .controls import Folds, PlaygroundControls
from .files import PlaygroundFiles

SLICE = 0.06  # seconds of training between two looks at what else there is to do
PIECE = 64  # updates between two looks at the clock
LONGEST_AGAIN = 2.0  # seconds of training on changed examples before the page shows how far it has come
MOST_AHEAD = 4000  # updates that are trained for a page without Python
OFTEN = 0.15  # seconds between two messages with what is new, or more: each costs the page and Python some time of its own


def with_choices(make: Callable) -> Callable:
    """Give an `__init__` that takes a recipe's choices as keywords a signature that names them, with what each takes."""
    *own, others = inspect.signature(make).parameters.values()
    taken, recipe = {each.name for each in own}, inspect.signature(explain.Recipe).parameters.values()
    choices = [each.replace(kind=each.KEYWORD_ONLY) for each in recipe if each.name not in taken]
    make.__signature__ = inspect.Signature([*own, *choices, others])  # type: ignore[attr-defined]
    return make


class Playground(Lab):
    """A network of your own on data of your own.

    Parameters
    ----------
    data : a name of the menu (moons, circles, xor, spiral, blobs, iris, iris_2, iris_4, digits) or a Dataset. For regression wave (one
        input), hill (two) or a Dataset with targets: the menu then has these, and R² and the mean absolute error stand for accuracy.
    points : the learner may add, move and remove examples of data in a plane; False: not. losses : what the menu of losses lists besides
        the one in use: "all", or a list of losses; left out, the lecture's.
    n, noise : of generated data. features : inputs computed from two numbers: x1, x2, x1_squared, x2_squared, product, sin_x1, sin_x2.
    hidden : units of each hidden layer, at most 4 layers of 8 (64 for data that do not lie in the plane).
    activation, loss, initializer, optimizer : records or their names. bias : a constant 1 as another input of every unit.
    eta, schedule : the learning rate η, and how it falls: "constant", "decay", "step_decay", "cosine".
    batch_size, l2, dropout, patience, epochs, seed : as for `nbnn.train`. share : the fraction of the examples used for training; 1 is all.
    """

    _task: asyncio.Task | None = None  # also of a lab that was refused before it was made
    _interrupted = False

    examples: ClassVar[tuple[str, ...]] = (
        'nbnn.labs.Playground()',
        'nbnn.labs.Playground("digits", hidden=(16,))',
        'nbnn.labs.Playground("wave", hidden=(8,))',
    )

    @with_choices
    def __init__(self, data: Dataset | str = "moons", *, present: bool = False, points: bool = True,
                 losses: Sequence[Loss | str] | str | None = None, **choices):
        *known, _others = inspect.signature(type(self)).parameters
        refuse("Playground", {name: value for name, value in choices.items() if name not in known}, known)
        self._own = data if isinstance(data, Dataset) else None
        for name in ("features", "hidden"):
            if name in choices:
                choices[name] = tuple(choices[name])
        recipe = explain.Recipe().changed(data=explain.OWN if self._own else data, **choices)
        self.setting = explain.setting(recipe, self._own, chosen=choices)
        menu_of_losses = LossMenu(recipe.loss, losses)
        super().__init__(present)
        self._file = ""
        self._keywords: dict[str, object] = {}
        self._version = 0  # of the run on the page
        self.player = Player(granularity="epoch")
        self.maps, self.results = PlaygroundMaps(player=self.player), PlaygroundResults(player=self.player)
        for name, act in {"rest": self._send_rest, "grow": self._train_soon, "stop": self._stop, "extend": self._one_epoch,
                          "inside": self._send_inside, "pin": self._pin, "unpin": self._unpin}.items():
            self.player.on_request(name, act)
        self._cards = box("nbnn-row", self.maps, self.results)
        self.controls = PlaygroundControls(self.recipe, self._turned, self._kept, bool(self.setting.raw.targets),
                                           menu_of_losses)
        self._folds = Folds({
            "More settings": (lambda: self._settings, "All the other settings"),
            "Files": (lambda: self.files.box, "Open your own data as CSV; save this run, or load one"),
            "Python": (lambda: self.code, "This run as a few lines of Python"),
        }, self._unfold)
        self._unchanged = self.setting  # before any example was changed
        self.points = Points(self.player, lambda: self.setting.raw, self._use_examples, lambda: explain.reach(self.setting), self._do_it,
                             points)
        self._show()
        self._compose(*self._children)

    @property
    def _children(self) -> tuple[widgets.Widget, ...]:
        return (self.controls.first.row, self._folds.row, *self._folds.shown, self._cards, self.player)

    @property
    def recipe(self) -> explain.Recipe:
        """The current choices."""
        return self.setting.recipe

    @property
    def epoch(self) -> int:
        """How many epochs the network on the page has been trained for."""
        return min(self.player.index, len(self.history))

    @property
    def network(self):
        """The network on the page."""
        return self.history.network_after(self.epoch)

    def train(self, epochs: int | None = None) -> History:
        """Train now, for `epochs` more epochs or to the end, and show the last epoch."""
        epochs = None if epochs is None else checked_count(epochs, "epochs")
        self._cancel()
        training = self._continue_training()
        wanted = self.recipe.epochs if epochs is None else training.epochs_made + epochs
        while not training.done and training.epochs_made < wanted:
            training.advance_epoch()
        self._send_new()
        self._go_to_the_end()
        return self.history

    def sentence(self) -> str:
        ended = explain.ending(self.history) if self.epoch == len(self.history) else ""
        return f"{explain.sentence(self.setting, self.history, self.epoch)} {ended}".strip()

    def table(self) -> list[dict[str, str]]:
        """Measurements after some of the epochs, from the first to the last, with the one on the page among them."""
        return explain.table(self.setting, self.history, self.epoch)

    def weights(self) -> list[dict[str, str]]:
        """The weights of the network on the page: a row for each unit; for a large layer, one row with its lowest and highest weight."""
        return explain.weights(self.setting, self.network)

    def python(self, file: str = "") -> str:
        """Return a few lines of Python that make the same run, with the same weights. file : the CSV that your own data came from."""
        checked_text(file, "file", "data.csv")
        return saving.lines(self.setting, self.history, file or self._file, self._keywords)

    def to_json(self) -> str:
        """Return the settings and the training so far, as text for `load`."""
        return saving.to_json(self.setting, self.history)

    def load(self, text: str) -> None:
        """Load what `to_json` wrote; ValueError for anything else, and then nothing changes."""
        made, history = saving.from_json(text)
        self._own = made.raw if explain.is_own(made.recipe) else None
        self._file, self._keywords = "", {}
        self._set(made, history)

    def stepper(self) -> Stepper:
        """Open the network on the page in a Stepper: one example after another, line by line."""
        return Stepper(self.network, self.setting.train, loss=self.recipe.loss, eta=self.recipe.eta, seed=self.recipe.seed)

    def close(self) -> None:
        self._cancel()
        super().close()

    def answer_ahead(self, answers: Answers) -> None:
        super().answer_ahead(answers)
        self._folds.answer_ahead(answers)
        if not self._done:
            self._train_ahead(answers)

    def _train_ahead(self, answers: Answers) -> None:
        """As many epochs for a page to play as there is room for, and the updates within them; the lab itself stays where it is."""
        kept, begun, sent = self._training, self.history, self._sent
        epochs = min(self.recipe.epochs, max(1, MOST_AHEAD // self._continue_training().left_in_epoch))
        try:
            while epochs:
                self._go_back_to(None, begun, sent)
                try:
                    answers.ask(self.player, {"do": "grow"}, {"do": {"any": ["grow", "extend"]}}, partial(self._grow_ahead, epochs))
                    break
                except Full:
                    epochs //= 2
            for epoch in range(len(begun), len(self.history)):
                answers.ask(self.player, {"do": "inside", "moment": epoch})
        finally:
            self._go_back_to(kept, begun, sent)
            self.player.shrink(sent)
            self._tell_state()

    # ---- what the learner chooses ----

    def _turned(self, name: str, read: Callable[[], object]) -> str:
        def turn():
            recipe = self.recipe.changed(**{name: read()})
            self._set(explain.setting(recipe, self._own, chosen={name}))
        return self._taken(turn)

    def _set(self, made: explain.Setting, history: History | None = None) -> None:
        if made.raw is not self.setting.raw:
            self.setting = self._unchanged = made
            self.points.forget()
        self._put(made, history)

    def _use_examples(self, change: Change) -> None:
        """The same choices on other examples, trained from the beginning as far as this run had come."""
        back = change.data is self._unchanged.raw
        made, epoch = self._unchanged if back else explain.changed_by_hand(self.setting, change.data), self.epoch
        self._own = made.raw if explain.is_own(made.recipe) else None
        self._put(made)
        training, end = self._continue_training(), perf_counter() + LONGEST_AGAIN
        while not training.done and training.epochs_made < epoch and perf_counter() < end:
            training.advance_epoch()
        self._send_new()
        self._go_to_the_end()

    def _put(self, made: explain.Setting, history: History | None = None) -> None:
        self.setting = made
        self._show(history)
        self.controls.write(made.recipe, bool(made.raw.targets))

    # ---- what unfolds is made when it is first wanted ----

    @cached_property
    def _settings(self) -> widgets.Box:
        return self._kept(box("nbnn-pg-more-settings", self.controls.inputs.row, self.controls.more.row))

    @cached_property
    def files(self) -> PlaygroundFiles:
        files = PlaygroundFiles(self._use_file, self.load, lambda: self.results.offer("playground.json", self.to_json()))
        self._kept(files.box)
        return files

    @cached_property
    def code(self) -> widgets.Textarea:
        code = widgets.Textarea(value=self.python(), description="This run in Python", rows=12)
        code.add_class("nbnn-pg-code")
        return self._kept(code)

    def _write_code(self) -> None:
        if self._is_made("code"):
            self.code.value = self.python()

    def _unfold(self) -> None:
        self._write_code()
        self.children = self._children

    def _use_file(self, reading: CsvReading) -> None:
        own = Dataset.from_reading(reading)
        self._set(explain.setting(self.recipe.changed(data=explain.OWN), own))
        self._own, self._file, self._keywords = own, reading.file, reading.keywords
        self._write_code()
        self._say("")

    # ---- another run ----

    def _show(self, history: History | None = None) -> None:
        """The setting's run from its beginning, or one that was made before."""
        self._cancel()
        self._training: Training | None = None if history else self.setting.training()
        self.history: History = history or self._training.history  # type: ignore[union-attr]
        self._version += 1
        self._sent = len(self.history) + 1
        self.maps.points = self.points.for_page() if self.setting.plane is not None else {}
        with self.player.hold_sync():
            self.player.show(recording.record(self.setting, self.history, self._version), len(self.history))
            self._tell_state()

    def _grow_ahead(self, epochs: int) -> None:
        training, wanted = self._continue_training(), len(self.history) + epochs
        while not training.done and training.epochs_made < wanted:
            training.advance_epoch()
        self._send_new()
        if not self._done:
            with self.player.hold_sync():
                self.player.can_extend = False
                self.player.ended = f"{many(len(self.history), 'epoch')} were recorded for this page: more take Python."

    def _go_back_to(self, training: Training | None, history: History, sent: int) -> None:
        self._training, self.history, self._sent = training, history, sent

    def _continue_training(self) -> Training:
        """The training, standing where the history ends: a loaded one is made again up to there."""
        if self._training is None or self._stopped:
            self._training = self.setting.training()
            for _ in range(len(self.history)):
                self._training.advance_epoch()
        return self._training

    @property
    def _stopped(self) -> bool:
        return self.history.stopped_because.startswith("it was stopped")

    def _go_to_the_end(self) -> None:
        self.player.go_to(len(self.history))

    # ---- training while the page plays ----

    def _train_soon(self, _message: dict) -> None:
        if self._task is not None and not self._task.done():
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # nothing else runs here: train at once
            self.train()
            return
        self._set_growing(True)
        self._task = loop.create_task(self._train())

    async def _train(self) -> None:
        """Slices of training; between them the kernel does whatever else is asked of it."""
        self._interrupted = False
        training, sent = self._continue_training(), 0.0
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
                self._set_growing(False)

    def _train_a_slice(self, training: Training) -> None:
        end = perf_counter() + SLICE
        while not (training.done or self._interrupted) and perf_counter() < end:
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
            self._continue_training().advance_epoch()
            self._send_new()

    def _cancel(self) -> None:
        task, self._task = self._task, None
        if task is not None and not task.done():
            task.cancel()
            self._set_growing(False)

    # ---- what the page is sent ----

    def _send_new(self) -> None:
        if self._training is not None:
            self.history = self._training.history
        if len(self.history) >= self._sent:
            self._send_from(self._sent)
        self._tell_state()

    def _tell_state(self) -> None:
        """What can be asked for now, and why the training ended."""
        with self.player.hold_sync():
            self.player.ended = explain.ending(self.history)
            self.player.can_extend = not self._done
            self.player.actions = self._actions()
        if self._folds.shown:
            self._write_code()

    def _actions(self) -> list[dict]:
        pin = ({"do": "unpin", "words": "Unpin", "title": "Take the pinned run's curves away"} if self.maps.pinned else
               {"do": "pin", "words": "Pin", "title": "Keep this run's curves to compare another run with"})
        return [{"do": "stop", "words": "Stop training", "title": "End the training here; what has been trained stays",
                 "off": not self.player.growing}, pin]

    def _set_growing(self, on: bool) -> None:
        with self.player.hold_sync():
            self.player.growing = on
            self.player.actions = self._actions()

    @property
    def _done(self) -> bool:
        """Nothing more to train: it was not the learner who stopped it."""
        ended = self._training.done if self._training else self.history.stopped_because not in ("", "it is not finished")
        return ended and not self._stopped

    def _send_from(self, start: int) -> None:
        self.player.grow(recording.piece(self.setting, self.history, start))
        self._sent = len(self.history) + 1

    def _send_rest(self, message: dict) -> None:
        """What a page that was opened again does not have, or one to which a message was lost."""
        start = _place(message.get("from"), self._sent)
        if start is not None:
            self._send_from(start)

    def _send_inside(self, message: dict) -> None:
        epoch = _place(message.get("moment"), len(self.history))
        if epoch is not None:
            self.player.show_inside(recording.inside(self.history, epoch))

    def _pin(self, _message: dict) -> None:
        self._show_pinned(recording.pin(self.setting, self.history))

    def _unpin(self, _message: dict) -> None:
        self._show_pinned({})

    def _show_pinned(self, run: dict) -> None:
        self.maps.pinned = self.results.pinned = run
        self.player.actions = self._actions()

    def picture(self) -> Picture:
        """The data with what the network on the page makes of the plane, the losses so far, and the network."""
        return playground_picture(self.setting, self.history, self.epoch, self.sentence())

    def _tables(self) -> str:
        return super()._tables() + as_table("The weights of this network.", self.weights(), invites="")

    def __repr__(self) -> str:
        return f"Playground({explain.summary(self.setting)})"


def _place(given: object, end: int) -> int | None:
    """A number that a page sent, from 0 to below `end`; None for anything else."""
    return given if isinstance(given, int) and not isinstance(given, bool) and 0 <= given < end else None
