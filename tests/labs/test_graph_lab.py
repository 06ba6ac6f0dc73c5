"""The GraphLab in plain Python: its numbers are the graph's, and a formula that cannot be read says where and changes nothing."""

import pytest
from ipywidgets.widgets import widget as registry

import nbnn
from nbnn.explain.expression import EXAMPLES
from nbnn.labs import GraphLab

NET = nbnn.Network([[[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2]])


@pytest.fixture
def lab():
    made = GraphLab("a*b + relu(a)", {"a": 2.0, "b": 3.0})
    yield made
    made.close()


def test_a_variable_used_twice_adds_up(lab):
    rows = {row["node"]: row for row in lab.table()}
    assert (rows["a"]["derivative"], rows["b"]["derivative"]) == ("4", "2")
    said = " ".join(lab.player.schema["sentences"])
    assert "Forward, 1 of 5" in said and "Backward, 5 of 5" in said
    assert lab.sentence() in lab._repr_mimebundle_()["text/html"]


def test_another_number_is_another_graph(lab):
    lab._letters["a"].value = "-2"
    assert lab.player.status == "" and {row["node"]: row for row in lab.table()}["a"]["derivative"] == "3"
    lab.player._handle_custom_msg({"do": "reset"}, [])
    assert lab._letters["a"].value == "2"


def test_a_typed_formula_keeps_the_numbers_that_it_shares(lab):
    lab.formula_field.value = "a*c"
    assert [(field.description, field.value) for field in map(lab._letters.__getitem__, lab._letters)] == [("a", "2"), ("c", "1")]


@pytest.mark.parametrize("typed", ["", "a*", "a b", "__import__('os')", "a.b", "a[0]", "lambda: 1", "a**999", "sin(a)",
                                   "<img src=x onerror=alert(1)>", "1/0*a", "(" * 500])
def test_what_cannot_be_read_is_said_and_changes_nothing(lab, typed):
    before = lab.root
    lab.formula_field.value = typed
    assert lab._formula.wrong("formula") and lab.root is before
    assert lab.formula_field.value == typed
    lab.formula_field.value = "a*b + relu(a)"
    assert lab._formula.wrong("formula") == "" and lab.root is before


def test_nonsense_for_a_number_is_said(lab):
    lab._letters["a"].value = "two"
    assert "a is 'two'" in lab._letters.wrong("a") and lab._letters["a"].value == "two"


def test_every_example_is_shown(lab):
    for name, (text, _) in EXAMPLES.items():
        lab.example_menu.value = name
        assert lab._formula.wrong("example") == "" and lab.expression.text == text


def test_the_lectures_network_has_the_boards_derivatives():
    lab = GraphLab(net=NET, x=[2, 1], z=-1)
    rows = {row["node"]: row["derivative"] for row in lab.table()}
    assert rows["W⁽¹⁾"].replace(" ", "") == "[[2,1],[−1,−0.5],[0,0]]" and rows["w⁽²⁾"].replace(" ", "") == "[1,3,0]"
    assert lab.player.schema["graph"]["title"].startswith("Graph of ℓ")
    lab.close()


@pytest.mark.parametrize(("options", "words"), [({"formula": "a +"}, "something is missing"),
                                                ({"formula": "a", "values": {"b": 1}}, "'b' is no variable"),
                                                ({"net": NET}, "x is missing"), ({"net": NET, "x": [1, 2]}, "z is missing")])
def test_what_does_not_fit_is_said(options, words):
    with pytest.raises(ValueError, match=words):
        GraphLab(**options)


def test_closing_leaves_no_widget():
    before = set(registry._instances)
    for options in ({}, {"net": NET, "x": [2, 1], "z": -1}):
        made = GraphLab(**options)
        if made.expression:
            made.formula_field.value = "x*y"
        made.close()
    assert set(registry._instances) == before
