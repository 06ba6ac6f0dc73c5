"""A recording of anything that moves: columns of numbers, lines for a board, and a sentence for each moment.

The Stepper's recording is one of these with a network's quantities; a path down a curve or a point that goes along
an axis is another, and the same player moves them all.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from ..writing.line import line
from .recording import HEAD, Recording, pack

BY = ("update", "line", "unit")  # what one may step by
TERM = "term"  # and, where a line's entries are sums of products, by each of these: see terms.py
PHASES = ("example", "forward", "loss", "backward", "update")


def story(columns: Mapping[str, np.ndarray], sentences: Sequence[str], lines: Sequence[dict] = (), *,
          after: Mapping[str, np.ndarray] | None = None, by: Sequence[str] = ("update",), version: int = 0, stopped: str = "",
          constants: Mapping[str, float] | None = None, head: int = HEAD, of: int | None = None, infinite: bool = False) -> Recording:
    """What a player shows that is no run of a network.

    columns : name → (T, *shape) numbers, one row for each moment (update, place on an axis …).
    sentences : T texts, what the status line says of each moment.
    lines : the board's lines, from `line`; none: the moments have no inside to step through.
    after : name → the numbers that follow the last moment, such as the weights after the last update.
    by : which steps the learner may choose, of "update", "line", "unit".
    infinite : numbers that are too large for the page are shown as ∞; else they are a ValueError.
    of : what the bar counts up to, where the first moment is before anything was done; left out, the number of moments.
    """
    lengths = {len(column) for column in columns.values()} | {len(sentences)}
    if len(lengths) != 1:
        raise ValueError(f"the columns and sentences have {sorted(lengths)} rows: each needs one for every moment")
    told = {
        "version": version, "codes": {}, "constants": dict(constants or {}), "breaks": {}, "parent": None, "stopped": stopped,
        "final": {name: np.asarray(row).reshape(-1).tolist() for name, row in (after or {}).items()},
        "lines": list(lines) or [line("now", "", words="")], "sentences": list(sentences), "by": [name for name in BY if name in by],
    }
    if of is not None:
        told["of"] = of
    return pack({name: _to_page(name, np.asarray(column), infinite) for name, column in columns.items()}, {}, told, head)


def _to_page(name: str, column: np.ndarray, infinite: bool) -> np.ndarray:
    """A column as the page gets it; numbers that its float32 cannot hold become ∞ where they may, else they are a ValueError."""
    with np.errstate(over="ignore"):
        shown = column.astype("<f4")
    if np.isinf(shown).any() and not infinite:
        raise ValueError(f"the numbers {name} grow past 10³⁸, further than the page can show: give smaller ones, such as a smaller η or λ")
    return shown
