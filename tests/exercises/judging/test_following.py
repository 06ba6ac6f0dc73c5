"""One slip spoils one line: what follows from it is not called wrong, in every exercise in which lines follow one another."""

import numpy as np
import pytest

import nbnn
from nbnn.exercises.judging.following import judge_lines, value_from, with_entered
from nbnn.exercises.judging.sheets import fill, given_network, network_sheet
from nbnn.exercises.kinds.by_hand import ByHand, as_text
from nbnn.exercises.kinds.judgment import place_of
from nbnn.exercises.lessons.table import exercises

BY_HAND = [each for each in exercises().values() if isinstance(each, ByHand)]
STEP = nbnn.sgd_step(nbnn.Network([[[1, 2], [-1, 3]], [2, -1]]), x=[1, -2], z=1, loss=nbnn.hinge, eta=0.1)
SHEET, GIVEN = network_sheet(STEP.before.quantities), given_network(STEP)
RIGHT = fill(SHEET, GIVEN)
ALL = frozenset(line.name for line in SHEET)
OFF, SHARE = 5.37, 0.1  # no mistake, no rounding and no choice at a kink moves a number by so much


def precise(value):
    return as_text(value, repr)


def one_line_off(variant, name):
    """An answer to all that is asked, in which this line of the first example is off and the later ones follow from it."""
    part = variant.parts[0]
    off = np.array(variant.right[0][name], dtype=float)
    first = off.reshape(-1)
    first[0] += OFF + SHARE * abs(first[0])
    off = float(off) if off.ndim == 0 else off
    values = [fill(part.sheet, part.given, variant.exercise.asks, choices={name: off}), *variant.right[1:]]
    boxes = [box for box in variant.boxes() if box in variant.fields or place_of(box) == (0, name)]
    return {box.id: precise(values[place_of(box)[0]][place_of(box)[1]]) for box in boxes}


def lines_of(variant):
    """The lines that play a part."""
    return [line.name for line in variant.parts[0].sheet if line.name in variant.needed]


@pytest.mark.parametrize("exercise", BY_HAND, ids=lambda each: each.key)
def test_what_follows_from_a_wrong_line_is_said_to_follow(exercise):
    for variant in map(exercise.variant, range(2)):
        for name in lines_of(variant):
            answer = one_line_off(variant, name)
            check = variant.check(answer)
            verdicts = {box.id: check.marks[box.id].verdict for box in variant.boxes() if box.id in answer}
            (off,) = [box for box in variant.boxes() if place_of(box) == (0, name)]
            assert verdicts.pop(off.id) == "wrong", (variant, name)
            assert set(verdicts.values()) <= {"right", "follows"}, (variant, name, verdicts)
            assert ("done right." in check.message) is ("follows" in verdicts.values()), (variant, name)
            if check.verdict == "wrong":
                assert check.first == off.label


def test_some_lines_do_follow_in_every_exercise_that_asks_for_several():
    several = [each for each in BY_HAND if len(each.asks) > 1]
    assert len(several) > 6
    for exercise in several:
        variants = [exercise.variant(seed) for seed in range(3)]
        checks = (variant.check(one_line_off(variant, name)) for variant in variants for name in lines_of(variant))
        assert any(mark.verdict == "follows" for check in checks for mark in check.marks.values()), exercise.key


def judged(**entered):
    answers = {name: np.array(entered[name], dtype=float) for name in (line.name for line in SHEET) if name in entered}
    return judge_lines(SHEET, GIVEN, ALL, answers, RIGHT)


def test_a_line_that_agrees_with_the_truth_is_right_though_it_does_not_follow():
    assert RIGHT["a"].tolist() == [-3, -7] and RIGHT["h"].tolist() == [0, 0]
    found = judged(a=[4, -7], h=[0, 0])
    assert found["a"].wrong.tolist() == [True, False]
    assert found["h"].right.all() and not found["h"].follows.any()


def test_what_follows_is_told_entry_by_entry():
    found = judged(a=[4, -7], h=[4, 0], y=9)
    assert found["h"].follows.tolist() == [True, False] and found["h"].right.tolist() == [False, True]
    assert found["y"].wrong.all(), "8 would follow"
    assert judged(a=[4, -7], y=8)["y"].follows.all(), "the lines between need not be entered"
    assert judged(a=[4, -7], h=[4, 0], y=8, loss=0, dl_dy=0)["dl_dy"].follows.all()


def test_any_choice_follows_at_a_kink_that_only_the_learner_has():
    for slope in (0, 0.5, 1):
        found = judged(a=[0, -7], dl_da=[-2 * slope, 0])
        assert (found["dl_da"].right | found["dl_da"].follows).all(), slope
    assert judged(a=[0, -7], dl_da=[-3, 0])["dl_da"].wrong.any()


def test_no_slip_spoils_what_was_entered():
    sheet = with_entered(SHEET, {"dl_dy": 5.0})
    wrong = fill(sheet, GIVEN, ["dl_dw2"], slips={"dl_dy": lambda v, right: -right(v)})
    assert wrong["dl_dy"] == 5.0


def test_nothing_follows_from_what_cannot_be_calculated_with():
    part = exercises()["adagrad_step"].variant(0).parts[0]
    needed = frozenset(line.name for line in part.sheet)
    assert value_from(part.sheet, part.given, needed, {"G": 0.0}, "update", np.array(1.0)) is None
    assert value_from(part.sheet, part.given, needed, {"G": -1.0}, "update", np.array(1.0)) is None
