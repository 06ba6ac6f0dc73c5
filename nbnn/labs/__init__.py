"""What a lesson puts on the page. This is the only room, with `views`, that needs the widget libraries."""

from importlib import import_module
from typing import TYPE_CHECKING

from .frame.lab import to_html

if TYPE_CHECKING:
    from .batches import BatchLab
    from .convexity import ConvexityLab
    from .exercise import Exercise
    from .graph import GraphLab
    from .initialization import InitLab
    from .learning_rate import LearningRateLab
    from .losses.loss import LossLab
    from .overfitting import OverfittingLab
    from .playground.playground import Playground
    from .prediction import Prediction
    from .race import OptimizerRace
    from .stepper import Stepper, worked_example
    from .trajectory import TrajectoryLab

__all__ = [
    "BatchLab", "ConvexityLab", "Exercise", "GraphLab", "InitLab", "LearningRateLab", "LossLab", "OptimizerRace", "OverfittingLab",
    "Playground", "Prediction", "Stepper", "TrajectoryLab", "to_html", "worked_example",
]

# Each lab comes with its first use: a page with one lab does not wait for the others.
_ON_FIRST_USE = {
    "BatchLab": lambda: import_module(".batches", __name__).BatchLab,
    "ConvexityLab": lambda: import_module(".convexity", __name__).ConvexityLab,
    "Exercise": lambda: import_module(".exercise", __name__).Exercise,
    "GraphLab": lambda: import_module(".graph", __name__).GraphLab,
    "InitLab": lambda: import_module(".initialization", __name__).InitLab,
    "LearningRateLab": lambda: import_module(".learning_rate", __name__).LearningRateLab,
    "LossLab": lambda: import_module(".losses.loss", __name__).LossLab,
    "OptimizerRace": lambda: import_module(".race", __name__).OptimizerRace,
    "OverfittingLab": lambda: import_module(".overfitting", __name__).OverfittingLab,
    "Playground": lambda: import_module(".playground.playground", __name__).Playground,
    "Prediction": lambda: import_module(".prediction", __name__).Prediction,
    "Stepper": lambda: import_module(".stepper", __name__).Stepper,
    "TrajectoryLab": lambda: import_module(".trajectory", __name__).TrajectoryLab,
    "worked_example": lambda: import_module(".stepper", __name__).worked_example,
}


def __getattr__(name: str):
    if name not in _ON_FIRST_USE:
        raise AttributeError(f"nbnn.labs has no {name!r}")
    return globals().setdefault(name, _ON_FIRST_USE[name]())


def __dir__() -> list[str]:
    return sorted({*globals(), *_ON_FIRST_USE})
