"""A line that says what is to be seen, and what is wrong with a choice: for a lab that has no player."""

import anywidget
import traitlets

from ..shared.source import css, esm


class StatusLine(anywidget.AnyWidget):
    """said : the sentence, told politely to a screen reader. status : why a choice was not taken, "" when all is well."""

    _esm = esm("player/status.js")
    _css = css("shared/lab.css", "player/player.css")
    said = traitlets.Unicode("").tag(sync=True)
    status = traitlets.Unicode("").tag(sync=True)

    def __repr__(self) -> str:
        return "StatusLine()"
