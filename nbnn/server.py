"""What a Jupyter server does with a lesson that it opens: it adds which Python will run it, so that looking at it changes nothing.

JupyterLab writes the kernel's name and version into a notebook as soon as the kernel is there, and marks the notebook unsaved where
something else was stored. A lesson stores neither, since any Python may run it. A server loads this module because
`nbnn-server.json` beside it is installed among its settings.
"""

import sys
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from inspect import iscoroutinefunction

from .cli.copies import OWN
from .cli.teaching.new_lesson import METADATA

LANGUAGE = {  # as an IPython kernel says it
    "codemirror_mode": {"name": "ipython", "version": sys.version_info.major}, "file_extension": ".py", "mimetype": "text/x-python",
    "name": "python", "nbconvert_exporter": "python", "pygments_lexer": "ipython3", "version": sys.version.split()[0],
}


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(app) -> None:
    """Called by the server when it starts."""
    contents, specs = app.contents_manager, app.kernel_spec_manager
    contents.get = completing(contents.get, lambda name: specs.get_kernel_spec(name).display_name)
    export_live_labs(app)


def export_live_labs(app) -> None:
    """Let File → Save and Export call what nbconvert calls: a server does not read nbconvert's settings."""
    app.web_app.settings["config"].HTMLExporter.preprocessors.append("nbnn.exported_html.live_labs")


def completing(get: Callable, display_name: Callable[[str], str]) -> Callable:
    """`get`, a contents manager's, whose lessons say which kernel and which Python will run them."""
    @wraps(get)
    async def soon(*args, **options):
        return complete(await get(*args, **options), display_name)

    @wraps(get)
    def now(*args, **options):
        return complete(get(*args, **options), display_name)

    return soon if iscoroutinefunction(get) else now


def complete(model: dict, display_name: Callable[[str], str]) -> dict:
    """The model of a file as a server sends it; only a lesson as it is stored, or a copy of one, is changed."""
    content = model.get("content")
    if model.get("type") != "notebook" or not content or {**content["metadata"], OWN: 0} != {**METADATA, OWN: 0}:
        return model
    spec = METADATA["kernelspec"]
    with suppress(KeyError):  # there is no such kernel: JupyterLab will ask for another
        content["metadata"].update(kernelspec={**spec, "display_name": display_name(spec["name"])}, language_info={**LANGUAGE})
    return model
