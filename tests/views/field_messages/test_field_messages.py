"""The messages of a row's fields: what is wrong, by the field's own class, and a short stable name."""

from nbnn.views.field_messages.field_messages import FieldMessages
from tests.views.scripts import esm


def test_it_holds_what_is_wrong_and_says_it_in_its_own_lines():
    made = FieldMessages()
    assert made.wrong == {} and repr(made) == "FieldMessages()"
    made.wrong = {"nbnn-field-1": "The rate η is 'abc'. Type a number, such as 0.1."}
    assert made.get_state()["wrong"] == made.wrong
    script = esm(FieldMessages.module)
    assert "aria-describedby" in script and "aria-invalid" in script
    made.close()
