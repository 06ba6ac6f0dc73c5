import { followInTurn, hidden, playerOf, recordingOf, whenLoaded } from "../shared/recording.js";
import { above, hiddenValues, networkAt, paintable, scoreField } from "../shared/field.js";
import { newBitmap, paintRegions, paintScore } from "../shared/paint.js";
import { colorsOf, lazily, markerShape, onTheme } from "../shared/charts.js";
import { elementOf, partOf, rewrite } from "../shared/elements.js";
import { formatNumber } from "../shared/numbers.js";
import { Plane } from "./plane.js";

// The data as two units of a hidden layer see it. The units' values are painted by the page's one forward pass; every
// number to be read is the recording's, or was written in Python.

const CELLS = 80; // of the colors, each way
const BENDS = 60; // pieces of a line of the plane
const COLORS = ["panel", "pos", "neg", "ink", "soft", ...Array.from({ length: 7 }, (_, k) => `class-${k + 1}`)];

// Does the picture belong to the recording? The two come in messages of their own.
function belongs(picture, { schema: { network, data } }) {
  if (!picture.layers || network?.sizes[0] !== 2 || picture.n !== data.n) return false;
  const sizes = network.sizes.slice(0, -1);
  return picture.layers.every(({ layer, names }) => sizes[layer] === names.length);
}

// A sum as Python writes it: explain/stepper/hidden_space.py.
export function sumText(terms) {
  return terms.map(([number, name], at) => {
    const size = name && Math.abs(number) === 1 ? "" : formatNumber(Math.abs(number));
    const sign = at ? (number < 0 ? " − " : " + ") : number < 0 ? "−" : "";
    return `${sign}${size}${name}`;
  }).join("");
}

// The line where the score is 0, where it depends on these two units alone.
function lineText(recording, { layer, across, up }, names, i, after) {
  const { layers, sizes, one_score: one, bias } = recording.schema.network;
  if (!one || layer !== layers.length - 1 || sizes[layer] !== 2) return "";
  const weight = (k) => recording.value(layers[layer].W, k, i, after);
  const terms = [[weight(across), names[across]], [weight(up), names[up]]];
  return `${sumText(bias ? [...terms, [weight(2), ""]] : terms)} = 0`;
}

// The lines of the plane's grid as points: each line's x₁ and x₂, one line after another.
function gridOf({ grid: [across, up], x, y }) {
  const along = ([low, high]) => Array.from({ length: BENDS + 1 }, (_, k) => low + ((high - low) * k) / BENDS);
  const upright = across.flatMap((fixed) => along(y).map((moving) => [fixed, moving]));
  const level = up.flatMap((fixed) => along(x).map((moving) => [moving, fixed]));
  const all = [...upright, ...level];
  return { inputs: [0, 1].map((k) => Float64Array.from(all, (point) => point[k])), upright: across.length };
}

class HiddenSpace {
  constructor(model, el, player) {
    this.model = model;
    this.el = el;
    this.player = player;
    this.drawn = {};
    this.colors = null;
    this.parts = {
      title: elementOf("h3", "", "Hidden space"), choices: elementOf("div", "nbnn-hidden-choices"),
      legend: elementOf("div", "nbnn-chart-legend"), caption: elementOf("p", "nbnn-chart-caption"),
      note: elementOf("p", "nbnn-chart-note"),
    };
    this.plane = new Plane();
    const { title, choices, ...others } = this.parts;
    el.replaceChildren(partOf("div", "nbnn-hidden-head", title, choices), ...Object.values(others), this.plane.el);
    this.speak = lazily(() => this.plane.name(this.words()));
    this.again = () => { this.drawn = {}; this.drawNow(); };
    this.drawNow = whenLoaded(player, (recording) => this.draw(recording));
  }

  get picture() {
    return this.model.get("picture");
  }

  get choice() {
    const chosen = this.model.get("choice");
    return chosen.layer === undefined ? this.picture.choice : chosen;
  }

  get layer() {
    return this.picture.layers.find(({ layer }) => layer === this.choice.layer);
  }

  show() {
    const { groups, note, layers } = this.picture;
    this.plane.el.hidden = !layers;
    this.parts.caption.hidden = this.parts.choices.hidden = !layers;
    rewrite(this.parts.note, layers ? this.layer.note : note);
    this.parts.legend.replaceChildren();
    if (!layers) return;
    this.grid = gridOf(this.picture);
    this.offer();
    const { across, up } = this.choice, { names, ticks, extents } = this.layer;
    const axis = (unit) => ({ name: names[unit], ticks: ticks[unit], extent: extents[unit] });
    this.plane.build(groups, [axis(across), axis(up)]);
    this.drawLegend();
    this.again();
  }

  drawLegend() {
    const { groups, axes } = this.picture;
    const points = groups.map(({ marker, color, words }) => [markerShape(marker, color), words]);
    const lines = axes.map((name, k) => [elementOf("span", `nbnn-hidden-key nbnn-hidden-line-${k}`), `${name} fixed`]);
    for (const [sample, words] of [...points, ...lines]) {
      this.parts.legend.append(partOf("span", "nbnn-chart-entry", sample, words));
    }
  }

  // The layer and its two units, where there is something to choose.
  offer() {
    const { layers } = this.picture, { choice, layer } = this, { choices } = this.parts;
    choices.replaceChildren();
    choices.hidden = layers.length === 1 && layer.names.length === 2;
    if (choices.hidden) return;
    if (layers.length > 1) {
      this.menu("Layer", layers.map((each) => [each.layer, `${each.layer}`]), choice.layer,
        (number) => ({ layer: number, across: 0, up: 1 }));
    }
    const units = layer.names.map((name, unit) => [unit, name]);
    const { across, up } = choice;
    this.menu("Across", units, across, (unit) => ({ ...choice, across: unit, up: unit === up ? across : up }));
    this.menu("Up", units, up, (unit) => ({ ...choice, up: unit, across: unit === across ? up : across }));
  }

  menu(words, options, chosen, choose) {
    const select = elementOf("select", "nbnn-menu");
    select.append(...options.map(([value, text]) => new Option(text, String(value), false, value === chosen)));
    select.addEventListener("change", () => {
      this.model.set("choice", choose(Number(select.value)));
      this.model.save_changes();
      [...this.parts.choices.querySelectorAll("select")].find((each) => each.dataset.name === words)?.focus();
    });
    select.dataset.name = words;
    this.parts.choices.append(partOf("label", "nbnn-hidden-choice", words, select));
  }

  draw(recording) {
    const { player, picture } = this, i = player.get("index");
    if (!belongs(picture, recording)) return;
    const after = player.get("line") === (recording.schema.lines?.length ?? 0) - 1 && !hidden(player, "theta");
    const now = { recording, picture, i, after, covered: player.get("covered"), size: this.plane.size };
    if (Object.keys(now).every((each) => now[each] === this.drawn[each])) return;
    this.drawn = now;
    const covered = hidden(player, this.layer.h, i); // the picture would tell the units
    const told = paintable(recording.schema) && !covered;
    this.plane.el.classList.toggle("nbnn-hidden-covered", !told);
    if (told) this.paint(recording, i, after);
    rewrite(this.parts.caption, this.caption(recording, i, after, told));
    this.parts.caption.title = this.parts.caption.textContent;
    this.speak();
  }

  paint(recording, i, after) {
    if (!this.el.isConnected || !this.plane.size) return;
    const { layer, across, up } = this.choice, { groups } = this.picture;
    const network = networkAt(recording, i, after), { numbers, width } = recording.tables.get("x");
    const shown = groups.flatMap(({ examples }) => examples);
    const ofShown = (k) => shown.map((example) => numbers[example * width + k]);
    const input = (k) => Float64Array.of(...ofShown(k), recording.value("x", k, i));
    const units = hiddenValues(network, layer, [input(0), input(1)]);
    const grid = hiddenValues(network, layer, this.grid.inputs);
    this.plane.moveGrid(grid[across], grid[up], this.grid.upright, BENDS + 1);
    this.plane.movePoints(units[across], units[up]);
    this.paintScores(above(network, layer), units, hidden(this.player, "y", i));
  }

  // The colors: the score over the two units, the others at their means over the data. covered: the score is asked for.
  paintScores(network, units, covered) {
    this.plane.canvas.hidden = covered;
    if (covered) return;
    const { across, up } = this.choice, { extents } = this.layer;
    const base = units.map((values) => values.reduce((sum, value) => sum + value, 0) / values.length);
    const [x, y] = [extents[across], extents[up]];
    const scores = scoreField(network, { nodes: CELLS + 1, x, y, pair: [across, up], base });
    this.colors ??= colorsOf(this.el, COLORS);
    const { colors } = this, sub = this.plane.subdivision(CELLS);
    const size = sub.join();
    if (this.bitmap?.of !== size) this.bitmap = { ...newBitmap(sub[0] * CELLS, sub[1] * CELLS), of: size };
    const { margin } = this.picture;
    if (margin === null) {
      const regions = Array.from({ length: network.scores }, (_, k) => colors[`class-${(k % 7) + 1}`]);
      paintRegions(this.bitmap, scores, CELLS, sub, network.scores, regions, colors);
    } else paintScore(this.bitmap, scores, CELLS, sub, this.plane.shown(this.bitmap), margin === 1, colors);
    this.plane.paint(this.bitmap);
  }

  caption(recording, i, after, told) {
    const { choice, layer: { names, h } } = this, { groups } = this.picture;
    const z = recording.value("z", 0, i), { words } = groups.find(({ label }) => label === z);
    const example = `example ${recording.value("example", 0, i)}: ${words}`;
    if (!told) return example;
    const number = (unit) => `${names[unit]} ${formatNumber(recording.value(h, unit, i))}`;
    const seen = `${example}, ${number(choice.across)}, ${number(choice.up)}${after ? " before the update" : ""}`;
    const line = hidden(this.player, "y", i) ? "" : lineText(recording, choice, names, i, after);
    return line ? `${seen} · line: ${line}` : seen;
  }

  words() {
    const recording = recordingOf(this.player), i = this.player.get("index");
    const { names } = this.layer, { across, up } = this.choice;
    return `Hidden space: ${names[up]} against ${names[across]}, ${this.picture.n} examples. `
      + `Update ${i}, ${recording.loaded > i ? this.parts.caption.textContent : ""}.`;
  }

  newTheme() {
    this.colors = null;
    this.again();
  }
}

/** @type {RenderLater} */
async function render({ model, el }) {
  el.classList.add("nbnn", "nbnn-card", "nbnn-hidden-space");
  const player = await playerOf(model);
  const space = new HiddenSpace(model, el, player);
  const show = () => space.show();
  model.on("change:picture change:choice", show);
  show();
  const stopFollowing = followInTurn(player, (recording) => space.draw(recording));
  const stopTheme = onTheme(() => space.newTheme());
  const sized = new ResizeObserver(() => { if (space.plane.measure()) space.again(); });
  sized.observe(space.plane.el);
  return () => {
    [stopFollowing, stopTheme, space.speak.stop].forEach((stop) => stop());
    sized.disconnect();
    model.off("change:picture change:choice", show);
  };
}

export default { render };
