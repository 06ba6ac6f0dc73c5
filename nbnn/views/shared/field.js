// Scores on a grid and of the data, from the recorded weights: for painting only. Every number that a person reads
// comes from the recording; this is the one place where the browser evaluates a network.

export const ACTIVATIONS = {
  identity: (a) => a,
  relu: (a) => (a > 0 ? a : 0),
  leaky_relu: (a, slope) => (a > 0 ? a : slope * a),
  tanh: (a) => Math.tanh(a),
  sigmoid: (a) => (a >= 0 ? 1 / (1 + Math.exp(-a)) : Math.exp(a) / (1 + Math.exp(a))),
  softplus: (a) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a))),
};

// Can this network be painted? An activation made by a teacher has no twin here.
export function paintable(schema) {
  return schema.network !== undefined && (schema.network.layers.length === 1 || schema.network.activation in ACTIVATIONS);
}

// The network before (or after) update i: flat weights, layer by layer, each rows × columns.
export function networkAt(recording, i, after) {
  const { sizes, bias, layers, activation } = recording.schema.network;
  const slope = recording.schema.codes?.[layers[0].dh_da]?.[0] ?? 0.01;
  return {
    inputs: sizes[0], scores: sizes[sizes.length - 1], bias, slope, g: ACTIVATIONS[activation],
    layers: layers.map(({ W }, at) => ({
      rows: sizes[at + 1], columns: sizes[at] + (bias ? 1 : 0),
      weights: Float64Array.from({ length: recording.size(W) }, (_, k) => recording.value(W, k, i, after)),
    })),
  };
}

// Scores of `count` points, `width` numbers apart in `points` (only the first `inputs` of each are read).
export function scoresOf(network, points, count, width) {
  const scores = new Float64Array(count * network.scores);
  const room = roomFor(network);
  for (let n = 0; n < count; n += 1) {
    firstLayer(network, points, n * width, room[0]);
    otherLayers(network, room, scores, n * network.scores);
  }
  return scores;
}

// Scores on nodes × nodes points, row by row upwards. Features `pair` run over the extents, the others stay at `base`:
// the first layer is affine in two numbers, so that 64 inputs cost no more than 2. pair[1] === null: one feature.
export function scoreField(network, { nodes, x, y, pair, base }) {
  const scores = new Float64Array(nodes * nodes * network.scores);
  const room = roomFor(network);
  const { rows, columns, weights } = network.layers[0];
  const origin = Float64Array.from(base);
  origin[pair[0]] = 0;
  if (pair[1] !== null) origin[pair[1]] = 0;
  const still = new Float64Array(rows);
  firstLayer(network, origin, 0, still);
  for (let row = 0; row < nodes; row += 1) {
    const v = y[0] + ((y[1] - y[0]) * row) / (nodes - 1);
    for (let column = 0; column < nodes; column += 1) {
      const u = x[0] + ((x[1] - x[0]) * column) / (nodes - 1);
      for (let r = 0; r < rows; r += 1) {
        const up = pair[1] === null ? 0 : weights[r * columns + pair[1]] * v;
        room[0][r] = still[r] + weights[r * columns + pair[0]] * u + up;
      }
      otherLayers(network, room, scores, (row * nodes + column) * network.scores);
    }
  }
  return scores;
}

// Which of the examples (numbers into the data) are marked: zy below the margin, or the highest score is not z's.
export function markedExamples(network, data, labels, width, examples, margin) {
  const points = new Float64Array(examples.length * width);
  examples.forEach((example, n) => points.set(data.subarray(example * width, (example + 1) * width), n * width));
  const scores = scoresOf(network, points, examples.length, width);
  const near = margin - 1e-6; // float32 weights: an example that stands on the margin meets it
  return examples.map((example, n) => {
    if (margin === null) return highestScore(scores, n * network.scores, network.scores) + 1 !== labels[example];
    return margin > 0 ? labels[example] * scores[n] < near : scores[n] >= 0 !== labels[example] > 0; // y = 0 is predicted +1
  });
}

export function highestScore(scores, at, count) {
  let best = 0;
  for (let k = 1; k < count; k += 1) if (scores[at + k] > scores[at + best]) best = k;
  return best;
}

function roomFor(network) {
  return network.layers.map(({ rows }) => new Float64Array(rows));
}

function firstLayer({ inputs, bias, layers }, points, at, out) {
  const { rows, columns, weights } = layers[0];
  for (let r = 0; r < rows; r += 1) {
    let sum = bias ? weights[r * columns + inputs] : 0;
    for (let c = 0; c < inputs; c += 1) sum += weights[r * columns + c] * points[at + c];
    out[r] = sum;
  }
}

function otherLayers({ bias, layers, g, slope }, room, scores, at) {
  for (let l = 1; l < layers.length; l += 1) {
    const { rows, columns, weights } = layers[l];
    const below = room[l - 1];
    for (let c = 0; c < below.length; c += 1) below[c] = g(below[c], slope);
    for (let r = 0; r < rows; r += 1) {
      let sum = bias ? weights[r * columns + below.length] : 0;
      for (let c = 0; c < below.length; c += 1) sum += weights[r * columns + c] * below[c];
      room[l][r] = sum;
    }
  }
  scores.set(room[layers.length - 1], at);
}
