"""The program in which collected functions run, piece by piece; `test_running` starts it as a whole."""

import numpy as np
import pytest

from nbnn.cli import child


def test_results_are_numbers_or_the_kind_of_thing():
    assert child.encode(None, np) == {"nothing": True}
    assert child.encode((1, np.array([[2.5]])), np) == {"parts": [{"shape": [], "numbers": ["1.0"]},
                                                                   {"shape": [1, 1], "numbers": ["2.5"]}]}
    assert child.encode({"dl_dy": 2}, np) == {"parts": [{"shape": [], "numbers": ["2.0"]}], "names": ["dl_dy"]}
    assert child.encode("text", np) == {"no_number": "str"} and child.encode({1: {}}, np) == {"no_number": "dict"}


def test_arguments_come_as_they_were_sent():
    assert child.decode(2.5, np) == 2.5
    assert child.decode({"numbers": [1, 2], "dtype": "<f8", "shape": [2, 1]}, np).tolist() == [[1.0], [2.0]]


def test_a_call_says_what_it_raises_where_and_whether_it_changed_what_it_was_given():
    def raises(x):
        return x[5]

    def changes(x):
        x[0] = 9
        return x
    array = {"numbers": [1.0, 2.0], "dtype": "<f8", "shape": [2]}
    assert child.call(raises, [array], np)["error"].startswith("it raises IndexError: ") and child.call(changes, [array], np)["changed"]
    assert "(line 2 of raises)" in child.call(raises, [array], np)["error"]
    assert child.call(lambda x: 2 * x, [array], np) == {"parts": [{"shape": [2], "numbers": ["2.0", "4.0"]}], "changed": False}


@pytest.mark.parametrize(("event", "arguments"), [("socket.connect", ()), ("os.system", ("ls",)), ("open", ("file", "w", 0)),
                                                  ("open", ("file", None, 1))])
def test_what_is_not_allowed_is_refused(event, arguments):
    with pytest.raises(PermissionError, match=child.MESSAGE):
        child.refuse(event, arguments)


def test_reading_is_allowed():
    child.refuse("open", ("file", "r", 0))
    child.refuse("import", ("math",))


def test_statements_that_fail_leave_the_others():
    module = child.import_statements(["from __future__ import annotations", "1 / 0", "def f(x):\n    return np.sum(x)", "def ("], np)
    assert module.f([1, 2]) == 3
