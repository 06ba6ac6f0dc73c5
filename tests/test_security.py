"""What .github/SECURITY.md promises: every test that it names exists, and what it says is never done is looked for in every file."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "nbnn"
POLICY = (ROOT / ".github" / "SECURITY.md").read_text("utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
MODULES = sorted(PACKAGE.rglob("*.py"))
SCRIPTS = sorted(PACKAGE.rglob("*.js"))
COLLECTED = PACKAGE / "cli" / "child.py"  # the program in which collected functions run, in a process of its own


def within(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


# ---- what is promised ----

def section(heading: str) -> str:
    return re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", POLICY, re.DOTALL | re.MULTILINE)[1]


def test_every_test_that_is_named_is_there():
    missing = [f"{file}::{name}" for file, name in NAMED.findall(POLICY) if not re.search(rf"^def {name}\(", text_of(file), re.MULTILINE)]
    assert missing == [] and len(NAMED.findall(POLICY)) == POLICY.count("::") > 30


def text_of(file: str) -> str:
    return (ROOT / file).read_text("utf-8") if (ROOT / file).exists() else ""


@pytest.mark.parametrize("heading", ["What is protected", "What is never done", "What comes from others"])
def test_every_promise_names_its_tests(heading):
    promises = [each for each in section(heading).split("\n\n") if each.strip() and not each.startswith("\nEach point names")]
    assert promises and [each[:60] for each in promises if not NAMED.search(each)] == []


def test_it_says_how_to_report_and_what_is_not_protected():
    assert "Report a vulnerability" in section("How to report a vulnerability")
    assert "not a sandbox" in section("What is not protected")
    for page in ("README.md", "CONTRIBUTING.md"):
        assert "(.github/SECURITY.md)" in (ROOT / page).read_text("utf-8"), page


def test_the_files_that_it_names_are_there():
    assert [name for name in re.findall(r"`(nbnn/[\w/.]+)`", POLICY) if not (ROOT / name).exists()] == []


# ---- what is never done, in Python ----

RUNS = {"eval", "exec", "compile", "__import__", "run_path", "run_module", "exec_module", "system", "popen", "spawn"}
LOADS = {"np.load", "numpy.load", "torch.load", "pd.read_pickle", "pandas.read_pickle"}
UNPICKLES = {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "marshal", "shelve"}
CONNECTS = {"socket", "socketserver", "ssl", "http", "urllib.request", "requests", "httpx", "aiohttp", "urllib3", "ftplib", "smtplib"}
OPENS = {"open_connection", "create_connection", "create_server", "start_server"}  # of asyncio, which also does other things
ADDRESS = re.compile(r"\b(?:https?|wss?|ftp)://[\w.]")
NO_ADDRESSES = ("http://www.w3.org/", "https://example.org/")  # names of languages; and the example in an error's words
WORDS = {*RUNS, *UNPICKLES, *CONNECTS, *OPENS, "load", "read_pickle", "allow_pickle", "shell"}
SUSPECT = re.compile(rf"(?<!\bre\.)\b(?:{'|'.join(map(re.escape, WORDS))})\b|://")  # only such a module need be read closely

Nodes = list[ast.AST]


def nodes_of(text: str) -> Nodes:
    return list(ast.walk(ast.parse(text)))


def called(nodes: Nodes, names: set[str]) -> list[ast.Call]:
    """Calls of a function of these names, or of a method; `re.compile` is none of them."""
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    return [node for node in calls if getattr(node.func, "id", getattr(node.func, "attr", None)) in names
            and ast.unparse(node.func) != "re.compile"]


def given(nodes: Nodes, keyword: str) -> list[str]:
    """What is given for a keyword, anywhere."""
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    return [ast.unparse(each.value) for node in calls for each in node.keywords if each.arg == keyword]


def imported(nodes: Nodes) -> set[str]:
    """Modules that are imported, whole and by their first part."""
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level}
    return names | {name.split(".")[0] for name in names}


def running(nodes: Nodes) -> list[str]:
    """What runs text or another file."""
    passed_on = [node.id for node in nodes if isinstance(node, ast.Name) and node.id in ("eval", "exec")]
    return [*map(ast.unparse, called(nodes, RUNS)), *passed_on, *given(nodes, "shell")]


def unpickling(nodes: Nodes) -> list[str]:
    loads = [node for node in called(nodes, {"load", "read_pickle"}) if ast.unparse(node.func) in LOADS]
    unsafe = [ast.unparse(node) for node in loads if given([node], "allow_pickle") != ["False"]]
    return [*unsafe, *(value for value in given(nodes, "allow_pickle") if value != "False"), *(imported(nodes) & UNPICKLES)]


def connecting(nodes: Nodes) -> list[str]:
    """What opens a connection, or names an address; docstrings may name a source."""
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    firsts = [node.body[0] for node in nodes if isinstance(node, holders) and node.body]
    documented = {id(first.value) for first in firsts if isinstance(first, ast.Expr)}
    texts = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documented]
    found = [text[each.start():each.start() + 60] for text in texts for each in ADDRESS.finditer(text)]
    addresses = [each for each in found if not each.startswith(NO_ADDRESSES)]
    return [*(imported(nodes) & CONNECTS), *map(ast.unparse, called(nodes, OPENS)), *addresses]


@pytest.fixture(scope="module")
def suspects():
    texts = {path: path.read_text("utf-8") for path in MODULES}
    assert len(texts) > 200 and COLLECTED in texts
    return {within(path): nodes_of(text) for path, text in texts.items() if SUSPECT.search(text)}


def test_no_text_is_run_as_code(suspects):
    found = {name: running(nodes) for name, nodes in suspects.items() if running(nodes)}
    assert list(found) == [within(COLLECTED)] and len(found[within(COLLECTED)]) == 2, found


def test_nothing_is_unpickled(suspects):
    assert {name: unpickling(nodes) for name, nodes in suspects.items() if unpickling(nodes)} == {}


def test_no_module_opens_a_connection_or_knows_an_address(suspects):
    assert {name: connecting(nodes) for name, nodes in suspects.items() if connecting(nodes)} == {}


@pytest.mark.parametrize(("line", "rule"), [
    ("eval(text)", running), ("builtins.exec(text)", running), ("map(eval, texts)", running), ("compile(text, '', 'exec')", running),
    ("os.system(text)", running), ("run(text, shell=True)", running), ("torch.load(path)", unpickling), ("np.load(path)", unpickling),
    ("read(path, allow_pickle=True)", unpickling), ("from pickle import loads", unpickling), ("import urllib.request", connecting),
    ("x = 'https://a.b'", connecting), ("x = f'http://1.2.3.4/{name}'", connecting), ("await asyncio.open_connection(a)", connecting),
])
def test_it_would_be_found(line, rule):
    assert SUSPECT.search(line) and rule(nodes_of(line))
    assert rule(nodes_of("re.compile(text); np.load(path, allow_pickle=False); import urllib.parse; x = 'http://www.w3.org/svg'")) == []


# ---- what is never done, in JavaScript ----

RUNS_TEXT = re.compile(r"\beval\(|\bFunction\(|\b(?:setTimeout|setInterval)\(\s*[\"'`]|javascript:")
MAKES_MARKUP = re.compile(r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|DOMParser|srcdoc)\b|document\.write")
ASKS = re.compile(r"\bfetch\(|\b(?:XMLHttpRequest|WebSocket|EventSource|RTCPeerConnection|importScripts|sendBeacon)\b|\b(?:http|ws)s?:")
WHOLE_PAGE = {"page/host.js": ["srcdoc"]}  # a lab's own page in a frame, which Python wrote with a policy of its own


def without_names_of_languages(path: Path) -> str:
    return re.sub(r"http://www\.w3\.org/[\w/]+", "", path.read_text("utf-8"))


def test_no_script_runs_text_or_makes_markup_of_words():
    texts = {within(path): without_names_of_languages(path) for path in SCRIPTS}
    assert len(texts) > 40
    assert [name for name, text in texts.items() if RUNS_TEXT.search(text)] == []
    assert {name: MAKES_MARKUP.findall(text) for name, text in texts.items() if MAKES_MARKUP.search(text)} == WHOLE_PAGE


def test_no_script_asks_another_machine():
    assert {within(path): found for path in SCRIPTS if (found := ASKS.findall(without_names_of_languages(path)))} == {}


@pytest.mark.parametrize(("line", "rule"), [
    ("new Function(text)", RUNS_TEXT), ("setTimeout('go()', 1)", RUNS_TEXT), ("el.innerHTML = text", MAKES_MARKUP),
    ("document.write(text)", MAKES_MARKUP), ("await fetch(a)", ASKS), ("new WebSocket(a)", ASKS), ('import "https://a.b/c.js"', ASKS),
])
def test_it_would_be_found_in_a_script(line, rule):
    assert rule.search(line)
