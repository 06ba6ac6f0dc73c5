"""What a lesson puts on the page. This is the only room, with `views`, that needs the widget libraries."""

from .stepper import Stepper, worked_example
from .trajectory import TrajectoryLab

__all__ = ["Stepper", "TrajectoryLab", "worked_example"]
