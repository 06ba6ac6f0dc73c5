"""How well mistakes are recognized."""

from nbnn.exercises.kinds.recognition import collisions, recognition, report, variants_of
from nbnn.exercises.lessons.lesson_03_losses import hinge_slope


def test_every_mistake_that_an_exercise_tells_is_recognized_when_it_shows():
    variants = variants_of(hinge_slope, 12)
    rows = recognition(hinge_slope, variants)
    assert {row.misconception for row in rows if row.told} == set(hinge_slope.tells)
    for row in rows:
        assert row.variants == 12 and row.alone <= row.recognized <= row.visible <= 12
        assert not row.told or row.recognized == row.visible > 0
    assert all(0 < count <= 12 for count in collisions(variants).values())


def test_the_report_has_a_line_for_each():
    text = report([hinge_slope], 3)
    assert text.startswith("Over 3 variants each") and all(key in text for key in hinge_slope.tells)
