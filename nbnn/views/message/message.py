"""A line beside the button or the field that it is about: why something could not be done."""

import anywidget
import traitlets

from ..shared.source import css, esm


class Message(anywidget.AnyWidget):
    """words : why not, "" when all is well; a screen reader hears them at once."""

    _esm = esm("message/message.js")
    _css = css("message/message.css")

    words = traitlets.Unicode("").tag(sync=True)

    def __repr__(self) -> str:
        return f"Message({self.words!r})"
