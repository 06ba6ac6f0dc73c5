"""The derivation card in plain Python: what one selection sends, and the answer to a wiggle elsewhere."""

import numpy as np
import pytest

import nbnn
from nbnn.explain.recording.recording import record
from nbnn.explain.stepper.derivation import derivation
from nbnn.explain.writing.numbers import format_number
from nbnn.views.card.card import DerivationCard, pack_values
from nbnn.views.player.player import Player
from tests.views.node import in_node, needs_node, states
from tests.views.page import send

PLACE = {"layer": 1, "row": 0, "column": 1}


@pytest.fixture
def run():
    data = nbnn.Dataset.from_arrays([[2.0, 1.0], [1.0, -1.0]], [-1, 1])
    net = nbnn.Network([[[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2]], activation=nbnn.relu)
    return nbnn.sgd(net, data, loss=nbnn.hinge, eta=0.1, steps=700, order=[0, 1])


@pytest.fixture
def card(run):
    card = DerivationCard()
    card.show(run, PLACE, index=300, version=7)
    yield card
    card.close()


def sent(card, monkeypatch):
    """The messages that the card sends from now on, as the sets of traits in each."""
    messages = []
    monkeypatch.setattr(card, "send_state", lambda key=None: messages.append({key} if isinstance(key, str) else set(key)))
    return messages


def read(card, n, E, Q):
    """after, change, ratio, reasons, crossed as the page reads them."""
    sizes = [4 * n * E * Q, 4 * n * E * Q, 4 * n * E, n * E * Q, n * E * Q]
    ends = np.cumsum(sizes)
    assert ends[-1] == len(card.wiggle_values)
    parts = [card.wiggle_values[end - size:end] for end, size in zip(ends, sizes)]
    return [np.frombuffer(part, "<f4" if k < 3 else "u1") for k, part in enumerate(parts)]


def test_a_selection_is_described(card, run):
    assert card.derivation["name"] == "w₁₂⁽¹⁾"
    assert card.derivation["selected"] == PLACE
    assert (card.derivation["version"], card.derivation["updates"]) == (7, len(run))
    assert card.derivation["of"] == {"q": "dl_dW1", "k": 1}
    factors = card.derivation["paths"][0]["factors"]
    assert [(f["q"], f["k"], f["after"]) for f in factors] == [("dl_dy", 0, "dl_dy"), ("w2", 0, None), ("dh_da", 0, "dl_da"), ("x", 1, "x")]


def test_the_weights_to_choose_from_are_named(card):
    assert [layer["name"] for layer in card.derivation["layers"]] == ["W⁽¹⁾", "w⁽²⁾"]
    assert card.derivation["layers"][1] == {"layer": 2, "name": "w⁽²⁾", "sources": ("h₁", "h₂", "h₃"), "targets": ("y",)}


def test_the_numbers_of_every_update_are_packed(card, run):
    T = len(run)
    numbers = np.frombuffer(card.values[:5 * 4 * T], "<f4").reshape(5, T)
    made = derivation(run, **PLACE)
    assert np.array_equal(numbers[0], made.products[:, 0].astype("f4"))
    assert np.array_equal(numbers[2], run.column("dl_dW1")[:, 0, 1].astype("f4"))
    assert np.array_equal(numbers[3], made.finite_difference.astype("f4"))
    assert len(card.values) == T * (5 * 4 + 4 + 1)
    assert np.array_equal(np.frombuffer(card.values[-T:], "u1").astype(bool), made.straddles)


def test_products_of_many_paths_are_packed_update_by_update():
    data = nbnn.Dataset.from_arrays([[2.0, 1.0]], [1])
    run = nbnn.sgd(nbnn.Network.random([2, 3, 4, 1], nbnn.tanh, seed=2), data, loss=nbnn.hinge, steps=3)
    made = derivation(run, 1, 0, 0)
    assert np.array_equal(np.frombuffer(pack_values(made)[:4 * 12], "<f4").reshape(3, 4), made.products.astype("f4"))


def test_the_wiggle_lies_around_the_update(card):
    info = card.wiggle_info
    assert (info["start"], info["stop"]) == (172, 428)
    assert (info["version"], info["selected"]) == (7, PLACE)
    assert info["epsilons"][20] == 0
    assert [q["text"] for q in info["quantities"]] == ["w₁₂⁽¹⁾", "a₁", "h₁", "y", "ℓ"]
    assert [(q["q"], q["k"]) for q in info["quantities"]] == [("W1", 1), ("a", 0), ("h", 0), ("y", 0), ("loss", 0)]


def test_the_wiggle_by_hand_as_the_page_reads_it(card, run):
    card.show(run, PLACE, index=0)
    after, change, ratio, reasons, crossed = read(card, 256, 41, 5)
    e = card.wiggle_info["epsilons"].index(0.1)
    assert after[5 * e:5 * e + 5] == pytest.approx([-0.9, 1.1, 1.1, -0.4, 0.6])
    assert change[5 * e:5 * e + 5] == pytest.approx([0.1] * 5)
    assert ratio[e] == pytest.approx(1)
    assert not reasons[5 * e:5 * e + 5].any()
    assert not crossed[5 * e:5 * e + 5].any()


def test_one_selection_is_one_message(card, run, monkeypatch):
    messages = sent(card, monkeypatch)
    card.show(run, {"layer": 2, "row": 0, "column": 2}, index=3)
    assert messages == [{"derivation", "values", "wiggle_info", "wiggle_values"}]


def test_a_question_from_the_page_is_answered_once(card, monkeypatch):
    messages = sent(card, monkeypatch)
    send(card, {"do": "wiggle", "update": 2})
    assert messages == [{"wiggle_info", "wiggle_values"}]
    assert (card.wiggle_info["start"], card.wiggle_info["stop"]) == (0, 256)
    assert card.derivation["selected"] == PLACE


@pytest.mark.parametrize("content", [{}, {"do": "wiggle"}, {"do": "wiggle", "update": "3"}, {"do": "else", "update": 3}])
def test_other_messages_change_nothing(card, content, monkeypatch):
    messages = sent(card, monkeypatch)
    send(card, content)
    assert messages == []


def test_an_update_beyond_the_run_is_taken_for_its_last(card):
    send(card, {"do": "wiggle", "update": 10_000})
    assert card.wiggle_info["stop"] == 700


def test_nothing_selected_still_offers_the_weights(card, run):
    card.show(run, {})
    assert "paths" not in card.derivation
    assert len(card.derivation["layers"]) == 2
    assert (card.values, card.wiggle_info, card.wiggle_values) == (b"", {}, b"")
    send(card, {"do": "wiggle", "update": 3})
    assert card.wiggle_info == {}


def test_a_weight_that_does_not_exist_leaves_the_card_as_it_was(card, run):
    before = card.derivation
    with pytest.raises(ValueError, match="no entry"):
        card.show(run, {"layer": 1, "row": 9, "column": 0})
    assert card.derivation == before


def test_repr():
    card = DerivationCard()
    assert repr(card) == "DerivationCard(no weight selected)"
    send(card, {"do": "wiggle", "update": 3})
    card.close()


def test_repr_names_the_weight(card):
    assert repr(card) == "DerivationCard(w₁₂⁽¹⁾)"


ON_A_PAGE = """
import card from "./card/card.js";
const { view, indices } = given, { el, player, model } = await shown(view, card);
let now = 1e6;
Date.now = () => now;
const slider = el.querySelector("input"), { start, stop } = model.get("wiggle_info");
say({ title: el.querySelector("h3").textContent, start, stop, asked: indices.map((by) => {
  model.sent.length = 0;
  now += 1e6; // what was asked before is late
  player.set("index", by < 0 ? start + by : by < 2 ? stop - 1 + by : start);
  for (let twice = 0; twice < 2; twice += 1) slider.dispatchEvent(eventOf("input"));
  return model.sent.map(({ do: what, update }) => [what, update]);
}) });
"""


@needs_node
def test_on_a_page_a_wiggle_of_an_update_that_was_not_sent_is_asked_for_once(card, run):
    player = Player()
    player.show(record(run))
    card.player = player
    found = in_node(ON_A_PAGE, {"view": states(card), "indices": [-1, 2, 0, 1]})
    start, stop = found["start"], found["stop"]
    assert found["title"] == "Derivation of one weight" and 0 < start < 300 < stop < 700
    assert found["asked"] == [[["wiggle", start - 1]], [], [], [["wiggle", stop]]]
    player.close()


READS = """
import card from "./card/card.js";
globalThis.setTimeout = (act) => { globalThis.later = act; return 1; };
const { view, acts } = given, { el, player, model, stop } = await shown(view, card);
const slider = el.querySelector("input"), selects = el.querySelectorAll("select");
const textOf = (part, selector) => part.querySelector(selector)?.textContent ?? null;
const tileOf = (tile) => [tile.querySelector(".nbnn-symbol").textContent, textOf(tile, ".nbnn-number"),
  ["unknown", "zero"].filter((name) => tile.classList.contains(`nbnn-${name}`)).join()];
const boxOf = (box) => [textOf(box, ".nbnn-symbol"), ...box.querySelectorAll(".nbnn-number").map((number) => number.textContent),
  ["dies", "still", "leads-on"].filter((name) => box.classList.contains(`nbnn-${name}`))];
const menuOf = (menu) => [menu.options.map((option) => option.textContent), menu.selectedIndex ?? -1, menu.disabled];
const seen = () => ({
  title: textOf(el, "h3"), hint: textOf(el, ".nbnn-hint"), none: el.firstChild.classList.contains("nbnn-none"),
  body: Boolean(el.querySelector(".nbnn-derivation-body")),
  paths: el.querySelectorAll(".nbnn-path").map((path) => [path.querySelectorAll(".nbnn-tile").map(tileOf), textOf(path, ".nbnn-product"),
    textOf(path, ".nbnn-through"), textOf(path, ".nbnn-why")]),
  total: [textOf(el, ".nbnn-total"), textOf(el, ".nbnn-total .nbnn-product")],
  check: el.querySelectorAll(".nbnn-check .nbnn-wide").map((each) => each.textContent),
  verdict: [textOf(el, ".nbnn-check .nbnn-verdict"), textOf(el, ".nbnn-late")], boxes: el.querySelectorAll(".nbnn-box").map(boxOf),
  epsilon: [textOf(el, ".nbnn-epsilon"), slider.getAttribute("aria-valuetext"), slider.value, slider.max], note: textOf(el, ".nbnn-note"),
  ratio: el.querySelectorAll(".nbnn-ratio .nbnn-wide").map((each) => each.textContent),
  spoken: textOf(el, ".nbnn-wiggle .nbnn-hidden-text"),
  menus: selects.map(menuOf), label: textOf(el, ".nbnn-wiggle-label"), selected: player.get("selected"),
  list: el.querySelector("ol")?.tabIndex ?? null,
});
const DO = {
  set: (changes) => player.set(changes),
  wiggle(at) {
    slider.value = String(at);
    slider.dispatchEvent(eventOf("input"));
  },
  zero: () => el.querySelector(".nbnn-zero-button").click(),
  choose([at, to]) {
    selects[at].selectedIndex = to;
    selects[at].dispatchEvent(eventOf("change"));
  },
  key([selector, key]) {
    const event = eventOf("keydown", { key });
    el.querySelector(selector).dispatchEvent(event);
    return event.stopped;
  },
  model: (changes) => model.set(changes),
  lose: () => losePython(),
};
say([seen(), ...acts.map((act) => {
  const did = Object.entries(act).map(([what, how]) => DO[what](how));
  for (let frame = 0; frame < 4; frame += 1) nextFrame();
  globalThis.later?.();
  return { ...seen(), did };
})]);
"""


def reads(run, place, acts, index=0, **state):
    """What the card shows of one weight, at first and after each act."""
    made, player = DerivationCard(), Player()
    player.show(record(run, version=7), index=index)
    player.selected = place
    made.show(run, place, index=index, version=7)
    made.player = player
    for name, value in state.items():
        setattr(player, name, value)
    found = in_node(READS, {"view": states(made), "acts": acts})
    derived, wiggled, values = made.derivation, made.wiggle_info, made.wiggle_values
    made.close()
    player.close()
    return derived, wiggled, values, found


def factor_of(run, i, factor):
    return np.ravel(getattr(run[i], factor["q"]))[factor["k"]]


@needs_node
def test_on_a_page_every_factor_of_every_path_has_its_number_and_a_zero_says_why():
    run = nbnn.sgd(nbnn.Network.random([2, 3, 4, 1], nbnn.relu, seed=2), nbnn.datasets.moons(n=20), loss=nbnn.hinge, steps=30, seed=0)
    place, made = {"layer": 1, "row": 0, "column": 0}, derivation(run, 1, 0, 0)
    last = len(record(run).schema["lines"]) - 1
    f = format_number
    derived, _, _, (first, *found) = reads(run, place, [{"set": {"index": i, "line": last, "unit": 99}} for i in range(6)])
    assert first["title"] == f"Derivation of ∂ℓ/∂{derived['name']}" and first["verdict"] == ["", "not computed yet"]
    assert first["check"] == ["–", "–"] and first["total"][1] == "–" and first["hint"] == "" and not first["none"] and first["list"] == 0
    assert all(product == "–" and why == "" for _, product, _, why in first["paths"])
    assert [[mark for *_, mark in tiles] for tiles, *_ in first["paths"]] == [
        ["" if factor["after"] in (None, "x") else "unknown" for factor in path["factors"]] for path in derived["paths"]]
    zeros = 0
    for i, seen in enumerate(found):
        for p, (tiles, product, through, why) in enumerate(seen["paths"]):
            path = derived["paths"][p]
            numbers = [factor_of(run, i, factor) for factor in path["factors"]]
            assert [number for _, number, _ in tiles] == [f(number) for number in numbers]
            assert [mark for *_, mark in tiles] == ["zero" if number == 0 else "" for number in numbers]
            words = [factor["words"] for factor, number in zip(path["factors"], numbers, strict=True) if number == 0 and factor["words"]]
            assert why == (f"✕ {', and '.join(words)}" if words else "") and product == f(made.products[i, p])
            assert through == f"{path['through']} {why}"
            zeros += bool(words)
        assert seen["total"][1] == f(made.sum[i]) and "the sum over 4 paths" in seen["total"][0]
        assert seen["check"] == [f(made.finite_difference[i]), f(np.float32(made.relative_error[i]))] and seen["verdict"][1] == ""
        assert (seen["verdict"][0] != "") == bool(made.straddles[i])
    assert 3 < zeros < 24


@needs_node
def test_on_a_page_a_wiggle_is_told_number_by_number_and_says_where_it_stops(run):
    acts = [{"wiggle": at} for at in (29, 40, 0, 18, 20)] + [{"wiggle": 33}, {"zero": None}, {"wiggle": 29}, {"set": {"index": 171}}]
    _, info, values, (first, *found) = reads(run, PLACE, acts, index=300)
    E, Q, n, f = len(info["epsilons"]), len(info["quantities"]), info["stop"] - info["start"], format_number
    class Holder:
        wiggle_values = values
    after, change, ratio, reasons, crossed = read(Holder, n, E, Q)
    signed = lambda value: f"+{f(value)}" if value > 0 else f(value)
    assert first["epsilon"] == ["ε = 0", "ε = 0", "20", str(E - 1)] and first["note"] == "Drag ε and watch the change run forward."
    assert first["ratio"] == ["–", "not computed yet"] and first["label"] == "Wiggle: add ε to w₁₂⁽¹⁾"
    stopped = 0
    for at, seen in zip((29, 40, 0, 18, 20, 33, 20, 29), found, strict=False):
        epsilon, here = info["epsilons"][at], ((300 - info["start"]) * E + at)
        assert seen["epsilon"][:3] == [f"ε = {f(epsilon)}"] * 2 + [str(at)]
        stops, kinks = [], []
        for q, quantity in enumerate(info["quantities"]):
            k = here * Q + q
            before = np.ravel(getattr(run[300], quantity["q"]))[quantity["k"]]
            words = quantity["words"].get(str(reasons[k]), "") if epsilon else ""
            dies = words not in ("", "nothing arrives")
            number = ("✕ " if dies else "") + signed(change[k])
            leads = ["leads-on"] if q + 1 < Q and info["quantities"][q + 1]["q"] != quantity["q"] else []
            assert seen["boxes"][q][1:] == [f(before), f(after[k]), number,
                (["dies"] if dies else ["still"] if change[k] == 0 else []) + leads]
            stops += [f"✕ at {quantity['text']}: {words}."] if dies else []
            kinks += [f"⚠ {quantity['up' if crossed[k] == 1 else 'down']}."] if crossed[k] else []
        arrived = ["The change reaches ℓ."] if change[here * Q + Q - 1] else []
        notes = arrived + kinks + stops
        assert seen["note"] == (" ".join(notes) if epsilon else first["note"]) and seen["ratio"][0] == (f(ratio[here]) if epsilon else "–")
        if epsilon:
            told = ", ".join(f"{q['text']} {signed(change[here * Q + k])}" for k, q in enumerate(info["quantities"]))
            assert seen["spoken"] == f"ε = {f(epsilon)}. Changes: {told}. {' '.join(notes)} Δℓ/ε = {f(ratio[here])}."
        else:
            assert seen["spoken"] == "ε = 0: nothing changes."
        stopped += len(stops) + len(kinks)
    assert found[8]["note"] == "Drag ε to ask for this update." and found[8]["ratio"][0] == "–"
    assert all(box[2:4] == ["–", "–"] for box in found[8]["boxes"]) and stopped > 0


@needs_node
def test_on_a_page_a_weight_is_chosen_from_lists_and_what_cannot_be_derived_says_why(run):
    acts = [{"choose": [2, 2]}, {"choose": [1, 0]}, {"choose": [0, 2]}, {"choose": [0, 0]}, {"key": [".nbnn-slider", "ArrowRight"]},
            {"key": ["select", " "]}, {"set": {"selected": PLACE}},
            {"set": {"covered": {"update": 300, "line": "dl_dW1", "ask": ["dl_dW1"], "level": 0}}},
            {"set": {"covered": {}}}, {"set": {"selected": {"layer": 2, "row": 0, "column": 1}}}, {"lose": None}]
    derived, *_, found = reads(run, PLACE, acts, index=300)
    first, to, source, layer, none, arrow, space, again, covered, open_again, other, lost = found
    names = [["none", "W⁽¹⁾", "w⁽²⁾"], *(list(derived["layers"][0][part]) for part in ("sources", "targets"))]
    assert [menu[0] for menu in first["menus"]] == names and [menu[1] for menu in first["menus"]] == [1, 1, 0]
    assert not any(off for *_, off in first["menus"])
    assert [seen["selected"] for seen in (to, source, layer, none)] == [
        {"layer": 1, "row": 2, "column": 1}, {"layer": 1, "row": 2, "column": 0}, {"layer": 2, "row": 0, "column": 0}, {}]
    assert none["hint"].startswith("Choose a weight:") and none["none"] and [menu[2] for menu in none["menus"]] == [False, True, True]
    assert none["title"] == "Derivation of one weight" and to["title"] == "Derivation of one weight: asking …" and to["hint"] == ""
    assert (arrow["did"], space["did"]) == ([True], [False]) and again["title"] == first["title"] and again["body"]
    assert covered["hint"] == "Its derivation waits until you have filled in its line." and not covered["body"] and covered["none"]
    assert open_again["body"] and open_again["hint"] == "" and other["title"].endswith("asking …")
    assert lost["hint"].startswith("There is no Python here.") and lost["title"] == "Derivation of one weight"
