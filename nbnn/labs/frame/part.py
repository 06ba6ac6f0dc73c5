"""One view of a lab that has several: what it computes, its widgets, its sentence and its table, in a class of its own."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import ClassVar, TypeVar

import ipywidgets as widgets

from ...page.answers import Answers
from ...views.player.player import Player
from ...views.player.status import StatusLine
from ..asking.moments import AskMoments
from .lab import Attempts, Lab, within


class LabPart(Attempts):
    """What `view=` chooses. The lab composes and closes it; what a view needs that others do not is said here and nowhere else.

    key : what `view=` calls it. player : what it plays; None for a picture that does not move. asked : its questions, if any.
    shown : the widgets from top to bottom. kept : those that are not on the page now, or never. line : where it says what no field
        is about, such as an interrupt.
    """

    key: ClassVar[str]
    player: Player | None = None
    asked: AskMoments | None = None
    shown: tuple[widgets.Widget, ...] = ()
    kept: tuple[widgets.Widget, ...] = ()
    line: StatusLine | Player
    keep: Callable[..., None]  # the lab's: it is called with what is made later, to close it with the lab

    def sentence(self) -> str:
        """What is to be seen now: of the player's moment, or what the line says."""
        if self.player is not None:
            return str(self.player.schema["sentences"][self.player.index])
        assert isinstance(self.line, StatusLine)
        return self.line.said

    def table(self) -> list[dict[str, str]]:
        raise NotImplementedError

    def answer_ahead(self, answers: Answers) -> None:
        """As for a lab; see `Lab.answer_ahead`."""
        if self.asked:
            self.asked.answer_ahead(answers)

    def _say(self, wrong: str) -> None:
        self.line.status = wrong


class PartsLab(Lab):
    """A lab that shows one of its views, or several of them one below the other.

    parts : view → its part, in the order in which they are shown. A lab has them before it calls `super().__init__`, and then
        `_compose_parts`.
    """

    parts: Mapping[str, LabPart]

    @property
    def part(self) -> LabPart:
        """The view that is shown; of several the first."""
        return next(iter(self.parts.values()))

    def sentence(self) -> str:
        return " ".join(part.sentence() for part in self.parts.values())

    def table(self) -> list[dict[str, str]]:
        """The rows of the view; of several those of the first."""
        return self.part.table()

    def views_shown(self) -> tuple[str, ...]:
        return tuple(self.parts)

    def answer_ahead(self, answers: Answers) -> None:
        for part in self.parts.values():
            part.answer_ahead(answers)

    def _compose_parts(self) -> None:
        """Put every part on the page. The player of the first that has one is the lab's."""
        for part in self.parts.values():
            if part.player is not None and not hasattr(self, "player"):
                self.player, self.asked = part.player, part.asked
            part.keep = self._keep
            self._keep(*within(part.kept))
        self._compose(*(widget for part in self.parts.values() for widget in part.shown))

    def _say(self, wrong: str) -> None:
        self.part.line.status = wrong


P = TypeVar("P", bound=LabPart)


def by_key(*parts: type[P]) -> Mapping[str, type[P]]:
    """A lab's table of views: what `view=` may be → the class that shows it."""
    return MappingProxyType({part.key: part for part in parts})


def chosen_part(view: str, views: Mapping[str, type[P]]) -> type[P]:
    """The class that shows a view; ValueError for a view that a lab does not have."""
    if view not in views:
        raise ValueError(f"view is {view!r}: it must be one of {', '.join(views)}")
    return views[view]
