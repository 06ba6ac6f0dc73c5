// Pictures of values on a grid: for painting only. The inputs' values come from Python, all others from forward.js.

// Of each input, every `step`-th node of the grid in both directions, row by row upwards: a part that changes to the
// right times a part that changes upwards, which `edges` has of one input after the other.
/** @type {(edges: Float32Array, nodes: number, step: number) => Float32Array[]} */
export function onGrid(edges, nodes, step) {
  const side = Math.ceil(nodes / step);
  return Array.from({ length: edges.length / nodes / 2 }, (_, i) => {
    const across = 2 * i * nodes, up = across + nodes, values = new Float32Array(side * side);
    for (let row = 0, at = 0; row < side; row += 1) {
      for (let column = 0; column < side; column += 1, at += 1) {
        values[at] = edges[across + column * step] * edges[up + row * step];
      }
    }
    return values;
  });
}

// ---- painting ----

// 511 shades from one side's color over the card's to the other's, as pixels of an ImageData.
export function shadesBetween(negative, paper, positive, strength) {
  return Uint32Array.from({ length: 511 }, (_, s) => {
    const t = (Math.abs(s - 255) / 255) * strength, to = s < 255 ? negative : positive;
    const [r, g, b] = paper.map((c, i) => Math.round(c + (to[i] - c) * t));
    return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  });
}

// One unit's values, 0 without color; `scale` has the full color. Rows go upwards, pixels downwards.
export function paintMap(pixels, values, side, shades, scale) {
  for (let row = 0, at = 0; row < side; row += 1) {
    for (let to = (side - 1 - row) * side, end = to + side; to < end; to += 1, at += 1) {
      const s = 255 + Math.round((255 * values[at]) / scale);
      pixels[to] = shades[s < 0 ? 0 : s > 510 ? 510 : s];
    }
  }
}

// K scores: the color of the highest, stronger the more it leads. shades: per class.
export function paintHighest(pixels, scores, side, shades) {
  for (let row = 0, at = 0; row < side; row += 1) {
    for (let to = (side - 1 - row) * side, end = to + side; to < end; to += 1, at += 1) {
      let best = 0, top = -Infinity, second = -Infinity;
      for (let k = 0; k < scores.length; k += 1) {
        const s = scores[k][at];
        if (s > top) { second = top; top = s; best = k; } else if (s > second) second = s;
      }
      pixels[to] = shades[best][255 + Math.round(255 * Math.min(1, 0.35 + (top - second) / 3))];
    }
  }
}

// By how much score k leads the others.
export function leadOf(scores, k, out) {
  for (let n = 0; n < out.length; n += 1) {
    let other = -Infinity;
    for (let j = 0; j < scores.length; j += 1) if (j !== k && scores[j][n] > other) other = scores[j][n];
    out[n] = scores[k][n] - other;
  }
  return out;
}

// Where the values cross a level: line segments [x1, y1, x2, y2 …] in parts of the picture, y downwards.
export function levelLines(values, side, level) {
  const found = [], last = side - 1;
  for (let row = 0; row < last; row += 1) {
    for (let column = 0; column < last; column += 1) {
      const at = row * side + column;
      const v = [values[at] - level, values[at + 1] - level, values[at + side + 1] - level, values[at + side] - level];
      const above = Number(v[0] >= 0) + Number(v[1] >= 0) + Number(v[2] >= 0) + Number(v[3] >= 0);
      if (above === 0 || above === 4 || Math.max(...v) - Math.min(...v) < 1e-9) continue;
      for (let edge = 0; edge < 4; edge += 1) {
        const from = v[edge], to = v[(edge + 1) % 4];
        if (from >= 0 === to >= 0) continue;
        const t = from / (from - to);
        const x = edge === 0 ? t : edge === 1 ? 1 : edge === 2 ? 1 - t : 0;
        const y = edge === 0 ? 0 : edge === 1 ? t : edge === 2 ? 1 : 1 - t;
        found.push((column + x) / last, 1 - (row + y) / last);
      }
    }
  }
  return found;
}
