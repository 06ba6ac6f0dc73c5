"""Views that are drawn in turn while a player moves in every frame, and the player's steps of one frame: on frames that the test counts."""

import json
import shutil
import subprocess

import pytest

from tests.patience import HANGS
from tests.views.scripts import esm

NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="needs node to run JavaScript outside a browser")
PAGE = """
const desk = { time: 0, waiting: [], given: 0, drawn: 0, changes: 0 }; // what is drawn counts for its frame
globalThis.document = { timeline: { get currentTime() { return desk.time; } }, documentElement: { dataset: {} } };
globalThis.requestAnimationFrame = (act) => { desk.given += 1; desk.waiting.push([desk.given, act]); return desk.given; };
globalThis.cancelAnimationFrame = (given) => { desk.waiting = desk.waiting.filter(([each]) => each !== given); };
performance.now = () => desk.time;
function frame() {
  const now = desk.waiting;
  Object.assign(desk, { time: desk.time + 1000 / 60, waiting: [], drawn: 0 });
  for (const [, act] of now) act(desk.time);
}
const frames = (count) => { for (let k = 0; k < count; k += 1) frame(); };
"""
SCRIPT = PAGE + """
%s
const jobs = JSON.parse(await new Promise((done) => { let s = ""; process.stdin.on("data", (d) => (s += d)).on("end", () => done(s)); }));

class PageModel {
  constructor(state) {
    this.state = { index: 0, line: 0, unit: 0, term: 0, stop: 2, speed: 60, granularity: "update", covered: {}, _own: "a", ...state };
    this.listeners = [];
    this.widget_manager = {};
  }
  get(name) { return this.state[name]; }
  set(name, value) {
    const before = JSON.stringify(this.state);
    Object.assign(this.state, typeof name === "string" ? { [name]: value } : name);
    if (JSON.stringify(this.state) === before) return;
    desk.changes += 1;
    for (const [, act] of this.listeners.filter(([events]) => events === "change")) act(this);
  }
  on(events, act) { this.listeners.push([events, act]); }
  off(events, act) { this.listeners = this.listeners.filter(([, each]) => each !== act); }
  save_changes() {}
  send() {}
}

function found(job) {
  globalThis.matchMedia = () => ({ matches: job.reduced, addEventListener() {} });
  const player = new PageModel(job.state), mover = new Mover(player);
  const at = () => ["index", "line", "unit", "term"].map((name) => player.get(name));
  // Views of which each knows what it shows.
  const views = Array.from({ length: job.views ?? 0 }, () => ({ shows: null, drawn: 0, told: [] }));
  const stops = views.map((view) => followClosely(player, (_, inTurn) => {
    Object.assign(view, { shows: JSON.stringify(at()), drawn: view.drawn + 1 });
    view.told.push(inTurn);
    desk.drawn += 1;
  }));
  const same = () => views.every(({ shows }) => shows === JSON.stringify(at()));
  const told = (() => { %s })();
  mover.pause();
  for (const stop of stops) stop();
  frames(9);
  return told;
}
console.log(JSON.stringify(jobs.map(found)));
process.exit(0); // without waiting for what is told at rest
"""
# Plays this many frames; says by how many frames any view was behind at most, and how many were drawn in one frame at most.
PLAYED = """
const seen = [JSON.stringify(at())];
let behind = 0, most = 0;
mover.play();
for (let k = 0; k < job.frames; k += 1) {
  frame();
  seen.push(JSON.stringify(at()));
  if (k > 1) most = Math.max(most, desk.drawn);
  for (const { shows } of views) behind = Math.max(behind, seen.length - 1 - seen.lastIndexOf(shows));
}
const moved = new Set(seen).size - 1, apart = !same();
mover.pause();
frames(job.views + 1);
return { behind, most, moved, apart, same: same(), drawn: views.map(({ drawn }) => drawn), told: views[0].told };
"""
LINES = [{"name": "a", "size": 1}, {"name": "b", "size": 3}, {"name": "c", "size": 2}]
SUMS = [{"name": "a", "size": 2}, {"name": "b", "size": 2, "sums": {"count": 3}}, {"name": "c", "size": 1}]


def recording(updates=3000, lines=LINES, there=None, **state):
    return {"schema": {"updates": updates, "lines": lines, "columns": [], "head": there or updates}, **state}


def pages(does: str, *jobs):
    """What this script finds on the page of each player in such a state, with so many views."""
    modules = esm("player/mover.js", "shared/recording.js")
    out = subprocess.run([NODE, "--input-type=module", "-e", SCRIPT % (modules, does)], input=json.dumps(jobs),
                         capture_output=True, text=True, timeout=HANGS)
    assert out.returncode == 0, out.stderr
    return json.loads(out.stdout)


def page(does: str, **job):
    return pages(does, job)[0]


def test_while_it_plays_fast_one_view_is_drawn_in_each_frame_and_none_is_far_behind():
    ways = [("update", 60, False), ("update", 16, False), ("line", 60, False), ("unit", 60, False), ("update", 60, True)]
    jobs = [{"state": recording(granularity=by, speed=speed), "views": 4, "frames": 60, "reduced": reduced} for by, speed, reduced in ways]
    for way, found in zip(ways, pages(PLAYED, *jobs), strict=True):
        assert found["moved"] > 55 and found["most"] == 1, (way, "it moved in every frame")
        assert found["behind"] <= 4, (way, "each of four has its turn in four frames")
        assert max(found["drawn"]) - min(found["drawn"]) <= 1 and min(found["drawn"]) > 60 / 4 - 1, (way, "none has it more often")
        assert found["apart"] and found["same"], (way, "where it pauses, all show the same")


def test_while_it_plays_slowly_all_views_show_the_same_in_every_frame():
    found = page(PLAYED, state=recording(speed=1), views=4, frames=60)
    assert found == {"behind": 0, "most": 4, "moved": 5, "apart": False, "same": True, "drawn": [6] * 4, "told": [False] * 6}


def test_a_view_is_told_whether_others_wait_with_it():
    """What is put together for a screen reader can then wait until the playing has ended."""
    found = page(PLAYED, state=recording(), views=2, frames=10)
    assert found["told"][:2] == [False, False] and set(found["told"][2:]) == {True}, "at first, and at the first move it was drawn at once"


def test_a_single_move_shows_everywhere_at_once():
    moves = ["mover.step()", "mover.scrub(1234)", "mover.back()", "mover.last()", "mover.first()", "player.set('index', 7)"]
    does = "".join(f"{move}; told.push(same()); frames(2); " for move in moves)
    assert page(f"const told = []; {does} return told;", state=recording(), views=4) == [True] * len(moves)


def test_what_is_dragged_in_every_frame_shows_everywhere_at_once():
    """Who drags looks at what changes; playing this fast is for the charts."""
    assert page("""
        const told = [];
        for (let k = 0; k < 30; k += 1) { mover.scrub(10 * k + 5); told.push(same()); frame(); }
        return [told.includes(false), at()[0]];""", state=recording(), views=4) == [False, 295]


def test_in_a_hidden_tab_no_frame_comes_and_the_first_ones_afterwards_bring_all_up_to_date():
    assert page("""
        mover.play();
        frames(5);
        mover.pause();
        for (const index of [50, 70, 90]) { desk.time += 100; player.set("index", index); } // from Python, while nobody looks
        const hidden = same();
        frames(5);
        return [hidden, same(), at()[0]];""", state=recording(), views=4) == [False, True, 90]


def test_another_recording_and_what_is_asked_for_do_not_wait():
    another = {**recording()["schema"], "updates": 20, "head": 20}
    found = page(f"""
        const told = [];
        mover.play();
        frames(6);
        requestAnimationFrame(() => {{
          told.push(same());
          player.set({{ schema: {json.dumps(another)}, index: 3 }});
          told.push(same());
        }});
        frame();
        return told;""", state=recording(), views=4)
    assert found == [False, True]
    covered = {"line": "c", "update": 500, "ask": ["c"]}
    found = page(PLAYED, state=recording(covered=covered), views=4, frames=30)
    assert (found["behind"], found["most"], found["apart"]) == (0, 4, False), "where something is covered, every view covers it at once"


def test_a_view_that_has_gone_is_drawn_no_more():
    assert page("""
        mover.play();
        frames(6);
        const drawn = views[0].drawn;
        stops[0]();
        frames(12);
        return [views[0].drawn - drawn, views[1].drawn > drawn];""", state=recording(), views=4) == [0, True]


# ---- the player's steps of one frame ----

def test_several_steps_in_one_frame_lead_where_single_steps_do_and_are_one_change():
    ways = [(by, lines) for by in ("line", "unit", "term") for lines in (LINES, SUMS)]
    all_found = pages("""
        const told = [];
        for (const steps of [1, 2, 3, 5, 8, 13]) {
          player.set({ index: 1, line: 0, unit: 0, term: 0 });
          for (let k = 0; k < steps; k += 1) mover.go(mover.ways.next(player, job.state.granularity));
          const there = at();
          player.set({ index: 1, line: 0, unit: 0, term: 0 });
          desk.changes = 0;
          mover.advance(steps);
          told.push([there, at(), desk.changes]);
        }
        return told;""", *({"state": recording(9, lines, granularity=by)} for by, lines in ways))
    for way, found in zip(ways, all_found, strict=True):
        assert [single for single, _, _ in found] == [several for _, several, _ in found], way
        assert [changes for *_, changes in found] == [1] * 6, way


TOO_MANY = "mover.play(); mover.advance(500); return [at(), mover.playing];"


def test_steps_end_at_the_last_line_of_the_last_update():
    found = pages(TOO_MANY, *({"state": recording(9, granularity=by)} for by in ("update", "line", "unit")))
    assert found == [[[8, 2, 1, 0], False]] * 3


def test_steps_end_at_the_line_that_is_asked_for():
    covered = {"line": "b", "update": 3, "ask": ["b", "c"]}
    found = pages(TOO_MANY, *({"state": recording(9, granularity=by, covered=covered)} for by in ("update", "line", "unit")))
    assert found == [[[3, 1, 2, 0], False], [[3, 1, 2, 0], False], [[3, 1, 0, 0], False]]


def test_steps_end_before_what_has_not_arrived_and_go_on_from_there():
    """The last update of a first chunk waits: its weights afterwards stand in the next."""
    found = pages("""
        mover.play();
        mover.advance(500);
        const [wanted, before] = [mover.wanted, at()];
        mover.advance(3);
        const waited = JSON.stringify(at()) === JSON.stringify(before);
        player.set("schema", { ...player.get("schema"), head: 9 });
        mover.retry();
        return [wanted, [before, waited, mover.playing], at()];""",
                  *({"state": recording(9, granularity=by, there=5)} for by in ("line", "unit")))
    for wanted, before, after in found:
        assert (wanted["index"], wanted["line"]) == (4, 0), "the first place that is not there is asked for"
        assert before == [[0, 0, 0, 0], True, True] and after[:2] == [4, 0]
