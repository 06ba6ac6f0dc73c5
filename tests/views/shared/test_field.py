"""The browser's forward pass, which only paints, against the core's."""

import base64
import json

import numpy as np
import pytest

import nbnn
from nbnn.explain.recording.recording import record
from tests.views.scripts import NODE, esm, run_in_node

pytestmark = pytest.mark.skipif(NODE is None, reason="needs node to run JavaScript outside a browser")

SCRIPT = """
%s
const job = JSON.parse(await new Promise((done) => { let s = ""; process.stdin.on("data", (d) => (s += d)).on("end", () => done(s)); }));
const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
const recording = new Recording(job.schema, bytes(job.tables), bytes(job.head), bytes(job.tail));
const network = networkAt(recording, job.i, job.after);
const data = recording.tables.get("x"), labels = recording.tables.get("z").numbers;
const all = Array.from(labels, (_, n) => n);
const columns = Array.from({ length: network.inputs }, (_, c) => Float64Array.from(all, (n) => data.numbers[n * data.width + c]));
console.log(JSON.stringify({
  grid: Array.from(scoreField(network, job.grid)), data: Array.from(scoresOf(network, data.numbers, labels.length, data.width)),
  marked: markedExamples(network, data.numbers, labels, data.width, all, job.margin),
  hidden: network.layers.slice(1).map((_, l) => hiddenValues(network, l + 1, columns).map((values) => Array.from(values))),
  above: network.layers.slice(1).map((_, l) => Array.from(scoreField(above(network, l + 1), { ...job.grid, pair: [0, null],
    base: network.layers[l + 1].weights.map(() => 0.5) }))),
}));
"""


def in_node(run, i, after, grid, margin):
    sent = record(run)
    text = {name: base64.b64encode(getattr(sent, name)).decode() for name in ("tables", "head", "tail")}
    job = {"schema": sent.schema, **text, "i": i, "after": after, "grid": grid, "margin": margin}
    modules = esm("shared/recording.js") + esm("shared/field.js")
    found = json.loads(run_in_node(SCRIPT % modules, json.dumps(job)))
    return {name: values if name in ("hidden", "above") else np.array(values) for name, values in found.items()}


def points_of(grid):
    u, v = (np.linspace(*grid[axis], grid["nodes"]) for axis in "xy")
    points = np.tile(grid["base"], (grid["nodes"] ** 2, 1))
    across, up = np.meshgrid(u, v)
    points[:, grid["pair"][0]] = across.ravel()
    if grid["pair"][1] is not None:
        points[:, grid["pair"][1]] = up.ravel()
    return points


def data_of(d, k, n=25):
    rng = np.random.default_rng(5)
    z = rng.choice([-1, 1], n) if k == 1 else np.arange(n) % k + 1
    return nbnn.Dataset.from_arrays(rng.normal(size=(n, d)), z)


PIXEL = 2e-3  # only pixels follow from it

CASES = [([2, 8, 1], name, False) for name in nbnn.ACTIVATIONS] + [
    ([2, 4, 1], "relu", True), ([2, 1], "relu", False), ([3, 1], "relu", True), ([2, 5, 4, 3, 1], "tanh", True),
    ([4, 6, 3], "leaky_relu", True), ([2, 3], "relu", False), ([1, 3, 1], "relu", True)]


@pytest.mark.parametrize(("sizes", "activation", "bias"), CASES, ids=str)
def test_the_grid_and_the_data_have_the_cores_scores(sizes, activation, bias):
    net = nbnn.Network.random(sizes, activation=nbnn.ACTIVATIONS[activation], bias=bias, seed=3)
    data = data_of(sizes[0], sizes[-1])
    loss = nbnn.hinge if net.one_score else nbnn.cross_entropy
    run = nbnn.sgd(net, data, loss=loss, eta=0.05, steps=12, seed=0)
    pair = [0, None] if sizes[0] == 1 else [sizes[0] - 1, 0]
    grid = {"nodes": 7, "x": [-2, 3], "y": [-1, 2], "pair": pair, "base": data.x.mean(axis=0).tolist()}
    for i, after in ((0, False), (7, False), (11, True)):
        found = in_node(run, i, after, grid, None if not net.one_score else 1.0)
        now = run.network(i + after)
        assert np.allclose(found["grid"], np.ravel(now.scores(points_of(grid))), atol=PIXEL)
        assert np.allclose(found["data"], np.ravel(now.scores(data.x)), atol=PIXEL)
        y = now.scores(data.x)
        marked = data.z * y < 1 if net.one_score else y.argmax(axis=1) + 1 != data.z
        assert found["marked"].tolist() == marked.tolist()
        assert_hidden_layers(found, now, data.x, grid)


def assert_hidden_layers(found, net, x, grid):
    """Each unit of each hidden layer at every example; and the score over the first unit of one, the others at 1/2."""
    for units, h, painted, below in zip(found["hidden"], net.forward(x).h, found["above"], range(1, net.depth), strict=True):
        assert np.allclose(np.transpose(units), h[:, :net.sizes[below]], atol=PIXEL)
        rest = nbnn.Network(net.weights[below:], net.activation, net.bias)
        points = np.full((grid["nodes"] ** 2, net.sizes[below]), 0.5)
        points[:, 0] = np.tile(np.linspace(*grid["x"], grid["nodes"]), grid["nodes"])
        assert np.allclose(painted, np.ravel(rest.scores(points)), atol=PIXEL)


def test_a_leaky_slope_of_ones_own():
    net = nbnn.Network.random([2, 5, 1], activation=nbnn.leaky_relu(0.3), seed=1)
    data = data_of(2, 1)
    run = nbnn.sgd(net, data, loss=nbnn.hinge, steps=3, seed=0)
    grid = {"nodes": 5, "x": [-2, 2], "y": [-2, 2], "pair": [0, 1], "base": [0, 0]}
    assert np.allclose(in_node(run, 0, False, grid, 1.0)["grid"], net.scores(points_of(grid)), atol=PIXEL)


def test_an_activation_made_in_a_cell_is_painted():
    silu = nbnn.Activation(key="silu", name="SiLU", value=lambda a: a / (1 + np.exp(-a)),
                           derivative=lambda a: (1 + np.exp(-a) * (1 + a)) / (1 + np.exp(-a)) ** 2)
    net = nbnn.Network.random([2, 5, 1], activation=silu, seed=1)
    run = nbnn.sgd(net, data_of(2, 1), loss=nbnn.hinge, steps=3, seed=0)
    grid = {"nodes": 9, "x": [-4, 4], "y": [-4, 4], "pair": [0, 1], "base": [0, 0]}
    assert np.allclose(in_node(run, 0, False, grid, 1.0)["grid"], net.scores(points_of(grid)), atol=PIXEL)


@pytest.mark.parametrize(("sizes", "activation", "output", "margin"), [
    ([2, 4, 1], "tanh", "tanh", 1.0), ([2, 4, 1], "tanh", "sigmoid", 0.0), ([2, 4, 3, 1], ["tanh", "relu"], "identity", 0.0),
    ([2, 4, 3, 3], ["sigmoid", "leaky_relu"], "sigmoid", None), ([2, 1], "relu", "sigmoid", 0.0)], ids=str)
def test_layers_with_functions_of_their_own_and_an_output(sizes, activation, output, margin):
    """The field is that of the score, which decides; a margin is met or not by what comes out."""
    net = nbnn.Network.random(sizes, activation, seed=3, bias=True, output=output)
    data = data_of(2, sizes[-1])
    run = nbnn.sgd(net, data, loss=nbnn.squared, eta=0.05, steps=4, seed=0)
    grid = {"nodes": 7, "x": [-2, 3], "y": [-1, 2], "pair": [1, 0], "base": [0.0, 0.0]}
    found, now = in_node(run, 3, False, grid, margin), run.network(3)
    assert np.allclose(found["grid"], np.ravel(now.forward(points_of(grid)).s), atol=PIXEL)
    forward = now.forward(data.x)
    marked = now.predict(run.data.x) != run.data.z if margin != 1.0 else data.z * forward.y < 1
    assert found["marked"].tolist() == marked.tolist()
    for units, h in zip(found["hidden"], forward.h, strict=True):
        assert np.allclose(np.transpose(units), h[:, :-1], atol=PIXEL)
