"""The picture of a graph follows its player."""

import pytest
import traitlets

import nbnn
from nbnn.views.graph.graph import GraphView
from nbnn.views.player.player import Player
from tests.views.node import in_node, needs_node, states


def test_it_follows_a_player():
    player = Player()
    view = GraphView(player=player)
    assert view.get_state()["player"] == f"IPY_MODEL_{player.model_id}" and repr(view) == "GraphView()"
    with pytest.raises(traitlets.TraitError):
        view.player = 3
    view.close()
    player.close()


ON_A_PAGE = """
import graph from "./graph/graph.js";
import { recordingOf } from "./shared/recording.js";
const { view, covers } = given, { el, player } = await shown(view, graph);
const textsOf = (node, part) => node.querySelectorAll(`.${part} text`).map((each) => each.textContent);
const seen = () => ({
  story: el.querySelectorAll("li").map((li) => [li.textContent, li.getAttribute("aria-current"), li.classList.contains("nbnn-later")]),
  nodes: el.querySelectorAll(".node").map((node, k) => ({
    state: recordingOf(player).value("state", k, player.get("index")), classes: [...node.classList],
    value: textsOf(node, "value"), derivative: textsOf(node, "derivative"),
  })),
});
const all = covers.map(([index, covered]) => {
  player.set({ index, covered });
  for (let frame = 0; frame < 4; frame += 1) nextFrame();
  return seen();
});
const boxes = el.querySelectorAll(".node").map((node) => {
  const rect = node.querySelector("rect"), number = (element, name) => Number(element.getAttribute(name));
  return { rect: ["x", "y", "width", "height"].map((name) => number(rect, name)), array: node.querySelectorAll(".bracket").length,
    texts: node.querySelectorAll(".value text").map((text) => [number(text, "x"), number(text, "y")]) };
});
say({ all, boxes, graph: player.get("schema").graph });
"""


def on_a_page(lab, covers):
    view, = lab.all_of(GraphView)
    found = in_node(ON_A_PAGE, {"view": states(view), "covers": covers})
    lab.close()
    return found


def line_of(moment):
    parts = [moment["symbol"], moment["formula"], moment["numbers"], moment["value"]]
    return " = ".join(filter(None, parts))


@needs_node
def test_on_a_page_the_story_tells_what_was_and_what_comes():
    found = on_a_page(nbnn.labs.GraphLab("a*b + relu(a)", {"a": 2, "b": 3}), [[i, {}] for i in range(12)])
    lines = [line_of(moment) for moment in found["graph"]["moments"]]
    assert len(lines) == 12
    for i, seen in enumerate(found["all"]):
        at = [lines.index(words) for words, _, _ in seen["story"]]
        assert i in at and at == list(range(at[0], at[0] + 7))
        assert [(now, later) for _, now, later in seen["story"]] == [("step" if k == i else None, k > i) for k in at]


@needs_node
def test_on_a_page_what_is_asked_for_is_not_told_and_neither_is_what_follows():
    cover = {"update": 4, "line": "v5", "ask": ["v5"]}
    found = on_a_page(nbnn.labs.GraphLab("a*b + relu(a)", {"a": 2, "b": 3}), [[4, {**cover, "level": level}] for level in (0, 1, 2)])
    moments = found["graph"]["moments"]
    parts = [moments[4][name] for name in ("symbol", "formula", "numbers")]
    asked = [" = ".join([*parts[:3 - level], "?"]) for level in (0, 1, 2)]
    for seen, words in zip(found["all"], asked, strict=True):
        said = [each for each, _, _ in seen["story"]]
        assert said == [*(line_of(moment) for moment in moments[1:4]), words, *["\u00a0"] * 3]
        assert seen["nodes"][4]["value"] == [""] and seen["nodes"][3]["value"] == ["2"]


@needs_node
def test_on_a_page_a_sum_grows_by_what_arrives_unless_something_is_asked_for():
    cover = {"update": 21, "line": "a", "ask": ["a"], "level": 0}
    lab = nbnn.labs.GraphLab("a*b + relu(a) + a*a*b", {"a": 2, "b": 3})
    found = on_a_page(lab, [[i, covered] for covered in ({}, cover) for i in range(21)])
    shown = [(number >= 21, node) for number, seen in enumerate(found["all"]) for node in seen["nodes"]]
    for asked, node in shown:
        assert all(text != "" for text in node["value"]) == (node["state"] >= 1)
        assert all(text != "" for text in node["derivative"]) == (node["state"] > 2 or (node["state"] == 2 and not asked))
        assert ("adding" in node["classes"]) == (node["state"] == 2)
    a = next(k for k, node in enumerate(found["graph"]["nodes"]) if node["head"] == "a")
    added = [text for seen in found["all"][:21] for text in seen["nodes"][a]["derivative"]]
    arrived = [moment["value"] for moment in found["graph"]["moments"] if "through" in moment["symbol"] and moment["node"] == a]
    assert arrived == ["6", "6", "1", "3"] and list(filter(None, added)) == ["6", "12", "13", "16"]


@needs_node
def test_on_a_page_the_numbers_of_an_array_stand_beside_each_other_in_their_node():
    found = on_a_page(nbnn.labs.GraphLab("sum(W @ x)", {"W": [[1, 2, 4], [3, 4, 5]], "x": [3, 4, 5]}), [[0, {}]])
    matrix, vector = [box for box in found["boxes"] if box["array"]][:2]
    assert (len(matrix["texts"]), len(vector["texts"])) == (6, 3)
    for box, columns, rows in ((matrix, 3, 2), (vector, 1, 3)):
        left, top, width, height = box["rect"]
        assert all(left < x < left + width and top < y < top + height for x, y in box["texts"])
        for places, wanted in ((sorted({x for x, _ in box["texts"]}), columns), (sorted({y for _, y in box["texts"]}), rows)):
            steps = [after - before for before, after in zip(places, places[1:])]
            assert len(places) == wanted and all(step > 12 and abs(step - steps[0]) < 1e-9 for step in steps)


FORMS = """
import graph from "./graph/graph.js";
const lab = document.createElement("div");
document.body.append(lab);
const { view, sizes } = given, { el, player } = await shown(view, graph, lab), frame = el.querySelector(".nbnn-graph-frame");
const { wide, narrow, font } = player.get("schema").graph;
say([{ wide, narrow, font }, sizes.map(([hall, letters, high]) => { // letters: px that they have in the wide drawing
  lab.className = hall ? "nbnn-lab nbnn-present" : "nbnn-lab";
  lab.clientWidth = 1000;
  lab.style.setProperty("--nbnn-fit", `${high}px`);
  frame.clientWidth = wide.width * letters / font;
  sizesChanged();
  return [el.querySelector("svg").classList.contains("narrow") ? "narrow" : "wide", frame.classList.contains("nbnn-moves"), frame.tabIndex];
})]);
"""


@needs_node
def test_on_a_page_the_drawing_has_the_form_in_which_its_letters_are_read():
    lab = nbnn.labs.GraphLab("sum(W @ x)", {"W": [[1, 2, 4], [3, 4, 5]], "x": [3, 4, 5]})
    view, = lab.all_of(GraphView)
    sizes = [[hall, letters, 5000] for hall in (False, True) for letters in (18, 15.5, 14.5, 11.5, 9, 4)]
    drawn, found = in_node(FORMS, {"view": states(view), "sizes": sizes})
    for (hall, letters, _), (form, moves, _) in zip(sizes, found, strict=True):
        in_narrow = letters * drawn["wide"]["width"] / drawn["narrow"]["width"]
        wanted = "wide" if letters >= 0.8 * drawn["font"] or letters >= in_narrow else "narrow"
        assert form == wanted, letters
        assert moves == ((letters if form == "wide" else in_narrow) < (15 if hall else 11))
    assert {form for form, *_ in found} == {"wide", "narrow"} and {moves for _, moves, _ in found} == {True, False}
    lab.close()


SIGHT = """
import graph from "./graph/graph.js";
const lab = document.createElement("div"), bar = document.createElement("div");
lab.className = "nbnn-lab";
bar.className = "nbnn-stays";
document.body.append(lab);
lab.append(bar);
const { view, bars } = given, { el, player } = await shown(view, graph, lab), frame = el.querySelector(".nbnn-graph-frame");
const story = el.querySelector("ol");
const rectangle = (left, top, width, height) => ({ left, top, width, height, right: left + width, bottom: top + height });
frame.clientWidth = player.get("schema").graph.narrow.width / 4;
frame.getBoundingClientRect = () => rectangle(10, 100, 300, 200);
lab.clientWidth = 1000;
lab.style.setProperty("--nbnn-fit", "5000px");
sizesChanged();
say(bars.map((top, k) => {
  Object.assign(frame, { scrollLeft: 7, scrollTop: 9 });
  bar.getBoundingClientRect = () => rectangle(0, top, 1000, 40);
  for (const node of el.querySelectorAll(".node")) node.getBoundingClientRect = () => rectangle(400, 350, 60, 30);
  Object.defineProperty(story, "scrollHeight", { value: 900, configurable: true });
  story.clientHeight = 200;
  player.set("index", k + 1);
  for (let count = 0; count < 4; count += 1) nextFrame();
  return [frame.classList.contains("nbnn-moves"), frame.scrollLeft, frame.scrollTop, story.scrollTop];
}));
"""


@needs_node
def test_on_a_page_the_present_node_comes_into_the_middle_of_what_is_seen_of_its_frame():
    lab = nbnn.labs.GraphLab("sum(W @ x)", {"W": [[1, 2, 4], [3, 4, 5]], "x": [3, 4, 5]})
    view, = lab.all_of(GraphView)
    bars = [500, 280, 120]  # of the bar: below the frame, over its end, over nearly all of it
    for bar, (moves, left, top, line) in zip(bars, in_node(SIGHT, {"view": states(view), "bars": bars}), strict=True):
        end = min(300, bar) if bar > 200 else 300
        assert moves and left == 7 + 400 + 30 - 10 - 150 and top == 9 + 350 + 15 - (100 + end) / 2 and line == -100
    lab.close()
