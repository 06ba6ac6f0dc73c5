"""The height field: a PNG that decodes to the bands of the values, the top row first."""

import struct
import zlib

import numpy as np

import nbnn
from nbnn.explain.trajectory.contours import (
    BANDS,
    HEIGHT,
    STRENGTHS,
    WIDTH,
    bands,
    finer,
    heights,
    levels,
    png,
    smaller,
)


def decoded(picture: bytes) -> np.ndarray:
    """Indices of a palette PNG without filters."""
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    at, parts = 8, {}
    while at < len(picture):
        (size,) = struct.unpack(">I", picture[at:at + 4])
        kind, body = picture[at + 4:at + 8], picture[at + 8:at + 8 + size]
        assert struct.unpack(">I", picture[at + 8 + size:at + 12 + size])[0] == zlib.crc32(kind + body)
        parts[kind] = body
        at += 12 + size
    columns, rows = struct.unpack(">2I", parts[b"IHDR"][:8])
    lines = np.frombuffer(zlib.decompress(parts[b"IDAT"]), np.uint8).reshape(rows, columns + 1)
    assert not lines[:, 0].any()
    return lines[:, 1:]


def test_a_png_decodes_to_what_was_written():
    indices = np.arange(12, dtype=np.uint8).reshape(3, 4)
    assert np.array_equal(decoded(png(indices, [(1, 2, 3, k) for k in range(12)])), indices)


def test_bands_hold_equal_shares_and_what_has_no_value_is_highest():
    values = np.arange(1600.0).reshape(40, 40)
    shares = np.bincount(bands(levels(values)(values)).ravel())
    assert len(shares) == BANDS and np.ptp(shares) <= 1
    assert bands(levels(values)(np.array([0.0, 1.0, np.nan, np.inf]))).tolist() == [0, 0, BANDS - 1, BANDS - 1]


def test_finer_goes_straight_between_the_known_places():
    values = np.add.outer(3.0 * np.arange(4), np.arange(5.0))
    assert np.allclose(finer(values, 13, 9), np.add.outer(np.linspace(0, 9, 13), np.linspace(0, 4, 9)))
    assert np.isnan(finer(np.array([[0.0, np.nan], [1.0, 2.0]]), 3, 3)[0, 2])


def test_low_is_light_and_up_is_up():
    picture, across, up = heights(nbnn.curves.two_basins, 60, 60)
    band = decoded(picture) // STRENGTHS
    _, _, values = nbnn.curves.grid(nbnn.curves.two_basins, 60)
    assert (across, up) == nbnn.curves.two_basins.view
    row, column = np.unravel_index(np.argmin(values), values.shape)
    assert band[59 - row, column] == 0
    assert band[0, 0] == BANDS - 1 and values[59, 0] > np.quantile(values, 0.9)


def test_a_line_lies_where_one_band_meets_the_next():
    indices = decoded(heights(nbnn.curves.bowl, 200, 200)[0]).astype(int)
    band, line = indices // STRENGTHS, indices % STRENGTHS
    meets = band[100, :-1] != band[100, 1:]
    assert meets.sum() >= BANDS, "a bowl's bands are met on both sides of its middle"
    assert (np.maximum(line[100, :-1], line[100, 1:])[meets] > STRENGTHS // 2).all()
    assert (line == 0).mean() > 0.5


def test_a_smaller_picture_has_the_same_shades():
    small = smaller(heights(nbnn.curves.CURVES["himmelblau"])[0])
    assert small.startswith(b"\x89PNG") and len(small) < 10_000
    assert int.from_bytes(small[16:20]) == WIDTH // 5 and int.from_bytes(small[20:24]) == HEIGHT // 5
