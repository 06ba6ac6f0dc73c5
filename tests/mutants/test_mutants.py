"""The mutants are what they say, they live in memory only, and the tests that notice one are told apart from those that do not."""

import ast
import sys

import pytest

from tests.mirrors import PACKAGE, ROOT, TESTS
from tests.mutants import javascript
from tests.mutants.changes import changes
from tests.mutants.importers import own_tests, wider_tests
from tests.mutants.survey import drawn, modules, mutants
from tests.mutants.trial import Outcome, trial

SOURCE = '''
"""A module."""
NAME, SENTENCE = "key", "two words"

@cache
def f(a: int = 1, *rest) -> "text":
    """Its text."""
    if not a or a < 2 and rest:
        raise ValueError(f"{a + 1} is wrong")
    log(a)
    for b in rest:
        if b in "xy":
            break
    return min([c * 2 for c in rest if c])
'''
CHANGED = {
    "'key' -> '~'", "1 -> 2", "not a -> a", "a < 2 -> a <= 2", "2 -> 3", "log(a) -> nothing", "break -> continue",
    "b in 'xy' -> b not in 'xy'",
    "'xy' -> '~'", "c * 2 -> c / 2", " for c in rest if c ->  for c in rest", "raise ValueError(f'{a + 1} is wrong') -> nothing",
    "not a or (a < 2 and rest) -> not (not a or (a < 2 and rest))", "not a or (a < 2 and rest) -> not a and (a < 2 and rest)",
    "a < 2 and rest -> a < 2 or rest", "b in 'xy' -> not b in 'xy'", "min([c * 2 for c in rest if c]) -> max([c * 2 for c in rest if c])",
    "min([c * 2 for c in rest if c]) -> None",
}


def said(change):
    return " -> ".join(change.described())


def test_what_is_changed_and_what_is_not():
    """Nothing in annotations, decorators, docstrings, sentences, and what an error says."""
    assert {said(change) for change in changes(ast.parse(SOURCE))} == CHANGED


def test_each_change_changes_one_thing_and_is_described_without_changing_any():
    whole = ast.unparse(ast.parse(SOURCE))
    for number in range(len(changes(ast.parse(SOURCE)))):
        tree = ast.parse(SOURCE)
        change = changes(tree)[number]
        change.described()
        assert ast.unparse(tree) == whole
        change.apply()
        assert ast.unparse(ast.parse(ast.unparse(tree))) != whole and change.within in ("", "f")


def test_a_draw_is_the_same_each_time_and_names_are_different():
    first, second, other = drawn(["core/shown.py"], 1), drawn(["nbnn/core/shown.py"], 1), drawn(["core/shown.py"], 2)
    assert first == second != other and sorted(each.name for each in first) == sorted(each.name for each in other)
    assert len({each.name for each in first}) == len(first) > 10
    assert modules(["core"]) == sorted((PACKAGE / "core").rglob("*.py"))
    with pytest.raises(SystemExit, match="There is no cellar in nbnn"):
        modules(["cellar"])


def test_where_the_tests_of_a_module_are():
    hinge, lesson = PACKAGE / "core" / "records" / "losses.py", PACKAGE / "exercises" / "lessons" / "lesson_03_losses.py"
    assert own_tests(hinge) == ["tests/core/records/test_losses.py"] and own_tests(lesson) == ["tests/properties/test_exercises.py"]
    assert "tests/explain/writing/test_loss_formulas.py" in wider_tests(hinge)
    assert not set(own_tests(hinge)) & set(wider_tests(hinge))


@pytest.fixture
def outcomes(tmp_path):
    """A function: mutant number, tests → the outcome, in processes of their own."""
    def of(mutant, text):
        path = tmp_path / "test_it.py"
        path.write_text(text, "utf-8")
        return trial(mutant, [str(path)], 30)
    return of


def test_a_mutant_is_in_the_memory_of_a_trial_and_nowhere_else(outcomes):
    module = PACKAGE / "core" / "numbers.py"
    before = module.read_bytes()
    mutant = next(each for each in mutants(module) if each.kind == "return")
    where = "nbnn.core.numbers"
    assert outcomes(mutant, "def test(): import nbnn.core.numbers") == Outcome("survived")
    seen = outcomes(mutant, f"import sys, {where}\ndef test(): assert type(sys.modules['{where}'].__loader__).__name__ != '_Loader'")
    assert seen.verdict == "killed" and seen.by.endswith("test_it.py::test")
    assert outcomes(mutant, "import nothing_of_that_name\n").verdict == "killed"
    assert module.read_bytes() == before and sys.meta_path[0].__class__.__name__ != "_Fault"


def test_what_runs_for_ever_is_stopped_by_the_work_it_has_done(tmp_path):
    path = tmp_path / "test_it.py"
    path.write_text("def test():\n    while True: pass\n", "utf-8")
    assert trial(mutants(PACKAGE / "core" / "numbers.py")[0], [str(path)], 1) == Outcome("stopped")


def test_mutants_of_javascript(outcomes):
    module = javascript.VIEWS / "board" / "sum.js"
    found = javascript.scripts(module)
    assert len({each.name for each in found}) == len(found) > 10
    assert all(each.text() != module.read_text("utf-8") for each in found)
    assert module in javascript.tested_modules(javascript.node_tests())
    assert javascript.tests_of(module) == ["tests/explain/recording/test_terms.py"]
    asks = f"from pathlib import Path\nat = Path({str(module)!r})\ndef test(): assert at.read_bytes().decode() == at.read_text('utf-8')"
    assert outcomes(found[0], asks).verdict == "killed"


def test_comments_templates_and_imports_of_javascript_stay():
    texts = {"// a < b", "/* 1 + 2 */", 'import { a } from "./b.js";', "`${a} < 1`"}
    for text in texts:
        assert not list(javascript._changes(f"{text}\n"))
    assert [after for _, after in javascript._changes('const a = b < 1 && "key";')] == ["<=", "2", "||", '"~"']


def test_no_test_of_the_tool_takes_part_in_a_trial():
    assert not any("mutants" in path for path in javascript.node_tests())
    assert (TESTS / "mutants" / "changes.py").is_relative_to(ROOT)
