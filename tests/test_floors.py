"""The house's arrows: what may import what, read from the source; and what importing nbnn needs."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "nbnn"

WIDGETS = {"ipywidgets", "bqplot", "bqscales", "anywidget", "traitlets", "traittypes", "IPython"}
ABOVE_THE_GROUND = {"explain", "exercises", "page", "views", "labs"}

# Room -> (rooms that it may import, libraries besides the standard one)
MAY = {
    "core": ({"core"}, {"numpy"}),
    "explain": ({"core", "explain"}, {"numpy"}),
    "exercises": ({"core", "explain", "exercises"}, {"numpy"}),
    "sklearn": ({"core", "sklearn"}, {"numpy", "sklearn"}),
    "bridges": ({"core", "bridges"}, {"numpy", "torch", "sklearn"}),  # the last two when one of its functions is called
    "page": ({"page"}, {"ipywidgets"}),
    "views": ({"core", "explain", "views"}, {"numpy", *WIDGETS, "pyodide_js"}),  # the last is there in a browser's own Python alone
    "labs": ({"core", "explain", "exercises", "page", "views", "labs"}, {"numpy", *WIDGETS}),
    "cli": ({"core", "explain", "exercises", "page", "cli"},
            {"numpy", "mistune", "latex2mathml", "nbformat", "nbclient", "packaging", "jupyter_client"}),
}

# A library that a file imports inside a function only, for who calls it.
ON_CALL = {"core/tables/frames.py": {"pandas", "polars"}, "exported_latex.py": {"nbconvert"}}

MOST_MODULES = 12  # in a folder; each lesson's exercises are a file of their own and do not count

SOURCES = sorted(PACKAGE.rglob("*.py"))
LOADING = PACKAGE / "core/loading.py"
KNOWN = frozenset(SOURCES)


def room(path: Path) -> str:
    """The room a file is in; "" for the files of nbnn/ itself."""
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


@cache
def tree_of(path: Path) -> ast.Module:
    """A file as it is read once for all tests."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """All of a file's nodes: to walk a tree takes longer than to read it."""
    return tuple(ast.walk(tree_of(path)))


@cache
def imports(path: Path) -> set[str]:
    """The full names of all modules that a file imports, also inside functions and by `import_module`."""
    found = set()
    package = ("nbnn", *path.relative_to(PACKAGE).parts[:-1])
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[:len(package) - node.level + 1] if node.level else ()
            module = ".".join((*base, *([node.module] if node.module else [])))
            found.add(module)
            found |= {f"{module}.{alias.name}" for alias in node.names}  # `from . import network` imports a module
        elif isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in ("import_module", "__import__"):
            (name, *_) = node.args
            if isinstance(name, ast.JoinedStr) and getattr(name.values[0], "value", "").startswith(".lesson_"):
                continue  # a table that finds its lessons by their files: whatever the rest, it is one of the same room
            if path == LOADING:
                continue  # what it loads stands in the tables of those who call it, which are read below
            assert isinstance(name, ast.Constant), f"{path}: a computed import hides an arrow"
            found.add(f"{'.'.join(package)}{name.value}" if name.value.startswith(".") else name.value)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "on_first_use":
            found |= {f"{'.'.join(package)}{what}" for what, _ in on_first_use(node)}
            found |= {f"{'.'.join(package)}{module}" for module in ast.literal_eval(node.args[2])}
    return found


def on_first_use(call: ast.Call) -> set[tuple[str, str]]:
    """What such a call lets load, such as ".core.training.sweep.sweep" or a whole module, each with its name in the package."""
    modules = next((ast.literal_eval(each.value) for each in call.keywords if each.arg == "modules"), {})
    parts = {(f"{module}.{name}", name) for module, names in ast.literal_eval(call.args[2]).items() for name in names}
    return parts | {(module, name) for name, module in modules.items()}


def rooms_of(names: set[str]) -> set[str]:
    return {name.split(".")[1] for name in names if name.startswith("nbnn.") and name.split(".")[1] in MAY}


def libraries_of(names: set[str]) -> set[str]:
    return {name.split(".")[0] for name in names} - {"nbnn"} - set(sys.stdlib_module_names)


def named(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def test_there_is_something_to_hold():
    assert {"core", "explain", "views", "labs"} <= {room(path) for path in SOURCES}


def test_imports_go_down_only():
    for path in SOURCES:
        rooms, libraries = MAY.get(room(path), (set(MAY), {"numpy"}))
        names = imports(path)
        assert rooms_of(names) <= rooms, f"{named(path)} imports a floor that it may not"
        libraries = libraries | ON_CALL.get(named(path), set())
        assert libraries_of(names) <= libraries, f"{named(path)} needs a library that its room may not have"


def test_what_is_imported_on_call_is_not_imported_with_nbnn():
    code = f"import {', '.join(f'nbnn.{path[:-3]}'.replace('/', '.') for path in ON_CALL)}, sys; print(*sys.modules)"
    loaded = set(python(code).stdout.split())
    assert loaded and not set().union(*ON_CALL.values()) & loaded


def test_no_private_name_is_imported():
    """What another module needs is public: it has a name without an underscore, and a docstring."""
    for path in SOURCES:
        nodes = [node for node in nodes_of(path) if isinstance(node, ast.ImportFrom)]
        assert not [alias.name for node in nodes for alias in node.names if alias.name.startswith("_")], named(path)


def test_rooms_import_each_other_not_the_front_door():
    """nbnn/__init__.py imports the rooms: importing it from one would be a circle."""
    for path in filter(room, SOURCES):
        assert "nbnn" not in imports(path) or path.parent.name == "labs", named(path)


def folders() -> list[Path]:
    """Every folder of code, the package itself among them."""
    return sorted({path.parent for path in SOURCES})


def child_of(folder: Path, path: Path) -> str:
    """The file or folder directly within `folder` that `path` is or lies in; "" where it is elsewhere."""
    inside = path.is_relative_to(folder)
    return path.relative_to(folder).parts[0].removesuffix(".py") if inside else ""


def modules_in(names: set[str]) -> set[Path]:
    """The files of nbnn among what is imported; a package stands for its own __init__.py."""
    places = [ROOT.joinpath(*name.split(".")) for name in names if name.split(".")[0] == "nbnn"]
    return {found for place in places for found in (place.with_suffix(".py"), place / "__init__.py") if found in KNOWN}


def arrows_within(folder: Path) -> dict[str, set[str]]:
    """What each file or folder within `folder` imports of the others. The __init__.py of a folder imports what it likes of it."""
    arrows: dict[str, set[str]] = {}
    for path in SOURCES:
        start = child_of(folder, path)
        if not start or path.name == "__init__.py":
            continue
        ends = {child_of(folder, each) for each in modules_in(imports(path)) if each.name != "__init__.py"}
        arrows.setdefault(start, set()).update(ends - {start, ""})
    return arrows


def circle_in(arrows: dict[str, set[str]]) -> list[str]:
    """What is left when whatever imports nothing that is left has been taken away, again and again: [] where all arrows go down."""
    left = {start: set(ends) for start, ends in arrows.items()}
    while free := [start for start, ends in left.items() if not ends & left.keys()]:
        for start in free:
            del left[start]
    return sorted(left)


def test_arrows_within_a_folder_only_go_down():
    """The folders are the floors: whatever lies beside each other can be put in an order in which nothing imports what comes later."""
    for folder in folders():
        assert circle_in(arrows_within(folder)) == [], folder


def test_a_circle_would_be_found():
    assert circle_in({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["a", "b", "c"]
    assert circle_in({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def test_a_folder_can_be_taken_in_at_a_glance():
    for folder in folders():
        modules = [path.stem for path in SOURCES if path.parent == folder and not path.stem.startswith(("__init__", "lesson_"))]
        assert len(modules) <= MOST_MODULES, (folder, modules)


TABLES = sorted((PACKAGE / "core" / "records").glob("*.py"))
RECORDS = {name for path in TABLES for name in re.findall(r"^(\w+) = \w+\(", path.read_text("utf-8"), re.MULTILINE)}


def asks_which(node: ast.Compare) -> bool:
    """`record.key == "hinge"`, `loss in ("hinge", …)`, `record is hinge`: what a record would be asked to find out which one it is."""
    left = node.left
    if {getattr(left, "attr", ""), getattr(left, "id", "")} & {"_view", "view", "case"}:  # what a lab shows may be called like a record
        return False
    others = [each for given in node.comparators for each in (given.elts if isinstance(given, ast.Tuple | ast.List | ast.Set) else [given])]
    texts = {each.value for each in others if isinstance(each, ast.Constant) and isinstance(each.value, str)}
    named = any(isinstance(each, ast.Name) and each.id in RECORDS for each in others)
    if texts & RECORDS or (texts and isinstance(left, ast.Attribute) and left.attr == "key"):
        return True
    return bool(isinstance(node.ops[0], ast.Is | ast.IsNot) and named)


def test_nobody_asks_a_record_which_one_it_is():
    """What is to be known of a record stands in the record, or one made in a cell would not have it."""
    for path in (path for path in SOURCES if path.parent.name != "records"):
        compared = [node for node in nodes_of(path) if isinstance(node, ast.Compare)]
        assert [ast.unparse(node) for node in compared if asks_which(node)] == [], named(path)


def twins(names: set[str]) -> list[tuple[str, str]]:
    """Names that say the same thing done with and without an optimizer: `_go` and `_go_by`, `Workspace` and `OptimizerWorkspace`."""
    return sorted((name, twin) for name in names for twin in (f"{name}_by", f"{name}By", f"Optimizer{name}", f"_Optimizer{name[1:]}")
                  if twin in names)


def test_plain_sgd_is_an_optimizer_like_any_other():
    """One path serves every optimizer: nobody asks whether it is plain SGD, and nothing is written once with and once without one."""
    for path in SOURCES:
        nodes = nodes_of(path)
        asked = [ast.unparse(node) for node in nodes if isinstance(node, ast.Attribute) and node.attr == "plain"]
        assert asked == [], f"{named(path)}: an optimizer says what differs: direct, shown, move, look, keys"
        assert twins({node.name for node in nodes if isinstance(node, ast.ClassDef | ast.FunctionDef)}) == [], named(path)


def test_twins_would_be_found():
    assert twins({"_go", "_go_by", "Workspace", "OptimizerWorkspace", "_Quiet", "_QuietBy", "by"}) == [
        ("Workspace", "OptimizerWorkspace"), ("_Quiet", "_QuietBy"), ("_go", "_go_by")]


def test_the_core_does_not_touch_the_global_generator():
    for path in (path for path in SOURCES if room(path) == "core"):
        uses = {node.attr for node in nodes_of(path)
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr == "random"}
        assert uses <= {"default_rng", "Generator"}, named(path)


def test_nothing_that_a_learner_enters_is_run():
    """Only the program that runs collected functions, in a process of its own, compiles what somebody else wrote."""
    for path in (path for path in SOURCES if room(path) == "exercises" and path.name != "child.py"):
        called = {getattr(node.func, "id", "") for node in nodes_of(path) if isinstance(node, ast.Call)}
        assert not called & {"eval", "exec", "compile", "__import__"}, named(path)
        assert not {"pickle", "marshal", "shelve", "runpy", "code"} & {name.split(".")[0] for name in imports(path)}, named(path)


def test_every_room_has_a_name_that_says_what_is_in_it():
    for path in PACKAGE.rglob("*"):
        assert not {"utils", "util", "helpers", "helper", "common", "misc"} & {path.stem, path.name}, path


def test_rooms_are_those_of_the_house():
    rooms = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert rooms <= set(MAY)


def test_the_cores_tests_need_only_numpy_and_pytest():
    """They run where nothing else is installed; what needs hypothesis or an oracle has its own folder."""
    for path in [*(each for room in ("core", "exercises") for each in sorted((ROOT / "tests" / room).rglob("*.py"))), Path(__file__)]:
        nodes = nodes_of(path)
        names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
        names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
        assert libraries_of(names) <= {"numpy", "pytest"}, path
        taken = {ast.unparse(node) for node in nodes if isinstance(node, ast.Attribute) and node.attr in ("labs", "sklearn")}
        assert not taken & {"nbnn.labs", "nbnn.sklearn"}, f"{path}: these bring libraries when they are first used"


TESTS = ROOT / "tests" / "core"
WITHOUT_A_MODULE = {"by_hand", "output",  # the worked example, and an activation of the output, go through all of the core
                    "training/saving_runs"}  # half of `saving`: what is true of a run's file is not of a history's


def test_the_cores_tests_mirror_it_file_for_file():
    modules = {path.relative_to(PACKAGE / "core").with_suffix("") for path in SOURCES if room(path) == "core" and path.stem != "__init__"}
    tests = {path.relative_to(TESTS).with_name(path.stem.removeprefix("test_")) for path in TESTS.rglob("test_*.py")}
    assert tests - {Path(name) for name in WITHOUT_A_MODULE} == modules


def test_the_cores_tests_reach_into_no_private_name():
    """Where a test needs a door, the class or the module has one."""
    for path in sorted(TESTS.rglob("*.py")):
        nodes = nodes_of(path)
        reached = [ast.unparse(node) for node in nodes if isinstance(node, ast.Attribute) and re.match(r"_[^_]", node.attr)]
        reached += [alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names if alias.name.startswith("_")]
        of_others = re.compile(r"os\._exit|.*\._repr_\w+_")  # the system's, and the names by which IPython asks
        assert [name for name in reached if not of_others.fullmatch(name)] == [], path


def places_that_apply_an_activation() -> list[tuple[str, str]]:
    """(file, line) of every place outside the records that turns a pre-activation into an activation."""
    applies = re.compile(r"(activation|output)\.value\(|\bg\.value\(|value_into")
    return [(named(path), line) for path in SOURCES if path.parent.name != "records"
            for line in path.read_text(encoding="utf-8").splitlines() if applies.search(line)]


def test_there_is_one_forward_pass_and_every_other_place_that_applies_g_says_what_for():
    says = re.compile(r"# g beside the network: \w+")
    assert [name for name, line in places_that_apply_an_activation() if not says.search(line)] == ["core/network/network.py"]


def python(code: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-W", "error", "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=600)


BLOCKED = f"""
import importlib.abc, sys
class Blocked(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {sorted(WIDGETS | {"pandas", "matplotlib", "scipy"})!r}:
            raise ImportError(f"{{name}} is blocked")
sys.meta_path.insert(0, Blocked())
"""


def test_nbnn_imports_and_works_without_the_widget_libraries_and_announces_the_labs():
    done = python(BLOCKED + """
import nbnn
assert 'labs' in dir(nbnn) and 'nbnn.labs' not in sys.modules
net = nbnn.Network.random([2, 8, 1], activation=nbnn.relu, initializer=nbnn.he, seed=0)
run = nbnn.sgd(net, nbnn.datasets.moons(), loss=nbnn.hinge, eta=0.1, steps=10, seed=0)
assert "dl_dW1" in run.names and str(run[3]) is not None and nbnn.check.gradients(net, [1, 2], 1, loss=nbnn.hinge).agrees is not None
assert not [name for name in sys.modules if name.startswith(("nbnn.views", "nbnn.labs"))]
""")
    assert done.returncode == 0, done.stderr


def test_every_module_of_the_lower_floors_imports_without_the_widget_libraries():
    modules = ["nbnn." + ".".join(path.relative_to(PACKAGE).with_suffix("").parts) for path in SOURCES
               if room(path) in ("core", "explain", "exercises") and path.stem != "__init__"]
    done = python(BLOCKED + f"import importlib\nfor name in {modules!r}: importlib.import_module(name)")
    assert done.returncode == 0, done.stderr


def test_the_block_blocks():
    done = python(BLOCKED + "import nbnn\nnbnn.labs")
    assert done.returncode != 0 and "is blocked" in done.stderr


@pytest.mark.parametrize("path", [path for path in SOURCES if "= on_first_use(" in path.read_text()], ids=named)
def test_type_checkers_know_what_loads_on_first_use(path):
    """The imports that only a type checker reads, and the table that a running Python reads, name the same."""
    [known] = [node for node in tree_of(path).body if isinstance(node, ast.If)]
    checked = {(f".{each.module}.{alias.name}", alias.asname or alias.name) for each in known.body for alias in each.names}
    [call] = [node.value for node in tree_of(path).body if isinstance(node, ast.Assign) and "on_first_use(" in ast.unparse(node)]
    folders = {(f".{name}", name) for name in ("exercises", "labs", "sklearn")}  # found anyway
    assert checked == on_first_use(call) - folders


def test_what_nbnn_offers_is_there_and_sorted():
    import nbnn
    assert all(hasattr(nbnn, name) for name in nbnn.__all__)
    assert len(set(nbnn.__all__)) == len(nbnn.__all__)
    with pytest.raises(AttributeError, match="nbnn has no 'rellu'"):
        nbnn.rellu
