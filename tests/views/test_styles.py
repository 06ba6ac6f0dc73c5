"""The style sheets of the views, as wholes: what the linter, which reads one file at a time, cannot see."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import tinycss2

PACKAGE = Path(__file__).parents[2] / "nbnn"
SHEETS = sorted(PACKAGE.rglob("*.css"))
CODE = "\n".join(path.read_text("utf-8") for kind in ("*.js", "*.py") for path in sorted(PACKAGE.rglob(kind)))
CSS = "\n".join(path.read_text("utf-8") for path in SHEETS)

# What a class can come from: a word of the code; a beginning of a name with a value after it.
WORDS = set(re.findall(r"[\w-]+", CODE))
VALUES = set(re.findall(r"""["'`]([\w -]+)["'`]""", CODE)) | set(re.findall(r"\b(\w+): ", CODE)) | set("1234567")
BEGINNINGS = set(re.findall(r"([\w-]+-)\$?\{", CODE))

CONDITION, OUTSIDE_BRACKETS = re.compile(r":[\w-]+(?:\([^()]*\))?"), re.compile(r",(?![^(]*\))")

# What JupyterLab, ipywidgets and bqplot make.
THEIRS = re.compile(r"jp-|lm-|jupyter-|widget-|(bqplot|figure|axis|axislabel|tick|mod-active|slider-container)$")


def named(path: Path) -> str:
    return path.name


def rules(source: str, within: str = "") -> Iterator[tuple[str, str, list]]:
    """Each rule of a sheet: the conditions it stands in, its selector, its declarations."""
    for rule in tinycss2.parse_stylesheet(source, skip_comments=True, skip_whitespace=True):
        assert rule.type != "error", rule.message
        if rule.type == "qualified-rule":
            yield within, " ".join(tinycss2.serialize(rule.prelude).split()), declarations(rule.content)
        elif rule.content is not None and rule.lower_at_keyword not in ("font-face", "keyframes", "property"):  # which have none in them
            yield from rules(tinycss2.serialize(rule.content), within + tinycss2.serialize(rule.prelude))


def declarations(content: list) -> list:
    found = tinycss2.parse_declaration_list(content, skip_comments=True, skip_whitespace=True)
    assert all(each.type == "declaration" for each in found), found
    return found


def classes(source: str) -> set[str]:
    return {name for _, selector, _ in rules(source) for name in re.findall(r"\.(-?[A-Za-z_][\w-]*)", selector)}


def is_made(name: str) -> bool:
    """Whether JavaScript or Python gives an element this class: as a word, or put together from a beginning and the rest."""
    ends = (name[len(start):] for start in BEGINNINGS if name.startswith(start))
    return name in WORDS or any(end in VALUES or end.replace("-", " ") in VALUES for end in ends)


@pytest.mark.parametrize("sheet", SHEETS, ids=named)
def test_a_sheet_has_one_rule_for_a_selector(sheet):
    times = Counter((within, selector) for within, selector, _ in rules(sheet.read_text("utf-8")))
    assert [each for each, count in times.items() if count > 1] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=named)
def test_a_rule_says_each_property_once(sheet):
    for _, selector, said in rules(sheet.read_text("utf-8")):
        times = Counter(each.name for each in said)
        assert [name for name, count in times.items() if count > 1] == [], selector


@pytest.mark.parametrize("sheet", SHEETS, ids=named)
def test_variables_are_read_by_var(sheet):
    for _, selector, said in rules(sheet.read_text("utf-8")):
        bare = [token.value for each in said for token in each.value if token.type == "ident" and token.value.startswith("--")]
        assert bare == [], selector


@pytest.mark.parametrize("sheet", SHEETS, ids=named)
def test_every_class_is_made_somewhere(sheet):
    ours = {name for name in classes(sheet.read_text("utf-8")) if not THEIRS.match(name)}
    assert sorted(name for name in ours if not is_made(name)) == []


def test_every_variable_is_set_and_used():
    used = {name for name in re.findall(r"var\(\s*--([\w-]+)", CSS + CODE) if not THEIRS.match(name)}
    known = set(re.findall(r"--([\w-]+):", CSS)) | set(re.findall(r'"--([\w-]+)"', CODE))
    begun = {name for name in used if name.endswith("-")}  # the rest of the name is made
    assert [name for name in begun if not any(each.startswith(name) for each in known)] == []
    assert sorted(used - known - begun) == []
    assert sorted(name for name in known - used if not THEIRS.match(name) and not is_made(f"--{name}")) == []


def test_what_uses_the_height_that_a_page_leaves_takes_it_from_its_parent():
    """--nbnn-fit is not inherited: a rule for anything else would see the value that it has for want of one."""
    given, used = set(), set()
    for sheet in SHEETS:
        for _, selector, declared in rules(sheet.read_text("utf-8")):
            values = {each.name: tinycss2.serialize(each.value).strip() for each in declared}
            if values.get("--nbnn-fit") == "inherit":
                given |= {subject(each) for each in selector[selector.index(":is(") + 4:-1].split(",")}
            elif any("var(--nbnn-fit" in value for value in values.values()):
                used |= {subject(each) for each in OUTSIDE_BRACKETS.split(selector)}
    assert used and used <= given


def subject(selector: str) -> str:
    """What a selector is about: its last part, without conditions."""
    while CONDITION.search(selector):
        selector = CONDITION.sub("", selector)
    return selector.split()[-1]
