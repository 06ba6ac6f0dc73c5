"""A button that opens the browser's file dialogue and hands over the file that was chosen.

(The one of ipywidgets has a counter of files in its name, "Open (0)", that says nothing where a file is read and let go.)
"""

from collections.abc import Callable

import traitlets

from ..code.view import View


class OpenFile(View):
    """A button for one file.

    words : what it says. accept : the kinds of files that the dialogue offers, ".csv,.txt". most : bytes; a larger file is not sent.
    taken(name, content) : called with what was chosen. refused(words) : called with why a file was not.
    """

    module = "open_file/open_file.js"

    words = traitlets.Unicode("").tag(sync=True)
    accept = traitlets.Unicode("").tag(sync=True)
    most = traitlets.Int(0, min=0).tag(sync=True)

    def __init__(self, words: str, accept: str, most: int, taken: Callable[[str, bytes], object], refused: Callable[[str], object]):
        super().__init__(words=words, accept=accept, most=most)
        self._taken, self._refused = taken, refused
        self.on_msg(self._receive)

    def _receive(self, _widget, content, buffers) -> None:
        """A file from the page, which may send anything: a name, and either its bytes or only how many there are."""
        name = content.get("file") if isinstance(content, dict) else None
        if not isinstance(name, str):
            return
        given = bytes(buffers[0]) if buffers and len(buffers) == 1 else None
        if given is None or len(given) > self.most:
            self._refused(f"{name[:80]!r} has more than {self.most} bytes: choose a smaller file")
        else:
            self._taken(name, given)

    def __repr__(self) -> str:
        return f"OpenFile({self.words!r})"
