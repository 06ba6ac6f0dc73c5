import { markerAt, nameFigure } from "../shared/charts.js";
import { elementOf, setAttributes, shapeOf } from "../shared/elements.js";
import { putBitmap } from "../shared/paint.js";

// The drawing of the hidden space: a canvas for the colors, and over it the axes, the carried grid and the examples.

const RING = 11, LETTER = 12; // px: of the ring, where a letter is as high as this; all marks grow with the letters
const TICK = 0.35, BESIDE = 4.2, BELOW = 3, AROUND = 0.9; // of a letter's height
const MOST = 5; // pixels for each cell of the colors

export class Plane {
  constructor() {
    this.el = elementOf("div", "nbnn-hidden-plane");
    this.canvas = elementOf("canvas", "nbnn-hidden-colors");
    this.svg = shapeOf("svg", {});
    this.axes = shapeOf("g", { class: "nbnn-hidden-axes" }, this.svg);
    this.inner = shapeOf("svg", { class: "nbnn-hidden-inner" }, this.svg); // cuts off what lies beyond the axes
    this.el.append(this.canvas, this.svg);
    this.size = ""; // none before it has a place on the page
    this.width = this.height = this.letter = 0;
    this.area = { left: 0, top: 0, width: 0, height: 0 };
    this.units = [];
  }

  name(words) {
    nameFigure(this.svg, words);
  }

  // axes: of each unit its name, its ticks and its extent.
  build(groups, axes) {
    this.units = axes;
    this.inner.replaceChildren();
    this.zeros = [0, 1].map(() => shapeOf("line", { class: "nbnn-hidden-zero" }, this.inner));
    this.lines = [0, 1].map((k) => shapeOf("path", { class: `nbnn-hidden-line-${k}` }, this.inner));
    this.points = groups.flatMap(({ examples, marker, color }) => examples.map(() => {
      const place = shapeOf("g", {}, this.inner);
      markerAt(marker, place).style.fill = `var(--nbnn-${color})`;
      return place;
    }));
    this.ring = shapeOf("circle", { class: "nbnn-hidden-ring" }, this.inner);
    this.layOut();
  }

  // Its place on the page and the size of its letters: is it another one?
  measure() {
    const { clientWidth: width, clientHeight: height } = this.el;
    const letter = parseFloat(getComputedStyle(this.svg).fontSize);
    const size = width > 0 && height > 0 ? `${width} ${height} ${letter}` : "";
    if (size === this.size) return false;
    this.size = size;
    Object.assign(this, { width, height, letter });
    this.layOut();
    return true;
  }

  layOut() {
    if (!this.size || !this.units.length) return;
    const { letter, width, height } = this;
    const left = BESIDE * letter, top = AROUND * letter;
    this.area = { left, top, width: Math.max(20, width - left - AROUND * letter),
      height: Math.max(20, height - top - BELOW * letter) };
    setAttributes(this.svg, { viewBox: `0 0 ${width} ${height}`, width, height });
    setAttributes(this.inner, { x: left, y: top, width: this.area.width, height: this.area.height });
    for (const side of ["left", "top", "width", "height"]) this.canvas.style[side] = `${this.area[side]}px`;
    this.drawAxes();
    const [zero, level] = [this.x(0), this.y(0)];
    setAttributes(this.zeros[0], { x1: zero, x2: zero, y1: 0, y2: this.area.height });
    setAttributes(this.zeros[1], { x1: 0, x2: this.area.width, y1: level, y2: level });
  }

  drawAxes() {
    const { left, top, width, height } = this.area, { letter } = this, [across, up] = this.units;
    this.axes.replaceChildren();
    const write = (text, x, y, anchor, className = "") => {
      shapeOf("text", { x, y, "text-anchor": anchor, class: className }, this.axes).textContent = text;
    };
    const below = top + height;
    for (const [value, text] of across.ticks) write(text, left + this.x(value), below + (1 + TICK) * letter, "middle");
    for (const [value, text] of up.ticks) write(text, left - TICK * letter, top + this.y(value) + TICK * letter, "end");
    write(across.name, left + width / 2, below + (BELOW - TICK) * letter, "middle", "nbnn-hidden-axis");
    write(up.name, letter, top + height / 2, "middle", "nbnn-hidden-axis");
    shapeOf("rect", { x: left, y: top, width, height, class: "nbnn-hidden-frame" }, this.axes);
  }

  x(value) {
    const [low, high] = this.units[0].extent;
    return ((value - low) / (high - low)) * this.area.width;
  }

  y(value) {
    const [low, high] = this.units[1].extent;
    return (1 - (value - low) / (high - low)) * this.area.height;
  }

  // The plane's lines where the units carry them: `upright` of x₁ fixed come first, each of `length` points.
  moveGrid(across, up, upright, length) {
    const lines = Array.from({ length: across.length / length }, (_, line) =>
      Array.from({ length }, (__, k) => {
        const at = line * length + k;
        return `${k ? "L" : "M"}${this.x(across[at]).toFixed(1)} ${this.y(up[at]).toFixed(1)}`;
      }).join(""));
    this.lines[0].setAttribute("d", lines.slice(0, upright).join(""));
    this.lines[1].setAttribute("d", lines.slice(upright).join(""));
  }

  // The examples in the order of their groups, and the current one last.
  movePoints(across, up) {
    const place = (k) => [this.x(across[k]), this.y(up[k])], scale = this.letter / LETTER;
    this.points.forEach((point, k) => {
      const [x, y] = place(k);
      point.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${scale})`);
    });
    const [cx, cy] = place(this.points.length);
    setAttributes(this.ring, { cx, cy, r: RING * scale });
  }

  // Whole pixels for each cell, near the size on the page.
  subdivision(cells) {
    return [this.area.width, this.area.height].map((size) => Math.min(MOST, Math.max(2, Math.round(size / cells))));
  }

  // Screen pixels for each of the bitmap's.
  shown({ width, height }) {
    return [this.area.width / width, this.area.height / height];
  }

  paint(bitmap) {
    putBitmap(this.canvas, bitmap);
  }
}
