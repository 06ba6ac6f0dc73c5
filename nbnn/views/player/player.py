"""The player: where we are in a recording, the transport bar, and the sentence that says it.

The page moves, Python decides: stepping, scrubbing and playing change `index`, `line` and `unit` in the browser
and reach Python when the learner rests; only what must be computed anew is asked for.
"""

import uuid

import traitlets

from ...explain.recording.recording import Recording
from ..shared.requests import Requested

GRANULARITIES = ("update", "line", "unit")
SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 16.0, 60.0)

# The page moves on while Python hears of its last rest: an echo of that rest must not take the move back.
MOVED = {"sync": True, "echo_update": False}


class Player(Requested):
    """The only state that the views of a lab share.

    `index` is the update, `line` the line of the board within it, `unit` the entry of that line; all count from 0
    and can be read and set from Python. Asked by the page: `on_request(name, handler)` for "extend", "reset",
    "example", "exact"; `show(recording)` puts another recording under the views.
    """

    module = "player/player.js"

    key = traitlets.Unicode(read_only=True).tag(sync=True)
    index = traitlets.Int(0).tag(**MOVED)
    line = traitlets.Int(0).tag(**MOVED)
    unit = traitlets.Int(0).tag(**MOVED)
    granularity = traitlets.Enum(GRANULARITIES, "line").tag(**MOVED)
    speed = traitlets.Float(1.0).tag(**MOVED)
    stop = traitlets.Int(0).tag(sync=True)
    selected = traitlets.Dict().tag(**MOVED)
    #: "Ask me first": {} or {"update", "line", "ask", "level"}: from this line of this update on the learner is asked first. "sentence":
    #: what is said there, where a line has no symbol. "after": true where this update is seen, and only what follows waits.
    covered = traitlets.Dict().tag(sync=True)
    #: {} or {"weights": [[layer, row, column], …]}: the weights chosen on the diagram while they are asked for.
    marked = traitlets.Dict().tag(**MOVED)
    status = traitlets.Unicode("").tag(sync=True)
    can_extend = traitlets.Bool(True).tag(sync=True)
    schema = traitlets.Dict().tag(sync=True)
    tables = traitlets.Bytes(b"").tag(sync=True)
    head = traitlets.Bytes(b"").tag(sync=True)
    tail = traitlets.Bytes(b"").tag(sync=True)

    def __init__(self, **kwargs):
        self.set_trait("key", uuid.uuid4().hex)
        super().__init__(**kwargs)
        self.on_request("rest", lambda _message: self.send_state("tail"))

    @traitlets.validate("index")
    def _index_in_run(self, proposal):
        updates = self.schema.get("updates")
        if updates is None or 0 <= proposal["value"] < max(updates, 1):
            return proposal["value"]
        raise ValueError(f"index is {proposal['value']}: this recording has {updates} updates, 0 to {updates - 1}")

    @traitlets.validate("line")
    def _line_on_board(self, proposal):
        lines = self.schema.get("lines")
        if lines is None or 0 <= proposal["value"] < len(lines):
            return proposal["value"]
        raise ValueError(f"line is {proposal['value']}: this board has {len(lines)} lines, 0 to {len(lines) - 1}")

    @traitlets.observe("line")
    def _whole_line(self, change) -> None:
        """A line set from Python is computed to its last entry, unless one goes entry by entry."""
        lines = self.schema.get("lines", ())
        if self.granularity != "unit" and change["new"] < len(lines):
            self.unit = max(0, lines[change["new"]]["size"] - 1)

    def show(self, recording: Recording, index: int = 0, line: int = 0, stop: int | None = None) -> None:
        """Put `recording` under the views at update `index`: its first chunk at once, the rest in a message of its own."""
        lines = recording.schema["lines"]
        with self.hold_sync():
            self.schema = recording.schema
            self.tables, self.head, self.tail = recording.tables, recording.head, b""
            self.stop = len(lines) - 1 if stop is None else stop
            self.index, self.line = index, line
            self.unit = max(0, lines[line]["size"] - 1)
            self.can_extend = not recording.schema["stopped"]
            by = recording.schema.get("by", GRANULARITIES)
            if self.granularity not in by:
                self.granularity = by[0]
        self.send_tail(recording)

    def send_tail(self, recording: Recording) -> None:
        """The rest of the recording, when it has one."""
        if recording.tail:
            self.tail = recording.tail

    def exact(self, name: str, entry: int, update: int, text: str) -> None:
        """Answer the page's question for an exact number."""
        self.send({"exact": {"name": name, "entry": entry, "update": update, "text": text}})

    def __repr__(self) -> str:
        return f"Player({self.schema.get('updates', 0)} updates)"
