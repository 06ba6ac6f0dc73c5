"""A show of hands at a vote, in plain Python: optional, shown beside what happens, and nothing that a page sends is trusted."""

import pytest

import nbnn
from nbnn.labs import Stepper, TrajectoryLab
from nbnn.labs.asking import asker
from nbnn.labs.asking.hands import MOST, counted, hands_words, read_hands
from tests.labs.asking.test_moments import send, voting  # noqa: F401  (every lab that can stop at a vote)
from tests.views.page import send as send_message

VOTE = ("Will it?", "yes", "no")
OPTIONS = [["yes", "yes"], ["no", "no"]]


@pytest.fixture(autouse=True)
def _nothing_kept():
    asker._drafts.clear()
    yield
    asker._drafts.clear()


@pytest.mark.parametrize(("given", "hands"), [([12, 5], [12, 5]), ([0, None], [0, None]), ([None, MOST], [None, MOST])])
def test_what_is_counted(given, hands):
    assert read_hands(given, 2) == hands


@pytest.mark.parametrize("given", [None, [], [None, None], [1], [1, 2, 3], "12", {"yes": 1}, [-1, 2], [MOST + 1, 2], [1.5, 2], [True, 2],
                                   ["1", 2], [10**400, 1], [[1], 2], [float("nan"), 1]])
def test_what_no_page_sends_counts_nothing(given):
    assert read_hands(given, 2) is None
    assert counted(given, OPTIONS) == []


def test_a_count_as_a_sentence():
    assert hands_words(counted([12, None], OPTIONS)) == "Counted: yes 12, no 0."


def test_every_lab_that_stops_at_a_vote_can_count(voting):  # noqa: F811
    lab, at = voting
    send(lab, "check", hands=[12, 5])
    told = lab.asked.view.told
    assert (told["update"], told["words"], told["hands"]) == (at, "Will it?", [["yes", 12], ["no", 5]])
    assert told["message"] == "Counted: yes 12, no 5. Now see what happens."
    assert lab.asked.at is None
    send_message(lab.player, {"do": "reset"})
    assert lab.asked.view.told == {}


@pytest.mark.parametrize("what", ["check", "show"])
def test_not_counting_adds_nothing(voting, what):  # noqa: F811
    lab, _ = voting
    send(lab, what, choice="yes")
    assert "hands" not in lab.asked.view.told


def test_hands_go_with_a_choice_and_with_show():
    lab = TrajectoryLab(cue={1: VOTE, 2: VOTE})
    send(lab, "check", choice="yes", hands=[1, 2])
    assert lab.asked.view.told["message"] == "You said: yes. Now see what happens."
    assert lab.asked.view.told["hands"] == [["yes", 1], ["no", 2]]
    send(lab, "show", hands=[3, None])
    assert lab.asked.view.told["hands"] == [["yes", 3], ["no", 0]]


@pytest.mark.parametrize("hands", [[-1, 2], [1], "12", [10**9, 1], {"yes": 3}])
def test_hands_that_no_page_sends_answer_nothing(hands):
    lab = TrajectoryLab(cue={1: VOTE})
    send(lab, "check", hands=hands)
    assert lab.asked.at == 1
    send(lab, "check", choice="no", hands=hands)
    assert lab.asked.at is None
    assert "hands" not in lab.asked.view.told


def stepper(cue):
    return Stepper(nbnn.Network.random([2, 3, 1], seed=0), nbnn.datasets.moons(), steps=60, cue=cue)


def test_a_prediction_with_an_answer_of_ours_marks_it():
    lab = stepper({2: "loss_falls"})
    send_message(lab.asked.view, {"do": "check", "update": 2, "name": "loss_falls", "hands": [9, 1, 4]})
    told = lab.asked.view.told
    assert [words for words, _ in told["hands"]] == ["it falls", "it stays", "it rises"]
    assert told["truth"] in [words for words, _ in told["hands"]]
    assert told["message"].startswith(f"Counted: it falls 9, it stays 1, it rises 4. ℓ {told['truth'].removeprefix('it ')}")


def test_a_question_of_ones_own_has_no_answer_of_ours():
    lab = stepper({2: VOTE})
    send_message(lab.asked.view, {"do": "show", "update": 2, "name": "vote", "hands": [9, 1]})
    assert lab.asked.view.told["hands"] == [["yes", 9], ["no", 1]]
    assert "truth" not in lab.asked.view.told


def test_only_a_choice_is_counted():
    lab = nbnn.labs.worked_example([[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2], [2, 1], -1, ask="dl_dy")
    question = lab.asked.view.question
    send_message(lab.asked.view, {"do": "show", "update": question["update"], "name": question["name"], "hands": [1, 2]})
    assert lab.asked.view.told["how"] == "shown" and "hands" not in lab.asked.view.told


@pytest.mark.parametrize("given", [{"choice": "", "hands": [12, None]}, {"choice": "no", "hands": [0, 3]}, {"hands": [1, 1]}])
def test_a_count_is_there_when_the_cell_is_run_again(given):
    def make():
        return TrajectoryLab(cue={1: VOTE})
    question = make().asked.view.question
    draft = {"about": question["about"], "turn": question["turn"], "given": given}
    make().asked.view.set_state({"draft": draft})
    assert make().asked.view.draft == draft


@pytest.mark.parametrize("given", [{"choice": ""}, {"choice": "maybe", "hands": [1, 2]}, {"choice": "yes", "hands": [1]}, {"hands": None},
                                   {"hands": [None, None]}, {"choice": "yes", "hands": [1, 2], "more": 1}])
def test_a_draft_that_no_page_sends_is_not_kept(given):
    lab = TrajectoryLab(cue={1: VOTE})
    question = lab.asked.view.question
    lab.asked.view.set_state({"draft": {"about": question["about"], "turn": question["turn"], "given": given}})
    assert lab.asked.view.draft == {}
