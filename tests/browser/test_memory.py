"""What JupyterLab's page still holds of labs that were closed: nothing. Counted after a garbage collection, so no time matters."""

import pytest

import nbnn
from tests.labs.every_lab import lab_classes

pytestmark = pytest.mark.browser

STEPPER = """import nbnn
lab = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1], seed=0), nbnn.datasets.moons(), steps=1500, show="all")
lab"""
EVERY = """import nbnn
from IPython.display import display
for line in {lines}:
    lab = eval(line)
    display(lab)
    lab.close()"""
# Of all elements, those of labs that are not on the page; and the buffers that are as large as a recording.
LEFT = """function() {
    const isLeft = part => !Object.hasOwn(part, 'constructor') && part.matches('.nbnn, .nbnn *') && !part.isConnected;
    return this.filter(isLeft).map(part => part.outerHTML.slice(0, 200));
}"""
LARGE = "function() { return this.filter(({ byteLength }) => byteLength > 40000).length; }"


class Heap:
    """What is alive on a page, by what it is made of; asking collects the garbage first."""

    def __init__(self, page):
        self._browser = page.context.new_cdp_session(page)

    def ask(self, prototype: str, question: str):
        kind = self._browser.send("Runtime.evaluate", {"expression": prototype})["result"]["objectId"]
        found = self._browser.send("Runtime.queryObjects", {"prototypeObjectId": kind, "objectGroup": "asked"})["objects"]["objectId"]
        asked = {"objectId": found, "functionDeclaration": question, "returnByValue": True}
        answer = self._browser.send("Runtime.callFunctionOn", asked)["result"]["value"]
        self._browser.send("Runtime.releaseObjectGroup", {"objectGroup": "asked"})
        return answer

    def left(self) -> list[str]:
        """The elements of labs that are alive and not on the page."""
        return self.ask("Element.prototype", LEFT)

    def large(self) -> int:
        """How many buffers there are that could be a recording's."""
        return self.ask("ArrayBuffer.prototype", LARGE)
