"""What nbconvert does with labs where it makes HTML of a notebook: they are live in it, as on a page of their own, and ask nobody.

nbconvert alone would have a page fetch the JavaScript of its widgets from an address that does not have bqplot's, and show nothing.
It calls `live_labs` because `nbnn-nbconvert.json` beside this file is installed among its settings; a Jupyter server, because
`nbnn/server.py` tells it to.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from warnings import warn

VIEW, STATES = "application/vnd.jupyter.widget-view+json", "application/vnd.jupyter.widget-state+json"
ON_A_LAB = "nbnn-lab"  # the class that each lab has


def live_labs(notebook, resources) -> tuple[Any, Any]:
    """Put a live lab where one was shown, its table below it until it is there; a notebook without a lab stays as it is.

    Labs whose widgets are not stored in the notebook, as in every lesson of the course, are shown as their table, as are all in a page
    that may hold no script (`sanitize_html`). A preprocessor of nbconvert: (notebook, resources) → the same two.
    """
    states = _states(notebook.metadata)
    labs = {model_id for model_id, widget in states.items() if ON_A_LAB in widget["state"].get("_dom_classes", ())}
    if not labs:
        return notebook, resources
    shown = [output for output in _outputs(notebook) if _widget_of(output) in labs]
    try:
        if shown and not resources.get("should_sanitize_html"):
            _make_live(shown, states)
    except (ImportError, OSError, ValueError) as error:
        warn(f"nbnn's labs are shown as tables: {error}", stacklevel=2)
    for output in shown:
        del output.data[VIEW]
    if not any(_widget_of(output) in states for output in _outputs(notebook)):
        notebook.metadata.pop("widgets", None)  # or the page would fetch what draws widgets
    return notebook, resources


def _make_live(shown: list[Any], states: Mapping[str, Mapping]) -> None:
    """A place for each lab, with its table until then, and below the last one what makes them live."""
    from .page.page import carried, place, reachable
    held = carried(reachable(states, map(_widget_of, shown)))
    for output in shown:
        output.data["text/html"] = place(_widget_of(output), until_then=output.data.get("text/html", ""))
    shown[-1].data["text/html"] += held


def _states(metadata: Mapping) -> Mapping[str, Mapping]:
    return metadata.get("widgets", {}).get(STATES, {}).get("state", {})


def _outputs(notebook) -> Iterator[Any]:
    for cell in notebook.cells:
        yield from cell.get("outputs", ())


def _widget_of(output) -> str | None:
    """The id of the widget that it shows."""
    return output.get("data", {}).get(VIEW, {}).get("model_id")
