import { computed, followClosely, hidden, playerOf, recordingOf, whenLoaded } from "../shared/recording.js";
import { formatNumber } from "../shared/numbers.js";
import { elementOf, rewrite, shapeOf } from "../shared/elements.js";
import { meaning, meaningOf } from "../shared/notation.js";
import { factorsOf, isAmong, termOf, unitReached } from "../shared/terms.js";

const GOING = { forward: ", going forward", loss: ", the loss", backward: ", going back", update: ", the update" };
const MARGIN_MET = 1, LOSS_FLAT = 64;
const READABLE = 11.5, READABLE_IN_HALL = 20;
const FORMS = ["wide", "tall", "compact", "narrow"];
const NEARLY = 0.88; // letters so much smaller than the largest are as good: what comes first is the better picture
const LEAST_FIT = 210, AROUND = 50; // px: of a row (see lab.css), and of the card around the drawing
const LEAST = 11.1, LEAST_IN_HALL = 16; // px: smaller letters are not read
const MOST_GROWN = 1.32; // so much larger than they are drawn, letters still fit into their nodes

// -- marks: made once per drawing; afterwards only what differs from the last time is written ----------------------

/** @type {(tag: keyof SVGElementTagNameMap, className: string, parent: Element, attributes?: object) => Mark} */
function mark(tag, className, parent, attributes = {}) {
  const middle = tag === "text" ? { dy: "0.35em" } : {}; // y is the middle of the letters, however high its font is
  const el = shapeOf(tag, { ...(className && { class: className }), ...middle, ...attributes }, parent);
  return { el, was: { class: className } };
}

function put(one, name, value) {
  if (one.was[name] === value) return;
  one.was[name] = value;
  if (value === null) one.el.removeAttribute(name);
  else one.el.setAttribute(name, value);
}

function write(one, text, room = 0) {
  if (one.was.text === text) return;
  one.was.text = text;
  rewrite(one.el, text);
  if (room) squeeze(one, text, room);
}

// A number longer than its place is set tighter, never over its edge. Letters are measured once, off the page:
// asking the page for a length would make it lay everything out in the middle of a move.
const letterWidths = new Map(); // font → letter → width
let letterCanvas = null;

function letterWidth(letter, font) {
  letterCanvas ??= document.createElement("canvas").getContext("2d");
  letterCanvas.font = font;
  return letterCanvas.measureText(letter).width;
}

function textWidth(text, font) {
  if (!letterWidths.has(font)) letterWidths.set(font, new Map());
  const widths = letterWidths.get(font);
  let width = 0;
  for (const letter of text) {
    if (!widths.has(letter)) widths.set(letter, letterWidth(letter, font));
    width += widths.get(letter);
  }
  return width;
}

function squeeze(one, text, room) {
  const long = text.length > 3 && textWidth(text, one.font) > room;
  put(one, "textLength", long ? String(room) : null);
  put(one, "lengthAdjust", long ? "spacingAndGlyphs" : null);
}

const classes = (base, flags) => [base, ...Object.keys(flags).filter((name) => flags[name])].join(" ");
const points = (list) => list.map(([x, y]) => `${x},${y}`).join(" ");

function rectangle(className, parent, { x, y, w, h }, r, grow = 0) {
  const [width, height] = [w + 2 * grow, h + 2 * grow];
  return mark("rect", className, parent, { x: x - width / 2, y: y - height / 2, width, height, rx: r + grow });
}

// -- building ------------------------------------------------------------------------------------------------------

// Dots from where the derivative comes to where it goes, beside the line, and a head that says which way.
function buildFlow(list, parent, aside = 0) {
  const flow = mark("g", "flow", parent).el;
  const [[xa, ya], [xb, yb]] = list.slice(-2);
  const length = Math.hypot(xb - xa, yb - ya) || 1;
  const [u, v] = [(xb - xa) / length, (yb - ya) / length];
  const end = aside ? 16 : 4;
  const moved = list.map(([xi, yi]) => [xi + v * aside, yi - u * aside]);
  const [x, y] = [xb - u * end + v * aside, yb - v * end - u * aside];
  const head = [[x - u * 2 - v * 4, y - v * 2 + u * 4], [x + u * 6, y + v * 6], [x - u * 2 + v * 4, y - v * 2 - u * 4]];
  mark("polyline", "dotted", flow, { points: points([...moved.slice(0, -1), [x, y]]) });
  mark("path", "head", flow, { d: `M${head.map((corner) => corner.join(" ")).join("L")}Z` });
}

function buildEdge(edge, parent) {
  const { x1, y1, x2, y2 } = edge;
  const group = mark("g", "edge", parent, { role: "button", tabindex: -1, "aria-label": edgeName(edge) });
  meaning(group.el, meaningOf(weightSymbol(edge)));
  const line = (className) => mark("line", className, group.el, { x1, y1, x2, y2 });
  for (const className of ["glow", "casing", "inner"]) line(className);
  const made = { ...edge, kind: "edge", group, line: line("weight") };
  buildFlow([[x2, y2], [x1, y1]], group.el, 5);
  line("hit");
  return made;
}

// The two rows of a label: the weight and, below it, its derivative; the old and the new weight in the update.
function buildLabel(parent) {
  const group = mark("g", "label", parent);
  const box = mark("rect", "labelbox", group.el, { rx: 4 });
  return { group, box, top: mark("text", "number", group.el), below: mark("text", "number derivative", group.el) };
}

function buildNode(node, parent) {
  const group = mark("g", "", parent, { role: "button", tabindex: -1, "aria-label": nodeName(node) });
  meaning(group.el, meaningOf(node.symbol ?? ""));
  const made = { ...node, group };
  made.ring = rectangle("ring", group.el, node, node.h / 2, 4);
  made.body = rectangle("body", group.el, node, node.h / 2);
  if (node.symbol) {
    made.sign = mark("text", "symbol", group.el, { x: node.at[0], y: node.at[1] });
    write(made.sign, node.symbol);
  }
  const place = { x: node.dense ? node.x + 12 : node.x, y: node.y };
  made.value = mark("text", node.dense ? "number" : "number value", group.el, place);
  made.room = node.w - (node.dense ? 32 : 6);
  if (node.pill) {
    const pill = mark("g", "pill", group.el);
    made.pillGroup = pill;
    rectangle("pillbox", pill.el, node.pill, node.pill.h / 2);
    made.pillText = mark("text", "number", pill.el, { x: node.pill.x, y: node.pill.y });
  }
  return made;
}

function buildDots(node, parent) {
  const group = mark("g", "dots", parent);
  for (const dy of [-9, 0, 9]) mark("circle", "dot", group.el, { cx: node.x, cy: node.y + dy - 6, r: 2.2 });
  write(mark("text", "small", group.el, { x: node.x, y: node.y + 17 }), node.text);
  return { ...node, group };
}

function buildGate(gate, curve, parent) {
  const group = mark("g", "gate", parent);
  const { x, y, w, h, x1, y1, x2, y2 } = gate;
  mark("line", "through", group.el, { x1, y1, x2, y2 });
  const [u, v] = x1 === x2 ? [0, h / 2] : [w / 2, 0];
  buildFlow([[x2, y2], [x + u, y + v]], mark("g", "arrival", group.el).el);
  buildFlow([[x - u, y - v], [x1, y1]], mark("g", "departure", group.el).el);
  const made = { ...gate, group };
  made.box = rectangle("gatebox", group.el, gate, 5);
  const [rx, ry] = [w / 2 - 6, h / 2 - 6];
  const shape = curve.map(([a, g]) => [x + a * rx, y + g * ry]);
  if (shape.length) mark("polyline", "curve", group.el, { points: points(shape) });
  else write(mark("text", "symbol curve-letter", group.el, { x, y }), "g");
  const s = Math.min(rx, ry);
  mark("path", "cross", group.el, { d: `M${x - s} ${y - s}L${x + s} ${y + s}M${x - s} ${y + s}L${x + s} ${y - s}` });
  return made;
}

// From a score to the loss; the bar across it appears where the loss lets nothing come back.
function buildLink(link, parent) {
  const group = mark("g", "link", parent);
  const line = (className, list) => mark("polyline", className, group.el, { points: points(list) });
  line("through", link.points);
  buildFlow([...link.points].reverse(), group.el);
  const made = { ...link, group };
  const [[xa, ya], [xb, yb]] = link.points.slice(-2);
  const length = Math.hypot(xb - xa, yb - ya) || 1;
  const [u, v] = [(xb - xa) / length, (yb - ya) / length];
  const [x, y] = [xb - u * 11, yb - v * 11];
  mark("path", "bar", group.el, { d: `M${x - v * 11} ${y + u * 11}L${x + v * 11} ${y - u * 11}` });
  return made;
}

// Each drawing has letters of its own size: what is written in a place of limited room is measured in them.
function writeIn(font, { nodes, labels }) {
  for (const { value, dense, pillText } of nodes) {
    value.font = dense ? font : `600 ${font}`;
    if (pillText) pillText.font = font;
  }
  for (const { top, below } of labels) top.font = below.font = font;
}

function buildDrawing(svg, drawing, { form, grow, width }) {
  const picture = drawing[form];
  svg.el.replaceChildren();
  const font = `${drawing.font * grow}px ${getComputedStyle(svg.el).fontFamily}`;
  put(svg, "class", picture.labels === "some" ? "many" : "few");
  put(svg, "viewBox", `0 ${picture.top} ${picture.width} ${picture.height}`);
  put(svg, "aria-label", drawing.title);
  svg.el.style.setProperty("--nbnn-diagram-min", `${Math.round(picture.width * 0.82)}px`);
  svg.el.style.setProperty("--nbnn-diagram-max", `${Math.round(picture.width * 1.9)}px`);
  svg.el.style.setProperty("--nbnn-diagram-width", `${width}px`);
  svg.el.style.setProperty("--nbnn-grow", grow);
  const floor = (className) => mark("g", className, svg.el);
  const [edgeFloor, linkFloor, nodeFloor, labelFloor] = ["edges", "links", "nodes", "labels"].map(floor);
  const whole = picture.nodes.filter((node) => node.k !== null);
  const made = {
    picture, drawing, form, grow, width,
    edges: picture.edges.map((edge) => buildEdge(edge, edgeFloor.el)),
    links: picture.links.map((link) => buildLink(link, linkFloor.el)),
    gates: picture.gates.map((gate) =>
      buildGate(gate, drawing.curves?.[gate.layer - 1] ?? drawing.curve, linkFloor.el)),
    nodes: whole.map((node) => buildNode(node, nodeFloor.el)),
    dots: picture.nodes.filter((node) => node.k === null).map((node) => buildDots(node, nodeFloor.el)),
    labels: picture.edges.map(() => buildLabel(labelFloor.el)),
  };
  writeIn(font, made);
  const loss = whole.find((node) => node.kind === "loss");
  const beside = { x: loss.x, y: loss.y + loss.h / 2 };
  made.label = mark("text", "number", nodeFloor.el, { x: beside.x, y: beside.y + 15 });
  const inside = Math.min(beside.x, picture.width - 46);
  made.reason = mark("text", "number reason", nodeFloor.el, { x: inside, y: beside.y + 34 });
  return made;
}

// -- what the player's place means ---------------------------------------------------------------------------------

class Moment {
  constructor(player, recording) {
    this.player = player;
    this.recording = recording;
    this.i = player.get("index");
    this.schema = player.get("schema");
    const line = this.schema.lines?.[player.get("line")] ?? { name: "" };
    this.name = line.name;
    this.phase = line.phase;
    this.single = ["unit", "term"].includes(player.get("granularity"));
    this.term = hidden(player, this.name) ? null : termOf(player);
    this.factors = this.term ? factorsOf(this.term) : [];
    this.unit = player.get("unit");
    this.selected = player.get("selected") ?? {};
    this.updating = this.name === "theta" && !hidden(player, "theta");
    this.marked = player.get("marked")?.weights; // there while the learner chooses several
    this.layers = this.schema.network.layers;
    this.known = new Map();
  }

  // Up to which entry a quantity is known: −1 none.
  reached(name, k) {
    if (!this.known.has(name)) {
      const [all, some] = [computed(this.player, name, Infinity), computed(this.player, name, 0)];
      this.known.set(name, all ? Infinity : some ? unitReached(this.player) : -1);
    }
    return k <= this.known.get(name);
  }

  number(name, k, after = false) {
    return this.recording.value(name, k, this.i, after);
  }

  current(name, k) {
    return this.name === name && (!this.single || k === this.unit);
  }

  // Is the weight being updated, or was it already, in this update?
  changed(edge) {
    return this.updating && (!this.single || edge.place <= this.unit);
  }

  currentEdge(edge) {
    if (this.updating && !this.single) return this.number(edge.q, edge.k) !== this.number(edge.q, edge.k, true);
    if (this.updating) return edge.place === this.unit;
    if (this.term) return isAmong(this.factors, edge);
    const [below, own] = [this.layers[edge.layer - 2], this.layers[edge.layer - 1]];
    return this.current(edge.dq, edge.k) || this.current(own.a ?? "y", edge.row)
      || (edge.column < edge.inputs && this.current(below?.dh, edge.column));
  }

  // Does something that is not 0 come back over this edge?
  flows(edge) {
    const before = this.layers[edge.layer - 2];
    if (!before || !this.reached(before.dh, edge.column)) return false;
    return this.number(this.layers[edge.layer - 1].da ?? "dl_dy", edge.row) !== 0 && this.number(edge.q, edge.k) !== 0;
  }
}

function isMarked(marked, { layer, row, column }) {
  return Boolean(marked?.some((place) => place[0] === layer && place[1] === row && place[2] === column));
}

function isSelected(selected, one) {
  if (one.kind === "edge") return ["layer", "row", "column"].every((part) => selected[part] === one[part]);
  return selected.node === one.q && selected.entry === one.k;
}

// -- drawing one moment --------------------------------------------------------------------------------------------

function drawNode(node, now) {
  const known = node.kind === "one" || now.reached(node.q, node.k);
  const value = node.kind === "one" ? 1 : known ? now.number(node.q, node.k) : 0;
  const here = now.current(node.q, node.k) || (node.pill && now.current(node.pill.q, node.k));
  const off = known && isShut(node, now);
  const selected = isSelected(now.selected, node);
  const flags = { dense: node.dense, empty: !known, current: here, off, selected };
  put(node.group, "class", classes(`node ${node.kind}`, flags));
  write(node.value, known ? formatNumber(value) : "", node.room);
  if (!node.pill) return;
  const told = now.reached(node.pill.q, node.k);
  put(node.pillGroup, "class", classes("pill", { told, current: now.current(node.pill.q, node.k) }));
  const words = told ? `${node.pill.text} ${formatNumber(now.number(node.pill.q, node.k))}` : "";
  write(node.pillText, words, node.pill.w - 8);
}

// Does nothing come back through this pre-activation?
function isShut(node, now) {
  if (node.kind !== "pre") return false;
  const at = now.layers.findIndex(({ a }) => a === node.q);
  return functionOf(now.schema.network, at).gate && now.number(now.layers[at].dh_da, node.k) === 0;
}

// The activation behind the weights with this number, from 0: that of a hidden layer, or the output's.
function functionOf(network, at) {
  return at === network.layers.length - 1 ? network.output : network.each?.[at] ?? network;
}

function drawDots(dots, now) {
  const within = now.unit >= dots.first && now.unit <= dots.last;
  const here = now.name === dots.q && (!now.single || within);
  put(dots.group, "class", classes("dots", { current: here }));
}

function drawGate(gate, now) {
  const slope = now.layers[gate.layer - 1].dh_da;
  const known = now.reached(gate.post, gate.k);
  const shut = known && functionOf(now.schema.network, gate.layer - 1).kink && now.number(slope, gate.k) === 0;
  const told = now.reached(gate.da, gate.k);
  const flows = told && now.number(gate.da, gate.k) !== 0;
  const here = now.current(gate.post, gate.k) || now.current(gate.da, gate.k);
  const arrives = now.reached(gate.dh, gate.k) && now.number(gate.dh, gate.k) !== 0;
  const flags = { shut, current: here, leaving: flows, arriving: arrives, stopped: told && shut, empty: !known };
  put(gate.group, "class", classes("gate", flags));
}

function drawLink(link, now) {
  const told = now.reached("dl_dy", link.k);
  const zero = told && now.number("dl_dy", link.k) === 0;
  const here = now.name === "loss" || now.current("dl_dy", link.k);
  const flags = { empty: !now.reached("loss", 0), current: here, flowing: told && !zero, stopped: zero };
  put(link.group, "class", classes("link", flags));
}

function drawEdge(edge, now) {
  const w = now.number(edge.q, edge.k, now.changed(edge));
  const size = Math.abs(w);
  const [selected, marked] = [isSelected(now.selected, edge), isMarked(now.marked, edge)];
  put(edge.group, "class", classes("edge", {
    negative: w < 0, zero: w === 0, current: now.currentEdge(edge), flowing: now.flows(edge), selected, marked,
  }));
  put(edge.line, "stroke-width", (1.2 + (4.6 * size) / (size + 1.2)).toFixed(2));
  put(edge.group, "aria-pressed", String(now.marked ? marked : selected));
}

function labelRows(edge, now) {
  const old = formatNumber(now.number(edge.q, edge.k));
  if (now.changed(edge)) {
    const fresh = formatNumber(now.number(edge.q, edge.k, true));
    return { top: fresh === old ? "" : `${old} →`, below: fresh, changed: fresh !== old, updated: true };
  }
  const below = now.reached(edge.dq, edge.k) ? `∂ ${formatNumber(now.number(edge.dq, edge.k))}` : "";
  return { top: old, below, changed: false, updated: false };
}

// Where the labels stand now, and with how many rows: with one where their letters are larger than drawn. Above twelve
// edges: on all edges of a layer where that layer is current and has places for them, else on the one that is current
// and on the one that is selected.
function labelPlaces(made, now) {
  const { picture, edges } = made, rows = made.grow > 1 ? 1 : picture.rows;
  if (picture.labels !== "some") return new Map(edges.map((edge) => [edge, { at: edge.label, rows }]));
  const here = edges.filter((edge) => now.currentEdge(edge));
  const layers = now.single ? [] : here.map(({ layer }) => layer);
  const busy = new Set(layers.filter((layer) => picture.roomy.includes(layer)));
  const places = new Map();
  for (const edge of edges) {
    const wanted = here.includes(edge) || isSelected(now.selected, edge);
    if (busy.has(edge.layer) && wanted) places.set(edge, { at: edge.label, rows: 1 });
  }
  const own = now.single && here.find((edge) => now.name === edge.dq || now.updating);
  if (own) places.set(own, { at: own.near, rows: 2, spare: true });
  const chosen = edges.find((edge) => isSelected(now.selected, edge) && !places.has(edge));
  const taken = [...places.values()];
  const at = chosen && [chosen.far, chosen.near].find((spot) => taken.every((place) => apart(spot, place.at)));
  if (at) places.set(chosen, { at, rows: 2, spare: true });
  return places;
}

const apart = ([x, y], [u, v]) => Math.abs(x - u) >= 69 || Math.abs(y - v) >= 33;

function drawLabel(label, edge, now, place, { room, grow }) {
  const selected = isSelected(now.selected, edge);
  if (!place) {
    put(label.group, "class", "label away");
    return;
  }
  const rows = labelRows(edge, now);
  const single = place.rows === 1;
  const derivative = now.name === edge.dq && rows.below !== "";
  const top = single ? (rows.updated || derivative ? "" : rows.top) : rows.top;
  const below = single && !rows.updated && !derivative ? "" : rows.below;
  const [x, y] = place.at.map(String);
  const lift = single ? 0 : 7.8 * grow;
  for (const [text, words, dy] of [[label.top, top, -lift], [label.below, below, lift]]) {
    put(text, "x", x);
    put(text, "y", String(+y + dy));
    write(text, words, room);
  }
  const width = Math.min(room + 2, 10 + 8.2 * grow * Math.max(top.length, below.length));
  const height = grow * (single ? 16 : 32);
  put(label.box, "x", String(x - width / 2));
  put(label.box, "y", String(y - height / 2));
  put(label.box, "width", String(width));
  put(label.box, "height", String(height));
  const current = derivative && now.current(edge.dq, edge.k);
  const { updated, changed } = rows;
  put(label.group, "class", classes("label", { selected, spare: place.spare, updated, changed, current }));
}

// The label, the target, or the first of several targets.
function labelOrTargets(now) {
  const count = now.recording.size("z");
  const shown = Array.from({ length: Math.min(3, count) }, (_, k) => formatNumber(now.number("z", k)));
  return count === 1 ? shown[0] : `(${shown.join(", ")}${count > 3 ? ", …" : ""})`;
}

function drawLoss(made, now) {
  write(made.label, `z = ${labelOrTargets(now)}`);
  const scores = now.recording.size("dl_dy");
  const all = Array.from({ length: scores }, (_, k) => now.number("dl_dy", k));
  const stopped = now.reached("dl_dy", scores - 1) && all.every((v) => v === 0);
  const flags = stopped && now.recording.has("zero_dl_dy") ? now.number("zero_dl_dy", 0) : 0;
  const met = now.schema.loss.margin > 0 ? "margin met" : "ℓ asks for nothing";
  write(made.reason, !stopped ? "" : flags & MARGIN_MET ? met : flags & LOSS_FLAT ? "ℓ is flat" : "∂ℓ/∂y = 0");
}

function drawMoment(made, now) {
  for (const node of made.nodes) drawNode(node, now);
  for (const dots of made.dots) drawDots(dots, now);
  for (const gate of made.gates) drawGate(gate, now);
  for (const link of made.links) drawLink(link, now);
  const places = labelPlaces(made, now), space = { room: made.picture.label, grow: made.grow };
  made.edges.forEach((edge, at) => {
    drawEdge(edge, now);
    drawLabel(made.labels[at], edge, now, places.get(edge), space);
  });
  drawLoss(made, now);
}

// -- words ---------------------------------------------------------------------------------------------------------

const superscriptOf = (edge) => String(edge.layer).replace(/[0-9]/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]);

// w₁₂⁽¹⁾, as the board writes an entry of W⁽¹⁾.
function weightSymbol(edge) {
  const places = edge.q[0] === "w" ? [edge.column] : [edge.row, edge.column];
  const index = places.map((place) => String(place + 1).replace(/[0-9]/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]));
  return `w${index.join(index.some((each) => each.length > 1) ? "," : "")}⁽${superscriptOf(edge)}⁾`;
}

function edgeName(edge) {
  const superscript = superscriptOf(edge);
  const place = edge.q[0] === "w" ? `entry ${edge.column + 1}` : `row ${edge.row + 1}, column ${edge.column + 1}`;
  return `weight ${edge.q[0]}⁽${superscript}⁾ ${place}`;
}

const KINDS = { input: "input", pre: "pre-activation", post: "hidden unit", score: "score" };

function nodeName(node) {
  if (node.kind === "one") return "constant 1";
  return node.kind === "loss" ? "loss ℓ" : `${node.called ?? KINDS[node.kind]} ${node.symbol}`;
}

function derivativeWords(dq, k, now) {
  return `; derivative ${formatNumber(now.number(dq, k))}`;
}

function edgeWords(edge, now) {
  const told = now.reached(edge.dq, edge.k) ? derivativeWords(edge.dq, edge.k, now) : "; derivative not computed yet";
  const fresh = now.changed(edge) ? `; new weight ${formatNumber(now.number(edge.q, edge.k, true))}` : "";
  return `${edgeName(edge)}: ${formatNumber(now.number(edge.q, edge.k))}${told}${fresh}`;
}

function nodeWords(node, now) {
  if (node.kind === "one") return nodeName(node);
  const value = now.reached(node.q, node.k) ? formatNumber(now.number(node.q, node.k)) : "not computed yet";
  const told = node.pill && now.reached(node.pill.q, node.k) ? derivativeWords(node.pill.q, node.k, now) : "";
  return `${nodeName(node)}: ${value}${told}`;
}

function summary(made, now) {
  const known = made.nodes.filter((node) => node.kind !== "one" && now.reached(node.q, node.k));
  const parts = known.map((node) => nodeWords(node, now));
  const shut = made.gates.filter((gate) => gate.group.was.class.includes("shut")).map((gate) => gate.k + 1);
  const gates = shut.length ? ` The gate is shut at unit ${shut.join(", ")}.` : "";
  return `${made.drawing.title}. ${parts.join(". ")}.${gates} ${made.reason.was.text ?? ""}`;
}

// -- choosing by pointer and keys ----------------------------------------------------------------------------------

// Columns from left to right: nodes and the edges between them, as the arrow keys go.
function walks(made) {
  const columns = new Map();
  const add = (at, item) => columns.set(at, [...(columns.get(at) ?? []), item]);
  for (const node of made.nodes) add(node.column * 2, node);
  for (const edge of made.edges) add((edge.layer - 1) * 4 + 1, edge);
  return [...columns].sort(([a], [b]) => a - b).map(([, items]) => items);
}

function neighbor(columns, item, key) {
  const c = columns.findIndex((items) => items.includes(item));
  const r = columns[c].indexOf(item);
  if (key === "ArrowUp" || key === "ArrowDown") return columns[c][r + (key === "ArrowUp" ? -1 : 1)] ?? item;
  const next = columns[c + (key === "ArrowLeft" ? -1 : 1)];
  if (!next) return item;
  const share = r / Math.max(1, columns[c].length - 1); // from top to bottom
  return next[Math.min(next.length - 1, Math.round(share * (next.length - 1)))];
}

function choose(player, item) {
  const marked = player.get("marked")?.weights;
  if (marked) {
    if (item.kind === "edge") player.set("marked", { weights: toggled(marked, item) });
    return;
  }
  const { layer, row, column, q, k } = item;
  const wanted = item.kind === "edge" ? { layer, row, column } : { node: q, entry: k };
  player.set("selected", isSelected(player.get("selected") ?? {}, item) ? {} : wanted);
  player.save_changes();
}

function speak(item, now) {
  put(item.group, "aria-label", item.kind === "edge" ? edgeWords(item, now) : nodeWords(item, now));
}

function toggled(marked, item) {
  const rest = marked.filter((place) => !isMarked([place], item));
  return rest.length < marked.length ? rest : [...marked, [item.layer, item.row, item.column]];
}

function makeReachable(made, player, momentNow) {
  const columns = walks(made);
  const items = columns.flat();
  const setStop = (item) => items.forEach((one) => one.group.el.setAttribute("tabindex", one === item ? 0 : -1));
  items[0].group.el.setAttribute("tabindex", 0);
  for (const item of items) {
    const el = item.group.el;
    el.addEventListener("click", () => {
      setStop(item);
      choose(player, item);
    });
    el.addEventListener("focus", () => {
      made.spoken = item;
      speak(item, momentNow());
    });
    el.addEventListener("blur", () => { // its numbers are of a moment that passes
      made.spoken = null;
      put(item.group, "aria-label", item.kind === "edge" ? edgeName(item) : nodeName(item));
    });
    el.addEventListener("keydown", (event) => {
      const arrow = event.key.startsWith("Arrow");
      if (!arrow && event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      if (!arrow) return choose(player, item);
      const next = neighbor(columns, item, event.key);
      setStop(next);
      next.group.el.focus();
    });
  }
}

// Where each drawn weight stands in θ, and how many units it comes from, for the line of the update.
function placeInTheta(made, recording) {
  const before = [0];
  for (const { W } of recording.schema.network.layers) before.push(before.at(-1) + recording.size(W));
  for (const edge of made.edges) {
    edge.place = before[edge.layer - 1] + edge.k;
    edge.inputs = recording.schema.network.sizes[edge.layer - 1];
  }
}

function keyOf({ sizes, activation, bias, output }) {
  return `${sizes.join("-")} ${activation} ${bias ? "bias" : "plain"}${output ? ` ${output.key}` : ""}`;
}

// The height that a drawing may have: of its row, and with other things below it in its column half of that.
function heightFor(root, lab) {
  const fit = parseFloat(lab.style.getPropertyValue("--nbnn-fit"));
  const column = root.closest(".nbnn-side"), shared = column?.offsetHeight > 0 && column.childElementCount > 1;
  return Number.isNaN(fit) ? Infinity : Math.max(fit, LEAST_FIT) / (shared ? 2 : 1) - AROUND;
}

// The wide drawing where its letters can be read, else the one whose letters are the largest in the room there is.
// Letters that are still too small grow; where that is not enough the drawing is larger than its frame and moves in it.
function fitFor(root, drawing) {
  const lab = root.closest(".nbnn-lab"), hall = lab?.classList.contains("nbnn-present");
  if (!lab || root.offsetWidth === 0) return { form: "wide", grow: 1, width: 0 };
  const high = hall ? root.offsetHeight : heightFor(root, lab);
  const least = hall ? LEAST_IN_HALL : LEAST;
  const seen = (each) => drawing.font * Math.min(root.offsetWidth / drawing[each].width, high / drawing[each].height);
  const largest = Math.max(...FORMS.map(seen));
  const isRead = seen("wide") >= (hall ? READABLE_IN_HALL : READABLE);
  const form = isRead ? "wide" : FORMS.find((each) => seen(each) >= NEARLY * largest);
  const grow = Math.min(MOST_GROWN, Math.max(1, Math.ceil((20 * least) / seen(form)) / 20));
  const small = !hall && seen(form) * grow < LEAST;
  return { form, grow, width: small ? Math.ceil((LEAST / grow / drawing.font) * drawing[form].width) : 0 };
}

const isLike = (made, fit) => ["form", "grow", "width"].every((name) => made[name] === fit[name]);

// What is looked at: the first of them that there is.
const NOW = [".node.current", ".label.current, .label.changed", ".edge.current .weight"];

// What is being computed, where the drawing is larger than its frame.
function keepInSight(frame) {
  if (!frame.classList.contains("nbnn-moves")) return;
  const found = NOW.map((current) => [...frame.querySelectorAll(current)]).find(({ length }) => length);
  if (!found) return;
  const boxes = found.map((each) => each.getBoundingClientRect());
  const around = frame.getBoundingClientRect();
  for (const [start, end, scroll] of [["left", "right", "scrollLeft"], ["top", "bottom", "scrollTop"]]) {
    const [first, last] = [Math.min(...boxes.map((box) => box[start])), Math.max(...boxes.map((box) => box[end]))];
    if (first >= around[start] && last <= around[end]) continue;
    frame[scroll] += (first + last - around[start] - around[end]) / 2;
  }
}

/** @type {RenderLater} */
async function render({ model, el }) {
  el.classList.add("nbnn", "nbnn-diagram", "nbnn-card");
  const title = elementOf("h3", "", "Network");
  const frame = elementOf("div", "nbnn-diagram-frame");
  const words = elementOf("p", "nbnn-hidden-text");
  const svg = mark("svg", "", frame, { role: "group" });
  el.replaceChildren(title, frame, words);
  const player = await playerOf(model);
  let made = null, later = 0, shown = -1;

  const momentNow = () => new Moment(player, recordingOf(player));
  const tell = () => { words.textContent = summary(made, momentNow()); };
  const draw = (recording, inTurn = false) => {
    const picture = model.get("drawing");
    if (!picture.key || picture.key !== keyOf(player.get("schema").network)) return;
    if (made?.drawing !== picture) {
      const fit = fitFor(frame, picture); // asks for the layout: only for a new drawing
      frame.classList.toggle("nbnn-moves", fit.width > 0);
      made = buildDrawing(svg, picture, fit);
      placeInTheta(made, recording);
      makeReachable(made, player, momentNow);
    }
    const now = new Moment(player, recording);
    svg.el.classList.toggle("gentle", shown === now.i);
    shown = now.i;
    drawMoment(made, now);
    keepInSight(frame);
    if (made.spoken) speak(made.spoken, now);
    rewrite(title, `Network: example ${now.number("example", 0)}${GOING[now.phase] ?? ""}`);
    clearTimeout(later);
    if (inTurn) later = setTimeout(tell, 150);
    else tell(); // a moment later it would cost the page another frame
  };
  const again = whenLoaded(player, draw);
  const sized = new ResizeObserver(() => {
    if (!made || isLike(made, fitFor(frame, made.drawing))) return;
    made = null;
    again();
  });
  const stop = followClosely(player, draw);
  model.on("change:drawing", again);
  sized.observe(frame);
  return () => {
    stop();
    clearTimeout(later);
    sized.disconnect();
    model.off("change:drawing", again);
  };
}

export default { render };
