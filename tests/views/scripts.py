"""A view's module as one script, with everything that it imports in front of it: for engines that have no page to import from.

One such engine, Node, runs them all, each as a module of its own: to start it takes longer than what most of them do.
"""

import atexit
import json
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from threading import Timer

from tests.mirrors import ROOT
from tests.patience import HANGS

NODE = shutil.which("node")
VIEWS = ROOT / "nbnn" / "views"  # nothing of nbnn is imported here: ./run mutants puts its faults in as it is imported
SERVER = r"""
import readline from "node:readline";
const { stdin, stdout } = process;
let scripts = 0;
for await (const line of readline.createInterface({ input: stdin })) {
  const { script, given } = JSON.parse(line), said = [];
  const source = { on(event, act) { if (event === "data") act(given); if (event === "end") act(); return source; } };
  Object.defineProperty(process, "stdin", { get: () => source, configurable: true });
  console.log = (...words) => said.push(words.join(" "));
  let failed = "";
  scripts += 1;
  try {
    await import(`data:text/javascript;base64,${Buffer.from(`${script}\n// ${scripts}`).toString("base64")}`);
  } catch (error) {
    failed = String(error?.stack ?? error);
  }
  stdout.write(`${JSON.stringify({ said: said.join("\n"), failed })}\n`);
}
"""

IMPORT = re.compile(r'^import \{[^}]*\} from "(\.\.?/[\w./-]+\.js)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const)\b)", re.MULTILINE)


class Node:
    """Node with a script of ours that answers each line with a line, JSON both, until this Python ends."""

    def __init__(self, *arguments: str, folder: str | None = None):
        self._process = subprocess.Popen([NODE, *arguments], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
        atexit.register(self._process.communicate)  # which ends it: nothing more is asked

    def answer(self, asked: str) -> dict:
        hangs = Timer(HANGS, self._process.kill)
        hangs.start()
        try:
            self._process.stdin.write(f"{asked}\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        finally:
            hangs.cancel()
        assert line, "Node ended within the script"
        return json.loads(line)


@cache
def _runner() -> Node:
    return Node("--input-type=module", "-e", SERVER)


def run_in_node(script: str, given: str = "") -> str:
    """What a script, a module of its own, writes to the console; `given` is its standard input."""
    answer = _runner().answer(json.dumps({"script": script, "given": given}))
    assert not answer["failed"], answer["failed"]
    return answer["said"]


def esm(*names: str) -> str:
    """Modules such as "board/board.js" as one; only what they export themselves is exported."""
    own, modules = {VIEWS / name for name in names}, []
    for module in own:
        _in_order(module, modules)
    return "\n".join(_without_imports(module) if module in own else EXPORT.sub("", _without_imports(module)) for module in modules)


def imported(module: Path) -> list[Path]:
    """The modules that `module` imports, in order."""
    return [(module.parent / name).resolve() for name in IMPORT.findall(module.read_text("utf-8"))]


def _in_order(module: Path, seen: list[Path]) -> list[Path]:
    if module not in seen:
        for other in imported(module):
            _in_order(other, seen)
        seen.append(module)
    return seen


def _without_imports(module: Path) -> str:
    return IMPORT.sub("", module.read_text("utf-8"))
