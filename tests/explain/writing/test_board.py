"""The board, line by line: the lecture's worked example, and every shape of network."""

import numpy as np
import pytest

import nbnn
from nbnn.core.network.arguments import losses_with_meaning
from nbnn.core.records.reasons import ZeroReason
from nbnn.explain.recording.recording import describe_network, record
from nbnn.explain.writing.board import lines, lines_to_read
from nbnn.explain.writing.numbers import format_number
from nbnn.explain.writing.template import slots, text

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


def test_a_margin_without_a_kink_is_met_in_words_too():
    met = nbnn.sgd_step(nbnn.Network([[1.0, 0.0]]), [2, 0], 1, loss=nbnn.squared_hinge)
    table = {line["name"]: line for line in met.table()}
    assert (table["dl_dy"]["formula"], table["dl_dy"]["value"]) == ("0  (if yz ≥ 1)", "0")
    assert table["dl_dy"]["reasons"] == ("yz = 2·1 ≥ 1: the margin is met, nothing to correct",)


def test_the_board_of_a_multiclass_hinge_has_its_numbers():
    net, x = nbnn.Network([[[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]]), [0.5, -1.0]  # y = [0.5, −1, −0.5]
    crammer = {line["name"]: line for line in nbnn.sgd_step(net, x, 3, loss=nbnn.multiclass_hinge).table()}
    assert crammer["loss"]["numbers"].startswith("1 + max") and crammer["loss"]["value"] == "2"
    assert crammer["dl_dy"]["value"] == "[1, 0, −1]"
    weston = {line["name"]: line for line in nbnn.sgd_step(net, x, 3, loss=nbnn.weston_watkins).table()}
    assert weston["loss"]["value"] == "2.5" and weston["dl_dy"]["value"] == "[1, 1, −2]"


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


@pytest.mark.parametrize("loss", losses_with_meaning())
@pytest.mark.parametrize("activation", list(nbnn.ACTIVATIONS))
def test_every_loss_and_activation_can_be_written(loss, activation):
    for step in run_of([2, 3, 1], False, loss, activation):
        table = {line["name"]: line for line in step.table()}
        assert table["loss"]["value"] == format_number(step.loss)
        written = str(step)
        assert "{" not in written
        assert "nan" not in written.lower()


def test_lines_that_are_only_read_are_those_of_the_network_at_hand():
    runs = [run_of([2, 3, 1], False), run_of([2, 3, 1], False, "squared"), run_of([2, 3, 1], True), run_of([2, 4, 1], False),
            run_of([2, 3, 1], False, activation=nbnn.tanh), run_of([4, 12, 1], False), run_of([4, 3, 3], True)]
    for run in (*runs, *runs):
        of_run = describe_network(run), run.loss, run.start, run.optimizer
        assert lines_to_read(*of_run) == lines(*of_run)


def test_with_biases_the_constant_is_shown_and_its_entry_dropped():
    step = run_of([2, 3, 1], True)[0]
    table = {line["name"]: line for line in step.table()}
    assert table["x"]["value"].startswith("[") and ", 1]" in table["x"]["value"]
    assert table["h"]["value"].endswith(", 1]")
    assert table["dl_dh"]["value"].count(",") == 3
    assert table["dl_da"]["value"].count(",") == 2
    assert "without the 1's entry" in table["dl_da"]["formula"]


# ---- an activation of the output, and one per layer ----

CLASSIC = """\
x, z     = [0.05, 0.1, 1], 1  (example 0)
a        = W⁽¹⁾x
           = [[0.15, 0.2, 0.35], [0.25, 0.3, 0.35]] [0.05, 0.1, 1]
           = [0.378, 0.393]
h        = [sigmoid(a), 1]                            = [sigmoid[0.378, 0.393], 1]                       = [0.593, 0.597, 1]
s        = W⁽²⁾h
           = [[0.4, 0.45, 0.6], [0.5, 0.55, 0.6]] [0.593, 0.597, 1]
           = [1.11, 1.22]
y        = sigmoid(s)                                 = sigmoid[1.11, 1.22]                              = [0.751, 0.773]
ℓ        = Σ_k (y_k − [k = z])²                       = Σ_k ([0.751, 0.773] − [k = 1])²                  = 0.659
∂ℓ/∂y    = 2(y_k − [k = z])                           = 2([0.751, 0.773] − [k = 1])                      = [−0.497, 1.55]
∂y/∂s    = y·(1 − y)                                  = [0.751, 0.773]·(1 − [0.751, 0.773])              = [0.187, 0.176]
∂ℓ/∂s    = ∂ℓ/∂y ⊙ ∂y/∂s                              = [−0.497, 1.55] ⊙ [0.187, 0.176]                  = [−0.0929, 0.271]
∂ℓ/∂W⁽²⁾ = ∂ℓ/∂s hᵀ"""


def test_the_board_of_the_classic_two_two_two():
    net = nbnn.Network([[[0.15, 0.20, 0.35], [0.25, 0.30, 0.35]], [[0.40, 0.45, 0.60], [0.50, 0.55, 0.60]]], nbnn.sigmoid, True,
                       output=nbnn.sigmoid)
    assert nbnn.sgd_step(net, [0.05, 0.10], 1, nbnn.squared, 0.5).text().startswith(CLASSIC)


@pytest.mark.parametrize(("output", "formula", "numbers"), [
    ("sigmoid", "y·(1 − y)", "0.119·(1 − 0.119)"), ("tanh", "1 − y²", "1 − (−0.964)²"), ("relu", "[s > 0]", "[(−2) > 0]"),
    ("softplus", "1/(1 + exp(−s))", "1/(1 + exp(−(−2)))"), ("leaky_relu", "g′(s)  (1 if s > 0, else 0.01)", "g′(−2)")])
def test_the_slope_of_an_output_in_its_own_letters(output, formula, numbers):
    table = nbnn.sgd_step(nbnn.Network([[-1.0, -0.5]], output=output), [1, 2], 1, nbnn.squared).table()
    rows = {row["name"]: row for row in table}
    assert (rows["s"]["formula"], rows["s"]["value"]) == ("w⁽¹⁾·x", "−2")
    assert (rows["dy_ds"]["formula"], rows["dy_ds"]["numbers"]) == (formula, numbers)
    assert rows["dl_ds"]["formula"] == "∂ℓ/∂y ∂y/∂s" and rows["dl_dw1"]["formula"] == "∂ℓ/∂s x"


def test_each_layer_has_its_own_g_on_the_board():
    net = nbnn.Network([[[1.0, 2.0]], [[3.0]], [1.0]], [nbnn.tanh, nbnn.relu])
    rows = {row["name"]: row["formula"] for row in nbnn.sgd_step(net, [1, 2], 1, nbnn.squared).table()}
    assert (rows["h1"], rows["h2"]) == ("tanh(a⁽¹⁾)", "ReLU(a⁽²⁾)")
    assert (rows["dl_da2"], rows["dl_da1"]) == ("∂ℓ/∂h⁽²⁾ ⊙ [a⁽²⁾ > 0]", "∂ℓ/∂h⁽¹⁾ ⊙ (1 − h⁽¹⁾²)")
    assert "s" not in rows and "dl_ds" not in rows


def test_why_nothing_comes_back_through_an_output():
    off = nbnn.sgd_step(nbnn.Network([[[1.0]], [-2.0]], output=nbnn.relu), [1], 1, nbnn.squared)
    rows = {row["name"]: row["reasons"] for row in off.table()}
    assert rows["dl_ds"] == ("s = −2: the output is flat there, ∂y/∂s = 0; ∂ℓ/∂y = −2 stops here",)
    assert rows["dl_dw2"] == ("∂ℓ/∂s = 0: the output is flat, nothing reaches its weights",)
    assert rows["dl_dh"] == ("nothing arrives at h₁ from the layer above",)
    saturated = nbnn.sgd_step(nbnn.Network([[[1.0]], [800.0]], output=nbnn.sigmoid), [1], -1, nbnn.squared)
    rows = {row["name"]: row["reasons"] for row in saturated.table()}
    assert rows["dl_ds"] == ("y = 1: the output is saturated, ∂ℓ/∂s is too small for the computer's numbers",)
    assert rows["dl_dw2"] == ("∂ℓ/∂s is too small for the computer's numbers: the output is saturated",)
    met = nbnn.sgd_step(nbnn.Network([[[1.0]], [2.0]], output=nbnn.leaky_relu), [1], 1, nbnn.hinge)
    rows = {row["name"]: row["reasons"] for row in met.table()}
    assert rows["dl_ds"] == rows["dl_dw2"] == ("the margin is met: ∂ℓ/∂y = 0",)


def test_where_the_softmax_is():
    """It is no activation of the output: it needs all scores at once, and is a part of the loss."""
    network = nbnn.Network([[[1.0, 2.0], [2.0, 1.0], [0.0, 1.0]]])
    run = nbnn.sgd(network, nbnn.Dataset.from_arrays([[1.0, 2.0], [2.0, 1.0], [1.0, 1.0]], [1, 2, 3]), nbnn.cross_entropy, steps=1)
    words = {line["name"]: line["words"] for line in lines(describe_network(run), run.loss, run.start)}
    assert words["loss"] == "the loss of this example, with the softmax of the scores inside it" and words["y"] == "the scores"


# ---- wide networks: what is left out, and how entries are counted there ----

WIDE_W1 = np.add.outer(np.arange(11.0), np.arange(10.0))  # eleven units, ten inputs; W1[i][j] = i + j
FEW = "[[0, 1, 2, …, 9], [1, 2, 3, …, 10], [⋮, ⋮, ⋮, ⋮, ⋮], [10, 11, 12, …, 19]]"
FEW_STEPS = "[[22, −44, 22, …, 22], [0, 0, 0, …, 0], [⋮, ⋮, ⋮, ⋮, ⋮], [0, 0, 0, …, 0]]"


def wide_step(last):
    return nbnn.sgd_step(nbnn.Network([WIDE_W1, last], nbnn.relu), np.resize([1.0, -2.0, 1.0], 10), 1, loss=nbnn.squared, eta=0.5)


def test_what_the_board_of_a_wide_network_leaves_out():
    rows = {row["name"]: (row["numbers"], row["value"]) for row in wide_step(np.resize([1.0, 0.0, -1.0], 11)).table()}
    x, h, back = "[1, −2, 1, …, 1]", "[9, 10, 11, …, 19]ᵀ", "[22, 0, −22, …, 0]ᵀ"
    assert rows == {
        "x": ("", f"{x}ᵀ, 1  (example 0)"), "a": (f"{FEW} {x}ᵀ", h), "h": (f"ReLU{h}", h), "y": ("1·9 + 0·10 + … + 0·19", "12"),
        "loss": ("(12 − 1)²", "121"), "dl_dy": ("2(12 − 1)", "22"), "dl_dw2": (f"22·{h}", "[198, 220, 242, …, 418]ᵀ"),
        "dl_dh": ("22·[1, 0, −1, …, 0]ᵀ", back), "dl_da": (f"{back} ⊙ [1, 1, 1, …, 1]ᵀ", back), "dl_dW1": (f"{back} {x}", FEW_STEPS),
        "theta": (f"{FEW} − 0.5·{FEW_STEPS}; [1, 0, −1, …, 0]ᵀ − 0.5·[198, 220, 242, …, 418]ᵀ",
                  "W⁽¹⁾ = [[−11, 23, −9, …, −2], [1, 2, 3, …, 10], [⋮, ⋮, ⋮, ⋮, ⋮], [10, 11, 12, …, 19]]; "
                  "w⁽²⁾ = [−98, −110, −122, …, −209]ᵀ"),
    }


def test_what_is_left_out_with_several_scores():
    rows = {row["name"]: row for row in wide_step(np.add.outer(np.arange(5.0), np.arange(11.0))).table()}
    assert rows["y"]["numbers"] == "[[0, 1, 2, …, 10], [1, 2, 3, …, 11], [⋮, ⋮, ⋮, ⋮, ⋮], [4, 5, 6, …, 14]] [9, 10, 11, …, 19]ᵀ"
    assert rows["dl_dh"]["numbers"].startswith("[[0, 1, 2, …, 10], [1, 2, 3, …, 11], [⋮, ⋮, ⋮, ⋮, ⋮], [4, 5, 6, …, 14]]ᵀ [")
    assert rows["dl_dW2"]["numbers"].endswith("]ᵀ [9, 10, 11, …, 19]") and rows["dl_dW2"]["formula"] == "∂ℓ/∂y hᵀ"


UNITS = {  # line → the entry that its unit number k is about, where layers are so wide that two indices need a comma
    "a": {0: "a₁", 10: "a₁₁"}, "h": {0: "h₁", 10: "h₁₁"}, "dl_dh": {0: "∂ℓ/∂h₁", 10: "∂ℓ/∂h₁₁"}, "dl_da": {0: "∂ℓ/∂a₁", 10: "∂ℓ/∂a₁₁"},
    "dl_dw2": {0: "∂ℓ/∂w₁⁽²⁾", 10: "∂ℓ/∂w₁₁⁽²⁾"},
    "dl_dW1": {0: "∂ℓ/∂w₁₁⁽¹⁾", 8: "∂ℓ/∂w₁₉⁽¹⁾", 9: "∂ℓ/∂w₁,₁₀⁽¹⁾", 10: "∂ℓ/∂w₂₁⁽¹⁾",
               88: "∂ℓ/∂w₉₉⁽¹⁾", 90: "∂ℓ/∂w₁₀,₁⁽¹⁾", 109: "∂ℓ/∂w₁₁,₁₀⁽¹⁾"},
    "theta": {0: "w₁₁⁽¹⁾", 9: "w₁,₁₀⁽¹⁾", 109: "w₁₁,₁₀⁽¹⁾", 110: "w₁⁽²⁾", 120: "w₁₁⁽²⁾"},
}


def test_every_unit_names_its_entry_and_has_its_numbers():
    run = nbnn.sgd(nbnn.Network([WIDE_W1, np.arange(1.0, 12.0)], nbnn.relu), nbnn.Dataset.from_arrays([np.arange(1.0, 11.0)], [1]),
                   loss=nbnn.squared, eta=0.5, steps=1)
    board = {line["name"]: line for line in lines(describe_network(run), run.loss, run.start)}
    for name, wanted in UNITS.items():
        said = {k: text(board[name]["units"][k], lambda quantity, entry, after: entry) for k in wanted}
        assert {k: each.split(" = ")[0] for k, each in said.items()} == wanted
    read = lambda quantity, entry, after: entry  # each number's place in its column, to see which entries meet in a unit
    unit = lambda name, k: text(board[name]["units"][k], read).split(" = ", 1)[1]
    assert unit("a", 10) == "100·0 + 101·1 + … + 109·9 = 10" and unit("h", 10) == "ReLU(10) = 10"
    assert unit("dl_dw2", 10) == "0·10 = 10" and unit("dl_dh", 10) == "0·10 = 10" and unit("dl_da", 10) == "10·10 = 10"
    assert unit("dl_dW1", 109) == "10·9 = 109" and unit("theta", 109) == "109 − 0·109 = 109" and unit("theta", 120) == "10 − 0·10 = 10"


def test_units_with_several_scores_meet_the_right_entries():
    run = nbnn.sgd(nbnn.Network([[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], np.ones((3, 3))], nbnn.relu),
                   nbnn.Dataset.from_arrays(np.eye(3)[:, :2], [1, 2, 3]), loss=nbnn.squared, eta=0.5, steps=1)
    board = {line["name"]: line for line in lines(describe_network(run), run.loss, run.start)}
    unit = lambda name, k: text(board[name]["units"][k], lambda quantity, entry, after: entry)
    assert unit("y", 1) == "y₂ = 3·0 + 4·1 + 5·2 = 1" and unit("a", 2) == "a₃ = 4·0 + 5·1 = 2"
    assert unit("dl_dh", 2) == "∂ℓ/∂h₃ = 2·0 + 5·1 + 8·2 = 2" and unit("dl_dW2", 5) == "∂ℓ/∂w₂₃⁽²⁾ = 1·2 = 5"
    assert unit("theta", 11) == "w₂₃⁽²⁾ = 5 − 0·5 = 5"
    assert [[each["e"] for each in slots(board["theta"]["value"])][k] for k in (0, 5, 6, 14)] == [0, 5, 6, 14]


@pytest.mark.parametrize("name", NETWORKS)
def test_each_entry_of_a_derivative_has_one_reason_for_every_kind_of_zero(name):
    sizes, bias, _ = NETWORKS[name]
    run = run_of(sizes, bias)
    for line in lines(describe_network(run), run.loss, run.start):
        for bit in {each["bit"] for each in line["reasons"]} if line["name"].startswith("dl_d") else ():
            explained = sorted(unit for each in line["reasons"] if each["bit"] == bit for unit in range(*each["of"]))
            assert explained == list(range(line["size"])), (line["name"], ZeroReason(bit))


@pytest.mark.parametrize(("scores", "of"), [(1, "∂ℓ/∂y"), (2, "∂ℓ/∂y₁")])
def test_a_derivative_that_is_too_small_is_named(scores, of):
    loss = nbnn.binary_cross_entropy if scores == 1 else nbnn.cross_entropy
    W = [2000.0] if scores == 1 else [[0.0], [2000.0]]
    saturated = nbnn.sgd_step(nbnn.Network([W]), [1], scores, loss=loss)
    reasons = {row["name"]: row["reasons"] for row in saturated.table()}
    assert reasons["dl_dy"][0] == f"{of} is too small for the computer's numbers"


@pytest.mark.parametrize(("rows", "words"), [(1, "x₂ = 0: w₂⁽¹⁾ changes nothing"), (2, "x₂ = 0: its weights change nothing")])
def test_an_input_that_is_0_leaves_one_weight_or_several_as_they_are(rows, words):
    W = [3.0, 2.0] if rows == 1 else [[3.0, 2.0], [2.0, -1.0]]
    step = nbnn.sgd_step(nbnn.Network([W]), [1, 0], 1, loss=nbnn.squared if rows == 1 else nbnn.cross_entropy)
    assert [reason for line in step.table() if line["name"].startswith("dl_d") for reason in line["reasons"]] == [words]
