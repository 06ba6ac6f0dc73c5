"""The rules for JavaScript and CSS: each catches what it is for. `./run tests` holds the views to them; see biome.jsonc and deno.json."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VIEWS = ROOT / "nbnn" / "views"
PROGRAMS = Path(sys.executable).parent

# What a rule is named in the linter's report -> a file that breaks it.
BROKEN = {
    "noUndeclaredVariables": ("a.js", "export const twice = (x) => x * factor;"),
    "noUnusedVariables": ("b.js", "const nobody = 1;"),
    "noUnusedFunctionParameters": ("c.js", "export const one = (x) => 1;"),
    "noUnusedImports": ("d.js", 'import { known } from "./known.js";'),
    "noUnresolvedImports": ("e.js", 'import { unknown } from "./known.js";\nunknown();'),
    "noUnreachable": ("f.js", "export function end() {\n  return 1;\n  end();\n}"),
    "noShadow": ("g.js", "export const far = (x) => [x].map((x) => x);"),
    "useConst": ("h.js", "let still = 1;\nexport const other = still;"),
    "noVar": ("i.js", "export var old = 1;"),
    "noDoubleEquals": ("j.js", "export const same = (a, b) => a == b;"),
    "noGlobalEval": ("k.js", 'export const run = () => eval("1");'),
    "noExcessiveLinesPerFunction": ("l.js", "export function long(x) {\n" + "  x.step();\n" * 60 + "}"),
    "noCommaOperator": ("m.js", "export function two(x) {\n  x.a(), x.b();\n}"),
    "noConsole": ("n.js", 'console.log("here");'),
    "noImportCycles": ("o.js", 'import { back } from "./back.js";\nexport const forth = () => back();'),
    "Text becomes markup": ("p.js", 'document.body.innerHTML = "<b>";'),
    "noUnknownProperty": ("a.css", ".nbnn { colr: red; }"),
    "noUnknownUnit": ("b.css", ".nbnn { top: 3pxx; }"),
    "noEmptyBlock": ("c.css", ".nbnn { }\n"),
    "noUnknownFunction": ("d.css", ".nbnn { width: clac(1px); }"),
    "noUnknownPseudoClass": ("e.css", ".nbnn:hoover { top: 0; }"),
    "this id": ("f.css", "#lab { top: 0; }"),
}

USES = 'import { recordingOf } from "../shared/recording.js";\nimport { elementOf } from "../shared/elements.js";\n'
MISTYPED = {
    "is not assignable to parameter of type 'Model'": "recordingOf(3);",
    "'tux' does not exist": 'elementOf("div", "").tux = 1;',
    "Expected 2-3 arguments": "elementOf();",
    "not assignable to type 'number'": '/** @type {number} */\nexport const size = "large";',
    "Cannot find name 'missing'": "missing();",
}


def within(path: Path) -> str:
    return path.relative_to(VIEWS).as_posix()


def run(program: str, *arguments: str, cwd: Path) -> str:
    if not (PROGRAMS / program).exists():
        pytest.skip(f"{program} is in the group lint, which is not installed here")
    environment = os.environ | {"NO_COLOR": "1", "DENO_NO_UPDATE_CHECK": "1", "DENO_DIR": str(cwd / ".deno")}
    done = subprocess.run([PROGRAMS / program, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def reports(tmp_path_factory) -> str:
    """What the linter says of all the broken files."""
    place = tmp_path_factory.mktemp("broken")
    shutil.copy(ROOT / "biome.jsonc", place)
    shutil.copytree(ROOT / "lint", place / "lint")
    views = place / "nbnn" / "views"
    views.mkdir(parents=True)
    (views / "known.js").write_text("export const known = 1;", "utf-8")
    (views / "back.js").write_text('import { forth } from "./o.js";\nexport const back = () => forth();', "utf-8")
    for name, source in BROKEN.values():
        (views / name).write_text(source, "utf-8")
    return run("biome", "lint", "--error-on-warnings", "--reporter=github", "--max-diagnostics=none", cwd=place)


@pytest.mark.parametrize("rule", BROKEN)
def test_the_linter_catches(rule, reports):
    name, _ = BROKEN[rule]
    failures = re.findall(rf"^::(?:error|warning) .*/{re.escape(name)},.*$", reports, re.MULTILINE)
    assert any(rule in failure for failure in failures)


@pytest.fixture(scope="module")
def types(tmp_path_factory) -> str:
    """What the type checker says of a module with all the mistakes."""
    place = tmp_path_factory.mktemp("mistyped")
    shutil.copy(ROOT / "deno.json", place)
    shutil.copytree(VIEWS / "shared", place / "nbnn" / "views" / "shared")
    shutil.copy(VIEWS / "types.d.ts", place / "nbnn" / "views")
    (place / "nbnn" / "views" / "wrong").mkdir()
    (place / "nbnn" / "views" / "wrong" / "wrong.js").write_text(USES + "\n".join(MISTYPED.values()), "utf-8")
    return run("deno", "check", "--quiet", "--no-remote", "--no-npm", "nbnn/views", cwd=place)


@pytest.mark.parametrize("words", MISTYPED)
def test_the_type_checker_catches(words, types):
    assert words in types


def test_the_type_checker_finds_nothing_else(types):
    assert f"Found {len(MISTYPED)} errors" in types


LONGEST = 120
DATA = re.compile(r"""\s*(const [A-Z_]+ = [\[{].*[\]}];|["\w]+: (["'`]).*\2,?)( //.*)?$""")  # a table in one line; a text by its key


@pytest.mark.parametrize("path", sorted([*VIEWS.rglob("*.js"), *VIEWS.rglob("*.css")]), ids=within)
def test_lines_can_be_read(path):
    lines = path.read_text("utf-8").splitlines()
    assert [line for line in lines if len(line) > LONGEST and not (DATA.match(line) and len(line) <= LONGEST + 20)] == []


def test_no_view_draws_what_belongs_to_another():
    """All style sheets are on one page: a class that two views use is written with what it lies in, or beside it."""
    of_views = {path.parent.name: path.read_text("utf-8") for path in VIEWS.rglob("*.css") if path.parent.name != "shared"}
    alone = {view: set(re.findall(r"^\s*(\.nbnn-[\w-]+)(?=,$| \{$)", text, re.MULTILINE)) for view, text in of_views.items()}
    used = {view: set(re.findall(r"\.nbnn-[\w-]+", text)) for view, text in of_views.items()}
    assert [(own, view, other) for view in alone for own in sorted(alone[view] - {".nbnn-lab"}) for other in used
            if other != view and own in used[other]] == []


@pytest.mark.parametrize("path", sorted(VIEWS.rglob("*.js")), ids=within)
def test_shapes_come_from_one_maker(path):
    """Elements of SVG from `shapeOf`; those of MathML from template.py's twin."""
    if within(path) not in ("shared/elements.js", "shared/template.js"):
        assert "createElementNS" not in path.read_text("utf-8")
