"""The heights of a loss of two weights as a picture: bands of equal numbers of places, transparent, so that they suit both themes."""

import struct
import zlib

import numpy as np

from ..core.curves import Curve, grid

BANDS = 16
PIXELS = 360
SHADE = (0, 114, 178)  # the theme's blue, thinner and thicker
FAINTEST, DENSEST, EDGE = 8, 120, 60  # of 255


def heights(curve: Curve, pixels: int = PIXELS) -> tuple[bytes, tuple[float, float], tuple[float, float]]:
    """(PNG, across, up) for a curve of two weights: the lower the loss the lighter; lines where one band meets the next.

    Bands hold equal shares of the view, so that a valley and a cliff can be told apart in one picture.
    """
    _, _, values = grid(curve, pixels)
    band = bands(values)
    edge = np.zeros(band.shape, bool)
    edge[:-1] |= band[:-1] != band[1:]
    edge[:, :-1] |= band[:, :-1] != band[:, 1:]
    return png((band + BANDS * edge)[::-1].astype(np.uint8), _palette()), curve.view[0], curve.view[1]


def bands(values: np.ndarray) -> np.ndarray:
    """For each value the number of its band, 0 (lowest) to BANDS − 1; places without a value are in the highest."""
    known = values[np.isfinite(values)]
    limits = np.quantile(known, np.linspace(0, 1, BANDS + 1)[1:-1]) if known.size else np.zeros(BANDS - 1)
    return np.where(np.isfinite(values), np.searchsorted(limits, values, side="right"), BANDS - 1)


def _palette() -> list[tuple[int, int, int, int]]:
    alpha = np.linspace(FAINTEST, DENSEST, BANDS).astype(int)
    return [(*SHADE, int(a)) for a in alpha] + [(*SHADE, int(min(255, a + EDGE))) for a in alpha]


def png(indices: np.ndarray, palette: list[tuple[int, int, int, int]]) -> bytes:
    """A PNG of (rows, columns) indices into a palette of (red, green, blue, alpha), the first row on top (W3C, PNG, 3rd edition)."""
    rows, columns = indices.shape
    header = struct.pack(">2I5B", columns, rows, 8, 3, 0, 0, 0)
    lines = b"".join(b"\0" + row.tobytes() for row in np.ascontiguousarray(indices, np.uint8))
    colours = bytes(channel for *colour, _ in palette for channel in colour)
    parts = ((b"IHDR", header), (b"PLTE", colours), (b"tRNS", bytes(alpha for *_, alpha in palette)), (b"IDAT", zlib.compress(lines, 6)),
             (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(kind, body) for kind, body in parts)


def _part(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
