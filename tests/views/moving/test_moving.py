"""The moving chart in plain Python: what it draws, what it hears from the page, and what it does not believe."""

import re

import numpy as np
import pytest

from nbnn.explain.pictures.drawing.plot import Bars, Dots, Line
from nbnn.explain.recording.story import story
from nbnn.explain.writing.numbers import format_number
from nbnn.explain.writing.template import row, slot
from nbnn.views.moving.moving import MovingChart
from nbnn.views.moving.still import panel_of
from nbnn.views.player.player import Player
from tests.views.node import in_node, needs_node, states
from tests.views.page import alive, send

CURVE = (np.array([0.0, 1.0, 2.0]), np.array([1.0, 0.0, 1.0]))


@pytest.fixture
def chart():
    made = MovingChart(title="Curve", axes=("w", "ℓ"))
    made.line("curve", "ink")
    made.points("here", "curline")
    made.show(x=(0, 2), y=(0, 1), still={"curve": CURVE}, words="A curve.", place=True, legend=[("line", "ink", "ℓ(w)")],
              handles={"a": {"words": "point a", "along": "x", "curve": CURVE, "at": [0.5]},
                       "b": {"words": "point b", "along": "x", "curve": CURVE, "at": [1.5]},
                       "p": {"words": "share", "along": {"between": ["a", "b"]}, "at": [0.5]}})
    yield made
    made.close()


def test_marks_lie_in_the_order_in_which_they_were_made(chart):
    assert chart.figure.marks == [chart.marks["curve"], chart.marks["here"]]
    assert chart.marks["curve"].y.tolist() == [1, 0, 1]
    with pytest.raises(ValueError, match="has a mark 'curve' already"):
        chart.line("curve", "ink")


def test_the_learners_handles_are_told_within_the_picture(chart):
    told = []
    chart.on_handle(told.append)
    chart.mover.handles = {"a": [5, 0.2], "b": [1.5], "p": [-3]}
    assert told == [{"a": [2.0, 0.2], "b": [1.5], "p": [0.0]}]


def test_a_lab_is_not_told_of_its_own_places(chart):
    told = []
    chart.on_handle(told.append)
    chart.show(x=(0, 2), y=(0, 1), handles={"a": {"words": "point a", "along": "x", "curve": CURVE, "at": [0.25]}})
    assert told == [] and chart.mover.handles == {"a": [0.25]}


def test_a_lab_puts_handles_elsewhere_and_is_not_told(chart):
    told = []
    chart.on_handle(told.append)
    chart.put(a=[1], p=(0.25,))
    assert told == [] and chart.mover.handles == {"a": [1.0], "b": [1.5], "p": [0.25]}
    chart.mover.handles = {"a": [1.0], "b": [0.5], "p": [0.25]}
    assert told == [{"a": [1.0], "b": [0.5], "p": [0.25]}], "afterwards a learner is heard again"


def test_the_curve_of_a_gap_is_plain_data(chart):
    chart.show(x=(0, 2), y=(0, 1), handles={
        "a": {"words": "point a", "along": "x", "curve": CURVE, "at": [0.5]},
        "b": {"words": "point b", "along": "x", "curve": CURVE, "at": [1.5]},
        "p": {"words": "share", "along": {"between": ["a", "b"], "curve": CURVE, "above": "holds", "below": "fails"}, "at": [0.5]}})
    assert chart.mover.picture["handles"]["p"]["along"] == {
        "between": ["a", "b"], "curve": [[0, 1, 2], [1, 0, 1]], "above": "holds", "below": "fails"}


@pytest.mark.parametrize("said", [{"a": [1.0]}, {"a": ["1"], "b": [1.5], "p": [0.5]}, {"a": [float("nan")], "b": [1.5], "p": [0.5]},
                                  {"a": [True], "b": [1.5], "p": [0.5]}, {"a": 1, "b": [1.5], "p": [0.5]},
                                  {"a": [1], "b": [1.5], "p": [0.5], "c": [1]}])
def test_what_is_no_place_is_not_told(chart, said):
    told = []
    chart.on_handle(told.append)
    chart.mover.handles = said
    assert told == []


@pytest.mark.parametrize(("said", "told"), [({"do": "place", "at": [1, 0.5], "add": True}, [(1.0, 0.5, True)]),
                                            ({"do": "place", "at": [1, 0.5], "add": "yes"}, [(1.0, 0.5, False)]),
                                            ({"do": "place", "at": [1]}, []), ({"do": "place", "at": [1, None]}, []), ({"do": "other"}, []),
                                            ("place", [])])
def test_a_click_is_a_place_or_nothing(chart, said, told):
    heard = []
    chart.on_place(lambda *at: heard.append(at))
    send(chart.mover, said)
    assert heard == told


@pytest.mark.parametrize(("made", "words"), [(lambda chart: chart.line("x", "purple"), "there is no color 'purple'"),
                                             (lambda chart: chart.show(x=(0, 1), y=(0, 1), legend=[("star", "ink", "")]),
                                              "the keys are line")])
def test_an_unknown_color_or_key_is_an_error_that_says_the_names(chart, made, words):
    with pytest.raises(ValueError, match=words):
        made(chart)


def test_nothing_stays_behind():
    before = set(alive())
    made = MovingChart(title="Curve", axes=("w", "ℓ"))
    made.image("field")
    made.bars("bars", "pos")
    made.text("name")
    made.close()
    assert set(alive()) <= before


ON_A_PAGE = """
import moving from "./moving/moving.js";
const { card, figure } = cardOf("nbnn-moving"), { el, model } = await shown(given, moving, card);
const grips = Object.fromEntries(figure.querySelectorAll(".nbnn-handle").map((grip) => [grip.getAttribute("aria-label"), grip]));
const at = (name) => grips[name].getAttribute("transform").match(/-?[\\d.]+/g).map(Number);
const value = (name) => Number(grips[name].getAttribute("aria-valuenow"));
const press = (name, key, more = {}) => {
  const event = eventOf("keydown", { key, ...more });
  grips[name].dispatchEvent(event);
  return event.defaultPrevented && event.stopped;
};
const found = { title: el.querySelector("h3").textContent, roles: Object.values(grips).map((grip) => grip.getAttribute("role")),
  begin: ["point a", "share", "free"].map(at), ends: [["aria-valuemin", "aria-valuemax"].map((name) => grips.share.getAttribute(name))] };
found.keys = [press("point a", "ArrowRight"), press("share", "ArrowUp", { shiftKey: true }), press("free", "ArrowUp"),
  press("free", "ArrowLeft", { shiftKey: true }), press("point a", "Tab"), press("point a", "ArrowUp", { ctrlKey: true })];
found.moved = ["point a", "share", "free"].map(at);
found.values = [value("point a"), value("share")];
found.told = [model.saved, structuredClone(model.get("handles"))];
nextFrame();
found.later = [model.saved, model.get("handles")];
for (let k = 0; k < 200; k += 1) press("free", "ArrowUp", { shiftKey: true });
press("point a", "ArrowLeft", { shiftKey: true });
for (let k = 0; k < 200; k += 1) press("point a", "ArrowLeft");
found.edge = [at("free"), at("point a")];
grips["point a"].dispatchEvent(eventOf("click", { clientX: 100, clientY: 150 }));
found.dragged = model.sent.length;
figure.dispatchEvent(eventOf("click", { clientX: 100, clientY: 225, shiftKey: true }));
figure.dispatchEvent(eventOf("click", { clientX: 401, clientY: 225 }));
found.placed = model.sent;
say(found);
"""


@needs_node
def test_on_a_page_keys_move_a_handle_by_a_hundredth_or_a_tenth_and_a_click_places(chart):
    chart.show(x=(0, 2), y=(0, 1), still={"curve": CURVE}, place=True, handles={
        "a": {"words": "point a", "along": "x", "curve": CURVE, "at": [0.5]},
        "b": {"words": "point b", "along": "x", "curve": CURVE, "at": [1.5]},
        "p": {"words": "share", "along": {"between": ["a", "b"]}, "at": [0.5]}, "f": {"words": "free", "along": "xy", "at": [1.0, 0.5]}})
    found = in_node(ON_A_PAGE, states(chart.mover))
    assert found["title"] == "Curve" and found["roles"] == ["slider"] * 4 and found["ends"] == [["0", "1"]]
    assert found["begin"] == [[100, 150], [200, 150], [200, 150]]  # of 400 × 300 px; the curve is |w − 1|
    assert found["keys"] == [True, True, True, True, False, False]
    assert np.allclose(found["moved"], [[104, 156], [0.4 * 104 + 0.6 * 300, 0.4 * 156 + 0.6 * 150], [160, 147]])
    assert np.allclose(found["values"], [0.52, 0.4])
    assert found["told"] == [0, {"a": [0.5], "b": [1.5], "p": [0.5], "f": [1.0, 0.5]}] and found["later"][0] == 1
    assert np.allclose([*found["later"][1]["f"], *found["later"][1]["p"]], [0.8, 0.51, 0.4])
    assert np.allclose(found["edge"], [[160, 0], [0, 0]])
    assert found["dragged"] == 0 and found["placed"] == [{"do": "place", "at": [0.5, 0.25], "add": True}]


T = 30
AT = np.linspace(-2.0, 4.0, T)
FOLLOWS = """
import moving from "./moving/moving.js";
globalThis.setTimeout = (act) => { globalThis.later = act; return 1; };
const { view, places } = given, { card, figure } = cardOf("nbnn-moving"), { el, model, models } = await shown(view, moving, card);
const player = models[Object.values(model.get("players"))[0].slice("IPY_MODEL_".length)];
const marks = Object.fromEntries(Object.entries(model.get("marks")).map(([name, id]) => [name, models[id.slice("IPY_MODEL_".length)]]));
const grips = Object.fromEntries(figure.querySelectorAll(".nbnn-handle").map((grip) => [grip.getAttribute("aria-label"), grip]));
const numbersOf = (part, ...names) => names.map((name) => Number(part.getAttribute(name)));
const kept = (mark, name) => (mark.state[name]?.length === undefined ? null : Array.from(mark.state[name]));
const handleOf = (grip) => [grip.style.display, grip.getAttribute("transform"), ...["min", "max", "now", "text"].map((name) =>
  grip.getAttribute(`aria-value${name}`)), grip.classList.contains("nbnn-handle-under"), grip.dataset.asks ?? null];
const gapOf = (gap) => [gap.getAttribute("class"), numbersOf(gap.querySelector("line"), "x1", "x2", "y1", "y2"),
  numbersOf(gap.querySelector("circle"), "cx", "cy"), gap.textContent, numbersOf(gap.querySelector("text"), "x", "y"),
  gap.querySelector("text").getAttribute("text-anchor")];
const seen = () => ({
  index: player.get("index"), words: marks.words.state.text, caption: el.querySelector(".nbnn-chart-caption").textContent,
  marks: Object.fromEntries(Object.entries(marks).map(([name, mark]) => [name, [kept(mark, "x"), kept(mark, "y")]])),
  arrows: figure.querySelectorAll(".nbnn-arrow").map((group) => group.querySelectorAll("path").map((path) => path.getAttribute("d"))),
  handles: Object.fromEntries(Object.entries(grips).map(([name, grip]) => [name, handleOf(grip)])),
  chords: figure.querySelectorAll(".nbnn-chord").map((chord) => numbersOf(chord, "x1", "y1", "x2", "y2")),
  gaps: figure.querySelectorAll(".nbnn-gap").map(gapOf),
});
const DO = {
  set: (changes) => player.set(changes),
  handles: (at) => model.set("handles", at),
  key([name, key, shiftKey = false]) { grips[name].dispatchEvent(eventOf("keydown", { key, shiftKey })); },
  drag([name, clientX, clientY]) {
    grips[name].dispatchEvent(eventOf("pointerdown", { pointerId: 7 }));
    const move = (pointerId, left) => grips[name].dispatchEvent(eventOf("pointermove", { pointerId, clientX: left, clientY }));
    move(8, 0); // another finger
    move(7, clientX);
  },
  click([clientX, clientY]) { figure.dispatchEvent(eventOf("click", { clientX, clientY, shiftKey: false })); },
};
const legend = el.querySelector(".nbnn-chart-legend"),
  keyOf = (entry) => [entry.textContent, entry.firstChild.style.getPropertyValue("--key")];
const around = numbersOf(figure.querySelector(".nbnn-arrows"), "x", "y", "width", "height");
say({ legend: legend.children.map(keyOf), long: [legend.classList.contains("nbnn-chart-legend-long"), legend.tabIndex ?? null], around,
  note: el.querySelector(".nbnn-chart-note").textContent, seen: places.map((act) => {
    model.sent.length = 0;
    for (const [what, how] of Object.entries(act)) DO[what](how);
    document.timeline.currentTime += 10000; // it rests
    for (let frame = 0; frame < 3; frame += 1) nextFrame();
    return { ...seen(), sent: [...model.sent], told: [model.saved, structuredClone(model.get("handles"))] };
  }) });
"""


@pytest.fixture
def moving():
    """A chart of everything that moves with a player, and its player; v is at x where the curve is x²."""
    player = Player(granularity="update")
    player.show(story({"x": AT, "y": AT ** 2, "many": np.arange(3.0 * T).reshape(T, 3), "dot": np.zeros(T)}, ["said"] * T), index=2)
    made = MovingChart({"player": player}, title="A chart", axes=("x", "y"))
    made.line("trail", "pos")
    made.line("short", "pos")
    for name in ("here", "gone", "beyond"):
        made.points(name, "neg")
    made.bars("bars", "pos")
    made.text("words", "ink")
    curve = (AT, AT ** 2)
    made.show(x=(-2, 6), y=(0, 20), place=True, note="A note", caption=row("x is ", slot("x")), moves=[
        {"mark": "trail", "kind": "trail", "x": ["x"], "y": ["y"]}, {"mark": "here", "kind": "points", "x": [["x"]], "y": [["y"]]},
        {"mark": "short", "kind": "trail", "x": ["x"], "y": ["y"], "most": 3},
        {"mark": "bars", "kind": "columns", "x": "many", "y": "many"}, {"mark": "gone", "kind": "points", "x": [["no"]], "y": [["y"]]},
        {"mark": "words", "kind": "text", "x": ["x"], "y": ["y"], "text": row("y = ", slot("y"))}],
        arrows=[{"from": [["x"], ["y"]], "to": [1, 10], "color": "ink"}, {"from": [["x"], ["y"]], "to": [["x"], ["y"]], "color": "ink"},
                {"from": [["x"], ["y"]], "x": "many", "y": "many", "color": "ink", "plain": True}],
        handles={"a": {"words": "a", "along": "x", "curve": curve, "at": [-1.0]},
                 "b": {"words": "b", "along": "x", "curve": curve, "at": [3.0]},
                 "p": {"words": "p", "at": [0.5], "along": {"between": ["a", "b"], "curve": curve, "above": "holds", "below": "fails"}},
                 "v": {"words": "now", "player": "player", "x": "x", "y": "y"}},
        legend=[("line", "pos", f"entry {k}") for k in range(9)])
    yield made, player
    made.close()
    player.close()


def across(x):
    return (np.asarray(x) + 2) / 8 * 400


def up(y):
    return (1 - np.asarray(y) / 20) * 300


def followed(made, *places):
    return in_node(FOLLOWS, {"view": states(made.mover), "places": places})


@needs_node
def test_on_a_page_marks_are_where_python_has_them_too(moving):
    made, player = moving
    found = followed(made, *({"set": {"index": index}} for index in (3, 5, T - 1)))
    for index, seen in zip((3, 5, T - 1), found["seen"], strict=True):
        player.index = index
        panel = panel_of(made)
        trail = next(mark for mark in panel.marks if isinstance(mark, Line))
        (bars,) = (mark for mark in panel.marks if isinstance(mark, Bars))
        here = next(mark for mark in panel.marks if isinstance(mark, Dots))
        assert np.allclose(seen["marks"]["trail"], [trail.x, trail.y]) and len(trail.x) == index + 1
        assert np.allclose(seen["marks"]["short"], [trail.x[-3:], trail.y[-3:]])
        assert np.allclose(seen["marks"]["here"], [here.x, here.y]) and np.allclose(seen["marks"]["bars"][1], bars.y)
        assert seen["words"] == [f"y = {format_number(AT[index] ** 2)}"] and seen["caption"] == f"x is {format_number(AT[index])}"
        start = np.array([across(AT[index]), up(AT[index] ** 2)])
        (arrow,), (none,), plain = seen["arrows"]
        line, head = ([float(number) for number in re.findall(r"-?[\d.]+(?:e-?\d+)?", part)] for part in arrow[1:].split("M"))
        end = np.array([across(1), up(10)])
        wings, along = np.array(head).reshape(3, 2), (end - start) / np.linalg.norm(end - start)
        assert np.allclose(line, [*start, *end], atol=1e-4) and np.allclose(wings[1], end) and none is None
        wide = wings[0] - wings[2]
        assert np.allclose(end - (wings[0] + wings[2]) / 2, 7 * along, atol=1e-4) and np.allclose(np.linalg.norm(wide), 7, atol=1e-4)
        assert abs(np.dot(wide, along)) < 1e-4 and len(plain) == 3 and all(path.count("M") == 1 for path in plain)
        place, low, high, value, words = seen["handles"]["now"][1:6]
        assert np.allclose([float(number) for number in re.findall(r"-?[\d.]+", place)], start, atol=1e-4)
        assert (low, high, words) == ("-2", "6", format_number(AT[index])) and float(value) == pytest.approx(AT[index])
    assert [words for words, _ in found["legend"]] == [f"entry {k}" for k in range(9)] and found["long"] == [True, 0]
    assert {color for _, color in found["legend"]} == {"var(--nbnn-pos)"} and found["note"] == "A note"
    assert found["around"] == [0, 0, 400, 300]
    assert [found["seen"][0]["handles"][name][-1] for name in ("a", "p", "now")] == ["handles", "handles", None]


@needs_node
def test_on_a_page_what_the_recording_has_not_got_moves_nothing(moving):
    """For a moment, when a lab shows another picture, whose recording comes after it: another curve's, with more coordinates."""
    made, _ = moving
    beyond = {"mark": "beyond", "kind": "points", "x": [["x"]], "y": [["many", 3]]}
    made.mover.picture = made.mover.picture | {"moves": [*made.mover.picture["moves"], beyond]}
    marks = followed(made, {"set": {"index": 3}})["seen"][0]["marks"]
    assert marks["beyond"] == marks["gone"] != marks["here"]


@needs_node
def test_on_a_page_a_handle_between_two_has_its_chord_and_the_gap_to_the_curve(moving):
    made, _ = moving
    places = [{"a": [-1.0], "b": [3.0], "p": [share]} for share in (0.5, 0.1, 1.0)] + [{"a": [-1.0], "b": [3.9], "p": [0.02]}]
    found = followed(made, *({"handles": each} for each in places), {"key": ["p", "ArrowRight"]}, {"key": ["p", "ArrowLeft", True]},
                     {"drag": ["p", across(1.0), 0]}, {"drag": ["a", across(2.0), 0]}, {"drag": ["p", across(9.0), 0]})["seen"]
    height = lambda x: np.interp(x, AT, AT ** 2)
    for place, seen in zip(places, found, strict=False):
        (a,), (b,), (share,) = place["a"], place["b"], place["p"]
        x, y = share * a + (1 - share) * b, share * height(a) + (1 - share) * height(b)
        assert np.allclose(seen["chords"], [[across(a), up(height(a)), across(b), up(height(b))]])
        ((kind, line, spot, word, at, anchor),) = seen["gaps"]
        top, end = up(y), up(height(x))
        side = "above" if end - top > 2 else "none"
        assert kind == f"nbnn-gap nbnn-gap-{side}" and word == ("holds" if side == "above" else "")
        assert np.allclose(line, [across(x), across(x), top, end]) and np.allclose(spot, [across(x), end])
        inside = across(x) + 100 < 400
        assert anchor == ("start" if inside else "end") and at[0] == pytest.approx(across(x) + (10 if inside else -10))
        assert at[1] == pytest.approx((top + end) / 2 if abs(end - top) > 28 else end + np.sign(end - top) * 14)
        assert seen["handles"]["p"][2:5] == ["0", "1", f"{share:g}"] and seen["handles"]["p"][6] is False
    shares = [seen["told"][1]["p"][0] for seen in found[4:]]
    assert np.allclose(shares, [0.01, 0.11, (1.0 - 3.9) / (-1 - 3.9), (1.0 - 3.9) / (-1 - 3.9), 0])
    assert found[7]["told"][1]["a"] == pytest.approx([2.0, height(2.0)]) and [seen["told"][0] for seen in found[3:]] == list(range(6))


@needs_node
def test_on_a_page_the_players_own_place_is_moved_as_far_as_there_is_one_and_a_click_is_taken_up_to_the_edges(moving):
    made, _ = moving
    found = followed(made, {"key": ["now", "ArrowUp"]}, {"key": ["now", "ArrowRight", True]}, {"key": ["now", "ArrowLeft"]},
                     {"key": ["now", "ArrowDown", True]}, {"key": ["now", "ArrowDown", True]},
                     {"drag": ["now", float(across(AT[20] + 0.09)), 0]},
                     {"drag": ["now", 400, 0]}, *({"click": place} for place in ([0, 0], [400, 300], [-1, 9], [401, 9], [9, -1], [9, 301])))
    assert [seen["index"] for seen in found["seen"][:7]] == [3, 13, 12, 2, 0, 20, T - 1]
    corners = [{"do": "place", "at": at, "add": False} for at in ([-2, 20], [6, 0])]
    assert [seen["sent"] for seen in found["seen"][7:]] == [[corners[0]], [corners[1]], [], [], [], []]
