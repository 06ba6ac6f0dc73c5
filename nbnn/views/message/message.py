"""A line beside the button or the field that it is about: why something could not be done."""

import traitlets

from ..code.view import View


class Message(View):
    """words : why not, "" when all is well; a screen reader hears them at once."""

    module = "message/message.js"

    words = traitlets.Unicode("").tag(sync=True)

    def __repr__(self) -> str:
        return f"Message({self.words!r})"
