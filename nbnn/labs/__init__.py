"""What a lesson puts on the page. This is the only room, with `views`, that needs the widget libraries."""

from typing import TYPE_CHECKING

from ..core.loading import on_first_use
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
__getattr__, __dir__ = on_first_use(__name__, globals(), {
    ".batches": ("BatchLab",),
    ".convexity": ("ConvexityLab",),
    ".exercise": ("Exercise",),
    ".graph": ("GraphLab",),
    ".initialization": ("InitLab",),
    ".learning_rate": ("LearningRateLab",),
    ".losses.loss": ("LossLab",),
    ".overfitting": ("OverfittingLab",),
    ".playground.playground": ("Playground",),
    ".prediction": ("Prediction",),
    ".race": ("OptimizerRace",),
    ".stepper": ("Stepper", "worked_example"),
    ".trajectory": ("TrajectoryLab",),
})
