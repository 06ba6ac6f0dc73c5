"""The boxes of “ask me first”: a draft is kept as far as the lab wants it, and only named requests are answered."""

import re

import numpy as np
import pytest

import nbnn
from nbnn.explain.recording.recording import record
from nbnn.explain.writing.numbers import format_number
from nbnn.views.asking.asking import AskingView
from nbnn.views.player.player import Player
from tests.views.node import in_node, needs_node, states
from tests.views.page import send


def test_what_is_kept_of_a_draft_is_the_labs_decision():
    view = AskingView(kept=lambda draft: {"about": draft.get("about")})
    view.draft = {"about": "abc", "given": {"entries": ["1"]}, "more": 3}
    assert view.draft == {"about": "abc"} and repr(view) == "AskingView()"
    view.close()


def test_a_request_is_handed_on_by_its_name():
    view, heard = AskingView(), []
    view.on_request("check", heard.append)
    for message in ({"do": "check", "entries": []}, {"do": "other"}, "check", None):
        send(view, message)
    assert heard == [{"do": "check", "entries": []}]
    view.close()


ON_A_PAGE = """
import asking from "./asking/asking.js";
const lab = document.createElement("div");
lab.className = "nbnn-lab";
document.body.append(lab);
const { el, model } = await shown(given, asking, lab);
const count = el.querySelector(".nbnn-count-hands"), press = (selector, event) => el.querySelector(selector).dispatchEvent(event);
const reasonOf = (option) => [option.value, option.textContent, option.title];
const found = { title: el.querySelector("h3").textContent,
  counting: [el.classList.contains("nbnn-counting"), count.getAttribute("aria-pressed")],
  boxes: el.querySelectorAll("input").map((box) => [box.type, box.value, box.checked, box.getAttribute("aria-label")]),
  whys: el.querySelectorAll("select.nbnn-entry-why").map((why) => why.options.map(reasonOf)),
  marks: el.querySelectorAll(".nbnn-mark").map((mark) => mark.textContent), hidden: count.hidden,
  invalid: el.querySelectorAll("input").map((box) => box.getAttribute("aria-invalid")),
  off: el.querySelectorAll("button").map((button) => [button.textContent, Boolean(button.disabled), Boolean(button.hidden)]) };
for (const name of ["Hint", "Show"]) el.querySelectorAll("button").find((button) => button.textContent === name).click();
press("input", eventOf("keydown", { key: "Enter" }));
count.click();
say({ ...found, sent: model.sent, again: [el.classList.contains("nbnn-counting"), count.getAttribute("aria-pressed")] });
"""
QUESTION = {"update": 2, "line": "a", "name": "a", "where": "", "symbol": "a", "words": "pre-activations", "needs": "3 numbers",
            "hints": [], "more": True, "verdict": "", "message": "", "level": 2, "grounds": [], "said": 0, "marks": [], "about": "letters",
            "reasons": [["gate", "the gate is shut"], ["zero", "x is 0"]]}


def on_a_page(**question):
    run = nbnn.sgd(nbnn.Network.random([2, 3, 1], seed=0), nbnn.datasets.moons(n=40), loss=nbnn.hinge, eta=0.1, steps=9, seed=0)
    player = Player()
    player.show(record(run))
    player.covered = {"update": 2, "line": "a", "ask": ["a"], "level": 2}
    player.index, player.line = 2, [line["name"] for line in player.schema["lines"]].index("a")
    view = AskingView(player)
    view.draft = {"about": "letters", "given": question.pop("given")}
    view.question, view.help = QUESTION | question, {"level": 0, "levels": ["all", "some"], "locked": False, "rows": 3, "paused": False}
    found = in_node(ON_A_PAGE, states(view))
    view.close()
    player.close()
    return found


@needs_node
def test_on_a_page_the_entries_have_boxes_reasons_and_the_marks_of_the_last_check():
    found = on_a_page(kind="entries", shape=[3], given={"entries": ["1.5", "gate", ""]}, marks=["right", "wrong", "refused"])
    assert found["title"] == "Your turn: a" and found["hidden"]
    assert [box[:2] for box in found["boxes"]] == [["text", "1.5"], ["text", "0"], ["text", ""]]
    said = ["right", "the first wrong entry", "cannot be read"]
    assert [label for *_, label in found["boxes"]] == [f"a, entry {k}: {words}" for k, words in enumerate(said, 1)]
    assert found["marks"] == ["✓", "✗", "?"] and found["invalid"] == [None, "true", "true"]
    reasons = [["", "0 because", "0 because"], ["gate", "gate", "the gate is shut"], ["zero", "zero", "x is 0"]]
    assert found["whys"] == [reasons] * 3
    entries = {"entries": ["1.5", "gate", ""]}
    where = {"update": 2, "name": "a"}
    assert found["sent"] == [{"do": "hint", **where}, {"do": "show", **where}, {"do": "check", **where, **entries}]


@needs_node
def test_on_a_page_a_vote_that_was_being_counted_goes_on_being_counted():
    vote = {"kind": "choice", "shape": None, "options": [["up", "It rises"], ["down", "It falls"]]}
    found = on_a_page(**vote, given={"choice": "down", "hands": [3, None]})
    assert found["counting"] == [True, "true"] and found["again"] == [False, "false"] and not found["hidden"]
    assert [box[:3] for box in found["boxes"] if box[0] == "radio"] == [["radio", "up", False], ["radio", "down", True]]
    assert [box[1] for box in found["boxes"] if box[0] == "number"] == ["3", ""]
    assert found["sent"][1] == {"do": "show", "update": 2, "name": "a", "hands": [3, None]}
    assert on_a_page(**vote, given={"choice": "up"})["counting"] == [False, "false"]


AFTERWARDS = """
import asking from "./asking/asking.js";
const lab = document.createElement("div");
lab.className = "nbnn-lab";
document.body.append(lab);
const { view, tolds } = given, { el, model, player } = await shown(view, asking, lab);
const { index, line } = player.state;
say(tolds.map(([told, place, question = {}]) => {
  model.set({ told, question: { ...model.get("question"), ...question } });
  player.set({ covered: {}, index: index + (place.index ?? 0), line: line + (place.line ?? 0) });
  const [heading, words] = ["h3", ".nbnn-asked-words"].map((part) => el.querySelector(part).textContent);
  return { heading, words, said: el.querySelector(".nbnn-said").textContent, verdict: el.dataset.verdict,
    beside: el.querySelectorAll(".nbnn-beside .nbnn-entry-cell").map((cell) => cell.children.map((each) => each.textContent)),
    bars: el.querySelectorAll(".nbnn-bars li").map((bar) => {
      const share = bar.querySelector(".nbnn-bars-bar").style.getPropertyValue("--share");
      return [bar.textContent, share, bar.classList.contains("nbnn-bars-true")];
    }) };
}));
"""


@needs_node
def test_on_a_page_an_answer_is_told_at_its_line_and_what_was_counted_stays_beside_what_happens():
    run = nbnn.sgd(nbnn.Network.random([2, 3, 1], seed=0), nbnn.datasets.moons(n=40), loss=nbnn.hinge, eta=0.1, steps=9, seed=0)
    player = Player()
    player.show(record(run))
    player.index, player.line = 2, [line["name"] for line in player.schema["lines"]].index("a")
    view = AskingView(player)
    view.question = QUESTION | {"kind": "entries", "shape": [2], "name": "y", "symbol": "y", "where": "in update 3"}
    view.help = {"level": 0, "levels": ["all"], "locked": False, "rows": 3, "paused": False}
    told = {"update": 2, "line": "a", "symbol": "a", "message": "Right.", "how": "entered", "about": "letters"}
    showed = told | {"message": "Shown.", "how": "shown", "right": ["1", "−2"], "entered": ["1", "-3"], "shape": [2]}
    hands = told | {"words": "Which?", "hands": [["up", 3], ["down", 1]], "truth": "down"}
    here, next_line, next_update, shown, voted, before = in_node(AFTERWARDS, {"view": states(view), "tolds": [
        [told, {}], [told, {"line": 1}], [told, {"index": 1}], [showed, {}], [hands, {"index": 1}], [hands, {"index": -1}]]})
    assert (here["heading"], here["said"], here["verdict"], here["words"]) == ("a", "Right.", "entered", "Next: y in update 3.")
    for away in (next_line, next_update):
        assert (away["heading"], away["said"], away["verdict"]) == ("Your turn", "", "")
        assert away["words"] == "You will be asked for y in update 3: Step leads there."
    assert shown["beside"] == [["1"], ["−2", "you: −3"]] and here["beside"] == []
    bars = [["up3 (75%)", "1", False], ["✓ down (this is what happened)1 (25%)", str(1 / 3), True]]
    assert (voted["heading"], voted["bars"]) == ("Which?", bars) and (before["heading"], before["bars"]) == ("Your turn", [])
    view.close()
    player.close()


ACTS = """
import asking from "./asking/asking.js";
globalThis.setTimeout = () => 1; // what Python is told later is not looked at here
const lab = document.createElement("div"), step = document.createElement("button");
lab.className = "nbnn-lab";
step.className = "nbnn-step";
document.body.append(lab);
lab.append(step);
const { page, acts } = given, { el, model, player } = await shown(page, asking, lab);
const boxes = () => el.querySelectorAll(".nbnn-asked-form input"), whys = () => el.querySelectorAll(".nbnn-entry-why");
const buttons = () => el.querySelectorAll("button");
const mathOf = (part) => part.textContent.replaceAll("\\u00a0", " ");
const seen = () => ({
  title: el.querySelector("h3").textContent, words: el.querySelector(".nbnn-asked-words").textContent,
  formula: mathOf(el.querySelector(".nbnn-asked-formula")), said: el.querySelector(".nbnn-said").textContent,
  boxes: boxes().map((box) => [box.value, box.checked, box.getAttribute("aria-label"), box.parentNode.dataset.mark ?? null]),
  whys: whys().map((why) => why.value), hints: el.querySelectorAll("li").map((hint) => hint.textContent),
  form: el.querySelector(".nbnn-asked-form").children.map((form) => [form.getAttribute("role"), form.getAttribute("aria-label"),
    form.inert ?? null,
    form.style.getPropertyValue("--columns"), form.classList.contains("nbnn-fenced")]),
  grounds: el.querySelectorAll(".nbnn-grounds button").map((button) => button.textContent),
  buttons: buttons().filter((button) => !button.hidden && !button.closest(".nbnn-grounds") && !button.closest(".nbnn-hands"))
    .map((button) => [button.textContent, button.disabled, button.title]),
  level: [el.querySelector(".nbnn-level").selectedIndex, el.querySelector(".nbnn-level").disabled, el.querySelector(".nbnn-level").title,
    el.querySelector(".nbnn-level").options.map((option) => option.textContent), el.querySelector(".nbnn-level").parentNode.hidden],
  flags: ["idle", "voting", "votes", "counting"].filter((name) => el.classList.contains(`nbnn-${name}`)),
  rows: el.style.getPropertyValue("--rows"),
  focused: [boxes().indexOf(document.activeElement), document.activeElement === step,
    document.activeElement === el.querySelector(".nbnn-grounds button")],
  draft: model.get("draft"), marked: player.get("marked"), verdict: el.dataset.verdict,
});
const change = (element, event = "change") => element.dispatchEvent(eventOf(event));
const DO = {
  set: (changes) => model.set(changes),
  ask: (changes) => model.set("question", { ...model.get("question"), ...changes }),
  player: (changes) => player.set(changes),
  type([at, words]) {
    boxes()[at].value = words;
    change(boxes()[at], "input");
  },
  why([at, reason]) {
    whys()[at].value = reason;
    change(whys()[at]);
  },
  tick([at, checked]) {
    boxes()[at].checked = checked;
    change(boxes()[at]);
  },
  key([at, key]) {
    const event = eventOf("keydown", { key });
    boxes()[at].dispatchEvent(event);
    return [event.defaultPrevented, event.stopped];
  },
  focus: (at) => (at < 0 ? step : boxes()[at]).focus(),
  level(at) {
    el.querySelector(".nbnn-level").selectedIndex = at;
    change(el.querySelector(".nbnn-level"));
  },
  press: (words) => buttons().find((button) => [button.textContent, button.getAttribute("aria-label")].includes(words)).click(),
  check: () => change(lab, "nbnn-check"),
  lose: () => losePython(),
};
say([seen(), ...acts.map((act) => {
  model.sent.length = 0;
  const did = Object.entries(act).map(([what, how]) => DO[what](how));
  for (let frame = 0; frame < 4; frame += 1) nextFrame();
  return { ...seen(), did, sent: [...model.sent] };
})]);
"""
WHERE = {"update": 2, "name": "a"}


@pytest.fixture
def ask():
    """(acts, question and more) → what a page shows of it, at first and after each act, and the run."""
    run = nbnn.sgd(nbnn.Network.random([2, 3, 1], seed=0), nbnn.datasets.moons(n=40), loss=nbnn.hinge, eta=0.1, steps=9, seed=0)
    made = []

    def asked(*acts, line="a", help=None, **question):
        player = Player()
        player.show(record(run))
        player.covered = {"update": 2, "line": line, "ask": [line], "level": 2}
        player.index, player.line = 2, [each["name"] for each in player.schema["lines"]].index(line)
        view = AskingView(player)
        made.extend((view, player))
        view.question = QUESTION | {"line": line} | question
        view.help = {"level": 1, "levels": ["all", "some", "none"], "locked": False, "rows": 3, "paused": False} | (help or {})
        return run, in_node(ACTS, {"page": states(view), "acts": acts})
    yield asked
    for each in made:
        each.close()


@needs_node
def test_on_a_page_what_is_typed_is_kept_sent_by_enter_and_a_reason_stands_for_a_zero(ask):
    _, found = ask({"type": [0, "1.5"]}, {"why": [1, "gate"]}, {"why": [2, "zero"]}, {"type": [2, "4"]}, {"type": [1, "0"]},
        {"key": [0, "Enter"]},
                   {"key": [0, "ArrowUp"]}, {"check": None},
                   {"focus": 0, "ask": {"marks": ["right", "wrong", ""], "said": 1, "message": "No."}},
                   {"type": [1, "2"]}, {"press": "Hint"}, {"press": "Stop asking"}, {"level": 2}, {"set": {"draft": {"about": "letters",
                       "given": {"entries": ["gate", "7", "8"]}}}}, {"lose": None}, kind="entries", shape=[3])
    first, typed, gate, zero, other, same, enter, arrow, checked, wrong, mended, hint, stop, level, draft, _ = found
    assert first["title"] == "Your turn: a" and first["words"] == "Pre-activations: 3 numbers. Fill it in, then Check."
    assert first["form"] == [["group", "a: 3 numbers", False, "1", True]] and first["rows"] == "3" and first["draft"] == {}
    assert typed["draft"] == {"about": "letters", "given": {"entries": ["1.5", "", ""]}}
    assert gate["boxes"][1][0] == "0" and gate["whys"] == ["", "gate", ""]
    assert zero["draft"]["given"] == {"entries": ["1.5", "gate", "zero"]}
    assert other["whys"] == ["", "gate", ""] == same["whys"] and other["draft"]["given"]["entries"] == ["1.5", "gate", "4"]
    assert enter["sent"] == [{"do": "check", **WHERE, "entries": ["1.5", "gate", "4"]}] == checked["sent"]
    assert enter["did"] == [[True, True]] and arrow["did"] == [[False, True]] and arrow["sent"] == []
    assert [mark for *_, mark in wrong["boxes"]] == ["right", "wrong", ""] and wrong["said"] == "No." and wrong["focused"][0] == 1
    assert mended["said"] == "" and mended["boxes"][1][3] == "" and mended["boxes"][0][3] == "right"
    assert [seen["sent"] for seen in (hint, stop, level)] == [[{"do": "hint", **WHERE}], [{"do": "pause"}], [{"do": "level", "level": 2}]]
    assert [box[0] for box in draft["boxes"]] == ["0", "7", "8"] and draft["whys"] == ["gate", "", ""]


@needs_node
def test_on_a_page_the_level_of_help_gives_the_formula_its_numbers_or_a_blank_page(ask):
    levels = [{"ask": {"level": level}} for level in (0, 1, 2)]
    run, (_, *found) = ask(*levels, kind="entries", shape=[3], written=None)
    row = next(each for each in run[2].table() if each["name"] == "a")
    plain = lambda words: re.sub(r"[^\w.−]", "", words)
    assert found[2]["formula"] == "" and 0 < len(found[1]["formula"]) < len(found[0]["formula"])
    assert all(number in found[0]["formula"] for number in re.findall(r"−?\d[\d.]*", row["numbers"]))
    assert found[0]["formula"].count("=") == 1 and found[1]["formula"].count("=") == 0 and "W" in plain(found[1]["formula"])
    run, (_, *ways) = ask(*levels, line="dl_dy", kind="entries", shape=[])
    with_numbers = f"with y = {format_number(run[2].y)} and z = {format_number(run[2].z)}"
    assert ways[0]["formula"].endswith(with_numbers) and "or" in ways[1]["formula"] and with_numbers not in ways[1]["formula"]
    _, (said, blank) = ask({"type": [0, "1, 2"]}, kind="entries", shape=None, written=["first", "second"])
    assert said["formula"] == "first=second" and len(said["boxes"]) == 1 and blank["draft"]["given"] == {"text": "1, 2"}


@needs_node
def test_on_a_page_weights_that_will_not_change_are_ticked_here_or_on_the_network(ask):
    names = [[1, row, column, f"W⁽¹⁾ row {row + 1}, column {column + 1}"] for row in range(3) for column in range(2)]
    names += [[2, 0, k, f"w⁽²⁾ entry {k + 1}"] for k in range(3)]
    run, found = ask({"tick": [1, True]}, {"tick": [7, True]}, {"tick": [1, False]}, {"player": {"marked": {"weights": [[1, 2, 1]]}}},
                     {"key": [0, "Enter"]}, {"press": "Show"}, kind="unchanged", names=names, words="Which stay?")
    first, one, two, off, marked, checked, shown = found
    numbers = [format_number(w) for weights in run[2].before.weights for w in np.ravel(weights)]
    labels = [f"{name}, now {number}" for (*_, name), number in zip(names, numbers, strict=True)]
    assert [label for _, _, label, _ in first["boxes"]] == labels
    assert one["marked"] == {"weights": [[1, 0, 1]]} and two["marked"] == {"weights": [[1, 0, 1], [2, 0, 1]]}
    assert off["marked"] == {"weights": [[2, 0, 1]]} and off["draft"]["given"] == off["marked"]
    assert [checked for _, checked, *_ in marked["boxes"]] == [k == 5 for k in range(9)] and marked["draft"]["given"] == marked["marked"]
    assert checked["sent"] == [{"do": "check", **WHERE, "weights": [[1, 2, 1]]}] and shown["sent"] == [{"do": "show", **WHERE}]
    assert first["title"] == "Your turn: a prediction" and first["words"] == "Which stay?" and first["form"][0][1] == "Which stay?"


@needs_node
def test_on_a_page_hands_are_counted_beside_each_answer_and_a_missed_prediction_is_asked_what_it_went_by(ask):
    vote = {"kind": "choice", "shape": None, "options": [["up", "It rises"], ["down", "It falls"]], "words": "What happens?"}
    more, less = "One hand more for “It rises”", "One hand less for “It falls”"
    _, found = ask({"press": "Count hands"}, {"press": more}, {"press": more}, {"press": less}, {"type": [3, "12000"]}, {"type": [1, "-3"]},
                   {"type": [3, ""]}, {"focus": 1, "key": [1, "Enter"]}, {"key": [3, "Enter"]}, {"key": [3, "PageDown"]},
                   {"key": [3, "ArrowUp"]},
                   {"tick": [2, True]}, {"press": "Show"},
                   {"focus": 0, "ask": {"grounds": [["slope", "the slope"], ["sign", "a sign"]], "said": 1}},
                   {"check": None}, {"press": "a sign"}, help={"levels": [], "locked": True}, **vote)
    first, counting, once, twice, lower, most, least, empty, enter, last, page, arrow, chosen, shown, missed, again, ground = found
    hands = lambda seen: [seen["boxes"][k][0] for k in (1, 3)]
    assert first["flags"] == ["voting", "votes"] and counting["flags"] == ["voting", "votes", "counting"] and hands(first) == ["", ""]
    assert [hands(each) for each in (once, twice, lower, most, least, empty)] == [
        ["1", ""], ["2", ""], ["2", "0"], ["2", "9999"], ["0", "9999"], ["0", ""]]
    assert least["draft"]["given"] == {"choice": "", "hands": [0, 9999]} and empty["draft"]["given"] == {"choice": "", "hands": [0, None]}
    assert enter["focused"][0] == 3 and last["focused"][1] and page["did"] == [[True, True]] and arrow["did"] == [[False, True]]
    assert page["sent"][0]["do"] == "check" and [box[:2] for box in chosen["boxes"][::2]] == [["up", False], ["down", True]]
    assert shown["sent"] == [{"do": "show", **WHERE, "hands": [0, None]}] and first["form"][0][:2] == ["radiogroup", "What happens?"]
    assert missed["grounds"] == ["the slope", "a sign"] and missed["focused"][2] and missed["form"][0][2] is True
    assert again["sent"] == [] and ground["sent"] == [{"do": "ground", **WHERE, "ground": "sign"}]
    assert first["level"][1:3] == [True, "The level is set by the lesson"] and first["level"][4]
    assert [words for words, *_ in first["buttons"]] == ["Show", "Count hands"]


@needs_node
def test_on_a_page_what_is_not_asked_now_says_what_comes_and_the_buttons_follow(ask):
    helped = {"level": 1, "levels": ["all", "some", "none"], "locked": False, "rows": 4, "paused": True}
    _, found = ask({"player": {"covered": {}}}, {"set": {"help": helped}}, {"set": {"help": helped | {"paused": False}}},
                   {"ask": {"name": None}}, kind="entries", shape=[3], hints=["one", "two"], more=False)
    first, away, paused, going, _ = found
    assert first["hints"] == ["one", "two"] and away["hints"] == [] and away["form"] == []
    assert first["buttons"] == [["Hint", True, "One more hint for this line"], ["Show", False, "Show this line; it is marked as shown"],
                                ["Stop asking", False, "Look on without questions; they wait for you"]]
    assert [off for _, off, _ in away["buttons"]] == [True, True, False] and away["title"] == "Your turn"
    assert paused["words"] == "Nothing is asked now." and paused["buttons"][2][0] == "Ask me again" and paused["rows"] == "4"
    assert going["words"] == away["words"] == "You will be asked for a: Step leads there." and going["flags"] == []
    assert first["level"][:4] == [1, False, "How much of the line is given", ["all", "some", "none"]]
