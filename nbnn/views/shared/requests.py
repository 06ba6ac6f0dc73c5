"""What a page asks Python for: a message {"do": name, …}, handed to whoever waits for that name."""

from collections.abc import Callable

from ..code.view import View

Handler = Callable[[dict], object]


class Requested(View):
    """A view whose page asks for things. A message that is no such request is not answered: a page is not to be trusted."""

    def __init__(self, **traits):
        super().__init__(**traits)
        self._handlers: dict[str, list[Handler]] = {}
        self.on_msg(self._receive)

    def on_request(self, name: str, handler: Handler) -> None:
        """Call `handler(message)` when the page asks for `name`, after those that were named before."""
        self._handlers.setdefault(name, []).append(handler)

    def _receive(self, _widget, content, _buffers) -> None:
        name = content.get("do") if isinstance(content, dict) else None
        if isinstance(name, str):
            for handler in self._handlers.get(name, ()):
                handler(content)
