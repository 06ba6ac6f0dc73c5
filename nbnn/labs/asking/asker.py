"""What every "ask me first" has, whatever it asks: the card on the page, the level of help, what was said of the last answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from ...exercises.asking.stepper import LEVELS, checked_level
from ...exercises.judging.entries import WRONG, Marked
from ...exercises.kinds.foreseen import between, written
from ...explain.writing.numbers import format_number
from ...page.answers import Answers
from ...views.asking.asking import AskingView
from ...views.player.player import Player
from .hands import counted, read_hands

ENTRIES, CHOICE = "entries", "choice"
BLANK = 3  # the level on which not even the shape is told
LONGEST = 200  # characters of an entry
LONGEST_PAGE = 4000  # of a blank page
MOST_DRAFTS = 50
MOST_AHEAD = 8  # questions that a page without Python can answer
UNREAD = "What was entered could not be read: fill in the boxes again."

_drafts: dict[str, dict] = {}  # question → what was typed and not yet checked, for when its cell is run again


@dataclass(frozen=True)
class Vote:
    """A lecturer's own question for a hall: a show of hands, or a click on one's own copy; then it is shown what comes."""

    question: str
    options: tuple[str, ...]


class Asker:
    """The card of a lab that asks first. What is asked, and what is right, is told by the classes made from it.

    player : the lab's; its `covered` is written by the asker, and only by it.
    level : 0 … 3; `locked`: the learner cannot change it.
    """

    def __init__(self, player: Player, level: int, locked: bool):
        self.player, self.level, self._locked = player, level, bool(locked)
        self.paused = False  # the learner wants to look on for a while
        self._last: dict = {}  # what is said of the last answer to the present question
        self._told: dict = {}  # what came of the question before it
        self._turn = 0  # how many questions were answered
        self.view = AskingView(player, self._keep_draft)
        asked = {"check": self._check, "hint": self._hint, "show": self._show, "level": self._change_level, "pause": self._pause,
                 "ground": self._ground}
        for name, handler in asked.items():
            self.view.on_request(name, handler)

    def tell(self) -> None:
        """Say on the page what is asked and what is covered."""
        raise NotImplementedError

    # ---- what the page asks for; a page's message is not to be trusted ----

    def _check(self, message: dict) -> None:
        raise NotImplementedError

    def _hint(self, message: dict) -> None:
        raise NotImplementedError

    def _show(self, message: dict) -> None:
        raise NotImplementedError

    def _ground(self, _message: dict) -> None:
        """What the learner went by, where a prediction was missed."""

    def _change_level(self, message: dict) -> None:
        level = message.get("level")
        if not self._locked and isinstance(level, int) and not isinstance(level, bool) and level in range(len(LEVELS)):
            self.level = level
            self._last = {part: words for part, words in self._last.items() if part != "marks"}  # they are of boxes that may go
        self.tell()

    def _pause(self, _message: dict) -> None:
        """Ask no more, or again from where the learner left off. Whoever may not change the level may not do this either."""
        if not self._locked:
            self.paused, self._last, self._told = not self.paused, {}, {}
            self._on_pause()
        self.tell()

    def _on_pause(self) -> None:
        """Something else may be told now, or must be covered again."""

    # ---- what a page without Python is answered ----

    def answer_ahead(self, answers: Answers) -> None:
        """One question after another: its hints, the answers that can be foreseen, and what shows it and leads to the next."""
        begun, drafts = self._here(), dict(_drafts)
        try:
            for _ in range(MOST_AHEAD):
                if not self.view.question:
                    break
                self._answer_question_ahead(answers)
        finally:
            self._go_back(begun)
            _drafts.clear()
            _drafts.update(drafts)

    def _answer_question_ahead(self, answers: Answers) -> None:
        question, here = self.view.question, self._here()
        about = {name: question[name] for name in ("update", "name")}
        for given, like in self._foreseen():
            check = {"do": "check", **about, **given}, {"do": "check", **about, **like}
            answers.ask(self.view, *check)
            if "entries" in given and self.view.question.get("verdict") == WRONG:  # said more plainly the second time
                self._last = here["_last"]
                self.tell()
                answers.ask(self.view, *check)
            missed = self._here()
            for ground, _ in self.view.question.get("grounds", ()):
                answers.ask(self.view, {"do": "ground", **about, "ground": ground})
                self._go_back(missed)
            self._go_back(here)
        while question["more"] and self.view.question["more"]:
            answers.ask(self.view, {"do": "hint", **about})
        self._go_back(here)
        answers.ask(self.view, {"do": "show", **about})

    def _foreseen(self) -> Iterable[tuple[dict, dict]]:
        """Answers to the present question as a page gives them, each with what is taken for the same; see `Answers.ask`."""
        raise NotImplementedError

    def _here(self) -> dict:
        """How far the learner is."""
        return {name: dict(value) if isinstance(value, dict) else value for name, value in vars(self).items()}

    def _go_back(self, here: dict) -> None:
        vars(self).update({name: dict(value) if isinstance(value, dict) else value for name, value in here.items()})
        self.tell()

    # ---- what is said ----

    def _say(self, verdict: str, message: str, marks: list[str] | None = None) -> None:
        self._last = {**self._last, "verdict": verdict, "message": message, "marks": marks or [], "said": self._last.get("said", 0) + 1}
        self.tell()

    def _say_hint(self, text: str, another: bool) -> None:
        self._last = {**self._last, "hints": [*self._last.get("hints", []), text], "more": another}
        self.tell()

    def _tell_help(self, rows: int, levels: Iterable[str] = LEVELS) -> None:
        """rows : the most rows of boxes that will be needed. levels : () where nothing is asked for that could be helped with."""
        self.view.help = {"level": self.level, "levels": list(levels), "locked": self._locked, "rows": rows, "paused": self.paused}
        self.view.told = self._told

    def _tell_question(self, question: dict) -> None:
        """Ask this on the page, {} for nothing, with what was typed of an answer before."""
        self.view.question = question
        about = question.get("about", "")
        self.view.draft = {"about": about, "turn": self._turn, "given": _drafts[about]} if about in _drafts else {}

    def _keep_draft(self, draft: dict) -> dict:
        """What a page sent of a draft, when it is about the present question and fits its boxes; it is not an answer.

        One that was sent before the answer and comes after it, when the same is asked again, is of another turn.
        """
        question = self.view.question
        about, turn = question.get("about"), question.get("turn")
        if about is None or [draft.get("about"), draft.get("turn")] != [about, turn] or not _fits(draft.get("given"), question):
            return {}
        given = dict(draft["given"])
        _drafts.pop(about, None)
        _drafts[about] = given
        for oldest in list(_drafts)[:-MOST_DRAFTS]:
            del _drafts[oldest]
        return {"about": about, "turn": turn, "given": given}

    def _forget_draft(self) -> str:
        """The present question is answered, so that its boxes are empty when everything is asked again; what it was about."""
        about = self.view.question.get("about", "")
        _drafts.pop(about, None)
        self._turn += 1
        return about

    def _count(self, message: dict) -> dict:
        """What a show of hands adds to what is said of an answer: the question and each answer's hands; {} where nobody counted."""
        question = self.view.question
        hands = counted(message.get("hands"), question.get("options", ())) if question.get("kind") == CHOICE else []
        return {"words": question["words"], "hands": hands} if hands else {}

    def _question_about(self, name: str, update: int, line: str, symbol: str, where: str, numbers: Iterable) -> dict:
        """What every question tells the page; see `AskingView.question`. numbers : those that tell it from any other one."""
        return {"about": about(name, update, symbol, *numbers), "update": update, "line": line, "name": name, "symbol": symbol,
                "where": where, "kind": ENTRIES, "verdict": "", "message": "", "marks": [], "hints": [], "more": True, "said": 0,
                "level": self.level, "grounds": [], "turn": self._turn, **self._last}


# ---- what is given to a lab ----

def level_of(level) -> int:
    """0 … 3 of a number or of its words; ValueError else."""
    return LEVELS.index(level) if isinstance(level, str) and level in LEVELS else checked_level(level)


def checked_vote(at: int, what) -> Vote:
    """The question of one's own at a place, with its options, ("Will it …?", "yes", "no"); ValueError for anything else."""
    parts = tuple(what) if isinstance(what, Iterable) and not isinstance(what, str) else ()
    if len(set(parts)) < 3 or len(set(parts)) < len(parts) or not all(isinstance(part, str) and part.strip() for part in parts):
        raise ValueError(f"cue asks {what!r} at {at}: give a question and at least two different options, all as text, such as "
                         f'cue={{{at}: ("Will it get over the hill?", "yes", "no")}}')
    return Vote(parts[0], parts[1:])


# ---- messages and answers ----

def about(*parts) -> str:
    """Twelve letters that tell a question with these numbers from any other."""
    texts = (repr(part.tolist() if isinstance(part, np.ndarray) else part) for part in parts)
    return sha256("\n".join(texts).encode()).hexdigest()[:12]


def _fits(given, question: dict) -> bool:
    """Can this stand in the boxes of a question? Whatever a page sends."""
    if isinstance(given, dict) and question["kind"] == CHOICE:
        return _fits_vote(given, [value for value, _ in question["options"]])
    if not isinstance(given, dict) or len(given) != 1:
        return False
    if question["kind"] == ENTRIES:
        shape = question["shape"]
        return read_given(given, tuple(shape or ()), BLANK if shape is None else 0) is not None
    weights, known = given.get("weights"), {tuple(place) for *place, _ in question["names"]}
    return isinstance(weights, list) and len(weights) <= len(known) and all(_is_place(place) and tuple(place) in known for place in weights)


def _fits_vote(given: dict, options: list[str]) -> bool:
    """One of the options, the hands for each of them, or both."""
    choice, hands = given.get("choice", ""), given.get("hands")
    if not given or not given.keys() <= {"choice", "hands"} or ("hands" in given and read_hands(hands, len(options)) is None):
        return False
    return choice in options or (choice == "" and "hands" in given)


def _is_place(place) -> bool:
    return isinstance(place, list) and all(type(part) is int for part in place)


def read_given(message: dict, shape: tuple[int, ...], level: int):
    """What was entered, nested as the line is: texts. None where a message is not what this page sends."""
    if level >= BLANK:
        text = message.get("text")
        return text if isinstance(text, str) and len(text) <= LONGEST_PAGE else None
    entries = message.get("entries")
    if not isinstance(entries, list) or len(entries) != int(np.prod(shape, dtype=int)):
        return None
    if not all(isinstance(entry, str) and len(entry) <= LONGEST for entry in entries):
        return None
    return entries[0] if shape == () else np.array(entries, dtype=object).reshape(shape).tolist()


def foreseen_entries(known: Iterable[tuple[np.ndarray, object]], level: int) -> Iterable[tuple[dict, dict]]:
    """What may be entered for a line: nothing, or one of these (numbers, what their 1 % is taken of). A blank page takes anything."""
    if level >= BLANK:
        return
    for at, (values, scale) in enumerate(known):
        if at == 0:
            empty = {"entries": [""] * np.size(values)}
            yield empty, empty
        yield {"entries": written(values)}, {"entries": between(values, scale)}


def marks_of(marked: Marked, level: int) -> list[str]:
    """One word for each entry; on a blank page there are no boxes to mark."""
    return [] if level >= BLANK else [str(word) for word in np.ravel(marked.entries)]


def beside(right, entered) -> dict:
    """The right entries and, where they were entered otherwise, what was entered: texts, for `AskingView.told`."""
    texts = [format_number(float(value)) for value in np.ravel(right)]
    given = _flat(entered) if entered is not None else []
    return {"right": texts, "entered": given if len(given) == len(texts) else [], "shape": list(np.shape(right))}


def _flat(entered) -> list[str]:
    if isinstance(entered, list):
        return [each for part in entered for each in _flat(part)]
    return ["" if entered is None else str(entered)]
