"""What one cell of a table says: a number, nothing, a date, a yes or no, or words."""
from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable

DECIMALS = {".": "point", ",": "comma"}
"""The decimal signs, with their names."""

MISSING = frozenset({"", "?", "na", "n/a", "nan", "null", "none", "nil", "missing", "-", "--", "—", "–", ".", "n.a.", "k.a.", "<na>"})
"""Cells that say that there is no value, in lower case; and those that begin with # and hold a spreadsheet's error."""

NO_LABEL = frozenset({"", "?", "nan"})
"""The same in a column of labels, where "none" or "-" may be a class."""

TRUTH = {"true": 1.0, "false": 0.0, "wahr": 1.0, "falsch": 0.0, "vrai": 1.0, "faux": 0.0}
TOTALS = frozenset({"total", "totals", "sum", "subtotal", "grand total", "mean", "average", "avg", "summe", "gesamt", "mittelwert",
                    "durchschnitt", "moyenne", "somme", "promedio", "suma"})

_ERROR = re.compile(r"#(?:[A-ZÄÖÜ]+[/!?0-9A-Z]*|DIV/0!|N/A)[!?]?")
_THIN = "'’ \u00a0\u202f"  # signs between thousands besides a comma or a point
_GROUPED = {sign: re.compile(rf"([+-]?)([1-9]\d{{0,2}})(?:([{other}{_THIN}])\d{{3}})(?:\3\d{{3}})*(?:{re.escape(sign)}\d*)?")
            for sign, other in ((".", ","), (",", "."))}
_MONEY = r"[$€£¥₹]|(?:USD|EUR|GBP|CHF|JPY|INR)(?![A-Za-z])"
_UNITS = r"%|‰|°[CF]?|(?:kg|g|mg|lb|oz|km|m|cm|mm|ft|in|s|ms|min|h|kW|W|V|mV|A|mA|Hz|kHz|l|ml)(?![A-Za-z])"
_AROUND = re.compile(rf"([+-]?)\s*({_MONEY})?\s*([+-]?[\d.,{_THIN}]*\d[.,]?(?:[eE][+-]?\d+)?)\s*({_MONEY}|{_UNITS})?")
_DATE = re.compile(r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{1,2}[-. ][A-Za-zäé]{3,9}\.?[-., ]+\d{2,4}"
                   r"|[A-Za-zäé]{3,9}\.? \d{1,2},? \d{4})(?:[T ,]+\d{1,2}:\d{2}.*)?|\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[AaPp][Mm])?")


def is_missing(cell: str) -> bool:
    """Nothing, or a sign for it."""
    return cell.casefold() in MISSING or is_error(cell)


def is_error(cell: str) -> bool:
    """#N/A, #DIV/0! and the like: what a spreadsheet writes where it could not compute."""
    return bool(_ERROR.fullmatch(cell))


def is_date(cell: str) -> bool:
    """A day or a time of day."""
    return bool(_DATE.fullmatch(cell))


def number(cell: str, decimal: str) -> float | None:
    """The number that a cell holds, its decimals after `decimal`, "." or ","; None for anything else.

    Signs between thousands are taken out where they divide the digits in threes. NaN and infinity are numbers here.
    """
    text = cell.replace("−", "-")
    if decimal == "," and ("." in text or "," in text):
        plain = None if "." in text or text.count(",") > 1 else _float(text.replace(",", "."))
    else:
        plain = _float(text)
    if plain is not None or not _GROUPED[decimal].fullmatch(text):
        return plain
    digits = re.sub(rf"[{_THIN}{',' if decimal == '.' else '.'}]", "", text)
    return float(digits.replace(",", "."))


def plain_number(cell: str, decimal: str) -> float | None:
    """The same for an entry of a column without units: a cell that says that there is no value is None."""
    value = _float(cell) if decimal == "." or not ("." in cell or "," in cell) else None
    if value is not None and value == value:
        return value
    return None if is_missing(cell) else number(cell, decimal)


def number_with(unit: str, cell: str, decimal: str) -> float | None:
    """The number in a cell with this unit or currency around it; None for one with another."""
    text, around = bare(cell)
    return plain_number(text, decimal) if around == unit else None


def bare(cell: str) -> tuple[str, str]:
    """A number without the unit or the currency around it, and that unit; the cell itself and "" where there is none."""
    found = None if _plain(cell) else _AROUND.fullmatch(cell.replace("−", "-"))
    if not found or not (found[2] or found[4]):
        return cell, ""
    return found[1] + found[3].strip(), (found[2] or "") + (found[4] or "")


def decimal_sign(cells: Iterable[str], delimiter: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The decimal sign that more of the numbers need, and the two kinds of cells that speak against or do not decide.

    Returns (sign, cells that are numbers only with the other sign, cells that are two different numbers with the two). With nothing to
    decide by, a comma between thousands is likely where commas divide the cells, and a decimal comma where something else does.
    """
    only: dict[str, list[str]] = {".": [], ",": []}
    both: list[str] = []
    for cell in cells:
        if "." not in cell and "," not in cell:
            continue
        text = bare(cell)[0]
        values = {sign: number(text, sign) for sign in only}
        if values["."] is not None and values[","] is not None:
            both.append(cell)  # 1,234 or 1.234
        elif values["."] is not None or values[","] is not None:
            only["." if values[","] is None else ","].append(cell)
    if only["."] or only[","]:
        sign = "," if len(only[","]) > len(only["."]) else "."
        return sign, tuple(only["," if sign == "." else "."]), ()
    with_comma = [cell for cell in both if "," in cell]
    sign = "," if with_comma and len(with_comma) == len(both) and delimiter != "," else "."
    return sign, (), tuple(with_comma or (both if delimiter != "," else ()))


def commonest_unit(cells: Iterable[str]) -> str:
    """The unit or currency around most of the cells, "" for none."""
    units = Counter(bare(cell)[1] for cell in cells)
    return max(units, key=lambda unit: units[unit], default="")


def _plain(cell: str) -> bool:
    return cell.isascii() and cell.replace(".", "").replace(",", "").isdigit()


def _float(text: str) -> float | None:
    try:
        return None if "_" in text else float(text)  # Python reads 1_000 as a number; a table does not
    except ValueError:
        return None


def is_finite(value: float | None) -> bool:
    return value is not None and math.isfinite(value)
