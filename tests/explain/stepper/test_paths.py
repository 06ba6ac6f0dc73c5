"""What the weights lead from and to, and how the places on the way are written."""

import numpy as np

import nbnn
from nbnn.explain.stepper import derivation as paths
from nbnn.explain.stepper import paths as way


def random_run(sizes, activation=nbnn.tanh, loss=nbnn.hinge, bias=False, steps=12):
    rng = np.random.default_rng(3)
    z = rng.integers(sizes[-1], size=20) + 1 if sizes[-1] > 1 else rng.choice([-1, 1], size=20)
    data = nbnn.Dataset.from_arrays(rng.normal(size=(20, sizes[0])), z)
    return nbnn.sgd(nbnn.Network.random(sizes, activation, seed=1, bias=bias), data, loss=loss, eta=0.05, steps=steps)


def test_names_of_deeper_networks_with_biases_and_many_scores():
    run = random_run((2, 3, 2, 3), loss=nbnn.cross_entropy, bias=True)
    made = paths.derivation(run, 1, 0, 2)
    assert made.paths[0].through == "ℓ → y₁ → h₁⁽²⁾ → a₁⁽²⁾ → h₁⁽¹⁾ → a₁⁽¹⁾"
    assert made.name == "w₁₃⁽¹⁾"
    assert way.choices(run.start)[0] == way.WeightChoice(1, "W⁽¹⁾", ("x₁", "x₂", "1 (the constant)"), ("a₁⁽¹⁾", "a₂⁽¹⁾", "a₃⁽¹⁾"))
