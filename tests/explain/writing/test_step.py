"""The update line with each optimizer: as text, as a sentence, and as what is sent to the page. Plain SGD's is in test_board."""

import numpy as np
import pytest

import nbnn
from nbnn.core.records.optimizers import OptimizerLine
from nbnn.explain.recording import sentences
from nbnn.explain.recording.recording import describe_network, record, showable
from nbnn.explain.writing.board import MEASURED, lines
from nbnn.explain.writing.step import entry_of
from nbnn.explain.writing.template import text

NET = nbnn.Network([[[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2]])
DATA = nbnn.Dataset.from_arrays([[2, 1], [1, 0.5]], [-1, 1])
REMEMBERING = [nbnn.momentum(0.5), nbnn.nesterov(0.5), nbnn.adagrad, nbnn.rmsprop, nbnn.adam]
SHOWN = [record for record in REMEMBERING if record.look is None]
by_key = {"ids": lambda record: record.key}


def run_of(optimizer, steps=6, eta=0.1, **more):
    return nbnn.sgd(NET, DATA, nbnn.hinge, eta=eta, steps=steps, optimizer=optimizer, **more)


def update_row(step):
    return step.table()[-1]


def test_by_hand():
    """The second update on the lecture's example: its derivative is 0, and half of the first change goes on."""
    row = update_row(run_of(nbnn.momentum(0.5), steps=None, order=[0, 0])[1])
    assert row["symbol"] == "θ" and row["formula"] == "θ + Δθ  (Δθ = v)"
    assert row["numbers"] == ("[[0.8, −1.1], [0.6, 2.05], [−1, 0.5]] + [[−0.1, −0.05], [0.05, 0.025], [0, 0]]; "
                              "[0.9, −0.8, 2] + [−0.05, −0.15, 0]")
    assert row["value"] == "W⁽¹⁾ = [[0.7, −1.15], [0.65, 2.08], [−1, 0.5]]; w⁽²⁾ = [0.85, −0.95, 2]"
    assert row["reasons"] == ("momentum: v ← βv − η ∂ℓ/∂θ; Δθ = v; with η = 0.1, β = 0.5",)


@pytest.mark.parametrize("optimizer", REMEMBERING, **by_key)
def test_every_line_but_the_last_is_plain_sgds(optimizer):
    """At the first update all are at the same place; only what is made of the derivative differs."""
    step, plain = run_of(optimizer)[0], run_of(None)[0]
    assert step.table()[:-1] == plain.table()[:-1]
    row = update_row(step)
    assert row["formula"].endswith(f"({optimizer.lines[-1].formula})") and row != update_row(plain)
    said = row["reasons"][0]
    assert said.startswith(f"{optimizer.name}: ") and all(line.formula in said for line in optimizer.lines)
    assert all(f"{value:g}" in said for value in optimizer.parameters.values() if value >= 0.01)
    assert str(step).splitlines()[-1].strip().startswith("↳")


@pytest.mark.parametrize("optimizer", REMEMBERING, **by_key)
def test_each_weight_is_told_with_its_own_numbers(optimizer):
    run = run_of(optimizer)
    step = run[3]
    network = {"sizes": [2, 3, 1], "bias": False, "one_score": True, "layers": describe_network(run_of(None))["layers"]}
    units = lines(network, run.loss, NET, optimizer)[-1]["units"]
    assert len(units) == 9

    def read(name, k, after):
        return float(np.ravel(getattr(step.after if after else step, name))[k])

    for k, unit in enumerate(units):
        _, numbers, after = text(unit, read, repr).split(" = ")
        before, change = numbers.split(" + ")
        change = change.strip("()").replace("−", "-")
        assert float(before) == step.theta[k] and float(change) == step.change[k] and float(after) == step.after.theta[k]


def test_nesterovs_lines_show_the_weights_that_they_were_computed_with():
    run = run_of(nbnn.nesterov(0.5), steps=None, order=[0, 0])
    step = run[1]
    table = {row["name"]: row for row in step.table()}
    ahead = "[[0.7, −1.15], [0.65, 2.08], [−1, 0.5]]"  # W⁽¹⁾ after the first update, and half of that update once more
    assert step.W1.tolist() != step.ahead.W1.tolist() == step.used("W1").tolist()
    assert table["a"]["numbers"] == f"{ahead} [2, 1]" and table["a"]["value"] == "[0.25, 3.38, −1.5]"
    assert table["theta"]["numbers"].startswith("[[0.8, −1.1], [0.6, 2.05], [−1, 0.5]] + ")
    assert table["theta"]["reasons"][1] == ("the derivative is taken ahead, at θ + βv: every line above is computed with "
                                            f"W⁽¹⁾ = {ahead}; w⁽²⁾ = [0.85, −0.95, 2]")


def test_a_teachers_optimizer_is_told_by_its_own_words():
    def rule(state, derivative, eta):
        return {}, -eta * np.sign(derivative)
    own = nbnn.Optimizer(key="sign", name="sign SGD", rule=rule, lines=(OptimizerLine("Δθ", "Δθ = −η sign(∂ℓ/∂θ)", "", "update"),),
                         parameters={"gain": 2.0})
    row = update_row(run_of(own)[0])
    assert row["formula"] == "θ + Δθ  (Δθ = −η sign(∂ℓ/∂θ))"
    assert row["reasons"] == ("sign SGD: Δθ = −η sign(∂ℓ/∂θ); with η = 0.1, gain = 2",)


@pytest.mark.parametrize("optimizer", SHOWN, **by_key)
class TestPage:
    def test_what_is_sent(self, optimizer):
        run = run_of(optimizer, steps=20)
        recording = record(run)
        plain = record(run_of(None, steps=20)).schema
        assert recording.schema["lines"][:-1] == plain["lines"][:-1] and recording.schema["lines"][-1] != plain["lines"][-1]
        columns = {column["name"]: column for column in recording.schema["columns"]}
        at = 0
        for name, column in columns.items():
            size = 20 * int(np.prod(column["shape"], dtype=int))
            if name.startswith("change_"):
                sent = np.frombuffer(recording.head, "<f4", size, at).reshape(20, *column["shape"])
                assert np.array_equal(sent, run.column(name).astype(np.float32)) and sent.any()
            at += size * int(column["dtype"][1])
        assert {"change_W1", "change_w2"} <= columns.keys() and not {"change_W1"} & {column["name"] for column in plain["columns"]}

    def test_its_sentence(self, optimizer):
        run = run_of(optimizer)
        last = len(lines(describe_network(run), run.loss, NET)) - 1
        said = sentences.sentence(run, 1, last)
        assert f"θ ← θ + Δθ by {optimizer.name} ({optimizer.lines[0].formula}; " in said and "with η = 0.1: W⁽¹⁾ = " in said
        assert " + " in sentences.sentence(run, 1, last, 0, by_unit=True)


@pytest.mark.parametrize("optimizer", [nbnn.momentum, nbnn.rmsprop], **by_key)
def test_a_run_is_shown_as_far_as_float32_goes(optimizer):
    """η = 2·10³⁸ can be sent; three times as much, which both make of it in their first update, cannot."""
    assert len(showable(run_of(optimizer, eta=1e30, steps=1, order=[0]))) == 1
    shown = showable(run_of(optimizer, eta=2e38, steps=1, order=[0]))
    assert len(shown) == 0 and shown.stopped_because.startswith("Δθ grows past 10³⁸ at update 0")


def test_a_large_state_alone_does_not_end_what_is_shown():
    """∂ℓ/∂w = 10²⁰: its square is beyond float32, and is not sent."""
    data = nbnn.Dataset.from_arrays([[1e20]], [1])
    run = nbnn.sgd(nbnn.Network([[0.0]]), data, nbnn.perceptron, eta=0.1, steps=2, optimizer=nbnn.adagrad)
    run = run.fork(0, network=nbnn.Network([[-1e-30]]))
    assert run.states["G"].max() > 1e38 and showable(run) is run


def test_the_page_refuses_what_it_cannot_show_truly():
    run = run_of(nbnn.nesterov)
    for show in (record, lambda run: sentences.sentence(run, 1, 1)):
        with pytest.raises(ValueError, match=r"cannot show a run by Nesterov: .* print\(run\[i\]\).*momentum"):
            show(run)


def test_a_run_as_a_table_of_its_updates():
    run = nbnn.sgd(NET, DATA, nbnn.hinge, eta=0.1, steps=4, order=[0, 0, 1])
    assert run.text(3).splitlines() == [
        "update  example  loss  weights",
        "     0        0   0.5  changed",
        "     1        0     0  unchanged",
        "     2        1  2.08  changed",
    ]
    assert len(run.text(9).splitlines()) == 5
    with pytest.raises(ValueError, match="count"):
        run.text(0)


@pytest.mark.parametrize("optimizer", REMEMBERING, **by_key)
def test_every_printed_line_reads_symbol_formula_numbers_value(optimizer):
    step = run_of(optimizer)[0]
    printed = " ".join(str(step).split())
    for row in step.table()[:-1]:
        assert " ".join(" = ".join(filter(None, (row["symbol"], row["formula"], row["numbers"], row["value"]))).split()) in printed


def test_an_entry_of_a_quantity_and_of_its_measures():
    get = {"W1": np.array([[4.0, -2.0], [0.0, 0.0]]), "y": 0.5}.__getitem__
    assert [entry_of(get, "W1", k) for k in range(4)] == [4, -2, 0, 0] and entry_of(get, "y", 0) == 0.5
    assert [entry_of(get, f"W1{MEASURED}", k) for k in range(4)] == [-2, 4, 0.5, 50]
