"""The table of `./run coverage`: each folder's lines and branches, and where too few branches run."""

import io
import json

import pytest

from tests import coverage_table


def measured(lines: int, branches: int) -> dict:
    return {"summary": {"covered_lines": lines, "num_statements": 200, "covered_branches": branches, "num_branches": 100}}


FILES = {"nbnn/explain/board.py": measured(200, 95), "nbnn/core/graph/graph.py": measured(199, 90), "nbnn/server.py": measured(200, 100),
         "nbnn/core/bounds.py": measured(200, 99)}


def test_each_folder_has_a_row_and_the_whole_the_last_one():
    assert coverage_table.rows(FILES) == [
        "| nbnn/*.py | 100.0 % of 200 | 100.0 % of 100 |", "| nbnn/core | 99.8 % of 400 | 94.5 % of 200 |",
        "| nbnn/explain | 100.0 % of 200 | 95.0 % of 100 |", "| all | 99.9 % of 800 | 96.0 % of 400 |"]


def test_what_calculates_tells_and_answers_has_a_bound_and_the_whole_has():
    held = ("core", "explain", "exercises", "labs")
    few = {f"nbnn/{folder}/board.py": measured(200, 90) for folder in (*held, "views", "page", "cli")}
    assert coverage_table.too_few(few) == [*sorted(f"nbnn/{folder}" for folder in held), "all"]


def test_a_folder_without_branches_has_none():
    nothing = {"summary": dict.fromkeys(coverage_table.COUNTS, 0)}
    assert coverage_table.rows({"nbnn/core/__init__.py": nothing})[0] == "| nbnn/core | none | none |"
    assert not coverage_table.too_few({"nbnn/core/__init__.py": nothing})


def test_tests_that_run_nothing_of_nbnn_have_a_table_too():
    assert coverage_table.rows({"nbnn/core/bounds.py": {"summary": {"covered_lines": 0, "num_statements": 200}}}) == [
        "| nbnn/core | 0.0 % of 200 | none |", "| all | 0.0 % of 200 | none |"]


@pytest.mark.parametrize("bound", [False, True])
def test_too_few_branches_in_a_folder_fail_where_the_bound_counts(bound, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps({"files": FILES})))
    assert coverage_table.main(bound) == bound
    told = capsys.readouterr()
    assert told.out.startswith("| folder | lines | branches |\n| --- | --- | --- |\n| nbnn/*.py |")
    assert told.err == ("fewer than 95% of the branches run in nbnn/core: see above which\n" if bound else "")
