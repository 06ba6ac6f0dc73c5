"""The player: where we are in a recording, the transport bar, and the sentence that says it.

The page moves, Python decides: stepping, scrubbing and playing change `index`, `line` and `unit` in the browser
and reach Python when the learner rests; only what must be computed anew is asked for.
"""

import uuid
from typing import TYPE_CHECKING

import traitlets

from ...explain.recording.recording import Recording
from ...explain.recording.story import BY, TERM
from ..shared.requests import Requested

if TYPE_CHECKING:
    from ...explain.recording.growing import Inside, Piece

GRANULARITIES = ("epoch", *BY, TERM)
FASTEST = 1000  # moments a second
RESET = {"do": "reset", "words": "Reset", "title": "Back to the beginning: as this lab was made, forks dropped", "pauses": True}

# The page moves on while Python hears of its last rest: an echo of that rest must not take the move back. What follows from it the page
# does itself, or says at its place that it cannot.
MOVED = {"sync": True, "echo_update": False, "asks_python": False}
PLACE = ("index", "line", "unit", "term")


class NoSuchMoment(traitlets.TraitError, ValueError):
    """A place that the recording does not have. (Only for a TraitError does traitlets keep what was there before.)"""


class Player(Requested):
    """The only state that the views of a lab share.

    `index` is the update, `line` the line of the board within it, `unit` the entry of that line, and `term`, where one goes term by
    term, the product of that entry's sum; all count from 0 and can be read and set from Python. Asked by the page:
    `on_request(name, handler)` for "extend", "reset", "example", "exact", "terms"; `show(recording)` puts another recording under the
    views.

    A recording that grows is shown with what there is of it, and `grow` adds to it. Its index is the epoch, and `line` counts the
    updates since that epoch began. The page asks besides for "grow" (play has been pressed), "inside" of a moment, and "rest" from a
    moment on.
    """

    module = "player/player.js"

    key = traitlets.Unicode(read_only=True).tag(sync=True)
    index = traitlets.Int(0).tag(**MOVED)
    line = traitlets.Int(0).tag(**MOVED)
    unit = traitlets.Int(0).tag(**MOVED)
    term = traitlets.Int(0).tag(**MOVED)
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
    #: More moments of a recording that grows are being computed: who plays waits for them at its end.
    growing = traitlets.Bool(False).tag(sync=True)
    #: What is said besides at the last moment of a recording that grows.
    ended = traitlets.Unicode("").tag(sync=True)
    #: How much of a recording that grows has arrived; the page counts, and its views follow.
    arrived = traitlets.Int(0).tag(**MOVED)
    #: What else the bar offers to ask for: {"do", "words", "title"}, "off" where it cannot be now, "pauses" where it ends the playing.
    actions = traitlets.List([RESET]).tag(sync=True)
    schema = traitlets.Dict().tag(sync=True)
    tables = traitlets.Bytes(b"").tag(sync=True)
    head = traitlets.Bytes(b"").tag(sync=True)
    tail = traitlets.Bytes(b"").tag(sync=True)
    #: {} or {"key", "bytes"}: the products and running sums of a recording, once somebody goes term by term; see recording/terms.py.
    terms = traitlets.Dict().tag(sync=True)

    def __init__(self, **kwargs):
        self.set_trait("key", uuid.uuid4().hex)
        self._grown = 0  # moments of a recording that has grown
        super().__init__(**kwargs)
        self.on_request("rest", lambda _message: self.send_state("tail"))

    @traitlets.validate("index")
    def _index_in_run(self, proposal):
        moments = self.moments
        if moments is None or 0 <= proposal["value"] < max(moments, 1):
            return proposal["value"]
        raise NoSuchMoment(f"index is {proposal['value']}: this recording has {moments} {self._word}s, 0 to {moments - 1}")

    @traitlets.validate("line")
    def _line_on_board(self, proposal):
        lines, inner = len(self.schema.get("lines", ())), self.schema.get("inner")
        if not self.schema or 0 <= proposal["value"] < (inner or lines):
            return proposal["value"]
        within = f"this epoch has {inner} updates, 0 to {inner - 1}" if inner else f"this board has {lines} lines, 0 to {lines - 1}"
        raise NoSuchMoment(f"line is {proposal['value']}: {within}")

    @traitlets.validate("unit")
    def _unit_of_a_line(self, proposal):
        """Of any line, because where a page goes is one message: which line it will be is not known yet."""
        most = max((line["size"] for line in self.schema.get("lines", ())), default=None)
        if proposal["value"] >= 0 and (most is None or proposal["value"] < max(most, 1)):
            return proposal["value"]
        raise NoSuchMoment(f"unit is {proposal['value']}: this board's lines have at most {most} units, counted from 0")

    @traitlets.validate("speed")
    def _speed_of_playing(self, proposal):
        if 0 < proposal["value"] <= FASTEST:
            return proposal["value"]
        raise NoSuchMoment(f"speed is {proposal['value']}: it is at most {FASTEST} and above 0")

    @property
    def moments(self) -> int | None:
        """How many there are to move in; None before there is a recording."""
        return max(self.schema["updates"], self._grown) if self.schema else None

    @property
    def _word(self) -> str:
        return "epoch" if self.schema.get("inner") else "update"

    @traitlets.validate("granularity")
    def _granularity_of_the_recording(self, proposal):
        by = self.schema.get("by", BY) if self.schema else GRANULARITIES
        if proposal["value"] in by:
            return proposal["value"]
        raise NoSuchMoment(f"granularity is {proposal['value']!r}: this recording is stepped by {', '.join(by)}")

    @traitlets.validate("term")
    def _term_of_a_sum(self, proposal):
        """Of any line, as for a unit."""
        most = max((line.get("sums", {"count": 1})["count"] for line in self.schema.get("lines", ())), default=None)
        if proposal["value"] >= 0 and (most is None or proposal["value"] < most):
            return proposal["value"]
        raise NoSuchMoment(f"term is {proposal['value']}: this board's sums have at most {most} terms, counted from 0")

    def _last_term(self, line: int) -> int:
        lines = self.schema.get("lines", ())
        return lines[line].get("sums", {"count": 1})["count"] - 1 if line < len(lines) else 0

    @traitlets.observe("line")
    def _whole_line(self, change) -> None:
        """A line set from Python is computed to its last entry, unless one goes entry by entry."""
        lines, last = self.schema.get("lines", ()), self._last_term(change["new"])
        if self.granularity not in ("unit", TERM) and change["new"] < len(lines):
            self.unit, self.term = max(0, lines[change["new"]]["size"] - 1), last
        self.term = min(self.term, last)

    def show(self, recording: Recording, index: int = 0, line: int = 0, stop: int | None = None, terms: dict | None = None) -> None:
        """Put `recording` under the views at update `index`: its first chunk at once, the rest in a message of its own.

        terms : the products and running sums of it, for who goes term by term.
        """
        lines = recording.schema["lines"]
        with self.hold_sync():
            self._grown = 0
            self.schema = recording.schema
            self.tables, self.head, self.tail = recording.tables, recording.head, b""
            self.terms = terms or {}
            self.stop = len(lines) - 1 if stop is None else stop
            self.index, self.line = index, line
            self.unit = max(0, lines[line]["size"] - 1)
            self.term = self._last_term(line)
            self.can_extend = not recording.schema["stopped"]
            by = recording.schema.get("by", BY)
            if self.granularity not in by:
                self.granularity = by[-1] if self.granularity == TERM else by[0]
        self.send_tail(recording)

    def go(self, index: int, line: int, unit: int, granularity: str, term: int = 0) -> None:
        """Show this place, stepped by `granularity`; each of them as the traits take it."""
        with self.hold_sync():
            self.granularity = granularity
            self.index, self.line = index, line
            self.unit, self.term = unit, term  # after the line, which is shown whole at first

    def go_to(self, index: int, line: int = 0) -> None:
        """Show this update at this line, in one message: with two, a learner's move between them would be half undone."""
        with self.hold_sync():
            self.index, self.line = index, line

    def send_state(self, key=None) -> None:
        """Send what is named, and a place always whole: the page may have moved on from what Python knows of its other parts."""
        names = {key} if isinstance(key, str) else set(self.keys if key is None else key)
        super().send_state(names if names.isdisjoint(PLACE) else {*names, *PLACE})

    def send_tail(self, recording: Recording) -> None:
        """The rest of the recording, when it has one."""
        if recording.tail:
            self.tail = recording.tail

    def grow(self, piece: "Piece") -> None:
        """Add moments to the recording that is shown."""
        self._grown = max(self._grown, piece.start + len(piece.sentences))
        self.send({"more": {"version": self.schema["version"], "start": piece.start, "sentences": piece.sentences}}, [piece.columns])

    def shrink(self, moments: int) -> None:
        """Take back what was added after so many moments: no page has heard of it."""
        self._grown = min(self._grown, moments)

    def show_inside(self, inside: "Inside") -> None:
        """Send the updates within a moment of the recording that is shown."""
        self.send({"inside": {"version": self.schema["version"], "moment": inside.moment, "columns": inside.schema,
                              "sentences": inside.sentences, "examples": inside.examples}}, [inside.columns])

    def exact(self, name: str, entry: int, update: int, text: str) -> None:
        """Answer the page's question for an exact number."""
        self.send({"exact": {"name": name, "entry": entry, "update": update, "text": text}})

    def __repr__(self) -> str:
        return f"Player({self.moments or 0} {self._word}s)"
