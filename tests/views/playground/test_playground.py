"""The Playground's maps in the browser, which only paint, against the core: every unit's value on the grid."""

import base64
import json
from collections import Counter

import numpy as np
import pytest

import nbnn
from nbnn.explain.playground import playground as explain
from nbnn.explain.playground import recording
from tests.views.node import in_node as on_small_page
from tests.views.node import needs_node
from tests.views.scripts import NODE, esm, run_in_node

MODULES = esm("playground/unit_maps.js") + esm("shared/field.js")

SCRIPT = """
%s
const job = JSON.parse(await new Promise((done) => { let s = ""; process.stdin.on("data", (d) => (s += d)).on("end", () => done(s)); }));
const bytes = (text) => Buffer.from(text, "base64");
const floats = (text) => { const b = bytes(text); return new Float32Array(b.buffer.slice(b.byteOffset, b.byteOffset + b.byteLength)); };
const inputs = onGrid(floats(job.edges), job.picture.nodes, job.step);
const { layers, g } = networkOf(job.network, job.weights.map(floats)), room = roomFor(layers, inputs[0].length);
forward(layers, g, inputs, room);
const maps = room.map((layer) => layer.map((unit) => Array.from(unit)));
console.log(JSON.stringify({ maps, lines: levelLines(room.at(-1)[0], job.side, 0) }));
"""


def in_node(made, network, step=1):
    as_text = lambda array: base64.b64encode(array.astype("<f4").tobytes()).decode()
    job = {"picture": recording.picture(made), "network": recording.network(network), "step": step, "side": -(-explain.NODES // step),
           "edges": as_text(made.edges()), "weights": [as_text(weights) for weights in network.weights]}
    return json.loads(run_in_node(SCRIPT % MODULES, json.dumps(job)))


def points_of(made, step=1):
    """(n², 2) the grid's places, row by row upwards, every `step`-th."""
    axes = [np.linspace(*extent, explain.NODES)[::step] for extent in made.extents]
    return np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)


CASES = [{"activation": name} for name in nbnn.ACTIVATIONS] + [
    {"features": tuple(explain.FEATURES), "hidden": (8, 8, 8, 8)}, {"hidden": ()}, {"bias": False, "features": ("product",)},
    {"data": "iris", "hidden": (5,)}, {"activation": nbnn.leaky_relu(0.3)}]


@pytest.mark.skipif(NODE is None, reason="needs node to run JavaScript outside a browser")
@pytest.mark.parametrize("choices", CASES, ids=str)
def test_every_map_on_the_page_has_the_cores_numbers(choices):
    made = explain.setting(explain.Recipe(epochs=3).changed(**choices))
    training = made.training()
    training.advance_epoch()
    for step in (1, 2):
        data = nbnn.Dataset(points_of(made, step), np.where(np.arange(len(points_of(made, step))) % 2, 1, -1), ("x1", "x2"), ("a", "b"))
        forward = training.network.forward(explain.with_features(data, made.recipe.features).x)
        found = in_node(made, training.network, step)["maps"]
        layers = [h[:, :units] for h, units in zip(forward.h, made.network.sizes[1:])]
        layers.append(forward.y[:, None] if made.network.one_score else forward.y)
        assert len(found) == len(layers)
        for maps, values in zip(found, layers, strict=True):
            assert np.allclose(np.array(maps).T, values, atol=2e-3 * max(1, np.abs(values).max()))


@pytest.mark.skipif(NODE is None, reason="needs node to run JavaScript outside a browser")
def test_the_boundary_is_where_the_score_is_zero():
    made = explain.setting(explain.Recipe(epochs=30))
    training = made.training()
    training.advance(400)
    ends = np.array(in_node(made, training.network)["lines"]).reshape(-1, 2)
    (x0, x1), (y0, y1) = made.extents
    places = np.column_stack([x0 + (x1 - x0) * ends[:, 0], y1 - (y1 - y0) * ends[:, 1]])
    assert len(places) > 100
    within = ends[((ends > 1e-9) & (ends < 1 - 1e-9)).all(axis=1)]
    assert set(Counter(map(tuple, np.round(within, 9))).values()) == {2}, "each piece goes on where another ends, but at the picture's edge"
    assert np.abs(training.network.scores(places)).max() < 0.02 * np.abs(training.network.scores(points_of(made))).max()


PAINT = """
import { leadOf, onGrid, paintHighest, paintMap, shadesBetween } from "./playground/unit_maps.js";
const shades = Array.from({ length: 511 }, (_, k) => k), pixels = new Uint32Array(9), highest = new Uint32Array(4);
paintMap(pixels, [0, 1, -1, 0.5, 2, -3, 0.25, -0.5, 1], 3, shades, 1);
paintHighest(highest, [[5, 0, 0, 1], [0, 1, 0, 1], [1, 0, 9, 0.7]], 2, [0, 1000, 2000].map((from) => shades.map((k) => from + k)));
const ends = shadesBetween([255, 0, 0], [10, 20, 30], [0, 0, 255], 1);
say({ pixels: [...pixels], highest: [...highest], lead: leadOf([[3, 1], [1, 4], [2, 9]], 0, [0, 0]),
  ends: [0, 255, 510].map((k) => ends[k]),
  inputs: onGrid(Float32Array.of(0, 1, 2, 3, 4, 1, 2, 3, 4, 5, 1, 1, 1, 1, 1, 5, 6, 7, 8, 9), 5, 2).map((values) => [...values]) });
"""


@needs_node
def test_maps_are_painted_with_their_rows_upwards_in_shades_that_end_with_the_scale():
    found = on_small_page(PAINT)
    assert found["pixels"] == [319, 128, 510, 383, 510, 0, 255, 510, 0]  # the last row of values is the first of the picture
    assert [pixel // 1000 for pixel in found["highest"]] == [2, 0, 0, 1]  # of equal scores the first
    assert found["highest"][1] % 1000 == 255 + round(255 * 0.35) and found["highest"][0] == 2510
    assert found["lead"] == [1, -8] and found["inputs"] == [[0, 2, 4, 0, 6, 12, 0, 10, 20], [5, 5, 5, 7, 7, 7, 9, 9, 9]]
    assert found["ends"] == [0xFF0000FF, 0xFF1E140A, 0xFFFF0000]
