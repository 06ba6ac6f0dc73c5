"""“Ask me first” for a lab with a board: what is asked, what is covered, and what the page answers."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from types import MappingProxyType

import numpy as np

from ...core.training.sgd import Run, Step
from ...exercises.asking.grounds import grounds, reply_to
from ...exercises.asking.stepper import (
    LEVELS,
    Asking,
    ask_first,
    follows,
    predict_loss,
    predict_unchanged,
    run_that_follows,
    unchanged,
    weight_text,
)
from ...exercises.judging.entries import REFUSED, RIGHT
from ...exercises.judging.exercise import FOLLOWS
from ...views.player.player import Player
from .asker import CHOICE, UNREAD, Asker, Vote, beside, checked_vote, foreseen_entries, marks_of, read_given
from .hands import hands_words

PREDICTIONS = {"unchanged": "Which weights will not change?", "loss_falls": "Will ℓ of this example fall?"}
VOTE = "vote"  # a lecturer's own question, which has no answer of ours
FIRST = "Say first what you went by; then choose again."
OUTCOMES = {"falls": "it falls", "stays": "it stays", "rises": "it rises"}
CHOSEN = "dl_dy"  # what may be chosen at a kink and stands on a line of its own
UPDATE = "theta"  # the board's line of the new weights


Cues = Mapping[int, str | Vote]


@dataclass(frozen=True, eq=False)
class AskedUpdate:
    """One update with what is asked of it. predicted : a prediction's name, or "vote" → what came of it."""

    lines: Asking
    predictions: tuple[str, ...]
    vote: Vote | None = None
    predicted: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def waiting(self) -> tuple[str, ...]:
        """What is still to be answered, in the order of the board: predictions before the new weights."""
        new = [name for name in self.lines.covered if name.endswith("_new")]
        rest = [name for name in self.lines.covered if name not in new]
        return (*rest, *(name for name in self.predictions if name not in self.predicted), *new)


class AskFirst(Asker):
    """The questions of a lab with a board, and how far its learner is: every line before the first unanswered one is free.

    Parameters
    ----------
    player : the lab's; its `covered` is written here, and only here.
    ask : what is asked, as `checked_ask` gives it. level : 0 … 3; `locked`: the learner cannot change it.
    run, first : the recording, and the update to begin at; the ones before it are not asked for.
    cues : update → what is asked in that update only, as `checked_cue` gives them.
    followed : called with the run that follows, where a learner chose another subderivative at a kink.
    """

    def __init__(self, player: Player, ask: tuple[str, ...], level: int, locked: bool, run: Run, first: int,
                 followed: Callable[[Run], None], cues: Cues = MappingProxyType({})):
        super().__init__(player, level, locked)
        self._cues, self._ask, self._first, self._followed = cues, ask, first, followed
        self.run = run
        self._answered: dict[int, AskedUpdate] = {}

    # ---- where the learner is ----

    @property
    def present(self) -> AskedUpdate | None:
        """The update with the first unanswered question; None when the run is through, or nothing is asked of it."""
        at = self.at
        return self._update(at) if at < len(self.run) else None

    @property
    def at(self) -> int:
        """The number of that update; len(run) when there is none."""
        length = len(self.run)
        if self.paused:
            return length
        everywhere = self._first < length and bool(self._names_asked(self.run[self._first]))
        updates = range(self._first, length) if everywhere else sorted(at for at in self._cues if at < length)
        return next((at for at in updates if self._update(at).waiting), length)

    @property
    def place(self) -> tuple[int, str] | None:
        """(update, line) from which on all is covered; None when nothing is."""
        present = self.present
        return None if present is None else (self.at, line_of(present.waiting[0]))

    def covers(self, update: int, line: str) -> bool:
        """Is this line of this update still the learner's to find?"""
        if self.place is None:
            return False
        at, first = self.place
        lines = self._lines
        return update > at or (update == at and line in lines and lines.index(line) >= lines.index(first))

    def no_further(self, index: int, line: int) -> tuple[int, int]:
        """(update, line's number), or the place of the question where that is earlier."""
        if self.place is None:
            return index, line
        at, first = self.place
        return min((index, line), (at, self._lines.index(first)))

    def waits(self, index: int, line: int) -> bool:
        """Is this the line that is asked for?"""
        return self.place is not None and (index, self._lines[line]) == self.place

    def sentence(self, index: int, line: int) -> str:
        """What is said in place of a covered line: the page's own words (views/player/player.js)."""
        symbol = self.run[index].table()[line]["symbol"]
        asked = "waits for your answer" if self._lines[line] == UPDATE else "is yours to fill in"
        return f"Update {index}, line {line + 1} of {self.player.stop + 1}: {symbol} {asked}."

    def table(self, index: int) -> list[dict[str, str]]:
        """The board's lines of an update; what is covered is left empty, its reasons too."""
        nothing = {"formula": "", "numbers": "", "value": "", "reasons": ""}
        own = {"formula": "your choice at the kink", "numbers": ""}
        chosen = index in self._answered and CHOSEN in self._answered[index].lines.choices
        return [row | nothing if self.covers(index, row["name"]) else row | own if chosen and row["name"] == CHOSEN else row
                for row in self.run[index].table()]

    # ---- the run ----

    def follow(self, run: Run) -> None:
        """Another recording: what was answered stays as far as its updates are the same; a cue that was answered is over."""
        kept: dict[int, AskedUpdate] = {}
        changed = False
        for at, update in sorted(self._answered.items()):
            if at >= len(run):
                break
            changed = changed or not follows(update.lines, run[at])
            if not changed:
                kept[at] = update
            elif at in self._cues and not update.waiting and not update.lines.ask:
                kept[at] = replace(self._begin(at, run[at]), predicted=update.predicted)
        self.run, self._answered, self._last = run, kept, self._last if self.at in kept else {}
        self.tell()

    def reset(self) -> None:
        """Everything is asked again."""
        self._answered, self._last, self._told, self.paused = {}, {}, {}, False

    def tell(self) -> None:
        """Say on the page what is asked and what is covered."""
        present, place = self.present, self.place
        covered: dict = {} if place is None else {"update": place[0], "line": place[1], "level": self._shown_level,
                                                  "ask": list(dict.fromkeys(map(line_of, self._update(place[0]).waiting)))}
        chosen = {str(at): CHOSEN for at, update in self._answered.items() if CHOSEN in update.lines.choices}
        if chosen:
            covered["chosen"] = chosen
        with self.view.hold_sync(), self.player.hold_sync():
            self._tell_help(self._rows(), LEVELS if self._fills_in else ())
            self._tell_question({} if present is None else self._question(present))
            self.player.marked = {"weights": []} if present is not None and present.waiting[0] == "unchanged" else {}
            self.player.covered = covered

    # ---- what the page asks for; a page's message is not to be trusted ----

    def _check(self, message: dict) -> None:
        present = self._present_for(message)
        if present is None:
            return
        name = present.waiting[0]
        if self._last.get("grounds"):
            self._say("missing", FIRST)
            return
        if name == "loss_falls" and _misses(message, present.lines.followed):
            self._ask_why(name, "That is not what happens.")
            return
        if is_prediction(name):
            self._predict(present, name, message)
            return
        given = read_given(message, np.shape(present.lines.values[name]), self.level)
        if given is None:
            self._say(REFUSED, UNREAD)
            return
        at = self.at
        lines, marked = present.lines.check(name, given)
        self._set(replace(present, lines=lines))
        if marked.verdict in (RIGHT, FOLLOWS):
            self._finish(at, name, marked.message, "entered" if marked.verdict == RIGHT else "shown")
        else:
            self._say(marked.verdict, marked.message, marks_of(marked, self.level))

    def _predict(self, present: AskedUpdate, name: str, message: dict) -> None:
        step = present.lines.followed
        if name == "unchanged":
            weights = _weights(message.get("weights"), step)
            if weights is None:
                self._say("refused", "That is not a choice of weights of this network.")
                return
            right, words = predict_unchanged(step, weights)
            if not right:
                self._ask_why(name, words)
                return
            count = {}
        else:
            choice, count = message.get("choice"), self._count(message)
            chosen = isinstance(choice, str) and choice in dict(_options(name, present))
            if not (chosen or count):
                self._say("missing", "Choose one of them first.")
                return
            words = _verdict(name, str(choice), step) if chosen else f"{hands_words(count['hands'])} {_answer(name, step)}"
        at = self.at
        self._set(replace(present, predicted=MappingProxyType({**present.predicted, name: words})))
        self._finish(at, name, words, count=count)

    def _ask_why(self, name: str, words: str) -> None:
        """A prediction is missed: before the next try the learner says what it was made by."""
        self._last = {**self._last, "grounds": [[each.key, each.words] for each in grounds(name, self._update(self.at).lines.step)]}
        self._say("wrong", words)

    def _ground(self, message: dict) -> None:
        present = self._present_for(message)
        reply = reply_to(present.waiting[0], message.get("ground")) if present is not None else ""
        if reply and self._last.get("grounds"):
            self._last = {**self._last, "grounds": []}
            self._say("", reply)

    def _hint(self, message: dict) -> None:
        present = self._present_for(message)
        if present is None or is_prediction(present.waiting[0]):
            return
        lines, text = present.lines.with_level(self.level).hint(present.waiting[0])
        self._set(replace(present, lines=lines))
        self._say_hint(text, another=lines.hint(present.waiting[0])[0] is not lines)

    def _show(self, message: dict) -> None:
        present = self._present_for(message)
        if present is None:
            return
        name, at = present.waiting[0], self.at
        if is_prediction(name):
            self._set(replace(present, predicted=MappingProxyType({**present.predicted, name: "shown"})))
            self._finish(at, name, _answer(name, present.lines.followed), "shown", self._count(message))
            return
        lines, _ = present.lines.show(name)
        self._set(replace(present, lines=lines))
        self._finish(at, name, "Shown.", "shown")

    def _present_for(self, message: dict) -> AskedUpdate | None:
        """The present update, when the message is about its present question; else the page is told again what that is."""
        present = self.present
        if present is not None and message.get("update") == self.at and message.get("name") == present.waiting[0]:
            return present
        self.tell()
        return None

    def _foreseen(self) -> Iterable[tuple[dict, dict]]:
        present = self.present
        assert present is not None
        name, step = present.waiting[0], present.lines.followed
        if name == "unchanged":
            still = [list(place) for place in sorted(unchanged(step))]
            return [({"weights": still}, {"weights": {"all": still}})]
        if is_prediction(name):
            return [({"choice": option}, {"choice": option}) for option in ("", *dict(_options(name, present)))]
        return foreseen_entries(present.lines.foreseen(name), self.level)

    # ---- inside ----

    @property
    def _lines(self) -> tuple[str, ...]:
        return ("x", *self.run.names, UPDATE)

    def _names_asked(self, step: Step, cue: str | Vote = "") -> list[str]:
        """What is asked of this network's board in every update, and by the cue; another network may have other lines."""
        names = [*self._ask, cue] if isinstance(cue, str) else list(self._ask)
        return [name for name in names if name in PREDICTIONS or _on_board(name, step)]

    def _update(self, at: int) -> AskedUpdate:
        if at not in self._answered:
            self._answered[at] = self._begin(at, self.run[at])
        return self._answered[at]

    def _begin(self, at: int, step: Step) -> AskedUpdate:
        cue = self._cues.get(at, "")
        names = self._names_asked(step, cue)
        vote = cue if isinstance(cue, Vote) else None
        predictions = tuple(name for name in (*PREDICTIONS, VOTE) if name in names or (vote and name == VOTE))
        return AskedUpdate(ask_first(step, [name for name in names if name not in PREDICTIONS], 0), predictions, vote)

    def _set(self, update: AskedUpdate) -> None:
        self._answered[self.at] = update

    def _finish(self, index: int, name: str, message: str, how: str = "entered", count: Mapping = MappingProxyType({})) -> None:
        """A question is answered: say so, and go on to the next one; from a choice at a kink another run follows.

        count : what `_count` made of a show of hands.
        """
        lines = self._answered[index].lines
        self._last = {}
        told = {"update": index, "line": line_of(name), "name": name, "symbol": _title(name, lines), "message": message, "how": how,
                "about": self._forget_draft(), **count}
        if count and name == "loss_falls":
            told["truth"] = _outcome(lines.followed)
        if not is_prediction(name):
            told |= beside(lines.values[name], lines.entered.get(name))
        self._told = told
        if lines.choices and not follows(lines, self.run[index]):
            self._told = {**told, "message": f"{message} At the kink there are other right choices: the later lines follow from yours."}
            self._followed(run_that_follows(lines, self.run))
        self.tell()

    @property
    def _shown_level(self) -> int:
        """The level as the page shows the present line."""
        present = self.present
        if present is None or is_prediction(present.waiting[0]):
            return self.level
        return present.lines.with_level(self.level).shown_level(present.waiting[0])

    @property
    def _fills_in(self) -> bool:
        """Is there a line to fill in, or weights to choose, or are there only votes and whether ℓ falls?"""
        return not all(isinstance(name, Vote) or name == "loss_falls" for name in (*self._ask, *self._cues.values()))

    def _rows(self) -> int:
        lines = self._update(min(self.at, len(self.run) - 1)).lines
        shapes = [np.shape(lines.values[name]) for name in lines.ask]
        return max((shape[0] if shape else 1 for shape in shapes), default=1)

    def _question(self, present: AskedUpdate) -> dict:
        name = present.waiting[0]
        board = present.lines.step.table()
        asked = self._question_about(name, self.at, line_of(name), _title(name, present.lines), f"in update {self.at}", board)
        if is_prediction(name):
            words = present.vote.question if present.vote and name == VOTE else PREDICTIONS[name]
            kind = name if name == "unchanged" else CHOICE
            return asked | {"kind": kind, "words": words, "shape": [], "needs": "", "reasons": [], "more": False,
                            "options": _options(name, present), "names": _weight_names(present.lines.step) if name == "unchanged" else []}
        prompt = present.lines.with_level(self.level).prompt(name)
        return asked | {"words": prompt.words, "shape": None if prompt.shape is None else list(prompt.shape), "needs": prompt.needs,
                        "level": self._shown_level, "reasons": [[each.key, each.words] for each in prompt.reasons]}


# ---- names and levels ----

def line_of(name: str) -> str:
    """The board's line on which a question is answered: new weights and predictions stand at the update."""
    return UPDATE if is_prediction(name) or name.endswith("_new") else name


def is_prediction(name: str) -> bool:
    """Is it answered by a choice, and not on the board?"""
    return name in PREDICTIONS or name == VOTE


def checked_ask(ask: Iterable[str] | str | None, run: Run, first: int, until: str | None) -> tuple[str, ...]:
    """What is asked for, in the order of the board: lines, new weights ("W1_new") and predictions ("unchanged", "loss_falls").

    until : the last line of the board that is shown. Raises ValueError for a name that this board does not have, or does not show;
    TypeError for what is no name.
    """
    names = (ask,) if isinstance(ask, str) else tuple(ask or ()) if (ask is None or isinstance(ask, Iterable)) else (ask,)
    if not all(isinstance(name, str) for name in names):
        raise TypeError("ask takes the names of lines, such as ask=(\"dl_dy\", \"dl_dw2\")")
    lines = [name for name in names if name not in PREDICTIONS]
    found = _checked_lines(lines, run[first]) if lines else ()
    wanted = (*found, *(name for name in PREDICTIONS if name in names))
    for name in wanted:
        _checked_until(name, run, until, f"ask names {name!r}")
    return wanted


def checked_cue(cue: Mapping | None, run: Run, first: int, until: str | None) -> dict[int, str | Vote]:
    """Update → what is asked there: a name as in `ask`, or a question of one's own with its options, ("Will it …?", "yes", "no").

    Raises ValueError or TypeError for an update that is not recorded or comes before the first, and for what cannot be asked.
    """
    if cue is None:
        return {}
    if not isinstance(cue, Mapping):
        raise TypeError('cue takes update → question, such as cue={12: "loss_falls"} or cue={12: ("Will the gate open?", "yes", "no")}')
    return {_checked_update(at, run, first): _checked_cue(at, what, run, first, until) for at, what in cue.items()}


def _checked_update(at, run: Run, first: int) -> int:
    if isinstance(at, bool) or not isinstance(at, int) or not first <= at < len(run):
        raise ValueError(f"cue names update {at!r}: it must be an update of this run, not before the start, {first} to {len(run) - 1}")
    return at


def _checked_cue(at: int, what, run: Run, first: int, until: str | None) -> str | Vote:
    if not isinstance(what, str):
        vote = checked_vote(at, what)
        _checked_until(VOTE, run, until, f"cue asks something in update {at}")
        return vote
    if what not in PREDICTIONS and not _on_board(what, run[first]):
        near = get_close_matches(what, (*PREDICTIONS, *run.names), 1)
        meant = f": did you mean {near[0]!r}? Give" if near else ": give"
        raise ValueError(f"cue asks {what!r} in update {at}{meant} the name of a line, such as \"dl_dy\", a prediction, "
                         f"\"unchanged\" or \"loss_falls\", or a question of your own with its options, such as "
                         f'cue={{{at}: ("Will the gate open?", "yes", "no")}}')
    [name] = ask_first(run[first], [what]).ask if what not in PREDICTIONS else [what]
    _checked_until(name, run, until, f"cue asks {what!r} in update {at}")
    return name


def _checked_until(name: str, run: Run, until: str | None, asks: str) -> None:
    board = ("x", *run.names, UPDATE)
    if until is not None and board.index(line_of(name)) > board.index(until):
        raise ValueError(f"{asks}, but the board ends at {until!r}: let `until` be a later line, or leave it out")


def _checked_lines(names: list[str], step: Step) -> tuple[str, ...]:
    try:
        return ask_first(step, names).ask
    except ValueError as error:
        unknown = [name for name in names if not _on_board(name, step)]
        near = get_close_matches(str(unknown[0]), PREDICTIONS, 1) if unknown else []
        if not near:
            raise
        raise ValueError(f"ask names {unknown[0]!r}: did you mean {near[0]!r}?") from error


def _on_board(name: str, step: Step) -> bool:
    try:
        return bool(ask_first(step, [name]))
    except ValueError:
        return False


def _title(name: str, lines: Asking) -> str:
    return "A prediction" if is_prediction(name) else lines.prompt(name).symbol


def _options(name: str, update: AskedUpdate) -> list[list[str]]:
    """[[what is sent, what is shown], …] of a choice."""
    if name == VOTE and update.vote:
        return [[option, option] for option in update.vote.options]
    return [[key, words] for key, words in OUTCOMES.items()] if name == "loss_falls" else []


# ---- messages and answers ----

def _misses(message: dict, step: Step) -> bool:
    """Is it one learner's choice of what ℓ does, and does ℓ do something else? What a hall says is counted, not asked again."""
    choice = message.get("choice")
    return isinstance(choice, str) and choice in OUTCOMES and not message.get("hands") and not predict_loss(step, choice)[0]


def _weights(weights, step: Step) -> list[tuple[int, int, int]] | None:
    """Places of weights that this network has, or None."""
    if not isinstance(weights, list) or len(weights) > sum(w.size for w in step.before.weights):
        return None
    there = {(number, *(0, *place)[-2:]) for number, w in enumerate(step.before.weights, start=1) for place in np.ndindex(w.shape)}
    if not all(isinstance(place, list) and all(type(part) is int for part in place) and tuple(place) in there for place in weights):
        return None
    return [tuple(place) for place in weights]


def _weight_names(step: Step) -> list[list]:
    """[[layer, row, column, name], …] of every weight, in the order of the board."""
    return [[number, *(0, *place)[-2:], weight_text(step, number, *(0, *place)[-2:])]
            for number, w in enumerate(step.before.weights, start=1) for place in np.ndindex(w.shape)]


def _verdict(name: str, choice: str, step: Step) -> str:
    return f"You said: {choice}." if name == VOTE else predict_loss(step, choice)[1]


def _outcome(step: Step) -> str:
    """What the loss of this example does, in the words of its option."""
    return next(words for key, words in OUTCOMES.items() if predict_loss(step, key)[0])


def _answer(name: str, step: Step) -> str:
    if name == VOTE:
        return "Here is what happens."
    if name == "loss_falls":
        return predict_loss(step, "falls")[1].removeprefix("Right: ")
    still = [weight_text(step, *place) for place in sorted(unchanged(step))]
    return f"These do not change: {', '.join(still)}." if still else "Every weight changes."
