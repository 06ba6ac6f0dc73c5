"""A moment of a lab as one line of text: what a link to it says after #, and `lab.token()` in Python.

    1:Stepper:view=diagram,board:update=12:line=5:unit=1:by=line
    1:Stepper:view=diagram,board:update=12:line=1:unit=2:term=0:by=term
    1:Playground.2:epoch=3:update=0:by=epoch

The version, the lab's name (and which of a page's labs of this name it is, the first left out), the views that are shown, and the
player's place with what it steps by, for a lab that has one. update, line, unit, term and epoch count from 0. nbnn/page/moment.js reads
and writes the same text with the same words for what is wrong with one; tests/golden/moments.json holds both.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .story import TERM

VERSION = 1
LONGEST = 400  # letters; a longer text is none of ours
NUMBER = r"(0|[1-9]\d{0,8})"
FORM = re.compile(
    r"(?P<version>[1-9]\d{0,3}):(?P<lab>[A-Za-z]\w{0,39})(?:\.(?P<number>[1-9]\d{0,3}))?(?::view=(?P<views>[\w.-]+(?:,[\w.-]+)*))?"
    rf"(?P<place>:update={NUMBER}:line={NUMBER}:unit={NUMBER}(?::term={NUMBER})?:by=[a-z]+"
    rf"|:epoch={NUMBER}:update={NUMBER}:by=[a-z]+)?", re.ASCII)
EXAMPLE = f"{VERSION}:Stepper:view=diagram,board:update=12:line=5:unit=1:by=line"


@dataclass(frozen=True)
class Place:
    """Where a player is: its index, line and unit, and what it steps by. inner : the index counts epochs, the line updates in one.
    term : the term of the unit, for one that steps by terms."""

    index: int
    line: int
    unit: int
    by: str
    inner: bool = False
    term: int = 0

    def text(self) -> str:
        """The place as a token has it."""
        if self.inner:
            return f"epoch={self.index}:update={self.line}:by={self.by}"
        term = f":term={self.term}" if self.by == TERM else ""
        return f"update={self.index}:line={self.line}:unit={self.unit}{term}:by={self.by}"


@dataclass(frozen=True)
class Moment:
    """What a token says. number : which of a page's labs of this name, from 1; Python has one lab, and passes over it."""

    lab: str
    views: tuple[str, ...] = ()
    place: Place | None = None
    number: int = 1

    def text(self) -> str:
        """The token."""
        which = f".{self.number}" if self.number > 1 else ""
        views = [f"view={','.join(self.views)}"] if self.views else []
        place = [self.place.text()] if self.place else []
        return ":".join([str(VERSION), self.lab + which, *views, *place])


def read_moment(text: str) -> Moment:
    """Read a token. Raises TypeError for what is no text, ValueError for a text that is no token or one of another version."""
    if not isinstance(text, str):
        raise TypeError(f"the link is a {type(text).__name__}: give its text, such as {EXAMPLE!r}")
    text = text.strip().removeprefix("#")
    version = re.match(r"(\d{1,9}):", text, re.ASCII)
    if version and int(version[1]) != VERSION:
        raise ValueError(f"the link is of version {int(version[1])}, but version {VERSION} is known here: get the newest nbnn")
    found = FORM.fullmatch(text) if len(text) <= LONGEST else None
    if not found:
        raise ValueError(f"{excerpt(text)} is not a link to a moment. One looks like {EXAMPLE}")
    return Moment(found["lab"], tuple((found["views"] or "").split(",")) if found["views"] else (),
                  _place(found["place"]), int(found["number"] or 1))


def _place(text: str | None) -> Place | None:
    if text is None:
        return None
    said = dict(part.split("=") for part in text[1:].split(":"))
    if "epoch" in said:
        return Place(int(said["epoch"]), int(said["update"]), 0, said["by"], inner=True)
    return Place(int(said["update"]), int(said["line"]), int(said["unit"]), said["by"], term=int(said.get("term", 0)))


def check_lab(moment: Moment, lab: str) -> None:
    """ValueError for a token of another kind of lab."""
    if moment.lab != lab:
        raise ValueError(f"the link is to a moment of {moment.lab}, but this lab is {lab}")


def check_views(moment: Moment, fixed: Sequence[str], unfolds: Iterable[str]) -> None:
    """ValueError for views that the lab does not show and cannot unfold. fixed : what it always shows."""
    unfolds = tuple(unfolds)
    known = (*fixed, *unfolds)
    for view in moment.views:
        if view not in known:
            raise ValueError(f"view is {excerpt(view)}: this {moment.lab} has {', '.join(known) or 'no views to choose'}")
    missing = [view for view in fixed if view not in moment.views]
    if missing or len(set(moment.views)) < len(moment.views):
        needed = f"view={','.join((*fixed, *(each for each in unfolds if each in moment.views)))}"
        raise ValueError(f"view is {excerpt(','.join(moment.views))}: for this {moment.lab} the link says {needed}")


def check_place(moment: Moment, schema: dict, count: int, stop: int) -> None:
    """ValueError for a place that the player's recording does not have.

    schema : of the recording, {} where there is none. count : how many moments there are. stop : the last line that is shown.
    """
    place, lab = moment.place, moment.lab
    if not schema:
        if place is not None:
            raise ValueError(f"the link says {place.text()}, but this {lab} has no updates to go to")
        return
    words = "epoch=3:update=0:by=epoch" if schema.get("inner") else "update=12:line=0:unit=0:by=update"
    if place is None or place.inner != bool(schema.get("inner")):
        raise ValueError(f"the link does not say where in this {lab}: it needs its place, such as {words}")
    lines, by = schema.get("lines", ()), schema.get("by", ("update", "line", "unit"))
    if place.by not in by:
        raise ValueError(f"by is {excerpt(place.by)}: this {lab} is stepped by {', '.join(by)}")
    _check_within("epoch" if place.inner else "update", place.index, count, f"this {lab} has {'epochs' if place.inner else 'updates'}")
    if place.inner:
        _check_within("update", place.line, schema["inner"] if place.index + 1 < count else 1, f"epoch {place.index} has updates")
        return
    _check_within("line", place.line, stop + 1, "an update has lines")
    _check_within("unit", place.unit, max(1, lines[place.line]["size"]), f"line {place.line} has units")
    terms = lines[place.line].get("sums", {}).get("count", 1) if place.by == TERM else 1
    _check_within("term", place.term, terms, f"unit {place.unit} has terms" if place.by == TERM else f"going by {place.by} has terms")


def _check_within(name: str, value: int, count: int, has: str) -> None:
    if value >= count:
        raise ValueError(f"{name} is {value}, but {has} 0 to {count - 1}")


def excerpt(text: str) -> str:
    """What was given, cut short."""
    return f"“{text if len(text) <= 40 else text[:40] + '…'}”"
