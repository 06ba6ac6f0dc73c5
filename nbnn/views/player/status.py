"""A line that says what is to be seen, and what is wrong with a choice: for a lab that has no player."""

import traitlets

from ..code.view import View


class StatusLine(View):
    """said : the sentence, told politely to a screen reader. status : why a choice was not taken, "" when all is well."""

    module = "player/status.js"
    said = traitlets.Unicode("").tag(sync=True)
    status = traitlets.Unicode("").tag(sync=True)

    def __repr__(self) -> str:
        return "StatusLine()"
