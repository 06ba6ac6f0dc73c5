"""What is typed into the boxes of a page: each box is read by itself, and a kept answer finds its boxes again."""

import pytest

from nbnn.exercises import exercise
from nbnn.exercises.judging.boxes import fitting, place_words, read_boxes, restore

FIRST = exercise("first_layer").variant(1)


@pytest.mark.parametrize(("texts", "words"), [
    (["1", "2", "", "4"], "(row 2, column 1): this entry is still empty"), (["1", "x", "3", "4"], "(row 1, column 2): “x”"),
    (["1", "2", "3", "1, 2"], "there are 2 numbers in a box"), (["<b>", "2", "3", "4"], "“<”"),
    (["1e999", "2", "3", "4"], "larger than any"),
    (["__import__('os')", "2", "3", "4"], "“__import__”"),
    (["9" * 5000, "2", "3", "4"], "5000 characters"),
])
def test_what_is_wrong_is_said_of_its_box(texts, words):
    made = read_boxes(FIRST, {"1.dl_dW1": texts})
    assert words in made.refused.message
    assert made.refused.marks["1.dl_dW1"].entries.sum() == 3


@pytest.mark.parametrize("texts", [["1"] * 3, ["1"] * 5, "1234", [1, 2, 3, 4], None, ["1" * 100_001, "", "", ""]])
def test_what_no_page_sends_is_no_answer(texts):
    with pytest.raises(ValueError, match="takes 2 × 2 numbers"):
        read_boxes(FIRST, {"1.dl_dW1": texts})


def test_an_answer_is_kept_as_typed_and_finds_its_boxes_again():
    typed = {"1.dl_dW1": ["1/3", "−2", "0.5", "2e-1"]}
    answer = FIRST.check(read_boxes(FIRST, typed).answer).answer
    assert answer == {"1.dl_dW1": [["1/3", "−2"], ["0.5", "2e-1"]]}
    assert restore(FIRST, answer) == typed


def test_empty_boxes_are_no_answer():
    made = read_boxes(FIRST, {"1.dl_dW1": [" "] * 4})
    assert made.answer == {}
    assert "nothing here yet" in FIRST.check(made.answer).message


@pytest.mark.parametrize("answer", [None, 5, "x", [], {"1.dl_dW1": None}, {"1.dl_dW1": [1, 2]}, {"1.dl_dW1": {"a": 1}}])
def test_a_kept_answer_that_fits_no_longer_is_left_out(answer):
    assert restore(FIRST, answer) == {}


def test_choices_and_orders_are_restored_by_their_texts():
    choice, order = exercise("why_zero").variant(3), exercise("board_order").variant(3)
    assert restore(choice, choice.right_answer()) == {"choice": [choice.fields[0].options.index(choice.right_answer())]}
    assert sorted(restore(order, order.right_answer())["order"]) == list(range(10))
    assert restore(choice, "another text") == {}
    assert restore(order, order.right_answer()[:3]) == {}


def test_a_draft_keeps_what_fits_its_boxes():
    typed = ["1/", "", "<b>", "not yet"]
    assert fitting(FIRST, {"1.dl_dW1": typed, "no": ["1"]}) == {"1.dl_dW1": typed}
    choice, order = exercise("why_zero").variant(3), exercise("board_order").variant(3)
    assert fitting(choice, {"choice": [1]}) == {"choice": [1]} and fitting(choice, {"choice": []}) == {"choice": []}
    turned = list(range(10))[::-1]
    assert fitting(order, {"order": turned}) == {"order": turned}


@pytest.mark.parametrize("given", [
    None, 5, [], {"1.dl_dW1": None}, {"1.dl_dW1": "1234"}, {"1.dl_dW1": [1, 2, 3, 4]}, {"1.dl_dW1": ["1"] * 5}, {"1.dl_dW1": {"0": "1"}},
    {"1.dl_dW1": ["1" * 5001, "", "", ""]}, {"1.dl_dW1": ["1"] * 10**6}, {"choice": [True]}, {"choice": [0, 1]},
    {"choice": [99]}, {"choice": ["0"]}, {"order": [0] * 10}, {"order": list(range(9))}, {"order": [0.0] * 10},
])
def test_a_draft_that_no_page_sends_is_dropped(given):
    for variant in (FIRST, *(exercise(key).variant(3) for key in ("why_zero", "board_order", "hinge_derivative"))):
        assert fitting(variant, given) == {}


def test_a_single_number_has_no_place():
    assert (place_words((), 0), place_words((3,), 1), place_words((2, 3), 4)) == ("", " (entry 2)", " (row 2, column 2)")
