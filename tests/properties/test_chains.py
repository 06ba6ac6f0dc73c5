"""Every "a = b = c" that is written anywhere is true: by all records, also ones made in a cell, on boards, in sentences, in stories."""

import itertools

import numpy as np
import pytest

import nbnn
from nbnn.core.graph import graph
from nbnn.core.graph.expression import parse
from nbnn.core.network.arguments import has_meaning
from nbnn.core.records.optimizers import OptimizerLine
from nbnn.explain.graph import recording as graph_recording
from nbnn.explain.recording.recording import describe_network
from nbnn.explain.recording.sentences import reader, sentence
from nbnn.explain.trajectory import path as walk
from nbnn.explain.writing.board import lines
from nbnn.explain.writing.template import text
from tests.properties.chains import clauses, disagreement, givens_inside, outside_brackets, sides, worked_out

OWN_LOSSES = [
    nbnn.Loss(key="plain", name="plain", scores="both", derivative=lambda y, z: 2.0 * y,
              value=lambda y, z: np.sum(np.square(y), axis=-1) if np.ndim(y) > np.ndim(z) else y * y),
    nbnn.Loss(key="log_cosh", name="log cosh", formula="ℓ = log(cosh(y − z))", value=lambda y, z: np.log(np.cosh(y - z)),
              derivative=lambda y, z: np.tanh(y - z)),
    nbnn.Loss(key="words", name="in words", formula="ℓ = 0 if yz ≥ 0, else (yz)²",
              derivative=lambda y, z: np.where(y * z >= 0, 0.0, 2.0 * y), value=lambda y, z: np.where(y * z >= 0, 0.0, (y * z) ** 2)),
    nbnn.Loss(key="letters", name="with a letter", formula="ℓ = −log p with p = 1/(1 + exp(−yz))",
              value=lambda y, z: np.log1p(np.exp(-y * z)), derivative=lambda y, z: -z / (1 + np.exp(y * z))),
]
OWN_ACTIVATION = nbnn.Activation(key="half", name="half", value=lambda a: a / 2, derivative=lambda a: np.full(np.shape(a), 0.5))
OWN_OPTIMIZER = nbnn.Optimizer(key="sign", name="sign SGD", rule=lambda state, derivative, eta: ({}, -eta * np.sign(derivative)),
                               lines=(OptimizerLine("Δθ", "Δθ = −η sign(∂ℓ/∂θ)", "", "update"),))
def own_schedule(t):
    return 0.1 / (1 + t)


OWN_INITIALIZER = nbnn.Initializer(key="halves", name="halves", draw=lambda rng, shape: rng.integers(-2, 3, size=shape) / 2)

DATA = {1: nbnn.Dataset.from_arrays([[2, 1], [1, -1], [0, 2]], [-1, 1, 1], name="three"),
        2: nbnn.Dataset.from_arrays([[2, 1], [1, -1], [0, 2]], [-1, 1, 1], name="three"),
        3: nbnn.Dataset.from_arrays([[2, 1], [1, -1], [0, 2]], [1, 2, 3], name="three")}
SHAPES = {"one layer": ((2, 1), False), "the lecture's": ((2, 3, 1), False), "with biases": ((2, 3, 1), True), "deep": ((2, 2, 2, 1), True),
          "two classes": ((2, 3, 2), False), "three classes": ((2, 2, 3), True)}


def fits(loss, scores):
    return loss.scores in ("both", "one" if scores == 1 else "many") and has_meaning(loss, one_score=scores == 1)


def run_of(shape, loss, activation=nbnn.relu, optimizer=None, eta=0.1, initializer=OWN_INITIALIZER, output=nbnn.identity):
    sizes, bias = SHAPES[shape]
    net = nbnn.Network.random(sizes, activation, initializer, seed=3, bias=bias, output=output)
    return nbnn.sgd(net, DATA[sizes[-1]], loss, eta, order=[0, 1, 2], optimizer=optimizer)


def check_text(written: str, where: str = "") -> int:
    """Every chain in the text is true. How many had two sides in numbers."""
    found = 0
    for clause in (clause for line in written.splitlines() for clause in clauses(line)):
        assert not disagreement(clause), (where, disagreement(clause))
        found += sum(worked_out(side) is not None for side in sides(clause)) > 1
    return found


def check_line(symbol: str, formula: str, numbers: str, value: str, update: bool) -> int:
    """symbol = formula = numbers = value of a board; the stack of an update holds a row for each weight."""
    middle = [part for part in (formula, numbers) if part]
    rows = zip(numbers.split("; "), value.split("; "), strict=True) if update and "; " in value else [(numbers, value)]
    assert not givens_inside(symbol, [formula] if update else middle)
    found = 0
    for one, other in rows:
        chain = " = ".join(part for part in (*([] if update else [symbol, formula]), one, other) if part)
        assert not disagreement(chain), disagreement(chain)
        found += sum(worked_out(side) is not None for side in sides(chain)) > 1
    return found


def check_run(run) -> None:
    found = 0
    for step in run:
        for row in step.table():
            found += check_line(row["symbol"], row["formula"], row["numbers"], row["value"], row["name"] == "theta")
        found += check_text(str(step))
    if run.optimizer.look is not None:
        assert found > 3
        return
    board = lines(describe_network(run), run.loss, run.start, run.optimizer)
    for i, line in itertools.product(range(len(run)), range(len(board))):
        found += check_text(sentence(run, i, line))
        for unit in board[line]["units"] or ():
            found += check_text(text(unit, reader(run, i)))
    assert found > 10


def losses_on_boards():
    """(loss, shape): a loss knows the last layer only, so every loss once for each kind of output, and some in every shape."""
    every, some = [*nbnn.LOSSES.values(), *OWN_LOSSES], [nbnn.squared, nbnn.hinge, nbnn.cross_entropy, *OWN_LOSSES]
    for shape, (sizes, _) in SHAPES.items():
        for loss in every if shape in ("the lecture's", "two classes", "three classes") else some:
            if fits(loss, sizes[-1]):
                yield pytest.param(loss, shape, id=f"{loss.key}-{shape}")


@pytest.mark.parametrize(("loss", "shape"), [*losses_on_boards()])
def test_the_board_of_every_loss(loss, shape):
    check_run(run_of(shape, loss))


@pytest.mark.parametrize("shape", ["deep", "three classes"])
@pytest.mark.parametrize("activation", [*nbnn.ACTIVATIONS.values(), OWN_ACTIVATION], ids=lambda each: each.key)
def test_the_board_of_every_activation(activation, shape):
    check_run(run_of(shape, nbnn.squared, activation))


@pytest.mark.parametrize("shape", ["one layer", "three classes"])
@pytest.mark.parametrize("output", [*nbnn.ACTIVATIONS.values(), OWN_ACTIVATION], ids=lambda each: each.key)
def test_the_board_of_every_activation_of_the_output(output, shape):
    check_run(run_of(shape, nbnn.squared, output=output))


def test_the_board_of_layers_with_different_activations():
    check_run(run_of("deep", nbnn.squared, [nbnn.tanh, OWN_ACTIVATION], output=nbnn.sigmoid))


@pytest.mark.parametrize("shape", ["the lecture's", "three classes"])
@pytest.mark.parametrize("optimizer", [*nbnn.OPTIMIZERS.values(), OWN_OPTIMIZER], ids=lambda each: each.key)
def test_the_board_of_every_optimizer(optimizer, shape):
    check_run(run_of(shape, nbnn.squared, optimizer=optimizer))


@pytest.mark.parametrize("eta", [nbnn.constant(0.1), nbnn.decay(0.1, 0.5), nbnn.step_decay(0.1, 0.5, 1), nbnn.cosine(0.1, 4), own_schedule],
                         ids=lambda each: getattr(each, "__name__", str(each)))
def test_the_board_of_every_schedule(eta):
    check_run(run_of("the lecture's", nbnn.binary_cross_entropy, eta=eta))


@pytest.mark.parametrize("initializer", [*nbnn.INITIALIZERS.values(), OWN_INITIALIZER], ids=lambda each: each.key)
def test_the_board_of_every_initializer(initializer):
    check_run(run_of("the lecture's", nbnn.binary_cross_entropy, initializer=initializer))


@pytest.mark.parametrize("optimizer", [*nbnn.OPTIMIZERS.values(), OWN_OPTIMIZER], ids=lambda each: each.key)
@pytest.mark.parametrize("curve", ["parabola", "double_well", "valley"])
def test_the_board_of_a_walk(curve, optimizer):
    path = nbnn.descend(curve, optimizer=optimizer, steps=4, eta=0.1)
    recording = walk.walk(path)
    for i in range(recording.schema["updates"]):
        read = columns_of(recording, i)
        for line in recording.schema["lines"]:
            (case,) = line["cases"]
            parts = [text(node, read) for node in (line["symbol"], case["formula"], case["numbers"], line["value"])]
            check_line(*parts, update=line["phase"] == "update")
        check_text(recording.schema["sentences"][i])


def columns_of(recording, i):
    """Reads the numbers of one moment as the page does; names that end in _before and constants included."""
    found, at, T = {}, 0, recording.schema["updates"]
    data = recording.head + recording.tail
    assert recording.schema["head"] == T
    for column in recording.schema["columns"]:
        size = T * int(np.prod(column["shape"], dtype=int))
        found[column["name"]] = np.frombuffer(data, f"<{column['dtype'].lstrip('<|')}", size, at).reshape(T, -1)
        at += found[column["name"]].nbytes

    def read(name, k, after):
        if name in found:
            return float(found[name][i, k])
        return float(recording.schema["constants"][name])
    return read


FORMULAS = ["a*b + relu(a)", "u = w*x; exp(u) + u**2", "max(0, 1 - z*(w1*relu(a) + w2*x))", "a/b - log(a)",
            "sigmoid(a)*tanh(b) + softplus(a)", "a**2 - 2**b"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_the_story_of_a_graph(formula):
    expression = parse(formula)
    check_story(expression.graph(dict(zip(expression.names, (2, -0.5, 1.5, -1, 0.25)))).root)


ARRAYS = {"sum(w*x)": {"w": [1, 2], "x": [3, 4]}, "s = w @ x; max(0, 1 - s)": {"w": [1, -2], "x": [0.5, 1]},
          "sum(relu(W @ x))": {"W": [[1, 2], [0, -1]], "x": [3, 4]}, "sum(b*x)": {"b": 2, "x": [3, 4, 5]},
          "max(x) + sum(x/2)**2": {"x": [1, 3, 2]}, "sum(A @ B)": {"A": [[1, 2], [3, 4]], "B": [[0, 1], [1, 1]]}}


@pytest.mark.parametrize("formula", ARRAYS)
def test_the_story_of_vectors_and_matrices(formula):
    check_story(parse(formula).graph(ARRAYS[formula]).root)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_story_of_a_network(shape):
    sizes, bias = SHAPES[shape]
    net = nbnn.Network.random(sizes, "relu", OWN_INITIALIZER, seed=3, bias=bias)
    for loss in (each for each in [*nbnn.LOSSES.values(), *OWN_LOSSES] if fits(each, sizes[-1])):
        check_story(graph.of_network(net, [2, 1], 1, loss))


def check_story(root) -> None:
    found = 0
    for moment in graph_recording.moments(root):
        found += check_line(moment.symbol, moment.formula, moment.numbers, moment.value, update=False)
        found += check_text(moment.words)
        assert not moment.slope or not disagreement(moment.slope)
    assert found > 2


# ---- the reader itself ----

@pytest.mark.parametrize(("side", "value"), [
    ("1·1 + (−0.5)·3 + 2·0", -0.5), ("−(−1)", 1), ("max(0, 1 − (−0.5)·(−1))", 0.5), ("[ReLU[1, −2], 1]", [1, 0, 1]),
    ("log(1 + exp(−2·(−0.5)·(−1)))", np.log1p(np.exp(-1))),
    ("[[1, −1], [0.5, 2]] [2, 1]", [1, 3]), ("[1, −0.5] [2, 1]", [[2, 1], [-1, -0.5]]), ("[1, 2] ⊙ [0, 1]", [0, 2]), ("1.2·10⁻⁵", 1.2e-5),
    ("softmax[0, 0]₁", 0.5),
    ("2([1, 3] − [k = 2])", [2, 4]), ("Σ_k ([1, 3] − [k = 2])²", 5), ("−2·(−1)/(1 + 1)", 1), ("ReLU[1, −3]", [1, 0]),
])
def test_a_side_is_worked_out(side, value):
    assert worked_out(side) == pytest.approx(np.asarray(value, dtype=float))


@pytest.mark.parametrize("side", ["∂ℓ/∂y h", "ℓ′([1, 2], 1)", "w⁽²⁾·h", "[1, …, 3]", "a", "y = [1, 2]"])
def test_letters_are_left_alone(side):
    assert worked_out(side) is None


def test_what_is_untrue_is_found():
    assert disagreement("∂ℓ/∂y = z = 1 = [0.138, −0.0381]") and disagreement("y = 2·3 = 7") and not disagreement("y = 2·3 = 6")
    assert givens_inside("∂ℓ/∂y", ["ℓ′(y)", "y = [1.11, 1.22], z = 1"]) and givens_inside("ℓ", ["w²", "at w = 2"])
    assert givens_inside("∂ℓ/∂y", ["0  as yz ≥ 1"]) and not givens_inside("∂ℓ/∂y", ["0  (if yz ≥ 1)", "ℓ′([1, 2], 1)"])
    assert outside_brackets("a[b = c] = d") == "a_______ = d"
