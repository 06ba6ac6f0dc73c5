"""What was entered for one line or one value, entry by entry, and what is said of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from ...core.records.reasons import ZeroReason
from .diagnosis import describe_mistakes
from .exercise import FOLLOWS, is_empty
from .matching import close, reshape_as, shape_words
from .misconceptions import Misconception
from .reading import Unreadable, read

RIGHT, WRONG, MISSING, REFUSED, UNSAID = "right", "wrong", "missing", "refused", "unsaid"


FOLLOWED = "This follows correctly from what you entered above. The numbers on the board lead to what you see here."
# What helps where no mistake is recognized, from the second wrong answer on: never the same words again and again.
ADVICE = ("A hint may help.", "Write down the formula, put in the numbers of the board, and go entry by entry.",
          "Show uncovers the line, and you go on with the next one.")


@dataclass(frozen=True)
class Reason:
    """Why an entry is 0: what is chosen (`key`), in words, and the core's reason."""

    key: str
    words: str
    flag: ZeroReason


@dataclass(frozen=True, eq=False)
class Marked:
    """What an answer to one line came to.

    Attributes
    ----------
    verdict : "right", "wrong", "follows" (not right, but what follows from the learner's own lines above), "missing" (some entries
        are empty, the others right) or "refused" (it could not be read).
    entries : array of words, one for each entry: "right", "wrong", "missing", "refused", or "unsaid" (after the first wrong one).
    place : of the first entry that is wrong, missing or refused, counted from 0; () for a number, None when all are right.
    message : for the learner.
    found : the misconceptions that make this answer, from the second try on.
    """

    verdict: str
    entries: np.ndarray
    place: tuple[int, ...] | None
    message: str
    found: tuple[Misconception, ...] = ()

    def __repr__(self) -> str:
        return f"Marked({self.verdict})"


class Entries:
    """The numbers of an answer, and the reasons chosen for its zeros.

    Parameters
    ----------
    symbol : of what is asked for, as messages call it. shape : of it.
    given : one text for all of it, a (nested) list of entries, or a dict place → entry; an entry is a number (as text, if one
        likes), the key of a Reason, or empty.
    reasons : what may be chosen for an entry that is 0.

    `numbers` is nan where nothing was entered; `refused` says why the answer cannot be read, None when it can.
    """

    def __init__(self, symbol: str, shape: tuple[int, ...], given, reasons: tuple[Reason, ...] = ()):
        self.symbol, self.shape = symbol, shape
        self.reasons = {each.key: each for each in reasons}
        self.refused: Marked | None = None
        self.numbers = np.full(shape, np.nan)
        self.chosen: dict[tuple[int, ...], Reason] = {}
        try:
            for place, entry in self._by_place(given):
                self._take(place, entry)
        except Unreadable as error:
            place = getattr(error, "place", ())
            entries = np.full(shape, UNSAID, dtype=object)
            entries[place] = REFUSED
            self.refused = Marked(REFUSED, entries, place, f"{symbol}{where(place)}: {error}.")

    def mark(self, right: np.ndarray, tries: int, found: Callable[[np.ndarray], tuple[Misconception, ...]],
             flags: np.ndarray | None = None, scale=None, slip: Callable[[np.ndarray, np.ndarray], str] = lambda *_: "") -> Marked:
        """The verdict.

        right : what should have been entered. tries : how many wrong answers there were before; the first time only the place is said.
        found : numbers entered → the misconceptions that make them. flags : why entries are 0; None where no reasons are given.
        scale : what they may be off by 1 % of, where that is not the number itself. slip : (numbers, which are wrong) → what is said
        of a slip of arithmetic, "" where it is none.
        """
        fine = close(np.nan_to_num(self.numbers), right, scale)
        entries = np.where(np.isnan(self.numbers), MISSING, np.where(fine, RIGHT, WRONG)).astype(object)
        not_so = [place for place, reason in self.chosen.items()
                  if right[place] == 0 and (flags is None or not flags[place] & reason.flag)]
        for place in not_so:
            entries[place] = WRONG
        places = [place for place in np.ndindex(self.shape) if entries[place] != RIGHT]
        wrong = [place for place in places if entries[place] == WRONG]
        if not places:
            return Marked(RIGHT, entries, None, "Right.")
        if not wrong:
            return Marked(MISSING, entries, places[0], f"So far it is right. {self.symbol}{where(places[0])} is still empty.")
        return self._wrong(entries, wrong[0], wrong[0] in not_so, tries, found, slip)

    def follows(self, came: np.ndarray, right: np.ndarray, scale, message: str) -> Marked | None:
        """The verdict where every entry is right, or what came of the learner's own lines above; None where it is neither."""
        fine, follows = close(self.numbers, right, scale), close(self.numbers, came, scale)
        if not (fine | follows).all() or self.chosen:
            return None
        return Marked(FOLLOWS, np.where(fine, RIGHT, FOLLOWS).astype(object), None, message)

    def _wrong(self, entries: np.ndarray, place: tuple[int, ...], reason_only: bool, tries: int, found, slip) -> Marked:
        at = f"{self.symbol}{where(place)}"
        if not tries:
            for later in np.ndindex(self.shape):
                if later > place:
                    entries[later] = UNSAID
            first = f"The first wrong entry is {at}" if self.shape else f"{at} is not right yet"
            return Marked(WRONG, entries, place, f"{first}: try again.")
        if reason_only:
            return Marked(WRONG, entries, place, f"{at} is 0, but not because {self.chosen[place].words}.")
        mistakes = found(self.numbers)
        said = describe_mistakes(mistakes) or slip(self.numbers, entries == WRONG)
        plain = f"{at} is {'the first that is ' if self.shape else ''}not right. {ADVICE[min(tries, len(ADVICE)) - 1]}"
        return Marked(WRONG, entries, place, said or plain, mistakes)

    def _by_place(self, given):
        """(place, entry) for all that was given."""
        if isinstance(given, Mapping):
            return [(_checked_place(place, self.shape), entry) for place, entry in given.items()]
        if isinstance(given, str) and (given in self.reasons or is_empty(given)):
            return [(place, given) for place in np.ndindex(self.shape)]
        if isinstance(given, (list, tuple)):
            found = list(_walk(given, ()))
            if any(isinstance(entry, str) for _, entry in found) or any(is_empty(entry) for _, entry in found):
                return [(_checked_place(place, self.shape), entry) for place, entry in found]
        array = reshape_as(read(given), np.empty(self.shape))
        if array is None:
            raise Unreadable(f"that is {shape_words(read(given).shape)}, but it takes {shape_words(self.shape)}")
        return [(place, float(array[place])) for place in np.ndindex(self.shape)]

    def _take(self, place: tuple[int, ...], entry) -> None:
        if is_empty(entry):
            return
        if isinstance(entry, str) and entry.strip() in self.reasons:
            self.chosen[place], self.numbers[place] = self.reasons[entry.strip()], 0.0
            return
        try:
            number = read(entry)
            if number.size != 1:
                raise Unreadable("one entry takes one number")
        except Unreadable as error:
            error.place = place  # type: ignore[attr-defined]
            raise
        self.numbers[place] = number.item()


def where(place: tuple[int, ...]) -> str:
    """Which entry, as people count."""
    if not place:
        return ""
    return f" (entry {place[0] + 1})" if len(place) == 1 else f" (row {place[0] + 1}, column {place[1] + 1})"


def _walk(given, place: tuple[int, ...]):
    for index, each in enumerate(given):
        if isinstance(each, (list, tuple)):
            yield from _walk(each, (*place, index))
        else:
            yield (*place, index), each


def _checked_place(place, shape: tuple[int, ...]) -> tuple[int, ...]:
    place = place if isinstance(place, tuple) else (place,)
    if len(place) != len(shape) or not all(at in range(n) for at, n in zip(place, shape)):
        raise Unreadable(f"there is no entry {place}: it takes {shape_words(shape)}, counted from 0")
    return place
