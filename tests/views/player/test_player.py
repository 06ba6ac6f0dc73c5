"""The player without a browser: what Python may set, and what a page may not."""

import numpy as np
import pytest
from traitlets import TraitError

import nbnn
from nbnn.explain.playground import playground
from nbnn.explain.playground import recording as growing
from nbnn.explain.recording.recording import record
from nbnn.explain.recording.sentences import sentence
from nbnn.explain.recording.story import story
from nbnn.views.player.player import RESET, Player
from tests.views.node import in_node, needs_node, states
from tests.views.page import send


@pytest.fixture
def player():
    made = Player()
    run = nbnn.sgd(nbnn.Network.random([2, 3, 1]), nbnn.datasets.moons(), loss=nbnn.hinge, steps=300)
    made.show(record(run, version=1))
    yield made
    made.close()


def test_it_shows_the_first_chunk_and_then_the_rest(player):
    assert player.schema["updates"] == 300
    assert len(player.head) > 0
    assert len(player.tail) > 0
    assert (player.index, player.line, player.stop) == (0, 0, 10)


def test_index_and_line_are_held_within_the_recording(player):
    player.index, player.line = 299, 8
    assert player.unit == 2, "a line set from Python is computed to its end"
    with pytest.raises(ValueError, match="this recording has 300 updates"):
        player.index = 300
    with pytest.raises(ValueError, match="this board has 11 lines"):
        player.line = 11
    with pytest.raises(TraitError):
        player.granularity = "epoch"
    for unit in (-1, 99):
        with pytest.raises(ValueError, match=rf"unit is {unit}: this board's lines have at most 9 units, counted from 0"):
            player.unit = unit
    for term in (-1, 99):
        with pytest.raises(ValueError, match=rf"term is {term}: this board's sums have at most 3 terms, counted from 0"):
            player.term = term
    for speed in (0, -1, 1e9):
        with pytest.raises(ValueError, match=r"it is at most .* and above 0"):
            player.speed = speed
    assert (player.index, player.line, player.unit, player.term) == (299, 8, 2, 0) and player.speed > 0


def test_what_the_page_asks_for_reaches_its_handler_and_rubbish_does_not(player):
    asked = []
    player.on_request("extend", asked.append)
    for message in ({"do": "extend"}, {"do": "format"}, {"do": None}, "extend", None, 3, []):
        send(player, message)
    assert asked == [{"do": "extend"}]


def test_python_does_not_echo_the_pages_own_moves(player):
    """The page has moved on by the time an echo comes back; it would take the move back."""
    for name in ("index", "line", "unit", "granularity", "speed", "selected"):
        assert player.trait_metadata(name, "echo_update") is False, name


def test_the_rest_of_the_recording_is_sent_again_when_the_page_asks_for_it(player, monkeypatch):
    sent = []
    monkeypatch.setattr(player, "send_state", lambda key=None: sent.append(key))
    send(player, {"do": "rest"})
    assert sent == ["tail"]


def test_a_recording_that_grows_is_stepped_by_epochs_as_far_as_it_has_come(monkeypatch):
    setting = playground.setting(playground.Recipe(epochs=5, batch_size=70))
    training, made, sent = setting.training(), Player(), []
    made.show(growing.record(setting, training.history, version=4))
    monkeypatch.setattr(made, "send", lambda content, buffers=None: sent.append((content, buffers)))
    assert made.granularity == "epoch" and repr(made) == "Player(1 epochs)"
    with pytest.raises(ValueError, match="this recording has 1 epochs, 0 to 0"):
        made.index = 1
    training.advance_epoch()
    made.grow(growing.piece(setting, training.history, 1))
    made.index, made.line = 1, 1
    with pytest.raises(ValueError, match="this epoch has 2 updates, 0 to 1"):
        made.line = 2
    with pytest.raises(TraitError, match="this recording is stepped by epoch, update"):
        made.granularity = "line"
    made.show_inside(growing.inside(training.history, 0))
    (more, [columns]), (inside, [within]) = sent
    assert more["more"]["version"] == inside["inside"]["version"] == 4 and len(columns) > 0 and len(within) > 0
    made.show(growing.record(setting, setting.training().history, version=5))
    assert (made.index, made.line) == (0, 0) and repr(made) == "Player(1 epochs)"
    made.close()


ON_A_PAGE = """
import view from "./player/player.js";
globalThis.setTimeout = () => 1; // what Python is told later is not looked at here
const { page, acts } = given, model = modelsOf(page.states)[page.view];
const [lab, el] = ["div", "div"].map((tag) => document.createElement(tag));
lab.className = "nbnn-lab";
document.body.append(lab);
lab.append(el);
const checks = [];
lab.addEventListener("nbnn-check", (event) => checks.push(event.type));
const end = view.initialize({ model });
const stop = view.render({ model, el });
const named = (words) => el.querySelectorAll("button").find((each) => [each.getAttribute("aria-label"), each.textContent].includes(words));
const range = el.querySelector(".nbnn-scrubber"), speed = el.querySelector(".nbnn-speed"), count = el.querySelector(".nbnn-count");
const boxes = () => el.querySelectorAll(".nbnn-segments label");
const stateOf = (button) => [button.getAttribute("aria-label") ?? button.textContent, button.title, button.disabled];
const said = el.querySelector(".nbnn-status");
const seen = () => ({
  at: ["index", "line", "unit", "term"].map((name) => model.get(name)),
  buttons: el.querySelectorAll("button").map(stateOf), range: [range.min, range.max, range.value, range.ariaLabel, range.ariaValueText],
  icon: named("Play") ? "Play" : "Pause", path: (named("Play") ?? named("Pause")).querySelector("path").getAttribute("d"),
  count: [count.textContent, count.style.minWidth], said: [said.textContent, said.ariaLive],
  wrong: el.querySelector(".nbnn-message").textContent,
  by: boxes().filter((label) => !label.hidden).map((label) => [label.textContent, label.firstChild.value, label.firstChild.checked]),
  speeds: [speed.value, ...speed.options.filter((each) => !each.hidden && !each.disabled).map((each) => [each.value, each.textContent])],
  asks: boxes().map((label) => label.dataset.asks ?? null), alone: el.querySelector(".nbnn-segments").hidden,
});
const DO = {
  set: (changes) => model.set(changes),
  press: (words) => named(words).click(),
  key([key, more = {}, at = null]) {
    const event = eventOf("keydown", { key, ...more });
    (at ? el.querySelector(at) : lab).dispatchEvent(event);
    return event.defaultPrevented;
  },
  by: (how) => boxes().find((label) => label.dataset.by === how).firstChild.dispatchEvent(eventOf("change")),
  scrub(index) {
    range.value = String(index);
    range.dispatchEvent(eventOf("input"));
  },
  rate(value) {
    speed.value = value;
    speed.dispatchEvent(eventOf("change"));
    return [model.get("speed"), model.saved];
  },
  hall: () => lab.classList.add("nbnn-present"),
  frames(number) { for (let k = 0; k < number; k += 1) nextFrame(); },
  lose: () => losePython(),
  terms: () => model.set("schema", { ...model.get("schema"), terms: true, by: ["line", "term"] }),
  leave: () => stop(),
};
const roleOf = (part) => ["role", "aria-label"].map((name) => el.querySelector(part).getAttribute(name));
const roles = [".nbnn-bar", ".nbnn-segments", ".nbnn-speed"].map(roleOf);
say([{ ...seen(), roles, tab: lab.tabIndex, targets: lab.hasAttribute("data-targets") }, ...acts.map((act) => {
  model.sent.length = checks.length = 0;
  const did = Object.entries(act).map(([what, how]) => DO[what](how));
  DO.frames(2);
  return { ...seen(), did, sent: [...model.sent], checks: checks.length };
})]);
"""


@pytest.fixture
def run():
    net = nbnn.Network.random([2, 3, 1], seed=0)
    return nbnn.sgd(net, nbnn.datasets.moons(n=40), loss=nbnn.hinge, eta=0.1, steps=12, seed=0)


@pytest.fixture
def page(run):
    """(acts, changes of the player) → what a page shows of it, at first and after each act."""
    made = Player()
    made.show(record(run))

    def seen(*acts, **changes):
        for name, value in changes.items():
            setattr(made, name, value)
        return in_node(ON_A_PAGE, {"page": states(made), "acts": acts})
    yield seen
    made.close()


def off(seen):
    """What of the bar can be pressed, and what cannot."""
    return {words: off for words, _, off in seen["buttons"]}


@needs_node
def test_on_a_page_the_bar_shows_where_one_is_and_the_sentence_says_it(page, run):
    stop = len(record(run).schema["lines"]) - 1
    moves = [{"press": "Step"}, {"press": "Step"}, {"press": "Back"}, {"press": "Last"}, {"press": "First"}, {"scrub": 7}, {"by": "unit"},
             {"press": "Step"}, {"by": "update"}, {"press": "Step"}]
    found = page(*moves)
    places = [(0, 0), (0, 1), (0, 2), (0, 1), (len(run) - 1, stop), (0, 0), (7, 0), (7, 0), (7, 1), (7, 1), (7, stop)]
    for (index, line), seen in zip(places, found, strict=True):
        by_unit = seen["by"][2][2]
        unit = seen["at"][2] if by_unit else None
        assert seen["at"][:2] == [index, line] and seen["said"] == [sentence(run, index, line, unit, by_unit), "polite"]
        assert seen["count"] == [f"{index} / 12", "7ch"]
        assert seen["range"] == ["0", "11", str(index), "Update", f"update {index} of 12, line {line}"]
        first, last = (index, line) == (0, 0), (index, line) == (len(run) - 1, stop)
        assert off(seen) == {"First": first, "Back": first, "Step": False, "Last": last, "Play": False, "Reset": False}
    chosen = [[words for words, _, checked in seen["by"] if checked] for seen in found]
    assert chosen == [["line"]] * 7 + [["unit"]] * 2 + [["update"]] * 2
    assert [words for words, *_ in found[0]["by"]] == [value for _, value, _ in found[0]["by"]] == ["update", "line", "unit"]
    assert found[0]["roles"] == [["toolbar", "Player"], ["radiogroup", "Step by"], [None, "Speed"]] and found[0]["tab"] == 0
    assert found[0]["buttons"][2][1] == "One step forward (→)" and not found[0]["alone"] and not found[0]["targets"]


@needs_node
def test_on_a_page_the_labs_keys_move_it_but_those_of_a_field_do_not(page):
    shift = {"shiftKey": True}
    keys = [["ArrowRight"], ["ArrowRight"], ["ArrowLeft"], ["ArrowRight", shift], ["PageDown"], ["PageUp"], ["ArrowLeft", shift], ["End"],
            ["Home"], ["Home", shift], ["ArrowRight", {"ctrlKey": True}], ["ArrowRight", {"defaultPrevented": True}], [" "], [" "], ["x"],
            ["ArrowRight", {}, "select"], [" ", {}, "button"], ["ArrowRight", {}, "button"]]
    found = page(*({"key": key} for key in keys), {"hall": None}, {"key": ["PageDown"]}, {"key": ["PageUp"]})[1:]
    assert [seen["at"][:2] for seen in found[:9]] == [[0, 1], [0, 2], [0, 1], [1, 1], [2, 1], [1, 1], [0, 1], [11, 10], [0, 0]]
    assert [seen["did"] == [True] for seen in found[:18]] == [True] * 9 + [False, False, True, True, True, False, False, False, True]
    assert [seen["icon"] for seen in found[11:14]] == ["Play", "Pause", "Play"] and found[12]["said"][1] == "off"
    assert found[12]["path"] != found[13]["path"] and found[13]["said"][1] == "polite"
    here = found[17]["at"]
    assert here[:2] == [0, 1] and [seen["at"][:2] for seen in found[19:]] == [[0, 2], [0, 1]]


@needs_node
def test_on_a_page_speeds_and_what_else_there_is_to_ask_for_are_offered(page):
    more = {"do": "fork", "words": "Fork", "title": "A fork", "off": True}
    usual, fast, forked, told, reset, left = page(
        {"rate": "16"}, {"set": {"actions": [RESET, more]}}, {"set": {"status": "no"}}, {"press": "Reset"}, {"leave": None})
    assert usual["speeds"] == ["1", *([str(speed), f"{speed}×"] for speed in (0.25, 0.5, 1, 2, 4, 16, 60))]
    assert fast["did"] == [[16, 1]] and fast["speeds"][0] == "16"
    assert [words for words, *_ in forked["buttons"][5:]] == ["Reset", "Fork"] and forked["buttons"][6] == ["Fork", "A fork", True]
    assert told["wrong"] == "no" and reset["sent"] == [{"do": "reset"}]
    assert left["said"] == reset["said"]


@needs_node
def test_on_a_page_products_are_asked_for_before_one_goes_through_them(page):
    usual, offered, asked, there, gone = page({"terms": None}, {"by": "term"}, {"by": "line"}, {"lose": None, "by": "term"})
    assert usual["asks"] == [None] * 5 and offered["asks"] == [None] * 4 + ["terms"] and asked["sent"] == [{"do": "terms"}]
    assert [words for words, *_ in offered["by"]] == ["line", "term"] and asked["by"][1] == ["term", "term", True]
    assert gone["sent"] == [] and gone["by"] == there["by"] == [["line", "line", True], ["term", "term", False]]


@needs_node
def test_on_a_page_a_line_that_is_asked_for_is_checked_and_not_stepped_over(page, run):
    lines = [line["name"] for line in record(run).schema["lines"]]
    covered = {"update": 2, "line": "a", "ask": ["a"], "level": 0}
    theta = covered | {"line": "theta"}
    before, at, checked, played, own, after, last = page(
        {"press": "Step"}, {"press": "Check"}, {"key": [" "]}, {"set": {"covered": covered | {"sentence": "Which?"}}},
        {"set": {"covered": covered | {"after": True}}}, {"set": {"covered": theta, "line": lines.index("theta")}},
        covered=covered, index=2, line=lines.index("a") - 1)
    where = "Update 2, line {} of 11: {}"
    assert at["said"][0] == where.format(lines.index("a") + 1, "a is yours to fill in.") and off(before)["Step"] is False
    assert off(at) == {"First": False, "Back": False, "Check": False, "Last": False, "Play": True, "Reset": False}
    assert checked["checks"] == 1 and checked["at"] == at["at"] == played["at"] and played["icon"] == "Play"
    assert own["said"][0] == "Which?" and after["said"][0] == sentence(run, 2, lines.index("a"))
    assert last["said"][0].startswith(where.format(lines.index("theta") + 1, "")) and last["said"][0].endswith(" waits for your answer.")


@needs_node
def test_on_a_page_what_cannot_be_computed_more_is_said_at_the_end(page):
    _, more, ended, gone, no_more = page({"press": "Last"}, {"press": "Step"}, {"set": {"ended": "That was it."}}, {"lose": None})
    assert off(more)["Step"] is False and ended["sent"] == [{"do": "extend"}]
    assert ended["said"][0] == "Computing more updates …"
    assert gone["said"][0] != no_more["said"][0]
    assert no_more["said"][0].endswith("That was it. The recording ends here: more updates take Python.") and off(no_more)["Step"] is True


@needs_node
def test_on_a_page_a_story_of_one_way_to_step_has_no_ways_to_choose_from():
    made = Player(granularity="update")
    made.show(story({"x": np.arange(3.0)}, ["first", "second", "third"]))
    first, second = in_node(ON_A_PAGE, {"page": states(made), "acts": [{"press": "Step"}]})
    assert first["alone"] and [words for words, *_ in first["by"]] == ["update"]
    assert [seen["said"][0] for seen in (first, second)] == ["first", "second"]
    made.close()
