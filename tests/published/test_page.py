"""The page of published examples: made from the table; and its blocks, some of them in the README, are short enough to type."""

import re

from tests.published import page
from tests.published.examples import PUBLISHED

README = page.PAGE.parents[1] / "README.md"
HEADING = "The example of your book"
BLOCK = re.compile(r"```python\n(.+?)\n```", re.DOTALL)


def readme() -> str:
    """README's section on the examples."""
    return README.read_text("utf-8").partition(f"\n## {HEADING}\n")[2].partition("\n## ")[0]


def test_the_page_is_that_of_the_table():
    assert page.PAGE.read_text("utf-8") == page.text(), "python -m tests.published.page writes it anew"


def test_every_link_of_its_table_leads_to_a_heading():
    text = page.text()
    headings = {page.anchor(line.removeprefix("## ")) for line in text.splitlines() if line.startswith("## ")}
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) == headings and len(headings) == len(PUBLISHED)


def test_every_piece_of_code_has_at_most_five_lines():
    blocks = BLOCK.findall(page.text())
    assert blocks == [block for example in PUBLISHED for block in page.blocks(example)]
    assert all(len([line for line in block.splitlines() if line]) <= 5 and max(map(len, block.splitlines())) <= 140 for block in blocks)


def test_the_readme_has_some_of_them_and_the_way_to_all():
    """Its blocks are the page's, which `test_labs.py` types; a network and a graph are among them."""
    blocks = BLOCK.findall(readme())
    assert 2 <= len(blocks) <= 3 and set(blocks) <= set(BLOCK.findall(page.text()))
    assert any("worked_example(" in block for block in blocks) and any("GraphLab(" in block for block in blocks)
    assert "(docs/published.md)" in readme()
