"""What sends the code of all views to the page, once for a kernel, and what it and every view are made of."""

import anywidget
import traitlets

from .source import bundle, content_hash, loader, pack

BROWSER_CANNOT_UNPACK = {"do": "unpacked"}


class OwnWidget(anywidget.AnyWidget):
    """An anywidget whose traits are all in its class.

    anywidget adds some to each widget, and for that traitlets makes a class for each: it takes longer than all the rest of a small view.
    """

    _esm = traitlets.Unicode("").tag(sync=True)  # no default of its own: what stores widgets may leave defaults out
    _anywidget_id = traitlets.Unicode("").tag(sync=True)

    @traitlets.default("_anywidget_id")
    def _name_of_the_class(self) -> str:
        return f"{type(self).__module__}.{type(self).__name__}"

    def add_traits(self, **traits: traitlets.TraitType) -> None:
        """Add those that the class does not have."""
        more = {name: trait for name, trait in traits.items() if not self.has_trait(name)}
        if more:
            super().add_traits(**more)


class PageCode(OwnWidget):
    """The JavaScript and CSS of all views, compressed. Views name it in their state, so that it goes wherever they are sent or stored.

    Its layout, which says nothing, is that of every view without one of its own: a kilobyte less for each.
    """

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
