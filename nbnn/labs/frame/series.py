"""Several things of one kind in one picture, such as the paths from several starts: each has a look of its own, however many there are."""

from collections.abc import Sequence
from itertools import count

from ...explain.series import Look, look
from ...views.moving.moving import MovingChart


class Series:
    """The looks of things that are compared, and their marks in charts: `trail0`, `trail1`, … Marks are made when they are first needed.

    colors, dashes : of the first ones; when they are used up they begin again in other combinations.
    """

    def __init__(self, colors: Sequence[str], dashes: Sequence[str]):
        self._colors, self._dashes = colors, dashes

    def look(self, k: int) -> Look:
        """The color, the dashes and the marker of number `k` (from 0)."""
        return look(k, self._colors, self._dashes)

    def sample(self, k: int) -> tuple[str, str, str]:
        """The look of number `k` as a table's row shows it."""
        color, dash, marker = self.look(k)
        return marker, color, dash

    def legend(self, names: Sequence[str]) -> list[tuple[str, str, str]]:
        """A legend's entries."""
        return [(self.look(k).marker, self.look(k).color, name) for k, name in enumerate(names)]

    def lines(self, chart: MovingChart, stem: str, n: int, width: float) -> None:
        """Make the lines of the first `n` that the chart does not have yet."""
        for k in _missing(chart, stem, n):
            chart.line(f"{stem}{k}", self.look(k).color, width, self.look(k).dash, above=_below(stem, k))

    def points(self, chart: MovingChart, stem: str, n: int, *sizes: int) -> None:
        """Make the points of the first `n` that the chart does not have yet. sizes : of each; the last one is for the rest."""
        for k in _missing(chart, stem, n):
            chart.points(f"{stem}{k}", self.look(k).color, sizes[min(k, len(sizes) - 1)], self.look(k).marker, above=_below(stem, k))


def nothing_beyond(chart: MovingChart, n: int, *stems: str) -> dict[str, tuple]:
    """What empties the marks of a chart that are of more things than the `n` there are now."""
    found: dict[str, tuple] = {}
    for stem in stems:
        for k in count(n):
            if f"{stem}{k}" not in chart.marks:
                break
            found[f"{stem}{k}"] = ((), ())
    return found


def path_moves(k: int, x: list, y: list) -> list[dict]:
    """The path of number `k` so far, and where it is."""
    return [{"mark": f"trail{k}", "kind": "trail", "x": x, "y": y}, {"mark": f"here{k}", "kind": "points", "x": [x], "y": [y]}]


def _missing(chart: MovingChart, stem: str, n: int) -> list[int]:
    return [k for k in range(n) if f"{stem}{k}" not in chart.marks]


def _below(stem: str, k: int) -> str | None:
    return f"{stem}{k - 1}" if k else None
