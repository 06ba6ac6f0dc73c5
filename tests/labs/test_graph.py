"""The GraphLab in plain Python: its numbers are the graph's, and a formula that cannot be read says where and changes nothing."""

import pytest

import nbnn
from nbnn.core.graph.expression import EXAMPLES, FURTHER_EXAMPLES
from nbnn.labs import GraphLab
from tests.views.page import alive, send

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
    lab.letters["a"].value = "-2"
    assert lab.player.status == "" and {row["node"]: row for row in lab.table()}["a"]["derivative"] == "3"
    send(lab.player, {"do": "reset"})
    assert lab.letters["a"].value == "2"


def test_a_typed_formula_keeps_the_numbers_that_it_shares(lab):
    lab.formula_field.value = "a*c"
    assert [(field.description, field.value) for field in map(lab.letters.__getitem__, lab.letters)] == [("a", "2"), ("c", "1")]


@pytest.mark.parametrize("typed", ["", "a*", "a b", "__import__('os')", "a.b", "a[0]", "lambda: 1", "a**999", "tan(a)",
                                   "sqrt(a - 9)", "ln(-b)", "sqrt(a - 2)", "b + (a - 2)**0.5",
                                   "<img src=x onerror=alert(1)>", "1/0*a", "(" * 500])
def test_what_cannot_be_read_is_said_and_changes_nothing(lab, typed):
    before = lab.root
    lab.formula_field.value = typed
    assert lab.formula_fields.wrong("formula") and lab.root is before
    assert lab.formula_field.value == typed
    lab.formula_field.value = "a*b + relu(a)"
    assert lab.formula_fields.wrong("formula") == "" and lab.root is before


def test_nonsense_for_a_number_is_said(lab):
    lab.letters["a"].value = "two"
    assert "a is 'two'" in lab.letters.wrong("a") and lab.letters["a"].value == "two"


def test_every_example_is_shown(lab):
    for name, (text, _) in EXAMPLES.items():
        lab.example_menu.value = name
        assert lab.formula_fields.wrong("example") == "" and lab.expression.text == text


def test_the_further_examples_are_there_for_who_asks():
    lab = GraphLab(examples="all")
    for name, (text, _) in FURTHER_EXAMPLES.items():
        lab.example_menu.value = name
        assert lab.formula_fields.wrong("example") == "" and lab.expression.text == text
    lab.close()
    with pytest.raises(ValueError, match='examples is \'most\': give "all", or leave it out'):
        GraphLab(examples="most")


def test_the_lectures_network_has_the_boards_derivatives():
    lab = GraphLab(net=NET, x=[2, 1], z=-1)
    rows = {row["node"]: row["derivative"] for row in lab.table()}
    assert rows["W⁽¹⁾"].replace(" ", "") == "[[2,1],[−1,−0.5],[0,0]]" and rows["w⁽²⁾"].replace(" ", "") == "[1,3,0]"
    assert lab.player.schema["graph"]["title"].startswith("Graph of ℓ")
    lab.close()


@pytest.mark.parametrize(("options", "words"), [({"formula": "a +"}, "something is missing"),
                                                ({"formula": "a", "values": {"b": 1}}, "'b' is not a variable"),
                                                ({"net": NET}, "x is missing"), ({"net": NET, "x": [1, 2]}, "z is missing"),
                                                ({"formula": "a", "constants": ["b"]}, "constants names 'b', but 'b' is not a variable"),
                                                ({"formula": "a", "x": [1]}, "x is given without net"),
                                                ({"formula": "a", "z": 1}, "z is given without net"),
                                                ({"formula": "a", "loss": "hinge"}, "loss is given without net"),
                                                ({"formula": "a", "net": NET, "x": [1, 2], "z": 1}, "formula is given, and net too"),
                                                ({"values": {"a": 1}, "net": NET, "x": [1, 2], "z": 1}, "values is given, and net too"),
                                                ({"formula": "sqrt(a)", "values": {"a": 0}},
                                                 "at character 1, 'sqrt\\(a\\)': the derivative")])
def test_what_does_not_fit_is_said(options, words):
    with pytest.raises(ValueError, match=words):
        GraphLab(**options)


@pytest.mark.parametrize(("formula", "words"), [
    (3, "formula is 3: give a text or a node"), ([1, 2], r"formula is \[1, 2\]: give a text or a node")])
def test_what_is_no_formula_is_said(formula, words):
    with pytest.raises(TypeError, match=words):
        GraphLab(formula)


def test_values_without_names_are_said():
    with pytest.raises(TypeError, match=r'values is \[1, 2\]: give a dict of names and their values, such as \{"a": 2\}'):
        GraphLab("a*b", [1, 2])


def test_a_slope_that_is_not_finite_is_said_at_its_place_and_changes_nothing(lab):
    lab.formula_field.value = "sqrt(a) + b"
    rows, sentences = lab.table(), lab.player.schema["sentences"]
    lab.letters["a"].value = "0"
    assert "At character 1, 'sqrt(a)': the derivative" in lab.letters.wrong("a")
    assert lab.table() == rows and lab.player.schema["sentences"] == sentences
    lab.letters["a"].value = "4"
    assert lab.table()[0]["derivative"] == "0.25" and lab.letters.wrong("a") == ""


# ---- a node instead of a formula ----


def nodes():
    w, b = nbnn.graph.variable([1.0, 2], "w1", "w₁"), nbnn.graph.variable(3.0)
    return nbnn.graph.sum(w * nbnn.graph.constant([3.0, 4], "x")) + b


def test_a_node_is_shown_like_the_formula_that_says_the_same():
    by_node, by_text = GraphLab(nodes()), GraphLab("sum(w1*x) + b", {"w1": [1, 2], "x": [3, 4], "b": 3}, constants="x")
    assert repr(by_node) == "GraphLab('sum(w₁ ⊙ x) + variable', 11 steps)"
    assert by_node.player.schema["updates"] == by_text.player.schema["updates"]
    assert [(row["value"], row["derivative"]) for row in by_node.table()] == [(row["value"], row["derivative"]) for row in by_text.table()]
    assert by_node.table()[0]["derivative"] == "[3, 4]"
    for lab in (by_node, by_text):
        lab.close()


def test_a_nodes_variables_have_fields_and_the_node_stays_as_it_is():
    root = nodes()
    lab = GraphLab(root)
    assert {name: lab.letters[name].value for name in lab.letters} == {"w1": "[1, 2]", "v5": "3"}
    lab.letters["w1"].value = "[2, −1]"
    assert lab.table()[-1]["value"] == "5" and root.value == 14
    for typed, words in (("[1, 2, 3]", "w₁ is a vector of 2 entries, and so must its new value be"), ("two", "w1 is 'two'")):
        lab.letters["w1"].value = typed
        assert words in lab.letters.wrong("w1") and lab.table()[-1]["value"] == "5"
    send(lab.player, {"do": "reset"})
    assert lab.letters["w1"].value == "[1, 2]" and lab.letters.wrong("w1") == "" and lab.table()[-1]["value"] == "14"
    lab.close()


def test_a_node_takes_values_for_its_variables():
    a = nbnn.graph.variable(2.0, "a")
    lab = GraphLab(a * a + nbnn.graph.sqrt(a), {"a": 9})
    assert (lab.table()[-1]["value"], lab.table()[0]["derivative"]) == ("84", "18.17")
    lab.letters["a"].value = "-1"
    assert "sqrt takes numbers from 0 on" in lab.letters.wrong("a") and lab.table()[0]["value"] == "9"
    lab.letters["a"].value = "0"
    assert "not finite" in lab.letters.wrong("a") and lab.table()[0]["value"] == "9"
    lab.close()


def test_a_networks_node_is_shown_with_its_weights_to_change():
    lab = GraphLab(nbnn.graph.of_network(NET, [2, 1], -1, "hinge"))
    assert list(lab.letters) == ["W1", "w2"] and {row["node"]: row["value"] for row in lab.table()}["ℓ"] == "0.5"
    lab.close()


@pytest.mark.parametrize(("make", "options", "words"), [
    (lambda g: g.variable([1.0, 2], "v"), {}, "backward starts from one number"),
    (lambda g: g.constant(2.0) * 3, {}, "made from no variable"),
    (lambda g: g.variable(1.0, "a") * 2, {"values": {"b": 1}}, "'b' is not a variable of Node"),
    (lambda g: g.variable(1.0, "a") * 2, {"constants": "a"}, "constants is given with a node"),
    (lambda g: g.variable(1.0, "a") * 2, {"x": [1, 2]}, "x is given without net"),
    (lambda g: g.sqrt(g.variable(0.0, "a")), {}, "is not finite: sqrt takes"),
])
def test_a_node_that_cannot_be_shown(make, options, words):
    with pytest.raises(ValueError, match=words):
        GraphLab(make(nbnn.graph), **options)


def test_closing_leaves_no_widget():
    before = set(alive())
    for options in ({}, {"net": NET, "x": [2, 1], "z": -1}, {"formula": nodes()}):
        made = GraphLab(**options)
        if made.expression:
            made.formula_field.value = "x*y"
        made.close()
    assert set(alive()) == before


# ---- vectors and matrices ----


def test_a_product_entry_by_entry_and_its_sum_by_hand():
    """Σ wᵢxᵢ: 3 + 8 = 11, and the derivative with respect to w is x."""
    lab = GraphLab("sum(w*x)", {"w": [1, 2], "x": [3, 4]})
    rows = {row["node"]: (row["formula"], row["value"], row["derivative"]) for row in lab.table()}
    assert rows == {"w": ("variable", "[1, 2]", "[3, 4]"), "x": ("variable", "[3, 4]", "[1, 2]"), "v3": ("w ⊙ x", "[3, 8]", "[1, 1]"),
                    "v4": ("sum(v3)", "11", "1")}
    assert lab.player.schema["sentences"][2] == "Forward, 3 of 4: v3 = w ⊙ x = [1, 2] ⊙ [3, 4] = [3, 8]."
    assert [lab.letters[name].value for name in "wx"] == ["[1, 2]", "[3, 4]"]
    lab.close()


def test_a_matrix_times_a_vector_by_hand():
    """y = W x = [11, 4]; of their sum, ∂/∂x = Wᵀ[1, 1] and ∂/∂W = [1, 1]xᵀ."""
    lab = GraphLab("sum(W @ x)", {"W": [[1, 2], [0, 1]], "x": [3, 4]})
    rows = {row["node"]: (row["value"], row["derivative"]) for row in lab.table()}
    assert rows["v3"] == ("[11, 4]", "[1, 1]") and rows["x"] == ("[3, 4]", "[1, 3]")
    assert rows["W"] == ("[[1, 2], [0, 1]]", "[[3, 4], [3, 4]]")
    lab.close()


def test_the_table_writes_out_what_the_picture_leaves_out():
    W = [[10 * row + column for column in range(5)] for row in range(6)]
    lab = GraphLab("sum(W @ x)", {"W": W, "x": [1, 0, 0, 0, 1]})
    rows = {row["node"]: row for row in lab.table()}
    assert rows["W"]["value"].replace(" ", "") == str(W).replace(" ", "") and rows["v3"]["value"] == "[4, 24, 44, 64, 84, 104]"
    assert rows["W"]["derivative"].replace(" ", "") == str([[1, 0, 0, 0, 1]] * 6).replace(" ", "")
    drawn = next(node for node in lab.player.schema["graph"]["nodes"] if node["label"] == "W")
    assert drawn["head"] == "W  6 × 5" and drawn["value"][0] == ["0", "…", "4"] and drawn["derivative"][-1] == ["1", "…", "1"]
    lab.close()


def test_a_vector_is_typed_and_a_wrong_one_changes_nothing():
    lab = GraphLab("sum(w*x)", {"w": [1, 2], "x": [3, 4]})
    field = lab.letters["w"]
    field.value = "[−1, 0.5]"
    assert lab.table()[0]["value"] == "[−1, 0.5]" and lab.table()[-1]["value"] == "−1"
    for typed, words in (("[1, 2, 3]", "w is a vector of 3 entries and x is a vector of 2 entries: multiply works entry by entry"),
                         ("[1, 2", "type a number, a vector such as [1, 2], or a matrix"),
                         ("[[1], [1, 2]]", "each row with as many numbers"),
                         ('["a", 1]', "type a number"), ("[]", "there is no number in it"), ("[1, 1e999]", "every number must be finite")):
        field.value = typed
        assert words in lab.letters.wrong("w"), typed
        assert lab.table()[-1]["value"] == "−1"
    field.value = "2"
    assert lab.table()[-1]["value"] == "14" and lab.letters.wrong("w") == ""
    lab.close()


@pytest.mark.parametrize(("formula", "values", "words"), [
    ("w*x", {"w": [1, 2], "x": [1, 2]}, "this gives a vector of 2 entries, and backward starts from one number"),
    ("sum(w*x)", {"w": [1, 2], "x": [1, 2, 3]}, "w is a vector of 2 entries and x is a vector of 3 entries"),
    ("sum(W @ x)", {"W": [[1, 2]], "x": [1, 2, 3]}, "W is a matrix 1 × 2 and x is a vector of 3 entries"),
    ("w @ x", {"w": [1, 2], "x": 1}, "x is a number: @ takes vectors and matrices"),
    ("sum(w)", {"w": [[[1]]]}, "w has 3 axes: give a number, a vector such as"),
    ("sum(w)", {"w": [[1], [1, 2]]}, "w must be a number, or an array of numbers, but it has rows of different lengths"),
])
def test_shapes_that_do_not_fit(formula, values, words):
    with pytest.raises((ValueError, TypeError)) as error:
        GraphLab(formula, values)
    assert words in str(error.value)


@pytest.mark.parametrize("ask", ["values", "derivatives", "sums"])
def test_questions_about_vectors_are_made(ask):
    lab = GraphLab("u = w*x; sum(u*u) + sum(u)", {"w": [1, 2], "x": [3, -4]}, ask=ask)
    assert lab.sentence() and lab.table()
    lab.close()


@pytest.mark.parametrize("formula", [text for text, _ in (EXAMPLES | FURTHER_EXAMPLES).values()])
def test_the_numbers_of_nodes_have_no_gap(formula):
    """A reader counts along: what is shown is numbered 1, 2, 3 …, and v with its number stands at its place."""
    values = next(values for text, values in (EXAMPLES | FURTHER_EXAMPLES).values() if text == formula)
    lab = GraphLab(formula, values)
    shown = [row for row in lab.table() if row["order"]]
    assert [row["order"] for row in shown] == [str(k) for k in range(1, len(shown) + 1)]
    assert all(row["node"] == f"v{row['order']}" for row in shown if row["node"].startswith("v") and row["node"][1:].isdigit())
    forward = [said for said in lab.player.schema["sentences"] if said.startswith("Forward")]
    assert all(f", {row['order']} of {len(shown)}: {row['node']} = " in said for row, said in zip(shown, forward, strict=True))
    lab.close()
