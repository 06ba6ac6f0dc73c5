"""What is typed while the connection is lost stays, though the page is sent again what Python had heard of it before."""

import pytest

from tests.views.node import in_node, needs_node

pytestmark = needs_node
TYPED = """
import { Drafts } from "./shared/drafts.js";
window.addEventListener = window.removeEventListener = () => {}; // it is told when the page is left
class Signal {
  slots = new Set();
  connect(slot) { this.slots.add(slot); }
  disconnect(slot) { this.slots.delete(slot); }
  emit() { for (const slot of [...this.slots]) slot(this); }
}
const signals = { statusChanged: new Signal(), connectionStatusChanged: new Signal() }, restored = new Signal();
const kernel = { id: "one", status: "idle", connectionStatus: "connected", ...signals };
const model = new Model({ draft: {}, layout: Object.assign(new Model({}), { comm_live: true }) }, { kernel, restored });
const drafts = new Drafts(model), seen = [];
model.on("change:draft", () => { seen.push(drafts.newest().given); });
const sent = (given) => model.set("draft", { about: "these numbers", given });
const connection = (status) => { kernel.connectionStatus = status; kernel.connectionStatusChanged.emit(); };
drafts.keep("these numbers", { y: "1" });
if (given.lost) connection("connecting");
drafts.keep("these numbers", { y: "12" });
if (given.lost) connection("connected");
sent({ y: "1" });
const back = model.get("draft").given;
restored.emit();
sent({ y: "7" });
drafts.end();
say([back.y, model.get("draft").given.y, seen.at(-1).y, restored.slots.size]);
"""


@pytest.mark.parametrize(("lost", "back"), [(True, "12"), (False, "1")], ids=["lost", "not lost"])
def test_what_was_typed_meanwhile_stays_and_what_python_keeps_otherwise_comes(lost, back):
    assert in_node(TYPED, {"lost": lost}) == [back, "7", "7", 0]
