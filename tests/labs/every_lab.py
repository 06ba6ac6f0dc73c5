"""Every lab, found by inspection: a new one is in each test over all labs by itself."""

from sys import modules
from types import ModuleType

import nbnn
import nbnn.labs
from nbnn.labs.lab import Lab


def lab_classes() -> list[type[Lab]]:
    """The classes of the labs that a lesson can make."""
    named = (getattr(nbnn.labs, name) for name in nbnn.labs.__all__)
    return [each for each in named if isinstance(each, type) and issubclass(each, Lab)]


def examples() -> list[str]:
    """One line of code for every view of every lab."""
    return [line for lab in lab_classes() for line in lab.examples]


def make(line: str) -> Lab:
    """The lab that an example's line makes."""
    return eval(line, {"nbnn": nbnn})


def module_of(lab: type[Lab]) -> ModuleType:
    return modules[lab.__module__]
