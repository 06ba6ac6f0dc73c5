// A recording on the page: typed arrays over the bytes that Python sent. Nothing is computed here.
import { askPython } from "./python.js";
import { termsIn, unitReached } from "./terms.js";

const TYPES = { f4: Float32Array, i4: Int32Array, u2: Uint16Array, u1: Uint8Array };

function bytesOf(value) {
  if (!value) return new Uint8Array(0);
  if (value instanceof Uint8Array) return value;
  return new Uint8Array(value.buffer ?? value, value.byteOffset ?? 0, value.byteLength);
}

// The columns of one chunk of `n` updates. A buffer from the wire may start at any byte; typed arrays may not.
function columnsOf(columns, bytes, n) {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  const found = new Map();
  let at = aligned.byteOffset;
  for (const { name, dtype, shape, entries } of columns) {
    const size = entries?.length ?? shape.reduce((a, b) => a * b, 1);
    found.set(name, new TYPES[dtype](aligned.buffer, at, n * size));
    at += found.get(name).byteLength;
  }
  return found;
}

// Column → entry → its place among those that were sent, for the columns that have not all of theirs.
function placesOf(columns) {
  const some = columns.filter(({ entries }) => entries);
  return new Map(some.map(({ name, entries }) => [name, new Map(entries.map((entry, place) => [entry, place]))]));
}

const NOTHING = { start: 0, end: 0, columns: new Map() };

export class Recording {
  constructor(schema, tables, head, tail, terms) {
    this.schema = schema;
    this.updates = schema.updates ?? 0;
    this.shapes = new Map((schema.columns ?? []).map(({ name, shape }) => [name, shape]));
    this.sizes = new Map([...this.shapes].map(([name, shape]) => [name, shape.reduce((a, b) => a * b, 1)]));
    this.places = placesOf(schema.columns ?? []); // of large quantities, of which only some entries are sent
    this.chunks = []; // in order: {start, end, columns}
    this.recent = NOTHING; // the chunk that was asked last
    this.add(0, schema.head ?? 0, head);
    if (bytesOf(tail).byteLength) this.add(schema.head, this.updates, tail);
    this.sentences = [...(schema.sentences ?? [])];
    this.insides = new Map(); // of a recording that grows: moment → {columns, sentences, examples}
    this.patterns = new Map(Object.entries(schema.patterns ?? {}));
    this.terms = this.readTerms(terms);
    this.tables = this.readTables(schema.tables ?? [], bytesOf(tables));
    this.final = Object.fromEntries(Object.entries(schema.final ?? {}).map(([name, w]) => [name, w.flat()]));
    this.breaks = new Map(Object.entries(schema.breaks ?? {}).map(([at, weights]) =>
      [Number(at), Object.fromEntries(Object.entries(weights).map(([name, w]) => [name, w.flat()]))]));
  }

  add(start, end, bytes) {
    this.chunks.push({ start, end, columns: columnsOf(this.schema.columns ?? [], bytesOf(bytes), end - start) });
  }

  // More moments of a recording that grows; false when some before them have not arrived.
  grow({ start, sentences }, bytes) {
    if (start > this.loaded) return false;
    if (start + sentences.length <= this.loaded) return true; // sent once more
    this.chunks = this.chunks.filter((chunk) => chunk.start < start);
    this.add(start, start + sentences.length, bytes);
    this.sentences.splice(start, this.sentences.length, ...sentences);
    return true;
  }

  // What happened within a moment, as moments of its own.
  open({ moment, columns, sentences, examples }, bytes) {
    this.insides.set(moment, { columns: columnsOf(columns, bytesOf(bytes), sentences.length), sentences, examples });
  }

  // The products and running sums, which are sent when somebody goes term by term: those of this very run.
  readTerms(terms) {
    const { key, columns } = this.schema.terms ?? {};
    const sent = columns && terms?.key === key ? bytesOf(terms.bytes) : null;
    return sent?.byteLength ? columnsOf(columns, sent, this.updates) : new Map();
  }

  get hasTerms() {
    return this.terms.size > 0;
  }

  readTables(tables, bytes) {
    const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
    const found = new Map();
    let at = aligned.byteOffset;
    for (const { name, shape, dtype = "f4" } of tables) {
      const width = shape.slice(1).reduce((a, b) => a * b, 1);
      const numbers = new TYPES[dtype](aligned.buffer, at, shape[0] * width);
      found.set(name, { width, shape: shape.slice(1), numbers });
      at += found.get(name).numbers.byteLength;
    }
    return found;
  }

  // Moments that can be shown now. The last of a first chunk waits, for its weights afterwards stand in the next; each
  // moment of a recording that grows stands for itself.
  get loaded() {
    const { end } = this.chunks.at(-1);
    return this.schema.grows || end === this.updates ? end : Math.max(0, end - 1);
  }

  has(name) {
    return this.sizes.has(name) || this.tables.has(name) || name in (this.schema.constants ?? {});
  }

  shape(name) {
    return this.patterns.get(name)?.shape ?? this.shapes.get(name) ?? this.tables.get(name)?.shape ?? [];
  }

  size(name) {
    return this.patterns.get(name)?.rows[0].length ?? this.sizes.get(name) ?? this.tables.get(name)?.width ?? 1;
  }

  // Entry k (in reading order) of a quantity at update i; `after`: weights after the update.
  /** @type {(name: string, k: number, i: number, after?: boolean) => number} */
  value(name, k, i, after = false) {
    if (after) return this.weightAfter(name, k, i);
    const table = this.sizes.has(name) ? undefined : this.tables.get(name); // a column where the data has changed since
    if (table) return table.numbers[this.column("example", 0, i) * table.width + k];
    const terms = this.terms.get(name);
    if (terms) return terms[i * (terms.length / this.updates) + k];
    if (!this.sizes.has(name)) return this.schema.constants?.[name] ?? NaN;
    const pattern = this.patterns.get(name);
    if (pattern) return pattern.rows[this.column(name, 0, i)]?.[k] ?? NaN;
    const raw = this.column(name, k, i);
    const codes = this.schema.codes?.[name];
    return codes ? codes[raw] : raw;
  }

  weightAfter(name, k, i) {
    const left = this.breaks.get(i);
    if (left) return left[name][this.placeOf(name, k)] ?? NaN;
    return i + 1 < this.updates ? this.column(name, k, i + 1) : this.final[name][this.placeOf(name, k)] ?? NaN;
  }

  column(name, k, i) {
    const { start, columns } = this.chunkOf(i);
    const size = this.places.get(name)?.size ?? this.sizes.get(name);
    return columns.get(name)?.[(i - start) * size + this.placeOf(name, k)] ?? NaN;
  }

  // Where entry k stands among those that were sent: NaN where it was not.
  placeOf(name, k) {
    const places = this.places.get(name);
    return places ? places.get(k) ?? NaN : k;
  }

  // All entries of a quantity at moment i, or at moment `inner` within it: a part of what was sent, not a copy.
  row(name, i, inner = 0) {
    const { start, columns } = inner > 0 ? { start: i - inner, columns: this.insides.get(i).columns } : this.chunkOf(i);
    const size = this.sizes.get(name);
    return columns.get(name).subarray((i - start) * size, (i - start + 1) * size);
  }

  // What is said of a moment, or of moment `inner` within it.
  said(i, inner = 0) {
    return inner > 0 ? this.insides.get(i)?.sentences[inner] : this.sentences[i];
  }

  chunkOf(i) {
    if (i >= this.recent.start && i < this.recent.end) return this.recent;
    this.recent = this.chunks.findLast(({ start, end }) => i >= start && i < end) ?? NOTHING;
    return this.recent;
  }
}

// The player's model, which every view of a lab follows.
/** @type {(model: Model) => Promise<Model>} */
export async function playerOf(model) {
  return await playerNamed(model, model.get("player"));
}

/** @type {(model: Model, reference: string) => Promise<Model>} */
export async function playerNamed(model, reference) {
  return await model.widget_manager.get_model(reference.slice("IPY_MODEL_".length));
}

// Asks the kernel for another recording, and says first where we are: a move that is told after the answer would take
// the page back to where it was when it asked. `from`: the element where one waits; false where nobody can answer.
/** @type {(player: Model, question: unknown, from?: Element | null) => boolean} */
export function askPlayer(player, question, from) {
  player.save_changes();
  return askPython(player, question, { from });
}

// One for a player and what it was sent, for all its views: what a view gets for the player's model is another object
// each time.
const recordings = new WeakMap(); // widget manager → the player's own name → its recording

function recordingsBeside(player) {
  const { widget_manager: manager } = player;
  if (!recordings.has(manager)) recordings.set(manager, new Map());
  return recordings.get(manager);
}

/** @type {(player: Model) => Recording} */
export function recordingOf(player) {
  const beside = recordingsBeside(player), own = player.get("_own");
  const sent = ["schema", "tables", "head", "tail", "terms"].map((name) => player.get(name));
  const kept = beside.get(own);
  const [schema, tables, head, tail, terms] = sent;
  if (kept?.sent.every((each, k) => each === sent[k]) || grownFrom(kept?.recording, schema)) return kept.recording;
  const recording = new Recording(schema, tables, head, tail, terms);
  beside.set(own, { sent, recording });
  return recording;
}

// How a recording that grows began is sent again when a lost connection is back; what it has grown by is here.
function grownFrom(recording, { grows, version }) {
  return grows && recording?.schema.grows && recording.schema.version === version;
}

/** @type {(player: Model) => void} */
export function forgetRecording(player) {
  recordingsBeside(player).delete(player.get("_own"));
}

/** @type {(schema: any, name: string) => number} */
export function lineIndex(schema, name) {
  return (schema.lines ?? []).findIndex((line) => line.name === name);
}

/** @type {(player: Model) => any} */
export function lineOf(player) {
  return player.get("schema").lines?.[player.get("line")];
}

// Has entry k of the quantity been reached at the player's place within the update, and is it not covered?
/** @type {(player: Model, name: string, k?: number) => boolean} */
export function computed(player, name, k = 0) {
  const at = lineIndex(player.get("schema"), name);
  const line = player.get("line");
  if (at < 0) return true;
  if (at === line && hidden(player, name)) return false;
  return at < line || (at === line && k <= unitReached(player));
}

// "Ask me first": is what this line says in update i still the learner's to find? Every view asks here. What is not a
// line of the board is covered only in later updates; so is everything where the question is what comes after this one.
/** @type {(player: Model, name: string, i?: number) => boolean} */
export function hidden(player, name, i = player.get("index")) {
  const covered = player.get("covered");
  if (covered?.line === undefined || i < covered.update) return false;
  if (i > covered.update) return true;
  if (covered.after) return false;
  const schema = player.get("schema");
  return lineIndex(schema, name) >= lineIndex(schema, covered.line);
}

// The same of a whole moment of a recording whose moments have no lines to step through.
/** @type {(player: Model, i: number) => boolean} */
export function hiddenMoment(player, i) {
  return hidden(player, player.get("covered").line, i);
}

// Is the player at the line that the learner is asked for?
/** @type {(player: Model) => boolean} */
export function waits(player) {
  const covered = player.get("covered");
  return covered?.line !== undefined && player.get("index") === covered.update && lineOf(player)?.name === covered.line;
}

// The place of a move, no further than the line that is asked for.
/** @type {(player: Model, to: Place) => Place} */
export function allowed(player, to) {
  const covered = player.get("covered");
  if (covered?.line === undefined) return to;
  const line = lineIndex(player.get("schema"), covered.line);
  if (to.index < covered.update || (to.index === covered.update && to.line <= line)) return to;
  const there = player.get("schema").lines?.[line], how = player.get("granularity");
  const unit = ["unit", "term"].includes(how) ? 0 : Math.max(1, there?.size ?? 1) - 1;
  return { index: covered.update, line, unit, term: how === "term" ? 0 : termsIn(there) - 1 };
}

// Has the recording the place where the player is? It may not have arrived yet; or the learner has moved on to a line
// that another recording, which came just then, has not got: Python, told of it, says where one is.
/** @type {(recording: any, player: Model) => boolean} */
export function isThere(recording, player) {
  const { lines, inner } = player.get("schema");
  return recording.loaded > player.get("index") && (Boolean(inner) || player.get("line") < (lines?.length ?? Infinity));
}

// Draws where the player is, if it is there.
/** @type {(player: Model, draw: Draw) => (inTurn?: boolean) => void} */
export function whenLoaded(player, draw) {
  return (waited) => {
    const recording = recordingOf(player);
    if (isThere(recording, player)) draw(recording, waited === true);
  };
}

// Draw now and after every change of the player, once each; returns what stops it.
/** @type {(player: Model, draw: Draw) => Stop} */
export function follow(player, draw) {
  const redraw = whenLoaded(player, draw);
  player.on("change", redraw);
  redraw();
  return () => player.off("change", redraw);
}

// Views that wait their turn: one is drawn in each frame, always with where the player is by then. `rest`: the frames
// before the first.
class Turns {
  constructor(rest) {
    this.rest = rest;
    this.waiting = new Set();
    this.frame = 0;
  }

  add(redraw) {
    this.waiting.add(redraw);
    if (!this.frame) this.wait(this.rest);
  }

  wait(frames) {
    this.frame = requestAnimationFrame(() => (frames > 1 ? this.wait(frames - 1) : this.take()));
  }

  take() {
    const [redraw] = this.waiting;
    this.waiting.delete(redraw);
    this.frame = 0;
    if (this.waiting.size) this.wait(1);
    redraw?.(true);
  }

  remove(redraw) {
    this.waiting.delete(redraw);
  }
}

// Is this move one of many, with another one in the frame before?
let lastMove = null, oneOfMany = false, moving = false;

function isOneOfMany() {
  const frame = document.timeline.currentTime;
  if (frame !== lastMove) {
    oneOfMany = moving;
    moving = true;
    lastMove = frame;
    requestAnimationFrame(() => { moving = lastMove !== frame; }); // after what moves in that frame
  }
  return oneOfMany;
}

const cards = new Turns(1);

// The same as `follow`, for what is too much to be drawn in every frame. Where the player moves in every frame, nobody
// can compare the numbers of one view with those of another: they are drawn in turn, and `draw` is told so.
/** @type {(player: Model, draw: Draw) => Stop} */
export function followClosely(player, draw) {
  const redraw = whenLoaded(player, draw);
  let schema = null;
  const now = (waited = false) => {
    schema = player.get("schema");
    redraw(waited);
  };
  const changed = inTurn(now, () => player.get("schema") === schema && player.get("covered")?.line === undefined);
  player.on("change", changed);
  now();
  return () => {
    changed.stop();
    player.off("change", changed);
  };
}

// What acts when it is called, or, of many calls, one in each frame, when it `may` wait and it is its turn.
/** @type {(act: () => void, may?: () => boolean) => (() => void) & { stop: () => void }} */
export function inTurn(act, may = () => true) {
  const asked = () => {
    const one = isOneOfMany();
    if (one && may()) return cards.add(act);
    cards.remove(act);
    return act();
  };
  asked.stop = () => cards.remove(act);
  return asked;
}

// Where the player is in a recording that grows, as far as that has arrived: {index, inner}; null where it has not.
export function momentOf(recording, player) {
  const index = player.get("index");
  return index < recording.loaded ? { index, inner: recording.insides.has(index) ? player.get("line") : 0 } : null;
}

// Draw in the next frame, once, however much changes until then. Returns {draw, stop}: `draw` asks for it besides.
export function followByFrame(player, redraw) {
  let pending = 0;
  const draw = () => {
    pending ||= requestAnimationFrame((now) => {
      pending = 0;
      redraw(now);
    });
  };
  player.on("change", draw);
  draw();
  const stop = () => {
    cancelAnimationFrame(pending);
    player.off("change", draw);
  };
  return { draw, stop };
}

// Charts always wait their turn: the numbers change in the frame of the move, and the charts in the next ones. All at
// once would be more than a frame of work.
const charts = new Turns(2);

/** @type {(player: Model, draw: Draw) => Stop} */
export function followInTurn(player, draw) {
  const redraw = whenLoaded(player, draw);
  const wait = () => charts.add(redraw);
  player.on("change", wait);
  redraw();
  return () => {
    charts.remove(redraw);
    player.off("change", wait);
  };
}
