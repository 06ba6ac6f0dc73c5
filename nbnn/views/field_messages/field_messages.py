"""What is wrong with the fields of a row, each message under its field."""

import anywidget
import traitlets

from ..shared.source import css, esm


class FieldMessages(anywidget.AnyWidget):
    """The messages of the fields beside which it stands: what is wrong is marked, told to a screen reader, and stands below.

    wrong : a field's own class → why what stands in it was not taken; nothing for a field that is right.
    """

    _esm = esm("field_messages/field_messages.js")
    _css = css("field_messages/field_messages.css")
    wrong = traitlets.Dict().tag(sync=True)

    def __repr__(self) -> str:
        return "FieldMessages()"
