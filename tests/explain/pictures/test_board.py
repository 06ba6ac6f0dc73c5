"""The board as a picture."""

import numpy as np
import pytest

import nbnn
from nbnn.explain.pictures import board as module
from nbnn.explain.pictures.board import board
from tests.explain.pictures.looked_at import SVG, checked, words_in

SIZES = [(2, 1), (2, 3, 1), (2, 3), (2, 3, 3), (3, 2, 2, 1), (2, 3, 3, 3, 3, 3, 1), (30, 20, 10), (6, 2, 1), (7, 2, 1), (8, 3)]


def step_of(sizes=(2, 3, 1), loss=None, **options):
    network = nbnn.Network.random(sizes, activation=options.pop("activation", nbnn.relu), bias=options.pop("bias", False))
    return nbnn.sgd_step(network, np.linspace(-1, 2, sizes[0]), 1, loss or ("hinge" if sizes[-1] == 1 else "cross_entropy"), **options)


@pytest.mark.parametrize("sizes", SIZES, ids=str)
@pytest.mark.parametrize("bias", [False, True])
def test_a_board_of_any_network_is_a_picture(sizes, bias):
    picture = board(step_of(sizes, bias=bias, optimizer="adam"))
    root = checked(picture.text())
    assert float(root.get("height")) <= 800
    for each in root.iter(f"{SVG}text"):
        assert float(each.get("x")) + float(each.get("textLength", 0)) <= float(root.get("width")), "".join(each.itertext())


@pytest.mark.parametrize("activation", nbnn.ACTIVATIONS.values(), ids=lambda each: each.key)
@pytest.mark.parametrize("optimizer", nbnn.OPTIMIZERS)
def test_every_activation_and_optimizer_is_drawn(activation, optimizer):
    checked(board(step_of(activation=activation, optimizer=optimizer)).text())


@pytest.mark.parametrize("sizes", [(2, 3, 1), (2, 3, 2)], ids=str)
def test_lines_for_an_output_activation_and_targets_are_drawn_as_any_others(sizes):
    network = nbnn.Network(nbnn.Network.random(sizes).weights, "tanh", output="sigmoid")
    step = nbnn.sgd_step(network, [0.05, 0.1], 0.5 if sizes[-1] == 1 else [0.01, 0.99], loss="half_squared")
    picture = board(step)
    assert [line["name"] for line in step.table() if line["name"] == "s"] and " = ".join(["s", ""]) in picture.words
    checked(picture.text())


def test_a_small_board_stands_in_two_columns_of_typeset_lines():
    step = nbnn.sgd_step(nbnn.Network([[[1, 0], [0, 1], [1, 1]], [1, -1, 2]]), x=[1, 2], z=-1, loss=nbnn.hinge)
    picture = board(step)
    assert picture.height < 400
    assert {"−1.2", "0.9", "1.7"} <= set(words_in(picture.text()))
    for line in step.table():
        assert line["symbol"] in picture.words


def test_the_board_ends_at_a_line_and_before_a_question():
    step = step_of()
    assert "∂ℓ/∂h" not in board(step, until="dl_dy").words and "∂ℓ/∂y" in board(step, until="dl_dy").words
    assert "∂ℓ/∂y" not in board(step, before="dl_dy").words
    checked(board(step, before="x").text().replace("<desc></desc>", "<desc>nothing yet</desc>"))


def test_a_very_long_board_says_how_many_lines_are_left_out():
    lines = list(range(100))
    kept = module._cut(lines)
    (left_out,) = [each for each in kept if each not in lines]
    assert f"… {100 - len(kept) + 1} lines left out" in left_out.parts[0][2] and len(kept) <= module.MOST_LINES
    assert kept[0] == 0 and kept[-1] == 99 and module._cut(lines[:9]) == lines[:9]
