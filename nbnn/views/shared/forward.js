// A network on many points at once, from its recorded weights: for painting only. Every number that a person reads
// comes from Python; this is the one place where the browser evaluates a network, and g is a table of values that
// Python sent.

// g between the table's values and beyond its ends, along straight lines: exact for a piecewise linear g.
/** @type {(table: { from: number, to: number, values: ArrayLike<number> }) => (a: number) => number} */
export function curveThrough({ from, to, values }) {
  const last = values.length - 1, perUnit = last / (to - from);
  return (a) => {
    const t = (a - from) * perUnit;
    const i = t <= 0 ? 0 : t >= last ? last - 1 : Math.floor(t);
    return values[i] + (t - i) * (values[i + 1] - values[i]);
  };
}

// Room for the values of every unit at `count` points: per layer, per unit.
/** @type {(layers: Layer[], count: number, Numbers?: FloatArray) => Floats[][]} */
export function roomFor(layers, count, Numbers = Float32Array) {
  return layers.map(({ rows }) => Array.from({ length: rows }, () => new Numbers(count)));
}

// Fills the room: hidden layers with h = g(a), by a layer's own g where it has one; the last one with the scores.
// inputs: per input, its values at all points. All points go through one weight after another, so that a network of
// 4 × 8 units takes a few milliseconds.
/** @type {Forward} */
export function forward(layers, g, inputs, room) {
  let below = inputs;
  layers.forEach(({ columns, constant, weights, g: own = g }, l) => {
    const wide = columns + (constant ? 1 : 0);
    room[l].forEach((out, unit) => {
      weighted(weights, unit * wide, below, constant, out);
      if (l < layers.length - 1) for (let n = 0; n < out.length; n += 1) out[n] = own(out[n]);
    });
    below = room[l];
  });
  return below;
}

function weighted(weights, at, below, constant, out) {
  out.fill(constant ? weights[at + below.length] : 0);
  below.forEach((values, c) => {
    const w = weights[at + c];
    for (let n = 0; n < out.length; n += 1) out[n] += w * values[n];
  });
}
