"""A built site, served as from any static host, whose JupyterLite may be asked what is on the page."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.browser.jupyter import HERE


class Files(SimpleHTTPRequestHandler):
    """The files of a folder, without a word."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass


@contextmanager
def serving_site(site: Path) -> Iterator[str]:
    """The address at which the folder is served."""
    class Exposing(Files):
        def do_GET(self):
            if self.path.split("?")[0] != "/lite/jupyter-lite.json":
                return super().do_GET()
            settings = json.loads((site / "lite" / "jupyter-lite.json").read_text("utf-8"))
            settings["jupyter-config-data"]["exposeAppInBrowser"] = True
            content = json.dumps(settings).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            return None

    with ThreadingHTTPServer((HERE, 0), partial(Exposing, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://{HERE}:{server.server_port}"
        server.shutdown()


def block_others(context, address: str) -> list[str]:
    """Refuse whatever a browser's context asks of any other address; return the list of what it was."""
    asked: list[str] = []

    def route(each):
        if each.request.url.startswith((f"{address}/", "data:", "blob:")):
            each.continue_()
        else:
            asked.append(each.request.url)
            each.abort()
    context.route("**/*", route)
    return asked


def lesson_in_lite(address: str, lesson: str) -> str:
    """Where a lesson opens in JupyterLite."""
    return f"{address}/lite/notebooks/index.html?path={lesson}.ipynb"
