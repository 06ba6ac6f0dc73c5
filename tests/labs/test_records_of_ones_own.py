"""A record made in a cell, as a teacher would, goes wherever such a record goes: no file of nbnn is touched."""

from xml.etree import ElementTree

import ipywidgets
import numpy as np
import pytest

import nbnn
from nbnn.core.records.optimizers import OptimizerLine
from nbnn.core.records.regularizers import Penalty
from nbnn.explain.recording.recording import describe_network
from nbnn.explain.recording.sentences import sentence
from nbnn.explain.stepper import diagram
from nbnn.explain.trajectory.path import columns_of, lines
from nbnn.explain.writing.formula import formula_node
from nbnn.explain.writing.mathml import mathml
from nbnn.explain.writing.step import step_nodes
from nbnn.explain.writing.template import text
from nbnn.views.field_messages.field_messages import FieldMessages
from tests.labs.every_lab import unfold

squared_hinge = nbnn.Loss(
    key="squared_hinge_of_mine", name="my squared hinge", formula="ℓ = max(0, 1 − yz)²", margin=1.0, convex=True,
    value=lambda y, z: np.maximum(0.0, 1.0 - y * z) ** 2, derivative=lambda y, z: -2.0 * z * np.maximum(0.0, 1.0 - y * z))
silu = nbnn.Activation(
    key="silu_of_mine", name="my SiLU", formula="g(a) = a/(1 + exp(−a))", board="h/a + h·(1 − h/a)", value=lambda a: a / (1 + np.exp(-a)),
    derivative=lambda a: (1 + np.exp(-a) * (1 + a)) / (1 + np.exp(-a)) ** 2)


def _lion_rule(state, derivative, eta):
    c = 0.9 * state["m"] + 0.1 * derivative
    return {"c": c, "m": 0.99 * state["m"] + 0.01 * derivative}, -eta * np.sign(c)


lion = nbnn.Optimizer(
    key="lion_of_mine", name="my Lion", rule=_lion_rule, formula="θ ← θ − η sign(β₁m + (1 − β₁) ∂ℓ/∂θ)",
    parameters={"beta1": 0.9, "beta2": 0.99},
    lines=(OptimizerLine("c", "c = β₁m + (1 − β₁) ∂ℓ/∂θ", "what the sign is taken of", "c"),
           OptimizerLine("m", "m ← β₂m + (1 − β₂) ∂ℓ/∂θ", "a running mean of the derivatives", "m"),
           OptimizerLine("Δθ", "Δθ = −η sign(c)", "the update: its sign alone", "update")))
narrow = nbnn.Initializer(key="narrow_of_mine", name="my narrow start", draw=lambda rng, shape: rng.normal(0.0, 0.01, shape))
halving = nbnn.Schedule(key="halving_of_mine", name="my halving", value=lambda t: 0.4 * 0.5 ** t, formula="η_t = 0.4/2ᵗ")
bowl = nbnn.curves.Curve(key="bowl_of_mine", name="my bowl", value=lambda w: w ** 4, derivative=lambda w: 4 * w ** 3,
                         formula="ℓ = w⁴", derivative_formula="∂ℓ/∂w = 4w³", view=((-2.0, 2.0),), start=1.5)
cubes = Penalty(key="cubes_of_mine", name="my cubes", formula="λ Σ |θ|³", value=lambda theta: 0.01 * np.sum(np.abs(theta) ** 3, axis=-1),
                derivative=lambda theta: 0.03 * np.abs(theta) * np.asarray(theta))
corners = nbnn.Dataset.from_arrays([[1, 1], [-1, 1], [-1, -1], [1, -1]], [1, -1, 1, -1], name="my corners")

ALL_AND_MINE = [*nbnn.OPTIMIZERS.values(), lion]
NET, MOONS = nbnn.Network.random([2, 3, 1], activation=silu, initializer=narrow), nbnn.datasets.moons(40)

USES = {
    "a Stepper of my corners": lambda: nbnn.labs.Stepper(NET, corners, loss=squared_hinge, eta=halving, steps=8),
    "a Stepper": lambda: nbnn.labs.Stepper(NET, MOONS, loss=squared_hinge, eta=halving, steps=20, show="all"),
    "a worked example": lambda: nbnn.labs.worked_example([[1, -1], [0.5, 2]], [1, -0.5], [2, 1], -1, loss=squared_hinge),
    "the losses' curves": lambda: nbnn.labs.LossLab((squared_hinge, "hinge"), main=squared_hinge),
    "a run on the losses' axis": lambda: nbnn.labs.LossLab((squared_hinge, "hinge"), main=squared_hinge, view="run", steps=30),
    "a chord": lambda: nbnn.labs.ConvexityLab(squared_hinge),
    "a chord of a curve": lambda: nbnn.labs.ConvexityLab(bowl),
    "a path": lambda: nbnn.labs.TrajectoryLab(bowl, optimizer=lion, eta=0.1),
    "a path with a schedule": lambda: nbnn.labs.TrajectoryLab(bowl, eta=halving, steps=8),
    "a slice": lambda: nbnn.labs.TrajectoryLab(net=NET, data=MOONS, loss=squared_hinge, weights=[(2, 1)]),
    "a race of all and one more": lambda: nbnn.labs.OptimizerRace("valley", optimizers=ALL_AND_MINE),
    "a race of ten": lambda: nbnn.labs.OptimizerRace("valley", optimizers=[*ALL_AND_MINE, *map(nbnn.momentum, (0.5, 0.7, 0.95))]),
    "its own walk": lambda: nbnn.labs.OptimizerRace("valley", optimizers=["sgd_optimizer", lion], method=lion.key, board=True),
    "first weights": lambda: nbnn.labs.InitLab([narrow, "he"], silu),
    "rates": lambda: nbnn.labs.LearningRateLab(bowl, rates=(0.1, halving), steps=8),
    "a sweep of rates": lambda: nbnn.labs.LearningRateLab(view="sweep", loss=squared_hinge, seeds=range(2), epochs=1),
    "mini-batches": lambda: nbnn.labs.BatchLab("packed", net=NET, data=MOONS, loss=squared_hinge),
    "overfitting": lambda: nbnn.labs.OverfittingLab(loss=squared_hinge, epochs=10),
    "a Playground": lambda: nbnn.labs.Playground("moons", activation=silu, loss=squared_hinge, optimizer=lion, initializer=narrow,
                                               hidden=(3,)),
    "a graph": lambda: nbnn.labs.GraphLab(net=NET, x=[1, 2], z=-1, loss=squared_hinge),
}


@pytest.mark.parametrize("use", USES)
def test_a_record_of_ones_own_goes_everywhere(use):
    lab = USES[use]()
    said = " ".join([lab.sentence(), repr(lab), str(lab.table()), str(lab._repr_mimebundle_())])
    assert "9ign" not in said
    lab.close()


def offered_by(lab):
    """Every menu of a lab that offers a record of one's own, and that record's key."""
    for menu in unfold(lab).all_of(ipywidgets.Dropdown):
        keys = [option[1] if isinstance(option, tuple) else option for option in menu.options]
        yield from ((menu, key, keys) for key in keys if str(key).endswith("_of_mine"))


@pytest.mark.parametrize("use", USES)
def test_a_menu_goes_to_another_record_and_back_to_ones_own(use):
    lab = USES[use]()
    for menu, own, keys in list(offered_by(lab)):
        menu.value = own
        menu.value = next(key for key in keys if key != own)
        menu.value = own
        assert not [words for each in lab.all_of(FieldMessages) for words in each.wrong.values()], menu.description
        assert menu.value == own
    lab.close()


def test_it_is_trained_with_and_swept_over():
    history = nbnn.train(NET, MOONS, loss=squared_hinge, optimizer=lion, eta=0.01, epochs=2)
    assert len(history) == 2
    run = nbnn.sgd(NET, MOONS, loss=squared_hinge, optimizer=lion, eta=0.01, steps=5)
    assert "sign(" in str(run[2])
    assert len(nbnn.train(NET, corners, loss=squared_hinge, l2=cubes, eta=halving, epochs=3)) == 3
    parts = MOONS.split(0.5, seed=0)
    result = nbnn.sweep([2, 3, 1], *parts, loss=squared_hinge, activation=silu, etas=(0.1, 0.2), seeds=range(2), epochs=1)
    assert np.isfinite(result.train_loss).all()


def test_it_is_not_saved_and_that_is_said():
    for what in (NET, nbnn.train(nbnn.Network.random([2, 2, 1]), MOONS, loss=squared_hinge, epochs=1)):
        with pytest.raises(ValueError, match="of_mine"):
            nbnn.to_json(what)


# ---- what is written of them: on boards, in sentences, typeset, in Python ----

X, Z = [1.0, 2.0], -1


def board_of(step) -> dict[str, dict]:
    return {row["name"]: row for row in step.table()}


def test_a_loss_and_an_activation_on_the_board():
    step = nbnn.sgd_step(nbnn.Network([[[1, -1], [0.5, 2]], [1, -0.5]], activation=silu), X, Z, loss=squared_hinge, eta=0.1)
    rows = board_of(step)
    assert (rows["h"]["formula"], rows["h"]["numbers"]) == ("my\u00a0SiLU(a)", "my\u00a0SiLU[−1, 4.5]")
    assert (rows["loss"]["formula"], rows["loss"]["numbers"], rows["loss"]["value"]) == (
        "max(0, 1 − yz)²", "max(0, 1 − (−2.49)·(−1))²", "0")
    assert (rows["dl_dy"]["formula"], rows["dl_dy"]["numbers"]) == ("ℓ′(y, z)", "ℓ′(−2.49, −1)")
    assert rows["dl_da"]["formula"] == "∂ℓ/∂h ⊙ (h/a + h·(1 − h/a))"


def test_an_activation_in_a_deep_network_has_the_letters_of_its_layer():
    step = nbnn.sgd_step(nbnn.Network.random([2, 2, 2, 1], activation=silu), X, Z, loss=squared_hinge, eta=0.1)
    assert board_of(step)["dl_da2"]["formula"] == "∂ℓ/∂h⁽²⁾ ⊙ (h⁽²⁾/a⁽²⁾ + h⁽²⁾·(1 − h⁽²⁾/a⁽²⁾))"
    (typeset,) = [mathml(row["formula"]) for row in step_nodes(step) if row["name"] == "dl_da2"]
    assert "<msup>" in typeset and "{" not in typeset


def test_an_optimizer_on_the_board_and_in_the_sentence():
    run = nbnn.sgd(NET, MOONS, loss=squared_hinge, optimizer=lion, eta=0.01, steps=3)
    row = board_of(run[1])["theta"]
    assert row["formula"] == "θ + Δθ  (Δθ = −η sign(c))"
    assert row["reasons"][0] == ("my Lion: c = β₁m + (1 − β₁) ∂ℓ/∂θ; m ← β₂m + (1 − β₂) ∂ℓ/∂θ; Δθ = −η sign(c); "
                                 "with η = 0.01, β₁ = 0.9, β₂ = 0.99")
    last = len(run[1].table()) - 1
    assert "θ ← θ + Δθ by my Lion (c = β₁m + (1 − β₁) ∂ℓ/∂θ;" in sentence(run, 1, last)


def test_an_optimizer_on_the_walks_board_has_its_numbers_in():
    """What a line computes from the m before the update shows that m, not the one of a later line."""
    path = nbnn.descend(bowl, optimizer=lion, eta=0.1, steps=3)
    columns, made = columns_of(path), {}

    def read(name, k, after):
        return lion.parameters[name] if name in lion.parameters else float(np.ravel(columns[name][1])[k])
    for line in lines(path):
        (case,) = line["cases"]
        made[line["name"]] = [text(node, read) for node in (line["symbol"], case["formula"], case["numbers"], line["value"])]
    assert made["loss"] == ["ℓ", "w⁴", "ℓ(1.4)", "3.84"]
    assert made["dl_dw"] == ["∂ℓ/∂w", "4w³", "∂ℓ/∂w(1.4)", "11"]
    assert made["c"] == ["c", "β₁m + (1 − β₁) ∂ℓ/∂w", "0.9·0.135 + (1 − 0.9) 11", "1.22"]
    assert made["m"] == ["m", "β₂m + (1 − β₂) ∂ℓ/∂w", "0.99·0.135 + (1 − 0.99) 11", "0.243"]
    assert made["update"] == ["Δw", "−η sign(c)", "−0.1 sign(1.22)", "−0.1"]


def test_a_letter_of_ones_own_stays_a_letter_or_is_named_by_the_record():
    def rule(state, derivative, eta):
        s = 0.5 * state["s"] + derivative
        return {"s": s}, -eta * s
    written = (OptimizerLine("s", "s ← ρs + ∂ℓ/∂θ", "", "s"), OptimizerLine("Δθ", "Δθ = −η s − λθ", "", "update"))
    for letters, numbers in (({}, "ρ·2 + 4"), ({"rho": "ρ"}, "0.5·2 + 4")):
        own = nbnn.Optimizer(key="own", name="own", rule=rule, lines=written, parameters={"rho": 0.5}, letters=letters)
        made = {line["name"]: line["cases"][0] for line in lines(nbnn.descend("parabola", optimizer=own, steps=2))}
        read = {"rho": 0.5, "s_before": 2.0, "dl_dw": 4.0, "eta": 0.1, "s": 5.0, "w": -3.0}
        assert text(made["s"]["numbers"], lambda name, k, after, read=read: read[name]) == numbers
        assert text(made["update"]["numbers"], lambda name, k, after, read=read: read[name]) == "−0.1·5 − λ·(−3)"
        nbnn.labs.OptimizerRace("valley", optimizers=[own, "adam"], method="own", board=True).close()


@pytest.mark.parametrize(("record", "typeset"), [
    (silu, r"g\left(a\right) = \frac{a}{1 + \exp\left(-a\right)}"),
    (squared_hinge, r"\ell = \max\left(0, 1 - yz\right)^{2}"),
    (halving, r"\eta_{t} = \frac{0.4}{2^{t}}"),
    (bowl, r"\ell = w^{4}"),
    (cubes, r"\lambda \sum \left|\boldsymbol{\theta}\right|^{3}"),
    (lion, r"\boldsymbol{\theta} \leftarrow \boldsymbol{\theta} - \eta \operatorname{sign}"
           r"\left(\beta_1m + \left(1 - \beta_1\right) \frac{\partial \ell}{\partial \boldsymbol{\theta}}\right)"),
], ids=lambda given: getattr(given, "key", ""))
def test_formulas_are_typeset(record, typeset):
    assert record.formula.as_latex() == typeset
    words = "".join(ElementTree.fromstring(mathml(formula_node(record.formula.tree))).itertext())
    assert words.replace("\u00a0", " ") == record.formula.replace("_", "")


def test_the_picture_says_its_network():
    run = nbnn.sgd(NET, corners, loss=squared_hinge, eta=halving, steps=2)
    assert "3 hidden units (my SiLU)" in diagram.describe(describe_network(run))


def test_the_graphs_story_writes_the_derivative():
    net = nbnn.Network([[[1, -1]], [[2]], [1]], activation=silu)
    lab = nbnn.labs.GraphLab(net=net, x=[1, 2], z=-1, loss=squared_hinge)
    told = str(lab.player.schema)
    lab.close()
    assert "h⁽¹⁾ = silu_of_mine(a⁽¹⁾) = silu_of_mine([−1]) = [−0.269]" in told
    assert "∂h⁽¹⁾/∂a⁽¹⁾ = h⁽¹⁾/a⁽¹⁾ + h⁽¹⁾·(1 − h⁽¹⁾/a⁽¹⁾) = [0.0723]" in told


def test_the_exported_python_makes_the_run_again():
    lab = nbnn.labs.Playground("moons", activation=silu, loss=squared_hinge, optimizer=lion, initializer=narrow, hidden=(3,), epochs=4)
    lab.train()
    code = lab.python()
    assert "# run the cell that makes silu_of_mine, narrow_of_mine, squared_hinge_of_mine, lion_of_mine first" in code
    names = {record.key: record for record in (silu, narrow, squared_hinge, lion)}
    exec(code, names)
    assert np.array_equal(names["history"].network.theta, lab.history.network.theta)
    lab.close()
