"""A learner who has gone on while the connection was lost stays there, though the page is sent again what Python heard before."""

import pytest

import nbnn
from nbnn.explain.recording.recording import record
from nbnn.views.player.player import Player
from tests.views.node import in_node, needs_node, states

pytestmark = needs_node
# A page with a kernel, and a manager that tells when everything that Python sent again has been set.
STAYS = """
import { stay } from "./player/staying.js";
import { place } from "./player/places.js";
class Signal {
  slots = new Set();
  connect(slot) { this.slots.add(slot); }
  disconnect(slot) { this.slots.delete(slot); }
  emit() { for (const slot of [...this.slots]) slot(this); }
}
const signals = { statusChanged: new Signal(), connectionStatusChanged: new Signal() };
const kernel = { id: "one", status: "idle", connectionStatus: "connected", ...signals };
const { view } = given, model = modelsOf(view.states)[view.view], restored = new Signal();
Object.assign(model.widget_manager, { kernel, restored });
let told = 0;
const end = stay(model, () => { told += 1; });
const connection = (status) => { kernel.connectionStatus = status; kernel.connectionStatusChanged.emit(); };
const again = (state) => {  // equal to what is there, and so no change, but another object
  model.state.schema = structuredClone(model.get("schema"));
  model.set(state);
};
const at = () => place(model).index, seen = [];
const look = () => seen.push([at(), model.get("granularity"), told]);
"""
LOST = """
connection("connecting");
model.set({ index: 7, granularity: "update" });
connection("connected");
again({ index: 2, granularity: "line", status: "news" });
look();
say([...seen, model.get("status")]);
"""
NEWS = """
again({ index: 3 });  // nothing was lost
look();
connection("connecting");
connection("connected");
model.set({ index: 4 });  // Python moves it
look();
again({ index: 5 });
look();
model.set({ schema: { ...model.get("schema"), updates: 9 }, index: 1 });  // another recording
look();
restored.emit();
again({ index: 6 });
look();
connection("connecting");
connection("connected");
kernel.status = "restarting";
kernel.statusChanged.emit();
again({ index: 8 });  // the answer comes late
look();
end();
say([seen, restored.slots.size]);
"""


@pytest.fixture
def player():
    run = nbnn.sgd(nbnn.Network.random([2, 3, 1], seed=0), nbnn.datasets.moons(n=40), loss=nbnn.hinge, eta=0.1, steps=20, seed=0)
    made = Player()
    made.show(record(run))
    yield made
    made.close()


def test_who_went_on_while_the_connection_was_lost_stays_and_hears_the_rest(player):
    assert in_node(STAYS + LOST, {"view": states(player)}) == [[7, "update", 1], "news"]


def test_what_python_changes_is_news_and_so_is_everything_when_nothing_was_lost(player):
    seen, listening = in_node(STAYS + NEWS, {"view": states(player)})
    assert [(index, told) for index, _, told in seen] == [(3, 0), (4, 0), (4, 1), (1, 1), (6, 1), (6, 2)] and listening == 0
