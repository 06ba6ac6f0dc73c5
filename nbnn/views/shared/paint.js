// Scores on a grid -> the pixels of a canvas: soft colors by side or region, and the boundary as a crisp line.

const BAND = 0.05;
const BEYOND = 0.2;
const SIDES = new WeakMap();

// Rows from below, as numbers go.
/** @type {(width: number, height: number) => Bitmap} */
export function newBitmap(width, height) {
  const image = new ImageData(width, height);
  return { width, height, image, pixels: new Uint32Array(width * height) };
}

// A canvas has its rows from above.
/** @type {(canvas: HTMLCanvasElement, bitmap: Bitmap) => void} */
export function putBitmap(canvas, { width, height, image, pixels }) {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const to = new Uint32Array(image.data.buffer);
  for (let row = 0; row < height; row += 1) {
    to.set(pixels.subarray((height - 1 - row) * width, (height - row) * width), row * width);
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
}

// A canvas counts the colors from red.
function pixel([r, g, b]) {
  return (0xff000000 | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0;
}

function blended(from, to, t) {
  return from.map((c, i) => c + (to[i] - c) * t);
}

// 256 shades from the card's color towards `color`.
function shades(panel, color) {
  return Uint32Array.from({ length: 256 }, (_, s) => pixel(blended(panel, color, s / 255)));
}

function inked(under, ink, t) {
  const old = [under & 255, (under >> 8) & 255, (under >> 16) & 255];
  return pixel(blended(old, ink, t));
}

// Marks the cells in or beside which a level is truly crossed. (Where every unit is off, the score is 0 over a whole
// region and not a line.) Each level is a bit.
function crossed(scores, cells, levels) {
  const nodes = cells + 1;
  const near = new Uint8Array(nodes * nodes);
  for (let row = 0; row < cells; row += 1) {
    for (let column = 0; column < cells; column += 1) {
      const at = row * nodes + column;
      const s00 = scores[at], s10 = scores[at + 1], s01 = scores[at + nodes], s11 = scores[at + nodes + 1];
      const low = Math.min(s00, s10, s01, s11), high = Math.max(s00, s10, s01, s11);
      for (let l = 0; l < levels.length; l += 1) {
        if (low - levels[l] <= -1e-9 && high - levels[l] >= 1e-9) markAround(near, nodes, row, column, 1 << l);
      }
    }
  }
  return near;
}

function markAround(near, nodes, row, column, bit) {
  for (let r = Math.max(0, row - 1); r <= row + 1; r += 1) {
    for (let c = Math.max(0, column - 1); c <= column + 1; c += 1) near[r * nodes + c] |= bit;
  }
}

// How strong a side's color is at a score of this size; `outside`: how much of the pixel is beyond the margin.
function tintOf(size, outside, band) {
  if (!(size >= 1e-12)) return 0; // and where there is no number
  if (!band) return BAND + BEYOND * Math.min(1, size / 2);
  return BAND + (BEYOND - BAND) * outside + 0.05 * outside * Math.min(1, Math.max(0, size - 1) / 4);
}

// One score. `scores`: (cells + 1)²; sub: pixels per cell; shown: screen pixels per pixel; band: is |y| < 1 a margin?
// Cells without a line are one color each; the others are drawn pixel by pixel, smoothed by the distance to the line.
/** @type {PaintScore} */
export function paintScore(bitmap, scores, cells, sub, shown, band, colors) {
  const { ink, soft } = colors;
  const side = sidesOf(colors);
  const near = crossed(scores, cells, band ? [0, 1, -1] : [0]);
  for (let row = 0; row < cells; row += 1) {
    for (let column = 0; column < cells; column += 1) {
      const at = row * (cells + 1) + column;
      const place = row * sub[1] * bitmap.width + column * sub[0];
      const s00 = scores[at], s10 = scores[at + 1], s01 = scores[at + cells + 1], s11 = scores[at + cells + 2];
      if (near[at]) paintCell(bitmap, place, [s00, s10, s01, s11], sub, shown, band, near[at], side, ink, soft);
      else fillCell(bitmap, place, (s00 + s10 + s01 + s11) / 4, sub, band, side);
    }
  }
}

// The two sides' shades, made once for each set of colors.
function sidesOf(colors) {
  if (!SIDES.has(colors)) {
    SIDES.set(colors, { above: shades(colors.panel, colors.pos), below: shades(colors.panel, colors.neg) });
  }
  return SIDES.get(colors);
}

function fillCell(bitmap, place, y, sub, band, side) {
  const size = Math.abs(y);
  const color = (y > 0 ? side.above : side.below)[Math.round(255 * tintOf(size, size >= 1 ? 1 : 0, band))];
  for (let v = 0, start = place; v < sub[1]; v += 1, start += bitmap.width) {
    for (let u = 0; u < sub[0]; u += 1) bitmap.pixels[start + u] = color;
  }
}

function paintCell(bitmap, place, [s00, s10, s01, s11], sub, shown, band, near, side, ink, soft) {
  const across = (s10 - s00 + s11 - s01) / (2 * sub[0] * shown[0]);
  const up = (s01 - s00 + s11 - s10) / (2 * sub[1] * shown[1]);
  const steep = Math.hypot(across, up);
  const away = steep > 1e-9 ? 1 / steep : 1e9; // screen pixels for each unit of score
  for (let v = 0; v < sub[1]; v += 1) {
    const fv = (v + 0.5) / sub[1];
    const left = s00 * (1 - fv) + s01 * fv, right = s10 * (1 - fv) + s11 * fv;
    for (let u = 0; u < sub[0]; u += 1) {
      const y = left + ((right - left) * (u + 0.5)) / sub[0];
      const size = Math.abs(y);
      const outside = Math.min(1, Math.max(0, 0.5 + (size - 1) * away));
      let color = (y > 0 ? side.above : side.below)[Math.round(255 * tintOf(size, outside, band))];
      const edge = near & 6 ? 1 - Math.abs(size - 1) * away : 0;
      if (edge > 0) color = inked(color, soft, 0.75 * edge);
      const line = near & 1 ? 1.6 - size * away : 0;
      if (line > 0) color = inked(color, ink, Math.min(1, line));
      bitmap.pixels[place + v * bitmap.width + u] = color;
    }
  }
}

const LEVELS = 6; // colors from the middle of a scale to an end of it, as in theme.css
const STRONGEST = 0.8; // of a side's color at an end

// The first of `count` scores as predicted values between low and high: one side's colors above the middle, the other's
// below it, in the same levels as the points.
/** @type {PaintValues} */
export function paintValues(bitmap, scores, cells, sub, count, [low, high], colors) {
  const side = sidesOf(colors), wide = cells + 1;
  for (let y = 0, place = 0; y < bitmap.height; y += 1) {
    const row = Math.floor(y / sub[1]), fv = ((y % sub[1]) + 0.5) / sub[1];
    for (let x = 0; x < bitmap.width; x += 1, place += 1) {
      const column = Math.floor(x / sub[0]), fu = ((x % sub[0]) + 0.5) / sub[0];
      const at = (row * wide + column) * count, up = at + wide * count;
      const below = scores[at] * (1 - fu) + scores[at + count] * fu;
      const above = scores[up] * (1 - fu) + scores[up + count] * fu;
      const t = (2 * (below * (1 - fv) + above * fv) - low - high) / (high - low);
      const level = Math.round(LEVELS * Math.min(1, Math.max(-1, t)));
      const shade = Math.round((255 * STRONGEST * Math.abs(level)) / LEVELS) || 0;
      bitmap.pixels[place] = (level > 0 ? side.above : side.below)[shade];
    }
  }
}

// K scores: the region of the highest score in its color, a line where it changes.
/** @type {PaintRegions} */
export function paintRegions(bitmap, scores, cells, sub, count, colors, { panel, ink }) {
  const tints = colors.map((color) => pixel(blended(panel, color, 0.2)));
  const { best, lead } = highest(bitmap, scores, cells, sub, count);
  for (let place = 0; place < best.length; place += 1) {
    const column = place % bitmap.width;
    const [back, on] = [column > 0 ? -1 : 0, column < bitmap.width - 1 ? 1 : 0];
    const across = Math.min(toBorder(best, lead, place, back), toBorder(best, lead, place, on));
    const up = Math.min(toBorder(best, lead, place, -bitmap.width), toBorder(best, lead, place, bitmap.width));
    const away = across === Infinity ? up : up === Infinity ? across : (across * up) / (Math.hypot(across, up) || 1);
    const tint = tints[best[place]];
    bitmap.pixels[place] = away < 1.3 ? inked(tint, ink, Math.min(1, 1.3 - away)) : tint;
  }
}

// The class of the highest score at each pixel, and by how much it leads.
function highest(bitmap, scores, cells, sub, count) {
  const best = new Uint8Array(bitmap.width * bitmap.height), lead = new Float32Array(best.length);
  const next = count, above = (cells + 1) * count;
  for (let y = 0, place = 0; y < bitmap.height; y += 1) {
    const row = Math.floor(y / sub[1]), fv = ((y % sub[1]) + 0.5) / sub[1];
    for (let x = 0; x < bitmap.width; x += 1, place += 1) {
      const column = Math.floor(x / sub[0]), fu = ((x % sub[0]) + 0.5) / sub[0];
      let top = -Infinity, second = -Infinity;
      for (let k = 0, at = (row * (cells + 1) + column) * count; k < count; k += 1, at += 1) {
        const low = scores[at] + (scores[at + next] - scores[at]) * fu;
        const high = scores[at + above] + (scores[at + above + next] - scores[at + above]) * fu;
        const score = low + (high - low) * fv;
        if (score > top) { second = top; top = score; best[place] = k; } else if (score > second) second = score;
      }
      lead[place] = top - second;
    }
  }
  return { best, lead };
}

// Pixels from here to the border with the neighbor `step` away: the lead falls to 0 in between.
function toBorder(best, lead, place, step) {
  const other = best[place + step];
  if (step === 0 || other === undefined || other === best[place]) return Infinity;
  return lead[place] / (lead[place] + lead[place + step] || 1);
}

// Where a level of one score meets a frame inside the picture, in parts of the picture: the places for its name.
/** @type {(scores: ArrayLike<number>, nodes: number, level: number, inset: number) => number[][]} */
export function crossings(scores, nodes, level, inset) {
  const near = Math.round(inset * (nodes - 1)), far = nodes - 1 - near;
  const found = [];
  const look = (c0, r0, c1, r1) => {
    const s0 = scores[r0 * nodes + c0] - level, s1 = scores[r1 * nodes + c1] - level;
    if (Math.abs(s0 - s1) < 1e-9 || s0 * s1 > 0) return;
    const t = s0 / (s0 - s1);
    found.push([(c0 + (c1 - c0) * t) / (nodes - 1), (r0 + (r1 - r0) * t) / (nodes - 1)]);
  };
  for (let i = near; i < far; i += 1) {
    look(near, i, near, i + 1);
    look(far, i, far, i + 1);
    look(i, near, i + 1, near);
    look(i, far, i + 1, far);
  }
  return found;
}

// The crossing nearest to where the name was, clear of the names already placed; null when there is none.
/** @type {(found: number[][], last: number[] | undefined, taken: number[][]) => number[] | null} */
export function placeForName(found, last, taken) {
  const free = found.filter(([c, r]) => taken.every(([a, b]) => Math.abs(c - a) > 0.14 || Math.abs(r - b) > 0.08));
  if (!free.length) return null;
  const away = (/** @type {number[]} */ [c, r]) => (last ? Math.hypot(c - last[0], r - last[1]) : 0);
  return free.reduce((best, place) => (away(place) < away(best) ? place : best));
}
