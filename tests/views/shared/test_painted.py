"""Scores as pixels, for scores that are planes: there the distance to a line, in pixels of the screen, is known."""

import numpy as np
import pytest

from tests.views.node import in_node, needs_node

pytestmark = needs_node
CELLS, SUB = 12, (4, 3)
PANEL, POS, NEG, INK, SOFT = ([250, 240, 230], [10, 120, 200], [220, 60, 20], [5, 15, 25], [130, 140, 150])
PAINT = """
import { crossings, newBitmap, paintRegions, paintScore, paintValues, placeForName, putBitmap } from "./shared/paint.js";
const { cells, sub, jobs, colors, shown } = given;
const pixels = (paint) => {
  const bitmap = newBitmap(sub[0] * cells, sub[1] * cells), canvas = document.createElement("canvas");
  paint(bitmap);
  putBitmap(canvas, bitmap);
  return { width: canvas.width, height: canvas.height, data: Array.from(canvas.image.data) };
};
const DO = {
  score: ({ scores, band }) => pixels((bitmap) => paintScore(bitmap, scores, cells, sub, shown, band, colors)),
  values: ({ scores, count, span }) => pixels((bitmap) => paintValues(bitmap, scores, cells, sub, count, span, colors)),
  regions: ({ scores, count, tints }) => pixels((bitmap) => paintRegions(bitmap, scores, cells, sub, count, tints, colors)),
  crossings: ({ scores, level, inset }) => crossings(scores, cells + 1, level, inset),
  name: ({ found, last, taken }) => placeForName(found, last ?? undefined, taken),
};
say(jobs.map((job) => DO[job.do](job)));
"""


def painted(*jobs, shown=(1.0, 1.0)):
    colors = {"panel": PANEL, "pos": POS, "neg": NEG, "ink": INK, "soft": SOFT}
    return in_node(PAINT, {"cells": CELLS, "sub": SUB, "jobs": jobs, "colors": colors, "shown": shown})


def plane(across, up, at_corner):
    """(13²) a plane's numbers at the nodes, row by row upwards; and a function of places in cells."""
    value = lambda x, y: at_corner + across * x + up * y
    rows, columns = np.mgrid[0:CELLS + 1, 0:CELLS + 1]
    return value(columns, rows).ravel().tolist(), value


def picture(found):
    """(height, width, 3) with rows upwards."""
    assert (found["width"], found["height"]) == (SUB[0] * CELLS, SUB[1] * CELLS)
    data = np.array(found["data"]).reshape(found["height"], found["width"], 4)
    assert (data[..., 3] == 255).all()
    return data[::-1, :, :3].astype(float)


def middles():
    """Of every pixel, in cells: x and y."""
    x, y = (np.arange(sub * CELLS) + 0.5 for sub in SUB)
    return np.meshgrid(x / SUB[0], y / SUB[1])


def blend(under, over, part):
    part = np.asarray(part)[..., None]
    return np.asarray(under) * (1 - part) + np.asarray(over) * part


def test_a_score_has_a_color_for_each_side_its_line_in_ink_and_the_margins_soft():
    shown, slopes = (1.5, 2.0), ((0.5, 0.0, -2.6), (0.0, -0.4, 2.1), (0.37, 0.21, -3.3), (-0.3, 0.4, 0.9))
    jobs = [(*each, band) for each in slopes for band in (True, False)]
    pictures = painted(*({"do": "score", "scores": plane(*each)[0], "band": band} for *each, band in jobs), shown=shown)
    for (across, up, corner, band), each in zip(jobs, pictures, strict=True):
        found, (_, value) = picture(each), plane(across, up, corner)
        s = value(*middles())
        steep = np.hypot(across / (SUB[0] * shown[0]), up / (SUB[1] * shown[1]))
        near = np.abs(s) / steep < 3  # the cells there are drawn pixel by pixel
        outside = np.clip(0.5 + (np.abs(s) - 1) / steep, 0, 1) if band else 0
        tint = (0.05 + 0.15 * outside + 0.05 * outside * np.clip((np.abs(s) - 1) / 4, 0, 1) if band
                else 0.05 + 0.2 * np.minimum(1, np.abs(s) / 2))
        wanted = np.where((s > 0)[..., None], blend(PANEL, POS, tint), blend(PANEL, NEG, tint))
        if band:
            wanted = blend(wanted, SOFT, 0.75 * np.clip(1 - np.abs(np.abs(s) - 1) / steep, 0, 1))
        wanted = blend(wanted, INK, np.clip(1.6 - np.abs(s) / steep, 0, 1))
        assert np.abs(found - wanted)[near].max() < 3
        if band:
            margins = np.abs(np.abs(s) - 1) / steep < 4
            assert np.abs(found - wanted)[margins].max() < 3
        cells = value(*(np.floor(part) + 0.5 for part in middles()))
        flat = np.where((cells > 0)[..., None], blend(PANEL, POS, 0.05 + 0.2 * np.minimum(1, np.abs(cells) / 2)),
                        blend(PANEL, NEG, 0.05 + 0.2 * np.minimum(1, np.abs(cells) / 2)))
        far = np.abs(s) / steep > 40
        if not band:
            assert np.abs(found - flat)[far].max(initial=0) < 2, "elsewhere each cell is one color"


def test_where_a_score_is_zero_all_over_there_is_no_line_and_no_color():
    nothing = picture(painted({"do": "score", "scores": [0.0] * (CELLS + 1) ** 2, "band": True})[0])
    assert (nothing == PANEL).all()


def test_values_are_six_levels_of_each_side_from_the_middle_of_their_span():
    scores, value = plane(0.5, 0.3, -4.0)
    twice = np.column_stack([scores, np.ones(len(scores))]).ravel().tolist()  # the first of two outputs
    one, two = (picture(each) for each in painted({"do": "values", "scores": scores, "count": 1, "span": [-3, 5]},
                                                  {"do": "values", "scores": twice, "count": 2, "span": [-3, 5]}))
    t = np.clip((2 * value(*middles()) - 2) / 8, -1, 1)
    level = np.round(6 * t)
    clear = np.abs(6 * t - level) < 0.48
    wanted = np.where((level > 0)[..., None], blend(PANEL, POS, 0.8 * abs(level) / 6), blend(PANEL, NEG, 0.8 * abs(level) / 6))
    assert np.abs(one - wanted)[clear].max() < 2 and (one == two).all() and len(np.unique(level)) == 13


def test_regions_have_the_color_of_the_highest_score_and_a_line_where_it_changes():
    planes = [plane(*numbers) for numbers in ((0.5, 0.1, -2.0), (-0.4, 0.2, 2.0), (0.05, -0.6, 3.0))]
    scores = np.column_stack([numbers for numbers, _ in planes]).ravel().tolist()
    tints = [[200, 0, 0], [0, 200, 0], [0, 0, 200]]
    found = picture(painted({"do": "regions", "scores": scores, "count": 3, "tints": tints})[0])
    every = np.stack([value(*middles()) for _, value in planes])
    best, ordered = every.argmax(axis=0), np.sort(every, axis=0)
    lead = ordered[-1] - ordered[-2]
    slopes = {(a, b): np.hypot((planes[a][1](1, 0) - planes[a][1](0, 0) - planes[b][1](1, 0) + planes[b][1](0, 0)) / SUB[0],
                               (planes[a][1](0, 1) - planes[a][1](0, 0) - planes[b][1](0, 1) + planes[b][1](0, 0)) / SUB[1])
              for a in range(3) for b in range(3) if a != b}
    second = every.argsort(axis=0)[-2]
    away = lead / np.vectorize(lambda a, b: slopes[a, b])(best, second)
    plain = blend(PANEL, np.array(tints)[best], np.full(best.shape, 0.2))
    assert np.abs(found - plain)[away > 2].max() < 2
    third = (ordered[-1] - ordered[-3]) > 1.5 * lead + 1
    line = (away < 0.3) & third
    line[[0, -1]] = line[:, [0, -1]] = False
    assert line.sum() > 10 and np.abs(found - INK)[line].max() < 70
    drawn = np.abs(found - plain).max(axis=2) > 2
    assert (away[drawn] < 2).all() and drawn.sum() > 2 * line.sum() - 20


def test_a_level_is_named_where_it_meets_a_frame_as_near_as_it_was_and_apart_from_other_names():
    scores, value = plane(0.5, 0.2, -3.63)
    jobs = [{"do": "crossings", "scores": scores, "level": level, "inset": inset} for level in (0, 1) for inset in (0.0, 0.08, 0.25)]
    for job, found in zip(jobs, painted(*jobs), strict=True):
        near = round(job["inset"] * CELLS) / CELLS
        assert len(found) == 2
        for x, y in found:
            assert value(CELLS * x, CELLS * y) == pytest.approx(job["level"])
            assert any(part == pytest.approx(end) for part in (x, y) for end in (near, 1 - near))
            assert near <= min(x, y) and max(x, y) <= 1 - near
    places = [[0.1, 0.1], [0.5, 0.5], [0.9, 0.1]]
    names = [({"last": None, "taken": []}, places[0]), ({"last": [0.8, 0.2], "taken": []}, places[2]),
             ({"last": [0.1, 0.1], "taken": [[0.2, 0.15]]}, places[1]), ({"last": [0.1, 0.1], "taken": [[0.25, 0.1]]}, places[0]),
             ({"last": [0.1, 0.1], "taken": [[0.1, 0.19]]}, places[0]), ({"last": [0.1, 0.1], "taken": places}, None)]
    assert painted(*({"do": "name", "found": places, **how} for how, _ in names)) == [wanted for _, wanted in names]
    assert painted({"do": "name", "found": [], "last": None, "taken": []}) == [None]
