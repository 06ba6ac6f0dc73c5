"""“Ask me first” in the Stepper, in plain Python: what is covered, what answers do, and messages that are not to be trusted."""

import numpy as np
import pytest

import nbnn
from nbnn.labs import Stepper, worked_example
from nbnn.labs.asking.asker import level_of
from nbnn.views.asking.asking import AskingView
from tests.views.page import alive
from tests.views.page import send as send_message

W1, W2 = [[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2]
ANSWERS = {"dl_dy": ["1"], "dl_dw2": ["1", "3", "0"], "dl_dh": ["1", "−1/2", "2"], "dl_da": ["1", "-.5", "gate shut"],
           "dl_dW1": ["2", "1", "−1", "−0.5", "gate shut", "0"], "w2_new": ["0.9", "−0.8", "2"]}
PREDICTED = {"unchanged": {"weights": [[1, 2, 0], [1, 2, 1], [2, 0, 2]]}, "loss_falls": {"choice": "falls"}}
DERIVATIVES = ("dl_dy", "dl_dw2", "dl_dW1")


def make(ask=DERIVATIVES, **options):
    return worked_example(W1, W2, [2, 1], -1, **{"ask": ask, **options})


@pytest.fixture
def lab():
    made = make()
    yield made
    made.close()


def send(lab, **message):
    send_message(lab.asked.view, message)


def question(lab) -> dict:
    return lab.asked.view.question


def enter(lab, *entries, **more):
    send(lab, do="check", update=question(lab)["update"], name=question(lab)["name"], entries=list(entries), **more)


def answer(lab):
    """The right answer to the present question."""
    name = question(lab)["name"]
    if name in PREDICTED:
        send(lab, do="check", update=question(lab)["update"], name=name, **PREDICTED[name])
    else:
        enter(lab, *ANSWERS[name])
    return name


def press(lab, what, **more):
    send(lab, do=what, update=question(lab)["update"], name=question(lab)["name"], **more)


# ---- off by default ----

def test_without_ask_there_is_no_view_and_nothing_is_covered():
    lab = worked_example(W1, W2, [2, 1], -1)
    assert lab.asked is None
    assert lab.player.covered == {}
    assert not lab.all_of(AskingView)
    assert lab.table() == lab.step.table()
    lab.player.index = 7
    assert lab.player.index == 7
    lab.close()


def test_closing_leaves_no_widget():
    before = len(alive())
    make(show="all").close()
    assert len(alive()) == before


# ---- the way through an update ----

def test_every_question_from_top_to_bottom():
    lab = make(ask=(*ANSWERS, *PREDICTED))
    asked = [answer(lab) for _ in range(len(ANSWERS) + len(PREDICTED))]
    assert asked == ["dl_dy", "dl_dw2", "dl_dh", "dl_da", "dl_dW1", "unchanged", "loss_falls", "w2_new"]
    assert lab.asked.place == (1, "dl_dy")
    lab.close()


def test_what_is_covered_follows_the_answers(lab):
    assert lab.player.covered == {"update": 0, "line": "dl_dy", "level": 2, "ask": ["dl_dy", "dl_dw2", "dl_dW1"]}
    enter(lab, "1")
    assert lab.player.covered["line"] == "dl_dw2"
    assert lab.asked.view.told["message"] == "Right."
    assert not lab.asked.covers(0, "dl_dy")
    assert lab.asked.covers(0, "dl_dh"), "it comes after a line that is not known yet"
    assert lab.asked.covers(3, "a")


def test_a_wrong_answer_is_marked_then_diagnosed(lab):
    enter(lab, "1")
    enter(lab, "1", "3", "-1.5")
    assert question(lab)["message"] == "The first wrong entry is ∂ℓ/∂w⁽²⁾ (entry 3): try again."
    assert question(lab)["marks"] == ["right", "right", "wrong"]
    enter(lab, "1", "3", "-1.5")
    assert "You used a where h belongs" in question(lab)["message"]
    press(lab, "show")
    assert lab.asked.view.told["how"] == "shown"
    assert lab.asked.view.told["right"] == ["1", "3", "0"]
    assert lab.asked.view.told["entered"] == ["1", "3", "-1.5"], "it stays beside the right place"


def test_zeros_by_their_reasons(lab):
    enter(lab, "1")
    enter(lab, "1", "3", "margin met")
    assert question(lab)["marks"] == ["right", "right", "wrong"]
    enter(lab, "1", "3", "margin met")
    assert "is 0, but not because the margin is met" in question(lab)["message"]
    enter(lab, "1", "3", "h = 0")
    assert lab.asked.place == (0, "dl_dW1")


def test_hints_come_one_by_one(lab):
    enter(lab, "1")
    for count in (1, 2, 3):
        press(lab, "hint")
        assert len(question(lab)["hints"]) == count
        assert question(lab)["level"] == lab.player.covered["level"] == (1 if count == 3 else 2), "the formula is there once it was told"
    assert question(lab)["more"] is False
    assert question(lab)["hints"][2] == "∂ℓ/∂w⁽²⁾ = ∂ℓ/∂y h"
    enter(lab, *ANSWERS["dl_dw2"])
    assert question(lab)["hints"] == []


def test_a_wrong_prediction_is_said_and_asked_again():
    lab = make(ask=("unchanged",))
    assert lab.player.covered["line"] == "theta"
    assert lab.player.marked == {"weights": []}
    press(lab, "check", weights=[[1, 0, 0]])
    assert question(lab)["message"] == "W⁽¹⁾ (row 1, column 1) does change."
    assert [key for key, _ in question(lab)["grounds"]] == ["gate", "input", "loss", "guess"]
    press(lab, "show")
    assert lab.asked.view.told["message"].startswith("These do not change: W⁽¹⁾ (row 3, column 1)")
    assert lab.asked.place == (1, "theta")
    lab.close()


def test_a_missed_choice_asks_for_a_reason_before_the_next_try():
    lab = make(ask=("loss_falls",))
    press(lab, "check", choice="rises")
    assert (question(lab)["verdict"], question(lab)["message"]) == ("wrong", "That is not what happens.")
    assert lab.asked.place == (0, "theta") and lab.asked.view.told == {}, "nothing is told"
    press(lab, "check", choice="falls")
    assert lab.asked.place == (0, "theta") and "Say first" in question(lab)["message"]
    for nothing in ("", "none", None, ["far"], 3):
        press(lab, "ground", ground=nothing)
        assert question(lab)["grounds"]
    press(lab, "ground", ground="far")
    assert question(lab)["grounds"] == [] and question(lab)["message"].startswith("Then y moves past the place")
    press(lab, "ground", ground="guess")
    assert question(lab)["message"].startswith("Then y moves past the place"), "it was said"
    press(lab, "check", choice="falls")
    assert lab.asked.view.told["message"] == "Right: ℓ falls: 0.5 before the update, 0 after it."
    assert question(lab)["grounds"] == []
    lab.close()


def test_a_missed_choice_can_be_shown_at_once():
    lab = make(ask=("unchanged",))
    press(lab, "check", weights=[])
    press(lab, "show")
    assert lab.asked.view.told["message"].startswith("These do not change:") and question(lab)["grounds"] == []
    lab.close()


def test_a_vote_is_never_missed():
    lab = make(ask=(), cue={0: ("Will the gate open?", "yes", "no")})
    press(lab, "check", choice="no")
    assert lab.asked.view.told["message"] == "You said: no."
    lab.close()


# ---- nothing tells it ----

def test_the_texts_and_tables_of_python_keep_it_covered(lab):
    lab.player.line = 5
    assert lab.sentence() == "Update 0, line 6 of 11: ∂ℓ/∂y is yours to fill in."
    assert [row["value"] for row in lab.table()][4:] == ["0.5", "", "", "", "", "", ""]
    assert all(row["formula"] == "" for row in lab.table()[5:])
    html = lab._repr_mimebundle_()["text/html"]
    assert "max(0, 1 − yz)" in html
    assert "∂ℓ/∂y" not in html
    enter(lab, "1")
    assert lab.table()[5]["value"] == "1"
    assert "∂ℓ/∂y" in lab._repr_mimebundle_()["text/html"]


def test_one_goes_no_further_than_the_question(lab):
    lab.player.index = 12
    assert (lab.player.index, lab.player.line) == (0, 5)
    lab.player.line = 9
    assert lab.player.line == 5
    enter(lab, "1")
    lab.player.line = 9
    assert lab.player.line == 6


def test_exact_numbers_of_covered_lines_are_not_given(lab, monkeypatch):
    told = []
    monkeypatch.setattr(lab.player, "exact", lambda *what: told.append(what))
    for name, update, after in (("dl_dy", 0, False), ("W1", 0, True), ("W1", 1, False), ("dl_dW1", 4, False)):
        send_message(lab.player, {"do": "exact", "name": name, "entry": 0, "update": update, "after": after})
    assert told == []
    send_message(lab.player, {"do": "exact", "name": "y", "entry": 0, "update": 0})
    assert [what[:3] for what in told] == [("y", 0, 0)]


def test_the_loss_chart_ends_where_the_question_is():
    lab = make(ask=("loss", "dl_dy"), show="all")
    assert len(lab.loss_chart.marks["stems"].x) == 0
    assert lab.loss_chart.mover.picture["words"] == "Loss: nothing is recorded yet."
    enter(lab, "0.5")
    assert lab.loss_chart.marks["mean"].x.tolist() == [0]
    enter(lab, "1")
    assert lab.loss_chart.marks["mean"].x.tolist() == [0], "update 1 has its own questions"
    lab.close()


# ---- the level of help ----

def test_the_level_can_be_changed_and_locked(lab):
    send(lab, do="level", level=2)
    assert lab.player.covered["level"] == 2
    assert lab.asked.view.help["level"] == 2
    locked = make(level="no symbols", lock_level=True)
    send(locked, do="level", level=0)
    assert locked.asked.level == 2
    assert locked.asked.view.help["locked"] is True
    locked.close()


def test_on_a_blank_page_not_even_the_shape_is_told():
    lab = make(level="a blank page")
    assert question(lab)["shape"] is None
    press(lab, "check", text="1")
    press(lab, "check", text="1, 3")
    assert "that is 2 numbers" in question(lab)["message"]
    press(lab, "check", text="1; 3; −1.5")
    assert question(lab)["marks"] == []
    press(lab, "check", text="1, 3, 0")
    press(lab, "check", text="2 1; -1 -0.5; 0 0")
    assert lab.asked.place == (1, "dl_dy")
    lab.close()


@pytest.mark.parametrize(("given", "wanted"), [(0, 0), (3, 3), ("no numbers", 1), ("a blank page", 3)])
def test_levels_by_number_and_by_words(given, wanted):
    assert level_of(given) == wanted


# ---- other recordings ----

def test_a_fork_keeps_what_was_answered_before_it(lab):
    for _ in DERIVATIVES:
        answer(lab)
    assert lab.asked.place == (1, "dl_dy")
    lab.player.index, lab.player.line = 1, 2
    lab.fork(1, 0, 0, 3.0)
    assert lab.asked.place == (1, "dl_dy")
    lab.player.index = 0
    lab.fork(1, 0, 0, 3.0)
    assert lab.asked.place == (0, "dl_dy")


def test_reset_asks_everything_again(lab):
    for _ in DERIVATIVES:
        answer(lab)
    send_message(lab.player, {"do": "reset"})
    assert lab.asked.place == (0, "dl_dy")
    assert lab.asked.view.told == {}
    assert (lab.player.index, lab.player.line) == (0, 0)


def test_another_network_is_asked_for_the_lines_that_it_has(lab):
    lab.unfold["controls"].value = True
    lab.controls.fields["hidden"].value = "3, 2"
    assert lab.player.covered["ask"] == ["dl_dy", "dl_dW1"]
    assert lab.player.status == ""


def test_longer_recordings_go_on_asking():
    lab = make(ask=("dl_dy",), steps=2)
    enter(lab, "1")
    press(lab, "show")
    assert lab.asked.place is None
    assert question(lab) == {}
    send_message(lab.player, {"do": "extend"})
    assert lab.asked.place == (2, "dl_dy")
    lab.close()


def test_updates_before_the_start_are_free():
    lab = make(start=3)
    assert lab.asked.place == (3, "dl_dy")
    lab.player.index = 1
    assert lab.player.index == 1
    lab.close()


def test_later_lines_and_updates_follow_from_a_choice_at_the_kink():
    lab = worked_example([[1, -1], [1, 0]], [3, 0.5], [2, 2], 1, ask=("dl_dy", "dl_dw2", "dl_da"))
    enter(lab, "-0.5")
    assert "the later lines follow from yours" in lab.asked.view.told["message"]
    assert lab.run[0].dl_dy == -0.5
    assert lab.player.covered["chosen"] == {"0": "dl_dy"}
    assert lab.table()[5]["formula"] == "your choice at the kink"
    enter(lab, "h = 0", "-1")
    assert lab.asked.place == (0, "dl_da")
    assert lab.run[1].before.w2 == pytest.approx([3, 0.6])
    assert np.array_equal(lab.run[1].before.theta, lab.run[0].after.theta)
    assert lab.step.zero_reasons("dl_dw2").astype(int).tolist() == [4, 0], "h = 0, and no met margin"
    lab.close()


# ---- a cue for a hall ----

def run_with(cue, **options):
    return Stepper(nbnn.Network.random([2, 3, 1], seed=0), nbnn.datasets.moons(), steps=60, cue=cue, **options)


def test_a_cue_stops_the_lab_at_its_update_only():
    lab = run_with({12: ("Will the loss be 0 by update 20?", "yes", "no"), 40: "loss_falls"})
    assert lab.asked.place == (12, "theta")
    lab.player.index, lab.player.line = 11, 10
    assert lab.player.index == 11
    lab.player.index = 30
    assert (lab.player.index, lab.player.line) == (12, 10)
    assert lab.sentence() == "Update 12, line 11 of 11: θ waits for your answer."
    assert question(lab)["options"] == [["yes", "yes"], ["no", "no"]]
    press(lab, "check", choice="maybe")
    assert question(lab)["verdict"] == "missing"
    press(lab, "check", choice="no")
    assert lab.asked.view.told["message"] == "You said: no."
    assert lab.asked.place == (40, "theta")
    press(lab, "show")
    assert lab.asked.view.told["message"].startswith("ℓ ")
    assert lab.asked.place is None
    assert question(lab) == {}
    lab.close()


def test_after_a_cue_a_fork_shows_both_futures():
    lab = run_with({12: ("Does one weight matter?", "yes", "no")})
    assert lab.loss_chart.marks["mean"].x.max() == 12
    press(lab, "show")
    lab.player.index = 12
    lab.fork(1, 0, 0, 3.0)
    assert lab.asked.place is None, "it is not asked again in the other future"
    assert lab.loss_chart.marks["mean"].x.max() == 59
    assert lab.loss_chart.marks["parent"].x.tolist() == list(range(12, 60))
    send_message(lab.player, {"do": "reset"})
    assert lab.asked.place == (12, "theta")
    lab.close()


def test_a_cue_may_ask_for_a_line():
    lab = run_with({3: "dl_dy"}, until="dl_dh")
    assert lab.asked.place == (3, "dl_dy")
    press(lab, "show")
    assert lab.asked.place is None
    lab.close()


# ---- what does not fit ----

@pytest.mark.parametrize(("options", "error", "words"), [
    ({"ask": ("dl_dw3",)}, ValueError, "not a line of this board"), ({"ask": ("unchangd",)}, ValueError, "did you mean 'unchanged'"),
    ({"ask": (3,)}, TypeError, "ask takes the names"), ({"ask": ("dl_dW1",), "until": "dl_dy"}, ValueError, "the board ends at 'dl_dy'"),
    ({"level": "easy"}, ValueError, "level is 'easy'"), ({"level": 4}, ValueError, "level is 4"),
    ({"cue": 12}, TypeError, "cue takes update → question"), ({"cue": {99: "loss_falls"}}, ValueError, "cue names update 99"),
    ({"cue": {1: "dl_dw9"}}, ValueError, "cue asks 'dl_dw9' in update 1: did you mean 'dl_dw2'"),
    ({"cue": {1: ("Well?", "yes")}}, ValueError, "at least two"),
    ({"cue": {1: ("Well?", "yes", "yes")}}, ValueError, "at least two"), ({"cue": {True: "dl_dy"}}, ValueError, "cue names update True"),
    ({"cue": {1: 5}}, ValueError, "cue asks 5"), ({"cue": {1: "unchanged"}, "until": "y", "ask": ()}, ValueError, "the board ends at 'y'"),
    ({"lock_levle": True}, TypeError, "did you mean 'lock_level'"),
])
def test_bad_arguments(options, error, words):
    before = len(alive())
    with pytest.raises(error, match=words):
        make(**options)
    assert len(alive()) == before


BAD = [
    None, [], "check", {}, {"do": None}, {"do": ["check"]}, {"do": "__init__"}, {"do": "check"}, {"do": "check", "update": 0},
    {"do": "check", "update": 1, "name": "dl_dy", "entries": ["1"]}, {"do": "check", "update": 0, "name": "dl_dW1", "entries": ["1"] * 6},
    {"do": "check", "update": 0, "name": ["dl_dy"], "entries": ["1"]}, {"do": "check", "update": 0, "name": "dl_dy", "entries": "1"},
    {"do": "check", "update": 0, "name": "dl_dy", "entries": ["1", "2"]}, {"do": "check", "update": 0, "name": "dl_dy", "entries": [1]},
    {"do": "check", "update": 0, "name": "dl_dy", "entries": ["1" * 5000]}, {"do": "check", "update": 0, "name": "dl_dy", "text": "1"},
    {"do": "check", "update": 0, "name": "dl_dy", "entries": ["__import__('os').system('true')"]},
    {"do": "check", "update": 0, "name": "dl_dy", "entries": ["<img src=x onerror=alert(1)>"]},
    {"do": "check", "update": 0, "name": "dl_dy", "entries": ["nan"]}, {"do": "check", "update": 0, "name": "dl_dy", "entries": ["1e999"]},
    {"do": "show", "update": 0, "name": "dl_dW1"}, {"do": "show", "update": True, "name": None}, {"do": "hint", "update": -1, "name": "x"},
    {"do": "level", "level": 4}, {"do": "level", "level": True}, {"do": "level", "level": "0"}, {"do": "level"},
    {"do": "ground", "update": 0, "name": "dl_dy", "ground": "guess"}, {"do": "ground", "ground": ["guess"]},
]


@pytest.mark.parametrize("message", BAD)
def test_messages_that_are_not_to_be_trusted_change_nothing(lab, message):
    send_message(lab.asked.view, message)
    assert lab.asked.place == (0, "dl_dy")
    assert lab.asked.level == 1
    enter(lab, "1")
    assert lab.asked.place == (0, "dl_dw2")


@pytest.mark.parametrize("weights", [None, 3, "all", [3], [[1, 2]], [[9, 0, 0]], [[1, 0, True]], [[1, -1, 0]], [[1, 0, 0]] * 50])
def test_predictions_that_are_no_weights(weights):
    lab = make(ask=("unchanged",))
    press(lab, "check", weights=weights)
    assert question(lab)["verdict"] == "refused"
    press(lab, "hint")
    assert question(lab)["hints"] == []
    lab.close()


def test_a_prediction_that_is_no_outcome():
    lab = make(ask=("loss_falls",))
    for choice in (None, "up", ["falls"], 3):
        press(lab, "check", choice=choice)
        assert question(lab)["verdict"] == "missing"
    lab.close()


def test_the_stepper_of_real_data_is_asked_in_every_update():
    lab = Stepper(nbnn.Network.random([2, 3, 1], seed=0), nbnn.datasets.moons(), steps=30, ask="dl_dy")
    for update in range(5):
        assert lab.asked.place == (update, "dl_dy")
        enter(lab, repr(lab.run[update].dl_dy))
    lab.close()


def test_what_a_page_writes_into_the_question_is_not_believed(lab):
    lab.asked.view.set_state({"question": {"update": 7, "name": "dl_dW1"}, "told": {"update": "x"}, "help": {"locked": False}})
    lab.player.set_state({"covered": {}})
    send(lab, do="show", update=7, name="dl_dW1")
    assert lab.asked.place == (0, "dl_dy")
    send(lab, do="check", update=0, name="dl_dy", entries=["1"])
    assert lab.asked.place == (0, "dl_dw2")
    assert lab.player.covered["line"] == "dl_dw2"


# ---- looking on without questions ----

def test_who_stops_asking_sees_everything_and_comes_back_to_the_question(lab):
    answer(lab)
    assert question(lab)["name"] == "dl_dw2"
    send(lab, do="pause")
    assert (lab.player.covered, question(lab)) == ({}, {})
    assert not any(row["value"] == "" for row in lab.table())
    lab.player.index = 3
    assert lab.player.index == 3
    send(lab, do="pause")
    assert (question(lab)["update"], question(lab)["name"]) == (0, "dl_dw2")
    assert (lab.player.index, lab.player.schema["lines"][lab.player.line]["name"]) == (0, "dl_dw2")


def test_a_locked_lab_goes_on_asking():
    lab = make(level=2, lock_level=True)
    send(lab, do="pause")
    assert question(lab)["name"] == "dl_dy"
    lab.close()


def test_what_follows_from_ones_own_wrong_line_is_taken_and_stands_beside_the_right_numbers():
    lab = make(ask=("a", "h"))
    enter(lab, "2", "3", "-1.5")
    press(lab, "show")
    assert question(lab)["name"] == "h"
    enter(lab, "2", "3", "0")
    told = lab.asked.view.told
    assert question(lab)["name"] == "a", "the next update"
    assert told["message"].startswith("This follows correctly from what you entered above.") and told["how"] == "shown"
    assert (told["right"], told["entered"]) == (["1", "3", "0"], ["2", "3", "0"])
