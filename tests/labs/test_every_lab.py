"""What holds for every lab."""

import inspect
import pkgutil
from importlib import import_module

import pytest

import nbnn.labs
from nbnn.labs.lab import Lab
from nbnn.views.keys import Keys
from tests.labs.every_lab import examples, lab_classes, make, module_of


def test_every_class_of_a_lab_is_found():
    for module in pkgutil.iter_modules(nbnn.labs.__path__, "nbnn.labs."):
        import_module(module.name)
    made = {each for each in Lab.__subclasses__() if each.__module__.startswith("nbnn.labs")}
    assert made == set(lab_classes())


@pytest.mark.parametrize("lab", lab_classes(), ids=lambda lab: lab.__name__)
def test_a_lab_has_an_example_for_each_of_its_views(lab):
    made = [make(line) for line in lab.examples]
    assert made and all(type(each) is lab for each in made)
    default = inspect.signature(lab).parameters.get("view")
    for view in getattr(module_of(lab), "VIEWS", ()) if default else ():
        assert view == default.default or any(f'"{view}"' in line for line in lab.examples), view


@pytest.mark.parametrize("line", examples())
def test_an_example_says_what_it_shows(line):
    lab = make(line)
    assert len(lab.sentence()) > 10
    assert lab.table()
    lab.close()


@pytest.mark.parametrize("line", examples())
def test_a_lab_has_the_piece_for_its_keys_whatever_it_shows(line):
    lab = make(line)
    lab.children = lab.children[1:]
    assert [isinstance(each, Keys) for each in lab.children].count(True) == 1
    keys = lab.children[0]
    lab.close()
    assert keys.comm is None
