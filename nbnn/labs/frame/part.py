"""One idea of a lab that has several: its widgets, its sentence and its table."""

from collections.abc import Callable

import ipywidgets as widgets

from ...views.player.player import Player
from ...views.player.status import StatusLine
from .lab import WRONG


class Part:
    """What a part puts on the page, in order; the lab composes and closes it.

    shown : the widgets from top to bottom. kept : those that are not on the page now, or never. line : where it says what no field
        is about, such as an interrupt.
    """

    shown: tuple[widgets.Widget, ...] = ()
    kept: tuple[widgets.Widget, ...] = ()
    line: StatusLine | Player

    def sentence(self) -> str:
        raise NotImplementedError

    def table(self) -> list[dict[str, str]]:
        raise NotImplementedError

    def taken(self, act: Callable[[], object]) -> str:
        """Do what a field asks for, or return why not: nothing has changed then. A loss made in a cell may raise anything."""
        try:
            act()
        except WRONG as error:
            return str(error) or type(error).__name__
        except Exception as error:
            return f"the loss raised {type(error).__name__}: {error}"
        return ""
