"""“Ask me first” for a lab whose player goes through moments: a question at some of them, and nothing later before its answer.

Two kinds of question: a number to find (`Wanted`), which hides its own moment, and a vote (`Vote`): the moment is seen, what
comes after it waits.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

import numpy as np
from ipywidgets import Widget

from ...exercises.asking.graph import Wanted
from ...exercises.asking.stepper import LEVELS
from ...exercises.judging.entries import MISSING, REFUSED, RIGHT, WRONG, Entries
from ...exercises.judging.exercise import FOLLOWS
from ...exercises.judging.matching import shape_words
from ...views.player.player import Player
from .asker import (
    BLANK,
    CHOICE,
    ENTRIES,
    UNREAD,
    Asker,
    Vote,
    beside,
    checked_vote,
    foreseen_entries,
    marks_of,
    read_given,
)
from .hands import hands_words

NO_NUMBERS, NO_SYMBOLS = 1, 2  # levels of help

Question = Wanted | Vote


class AskMoments(Asker):
    """The questions of a lab, each at a moment; everything before the first unanswered one is free.

    questions : moment, from 0 → question; one that the recording does not reach is not asked.
    where : how a moment is called, "after update {}". changed : called after an answer, and when everything is asked again.
    """

    def __init__(self, player: Player, questions: Mapping[int, Question], level: int = 0, locked: bool = False, *,
                 where: str = "after update {}", changed: Callable[[], None] = lambda: None):
        super().__init__(player, level, locked)
        self._where, self._changed = where, changed
        self._questions: Mapping[int, Question] = MappingProxyType(dict(questions))
        self._answered: dict[int, str] = {}  # moment → "entered" or "shown"
        self._tries: dict[int, int] = {}
        self._hints: dict[int, int] = {}
        self._given: dict[int, object] = {}  # moment → what was entered last
        if player.schema:
            self.tell()
        player.observe(lambda _change: self.tell(), "schema")
        player.observe(lambda _change: self._no_further(), ["index", "line"])
        player.on_request("reset", lambda _message: self.reset())

    @property
    def at(self) -> int | None:
        """The moment of the first unanswered question; None when nothing is asked any more."""
        if self.paused:
            return None
        length = self.player.schema.get("updates", 0)
        return min((at for at in self._questions if at < length and at not in self._answered), default=None)

    def hides(self, moment: int) -> bool:
        """Is what this moment says still to be found? A vote's own moment is seen."""
        at = self.at
        return at is not None and (moment > at or (moment == at and isinstance(self._questions[at], Wanted)))

    def sentence(self, moment: int) -> str:
        """What is said of a moment that hides a number: the page's own words (views/player/player.js)."""
        at = self.at
        question = None if at is None else self._questions[at]
        if moment != at or not isinstance(question, Wanted):
            return ""
        where = self.player.schema["sentences"][moment].partition(":")[0]
        return f"{where}: {question.symbol} is yours to fill in."

    def ask(self, questions: Mapping[int, Question]) -> None:
        """Other questions, none of them answered; the recording that they are about is shown next."""
        self._questions = MappingProxyType(dict(questions))
        self._forget()

    def reset(self) -> None:
        """Everything is asked again."""
        self._forget()
        self.tell()
        self._changed()

    def tell(self) -> None:
        at = self.at
        with self.view.hold_sync(), self.player.hold_sync():
            counts = [each for each in self._questions.values() if isinstance(each, Wanted)]
            rows = max((each.right.shape[0] for each in counts if each.right.shape), default=1)
            self._tell_help(rows, LEVELS if counts else ())
            self._tell_question({} if at is None else self._question(at))
            self.player.covered = {} if at is None else self._cover(at)
            self._no_further()

    # ---- what the page asks for; a page's message is not to be trusted ----

    def _check(self, message: dict) -> None:
        at = self._present(message)
        if at is None:
            return
        question = self._questions[at]
        if isinstance(question, Vote):
            self._vote(at, question, message)
            return
        given = read_given(message, question.right.shape, self.level)
        if given is None:
            self._say(REFUSED, UNREAD)
            return
        marked = question.check(given, self._tries.get(at, 0), self._own_numbers)
        if marked.verdict in (RIGHT, FOLLOWS):
            self._given[at] = given
            self._finish(at, marked.message, "entered" if marked.verdict == RIGHT else "shown", beside(question.right, given))
            return
        if marked.verdict == WRONG:
            self._tries[at] = self._tries.get(at, 0) + 1
            self._given[at] = given
        self._say(marked.verdict, marked.message, marks_of(marked, self.level))

    def _vote(self, at: int, question: Vote, message: dict) -> None:
        choice, count = message.get("choice"), self._count(message)
        if choice in question.options or count:
            said = f"You said: {choice}." if choice in question.options else hands_words(count["hands"])
            self._finish(at, f"{said} Now see what happens.", "entered", count)
        else:
            self._say(MISSING, "Choose one of them first.")

    def _hint(self, message: dict) -> None:
        at = self._present(message)
        question = None if at is None else self._questions[at]
        if at is None or not isinstance(question, Wanted):
            return
        seen, hints = self._hints.get(at, 0), question.hints_at(self.level)
        if seen < len(hints):
            self._hints[at] = seen + 1
            self._say_hint(hints[seen], another=seen + 1 < len(hints))

    def _show(self, message: dict) -> None:
        at = self._present(message)
        if at is None:
            return
        question = self._questions[at]
        if isinstance(question, Wanted):
            self._finish(at, "Shown.", "shown", beside(question.right, self._given.get(at)))
        else:
            self._finish(at, "Now see what happens.", "shown", self._count(message))

    def _present(self, message: dict) -> int | None:
        """The moment of the present question, when the message is about it; else the page is told again what is asked."""
        at = self.at
        if at is not None and message.get("update") == at and not isinstance(message.get("update"), bool):
            return at
        self.tell()
        return None

    def _foreseen(self) -> Iterable[tuple[dict, dict]]:
        question = self._questions[self.at]  # type: ignore[index]
        if isinstance(question, Vote):
            return [({"choice": option}, {"choice": option}) for option in ("", *question.options)]
        return foreseen_entries(((values, None) for values in question.foreseen()), self.level)

    def _go_back(self, here: dict) -> None:
        super()._go_back(here)
        self._changed()

    # ---- inside ----

    def _on_pause(self) -> None:
        self._changed()

    def _forget(self) -> None:
        self.paused = False
        self._answered, self._tries, self._hints, self._last, self._told, self._given = {}, {}, {}, {}, {}, {}

    @property
    def _own_numbers(self) -> dict[int, float]:
        """Moment → what the learner entered there, where that was not right and the right number was shown."""
        read = {at: Entries("", (), given) for at, given in self._given.items() if self._answered.get(at) == "shown"}
        return {at: float(each.numbers) for at, each in read.items() if each.refused is None and not np.isnan(each.numbers).any()}

    def _finish(self, at: int, message: str, how: str, beside_it: Mapping = MappingProxyType({})) -> None:
        self._answered[at] = how
        self._last = {}
        self._told = {"update": at, "line": self._line, "name": "", "symbol": self._title(at), "message": message, "how": how,
                      "about": self._forget_draft(), **beside_it}
        self.tell()
        self._changed()

    @property
    def _line(self) -> str:
        """The line of the board on which a question stands: the last, when the moment is complete."""
        return self.player.schema["lines"][-1]["name"]

    def _title(self, at: int) -> str:
        question = self._questions[at]
        return question.symbol if isinstance(question, Wanted) else "Your prediction"

    def _cover(self, at: int) -> dict:
        question = self._questions[at]
        covered = {"update": at, "line": self._line, "ask": [self._line], "level": self._shown_level(at)}
        return covered | ({"sentence": self.sentence(at)} if isinstance(question, Wanted) else {"after": True})

    def _shown_level(self, at: int) -> int:
        """As for a board: with "no numbers" the formula is not there until a hint has told it (`Asking.shown_level`)."""
        question = self._questions[at]
        told = isinstance(question, Wanted) and self._hints.get(at, 0) >= len(question.hints_at(self.level))
        return NO_SYMBOLS if self.level == NO_NUMBERS and not told else self.level

    def _question(self, at: int) -> dict:
        question = self._questions[at]
        where, numbers = ("", (question.numbers, question.right)) if isinstance(question, Wanted) else (
            self._where.format(at), (question, self.player.schema["sentences"][at]))
        asked = self._question_about("", at, self._line, self._title(at), where, numbers)
        if isinstance(question, Vote):
            return asked | {"kind": CHOICE, "words": question.question, "shape": [], "needs": "", "reasons": [], "names": [], "more": False,
                            "options": [[option, option] for option in question.options]}
        level, blank = self._shown_level(at), self.level >= BLANK
        written = [text for text, most in ((question.formula, NO_SYMBOLS), (question.numbers, NO_NUMBERS)) if text and level < most]
        shape = question.right.shape
        return asked | {"kind": ENTRIES, "words": question.words, "shape": None if blank else list(shape), "reasons": [],
                        "needs": "its numbers" if blank else shape_words(shape), "written": list(dict.fromkeys(written))}

    def _no_further(self) -> None:
        """A place set from Python, or by a page that is not to be trusted, goes no further than the page's own moves."""
        at = self.at
        if at is not None and self.player.index > at:
            self.player.index = at


def checked_votes(cue: Mapping | None, length: int) -> dict[int, Vote]:
    """Moment → vote, of {12: ("Will it …?", "yes", "no")}; length: how many moments the recording has.

    Raises ValueError or TypeError for a moment that is not there, or is the last one, and for what is no question with options.
    """
    if cue is None:
        return {}
    if not isinstance(cue, Mapping):
        raise TypeError('cue takes moment → question, such as cue={12: ("Will it get over the hill?", "yes", "no")}')
    if cue and length < 2:
        raise ValueError("cue stops a player, but nothing plays here: leave it out")
    for at in cue:
        if isinstance(at, bool) or not isinstance(at, int) or not 0 <= at < length - 1:
            raise ValueError(f"cue names {at!r}: it must be a moment that is not the last, 0 to {length - 2}, such as "
                             'cue={0: ("Will it get over the hill?", "yes", "no")}')
    return {at: checked_vote(at, what) for at, what in cue.items()}


def votes(player: Player, cue: Mapping[int, Vote], changed: Callable[[], None] = lambda: None) -> AskMoments | None:
    """The card of a lab with such questions; None without any."""
    return AskMoments(player, cue, changed=changed) if cue else None


def card(asked: Asker | None) -> list[Widget]:
    """What a lab puts on the page for its questions: nothing where there are none."""
    return [asked.view] if asked else []
