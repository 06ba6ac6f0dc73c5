"""The derivation card in plain Python: what one selection sends, and the answer to a wiggle elsewhere."""

import numpy as np
import pytest

import nbnn
from nbnn.explain.recording.recording import record
from nbnn.explain.stepper.derivation import derivation
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
