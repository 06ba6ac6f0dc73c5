"""An exercise in a cell: the question with the learner's own numbers, checked on the spot, and kept."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import ClassVar

from ..core.given import checked_kind
from ..exercises.judging.boxes import fitting, read_boxes, restore
from ..exercises.judging.exercise import REFUSED, Check, Mark, Variant
from ..exercises.judging.exercise import Exercise as ExerciseRecord
from ..exercises.keeping.events import NEW
from ..exercises.kinds import page
from ..exercises.kinds.code import CodeTask
from ..exercises.kinds.foreseen import foreseen
from ..exercises.lessons.table import exercise as exercise_record
from ..exercises.progress import FILE, ProgressFile, Rehearsal
from ..page.answers import Answers
from ..views.exercise.exercise import ExerciseView
from .frame.lab import Lab, as_table

ELSEWHERE = "These numbers were replaced in another notebook; here are the current ones. Read the question again."
UNREAD = Check(REFUSED, "What was entered could not be read: fill in the boxes again.")
_files: dict[Path, ProgressFile] = {}  # a kernel has one list of what was done, whichever cell asks

_drafts: dict[tuple[Path, str], dict] = {}  # what stands in an exercise's boxes, for when its cell is run again


def progress_file(path: str | Path = FILE) -> tuple[ProgressFile, str]:
    """Return the file beside the notebook, and what the learner should know about it when it is first opened."""
    place = Path(path).resolve()
    if place in _files:
        return _files[place], ""
    _files[place] = ProgressFile(place)
    return _files[place], _files[place].notice


class Exercise(Lab):
    """Show one exercise of `nbnn.exercises`, with the learner's own numbers.

    exercise : its key, such as "first_layer" (`nbnn.exercises.exercises()` has them all), or a record made in a cell and listed there.
    function : for an exercise that asks for one, the function.
    progress : where it is kept; left out: nbnn-progress.json beside the notebook.
    present : larger, for a hall.

    Raises ValueError for an unknown exercise, TypeError for anything that is not an exercise and for unknown keywords.
    """

    examples: ClassVar[tuple[str, ...]] = (
        'nbnn.labs.Exercise("first_layer")',
        'nbnn.labs.Exercise("why_batches")',
        'nbnn.labs.Exercise("board_order")',
        'nbnn.labs.Exercise("hinge_derivative")',
    )

    def __init__(self, exercise: ExerciseRecord | str, function: Callable | None = None, *, progress: ProgressFile | None = None,
                 present: bool = False):
        self.exercise = exercise_record(exercise)
        self.function = _checked_function(self.exercise, function)
        if progress is not None and not isinstance(progress, ProgressFile):
            raise TypeError(f"progress is a {type(progress).__name__}: give a ProgressFile, such as nbnn.exercises.ProgressFile()")
        super().__init__(present)
        self.file, notice = (progress, progress.notice) if progress is not None else progress_file()
        self.variant: Variant = self.file.progress.variant(self.exercise)
        self._said, self._last = 1, _from_before(self.file, self.exercise, self.variant)
        self.view = ExerciseView(self._on_message, self._keep_draft, question=page.question(self.variant), state=self._state(notice),
                                 draft=_drafts.get(self._place, {}))
        self._compose(self.view)

    def sentence(self) -> str:
        return page.sentence(self.exercise)

    def table(self) -> list[dict[str, str]]:
        return page.table(self.exercise)

    def views_shown(self) -> tuple[str, ...]:
        return (self.exercise.key,)

    def _tables(self) -> str:
        return as_table(self.sentence(), self.table(), "Run the notebook to answer it, with numbers of your own.")

    def __repr__(self) -> str:
        return f"Exercise({self.exercise.key})"

    # ---- what the learner can do ----

    def check(self, given: Mapping | None = None) -> Check:
        """Judge what is in the boxes, field id → texts (numbers of options, for a choice or an order); for a function, nothing."""
        given = {} if given is None else checked_kind(given, Mapping, "given", "give a dict of fields and texts")
        made = self._answer(given)
        check = made if isinstance(made, Check) else self.file.answer(self.exercise, made)
        self._last = _page_check(check) if made is UNREAD else {**_page_check(check), "given": fitting(self.variant, dict(given))}
        self._tell(self.file.notice)
        return check

    def hint(self) -> None:
        """One more hint."""
        self.file.hint(self.exercise)
        self._tell(self.file.notice)

    def show(self) -> None:
        """The solution, which is then marked as seen."""
        self.file.solution(self.exercise)
        self._tell(self.file.notice)

    def another(self) -> None:
        """Other numbers."""
        self.variant, self._last = self.file.another(self.exercise), {}
        self._tell(self.file.notice)

    def download(self) -> None:
        """Offer the progress as a file: where notebooks are thrown away, one takes it along."""
        self.file.refresh()
        self.view.offer(self.file.path.name, self.file.progress.as_text())
        self._tell(self.file.progress.nameless or self.file.notice)

    def answer_ahead(self, answers: Answers) -> None:
        """The hints, the solution, and every answer that can be foreseen; none of it counts."""
        kept = self.file, self._last, self._said
        about = {"numbers": self.variant.fingerprint}
        try:
            self._rehearse(kept[0])
            while self.view.state["more"]:
                answers.ask(self.view, {"do": "hint", **about})
            self._rehearse(kept[0])
            answers.ask(self.view, {"do": "show", **about})
            for each in foreseen(self.variant):
                self._rehearse(kept[0])
                answers.ask(self.view, {"do": "check", **about, "given": each.given}, {"do": "check", **about, "given": each.like})
        finally:
            self.file, self._last, self._said = kept
            self._tell(self.file.notice)

    def _rehearse(self, file: ProgressFile) -> None:
        """From here on nothing counts, and no answer has been checked."""
        self.file, self._last = Rehearsal(file.progress), {}
        self._tell("")

    # ---- messages of the page; they are not to be trusted ----

    def _on_message(self, message: dict) -> None:
        act = {"check": lambda: self.check(_mapping(message.get("given"))), "hint": self.hint, "show": self.show, "another": self.another,
               "download": self.download, "here": self._here}.get(str(message.get("do")))
        if act is None:
            return
        if message.get("do") != "download":
            self.file.refresh()
            if self._adopt_exchanged() or message.get("numbers") != self.variant.fingerprint:
                self._tell(ELSEWHERE if message.get("do") != "here" else self.file.notice)
                return
        act()

    def _here(self) -> None:
        """The exercise is on a page: from now on its numbers stay, also after a restart of the kernel."""
        if not self.file.path.exists():
            self.file.save()
            self._adopt_exchanged()
        notice = self.file.notice or self.view.state["notice"]
        if self.view.state != self._state(notice) or self.view.question["numbers"] != self.variant.fingerprint:
            self._tell(notice)

    def _adopt_exchanged(self) -> bool:
        """Whether the numbers on the page are no longer the learner's; then they are now."""
        present = self.file.progress.variant(self.exercise)
        if present.fingerprint == self.variant.fingerprint:
            return False
        self.variant, self._last = present, _from_before(self.file, self.exercise, present)
        return True

    def _keep_draft(self, draft: dict) -> dict:
        """What of a draft is about the present numbers and fits their boxes; it is not an answer."""
        if draft.get("about") != self.variant.fingerprint:
            return {}
        kept = {"about": self.variant.fingerprint, "given": fitting(self.variant, draft.get("given"))}
        _drafts[self._place] = kept
        return kept

    # ---- inside ----

    @property
    def _place(self) -> tuple[Path, str]:
        return self.file.path, self.exercise.key

    def _say(self, wrong: str) -> None:
        """What could not be done is said where the verdict stands, and is no verdict."""
        self._last = _page_check(Check(REFUSED, wrong))
        self._tell(self.file.notice)

    def _answer(self, given: Mapping):
        """The answer as the exercise takes it, or the check that refuses it."""
        first = self.variant.fields[0]
        if first.kind == "code":
            return self.function
        try:
            if first.kind == "numbers":
                made = read_boxes(self.variant, given)
                return made.refused or made.answer
            return _options(given.get(first.id), len(first.options), first.kind)
        except ValueError:
            return UNREAD

    def _tell(self, notice: str) -> None:
        """Say on the page what is asked and where one stands."""
        self._said += 1
        question, state = page.question(self.variant), self._state(notice)
        with self.view.hold_sync():
            if question != self.view.question:
                self.view.question = question
                self.view.draft = self._keep_draft(self.view.draft)
            self.view.state = state

    def _state(self, notice: str) -> dict:
        """Where one stands, and what was last said."""
        progress = self.file.progress
        seen = progress.hints_seen(self.exercise)
        standing = progress.standing(self.exercise).status
        code = isinstance(self.variant, CodeTask)
        state = {
            **self._last, "said": self._said, "hints": list(self.variant.hints[:seen]), "more": seen < len(self.variant.hints),
            "solution": page.solution(self.variant) if progress.solution_seen(self.exercise) else None,
            "standing": "" if standing == NEW else standing, "notice": notice,
            **({"function": self.function is not None, "call": self._call()} if code else {}),
        }
        if isinstance(self.file, Rehearsal):  # on its page nothing is kept, and what was checked is what stands there
            state |= {"standing": "", "given": {}}
        return state

    def _call(self) -> str:
        return f'nbnn.labs.Exercise("{self.exercise.key}", {self.variant.fields[0].label})'


def _checked_function(record: ExerciseRecord, function):
    """Return the function, or None; TypeError where the exercise takes none, or it is not a function."""
    if function is None:
        return None
    if record.kind != "code":
        raise TypeError(f"the exercise {record.key!r} takes no function: its answer is entered on the page")
    if not callable(function):
        raise TypeError(f"function is a {type(function).__name__}: give the function itself, without parentheses after its name")
    return function


def _from_before(file: ProgressFile, record: ExerciseRecord, variant: Variant) -> dict:
    """What was answered to these numbers earlier, and what it came to; {} when nothing was."""
    progress = file.progress
    mine = [each for each in progress.of(record) if each.kind == "answer" and each.round == progress.round(record)]
    if not mine or mine[-1].numbers != variant.fingerprint:
        return {}
    given = restore(variant, mine[-1].answer)
    if not given:
        return {}
    return {**_page_check(variant.check(mine[-1].answer)), "given": given}


def _page_check(check: Check) -> dict:
    """A check as the page shows it."""
    marks = {name: {"verdict": mark.verdict, "entries": _words(mark), "place": list(check.place)}
             for name, mark in check.marks.items()}
    return {"verdict": check.verdict, "message": check.message, "marks": marks, "printed": check.printed}


def _words(mark: Mark) -> list[str]:
    """A word for each box; where entries could not be read, the others say nothing."""
    if mark.verdict != REFUSED or mark.entries is None:
        return mark.words()
    return ["" if fine else REFUSED for fine in mark.entries.ravel()]


def _options(given, count: int, kind: str):
    """The number of an option counted from 1, or the whole order; "" when nothing is chosen. ValueError for anything else."""
    numbers = given if isinstance(given, list) else []
    if not all(type(each) is int and 0 <= each < count for each in numbers) or (kind == "choice" and len(numbers) > 1):
        raise ValueError("no such option")
    if kind == "choice":
        return numbers[0] + 1 if numbers else ""
    return [each + 1 for each in numbers]


def _mapping(given) -> dict:
    return given if isinstance(given, dict) else {}
