"""The Playground's view: the network with a map in every unit, the plane, the transport bar and the curves of the losses.

The kernel sends the epochs ahead as they are trained; playing, stepping and going back happen in the browser.
"""

import uuid
from collections.abc import Sequence

import traitlets

from ..player.player import MOVED
from ..shared.requests import Requested

SPEEDS = (5.0, 20.0, 60.0, 240.0)  # epochs a second


class PlaygroundView(Requested):
    """What is seen of a training.

    picture : what stays during a run; its "run" names the run that the epochs belong to.
    epoch, update : where the learner is; update 0 is the beginning of the epoch's updates.
    training, done : an epoch is being computed; there is no more to compute.
    ended : why the training ended before all its epochs were made, a sentence; "" else.
    pinned : {} or the earlier run's words, curves and network.
    """

    module = "playground/playground.js"

    key = traitlets.Unicode(read_only=True).tag(sync=True)
    picture = traitlets.Dict().tag(sync=True)
    grid = traitlets.Bytes(b"").tag(sync=True)
    images = traitlets.Bytes(b"").tag(sync=True)
    epoch = traitlets.Int(0, min=0).tag(**MOVED)
    update = traitlets.Int(0, min=0).tag(**MOVED)
    speed = traitlets.Enum(SPEEDS, 20.0).tag(**MOVED)
    training = traitlets.Bool(False).tag(sync=True)
    done = traitlets.Bool(False).tag(sync=True)
    ended = traitlets.Unicode("").tag(sync=True)
    status = traitlets.Unicode("").tag(sync=True)
    pinned = traitlets.Dict().tag(sync=True)

    def __init__(self, **kwargs):
        self.set_trait("key", uuid.uuid4().hex)
        super().__init__(**kwargs)

    def show(self, picture: dict, grid: bytes, images: bytes) -> None:
        """Another run, at its beginning."""
        with self.hold_sync():
            self.grid, self.images = grid, images
            self.epoch = self.update = 0
            self.picture = {**picture, "run": uuid.uuid4().hex}

    def send_epochs(self, start: int, sentences: Sequence[str], buffers: list[bytes]) -> None:
        """More epochs of the run that is shown."""
        self.send({"epochs": {"run": self.picture["run"], "start": start, "sentences": list(sentences)}}, buffers)

    def send_inside(self, epoch: int, examples: list[list[int]], sentences: Sequence[str], buffers: list[bytes]) -> None:
        """The updates of one epoch."""
        self.send({"inside": {"run": self.picture["run"], "epoch": epoch, "examples": examples, "sentences": list(sentences)}}, buffers)

    def offer(self, name: str, text: str) -> None:
        """A file for the learner to keep."""
        self.send({"file": {"name": name, "text": text}})

    def __repr__(self) -> str:
        return f"PlaygroundView({'–'.join(map(str, self.picture.get('sizes', [])))})"
