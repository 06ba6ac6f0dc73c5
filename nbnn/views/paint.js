// Scores on a grid -> an uncompressed 32-bit bitmap: soft colours by side or region, and the boundary as a crisp line.

const BITMAP_HEADER = 56; // 54 bytes and two of padding: the pixels start at a multiple of four
const BAND = 0.05;
const BEYOND = 0.2;

export function newBitmap(width, height) {
  const buffer = new ArrayBuffer(BITMAP_HEADER + width * height * 4);
  const view = new DataView(buffer);
  view.setUint16(0, 0x424d);
  const fields = [[2, buffer.byteLength], [10, BITMAP_HEADER], [14, 40], [18, width], [22, height], [34, width * height * 4]];
  for (const [at, value] of fields) view.setUint32(at, value, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 32, true);
  return { width, height, view, pixels: new Uint32Array(buffer, BITMAP_HEADER) };
}

function pixel([r, g, b]) {
  return (0xff000000 | (Math.round(r) << 16) | (Math.round(g) << 8) | Math.round(b)) >>> 0;
}

function blended(from, to, t) {
  return from.map((c, i) => c + (to[i] - c) * t);
}

// 256 shades from the card's colour towards `colour`.
function shades(panel, colour) {
  return Uint32Array.from({ length: 256 }, (_, s) => pixel(blended(panel, colour, s / 255)));
}

function inked(under, ink, t) {
  const old = [(under >> 16) & 255, (under >> 8) & 255, under & 255];
  return pixel(blended(old, ink, t));
}

// Cells in or beside which a level is truly crossed. Where every unit is off the score is 0 over a whole region: no line.
function crossed(scores, cells, level) {
  const nodes = cells + 1;
  const near = new Uint8Array(nodes * nodes);
  for (let row = 0; row < cells; row += 1) {
    for (let column = 0; column < cells; column += 1) {
      const at = row * nodes + column;
      const low = Math.min(scores[at], scores[at + 1], scores[at + nodes], scores[at + nodes + 1]) - level;
      const high = Math.max(scores[at], scores[at + 1], scores[at + nodes], scores[at + nodes + 1]) - level;
      if (low > -1e-9 || high < 1e-9) continue;
      for (let r = Math.max(0, row - 1); r <= row + 1; r += 1) {
        for (let c = Math.max(0, column - 1); c <= column + 1; c += 1) near[r * nodes + c] = 1;
      }
    }
  }
  return near;
}

// One score. `scores`: (cells + 1)²; sub: pixels per cell; shown: screen pixels per pixel; band: is |y| < 1 a margin?
export function paintScore(bitmap, scores, cells, sub, shown, band, { panel, pos, neg, ink, soft }) {
  const above = shades(panel, pos);
  const below = shades(panel, neg);
  const boundary = crossed(scores, cells, 0);
  for (let row = 0; row < cells; row += 1) {
    for (let column = 0; column < cells; column += 1) {
      const at = row * (cells + 1) + column;
      const s00 = scores[at], s10 = scores[at + 1], s01 = scores[at + cells + 1], s11 = scores[at + cells + 2];
      const gx = (s10 - s00 + s11 - s01) / (2 * sub[0] * shown[0]);
      const gy = (s01 - s00 + s11 - s10) / (2 * sub[1] * shown[1]);
      const steep = Math.hypot(gx, gy);
      const perPixel = steep > 1e-9 ? 1 / steep : 0; // screen pixels from a score to a level; a flat score has no line
      for (let v = 0; v < sub[1]; v += 1) {
        const fv = (v + 0.5) / sub[1];
        let place = (row * sub[1] + v) * bitmap.width + column * sub[0];
        for (let u = 0; u < sub[0]; u += 1, place += 1) {
          const fu = (u + 0.5) / sub[0];
          const y = (s00 * (1 - fu) + s10 * fu) * (1 - fv) + (s01 * (1 - fu) + s11 * fu) * fv;
          const size = Math.abs(y);
          const outside = perPixel ? Math.min(1, Math.max(0, 0.5 + (size - 1) * perPixel)) : size >= 1 ? 1 : 0;
          const tint = size < 1e-12 ? 0 : band ? BAND + (BEYOND - BAND) * outside + 0.05 * outside * Math.min(1, (size - 1) / 4)
            : BAND + BEYOND * Math.min(1, size / 2);
          let colour = (y > 0 ? above : below)[Math.round(255 * Math.max(0, tint))];
          if (perPixel) {
            const edge = band ? 1 - Math.abs(size - 1) * perPixel : 0;
            if (edge > 0) colour = inked(colour, soft, 0.75 * Math.min(1, edge));
            const line = boundary[at] ? 1.6 - size * perPixel : 0;
            if (line > 0) colour = inked(colour, ink, Math.min(1, line));
          }
          bitmap.pixels[place] = colour;
        }
      }
    }
  }
}

// K scores: the region of the highest score in its colour, a line where it changes.
export function paintRegions(bitmap, scores, cells, sub, count, colours, { panel, ink }) {
  const tints = colours.map((colour) => pixel(blended(panel, colour, 0.2)));
  const best = new Uint8Array(bitmap.width * bitmap.height);
  const corner = (column, row, k) => scores[(row * (cells + 1) + column) * count + k];
  for (let y = 0; y < bitmap.height; y += 1) {
    const row = Math.floor(y / sub[1]), fv = ((y % sub[1]) + 0.5) / sub[1];
    for (let x = 0; x < bitmap.width; x += 1) {
      const column = Math.floor(x / sub[0]), fu = ((x % sub[0]) + 0.5) / sub[0];
      let top = -Infinity;
      for (let k = 0; k < count; k += 1) {
        const low = corner(column, row, k) * (1 - fu) + corner(column + 1, row, k) * fu;
        const high = corner(column, row + 1, k) * (1 - fu) + corner(column + 1, row + 1, k) * fu;
        const score = low * (1 - fv) + high * fv;
        if (score > top) { top = score; best[y * bitmap.width + x] = k; }
      }
    }
  }
  for (let place = 0; place < best.length; place += 1) {
    const right = (place + 1) % bitmap.width ? best[place + 1] : best[place];
    const up = place + bitmap.width < best.length ? best[place + bitmap.width] : best[place];
    const tint = tints[best[place] % tints.length];
    bitmap.pixels[place] = best[place] === right && best[place] === up ? tint : inked(tint, ink, 0.85);
  }
}

// Where a level of one score meets the frame, in data coordinates, nearest to where it was: the place of its label.
export function crossing(scores, nodes, level, x, y, inset, last) {
  const near = Math.round(inset * (nodes - 1)), far = nodes - 1 - near;
  const found = [];
  const look = (c0, r0, c1, r1) => {
    const s0 = scores[r0 * nodes + c0] - level, s1 = scores[r1 * nodes + c1] - level;
    if (s0 === s1 || s0 * s1 > 0) return;
    const t = s0 / (s0 - s1);
    found.push([c0 + (c1 - c0) * t, r0 + (r1 - r0) * t]);
  };
  for (let i = near; i < far; i += 1) {
    look(near, i, near, i + 1);
    look(far, i, far, i + 1);
    look(i, near, i + 1, near);
    look(i, far, i + 1, far);
  }
  if (!found.length) return null;
  const places = found.map(([c, r]) => [x[0] + ((x[1] - x[0]) * c) / (nodes - 1), y[0] + ((y[1] - y[0]) * r) / (nodes - 1)]);
  if (!last) return places[0];
  const away = ([a, b]) => Math.hypot((a - last[0]) / (x[1] - x[0]), (b - last[1]) / (y[1] - y[0]));
  return places.reduce((best, place) => (away(place) < away(best) ? place : best));
}
