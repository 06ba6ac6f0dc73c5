"""Examples that a learner adds, moves and removes: what a lab with data in a plane hears of them, and how it takes one back."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from ...core.records.datasets import Dataset
from ...views.player.player import RESET
from ...views.shared.requests import Requested

if TYPE_CHECKING:  # what changes examples is loaded with the first change
    from ...explain.points import Change, Room

KEPT = 100  # changes that can be taken back
RESETS = [RESET | {"title": "Back to the beginning: as this lab was made, with your examples, forks dropped"}]  # of a player


class Points:
    """The examples of a lab, to be changed from its page and from a cell: `lab.points.add([0.5, 1], -1)`.

    asked : the view whose page asks. data : the lab's data as they are now. use : shows a change, or says why not by ValueError or
    TypeError. room : the ends of the axes that a page may put an example between. do : does what may not be possible, and says why not.
    offered : the page offers it; a cell may change the examples of any lab.
    """

    def __init__(self, asked: Requested, data: Callable[[], Dataset], use: Callable[["Change"], object],
                 room: Callable[[], "Room | None"], do: Callable[[Callable[[], object]], object], offered: bool):
        self._data, self._use, self._room, self._do = data, use, room, do
        self.offered = offered
        self._before: list[Dataset] = []
        self._said = ""
        self.forget()
        asked.on_request("points", self._asked)

    def forget(self) -> None:
        """The data are now the given ones: there is nothing to take back."""
        self._before, self._said, self._given = [], "", self._data()

    @property
    def can_undo(self) -> bool:
        return bool(self._before)

    @property
    def changed(self) -> bool:
        """The examples are others than the given ones."""
        now, given = self._data(), self._given
        return now is not given and not (np.array_equal(now.x, given.x) and np.array_equal(now.z, given.z))

    def add(self, x, z: int) -> None:
        """Add an example x (2,) with the label z; the run goes on with it from the next update on.

        Raises ValueError or TypeError for what does not fit, and when 200 have been added; nothing has changed then.
        """
        self._change({"act": "add", "x": list(x), "z": z})

    def move(self, example: int, x) -> None:
        """Move an example to x (2,); errors as of `add`."""
        self._change({"act": "move", "example": example, "x": list(x)})

    def relabel(self, example: int, z: int) -> None:
        """Give an example another label; errors as of `add`."""
        self._change({"act": "class", "example": example, "z": z})

    def remove(self, example: int) -> None:
        """Remove an example: those after it are numbered anew. Errors as of `add`; the last one cannot be removed."""
        self._change({"act": "remove", "example": example})

    def undo(self) -> None:
        """Take the last change back; ValueError where there is none."""
        if not self._before:
            raise ValueError("no example has been changed: there is nothing to take back")
        self._take_back(self._before[-1], "The last change was taken back.", self._before[:-1])

    def restore(self) -> None:
        """Take the examples back as they were given, which `undo` takes back; ValueError where they are."""
        if not self.changed:
            raise ValueError("the examples are as they were given: there is nothing to restore")
        self._take_back(self._given, "The examples are as they were given.", [*self._before, self._data()][-KEPT:])

    def for_page(self) -> dict[str, Any]:
        """What the page needs to offer it; {} where it does not, or these data cannot be changed."""
        if not self.offered:
            return {}
        from ...explain.points import classes, why_not

        data = self._data()
        if why_not(data):
            return {}
        listed = [{"label": label, "words": words} for label, words in classes(data)]
        return {"undo": self.can_undo, "changed": self.changed, "said": self._said, "classes": listed}

    def _change(self, asked: dict, room: "Room | None" = None) -> None:
        from ...explain.points import MOST_ADDED, changed

        before = self._data()
        self._show(changed(before, asked, len(self._given) + MOST_ADDED, room), [*self._before, before][-KEPT:])

    def _take_back(self, data: Dataset, words: str, before: list[Dataset]) -> None:
        from ...explain.points import Change

        self._show(Change(data, None, f"{words} The data has {len(data)} examples."), before)

    def _show(self, change: "Change", before: list[Dataset]) -> None:
        kept = self._before, self._said
        self._before, self._said = before, change.words
        try:
            self._use(change)
        except BaseException:  # an interrupt too
            self._before, self._said = kept
            raise

    def _asked(self, message: dict) -> None:
        if not self.offered:
            self._do(_refuse)
        elif message.get("act") in ("undo", "restore"):
            self._do(self.undo if message["act"] == "undo" else self.restore)
        else:
            self._do(lambda: self._change(message, self._room()))


def _refuse() -> None:
    raise ValueError("the examples of this lab are not changed on its page: make it with points=True")
