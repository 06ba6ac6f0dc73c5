"""A record made in a cell, as a teacher would, goes wherever such a record goes: no file of nbnn is touched."""

import ipywidgets
import numpy as np
import pytest

import nbnn
from nbnn.core.records.optimizers import OptimizerLine
from nbnn.views.field_messages.field_messages import FieldMessages

squared_hinge = nbnn.Loss(
    key="squared_hinge_of_mine", name="my squared hinge", formula="ℓ = max(0, 1 − yz)²", margin=1.0, convex=True,
    value=lambda y, z: np.maximum(0.0, 1.0 - y * z) ** 2, derivative=lambda y, z: -2.0 * z * np.maximum(0.0, 1.0 - y * z))
silu = nbnn.Activation(
    key="silu_of_mine", name="my SiLU", formula="g(a) = a/(1 + exp(−a))", value=lambda a: a / (1 + np.exp(-a)),
    derivative=lambda a: (1 + np.exp(-a) * (1 + a)) / (1 + np.exp(-a)) ** 2)


def _lion_rule(state, derivative, eta):
    m = state["m"]
    return {"m": 0.99 * m + 0.01 * derivative}, -eta * np.sign(0.9 * m + 0.1 * derivative)


lion = nbnn.Optimizer(
    key="lion_of_mine", name="my Lion", rule=_lion_rule, formula="θ ← θ − η sign(β₁m + (1 − β₁) ∂ℓ/∂θ)",
    lines=(OptimizerLine("m", "m ← β₂m + (1 − β₂) ∂ℓ/∂θ", "a running mean of the derivatives", "m"),
           OptimizerLine("Δθ", "Δθ = −η sign(β₁m + (1 − β₁) ∂ℓ/∂θ)", "the update: its sign alone", "update")))
narrow = nbnn.Initializer(key="narrow_of_mine", name="my narrow start", draw=lambda rng, shape: rng.normal(0.0, 0.01, shape))
halving = nbnn.Schedule(key="halving_of_mine", name="my halving", value=lambda t: 0.4 * 0.5 ** t, formula="η_t = 0.4/2ᵗ")
bowl = nbnn.curves.Curve(key="bowl_of_mine", name="my bowl", value=lambda w: w ** 4, derivative=lambda w: 4 * w ** 3,
                         view=((-2.0, 2.0),), start=1.5)

ALL_AND_MINE = [*nbnn.OPTIMIZERS.values(), lion]
NET, MOONS = nbnn.Network.random([2, 3, 1], activation=silu, initializer=narrow), nbnn.datasets.moons(40)

USES = {
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
    for menu in lab.all_of(ipywidgets.Dropdown):
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
    parts = MOONS.split(0.5, seed=0)
    result = nbnn.sweep([2, 3, 1], *parts, loss=squared_hinge, activation=silu, etas=(0.1, 0.2), seeds=range(2), epochs=1)
    assert np.isfinite(result.train_loss).all()


def test_it_is_not_saved_and_that_is_said():
    for what in (NET, nbnn.train(nbnn.Network.random([2, 2, 1]), MOONS, loss=squared_hinge, epochs=1)):
        with pytest.raises(ValueError, match="of_mine"):
            nbnn.to_json(what)
