"""The modules of all views in one bundle: every import is of one that is there, none in a circle, none over the net."""

import gzip
import json
import os
import re
from pathlib import Path

import pytest

from nbnn.core.notation import meanings
from nbnn.views.code import source
from nbnn.views.code.source import NOTE, VIEWS, bundle, content_hash, files, pack, packed, script, stub
from tests.views.node import in_node, needs_node
from tests.views.scripts import esm, imported

MODULES = sorted(path.relative_to(VIEWS).as_posix() for path in VIEWS.rglob("*.js"))
SHEETS = [path.relative_to(VIEWS).as_posix() for path in VIEWS.rglob("*.css")]
BEFORE_ALL = {"code/code.js", "code/stub.js"}  # what is on the page before the bundle is
TOP = re.compile(r"^(?:async )?(?:function|class|const|let) (\w+)|^(?:const|let) \[([^\]]+)\]", re.MULTILINE)

ANY_IMPORT = re.compile(r'\bimport\b[^;]*?\bfrom\b|\bimport\(|^import "', re.MULTILINE)
IMPORT = re.compile(r'^import \{([^}]*)\} from ', re.MULTILINE)
EXPORT = re.compile(r"^export (?:async )?(?:function|class|const|let) (\w+)", re.MULTILINE)
BUNDLED = [name for name in MODULES if name not in BEFORE_ALL]


def rules(sheet):
    """A style sheet without what is for its readers."""
    return re.sub(r"/\*.*?\*/|\s+", "", sheet, flags=re.DOTALL)


def test_the_bundle_holds_every_module_and_sheet_the_theme_first():
    assert files().keys() == {*BUNDLED, *SHEETS}
    assert {name for name, text in files().items() if (VIEWS / name).read_text("utf-8") != text} == {"shared/notation.js"}
    sheets = [name for name in files() if name.endswith(".css")]
    whole, dressed = bundle().decode().split("\0")
    assert whole == script()[0] and rules(dressed) == rules("".join(files()[name] for name in sheets))
    of_all = [name.startswith("shared/") for name in sheets]
    assert sheets[0] == "shared/theme.css" and of_all == sorted(of_all, reverse=True)


def test_the_table_of_notation_goes_with_it_once():
    (line,) = re.findall(r"^const MEANINGS = (\{.+\});", files()["shared/notation.js"], re.MULTILINE)
    assert json.loads(line) == meanings()
    assert sum(meanings()["h"] in text for text in files().values()) == 1


def test_it_is_packed_to_the_same_bytes_and_named_by_what_is_in_it():
    assert gzip.decompress(pack()) == bundle() and len(pack()) < len(bundle()) / 3
    assert packed.__wrapped__() == packed() and re.fullmatch("[0-9a-f]{16}", content_hash())


@pytest.fixture
def kept(monkeypatch, tmp_path):
    """Where it is kept: nothing has been yet."""
    monkeypatch.setattr("sys.pycache_prefix", str(tmp_path))
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    return lambda: [path for path in tmp_path.rglob("*") if path.is_file()]


def test_it_is_kept_and_read_again_without_reading_the_files(kept, monkeypatch):
    made = packed.__wrapped__()
    assert made == packed() and len(kept()) == 1
    monkeypatch.setattr(source, "bundle", None)
    assert packed.__wrapped__() == made


@pytest.mark.parametrize("spoil", [lambda whole: whole[:-9], lambda whole: b"?", lambda whole: whole.replace(b"a", b"b", 1)],
                         ids=["cut", "rubbish", "other"])
def test_what_is_kept_but_not_whole_is_packed_again(kept, spoil):
    made = packed.__wrapped__()
    (path,) = kept()
    whole = path.read_bytes()
    path.write_bytes(spoil(whole))
    assert packed.__wrapped__() == made and path.read_bytes() == whole


def test_another_time_or_size_of_any_file_is_another_bundle(kept, monkeypatch):
    packed.__wrapped__()
    other = bundle() + b"/* */"
    monkeypatch.setattr(source, "bundle", lambda: other)
    found = source.VIEWS / "board" / "board.js"
    was, before = Path.stat, found.stat()
    later = os.stat_result([*before[:8], before.st_mtime + 1, before.st_ctime])
    monkeypatch.setattr(Path, "stat", lambda path, **given: later if path == found else was(path, **given))
    assert gzip.decompress(packed.__wrapped__()[1]) == other


def test_nothing_is_kept_where_python_keeps_nothing_or_nobody_may_write(kept, monkeypatch):
    made = packed()
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    assert packed.__wrapped__() == made and kept() == []
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    monkeypatch.setattr("sys.pycache_prefix", "/dev/null")
    assert packed.__wrapped__() == made


def test_every_module_stands_in_the_one_script_and_is_as_long_there():
    whole, begins = script()
    assert [*begins] == [name for name in files() if name.endswith(".js")]
    for name, begin in begins.items():
        there, own = whole[begin:begin + len(files()[name])], files()[name]
        assert [len(line) for line in there.splitlines()] == [len(line) for line in own.splitlines()]
        assert not re.search(r"^(?:import|export)\b", there, re.MULTILINE)


@pytest.mark.parametrize("name", BUNDLED)
def test_of_comments_places_are_left_and_nothing_else_is_taken_for_one(name):
    whole, begins = script()
    own = files()[name]
    there = whole[begins[name]:begins[name] + len(own)]
    notes = list(NOTE.finditer(own))
    for note in notes:
        assert own[:note.start()].count("`") % 2 == 0, "a line of a template is no comment"
        assert note[0].count("*/") <= 1 and there[note.start():note.end()].strip() == ""
    assert not re.search(r"^\s*//", there, re.MULTILINE) and (there.strip() or notes)


@pytest.mark.parametrize("name", BUNDLED)
def test_no_module_has_a_name_that_the_one_script_needs(name):
    """`of`, which gives a module what it imports, and `exported`, what it exports as its default."""
    assert not re.search(r"^(?:async )?(?:function|class|const|let) \[?(?:of|exported)\b", files()[name], re.MULTILINE)


@needs_node
def test_the_one_script_gives_what_each_module_exports():
    said = in_node("""
const { default: makers } = await import(`data:text/javascript;base64,${Buffer.from(given).toString("base64")}`), made = {};
const take = (name) => made[name] ??= makers[name]((path) => take(new URL(path, `file:///${name}`).pathname.slice(1)));
for (const name of Object.keys(makers)) take(name);
const own = {};
for (const name of Object.keys(makers)) own[name] = Object.keys(await import(`./${name}`)).sort();
say(Object.keys(makers).filter((name) => String(Object.keys(made[name]).sort()) !== String(own[name])));
""", script()[0])
    assert said == []


def test_a_stub_is_small_and_waits_for_this_bundle():
    made = stub("board/board.js")
    assert len(made) < 800 and made.count(content_hash()) == 1 and made.count('"board/board.js"') == 1
    with pytest.raises(FileNotFoundError, match="there is no module"):
        stub("nothing.js")


@pytest.mark.parametrize("name", BUNDLED)
def test_every_import_is_one_that_the_one_script_follows(name):
    """Other ways to import would look for a module on a server."""
    text = (VIEWS / name).read_text("utf-8")
    assert len(source.IMPORT.findall(text)) == len(imported(VIEWS / name)) == len(ANY_IMPORT.findall(text))
    assert all(other.is_file() for other in imported(VIEWS / name))


@pytest.mark.parametrize("name", BUNDLED)
def test_no_module_imports_itself_on_the_way(name):
    assert name not in {path.relative_to(VIEWS).as_posix() for path in reached(VIEWS / name)}


def reached(module, seen=()):
    """What a module imports, and what that imports."""
    found = {other for other in imported(module) if other not in seen}
    return found.union(*(reached(other, {*seen, *found}) for other in found))


@pytest.mark.parametrize("name", MODULES)
def test_a_script_of_one_piece_defines_every_name_once(name):
    """So that the tests can run it outside of a page."""
    made = esm(name)
    names = [each for one, several in TOP.findall(made) for each in ([one] if one else re.split(r",\s*", several))]
    assert len(names) == len(set(names)), sorted(each for each in names if names.count(each) > 1)


@pytest.mark.parametrize("name", BUNDLED)
def test_what_is_imported_is_exported_there(name):
    named = IMPORT.findall((VIEWS / name).read_text("utf-8"))
    for names, other in zip(named, imported(VIEWS / name), strict=True):
        exported = set(EXPORT.findall(other.read_text("utf-8")))
        assert {each.strip().split(" as ")[0] for each in names.rstrip(", \n").split(",")} <= exported, other


@pytest.mark.parametrize("name", BUNDLED)
def test_a_module_imports_what_it_calls_of_others(name):
    """What it only ever calls, and neither makes nor imports, is there by chance at best."""
    text = re.sub(r"//.*|`[^`]*`|\"[^\"\n]*\"", "", (VIEWS / name).read_text("utf-8"))
    named = {each.strip().split(" as ")[-1] for names in IMPORT.findall(text) for each in names.split(",")}
    named |= {each for each, _ in TOP.findall(text)}
    others = {each for other in BUNDLED if other != name for each in EXPORT.findall((VIEWS / other).read_text("utf-8"))}
    uses = {each: re.findall(rf"(?<![.\w]){each}\b(?!\([^()]*\) \{{)(\(?)", text) for each in others - named}
    assert [each for each, used in uses.items() if used and all(used)] == []


@pytest.mark.parametrize("name", [*MODULES, *SHEETS])
def test_nothing_names_an_address_or_makes_markup_of_words(name):
    text = re.sub(r"http://www\.w3\.org/[\w/]+", "", (VIEWS / name).read_text("utf-8"))
    assert not re.search(r"https?:|innerHTML|\beval\(|new Function|url\(", text)


@pytest.mark.parametrize("name", [name for name in BUNDLED if name != "shared/python.js"])
def test_every_question_to_python_goes_through_one_door(name):
    """Where it is said when there is nobody to answer."""
    assert "model.send(" not in (VIEWS / name).read_text("utf-8")
