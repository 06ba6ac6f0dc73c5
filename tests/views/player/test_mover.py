"""What moves a player on the page: steps, playing, links, and what waits for more of the recording."""

import pytest

import nbnn
from nbnn.explain.recording.recording import record
from nbnn.views.player.player import Player
from tests.views.node import in_node, needs_node, states

pytestmark = needs_node
BEGIN = """
import { Mover } from "./player/mover.js";
import { place } from "./player/places.js";
const { view } = given, model = modelsOf(view.states)[view.view], mover = new Mover(model);
const at = () => Object.values(place(model));
globalThis.setTimeout = () => 0; // what Python is told later is not looked at here
"""
STEPS = """
const walk = (how, start, ways) => {
  model.set({ granularity: how, index: start[0], line: start[1], unit: start[2], term: 0 });
  return ways.map((way) => { mover[way](); return at(); });
};
say(given.walks.map(([how, start, ways]) => walk(how, start, ways)));
"""
LINK = """
model.trigger("go", { by: "unit", index: 3, line: 1, unit: 2, term: 0 });
const asked = {};
model.trigger("measure", asked);
const led = [model.get("granularity"), at()];
model.trigger("scrub", 99);
const end = at();
model.trigger("scrub", -5);
say({ led, count: asked.count, end, begin: at() });
"""
PLAYS = """
const frames = (seconds) => { // in the steps of a page that shows sixty a second
  for (let k = 0; k < Math.round(60 * seconds); k += 1) nextFrame();
};
say(given.plays.map(([granularity, speed, start, seconds]) => {
  model.set({ granularity, speed, index: start, line: 0, unit: 0, term: 0 });
  const seen = [];
  const watch = () => seen.push(at());
  model.on("change", watch);
  mover.play();
  frames(seconds);
  const playing = mover.playing;
  mover.pause();
  frames(1);
  model.off("change", watch);
  return { seen, playing, ended: at() };
}));
"""


@pytest.fixture
def player():
    run = nbnn.sgd(nbnn.Network.random([2, 3, 1], seed=0), nbnn.datasets.moons(n=40), loss=nbnn.hinge, eta=0.1, steps=20, seed=0)
    made = Player()
    made.show(record(run))
    yield made
    made.close()


def moved(player, script, **more):
    return in_node(BEGIN + script, {"view": states(player), **more})


def test_steps_go_by_what_one_has_chosen_to_step_by(player):
    last = player.stop
    walks = [["line", [2, 0, 0], ["step", "step", "back", "last", "first"]], ["unit", [2, 1, 0], ["step", "step", "step", "back"]],
             ["update", [2, last, 0], ["step", "back", "back"]]]
    by_line, by_unit, by_update = moved(player, STEPS, walks=walks)
    assert [place[:2] for place in by_line] == [[2, 1], [2, 2], [2, 1], [19, last], [0, 0]]
    assert [place[:3] for place in by_unit] == [[2, 1, 1], [2, 1, 2], [2, 2, 0], [2, 1, 2]]
    assert [place[:2] for place in by_update] == [[3, last], [2, last], [1, last]]


def test_a_link_leads_to_its_place_and_a_chart_to_a_moment_that_there_is(player):
    found = moved(player, LINK)
    assert found["led"] == ["unit", [3, 1, 2, 0]] and found["count"] == 20
    assert (found["end"][0], found["begin"][0]) == (19, 0)


def test_playing_goes_by_lines_or_updates_at_its_speed_and_stops_at_the_end(player):
    plays = [["line", 1, 2, 2.1], ["update", 1, 2, 1.05], ["update", 60, 0, 0.2], ["update", 60, 0, 3], ["unit", 2, 2, 1.05]]
    by_line, by_update, fast, whole, by_unit = moved(player, PLAYS, plays=plays)
    assert by_line["ended"][:2] == [2, 3] and by_line["playing"]  # one and a half a second
    assert by_update["ended"][:2] == [7, player.stop] and by_update["playing"]  # six a second: the first ends the update it began in
    assert 50 <= 3 * fast["ended"][0] <= 3 * 19 and len(fast["seen"]) < fast["ended"][0] * 4  # several in a frame
    assert whole["ended"][:2] == [19, player.stop] and not whole["playing"]
    assert by_unit["ended"][:3] == [2, 2, 1] and by_unit["playing"]  # six: an entry of x, three of a, two of h
