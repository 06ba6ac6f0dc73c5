"""The bytes of a CSV file as rows of cells: which encoding, and which sign stands between the cells.

Both are found by rules that can be explained, and each can be given instead:
the encoding is what the first bytes say, else UTF-8 where the bytes fit it, else Windows-1252;
the delimiter is the sign that divides the most rows into the same number of cells, numbers counting twice.
"""
from __future__ import annotations

import codecs
import io
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType

from .cells import bare, number

SIGNS = MappingProxyType({",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar", " ": "spaces"})
"""The delimiters that are looked for, in this order, with their names."""

ENCODINGS = MappingProxyType({
    "utf-8": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252 (Western Europe)",
    "cp1250": "Windows-1250 (Central Europe)", "cp1251": "Windows-1251 (Cyrillic)", "mac_roman": "Mac Roman",
})
"""The encodings to choose from, with their names; any other text encoding of Python works too."""

_SAMPLE = 200           # rows that decide about the delimiter
_CLOSE = 0.9            # a second delimiter that scores this much of the first is named
_SPACES_COUNT = 0.85    # of what another sign counts: they stand between words, too
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_SEP = re.compile(r'"?sep=(.)"?[ ,;\t]*(?:\r\n?|\n|$)', re.IGNORECASE)
_SPACES = re.compile(r'("[^"]*")| +')
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
          (codecs.BOM_UTF16_BE, "utf-16"))
_SAVE = "open it in a spreadsheet program and save the sheet as CSV (File, Save as, CSV UTF-8)"
_KINDS = (
    (b"PK\x03\x04", f"a spreadsheet (.xlsx, .ods) or another ZIP archive: {_SAVE}"),
    (b"\xd0\xcf\x11\xe0", f"an old spreadsheet (.xls): {_SAVE}"),
    (b"%PDF", "a PDF: copy its table into a spreadsheet program and save that as CSV"),
    (b"\x89PNG", "a picture: type its numbers into a spreadsheet program and save that as CSV"),
    (b"\xff\xd8\xff", "a picture: type its numbers into a spreadsheet program and save that as CSV"),
    (b"GIF8", "a picture: type its numbers into a spreadsheet program and save that as CSV"),
    (b"\x1f\x8b", "a compressed file (.gz): unpack it first"),
    (b"PAR1", "a Parquet file: save the table as CSV"),
    (b"SQLite format", "a database: export the table as CSV"),
    (b"{\\rtf", f"a text document: copy its table into a spreadsheet; {_SAVE}"),
)
_PAGES = ("<!doctype", "<html", "<?xml", "<table")


class NotATable(ValueError):
    """The file is of another kind: no choice of a delimiter or an encoding makes a table of it."""


@dataclass(frozen=True)
class Sheet:
    """Rows of cells as they are in the file.

    rows : (row number, cells), counted from 1 with empty rows; cells without outer blanks.
    others : delimiters that would do nearly as well.
    """

    encoding: str
    delimiter: str
    rows: tuple[tuple[int, list[str]], ...]
    others: tuple[str, ...] = ()


def sheet(content: bytes, delimiter: str | None = None, encoding: str | None = None) -> Sheet:
    """Divide a file into cells. None looks for the delimiter or the encoding.

    Raises NotATable for a file of another kind; ValueError, with what to do, for text that is no CSV.
    """
    _check_kind(content)
    text, encoding = decode(content, encoding)
    announced = _SEP.match(text)
    first, body = (2, text[announced.end():]) if announced else (1, text)
    if delimiter is None and announced:
        delimiter = announced[1]
    others: tuple[str, ...] = ()
    if delimiter is None:
        delimiter, others = _best_sign(body)
    rows = tuple((first + i, cells) for i, cells in enumerate(_rows(body, checked_sign(delimiter), first)))
    return Sheet(encoding, delimiter, tuple((row, cells) for row, cells in rows if any(cells)), others)


def decode(content: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text of a file and the encoding it was read with; ValueError where the bytes do not fit it."""
    found = encoding is None
    encoding = _encoding_of(content) if encoding is None else checked_encoding(encoding)
    try:
        text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeError:
        kind = "neither UTF-8 nor Windows-1252" if found and encoding == "cp1252" else f"not {ENCODINGS.get(encoding, encoding)}"
        raise ValueError(f"the text of the file is {kind}: choose another encoding, or save it again as CSV UTF-8") from None
    text = text.removeprefix("\ufeff").rstrip("\x1a")
    if _CONTROL.search(text):
        raise (NotATable if found else ValueError)("the file is not text: save the table as CSV with the encoding UTF-8")
    return text, encoding


def checked_encoding(encoding) -> str:
    """The name of a text encoding that Python knows; ValueError for another."""
    try:
        name = codecs.lookup(encoding).name if isinstance(encoding, str) else ""
        b"ab".decode(name or "none")
    except UnicodeError:
        pass  # a text encoding that two bytes do not fit
    except (LookupError, ValueError):
        name = ""
    if not name:
        raise ValueError(f"encoding is {encoding!r}; it must be the name of an encoding, like \"utf-8\" or \"cp1252\"")
    return {"utf-8-sig": "utf-8", "mac-roman": "mac_roman"}.get(name, name)


def checked_sign(sign) -> str:
    """A delimiter of one character; ValueError for anything else."""
    if not isinstance(sign, str) or len(sign) != 1 or sign == '"' or not (sign.isprintable() or sign == "\t"):
        raise ValueError(f"delimiter is {sign!r}; it must be one character, like \",\" or \";\"")
    return sign


def sign_words(sign: str) -> str:
    """What a delimiter is called."""
    return SIGNS.get(sign, repr(sign))


def _check_kind(content: bytes) -> None:
    for magic, words in _KINDS:
        if content.startswith(magic):
            raise NotATable(f"the file is not CSV but {words}")
    start = content[:400].decode("latin-1").lstrip("ï»¿ \t\r\n").casefold()
    if start.startswith(_PAGES):
        raise NotATable(f"the file is not CSV but a web page (HTML or XML): {_SAVE}")
    if start.startswith(("{", "[{", "[[")):
        raise NotATable("the file is not CSV but JSON: save the table as CSV")


def _encoding_of(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    zeros = [content[side:2000:2].count(0) for side in (0, 1)]
    if max(zeros) > len(content[:2000]) / 4 and min(zeros) == 0:
        return "utf-16-le" if zeros[1] else "utf-16-be"
    try:
        content.decode("utf-8")
    except UnicodeError:
        return "cp1252"
    return "utf-8"


def _reader(text: str, sign: str):
    import csv  # not with nbnn: it would cost every import
    if sign == " ":  # as many as there are count as one
        text = _SPACES.sub(lambda found: found[1] or " ", re.sub(r"(?m)^ +| +$", "", text))
    return csv.reader(io.StringIO(text, newline=""), delimiter=sign, skipinitialspace=sign != " ", strict=True)


def _clean(cells: list[str]) -> list[str]:
    return [cell.strip().strip("\u200b\ufeff") for cell in cells]


def _rows(text: str, sign: str, first: int = 1) -> list[list[str]]:
    import csv
    rows: list[list[str]] = []
    try:
        for cells in _reader(text, sign):
            rows.append(_clean(cells))
    except csv.Error as error:
        raise ValueError(f"row {first + len(rows)} {_why(str(error), sign)}") from None
    return rows


def _why(error: str, sign: str) -> str:
    """What the csv module minds, in words."""
    if "unexpected end" in error:
        return "opens a quotation mark that is never closed: close it in the file, or take it out"
    if "expected after" in error:
        return f"has something between a closing quotation mark and the next {sign_words(sign)}: correct the row in the file"
    return f"cannot be read as CSV ({error}): correct it in the file"


def _best_sign(text: str) -> tuple[str, tuple[str, ...]]:
    """The sign that divides the rows best; and those that do nearly as well, or divide every row where that one does not."""
    scores = {sign: _score(text, sign) for sign in SIGNS}
    best = max(scores, key=lambda sign: scores[sign][0])  # of equals the first
    most, share = scores[best]

    def plausible(score: float, other: float) -> bool:
        return score > 0 and (score >= _CLOSE * most or (other == 1 > share and score >= most / 2))
    return best, tuple(sign for sign, each in scores.items() if sign != best and plausible(*each))


def _score(text: str, sign: str) -> tuple[float, float]:
    """How well a sign divides the rows, and the share of the rows that have the commonest number of cells; 0 for one column.

    The first is that share, times how much the cells look like cells.
    """
    import csv
    try:
        sample = [cells for cells in (_clean(each) for each in islice(_reader(text, sign), _SAMPLE)) if any(cells)]
    except csv.Error:
        return 0.0, 0.0
    widths = Counter(map(len, sample))
    width = max(widths, key=lambda each: (widths[each], each), default=0)
    if width < 2:
        return 0.0, 0.0
    cells = [cell for row in sample if len(row) == width for cell in row]
    share = widths[width] / len(sample)
    weight = share * (_SPACES_COUNT if sign == " " else 1)
    return weight * sum(_quality(cell, sign) for cell in cells) / len(cells), share


def _quality(cell: str, sign: str) -> int:
    """2 for a number, 1 for other text, 0 for one that another sign would divide."""
    digits = bare(cell)[0]
    if number(digits, ".") is not None or number(digits, ",") is not None:
        return 2
    return 0 if any(other in cell for other in SIGNS if other not in (sign, " ")) else 1
