"""What can be written as text and read again: a run and a history."""

from collections.abc import Callable
from typing import Any, ClassVar


class Saved:
    """How it is written and read stands in saving.py, which knows both; the package's __init__ joins the two."""

    _to_text: ClassVar[Callable[[Any], str]]
    _from_text: ClassVar[Callable[[str], object]]
