"""Rows of cells as a table: its names, its rows, what each column holds, and what is put beside."""

import pytest

from nbnn.core.tables.table import begins_with_units, columns, ends_with_totals, table, zeros_and_ones
from nbnn.core.tables.text import sheet


def table_of(*lines, header=None):
    return table(sheet("\n".join(lines).encode(), ","), header)


def columns_of(*lines):
    found, *_ = columns(table_of(*lines), None, ",")
    return found


def test_the_first_row_of_words_above_numbers_holds_the_names():
    found = table_of("len,kind", "1.5,a", "2.5,b")
    assert found.names == ("len", "kind") and found.header == 1 and found.guessed
    assert found.rows == ((2, ("1.5", "a")), (3, ("2.5", "b")))


def test_numbers_only_have_no_names():
    assert table_of("1,2", "3,4").header is None and len(table_of("1,2", "3,4").rows) == 2
    assert table_of("1,2", "3,4", header=True).names == ("1", "2")


def test_rows_that_do_not_fit_are_beside_with_the_reason():
    found = table_of("a,b,c", "1,2,3", "1,2", "1,2,3,4", "4,5,6", "7,8,9")
    assert [row for row, _ in found.rows] == [2, 5, 6]
    assert dict(found.beside) == {3: "has 2 cells instead of 3", 4: "has 4 cells instead of 3"}


def test_a_name_that_comes_twice_gets_a_number():
    found = table_of("a,a", "1,2", "3,4")
    assert len(set(found.names)) == 2 and len(found.renamed) == 1


def test_an_empty_file():
    with pytest.raises(ValueError, match="the file is empty"):
        table_of("")


@pytest.mark.parametrize(("cells", "kind"), [
    (["1", "2.5", ""], "numbers"), (["yes", "no", "no"], "words"), (["true", "false", "true"], "truth"),
    (["2024-01-01", "2024-01-02", "2024-01-03"], "dates"), (["5 kg", "6 kg", "7 kg"], "numbers"),
])
def test_what_a_column_holds(cells, kind):
    column = columns_of("x,y", *(f"{cell},1" for cell in cells))[0]
    assert column.kind == kind and column.numeric == (kind in ("numbers", "truth"))


def test_why_a_cell_makes_no_example():
    column = columns_of("x,y", "1,1", "2,1", "inf,1", "?,1", "three,1", "4,1", "5,1", "6,1", "7,1", "8,1")[0]
    assert [column.wrong(i) for i in (0, 2, 3, 4)] == [
        "", "'x' is 'inf', not finite", "'x' is missing ('?')", "'x' is 'three', not a number"]


def test_words_become_zeros_and_ones():
    two, three = columns_of("sex,size,y", "m,s,1", "f,m,1", "m,l,1")[:2]
    [male] = zeros_and_ones(two)
    assert male.name == "sex = m" and male.values == (1.0, 0.0, 1.0) and male.column == "sex"
    assert [each.name for each in zeros_and_ones(three)] == ["size = l", "size = m", "size = s"]


def test_units_below_the_names_and_totals_at_the_end():
    assert begins_with_units(table_of("len,wid", "cm,cm", "1,2", "3,4")) and not begins_with_units(table_of("len,wid", "1,2", "3,4"))
    assert ends_with_totals(table_of("name,n", "a,1", "b,2", "Total,3")) and not ends_with_totals(table_of("name,n", "a,1", "b,2", "c,3"))


def test_names_only_where_the_file_has_some():
    assert table_of("1,2", "3,4").unnamed == () and table_of("a,", "1,2", "3,4").unnamed == ("column 2",)


def test_a_sign_too_many_at_the_end_of_most_rows_is_no_cell():
    found = table_of("a,b,c", "1,2,3,", "4,5,6,", "7,8,9")
    assert [row for row, _ in found.rows] == [2, 3, 4] and not found.beside and found.names == ("a", "b", "c")


@pytest.mark.parametrize("above", [(), ("My measurements",)])
def test_rows_whose_names_have_no_name(above):
    """As R writes a table: one name fewer than there are cells."""
    found = table(sheet("\n".join((*above, "len;wid", "r1;1;2", "r2;3;4", "r3;5;7")).encode(), ";"))
    assert found.names[1:] == ("len", "wid") and found.header == len(above) + 1 and len(found.rows) == 3


def test_a_name_more_than_there_are_cells_makes_no_row_short():
    found = table_of("a,b,c,d", "1,2,3", "4,5,6")
    assert [cells for _, cells in found.rows] == [("1", "2", "3", ""), ("4", "5", "6", "")] and not found.beside
