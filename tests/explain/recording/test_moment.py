"""A moment as a line of text: the golden file holds what is right, and the words for what is wrong; the page's own code has the same."""

import json
from pathlib import Path

import pytest

from nbnn.explain.recording.moment import FORM, Moment, Place, check_lab, check_place, check_views, read_moment

GOLDEN = json.loads((Path(__file__).parents[2] / "golden" / "moments.json").read_text("utf-8"))


@pytest.mark.parametrize(("lab", "token", "wrong"), GOLDEN["cases"])
def test_a_token_is_right_or_said_to_be_wrong(lab, token, wrong):
    given = GOLDEN["labs"][lab]

    def read():
        moment = read_moment(token)
        check_lab(moment, given["lab"])
        check_views(moment, given["fixed"], given["unfolds"])
        check_place(moment, given["schema"], given["count"], given["stop"])
        return moment
    if not wrong:
        assert read().text() == token
        return
    with pytest.raises(ValueError) as error:
        read()
    assert str(error.value) == wrong


def test_what_is_written_is_read_again():
    for moment in (Moment("Stepper", ("diagram", "board"), Place(12, 5, 1, "line")), Moment("Prediction"),
                   Moment("Playground", (), Place(3, 0, 0, "epoch", True), 2)):
        assert read_moment(moment.text()) == moment and FORM.fullmatch(moment.text())
        assert read_moment(f" #{moment.text()}\n") == moment, "as it is copied from an address"


@pytest.mark.parametrize("given", [None, 3, b"1:Stepper", ["1:Stepper"]])
def test_what_is_no_text_is_refused(given):
    with pytest.raises(TypeError, match="give its text, such as '1:Stepper"):
        read_moment(given)
