"""The front ends that a page carries: those of the packages that are installed here."""

import re

import pytest

from nbnn.page import frontends
from nbnn.page.frontends import FRONT_ENDS, FrontEnd, javascript, license_text, needed_front_ends


@pytest.mark.parametrize("name", FRONT_ENDS)
def test_each_is_one_amd_module_with_its_license(name):
    text = javascript(FRONT_ENDS[name])
    assert len(re.findall(r"^define\(\[", text, re.MULTILINE)) == 1 and "sourceMappingURL=index" not in text
    assert FRONT_ENDS[name].package in license_text(FRONT_ENDS[name]).splitlines()[0]
    assert "copyright" in license_text(FRONT_ENDS[name]).lower()


def test_a_page_has_those_that_its_widgets_name_and_the_base():
    assert list(needed_front_ends(["anywidget", "@jupyter-widgets/controls"])) == ["@jupyter-widgets/base", "anywidget"]
    assert list(needed_front_ends([])) == ["@jupyter-widgets/base"]
    assert list(needed_front_ends(["bqplot", "bqscales"])) == ["@jupyter-widgets/base", "bqscales", "bqplot"]


def test_a_widget_of_another_package_is_refused_by_its_name():
    with pytest.raises(ValueError, match=r"cannot show widgets of ipympl: it has those of .*bqplot"):
        needed_front_ends(["ipympl", "bqplot"])


@pytest.mark.parametrize("broken", [FrontEnd("no-such-package", "index.js"), FrontEnd("bqplot", "no/such.js")])
def test_a_package_that_lacks_its_front_end_is_named_with_what_to_do(broken):
    with pytest.raises(FileNotFoundError, match=f"{broken.package} has no file {broken.file}.*pip install"):
        frontends.javascript(broken)
