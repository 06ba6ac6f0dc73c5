"""A lesson's Markdown on paper: what is text stays text, and of a formula only MathML comes through."""

import json
import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

from nbnn.cli.prose import html, mathml

LESSONS = sorted((Path(__file__).parents[2] / "notebooks").glob("[0-9][0-9]-*.ipynb"))


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_every_lesson_can_be_typeset(lesson):
    cells = json.loads(lesson.read_text("utf-8"))["cells"]
    words = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    made = "".join(map(html, words))
    assert made.count("<math") == sum(len(re.findall(r"\$\$.+?\$\$|\$[^$\n]+?\$", each, re.DOTALL)) for each in words)
    assert not re.search(r"<script|<img|href=|src=| on[a-z]+=", made)


def test_words_lists_tables_and_formulas():
    made = html("## A *head*\n\n1. one\n2. $x^2$\n\n| a |\n|---|\n| b |\n\n$$y = \\frac{1}{2}$$")
    parts = ("<h2>A <em>head</em></h2>", "<ol>", "<msup><mi>x</mi><mn>2</mn></msup>", "<td>b</td>", '<math display="block">', "<mfrac>")
    for part in parts:
        assert part in made, part


@pytest.mark.parametrize(("words", "whole"), [
    ("so $y<0$. Then", 1), ("for $x$, ($z$) and the $i$th", 3), ("of $x$ and $z$ there", 0), ("| $x$ | $z$ |\n|---|---|\n| $y$ | $h$ |", 0),
    ("$$x$$\n\nThen.", 0),
])
def test_a_formula_stays_with_what_touches_it(words, whole):
    made = html(words)
    assert made.count('<span class="whole">') == whole == made.count("</math>.</span>") + made.count("</math>,</span>") \
        + made.count("</math>)</span>") + made.count("</math>th</span>")


@pytest.mark.parametrize(("latex", "prefixes"), [
    ("-1", 0), ("1 - 2", 0), ("y = -500", 1), ("2 + (-1) \\cdot (-3)", 2), ("f(x) - 1", 0), ("|x| - 1", 0), ("[1, -1, +2]", 2),
    ("e^{-x}", 0),
])
def test_a_sign_stands_at_its_number(latex, prefixes):
    """Where it is the first of its row, MathML knows that it does."""
    assert mathml(latex).count('<mo form="prefix">') == prefixes


def test_a_heading_is_where_a_link_to_it_leads():
    """As JupyterLab has it, for which the links of the course are written."""
    slides = (LESSONS[0].parent / "SLIDES.md").read_text("utf-8")
    links = set(re.findall(r"\]\((\S+\.ipynb)#(\S+)\)", slides))
    for lesson in LESSONS:
        cells = json.loads(lesson.read_text("utf-8"))["cells"]
        headings = [line for cell in cells if cell["cell_type"] == "markdown" for line in "".join(cell["source"]).split("\n")
                    if line.startswith("#")]
        places = set(map(unescape, re.findall(r'id="([^"]+)"', html("\n\n".join(headings), lambda address: address))))
        assert {unquote(place) for name, place in links if name == lesson.name} <= places
    assert len(links) > 40 and "id=" not in html("# On paper")


def test_a_link_is_its_words():
    assert html("see [03](03-losses.ipynb) and [the paper](https://doi.org/10/x)") == \
        "<p>see 03 and the paper (https://doi.org/10/x)</p>\n"
    assert html("![a picture](picture.png)") == "<p>[a picture]</p>\n"


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))",
                                  "[x](https://a.b/\"><script>alert(1)</script>)", "![<script>](x)", "`<script>`", "<b onclick=x>\n\nb",
                                  "```\n<script>\n```", "```<script>\nx\n```", "$<script>$", "| <script> |\n|---|\n| $<b>$ |"])
def test_no_markup_gets_through(evil):
    try:
        made = html(evil)
    except ValueError:
        return
    assert not re.search(r"<(?:script|img|b)\b|<[^>]* (?:on\w+|href|src)=", made), made


@pytest.mark.parametrize("latex", [r"\text{<script>alert(1)</script>}", r"\href{javascript:alert(1)}{x}", r"\undefinedcommand{x}"])
def test_a_formula_that_is_more_than_mathml(latex):
    with pytest.raises(ValueError, match="cannot be typeset"):
        mathml(latex)


@pytest.mark.parametrize(("library", "markdown"), [("mistune", "words"), ("latex2mathml", "$x$")])
def test_without_the_libraries_it_says_what_to_do(monkeypatch, library, markdown):
    monkeypatch.setitem(__import__("sys").modules, library, None)
    monkeypatch.setitem(__import__("sys").modules, f"{library}.converter", None)
    with pytest.raises(ImportError, match=r"pip install 'nbnn\[lab\]'"):
        html(markdown)
