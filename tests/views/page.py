"""What a page does to a view, for tests without a browser."""

import ipywidgets as widgets


def send(view: widgets.Widget, message: object, *buffers: memoryview) -> None:
    """A message of the page, as it would come over the wire."""
    view._handle_custom_msg(message, list(buffers))
