"""What a lesson puts on the page. This is the only room, with `views`, that needs the widget libraries."""

from .batch import BatchLab
from .convexity import ConvexityLab
from .exercise import Exercise
from .graph import GraphLab
from .initialisation import InitLab
from .learning_rate import LearningRateLab
from .loss import LossLab
from .overfitting import OverfittingLab
from .playground import Playground
from .race import OptimizerRace
from .stepper import Stepper, worked_example
from .trajectory import TrajectoryLab

__all__ = [
    "BatchLab", "ConvexityLab", "Exercise", "GraphLab", "InitLab", "LearningRateLab", "LossLab", "OptimizerRace", "OverfittingLab",
    "Playground", "Stepper", "TrajectoryLab", "worked_example",
]
