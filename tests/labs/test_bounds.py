"""A lab refuses what a page cannot show before it makes anything: with the number given, the bound, and what to do."""

import inspect

import numpy as np
import pytest

import nbnn
from nbnn.core import bounds
from tests.core.test_bounds import refused
from tests.labs.every_lab import examples, lab_classes, make

MANY = 10 ** 10
COUNTS = {"steps", "n", "epochs", "resolution", "seeds", "hidden"}


def counts_of(line: str) -> list[str]:
    """The keywords of a lab that are a count, several, or a list of seeds, where the line does not give them."""
    lab = next(each for each in lab_classes() if line in each.examples)
    return [name for name in inspect.signature(lab).parameters if name in COUNTS and f"{name}=" not in line]


@pytest.mark.parametrize(("line", "name"), [(line, name) for line in examples() for name in counts_of(line)])
def test_every_lab_refuses_more_than_a_page_can_show(line, name):
    lab = next(each for each in lab_classes() if line in each.examples)
    several = name == "hidden" and lab in (nbnn.labs.InitLab, nbnn.labs.Playground)
    wrong = f"range({MANY})" if name == "seeds" else f"({MANY},)" if several else str(MANY)
    refused(lambda: make(f"{line[:-1]}{'' if line.endswith('()') else ', '}{name}={wrong})"), name, "give ")


@pytest.mark.parametrize("line", ["Stepper(NET, DATA, steps=99_999)", "TrajectoryLab(steps=99_999)", "OptimizerRace(steps=99_999)",
                                  "LearningRateLab(steps=99_999)", "InitLab(view='symmetry', hidden=(5,), steps=99_999)",
                                  "LossLab(view='run', steps=99_999)"])
def test_views_that_show_each_update_have_a_lower_bound(line):
    wrong = line.replace("NET, DATA", "nbnn.Network.random([2, 32, 32, 1]), nbnn.datasets.moons()")
    refused(lambda: make(f"nbnn.labs.{wrong}"), "99999" if "LossLab" in line else "99,999", "give at most")


@pytest.mark.parametrize("lab", [nbnn.labs.TrajectoryLab, nbnn.labs.OptimizerRace, nbnn.labs.LearningRateLab], ids=lambda lab: lab.__name__)
def test_a_whole_number_of_numpy_has_the_same_bound(lab):
    refused(lambda: lab(steps=np.int64(5_001)), "5,001", "give at most")


def test_a_page_draws_a_network_up_to_a_bound():
    wide = nbnn.Network.random((2, 700, 800, 1))
    refused(lambda: nbnn.labs.Stepper(wide, nbnn.datasets.moons(n=20)), "562,200", f"{bounds.MOST_SHOWN_WEIGHTS:,}", "nbnn.sgd")
