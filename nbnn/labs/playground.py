"""The Playground: everything that decides whether a network learns, together, and seen while it trains."""

import asyncio
from time import perf_counter

from ..core.datasets import Dataset
from ..core.training import History, Training
from ..explain import playground as explain
from ..views.playground import PlaygroundView
from .lab import Lab, refuse

SLICE = 0.03  # seconds of training between two looks at what else there is to do
PIECE = 64  # updates between two looks at the clock
FEW = 40  # epochs that a page is sent at once, at least


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

    def __init__(self, data: Dataset | str = "moons", *, present: bool = False, **choices):
        refuse("Playground", {name: value for name, value in choices.items() if name not in explain.CHOICES},
               ("data", *explain.CHOICES[1:], "present"))
        self._own = data if isinstance(data, Dataset) else None
        for name in ("features", "hidden"):
            if name in choices:
                choices[name] = tuple(choices[name])
        recipe = explain.Recipe().changed(data=explain.OWN if self._own else data, **choices)
        self.setting = explain.setting(recipe, self._own)
        super().__init__(present)
        self._task: asyncio.Task | None = None
        self.view = PlaygroundView()
        for name, act in {"all": self._send_all, "train": self._train_soon, "stop": self._stop, "epoch": self._one_epoch,
                          "inside": self._send_inside, "pin": self._pin, "unpin": self._unpin}.items():
            self.view.on_request(name, act)
        self._show()
        self._compose(self.view)

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
        return explain.sentence(self.setting, self.history, self.epoch)

    def table(self) -> list[dict[str, str]]:
        """Epochs from the first to the last, with what was measured after them."""
        return explain.table(self.setting, self.history)

    def close(self) -> None:
        self._cancel()
        super().close()

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
        if self._training is None or (self._training.done and self._training.epochs_made < self.recipe.epochs and self._stopped):
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
        training = self._continued()
        try:
            while not training.done:
                end = perf_counter() + SLICE
                while not training.done and perf_counter() < end:
                    training.advance(min(PIECE, training.left_in_epoch))
                if training.epochs_made >= self._sent + FEW or self._sent <= FEW or training.done:
                    self._send_new()
                await asyncio.sleep(0.002)
        finally:
            self.view.training = False
            self._send_new()

    def _stop(self, _message: dict) -> None:
        if self._task is not None and not self._task.done() and self._training is not None:
            self._training.stop()

    def _one_epoch(self, _message: dict) -> None:
        if self._task is None or self._task.done():
            self._continued().advance_epoch()
            self._send_new()

    def _cancel(self) -> None:
        task, self._task = getattr(self, "_task", None), None
        if task is not None and not task.done():
            task.cancel()

    # ---- what the page is sent ----

    def _send_new(self) -> None:
        if self._training is not None:
            self.history = self._training.history
        if len(self.history) >= self._sent:
            self._send_from(self._sent)
        self.view.done = bool(self._training.done if self._training else len(self.history) >= self.recipe.epochs)
        if self.view.done and self.history.stopped_because:
            self._say("")

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
            self.view.send_inside(epoch, found.examples, found.sentences, found.weights.tobytes())

    def _pin(self, _message: dict) -> None:
        self.view.pinned = explain.pinned(self.setting, self.history)

    def _unpin(self, _message: dict) -> None:
        self.view.pinned = {}

    def _say(self, wrong: str) -> None:
        self.view.status = wrong

    def __repr__(self) -> str:
        return f"Playground({explain.summary(self.setting)})"
