"""What every view of our own is: a stub that waits for the code of all views."""

from typing import ClassVar
from uuid import uuid4

import traitlets
from ipywidgets import Widget, widget_serialization

from .code import OwnWidget, code
from .source import stub


class View(OwnWidget):
    """A widget drawn by the module that its class names.

    module : its path within views/, such as "board/board.js"; a class for others to build on has none.
    """

    module: ClassVar[str]

    _code = traitlets.Instance(Widget).tag(sync=True, **widget_serialization)
    _own = traitlets.Unicode("").tag(sync=True)  # its model's id: with it the page finds the model itself

    def __init__(self, **traits):
        own, sent = uuid4().hex, code()
        super().__init__(model_id=own, _own=own, _esm=stub(self.module), _code=sent, **{"layout": sent.layout, **traits})


def close_all(*made) -> None:
    """Close widgets, and the layouts and styles that were made for them."""
    shared = code().layout
    for widget in made:
        for part in (getattr(widget, "layout", None), getattr(widget, "style", None)):
            if isinstance(part, Widget) and part is not shared:
                part.close()
        widget.close()
