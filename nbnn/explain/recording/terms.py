"""Term by term: the products of every sum on the board, and how far the sum has come after each.

A board's line says which of its entries are sums of products (`line.sums_of`). The numbers are a part of their own, sent when somebody
goes term by term; `recording.terms` in views/shared/recording.js reads them, views/shared/terms.js says them in the same words.
"""

from collections.abc import Callable
from dataclasses import replace
from zlib import crc32

import numpy as np

from ...core.training.sgd import Run
from ..writing.template import Node, Read, row, slot
from .recording import Recording
from .story import BY, TERM


def by_term(recording: Recording, run: Run) -> Recording:
    """The recording of `run`, to be stepped term by term too where a line of its board has sums: its schema says where the numbers are.

    "key" tells the terms of this run from those of another: pack_terms gives them the same one.
    """
    lines = [line for line in recording.schema["lines"] if "sums" in line]
    if not lines:
        return recording
    columns = [{"name": name, "dtype": "f4", "shape": [line["size"] * line["sums"]["count"]]} for line in lines for name in names_of(line)]
    return replace(recording, schema={**recording.schema, "by": [*BY, TERM], "terms": {"key": key_of(run), "columns": columns}})


def names_of(line: dict) -> tuple[str, str]:
    """The columns of a line's products and of its sums so far."""
    return f"{line['name']}_products", f"{line['name']}_sums"


def key_of(run: Run) -> int:
    """A number that another run is most unlikely to have: of all that was recorded, and the examples it was made with."""
    return crc32(run.picked[0].tobytes(), crc32(run.rows.tobytes()))


def pack_terms(run: Run, lines: list[dict]) -> dict:
    """{"key", "bytes"}: the numbers of `terms_of` as float32, one column after the other."""
    columns = terms_of(lambda name: run.picked[0] if name == "x" else run.column(name), lines)
    with np.errstate(over="ignore"):  # a product that its float32 cannot hold is shown as ∞
        return {"key": key_of(run), "bytes": b"".join(column.astype("<f4").tobytes() for column in columns.values())}


def terms_of(column: Callable[[str], np.ndarray], lines: list[dict]) -> dict[str, np.ndarray]:
    """Name → (T, entries · terms): the products of each sum in reading order, and the sum after each of them.

    column : name → (T, *shape), as recorded. The last sum of an entry is the entry itself: NumPy may add in another order, and then the
    last bit is another one.
    """
    found: dict[str, np.ndarray] = {}
    for line in lines:
        if "sums" in line:
            products, sums = _walk(column, line)
            found |= {name: each.reshape(len(each), -1) for name, each in zip(names_of(line), (products, sums), strict=True)}
    return found


def _walk(column: Callable[[str], np.ndarray], line: dict) -> tuple[np.ndarray, np.ndarray]:
    """Products and running sums, each (T, entries, terms)."""
    left, right, whole = (np.asarray(column(name)) for name in (line["sums"]["left"], line["sums"]["right"], line["name"]))
    at = np.array([[factor["k"] for factor, _ in (factors(line, unit, term) for term in range(line["sums"]["count"]))]
                   for unit in range(line["size"])])
    flat = [each.reshape(len(each), -1) for each in (left, right, whole)]
    products = flat[0][:, at] * flat[1][:, None, :]
    sums = products.cumsum(axis=-1)
    sums[..., -1] = flat[2]
    return products, sums


def factors(line: dict, unit: int, term: int) -> tuple[dict, dict]:
    """The two factors of a term, as slots of the recording."""
    sums = line["sums"]
    return slot(sums["left"], sums["unit"] * unit + sums["term"] * term, paren=True), slot(sums["right"], term, paren=True)


def term_sentence(line: dict, unit: int, term: int) -> Node:
    """What is said of a term: “term 2 of 3 of a₁ is 0.5·2 = 1, the sum so far is 1.25”, of the last one what the sum is."""
    sums, (products, so_far) = line["sums"], names_of(line)
    left, right = factors(line, unit, term)
    k, name = unit * sums["count"] + term, sums["of"][unit]
    rest = f", so {name} = " if term + 1 == sums["count"] else ", the sum so far is "
    return row(f"term {term + 1} of {sums['count']} of {name} is ", left, "·", right, " = ", slot(products, k), rest, slot(so_far, k))


def with_terms(read: Read, line: dict) -> Read:
    """Reads the terms of a line besides the numbers of its update."""
    terms = terms_of(lambda name: np.array([[read(name, k, False) for k in range(_size(name, line))]]), [line])
    return lambda name, k, after: float(terms[name][0, k]) if name in terms else read(name, k, after)


def _size(name: str, line: dict) -> int:
    """How many entries of a column the sums of a line need."""
    sums = line["sums"]
    sizes = {line["name"]: line["size"], sums["right"]: sums["count"]}
    return sizes.get(name, line["size"] * sums["count"])
