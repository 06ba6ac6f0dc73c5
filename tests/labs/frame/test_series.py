"""However many things a lab compares, it shows them all: nine of whatever its signature takes several of."""

import inspect

import numpy as np
import pytest

import nbnn
from nbnn.labs.frame.series import Series
from nbnn.views.moving.moving import MovingChart
from tests.labs.every_lab import lab_classes
from tests.views.page import send

SHRINKING = [nbnn.Initializer(key=f"by_{k}", name=f"by {k}", draw=lambda rng, shape, k=k: rng.normal(size=shape) / (k + 1))
             for k in range(9)]
SHARPER = [nbnn.Loss(key=f"hinge_{k}", name=f"hinge {k}", value=lambda y, z, k=k: np.maximum(0, 1 - y * z) ** (k + 1),
                     derivative=lambda y, z, k=k: -z * (k + 1) * np.maximum(0, 1 - y * z) ** k) for k in range(9)]
#: What nine of a keyword's things are; the lab's other keywords that they need.
NINE = {
    "losses": SHARPER, "sizes": range(1, 10), "initializers": SHRINKING, "rates": [0.05 * k for k in range(1, 10)],
    "etas": [0.01 * k for k in range(1, 10)], "seeds": range(9), "optimizers": [nbnn.momentum(0.1 * k) for k in range(9)],
    "scores": [0.1 * k for k in range(9)], "subjects": [*list(nbnn.LOSSES)[:3], *list(nbnn.curves.CURVES)[:6]], "hidden": (2,) * 9,
    "constants": list("abcdefghi"), "start": [0.1 * k for k in range(9)], "batches": range(1, 10),
    "choices": list("abcdefghi"), "names": list("abcdefghi"),
}
#: Keywords with a list that is one thing: a network's weights along which one looks, the parts of a page.
ONE = {"weights", "show", "view"}
NEEDS = {"batches": {"net": nbnn.Network.random([2, 3, 1]), "data": nbnn.datasets.moons(12), "steps": 3},
         "constants": {"formula": "+".join("abcdefghij")}, "start": {"curve": "double_well", "steps": 3},
         "losses": {"net": nbnn.Network.random([2, 3, 1]), "data": nbnn.datasets.moons(12)},
         "choices": {"value": "i", "question": "Which one?"}, "names": {"value": tuple(range(9)), "question": "Which numbers?"}}
QUICK = {"steps": 5, "epochs": 2, "seeds": (0, 1)}


def several(lab):
    """The keywords that take a list."""
    return [each.name for each in inspect.signature(lab).parameters.values() if "Sequence" in str(each.annotation) and each.name not in ONE]


def cases():
    for lab in lab_classes():
        for name in several(lab) + (["start"] if lab is nbnn.labs.TrajectoryLab else []):
            for view in lab.views or (None,):
                yield pytest.param(lab, name, view, id=f"{lab.__name__}-{view}-{name}")


@pytest.mark.parametrize(("lab", "name", "view"), list(cases()))
def test_nine_of_them_are_shown(lab, name, view):
    known = inspect.signature(lab).parameters
    given = {key: value for key, value in (QUICK | NEEDS.get(name, {})).items() if key in known} | {name: NINE[name]}
    if (lab, view, name) == (nbnn.labs.BatchLab, "packed", "sizes"):
        with pytest.raises(ValueError, match="a packed batch has one size"):
            lab(view, **given)
        return
    made = lab(**given, **({} if view is None else {"view": view}))
    assert len(made.sentence()) > 10 and made.table()
    made.close()


MANY = {
    "paths of batches": ("trail", lambda: nbnn.labs.BatchLab(sizes=range(1, 10))),
    "noise of batches": ("cloud", lambda: nbnn.labs.BatchLab("noise", sizes=range(1, 10))),
    "initializers": ("line", lambda: nbnn.labs.InitLab(SHRINKING, hidden=(3, 3))),
    "rates": ("trail", lambda: nbnn.labs.LearningRateLab(rates=NINE["rates"], steps=5)),
    "methods": ("trail", lambda: nbnn.labs.OptimizerRace("valley", optimizers=NINE["optimizers"], steps=5)),
    "starts": ("here", lambda: nbnn.labs.TrajectoryLab("double_well", start=NINE["start"], steps=5)),
}


@pytest.mark.parametrize("what", MANY)
def test_each_has_marks_of_its_own_and_a_place_in_the_legend(what):
    stem, make = MANY[what]
    lab = make()
    charts = [part for part in lab.all_of(MovingChart) if f"{stem}0" in part.marks]
    assert charts and len(lab.table()) == 9
    for chart in charts:
        assert [f"{stem}{k}" in chart.marks for k in range(10)] == [True] * 9 + [False]
    entries = [entry[:2] for entry in max((chart.mover.picture["legend"] for chart in charts), key=len)]
    assert len(entries) >= 9 and len(set(map(tuple, entries[:9]))) == 9
    lab.close()


def test_looks_repeat_only_after_many():
    looks = Series(("pos", "neg", "ink", "soft"), ("solid", "dashed", "dotted", "solid"))
    assert len({looks.look(k) for k in range(24)}) == 24


def test_sizes_typed_on_the_page_come_and_go():
    """Marks are made when they are needed, under what lies on the paths, and emptied when they are not."""
    lab = nbnn.labs.BatchLab(sizes=(1, 5), epochs=1)
    marks = lab.part.surface.marks
    assert "trail2" not in marks
    lab.fields["sizes"].value = "1 2 3 4 5 6 7 8 9"
    marks = list(lab.part.surface.marks)
    assert lab.player.status == "" and len(lab.table()) == 9 and lab.part.surface.figure.marks == list(lab.part.surface.marks.values())
    assert marks.index("trail8") < marks.index("here0") and marks.index("here8") < marks.index("minima")
    lab.fields["sizes"].value = "1"
    assert len(lab.part.surface.mover.picture["legend"]) == 1
    lab.close()


def test_more_starts_than_six_are_placed_on_the_page():
    lab = nbnn.labs.TrajectoryLab("double_well", steps=5)
    for k in range(8):
        send(lab.chart.mover, {"do": "place", "at": [0.1 * k, 1.0], "add": True})
    assert len(lab.paths) == 9 and lab.player.status == "" and len(lab.table()) == 9
    lab.close()
