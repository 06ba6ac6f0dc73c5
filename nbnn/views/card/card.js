// The derivation card: the paths from the loss back to one weight, and the wiggle. Every number comes from Python;
// here they are put in their places as the player moves.
import { computed, followClosely, hidden, playerOf, recordingOf } from "../shared/recording.js";
import { partOf, rewrite } from "../shared/elements.js";
import { formatNumber } from "../shared/numbers.js";
import { SAYS, askPython, onPython, pythonOf } from "../shared/python.js";
import { mathml } from "../shared/template.js";

const NONE = "–";
const UNDERFLOW = 31;
const SPEAK_AFTER = 600; // ms without a change, so that a drag is told once
const ASK_AGAIN = 3000; // ms

function sameWeight(one, other) {
  return one?.layer === other?.layer && one?.row === other?.row && one?.column === other?.column;
}

function isWeight(selected) {
  return Number.isInteger(selected?.layer) && Number.isInteger(selected.row) && Number.isInteger(selected.column);
}

function signed(value) {
  return value > 0 ? `+${formatNumber(value)}` : formatNumber(value);
}

// A buffer from the wire may start at any byte; typed arrays may not.
function reader(view) {
  const { buffer: whole, byteOffset: start, byteLength: length } = view ?? new DataView(new ArrayBuffer(0));
  const buffer = whole.slice(start, start + length);
  let at = 0;
  return (Type, n) => {
    const made = new Type(buffer, at, n);
    at += made.byteLength;
    return made;
  };
}

function derivationColumns(derivation, view) {
  const [T, P] = [derivation.updates ?? 0, derivation.paths?.length ?? 0];
  if (!T || !view?.byteLength) return null;
  const take = reader(view);
  return {
    products: take(Float32Array, T * P), rest: take(Float32Array, T), sum: take(Float32Array, T),
    difference: take(Float32Array, T), error: take(Float32Array, T),
    zeros: take(Uint32Array, T * P), straddles: take(Uint8Array, T),
  };
}

function wiggleColumns(info, view) {
  if (!info.quantities || !view?.byteLength) return null;
  const [n, E, Q] = [info.stop - info.start, info.epsilons.length, info.quantities.length];
  const take = reader(view);
  return {
    E, Q, after: take(Float32Array, n * E * Q), change: take(Float32Array, n * E * Q), ratio: take(Float32Array, n * E),
    reasons: take(Uint8Array, n * E * Q), crossed: take(Uint8Array, n * E * Q),
  };
}

// ------------------------------------------------------------------------------------------- choosing a weight

// All keys of the lab but the one that plays.
function keepArrows(event) {
  if (event.key !== " ") event.stopPropagation();
}

// Three selects: the keyboard's and the screen reader's way to a weight, and a label of what is selected.
class WeightChooser {
  constructor(choose) {
    this.choose = choose;
    this.layers = [];
    this.layer = this.select("Weight in", () => this.pick(0, 0));
    this.from = this.select("from", () => this.pick(this.to.selectedIndex, this.from.selectedIndex));
    this.to = this.select("to", () => this.pick(this.to.selectedIndex, this.from.selectedIndex));
    const labels = [this.layer, this.from, this.to].map((select) => select.parentElement);
    this.root = partOf("div", "nbnn-choose", ...labels);
  }

  select(label, changed) {
    const made = partOf("select", "nbnn-select");
    made.disabled = true;
    made.addEventListener("change", changed);
    partOf("label", "", partOf("span", "", label), made);
    return made;
  }

  pick(row, column) {
    const layer = this.layers[this.layer.selectedIndex - 1];
    this.choose(layer ? { layer: layer.layer, row: Math.max(0, row), column: Math.max(0, column) } : {});
  }

  fill(select, names) {
    if (select.nbnnNames === names) return;
    select.nbnnNames = names;
    select.replaceChildren(...names.map((name) => partOf("option", "", name)));
  }

  offer(layers) {
    if (this.layers === layers) return;
    this.layers = layers;
    this.fill(this.layer, ["none", ...layers.map(({ name }) => name)]);
    this.layer.disabled = layers.length === 0;
  }

  show(selected) {
    const at = isWeight(selected) ? this.layers.findIndex(({ layer }) => layer === selected.layer) : -1;
    if (this.layer.selectedIndex !== at + 1) this.layer.selectedIndex = at + 1;
    for (const [select, names, k] of [[this.from, "sources", selected?.column], [this.to, "targets", selected?.row]]) {
      select.disabled = at < 0;
      this.fill(select, this.layers[at]?.[names] ?? []);
      if (at >= 0 && select.selectedIndex !== k) select.selectedIndex = k;
    }
  }
}

// ------------------------------------------------------------------------------------------------ going backward

// One factor: its symbol, and under it its number.
class FactorTile {
  constructor(factor) {
    this.factor = factor;
    this.number = partOf("span", "nbnn-number");
    this.root = partOf("span", "nbnn-tile", partOf("span", "nbnn-symbol", mathml(factor.symbol)), this.number);
  }

  draw(player, recording, i, isZero) {
    const { q, k, after } = this.factor;
    const known = after === null || computed(player, after, k);
    rewrite(this.number, known ? formatNumber(recording.value(q, k, i)) : NONE);
    this.root.classList.toggle("nbnn-unknown", !known);
    this.root.classList.toggle("nbnn-zero", known && isZero);
    return known;
  }
}

// A sign between two tiles, in the line of the symbols (`above`) and in the line of the numbers.
function operator(above, below = above) {
  return partOf("span", "nbnn-operator", partOf("span", "nbnn-symbol", above), partOf("span", "nbnn-number", below));
}

function sign(text) {
  return partOf("span", "nbnn-sign", text);
}

function heading(symbol) {
  return partOf("span", "nbnn-heading", partOf("span", "nbnn-symbol", symbol), partOf("span", "nbnn-number"));
}

class PathRow {
  constructor(path, lead) {
    this.path = path;
    this.tiles = path.factors.map((factor) => new FactorTile(factor));
    this.product = partOf("span", "nbnn-number nbnn-product");
    this.why = partOf("span", "nbnn-why");
    const factors = this.tiles.flatMap((tile, f) => (f ? [operator("·"), tile.root] : [tile.root]));
    const row = partOf("div", "nbnn-path-factors", ...lead, ...factors,
      partOf("span", "nbnn-result", operator("", "="), this.product));
    this.root = partOf("li", "nbnn-path", row, partOf("span", "nbnn-through", path.through, " ", this.why));
  }

  draw(player, recording, i, product, zeros, known) {
    const words = this.tiles.flatMap((tile, f) => {
      const zero = Boolean((zeros >>> f) & 1);
      const told = tile.draw(player, recording, i, zero);
      return told && zero && tile.factor.words ? [tile.factor.words] : [];
    });
    if ((zeros >>> UNDERFLOW) & 1) words.push("the product is too small for a number");
    rewrite(this.product, known ? formatNumber(product) : NONE);
    this.product.classList.toggle("nbnn-unknown", !known);
    rewrite(this.why, words.length ? `✕ ${words.join(", and ")}` : "");
  }
}

class Backward {
  constructor() {
    this.root = partOf("div", "nbnn-backward");
    this.rows = [];
  }

  // The places for one weight's paths, made once for a selection.
  build(derivation) {
    const one = derivation.paths.length + derivation.more === 1;
    this.rows = derivation.paths.map((path, p) =>
      new PathRow(path, one ? [heading(mathml(derivation.derivative)), operator("=")] : [operator(p ? "+" : "")]));
    this.rest = derivation.more ? partOf("span", "nbnn-number nbnn-product") : null;
    this.total = one ? null : partOf("span", "nbnn-number nbnn-product");
    this.difference = partOf("span", "nbnn-number nbnn-wide");
    this.error = partOf("span", "nbnn-number nbnn-wide");
    this.verdict = partOf("span", "nbnn-verdict");
    this.late = partOf("span", "nbnn-late");
    const list = partOf("ol", one ? "nbnn-paths" : "nbnn-paths nbnn-many", ...this.rows.map((row) => row.root));
    if (!one) this.makeScrollable(list, derivation);
    const { more } = derivation;
    const others = `+ ${more} more ${more === 1 ? "path" : "paths"}, together = `;
    if (this.rest) list.append(partOf("li", "nbnn-path nbnn-more", others, this.rest));
    const total = one ? [] : [partOf("div", "nbnn-total", mathml(derivation.derivative), sign("="),
      `the sum over ${derivation.paths.length + derivation.more} paths`, sign("="), this.total)];
    const check = partOf("div", "nbnn-check", partOf("span", "", "Finite difference ", this.difference),
      partOf("span", "", "relative error ", this.error), this.verdict, this.late);
    this.root.replaceChildren(list, ...total, check);
  }

  // Many paths scroll in their place; for that the keyboard must get there, and keep its arrow keys.
  makeScrollable(list, derivation) {
    list.tabIndex = 0;
    list.setAttribute("aria-label", `Paths from the loss to ${derivation.name}`);
    list.addEventListener("keydown", keepArrows);
  }

  draw(player, recording, i, columns, derivation) {
    const P = derivation.paths.length;
    const known = computed(player, derivation.of.q, derivation.of.k);
    const { products, zeros } = columns;
    this.rows.forEach((row, p) => row.draw(player, recording, i, products[i * P + p], zeros[i * P + p], known));
    if (this.rest) rewrite(this.rest, known ? formatNumber(columns.rest[i]) : NONE);
    if (this.total) rewrite(this.total, known ? formatNumber(columns.sum[i]) : NONE);
    rewrite(this.difference, known ? formatNumber(columns.difference[i]) : NONE);
    rewrite(this.error, known ? formatNumber(columns.error[i]) : NONE);
    rewrite(this.verdict, known && columns.straddles[i] ? "⚠ it straddles a kink: the two need not agree" : "");
    rewrite(this.late, known ? "" : "not computed yet");
    this.root.classList.toggle("nbnn-not-yet", !known);
  }
}

// ------------------------------------------------------------------------------------------------- going forward

class QuantityBox {
  constructor(symbol, text) {
    this.text = text;
    this.before = partOf("span", "nbnn-number");
    this.after = partOf("span", "nbnn-number");
    this.change = partOf("span", "nbnn-number nbnn-change");
    this.root = partOf("li", "nbnn-box",
      partOf("span", "nbnn-symbol", mathml(symbol)),
      partOf("span", "nbnn-from-to", this.before, partOf("span", "nbnn-soft", "→"), this.after),
      partOf("span", "nbnn-delta", partOf("span", "nbnn-soft", "Δ "), this.change));
  }

  draw(before, after, change, dies) {
    rewrite(this.before, formatNumber(before));
    rewrite(this.after, after === null ? NONE : formatNumber(after));
    rewrite(this.change, change === null ? NONE : `${dies ? "✕ " : ""}${signed(change)}`);
    this.root.classList.toggle("nbnn-dies", dies);
    this.root.classList.toggle("nbnn-still", change === 0 && !dies);
  }
}

function firstOf(notes) {
  return notes.length > 3 ? [...notes.slice(0, 2), `✕ ${notes.length - 2} more stop.`] : notes;
}

class Forward {
  constructor(ask) {
    this.ask = ask;
    this.slider = partOf("input", "nbnn-slider");
    this.slider.type = "range";
    this.slider.min = "0";
    this.slider.step = "1";
    this.zero = partOf("button", "nbnn-zero-button", "0");
    this.zero.type = "button";
    this.zero.title = "Back to ε = 0";
    this.zero.setAttribute("aria-label", "Set ε to 0");
    this.label = partOf("span", "nbnn-wiggle-label");
    this.epsilon = partOf("output", "nbnn-number nbnn-epsilon");
    this.boxes = partOf("ol", "nbnn-flow");
    this.note = partOf("p", "nbnn-note");
    this.ratio = partOf("span", "nbnn-number nbnn-wide");
    this.limit = partOf("span", "nbnn-number nbnn-wide");
    this.limitSymbol = partOf("span", "");
    this.spoken = partOf("div", "nbnn-hidden-text");
    this.spoken.setAttribute("aria-live", "polite");
    const label = partOf("label", "", this.label, this.slider);
    const head = partOf("div", "nbnn-wiggle-head", label, this.zero, this.epsilon);
    const ratio = partOf("p", "nbnn-ratio", partOf("span", "nbnn-math", "Δℓ/ε"), sign("="), this.ratio,
      sign("→"), this.limitSymbol, sign("="), this.limit);
    this.root = partOf("div", "nbnn-wiggle", head, this.boxes, this.note, ratio, this.spoken);
  }

  build(info, derivation) {
    this.info = info;
    const middle = info.epsilons.indexOf(0), most = String(info.epsilons.length - 1);
    const kept = this.slider.max === most && this.weight && sameWeight(this.weight, info.selected);
    this.weight = info.selected;
    this.slider.max = most;
    if (!kept) this.slider.value = String(middle);
    this.middle = middle;
    rewrite(this.label, `Wiggle: add ε to ${derivation.name}`);
    this.quantities = info.quantities.map(({ symbol, text }) => new QuantityBox(symbol, text));
    // An arrow leads on from the last number of a stage: the units of one layer stand side by side.
    const leadsOn = info.quantities.map(({ q }, at, all) => at + 1 < all.length && all[at + 1].q !== q);
    this.quantities.forEach(({ root }, at) => root.classList.toggle("nbnn-leads-on", leadsOn[at]));
    this.boxes.replaceChildren(...this.quantities.map((box) => box.root));
    this.limitSymbol.replaceChildren(mathml(derivation.derivative));
  }

  get at() {
    return Number(this.slider.value);
  }

  draw(player, recording, i, derivation, columns, slope) {
    const { info } = this;
    const epsilon = info.epsilons[this.at];
    const here = columns && i >= info.start && i < info.stop;
    const known = computed(player, derivation.of.q, derivation.of.k);
    rewrite(this.epsilon, `ε = ${formatNumber(epsilon)}`);
    this.slider.setAttribute("aria-valuetext", `ε = ${formatNumber(epsilon)}`);
    rewrite(this.limit, known ? formatNumber(slope) : "not computed yet");
    this.limit.classList.toggle("nbnn-unknown", !known);
    this.limitSymbol.classList.toggle("nbnn-unknown", !known);
    if (here) this.drawHere(recording, i, columns, epsilon);
    else this.drawElsewhere(recording, i);
  }

  drawHere(recording, i, columns, epsilon) {
    const at = (i - this.info.start) * columns.E + this.at;
    const [stops, kinks] = [[], []];
    this.info.quantities.forEach((quantity, q) => {
      const k = at * columns.Q + q;
      const words = epsilon === 0 ? "" : quantity.words[columns.reasons[k]] ?? "";
      const dies = words !== "" && words !== "nothing arrives";
      this.quantities[q].draw(recording.value(quantity.q, quantity.k, i), columns.after[k], columns.change[k], dies);
      if (dies) stops.push(`✕ at ${quantity.text}: ${words}.`);
      if (columns.crossed[k]) kinks.push(`⚠ ${columns.crossed[k] === 1 ? quantity.up : quantity.down}.`);
    });
    const arrived = columns.change[at * columns.Q + columns.Q - 1] !== 0;
    const notes = [...(arrived ? ["The change reaches ℓ."] : []), ...kinks, ...firstOf(stops)];
    const { more } = this.info;
    if (more) notes.push(`${more} more ${more === 1 ? "number is" : "numbers are"} not shown.`);
    rewrite(this.note, epsilon === 0 ? "Drag ε and watch the change run forward." : notes.join(" "));
    rewrite(this.ratio, epsilon === 0 ? NONE : formatNumber(columns.ratio[at]));
    this.spokenText = epsilon === 0 ? "ε = 0: nothing changes." : this.sentence(epsilon, notes);
  }

  drawElsewhere(recording, i) {
    const { quantities } = this.info;
    quantities.forEach(({ q, k }, at) => this.quantities[at].draw(recording.value(q, k, i), null, null, false));
    rewrite(this.note, this.ask.pending ? "asking …" : "Drag ε to ask for this update.");
    rewrite(this.ratio, NONE);
    this.spokenText = "";
  }

  sentence(epsilon, notes) {
    const changes = this.quantities.map(({ text, change }) => `${text} ${change.textContent.replace("✕ ", "")}`);
    const ratio = `Δℓ/ε = ${this.ratio.textContent}`;
    return `ε = ${formatNumber(epsilon)}. Changes: ${changes.join(", ")}. ${notes.join(" ")} ${ratio}.`;
  }

  speakSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => rewrite(this.spoken, this.spokenText ?? ""), SPEAK_AFTER);
  }
}

// ------------------------------------------------------------------------------------------------------ the card

class Card {
  constructor(model, player) {
    this.model = model;
    this.player = player;
    this.ask = { pending: false, since: 0 };
    this.seen = "";
    this.title = partOf("h3", "", "Derivation of one weight");
    this.chooser = new WeightChooser((selected) => {
      player.set({ selected });
      player.save_changes();
    });
    this.hint = partOf("p", "nbnn-hint");
    this.backward = new Backward();
    this.forward = new Forward(this.ask);
    this.body = partOf("div", "nbnn-derivation-body", this.backward.root, this.forward.root);
    const head = partOf("div", "nbnn-derivation-head", this.title, this.chooser.root);
    this.root = partOf("section", "nbnn nbnn-derivation nbnn-card", head, this.hint, this.body);
    this.root.setAttribute("aria-label", "Derivation card");
    this.listen();
    this.read();
  }

  listen() {
    const { slider, zero } = this.forward;
    slider.addEventListener("input", () => this.wiggled());
    zero.addEventListener("click", () => {
      slider.value = String(this.forward.middle);
      this.wiggled();
    });
    // The lab's keys step; in here they belong to the slider and the selects.
    for (const part of [slider, zero, this.chooser.root]) part.addEventListener("keydown", keepArrows);
  }

  wiggled() {
    const i = this.player.get("index");
    const { info } = this;
    const late = Date.now() - this.ask.since > ASK_AGAIN;
    if ((i < info.start || i >= info.stop) && (!this.ask.pending || late)) {
      Object.assign(this.ask, { pending: true, since: Date.now() });
      if (!askPython(this.model, { do: "wiggle", update: i }, { from: this.root })) this.ask.pending = false;
    }
    this.draw();
    this.forward.speakSoon();
  }

  // What Python sent, made into places and typed arrays.
  read() {
    const [derivation, info] = [this.model.get("derivation"), this.model.get("wiggle_info")];
    if (derivation !== this.derivation) {
      this.derivation = derivation;
      this.chooser.offer(derivation.layers ?? []);
      if (derivation.paths) this.backward.build(derivation);
    }
    this.columns = derivationColumns(derivation, this.model.get("values"));
    if (info !== this.info) {
      this.info = info;
      this.ask.pending = false;
      if (info.quantities) this.forward.build(info, derivation);
    }
    this.wiggles = wiggleColumns(info, this.model.get("wiggle_values"));
  }

  changed() {
    this.read();
    this.draw();
  }

  // Does what Python sent belong to what is selected, in the recording on the page?
  get fits() {
    const { derivation, info } = this;
    const version = this.player.get("schema").version;
    const selected = this.player.get("selected");
    return this.columns && this.wiggles && derivation.version === version && info.version === version
      && sameWeight(derivation.selected, selected) && sameWeight(info.selected, selected);
  }

  draw() {
    const selected = this.player.get("selected");
    this.chooser.show(selected);
    const chosen = isWeight(selected);
    const { fits } = this;
    const why = SAYS[pythonOf(this.model)]; // nobody can answer
    const refused = this.derivation.why_not ?? ""; // it is not made for so large a network
    const asking = chosen && !why && !refused ? ": asking …" : "";
    rewrite(this.title, `Derivation of ${chosen && fits ? `∂ℓ/∂${this.derivation.name}` : `one weight${asking}`}`);
    // While its line is asked for, its factors, its wiggle and its sum would tell.
    const covered = chosen && (fits ? hidden(this.player, this.derivation.of.q) : !this.body.parentElement);
    rewrite(this.hint, !chosen ? "Choose a weight: click an edge of the network, or take it from the list."
      : refused ? refused : covered ? "Its derivation waits until you have filled in its line." : !fits ? why : "");
    this.root.classList.toggle("nbnn-none", !chosen || covered || refused !== "" || (!fits && !this.drawn));
    this.body.classList.toggle("nbnn-asking", chosen && !fits);
    if (covered) this.body.remove();
    else if (!this.body.parentElement) this.root.append(this.body);
    if (!chosen || !fits || covered) return;
    this.drawNumbers();
    this.comeIntoView(JSON.stringify(selected));
  }

  // A weight was chosen in this lab: what is said of it is seen.
  comeIntoView(chosen) {
    if (chosen === this.seen) return;
    this.seen = chosen;
    const here = this.root.closest(".nbnn-lab")?.contains(document.activeElement);
    if (here) this.root.scrollIntoView({ block: "nearest" });
  }

  drawNumbers() {
    const recording = recordingOf(this.player);
    const i = this.player.get("index");
    if (recording.loaded <= i || i >= this.derivation.updates) return;
    this.drawn = true;
    this.backward.draw(this.player, recording, i, this.columns, this.derivation);
    this.forward.draw(this.player, recording, i, this.derivation, this.wiggles, this.columns.sum[i]);
  }
}

/** @type {RenderLater} */
async function render({ model, el }) {
  const player = await playerOf(model);
  const card = new Card(model, player);
  el.append(card.root);
  const changed = () => card.changed();
  model.on("change", changed);
  const stop = followClosely(player, () => card.draw());
  const leave = onPython(model, () => card.draw());
  card.draw();
  return () => {
    stop();
    leave();
    model.off("change", changed);
    clearTimeout(card.forward.timer);
    card.root.remove();
  };
}

export default { render };
