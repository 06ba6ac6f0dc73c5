import { inTurn, playerNamed, recordingOf } from "../shared/recording.js";
import {
  isMarker, lazily, markerShape, modelsOf, nameFigure, placeFigure, plotArea, whenFigure
} from "../shared/charts.js";
import { asks, elementOf, setAttributes, shapeOf } from "../shared/elements.js";
import { askPython, tellAtRest, tellPython } from "../shared/python.js";
import { formatNumber } from "../shared/numbers.js";
import { restOf } from "../shared/rest.js";
import { text } from "../shared/template.js";

const HEAD = 7; // pixels: how long an arrow's head is
const SHORT = 2; // pixels: below this an arrow is a dot, and a chord lies on its curve
const BESIDE = 10; // pixels between a gap and its word
const APART = 1.5; // pixels between two places of a trail that are drawn while it moves: less than the line is wide
const OFTEN = 200; // ms between two moves, or less: it moves
const ENTRIES = 8; // of a legend that is shown whole; a longer one scrolls
const ROOM = 28; // pixels that a word needs inside a gap

// One player and where it is: what refs and templates read.
class Moment {
  constructor(player) {
    this.player = player;
    this.recording = recordingOf(player);
    this.i = player.get("index");
    this.updated = player.get("line") === (player.get("schema").lines?.length ?? 1) - 1;
  }

  get ready() {
    return this.recording.loaded > this.i;
  }

  number(ref) {
    if (typeof ref === "number") return ref;
    const [name, entry = 0, when = ""] = ref;
    return this.recording.value(name, entry, this.i, when === "after" && this.updated);
  }

  numbers(refs) {
    return Float64Array.from(refs, (ref) => this.number(ref));
  }

  // Does the recording hold what a mark is moved by? Not, for a moment, when a lab shows another picture.
  knows({ x, y }) {
    return this.has(x) && this.has(y);
  }

  // A number, a column, one of its entries, or some of these.
  has(ref) {
    if (!Array.isArray(ref)) return typeof ref === "number" || this.recording.has(ref);
    const [name, entry = 0] = ref;
    if (typeof name !== "string") return ref.every((each) => this.has(each));
    return this.recording.has(name) && entry < this.recording.size(name);
  }

  column(name) {
    return Float64Array.from({ length: this.recording.size(name) }, (_, k) => this.recording.value(name, k, this.i));
  }

  // Entry `entry` of a column from the first moment to this one, or the last so many of these.
  until([name, entry = 0, when = ""], most = Infinity) {
    const all = wholeColumn(this.recording, name, entry);
    const end = this.i + 1 + (when === "after" && this.updated ? 1 : 0);
    return all.subarray(Math.max(0, end - most), end);
  }
}

const wholeColumns = new WeakMap();

function wholeColumn(recording, name, entry) {
  if (!wholeColumns.has(recording)) wholeColumns.set(recording, new Map());
  const kept = wholeColumns.get(recording);
  const key = `${recording.loaded} ${entry} ${name}`;
  if (!kept.has(key)) {
    const { loaded } = recording;
    const numbers = Array.from({ length: loaded }, (_, i) => recording.value(name, entry, i));
    const last = loaded ? recording.value(name, entry, loaded - 1, name in recording.final) : NaN;
    kept.set(key, Float64Array.from([...numbers, last]));
  }
  return kept.get(key);
}

// The places of a trail without those that lie on the one before: a thousand in one spot cost what one does, and the
// line goes nowhere else. The latest is always one of them. A trail that has grown is gone on with where it was.
const thinned = new WeakMap(); // mark → how far its trail has been thinned

function apart(mark, xs, ys, places) {
  let kept = thinned.get(mark);
  const same = kept?.places === places && kept.of[0] === xs.buffer && kept.of[1] === ys.buffer;
  const goesOn = same && kept.end < xs.length;
  if (!goesOn) kept = { places, of: [xs.buffer, ys.buffer], end: 0, x: [], y: [], left: NaN, top: NaN };
  for (; kept.end < xs.length - 1; kept.end += 1) {
    const x = xs[kept.end], y = ys[kept.end], across = places.across(x), up = places.up(y);
    if (Math.abs(across - kept.left) < APART && Math.abs(up - kept.top) < APART) continue;
    kept.x.push(x);
    kept.y.push(y);
    [kept.left, kept.top] = [across, up];
  }
  thinned.set(mark, kept);
  return [Float64Array.of(...kept.x, ...xs.slice(-1)), Float64Array.of(...kept.y, ...ys.slice(-1))];
}

const MOVES = {
  points: (mark, { x, y }, now) => mark.set({ x: now.numbers(x), y: now.numbers(y) }),
  columns: (mark, { x, y }, now) => mark.set({ x: now.column(x), y: now.column(y) }),
  trail: (mark, { x, y, most }, now, places) => {
    const all = [now.until(x, most), now.until(y, most)];
    const [xs, ys] = places && !most ? apart(mark, ...all, places) : all;
    mark.set({ x: xs, y: ys });
  },
  text: (mark, { x, y, text: words }, now) =>
    mark.set({ x: now.numbers([x]), y: now.numbers([y]), text: [text(words, now.recording, now.i)] }),
};

function drawMovingLegend(legend, entries) {
  legend.replaceChildren(...entries.map(([key, color, words]) => {
    const entry = elementOf("span", "nbnn-chart-entry");
    const sample = isMarker(key) ? markerShape(key, color) : elementOf("span", `nbnn-key nbnn-key-${key}`);
    sample.style.setProperty("--key", `var(--nbnn-${color})`);
    entry.append(sample, document.createTextNode(words));
    return entry;
  }));
  const long = entries.length > ENTRIES;
  legend.classList.toggle("nbnn-chart-legend-long", long);
  if (long) legend.tabIndex = 0; // what scrolls must be reached by the keyboard
  else legend.removeAttribute("tabindex");
}

// ---- places: the figure's pixels and the axes' numbers ----

class Places {
  constructor(area, frame, { x, y }) {
    this.left = area.left - frame.left;
    this.top = area.top - frame.top;
    this.width = area.width;
    this.height = area.height;
    this.x = x;
    this.y = y;
  }

  across(value) {
    return this.left + ((value - this.x[0]) / (this.x[1] - this.x[0])) * this.width;
  }

  up(value) {
    return this.top + (1 - (value - this.y[0]) / (this.y[1] - this.y[0])) * this.height;
  }

  numbers(left, top) {
    const inside = (part) => Math.min(1, Math.max(0, part));
    return [this.x[0] + inside((left - this.left) / this.width) * (this.x[1] - this.x[0]),
      this.y[0] + inside(1 - (top - this.top) / this.height) * (this.y[1] - this.y[0])];
  }
}

// The height of a drawn curve between two of its points.
function heightAt([xs, ys], x) {
  let low = 0, high = xs.length - 1;
  if (x <= xs[0]) return ys[0];
  if (x >= xs[high]) return ys[high];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (xs[middle] <= x) low = middle;
    else high = middle;
  }
  const part = (x - xs[low]) / (xs[high] - xs[low]);
  return ys[low] + part * (ys[high] - ys[low]);
}

function nearestMoment(recording, name, x) {
  const all = wholeColumn(recording, name, 0);
  let best = 0;
  for (let i = 1; i < recording.loaded; i += 1) if (Math.abs(all[i] - x) < Math.abs(all[best] - x)) best = i;
  return best;
}

/** @type {(path: SVGPathElement, from: number[], to: number[], plain: boolean) => void} */
function drawArrow(path, [x0, y0], [x1, y1], plain) {
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (!Number.isFinite(length) || length < SHORT) {
    path.removeAttribute("d");
    return;
  }
  const head = plain ? "" : arrowHead(x1, y1, (x1 - x0) / length, (y1 - y0) / length, length);
  path.setAttribute("d", `M${x0} ${y0}L${x1} ${y1}${head}`);
}

// At (x, y), in the direction (u, v).
function arrowHead(x, y, u, v, length) {
  const head = Math.min(HEAD, length / 2);
  const wing = (side) => `${x - head * u - side * head * 0.5 * v} ${y - head * v + side * head * 0.5 * u}`;
  return `M${wing(1)}L${x} ${y}L${wing(-1)}`;
}

function makeGap() {
  const group = shapeOf("g", { class: "nbnn-gap", "aria-hidden": "true" }); // the caption says it
  const line = shapeOf("line", {}, group);
  const spot = shapeOf("circle", { r: 4 }, group);
  return { group, line, spot, word: shapeOf("text", {}, group) };
}

function movingHeading(el) {
  const parts = {
    title: elementOf("h3", ""), legend: elementOf("div", "nbnn-chart-legend"),
    caption: elementOf("p", "nbnn-chart-caption"), note: elementOf("p", "nbnn-chart-note"),
  };
  el.replaceChildren(...Object.values(parts));
  return parts;
}

// ---- what lies over the figure: arrows, and the handles that a learner moves ----

class Overlay {
  constructor(model, players) {
    this.model = model;
    this.players = players;
    this.svg = shapeOf("svg", { class: "nbnn-overlay", role: "group" });
    this.handles = new Map();
    this.asked = 0;
    this.arrows = shapeOf("svg", { class: "nbnn-arrows" }, this.svg); // of its own: what leaves the plot is cut
    this.chords = shapeOf("g", {}, this.svg);
    this.grips = shapeOf("g", {}, this.svg);
  }

  get picture() {
    return this.model.get("picture");
  }

  measure(figure) {
    this.figure = figure;
    if (this.svg.parentNode !== figure) figure.append(this.svg);
    this.places = new Places(plotArea(figure), this.svg.getBoundingClientRect(), this.picture);
    const { left, top, width, height } = this.places;
    setAttributes(this.arrows, { x: left, y: top, width, height, viewBox: `${left} ${top} ${width} ${height}` });
  }

  // Everything anew, for another picture.
  build() {
    this.built = this.picture;
    this.at = structuredClone(this.model.get("handles"));
    const handles = Object.entries(this.picture.handles ?? {});
    this.handles = new Map(handles.map(([name, spec]) => [name, this.makeHandle(name, spec)]));
    const chords = [...this.handles.values()].filter(({ spec }) => spec.along?.between);
    this.chordOf = new Map(chords.map((handle) => [handle, shapeOf("line", { class: "nbnn-chord" })]));
    this.gapOf = new Map(chords.filter(({ spec }) => spec.along.curve).map((handle) => [handle, makeGap()]));
    this.chords.replaceChildren(...this.chordOf.values(), ...[...this.gapOf.values()].map(({ group }) => group));
    this.grips.replaceChildren(...[...this.handles.values()].map(({ grip }) => grip));
    this.paths = (this.picture.arrows ?? []).map((spec) => {
      const group = shapeOf("g", { class: spec.plain ? "nbnn-arrow nbnn-arrow-plain" : "nbnn-arrow" });
      group.style.setProperty("--key", `var(--nbnn-${spec.color})`);
      return { spec, group, paths: [] };
    });
    this.arrows.replaceChildren(...this.paths.map(({ group }) => group));
  }

  makeHandle(name, spec) {
    const grip = shapeOf("g", { class: "nbnn-handle", tabindex: 0, role: "slider", "aria-label": spec.words });
    shapeOf("circle", { class: "nbnn-handle-room", r: 16 }, grip);
    shapeOf("circle", { class: "nbnn-handle-dot", r: 7 }, grip);
    if (spec.label) shapeOf("text", {}, grip).textContent = spec.label;
    const handle = { name, spec, grip };
    if (!spec.player) asks(grip, this.model, "handles"); // what is the player's own place moves without Python
    grip.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      event.stopPropagation();
      grip.focus();
      grip.setPointerCapture(event.pointerId);
    });
    grip.addEventListener("pointermove", (event) => {
      if (grip.hasPointerCapture(event.pointerId)) this.dragged(handle, event);
    });
    grip.addEventListener("click", (event) => event.stopPropagation()); // the end of a drag is no choice of a place
    grip.addEventListener("keydown", (event) => this.pressed(handle, event));
    return handle;
  }

  // The places of the two handles between which one moves.
  ends({ along }) {
    return along.between.map((other) => this.place(this.handles.get(other)));
  }

  place({ name, spec }) {
    if (spec.player) {
      const now = new Moment(this.players[spec.player]);
      return now.ready ? [now.number([spec.x, 0]), now.number([spec.y, 0])] : null;
    }
    const at = this.at[name];
    if (!at) return null;
    if (spec.along?.between) {
      const [a, b] = this.ends(spec); // between them a picture interpolates: the numbers are Python's
      return a && b ? [0, 1].map((k) => at[0] * a[k] + (1 - at[0]) * b[k]) : null;
    }
    return spec.along === "x" ? [at[0], heightAt(spec.curve, at[0])] : at;
  }

  dragged(handle, event) {
    const frame = this.svg.getBoundingClientRect();
    this.moveTo(handle, ...this.places.numbers(event.clientX - frame.left, event.clientY - frame.top));
  }

  moveTo(handle, x, y) {
    const { name, spec } = handle;
    if (spec.player) {
      const player = this.players[spec.player];
      player.set("index", nearestMoment(recordingOf(player), spec.x, x));
      this.draw(); // what is dragged is under the pointer at once
      return this.tellPlayer(player);
    }
    if (spec.along?.between) {
      const [a, b] = this.ends(spec);
      const share = Math.abs(a[0] - b[0]) < 1e-12 ? 0.5 : (x - b[0]) / (a[0] - b[0]);
      this.at[name] = [Math.min(1, Math.max(0, share))];
    } else this.at[name] = spec.along === "x" ? [x, heightAt(spec.curve, x)] : [x, y];
    this.draw();
    return this.tell();
  }

  // At most one question a frame, and always the last place.
  tell() {
    this.asked ||= requestAnimationFrame(() => {
      this.asked = 0;
      this.model.set("handles", structuredClone(this.at));
      tellPython(this.model, this.svg);
    });
  }

  tellPlayer(player) {
    clearTimeout(this.rest);
    this.rest = setTimeout(() => tellAtRest(player), restOf());
  }

  pressed(handle, event) {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const size = event.shiftKey ? 0.1 : 0.01;
    const { spec } = handle;
    if (spec.player) {
      const player = this.players[spec.player];
      const to = player.get("index") + (step[0] + step[1]) * (event.shiftKey ? 10 : 1);
      player.set("index", Math.min(Math.max(to, 0), recordingOf(player).loaded - 1));
      this.tellPlayer(player);
    } else if (spec.along?.between) {
      const [a, b] = this.ends(spec);
      const towards = (a[0] >= b[0] ? 1 : -1) * (step[0] + step[1]);
      this.at[handle.name] = [Math.min(1, Math.max(0, this.at[handle.name][0] + towards * size))];
      this.draw();
      this.tell();
    } else {
      const [x, y] = this.place(handle);
      const { x: across, y: up } = this.picture;
      const within = (value, [low, high]) => Math.min(high, Math.max(low, value));
      const onlyX = spec.along === "x";
      this.moveTo(handle, within(x + (onlyX ? step[0] + step[1] : step[0]) * size * (across[1] - across[0]), across),
        within(y + step[1] * size * (up[1] - up[0]), up));
    }
  }

  draw() {
    if (!this.places) return;
    for (const handle of this.handles.values()) this.drawHandle(handle);
    for (const arrow of this.paths ?? []) this.drawArrows(arrow);
  }

  drawHandle(handle) {
    const at = this.place(handle);
    handle.grip.style.display = at ? "" : "none";
    if (!at) return;
    const [left, top] = [this.places.across(at[0]), this.places.up(at[1])];
    handle.grip.setAttribute("transform", `translate(${left} ${top})`);
    this.say(handle, at);
    const chord = this.chordOf.get(handle);
    if (!chord) return;
    const [[x1, y1], [x2, y2]] = this.ends(handle.spec).map(([x, y]) => [this.places.across(x), this.places.up(y)]);
    setAttributes(chord, { x1, y1, x2, y2 });
    if (this.gapOf.has(handle)) this.drawGap(handle, at[0], left, top);
  }

  // Where the handle is, as a slider says it.
  say({ name, spec, grip }, at) {
    const between = spec.along?.between;
    const told = spec.tells && new Moment(this.players[spec.player]).number([spec.tells, 0]);
    const only = between ? this.at[name][0] : spec.tells ? told : at[0];
    const [low, high] = between ? [0, 1] : spec.range ?? this.picture.x;
    const words = (spec.along === "xy" ? at : [only]).map((value) => formatNumber(value)).join(", ");
    const range = { "aria-valuemin": low, "aria-valuemax": high, "aria-valuenow": only, "aria-valuetext": words };
    setAttributes(grip, range);
  }

  // From the chord to the curve under or over it. What is nearer than a few pixels gets no word here: the numbers tell.
  drawGap(handle, x, left, top) {
    const { along } = handle.spec;
    const { group, line, spot, word } = this.gapOf.get(handle);
    const end = this.places.up(heightAt(along.curve, x));
    const side = end - top > SHORT ? "above" : top - end > SHORT ? "below" : "";
    group.setAttribute("class", `nbnn-gap nbnn-gap-${side || "none"}`);
    handle.grip.classList.toggle("nbnn-handle-under", side === "below"); // its name would lie on the gap
    const inside = left + this.places.width / 4 < this.places.left + this.places.width;
    const past = end + Math.sign(end - top) * (ROOM / 2);
    const height = Math.abs(end - top) > ROOM ? (top + end) / 2 : past; // in the gap, or past its end
    setAttributes(line, { x1: left, x2: left, y1: top, y2: end });
    setAttributes(spot, { cx: left, cy: end });
    setAttributes(word, { x: left + (inside ? BESIDE : -BESIDE), y: height, "text-anchor": inside ? "start" : "end" });
    word.textContent = along[side] ?? "";
  }

  drawArrows({ spec, group, paths }) {
    const now = new Moment(this.players[spec.player ?? "player"]);
    if (!now.ready) return;
    const [x, y] = spec.from.map((ref) => now.number(ref));
    const xs = spec.to ? [now.number(spec.to[0])] : now.column(spec.x);
    const ys = spec.to ? [now.number(spec.to[1])] : now.column(spec.y);
    while (paths.length < xs.length) paths.push(shapeOf("path", {}, group));
    const { places } = this;
    const from = [places.across(x), places.up(y)];
    paths.forEach((path, k) => drawArrow(path, from, [places.across(xs[k]), places.up(ys[k])], spec.plain));
  }

  stop() {
    cancelAnimationFrame(this.asked);
    clearTimeout(this.rest);
    this.svg.remove();
  }
}

// ---- the chart: its marks follow the players, and the caption says where they are ----

class MovingChart {
  constructor(model, el, players) {
    this.model = model;
    this.players = players;
    this.marks = {};
    this.figure = null;
    this.latest = -Infinity; // when a player moved last
    this.parts = movingHeading(el);
    this.overlay = new Overlay(model, players);
    this.speak = lazily(() => this.nameIt());
    this.whole = lazily(() => this.draw(), OFTEN);
    this.again = lazily(() => this.layOut(), 350); // bqplot itself waits 300 ms before it lays out again
    this.resized = new ResizeObserver(this.again);
    this.laidOut = new MutationObserver(() => this.layOut()); // however long bqplot took for it
    this.clicked = (event) => this.pick(event);
  }

  get picture() {
    return this.model.get("picture");
  }

  caption() {
    const { caption, captionPlayer } = this.picture;
    const now = this.players[captionPlayer] && new Moment(this.players[captionPlayer]);
    const said = caption && now?.ready ? text(caption, now.recording, now.i) : this.model.get("caption");
    if (this.parts.caption.title === said) return;
    this.parts.caption.textContent = this.parts.caption.title = said;
  }

  nameIt() {
    const { words, handles } = this.picture;
    const role = Object.keys(handles ?? {}).length ? "group" : "img"; // an image has nothing to move inside
    if (this.figure) nameFigure(this.figure, [words, this.parts.caption.textContent].filter(Boolean).join(" "), role);
  }

  // which: the player that moved; without it, all. places: given while it moves; trails are thinned to them.
  draw(which = "", places = null) {
    for (const move of this.picture.moves ?? []) {
      const name = move.player ?? "player";
      if ((which && name !== which) || !this.marks[move.mark]) continue;
      const now = new Moment(this.players[name]);
      if (now.ready && now.knows(move)) MOVES[move.kind](this.marks[move.mark], move, now, places);
    }
    this.overlay.draw();
    this.caption();
    this.speak();
  }

  follow(name) {
    const now = performance.now();
    const moving = now - this.latest < OFTEN;
    this.latest = now;
    this.draw(name, moving ? this.overlay.places : null);
    if (moving) this.whole();
  }

  async show() {
    const { picture, parts } = this;
    if (!picture.x) return;
    this.marks = await modelsOf(this.model, "marks");
    parts.title.textContent = picture.title;
    parts.note.textContent = picture.note;
    if (picture.live) parts.caption.setAttribute("role", "status");
    else parts.caption.removeAttribute("role");
    drawMovingLegend(parts.legend, picture.legend);
    this.figure?.classList.toggle("nbnn-place", picture.place);
    this.overlay.build();
    if (this.figure) this.overlay.measure(this.figure);
    this.draw();
  }

  takeHandles() {
    const handles = this.model.get("handles");
    if (this.overlay.built !== this.picture) return; // they belong to a picture that is on its way
    if (JSON.stringify(this.overlay.at) === JSON.stringify(handles)) return;
    this.overlay.at = structuredClone(handles);
    this.overlay.draw();
  }

  pick({ clientX, clientY, shiftKey }) {
    if (!this.picture.place) return;
    const { left, top, width, height } = plotArea(this.figure);
    if (clientX < left || clientX > left + width || clientY < top || clientY > top + height) return;
    const frame = this.overlay.svg.getBoundingClientRect();
    const at = this.overlay.places.numbers(clientX - frame.left, clientY - frame.top);
    askPython(this.model, { do: "place", at, add: shiftKey }, { from: this.overlay.svg });
  }

  place(figure) {
    this.figure = figure;
    figure.addEventListener("click", this.clicked);
    figure.classList.toggle("nbnn-place", Boolean(this.picture.place));
    this.resized.observe(figure);
    this.laidOut.observe(figure.querySelector(".plotarea_events"), { attributeFilter: ["width", "height"] });
    this.layOut();
    this.speak();
  }

  layOut() {
    this.overlay.measure(this.figure);
    this.overlay.draw();
  }

  stop() {
    this.speak.stop();
    this.whole.stop();
    this.again.stop();
    this.resized.disconnect();
    this.laidOut.disconnect();
    this.figure?.removeEventListener("click", this.clicked);
    this.overlay.stop();
  }
}

function followAll(players, act) {
  const stops = Object.entries(players).map(([name, player]) => {
    const moved = inTurn(() => act(name));
    player.on("change", moved);
    return () => {
      moved.stop();
      player.off("change", moved);
    };
  });
  return () => stops.forEach((stop) => stop());
}

async function playersNamed(model) {
  const named = async ([name, reference]) => [name, await playerNamed(model, reference)];
  return Object.fromEntries(await Promise.all(Object.entries(model.get("players")).map(named)));
}

/** @type {RenderLater} */
async function render({ model, el }) {
  const parts = ["picture", "caption", "handles"];
  const players = await playersNamed(model);
  const chart = new MovingChart(model, el, players);
  const acts = [() => chart.show(), () => chart.caption(), () => chart.takeHandles()];
  parts.forEach((part, k) => model.on(`change:${part}`, acts[k]));
  const stopFollowing = followAll(players, (name) => chart.follow(name));
  await chart.show();
  const stopPlacing = await placeFigure(model, el);
  const stopLooking = whenFigure(el, ".nbnn-moving", (figure) => chart.place(figure), chart.again);
  return () => {
    [stopFollowing, stopPlacing, stopLooking].forEach((stop) => stop());
    parts.forEach((part, k) => model.off(`change:${part}`, acts[k]));
    chart.stop();
  };
}

export default { render };
