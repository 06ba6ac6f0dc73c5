"""A line where something is still to come, such as a chart while what draws it is being loaded."""

import traitlets

from ..code.view import View


class Coming(View):
    """words : what is coming, or why it has not come; a screen reader hears them."""

    module = "coming/coming.js"

    words = traitlets.Unicode("").tag(sync=True)

    def __repr__(self) -> str:
        return f"Coming({self.words!r})"
