"""The docstrings of this project as reStructuredText.

They are plain text with `names` in backticks, entries "name : what it is", and headings underlined as numpy's are.
"""

import re
from collections.abc import Iterator
from inspect import isclass, isfunction

import nbnn

ENTRY = re.compile(r"^([A-Za-z_][\w.]*(?:, [A-Za-z_][\w.]*)*) : (.+)$")
QUOTED = re.compile(r"`([^`]+)`")
SEVERAL = re.compile(r"(?:(?<=\.) |\s{3,})(?=[A-Za-z_][\w.]*(?:, [A-Za-z_][\w.]*)* : )")  # between entries that share a line
MARKS = re.compile(r"([\\*|]|(?<=\w)_(?!\w))")


def as_rst(lines: list[str]) -> list[str]:
    """The lines of a docstring, for Sphinx."""
    single = [part for line in lines for part in _split(line)]
    return "\n".join(_blocks(single)).split("\n")


def _split(line: str) -> list[str]:
    """An entry on each line."""
    return SEVERAL.split(line) if ENTRY.match(line) else [line]


def _blocks(lines: list[str]) -> Iterator[str]:
    """Each block of lines between blank ones."""
    block: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            block.append(line)
        elif block:
            yield from _block(block)
            yield ""
            block = []


def _block(block: list[str]) -> Iterator[str]:
    if len(block) > 1 and set(block[1].strip()) == {"-"}:
        yield f".. rubric:: {block[0]}\n"
        block = block[2:]
    if not block:
        return
    if block[0].startswith(">>>"):
        yield from block
    elif block[0].startswith("    "):
        yield from ("::\n", *block)
    elif ENTRY.match(block[0]):
        yield from _entries(block)
    else:
        yield from map(_plain, block)


def _entries(block: list[str]) -> Iterator[str]:
    """A list of names, each with what it is."""
    for line in block:
        if found := ENTRY.match(line):
            yield f"{', '.join(f'``{name}``' for name in found[1].split(', '))}\n    {_plain(found[2])}"
        else:
            yield f"    {_plain(line.strip())}"


def _plain(line: str) -> str:
    """A line of words: a public name in it is a link, another quoted one is code, and no sign means anything else."""
    parts = QUOTED.split(line)
    return "".join(_quote(part) if number % 2 else _escape(part, number > 0) for number, part in enumerate(parts))


def _escape(words: str, follow: bool) -> str:
    """Words without signs; `follow`: they come right after code, which reStructuredText ends at a letter by a backslash only."""
    joined = "\\ " if follow and words[:1].isalpha() else ""
    return joined + MARKS.sub(r"\\\1", words)


def _quote(code: str) -> str:
    name = code.removeprefix("nbnn.").removesuffix("()")
    described = name in nbnn.__all__ and (isclass(getattr(nbnn, name)) or isfunction(getattr(nbnn, name)))
    return f":py:obj:`nbnn.{name}`" if described else f"``{code}``"
