"""The modules of a view put into one: each once, every name defined once, nothing imported any more."""

import re

import pytest

from nbnn.views.shared.source import VIEWS, css, esm

MODULES = sorted(str(path.relative_to(VIEWS)) for path in VIEWS.rglob("*.js"))
TOP = re.compile(r"^(?:async )?(?:function|class|const|let) (\w+)|^(?:const|let) \[([^\]]+)\]", re.MULTILINE)


@pytest.mark.parametrize("name", MODULES)
def test_a_bundle_defines_every_name_once(name):
    """A browser refuses a module that declares a name twice: the view would stay empty."""
    made = esm(name)
    names = [each for one, several in TOP.findall(made) for each in ([one] if one else re.split(r",\s*", several))]
    assert len(names) == len(set(names)), sorted(each for each in names if names.count(each) > 1)
    assert not re.search(r"^import ", made, re.MULTILINE)


def test_a_style_sheet_begins_with_the_theme():
    assert css("shared/lab.css").startswith((VIEWS / "shared/theme.css").read_text("utf-8"))


@pytest.mark.parametrize("name", [name for name in MODULES if name != "shared/python.js"])
def test_every_question_to_python_goes_through_one_door(name):
    """Where it is said when there is nobody to answer."""
    assert "model.send(" not in (VIEWS / name).read_text("utf-8")
