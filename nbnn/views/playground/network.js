import { elementOf, shapeOf } from "../shared/elements.js";
import { Card } from "./card.js";
import { paintMap } from "./unit_maps.js";

// The network as columns of small maps, one for each unit, and links whose widths are the weights' sizes.

const LEAST = 18, MOST = 110; // px of a unit's map
const SHOWN = 8; // units of a hidden layer that are drawn
const SHOWN_LAST = 10; // and scores
const LOWER = "₀₁₂₃₄₅₆₇₈₉";

const lowered = (n) => [...String(n)].map((digit) => LOWER[Number(digit)]).join("");

export class NetworkCard extends Card {
  // choose(unit or null): the unit under the pointer or with the focus, {layer, unit}; layer 0: the inputs.
  constructor(choose) {
    const drawing = elementOf("div", "nbnn-pg-network");
    super("nbnn-pg-network-card", drawing);
    this.drawing = drawing;
    this.choose = choose;
    this.columns = [];
    this.paths = [];
    this.links = shapeOf("svg", { class: "nbnn-pg-links", "aria-hidden": "true" });
  }

  // Another network: units and links made anew.
  build({ picture, network }) {
    this.picture = picture;
    this.sizes = network.sizes;
    this.bias = network.bias;
    this.name(`Network: ${this.sizes.join("–")}, ${picture.g}`);
    this.drawing.replaceChildren(this.links);
    this.columns = this.sizes.map((size, layer) => this.makeColumn(size, layer));
    this.buildLinks();
    this.layOut();
  }

  isLast(layer) {
    return layer === this.sizes.length - 1;
  }

  makeColumn(size, layer) {
    const column = elementOf("div", "nbnn-pg-column");
    const whole = !this.picture.nodes && layer === 0;
    const count = whole ? 1 : Math.min(size, this.isLast(layer) ? SHOWN_LAST : SHOWN);
    const units = Array.from({ length: count }, (_, unit) => this.makeUnit(layer, unit, whole));
    column.append(elementOf("span", "nbnn-pg-head", this.headOf(size, layer)), ...units.map(({ button }) => button));
    if (!whole && size > count) column.append(elementOf("span", "nbnn-pg-more", `+ ${size - count}`));
    this.drawing.append(column);
    return units;
  }

  headOf(size, layer) {
    if (layer === 0) return "inputs";
    if (!this.isLast(layer)) return String(size);
    if (this.picture.kind !== "classes") return size > 1 ? "outputs" : "output";
    return size > 1 ? "scores" : "score";
  }

  makeUnit(layer, unit, whole) {
    const { classes, nodes, side } = this.picture;
    const scores = this.isLast(layer) && this.sizes[layer] > 1;
    const button = elementOf("button", "nbnn-pg-unit");
    button.type = "button";
    const canvas = elementOf("canvas", "");
    const [name, words] = whole ? [String(this.sizes[0]), `${this.sizes[0]} inputs`] : this.namesOf(layer, unit);
    button.setAttribute("aria-label", words);
    const shown = scores && !nodes && classes[unit].length <= 2 ? classes[unit] : name;
    button.append(canvas, elementOf("span", "nbnn-pg-name", shown));
    if (scores) button.title = classes[unit];
    if (!nodes && !(side && layer === 1 && !this.isLast(layer))) button.classList.add("nbnn-pg-plain");
    const on = () => this.choose(whole ? null : { layer, unit }), off = () => this.choose(null);
    for (const event of ["pointerenter", "focus"]) button.addEventListener(event, on);
    for (const event of ["pointerleave", "blur"]) button.addEventListener(event, off);
    return { button, canvas, words };
  }

  // A unit's letter, and what it is called.
  namesOf(layer, unit) {
    const { inputs, classes, layers } = this.picture;
    if (layer === 0) return [inputs[unit], `input ${inputs[unit]}`];
    if (!this.isLast(layer)) return [layers[layer].from[unit], `unit ${unit + 1} of hidden layer ${layer}`];
    const what = this.picture.kind === "classes" ? "score" : "output";
    if (this.sizes[layer] === 1) return ["y", `the ${what} y`];
    return [`y${lowered(unit + 1)}`, `the ${what} of ${classes[unit]}`];
  }

  // What the map of a unit shows, in words.
  wordsOf({ layer, unit }) {
    const hidden = layer > 0 && !this.isLast(layer);
    return `The map of ${this.columns[layer][unit].words}${hidden ? `, h = ${this.picture.g}(a)` : ""}.`;
  }

  // The value that has a unit's full color in the large square.
  scaleOf({ layer }, values) {
    if (this.picture.flat && layer < this.sizes.length - 1) return 1;
    return Math.max(1, ...[0.25, 0.5, 0.75, 1].map((part) => Math.abs(values[Math.floor(part * (values.length - 1))])));
  }

  buildLinks() {
    this.links.replaceChildren();
    this.paths = [];
    const constant = this.bias ? 1 : 0;
    this.sizes.slice(1).forEach((_, below) => {
      const layer = below + 1, columns = this.sizes[below] + constant;
      this.columns[layer].forEach((__, unit) => this.columns[below].forEach((___, from) => {
        const many = !this.picture.nodes && below === 0; // one link stands for all inputs
        this.paths.push({
          path: shapeOf("path", { class: "nbnn-pg-link" }, this.links), layer, unit, below: from,
          weight: many ? null : unit * columns + from, drawn: null,
        });
      }));
    });
  }

  // Where the units are, as the page has laid them out.
  layOut() {
    this.sizeUnits();
    const box = this.drawing.getBoundingClientRect();
    if (!box.width) return;
    this.links.style.height = "0"; // its height before would be a part of what scrolls
    const height = this.drawing.scrollHeight;
    this.links.setAttribute("viewBox", `0 0 ${box.width} ${height}`);
    this.links.style.height = `${height}px`;
    const places = this.columns.map((units) => units.map(({ canvas }) => {
      const at = canvas.getBoundingClientRect();
      return { left: at.left - box.left, right: at.right - box.left, y: at.top - box.top + at.height / 2 };
    }));
    for (const { path, layer, unit, below } of this.paths) {
      const from = places[layer - 1][below], to = places[layer][unit];
      const middle = (from.right + to.left) / 2;
      path.setAttribute("d", `M${from.right} ${from.y}C${middle} ${from.y} ${middle} ${to.y} ${to.left} ${to.y}`);
    }
  }

  // Units as large as their column has room for, so that the drawing fills its card.
  sizeUnits() {
    const width = this.drawing.clientWidth, height = this.drawing.clientHeight - 34;
    if (!width) return; // not on the page, as for a moment while the theme changes
    for (const units of this.columns) {
      const room = Math.floor(height / units.length);
      const gap = Math.min(24, Math.max(3, Math.round(0.2 * room)));
      const size = Math.max(LEAST, Math.min(MOST, Math.floor(width / (this.columns.length * 1.55)), room - gap));
      const { style } = units[0].button.parentNode;
      style.setProperty("--nbnn-unit", `${size}px`);
      style.setProperty("--nbnn-unit-gap", `${Math.max(3, Math.min(24, room - size))}px`);
    }
  }

  // The weights of each layer as widths; a negative one is dashed.
  weigh(weights) {
    for (const link of this.paths) {
      if (link.weight === null) continue;
      const w = weights[link.layer - 1][link.weight];
      const width = Math.round(10 * Math.min(7, 0.4 + 2.2 * Math.sqrt(Math.abs(w)))) / 10 * (w < 0 ? -1 : 1);
      if (width === link.drawn) continue;
      link.drawn = width;
      link.path.style.strokeWidth = Math.abs(width);
      link.path.classList.toggle("nbnn-pg-negative", w < 0);
    }
  }

  // Every unit's map. room: the values of each layer from the first hidden one; inputs: their own.
  paint({ inputs, room, nodes }, { unitShades: shades }, withInputs) {
    const scaleOf = (values) => (this.picture.flat ? 1 : Math.max(1, largest(values)));
    if (withInputs) {
      this.columns[0].forEach(({ canvas }, i) => paintOn(canvas, inputs[i], nodes, shades, largest(inputs[i])));
    }
    room.forEach((values, l) => this.columns[l + 1].forEach(({ canvas }, unit) => {
      paintOn(canvas, values[unit], nodes, shades, this.isLast(l + 1) ? 1.5 : scaleOf(values[unit]));
    }));
  }

  // Units of the first layer that see pixels: their weights as pictures.
  paintPixels(weights, { unitShades: shades }) {
    const { side } = this.picture, columns = this.sizes[0] + (this.bias ? 1 : 0);
    this.columns[1].forEach(({ canvas }, unit) => {
      const values = upright(weights.subarray(unit * columns, unit * columns + this.sizes[0]), side);
      paintOn(canvas, values, side, shades, Math.max(1e-6, largest(values)));
    });
  }
}

// A picture's pixels, row by row downwards, with its rows going upwards, as the maps have them.
export function upright(pixels, side) {
  return Float32Array.from(pixels, (_, at) => pixels[(side - 1 - Math.floor(at / side)) * side + (at % side)]);
}

export function paintOn(canvas, values, side, shades, scale) {
  if (canvas.width !== side) canvas.width = canvas.height = side;
  const context = canvas.getContext("2d");
  canvas.nbnnImage = canvas.nbnnImage?.width === side ? canvas.nbnnImage : context.createImageData(side, side);
  paintMap(new Uint32Array(canvas.nbnnImage.data.buffer), values, side, shades, scale);
  context.putImageData(canvas.nbnnImage, 0, 0);
}

function largest(values) {
  let most = 1e-9;
  for (const value of values) if (Math.abs(value) > most) most = Math.abs(value);
  return most;
}
