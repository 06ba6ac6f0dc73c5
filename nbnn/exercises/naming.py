"""Who a learner is: the name that they give, and what the folder or file that they handed in is called."""

import re
import unicodedata
from pathlib import PurePath

LONGEST = 80
JOINERS = "\u200c\u200d"  # some scripts need them within a word; other characters that cannot be seen are refused
IN_FILE, AS_ID, FOLDER, FILE_NAME = "name in the file", "id in the file", "folder name", "file name"
PROGRESS = "nbnn-progress"

# What learning platforms put before a file's own name: Moodle, Canvas, Blackboard.
PLATFORMS = (
    re.compile(r"(?P<who>.+?)_\d+_assignsubmission_(?:file|onlinetext)_?(?P<rest>.*)", re.DOTALL),
    re.compile(r"(?P<who>[^_]+)_(?:LATE_)?\d+_\d+_(?P<rest>.*)", re.DOTALL),
    re.compile(r".+?_(?P<who>[^_]+)_attempt_\d{4}(?:-\d\d){5}_?(?P<rest>.*)", re.DOTALL),
)
COPY = re.compile(r"(?: ?\(\d+\)|-\d+| - [^-]*)$")  # what a browser, a platform or a system adds to a second file of that name


def checked_name(given) -> str:
    """Return a name as one line of text, in any script.

    Raises TypeError for what is not text, ValueError for a name that is empty, too long, or has characters that cannot be seen.
    """
    if not isinstance(given, str):
        raise TypeError(f"the name is {given!r}: give it as text, such as \"Ada Lovelace\"")
    name = " ".join(unicodedata.normalize("NFC", given).split())
    if len(name) > LONGEST or not any(each.isalnum() for each in name) or one_line(name) != name:
        raise ValueError(f"the name is {one_line(given[:LONGEST])!r}: give 1 to {LONGEST} letters, digits and signs, "
                         'such as "Ada Lovelace"')
    return name


def one_line(text: str) -> str:
    """Return text that is safe to print: a sign in place of every character that cannot be seen or would turn the line around."""
    return "".join(each if each.isprintable() or each in JOINERS else "\N{REPLACEMENT CHARACTER}" for each in text)


def of_platform(name: str) -> tuple[str, str]:
    """Split a file's or folder's name into (who handed it in, its own name), as a platform put them together; ("", name) else."""
    for form in PLATFORMS:
        found = form.fullmatch(name)
        if found:
            return found["who"].strip(), found["rest"]
    return "", name


def owner_of(path: PurePath) -> tuple[str, str]:
    """Say whose a file is by its place, relative to the folder that is graded: (name, "folder name" or "file name")."""
    who, own = of_platform(path.name)
    if who:
        return who, FILE_NAME
    if len(path.parts) > 1:
        return of_platform(path.parts[-2])[0] or path.parts[-2], FOLDER
    return PurePath(own).stem.removeprefix(f"{PROGRESS}-"), FILE_NAME


def original(path: PurePath) -> PurePath:
    """Return the path without what a second copy of a file gets added to its name."""
    return path.with_name(COPY.sub("", path.stem) + path.suffix.lower())
