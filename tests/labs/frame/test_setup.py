"""What a recording is made of: each knob makes another setup, and what is typed is read or refused in words."""

import numpy as np
import pytest

import nbnn
from nbnn.labs.frame.setup import (
    ALL,
    AS_GIVEN,
    DATA_CHOICES,
    LossMenu,
    Setup,
    array,
    array_text,
    cut_short,
    losses_for,
    number,
    numbers,
    whole,
)


@pytest.fixture
def setup():
    return Setup(nbnn.Network.random([2, 3, 1], seed=1), nbnn.datasets.moons(20), nbnn.hinge, 0.1, 5, 0)


def test_a_knob_makes_another_setup_and_leaves_the_first(setup):
    assert setup.with_loss("squared").loss is nbnn.squared and setup.loss is nbnn.hinge
    assert setup.with_activation("tanh").network.activation is nbnn.tanh
    assert setup.with_eta("0,5").eta == 0.5
    assert setup.with_hidden("4, 2").network.sizes == (2, 4, 2, 1)
    assert setup.with_seed("3").network is setup.network, "weights that were given are not drawn"
    drawn = setup.with_initializer("he")
    assert np.array_equal(drawn.with_seed("3").network.theta, nbnn.Network.random([2, 3, 1], seed=3).theta)
    assert len(setup.run()) == 5


def test_other_data_bring_the_network_and_the_loss_that_fit(setup):
    flowers = setup.with_data(DATA_CHOICES["Iris: all three species"]())
    assert flowers.network.sizes == (2, 3, 3) and flowers.loss.key == losses_for(flowers.network)[0] == "cross_entropy"
    assert setup.with_data(nbnn.datasets.circles(10)).network is setup.network


@pytest.mark.parametrize(("act", "words"), [
    (lambda setup: setup.with_hidden("999"), "at most three layers of 1 to 500"), (lambda setup: setup.with_initializer(AS_GIVEN), "Reset"),
    (lambda setup: setup.with_seed("-1"), r"the seed is '-1'\. Type a whole number"),
    (lambda setup: setup.with_eta(""), "the rate η is empty"),
    (lambda _: whole("1" * 12, "the seed"), "has 12 digits"), (lambda _: numbers("1 2", "the start", 3), "Type 3 numbers"),
    (lambda _: array("[[1], [2, 3]]", "w"), "each row with as many numbers"),
])
def test_what_cannot_be_is_said_with_what_to_do(setup, act, words):
    with pytest.raises(ValueError, match=words):
        act(setup)


def test_numbers_are_read_as_people_type_them():
    assert number("−0,5", "x") == -0.5 and numbers("(1, −2)", "x", 2) == [1.0, -2.0] and numbers("0,5", "x", 1) == [0.5]
    for value in (2.0, -1e-5, [1.0, -2.0], [[1.0, 2.0], [3.0, -4.0]]):
        assert array(array_text(value), "w") == value
    assert array_text([[-0.5, 1], [2, -3]]) == "[[−0.5, 1], [2, −3]]"
    assert cut_short("x" * 30) == repr("x" * 24 + "…")


def keys(menu, fitting=tuple(nbnn.LOSSES), now=nbnn.hinge, **how):
    return [key for _, key in menu.options(fitting, now, **how)]


def test_a_menu_of_losses_lists_what_was_asked_for():
    usual = ["zero_one", "perceptron", "hinge", "binary_cross_entropy", "cross_entropy", "squared"]
    assert keys(LossMenu(nbnn.hinge)) == usual
    assert keys(LossMenu(nbnn.logistic)) == [*usual, "logistic"], "and what the lab was given"
    assert keys(LossMenu(nbnn.hinge), now=nbnn.logistic) == [*usual, "logistic"], "and the loss in use"
    assert keys(LossMenu(nbnn.hinge), targets=True, now=nbnn.squared) == ["hinge", "squared", "half_squared", "absolute", "huber"]
    assert keys(LossMenu(nbnn.hinge, ALL)) == [*nbnn.LOSSES]
    assert keys(LossMenu(nbnn.hinge, ["squared", nbnn.exponential])) == ["hinge", "squared", "exponential"]


def test_a_menu_of_losses_gives_what_it_was_given():
    mild = nbnn.huber(0.5)
    own = nbnn.Loss(key="own", name="own", value=lambda y, z: y * 0, derivative=lambda y, z: y * 0)
    menu = LossMenu(mild, [own])
    assert menu.record("huber") is mild and menu.record("own") is own and menu.record("hinge") is nbnn.hinge
    assert keys(menu, scores=("one",), now=mild) == ["own", "huber"] and keys(menu, scores=("many",), now=mild) == ["huber"]


@pytest.mark.parametrize(("given", "words"), [("hinge", "losses is 'hinge': give \"all\", or a list"), (3, "losses is 3: give"),
                                              (["hing"], "losses has in it what is no loss: .*did you mean 'hinge'"), ([3], "losses has")])
def test_a_menu_of_no_losses_is_refused(given, words):
    with pytest.raises((TypeError, ValueError), match=words):
        LossMenu(nbnn.hinge, given)
