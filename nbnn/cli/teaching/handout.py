"""A lesson on paper: its words and its exercises with empty boards to fill in, and a page with the solutions for the same seed.

Each page is a whole HTML file that needs nothing else: no script, no network, made to be printed. Everything that is
text goes through `_tag`, which escapes it. A stored picture is an image with its bytes inside, in which nothing can run.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape, unescape

import numpy as np

from ...core.training.sgd import Step
from ...exercises.judging.exercise import Exercise, Variant
from ...exercises.judging.matching import TOLERANCE
from ...exercises.judging.misconceptions import MISCONCEPTIONS
from ...exercises.judging.sheets import Line
from ...exercises.kinds.by_hand import Numbers, Part, place_of
from ...exercises.kinds.choice import Chosen, Ordered
from ...exercises.kinds.code import CodeTask
from ...exercises.kinds.page import solution
from ...exercises.lessons.table import exercises, of_lesson
from ...explain.writing.mathml import mathml
from ...explain.writing.template import Node
from ...explain.writing.typeset import label_pieces, pieces
from ..notebook_text import ANSWER, ASKS, CODE, EXERCISE, LAB, TEXT, Block

PAGE_LINES = 18  # of boxes that fit on a page of A4 or Letter, with the words that lead to them
LONG, EXAMPLE = '<section class="long">', '<div class="example">'
WRITING_LINES = 10  # ruled lines for a function written by hand
X0, APART, ROW, RADIUS = 7.0, 18.0, 15.0, 6.5  # of the drawing, in mm: room for a number in each circle
STYLE = """
@page { margin: 16mm 16mm 18mm }
* { box-sizing: border-box }
body { font: 11pt/1.45 "Noto Serif", Georgia, serif; color: #000; background: #fff; max-width: 178mm; margin: 8mm auto; padding: 0 4mm }
@media print { body { max-width: none; margin: 0; padding: 0 } }
h1 { font-size: 17pt; margin: 0 0 2mm }
h2 { font-size: 12.5pt; margin: 0 0 1.5mm }
h3 { font-size: 11pt; margin: 3mm 0 1mm }
p { margin: 0 0 1.5mm; orphans: 3; widows: 3 }
.who { display: flex; gap: 8mm; margin: 3mm 0 6mm }
.who span { flex: 1; border-bottom: 0.3mm solid #000; padding-bottom: 5mm; font-size: 9pt }
section { margin: 0 0 7mm; padding-top: 3mm; border-top: 0.3mm solid #888 }
.task, .task > .words, .shown, .start, section, section > p, .example { break-inside: avoid }
section ul, li, pre, svg, tr, math[display="block"] { break-inside: avoid }
.long { break-inside: auto }
.results > div { break-inside: avoid; margin-bottom: 2mm }
.results > div:has(+ .words) { break-after: avoid }
h2, h3, section > p, .start > p, .example > p, .task > .words { break-after: avoid }
.shown, .mistakes { break-before: avoid }
.note { font-size: 9pt; color: #333 }
table { border-collapse: collapse; margin: 1mm 0 2mm }
th, td { text-align: left; vertical-align: middle; padding: 0.8mm 3mm 0.8mm 0; font-weight: normal }
.asked th { font-weight: bold }
.formula { color: #222 }
.boxes { display: inline-grid; gap: 1mm }
.box { display: inline-block; width: 17mm; height: 7.2mm; border: 0.35mm solid #000; border-radius: 1mm }
.small { width: 8mm }
.asked .box { border-width: 0.6mm }
ol, ul { margin: 1mm 0; padding: 0; list-style: none }
li { display: flex; gap: 3mm; align-items: center; margin: 1.5mm 0 }
.tick { flex: none; width: 4.5mm; height: 4.5mm; border: 0.35mm solid #000 }
.rule { border-bottom: 0.2mm solid #777; height: 8mm }
pre { font: 7.5pt/1.5 "Noto Sans Mono", "DejaVu Sans Mono", monospace; white-space: pre-wrap; margin: 1mm 0 2mm }
code { font-family: "Noto Sans Mono", "DejaVu Sans Mono", monospace; font-size: 10pt }
svg { flex: none; margin: 1mm 0 }
.picture { display: block; max-width: 100%; max-height: 110mm; margin: 1mm 0 3mm; object-fit: contain; object-position: left }
.work { display: flex; flex-wrap: wrap; gap: 1mm 6mm; align-items: flex-start }
.work table { flex: 1 1 95mm; min-width: 0; width: auto }
math { font-size: 105% }
.whole { white-space: nowrap }
.vec { font-weight: bold }
.matrix { border: 0.3mm solid; border-width: 0 0.3mm; border-radius: 1.6mm; border-collapse: separate; border-spacing: 0 }
.matrix { padding: 0 0.8mm; margin: 0.4mm 0.5mm }
.worked, .worked tbody { display: block }
.worked tr { display: flex; flex-wrap: wrap; align-items: center }
.worked td { padding: 0.6mm 1.5mm 0.6mm 0; font-size: 10pt }
.worked td:first-child { min-width: 16mm }
.worked td:nth-child(2) { min-width: 36mm }
.worked .why { font-size: 9pt; color: #333; padding-left: 6mm }
.mistakes td { font-size: 9pt; border-top: 0.2mm solid #bbb }
.words { line-height: 1.5 }
.words table { margin: 2mm 0 }
.words th, .words td { border-bottom: 0.2mm solid #999 }
.words ul, .words ol { padding-left: 6mm; list-style: initial }
.words ol { list-style: decimal }
.words li { display: list-item }
.words math[display="block"] { display: block; margin: 1.5mm 0 }
pre.cell { background: #f3f3f3; padding: 1.5mm 2.5mm; font-size: 8.5pt; margin: 1.5mm 0 }
.prediction { display: flex; gap: 3mm; align-items: flex-end; margin: 0 0 3mm; font-size: 9pt }
.prediction span { flex: 1; border-bottom: 0.2mm solid #777; height: 7mm }
"""


class Html(str):
    """Text that is HTML already."""


def handout(lesson: str, seed: int = 1, title: str = "", formulas: bool = True, text: Sequence[Block] = (),
            html: Callable[[str], str] = escape) -> str:
    """Write the page to fill in: the lesson with each exercise in its place, or, without a text, its exercises.

    What the lesson says after a prediction is left out: it is on the page with the solutions.

    Parameters
    ----------
    lesson : its number, "13".
    seed : which numbers; the same page for the same seed.
    title : of the lesson, for the head of the page.
    formulas : whether the boards say how each line is calculated; without them a learner has to know.
    text : what stands in the lesson, from `notebook_text.blocks`. html : Markdown → HTML that is safe to write as it is.

    Raises ValueError for a lesson without exercises.
    """
    found = _variants(lesson, seed, text)
    head = [_tag("h1", _head(lesson, title)), _tag("p", f"Sheet {seed}. {_how_to(found)}", Class="note"),
            _tag("div", _tag("span", "Name"), _tag("span", "Date"), Class="who")]
    keys = [each.exercise.key for each in found]
    sections = dict(zip(keys, _sections(found, lambda variant: _questions(variant, formulas)), strict=True))
    return _page(_head(lesson, title), [*head, *_lesson(_without_title(text), sections, html), *sections.values()])


def _without_title(text: Sequence[Block]) -> list[Block]:
    """The head of the page has it already."""
    first, *rest = text or (Block(TEXT, ""),)
    return [Block(TEXT, first.source.partition("\n")[2].strip()), *rest] if first.source.startswith("# ") else list(text)


def _lesson(text: Sequence[Block], sections: dict[str, Html], html: Callable[[str], str]) -> list[Html]:
    """The lesson's cells in order; the words that lead to an exercise stay on its page."""
    made: list[Html] = []
    for before, block, asked in zip((None, *text), text, _asked(text)):
        here = _cell(block, sections, html, asked)
        if here and block.kind == EXERCISE and before is not None and before.kind == TEXT:
            here = _tag("div", made.pop(), here, Class=f"task{' long' if LONG in here else ''}")
        made.append(here)
    return made


def _asked(text: Sequence[Block]) -> list[bool]:
    """For each cell: is anything asked in its section up to it?"""
    found, asked = [], False
    for block in text:
        if block.kind == TEXT:
            asked = bool(ASKS.search(block.source)) or (asked and not re.search(r"^#", block.source, re.MULTILINE))
        found.append(asked)
    return found


def _cell(block: Block, sections: dict[str, Html], html: Callable[[str], str], asked: bool) -> Html:
    """A cell of the lesson; an exercise is taken out of `sections`, and what is shown twice stands where it comes first.

    asked : its section asks for something: what it comes to is for the solutions. What a lab shows always is.
    """
    if block.kind == EXERCISE:
        return sections.pop(block.source, Html(""))
    if block.kind == ANSWER:
        return Html("")
    if block.kind == TEXT:
        return _words(block, html)
    note = "Interactive in the notebook. What I saw:" if block.kind == LAB else "My prediction:" if block.output else ""
    room = [_tag("div", note, _tag("span"), Class="prediction")] if note else []
    seen = _picture(block) if block.kind == CODE and not asked else []
    return _tag("div", _tag("pre", block.source, Class="cell"), *(seen or room), Class="shown")


def _picture(block: Block) -> list[Html]:
    """The picture that is stored with a cell, as an image that says its words; [] where there is none."""
    if not block.picture:
        return []
    said = re.search(r'<svg[^>]*? aria-label="([^"]*)"', block.picture)
    source = f"data:image/svg+xml;base64,{b64encode(block.picture.encode()).decode()}"
    size = re.search(r'<svg[^>]*? width="(\d{1,4})[^"]{0,8}" height="(\d{1,4})[^"]{0,8}"', block.picture)
    width, height = size.groups() if size else ("640", "400")
    return [_tag("img", alt=unescape(said[1]) if said else "What the cell shows", src=source, width=width, height=height, Class="picture")]


def _words(block: Block, html: Callable[[str], str]) -> Html:
    return _tag("div", Html(html(block.source)), Class="words") if block.source else Html("")


def solutions(lesson: str, seed: int = 1, title: str = "", text: Sequence[Block] = (), html: Callable[[str], str] = escape) -> str:
    """Write the solutions for the same seed, what typical mistakes make of these numbers, and the lesson's results. As `handout`."""
    name = f"Solutions. {_head(lesson, title)}"
    found = _variants(lesson, seed, text)
    head = [_tag("h1", name), _tag("p", f"For sheet {seed}. Every correct answer counts: a fraction or a decimal, and at a kink any "
                                        "value of the subdifferential, with the lines below following from it.", Class="note")]
    return _page(name, [*head, *_sections(found, _answers), *_results(text, html)])


def _results(text: Sequence[Block], html: Callable[[str], str]) -> list[Html]:
    """The lesson's cells with their results, and what the lesson says after its predictions."""
    found = []
    for block, after in zip(text, (*text[1:], None)):
        if block.kind == ANSWER:
            found.append(_words(block, html))
        elif block.kind in (CODE, LAB) and (block.output or block.picture or (after is not None and after.kind == ANSWER)):
            seen = [*([_tag("pre", block.output)] if block.output else []), *_picture(block)]
            found.append(_tag("div", _tag("pre", block.source, Class="cell"), *seen))
    return [_tag("section", _tag("h2", "Results in the lesson"), *found, Class="results long")] if found else []


def _variants(lesson: str, seed: int, text: Sequence[Block]) -> list[Variant]:
    """The lesson's exercises in the order in which its text asks for them; those that it does not show come last."""
    order = [block.source for block in text if block.kind == EXERCISE]
    found = sorted(of_lesson(lesson), key=lambda each: order.index(each.key) if each.key in order else len(order))
    if not found and not text:
        there = sorted({each.lesson for each in exercises().values()})
        raise ValueError(f"lesson {lesson!r} has no exercises; these have: {', '.join(there)}")
    return [each.variant(seed) for each in found]


def _head(lesson: str, title: str) -> str:
    return f"Lesson {lesson}: {title}" if title else f"Lesson {lesson}"


def _how_to(variants: list[Variant]) -> str:
    by_hand = any(isinstance(each, Numbers) for each in variants)
    return "Fill in the thick boxes; the thin ones are for the steps on the way. " + TOLERANCE if by_hand else ""


def _sections(variants: list[Variant], inside) -> list[Html]:
    """A section for each; one that is longer than a page breaks between two of its examples, the others do not break."""
    made = []
    for number, variant in enumerate(variants, start=1):
        parts = [_tag("h2", f"{number}. {_name(variant.exercise)}"), *inside(variant)]
        made.append(_long(parts) if _lines(variant) > PAGE_LINES else _tag("section", *parts))
    return made


def _long(parts: list[Html]) -> Html:
    """A section that may break; its head stays with its first example."""
    first = 1 + next(at for at, each in enumerate(parts) if each.startswith(EXAMPLE))
    return _tag("section", _tag("div", *parts[:first], Class="start"), *parts[first:], Class="long")


def _lines(variant: Variant) -> int:
    """How many lines of boxes its boards have, with three for the head of each example; 0 where there are none."""
    if not isinstance(variant, Numbers):
        return 0
    return 3 * len(variant.parts) + sum(box.shape[0] if len(box.shape) > 1 else 1 for box in variant.boxes())


def _name(exercise: Exercise) -> str:
    aside = "" if exercise.counts else " (for practice)"
    return f"{exercise.name} (far transfer, counted apart)" if exercise.far else f"{exercise.name}{aside}"


def _page(title: str, body: Iterable[Html]) -> str:
    head = _tag("head", Html('<meta charset="utf-8">'), _tag("title", title), Html(f"<style>{STYLE}</style>"))
    return Html("<!DOCTYPE html>\n") + _tag("html", head, _tag("body", *body), lang="en") + "\n"


def _tag(name: str, *inside: str, **attributes: str) -> Html:
    """An element; text in it is escaped unless it is Html, and in its attributes always. `Class` is the attribute class."""
    given = "".join(f' {key.replace("Class", "class").replace("_", "-")}="{escape(value)}"' for key, value in attributes.items())
    end = "" if name == "img" else f"</{name}>"
    return Html(f"<{name}{given}>{''.join(each if isinstance(each, Html) else escape(each) for each in inside)}{end}\n")


# ---- what is asked ----

def _questions(variant: Variant, formulas: bool) -> list[Html]:
    if isinstance(variant, Numbers):
        return _boards(variant, formulas)
    if isinstance(variant, Chosen):
        return [*_paragraphs(_question_alone(variant)), _tag("ul", *(_tag("li", _tag("span", Class="tick"), _tag("span", each))
                                                            for each in variant.fields[0].options))]
    if isinstance(variant, Ordered):
        return [*_paragraphs(_question_alone(variant)), _tag("ul", *(_tag("li", _tag("span", Class="box small"), _tag("span", each))
                                                            for each in variant.fields[0].options))]
    if isinstance(variant, CodeTask):
        return [*_paragraphs(variant.exercise.text), _tag("p", _tag("code", f"def {variant.exercise.signature}:")),
                *[_tag("div", Class="rule")] * WRITING_LINES]
    return _paragraphs(variant.question)


def _question_alone(variant: Variant) -> str:
    """The question without its statements, which follow as a list."""
    lines = variant.question.splitlines()
    return "\n".join(lines[:len(lines) - len(variant.fields[0].options)])


def _paragraphs(text: str) -> list[Html]:
    """A paragraph for each line, its symbols and numbers typeset."""
    return [_tag("p", *_typeset(pieces(line))) for line in text.splitlines() if line.strip()]


def _typeset(found: list) -> list[str]:
    return [each if isinstance(each, str) else Html(mathml(each["math"])) for each in found]


def _boards(variant: Numbers, formulas: bool) -> list[Html]:
    """The question, and for each of its examples a board with a box for every number on the way."""
    numbers = {line for part in variant.parts for line in part.says.splitlines()}
    said = [line for line in variant.question.splitlines() if line != TOLERANCE and not numbers & {line, line.partition(": ")[2]}]
    return [*_paragraphs("\n".join(said)), *(_example(variant, at, formulas) for at in range(len(variant.parts)))]


def _example(variant: Numbers, at: int, formulas: bool) -> Html:
    part, heading = variant.parts[at], [_tag("h3", f"Example {at + 1}")] if len(variant.parts) > 1 else []
    work = _tag("div", *_drawing(part.step), _board(variant, at, formulas), Class="work")
    return _tag("div", *heading, *_paragraphs(part.says), work, Class="example")


def _board(variant: Numbers, at: int, formulas: bool) -> Html:
    """One example's lines in order."""
    part, boxes = variant.parts[at], {place_of(box)[1]: box for box in variant.boxes() if place_of(box)[0] == at}
    written = {row["name"]: row["formula"] for row in solution(variant)["boards"][at]["rows"]}
    rows = []
    for line in part.sheet:
        if line.name in boxes:
            box = boxes[line.name]
            symbol = _tag("th", *_typeset(label_pieces(line.symbol, any(size > 1 for size in box.shape))))
            formula = [_tag("td", "= ", _formula(part, line, written), Class="formula")] if formulas else []
            rows.append(_tag("tr", symbol, *formula, _tag("td", _boxes(box.shape)), Class="asked" if box in variant.fields else "way"))
    return _tag("table", *rows)


def _formula(part: Part, line: Line, written: Mapping[str, Node]) -> str:
    """How a line is calculated, as the board writes it; where the board would give away which case holds, all cases."""
    if part.step is not None and line.name == "dl_dy":
        return "; ".join(f"{case.derivative} {case.condition}".strip() for case in part.step.loss_record.cases) or line.formula
    node = written.get(line.name)
    return Html(mathml(node)) if node else line.formula


def _boxes(shape: tuple[int, ...]) -> Html:
    """An empty box for each number: a row of them, or a table of rows and columns."""
    columns = shape[-1] if shape else 1
    return _tag("div", *[_tag("span", Class="box")] * int(np.prod(shape, dtype=int)), Class="boxes",
                style=f"grid-template-columns: repeat({columns}, max-content)")


def _drawing(step: Step | None) -> list[Html]:
    """The network with empty circles, to write the numbers into; nothing where there is none."""
    if step is None:
        return []
    sizes = step.before.sizes
    tall = max(sizes)
    layers = [[(X0 + APART * layer, ROW * (unit + (tall - size + 1) / 2)) for unit in range(size)] for layer, size in enumerate(sizes)]
    edges = [_tag("line", x1=f"{a:g}", y1=f"{b:g}", x2=f"{c:g}", y2=f"{d:g}", stroke="#999", stroke_width="0.2")
             for one, after in zip(layers, layers[1:]) for a, b in one for c, d in after]
    circles = [_tag("circle", cx=f"{a:g}", cy=f"{b:g}", r=f"{RADIUS:g}", fill="#fff", stroke="#000", stroke_width="0.3")
               for layer in layers for a, b in layer]
    wide, high = 2 * X0 + APART * (len(sizes) - 1), ROW * tall
    return [_tag("svg", *edges, *circles, viewBox=f"0 0 {wide:g} {high:g}", width=f"{wide:g}mm", height=f"{high:g}mm", role="img",
                 aria_label=f"The network, from the left {', '.join(map(str, sizes))} units, each an empty circle")]


# ---- the answers ----

def _answers(variant: Variant) -> list[Html]:
    if isinstance(variant, Numbers):
        return [*(_worked_example(board) for board in solution(variant)["boards"]), *_mistakes(variant)]
    if isinstance(variant, CodeTask):
        return [_tag("pre", variant.solution())]
    return _paragraphs(variant.solution())


def _worked_example(board: dict) -> Html:
    """One example worked out: symbol, formula, numbers, value, and why an entry is 0."""
    heading = [_tag("h3", board["title"])] if board["title"] else []
    rows = []
    for row in board["rows"]:
        cells = [_tag("td", Html(mathml(row["symbol"])))]
        cells += [_tag("td", *(("= ", Html(mathml(row[part]))) if row[part] else ())) for part in ("formula", "numbers", "value")]
        rows += [_tag("tr", *cells), *(_tag("tr", _tag("td", f"↳ {why}", Class="why", colspan="4")) for why in row["reasons"])]
    return _tag("div", *heading, _tag("table", *rows, Class="worked"), Class="example")


def _mistakes(variant: Numbers) -> list[Html]:
    """What the mistakes that this exercise tells apart make of these numbers."""
    rows = []
    for key in variant.exercise.tells:
        answer = variant.answer_of(MISCONCEPTIONS[key])
        if answer:
            wrong = "; ".join(f"{box.label} = {answer[box.id]}" for box in variant.fields)
            rows.append(_tag("tr", _tag("td", MISCONCEPTIONS[key].name), _tag("td", wrong)))
    return [_tag("p", "Typical mistakes with these numbers:", Class="note"), _tag("table", *rows, Class="mistakes")] if rows else []
