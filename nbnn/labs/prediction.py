"""Write it down first: the value of a cell is shown when somebody has written what to expect, or asks to see it."""

import json
import sys
from base64 import b64encode
from collections.abc import Callable, Sequence
from typing import ClassVar

from ..core.given import checked_list, checked_text
from ..exercises.judging.expectation import LONGEST, awaited
from ..views.prediction.prediction import PredictionView
from .asking.asker import about
from .frame.lab import Lab

QUESTION = "What will this be?"
MOST = 200  # questions of which a kernel remembers what was written
_drafts: dict[str, list[str]] = {}  # question → what was written, for when its cell is run again
_shown: set[str] = set()  # questions whose answers were shown


class Prediction(Lab):
    """Ask for a value before it is shown, as the last line of a cell: `nbnn.labs.Prediction(step.y, "What is y?")`.

    A Markdown cell right below it, which often tells the answer, appears with the value, unless it has a heading (in JupyterLab,
    Notebook 7, and a lesson as a page).

    value : what comes: a number, an array, True or False (asked as yes or no), a text; of a tuple each entry has a field of its own.
        Anything else can be expected in words. As text the lab is the value, so that a stored notebook holds what the cell gives.
    question : what is asked.
    choices : what the value may be, to choose from; left out, it is written. A value that is none of them is shown without comparing.
    names : what the entries of a tuple are called, such as ("a", "y").
    present : larger, for a hall.

    Raises ValueError where a text is none of its choices, or the names are not as many as the entries.
    """

    examples: ClassVar[tuple[str, ...]] = (
        'nbnn.labs.Prediction(-0.5, "What is y?")',
        'nbnn.labs.Prediction([[2, 1], [-1, -0.5], [0, 0]], "What is ∂ℓ/∂W⁽¹⁾, row by row?")',
        'nbnn.labs.Prediction((1.5, "positive"), "The score y of this example, and its sign?", names=("y", "sign"))',
        'nbnn.labs.Prediction("hinge", "Which loss still asks for more?", choices=("hinge", "perceptron"))',
    )

    def __init__(self, value, question: str | None = None, choices: Sequence | None = None, names: Sequence | None = None, *,
                 present: bool = False):
        choices = None if choices is None else checked_list(choices, "choices", "options")
        names = None if names is None else checked_list(names, "names", "names of the parts")
        self.value, self._question = value, (question or QUESTION).strip()
        self._parts = awaited(value, names, choices, lambda each: _as_text(each)["text/plain"])
        super().__init__(present)
        parts = [{"name": part.name, "invites": part.invites, "options": list(part.options), "rows": part.several_rows}
                 for part in self._parts]
        self._about = about("prediction", self._question, parts, repr(self))
        asked = {"about": self._about, "words": self._question, "parts": parts, "sealed": self._sealed()}
        written = {"about": self._about, "given": _drafts[self._about]} if self._about in _drafts else {}
        self.view = PredictionView(self._keep_draft, question=asked, state=self._state(), draft=written)
        self.view.on_request("show", lambda message: self._asked(message, self.show))
        self.view.on_request("just", lambda message: self._asked(message, self.just_show))
        self.view.on_request("cover", lambda message: self._asked(message, lambda _: self.cover()))
        self._compose(self.view)

    def sentence(self) -> str:
        return f"{self._question} Write down what you expect, then see what comes."

    def table(self) -> list[dict[str, str]]:
        """What is asked and, once it was shown, what was written and what came."""
        shown = self.view.state["shown"] or [{"name": part.name, "wrote": [], "came": []} for part in self._parts]
        return [{"Asked": each["name"] or self._question, "Written": _rows_as_text(each["wrote"]), "Came": _rows_as_text(each["came"])}
                for each in shown]

    def _repr_mimebundle_(self, **kwargs) -> dict:
        """The value as the cell would give it, and the lab in its place where there are widgets."""
        bundle = super()._repr_mimebundle_(**kwargs)
        del bundle["text/html"]  # what is asked would stand beside the value
        return {**bundle, **_as_text(self.value)}

    def __repr__(self) -> str:
        return _as_text(self.value)["text/plain"]

    # ---- what the learner can do ----

    def show(self, given: Sequence[str]) -> None:
        """Show what comes beside what was written, a text for each part; or say what cannot be read."""
        given = self._texts(given)
        wrong = [part.refusal(text) for part, text in zip(self._parts, given, strict=True)]
        if any(wrong) or not any(text.strip() for text in given):
            self._tell(wrong)
        else:
            self.just_show(given)

    def just_show(self, given: Sequence[str] = ()) -> None:
        """Show what comes, whatever was written or not."""
        given = checked_list(given, "given", "texts")
        self._remember(self._texts(given) if given else [""] * len(self._parts))
        _shown.add(self._about)
        self._tell()

    def _texts(self, given) -> list[str]:
        """What was written, a text for each part; TypeError or ValueError for anything else."""
        texts = [checked_text(each, "an entry of given", "0.5") for each in checked_list(given, "given", "texts")]
        if len(texts) != len(self._parts):
            raise ValueError(f"given has {len(texts)} texts: give {len(self._parts)}, one for each part")
        return texts

    def cover(self) -> None:
        """Cover it again; what was written stays in its field."""
        _shown.discard(self._about)
        self._tell()

    # ---- messages of the page; they are not to be trusted ----

    def _asked(self, message: dict, act: Callable[[list[str]], None]) -> None:
        given = message.get("given")
        if message.get("about") == self._about and self._is_given(given):
            act(given)

    def _is_given(self, given) -> bool:
        texts = isinstance(given, list) and len(given) == len(self._parts) and all(isinstance(each, str) for each in given)
        return texts and all(len(each) <= LONGEST for each in given)

    def _keep_draft(self, draft: dict) -> dict:
        """A draft that is of this question and fits its fields."""
        if draft.get("about") != self._about or not self._is_given(draft.get("given")):
            return {}
        self._remember(draft["given"])
        return {"about": self._about, "given": draft["given"]}

    # ---- inside ----

    def _sealed(self) -> str:
        """What comes, for a page that has no Python to ask; not to be read by who looks at the widget by chance."""
        came = [{"name": part.name, "came": part.came()} for part in self._parts]
        return b64encode(json.dumps(came, ensure_ascii=False).encode()).decode("ascii")

    def _remember(self, given: list[str]) -> None:
        _drafts.pop(self._about, None)  # the newest is last
        _drafts[self._about] = given
        if len(_drafts) > MOST:
            _drafts.pop(next(iter(_drafts)))

    def _tell(self, wrong: Sequence[str] = (), message: str = "") -> None:
        self.view.state = self._state(wrong, message)

    def _state(self, wrong: Sequence[str] = (), message: str = "") -> dict:
        given = _drafts.get(self._about) or [""] * len(self._parts)
        shown = [part.beside(text) for part, text in zip(self._parts, given, strict=True)] if self._about in _shown else []
        return {"wrong": list(wrong) or [""] * len(self._parts), "message": message, "shown": shown}

    def _say(self, wrong: str) -> None:
        """What could not be done is said below the buttons."""
        self._tell(message=wrong)


def _as_text(value) -> dict[str, str]:
    """What a notebook stores of a value, by its kinds: as text at least, with the digits that the notebook shows."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell.display_formatter.format(value)[0] if shell else {"text/plain": repr(value)}


def _rows_as_text(rows: list[list[str]]) -> str:
    return "; ".join(" ".join(row) for row in rows)
