"""What records have in common: at the end of a cell they show themselves, with a picture that is made one floor up."""

from collections.abc import Callable
from typing import Any, ClassVar


class Shown:
    """A record that Jupyter shows as text, as a table, and as a picture."""

    __slots__ = ()

    # How it is drawn stands in explain/pictures/; the package's __init__ joins the two.
    _as_kinds: ClassVar[Callable[[Any], dict[str, str]]]

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        """The record by kinds of text: text/plain, text/html, image/svg+xml. Jupyter chooses of them, whatever it asks for."""
        return type(self)._as_kinds(self)
