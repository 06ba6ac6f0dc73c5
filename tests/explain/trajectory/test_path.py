"""A walk as a story: its columns are the trajectory's, and every line of its board is true with its own numbers in."""

import ast
import operator as op
import re

import numpy as np
import pytest

import nbnn
from nbnn.explain.trajectory.path import columns_of, landmarks, lines, race, sentences, showable, table, walk
from nbnn.explain.writing.template import text

CURVES = ["double_well", "rosenbrock"]


def reader(path, i):
    columns, constants = columns_of(path), dict(path.optimizer.parameters)
    return lambda name, k, after: constants[name] if name in constants else float(np.ravel(columns[name][i])[k])


def in_python(written: str) -> float:
    """The number that a formula with numbers gives, read by the rules of a pocket calculator."""
    for sign, plain in {"−": "-", "·": "*", "√": "0@", "²": "**2"}.items():  # 0@v: the root of v
        written = written.replace(sign, plain)
    written = re.sub(r"\) ?(?=[\d(])", ")*", written)
    kinds = {ast.Add: op.add, ast.Sub: op.sub, ast.Mult: op.mul, ast.Div: op.truediv, ast.Pow: op.pow, ast.MatMult: lambda _, v: v ** 0.5}

    def value(node):
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.UnaryOp):
            return -value(node.operand)
        return kinds[type(node.op)](value(node.left), value(node.right))
    return value(ast.parse(written, mode="eval").body)


@pytest.mark.parametrize("optimizer", nbnn.OPTIMIZERS.values(), ids=repr)
def test_each_lines_numbers_give_its_value(optimizer):
    path = nbnn.descend("double_well", optimizer=optimizer, eta=0.02, steps=6)
    exactly = lambda v: f"{v:.17f}".replace("-", "−")
    for i in (0, 3):
        read = reader(path, i)
        for each in lines(path)[3:]:
            written = text(each["cases"][0]["numbers"], read, exactly)
            assert not re.search(r"[·/+−] ?−", written), "a negative number stands in brackets"
            value = float(text(each["value"], read, exactly).replace("−", "-"))
            assert in_python(written) == pytest.approx(value, rel=1e-9, abs=1e-15), written


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("optimizer", nbnn.OPTIMIZERS.values(), ids=repr)
def test_the_columns_are_the_paths(curve, optimizer):
    path = nbnn.descend(curve, optimizer=optimizer, eta=0.001, steps=7)
    columns = columns_of(path)
    assert np.array_equal(columns["w"], path.points[:-1]) and np.array_equal(columns["next"], path.points[1:])
    for key in path.states:
        assert np.array_equal(columns[key][:-1], columns[f"{key}_before"][1:]) and not columns[f"{key}_before"][0].any()
    recording = walk(path)
    assert recording.schema["updates"] == 7
    assert recording.schema["final"]["w"] == np.ravel(path.points[-1]).tolist()
    sent = {column["name"] for column in recording.schema["columns"]} | set(recording.schema["constants"])
    for each in recording.schema["lines"]:
        assert names_in([each["cases"][0]["numbers"], each["value"]]) <= sent


def names_in(node) -> set[str]:
    if isinstance(node, dict):
        return ({node["q"]} if "q" in node else set()) | set().union(*(names_in(part) for part in node.values()))
    return set().union(set(), *(names_in(part) for part in node)) if isinstance(node, list) else set()


def test_the_last_sentence_says_where_the_path_ends():
    path = nbnn.descend("double_well", start=-1.8, eta=0.1, steps=60)
    said = sentences(path)
    assert len(said) == 60
    assert said[0].startswith("Update 0: at w = −1.8 the derivative is")
    assert said[-1].endswith("it reached the local minimum at −1; the global minimum is at 2, where ℓ = 0.")
    assert [row["symbol"] for row in table(path, 0)][:3] == ["w", "ℓ", "∂ℓ/∂w"]


def test_a_path_that_ended_waits_for_the_others():
    wild, calm = (nbnn.descend("double_well", start=3.0, eta=eta, steps=40) for eta in (1.0, 0.01))
    assert len(wild) < len(calm)
    columns = race([wild, calm])
    assert columns["w_0"].shape == columns["w_1"].shape == (40,)
    assert np.all(columns["w_0"][len(wild):] == wild.points[-1])
    assert not columns["update_0"][len(wild):].any()


def test_many_paths_or_none_are_refused():
    with pytest.raises(TypeError, match="a walk is one path"):
        walk(nbnn.descend("double_well", start=[0.1, 0.2], steps=3))


def test_a_minimum_is_named_with_the_update_that_reaches_it():
    path = nbnn.descend("double_well", start=-1.8, eta=0.1, steps=60)
    there = landmarks(path)
    assert there == {path.arrived - 1: "This is the local minimum, at −1."}
    assert sentences(path)[path.arrived - 1].endswith("This is the local minimum, at −1.")
    assert "minimum" not in sentences(path)[path.arrived - 2]


def test_a_saddle_is_named_when_the_path_comes_near_it():
    path = nbnn.descend("saddle", start=(-1.5, 0.0001), eta=0.1, steps=60)
    (update, words), = [(i, words) for i, words in landmarks(path).items() if "saddle" in words]
    width = np.ptp(np.array(path.curve.view), axis=1)
    away = np.abs(path.points - path.curve.saddles[0]) / width
    assert (away[update + 1] < 0.02).all() and not (away[update] < 0.02).all()
    assert "no minimum" in words and words in sentences(path)[update]


def test_a_path_that_leaves_says_why_once():
    path = nbnn.descend("double_well", start=3.0, eta=1.0, steps=40)
    said = sentences(path)[-1]
    assert said.startswith(f"Update {len(path) - 1} is the last. After {len(path)} updates")
    assert said.count("The step was too long") == 1


def test_what_a_page_cannot_show_is_cut_and_said():
    path = nbnn.descend("double_well", start=3.0, eta=1.0, steps=40)
    cut = showable(path)
    assert len(cut) < len(path) and np.abs(cut.values).max() <= 1e30
    assert "further than the page can show" in cut.stopped_because
    calm = nbnn.descend("double_well", steps=5)
    assert showable(calm) is calm


def test_the_tangent_touches_at_w_with_the_curves_slope():
    path = nbnn.descend("double_well", optimizer="momentum", steps=5)
    columns = columns_of(path)
    (left, right), (low, high) = columns["tangent_w"].T, columns["tangent_loss"].T
    assert np.allclose((left + right) / 2, path.points[:-1]) and np.allclose((low + high) / 2, path.values[:-1])
    assert np.allclose((high - low) / (right - left), path.curve.derivative(path.points[:-1]))


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("optimizer", nbnn.OPTIMIZERS.values(), ids=repr)
def test_every_bracket_is_closed_and_a_remark_is_there_once(curve, optimizer):
    path = nbnn.descend(curve, optimizer=optimizer, eta=0.001, steps=2)
    read, board = reader(path, 1), {each["name"]: each["cases"][0] for each in lines(path)}
    for each in board.values():
        for part in (text(each["formula"], read), text(each["numbers"], read)):
            assert part.count("(") == part.count(")") and "()" not in part and "~" not in part
    for each in optimizer.lines:
        remark = each.formula.renamed({"θ": "w"}).remark
        assert not remark or (remark in text(board[each.key]["formula"], read)) == (optimizer.look is None)


def test_a_path_without_an_update_says_why():
    with pytest.raises(ValueError, match="this path made no update: Δw leaves the finite numbers at update 0"):
        walk(nbnn.descend("double_well", 1e60, eta=1e300, steps=2))
