"""What a page does to a view, and which widgets there are, for tests without a browser. One place for what ipywidgets keeps private."""

import ipywidgets as widgets
from ipywidgets.widgets.widget import _instances


def send(view: widgets.Widget, message: object, *buffers: memoryview) -> None:
    """A message of the page, as it would come over the wire."""
    view._handle_custom_msg(message, list(buffers))


def alive() -> dict[str, widgets.Widget]:
    """The widgets that there are now, by their ids."""
    return dict(_instances)


def classes(view: widgets.DOMWidget) -> tuple[str, ...]:
    """The style sheets' classes of a view."""
    return view.get_state()["_dom_classes"]
