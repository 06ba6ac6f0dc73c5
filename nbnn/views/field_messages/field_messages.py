"""What is wrong with the fields of a row, each message under its field."""

import traitlets

from ..code.view import View


class FieldMessages(View):
    """The messages of the fields beside which it stands: what is wrong is marked, told to a screen reader, and stands below.

    wrong : a field's own class → why what stands in it was not taken; nothing for a field that is right.
    """

    module = "field_messages/field_messages.js"
    wrong = traitlets.Dict().tag(sync=True)

    def __repr__(self) -> str:
        return "FieldMessages()"
