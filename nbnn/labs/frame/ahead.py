"""What the pages of labs can answer without Python: recorded for several labs at once, or for all that a notebook shows."""

from collections.abc import Sequence
from weakref import WeakValueDictionary

from ...page.answers import USUAL_SIZE, Answers

_shown: WeakValueDictionary = WeakValueDictionary()  # model → lab, in the order in which they came on a page


def answered_ahead(labs: Sequence, most: int = USUAL_SIZE) -> Answers:
    """What a page of these labs can answer, in `most` bytes; each may take its part of what is left."""
    answers = Answers(most)
    for at, lab in enumerate(labs):
        with answers.part(len(labs) - at):
            answers.record(lab, lab.answer_ahead)
    return answers


def remember_shown(lab) -> None:
    """A notebook shows this lab."""
    _shown.setdefault(lab.model_id, lab)


def shown_labs() -> list:
    """The labs that this kernel's notebook shows and that are not closed."""
    return [lab for lab in _shown.values() if lab.comm is not None]
