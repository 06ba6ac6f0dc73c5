"""The messages of a row's fields: what is wrong, by the field's own class, and a short stable name."""

from nbnn.views.field_messages.field_messages import FieldMessages


def test_it_holds_what_is_wrong_and_says_it_in_its_own_lines():
    made = FieldMessages()
    assert made.wrong == {} and repr(made) == "FieldMessages()"
    made.wrong = {"nbnn-field-1": "The rate η is 'abc'. Type a number, such as 0.1."}
    assert made.get_state()["wrong"] == made.wrong
    assert "innerHTML" not in made._esm and "aria-describedby" in made._esm and "aria-invalid" in made._esm
    made.close()
