"""“Ask me first” for a graph: which numbers are asked for, and which mistakes make a wrong one."""

import numpy as np
import pytest

from nbnn.core.graph import graph
from nbnn.core.network.network import Network
from nbnn.core.records.losses import hinge
from nbnn.exercises.asking.graph import KINDS, checked_kinds, find_wanted
from nbnn.explain.graph.recording import moments


def used_twice():
    """f = u² + 5u with u = 3w: ∂f/∂u = 2u + 5."""
    w = graph.variable(2.0, name="w")
    u = (3.0 * w).named("u")
    return u ** 2 + 5.0 * u


def network():
    net = Network([[[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2]])
    return graph.of_network(net, [2, 1], -1, hinge)


def by_symbol(root, *ask):
    return {each.symbol: each for each in find_wanted(root, ask).values()}


def test_every_computed_number_is_asked_for_once_and_is_the_storys_own():
    root = used_twice()
    told, asked = moments(root), find_wanted(root, KINDS)
    computed = [at for at, moment in enumerate(told) if moment.formula]  # what is given, and the 1 of the last node, have none
    assert sorted(asked) == computed
    for at, each in asked.items():
        assert (each.symbol, each.formula, each.numbers) == (told[at].symbol, told[at].formula, told[at].numbers)
        assert each.check(told[at].value, 0).verdict == "right"


@pytest.mark.parametrize(("ask", "count"), [("values", 4), ("sums", 1), ("derivatives", 6), (("sums", "derivatives"), 6), ((), 0)])
def test_what_is_asked_for_goes_by_kind(ask, count):
    assert len(find_wanted(used_twice(), checked_kinds(ask))) == count


def test_the_networks_derivatives_are_those_of_the_worked_example():
    asked = by_symbol(network(), "derivatives")
    assert asked["∂ℓ/∂w⁽²⁾"].right.tolist() == [1, 3, 0]
    assert asked["∂ℓ/∂W⁽¹⁾"].right.tolist() == [[2, 1], [-1, -0.5], [0, 0]]
    assert asked["∂ℓ/∂W⁽¹⁾"].check([["2", "1"], ["-1", "-1/2"], ["0", "0"]], 0).verdict == "right"
    first = asked["∂ℓ/∂W⁽¹⁾"].check([["2", "1"], ["1", "-1/2"], ["0", "0"]], 0)
    assert (first.verdict, first.place) == ("wrong", (1, 0))


# u = 6: back from u² comes 12, back from 5u comes 5; ∂f/∂w = 17 · 3
@pytest.mark.parametrize(("symbol", "entered", "mistakes"), [
    ("∂v7/∂u", "12", ["last_path_only"]), ("∂v7/∂u", "5", ["last_path_only"]), ("∂v7/∂u", "60", ["paths_multiplied"]),
    ("∂v7/∂w", "17", ["slope_left_out"]), ("∂v7/∂w", "3", ["flow_left_out"]), ("∂v7/∂w", "20", ["factors_added"]),
    ("∂v7/∂w", "8", []),
])
def test_the_second_wrong_answer_is_diagnosed(symbol, entered, mistakes):
    found = {each.symbol.replace(each.symbol.split("/")[0], "∂v7"): each for each in by_symbol(used_twice(), "derivatives").values()}
    question = found[symbol]
    once, twice = (question.check(entered, tries) for tries in (0, 1))
    assert (once.verdict, once.found) == ("wrong", ())
    assert once.message == f"{question.symbol} is not right yet: try again."
    assert [each.key for each in twice.found] == mistakes
    assert not mistakes or twice.found[0].words in twice.message


def test_no_right_answer_is_accused():
    rng = np.random.default_rng(0)
    for _ in range(200):
        a, b = (graph.variable(float(number), name=name) for number, name in zip(rng.integers(-4, 5, 2) / 2, "ab"))
        root = graph.tanh(a * b) + a * b - a
        for each in find_wanted(root, KINDS).values():
            marked = each.check(repr(each.right.tolist()), 1)
            assert (marked.verdict, marked.found) == ("right", ())


def test_a_kink_is_not_asked_for():
    """At a = 0 any slope of relu from 0 to 1 is right."""
    a = graph.variable(0.0, name="a")
    kinked = {each.symbol for each in find_wanted(2.0 * graph.relu(a) + a, ["derivatives"]).values()}
    assert not any("through v" in symbol and symbol.endswith("v3") for symbol in kinked)
    a = graph.variable(1.0, name="a")
    assert len(find_wanted(2.0 * graph.relu(a) + a, ["derivatives"])) == len(kinked) + 1


def test_large_arrays_are_not_asked_for():
    net = Network.random([5, 4, 1], seed=0)
    symbols = set(by_symbol(graph.of_network(net, np.ones(5), 1, "squared"), "derivatives"))
    assert "∂ℓ/∂w⁽²⁾" in symbols
    assert "∂ℓ/∂W⁽¹⁾" not in symbols  # 20 numbers


@pytest.mark.parametrize(("ask", "error", "words"), [
    ("derivative", ValueError, "did you mean 'derivatives'"), (["values", "x"], ValueError, "'sums'"), ([1], TypeError, "'values'"),
])
def test_names_that_are_not_there(ask, error, words):
    with pytest.raises(error, match=words):
        checked_kinds(ask)


@pytest.mark.parametrize("given", ["", "nan", "two", "1, 2", "__import__('os')", [["1", "2"]], "inf"])
def test_what_cannot_be_read_is_refused_or_missing(given):
    question = by_symbol(used_twice(), "sums")
    (question,) = question.values()
    assert question.check(given, 0).verdict in ("refused", "missing")


def test_the_story_told_with_ones_own_numbers_is_the_graph_of_these_numbers():
    """Every moment after a wrong one, against a graph in which that number is made wrong."""
    asked, moment = find_wanted(used_twice(), KINDS), moments(used_twice())
    at = next(at for at, each in asked.items() if each.symbol == "u")
    w = graph.variable(2.5, name="w")  # 3w is 7.5 in place of 6
    u = (3.0 * w).named("u")
    other = {each.symbol: each for each in find_wanted(u ** 2 + 5.0 * u, KINDS).values()}
    for each in asked.values():
        assert each.retold({}) == pytest.approx(each.right)
        if each.symbol != "u":
            assert each.retold({at: 7.5}) == pytest.approx(other[each.symbol].right), each.symbol
    assert len(moment) > len(asked)


def test_what_follows_from_ones_own_wrong_number_is_done_right():
    asked = find_wanted(used_twice(), KINDS)
    at = next(at for at, each in asked.items() if each.symbol == "u")
    square = asked[min(number for number in asked if number > at and asked[number].right == 36)]
    assert square.check("49", 0, {at: 7.0}).verdict == "follows"
    assert square.check("36", 0, {at: 7.0}).verdict == "right"
    assert square.check("49", 0).verdict == square.check("50", 0, {at: 7.0}).verdict == "wrong"


def test_nothing_is_retold_with_arrays_nor_where_it_is_not_finite():
    assert {each.retold({0: 1.0}) for each in find_wanted(network(), KINDS).values()} == {None}
    v = graph.variable(1.0, name="v")
    root = graph.log((v * 2.0).named("u")) + v
    asked = find_wanted(root, "values")
    at = next(at for at, each in asked.items() if each.symbol == "u")
    assert next(each for each in asked.values() if "log" in each.formula).retold({at: -1.0}) is None


def test_a_page_without_python_knows_the_right_numbers_first_and_then_those_of_each_mistake():
    """f = u² + 5u at u = 6: of ∂f/∂u the last path alone is 12 or 5, and the product of both 60."""
    asked = next(each for each in by_symbol(used_twice(), "derivatives").values() if each.symbol.endswith("∂u"))
    right, *wrong = asked.foreseen()
    assert right == asked.right == 17 and {12.0, 5.0, 60.0} <= set(map(float, wrong))
    assert all(asked.check(str(float(each)), 1).verdict == "wrong" for each in wrong) and len(set(map(float, wrong))) == len(wrong)
