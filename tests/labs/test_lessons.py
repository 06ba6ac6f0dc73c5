"""What a lesson's labs offer is what the lesson asks for: nothing of what came with other networks, losses and data."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import ipywidgets as widgets
import pytest

import nbnn
import nbnn.labs
from nbnn.core.graph.expression import FURTHER_EXAMPLES
from nbnn.labs.frame.lab import Lab, everything
from tests.labs.every_lab import lab_classes, unfold

NOTEBOOKS = Path(nbnn.__file__).parents[1] / "notebooks"
OF_THE_LECTURE = sorted(NOTEBOOKS.glob("0*.ipynb")) + sorted(NOTEBOOKS.glob("1[0-4]*.ipynb"))  # 15 is about what is one's own
LECTURE = {"zero_one", "perceptron", "hinge", "binary_cross_entropy", "cross_entropy", "squared"}  # what its menus of losses had
BESIDES = {key: record for key, record in nbnn.LOSSES.items() if key not in LECTURE}
LABS = {each.__name__ for each in lab_classes()} - {"Exercise", "Prediction"} | {"worked_example"}


def cells(lesson: Path) -> list[ast.Module]:
    """The cells of code, parsed."""
    sources = ["".join(line for line in cell["source"] if not line.startswith("%"))
               for cell in json.loads(lesson.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    return [ast.parse(source) for source in sources]


def lab_calls(tree: ast.AST) -> list[ast.Call]:
    """The calls that make a lab which is neither an exercise nor a prediction."""
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            and node.func.attr in LABS and ast.unparse(node.func.value) == "nbnn.labs"]


def names(tree: ast.AST, how: type) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, how)}


def needed(statements: list[ast.stmt], wanted: set[str]) -> list[ast.stmt]:
    """Of the statements before a call those that make the names it uses, in their order."""
    found: list[ast.stmt] = []
    for statement in reversed(statements):
        stores = names(statement, ast.Store) | {each.asname or each.name for each in getattr(statement, "names", ())}
        if stores & wanted:
            wanted = (wanted - stores) | names(statement, ast.Load)
            found.insert(0, statement)
    return found


def labs_of(lesson: Path) -> Iterator[tuple[str, Lab]]:
    """The code of each lab of a lesson, and the lab as the lesson makes it, unfolded."""
    before: list[ast.stmt] = []
    for tree in cells(lesson):
        for statement in tree.body:
            for call in lab_calls(statement):
                space = {"nbnn": nbnn}
                exec(compile(ast.Module(needed(before, names(call, ast.Load)), []), lesson.name, "exec"), space)
                lab = eval(compile(ast.Expression(call), lesson.name, "eval"), space)
                yield ast.unparse(call), unfold(lab)
                lab.close()
            before.append(statement)


def offered(parts: list[widgets.Widget]) -> set[str]:
    """What the menus hold, in the learner's words."""
    menus = [part.options for part in parts if isinstance(part, widgets.Dropdown)]
    return {str(option[0] if isinstance(option, tuple) else option) for options in menus for option in options}


def changeable(parts: list[widgets.Widget]) -> bool:
    """Does a plane offer to change its examples?"""
    return any(isinstance(each, dict) and each for part in parts for each in
               (getattr(part, "points", None), getattr(getattr(part, "mover", None), "points", None)))


@pytest.mark.parametrize("lesson", OF_THE_LECTURE, ids=lambda path: path.stem)
def test_a_lessons_labs_offer_what_the_lesson_asks_for(lesson):
    for code, lab in labs_of(lesson):
        parts = everything(lab.children)
        unasked = {record.name for key, record in BESIDES.items() if repr(key) not in code and f"nbnn.{key}" not in code}
        unasked |= {f"{name} loss, z = +1" for name in unasked} | {*FURTHER_EXAMPLES}
        assert not offered(parts) & unasked, code
        assert any("term" in part.schema.get("by", ()) for part in parts if hasattr(part, "schema")) == ("by='term'" in code), code
        assert changeable(parts) == ("points=True" in code), code
        buttons = {part.description for part in parts if isinstance(part, widgets.ToggleButton)}
        assert "LossLab" not in code or ("Data" in buttons) == ("points=True" in code), code
