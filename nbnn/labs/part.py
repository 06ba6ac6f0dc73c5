"""One idea of a lab that has several: its widgets, its sentence and its table."""

from collections.abc import Callable

import ipywidgets as widgets

from ..views.player import Player
from ..views.status import StatusLine
from .interrupts import INTERRUPTED, from_a_page
from .lab import WRONG


class Part:
    """What a part puts on the page, in order; the lab composes and closes it.

    shown : the widgets from top to bottom. kept : those that are not on the page now, or never. line : where it says what is wrong.
    """

    shown: tuple[widgets.Widget, ...] = ()
    kept: tuple[widgets.Widget, ...] = ()
    line: StatusLine | Player

    def sentence(self) -> str:
        raise NotImplementedError

    def table(self) -> list[dict[str, str]]:
        raise NotImplementedError

    def tried(self, act: Callable[[], object]) -> bool:
        """Do it, or say why not: nothing has changed then. A loss made in a cell may raise anything."""
        try:
            act()
        except WRONG as error:
            self.line.status = str(error)
            return False
        except KeyboardInterrupt:
            self.line.status = INTERRUPTED
            if from_a_page():
                return False
            raise
        except Exception as error:
            self.line.status = f"the loss raised {type(error).__name__}: {error}"
            return False
        self.line.status = ""
        return True
