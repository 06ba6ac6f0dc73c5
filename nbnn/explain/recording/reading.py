"""A recording read back as the page reads it: the numbers of one moment, for a picture of what the page shows there."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

Ref = float | Sequence[Any]  # a number, [column, entry], or [column, entry, "after"]


class Moment:
    """One moment of what was sent: `schema`, `head` and `tail` as in a `Recording`.

    index : the moment, from 0. updated : the last line of its update has been reached, so that numbers "after" it are seen.
    """

    def __init__(self, schema: Mapping[str, Any], head: bytes, tail: bytes, index: int, updated: bool):
        self.schema, self.index, self.updated = schema, index, updated
        self._chunks = (head, tail)

    @cached_property
    def columns(self) -> dict[str, np.ndarray]:
        """Name → (moments, entries), the chunks one below the other."""
        parts = [self._read(chunk) for chunk in self._chunks]
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    def knows(self, *refs: Any) -> bool:
        """Does the recording hold what these are read from?"""
        names = [ref if isinstance(ref, str) else ref[0] for ref in refs if isinstance(ref, str | list | tuple)]
        return all(name in self.columns or name in self.schema.get("constants", {}) for name in names)

    def number(self, ref: Ref) -> float:
        """What a ref stands for now."""
        if isinstance(ref, int | float):
            return float(ref)
        name, entry, after = (*ref, 0, "")[:3] if len(ref) < 3 else ref
        return self.value(name, int(entry or 0), after == "after" and self.updated)

    def value(self, name: str, entry: int = 0, after: bool = False) -> float:
        """Entry `entry` of a quantity at this moment, or after it."""
        if name not in self.columns:
            return float(self.schema.get("constants", {}).get(name, np.nan))
        if after and self.index + 1 >= len(self.columns[name]):
            return float(self.schema["final"][name][entry]) if name in self.schema.get("final", {}) else np.nan
        return float(self.columns[name][self.index + (1 if after else 0), entry])

    def row(self, name: str) -> np.ndarray:
        """All entries of a quantity at this moment."""
        return self.columns[name][self.index]

    def until(self, ref: Sequence[Any], most: int | None = None) -> np.ndarray:
        """The entry of a column from the first moment to this one, or the last so many of these."""
        name, entry, after = (*ref, 0, "")[:3] if len(ref) < 3 else ref
        column = self.columns[name][:self.index + 1, int(entry or 0)]
        if after == "after" and self.updated:
            column = np.append(column, self.value(name, int(entry or 0), True))
        return column if most is None else column[-most:]

    def _read(self, chunk: bytes) -> dict[str, np.ndarray]:
        found, at, described = {}, 0, self.schema["columns"]
        widths = [int(np.prod(each["shape"], dtype=int)) for each in described]
        types = [np.dtype(f"<{each['dtype']}") for each in described]
        count = len(chunk) // sum(kind.itemsize * width for kind, width in zip(types, widths))
        for each, kind, width in zip(described, types, widths):
            end = at + count * width * kind.itemsize
            found[each["name"]] = np.frombuffer(chunk[at:end], kind).reshape(count, width).astype(float)
            at = end
        return found
