"""One of each class whose methods are called: made anew for each call, since a lab changes."""

import nbnn
import nbnn.labs
from nbnn.core.records.record import Record
from tests.labs.every_lab import examples, make

from .arguments import DATA, NET, OTHER


def _lab(name: str):
    return lambda: make(next(line for line in examples() if line.startswith(f"nbnn.labs.{name}(")))


MADE = {
    "Network": lambda: NET, "Dataset": lambda: DATA, "Report": lambda: nbnn.check.gradients(NET, [2.0, 1.0], 1, "hinge"),
    "Run": lambda: nbnn.sgd(NET, DATA, "hinge", steps=4), "Step": lambda: nbnn.sgd_step(NET, [2.0, 1.0], -1, "hinge"),
    "History": lambda: nbnn.train(NET, DATA, OTHER, loss="hinge", epochs=2), "Training": lambda: nbnn.Training(NET, DATA, loss="hinge"),
    "Trajectory": lambda: nbnn.descend("parabola", steps=3), "Trajectory.path": lambda: nbnn.descend("parabola", start=[1.0, 2.0], steps=3),
    "Backward": lambda: _passed()[1],
    "Node": lambda: nbnn.graph.variable([1.0, 2.0], "v"), "Minimum": lambda: nbnn.curves.Minimum(0.5, 0.0, "global"),
    "Schedule": lambda: nbnn.decay(0.1), "Combination": lambda: nbnn.convex.sum_of_two,
}


def _passed():
    a = nbnn.graph.variable(2.0, "a")
    return a, nbnn.graph.backward(a * a + 3.0)


def instance(owner: type, method: str = ""):
    """One of this class, or one for this method; KeyError with what to do where nobody has said how to make one."""
    for name in (method, owner.__name__):
        if name in MADE:
            return MADE[name]()
    if owner.__module__.startswith("nbnn.labs"):
        return _lab(owner.__name__)()
    for table in (each for name in nbnn.__all__ if isinstance(each := getattr(nbnn, name), dict)):
        for record in table.values():
            if type(record) is owner:
                return record
    for record in (*vars(nbnn.curves).values(), *vars(nbnn.convex).values()):
        if isinstance(record, Record) and type(record) is owner:
            return record
    raise KeyError(f"tests/junk/instances.py makes no {owner.__name__}: say there how to make one")
