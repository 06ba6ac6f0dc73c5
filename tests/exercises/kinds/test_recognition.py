"""How well mistakes are recognized."""

from nbnn.exercises.kinds.recognition import collisions, pair_recognition, recognition, report, variants_of
from nbnn.exercises.lessons.lesson_03_losses import hinge_slope
from nbnn.exercises.lessons.lesson_13_backpropagation import first_layer


def test_every_mistake_that_an_exercise_tells_is_recognized_when_it_shows():
    variants = variants_of(hinge_slope, 12)
    rows = recognition(hinge_slope, variants)
    assert {row.misconception for row in rows if row.told} == set(hinge_slope.tells)
    for row in rows:
        assert row.variants == 12 and row.alone <= row.recognized <= row.visible <= 12
        assert not row.told or row.recognized == row.visible > 0
    assert all(0 < count <= 12 for count in collisions(variants).values())


def test_two_at_once_are_recognized_where_they_look_like_no_single_one():
    rows = pair_recognition(first_layer, variants_of(first_layer, 2))
    assert rows and all(row.recognized <= row.apart <= row.variants == 2 for row in rows)
    assert sum(row.recognized for row in rows) > 0.5 * sum(row.apart for row in rows)


def test_the_report_has_a_line_for_each():
    text = report([hinge_slope], 3)
    assert text.startswith("Over 3 variants each") and all(key in text for key in hinge_slope.tells)
