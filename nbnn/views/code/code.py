"""What sends the code of all views to the page, once for a kernel."""

import anywidget
import traitlets

from .source import bundle, content_hash, loader, pack

BROWSER_CANNOT_UNPACK = {"do": "unpacked"}


class PageCode(anywidget.AnyWidget):
    """The JavaScript and CSS of all views, compressed. Views name it in their state, so that it goes wherever they are sent or stored.

    Its layout, which says nothing, is that of every view without one of its own: a kilobyte less for each.
    """

    _esm = traitlets.Unicode("").tag(sync=True)  # no default of its own: what stores widgets may leave defaults out
    hash = traitlets.Unicode("").tag(sync=True)
    packed = traitlets.Bytes(b"").tag(sync=True)

    def __init__(self):
        super().__init__(_esm=loader(), hash=content_hash(), packed=pack())
        self.on_msg(self._receive)

    def _receive(self, _widget, content, _buffers) -> None:
        """A browser without a way to unpack gets everything as it is."""
        if content == BROWSER_CANNOT_UNPACK:
            self.send({"unpacked": self.hash}, [bundle()])

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


_sent: list[PageCode] = []


def code() -> PageCode:
    """The one of this kernel; another one where it, or its layout, was closed."""
    if _sent and None in (_sent[0].comm, _sent[0].layout.comm):
        _sent.pop().close()
    if not _sent:
        _sent.append(PageCode())
    return _sent[0]
