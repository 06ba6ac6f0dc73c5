"""The modules of all views in one bundle: every import is of one that is there, none in a circle, none over the net."""

import gzip
import json
import re

import pytest

from nbnn.core.notation import meanings
from nbnn.views.code.source import VIEWS, bundle, content_hash, loader, pack, stub
from tests.views.scripts import esm, imported

MODULES = sorted(path.relative_to(VIEWS).as_posix() for path in VIEWS.rglob("*.js"))
SHEETS = [path.relative_to(VIEWS).as_posix() for path in VIEWS.rglob("*.css")]
BEFORE_ALL = {"code/code.js", "code/stub.js"}  # what is on the page before the bundle is
TOP = re.compile(r"^(?:async )?(?:function|class|const|let) (\w+)|^(?:const|let) \[([^\]]+)\]", re.MULTILINE)

ANY_IMPORT = re.compile(r'\bimport\b[^;]*?\bfrom\b|\bimport\(|^import "', re.MULTILINE)
IMPORT = re.compile(r'^import \{([^}]*)\} from ', re.MULTILINE)
EXPORT = re.compile(r"^export (?:async )?(?:function|class|const|let) (\w+)", re.MULTILINE)
BUNDLED = [name for name in MODULES if name not in BEFORE_ALL]


def test_the_bundle_holds_every_module_and_sheet_the_theme_first():
    files = json.loads(bundle())
    assert files.keys() == {*BUNDLED, *SHEETS}
    assert {name for name, text in files.items() if (VIEWS / name).read_text("utf-8") != text} == {"shared/notation.js"}
    sheets = [name for name in files if name.endswith(".css")]
    of_all = [name.startswith("shared/") for name in sheets]
    assert sheets[0] == "shared/theme.css" and of_all == sorted(of_all, reverse=True)


def test_the_table_of_notation_goes_with_it_once():
    files = json.loads(bundle())
    (line,) = re.findall(r"^const MEANINGS = (\{.+\});", files["shared/notation.js"], re.MULTILINE)
    assert json.loads(line) == meanings()
    assert sum(meanings()["h"] in text for text in files.values()) == 1


def test_it_is_packed_to_the_same_bytes_and_named_by_what_is_in_it():
    assert gzip.decompress(pack()) == bundle() and len(pack()) < len(bundle()) / 3
    assert pack.__wrapped__() == pack() and re.fullmatch("[0-9a-f]{16}", content_hash())


def test_a_stub_is_small_and_waits_for_this_bundle():
    made = stub("board/board.js")
    assert len(made) < 800 and made.count(content_hash()) == 1 and made.count('"board/board.js"') == 1
    with pytest.raises(FileNotFoundError, match="there is no module"):
        stub("nothing.js")


@pytest.mark.parametrize("name", BUNDLED)
def test_every_import_is_one_that_the_loader_follows(name):
    """On the page a module gets the addresses of those that it imports: other ways to import would look for them on a server."""
    text = (VIEWS / name).read_text("utf-8")
    followed = re.compile(re.search(r"const IMPORT = /(.*)/gm;", loader())[1].replace(r"\/", "/"), re.MULTILINE)
    assert len(followed.findall(text)) == len(imported(VIEWS / name)) == len(ANY_IMPORT.findall(text))
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
