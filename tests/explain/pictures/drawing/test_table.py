"""A table in HTML and as a picture."""

from html.parser import HTMLParser

import pytest

from nbnn.explain.pictures.drawing import table
from nbnn.explain.pictures.drawing.svg import Picture
from tests.explain.pictures.looked_at import HOSTILE, checked, texts_at, words_in

ROWS = [{"name": f"{HOSTILE} {k}", "value": "word " * 60} for k in range(40)]


class Tags(HTMLParser):
    """Which elements HTML has, with their attributes."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def tags(html):
    parser = Tags()
    parser.feed(html)
    return parser.found


def test_a_table_of_any_rows_is_a_picture():
    assert "and 24 more" in words_in(table.table(HOSTILE, ROWS).text())
    checked(table.table("Nothing", [], "no rows").text())


def test_html_has_the_picture_as_an_image_and_the_table_and_nothing_else():
    picture = Picture(640, 40, HOSTILE, "words", "")
    found = tags(table.kinds(picture, table.html_table(HOSTILE, ROWS))["text/html"])
    assert {tag for tag, _ in found} == {"div", "img", "table", "caption", "thead", "tbody", "tr", "th", "td"}
    image = next(attrs for tag, attrs in found if tag == "img")
    assert set(image) == {"alt", "src"} and image["src"].startswith("data:image/svg+xml;base64,") and "<script>" in image["alt"]


def test_a_picture_of_the_table_is_not_stored_beside_it():
    assert table.kinds(table.table("t", ROWS), "<table></table>") == {"text/html": "<table></table>"}


def test_a_wide_column_takes_no_room_of_a_narrow_one():
    """The words of a column that is narrow anyway stand in one line, however long another column's are."""
    picture = table.table("One", [{"node": "variable", "value": "[0.1257, −0.1321] " * 9, "derivative": "[2.129, 1.065] " * 9}])
    assert ">variable</text>" in picture.text() and picture.width == 640


@pytest.mark.parametrize("wide", [1, 2, 3])
def test_no_cell_reaches_into_the_next_column_or_out_of_the_picture(wide):
    rows = [{f"column {k}": "word " * (60 if k < wide else 1) for k in range(4)}] * 2
    found = list(texts_at(table.table("One", rows).text()))
    begins = sorted({left for words, left, _, _ in found if words.startswith("column")})
    for words, left, right, _ in found:
        following = [each for each in begins if each > left + 1]
        assert right <= min(following, default=table.WIDTH), words
