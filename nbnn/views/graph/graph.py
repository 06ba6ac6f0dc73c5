"""The picture of a computational graph: nodes and edges where `explain/graph/layout.py` put them, filled in as the player moves."""

import traitlets
from ipywidgets import Widget, widget_serialization

from ..code.view import View


class GraphView(View):
    """The graph of the player's recording (its schema's "graph"): values forward, derivatives and each edge's product backward,
    and the moments as a list of lines, the present one marked."""

    module = "graph/graph.js"
    player = traitlets.Instance(Widget).tag(sync=True, **widget_serialization)

    def __repr__(self) -> str:
        return "GraphView()"
