"""Where the numbers of a network's edges stand: each on its edge, none hiding another, a node or a gate.

A fan of edges has hundreds of places for each of its labels, and each is compared with those of every other edge. What a place takes
from the others is kept as bits, 64 in a number: a step of the search is then a few operations on a few numbers. Arrays stay small, or are
used again: a large one of its own for each comparison costs more than what is written into it.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

ASIDE = (0.0, -6.0, 6.0, -11.0, 11.0)  # how far a label may move off the middle of its edge, up or down, and still touch it
ALONG = np.linspace(0.08, 0.92, 57)  # where labels may stand on an edge, from 0 to 1
TRIES = 1500  # of the search for places, before it gives up
WORD = 64  # bits in a number


class Box(NamedTuple):
    """A rectangle by its center (x, y), width and height."""

    x: float
    y: float
    w: float
    h: float

    def data(self) -> dict:
        return {name: round(getattr(self, name), 1) for name in "xywh"}


def own_places(edges: Sequence[dict], fixed: np.ndarray, width: float, height: float) -> list[list[list[float]]]:
    """Two places on each edge, near its target and far from it, that hide no node: for the current and the selected.

    width, height : of the label that should have room there; where there is none, half as high, half as wide, or a point.
    """
    sizes = (width, height), (width, height / 2), (width / 2, height / 4), (-1e9, 0)
    found = []
    for spots in map(_spots, edges):
        free = next(free for size in sizes if (free := ~_hits(spots, fixed, *size)).any())
        found.append([[round(float(v), 1) for v in spots[:, free][:, at]] for at in (-1, 0)])
    return found


def place_labels(edges: Sequence[dict], fixed: np.ndarray, width: float, height: float) -> np.ndarray | None:
    """(n, 2) centers of labels of the given size, each on its edge, none covering another or one of the boxes `fixed`
    (rows x, y, w, h); None when no such places were found. The same edges always give the same places."""
    spots = [_aside(_spots(edge)) for edge in edges]
    spots = [spot[:, ~_hits(spot, fixed, width, height)] for spot in spots]
    if not all(spot.size for spot in spots):
        return None
    fan = np.sign(len({edge["row"] for edge in edges}) - len({edge["column"] for edge in edges}))
    best = 0.5 + 0.3 * fan  # at the end where the edges are farther apart it is plain whose label it is
    dislike = _dislike(edges, spots, width, height, best)
    size = width + 1, height + 1
    chosen = _Search(spots, size, dislike).found()
    if chosen is None:
        return None
    _settle(chosen, spots, size, dislike)
    return np.array([spot[:, c] for spot, c in zip(spots, chosen)])


def _spots(edge: dict) -> np.ndarray:
    """(2, m) points along an edge, at equal steps."""
    (x1, y1), (x2, y2) = ((edge[x], edge[y]) for x, y in (("x1", "y1"), ("x2", "y2")))
    return np.array([[x1], [y1]]) + ALONG * np.array([[x2 - x1], [y2 - y1]])


def _aside(spots: np.ndarray) -> np.ndarray:
    """The spots, and those beside them."""
    return np.array([np.tile(spots[0], len(ASIDE)), np.add.outer(ASIDE, spots[1]).ravel()])


def _hits(spots: np.ndarray, fixed: np.ndarray, width: float, height: float) -> np.ndarray:
    """(m,) bool: would a label there come within 1 of one of the boxes `fixed` (rows x, y, w, h)?"""
    (x, y), (other_x, other_y, w, h) = spots, fixed.T[..., None]
    return ((np.abs(x - other_x) * 2 < w + width + 2) & (np.abs(y - other_y) * 2 < h + height + 2)).any(axis=0)


def _dislike(edges: Sequence[dict], spots: Sequence[np.ndarray], width: float, height: float, best: float) -> list[np.ndarray]:
    """For each label (m,) how bad each of its spots is: other edges running through the label, most of all through its middle; far
    from `best`, a place between 0 and 1 along the edge."""
    x1, y1, x2, y2 = np.array([[edge[name] for name in ("x1", "y1", "x2", "y2")] for edge in edges]).T[..., None]
    slope = (y2 - y1) / (x2 - x1)
    reach = height / 2 + np.abs(slope) * width * 0.35
    costs = []
    for own, (x, y) in enumerate(spots):
        along = (x - x1[own]) / (x2[own] - x1[own])
        middle = y1[own] + along * (y2[own] - y1[own])
        through = np.clip(1 - np.abs(y1 + slope * (x - x1) - y) / reach, 0, 1)
        others = [cost for other, cost in enumerate(through) if other != own]
        costs.append(sum(others, np.abs(along - best) * 0.8 + np.abs(y - middle) * 0.04))
    return costs


def _as_bits(flags: np.ndarray, words: int) -> np.ndarray:
    """Flags along the last axis as bits of so many numbers."""
    packed = np.packbits(flags, axis=-1)
    bits = np.zeros((*flags.shape[:-1], words * (WORD // 8)), np.uint8)
    bits[..., :packed.shape[-1]] = packed
    return bits.view(np.uint64)


def _as_flags(bits: np.ndarray, count: int) -> np.ndarray:
    return np.unpackbits(bits.view(np.uint8), count=count).view(bool)


def _counts(bits: np.ndarray) -> np.ndarray:
    return np.bitwise_count(bits).sum(axis=-1, dtype=np.int64)


class _Search:
    """A spot for each label, by looking ahead: always the label with the least choice next, its spots that leave the others most choice
    first; gives up after a fixed number of tries."""

    def __init__(self, spots: Sequence[np.ndarray], size: tuple[float, float], dislike: Sequence[np.ndarray]):
        self.spots, self.size, self.dislike, self.n = spots, size, dislike, len(spots)
        most = max(spot.shape[1] for spot in spots)
        self.words = -(-most // WORD)
        self.room = np.empty(most * most)
        self.everything = np.array([_as_bits(np.ones(spot.shape[1], bool), self.words) for spot in spots])
        self.known = [np.zeros((spot.shape[1], self.n, self.words), np.uint64) for spot in spots]
        self.compared: set[tuple[int, int]] = set()
        self.chosen: dict[int, int] = {}
        self.tries, self.looked = 0, False

    def found(self) -> list[int] | None:
        self._go_on(self.everything)
        return [self.chosen[i] for i in range(self.n)] if self.chosen else None

    def _go_on(self, free: np.ndarray) -> None:
        """Choose for all labels that are left, each among its free spots."""
        if len(self.chosen) == self.n:
            return
        counts = _counts(free).tolist()
        left = [j for j in range(self.n) if j not in self.chosen]
        i = min(left, key=counts.__getitem__)
        others = [j for j in left if j != i]
        taken = self._taken(i, others)
        for c in self._in_order(i, others, free, counts):
            self.tries += 1
            if self.tries > TRIES:
                return
            rest = free & ~taken[c]
            if rest[others].any(axis=1).all():
                self.chosen[i] = int(c)
                self._go_on(rest)
                if len(self.chosen) == self.n:
                    return
                del self.chosen[i]
        if not self.looked and self._is_in_vain():
            self.tries = TRIES

    def _in_order(self, i: int, others: Sequence[int], free: np.ndarray, counts: Sequence[int]) -> np.ndarray:
        """The spots of label i that are tried."""
        there = np.flatnonzero(_as_flags(free[i], len(self.dislike[i])))
        lost = _counts(self.known[i][there] & free)
        share = sum(lost[:, j] / counts[j] ** 1.5 for j in others)
        return there[np.argsort(self.dislike[i][there] + 12 * share, kind="stable")][::5]

    def _taken(self, i: int, others: Sequence[int]) -> np.ndarray:
        """(m, n, words) bits: which spots of these other labels does label i take at each of its spots?"""
        for j in others:
            if (i, j) not in self.compared:
                self.compared.add((i, j))
                apart = self.room[:len(self.dislike[i]) * len(self.dislike[j])].reshape(len(self.dislike[i]), -1)
                near = [np.abs(np.subtract(own[:, None], other, out=apart), out=apart) < size
                        for own, other, size in zip(self.spots[i], self.spots[j], self.size)]
                self.known[i][:, j] = _as_bits(near[0] & near[1], self.words)
        return self.known[i]

    def _is_in_vain(self) -> bool:
        """Is there a label of which each spot takes all that another one has? It is asked at the first dead end: there is nothing to
        find then, and the search would go on until it gives up."""
        self.looked, able, before = True, self.everything.copy(), -1
        while before != (now := int(_counts(able).sum())):
            before = now
            for i in range(self.n):
                leaves = (able & ~self._taken(i, [j for j in range(self.n) if j != i])).any(axis=2).all(axis=1)
                able[i] &= _as_bits(leaves, self.words)
                if not able[i].any():
                    return True
        return False


def _settle(chosen: list[int], spots: Sequence[np.ndarray], size: tuple[float, float], dislike: Sequence[np.ndarray]) -> None:
    """Move each label to the best spot that the others leave it, until none moves."""
    at = np.array([spot[:, c] for spot, c in zip(spots, chosen)])
    for _ in range(12):
        before = list(chosen)
        for i, (spot, cost) in enumerate(zip(spots, dislike)):
            near = [np.abs(own - other[:, None]) < limit for own, other, limit in zip(spot, at.T, size)]
            taken = near[0] & near[1]
            taken[i] = False
            chosen[i] = int(np.argmin(np.where(taken.any(axis=0), np.inf, cost)))
            at[i] = spot[:, chosen[i]]
        if chosen == before:
            return
