"""What is given as numbers means what it says, or is refused by the argument's name; what is given is never changed."""

import warnings

import numpy as np
import pytest

import nbnn
from nbnn.core.numbers import as_array, as_numbers

NET, DATA = nbnn.Network.random((2, 3, 1)), nbnn.datasets.moons(n=20)
MASKED = np.ma.masked_array([1.0, 2.0], [False, True])
DATES = np.array(["2024-01-01", "2024-01-02"], "datetime64[D]")
RAGGED = [[1.0, 2.0], [3.0]]


@pytest.mark.parametrize(("wrong", "words"), [
    (MASKED, "masked values"), (DATES, "dates"), (DATES - DATES[0], "lengths of time"), (RAGGED, "rows of different lengths"),
    (np.array([1j, 2.0]), "complex"), (["1", "2"], "text"), ([None, {}], "must be"),
], ids=["mask", "dates", "times", "ragged", "complex", "text", "objects"])
@pytest.mark.parametrize(("name", "call"), [
    ("x", NET.scores), ("x", NET.predict), ("x", lambda x: nbnn.sgd_step(NET, x, 1, "hinge")), ("θ", NET.with_theta),
    ("weight 1", lambda w: nbnn.Network([w])), ("x", lambda x: as_numbers(x, "x", "numbers")),
], ids=["scores", "predict", "sgd_step", "with_theta", "Network", "as_numbers"])
def test_what_is_no_number_is_refused_by_name(name, call, wrong, words):
    with pytest.raises((ValueError, TypeError), match=rf"(?s)^{name} .*{words}"):
        call(wrong)


@pytest.mark.parametrize(("name", "call"), [
    ("y", lambda wrong: nbnn.hinge.value(wrong, [1, -1])), ("z", lambda wrong: nbnn.hinge.value([0.5, 1.0], wrong)),
    ("order", lambda wrong: nbnn.sgd(NET, DATA, "hinge", order=wrong)), ("z", lambda wrong: nbnn.sgd_step(NET, [1, 2], wrong, "squared")),
    ("z", lambda wrong: nbnn.Dataset.from_arrays([[1], [2]], wrong, targets=True)),
], ids=["loss y", "loss z", "order", "target", "targets"])
@pytest.mark.parametrize("wrong", [MASKED, RAGGED], ids=["mask", "ragged"])
def test_masks_and_ragged_lists_are_refused_by_name(name, call, wrong):
    with pytest.raises(ValueError, match=rf"^{name} must be .*(masked values|rows of different lengths)"):
        call(wrong)


def test_a_mask_of_nothing_hides_nothing():
    plain = np.ma.masked_array([1.0, 2.0], [False, False])
    assert NET.scores(plain) == NET.scores([1.0, 2.0])
    assert type(as_array(plain, "x", "numbers")) is np.ndarray


def test_labels_of_masked_examples_are_not_taken():
    with pytest.raises(ValueError, match=r"^z must be .* masked values"):
        nbnn.Dataset.from_arrays([[1.0], [2.0]], np.ma.masked_array([1, -1], [False, True]))


@pytest.mark.parametrize("sizes", [(2, 3, 1), (2, 3, 3)])
def test_a_truth_value_is_no_label(sizes):
    with pytest.raises(ValueError, match=r"^z is True, a truth value"):
        nbnn.sgd_step(nbnn.Network.random(sizes), [1, 2], True, "hinge" if sizes[-1] == 1 else "cross_entropy")


@pytest.mark.parametrize("seed", [1.5, "1", None, True, -1, [1, 2]])
@pytest.mark.parametrize("call", [
    lambda seed: nbnn.Network.random((2, 3, 1), seed=seed), lambda seed: nbnn.sgd(NET, DATA, "hinge", steps=3, seed=seed),
    lambda seed: nbnn.sgd_last(NET, DATA, "hinge", steps=3, seed=seed), lambda seed: nbnn.sgd(NET, DATA, "hinge", order=[1], seed=seed),
], ids=["random", "sgd", "sgd_last", "order"])
def test_a_seed_is_a_whole_number(call, seed):
    with pytest.raises(ValueError, match=r"^seed is .*: it must be a whole number, 0 or more"):
        call(seed)


def test_an_initializer_may_be_given_by_its_name():
    assert np.array_equal(nbnn.Network.random((2, 3, 1), initializer="xavier").theta,
                          nbnn.Network.random((2, 3, 1), initializer=nbnn.xavier).theta)
    with pytest.raises(ValueError, match="did you mean 'xavier'"):
        nbnn.Network.random((2, 3, 1), initializer="xavir")


def test_large_weights_give_infinite_scores_without_a_warning_and_no_label_of_what_is_no_number():
    huge = nbnn.Network([np.full((2, 2), 1e308), [1e308, 1e308]])
    lost = nbnn.Network([np.full((2, 2), 1e308), [1e308, -1e308]])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert huge.scores([2.0, 2.0]) == np.inf
        assert huge.predict([2.0, 2.0]) == 1
        with pytest.raises(ValueError, match="∞ − ∞"):
            lost.predict([[2.0, 2.0]])
