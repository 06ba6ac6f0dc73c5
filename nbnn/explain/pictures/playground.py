"""What the Playground shows as a picture: the plane as the network divides it, the losses so far, and the network."""

import numpy as np

from ...core.training.training import History
from ..playground.playground import NODES, Setting
from . import data, losses
from .drawing.plot import Line, Panel, drawn
from .drawing.svg import MOST_BYTES, Picture, below
from .network import network


def playground_picture(setting: Setting, history: History, epoch: int, sentence: str) -> Picture:
    """The picture after so many epochs; data that do not lie in a plane are drawn in two of their features."""
    net = history.network_after(epoch)
    panels = [_plane(setting, history, epoch), losses.loss_panel(history)]
    parts = [drawn(panels, sentence, data.describe(setting.raw), 310.0), network(net, title="The network with its weights")]
    return below(parts, sentence, MOST_BYTES)


def _plane(setting: Setting, history: History, epoch: int) -> Panel:
    panel = data.panel_of(setting.raw)
    if setting.plane is None or (setting.raw.targets and setting.raw.x.shape[1] > 1):
        return panel
    x, y = setting.extents
    if setting.raw.targets:
        predicted = history.network_after(epoch).scores(setting.grid()[:, :NODES].T).reshape(NODES, -1)[:, 0]
        legend = [*panel.legend, ("line", "neg", "prediction")]
        return Panel(panel.title, x, y, panel.axes, [*panel.marks, Line(np.linspace(*x, NODES), predicted, "neg", 2.5)], legend)
    regions = data.regions(history.network_after(epoch), setting.grid().T, (NODES, NODES), x, y)
    return Panel(panel.title, x, y, panel.axes, [regions, *panel.marks], panel.legend)
