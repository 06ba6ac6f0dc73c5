"""A lesson as a page, read as text. tests/browser/test_pages.py opens one."""

import json
import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from nbnn.cli.lesson_page import lesson_page, page_of
from tests.page.test_page import held


def written(folder, *cells):
    path = folder / "16-new.ipynb"
    nbformat.write(new_notebook(cells=list(cells)), path)
    return path


def test_a_page_has_the_words_the_code_and_each_lab_that_is_shown(tmp_path):
    html = lesson_page(written(
        tmp_path, new_markdown_cell("# On <slopes>\n\nSee [the next](14-graphs.ipynb) for $w^2$."),
        new_code_cell("import nbnn\nlab = nbnn.labs.LossLab(); closed = nbnn.labs.Playground(); closed.close()"),
        new_code_cell("lab"), new_code_cell("print('<i>'); 1 < 2")))
    shown = re.findall(r'data-widget="(\w+)"', html)
    states = json.loads(held(html, "state")["widgets"])
    assert len(shown) == 1 and states[shown[0]]["model_name"] == "VBoxModel"
    assert not any("playground" in str(each["state"].get("_anywidget_id", "")).lower() for each in states.values())
    assert "<title>On &lt;slopes&gt;</title>" in html and '<a href="14-graphs.html">the next</a>' in html and "<msup>" in html
    assert '<pre class="output">&lt;i&gt;\n</pre>' in html and '<pre class="output">True</pre>' in html
    assert html.index("On &lt;slopes") < html.index("LossLab()") < html.index("data-widget")


def test_a_cell_that_fails_is_named_with_its_error(tmp_path):
    path = written(tmp_path, new_code_cell("1"), new_markdown_cell("words"), new_code_cell("1/0"))
    with pytest.raises(ValueError, match=r"^cell 3 of the notebook fails, so there is no page: ZeroDivisionError: division by zero$"):
        lesson_page(path)


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"cells": 3, "nbformat": 4}', "\ud800"])
def test_what_is_no_notebook_is_refused(tmp_path, content):
    path = tmp_path / "a.ipynb"
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    with pytest.raises(ValueError, match=r"a\.ipynb is not a notebook"):
        lesson_page(path)


@pytest.mark.parametrize(("address", "leads"), [
    ("13-one.ipynb", "13-one.html"), ("13-one.ipynb#Part-two", "13-one.html#Part-two"), ("#Part-two", "#Part-two"),
    ("https://example.org/a", "https://example.org/a"), ("javascript:alert(1)", None), ("../fruit.csv", None), ("LECTURER.md", None)])
def test_a_link_leads_to_a_page_or_nowhere(address, leads):
    assert page_of(address) == leads
