"""A question whose answer is written down before it is shown: fields, and afterwards what was written beside what came."""

from collections.abc import Callable

import traitlets

from ..shared.requests import Requested


class PredictionView(Requested):
    """Shows what the lab says in `question` and `state`; the page asks {"do": "show" | "just" | "cover", "about": …, "given": […]}.

    question : {"about": letters that tell it from any other, "words", "parts": of each thing to write down its "name", how it "invites"
        to write it, its "options", and whether there are several "rows", "sealed": what comes, as base64, for a page without Python}.
    state : {"wrong": a sentence for each part, "message": what could not be done, "shown": [] or, when it was asked for, of each part
        what was written and what came}.
    draft : {} or {"about": …, "given": a text for each part}; the page writes it.
    kept : called with a draft; what of it is to be kept.
    """

    module = "prediction/prediction.js"

    question = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)
    draft = traitlets.Dict().tag(sync=True, echo_update=False, asks_python=False)

    def __init__(self, kept: Callable[[dict], dict] = lambda draft: draft, **traits):
        self._kept = kept
        super().__init__(**traits)

    @traitlets.validate("draft")
    def _draft_to_keep(self, proposal) -> dict:
        return self._kept(proposal["value"])

    def __repr__(self) -> str:
        return "PredictionView()"
