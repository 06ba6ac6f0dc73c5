"""Hand-outs: an empty box for every number, the same seed for both pages, nothing that is not escaped, no network."""

import re
from base64 import b64decode
from functools import cache
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from nbnn.__main__ import main
from nbnn.cli.notebook_text import ANSWER, ASKS, CODE, TEXT, Block, blocks
from nbnn.cli.teaching.handout import _tag, handout, solutions
from nbnn.exercises.judging.sheets import Line
from nbnn.exercises.kinds.by_hand import ByHand, Part
from nbnn.exercises.kinds.choice import Choice, Option
from nbnn.exercises.kinds.page import solution
from nbnn.exercises.lessons.table import exercises, of_lesson
from nbnn.explain.writing.mathml import mathml

LESSONS = sorted({each.lesson for each in exercises().values()})
VOID = {"meta", "br", "img"}
PICTURE = r'<img alt="[^"]*" src="data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)" width="\d+" height="\d+" class="picture">'


class Page(HTMLParser):
    """Reads a page, and fails where an element is not closed."""

    def __init__(self, html):
        super().__init__()
        self.open, self.tags, self.words = [], [], []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())

    def count(self, tag):
        return sum(name == tag for name, _ in self.tags)


@cache
def both_pages(lesson):
    """The exercises of a lesson, and their solutions: made once for all tests that only read them."""
    return handout(lesson, 5, "Its title"), solutions(lesson, 5)


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_lesson_has_both_pages(lesson):
    sheet, answers = map(Page, both_pages(lesson))
    assert f"Lesson {lesson}: Its title" in sheet.text
    for page in (sheet, answers):
        for exercise in of_lesson(lesson):
            assert exercise.name in page.text
        assert page.count("section") == len(of_lesson(lesson))


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_page_needs_nothing_else(lesson):
    for html in both_pages(lesson):
        assert not re.search(r"https?:|//|<script|src=|href=|url\(|@import| on[a-z]+=", html)


@pytest.mark.parametrize("key", [key for key, each in exercises().items() if isinstance(each, ByHand)])
def test_a_box_for_every_number_and_its_solution_on_the_other_page(key):
    exercise = exercises()[key]
    variant = exercise.variant(5)
    sheet, answers = both_pages(exercise.lesson)
    section = _section(sheet, exercise.name)
    entries = sum(_size(box.shape) for box in variant.boxes())
    assert section.count('class="box"') == entries
    assert section.count('<tr class="asked">') == len(variant.fields)
    worked = _section(answers, exercise.name)
    for board in solution(variant)["boards"]:
        assert all(mathml(row["value"]) in worked for row in board["rows"])
        assert all(escape(why) in worked for row in board["rows"] for why in row["reasons"])


def _section(html, name):
    """The section of an exercise, up to its end."""
    parts = [part.split("</section>")[0] for part in re.split(r"<section[^>]*>", html)[1:]]
    (found,) = (part for part in parts if re.search(rf"\. {re.escape(escape(name))}(?: \([a-z, ]+\))?</h2>", part))
    return found


def _size(shape):
    size = 1
    for each in shape:
        size *= each
    return size


def test_no_answer_stands_on_the_sheet():
    for seed in range(5):
        variant = exercises()["whole_board"].variant(seed)
        sheet = handout("13", seed)
        assert variant.right_answer()["dl_dW1"] not in sheet
        assert "if yz &lt; 1; 0 if yz ≥ 1" in sheet  # all cases, not the one that holds


def test_without_formulas():
    assert handout("13").count('class="formula"') > 20
    assert 'class="formula"' not in handout("13", formulas=False)


def test_seeds():
    assert handout("13", 1) == handout("13", 1)
    assert handout("13", 1) != handout("13", 2)


def test_typical_mistakes_stand_beside_the_solution():
    text = Page(solutions("03")).text
    wrong = exercises()["hinge_slope"].variant(1)
    assert "Typical mistakes" in text
    assert "margin test inverted" in text
    assert wrong.fields[0].label in text


def test_everything_is_escaped(monkeypatch):
    evil = '<script>alert("x")</script>&'
    part = Part({"u": 1.0}, (Line("v", lambda v: v.u, evil, symbol=evil),), evil)
    made = {
        "a": ByHand(key="a", name=evil, lesson="99", asks=("v",), draw=lambda rng: (part,), text=evil),
        "b": Choice(key="b", name=evil, lesson="99", text=evil, options=(Option(evil, evil, True), Option("other", ""))),
    }
    monkeypatch.setattr("nbnn.cli.teaching.handout.of_lesson", lambda lesson: tuple(made.values()))
    for html in (handout("99", 1, evil), solutions("99", 1, evil)):
        assert "<script" not in html
        assert "&lt;script&gt;" in html
        assert Page(html).text.count(evil) >= 4
    assert _tag("p", evil, title='"') == "<p title=\"&quot;\">&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;</p>\n"


def test_a_lesson_without_exercises():
    with pytest.raises(ValueError, match="lesson '77' has no exercises; these have: 01"):
        handout("77")


def test_the_command(tmp_path, capsys):
    assert main(["handout", "13", "--seed", "4", "--to", str(tmp_path)]) == 0
    (sheet,) = tmp_path.iterdir()
    assert sheet.name == "nbnn-handout-13-seed-4.html"
    assert main(["handout", "13", "--seed", "4", "--solutions", "--no-symbols", "--to", str(tmp_path)]) == 0
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["nbnn-handout-13-seed-4-solutions.html", "nbnn-handout-13-seed-4.html"]
    assert "written" in capsys.readouterr().out
    assert main(["handout", "77", "--to", str(tmp_path)]) == 2
    assert main(["handout", "13", "--to", str(tmp_path / "not" / "yet")]) == 0
    assert [path.name for path in (tmp_path / "not" / "yet").iterdir()] == ["nbnn-handout-13-seed-1.html"]


def test_the_title_comes_from_the_notebook(tmp_path):
    (tmp_path / "13-x.ipynb").write_text('{"cells": [{"cell_type": "markdown", "source": ["# By *hand*\\n", "\\n", "more"]}]}', "utf-8")
    assert main(["handout", "13", "--folder", str(tmp_path), "--to", str(tmp_path)]) == 0
    assert "<h1>Lesson 13: By hand</h1>" in (tmp_path / "nbnn-handout-13-seed-1.html").read_text("utf-8")


# ---- with the lesson's text ----

NOTEBOOKS = sorted((Path(__file__).parents[3] / "notebooks").glob("[0-9][0-9]-*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_lesson_on_paper_has_its_words_and_each_exercise_once(path):
    lesson, text = path.stem[:2], blocks(path)
    made = handout(lesson, 2, "T", text=text)
    page = Page(made)
    assert made == handout(lesson, 2, "T", text=text), "the same page for the same seed"
    assert not re.search(r"<script|src=|href=|url\(|@import| on[a-z]+=", re.sub(PICTURE, "<img>", made))
    told = solutions(lesson, 2, text=text)
    assert not re.search(r"<script|src=|href=|url\(|@import| on[a-z]+=", re.sub(PICTURE, "<img>", told))
    assert [b64decode(each).decode() for each in re.findall(PICTURE, told)] == [block.picture for block in text if block.picture]
    assert all(len(re.findall(PICTURE, page)) == page.count("<img") for page in (made, told))
    headings = [line.lstrip("# ") for block in text if block.kind == "text" for line in block.source.splitlines() if line.startswith("## ")]
    for heading in headings:
        assert re.sub(r"[$*`]", "", heading) in re.sub(r"[$*`]", "", page.text), heading
    assert page.count("section") == len(of_lesson(lesson))
    for exercise in of_lesson(lesson):
        assert len(re.findall(rf"<h2>\d+\. {re.escape(escape(exercise.name))}(?: \([a-z, ]+\))?</h2>", made)) == 1, exercise.key
    answers = [block.output for block in text if block.kind == "code" and len(block.output) > 12]
    assert not [each for each in answers if each in page.text], "what a cell comes to is for the solutions"
    told = Page(told).text
    for block in text:
        if block.kind == ANSWER:
            assert escape(block.source) not in made
            assert " ".join(block.source.split()) in told
    assert all(" ".join(each.split()) in told for each in answers)


def test_a_picture_stands_where_nothing_is_asked_and_with_the_solutions():
    hostile = '<svg aria-label="a &lt;b&gt; &amp; c" width="9"><script>x</script></svg>'
    of = lambda kind, name: Block(kind, name, "", f'<svg xmlns="…" width="640" height="276.5" aria-label="{name}"/>')
    text = (Block(TEXT, "# One"), of(CODE, "shown"), Block(TEXT, "**Predict** it."), of(CODE, "asked"), Block(TEXT, "More."),
            of(CODE, "still"), Block(TEXT, "## Two"), of(CODE, "again"), of("lab", "labs.Stepper()"),
            Block(CODE, "net", "Network", hostile))
    sheet, told = handout("13", text=text), solutions("13", text=text)
    said = lambda page: re.findall(r'<img alt="([^"]*)"', page)
    assert said(sheet) == ["shown", "again", "a &lt;b&gt; &amp; c"]
    assert said(told) == ["shown", "asked", "still", "again", "labs.Stepper()", "a &lt;b&gt; &amp; c"]
    assert "<script" not in sheet + told and 'width="640" height="276"' in sheet and "</img>" not in sheet


NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?!\w)")


def numbers_in(text):
    return {float(each) for each in NUMBER.findall(text)}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_sentence_after_a_prediction_prints_its_number(path):
    """A number of two digits or more that a cell comes to, and nothing before it has, is not in the words that follow it on the sheet."""
    before, result, found, asked = set(), set(), [], False
    for block in blocks(path):
        if block.kind == TEXT:
            found += [(each, block.source[:60]) for each in numbers_in(block.source) & result - before]
            asked = asked or bool(ASKS.search(block.source))
        if block.kind != ANSWER:
            before |= numbers_in(block.source)
        if block.kind not in (TEXT, ANSWER):
            result = {each for each in numbers_in(block.output) if each != int(each) or each > 9} if block.kind == CODE and asked else set()
            asked = False
    assert found == []


def test_an_answer_is_for_the_solutions():
    text = (Block("text", "**Predict** it."), Block("code", "1 + 1", "2"), Block("answer", "It is *two*."), Block("text", "Now go on."),
            Block("lab", "labs.Stepper()"), Block("answer", "It moved."), Block("lab", "labs.InitLab()"))
    sheet, answers = Page(handout("13", text=text)).text, Page(solutions("13", text=text, html=lambda words: f"<p>{words}</p>")).text
    assert "Predict" in sheet and "Now go on." in sheet
    assert "It is *two*" not in sheet and "It moved" not in sheet
    assert "1 + 1 2 It is *two*. labs.Stepper() It moved." in answers
    assert "InitLab" not in answers and "Now go on." not in answers


def test_only_a_cell_with_a_result_asks_for_a_prediction():
    assert "My prediction" not in handout("13", text=(Block("code", "net = 1"),))


def test_exercises_stand_where_the_lesson_asks_for_them_and_are_numbered_so():
    text = (Block("text", "# T\n\nBegin."), Block("exercise", "first_layer"), Block("text", "Between."), Block("exercise", "last_layer"),
            Block("exercise", "first_layer"))
    words = Page(handout("13", text=text)).text
    order = ["Begin.", "1. ∂ℓ/∂W⁽¹⁾, which the lecture leaves out", "Between.", "2. ∂ℓ/∂w⁽²⁾", "3. "]
    places = [words.index(each) for each in order]
    assert places == sorted(places)
    assert "1. ∂ℓ/∂W⁽¹⁾, which the lecture leaves out" in Page(solutions("13", text=text)).text


def test_a_cell_is_escaped_and_leaves_room_for_a_prediction():
    page = handout("13", text=(Block("code", "a < b  # <script>", "3"), Block("lab", "labs.Stepper()")))
    assert "<script" not in page
    assert Page(page).text.count("My prediction:") == 1
    assert Page(page).text.count("Interactive in the notebook. What I saw:") == 1


def test_the_command_writes_the_lesson_or_only_its_exercises(tmp_path, capsys):
    folder = str(NOTEBOOKS[0].parent)
    assert main(["handout", "6", "--folder", folder, "--to", str(tmp_path)]) == 0
    (page,) = tmp_path.iterdir()
    whole = page.read_text("utf-8")
    assert main(["handout", "6", "--folder", folder, "--to", str(tmp_path), "--exercises-only"]) == 0
    alone = page.read_text("utf-8")
    assert "Left of the hill" in whole
    assert "Left of the hill" not in alone
    assert capsys.readouterr().err == ""
    assert main(["handout", "6", "--folder", str(tmp_path), "--to", str(tmp_path)]) == 0
    assert "the exercises alone, because" in capsys.readouterr().err
    assert main(["handout", "0", "--folder", folder, "--to", str(tmp_path)]) == 0, "a lesson without exercises has words"
