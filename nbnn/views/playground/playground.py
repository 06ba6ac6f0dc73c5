"""The Playground's views: the network with a map in every unit and the plane; the losses, the confusion matrix and the weights.

Both follow the player of a recording that grows; playing, stepping and going back happen in the browser.
"""

import anywidget
import traitlets
from ipywidgets import Widget, widget_serialization

from ..player.player import MOVED
from ..shared.source import css, esm

STYLES = ("shared/lab.css", "shared/charts.css", "playground/playground.css")


class PlaygroundMaps(anywidget.AnyWidget):
    """What the network computes, over the plane.

    player : the player that it follows. pinned : {} or the earlier run's words, curves and network.
    """

    _esm = esm("playground/maps.js")
    _css = css(*STYLES)
    player = traitlets.Instance(Widget).tag(sync=True, **widget_serialization)
    pinned = traitlets.Dict().tag(sync=True)

    def __repr__(self) -> str:
        return "PlaygroundMaps()"


class PlaygroundResults(anywidget.AnyWidget):
    """What the training has come to.

    player, pinned : as for the maps. unfolded : the weights are shown in numbers.
    """

    _esm = esm("playground/results.js")
    _css = css(*STYLES)
    player = traitlets.Instance(Widget).tag(sync=True, **widget_serialization)
    pinned = traitlets.Dict().tag(sync=True)
    unfolded = traitlets.Bool(False).tag(**MOVED)

    def offer(self, name: str, text: str) -> None:
        """A file for the learner to keep."""
        self.send({"file": {"name": name, "text": text}})

    def __repr__(self) -> str:
        return "PlaygroundResults()"
