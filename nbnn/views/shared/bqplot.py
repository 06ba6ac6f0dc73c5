"""bqplot, imported when the first chart is made: it brings pandas, and takes longer than all the rest."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bqplot import *  # noqa: F403


def __getattr__(name: str) -> Any:
    return getattr(import_module("bqplot"), name)
