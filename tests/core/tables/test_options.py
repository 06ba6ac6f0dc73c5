"""What a reader may choose, checked where it is given."""

import pytest

from nbnn.core.tables.options import Options


def test_what_is_chosen_is_kept_and_one_name_is_a_list_of_one():
    options = Options(label="kind", delimiter=";", decimal=",", encoding="UTF-8", leave_out="id", zero_one=["sex"])
    assert (options.label, options.delimiter, options.decimal, options.encoding) == ("kind", ";", ",", "utf-8")
    assert options.leave_out == ("id",) and options.zero_one == ("sex",) and options.header is None and not options.same_class


@pytest.mark.parametrize(("given", "kind", "words"), [
    ({"decimal": ";"}, ValueError, "decimal is ';'; it must be"), ({"delimiter": ",,"}, ValueError, "must be one character"),
    ({"delimiter": '"'}, ValueError, "must be one character"), ({"encoding": "utf-9"}, ValueError, "must be the name of an encoding"),
    ({"header": 2}, TypeError, "header is 2: it must be True or False"), ({"same_class": "yes"}, TypeError, "same_class is 'yes'"),
    ({"label": True}, TypeError, "must be the name of a column"), ({"label": 1.5}, TypeError, "label is 1.5"),
])
def test_anything_else_is_refused(given, kind, words):
    with pytest.raises(kind, match=words):
        Options(**given)


def test_columns_are_named_by_text():
    with pytest.raises(TypeError, match=r"leave_out is \[1\.5\]: it must be a list of"):
        Options(leave_out=[1.5])
