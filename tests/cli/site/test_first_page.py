"""The way to every lesson. tests/browser/test_first_page.py opens the page itself."""

from pathlib import Path

from nbnn.cli.site.first_page import entry, title_and_question

LESSONS = sorted(Path("notebooks").resolve().glob("[0-9][0-9]-*.ipynb"))


def test_every_lesson_has_a_title_and_a_question():
    found = [title_and_question(path) for path in LESSONS]
    assert len(found) == len({title for title, _ in found}) > 0
    assert all(question.startswith("<p>") and "?" in question for _, question in found)


def test_a_lesson_can_be_read_and_run(tmp_path):
    path = tmp_path / "16-a & b.ipynb"
    path.write_text('{"cells": [{"cell_type": "markdown", "source": "# On <slopes>"}]}')
    assert '<b>16 On &lt;slopes&gt;</b>' in entry(path)
    assert 'href="lessons/16-a%20%26%20b.html"' in entry(path)
    assert 'href="lite/notebooks/index.html?path=16-a%20%26%20b.ipynb"' in entry(path)
