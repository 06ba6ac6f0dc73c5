"""What holds for every field that one can type in, of every lab."""

import re

import pytest

from nbnn.views.player.player import Player
from nbnn.views.player.status import StatusLine
from tests.labs.every_lab import examples, lab_classes, make, said_at, text_fields

LETTER = re.compile(r"\w (is|contains|leaves) ")  # a letter's case means something
NONSENSE = "?!"
MORE = ("abc", "-1", "0", "0.5", "nan", "inf", "1e300", "", "  ", "1 2 3 4 5 6 7 8 9", "9" * 30, "<b>", "__import__('os')")


@pytest.fixture
def lab(line):
    made = make(line)
    yield made
    made.close()


EVERY = pytest.mark.parametrize("line", examples())


def seen(lab):
    """What the lab shows, in words and numbers, without the wording of a status line that reports a field."""
    return lab.sentence(), lab.table()


@EVERY
def test_nonsense_is_said_at_its_field_and_changes_nothing(lab):
    for name in [field.description for field in text_fields(lab)]:
        field = next(each for each in text_fields(lab) if each.description == name)  # a formula with other letters has other fields
        before, shown = seen(lab), field.value
        field.value = NONSENSE
        assert field.value == NONSENSE and said_at(lab, field).endswith("."), name
        assert seen(lab) == before, name
        assert not [line.status for kind in (Player, StatusLine) for line in lab.all_of(kind) if line.status], name
        field.value = shown
        assert said_at(lab, field) == "" and seen(lab) == before, f"{name}: the old value is right again"


@EVERY
def test_a_number_below_zero_that_is_taken_has_a_real_minus_sign(lab):
    """As in every chart beside it. A formula is code."""
    def usable():
        return [each for each in text_fields(lab) if not each.disabled and "nbnn-formula" not in each._dom_classes]
    for name in [field.description for field in usable()]:
        field = next(each for each in usable() if each.description == name)
        field.value = "-1"
        assert said_at(lab, field) or field.value == "−1", name


def typed_into(line) -> tuple[str, ...]:
    """All of it in a lab's first example; in each other one, which has these fields beside another view, a third."""
    at = next(lab.examples.index(line) for lab in lab_classes() if line in lab.examples)
    return MORE[at % 3::3] if at else MORE


def hold_what_is_typed(lab, texts) -> None:
    """One text after another, as one types: what is refused leaves what was taken last, and the first value is right again."""
    for name in [field.description for field in text_fields(lab)]:
        field = next(each for each in text_fields(lab) if each.description == name)
        before, shown = seen(lab), field.value
        for typed in texts:
            field.value = typed
            if why := said_at(lab, field):
                assert why.endswith(".") and (why[0].isupper() or LETTER.match(why)), f"{name}: {why}"
                assert seen(lab) == before and field.value == typed, name
            else:
                before = seen(lab)  # a lab that took it has begun anew
        field.value = shown
        assert said_at(lab, field) == "", name


@EVERY
def test_whatever_is_typed_is_taken_or_refused_in_a_sentence_and_never_raises(lab, line):
    hold_what_is_typed(lab, typed_into(line))
