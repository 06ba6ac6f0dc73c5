"""The board and the sentence as the page writes them, against what Python writes: the same words, everywhere."""

import base64
import json
import os
import re

import numpy as np
import pytest

import nbnn
from nbnn.explain.recording.recording import describe_network, record, zero_reasons
from nbnn.explain.recording.sentences import sentence
from nbnn.explain.writing.board import lines
from nbnn.explain.writing.numbers import format_number
from nbnn.explain.writing.template import text
from nbnn.views.board.board import Board
from nbnn.views.player.player import Player
from tests.views.node import in_node, states
from tests.views.scripts import NODE, esm, run_in_node

needs_node = pytest.mark.skipif(NODE is None and os.environ.get("CI") != "true", reason="needs node to run JavaScript outside a browser")

SAY = """
%s
const job = JSON.parse(await new Promise((done) => { let s = ""; process.stdin.on("data", (d) => (s += d)).on("end", () => done(s)); }));
const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
const recording = new Recording(job.schema, bytes(job.tables), bytes(job.head), bytes(job.tail));
const all = [];
for (let i = 0; i < recording.updates; i += 1) {
  job.schema.lines.forEach((line, at) => {
    all.push([i, at, null, sentence(recording, job.schema, i, at, line.size - 1, "line")]);
    if (line.units) for (let u = 0; u < line.size; u += 1) all.push([i, at, u, sentence(recording, job.schema, i, at, u, "unit")]);
  });
}
const rows = job.schema.lines.map((line) => [text(line.symbol, recording, 0), text(caseOf(line, recording, 0).formula, recording, 0),
  text(caseOf(line, recording, 0).numbers, recording, 0), text(line.value, recording, 0), reasonTexts(line, recording, 0, Infinity)]);
console.log(JSON.stringify({ all, rows, numbers: job.numbers.map((value) => formatNumber(value)) }));
"""


def on_the_page(run, numbers=()):
    sent = record(run, head=2)
    bytes_ = {name: base64.b64encode(getattr(sent, name)).decode() for name in ("tables", "head", "tail")}
    job = json.dumps({"schema": sent.schema, **bytes_, "numbers": list(numbers)})
    modules = esm("shared/recording.js", "shared/template.js")
    return json.loads(run_in_node(SAY % modules, job))


NETWORKS = {
    "no hidden layer": ([2, 1], False, nbnn.relu, nbnn.perceptron),
    "the lecture's": ([2, 3, 1], False, nbnn.relu, nbnn.hinge),
    "with biases": ([2, 3, 1], True, nbnn.tanh, nbnn.binary_cross_entropy),
    "two hidden layers": ([2, 3, 2, 1], False, nbnn.relu, nbnn.squared),
    "three, with biases": ([2, 3, 2, 2, 1], True, nbnn.leaky_relu, nbnn.hinge),
    "three scores": ([4, 3, 3], False, nbnn.relu, nbnn.cross_entropy),
    "three scores, no hidden layer": ([4, 3], True, nbnn.relu, nbnn.zero_one),
    "eight units": ([4, 8, 1], True, nbnn.relu, nbnn.hinge),
    "twelve units": ([4, 12, 3], False, nbnn.sigmoid, nbnn.squared),
}


def run_of(sizes, bias, activation, loss):
    data = nbnn.datasets.iris(None if sizes[-1] == 3 else ("versicolor", "virginica"), None if sizes[0] == 4 else (2, 3))
    net = nbnn.Network.random(sizes, activation=activation, seed=3, bias=bias)
    return nbnn.sgd(net, data, loss=loss, eta=0.05, steps=6, seed=1)


@needs_node
@pytest.mark.parametrize("name", NETWORKS)
def test_the_page_says_the_same_sentence_at_every_place(name):
    run = run_of(*NETWORKS[name])
    said = on_the_page(run)["all"]
    assert len(said) > 6 * 6
    for index, line, unit, words in said:
        assert words == sentence(run, index, line, unit, by_unit=unit is not None)


@needs_node
@pytest.mark.parametrize("name", NETWORKS)
def test_the_page_writes_the_same_board(name):
    run = run_of(*NETWORKS[name])
    table = [[line["symbol"], line["formula"], line["numbers"], line["value"], list(line["reasons"])] for line in run[0].table()]
    assert on_the_page(run)["rows"] == table


@needs_node
def test_the_page_writes_numbers_alike():
    rng = np.random.default_rng(1)
    values = np.concatenate([rng.normal(size=500), np.round(rng.normal(size=500) * 10, 3), 10.0 ** rng.uniform(-14, 14, size=500)])
    values = np.concatenate([values, -values, np.arange(-20, 20) + 0.5]).astype(np.float32)  # what the page gets
    written = on_the_page(run_of(*NETWORKS["no hidden layer"]), map(float, values))["numbers"]
    assert written == [format_number(value) for value in values]


def test_a_lowered_letter_is_written_after_a_line():
    assert text({"sub": ["p", "k"]}, None) == "p_k"
    assert text({"sub": ["p", {"q": "z", "k": 0}]}, lambda *_: 3.0) == "p₃"
    assert text({"sub": ["w", "11,2"]}, None) == "w₁₁,₂"


WRITTEN = """
import { text } from "./shared/template.js";
say(given.map((node) => text(node, null, 0)));
"""


@needs_node
def test_every_raised_and_lowered_sign_is_the_same_in_both():
    letter = {"t": "mi", "s": "w"}
    nodes = [{"sup": [letter, sign]} for sign in [*"0123456789⊤x", "(12)", "−1"]]
    nodes += [{"sub": [letter, sign]} for sign in [*"0123456789", "k", "max", "11,2"]]
    assert in_node(WRITTEN, nodes) == [text(node, None) for node in nodes]


def test_the_board_is_a_view_with_a_stable_name():
    board = Board()
    assert repr(board) == "Board()"
    assert (board.player, board.expanded) == (None, True)
    assert board._repr_mimebundle_()[0]["text/plain"] == "Board()"
    board.close()


ZEROS = """
import board from "./board/board.js";
const { view, places } = given, { el, player } = await shown(view, board);
say(places.map((place) => {
  player.set(place);
  for (let frame = 0; frame < 4; frame += 1) nextFrame();
  return el.querySelectorAll(".nbnn-line").map((line) => ({
    entries: line.querySelectorAll(".nbnn-value .nbnn-entry").map((each) => [each.textContent, each.classList.contains("nbnn-why")]),
    short: line.querySelectorAll(".nbnn-short .nbnn-entry").map((each) => [each.textContent, each.classList.contains("nbnn-why")]),
    state: line.dataset.state,
  }));
}));
"""


@needs_node
def test_the_page_marks_the_zeros_that_have_a_reason_and_no_other_number():
    run, player = run_of(*NETWORKS["the lecture's"]), Player()
    sent = record(run)
    player.show(sent)
    named = [line["name"] for line in sent.schema["lines"]]
    board = Board(player=player)
    end = {"line": len(named) - 1, "granularity": "line"}
    found = in_node(ZEROS, {"view": states(board), "places": [{"index": index, **end} for index in range(len(run))]})
    marked = 0
    for step, lines_ in zip(range(len(run)), found, strict=True):
        for name in ("y", "dl_dy", "dl_dw2", "dl_dh", "dl_da", "dl_dW1"):
            line = lines_[named.index(name)]
            reasons = np.ravel(zero_reasons(run, name)[step] != 0) if name.startswith("dl_") else np.zeros(1, bool)
            shown = line["entries"] if any(text != "·" for text, _ in line["entries"]) else line["short"]
            assert [why for _, why in shown] == reasons.tolist(), (step, name)
            marked += reasons.sum()
        assert [line["state"] for line in lines_] == ["done"] * (len(named) - 1) + ["current"]
    assert marked > 3
    board.close()
    player.close()


SHORTER = """
import board from "./board/board.js";
const { view, place, schema } = given, { el, player, model } = await shown(view, board);
const title = () => el.querySelector("h3").textContent;
player.set(place);
const before = title();
player.set({ schema }); // Python's, while the learner went on
model.set("expanded", !model.get("expanded"));
const between = title();
player.set({ index: 0, line: 0 });
say([before, between, title()]);
"""


@needs_node
def test_a_line_that_another_recording_has_not_got_is_not_drawn_until_python_says_where_one_is():
    player = Player()
    player.show(record(run_of(*NETWORKS["no hidden layer"])))
    board = Board(player=player)
    schema = {**player.schema, "lines": player.schema["lines"][:3]}
    place = {"index": 1, "line": len(player.schema["lines"]) - 1}
    before, between, after = in_node(SHORTER, {"view": states(board), "place": place, "schema": schema})
    assert before == between != after
    board.close()
    player.close()


SHORT = """
import { short } from "./board/short.js";
say(given.map((template) => {
  const slots = [], made = short(template, slots), page = document.createElement("p");
  page.append(made);
  const table = page.querySelector(".nbnn-short-table");
  return [page.textContent, slots.map(({ slot }) => slot.k), page.querySelectorAll("sup").map((each) => each.textContent),
    table && [table.style.getPropertyValue("--columns"), table.children.map((cell) => cell.textContent)]];
}));
"""


@needs_node
def test_a_value_in_one_line_is_cut_in_its_middle_and_a_matrix_keeps_its_rows():
    entry = lambda k: {"q": "W1", "k": k}
    row, column = {"m": [[entry(0), entry(1), entry(2)]]}, {"m": [[entry(k)] for k in range(6)]}
    matrix, large = {"m": [[entry(0), entry(1)], [entry(2), entry(3)]]}, {"m": [[entry(6 * r + c) for c in range(6)] for r in range(6)]}
    found = in_node(SHORT, ["x", entry(3), row, column, ["row", column, "ᵀ"], matrix, large, {"stack": [entry(0), entry(1)]}])
    six = ["[0, 0, 0, …, 0]", [0, 1, 2, 5]]
    assert found[:5] == [["x", [], [], None], ["0", [3], [], None], ["[0, 0, 0]", [0, 1, 2], [], None], [*six, [], None],
                         [f"{six[0]}T", six[1], ["T"], None]]
    assert found[5] == ["0000", [0, 1, 2, 3], [], ["2", ["0"] * 4]]
    kept = [6 * r + c for r in (0, 1, 2, 5) for c in (0, 1, 2, 5)]
    cut = [*["0", "0", "0", "…", "0"] * 3, *["…"] * 5, *["0", "0", "0", "…", "0"]]
    assert found[6][1:] == [kept, [], ["5", cut]] and found[7] == ["0; 0", [0, 1], [], None]


READ_ALOUD = """
import board from "./board/board.js";
const timers = [], { setTimeout: later } = globalThis;
globalThis.setTimeout = (act, ms) => (ms === 150 ? timers.push(act) : later(act, ms)); // the rest on a number
const { view, at } = given, { el, player, model } = await shown(view, board);
player.set(at);
for (let frame = 0; frame < 4; frame += 1) nextFrame();
const lines = el.querySelectorAll(".nbnn-line"), exact = () => el.querySelector(".nbnn-exact").textContent;
const seen = lines.map((line) => {
  player.sent.length = timers.length = 0;
  line.dispatchEvent(eventOf("focusin"));
  for (const act of timers) act();
  const { state } = line.dataset, asked = player.sent.map(({ name, entry, update }) => [name, entry, update]), told = [exact()];
  for (const question of player.sent) {
    player.trigger("msg:custom", { exact: { ...question, text: `${question.entry}!` } });
    told.push(exact());
  }
  const label = line.getAttribute("aria-label");
  line.dispatchEvent(eventOf("focusout"));
  return { state, asked, told, label, after: line.getAttribute("aria-label") };
});
const more = el.querySelector(".nbnn-more");
const fold = () => [more.textContent, more.getAttribute("aria-expanded"), el.classList.contains("nbnn-one-line")];
const folds = [fold()];
more.click();
model.trigger("change:expanded");
folds.push(fold());
say({ seen, folds, saved: model.saved });
"""


@needs_node
def test_a_line_under_the_keyboard_says_itself_and_all_its_digits_once_they_have_come():
    run, player = run_of(*NETWORKS["the lecture's"]), Player()
    player.show(record(run))
    named = [line["name"] for line in player.schema["lines"]]
    board, line = Board(player=player), named.index("a")
    found = in_node(READ_ALOUD, {"view": states(board), "at": {"index": 1, "line": line, "unit": 2}})
    table = run[1].table()
    for k, (name, seen) in enumerate(zip(named, found["seen"], strict=True)):
        assert seen["state"] == ("done" if k < line else "current" if k == line else "todo")
        if k > line:
            assert seen["asked"] == [] and seen["label"].endswith(": not computed yet")
            continue
        row = next(each for each in table if each["name"] == name)
        assert seen["label"].startswith(f"{row['symbol']} = ") and seen["label"].endswith(row["value"])
        assert seen["asked"] and [update for *_, update in seen["asked"]] == [1] * len(seen["asked"])
        assert seen["told"][:-1] == [""] * len(seen["asked"])
        assert seen["told"][-1] == f"exactly {', '.join(f'{entry}!' for _, entry, _ in seen['asked'])}"
    assert [entry for _, entry, _ in found["seen"][line]["asked"]] == [0, 1, 2]
    assert found["folds"] == [["Only this line", "true", False], ["All lines", "false", True]] and found["saved"] == 1
    board.close()
    player.close()


LINES = """
import board from "./board/board.js";
const { view, places } = given, { el, player } = await shown(view, board);
const visible = (cell) => cell.children.filter((part) => part.style.visibility === "" && part.localName !== "span");
const numbersIn = (part) => part.querySelectorAll("mn").map((each) => each.textContent);
const wordsOf = (part) => part.textContent.replaceAll("\u00a0", " ");
say(places.map(({ width = 1000, ...place }) => {
  el.clientWidth = width;
  sizesChanged();
  player.set(place);
  for (let frame = 0; frame < 4; frame += 1) nextFrame();
  return { heading: el.querySelector("h3").textContent, words: el.querySelector(".nbnn-words").textContent,
    opens: el.classList.contains("nbnn-opens"),
    why: el.querySelector(".nbnn-reason").textContent, wide: el.classList.contains("nbnn-wide"),
    inside: el.querySelector(".nbnn-reason").parentNode.dataset.state ?? null,
    lines: el.querySelectorAll(".nbnn-line").map((line) => ({
      state: line.dataset.state, hidden: line.hidden, tab: line.tabIndex, now: line.getAttribute("aria-current"),
      open: line.classList.contains("nbnn-open"), plain: line.classList.contains("nbnn-plain"),
      chosen: line.classList.contains("nbnn-chosen"),
      formulas: visible(line.querySelector(".nbnn-formula")).length,
      numbers: visible(line.querySelector(".nbnn-numbers")).map(numbersIn), equals: line.querySelectorAll(".nbnn-equals").map(wordsOf),
      values: line.querySelectorAll(".nbnn-value .nbnn-entry").map(wordsOf), short: wordsOf(line.querySelector(".nbnn-short")),
      at: line.querySelectorAll(".nbnn-value .nbnn-at").map((each) => each.dataset.entry),
      factors: line.querySelectorAll(".nbnn-factor").map(wordsOf),
      notYet: wordsOf(line.querySelector(".nbnn-not-yet")),
    })) };
}));
"""


def board_on_a_page(run, places):
    player = Player()
    player.show(record(run))
    made = Board(player=player)
    found = in_node(LINES, {"view": states(made), "places": places})
    made.close()
    player.close()
    return found


def numbers_in(words):
    return re.findall(r"−?\d[\d.]*", words)


@needs_node
def test_every_line_has_its_numbers_from_where_it_is_reached_and_its_reason_below():
    run = run_of(*NETWORKS["the lecture's"])
    table, last = {k: run[k].table() for k in (0, 3)}, len(run[0].table())
    places = [{"index": index, "line": line, "unit": 99} for index, line in ((0, 0), (3, 2), (3, 5), (0, last - 1))]
    for place, seen in zip(places, board_on_a_page(run, places), strict=True):
        index, at = place["index"], place["line"]
        assert seen["heading"] == f"Board: update {index}, example {run[index].example}" and not seen["opens"]
        assert seen["words"].startswith(f"Line {at + 1} of {last}: ") and seen["why"] == "; ".join(table[index][at]["reasons"][:2])
        for k, (line, row) in enumerate(zip(seen["lines"], table[index], strict=True)):
            assert line["state"] == ("done" if k < at else "current" if k == at else "todo") and not line["hidden"]
            assert (line["tab"], line["now"], line["open"]) == ((0, "step", True) if k == at else (-1, None, False))
            assert line["equals"] == ["←" if row["name"] == "theta" else "=", "=", "="] and line["plain"] == (row["formula"] == "")
            assert line["formulas"] == 1 and len(line["numbers"]) == (line["state"] != "todo")
            if line["state"] != "todo":
                assert line["values"] == numbers_in(row["value"])
                assert all(number.strip("()") in row["numbers"] for number in line["numbers"][0])
            else:
                assert line["notYet"] == "not computed yet"


@needs_node
def test_a_narrow_board_opens_the_line_that_is_read_and_writes_the_others_short():
    run = run_of(*NETWORKS["the lecture's"])
    table = run[2].table()
    place = {"index": 2, "line": 4, "unit": 99}
    for opens, seen in zip((True, False), board_on_a_page(run, [place | {"width": width} for width in (699, 700)]), strict=True):
        assert seen["opens"] == opens and seen["inside"] == ("current" if opens else None)
        for k, (line, row) in enumerate(zip(seen["lines"], table, strict=True)):
            if k < 4:
                wanted = numbers_in(row["value"])
                shown = numbers_in(line["short"]) if opens else line["values"]
                assert shown == wanted, row["name"]


@needs_node
def test_of_a_line_that_is_asked_for_only_what_the_level_of_help_allows_is_seen():
    run = run_of(*NETWORKS["the lecture's"])
    named = [line["name"] for line in run[1].table()]
    at, table = named.index("a"), run[1].table()
    covered = {"update": 1, "line": "a", "ask": ["a"]}
    places = [{"index": 1, "line": at, "covered": {**covered, "level": level}} for level in (0, 1, 2)]
    of_cases = {"update": 1, "line": "loss", "ask": ["loss", "dl_dy"]}
    places += [{"index": 1, "line": named.index("loss"), "covered": {**of_cases, "level": level}} for level in (0, 1, 2)]
    found = board_on_a_page(run, places)
    for level, seen in enumerate(found[:3]):
        line = seen["lines"][at]
        assert line["state"] == "asked" and line["now"] == "step" and set(line["values"]) == {"·"} and seen["why"] == ""
        assert line["formulas"] == (level < 2) and len(line["numbers"]) == (level < 1)
        if level == 0:
            assert line["numbers"][0] == numbers_in(table[at]["numbers"])
        assert seen["lines"][at - 1]["state"] == "done" and seen["lines"][at - 1]["values"] == numbers_in(
            table[at - 1]["value"])
    for seen in found[3:]:
        later = seen["lines"][named.index("dl_dy")]
        assert later["state"] == "todo" and not later["numbers"] and later["formulas"] == 0, "which case it is would be half the answer"


@needs_node
def test_going_by_entries_or_terms_the_current_one_is_marked_and_its_reason_alone_is_said():
    run = run_of(*NETWORKS["the lecture's"])
    sent, board = record(run), lines(describe_network(run), run.loss, run.start, run.optimizer)
    named = [line["name"] for line in sent.schema["lines"]]
    at = named.index("dl_da")
    places = [{"index": 2, "line": at, "unit": unit, "granularity": how} for how in ("unit", "line") for unit in (0, 1, 2)]
    for place, seen in zip(places, board_on_a_page(run, places), strict=True):
        line, unit, by_unit = seen["lines"][at], place["unit"], place["granularity"] == "unit"
        assert line["at"] == ([str(unit)] if by_unit else [])
        values = numbers_in(run[2].table()[at]["value"])
        assert line["values"] == [value if k <= unit else "·" for k, value in enumerate(values)]
        if by_unit:
            _, _, said = sentence(run, 2, at, unit, by_unit=True).partition(": ")
            equation, _, because = said.partition(". Zero because ")
            assert seen["why"] == (f"{equation}.  {because.removesuffix('.')}" if because else equation.removesuffix("."))
    assert len(board) == len(named)


LETTERS = """
import { Letters } from "./board/letters.js";
const lab = document.createElement("div"), list = document.createElement("ol");
lab.append(list);
document.body.append(lab);
say(given.map(([hall, width, height, lines, across]) => {
  let fitted = 0;
  lab.className = hall ? "nbnn-present" : "";
  lab.clientWidth = width;
  Object.assign(list, { clientWidth: 500, clientHeight: height });
  const size = () => parseFloat(list.style.getPropertyValue("--nbnn-letters")) || 0;
  Object.defineProperty(list, "scrollWidth", { value: 500, configurable: true });
  const letters = new Letters(list, () => lines * size(), () => { fitted += 1; });
  letters.fit();
  const first = size();
  Object.defineProperty(list, "scrollWidth", { get: () => across * size(), configurable: true });
  letters.narrow();
  const narrow = size();
  letters.stop();
  list.style.removeProperty("--nbnn-letters");
  return [first, narrow, fitted, letters.least];
}));
"""


@needs_node
def test_in_a_hall_letters_are_as_large_as_all_lines_and_the_widest_of_them_allow():
    cases = [[True, 1500, 626, 12, 5], [True, 1500, 626, 14, 5], [True, 1500, 626, 30, 5], [True, 1500, 626, 12, 11.0],
        [True, 600, 626, 12, 5],
             [True, 3000, 626, 5, 5], [False, 1500, 626, 12, 5], [True, 1500, 0, 12, 5]]
    for (hall, width, height, lines_, across), (first, narrow, fitted, least) in zip(cases, in_node(LETTERS, cases), strict=True):
        if not hall or not height:
            assert (first, fitted) == (0, 0)
            continue
        most, fewest = min(52, max(22, 0.032 * width)), min(33, max(20, 0.0217 * width))
        assert least == pytest.approx(fewest) and fitted == 1
        fits = lines_ * first <= height - 26
        assert first == pytest.approx(most) if lines_ * most <= height - 26 else fits or first == pytest.approx(fewest)
        if fits and first < most - 0.1:
            assert lines_ * (first + 2) > height - 26, "no smaller than is needed"
        assert narrow == first if across * first <= 500 else narrow < first and (across * narrow <= 500 or narrow == pytest.approx(fewest))


ROOM = """
import board from "./board/board.js";
const { el, player } = await shown(given, board), list = el.querySelector("ol");
list.clientHeight = 300;
el.querySelectorAll(".nbnn-line").forEach((line, k) => {
  Object.defineProperty(line, "clientHeight", { get: () => (line.classList.contains("nbnn-open") ? 50 + 10 * k : 20 + k) });
});
const room = (width) => {
  el.clientWidth = width;
  sizesChanged();
  return [list.style.getPropertyValue("--nbnn-lines"), el.querySelectorAll(".nbnn-open").length];
};
say([600, 900].map(room));
"""


@needs_node
def test_a_narrow_board_keeps_room_for_whichever_line_is_opened():
    run, player = run_of(*NETWORKS["the lecture's"]), Player()
    player.show(record(run))
    board, count = Board(player=player), len(player.schema["lines"])
    closed, more = [20 + k for k in range(count)], [30 + 9 * k for k in range(count)]
    assert in_node(ROOM, states(board)) == [[f"{sum(closed) + max(more)}px", 1], ["", 1]]
    board.close()
    player.close()


BEFORE = """
import board from "./board/board.js";
const hall = document.createElement("div");
hall.className = "nbnn-present";
hall.clientWidth = 1500;
document.body.append(hall);
const { el } = await shown(given, board, hall), list = el.querySelector("ol");
Object.assign(list, { clientWidth: 500, clientHeight: 600 });
Object.defineProperty(list, "scrollWidth", { value: 400 });
sizesChanged();
say(list.style.getPropertyValue("--nbnn-letters"));
"""


@needs_node
def test_in_a_hall_a_board_has_its_letters_before_it_has_lines():
    player = Player()
    board = Board(player=player)
    assert in_node(BEFORE, states(board)) == "48px"
    board.close()
    player.close()
