"""The Playground's views: the network with a map in every unit and the plane; the losses, the confusion matrix and the weights.

Both follow the player of a recording that grows; playing, stepping and going back happen in the browser.
"""

import traitlets
from ipywidgets import Widget, widget_serialization

from ..code.view import View
from ..player.player import MOVED


class PlaygroundMaps(View):
    """What the network computes, over the plane.

    player : the player that it follows. pinned : {} or the earlier run's words, curves and network.
    points : {} or what the page offers for changing the examples, see `nbnn.labs.frame.points`.
    """

    module = "playground/maps.js"
    player = traitlets.Instance(Widget).tag(sync=True, **widget_serialization)
    pinned = traitlets.Dict().tag(sync=True)
    points = traitlets.Dict().tag(sync=True)

    def __repr__(self) -> str:
        return "PlaygroundMaps()"


class PlaygroundResults(View):
    """What the training has come to.

    player, pinned : as for the maps. unfolded : the weights are shown in numbers.
    """

    module = "playground/results.js"
    player = traitlets.Instance(Widget).tag(sync=True, **widget_serialization)
    pinned = traitlets.Dict().tag(sync=True)
    unfolded = traitlets.Bool(False).tag(**MOVED)

    def offer(self, name: str, text: str) -> None:
        """A file for the learner to keep."""
        self.send({"file": {"name": name, "text": text}})

    def __repr__(self) -> str:
        return "PlaygroundResults()"
