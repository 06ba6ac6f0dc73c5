"""The derivation card: the derivative of the loss with respect to the selected weight, path by path, and the wiggle.

One selection is one message to the page; then the card follows the player through the whole run by itself.
"""

from dataclasses import asdict

import numpy as np
import traitlets
from ipywidgets import Widget, widget_serialization

from ...core.bounds import MOST_WHOLE_UNITS, MOST_WHOLE_WEIGHTS
from ...explain.stepper.derivation import Derivation, derivation
from ...explain.stepper.paths import Path, choices
from ...explain.stepper.wiggle import MOST_UPDATES, wiggle, window
from ..code.view import View

NOT_OF_LARGE = (f"Type a new value to fork the run. The paths and the wiggle of one weight are shown for networks of up to "
                f"{MOST_WHOLE_WEIGHTS:,} weights, with up to {MOST_WHOLE_UNITS} units in a layer.")


class DerivationCard(View):
    """Every path from ℓ back to one weight, its product, their sum, and the finite difference beside it.

    The lab calls `show` for each new run and each new selection. The page asks by itself for another stretch of
    updates when the learner wiggles the weight outside the one that was sent.

    Parameters
    ----------
    player : the lab's player, whose `selected` names the weight: {} or {"layer": 1, "row": 0, "column": 1}.

    `most` : updates whose wiggle is sent at once.
    """

    module = "card/card.js"

    player = traitlets.Instance(Widget, allow_none=True).tag(sync=True, **widget_serialization)
    #: What is shown: the weight, its paths, and the weights to choose from (see `described`).
    derivation = traitlets.Dict().tag(sync=True)
    #: The numbers of every update (see `packed`).
    values = traitlets.Bytes().tag(sync=True)
    #: Which updates, which ε and which quantities `wiggle_values` holds.
    wiggle_info = traitlets.Dict().tag(sync=True)
    wiggle_values = traitlets.Bytes().tag(sync=True)

    def __init__(self, player: Widget | None = None):
        super().__init__(player=player)
        self._run, self.most = None, MOST_UPDATES
        self.on_msg(self._answer)

    def show(self, run, selected: dict, index: int = 0, version: int | None = None) -> None:
        """Show the selected weight of `run` (none for {}), ready to be wiggled around update `index`: one message.

        version : of the recording on the page; the player's by default.

        Raises
        ------
        ValueError : the network has no such weight; the card stays as it was.
        """
        version = self._version() if version is None else version
        selected = {part: selected[part] for part in ("layer", "row", "column") if part in selected}
        identity = {"version": version, "selected": selected, "layers": _layers(run.start)}
        if run.summarized:
            identity, selected = identity | {"why_not": NOT_OF_LARGE}, {}
        made = derivation(run, **selected) if selected else None
        info, wiggled = _wiggle_message(run, selected, index, version, self.most) if selected else ({}, b"")
        with self.hold_sync():
            self._run = run
            self.derivation = identity | outline(made) if made else identity
            self.values = pack_values(made) if made else b""
            self.wiggle_info, self.wiggle_values = info, wiggled

    def wiggle_around(self, update: int) -> None:
        """Send what wiggling does in the updates around `update`; nothing when no weight is shown."""
        selected = self.derivation.get("selected")
        if self._run is None or not selected or "why_not" in self.derivation:
            return
        info, wiggled = _wiggle_message(self._run, selected, update, self.derivation["version"], self.most)
        with self.hold_sync():
            self.wiggle_info, self.wiggle_values = info, wiggled

    def _answer(self, _widget, content: dict, _buffers) -> None:
        if content.get("do") == "wiggle" and isinstance(content.get("update"), int):
            self.wiggle_around(min(max(0, content["update"]), len(self._run) - 1) if self._run is not None else 0)

    def _version(self) -> int:
        return (getattr(self.player, "schema", None) or {}).get("version", 0)

    def __repr__(self) -> str:
        return f"DerivationCard({self.derivation.get('name', 'no weight selected')})"


def outline(made: Derivation) -> dict:
    """A derivation without its numbers, in plain data."""
    return {"name": made.name, "symbol": made.symbol, "derivative": made.derivative_symbol, "updates": len(made),
            "of": {"q": made.derivative, "k": made.index},
            "more": made.more, "paths": [_path(path) for path in made.paths]}


def pack_values(made: Derivation) -> bytes:
    """Little-endian, one column after the other: products (T, P), rest, sum, finite difference, relative error as
    float32, which factors are zero (T, P) as uint32, straddles as uint8."""
    floats = (made.products, made.rest, made.sum, made.finite_difference, made.relative_error)
    return b"".join((*(array.astype("<f4").tobytes() for array in floats),
                     made.zero_factors.astype("<u4").tobytes(), made.straddles.astype("u1").tobytes()))


def _path(path: Path) -> dict:
    factors = [{"q": f.quantity, "k": f.index, "symbol": f.symbol, "after": f.known_after, "words": f.words}
               for f in path.factors]
    return {"through": path.through, "factors": factors}


def _layers(network) -> list[dict]:
    return [asdict(choice) for choice in choices(network)]


def _wiggle_message(run, selected: dict, update: int, version: int, most: int) -> tuple[dict, bytes]:
    """wiggle_info and wiggle_values around `update`: after (n, E, Q), change (n, E, Q), Δℓ/ε (n, E) as float32,
    then reasons and crossed (n, E, Q) as uint8."""
    start, stop = window(run, **selected, update=update, most=most)
    made = wiggle(run, **selected, start=start, stop=stop)
    quantities = [{"q": q.name, "k": q.index, "symbol": q.symbol, "text": q.text, "up": q.up, "down": q.down,
                   "words": {str(reason): words for reason, words in q.words.items()}} for q in made.quantities]
    info = {"version": version, "selected": selected, "start": start, "stop": stop, "more": made.more,
            "epsilons": made.epsilons.tolist(), "quantities": quantities}
    floats = (np.ascontiguousarray(array, "<f4") for array in (made.after, made.change, made.ratio))
    return info, b"".join((*(array.tobytes() for array in floats), made.reasons.tobytes(), made.crossed.tobytes()))
