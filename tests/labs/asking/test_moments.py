"""Questions at moments of a recording, in plain Python: the GraphLab's numbers, and votes in every lab that plays."""

import pytest

import nbnn
from nbnn.explain import overfitting as epochs
from nbnn.labs import (
    BatchLab,
    GraphLab,
    InitLab,
    LearningRateLab,
    LossLab,
    OptimizerRace,
    OverfittingLab,
    TrajectoryLab,
)
from tests.views.page import send as send_message

VOTE = ("Will it?", "yes", "no")
PLAYING = [(TrajectoryLab, 3, {}), (OptimizerRace, 10, {}), (LearningRateLab, 3, {}), (LearningRateLab, 3, {"view": "decay"}),
           (BatchLab, 20, {}), (BatchLab, 3, {"view": "packed"}), (OverfittingLab, 10, {}), (GraphLab, 7, {}),
           (InitLab, 3, {"view": "symmetry", "hidden": (3,)}), (LossLab, 20, {"view": "run"})]


def send(lab, what: str, **message) -> None:
    """What a page sends: it has no kernel here, so the handler of the view gets it as the comm would give it."""
    send_message(lab.asked.view, {"do": what, "update": lab.asked.at, **message})


@pytest.fixture(params=PLAYING, ids=lambda each: f"{each[0].__name__} {each[2].get('view', '')}")
def voting(request):
    kind, at, options = request.param
    return kind(cue={at: VOTE}, **options), at


def test_a_vote_stops_the_player_until_it_is_answered(voting):
    lab, at = voting
    lab.player.index = at + 1
    assert lab.player.index == at
    assert lab.player.covered["after"] is True
    assert lab.asked.view.question["words"] == "Will it?"
    send(lab, "check", choice="perhaps")
    assert lab.asked.at == at
    send(lab, "check", choice="no")
    assert lab.asked.view.told["message"] == "You said: no. Now see what happens."
    assert lab.player.covered == {}
    lab.player.index = at + 1
    assert lab.player.index == at + 1


def test_reset_asks_again_and_show_goes_on_without_an_answer(voting):
    lab, at = voting
    send(lab, "show")
    assert lab.asked.at is None
    send_message(lab.player, {"do": "reset"})
    assert lab.asked.at == at
    assert lab.player.index == 0


def test_who_stops_asking_looks_on_and_comes_back_to_the_question(voting):
    lab, at = voting
    send(lab, "pause")
    assert (lab.player.covered, lab.asked.view.question) == ({}, {})
    assert lab.asked.view.help["paused"]
    lab.player.index = at + 1
    assert lab.player.index == at + 1
    send(lab, "pause")
    assert lab.player.index == at
    assert lab.asked.view.question["words"] == "Will it?"


@pytest.mark.parametrize("message", [{"update": 2}, {"update": True}, {"update": None}, {"update": "3"}, {"choice": ["yes"]},
                                     {"choice": None}])
def test_a_message_that_is_not_the_pages_own_answers_nothing(message):
    lab = TrajectoryLab(cue={1: VOTE})
    send(lab, "check", **{"choice": "yes", **message})
    assert lab.asked.at == 1


def test_a_vote_has_no_hint_and_is_shown_for_its_own_moment_only(caplog):
    lab = TrajectoryLab(cue={1: VOTE})
    before = lab.asked.view.question
    send(lab, "hint")
    send(lab, "show", update=2)
    assert lab.asked.view.question == before and lab.asked.at == 1
    assert [record.getMessage() for record in caplog.records] == []  # an error in an answer is logged


@pytest.mark.parametrize(("cue", "error"), [
    ({60: VOTE}, ValueError), ({59: VOTE}, ValueError), ({-1: VOTE}, ValueError), ({True: VOTE}, ValueError), ({3: "Will it?"}, ValueError),
    ({3: ("Will it?", "yes")}, ValueError), ({3: ("Will it?", "yes", "yes")}, ValueError), ({3: 5}, ValueError), ([3], TypeError),
])
def test_a_cue_that_cannot_be_asked(cue, error):
    with pytest.raises(error, match="cue"):
        TrajectoryLab(cue=cue)


def test_a_cue_where_nothing_plays():
    with pytest.raises(ValueError, match="nothing plays here"):
        LearningRateLab(view="sweep", seeds=range(1), epochs=1, cue={1: VOTE})
    with pytest.raises(ValueError, match="nothing plays here"):
        InitLab(cue={1: VOTE})
    with pytest.raises(ValueError, match="cue stops a run"):
        LossLab(cue={1: VOTE})


def test_the_verdicts_of_the_rates_wait_for_the_vote():
    lab = LearningRateLab(cue={3: VOTE})
    assert lab.part.line.said == ""
    assert {row["verdict"] for row in lab.table()} == {"after your prediction"}
    assert [row["ℓ"] for row in lab.table()] == ["6", "1", "5.06", "7.56"]
    send(lab, "show")
    assert "diverges" in lab.part.line.said
    assert lab.table()[-1]["verdict"].startswith("diverges")


def test_the_curves_of_a_training_end_at_the_question():
    lab = OverfittingLab(cue={10: VOTE})
    assert [row["epoch"] for row in lab.table()] == ["0", "10"]
    assert max(lab.part.losses.marks["validation"].x) == epochs.place(10)
    assert len(lab.part.losses.marks["later_validation"].x) == len(lab.part.losses.marks["best"].x) == 0
    send(lab, "check", choice="yes")
    assert max(lab.part.losses.marks["later_validation"].x) == epochs.place(150)
    assert lab.table()[-1]["epoch"] == "150"
    with pytest.raises(ValueError, match="cue stops the curves"):
        OverfittingLab(view="dropout", cue={10: VOTE})


def test_a_graph_is_filled_in_number_by_number():
    lab = GraphLab("a*b + relu(a)", {"a": 2, "b": 3}, ask=("values", "derivatives"))
    asked = []
    while lab.asked.at is not None:
        at = lab.asked.at
        lab.player.index = at
        asked.append(lab.asked.view.question["symbol"])
        assert lab.sentence().endswith(f"{asked[-1]} is yours to fill in.")
        moment = lab.player.schema["graph"]["moments"][at]
        send(lab, "check", entries=[moment["value"]])
        assert lab.sentence() == lab.player.schema["sentences"][at]
    assert asked[:3] == ["v3", "v4", "v5"]
    assert asked[-3:] == ["∂v5/∂a through v4", "∂v5/∂a through v3", "∂v5/∂a"]


def test_the_table_tells_nothing_before_it_is_found():
    lab = GraphLab("a*b + relu(a)", {"a": 2, "b": 3}, ask="sums")
    before = {row["node"]: (row["value"], row["derivative"]) for row in lab.table()}
    assert before["a"] == ("2", "")
    assert before["b"] == ("3", "2")
    send(lab, "check", entries=["4"])
    assert {row["node"]: row["derivative"] for row in lab.table()}["a"] == "4"
    assert "<td>8</td>" not in GraphLab("a*b + relu(a)", {"a": 2, "b": 3}, ask="values")._repr_mimebundle_()["text/html"]


def test_a_wrong_number_is_marked_then_diagnosed_and_a_hint_leads_on():
    lab = GraphLab("a*b + relu(a)", {"a": 2, "b": 3}, ask="sums")
    send(lab, "check", entries=["1"])
    assert lab.asked.view.question["message"] == "∂v5/∂a is not right yet: try again."
    send(lab, "check", entries=["1"])
    assert lab.asked.view.question["message"].startswith("Only one of the paths was counted.")
    assert lab.asked.view.question["marks"] == ["wrong"]
    for number in range(1, 3):
        assert lab.asked.view.question["written"] == []
        send(lab, "hint")
        assert len(lab.asked.view.question["hints"]) == number
    assert lab.asked.view.question["hints"][1] == "∂v5/∂a = ∂v5/∂v4 · ∂v4/∂a + ∂v5/∂v3 · ∂v3/∂a"
    assert lab.asked.view.question["written"] == ["∂v5/∂v4 · ∂v4/∂a + ∂v5/∂v3 · ∂v3/∂a"] and lab.player.covered["level"] == 1
    assert not lab.asked.view.question["more"]
    send(lab, "hint")
    assert len(lab.asked.view.question["hints"]) == 2, "there are no more"
    send(lab, "show")
    assert lab.asked.view.told["how"] == "shown"


def test_the_level_of_help_leaves_out_what_it_says():
    lab = GraphLab("a*b + relu(a)", {"a": 2, "b": 3}, ask="sums", level="symbols and numbers")
    assert lab.asked.view.question["written"] == ["∂v5/∂v4 · ∂v4/∂a + ∂v5/∂v3 · ∂v3/∂a", "1 + 3"]
    send(lab, "level", level=1)
    assert lab.asked.view.question["written"] == []
    send(lab, "level", level=2)
    assert lab.asked.view.question["written"] == []
    assert lab.player.covered["level"] == 2
    send(lab, "level", level=3)
    assert lab.asked.view.question["shape"] is None
    send(lab, "check", text="4")
    assert lab.asked.at is None
    locked = GraphLab(ask="sums", level=1, lock_level=True)
    send(locked, "level", level=0)
    send(locked, "pause")
    assert (locked.asked.level, locked.asked.paused) == (1, False)


def test_another_formula_asks_anew_and_reset_brings_the_first_back():
    lab = GraphLab("a*b + relu(a)", {"a": 2, "b": 3}, ask="sums")
    send(lab, "show")
    lab.formula_field.value = "u = a*b; u**2 + u"
    assert lab.asked.view.question["symbol"].endswith("∂u")
    lab.formula_field.value = "a*b"
    assert lab.asked.at is None
    send_message(lab.player, {"do": "reset"})
    assert lab.asked.view.question["symbol"] == "∂v5/∂a"


@pytest.mark.parametrize("entries", [None, [], ["1", "2"], [1], [["4"]], ["4" * 300], "4"])
def test_entries_that_this_page_does_not_send_are_refused(entries):
    lab = GraphLab("a*b + relu(a)", {"a": 2, "b": 3}, ask="sums")
    send(lab, "check", entries=entries)
    assert lab.asked.view.question["verdict"] == "refused"
    assert lab.asked.at is not None


def test_a_network_is_asked_for_like_a_formula():
    net = nbnn.Network([[[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2]])
    lab = GraphLab(net=net, x=[2, 1], z=-1, ask="derivatives")
    symbols = []
    while lab.asked.at is not None:
        symbols.append(lab.asked.view.question["symbol"])
        send(lab, "show")
    assert symbols[-1] == "∂ℓ/∂W⁽¹⁾"
    assert lab.asked.view.told["right"] == ["2", "1", "−1", "−0.5", "0", "0"]


def test_ask_names_what_there_is():
    with pytest.raises(ValueError, match="did you mean 'sums'"):
        GraphLab(ask="sum")
    with pytest.raises(ValueError, match="level"):
        GraphLab(ask="sums", level=9)


def test_what_follows_from_ones_own_wrong_number_is_taken():
    lab = GraphLab("a*b + relu(a)", {"a": 2, "b": 3}, ask="values")
    send(lab, "check", entries=["5"])  # a·b is 6
    send(lab, "show")
    assert (lab.asked.view.told["right"], lab.asked.view.told["entered"]) == (["6"], ["5"])
    send(lab, "check", entries=["2"])
    send(lab, "check", entries=["7"])  # 5 + 2
    assert lab.asked.at is None
    assert lab.asked.view.told["message"].startswith("This follows correctly from what you entered above.")
    lab.asked.reset()
    send(lab, "check", entries=["6"])
    send(lab, "check", entries=["2"])
    send(lab, "check", entries=["7"])
    assert lab.asked.view.question["verdict"] == "wrong", "nothing wrong of one's own to follow from"
