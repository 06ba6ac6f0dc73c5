"""The mutants are what they say, they live in memory only, and the tests that notice one are told apart from those that do not."""

import ast
import json
import subprocess
import sys

import pytest

from tests.browser import covered, reached
from tests.mirrors import PACKAGE, ROOT, TESTS
from tests.mutants import javascript
from tests.mutants.changes import changes
from tests.mutants.importers import imported, own_tests
from tests.mutants.reach import ALWAYS, Reach, order
from tests.mutants.survey import drawn, modules
from tests.mutants.trial import Outcome

TESTS_OF_LESSONS = ["tests/exercises/lessons/test_table.py", "tests/properties/test_exercises.py"]
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
    "'xy' -> '~'", "c * 2 -> c / 2", "for c in rest if c -> for c in rest", "raise ValueError(f'{a + 1} is wrong') -> nothing",
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
    first, second, other = drawn(["core/numbers.py"], 1), drawn(["nbnn/core/numbers.py"], 1), drawn(["core/numbers.py"], 2)
    assert first == second != other and sorted(each.name for each in first) == sorted(each.name for each in other)
    assert len({each.name for each in first}) == len(first) > 10
    assert modules(["core"]) == sorted((PACKAGE / "core").rglob("*.py"))
    with pytest.raises(SystemExit, match="There is no cellar in nbnn"):
        modules(["cellar"])


def test_where_the_tests_of_a_module_are():
    hinge, lesson = PACKAGE / "core" / "records" / "losses.py", PACKAGE / "exercises" / "lessons" / "lesson_03_losses.py"
    assert own_tests(hinge) == ["tests/core/records/test_losses.py"] and own_tests(lesson) == TESTS_OF_LESSONS
    assert own_tests(PACKAGE / "exercises" / "__init__.py") == ["tests/core/test_loading.py"]
    assert own_tests(PACKAGE / "core" / "training" / "saving.py") == [
        "tests/core/training/test_saving.py", "tests/core/training/test_saving_runs.py"]
    assert hinge in set(imported(PACKAGE / "explain" / "writing" / "loss_formulas.py"))
    assert PACKAGE / "explain" / "writing" / "__init__.py" not in set(imported(PACKAGE / "explain" / "writing" / "board.py"))


PYTHON, SCRIPT = PACKAGE / "core" / "numbers.py", javascript.VIEWS / "board" / "sum.js"
TRIED = {  # what is tried → (a mutant of Python or of JavaScript, a file of tests, seconds, the outcome)
    "nothing is noticed": (PYTHON, "def test(): pass", 60, Outcome("survived")),
    "the fault is what is imported": (
        PYTHON, "import nbnn.core.numbers as n\ndef test(): assert type(n.__loader__).__name__ != '_Loader'", 60,
        Outcome("killed", "test_it.py::test")),
    "a file that cannot be imported": (PYTHON, "import nothing_of_that_name", 60, Outcome("killed", "test_it.py")),
    "it runs for ever": (PYTHON, "def test():\n    while True: pass", 1, Outcome("stopped")),
    "another text is read": (SCRIPT, f"import pathlib\nat = pathlib.Path({str(SCRIPT)!r})\n"
                             "def test(): assert at.read_bytes().decode() == at.read_text('utf-8')", 60,
                             Outcome("killed", "test_it.py::test")),
}
TRY = """
import json, os, pathlib, sys
from tests.mutants import javascript, survey, trial
found = []
for module, text, seconds in json.loads(sys.argv[1]):
    path = pathlib.Path(module)
    mutants = javascript.scripts(path) if path.suffix == ".js" else [each for each in survey.mutants(path) if each.kind == "return"]
    test = pathlib.Path(sys.argv[2], "test_it.py")
    test.write_text(text, "utf-8")
    found.append(trial.trial(mutants[0], [str(test)], seconds))
print(json.dumps(found))
"""


def test_trials(tmp_path):
    """In a process without threads, as the command is: a fork of one that has some may wait for them for ever."""
    before = {path: path.read_bytes() for path in (PYTHON, SCRIPT)}
    asked = json.dumps([[str(module), text, seconds] for module, text, seconds, _ in TRIED.values()])
    out = subprocess.run([sys.executable, "-c", TRY, asked, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True)
    found = [Outcome(verdict, by[by.rfind("test_it.py"):] if by else "") for verdict, by in json.loads(out.stdout)]
    assert dict(zip(TRIED, found, strict=True)) == {name: outcome for name, (*_, outcome) in TRIED.items()}
    assert {path: path.read_bytes() for path in before} == before


REACHED = Reach({"quick": 0.1, "slow": 9.0, "other": 0.0}, {"nbnn/core/numbers.py": {"3": [0, 1], "4": [ALWAYS, 1], "5": []}})


@pytest.mark.parametrize(("lines", "places"), [
    (range(3, 4), {"quick": 0, "slow": 1, "other": -1}),  # the quickest first; what does not run the line cannot notice
    (range(4, 5), {"quick": 2, "slow": 0, "other": 1}),   # an import runs it: any test may notice, first the one that runs it too
    (range(5, 9), {"quick": -1, "slow": -1, "other": -1}),
])
def test_which_tests_run_and_in_which_order(monkeypatch, lines, places):
    monkeypatch.setattr("tests.mutants.reach.reach", lambda file, module: REACHED)
    monkeypatch.setattr("tests.mutants.reach.called", lambda module: set(range(3, 9)))
    assert order(["any file"], PYTHON, lines) == places


def test_what_an_import_runs_any_test_may_notice_whichever_imported_it_first(monkeypatch):
    monkeypatch.setattr("tests.mutants.reach.reach", lambda file, module: REACHED)
    assert order(["any file"], PYTHON, range(3, 4)) == {"quick": 0, "slow": 1, "other": 2}


def test_mutants_of_javascript():
    found = javascript.scripts(SCRIPT)
    assert len({each.name for each in found}) == len(found) > 10
    assert all(each.text() != SCRIPT.read_text("utf-8") for each in found)
    assert SCRIPT in javascript.tested_modules(javascript.node_tests())
    assert javascript.tests_of(SCRIPT)[:2] == ["tests/views/board/test_board.py", "tests/explain/recording/test_terms.py"]


def test_in_a_browser_the_shortest_tests_that_run_the_place_are_taken_one_of_each_file(tmp_path, monkeypatch):
    monkeypatch.setattr(reached, "RESULTS", tmp_path / "kept.json")
    script = javascript.scripts(SCRIPT)[-1]
    assert javascript.browser_tests(script) == []
    place, later = [script.place.start + 3, script.place.stop + 3], len(SCRIPT.read_text("utf-8")) + 3
    told = {"long": (200.0, place), "short": (1.0, place), "longer": (300.0, place), "elsewhere": (1.0, [0, 3]), "short::2": (2.0, place)}
    reached.keep({test: {"seconds": seconds, "ran": {"board/sum.js": [at]}, "functions": {}} for test, (seconds, at) in told.items()},
                 {"board/sum.js": later})
    assert javascript.browser_tests(script) == ["short", "long"]
    monkeypatch.setattr(reached, "_hash", lambda path: "another")
    assert javascript.browser_tests(script) == [], "the module has changed since"


def test_a_branch_ran_where_its_arm_did():
    text = 'if (a && f(b)) go("x ? y");\nelse c = d ? { e: 1 } : 2; // a && b'
    arms = covered.arms_of(text)
    assert [text[arm:arm + 4].split(" ")[0].rstrip(";") for arm in arms] == ['go("', "f(b)", "c", "{", "2"]
    assert covered.arms_that_ran(text, [[0, arms[1]], [text.index("else"), arms[3]]]) == (1, 5)


def test_comments_templates_and_imports_of_javascript_stay():
    texts = {"// a < b", "/* 1 + 2 */", 'import { a } from "./b.js";', "`${a} < 1`"}
    for text in texts:
        assert not list(javascript._changes(f"{text}\n"))
    assert [after for _, after in javascript._changes('const a = b < 1 && "key";')] == ["<=", "2", "||", '"~"']


def test_no_test_of_the_tool_takes_part_in_a_trial():
    assert not any("mutants" in path for path in javascript.node_tests())
    assert (TESTS / "mutants" / "changes.py").is_relative_to(ROOT)
