"""“Ask me first” on the page: where the learner fills in the line that the player's lab asks for."""

from collections.abc import Callable

import traitlets
from ipywidgets import Widget, widget_serialization

from ..shared.requests import Requested


class AskingView(Requested):
    """A box for each entry of the covered line, with the reasons why an entry may be 0, hints, and the level of help.

    The lab says what is asked in `question` and what came of the last answer in `told`; the page answers with messages
    (`on_request`): "check", "hint", "show", "level", "pause", "ground". Which line is covered stands in the player's `covered`.

    question : {} or {"update", "line", "name", "where" (in words), "kind": "entries", "unchanged" or "choice", "symbol", "words",
        "shape" (None on a blank page), "needs", "reasons": [[key, words], …], "written" (texts; left out: the formula on the board),
        "options": [[value, words], …] of a choice, "names" of the weights, "hints", "more" (is there another hint?), "verdict",
        "message", "level" (of help, as it is shown), "grounds": [[key, words], …] of which one is said before the next try,
        "said": how often something was said of this question, "marks": one word for each entry, "about": letters that
        tell this question with its numbers from any other, "turn": how many questions were answered before it}.
    told : {} or {"update", "line", "symbol", "message", "how": "entered" or "shown", "right" and "entered": texts, entry by entry,
        "shape", "about"} of the line answered last; of a vote that was counted besides {"words": the question, "hands":
        [[answer, hands], …], "truth": the answer that came true, left out where only the lab shows it}.
    draft : {} or {"about" and "turn" of the question, "given": what stands in the boxes and is not checked}; the page writes it.
    kept : called with a draft; what of it is to be kept.
    help : {"level", "levels", "locked", "rows": the most rows of a line asked for, "paused": nothing is asked now}.
    """

    module = "asking/asking.js"

    player = traitlets.Instance(Widget, allow_none=True).tag(sync=True, **widget_serialization)
    question = traitlets.Dict().tag(sync=True, part_by_part=True)
    told = traitlets.Dict().tag(sync=True)
    help = traitlets.Dict().tag(sync=True)
    draft = traitlets.Dict().tag(sync=True, echo_update=False, asks_python=False)

    def __init__(self, player: Widget | None = None, kept: Callable[[dict], dict] = lambda draft: draft):
        self._kept = kept
        super().__init__(player=player)

    @traitlets.validate("draft")
    def _draft_to_keep(self, proposal) -> dict:
        return self._kept(proposal["value"])

    def __repr__(self) -> str:
        return "AskingView()"
