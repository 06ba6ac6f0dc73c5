"""What a lesson puts on the page. This is the only room, with `views`, that needs the widget libraries."""

from .stepper import Stepper, worked_example

__all__ = ["Stepper", "worked_example"]
