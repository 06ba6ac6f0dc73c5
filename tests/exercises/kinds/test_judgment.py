"""What is said of an answer with more than one line, or more than one mistake."""

import re

import numpy as np
import pytest

from nbnn.exercises.judging.diagnosis import both, wrong_values
from nbnn.exercises.judging.misconceptions import MISCONCEPTIONS
from nbnn.exercises.kinds.by_hand import ByHand
from nbnn.exercises.kinds.judgment import place_of
from nbnn.exercises.lessons.table import exercise, exercises

BOARD = exercise("whole_board").variant(1)  # a = [3.5, 1.75, −1.5], w⁽²⁾ = [−2, −1, 1], x = [2, −0.5], z = +1
MATRIX = re.compile(r"\b(row|rows|column|columns|matrix|outer|transposed)\b|W⁽")
LIST = re.compile(r"\b(entry|entries)\b")
BY_HAND = [each for each in exercises().values() if isinstance(each, ByHand)]


def board(**changed):
    return BOARD.check(BOARD.right_answer() | changed)


def verdicts(check):
    return {name: mark.verdict for name, mark in check.marks.items() if mark.verdict != "right"}


def keys(check):
    return {each.key for each in check.found}


def test_one_slip_and_what_follows_from_it():
    check = board(a="[3.5, 2.5, −1.5]", h="[3.5, 2.5, 0]", y="−9.5", loss="10.5", dl_dw2="[−3.5, −2.5, 0]")
    assert check.verdict == "wrong" and check.first == "a" and check.place == (1,)
    assert verdicts(check) == {"a": "wrong", "h": "follows", "y": "follows", "loss": "follows", "dl_dw2": "follows"}
    assert check.marks["h"].words() == ["right", "follows", "right"]
    assert check.message == ("Only the arithmetic of a (entry 2) is off: work out 0.5 · 2 + (−1.5) · (−0.5) again. "
                             "What follows from it is done right.")


def test_a_mistake_in_one_line_is_named_and_the_lines_below_follow():
    check = board(a="[2.5, 1.75, −1.5]", h="[2.5, 1.75, 0]", y="−6.75", loss="7.75", dl_dy="1",
                  dl_dw2="[2.5, 1.75, 0]", dl_dh="[−2, −1, 1]", dl_da="[−2, −1, 0]", dl_dW1="[[−4, 1], [−2, 0.5], [0, 0]]")
    assert set(verdicts(check)) == {"a", "h", "y", "loss", "dl_dy", "dl_dw2", "dl_dh", "dl_da", "dl_dW1"}
    assert [name for name, verdict in verdicts(check).items() if verdict == "wrong"] == ["a", "dl_dy"]
    assert check.message.startswith("Look at a first. In a (entry 1), the product (−1) · (−0.5) has the wrong sign. "
                                    "Then ∂ℓ/∂y: The sign of ∂ℓ/∂y is reversed.")


def test_two_mistakes_in_two_lines_are_both_named():
    check = board(dl_dy="1", dl_dw2="[3.5, 1.75, 0]", dl_dh="[−2, −1, 1]", dl_da="[−2, −1, 1]", dl_dW1="[[−4, 1], [−2, 0.5], [2, −0.5]]")
    assert keys(check) == {"wrong_sign", "gate_missing"} and check.together
    assert verdicts(check)["dl_dw2"] == verdicts(check)["dl_dW1"] == "follows"


@pytest.mark.parametrize("pair", [("wrong_sign", "gate_missing"), ("gate_missing", "outer_reversed")])
def test_two_mistakes_in_one_line_are_both_named(pair):
    variant = exercise("first_layer").variant(3)
    for named, wrong in variant.pairs:
        if {each.key for each in named} == set(pair):
            check = variant.check({f"{at}.dl_dW1": values["dl_dW1"].tolist() for at, values in enumerate(wrong, start=1)})
            assert keys(check) == set(pair) and check.together
            assert all(MISCONCEPTIONS[key].words in check.message for key in pair)


@pytest.mark.parametrize(("loss", "key"), [("0", "zero_loss"), ("0", "loss_plus"), ("8.75", "loss_not_cut")])
def test_a_wrong_loss(loss, key):
    if key == "loss_not_cut":
        met = next(each for each in map(exercise("whole_board").variant, range(40)) if each.right[0]["dl_dy"] == 0)
        margin = met.right[0]["y"] * met.parts[0].given["z"]
        assert keys(met.check(met.right_answer() | {"loss": 1 - margin})) == {"loss_not_cut"}
    else:
        assert key in keys(board(loss=loss))


def test_eta_in_the_derivative_with_and_without_another_one_in_the_update():
    for variant in map(exercise("weights_after").variant, range(20)):
        wrong, right = variant.answer_of(MISCONCEPTIONS["eta_in_derivative"]), variant.right_answer()
        once = variant.check(wrong)
        assert keys(once) == {"eta_in_derivative"} and {wrong[name] == right[name] for name in ("W1_new", "w2_new")} == {True}
        given, right = variant.parts[0].given, variant.right[0]
        twice = {name: (given[w] - given["eta"] ** 2 * right[f"dl_d{w}"]).tolist() for w, name in (("W1", "W1_new"), ("w2", "w2_new"))}
        check = variant.check(wrong | twice)
        assert keys(check) == {"eta_in_derivative"} and set(verdicts(check).values()) == {"wrong", "follows"}


def test_a_new_weight_is_measured_by_its_change():
    variant = exercise("weights_after").variant(3)
    right = variant.right[0]
    given = variant.parts[0].given
    for name, weight in (("w2_new", "w2"), ("W1_new", "W1")):
        step = right[name] - given[weight]
        for share, verdict in ((0.005, "right"), (0.05, "wrong"), (-0.05, "wrong")):
            assert variant.check(variant.right_answer() | {name: (right[name] + share * step).tolist()}).verdict == verdict, (name, share)
        off = right[name] + 0.009 * right[name] * (step == 0)  # within 1 % of the weight, but it has not changed
        assert variant.check(variant.right_answer() | {name: off.tolist()}).verdict == "wrong"


@pytest.mark.parametrize("key", ["linear_update", "sgd_update", "batch_update", "momentum_step", "weights_after"])
def test_no_exercise_lets_a_wrong_change_pass(key):
    """Every line of a new weight: 10 % off in the change, at most a percent or two of the weight."""
    record = exercise(key)
    (name, *_) = [name for name in record.asks if name.endswith("_new")]
    for variant in map(record.variant, range(20)):
        line = next(line for line in variant.parts[0].sheet if line.name == name)
        assert line.scale is not None
        right, old = np.asarray(variant.right[0][name]), np.asarray(variant.parts[0].given[name.removesuffix("_new")])
        moved = right + 0.1 * (right - old)
        if not np.array_equal(right, old):
            assert variant.check(variant.right_answer() | {name: moved.tolist()}).verdict == "wrong"


def test_whole_numbers_are_counted_exactly():
    for key in ("theta_length", "epoch_to_keep"):
        variant = exercise(key).variant(0)
        name = variant.fields[0].id
        assert variant.check(float(variant.right[0][name]) + 0.004).verdict == "wrong"


def test_two_slopes_at_one_kink():
    for variant in map(exercise("relu_kink").variant, range(30)):
        right, given = variant.right[0], variant.parts[0].given
        at = int(np.flatnonzero(right["a"] == 0)[0])
        for one, other in ((0, 1), (1, 0), (0.5, 1), (0.25, 0.75)):
            flows = []
            for slope in (one, other):
                gate = np.array(right["dh_da"], dtype=float)
                gate[at] = slope
                flows.append(right["dl_dh"] * gate)
            check = variant.check({"dl_da": flows[0].tolist(), "dl_dW1": np.outer(flows[1], given["x"]).tolist()})
            assert check.verdict == "wrong" and "two_slopes" in keys(check), (variant, one, other)
            assert variant.check({"dl_da": flows[0].tolist(), "dl_dW1": np.outer(flows[0], given["x"]).tolist()}).right


# ---- the language fits what is there ----

def texts_of(variant):
    """All that an exercise may say: its boxes, and a message for each mistake and each pair, for a slip, and for nothing known."""
    yield from (f"{box.label}: {box.needs}" for box in variant.boxes())
    for each, _ in variant.mistakes:
        yield variant.check(variant.answer_of(each)).message
    for box in variant.fields:
        yield variant.check(variant.right_answer() | {box.id: "123.4"}).message
    yield variant.solution()


def most_axes(variant):
    sizes = [np.shape(value) for part, right in zip(variant.parts, variant.right) for value in {**part.given, **right}.values()
             if isinstance(value, (float, int, np.ndarray))]
    return max((sum(size > 1 for size in shape) for shape in sizes), default=0)


@pytest.mark.parametrize("exercise", BY_HAND, ids=lambda each: each.key)
def test_no_word_of_a_matrix_before_there_is_one(exercise):
    variant = exercise.variant(0)
    if most_axes(variant) < 2:
        said = [text for text in texts_of(variant) if MATRIX.search(text)]
        assert not said
    if most_axes(variant) < 1 and not LIST.search(variant.question):
        assert not [text for text in texts_of(variant) if LIST.search(text)]


@pytest.mark.parametrize("exercise", BY_HAND, ids=lambda each: each.key)
def test_a_message_can_be_read_in_one_go(exercise):
    for text in texts_of(exercise.variant(0)):
        if not text.startswith(("x, z", "Example 1\n")) and "\n" not in text:
            assert len(text) < 560, text
            assert text.count(", ") < 14, text


def test_lines_that_are_not_asked_may_be_entered_too():
    variant = exercise("first_layer").variant(3)
    part, name = place_of(variant.workings[0])
    answer = variant.right_answer() | {variant.workings[0].id: np.asarray(variant.right[part][name]).tolist()}
    assert variant.check(answer).right
    assert variant.check({variant.workings[0].id: answer[variant.workings[0].id]}).verdict == "refused", "nothing that is asked"


def last_layer(*made):
    """An answer to the three networks of the exercise, with these slips in each."""
    variant = exercise("last_layer").variant(3)
    wrong = [wrong_values(slips, part.sheet, part.given, ["dl_dw2"])["dl_dw2"] for slips, part in zip(made, variant.parts)]
    return variant.check(variant.right_answer() | {f"{at}.dl_dw2": value.tolist() for at, value in enumerate(wrong, start=1)})


def test_two_mistakes_in_a_line_that_are_not_made_elsewhere():
    pair = MISCONCEPTIONS["wrong_sign"], MISCONCEPTIONS["x_for_h"]
    check = last_layer(both(pair))
    assert keys(check) == {"wrong_sign", "x_for_h"} and check.together and check.message.count("(1)") == 1


def test_one_mistake_in_two_examples_and_another_in_the_third():
    same = {"dl_dy": MISCONCEPTIONS["wrong_sign"].slips["dl_dy"]}
    check = last_layer(same, same, MISCONCEPTIONS["margin_ignored"])
    assert check.message.startswith("Look at ") and "wrong_sign" in keys(check)


def test_of_what_makes_a_second_line_only_the_likeliest_is_kept():
    check = board(h="[3.5, 1.75, −1.5]", loss="0")
    assert check.together and len(check.found) == 2 and "relu_left_out" in keys(check)
