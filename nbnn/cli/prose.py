"""A lesson's Markdown as HTML that needs nothing else: no script, no network, formulas as MathML.

What is written in the lesson is text: markup in it is escaped, and of what a formula becomes only MathML is let through.
This is the one file that needs the libraries which read Markdown and LaTeX; they come with the extra `lab`, and are imported on use.
"""

import re
from collections.abc import Callable
from html import unescape
from itertools import pairwise
from xml.etree import ElementTree

SIGNS, CLOSING, ROWS = "−-+±∓", ")]}|!", {"math", "mrow", "mstyle", "mtd"}
#: A formula with what touches it, as a comma does: a browser would begin a line with that.
TOUCHING = re.compile(r'[^\s<>]*<math display="inline">(?:(?!</math>).)*</math>[^\s<>]*', re.DOTALL)
INSTALL = "pip install 'nbnn[lab]', or leave the text out with --exercises-only"
MATHML = "{http://www.w3.org/1998/Math/MathML}"
ELEMENTS = {"math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "mroot", "msup", "msub", "msubsup", "mover", "munder",
            "munderover", "mtable", "mtr", "mtd", "mstyle", "mpadded", "mphantom"}
ATTRIBUTES = {"display", "mathvariant", "stretchy", "fence", "separator", "form", "movablelimits", "minsize", "maxsize", "linethickness",
              "displaystyle", "scriptlevel", "columnalign", "rowspacing", "columnspacing", "width", "height", "depth", "lspace", "rspace",
              "accent", "accentunder", "largeop", "symmetric", "columnlines", "rowlines"}


def html(markdown: str, linked: Callable[[str], str | None] | None = None) -> str:
    """Markdown with $…$ and $$…$$ as HTML.

    linked : an address → where a link to it leads, None for nowhere; headings have places to lead to then. Without it, as on paper, where
        one cannot press a link, it is its words; the address of another site follows.

    Raises ImportError, with what to do, where the libraries are missing; ValueError for a formula that cannot be typeset.
    """
    try:
        import mistune
        from mistune.plugins.math import math
        from mistune.plugins.table import table
    except ImportError as error:
        raise ImportError(f"a lesson's text needs {error.name}: {INSTALL}") from error

    class Renderer(mistune.HTMLRenderer):
        """A link is what it is where it stands, and an image what it shows."""

        def link(self, text, url, title=None):
            if linked is None:
                return f"{text} ({mistune.escape(url)})" if url.startswith("http") else text
            leads = linked(url)
            return text if leads is None else f'<a href="{mistune.escape(leads)}">{text}</a>'

        def heading(self, text, level, **attrs):
            if linked is not None:
                attrs["id"] = mistune.escape(_place(text))
            return super().heading(text, level, **attrs)

        def image(self, text, url, title=None):
            return f"[{text}]"

    convert = mistune.create_markdown(renderer=Renderer(escape=True), plugins=[math, table])
    convert.renderer.register("inline_math", lambda _renderer, text: mathml(text))
    convert.renderer.register("block_math", lambda _renderer, text: f"<p>{mathml(text, block=True)}</p>\n")
    return TOUCHING.sub(_whole, str(convert(markdown)))


def _whole(found: re.Match[str]) -> str:
    """Keep a formula and what touches it on one line."""
    text = found[0]
    return text if text.startswith("<") and text.endswith(">") else f'<span class="whole">{text}</span>'


def _place(heading: str) -> str:
    """What a link to a heading says after its #, as JupyterLab has it: its words, with hyphens between them. `heading`: as HTML."""
    return unescape(re.sub(r"<[^>]*>", "", heading)).replace(" ", "-")


def mathml(latex: str, block: bool = False) -> str:
    """A formula as MathML; the errors of `html`."""
    try:
        from latex2mathml.converter import convert
    except ImportError as error:
        raise ImportError(f"a lesson's formulas need {error.name}: {INSTALL}") from error
    try:
        root = ElementTree.fromstring(convert(latex.strip(), display="block" if block else "inline"))
    except Exception as error:  # the converter has many of its own
        raise ValueError(f"the formula {latex!r} cannot be typeset: {error}") from error
    for each in root.iter():
        name = each.tag.removeprefix(MATHML)
        if name not in ELEMENTS or not each.attrib.keys() <= ATTRIBUTES or (each.text or "").startswith("\\"):
            raise ValueError(f"the formula {latex!r} cannot be typeset: {each.text if name in ELEMENTS else name} in it is not known here")
        each.tag = name
    for row in root.iter():
        if row.tag in ROWS:
            _mark_signs(row)
    return ElementTree.tostring(root, encoding="unicode")


def _mark_signs(row: ElementTree.Element) -> None:
    """A sign behind another operator belongs to its number: without a word, it would have room on both sides, as between two numbers."""
    for before, each in pairwise(row):
        if each.tag == before.tag == "mo" and (each.text or "") in SIGNS and (before.text or "") not in CLOSING:
            each.set("form", "prefix")
