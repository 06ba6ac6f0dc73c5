"""Formulas laid out in Python."""

import pytest

from nbnn.explain.pictures.drawing import typeset
from nbnn.explain.writing.template import frac, grid, mi, mn, row, stack, sub, sup, vec

NODES = {
    "text": "max(0, 1 − yz)", "letter": mi("y"), "vector": vec("W"), "raised": sup(vec("W"), "(1)"), "lowered": sub("p", "k"),
    "fraction": frac("∂ℓ", row("∂", sup(vec("w"), "(2)"))), "matrix": grid([[mn("1"), mn("−0.5")], [mn("2")]]),
    "row": row("a", " = ", grid([[mn("1")]])), "stack": stack([mi("a"), mi("b")]), "empty": row(),
}


@pytest.mark.parametrize("name", NODES)
def test_every_node_has_a_box_and_its_parts_lie_in_it(name):
    box = typeset.box(NODES[name])
    assert box.width >= 0 and box.height >= 0
    for x, y, part in box.parts:
        assert part and -1 <= x <= box.width + 1 and -box.up - 1 <= y <= box.down + 1
        kind, size, words = part.split("|", 2)
        if kind in ("", "bold", "italic"):  # letters reach up and down from their baseline, and to the right
            wide = typeset.width_of(words, float(size))
            assert y - 0.7 * float(size) >= -box.up - 0.1 and y + 0.2 * float(size) <= box.down + 0.1 and x + wide <= box.width + 0.1
    typeset.drawn(box.parts)


def test_a_matrix_has_its_entries_in_columns():
    first, second = (part[0] for part in typeset.box(grid([[mn("1"), mn("2")]])).parts[:2])
    assert second - first > typeset.GAP


def test_a_text_says_how_wide_it_is_and_a_bar_in_it_is_only_a_bar():
    assert ">a|b|c</text>" in typeset.drawn(typeset.letters("a|b|c").parts) and "textLength" in typeset.drawn(typeset.letters("ab").parts)
    assert "textLength" not in typeset.drawn(typeset.letters("a").parts)
