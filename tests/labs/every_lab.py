"""Every lab, found by inspection: a new one is in each test over all labs by itself."""

from sys import modules
from types import ModuleType

import ipywidgets as widgets

import nbnn
import nbnn.labs
from nbnn.labs.frame.lab import Lab, everything
from nbnn.views.field_messages.field_messages import FieldMessages
from tests.views.page import classes


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


def unfold(lab: Lab) -> Lab:
    """The lab with everything unfolded that it lets a learner unfold."""
    rows = [each for each in everything(lab.children) if isinstance(each, widgets.Box) and "nbnn-unfold" in classes(each)]
    for button in [button for row in rows for button in row.children]:
        button.value = True
    return lab


def text_fields(lab: Lab) -> list[widgets.Text]:
    """Every field to type in that a lab has, also where it is folded at first."""
    return unfold(lab).all_of(widgets.Text)


def said_at(lab: Lab, field: widgets.Widget) -> str:
    """What the lab says at one of its fields, "" when nothing."""
    told = [part.wrong for part in lab.all_of(FieldMessages)]
    return "".join(wrong.get(f"nbnn-field-{field.model_id}", "") for wrong in told)
