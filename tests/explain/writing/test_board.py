"""The board, line by line: the lecture's worked example, and every shape of network."""

import numpy as np
import pytest

import nbnn
from nbnn.core.records.reasons import ZeroReason
from nbnn.explain.recording.recording import describe_network, record
from nbnn.explain.writing.board import lines
from nbnn.explain.writing.numbers import format_number
from nbnn.explain.writing.template import slots

W1, W2 = [[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2]


@pytest.fixture
def step():
    return nbnn.sgd_step(nbnn.Network([W1, W2], activation=nbnn.relu), [2, 1], -1, loss=nbnn.hinge, eta=0.1)


WORKED = [
    ("x", "x, z", "", "", "[2, 1], −1  (example 0)"),
    ("a", "a", "W⁽¹⁾x", "[[1, −1], [0.5, 2], [−1, 0.5]] [2, 1]", "[1, 3, −1.5]"),
    ("h", "h", "ReLU(a)", "ReLU[1, 3, −1.5]", "[1, 3, 0]"),
    ("y", "y", "w⁽²⁾·h", "1·1 + (−0.5)·3 + 2·0", "−0.5"),
    ("loss", "ℓ", "max(0, 1 − yz)", "max(0, 1 − (−0.5)·(−1))", "0.5"),
    ("dl_dy", "∂ℓ/∂y", "−z  (if yz < 1)", "−(−1)", "1"),
    ("dl_dw2", "∂ℓ/∂w⁽²⁾", "∂ℓ/∂y h", "1·[1, 3, 0]", "[1, 3, 0]"),
    ("dl_dh", "∂ℓ/∂h", "∂ℓ/∂y w⁽²⁾", "1·[1, −0.5, 2]", "[1, −0.5, 2]"),
    ("dl_da", "∂ℓ/∂a", "∂ℓ/∂h ⊙ [a > 0]", "[1, −0.5, 2] ⊙ [1, 1, 0]", "[1, −0.5, 0]"),
    ("dl_dW1", "∂ℓ/∂W⁽¹⁾", "∂ℓ/∂a xᵀ", "[1, −0.5, 0] [2, 1]", "[[2, 1], [−1, −0.5], [0, 0]]"),
    (
        "theta",
        "θ",
        "θ − η ∂ℓ/∂θ",
        "[[1, −1], [0.5, 2], [−1, 0.5]] − 0.1·[[2, 1], [−1, −0.5], [0, 0]]; [1, −0.5, 2] − 0.1·[1, 3, 0]",
        "W⁽¹⁾ = [[0.8, −1.1], [0.6, 2.05], [−1, 0.5]]; w⁽²⁾ = [0.9, −0.8, 2]",
    ),
]


def test_the_worked_example_line_by_line(step):
    assert [
        tuple(line[part] for part in ("name", "symbol", "formula", "numbers", "value")) for line in step.table()
    ] == WORKED


def test_each_zero_of_the_worked_example_has_its_reason(step):
    reasons = {line["name"]: line["reasons"] for line in step.table() if line["reasons"]}
    assert reasons == {
        "dl_dw2": ("h₃ = 0: w₃⁽²⁾ changes nothing",),
        "dl_da": ("a₃ = −1.5 ≤ 0: the gate is shut, ∂ℓ/∂h₃ = 2 stops here",),
        "dl_dW1": ("∂ℓ/∂a₃ = 0: the gate is shut, nothing reaches its weights",),
    }


def test_two_reasons_at_once_are_both_said(step):
    again = nbnn.sgd_step(step.after, [2, 1], -1, loss=nbnn.hinge, eta=0.1)
    table = {line["name"]: line for line in again.table()}
    assert table["dl_dy"]["formula"] == "0  (if yz ≥ 1)"
    assert table["dl_dy"]["reasons"] == ("yz = (−2.15)·(−1) ≥ 1: the margin is met, nothing to correct",)
    assert len(table["dl_da"]["reasons"]) == 2
    assert again.why_zero("dl_da", 2) == ZeroReason.MARGIN_MET | ZeroReason.RELU_OFF


def test_the_text_is_the_table_and_fractions_are_on_request(step):
    written = str(step)
    for *_, numbers, value in WORKED[:-1]:
        assert numbers in written
        assert value in written
    assert written.endswith("""
           W⁽¹⁾ ← [[1, −1], [0.5, 2], [−1, 0.5]] − 0.1·[[2, 1], [−1, −0.5], [0, 0]] = [[0.8, −1.1], [0.6, 2.05], [−1, 0.5]]
           w⁽²⁾ ← [1, −0.5, 2] − 0.1·[1, 3, 0] = [0.9, −0.8, 2]""")
    assert "1/2·2 + 2·1" not in written
    assert "θ        ← θ − η ∂ℓ/∂θ" in written
    assert "−1/2" in step.text(fractions=True)


NETWORKS = {
    "no hidden layer": ([2, 1], False, ["x", "y", "loss", "dl_dy", "dl_dw1", "theta"]),
    "one hidden layer": (
        [2, 3, 1],
        False,
        ["x", "a", "h", "y", "loss", "dl_dy", "dl_dw2", "dl_dh", "dl_da", "dl_dW1", "theta"],
    ),
    "two hidden layers": (
        [2, 3, 2, 1],
        True,
        [
            "x",
            "a1",
            "h1",
            "a2",
            "h2",
            "y",
            "loss",
            "dl_dy",
            "dl_dw3",
            "dl_dh2",
            "dl_da2",
            "dl_dW2",
            "dl_dh1",
            "dl_da1",
            "dl_dW1",
            "theta",
        ],
    ),
    "three hidden layers": ([2, 3, 2, 2, 1], False, None),
    "three scores": (
        [4, 3, 3],
        True,
        ["x", "a", "h", "y", "loss", "dl_dy", "dl_dW2", "dl_dh", "dl_da", "dl_dW1", "theta"],
    ),
    "wide": ([4, 12, 1], False, None),
}


def run_of(sizes, bias, loss=None, activation=nbnn.relu):
    data = nbnn.datasets.iris(
        None if sizes[-1] == 3 else ("versicolor", "virginica"), None if sizes[0] == 4 else (2, 3)
    )
    loss = loss or ("cross_entropy" if sizes[-1] == 3 else "hinge")
    return nbnn.sgd(
        nbnn.Network.random(sizes, activation=activation, seed=3, bias=bias),
        data,
        loss=loss,
        eta=0.05,
        steps=12,
        seed=1,
    )


@pytest.mark.parametrize("name", NETWORKS)
def test_the_lines_of_every_depth(name):
    sizes, bias, names = NETWORKS[name]
    run = run_of(sizes, bias)
    board = lines(describe_network(run), run.loss, run.start)
    assert [line["name"] for line in board] == (names or ["x", *run.names, "theta"])
    assert [line["name"] for line in board][1:-1] == list(run.names)
    assert board[-1]["size"] == run.quantities.n_weights
    for line in board[1:-1]:
        assert line["size"] == np.size(run[0][line["name"]])
        assert line["units"] is None or len(line["units"]) == line["size"]


@pytest.mark.parametrize("name", NETWORKS)
def test_every_number_on_the_board_is_in_the_recording(name):
    sizes, bias, _ = NETWORKS[name]
    run = run_of(sizes, bias)
    schema = record(run).schema
    known = (
        {c["name"]: int(np.prod(c["shape"])) for c in schema["columns"]}
        | {"x": run.inputs.shape[1], "z": 1}
        | dict.fromkeys(schema["constants"], 1)
    )
    for line in schema["lines"]:
        for node in (
            line["symbol"],
            line["value"],
            line["sentence"],
            *(line["units"] or ()),
            *(r["text"] for r in line["reasons"]),
            *(part for each in line["cases"] for part in each.values()),
        ):
            for slot in slots(node):
                assert 0 <= slot["k"] < known[slot["q"]], (line["name"], slot)


@pytest.mark.parametrize("loss", [key for key, record in nbnn.LOSSES.items() if record.scores != "many"])
@pytest.mark.parametrize("activation", list(nbnn.ACTIVATIONS))
def test_every_loss_and_activation_can_be_written(loss, activation):
    for step in run_of([2, 3, 1], False, loss, activation):
        table = {line["name"]: line for line in step.table()}
        assert table["loss"]["value"] == format_number(step.loss)
        assert "{" not in str(step)
        assert "nan" not in str(step).lower()


def test_with_biases_the_constant_is_shown_and_its_entry_dropped():
    step = run_of([2, 3, 1], True)[0]
    table = {line["name"]: line for line in step.table()}
    assert table["x"]["value"].startswith("[") and ", 1]" in table["x"]["value"]
    assert table["h"]["value"].endswith(", 1]")
    assert table["dl_dh"]["value"].count(",") == 3
    assert table["dl_da"]["value"].count(",") == 2
    assert "without the 1's entry" in table["dl_da"]["formula"]
