import { elementOf } from "../shared/elements.js";
import { paintMap, shadesBetween } from "./unit_maps.js";

// The network as columns of small maps, one for each unit, and links whose widths are the weights' sizes.

const SHOWN = 8; // units of a hidden layer that are drawn
const SHOWN_LAST = 10; // and scores
const LOWER = "₀₁₂₃₄₅₆₇₈₉";
const SVG = "http://www.w3.org/2000/svg";

export const lowered = (n) => [...String(n)].map((digit) => LOWER[Number(digit)]).join("");

export class NetworkDrawing {
  // choose(unit or null): the unit under the pointer or with the focus, {layer, unit}; layer 0: the inputs.
  constructor(el, choose) {
    this.el = el;
    this.choose = choose;
    this.links = document.createElementNS(SVG, "svg");
    this.links.classList.add("nbnn-pg-links");
    this.links.setAttribute("aria-hidden", "true");
    this.columns = [];
  }

  // Another network: units and links made anew.
  build(picture) {
    this.picture = picture;
    const { sizes } = picture;
    this.el.replaceChildren(this.links);
    const many = !picture.nodes;
    this.columns = sizes.map((size, layer) => {
      const column = elementOf("div", "nbnn-pg-column");
      const whole = many && layer === 0;
      const count = whole ? 1 : Math.min(size, layer === sizes.length - 1 ? SHOWN_LAST : SHOWN);
      const units = Array.from({ length: count }, (_, unit) => this.makeUnit(layer, unit, whole));
      const head = elementOf("span", "nbnn-pg-head", layer === 0 ? "inputs" : layer === sizes.length - 1 ? (size > 1 ? "scores" : "score") : `${size}`);
      column.append(head, ...units.map(({ button }) => button));
      if (!whole && size > count) column.append(elementOf("span", "nbnn-pg-more", `+ ${size - count}`));
      this.el.append(column);
      return units;
    });
    this.buildLinks();
    this.layOut();
  }

  makeUnit(layer, unit, whole) {
    const { sizes, inputs, classes, nodes, side, layers } = this.picture;
    const last = layer === sizes.length - 1;
    const button = elementOf("button", "nbnn-pg-unit");
    button.type = "button";
    const canvas = elementOf("canvas", "");
    const name = whole ? `${sizes[0]}` : layer === 0 ? inputs[unit] : last ? (sizes[layer] === 1 ? "y" : `y${lowered(unit + 1)}`) : layers[layer].from[unit];
    const words = whole ? `${sizes[0]} inputs` : layer === 0 ? `input ${name}` : last ? (sizes[layer] === 1 ? "the score y" : `the score of ${classes[unit]}`)
      : `unit ${unit + 1} of hidden layer ${layer}`;
    button.setAttribute("aria-label", words);
    button.append(canvas, elementOf("span", "nbnn-pg-name", last && sizes[layer] > 1 && !nodes && classes[unit].length <= 2 ? classes[unit] : name));
    if (last && sizes[layer] > 1) button.title = classes[unit];
    if (!nodes && !(side && layer === 1 && !last)) button.classList.add("nbnn-pg-plain");
    const on = () => this.choose(whole ? null : { layer, unit });
    const off = () => this.choose(null);
    for (const [event, act] of [["pointerenter", on], ["focus", on], ["pointerleave", off], ["blur", off]]) button.addEventListener(event, act);
    return { button, canvas, words };
  }

  buildLinks() {
    this.links.replaceChildren();
    this.paths = [];
    const { sizes, bias } = this.picture;
    let at = 0;
    for (let layer = 1; layer < sizes.length; layer += 1) {
      const columns = sizes[layer - 1] + (bias ? 1 : 0);
      this.columns[layer].forEach((_, unit) => this.columns[layer - 1].forEach((__, below) => {
        if (!this.picture.nodes && layer === 1 && below === 0) this.addLink(layer, unit, below, null);
        else this.addLink(layer, unit, below, at + unit * columns + below);
      }));
      at += sizes[layer] * columns;
    }
  }

  addLink(layer, unit, below, weight) {
    const path = document.createElementNS(SVG, "path");
    path.classList.add("nbnn-pg-link");
    this.links.append(path);
    this.paths.push({ path, layer, unit, below, weight, drawn: null });
  }

  // Where the units are, as the page has laid them out.
  layOut() {
    this.sizeUnits();
    const box = this.el.getBoundingClientRect();
    if (!box.width) return;
    this.links.setAttribute("viewBox", `0 0 ${box.width} ${this.el.scrollHeight}`);
    this.links.style.height = `${this.el.scrollHeight}px`;
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
    const width = this.el.clientWidth, height = this.el.clientHeight - 34;
    if (!width) return; // not on the page, as for a moment while the theme changes
    for (const units of this.columns) {
      const room = Math.floor(height / units.length);
      const size = Math.max(28, Math.min(76, Math.floor(width / (this.columns.length * 1.55)), room - 10));
      const { style } = units[0].button.parentNode;
      style.setProperty("--nbnn-unit", `${size}px`);
      style.setProperty("--nbnn-unit-gap", `${Math.max(8, Math.min(24, room - size))}px`);
    }
  }

  // The weights as widths; a negative one is dashed.
  weigh(theta) {
    for (const link of this.paths) {
      if (link.weight === null) continue;
      const w = theta[link.weight];
      const width = Math.round(10 * Math.min(7, 0.4 + 2.2 * Math.sqrt(Math.abs(w)))) / 10 * (w < 0 ? -1 : 1);
      if (width === link.drawn) continue;
      link.drawn = width;
      link.path.style.strokeWidth = Math.abs(width);
      link.path.classList.toggle("nbnn-pg-negative", w < 0);
    }
  }

  // Every unit's map. maps: per layer from the first hidden one; inputs: their own.
  paint(maps, inputs, side, colors, redrawInputs) {
    const shades = colors.unitShades;
    const flat = this.picture.flat;
    if (redrawInputs) this.columns[0].forEach(({ canvas }, i) => paintOn(canvas, inputs[i], side, shades, largest(inputs[i])));
    maps.forEach((layer, l) => this.columns[l + 1].forEach(({ canvas }, unit) => {
      const scale = l === maps.length - 1 ? 1.5 : flat ? 1 : Math.max(1, largest(layer[unit]));
      paintOn(canvas, layer[unit], side, shades, scale);
    }));
  }

  // Units of the first layer that see pixels: their weights as pictures.
  paintPixels(theta, side, colors) {
    const { sizes, bias } = this.picture;
    const columns = sizes[0] + (bias ? 1 : 0);
    this.columns[1]?.forEach(({ canvas }, unit) => {
      const values = theta.subarray(unit * columns, unit * columns + sizes[0]);
      const upright = Float32Array.from(values, (_, at) => values[(side - 1 - Math.floor(at / side)) * side + (at % side)]);
      paintOn(canvas, upright, side, colors.unitShades, Math.max(1e-6, largest(upright)));
    });
  }
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

export function unitShades(colors) {
  return shadesBetween(colors.neg, colors.panel, colors.pos, 0.85);
}
