"""How curves of one chart are told apart, however many they are."""

from nbnn.explain.series import look

COLORS, DASHES = ("red", "green", "blue"), ("solid", "dashed", "dotted")


def test_the_first_have_a_color_each():
    assert [look(k, COLORS, DASHES).color for k in range(3)] == list(COLORS)


def test_none_is_like_another_when_the_colors_begin_again():
    looks = [look(k, COLORS, DASHES) for k in range(9)]
    assert len(set(looks)) == 9
    assert len({(each.color, each.dash) for each in looks}) == 9
