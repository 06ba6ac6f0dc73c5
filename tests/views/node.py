"""The views' modules in Node, without a browser: on a small page (small_page.js) that has elements and models, but no layout."""

import base64
import json
import os
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import ipywidgets as widgets
import pytest

from nbnn.views.code.source import files
from tests.views.page import alive
from tests.views.scripts import NODE, Node

needs_node = pytest.mark.skipif(NODE is None and os.environ.get("CI") != "true", reason="needs node to run JavaScript outside a browser")
SMALL_PAGE = Path(__file__).with_name("small_page.js")
SERVER = r"""
import readline from "node:readline";
import { Worker } from "node:worker_threads";
for await (const workerData of readline.createInterface({ input: process.stdin })) {
  let said = null, failed = "";
  const worker = new Worker("./script.js", { workerData });
  worker.on("message", (words) => { said = words; }).on("error", (error) => { failed = String(error?.stack ?? error); });
  await new Promise((done) => { worker.on("exit", done); });
  process.stdout.write(`${JSON.stringify({ said: failed ? null : said, failed })}\n`);
}
"""


@cache
def _modules() -> TemporaryDirectory:
    """A folder with the modules as a page gets them; it goes with this process."""
    folder = TemporaryDirectory()
    texts = {name: text for name, text in files().items() if name.endswith(".js")}
    texts |= {"package.json": '{"type": "module"}', "small_page.js": SMALL_PAGE.read_text("utf-8"), "server.js": SERVER}
    for name, text in texts.items():
        path = Path(folder.name, name)
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


@cache
def _node() -> Node:
    """Each script gets a thread, with a page and modules of its own."""
    return Node("server.js", folder=_modules().name)


def in_node(script: str, given: object = None) -> object:
    """What a script says (`say(...)`) of what it is `given`. It imports modules as "./board/board.js"."""
    node = _node()
    Path(_modules().name, "script.js").write_text(f'import "./small_page.js";\n{script}', "utf-8")
    answer = node.answer(json.dumps(given, default=_as_text))
    assert answer["said"] is not None, answer["failed"] or "the script said nothing"
    return json.loads(answer["said"])


def states(view: widgets.Widget) -> dict[str, object]:
    """What a page is sent of a view and of all that it names: for `shown` in small_page.js."""
    found: dict[str, dict] = {}
    _collect(view, found)
    return {"view": view.model_id, "states": found}


def _collect(widget: widgets.Widget, found: dict[str, dict]) -> None:
    state = {name: value for name, value in widget.get_state().items() if name not in ("_code", "_esm", "_css")}
    found[widget.model_id] = state
    for name in _named(state):
        if name not in found and name in alive():
            _collect(alive()[name], found)


def _named(value: object) -> list[str]:
    """The ids of the models that a state names."""
    if isinstance(value, str):
        return [value.removeprefix("IPY_MODEL_")] if value.startswith("IPY_MODEL_") else []
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else []
    return [name for part in parts for name in _named(part)]


def _as_text(value: bytes | memoryview) -> dict[str, str]:
    return {"bytes": base64.b64encode(value).decode()}
