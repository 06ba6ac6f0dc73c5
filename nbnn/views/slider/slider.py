"""A slider with its name above it and its value beside it, both heard by a screen reader."""

from math import isfinite

import traitlets

from ..code.view import View


class Slider(View):
    """One number between `low` and `high` in steps. While it is dragged Python hears of it at most once a frame.

    label : its name. value : where it stands; what a page says is kept within the ends, and what is no number is not taken.
    """

    module = "slider/slider.js"

    label = traitlets.Unicode("").tag(sync=True)
    low = traitlets.Float(0.0).tag(sync=True)
    high = traitlets.Float(1.0).tag(sync=True)
    step = traitlets.Float(0.1).tag(sync=True)
    value = traitlets.Float(0.0).tag(sync=True, echo_update=False, asks_python=True)

    def __init__(self, label: str, value: float, low: float, high: float, step: float = 0.1):
        super().__init__(label=label, low=low, high=high, step=step, value=value)

    @traitlets.validate("value")
    def _within(self, proposal):
        if not isfinite(proposal["value"]):
            raise traitlets.TraitError(f"the value of {self.label} is {proposal['value']}: it must be a finite number")
        return min(max(proposal["value"], self.low), self.high)

    def __repr__(self) -> str:
        return f"Slider({self.label!r}, {self.value:g})"
