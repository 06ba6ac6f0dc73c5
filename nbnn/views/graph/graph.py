"""The picture of a computational graph: nodes and edges where `explain/graph/layout.py` put them, filled in as the player moves."""

import anywidget
import traitlets
from ipywidgets import Widget, widget_serialization

from ..shared.source import css, esm


class GraphView(anywidget.AnyWidget):
    """The graph of the player's recording (its schema's "graph"): values forward, derivatives and each edge's product backward,
    and the moments as a list of lines, the present one marked."""

    _esm = esm("graph/graph.js")
    _css = css("graph/graph.css")
    player = traitlets.Instance(Widget).tag(sync=True, **widget_serialization)

    def __repr__(self) -> str:
        return "GraphView()"
