"""Hints of every line of every board: they lead on, and the last one is still a hint."""

import re

import numpy as np
import pytest

from nbnn.core.graph.expression import parse
from nbnn.core.network.arguments import losses_with_meaning
from nbnn.core.network.network import Network
from nbnn.core.records.activations import ACTIVATIONS
from nbnn.core.records.losses import LOSSES, hinge
from nbnn.core.training.sgd import sgd_step
from nbnn.exercises.asking.graph import KINDS, find_wanted
from nbnn.exercises.asking.hints import formula_hint, hints
from nbnn.exercises.asking.stepper import ask_first
from nbnn.exercises.judging.sheets import network_sheet
from nbnn.exercises.lessons.table import exercises

SIZES = ((1, 1, 1), (2, 3, 1), (2, 3), (2, 1), (2, 3, 2, 1), (2, 3, 2, 2), (3, 2, 2, 3, 1))


def step_of(sizes, loss, seed, activation="relu", bias=False):
    rng = np.random.default_rng(seed)
    net = Network.random(sizes, activation=ACTIVATIONS[activation], seed=seed, bias=bias)
    label = 1 + seed % sizes[-1] if sizes[-1] > 1 else (-1, 1)[seed % 2]
    return sgd_step(net, rng.normal(size=sizes[0]), label, loss, 0.1)


def boards():
    """(sizes, loss, activation, bias) of every kind of board: no line but those of the loss itself differs with the loss."""
    for loss in LOSSES.values():
        for sizes in SIZES if loss.key in ("hinge", "cross_entropy", "squared") else ((2, 3, 1), (2, 3), (2, 3, 2, 2)):
            if loss.key in losses_with_meaning(one_score=sizes[-1] == 1):
                yield sizes, loss, "relu", False
    for activation in ACTIVATIONS:
        yield (2, 3, 1), hinge, activation, True


BOARDS = list(boards())


@pytest.mark.parametrize(("sizes", "loss", "activation", "bias"), BOARDS,
                         ids=[f"{'-'.join(map(str, each[0]))} {each[1].key} {each[2]}{' bias' * each[3]}" for each in BOARDS])
def test_no_hint_of_any_line_knows_its_numbers(sizes, loss, activation, bias):
    """What is said is the same whatever the numbers are, so that it cannot be the answer; nor is it the answer of every update."""
    steps = [step_of(sizes, loss, seed, activation, bias) for seed in range(3)]
    for name in [line.name for line in network_sheet(steps[0].before.quantities)]:
        said = {(*hints(step, name), formula_hint(step, name)) for step in steps}
        assert len(said) == 1, f"{name}: {said}"
        (texts,) = said
        assert all(texts[:2]) and len(texts) == 3, f"{name}: where to begin, and what it is made of"
        assert not re.search(r"= [−\d.]+( \(|$)", texts[-1]) or " or " in texts[-1], texts[-1]


@pytest.mark.parametrize("level", range(4))
def test_only_with_no_numbers_the_formula_is_the_last_hint(level):
    asked, texts = ask_first(step_of((2, 3, 1), hinge, 1), ("dl_dy",), level), []
    while True:
        following, text = asked.hint("dl_dy")
        if following is asked:
            break
        asked = following
        texts.append(text)
    assert len(texts) == (3 if level == 1 else 2)
    assert ("−z (if yz < 1) or 0 (if yz ≥ 1). Which of them holds here?" in texts[-1]) == (level == 1), "every case"


@pytest.mark.parametrize("key", exercises())
def test_no_hint_of_an_exercise_knows_its_numbers(key):
    variants = [exercises()[key].variant(seed) for seed in range(4)]
    assert len({each.hints for each in variants}) == 1
    right = exercises()[key].kind == "choice" and variants[0].right_answer()
    assert not right or not any(right in hint for hint in variants[0].hints)


GRAPHS = ("a*b + relu(a)", "u = a*b; exp(u) + u**2", "(a + b) * (a - b)", "tanh(a) * b + 3*a")


@pytest.mark.parametrize("formula", GRAPHS)
def test_no_hint_of_a_graph_knows_its_numbers(formula):
    said = []
    for a, b in ((2.0, 3.0), (0.7, -1.3)):
        wanted = find_wanted(parse(formula).graph({"a": a, "b": b}).root, KINDS)
        said.append({at: [each.hints_at(level) for level in range(4)] for at, each in wanted.items()})
        assert all(len(each.hints_at(1)) >= 2 and each.hints_at(1)[-1] == f"{each.symbol} = {each.formula}" for each in wanted.values())
    assert said[0] == said[1]
