"""The story of a graph: what is said at each moment, by hand; what the page gets; nothing before what it is made from."""

import json
from math import prod

import numpy as np
import pytest

import nbnn
from nbnn.core.graph import expression
from nbnn.core.graph import graph as g
from nbnn.core.graph.expression import EXAMPLES, FURTHER_EXAMPLES, parse
from nbnn.explain.graph import recording as graph_recording
from nbnn.explain.graph.layout import grid_of
from nbnn.explain.graph.recording import ADDING, DERIVATIVE, NOTHING, VALUE, moments, record, short_text, table
from nbnn.explain.writing.numbers import format_number

LECTURE = nbnn.Network([[[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2]])

ALL_EXAMPLES = {**EXAMPLES, **FURTHER_EXAMPLES}


def graphs():
    found = {title: parse(text).graph(values).root for title, (text, values) in ALL_EXAMPLES.items()}
    found |= {f"network {hidden} {loss}": g.of_network(nbnn.Network.random((2, *hidden, K), seed=1, bias=bias), [1, 2], 1, loss)
              for hidden, K, loss, bias in (((), 1, "perceptron", False), ((40,), 1, "squared", True), ((4, 3), 3, "cross_entropy", True))}
    a, b = g.variable(2.0, "a"), g.variable([[1.0, 2], [3, 4]], "B")
    return found | {"a square": a * a, "one node": a, "broadcast": g.sum(g.max(a * b, 5) + g.constant([1.0, 2], "c"))}


GRAPHS = graphs()


@pytest.fixture(params=GRAPHS, scope="module")
def told(request):
    root = GRAPHS[request.param]
    return root, moments(root), record(root)


def columns_of(recording):
    schema, found = recording.schema, {}
    for chunk, n in ((recording.head, schema["head"]), (recording.tail, schema["updates"] - schema["head"])):
        at = 0
        for column in schema["columns"]:
            size = n * prod(column["shape"]) * 4
            found.setdefault(column["name"], []).append(np.frombuffer(chunk[at:at + size], "<f4").reshape(n, *column["shape"]))
            at += size
    return {name: np.concatenate(parts) for name, parts in found.items()}


def test_a_variable_used_twice_by_hand():
    root = parse("a*b + relu(a)").graph({"a": 2.0, "b": 3.0}).root
    assert [step.words for step in moments(root)] == [
        "Forward, 1 of 5: a = 2 is given, a variable.",
        "Forward, 2 of 5: b = 3 is given, a variable.",
        "Forward, 3 of 5: v3 = a·b = 2·3 = 6.",
        "Forward, 4 of 5: v4 = relu(a) = relu(2) = 2.",
        "Forward, 5 of 5: v5 = v3 + v4 = 6 + 2 = 8.",
        "Backward, 1 of 5: ∂v5/∂v5 = 1, where the backward pass begins.",
        "Backward, 2 of 5: ∂v5/∂v4 = ∂v5/∂v5 · 1 = 1 · 1 = 1.",
        "Backward, 3 of 5: ∂v5/∂v3 = ∂v5/∂v5 · 1 = 1 · 1 = 1.",
        "Backward, 4 of 5: ∂v5/∂b = ∂v5/∂v3 · ∂v3/∂b = 1 · 2 = 2. ∂v3/∂b = a = 2.",
        "Backward, 5 of 5: through v4 (1 of 2): ∂v5/∂v4 · ∂v4/∂a = 1 · 1 = 1 arrives at a. ∂v4/∂a = [a > 0] = 1.",
        "Backward, 5 of 5: through v3 (2 of 2): ∂v5/∂v3 · ∂v3/∂a = 1 · 3 = 3 arrives at a. ∂v3/∂a = b = 3.",
        "Backward, 5 of 5: a is used twice, by v4 and v3, so what arrives adds up: ∂v5/∂a = 1 + 3 = 4."]
    last = moments(root)[-1]
    assert (last.symbol, last.formula, last.numbers, last.value) == \
        ("∂v5/∂a", "∂v5/∂v4 · ∂v4/∂a + ∂v5/∂v3 · ∂v3/∂a", "1 + 3", "4")
    assert moments(root)[-2].slope == "∂v3/∂a = b = 3" and moments(root)[-2].symbol == "∂v5/∂a through v3"


def test_the_lectures_network_is_the_hand_calculation():
    rows = table(g.of_network(LECTURE, [2, 1], -1, "hinge"))
    assert rows[2] == {"phase": "forward", "symbol": "a", "formula": "W⁽¹⁾ @ x", "numbers": "[[1, −1], [0.5, 2], [−1, 0.5]] @ [2, 1]",
                       "value": "[1, 3, −1.5]"}
    assert [(row["symbol"], row["formula"], row["numbers"], row["value"]) for row in rows[-5:]] == [
        ("∂ℓ/∂y", "∂ℓ/∂v8 · ∂v8/∂y", "(−1) · (−1)", "1"),
        ("∂ℓ/∂w⁽²⁾", "∂ℓ/∂y · ∂y/∂w⁽²⁾", "1 · [1, 3, 0]", "[1, 3, 0]"),
        ("∂ℓ/∂h", "∂ℓ/∂y · ∂y/∂h", "1 · [1, −0.5, 2]", "[1, −0.5, 2]"),
        ("∂ℓ/∂a", "∂ℓ/∂h ⊙ ∂h/∂a", "[1, −0.5, 2] ⊙ [1, 1, 0]", "[1, −0.5, 0]"),
        ("∂ℓ/∂W⁽¹⁾", "∂ℓ/∂a · xᵀ", "[1, −0.5, 0] · [2, 1]ᵀ", "[[2, 1], [−1, −0.5], [0, 0]]")]
    deep = [row["formula"] for row in table(g.of_network(nbnn.Network.random((2, 3, 2, 1), seed=1, bias=True), [1, 2], 1, "squared"))]
    assert "W⁽²⁾ᵀ · ∂ℓ/∂a⁽²⁾" in deep and "∂ℓ/∂a⁽²⁾ · h⁽¹⁾ᵀ" in deep
    assert "∂ℓ/∂h⁽²⁾ without the constant's entry" in deep


def test_every_node_has_its_moments_in_order(told):
    root, steps, _ = told
    nodes, found = g.order(root).forward, g.backward(root)
    forward = [step.node for step in steps if step.phase == "forward"]
    assert forward == [k for k, node in enumerate(nodes) if not (node.operation is g.CONSTANT and not node.name and not node.shape)]
    backward = [nodes[step.node] for step in steps if step.phase == "backward"]
    counts = [len(found.contributions(node)) for node in g.order(root).backward]
    assert backward == [node for node, n in zip(g.order(root).backward, counts) for _ in range(n + 1 if n > 1 else 1)]
    assert [step.phase for step in steps] == sorted((step.phase for step in steps), reverse=True)


def test_the_columns_say_what_there_is_at_each_moment(told):
    root, steps, recording = told
    columns, schema = columns_of(recording), recording.schema
    nodes, graph = g.order(root).forward, schema["graph"]
    assert schema["updates"] == len(steps) == len(schema["sentences"])
    assert columns["node"].tolist() == [step.node for step in steps]
    assert columns["edge"].tolist() == [-1 if step.edge is None else step.edge for step in steps]
    assert columns["phase"].tolist() == [step.phase == "backward" for step in steps]
    state, flowed = columns["state"], columns["flowed"]
    assert (np.diff(state, axis=0) >= 0).all() and (np.diff(flowed, axis=0) >= 0).all()
    assert state[-1].tolist() == [DERIVATIVE if node.depends else VALUE for node in nodes]
    assert flowed[-1].tolist() == [edge["flows"] for edge in graph["edges"]]
    for t, step in enumerate(steps):
        children = [k for k, child in enumerate(nodes) if nodes[step.node] in child.parents]
        if step.phase == "forward":
            assert all(state[t, nodes.index(parent)] == VALUE for parent in nodes[step.node].parents)
            assert state[t, step.node] == VALUE and (t == 0 or state[t - 1, step.node] == NOTHING)
        else:
            assert all(state[t, child] == DERIVATIVE for child in children)
            arriving = [k for k, edge in enumerate(graph["edges"]) if edge["source"] == step.node]
            there = flowed[t, arriving].all() and (step.edge is None or len(arriving) == 1)
            assert state[t, step.node] == (DERIVATIVE if there else ADDING)


def test_an_edge_of_a_moment_is_the_use_that_it_tells(told):
    root, steps, recording = told
    edges, nodes = recording.schema["graph"]["edges"], g.order(root).forward
    found = g.backward(root)
    for step in steps:
        if step.edge is not None:
            edge = edges[step.edge]
            use = (nodes[edge["target"]], edge["place"])
            (term,) = [term for term in found.contributions(nodes[step.node]) if (term.child, term.place) == use]
            assert edge["source"] == step.node and step.value == short_text(term.product)
            assert edge["product"] == ("" if np.size(term.product) > 1 else short_text(np.ravel(term.product)[0]))


def test_values_are_those_of_the_graph(told):
    root, steps, recording = told
    nodes, found = g.order(root).forward, g.backward(root)
    for step in steps:
        node = nodes[step.node]
        if step.phase == "forward":
            assert step.value == short_text(node.value)
        elif step.edge is None or len(found.contributions(node)) == 1:
            assert step.value == short_text(found.derivative(node))
    for node, about in zip(nodes, recording.schema["graph"]["nodes"], strict=True):
        assert (about["derivative"] is None) == (not node.depends)
        assert np.shape(about["value"]) == tuple(about["cells"]) and about["array"] == bool(node.shape)
        drawn = [each for row in about["value"] for each in row]
        if about["short"]:
            ends = [short_text(each) for each in (np.ravel(node.value)[0], np.ravel(node.value)[-1])]
            assert {"⋮", "…"} & set(drawn) and [drawn[0], drawn[-1]] == ends
            assert about["shape"] in about["head"]
        else:
            assert drawn == [short_text(each) for each in np.ravel(node.value)]


def test_a_sum_that_is_added_up_is_told_by_what_has_arrived(told):
    """Of the terms that the moments have told so far."""
    root, steps, recording = told
    found, nodes = g.backward(root), g.order(root).forward
    arrived = columns_of(recording)["arrived"]
    for k, (node, about) in enumerate(zip(nodes, recording.schema["graph"]["nodes"], strict=True)):
        terms = [term.product for term in found.contributions(node)]
        sums = [sum(terms[1:count], terms[0]) for count in range(1, len(terms))]
        assert about["sums"] == [grid_of(each, format_number) for each in sums]
        counted = [sum(step.node == k and step.edge is not None for step in steps[:t + 1]) for t in range(len(steps))]
        assert arrived[:, k].tolist() == counted and max(counted) == len(terms)


def test_the_recording_is_plain_data_and_the_same_again(told):
    root, _, recording = told
    again = record(root)
    assert json.loads(json.dumps(recording.schema)) == json.loads(json.dumps(again.schema))
    assert (recording.head, recording.tail) == (again.head, again.tail)
    assert recording.size < 40_000 and recording.schema["by"] == ["update"]
    assert record(root, version=3).schema["version"] == 3


def words(root, start):
    (found,) = [step.words for step in moments(root) if step.words.split(": ", 1)[1].startswith(start)]
    return found.split(": ", 1)[1]


def test_remarks():
    kink, off = g.variable(0.0, "a"), g.variable(-1.0, "a")
    assert words(g.relu(kink) * 3, "∂v3/∂a").endswith(
        "∂v2/∂a = [a > 0] = 0. This is a kink: every slope from 0 to 1 is right there, and we use 0.")
    assert words(g.relu(off) * 3, "∂v3/∂a") == "∂v3/∂a = ∂v3/∂v2 · ∂v2/∂a = 3 · 0 = 0. ∂v2/∂a = [a > 0] = 0. Nothing passes here."
    assert words(g.relu(off) * 0, "∂v3/∂a").endswith("∂v3/∂v2 · ∂v2/∂a = 0 · 0 = 0. ∂v2/∂a = [a > 0] = 0.")
    wide = g.sum(g.variable(2.0, "b") * g.constant([1.0, 2], "c"))
    assert words(wide, "∂v4/∂b") == ("∂v4/∂b = sum(∂v4/∂v3 ⊙ ∂v3/∂b) = sum([1, 1] ⊙ [1, 2]) = 3. ∂v3/∂b = c = [1, 2]. "
                                     "b was repeated to fit, so the entries that arrive at the same place are added up.")


@pytest.mark.parametrize(("make", "said"), [
    (lambda a, v: g.abs(a) * 3, "This is a kink: every slope from −1 to 1 is right there, and we use 0."),
    (lambda a, v: g.min(a, 0) * 3, "This is a kink: every slope from 0 to 1 is right there, and we use 0."),
    (lambda a, v: g.leaky_relu(a) * 3, "This is a kink: every slope from 0.01 to 1 is right there, and we use 0.01."),
    (lambda a, v: g.sum(g.abs(v)), "This is a kink in 2 of the 4 entries: every slope from −1 to 1 is right there, and we use 0."),
    (lambda a, v: g.max(v) * 3, "This is a kink in 2 of the 4 entries: every slope from 0 to 1 is right there, and we use 0 or 1."),
    (lambda a, v: g.sum(g.max(v, 0)), "This is a kink in 2 of the 4 entries: every slope from 0 to 1 is right there, and we use 0."),
])
def test_a_kink_is_told_with_all_that_is_right_there(make, said):
    root = make(g.variable(0.0, "a"), g.variable([3.0, 0, 0, 3], "v"))
    (words,) = [step.words for step in moments(root) if "kink" in step.words]
    assert words.endswith(said)


def test_a_product_of_matrices_is_told_as_on_the_board_and_with_its_shapes():
    W, x, V = g.variable([[1.0, 2], [3, 4], [5, 6]], "W"), g.variable([0.5, -1], "x"), g.variable([[1.0], [2]], "V")
    assert words(g.sum(W @ x), "∂v4/∂W") == (
        "∂v4/∂W = ∂v4/∂v3 · xᵀ = [1, 1, 1] · [0.5, −1]ᵀ = [[0.5, −1], [0.5, −1], [0.5, −1]]. Shapes: (3) · (2)ᵀ gives (3 × 2), that of W.")
    assert words(g.sum(W @ x), "∂v4/∂x") == (
        "∂v4/∂x = Wᵀ · ∂v4/∂v3 = [[1, 2], [3, 4], [5, 6]]ᵀ · [1, 1, 1] = [9, 12]. Shapes: (3 × 2)ᵀ · (3) gives (2), that of x.")
    assert words(g.sum(W @ V), "∂v4/∂V").endswith("Shapes: (3 × 2)ᵀ · (3 × 1) gives (2 × 1), that of V.")
    assert words(g.sum(W @ V), "∂v4/∂W").endswith("Shapes: (3 × 1) · (2 × 1)ᵀ gives (3 × 2), that of W.")


def test_an_operand_that_is_repeated_is_told_forward_and_backward():
    X, c = g.variable([[1.0, 2], [3, 4], [5, 6]], "X"), g.variable([10.0, 20], "c")
    assert words(g.sum(X + c), "v3 =") == (
        "v3 = X + c = [[1, 2], [3, 4], [5, 6]] + [10, 20] = [[11, 22], [13, 24], [15, 26]]. c is repeated to fit: (2) becomes (3 × 2).")
    assert "= [3, 3]. " in words(g.sum(X + c), "∂v4/∂c")
    assert words(g.sum(X + c), "∂v4/∂c").endswith(" c was repeated to fit, so the entries that arrive at the same place are added up.")
    assert "repeated" not in words(g.sum(X * 2), "v2 =") and "repeated" not in words(g.sum(X @ c), "v3 =")


def test_the_last_nodes_own_slopes_are_formulas():
    """∂ℓ/∂v would stand for two things there: what is sought, and the local derivative."""
    a, b = g.variable(2.0, "a"), g.variable(3.0, "b")
    assert words(a - b, "∂v3/∂b") == "∂v3/∂b = ∂v3/∂v3 · (−1) = 1 · (−1) = −1."
    assert words(g.tanh(a).named("t"), "∂t/∂a").startswith("∂t/∂a = ∂t/∂t · (1 − t²) = 1 · 0.0707")
    assert words(a * a, "through v2 (2 of 2)") == "through v2 (2 of 2): ∂v2/∂v2 · a = 1 · 2 = 2 arrives at a."
    assert words(a * a, "a is used") == "a is used twice, by v2, so what arrives adds up: ∂v2/∂a = 2 + 2 = 4."
    assert words(g.max(a, 1, a * a) + a * a - a, "a is used").startswith("a is used 6 times, by v")
    assert words(g.loss("zero_one", a, 1), "∂v2/∂a").startswith("∂v2/∂a = ∂v2/∂v2 · ∂v2/∂a = 1 · 0 = 0.")


def test_every_formula_of_a_slope_gives_its_number():
    """Read by the parser of typed formulas: what is written is what was computed."""
    tried = 0
    for title in ALL_EXAMPLES:
        root = GRAPHS[title]
        names = g.labels(root)
        numbers = {name: node.value for node, name in names.items() if not (node.operation is g.CONSTANT and not node.name)}
        found = g.backward(root)
        for node in found.order.backward:
            for term in found.contributions(node):
                slope = g.slope(term, names)
                if slope.startswith("[") or "²" in slope:
                    continue
                try:
                    read = parse(slope)
                except expression.ExpressionError as error:
                    assert "no variable in it" in str(error)
                    assert float(slope.replace("−", "-")) == term.local
                    continue
                shown = {name: name if name in numbers else expression.pretty(name) for name in read.names}
                if slope in numbers:  # a name alone, which may be a vector
                    assert np.array_equal(numbers[slope], term.local)
                    tried += 1
                    continue
                value = parse(f"sum({slope})").graph({name: numbers[shown[name]] for name in read.names})
                assert value.root.value == pytest.approx(np.sum(term.local), rel=1e-12)
                tried += 1
    assert tried > 20


def test_places_in_the_typed_formula_come_along():
    built = parse("a*b + relu(a)").graph({"a": 2.0, "b": 3.0})
    nodes = record(built.root, places=built.places).schema["graph"]["nodes"]
    assert {about["label"]: about["places"] for about in nodes} == \
        {"a": [[0, 1], [11, 12]], "b": [[2, 3]], "v3": [[0, 3]], "v4": [[6, 13]], "v5": [[0, 13]]}
    assert record(built.root).schema["graph"]["nodes"][0]["places"] == []


def test_numbers_as_they_are_written():
    assert short_text(-0.5) == "−0.5" and short_text([1, -2.0]) == "[1, −2]" and short_text(np.zeros((40, 3))) == "(40 × 3 numbers)"


def test_a_graph_without_a_story_is_refused():
    with pytest.raises(ValueError, match="backward starts from one number"):
        record(g.variable([1.0, 2]))
    with pytest.raises(ValueError, match="made from no variable"):
        graph_recording.moments(g.constant(1.0) * 2)
