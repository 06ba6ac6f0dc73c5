"""A lesson as a page, read as text. tests/browser/test_pages.py opens one."""

import json
import re
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from nbnn.cli import lesson_page as made
from nbnn.cli.lesson_page import lesson_page, page_of
from nbnn.cli.prose import html as prose
from tests.page.test_page import held

LESSONS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


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
    assert '<pre class="output single">&lt;i&gt;\n</pre>' in html and '<pre class="output single">True</pre>' in html
    assert html.count("<h1") == 1 and f'data-widget="{shown[0]}" data-lab="LossLab"' in html
    assert html.index("On &lt;slopes") < html.index("LossLab()") < html.index("data-widget")


def test_a_page_spends_on_answers_what_it_may(tmp_path):
    cell, size = new_code_cell("import nbnn\nnbnn.labs.Playground(epochs=5)"), []
    for most in (0, None):
        size.append(len(held(lesson_page(written(tmp_path, cell), answers=most), "answers")["all"]))
    assert size[0] < 100 < size[1]


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



@pytest.mark.parametrize(("lite", "found"), [
    (None, "pip install"), ("../lite/", 'href="../lite/notebooks/index.html?path=13%20one.ipynb"'),
    ("https://example.org/a?b&c", 'href="https://example.org/a?b&amp;c/notebooks/index.html')])
def test_a_page_says_how_to_run_the_lesson(lite, found):
    assert found in made._how_to_run("13 one.ipynb", lite)


@pytest.mark.parametrize("lite", ["", "javascript:alert(1)", "//example.org", 'a" onclick="x', "data:text/html,x"])
def test_an_address_that_is_none_is_refused_before_anything_runs(lite, tmp_path):
    with pytest.raises(ValueError, match="give the address of a JupyterLite site"):
        lesson_page(tmp_path / "not-there.ipynb", lite)


def test_a_lesson_runs_in_a_folder_of_its_own_with_the_files_that_it_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plants.csv").write_text("a,b\n1,2\n")
    (tmp_path / "nbnn-progress.json").write_text("{}")
    html = lesson_page(written(tmp_path, new_code_cell(
        'import os; open("written.txt", "w").write("x"); print(open("plants.csv").read(), sorted(os.listdir()))')))
    assert "1,2" in html and "[&#x27;plants.csv&#x27;, &#x27;written.txt&#x27;]" in html
    assert sorted(path.name for path in tmp_path.iterdir()) == ["16-new.ipynb", "nbnn-progress.json", "plants.csv"]
    assert "<h1>16-new</h1>" in html, "a lesson without a title has its file's name"


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_lesson_has_a_title_a_description_and_headings_in_order(path):
    notebook = nbformat.read(path, as_version=4)
    words = "\n".join(prose(cell.source, page_of) for cell in notebook.cells if cell.cell_type == "markdown")
    levels = [int(level) for level in re.findall(r"<h(\d)", words)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False)), "no level is left out"
    description = made._description(notebook)
    assert 40 < len(description) <= made.MOST + 2 and not re.search(r"[<>$*`\\]", description), description


def test_code_and_outputs_can_be_read_on_a_phone_and_reached_by_key():
    long = "x = " + "1 + " * 30 + "1"
    assert made._pre("output", long, long) == f'<pre class="output single">{long}</pre>', "one line wraps"
    assert made._pre("", "", f"{long}\n{long}") == '<pre tabindex="0"></pre>', "several do not, and are scrolled"
    assert made._pre("", "", "x = 1\ny = 2") == "<pre></pre>"
    empty = next(made._cell(new_markdown_cell("|   | a |\n|---|---|\n| 1 | 2 |"), {}))
    assert "<td></td>" in empty and "<th>a</th>" in empty, "an empty heading is none"
