"""bqplot, which draws the charts. It comes with the first chart: it brings pandas, and takes longer than all the rest together.

Where it is installed, it is imported then. In a browser's own Python it is not there at first: it is fetched while the lab is
already on the page, and until it has come this module hands out stand-ins, of which bqplot's own are made afterwards.
"""

import sys
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from importlib import import_module, invalidate_caches
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from asyncio import Task

    from bqplot import *  # noqa: F403

COMING = "The chart is coming …"
MISSING = "The chart could not be loaded ({}). Everything else here works. To try again, run this cell again."


class StandIn:
    """What a widget of bqplot is to be, until bqplot has come: it takes traits as the widget would."""

    def __init__(self, kind: str, **traits):
        self._kind, self._widget = kind, None
        vars(self).update(traits)

    def own(self) -> Any:
        """The widget, made with the traits as they are now: the same one each time."""
        if self._widget is None:
            traits = {name: own(value) for name, value in vars(self).items() if not name.startswith("_")}
            self._widget = getattr(import_module("bqplot"), self._kind)(**traits)
        return self._widget

    def hold_sync(self) -> AbstractContextManager:
        """As of a widget; there is nothing to hold back."""
        return nullcontext()

    def close(self) -> None:
        """As of a widget; there is nothing to close."""


def own(value: Any) -> Any:
    """What a stand-in stands for, also within lists and dicts; anything else is itself."""
    if isinstance(value, StandIn):
        return value.own()
    if isinstance(value, list | tuple):
        return type(value)(map(own, value))
    return {key: own(each) for key, each in value.items()} if isinstance(value, dict) else value


class Door:
    """Whether bqplot is here, and who waits for it.

    fetch : brings it where it is not installed; None where it must be. is_here : is it installed by now?
    """

    def __init__(self, fetch: Callable[[], Awaitable[object]] | None, is_here: Callable[[], bool]):
        self._fetch, self._is_here = fetch, is_here
        self._waiting: dict[object, tuple[Callable[[], None], Callable[[str], None]]] = {}
        self._task: Task | None = None

    @property
    def is_open(self) -> bool:
        """Whether charts are made of bqplot's own widgets now. While one waits they are not: all of them get theirs at once."""
        return not self._waiting and (self._fetch is None or self._is_here())

    def wait(self, who: object, act: Callable[[], None], say: Callable[[str], None]) -> None:
        """Call `act()` when bqplot has come; `say(words)` is called with what is to be read meanwhile, and where it does not come."""
        self._waiting[who] = (act, say)
        if self._task is None:
            import asyncio  # a fifth of a first lab's own time, where nothing else has brought it

            self._task = asyncio.get_running_loop().create_task(self._bring())
            self._tell(COMING)  # those whom an earlier try has failed wait again
        else:
            say(COMING)

    def leave(self, who: object) -> None:
        """Wait no longer."""
        self._waiting.pop(who, None)

    async def _bring(self) -> None:
        try:
            await self._fetch()  # type: ignore[misc]
            invalidate_caches()
            import_module("bqplot")
        except Exception as error:  # of the network, of the site, of the package: it is told where the chart would be
            self._tell(MISSING.format(_reason(error)))
        else:
            self._let_in()
        finally:
            self._task = None

    def _tell(self, words: str) -> None:
        for _act, say in list(self._waiting.values()):
            say(words)

    def _let_in(self) -> None:
        """Everybody, in the order in which they came, whatever becomes of the others."""
        waiting, self._waiting = self._waiting, {}
        with ExitStack() as each:
            for act, _say in reversed(waiting.values()):
                each.callback(act)


def _reason(error: Exception) -> str:
    """The first line of what an error says, without its full stop."""
    return next(iter(str(error).splitlines()), "").strip().rstrip(".") or type(error).__name__


async def fetch_with_pyodide() -> None:
    """Load bqplot, and what it needs, from where the browser's Python itself came from."""
    await import_module("pyodide_js").loadPackage("bqplot")


door = Door(fetch_with_pyodide if sys.platform == "emscripten" else None, lambda: find_spec("bqplot") is not None)


def __getattr__(name: str) -> Any:
    """A class of bqplot's, or what makes stand-ins of its widgets."""
    if name.startswith("_"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if door.is_open:
        return getattr(import_module("bqplot"), name)
    return lambda **traits: StandIn(name, **traits)
