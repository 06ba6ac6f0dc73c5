"""The board: the hand calculation of one update, line by line, filled in as the player moves."""

import traitlets
from ipywidgets import Widget, widget_serialization

from ..code.view import View


class Board(View):
    """Every line of the player's recording as symbol = formula = numbers = value, typeset by the browser.

    player : the lab's player. expanded : all lines, or only the current one (the learner can unfold it).
    """

    module = "board/board.js"

    player = traitlets.Instance(Widget, allow_none=True).tag(sync=True, **widget_serialization)
    expanded = traitlets.Bool(True).tag(sync=True, echo_update=False, asks_python=False)

    def __repr__(self) -> str:
        return "Board()"
