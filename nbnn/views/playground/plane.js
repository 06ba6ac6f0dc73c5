import { elementOf, rewrite } from "../shared/elements.js";
import { formatNumber } from "../shared/numbers.js";
import { Card, VALUES, legendEntry, rgb } from "./card.js";
import { PointEditor } from "../shared/points.js";
import { leadOf, levelLines, paintHighest, paintMap } from "./unit_maps.js";

// The plane: the score in colors, the decision boundary as a line, and the examples over it.

const POINT = 4.2;

export class PlaneCard extends Card {
  // player: who is asked for changes.
  constructor(player, ask) {
    const square = elementOf("div", "nbnn-pg-plane"), key = elementOf("div", "nbnn-chart-legend");
    const caption = elementOf("p", "nbnn-chart-caption");
    super("nbnn-pg-plane-card", square, key, caption);
    this.square = square;
    this.key = key;
    this.caption = caption;
    this.pinned = null;
    this.ringed = [];
    this.field = elementOf("canvas", "nbnn-pg-field");
    this.over = elementOf("canvas", "nbnn-pg-over");
    this.over.setAttribute("role", "img");
    this.over.setAttribute("aria-label", "The examples and the score");
    this.small = elementOf("canvas", "");
    this.editor = new PointEditor(this.frame(player, ask));
    this.heading.after(this.editor.tools);
    square.append(this.field, this.over, this.editor.toggle);
  }

  // The plane, for who changes the examples on it, in the units of the data as they were given.
  frame(player, ask) {
    const between = ([low, high], part) => low + part * (high - low);
    return {
      model: player, ask, el: () => this.square,
      area: () => ({ left: 0, top: 0, width: this.side, height: this.side }),
      axes: () => ({ x: this.picture.points.reach[0], y: this.picture.points.reach[1], names: this.picture.axes }),
      examples: () => {
        const { x, y, k, examples, reach, training } = this.picture.points;
        return examples.map((example, n) => ({
          example, x: between(reach[0], x[n]), y: between(reach[1], y[n]), color: this.colorOf(k[n]),
          words: `${this.picture.classes[k[n]]}${n < training ? "" : ", for validation"}`,
        }));
      },
    };
  }

  colorOf(k) {
    return this.picture.classes.length === 2 ? ["neg", "pos"][k] : `class-${k + 1}`;
  }

  build({ picture }) {
    this.picture = picture;
    this.ringed = [];
    this.name(picture.nodes ? headingOf(picture) : "");
    const hollow = picture.validated ? [legendEntry("nbnn-pg-key nbnn-pg-key-hollow", "validation")] : [];
    this.key.replaceChildren(...(picture.kind === "classes" ? this.classEntries(picture) : targetEntries(picture)),
      ...hollow);
    if (picture.nodes) this.editor.show();
  }

  classEntries(picture) {
    return picture.classes.map((name, k) =>
      legendEntry(`nbnn-pg-class nbnn-pg-shape-${k % 4} nbnn-pg-${this.colorOf(k)}`, name));
  }

  // chosen: what the map of a unit shows, in words; null for the scores.
  explain(chosen) {
    const { length } = this.ringed;
    const ringed = `Ringed: the ${length === 1 ? "example" : `${length} examples`} of this update.`;
    const dashed = this.picture.kind === "curve" ? "the curve" : "the decision boundary";
    rewrite(this.caption, chosen ?? (length ? ringed
      : this.pinned ? `Dashed: ${dashed} of the pinned run.` : "Point at a unit to see its map here."));
  }

  // What a screen reader is told; sentence: of the moment.
  say(sentence) {
    const { examples, name, classes, kind } = this.picture;
    const where = kind !== "classes" ? "what is predicted where"
      : classes.length === 2 ? "where the score changes sign" : "which score is highest where";
    this.over.setAttribute("aria-label", `${examples} training examples of ${name}, and ${where}. ${sentence}`);
  }

  // How large it is on the page: asked for when that changes and not in every frame, which would cost a layout each.
  measure() {
    const side = Math.round(this.square.clientWidth);
    const dense = Math.min(2, window.devicePixelRatio || 1);
    if (!side || (this.side === side && this.dense === dense)) return;
    this.side = side;
    this.dense = dense;
    for (const canvas of [this.field, this.over]) {
      canvas.width = canvas.height = Math.round(side * dense);
      canvas.getContext("2d").setTransform(dense, 0, 0, dense, 0, 0);
    }
    this.editor.show();
  }

  // One unit's values, without a boundary; `scale` has the full color.
  paintUnit(values, nodes, colors, scale) {
    if (this.side) this.fill(nodes, (pixels) => paintMap(pixels, values, nodes, colors.unitShades, scale));
  }

  // One array for each score: in colors, with the decision boundary, and for one with a margin its ±1 lines.
  paintScores(scores, nodes, colors) {
    if (!this.side) return;
    if (this.picture.kind === "curve") this.paintCurve(scores[0], nodes, colors);
    else if (this.picture.kind === "values") this.paintValues(scores[0], nodes, colors);
    else this.paintClasses(scores, nodes, colors);
  }

  // The first output against the one input: any row of the grid is the curve.
  paintCurve(values, nodes, colors) {
    const context = this.field.getContext("2d");
    context.clearRect(0, 0, this.side, this.side);
    if (this.pinned?.[0].length === nodes ** 2) this.curve(context, this.pinned[0], nodes, colors.back, [7, 5]);
    this.curve(context, values, nodes, colors.ink, []);
  }

  curve(context, values, nodes, color, dash) {
    const [low, high] = this.picture.extents[1];
    context.strokeStyle = rgb(color);
    context.lineWidth = 2.4;
    context.setLineDash(dash);
    context.beginPath();
    for (let n = 0; n < nodes; n += 1) {
      const up = Math.min(2, Math.max(-1, (values[n] - low) / (high - low)));
      context[n ? "lineTo" : "moveTo"]((n / (nodes - 1)) * this.side, (1 - up) * this.side);
    }
    context.stroke();
  }

  // The first output in the colors of the targets.
  paintValues(values, nodes, colors) {
    const [low, high] = this.picture.span, middle = (low + high) / 2;
    this.fill(nodes, (pixels) => paintMap(pixels, values.map((v) => v - middle), nodes, colors.valueShades,
      (high - low) / 2));
  }

  paintClasses(scores, nodes, colors) {
    const [first] = scores, one = scores.length === 1;
    const context = this.fill(nodes, (pixels) => (one ? paintMap(pixels, first, nodes, colors.planeShades, 1.5)
      : paintHighest(pixels, scores, nodes, colors.classShades)));
    if (this.pinned?.[0].length === nodes ** 2) this.boundary(context, this.pinned, nodes, colors.back, [7, 5], 2.4);
    if (this.picture.margin && one) {
      for (const level of [1, -1]) this.line(context, levelLines(first, nodes, level), colors.soft, [3, 4], 1);
    }
    this.boundary(context, scores, nodes, colors.ink, [], 2);
  }

  fill(nodes, paint) {
    const { image, pixels } = this.pixelsOf(nodes);
    paint(pixels);
    this.small.getContext("2d").putImageData(image, 0, 0);
    const context = this.field.getContext("2d");
    context.imageSmoothingEnabled = true;
    context.drawImage(this.small, 0, 0, this.side, this.side);
    return context;
  }

  boundary(context, scores, nodes, color, dash, width) {
    if (scores.length === 1) this.line(context, levelLines(scores[0], nodes, 0), color, dash, width);
    else {
      for (let k = 0; k < scores.length; k += 1) {
        const lead = leadOf(scores, k, new Float32Array(scores[k].length));
        this.line(context, levelLines(lead, nodes, 0), color, dash, width);
      }
    }
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
    context.strokeStyle = rgb(color);
    context.lineWidth = width;
    context.setLineDash(dash);
    context.beginPath();
    for (const way of dash.length ? joined(found) : pieces(found)) {
      way.forEach(([x, y], at) => context[at ? "lineTo" : "moveTo"](x * this.side, y * this.side));
    }
    context.stroke();
  }

  // Of a place from -1 to 1 in the targets' span; one color where the place itself shows the target.
  colorOfTarget(t, colors) {
    if (this.picture.kind === "curve") return rgb(colors.pos);
    return rgb(colors.panel.map((c, i) => c + ((t < 0 ? colors.neg : colors.pos)[i] - c) * Math.abs(t) * VALUES));
  }

  // The examples that an update was computed from (places in the training data) get a ring.
  ring(examples, colors) {
    if (!examples.length && !this.ringed.length) return;
    this.ringed = examples;
    this.showPoints(colors);
  }

  // Validation examples are hollow.
  showPoints(colors) {
    if (!this.side) return;
    const { x, y, k, value, training } = this.picture.points, context = this.over.getContext("2d");
    context.clearRect(0, 0, this.side, this.side);
    const byColor = this.picture.kind === "values"; // then a hollow one would hide its target
    const paper = rgb(colors.panel), size = POINT * Math.min(1, 0.4 + this.side / 600);
    x.forEach((_, n) => {
      const color = value ? this.colorOfTarget(value[n], colors) : rgb(colors.classes[k[n] % colors.classes.length]);
      shape(context, value ? 1 : k[n], x[n] * this.side, (1 - y[n]) * this.side, size);
      context.lineWidth = n < training ? 1 : 2;
      const filled = n < training || byColor;
      context.fillStyle = filled ? color : paper;
      context.strokeStyle = !filled ? color : n >= training ? rgb(colors.ink) : byColor ? rgb(colors.soft) : paper;
      context.fill();
      context.stroke();
    });
    context.strokeStyle = rgb(colors.curline);
    context.lineWidth = 3;
    for (const n of this.ringed) {
      context.beginPath();
      context.arc(x[n] * this.side, (1 - y[n]) * this.side, POINT + 4, 0, 2 * Math.PI);
      context.stroke();
    }
  }
}

function headingOf({ kind, axes, classes }) {
  if (kind === "curve") return `${axes[1]} against ${axes[0]}`;
  return `${kind === "values" ? `Predicted ${classes[0]}` : "Decision boundary"} over ${axes.join(" and ")}`;
}

function targetEntries({ kind, classes, span }) {
  if (kind === "curve") {
    return [legendEntry("nbnn-pg-class nbnn-pg-shape-1 nbnn-pg-pos", `target ${classes[0]}`),
      legendEntry("nbnn-pg-key nbnn-pg-key-curve", "prediction y")];
  }
  return [["neg", span[0]], ["pos", span[1]]].map(([color, value]) =>
    legendEntry(`nbnn-pg-class nbnn-pg-shape-1 nbnn-pg-${color}`, formatNumber(value)));
}

function pieces(found) {
  return Array.from({ length: found.length / 4 }, (_, i) =>
    [[found[4 * i], found[4 * i + 1]], [found[4 * i + 2], found[4 * i + 3]]]);
}

// The pieces put together end to end, so that dashes go on from one to the next.
function joined(found) {
  const left = new Set(pieces(found)), at = new Map();
  const key = (/** @type {number[]} */ [x, y]) => `${Math.round(x * 1e4)} ${Math.round(y * 1e4)}`;
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
