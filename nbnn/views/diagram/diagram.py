"""The network as a picture that follows the player: values forward, derivatives backward, the flow and where it stops."""

import traitlets
from ipywidgets import Widget, widget_serialization

from ...explain.stepper.diagram import describe, key_of, layout
from ..code.view import View


class Diagram(View):
    """Inputs, hidden units (a, gate, h), scores and loss of the player's network, drawn in the browser.

    Parameters
    ----------
    player : the lab's player; its `index`, `line` and `unit` say what is shown, its `selected` names the weight
        ({"layer": 1, "row": 0, "column": 1}) or the node ({"node": "h", "entry": 2}) that was chosen by a click.

    `drawing` (not `layout`: that name is the box of every widget) follows the player's recording by itself. For an
    activation that is in no table assign `drawing = explain.geometry.layout(network, g)` and its curve is shown.
    """

    module = "diagram/diagram.js"

    player = traitlets.Instance(Widget, allow_none=True).tag(sync=True, **widget_serialization)
    drawing = traitlets.Dict().tag(sync=True)

    def __init__(self, player: Widget | None = None):
        network = player.schema.get("network") if player is not None else None
        super().__init__(player=player, drawing=layout(network) if network else {})
        if player is not None:
            player.observe(self._follow, "schema")

    def _follow(self, _change) -> None:
        network = self.player.schema.get("network")
        if network and self.drawing.get("key") != key_of(network):
            self.drawing = layout(network)

    def describe(self) -> str:
        """The picture in one sentence."""
        network = self.player.schema.get("network") if self.player else None
        return describe(network) if network else "No network yet"

    def close(self) -> None:
        """Stop following the player, then close."""
        if self.player is not None and not self._closed:
            self.player.unobserve(self._follow, "schema")
        super().close()

    @property
    def _closed(self) -> bool:
        return self.comm is None

    def __repr__(self) -> str:
        return "Diagram()"
