// Scores on a grid and of the data at a moment of a recording: for painting only, by forward.js.

import { curveThrough, forward, roomFor } from "./forward.js";

// Is there a network whose scores can be painted? Of a large one the page does not have the weights.
/** @type {(schema: any) => boolean} */
export function paintable(schema) {
  return schema.network !== undefined && !schema.summarized;
}

// A network as forward.js takes it; weights: of each layer, row by row, the constant's weight last in a row. `each`:
// there where the hidden layers have different activations; `output`: where the output has one.
/** @type {(network: any, weights: Floats[]) => Painted} */
export function networkOf({ sizes, bias, g_table: table, each, output }, weights) {
  const own = each?.map((g) => curveThrough(g.g_table)) ?? [];
  return {
    inputs: sizes[0], scores: sizes[sizes.length - 1], g: own[0] ?? curveThrough(table),
    output: output && curveThrough(output.g_table),
    layers: weights.map((w, l) =>
      ({ rows: sizes[l + 1], columns: sizes[l], constant: Boolean(bias), weights: w, g: own[l] })),
  };
}

// y of these scores: what the output's activation makes of them.
/** @type {(network: Painted, scores: ArrayLike<number>) => ArrayLike<number>} */
export function outputsOf({ output }, scores) {
  return output ? Array.from(scores, output) : scores;
}

// The network before (or after) update i.
/** @type {(recording: Recorded, i: number, after: boolean) => Painted} */
export function networkAt(recording, i, after) {
  const { network } = recording.schema;
  return networkOf(network, network.layers.map(({ W }) =>
    Float64Array.from({ length: recording.size(W) }, (_, k) => recording.value(W, k, i, after))));
}

// Scores of `count` points, `width` numbers apart in `points` (only the first `inputs` of each are read): example by
// example.
/** @type {(network: Painted, points: ArrayLike<number>, count: number, width: number) => ArrayLike<number>} */
export function scoresOf(network, points, count, width) {
  const column = (c) => Float64Array.from({ length: count }, (_, n) => points[n * width + c]);
  const inputs = Array.from({ length: network.inputs }, (_, c) => column(c));
  return interleave(forward(network.layers, network.g, inputs, roomFor(network.layers, count, Float64Array)), count);
}

// Scores on nodes × nodes points, row by row upwards. Features `pair` run over the extents, the others stay at `base`:
// then the first layer takes two inputs and a constant, so that 64 inputs cost no more than 2. pair[1] === null: one
// feature.
export function scoreField(network, { nodes, x, y, pair, base }) {
  const count = nodes * nodes;
  const [first, ...others] = network.layers;
  const [across, up] = gridPoints(nodes, x, y), inputs = pair[1] === null ? [across] : [across, up];
  const layers = [twoInputs(first, pair.filter((feature) => feature !== null), base), ...others];
  return interleave(forward(layers, network.g, inputs, roomFor(layers, count, Float64Array)), count);
}

// The two numbers of each of the nodes × nodes points.
function gridPoints(nodes, [left, right], [low, high]) {
  const across = new Float64Array(nodes * nodes), up = new Float64Array(nodes * nodes);
  for (let row = 0, n = 0; row < nodes; row += 1) {
    for (let column = 0; column < nodes; column += 1, n += 1) {
      across[n] = left + ((right - left) * column) / (nodes - 1);
      up[n] = low + ((high - low) * row) / (nodes - 1);
    }
  }
  return [across, up];
}

// Scores of a network with one input at each of the numbers x: per score, its values.
/** @type {(network: Painted, x: Float64Array) => ArrayLike<number>[]} */
export function scoreCurves(network, x) {
  return forward(network.layers, network.g, [x], roomFor(network.layers, x.length, Float64Array));
}

// What each unit of a hidden layer (from 1) gives at points of which `inputs` has the values of each input.
/** @type {(network: Painted, layer: number, inputs: Floats[]) => Floats[]} */
export function hiddenValues({ layers, g }, layer, inputs) {
  const room = roomFor(layers, inputs[0].length, Float64Array);
  forward(layers, g, inputs, room);
  return room[layer - 1];
}

// The network above a hidden layer (from 1): its inputs are that layer's units.
/** @type {(network: Painted, layer: number) => Painted} */
export function above(network, layer) {
  return { ...network, inputs: network.layers[layer].columns, layers: network.layers.slice(layer) };
}

// The first layer as a function of a few inputs, all others at `base`: what they give is the constant's weight.
function twoInputs({ rows, columns, constant, weights, g }, free, base) {
  const wide = columns + (constant ? 1 : 0);
  const made = Array.from({ length: rows }, (_, r) => {
    let still = constant ? weights[r * wide + columns] : 0;
    for (let c = 0; c < columns; c += 1) if (!free.includes(c)) still += weights[r * wide + c] * base[c];
    return [...free.map((c) => weights[r * wide + c]), still];
  });
  return { rows, columns: free.length, constant: true, weights: Float64Array.from(made.flat()), g };
}

// Per score its values at all points → point by point.
function interleave(scores, count) {
  if (scores.length === 1) return scores[0];
  const found = new Float64Array(count * scores.length);
  scores.forEach((values, k) => values.forEach((value, n) => { found[n * scores.length + k] = value; }));
  return found;
}

// Which of the examples (numbers into the data) are marked: zy below the margin, or the highest score is not z's.
export function markedExamples(network, data, labels, width, examples, margin) {
  const points = new Float64Array(examples.length * width);
  examples.forEach((example, n) => points.set(data.subarray(example * width, (example + 1) * width), n * width));
  const scores = scoresOf(network, points, examples.length, width);
  const outputs = margin > 0 ? outputsOf(network, scores) : scores;
  const near = margin - 1e-6; // float32 weights: an example that stands on the margin meets it
  return examples.map((example, n) => {
    if (margin === null) return highestScore(scores, n * network.scores, network.scores) + 1 !== labels[example];
    if (margin > 0) return labels[example] * outputs[n] < near;
    return scores[n] >= 0 !== labels[example] > 0; // a score of 0 is predicted +1
  });
}

/** @type {(scores: ArrayLike<number>, at: number, count: number) => number} */
export function highestScore(scores, at, count) {
  let best = 0;
  for (let k = 1; k < count; k += 1) if (scores[at + k] > scores[at + best]) best = k;
  return best;
}
