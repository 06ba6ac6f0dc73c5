"""The heights of a loss of two weights as a picture: shades and lines of equal height, transparent, so that they suit both themes."""

import struct
import zlib

import numpy as np

from ...core.records.curves import Curve, grid

BANDS = 16
STRENGTHS = 12  # of a line, from none to full: soft edges
RESOLUTION = 181  # values of each weight that are computed; what lies between them is interpolated
WIDTH, HEIGHT = 960, 420
SHADE, LINE = (10, 118, 182), (72, 152, 204)  # blues that stand out from a light and from a dark background
FAINTEST, DENSEST, LINE_DENSITY = 8, 120, 200  # of 255
NOTE = "The bluer the higher; every shade fills an equal part of the picture."

Extent = tuple[float, float]


def heights(curve: Curve, width: int = WIDTH, height: int = HEIGHT) -> tuple[bytes, Extent, Extent]:
    """(PNG, across, up) for a curve of two weights: the lower the loss the lighter, with a line between each band and the next.

    Bands hold equal shares of the view, so that a valley and a cliff can be told apart in one picture.
    """
    _, _, values = grid(curve, RESOLUTION)
    level = levels(values)(finer(values, height, width))
    return png((bands(level) * STRENGTHS + _lines(level))[::-1].astype(np.uint8), _palette()), curve.view[0], curve.view[1]


def finer(values: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """A grid's values at more places, straight between neighbors in both directions."""
    for axis, count in ((0, rows), (1, columns)):
        at = np.linspace(0, values.shape[axis] - 1, count)
        low = np.minimum(at.astype(int), values.shape[axis] - 2)
        part = (at - low)[:, None] if axis == 0 else at - low
        with np.errstate(invalid="ignore"):  # between an infinity and a number there is no number
            values = np.take(values, low, axis) * (1 - part) + np.take(values, low + 1, axis) * part
    return values


def levels(values: np.ndarray):
    """A function from losses to heights 0 … BANDS such that each whole height holds an equal share of the values."""
    known = values[np.isfinite(values)]
    limits = np.quantile(known, np.linspace(0, 1, BANDS + 1)) if known.size else np.arange(BANDS + 1.0)
    return lambda loss: np.where(np.isfinite(loss), np.interp(loss, limits, np.arange(BANDS + 1.0)), BANDS)


def bands(level: np.ndarray) -> np.ndarray:
    """The band of each height, 0 (lowest) to BANDS − 1."""
    return np.minimum(level.astype(int), BANDS - 1)


def _lines(level: np.ndarray) -> np.ndarray:
    """How strongly a line is drawn at each place, 0 … STRENGTHS − 1: by its distance in pixels from the nearest whole height."""
    down, across = np.gradient(level)
    away = np.abs(level - np.round(level)) / np.maximum(np.hypot(down, across), 1e-9)
    inner = (level > 0.5) & (level < BANDS - 0.5)  # the lowest and the highest place are no border between bands
    return np.round(np.clip(1.2 - away, 0, 1) * (STRENGTHS - 1)).astype(int) * inner


def _palette() -> list[tuple[int, int, int, int]]:
    """For each band, from its shade to a line's, by the line's strength."""
    part = np.linspace(0, 1, STRENGTHS)[:, None]
    of_band = lambda alpha: (1 - part) * np.array([*SHADE, alpha]) + part * np.array([*LINE, LINE_DENSITY])
    rows = np.concatenate([of_band(alpha) for alpha in np.linspace(FAINTEST, DENSEST, BANDS)]).astype(int)
    return [(red, green, blue, alpha) for red, green, blue, alpha in rows.tolist()]


def png(indices: np.ndarray, palette: list[tuple[int, int, int, int]]) -> bytes:
    """A PNG of (rows, columns) indices into a palette of (red, green, blue, alpha), the first row on top (W3C, PNG, 3rd edition)."""
    rows, columns = indices.shape
    header = struct.pack(">2I5B", columns, rows, 8, 3, 0, 0, 0)
    lines = b"".join(b"\0" + row.tobytes() for row in np.ascontiguousarray(indices, np.uint8))
    colors = bytes(channel for *color, _ in palette for channel in color)
    parts = ((b"IHDR", header), (b"PLTE", colors), (b"tRNS", bytes(alpha for *_, alpha in palette)), (b"IDAT", zlib.compress(lines, 6)),
             (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(kind, body) for kind, body in parts)


def smaller(picture: bytes, every: int = 5) -> bytes:
    """A picture that `heights` made with each `every` × `every` places as one: the shade in their middle, with the lines through them."""
    body = picture[8:]
    parts: dict[bytes, bytes] = {}
    while body:
        size = struct.unpack(">I", body[:4])[0]
        parts[body[4:8]] = parts.get(body[4:8], b"") + body[8:8 + size]
        body = body[12 + size:]
    columns, rows = struct.unpack(">2I", parts[b"IHDR"][:8])
    indices = np.frombuffer(zlib.decompress(parts[b"IDAT"]), np.uint8).reshape(rows, columns + 1)[:, 1:]
    blocks = indices[:rows // every * every, :columns // every * every].reshape(rows // every, every, columns // every, every)
    shade, strength = blocks[:, every // 2, :, every // 2] // STRENGTHS, (blocks % STRENGTHS).mean(axis=(1, 3))
    return png((shade * STRENGTHS + np.minimum(STRENGTHS - 1, 1.5 * strength).astype(int)).astype(np.uint8), _palette())


def _part(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
