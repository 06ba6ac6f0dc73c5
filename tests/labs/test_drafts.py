"""What is typed into “ask me first” and not yet checked: kept for its question, and never an answer. Messages are not to be trusted."""

import pytest

import nbnn
from nbnn.labs import GraphLab, TrajectoryLab, worked_example
from nbnn.labs.asking import asker
from tests.views.page import send as send_message

W1, W2 = [[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2]
VOTE = ("Will it?", "yes", "no")


def stepper(**options):
    return worked_example(W1, W2, [2, 1], -1, **{"ask": ("dl_dw2", "unchanged"), **options})


LABS = {
    "entries": (stepper, {"entries": ["1", "", "2/"]}),
    "blank page": (lambda: stepper(level=3), {"text": "1, 2"}),
    "weights": (lambda: stepper(ask="unchanged"), {"weights": [[1, 2, 0], [2, 0, 2]]}),
    "graph": (lambda: GraphLab("a*b + relu(a)", {"a": 2, "b": 3}, ask="derivatives"), {"entries": ["0."]}),
    "vote": (lambda: TrajectoryLab(cue={3: VOTE}), {"choice": "yes"}),
}


@pytest.fixture(autouse=True)
def _nothing_kept():
    asker._drafts.clear()
    yield
    asker._drafts.clear()


@pytest.fixture(params=LABS)
def case(request):
    """(a function that makes a lab, what is typed into it)."""
    return LABS[request.param]


def send(lab, given, **more):
    """What the page sends when the typing rests."""
    question = lab.asked.view.question
    lab.asked.view.set_state({"draft": {"about": question["about"], "turn": question["turn"], "given": given, **more}})


def test_a_draft_is_there_when_the_cell_is_run_again(case):
    make, given = case
    lab = make()
    before = dict(lab.asked.view.question)
    send(lab, given)
    again = make()
    assert again.asked.view.draft == {"about": before["about"], "turn": again.asked.view.question["turn"], "given": given}
    assert lab.asked.view.question == before and lab.asked.view.told == {}, "it is no answer"


def test_it_goes_when_its_question_is_answered(case):
    make, given = case
    lab = make()
    send(lab, given)
    question = lab.asked.view.question
    send_message(lab.asked.view, {"do": "show", "update": question["update"], "name": question["name"]})
    assert lab.asked.view.told["about"] == question["about"] != lab.asked.view.question.get("about")
    assert lab.asked.view.draft == {}
    assert make().asked.view.draft == {}


def test_a_draft_that_comes_late_is_not_of_the_question_that_is_asked_again(case):
    """The page holds a message back while Python has another one of its to answer: it may come after the answer and after Reset."""
    make, given = case
    lab = make()
    question = dict(lab.asked.view.question)
    send_message(lab.asked.view, {"do": "show", "update": question["update"], "name": question["name"]})
    send_message(lab.player, {"do": "reset"})
    assert lab.asked.view.question["about"] == question["about"]
    send(lab, given, turn=question["turn"])
    assert lab.asked.view.draft == {} == asker._drafts
    send(lab, given)
    assert lab.asked.view.draft["given"] == given


NOT_SENT = [
    None, "x", [], {}, {"entries": None}, {"entries": []}, {"entries": ["1"] * 10**5}, {"entries": ["9" * 10**6]}, {"entries": [1, 2, 3]},
    {"text": 5}, {"text": "9" * 10**6}, {"choice": "perhaps"}, {"choice": ["yes"]}, {"weights": "all"}, {"weights": [[9, 9, 9]]},
    {"weights": [[True, 2, 0]]}, {"weights": [1]}, {"weights": [[1, 2, 0]] * 100}, {"other": 1},
    {"entries": ["1"], "text": "1", "choice": "yes", "weights": []},
]


def test_what_no_page_sends_is_not_kept(case):
    lab = case[0]()
    for given in NOT_SENT:
        send(lab, given)
        assert lab.asked.view.draft == {} == asker._drafts, str(given)[:80]


def test_a_draft_about_another_question_is_not_kept(case):
    make, given = case
    lab = make()
    for about in (None, 5, [], "", "other"):
        send(lab, given, about=about)
        assert lab.asked.view.draft == {} == asker._drafts, about


def test_as_many_are_kept_as_fit(case):
    make, given = case
    lab = make()
    asker._drafts.update((str(k), {}) for k in range(asker.MOST_DRAFTS))
    send(lab, given)
    assert len(asker._drafts) == asker.MOST_DRAFTS and lab.asked.view.question["about"] in asker._drafts


def test_other_numbers_are_another_question():
    one, other = stepper(), worked_example(W1, W2, [2, 1.5], -1, ask=("dl_dw2", "unchanged"))
    assert one.asked.view.question["about"] != other.asked.view.question["about"]
    assert stepper(eta=0.2).asked.view.question["about"] != one.asked.view.question["about"]
    assert stepper(loss=nbnn.squared).asked.view.question["about"] != one.asked.view.question["about"]
    assert stepper().asked.view.question["about"] == one.asked.view.question["about"]
