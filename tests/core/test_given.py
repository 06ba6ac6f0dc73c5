"""What is given that is no number is taken as it is, or refused by the argument's name."""

from pathlib import Path

import numpy as np
import pytest

import nbnn
from nbnn.core.given import (
    checked_flag,
    checked_function,
    checked_index,
    checked_kind,
    checked_list,
    checked_path,
    checked_shape,
    checked_text,
    checked_whole,
)


def test_what_is_right_is_given_back():
    assert [checked_flag(given, "bias") for given in (True, False, 1, 0, np.True_)] == [True, False, True, False, True]
    assert checked_text("a", "name", "b") == "a"
    assert checked_path(Path("a"), "path") == Path("a")
    assert checked_function(None, "stop", "print") is None
    assert checked_function(print, "stop", "print") is print
    assert checked_whole(np.int64(3), "steps", 1) == 3
    assert [checked_index(given, 4) for given in (0, 3, -1, -4)] == [0, 3, 3, 0]
    assert checked_list(range(3), "seeds", "numbers") == (0, 1, 2)
    assert checked_kind(nbnn.relu, nbnn.Activation, "g", "give one") is nbnn.relu
    assert [checked_shape(given, "a shape") for given in (3, (2, 3), [4], (1, 1))] == [(3,), (2, 3), (4,), (1, 1)]


@pytest.mark.parametrize(("call", "error", "words"), [
    (lambda: checked_flag("no", "bias"), TypeError, "^bias is 'no': it must be True or False"),
    (lambda: checked_flag(2, "bias"), TypeError, "^bias is 2"),
    (lambda: checked_text(None, "name", "price"), TypeError, "^name is None: it must be a text such as 'price'"),
    (lambda: checked_path(3, "path"), TypeError, "^path is 3; give the file's name"),
    (lambda: checked_function(3, "stop", "print"), TypeError, "^stop is 3: it must be a function, such as print"),
    (lambda: checked_whole(True, "steps"), TypeError, "^steps is True: it must be a whole number"),
    (lambda: checked_whole(0, "steps", 1), ValueError, "^steps is 0: it must be 1 or more"),
    (lambda: checked_index(4, 4), IndexError, "^index is 4: there are 4, 0 to 3"),
    (lambda: checked_list("ab", "names", "names"), TypeError, "^names is 'ab': it must be a list of names"),
    (lambda: checked_list(range(10 ** 12), "seeds", "numbers"), ValueError, "^seeds has 1,000,000,000,000 entries"),
    (lambda: checked_kind(3, nbnn.Network, "net", "give a Network"), TypeError, "^net is 3, a int: give a Network"),
    (lambda: checked_shape((10 ** 6, 10 ** 6), "a shape"), ValueError, "shape is 1,000,000,000,000.*8 TB"),
    (lambda: checked_shape((1, 0), "all 1 or more"), ValueError, r"^shape is \(1, 0\): it must be all 1 or more"),
])
def test_what_is_wrong_is_refused_by_its_name(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_an_infinite_score_is_refused_where_a_loss_would_be_no_number():
    with pytest.raises(ValueError, match=r"^y has an infinite score, and the cross entropy loss"):
        nbnn.cross_entropy.value([np.inf, np.inf], 1)
    assert nbnn.hinge.value(np.inf, 1) == 0


def test_overflows_are_infinite_and_give_no_warning():
    net = nbnn.Network([[[1e308, 1e308], [1.0, 1.0]], [1.0, 1.0]])
    assert net.scores([10.0, 10.0]) == np.inf
    assert net.predict([10.0, 10.0]) == 1
    assert nbnn.l2.value(1e200) == np.inf


@pytest.mark.parametrize(("field", "wrong", "words"), [
    ("key", 3, "key is 3: it must be a text"), ("value", 3, "value is 3: it must be a function"),
    ("gate", "no", "gate is 'no': it must be True or False"), ("kinks", 0.0, "kinks is 0.0: it must be a tuple"),
])
def test_a_record_of_ones_own_is_looked_at_when_it_is_made(field, wrong, words):
    with pytest.raises(TypeError, match=words):
        nbnn.Activation(**{"key": "mine", "name": "mine", "value": np.tanh, "derivative": np.cos, field: wrong})
