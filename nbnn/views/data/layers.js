import { coverPlot } from "../shared/charts.js";
import { elementOf, rewrite, setAttributes, shapeOf } from "../shared/elements.js";
import { putBitmap } from "../shared/paint.js";

// What moves with the player, between and over the parts of bqplot's figure, and is cut off where its plot ends: the
// colors and the names of the score's levels under the points, the current example over them. Marks of bqplot's would
// be drawn anew over several frames.

const RING = 11; // px
const POINT = 64; // square px, as in data.py
const WIDE = 0.3; // half of a letter's width, in its height

// The edges of bqplot's markers of a size, from the place where one is.
function edgesOf(size) {
  const turn = Math.tan(Math.PI / 6), end = Math.sqrt(size / (2 * turn)), beside = end * turn; // the diamond's ends
  const wide = Math.sqrt(size / Math.sqrt(3)), high = (wide * Math.sqrt(3)) / 2; // half of a triangle
  const r = Math.sqrt(size / Math.PI), flat = Math.sqrt(size), arm = Math.sqrt(size / 5);
  const steps = [1, -1, 1, 1, 1, 1, -1, 1, -1, -1, -1].map((way, k) => `${"hv"[k % 2]}${arm * way}`).join("");
  return {
    circle: `m${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`,
    square: `m${-flat / 2} ${-flat / 2}h${flat}v${flat}h${-flat}z`,
    "triangle-up": `m0 ${-high}l${wide} ${2 * high}h${-2 * wide}z`,
    "triangle-down": `m0 ${high}l${wide} ${-2 * high}h${-2 * wide}z`,
    diamond: `m0 ${-end}l${beside} ${end} ${-beside} ${end} ${-beside} ${-end}z`,
    cross: `m${-1.5 * arm} ${-arm / 2}${steps}z`,
  };
}

const EDGES = edgesOf(POINT);

export class Layers {
  constructor() {
    this.colors = elementOf("canvas", "nbnn-data-layer");
    this.under = shapeOf("svg", { class: "nbnn-data-layer", "aria-hidden": "true" });
    this.over = shapeOf("svg", { class: "nbnn-data-layer nbnn-data-now", "aria-hidden": "true" });
    this.edges = shapeOf("path", {}, this.over);
    this.ring = shapeOf("circle", { r: RING }, this.over);
    this.name = shapeOf("text", {}, this.over);
    this.names = [];
    this.width = this.height = this.letter = 0;
  }

  get all() {
    return [this.colors, this.under, this.over];
  }

  // Into the figure, or where its plot is now.
  place(figure, area) {
    if (this.over.parentNode !== figure) {
      figure.querySelector(".svg-figure").before(this.colors, this.under);
      figure.append(this.over);
    }
    Object.assign(this, { width: area.width, height: area.height });
    this.letter = parseFloat(getComputedStyle(this.name).fontSize);
    coverPlot(this.all, figure, area);
  }

  paint(bitmap) {
    putBitmap(this.colors, bitmap);
  }

  showColors(shown) {
    this.colors.hidden = !shown;
  }

  // The names of the levels: each with its place, in parts of the plot, or null where it has none.
  nameLevels(levels) {
    while (this.names.length < levels.length) this.names.push(shapeOf("text", {}, this.under));
    this.names.forEach((name, k) => {
      const { place = null, text = "" } = levels[k] ?? {};
      name.style.display = place ? "" : "none";
      if (place) this.writeWithin(name, place[0], place[1], text);
    });
  }

  // The points that are outlined: [marker, its place in parts of the plot], each.
  outline(points) {
    const d = points.map(([marker, across, up]) =>
      `M${(across * this.width).toFixed(2)} ${((1 - up) * this.height).toFixed(2)}${EDGES[marker]}`).join("");
    if (d !== this.edges.getAttribute("d")) this.edges.setAttribute("d", d);
  }

  // The current example, in parts of the plot; its name beside it, where there is room.
  moveTo(across, up, words) {
    setAttributes(this.ring, { cx: across * this.width, cy: (1 - up) * this.height });
    this.writeWithin(this.name, across, up, words, up > 0.85 ? 24 : -22);
  }

  // Near an edge the words stand on its inner side, and no part of them is beyond it: it would be cut off.
  writeWithin(name, across, up, words, lower = 0) {
    const anchor = across > 0.85 ? "end" : across < 0.15 ? "start" : "middle";
    const long = Math.min(this.width, 2 * WIDE * this.letter * words.length), high = 0.6 * this.letter;
    const before = { start: 0, middle: long / 2, end: long }[anchor];
    const x = Math.max(before, Math.min(this.width - long + before, across * this.width));
    const y = Math.max(high, Math.min(this.height - high, (1 - up) * this.height + lower));
    name.style.textAnchor = anchor;
    setAttributes(name, { x, y });
    rewrite(name, words);
  }

  remove() {
    for (const layer of this.all) layer.remove();
  }
}
