"""An exercise on the page: the question with its numbers, boxes for the answer, and what is said of it."""

from collections.abc import Callable

import traitlets

from ..code.view import View


class ExerciseView(View):
    """Shows what the lab says in `question` and `state`; the page answers with messages {"do": …, "numbers": …}.

    question : what is asked, from exercises/kinds/page.py.
    state : what came of it: verdict, message, marks, hints, solution, where one stands, and what stood in the boxes.
    draft : {} or {"about": the numbers that it is about, "given": what stands in the boxes, checked or not}; the page writes it.
    on_message : called with what the page sends, which is not to be trusted.
    kept : called with a draft; what of it is to be kept.
    """

    module = "exercise/exercise.js"

    question = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True, part_by_part=True)
    draft = traitlets.Dict().tag(sync=True, echo_update=False, asks_python=False)

    def __init__(self, on_message: Callable[[dict], None], kept: Callable[[dict], dict] = lambda draft: draft, **traits):
        self._kept = kept
        super().__init__(**traits)
        self.on_msg(lambda _, content, __: on_message(content) if isinstance(content, dict) else None)

    @traitlets.validate("draft")
    def _draft_to_keep(self, proposal) -> dict:
        return self._kept(proposal["value"])

    def offer(self, name: str, text: str) -> None:
        """Let the page save a text as a file of this name."""
        self.send({"download": {"name": name, "text": text}})

    def __repr__(self) -> str:
        return "ExerciseView()"
