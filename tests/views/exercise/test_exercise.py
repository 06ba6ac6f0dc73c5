"""The view of an exercise: messages go to the lab, a draft is kept as it says, a file is offered; on a page, what is said of an answer."""

from math import prod

import pytest

import nbnn
from nbnn.exercises.progress import Progress, ProgressFile
from nbnn.explain.writing.template import text
from nbnn.views.exercise.exercise import ExerciseView
from tests.views.node import in_node, needs_node, states
from tests.views.page import send


def test_messages_go_to_the_lab_when_they_are_messages():
    heard = []
    view = ExerciseView(heard.append)
    for message in ({"do": "check"}, "check", None, [1]):
        send(view, message)
    assert heard == [{"do": "check"}] and repr(view) == "ExerciseView()"
    view.close()


def test_a_draft_is_kept_as_the_lab_says_and_a_file_is_offered():
    view, sent = ExerciseView(lambda _message: None, lambda draft: {}), []
    view.draft = {"about": "abc"}
    assert view.draft == {}
    view.send = lambda content, buffers=None: sent.append(content)
    view.offer("nbnn-progress.json", "{}")
    assert sent == [{"download": {"name": "nbnn-progress.json", "text": "{}"}}]
    view.close()


ON_A_PAGE = """
import exercise from "./exercise/exercise.js";
globalThis.setTimeout = () => 1; // what Python is told later is not looked at here
const { view, acts } = given, lab = document.createElement("div");
lab.className = "nbnn-lab";
document.body.append(lab);
const { el, model } = await shown(view, exercise, lab);
const textOf = (selector) => el.querySelector(selector)?.textContent;
const textsOf = (selector) => el.querySelectorAll(selector).map((each) => each.textContent);
const buttons = () => el.querySelectorAll("button.nbnn-push").filter((button) => !button.classList.contains("nbnn-order-move"));
const inputs = () => el.querySelectorAll("input");
const moves = () => el.querySelectorAll(".nbnn-order-move");
const boxOf = (box) => [box.value, box.getAttribute("aria-label"), box.parentNode.textContent, box.getAttribute("aria-invalid")];
const rowOf = (row) => [row.getAttribute("data-mark"), row.querySelector(".nbnn-mark").textContent];
const message = () => el.querySelector(".nbnn-verdict");
const seen = () => ({
  title: textOf("h3"), words: textsOf(".nbnn-exercise-words p"), note: textOf(".nbnn-exercise-note"), standing: textOf(".nbnn-standing"),
  boxes: inputs().map(boxOf), labels: textsOf(".nbnn-answer-label"), notes: textsOf(".nbnn-answer-note"),
  choices: el.querySelectorAll("label.nbnn-choice").map(rowOf), checked: inputs().map(({ checked }) => checked),
  items: el.querySelectorAll(".nbnn-order-item").map(rowOf), order: textsOf(".nbnn-order-words"),
  off: moves().map((move) => move.getAttribute("aria-disabled")), told: textOf(".nbnn-order .nbnn-hidden-text"),
  verdict: [message().dataset.verdict, message().dataset.stale, message().textContent],
  under: message().previousElementSibling.className,
  said: inputs().filter((box) => box.getAttribute("aria-describedby") === message().id).length,
  hints: textsOf(".nbnn-exercise-hints li"), solution: textsOf(".nbnn-solution h4, .nbnn-solution pre"), code: textOf(".nbnn-code-note"),
  rows: el.querySelectorAll(".nbnn-solution tr").map((row) => row.children.map((cell) => [cell.localName, cell.textContent])),
  printed: [textOf(".nbnn-printed"), el.querySelector(".nbnn-printed").hidden], notice: textOf(".nbnn-notice"),
  workings: [el.querySelector("details").hidden, Boolean(el.querySelector("details").open)],
  buttons: buttons().map((button) => [button.textContent, button.disabled]),
  focused: [inputs().indexOf(document.activeElement), buttons().indexOf(document.activeElement), moves().indexOf(document.activeElement)],
  draft: model.get("draft"),
});
const DO = {
  set: (changes) => model.set(changes),
  type([at, words]) {
    inputs()[at].value = words;
    inputs()[at].dispatchEvent(eventOf("input"));
  },
  fill: (words) => inputs().forEach((_, at) => DO.type([at, words])),
  choose(at) {
    inputs().forEach((radio, k) => { radio.checked = k === at; });
    inputs()[at].dispatchEvent(eventOf("change"));
  },
  key([selector, at, key]) {
    const event = eventOf("keydown", { key });
    el.querySelectorAll(selector)[at].dispatchEvent(event);
    return [event.defaultPrevented, event.stopped];
  },
  press(words) { buttons().find((button) => button.textContent.startsWith(words)).click(); },
  focus: (at) => inputs()[at].focus(),
  move: (at) => moves()[at].click(),
  lose: () => losePython(),
};
const began = [seen()];
say(began.concat(acts.map((act) => {
  model.sent.length = 0;
  const did = Object.entries(act).map(([what, how]) => DO[what](how));
  return { ...seen(), did, sent: [...model.sent] };
})));
"""


@pytest.fixture
def shown(tmp_path):
    """(key) → the lab and what a page has seen of it: at first, and after each act, whose state the lab may say when it comes."""
    labs = []
    (tmp_path / "progress.json").write_text(Progress("a learner").as_text(), "utf-8")  # whose numbers are the same in every run

    def made(key, make_acts):
        lab = nbnn.labs.Exercise(key, progress=ProgressFile(tmp_path / "progress.json"))
        labs.append(lab)
        first = states(lab.view)
        return lab, in_node(ON_A_PAGE, {"view": first, "acts": make_acts(lab)})
    yield made
    for lab in labs:
        lab.close()


def after(lab, do):
    """What the page is sent when the lab has done something."""
    do()
    return {"set": {"question": lab.view.question, "state": lab.view.state}}


def plain(node):
    """A template, as its formula reads on the page."""
    return "" if node == "" else text(node)


def fields_of(lab):
    return lab.view.question["fields"]


def in_boxes(lab, word):
    return {field["id"]: [word] * prod(field["shape"]) for field in fields_of(lab)}


SIGNS = {"right": "✓", "wrong": "✗", "follows": "↳", "refused": "?", "": ""}
SAID = {"right": ": right", "wrong": ": not right", "follows": ": follows from what you entered above", "refused": ": cannot be read",
        "": ""}


def options_of(lab):
    return ["".join(pieces) for pieces in fields_of(lab)[0]["options"]]


def names_of(field):
    if not field["shape"]:
        return [field["words"]]
    if len(field["shape"]) == 1:
        return [f"{field['words']}, entry {k}" for k in range(1, field["shape"][0] + 1)]
    rows, columns = field["shape"]
    return [f"{field['words']}, row {row}, column {column}" for row in range(1, rows + 1) for column in range(1, columns + 1)]


def boxes_of(lab, given):
    """value, name, sign, invalid of every box, as the lab has judged it."""
    found = []
    for field in fields_of(lab):
        marks = lab.view.state.get("marks", {}).get(field["id"], {}).get("entries", [])
        words = marks or [""] * prod(field["shape"])
        found += [[value, name + SAID[word], SIGNS[word], "true" if word in ("wrong", "refused") else None]
                  for value, name, word in zip(given[field["id"]], names_of(field), words, strict=True)]
    return found


@needs_node
def test_on_a_page_numbers_are_asked_for_sent_and_marked_entry_by_entry(shown):
    expected = {}

    def acts(lab):
        ones, letters = in_boxes(lab, "1"), in_boxes(lab, "x")
        wrong = after(lab, lambda: lab.check(ones))
        expected["wrong"], expected["message"] = boxes_of(lab, ones), lab.view.state["message"]
        expected["notes"] = ["follows" if "follows" in lab.view.state["marks"][field["id"]]["entries"] else "" for field in fields_of(lab)]
        refused = after(lab, lambda: lab.check(letters))
        expected["refused"] = boxes_of(lab, letters)
        return [{"fill": "1"}, {"key": ["input", 0, "Enter"]}, {"focus": 0, **wrong}, {"type": [0, "2"]}, {"type": [1, "3"]},
                {"fill": "x", **refused}, {"key": ["input", 0, "a"]}, {"type": [0, "1"]}, {"fill": "1"}, {"lose": None}]
    lab, found = shown("first_layer", acts)
    question = lab.view.question
    first, typed, entered, wrong, stale, staler, refused, other, one, again, gone = found
    assert (first["title"], first["note"]) == (question["name"], question["note"]) and len(first["words"]) == len(question["paragraphs"])
    assert [name for _, name, *_ in first["boxes"]] == [name for field in fields_of(lab) for name in names_of(field)]
    assert first["workings"] == [False, False] and first["verdict"] == ["", None, ""] and first["focused"] == [-1, -1, -1]
    assert typed["draft"] == {"about": question["numbers"], "given": in_boxes(lab, "1")} and typed["sent"] == []
    assert entered["sent"] == [{"do": "check", "numbers": question["numbers"], "given": in_boxes(lab, "1")}]
    assert entered["did"] == [[True, True]]
    assert wrong["boxes"] == expected["wrong"] and wrong["notes"] == expected["notes"] and "follows" in expected["notes"]
    assert wrong["verdict"] == ["wrong", None, f"✗Not yet. {expected['message']}"] and wrong["under"] == "nbnn-exercise-note"
    assert wrong["focused"][0] == next(k for k, box in enumerate(expected["wrong"]) if box[3])
    assert stale["boxes"][0] == ["2", expected["wrong"][0][1].partition(":")[0], "", None] and stale["boxes"][1:] == expected["wrong"][1:]
    assert stale["verdict"][1:] == ["true", f"About your answer before: {wrong['verdict'][2]}"] == staler["verdict"][1:]
    assert refused["boxes"] == expected["refused"] and refused["under"] == "nbnn-answer" and refused["said"] == 1
    assert refused["verdict"][:2] == ["refused", None] and other["did"] == [[False, True]]
    assert one["verdict"][0] == "refused" and again["verdict"][::2] == [None, ""] and again["under"] == "nbnn-exercise-note"
    assert gone["boxes"] == [["1", name, "", None] for _, name, *_ in first["boxes"]]


@needs_node
def test_on_a_page_hints_and_the_solution_come_one_after_the_other_and_other_numbers_begin_anew(shown):
    boards = []

    def acts(lab):
        hints = [after(lab, lab.hint) for _ in range(lab.view.question["hints"])]
        solution = after(lab, lab.show)
        boards.extend(lab.view.state["solution"]["boards"])
        return [*({"press": words} for words in ("Hint", "Show solution", "Other numbers", "Download progress")), *hints, solution,
                {"press": "Show solution"}, {"focus": 0, **after(lab, lab.another)}]
    lab, found = shown("last_layer", acts)
    hints = lab.variant.hints
    asked = {"numbers": found[0]["draft"].get("about", found[1]["sent"][0]["numbers"])}
    assert [each["sent"] for each in found[1:5]] == [[{"do": what, **asked}] for what in ("hint", "show", "another", "download")]
    for k, each in enumerate(found[5:5 + len(hints)], 1):
        assert len(each["hints"]) == k and each["buttons"][1] == [f"Hint ({k} of {len(hints)})", k == len(hints)]
    solved, pressed, other = found[5 + len(hints):]
    assert solved["solution"][0].startswith("Solution") and solved["buttons"][2] == ["Show solution", True] and pressed["sent"] == []
    assert [row[0][0] for row in solved["rows"] if len(row) == 4] == ["th"] * sum(len(board["rows"]) for board in boards)
    lines = [line for board in boards for line in board["rows"]]
    drawn = [row for row in solved["rows"] if len(row) == 4]
    for line, cells in zip(lines, drawn, strict=True):
        assert [tag for tag, _ in cells] == ["th", "td", "td", "td"]
        for (_, words), name in zip(cells[1:], ("formula", "numbers", "value")):
            assert words.startswith("= ") == (line[name] != "") and (words != "") == (line[name] != "")
    reasons = [f"↳ {words}" for line in lines for words in line["reasons"]]
    assert [row[0][1] for row in solved["rows"] if len(row) == 1] == reasons and reasons
    assert other["hints"] == [] and other["solution"] == [] and other["rows"] == [] and other["focused"][0] == 0
    assert other["buttons"][1:3] == [["Hint", False], ["Show solution", False]] and all(value == "" for value, *_ in other["boxes"])


@needs_node
def test_on_a_page_statements_are_chosen_from_and_what_was_chosen_is_marked(shown):
    def acts(lab):
        true = options_of(lab).index(lab.variant.right_answer())
        wrong, right = (after(lab, lambda k=k: lab.check({"choice": [k]})) for k in ((true + 1) % 4, true))
        return [{"choose": (true + 1) % 4}, {"press": "Check"}, wrong, {"choose": true}, right, after(lab, lab.show)]
    lab, found = shown("why_batches", acts)
    first, chosen, checked, wrong, other, right, solved = found
    true, nothing = options_of(lab).index(lab.variant.right_answer()), [["", ""]] * 4
    marked = lambda at, *mark: [[*mark] if k == at % 4 else ["", ""] for k in range(4)]
    assert not any(first["checked"]) and first["workings"][0] and chosen["checked"] == [k == (true + 1) % 4 for k in range(4)]
    assert checked["sent"][0]["given"] == {"choice": [(true + 1) % 4]} and first["choices"] == nothing == other["choices"]
    assert wrong["choices"] == marked(true + 1, "wrong", "✗") and right["choices"] == marked(true, "right", "✓")
    assert wrong["verdict"][2].startswith("✗Not yet. ") and other["verdict"][1] == "true"
    assert right["verdict"][:2] == ["right", None] and right["verdict"][2].startswith("✓Right. ")
    assert right["standing"] == "solved" and solved["solution"] == ["Solution", lab.view.state["solution"]["text"]]


@needs_node
def test_on_a_page_lines_are_moved_by_buttons_and_arrows_and_the_first_that_is_too_early_is_marked(shown):
    def acts(lab):
        wrong = after(lab, lambda: lab.check({"order": [1, 2, 0, *range(3, 10)]}))
        return [{"move": 0}, {"move": 1}, {"key": [".nbnn-order-move", 2, "ArrowDown"]}, {"key": [".nbnn-order-move", 0, "ArrowUp"]},
                {"key": [".nbnn-order-move", 0, "Enter"]}, wrong, {"press": "Check"}, {"move": 3}, after(lab, lab.show)]
    lab, found = shown("board_order", acts)
    first, stays, moved, further, again, enter, wrong, checked, other, solved = found
    lines = options_of(lab)
    assert first["order"] == lines == stays["order"] and stays["told"] == "" and stays["draft"] == {}
    assert first["off"] == ["true", "false", *["false"] * 16, "false", "true"]
    assert moved["order"] == [lines[1], lines[0], *lines[2:]] and moved["off"] == first["off"]
    assert further["order"] == [lines[1], lines[2], lines[0], *lines[3:]] == again["order"]
    assert moved["told"] == f"{lines[0]}: place 2 of 10" and moved["focused"][2] == 3
    assert further["did"] == [[True, True]] and enter["did"] == [[False, True]]
    place = lab.view.state["marks"]["order"]["place"][0]
    assert wrong["items"] == [["wrong", "✗"] if at == place else ["", ""] for at in range(10)]
    assert checked["sent"][0]["given"] == {"order": [1, 2, 0, *range(3, 10)]} and wrong["verdict"][0] == "wrong"
    assert other["items"] == [["", ""]] * 10 and other["verdict"][1] == "true" and len(solved["solution"]) == 2


@needs_node
def test_on_a_page_a_function_is_waited_for_and_what_it_printed_is_shown(shown):
    def acts(lab):
        state = lab.view.state
        given = state | {"function": True, "verdict": "wrong", "message": "Not yet: look.", "printed": "here", "notice": "kept"}
        return [{"press": "Check"}, {"set": {"state": given}}, {"press": "Check"}, {"set": {"state": given | {"said": 9}}},
                after(lab, lab.show)]
    lab, found = shown("hinge_derivative", acts)
    first, pressed, given, checked, again, solved = found
    needs, call = fields_of(lab)[0]["needs"], lab.view.state["call"]
    assert first["code"] == f"Write {needs} in a cell, then give it to the exercise: {call}" and first["buttons"][0] == ["Check", True]
    assert pressed["sent"] == [] and first["printed"] == ["", True] and checked["sent"][0]["given"] == {"code": []}
    assert given["code"].startswith("Your function is called") and given["printed"] == ["Your function printed:\nhere", False]
    assert given["verdict"][2] == "✗Not yet. look." == again["verdict"][2] and given["notice"] == "kept"
    assert solved["solution"] == ["Solution (marked as seen: other numbers will count)", lab.view.state["solution"]["code"]]
