"""Every keyword of every lab, given what it does not take: the error names the keyword."""

import ast
import inspect
import re

import pytest

import nbnn
from tests.labs.every_lab import lab_classes

JUNK = (object(), "no such thing", -1, float("nan"), [], {"a": 1}, [None], [[1, 2], [3]], 10**30)
#: What a keyword is called besides, in an error that is about the numbers it leads to.
WORDS = {"eta": "η", "l2": "λ", "formula": "at character", "n": "number of examples"}


def call_of(line: str) -> tuple[type, dict]:
    """The class of an example's lab, and what the line gives it by keyword."""
    call = ast.parse(line, mode="eval").body
    value = lambda node: eval(compile(ast.Expression(node), "", "eval"), {"nbnn": nbnn})
    lab = value(call.func)
    names = list(inspect.signature(lab).parameters)
    return lab, dict(zip(names, map(value, call.args))) | {each.arg: value(each.value) for each in call.keywords}


def keywords(lab: type) -> list[str]:
    return [each.name for each in inspect.signature(lab).parameters.values() if each.kind is not each.VAR_KEYWORD]


#: What makes a lab soon: where a keyword takes its junk after all, nothing is learned from a long training.
SHORT = {"steps": 5, "epochs": 2, "seeds": (0, 1)}


def refusals(line: str):
    """(keyword, what it was given, the error) for all that a lab does not take: all junk in its first example, a third in each other."""
    lab, given = call_of(line)
    at = lab.examples.index(line)
    short = {name: value for name, value in SHORT.items() if name in keywords(lab)}
    for name in keywords(lab):
        for junk in JUNK[at % 3::3] if at else JUNK:
            try:
                lab(**{**short, **given, name: junk}).close()
            except Exception as error:
                yield name, junk, error


@pytest.mark.parametrize("line", [line for lab in lab_classes() for line in lab.examples])
def test_an_error_names_the_keyword_that_was_given(line):
    found = list(refusals(line))
    assert len(found) > 5
    for name, junk, error in found:
        assert isinstance(error, ValueError | TypeError), (name, junk, error)
        assert re.search(rf"\b{name}\b|{WORDS.get(name, name)}", str(error)), f"{name}={junk!r}: {error}"


@pytest.mark.parametrize("lab", lab_classes(), ids=lambda lab: lab.__name__)
def test_a_misspelt_keyword_is_refused_with_the_nearest_of_the_signature(lab):
    """Also where what a lab cannot do without is missing, which is what a misspelling leads to."""
    for name in keywords(lab):
        with pytest.raises(TypeError) as refused:
            lab(**{f"{name}_": 1})
        words = f"{lab.__name__} has no '{name}_': did you mean '{name}'? It takes "
        assert str(refused.value).startswith(words), refused.value
        assert set(str(refused.value).removeprefix(words).split(", ")) == set(keywords(lab))
    with pytest.raises(TypeError, match=rf"{lab.__name__} has no 'zzzzz'\. It takes "):
        lab(zzzzz=1)


@pytest.mark.parametrize(("cue", "words"), [
    ({12: "text"}, r"cue asks 'text' in update 12: give the name of a line, such as \"dl_dy\".*cue=\{12: \("),
    ({12: "loss_fals"}, "cue asks 'loss_fals' in update 12: did you mean 'loss_falls'?"),
    ({3: ("Will it?", "yes")}, r"cue asks \('Will it\?', 'yes'\) at 3: give a question and at least two different options.*such as cue="),
    ({-1: "loss_falls"}, "cue names update -1"), ("loss_falls", "cue takes update → question, such as cue="),
])
def test_a_wrong_cue_is_told_as_a_cue(cue, words):
    with pytest.raises((ValueError, TypeError), match=words):
        nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1]), nbnn.datasets.moons(), cue=cue)
