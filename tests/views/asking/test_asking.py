"""The boxes of “ask me first”: a draft is kept as far as the lab wants it, and only named requests are answered."""

import nbnn
from nbnn.explain.recording.recording import record
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
