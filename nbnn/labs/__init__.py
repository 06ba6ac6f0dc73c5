"""What a lesson puts on the page. This is the only room, with `views`, that needs the widget libraries."""

from .batches import BatchLab
from .convexity import ConvexityLab
from .exercise import Exercise
from .frame.lab import to_html
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
