import { askPlayer, followInTurn, hidden, playerOf, recordingOf, whenLoaded } from "../shared/recording.js";
import { markedExamples, networkAt, outputsOf, paintable, scoreCurves, scoreField } from "../shared/field.js";
import { crossings, newBitmap, paintRegions, paintScore, paintValues, placeForName } from "../shared/paint.js";
import { formatNumber } from "../shared/numbers.js";
import {
  colorsOf, lazily, markerShape, modelsOf, nameFigure, onTheme, placeFigure, plotArea, whenFigure, whenLaidOut
} from "../shared/charts.js";
import { elementOf, rewrite } from "../shared/elements.js";
import { PointEditor } from "../shared/points.js";
import { Layers } from "./layers.js";

const CELLS = 100;
const CURVE_NODES = 201;
const INSET = 0.08; // how far inside the frame a level is named
const NEAR = 14; // pixels: how close to a point a click must be

function drawLegend(legend, picture) {
  legend.replaceChildren();
  for (const [shape, words] of entriesOf(picture)) {
    const entry = elementOf("span", "nbnn-chart-entry");
    entry.append(shape, document.createTextNode(words));
    legend.append(entry);
  }
}

function entriesOf(picture) {
  if (picture.kind === "values") return valueEntries(picture);
  const groups = picture.groups.map(({ marker, color, words }) => [markerShape(marker, color), words]);
  if (picture.painted === false) return groups; // what a large network predicts is not shown
  if (picture.kind === "curve") return [...groups, ...curveEntries(picture)];
  return [...groups, [markerShape("circle", "", "nbnn-data-bold"), picture.marked]];
}

function lineShape(color) {
  const shape = elementOf("span", "nbnn-data-line");
  shape.style.background = `var(--nbnn-${color})`;
  return shape;
}

const curveColor = ({ groups }, k) => (groups.length === 1 ? "ink" : groups[k].color);

function curveEntries(picture) {
  if (picture.groups.length > 1) return [[lineShape("soft"), "the predictions y, in the same colors"]];
  return [[lineShape(curveColor(picture, 0)), "prediction y"]];
}

// The lowest, the middle and the highest value of the colors.
function valueEntries({ span: [low, high], targets, painted }) {
  const entries = [low, (low + high) / 2, high].map((value, at) =>
    [markerShape("circle", `value-${6 * at}`, "nbnn-data-value"), formatNumber(value)]);
  const behind = painted === false ? "" : "; behind them: predicted";
  return [...entries, [document.createTextNode(""), `points: ${targets[0]}${behind}`]];
}

// Does the picture belong to the recording? The two come in messages of their own.
function belongs(picture, recording) {
  const { network, data } = recording.schema;
  const labels = new Set(picture.groups?.map(({ label }) => label));
  if (network === undefined || picture.means?.length !== network.sizes[0]) return false;
  if (String(picture.targets) !== String(data.targets ?? [])) return false;
  return picture.n === data.n && data.labels.every((z) => labels.has(z));
}

function placeOf(recording, picture, i) {
  const [first, second] = picture.pair;
  const x = recording.value("x", first, i);
  if (picture.kind === "curve") return [x, recording.value("z", 0, i)];
  return [x, second === null ? picture.heights[recording.value("z", 0, i)] : recording.value("x", second, i)];
}

function moveRing(layers, recording, picture, i) {
  const [across, up] = partsOf(picture, ...placeOf(recording, picture, i));
  layers.moveTo(across, up, `example ${recording.value("example", 0, i)}`);
}

// The outputs against the one input, and how far the current example's is from its target.
function moveCurves(marks, picture, network, place) {
  const [low, high] = picture.x;
  const x = Float64Array.from({ length: CURVE_NODES }, (_, n) => low + ((high - low) * n) / (CURVE_NODES - 1));
  scoreCurves(network, x).slice(0, picture.groups.length).forEach((s, k) =>
    marks[`curve${k}`].set({ x, y: Float64Array.from(outputsOf(network, s)) }));
  const there = outputsOf(network, scoreCurves(network, Float64Array.of(place[0]))[0])[0];
  marks.error.set({ x: Float64Array.of(place[0], place[0]), y: Float64Array.of(place[1], there) });
}

function clearCurves(marks, picture) {
  const none = { x: new Float64Array(0), y: new Float64Array(0) };
  picture.groups.forEach((_, k) => marks[`curve${k}`].set(none));
  marks.error.set(none);
}

// Names the levels of the score where there is room; without scores, none.
function moveLevels(layers, picture, scores, kept) {
  const taken = [];
  layers.nameLevels(picture.levels.map(({ level, text }) => {
    const place = scores && placeForName(crossings(scores, CELLS + 1, level, INSET), kept[level], taken);
    kept[level] = place || kept[level];
    if (place) taken.push(place);
    return { place, text };
  }));
}

const SOON = 250; // ms: another move within this time is one of many, and its picture is painted with fewer pixels

// Whole pixels per cell, near the size on the page.
function subdivision({ width, height }, scores, quick) {
  const most = quick ? 2 : scores > 3 ? 3 : 5;
  return [width, height].map((size) => Math.min(most, Math.max(2, Math.round((size || 400) / CELLS))));
}

function fieldPainter() {
  const bitmaps = new Map(); // by size: one for moving, one for rest
  return (layers, picture, network, scores, colors, area, quick) => {
    const sub = subdivision(area, network.scores, quick);
    const size = sub.join();
    if (!bitmaps.has(size)) bitmaps.set(size, newBitmap(sub[0] * CELLS, sub[1] * CELLS));
    const bitmap = bitmaps.get(size);
    const shown = [(area.width || bitmap.width) / bitmap.width, (area.height || bitmap.height) / bitmap.height];
    if (picture.kind === "values") {
      paintValues(bitmap, scores, CELLS, sub, network.scores, picture.span, colors);
    } else if (picture.margin === null) {
      const regions = Array.from({ length: network.scores }, (_, k) => colors[`class-${(k % 7) + 1}`]);
      paintRegions(bitmap, scores, CELLS, sub, network.scores, regions, colors);
    } else {
      paintScore(bitmap, scores, CELLS, sub, shown, picture.margin === 1, colors);
    }
    layers.paint(bitmap);
  };
}

function moveOutlines(layers, marks, recording, picture, network) {
  const data = recording.tables.get("x");
  const labels = recording.tables.get("z").numbers;
  layers.outline(picture.groups.flatMap(({ mark, marker, examples }) => {
    const marked = markedExamples(network, data.numbers, labels, data.width, examples, picture.margin);
    const [x, y] = ["x", "y"].map((axis) => marks[mark].get(axis));
    const there = Math.min(x.length, y.length); // a mark may have come, and what is said of it not yet
    return examples.flatMap((_, n) => (marked[n] && n < there ? [[marker, ...partsOf(picture, x[n], y[n])]] : []));
  }));
}

// A place as parts of the plot: how far across and up.
function partsOf({ x: [left, right], y: [low, high] }, x, y) {
  return [(x - left) / (right - left), (y - low) / (high - low)];
}

function nearestExample(picture, marks, area, event) {
  let best = { example: null, away: NEAR };
  for (const { mark, examples } of picture.groups ?? []) {
    const xs = marks[mark].get("x"), ys = marks[mark].get("y");
    examples.forEach((example, n) => {
      const left = area.left + ((xs[n] - picture.x[0]) / (picture.x[1] - picture.x[0])) * area.width;
      const top = area.top + (1 - (ys[n] - picture.y[0]) / (picture.y[1] - picture.y[0])) * area.height;
      const away = Math.hypot(event.clientX - left, event.clientY - top);
      if (away < best.away) best = { example, away };
    });
  }
  return best.example;
}

function heading(el, editor) {
  const parts = {
    title: elementOf("h3", ""), tools: editor.tools, legend: elementOf("div", "nbnn-chart-legend"),
    caption: elementOf("p", "nbnn-chart-caption"), note: elementOf("p", "nbnn-chart-note"),
  };
  el.replaceChildren(...Object.values(parts), editor.toggle);
  return parts;
}

// The current example in words, with the recording's own numbers.
function exampleWords(recording, picture, i) {
  const z = recording.value("z", 0, i);
  const group = picture.groups.find(({ label }) => label === z);
  const targets = picture.targets.slice(0, 7).map((name, k) => `${name} ${formatNumber(recording.value("z", k, i))}`);
  const features = picture.pair.filter((feature) => feature !== null).map((feature, at) =>
    `${picture.axes[at]} ${formatNumber(recording.value("x", feature, i))}`);
  const told = targets.length ? [...features, ...targets] : [group.words, ...features];
  return `example ${recording.value("example", 0, i)}: ${told.join(", ")}`;
}

const COLORS = ["panel", "pos", "neg", "ink", "soft", ...Array.from({ length: 7 }, (_, k) => `class-${k + 1}`)];

class DataPlot {
  constructor(model, el, player) {
    this.model = model;
    this.el = el;
    this.player = player;
    this.editor = new PointEditor(this.frame());
    this.parts = heading(el, this.editor);
    this.picture = {}; // changes together with the marks: their names are in it
    /** @type {any} */
    this.marks = {};
    this.layers = new Layers();
    this.levels = {};
    this.figure = null;
    this.colors = null;
    this.drawn = {};
    /** @type {any} */
    this.area = {}; // of the plot: measured when it may have changed, for measuring makes the page lay itself out
    this.last = 0; // when the field was painted
    this.paint = fieldPainter();
    this.speak = lazily(() => this.nameIt());
    this.again = () => this.redraw();
    this.settle = lazily(() => this.sharpen(), SOON + 50);
    this.drawNow = whenLoaded(player, (recording) => this.draw(recording));
    this.stopLooking = () => {};
    this.pointed = (event) => this.figure.classList.toggle("nbnn-data-near", this.exampleAt(event) !== null);
    this.picked = (event) => this.pick(event);
  }

  // The plane, for who changes the examples on it.
  frame() {
    const { player } = this;
    return {
      model: player, el: () => this.figure && this.el, ask: (question) => askPlayer(player, question, this.el),
      area: () => {
        const { left, top, width, height } = plotArea(this.figure), around = this.el.closest(".nbnn-data");
        const { left: x, top: y } = around.getBoundingClientRect();
        return { left: left - x - around.clientLeft, top: top - y - around.clientTop, width, height };
      },
      axes: () => ({ x: this.picture.x, y: this.picture.y, names: this.picture.axes }),
      // null while a mark has come and what is said of it not yet: the handles stay as they are for that moment.
      examples: () => {
        const groups = this.picture.groups ?? [], along = (mark, axis) => this.marks[mark].get(axis);
        if (groups.some(({ mark, examples }) => along(mark, "x").length !== examples.length)) return null;
        return groups.flatMap(({ mark, examples, label, words, color }) => {
          const [x, y] = ["x", "y"].map((axis) => along(mark, axis));
          return examples.map((example, n) => ({ example, x: x[n], y: y[n], label, words, color }));
        });
      },
    };
  }

  nameIt() {
    const recording = recordingOf(this.player), i = this.player.get("index");
    if (!this.figure || !belongs(this.picture, recording) || i >= recording.loaded) return;
    nameFigure(this.figure, `${this.picture.words} Update ${i}, ${exampleWords(recording, this.picture, i)}.`);
  }

  draw(recording) {
    const { player, picture } = this;
    const i = player.get("index");
    if (!belongs(picture, recording)) return;
    const last = (recording.schema.lines?.length ?? 0) - 1; // of a single line each moment is before its update
    const after = last > 0 && player.get("line") === last && !hidden(player, "theta");
    const now = { recording, picture, i, after, covered: player.get("covered") };
    if (Object.keys(now).every((each) => now[each] === this.drawn[each])) return;
    this.drawn = now;
    const painted = paintable(recording.schema) && !hidden(player, "y", i); // the field would tell the score
    if (picture.kind === "curve") this.drawCurves(recording, i, after, painted);
    else this.drawBehind(recording, i, after, painted);
    moveRing(this.layers, recording, picture, i);
    const words = exampleWords(recording, picture, i);
    rewrite(this.parts.caption, words);
    this.parts.caption.title = words;
    this.speak();
  }

  drawCurves(recording, i, after, painted) {
    const { marks, picture } = this;
    this.layers.showColors(false);
    this.layers.nameLevels([]);
    this.layers.outline([]);
    if (painted) moveCurves(marks, picture, networkAt(recording, i, after), placeOf(recording, picture, i));
    else clearCurves(marks, picture);
  }

  drawBehind(recording, i, after, painted) {
    const { picture, layers } = this;
    layers.showColors(painted);
    if (!this.tellsMargins(i)) layers.outline([]);
    if (painted) this.drawField(recording, i, after);
    else moveLevels(layers, picture, null, this.levels);
  }

  // Are the examples whose margin is not met outlined?
  tellsMargins(i) {
    return this.picture.kind === "classes" && !hidden(this.player, "dl_dy", i);
  }

  drawField(recording, i, after) {
    if (!this.figure || !this.el.isConnected) return; // it has no place yet, or no colors: drawn later with its figure
    const { picture, marks, layers } = this;
    const quick = performance.now() - this.last < SOON;
    this.last = performance.now();
    if (quick) this.settle();
    this.colors ??= colorsOf(this.el, COLORS);
    const network = networkAt(recording, i, after);
    const { x, y, pair, means } = picture;
    const field = scoreField(network, { nodes: CELLS + 1, x, y, pair, base: means });
    const ofOutputs = picture.margin === 1 || picture.kind === "values";
    const scores = ofOutputs ? outputsOf(network, field) : field; // the margin is y's, the decision that of the score
    this.paint(layers, picture, network, scores, this.colors, this.area, quick);
    if (this.tellsMargins(i)) moveOutlines(layers, marks, recording, picture, network);
    moveLevels(layers, picture, scores, this.levels);
  }

  redraw() {
    this.measure();
    this.sharpen();
    this.editor.show();
  }

  // With all pixels, where it is.
  sharpen() {
    this.drawn = {};
    this.last = 0;
    this.drawNow();
  }

  measure() {
    this.area = this.figure ? plotArea(this.figure) : {};
    if (this.area.width && this.area.height) this.layers.place(this.figure, this.area);
  }

  async show() {
    const wanted = this.model.get("picture"), marks = await modelsOf(this.model, "marks");
    if (wanted !== this.model.get("picture") || !wanted.groups) return;
    this.picture = wanted;
    this.marks = marks;
    this.parts.title.textContent = wanted.title;
    this.parts.note.textContent = wanted.note;
    drawLegend(this.parts.legend, wanted);
    this.redraw();
    this.editor.update(this.model.get("points"));
  }

  exampleAt(event) {
    return nearestExample(this.picture, this.marks, plotArea(this.figure), event);
  }

  pick(event) {
    const example = this.exampleAt(event);
    if (example !== null) askPlayer(this.player, { do: "example", example }, this.el);
  }

  newTheme() {
    this.colors = null;
    this.redraw();
  }

  place(figure) {
    this.figure = figure;
    figure.addEventListener("pointermove", this.pointed);
    figure.addEventListener("click", this.picked);
    this.stopLooking = whenLaidOut(figure, this.again);
    this.redraw();
  }

  stop() {
    this.speak.stop();
    this.settle.stop();
    this.editor.stop();
    this.stopLooking();
    this.layers.remove();
    this.figure?.removeEventListener("pointermove", this.pointed);
    this.figure?.removeEventListener("click", this.picked);
  }
}

/** @type {RenderLater} */
async function render({ model, el }) {
  el.classList.add("nbnn-data-words");
  const player = await playerOf(model);
  const plot = new DataPlot(model, el, player);
  const show = () => plot.show();
  const offer = () => plot.editor.update(model.get("points"));
  model.on("change:picture", show);
  model.on("change:points", offer);
  await show();
  const stopFollowing = followInTurn(player, (recording) => plot.draw(recording));
  const stopTheme = onTheme(() => plot.newTheme());
  const stopPlacing = await placeFigure(model, el);
  const stopLooking = whenFigure(el, ".nbnn-data", (figure) => plot.place(figure));
  return () => {
    [stopFollowing, stopTheme, stopPlacing, stopLooking].forEach((stop) => stop());
    model.off("change:picture", show);
    model.off("change:points", offer);
    plot.stop();
  };
}

export default { render };
