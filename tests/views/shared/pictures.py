"""What a chart draws, in plain data: two charts that look alike have equal ones."""

import ipywidgets as widgets
import numpy as np

from nbnn.views.shared.chart import Chart


def picture_of(chart: Chart) -> str:
    """Everything that the page gets of the figure, and which of its marks are moved."""
    names = {mark.model_id: name for name, mark in chart.marks.items()}
    moved = {name: names.get(mark.model_id, type(mark).__name__) for name, mark in chart.mover.marks.items()}
    return str((_plain(chart.figure), list(chart.marks), moved))


def _plain(value: object) -> object:
    """Widgets as what they are made of, arrays as lists."""
    if isinstance(value, widgets.Widget):
        return {name: _plain(getattr(value, name)) for name in sorted(value.keys) if not name.startswith("_")}
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.tolist() if isinstance(value, np.ndarray | memoryview) else value
