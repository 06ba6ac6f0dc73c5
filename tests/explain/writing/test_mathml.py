"""Nodes as MathML text: the elements of the page, and nothing that is not escaped."""

import xml.etree.ElementTree as xml

import pytest

from nbnn.explain.writing.mathml import mathml

NUMBER = {"t": "mn", "s": "−1/2"}


@pytest.mark.parametrize(("node", "inside"), [
    ("a b", "<mtext>a\u00a0b</mtext>"),
    (NUMBER, "<mn>−1/2</mn>"),
    ({"t": "vec", "s": "W"}, '<mi mathvariant="normal" class="vec">W</mi>'),
    (["row", "∂", {"t": "mi", "s": "y"}], "<mrow><mtext>∂</mtext><mi>y</mi></mrow>"),
    ({"frac": ["1", "2"]}, "<mfrac><mtext>1</mtext><mtext>2</mtext></mfrac>"),
    ({"sup": [{"t": "mi", "s": "w"}, "(2)"]}, "<msup><mi>w</mi><mn>(2)</mn></msup>"),
    ({"sub": [{"t": "mi", "s": "x"}, "1"]}, "<msub><mi>x</mi><mn>1</mn></msub>"),
    ({"sub": [{"t": "mi", "s": "x"}, {"t": "mi", "s": "j"}]}, "<msub><mi>x</mi><mi>j</mi></msub>"),
    ({"stack": [NUMBER]}, "<mtable><mtr><mtd><mn>−1/2</mn></mtd></mtr></mtable>"),
])
def test_elements(node, inside):
    assert mathml(node) == f'<math displaystyle="true">{inside}</math>'


def test_a_matrix_has_rows_and_columns():
    page = xml.fromstring(mathml({"m": [[NUMBER, NUMBER], [NUMBER, NUMBER], [NUMBER, NUMBER]]}))
    assert [len(row) for row in page.iter("mtr")] == [2, 2, 2]
    assert page[0].get("class") == "matrix"


def test_texts_are_escaped():
    evil = "<script>&\""
    for node in (evil, {"t": "mi", "s": evil}, {"t": "vec", "s": evil}, {"sup": [evil, evil]}, {"sub": [evil, evil]}):
        assert "<script" not in mathml(node)
        assert "".join(xml.fromstring(mathml(node)).itertext()) in (evil, evil * 2)


def test_numbers_must_be_filled_in():
    with pytest.raises(ValueError, match="fill in its numbers"):
        mathml(["row", {"q": "y", "k": 0}])
