"""One line of a board in plain data, for a network, a path or anything else that moves: symbol = formula = numbers = value."""

from collections.abc import Iterable, Sequence

from .template import Node, row

UNITS = 200  # lines with more entries than this are not gone through one by one


def case(formula: Node, numbers: Node) -> dict:
    return {"formula": formula, "numbers": numbers}


def reason(column: str, k: int, bit: int, words: Node, of: list[int] | None = None) -> dict:
    """A reason that holds where entry k of `column` has the bit; `of`: (start, stop, step) of the units it explains."""
    return {"column": column, "k": k, "bit": bit, "text": words, "of": of or [k, k + 1, 1]}


def line(name: str, symbol: Node, formula: Node = "", numbers: Node = "", value: Node = "", *, words: str, phase: str = "forward",
         size: int = 1, units: Iterable[Node] | None = None, sentence: Node | None = None, cases: Sequence[dict] = (),
         which: str = "", reasons: Sequence[dict] = (), sums: dict | None = None) -> dict:
    """One line of a board: symbol = formula = numbers = value, as templates (see template.py).

    words : what is computed, in words. size : how many entries the value has, and so how many units the line.
    cases : from `case`, where there are several formulas; which : the column that chooses among them. reasons : from `reason`.
    sums : from `sums_of`, where each entry is a sum of products that one can go through term by term.
    """
    cases = list(cases) or [case(formula, numbers)]
    each = list(units) if units is not None and size <= UNITS else None
    return {"name": name, "symbol": symbol, "phase": phase, "size": size, "cases": cases, "case": which if len(cases) > 1 else None,
            "value": value, "words": words, "units": each or None, "reasons": list(reasons),
            "sentence": row(symbol, " = ", value) if sentence is None else sentence} | ({"sums": sums} if sums and size <= UNITS else {})


def sums_of(left: str, right: str, names: Sequence[str], count: int, unit: int, term: int) -> dict | None:
    """How the entries of a line are sums of products: term t of entry u is left[unit·u + term·t] · right[t], from 0.

    left, right : the columns of the factors. names : of the entries, such as "a₁". count : how many products a sum has; None for one.
    """
    return {"left": left, "right": right, "of": list(names), "count": count, "unit": unit, "term": term} if count > 1 else None
