"""What can be said of the documentation without building it; `./run docs` builds it, where warnings and dead links are errors."""

import re
from inspect import isclass
from pathlib import Path

import pytest

import nbnn
import nbnn.labs
from binder.address import with_address
from docs.making import gallery, pages, reference
from docs.making.course import ROOT, lessons
from docs.making.docstrings import as_rst
from docs.making.links import faults
from tests.labs.every_lab import examples, lab_classes

DOCS = ROOT / "docs"
IMAGES = DOCS / "images"
LINK = re.compile(r"\]\(([^()\s]+)\)|(?:src|srcset)=\"([^\"]+)\"")
CODE = re.compile(r"```.+?```|`[^`]+`", re.DOTALL)
DEPLOYMENTS = "../../deployments"  # GitHub's own page, as seen from its page of the README


def linked(path: Path) -> list[str]:
    """What a file in Markdown links to and shows, without other sites."""
    found = (one or other for one, other in LINK.findall(CODE.sub("", path.read_text("utf-8"))))
    return [address for address in found if "://" not in address and not address.startswith("#")]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The pages as they are made for Sphinx, beside those written by hand."""
    folder = tmp_path_factory.mktemp("source")
    pages.write_pages(folder, None)
    return {path.relative_to(folder).as_posix().removesuffix(".md"): path.read_text("utf-8") for path in folder.rglob("*.md")}


def test_the_gallery_has_every_example_of_every_lab(made):
    shown = [line for kind in lab_classes() for line in re.findall(r"```python\n(.+)\n```", made[gallery.page_of(kind)])]
    assert shown == examples()
    for kind in lab_classes():
        assert f'href="{gallery.page_of(kind)}.html"' in made["gallery"]
        for number in range(1, len(kind.examples) + 1):
            assert f'src="../{gallery.FOLDER}/{gallery.live_name(kind, number)}"' in made[gallery.page_of(kind)]


def test_every_lab_has_its_pictures_and_no_other_has():
    assert {path.stem for path in (IMAGES / "labs").glob("*.png")} == {
        kind.__name__ + shade for kind in lab_classes() for shade in ("", "-dark")}


def test_every_column_of_a_table_has_a_name(made):
    texts = made | {path.name: path.read_text("utf-8") for path in (*ROOT.glob("*.md"), *DOCS.glob("*.md"))}
    heads = [(page, head) for page, text in texts.items() for head in re.findall(r"^(\|.*\|)\n\|[-:| ]+\|$", text, re.MULTILINE)]
    assert len(heads) > 5
    assert [(page, head) for page, head in heads if not all(cell.strip() for cell in head.split("|")[1:-1])] == []


def test_pictures_are_small():
    assert all(path.stat().st_size < 600_000 for path in IMAGES.rglob("*"))


def test_every_page_is_in_a_table_of_contents(made):
    texts = made | {path.stem: path.read_text("utf-8") for path in DOCS.glob("*.md")}
    listed = {"index"}
    for page, text in texts.items():
        folder = page.rpartition("/")[0]
        for lines in re.findall(r"```\{toctree\}\n(.+?)```", text, re.DOTALL):
            listed |= {f"{folder}/{line}".strip("/") for line in lines.split("\n") if line and not line.startswith(":")}
    assert listed == texts.keys()


def test_every_public_name_has_its_place(made):
    text = "".join(made[f"api/{page}"] for page in reference.pages())
    assert [name for name in nbnn.__all__ if f"nbnn.{name}" not in text] == []
    for floor, module in reference.FLOORS.items():
        assert [name for name in module.__all__ if isclass(getattr(module, name)) and f"{floor}.{name}" not in text] == []


def test_every_lesson_is_listed_with_its_question(made):
    for each in lessons():
        words = each.about.partition("$")[0]  # formulas are MathML there
        assert f"## {each.number} · {each.title}\n\n{'<p>' if words != each.about else ''}{words}" in made["lessons"]
        assert each.about.count("?"), "a lesson begins with its question"


def test_links_to_lessons_lead_to_their_pages_where_there_are_some(tmp_path):
    pages.write_pages(tmp_path, "../lessons")
    text = (tmp_path / "lecturer.md").read_text("utf-8")
    assert '<a href="../lessons/13-one-step-by-hand.html">' in text and ".ipynb)" not in text


@pytest.mark.parametrize("path", [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "notebooks").glob("*.md"))],
                         ids=lambda path: path.name)
def test_what_a_page_on_github_links_to_and_shows_is_there(path):
    missing = [address for address in linked(path) if address != DEPLOYMENTS and not (path.parent / address.partition("#")[0]).exists()]
    assert missing == []


def test_the_readme_begins_with_what_it_is_a_moving_picture_and_how_to_start():
    text = (ROOT / "README.md").read_text("utf-8")
    assert "docs/images/step.png" in text[:1200] and text.count("\n./run lessons\n") == text.count("\n./run tests\n") == 1
    first = with_address(text, "ada/nbnn")
    first = re.sub(r"<[^>]+>|\]\([^)]+\)", " ", first[:first.index("## ")])  # no markup, no addresses
    assert len(re.findall(r"[A-Za-z]\S*", first[:first.index("```")])) < 110, "read in twenty seconds"
    assert not re.search(r"\btests?\b|\bfloors?\b|\brooms?\b", first)


def test_docstrings_become_lists_code_and_links():
    lines = ["Do `it` with *all*; see `nbnn.sgd`.", "", "Parameters", "----------", "x, z : one example. eta : the rate,",
             "    or a schedule.", "", "    nbnn.sgd(net)", "", "w_ is |w|, `x`s."]
    assert as_rst(lines) == ["Do ``it`` with \\*all\\*; see :py:obj:`nbnn.sgd`.", "", ".. rubric:: Parameters", "", "``x``, ``z``",
                             "    one example.", "``eta``", "    the rate,", "    or a schedule.", "", "::", "", "    nbnn.sgd(net)", "",
                             "w\\_ is \\|w\\|, ``x``\\ s.", ""]


def test_dead_links_and_other_sites_are_found(tmp_path):
    (tmp_path / "there.html").write_text('<p id="here"><a href="#here">a</a><a href="gone.html">b</a><a href="#gone">c</a></p>', "utf-8")
    (tmp_path / "loads.html").write_text('<a href="https://example.org">fine</a><a href="../lessons/1.html">beside</a>'
                                         '<img src="https://example.org/a.png"><link rel="stylesheet" href="//example.org/a.css">', "utf-8")
    assert faults(tmp_path, "../lessons") == [
        "loads.html: loads https://example.org/a.png from another site", "loads.html: loads //example.org/a.css from another site",
        "there.html: leads to gone.html, which is not there", "there.html: leads to #gone, but that page has no such place"]
