import { elementOf, rewrite, setAttributes, shapeOf } from "../shared/elements.js";
import { putBitmap } from "../shared/paint.js";

// What moves with the player, between and over the parts of bqplot's figure, and is cut off where its plot ends: the
// colors and the names of the score's levels under the points, the current example over them. Marks of bqplot's would
// be drawn anew over several frames.

const RING = 11; // px

export class Layers {
  constructor() {
    this.colors = elementOf("canvas", "nbnn-data-layer");
    this.under = shapeOf("svg", { class: "nbnn-data-layer", "aria-hidden": "true" });
    this.over = shapeOf("svg", { class: "nbnn-data-layer nbnn-data-now", "aria-hidden": "true" });
    this.ring = shapeOf("circle", { r: RING }, this.over);
    this.name = shapeOf("text", {}, this.over);
    this.names = [];
    this.width = this.height = 0;
  }

  get all() {
    return [this.colors, this.under, this.over];
  }

  // Into the figure, or where its plot is now.
  place(figure, { left, top, width, height }) {
    if (this.over.parentNode !== figure) {
      figure.querySelector(".svg-figure").before(this.colors, this.under);
      figure.append(this.over);
    }
    const { left: x, top: y } = figure.getBoundingClientRect();
    Object.assign(this, { width, height });
    const at = { left: left - x - figure.clientLeft, top: top - y - figure.clientTop, width, height };
    for (const layer of this.all) for (const [side, size] of Object.entries(at)) layer.style[side] = `${size}px`;
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
      if (place) this.write(name, place[0], place[1], text);
    });
  }

  // The current example, in parts of the plot; its name beside it, where there is room.
  moveTo(across, up, words) {
    setAttributes(this.ring, { cx: across * this.width, cy: (1 - up) * this.height });
    this.name.style.textAnchor = across > 0.85 ? "end" : across < 0.15 ? "start" : "middle";
    this.write(this.name, across, up, words, up > 0.85 ? 24 : -22);
  }

  write(name, across, up, words, lower = 0) {
    setAttributes(name, { x: across * this.width, y: (1 - up) * this.height + lower });
    rewrite(name, words);
  }

  remove() {
    for (const layer of this.all) layer.remove();
  }
}
