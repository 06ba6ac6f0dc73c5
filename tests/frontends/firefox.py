"""Firefox, as it is installed, in the hands of a test: by the protocol that it speaks itself, WebDriver BiDi (w3.org/TR/webdriver-bidi)."""

import json
import os
import re
import shutil
import subprocess
from itertools import count
from pathlib import Path

import websocket

from tests.patience import HANGS

LISTENS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
QUIET = ("datareporting.policy.dataSubmissionEnabled", "browser.shell.checkDefaultBrowser", "app.normandy.enabled")  # it asks nobody


def program() -> str | None:
    """The installed Firefox: NBNN_FIREFOX, or the first found on the PATH."""
    return os.environ.get("NBNN_FIREFOX") or next(filter(None, map(shutil.which, ("firefox", "firefox-esr"))), None)


class Firefox:
    """One tab, and the errors that its page has reported."""

    def __init__(self, path: str, profile: Path):
        (profile / "user.js").write_text("".join(f'user_pref("{name}", false);\n' for name in QUIET))
        command = [path, "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port=0"]
        self._process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        heard: list[str] = []
        for line in self._process.stderr:
            heard.append(line)
            if LISTENS.search(line):
                break
        else:
            raise RuntimeError(f"Firefox did not start: {''.join(heard)[-2000:]}")
        self._socket = websocket.create_connection(f"{LISTENS.search(heard[-1])[1]}/session", timeout=HANGS, suppress_origin=True)
        self._numbers = count(1)
        self.errors: list[str] = []
        self.ask("session.new", capabilities={})
        self.ask("session.subscribe", events=["log.entryAdded"])
        self._tab = self.ask("browsingContext.getTree")["contexts"][0]["context"]

    def ask(self, method: str, **given) -> dict:
        """What Firefox answers to a command; RuntimeError where it says no."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": given}))
        while True:
            heard = json.loads(self._socket.recv())
            if heard.get("method") == "log.entryAdded" and heard["params"]["level"] == "error":
                self.errors.append(heard["params"]["text"])
            if heard.get("id") == number:
                if heard["type"] == "error":
                    raise RuntimeError(f"{method}: {heard['error']}: {heard['message']}")
                return heard["result"]

    def before_each_page(self, function: str) -> None:
        """Run this function before whatever else a page runs, from the next page on."""
        self.ask("script.addPreloadScript", functionDeclaration=function)

    def open(self, path: Path, width: int = 1280, height: int = 900) -> None:
        """This file, as large."""
        self.ask("browsingContext.setViewport", context=self._tab, viewport={"width": width, "height": height})
        self.ask("browsingContext.navigate", context=self._tab, url=path.as_uri(), wait="complete")

    def evaluate(self, function: str):
        """What this function of the page gives, as JSON can say it; RuntimeError with what it throws."""
        expression = f"(async () => JSON.stringify(await ({function})()) ?? 'null')()"
        found = self.ask("script.evaluate", expression=expression, target={"context": self._tab}, awaitPromise=True)
        if found["type"] != "success":
            raise RuntimeError(found["exceptionDetails"]["text"])
        return json.loads(found["result"]["value"])

    def close(self) -> None:
        self._socket.close()
        self._process.terminate()
        self._process.wait()
        self._process.stderr.close()
