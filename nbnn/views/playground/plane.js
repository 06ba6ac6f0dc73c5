import { elementOf } from "../shared/elements.js";
import { leadOf, levelLines, paintHighest, paintMap } from "./unit_maps.js";

// The plane: the score in colors, its boundary as a line, and the examples over it.

const POINT = 4.2;

export class PlaneDrawing {
  constructor(el) {
    this.field = elementOf("canvas", "nbnn-pg-field");
    this.over = elementOf("canvas", "nbnn-pg-over");
    this.over.setAttribute("role", "img");
    this.over.setAttribute("aria-label", "The examples and the score");
    this.small = document.createElement("canvas");
    el.append(this.field, this.over);
    this.el = el;
  }

  // How large it is on the page: asked for when that changes and not in every frame, which would cost a layout each.
  measure() {
    const side = Math.round(this.el.clientWidth);
    const dense = Math.min(2, window.devicePixelRatio || 1);
    if (!side || (this.side === side && this.dense === dense)) return;
    Object.assign(this, { side, dense });
    for (const canvas of [this.field, this.over]) {
      canvas.width = canvas.height = Math.round(side * dense);
      canvas.getContext("2d").setTransform(dense, 0, 0, dense, 0, 0);
    }
  }

  // scores: one array for each score; values of a single unit are painted as one score without a boundary.
  paint(scores, nodes, colors, { margin, unit, scale, pinned }) {
    if (!this.side) return;
    const pixels = this.pixelsOf(nodes);
    if (scores.length === 1) paintMap(pixels.pixels, scores[0], nodes, unit ? colors.unitShades : colors.planeShades, scale);
    else paintHighest(pixels.pixels, scores, nodes, colors.classShades);
    this.small.getContext("2d").putImageData(pixels.image, 0, 0);
    const context = this.field.getContext("2d");
    context.imageSmoothingEnabled = true;
    context.drawImage(this.small, 0, 0, this.side, this.side);
    if (unit) return;
    if (pinned) this.boundary(context, pinned, nodes, colors.back, [7, 5], 2.4);
    if (margin && scores.length === 1) for (const level of [1, -1]) this.line(context, levelLines(scores[0], nodes, level), colors.soft, [3, 4], 1);
    this.boundary(context, scores, nodes, colors.ink, [], 2);
  }

  boundary(context, scores, nodes, color, dash, width) {
    if (scores.length === 1) this.line(context, levelLines(scores[0], nodes, 0), color, dash, width);
    else scores.forEach((_, k) => this.line(context, levelLines(leadOf(scores, k, new Float32Array(scores[k].length)), nodes, 0), color, dash, width));
  }

  pixelsOf(nodes) {
    if (this.pixels?.nodes !== nodes) {
      this.small.width = this.small.height = nodes;
      const image = this.small.getContext("2d").createImageData(nodes, nodes);
      this.pixels = { nodes, image, pixels: new Uint32Array(image.data.buffer) };
    }
    return this.pixels;
  }

  line(context, found, color, dash, width) {
    context.strokeStyle = `rgb(${color.map(Math.round).join(" ")})`;
    context.lineWidth = width;
    context.setLineDash(dash);
    context.beginPath();
    for (const way of dash.length ? joined(found) : pieces(found)) {
      way.forEach(([x, y], at) => context[at ? "lineTo" : "moveTo"](x * this.side, y * this.side));
    }
    context.stroke();
  }

  // The examples; those of `chosen` (places in the training data) get a ring. Validation examples are hollow.
  points({ x, y, k, training }, colors, chosen) {
    if (!this.side) return;
    const context = this.over.getContext("2d");
    context.clearRect(0, 0, this.side, this.side);
    const paper = `rgb(${colors.panel.map(Math.round).join(" ")})`;
    x.forEach((_, n) => {
      const color = `rgb(${colors.classes[k[n] % colors.classes.length].map(Math.round).join(" ")})`;
      shape(context, k[n], x[n] * this.side, (1 - y[n]) * this.side, POINT * Math.min(1, 0.4 + this.side / 600));
      context.lineWidth = n < training ? 1 : 2;
      context.fillStyle = n < training ? color : paper;
      context.strokeStyle = n < training ? paper : color;
      context.fill();
      context.stroke();
    });
    context.strokeStyle = `rgb(${colors.curline.map(Math.round).join(" ")})`;
    context.lineWidth = 3;
    for (const n of chosen) {
      context.beginPath();
      context.arc(x[n] * this.side, (1 - y[n]) * this.side, POINT + 4, 0, 2 * Math.PI);
      context.stroke();
    }
  }
}

function pieces(found) {
  return Array.from({ length: found.length / 4 }, (_, i) => [[found[4 * i], found[4 * i + 1]], [found[4 * i + 2], found[4 * i + 3]]]);
}

// The pieces put together end to end, so that dashes go on from one to the next.
function joined(found) {
  const left = new Set(pieces(found)), at = new Map();
  const key = ([x, y]) => `${Math.round(x * 1e4)} ${Math.round(y * 1e4)}`;
  for (const piece of left) for (const end of piece) at.set(key(end), [...(at.get(key(end)) ?? []), piece]);
  const ways = [];
  const goOn = (way, from) => {
    for (let end = from; end;) {
      const next = at.get(key(end)).find((piece) => left.has(piece));
      if (!next) return;
      left.delete(next);
      end = key(next[0]) === key(end) ? next[1] : next[0];
      way.push(end);
    }
  };
  for (const piece of left) {
    left.delete(piece);
    const way = [...piece];
    goOn(way, way[1]);
    way.reverse();
    goOn(way, way.at(-1));
    ways.push(way);
  }
  return ways;
}

// Classes differ by shape and color: square, circle, triangle, diamond …
function shape(context, k, x, y, r) {
  context.beginPath();
  if (k % 4 === 0) context.rect(x - r * 0.85, y - r * 0.85, 1.7 * r, 1.7 * r);
  else if (k % 4 === 1) context.arc(x, y, r, 0, 2 * Math.PI);
  else {
    const corners = k % 4 === 2 ? [[0, -1.2], [1.1, 0.8], [-1.1, 0.8]] : [[0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]];
    corners.forEach(([u, v], i) => context[i ? "lineTo" : "moveTo"](x + u * r, y + v * r));
    context.closePath();
  }
}
