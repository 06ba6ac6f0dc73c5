"""What a page may set is declared with whether Python must then be asked, and a control that asks Python is marked as one."""

import re
from pathlib import Path

import pytest

import nbnn.labs
from nbnn.views.code.view import View
from tests.views.every_view import every_view

VIEWS = Path(nbnn.labs.__file__).parents[1] / "views"
SCRIPTS = {path: path.read_text("utf-8") for path in VIEWS.rglob("*.js")}
SETS = re.compile(r'\b(?:model|player)\.set\("(\w+)"')


def declared():
    """Trait that a page sets → what it says of Python, in each class that has it."""
    return [(each, name, trait) for each in (View, *every_view()) for name, trait in each.class_own_traits(sync=True).items()
            if trait.metadata.get("echo_update") is False or "asks_python" in trait.metadata]


def test_whatever_a_page_sets_says_whether_python_is_asked():
    assert len(declared()) > 10
    assert [(each.__name__, name) for each, name, trait in declared() if not isinstance(trait.metadata.get("asks_python"), bool)] == []
    known = {name for _, name, _ in declared()}
    assert {name for text in SCRIPTS.values() for name in SETS.findall(text)} - known == set()


@pytest.mark.parametrize(("view", "name"), [pytest.param(each, name, id=f"{each.__name__}.{name}") for each, name, trait in declared()
                                            if trait.metadata["asks_python"]])
def test_the_control_of_a_trait_that_asks_python_is_marked(view, name):
    """python.js switches off what is marked, and says why beside it."""
    assert re.search(rf'\basks\(.*[mM]odel, "{name}"\)', SCRIPTS[VIEWS / view.module]), f"mark what sets it: asks(element, model, {name!r})"


def test_buttons_that_ask_are_marked_with_what_they_ask():
    """So that a page knows which of them it can answer."""
    for name in ("exercise/exercise.js", "asking/asking.js", "player/bar.js"):
        assert "asks(" in SCRIPTS[VIEWS / name] and not re.search(r"\basks\((?:buttonOf\([^;]*|[\w.]+)\)[;,)]", SCRIPTS[VIEWS / name]), name
