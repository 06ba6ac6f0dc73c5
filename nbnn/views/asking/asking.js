// "Ask me first": where the learner fills in the line that is asked for. What is right is decided by the kernel; here
// are the boxes, the reasons for zeros, and what was said of them.
import { Drafts } from "../shared/drafts.js";
import { asks, buttonOf, elementOf, ownName, partOf, rewrite, setAttributes } from "../shared/elements.js";
import { bringIntoView, keepInPlace, shareRoom } from "../shared/in_view.js";
import { whenInLab } from "../shared/lab.js";
import { GONE, onPython, pythonOf } from "../shared/python.js";
import { follow, lineIndex, lineOf, playerOf, recordingOf, waits } from "../shared/recording.js";
import { mathml, slotText, writeNumber } from "../shared/template.js";
import { Hands, barsOf } from "./hands.js";

const NO_NUMBERS = 1, NO_SYMBOLS = 2; // levels of help; 3 is a blank page
const SIGNS = { right: "✓", wrong: "✗", refused: "?" };
const SAID = { right: "right", wrong: "the first wrong entry", refused: "cannot be read" };
const GROUNDS = "Before you choose again: what did you go by?";
const MOST_TICKS = 40; // weights that are listed; more are chosen on the network only

// ---- one entry: a box, and why it is 0 ----

class Entry {
  constructor(name, reasons, clear) {
    this.box = elementOf("input", "nbnn-typed nbnn-entry-box");
    Object.assign(this.box, { type: "text", autocomplete: "off", spellcheck: false });
    this.box.setAttribute("aria-label", name);
    this.mark = elementOf("span", "nbnn-mark");
    this.mark.setAttribute("aria-hidden", "true"); // the box says it: see show
    this.root = elementOf("div", "nbnn-entry-cell");
    this.root.append(this.box, this.mark);
    this.box.addEventListener("input", () => {
      if (this.why?.value && this.box.value !== "0") this.why.value = "";
      this.show("");
      clear();
    });
    this.name = name;
    if (reasons.length) this.addReasons(name, reasons, clear);
  }

  addReasons(name, reasons, clear) {
    this.why = elementOf("select", "nbnn-menu nbnn-entry-why");
    this.why.setAttribute("aria-label", `${name} is 0 because`);
    this.why.append(...[["", "0 because"], ...reasons].map(([key, words]) => {
      const option = elementOf("option", "", key || words);
      option.value = key;
      option.title = words;
      return option;
    }));
    this.why.addEventListener("change", () => {
      if (this.why.value) this.box.value = "0";
      this.show("");
      clear();
    });
    this.root.append(this.why);
  }

  get given() {
    return this.why?.value || this.box.value;
  }

  set given(text) {
    const reason = [...(this.why?.options ?? [])].some(({ value }) => value && value === text);
    if (this.why) this.why.value = reason ? text : "";
    this.box.value = reason ? "0" : text;
  }

  show(word) {
    this.mark.textContent = SIGNS[word] ?? "";
    this.root.dataset.mark = word;
    this.box.setAttribute("aria-label", SAID[word] ? `${this.name}: ${SAID[word]}` : this.name);
    if (word === "wrong" || word === "refused") this.box.setAttribute("aria-invalid", "true");
    else this.box.removeAttribute("aria-invalid");
  }
}

function entryName(symbol, shape, k) {
  if (!shape.length) return symbol;
  if (shape.length === 1) return `${symbol}, entry ${k + 1}`;
  return `${symbol}, row ${Math.floor(k / shape[1]) + 1}, column ${(k % shape[1]) + 1}`;
}

// ---- the kinds of question: each has an element, what is sent, what is marked and where to begin ----

class Boxes {
  constructor(question, clear) {
    const { shape, symbol, reasons } = question;
    const count = shape.reduce((all, size) => all * size, 1);
    this.entries = Array.from({ length: count }, (_, k) => new Entry(entryName(symbol, shape, k), reasons, clear));
    this.root = elementOf("div", "nbnn-entries");
    this.root.style.setProperty("--columns", shape[1] ?? 1);
    this.root.classList.toggle("nbnn-fenced", shape.length > 0);
    this.root.append(...this.entries.map((entry) => entry.root));
  }

  get answer() {
    return { entries: this.entries.map((entry) => entry.given) };
  }

  set answer({ entries }) {
    this.entries.forEach((entry, k) => { entry.given = entries?.[k] ?? ""; });
  }

  show(marks) {
    this.entries.forEach((entry, k) => entry.show(marks[k] ?? ""));
  }

  focus() {
    const wrong = this.entries.find(({ root }) => ["wrong", "refused"].includes(root.dataset.mark));
    const empty = this.entries.find(({ given }) => !given.trim());
    (wrong ?? empty ?? this.entries[0]).box.focus();
  }
}

// Nothing is given, not even how many numbers there are: one box for all of them.
class Page {
  constructor({ symbol, reasons }, clear) {
    this.entry = new Entry(symbol, reasons, clear);
    this.entry.box.placeholder = "1, 2, 3 or, row by row, 1, 2; 3, 4";
    this.root = elementOf("div", "nbnn-entries nbnn-page");
    this.root.append(this.entry.root);
  }

  get answer() {
    return { text: this.entry.given };
  }

  set answer({ text = "" }) {
    this.entry.given = text;
  }

  show() {}

  focus() {
    this.entry.box.focus();
  }
}

// The weights that will not change: clicked on the network, or ticked here, each beside its number.
class Weights {
  constructor({ names, update }, player, clear) {
    this.player = player;
    this.update = update;
    this.groups = new Map();
    this.root = elementOf("div", "nbnn-ticks");
    const how = `Click them in the network${names.length > MOST_TICKS ? "" : ", or tick them here"}.`;
    this.root.append(elementOf("p", "nbnn-how", how));
    this.ticks = (names.length > MOST_TICKS ? [] : names).map(([layer, row, column, name]) => {
      const [label, tick] = [elementOf("label", ""), elementOf("input", "")];
      tick.type = "checkbox";
      tick.addEventListener("change", () => {
        const rest = this.chosen.filter((place) => String(place) !== String([layer, row, column]));
        player.set("marked", { weights: tick.checked ? [...rest, [layer, row, column]] : rest });
        clear();
      });
      const weights = this.group(layer, name.split(" ")[0]);
      const number = this.number(layer, weights.childElementCount);
      tick.setAttribute("aria-label", `${name}, now ${number}`);
      label.append(tick, document.createTextNode(number));
      weights.append(label);
      return { tick, place: String([layer, row, column]) };
    });
    this.follow();
  }

  // The weights of a layer as the board writes them.
  group(layer, symbol) {
    if (!this.groups.has(layer)) {
      const [weights, part] = [elementOf("div", "nbnn-entries nbnn-fenced"), elementOf("div", "nbnn-tick-group")];
      weights.style.setProperty("--columns", recordingOf(this.player).shape(this.weight(layer))[1] ?? 1);
      part.append(elementOf("span", "nbnn-tick-name", `${symbol} =`), weights);
      this.root.append(part);
      this.groups.set(layer, weights);
    }
    return this.groups.get(layer);
  }

  weight(layer) {
    return this.player.get("schema").network.layers[layer - 1].W;
  }

  number(layer, k) {
    return slotText({ q: this.weight(layer), k }, recordingOf(this.player), this.update);
  }

  get chosen() {
    return this.player.get("marked").weights ?? [];
  }

  get answer() {
    return { weights: this.chosen };
  }

  set answer({ weights = [] }) {
    this.player.set("marked", { weights });
  }

  follow() {
    const chosen = new Set(this.chosen.map(String));
    for (const { tick, place } of this.ticks) tick.checked = chosen.has(place);
  }

  show() {}

  focus() {
    this.ticks[0]?.tick.focus();
  }
}

// One of several; a hall's hands may be counted beside each.
class Choice {
  constructor({ words, options }, clear) {
    const name = ownName("nbnn-outcome");
    this.hands = new Hands(options.map(([, shown]) => shown), clear);
    this.root = elementOf("div", "nbnn-outcomes");
    this.root.setAttribute("role", "radiogroup");
    this.root.setAttribute("aria-label", words);
    this.radios = options.map(([value, shown], k) => {
      const [label, radio] = [elementOf("label", ""), elementOf("input", "")];
      Object.assign(radio, { type: "radio", name, value });
      radio.addEventListener("change", clear);
      label.append(radio, document.createTextNode(shown));
      this.root.append(label, this.hands.counts[k].root);
      return radio;
    });
  }

  get answer() {
    const choice = this.radios.find((radio) => radio.checked)?.value ?? "", hands = this.hands.value;
    return hands ? { choice, hands } : { choice };
  }

  set answer({ choice, hands }) {
    for (const radio of this.radios) radio.checked = radio.value === choice;
    this.hands.value = hands;
  }

  show() {}

  focus() {
    this.radios[0].focus();
  }
}

function formOf(question, player, clear) {
  if (question.kind === "unchanged") return new Weights(question, player, clear);
  if (question.kind === "choice") return new Choice(question, clear);
  return question.shape === null ? new Page(question, clear) : new Boxes(question, clear);
}

// ---- what the level of help leaves of the line: its formula, and the numbers in it ----

// The parts; the numbers in them are pushed on `slots`: they can be written only when they are on the page.
function helpParts({ name, line, kind, update, written }, level, schema, recording, slots) {
  const equals = () => elementOf("span", "nbnn-equals", "=");
  if (written) return between(written.map((words) => elementOf("span", "", words)), equals);
  const spec = schema.lines?.[lineIndex(schema, line)];
  if (kind !== "entries" || level >= NO_SYMBOLS || !spec) return [];
  const formulas = new Map(spec.cases.map((each) => [JSON.stringify(each.formula), each]));
  const math = (node) => mathml(node, slots);
  if (formulas.size > 1) { // which of them holds is a part of the question
    const each = [...formulas.values()].map((way) => math(way.formula));
    const ways = between(each, () => elementOf("span", "nbnn-or", "or"));
    if (level >= NO_NUMBERS || !schema.network.one_score) return ways;
    return [...ways, elementOf("span", "nbnn-with", givenWords(recording, update))];
  }
  const [{ formula, numbers }] = spec.cases;
  const layer = schema.network.layers.findIndex(({ W }) => `${W}_new` === name);
  const own = layer < 0 ? numbers : numbers.stack?.[layer] ?? numbers;
  return level < NO_NUMBERS ? [math(formula), equals(), math(own)] : [math(formula)];
}

function between(parts, separator) {
  return parts.flatMap((part, k) => (k ? [separator(), part] : [part]));
}

function givenWords(recording, i) {
  return `with y = ${slotText({ q: "y", k: 0 }, recording, i)} and z = ${slotText({ q: "z", k: 0 }, recording, i)}`;
}

// ---- the card ----

class Asking {
  constructor(model, player, el) {
    this.model = model;
    this.player = player;
    this.el = el;
    /** @type {Form | null} */
    this.form = null;
    this.key = "";
    this.asked = null;
    this.said = 0;
    this.told = model.get("told");
    this.question = null;
    this.at = "";
    this.sent = ""; // what was asked for last in this view, and not by a move away
    this.lab = null;
    this.drafts = new Drafts(model);
    this.title = elementOf("h3", "");
    this.words = elementOf("p", "nbnn-asked-words");
    this.formula = elementOf("div", "nbnn-asked-formula");
    this.place = elementOf("div", "nbnn-asked-form");
    this.message = elementOf("p", "nbnn-said");
    this.message.setAttribute("role", "status");
    this.grounds = elementOf("div", "nbnn-grounds");
    setAttributes(this.grounds, { role: "group", "aria-label": GROUNDS });
    this.hints = elementOf("ol", "nbnn-hints");
    this.hint = buttonOf("nbnn-push", "Hint", "One more hint for this line", () => this.send("hint"));
    this.show = buttonOf("nbnn-push", "Show", "Show this line; it is marked as shown", () => this.reveal());
    this.count = buttonOf("nbnn-push nbnn-count-hands", "Count hands", "Write down how many chose each answer",
      () => keepInPlace(this.bar, () => this.setCounting(!this.counting)));
    this.setCounting(false);
    this.pause = buttonOf("nbnn-push", "", "", () => this.ask({ do: "pause" }));
    this.level = this.levelSelect();
    const bar = elementOf("div", "nbnn-asking-bar");
    this.bar = bar;
    for (const what of ["hint", "show", "pause", "level"]) asks(this[what], model, what);
    bar.append(this.hint, this.show, this.count, this.pause);
    const head = partOf("div", "nbnn-asking-head", this.title, this.level.parentElement);
    const said = [this.message, this.grounds, this.hints]; // right above the buttons: what is new is seen there
    this.body = partOf("div", "nbnn-asking-body", this.words, this.formula, this.place, ...said);
    el.append(head, this.body, bar);
    el.addEventListener("keydown", (event) => {
      if (!event.target.matches("input, select")) return;
      event.stopPropagation(); // arrows belong to the field, not to the notebook
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.check();
    });
  }

  levelSelect() {
    const select = elementOf("select", "nbnn-menu nbnn-level");
    select.addEventListener("change", () => this.ask({ do: "level", level: select.selectedIndex }));
    const label = elementOf("label", "", "Help");
    label.append(select);
    return select;
  }

  ask(content) {
    this.sent = content.do;
    this.drafts.ask(content, this.bar);
  }

  send(what, more = {}) {
    const { update, name } = this.model.get("question");
    this.ask({ do: what, update, name, ...more });
  }

  // What was counted is shown beside what happens.
  reveal() {
    const { hands } = this.form?.answer ?? {};
    this.send("show", hands ? { hands } : {});
  }

  setCounting(counting) {
    this.counting = counting;
    this.el.classList.toggle("nbnn-counting", counting);
    this.count.setAttribute("aria-pressed", String(counting));
    shareRoom(this.el);
  }

  // Python is gone: what was said may be of another answer than the one in the boxes.
  forget() {
    this.form?.show([]);
    rewrite(this.message, "");
    this.el.dataset.verdict = "";
  }

  check() {
    const first = this.grounds.querySelector("button");
    if (first) first.focus();
    else if (waits(this.player) && this.form) this.send("check", this.form.answer);
  }

  // Is the focus in this lab, and not on the way elsewhere?
  get here() {
    return this.lab?.contains(document.activeElement) ?? false;
  }

  draw() {
    const question = this.model.get("question"), told = this.model.get("told");
    const asked = waits(this.player) && question.update === this.player.get("index");
    const key = asked ? JSON.stringify([question.about, question.shape]) : "";
    if (asked && key === this.key && question === this.question && told === this.told) return;
    const at = `${this.player.get("index")},${this.player.get("line")}`;
    if (at !== this.at) this.sent = "";
    const { asked: wasAsked, said, told: wasTold, at: wasAt } = this;
    const was = { asked: wasAsked, said, told: wasTold, at: wasAt, hints: this.hints.childElementCount };
    const focused = this.el.contains(document.activeElement);
    keepInPlace(["", "check", "ground"].includes(this.sent) ? null : this.bar, () => {
      Object.assign(this, { asked, question, at, told });
      if (key !== this.key) this.build(key, question, asked);
      this.drawWords(question, asked, told);
      this.drawHelp(question);
      if (asked) this.form.show(question.marks);
      shareRoom(this.el);
    });
    this.refocus(question, was, focused);
    this.showNew(question, was);
    this.said = asked ? question.said : 0;
  }

  refocus(question, was, focused) {
    const { activeElement } = document;
    if (!this.asked) {
      const answered = was.asked && this.at === was.at; // the learner did not go away
      if (answered && (focused || activeElement === document.body)) this.focusOn(this.lab?.querySelector(".nbnn-step"));
      return;
    }
    const first = this.grounds.querySelector("button") ?? this.form;
    const lost = !this.el.contains(activeElement) || activeElement.matches(":disabled");
    if (question.said !== was.said && question.said && this.here) this.focusOn(first);
    else if (!was.asked && this.lab?.querySelector(".nbnn-step") === activeElement) this.form.focus();
    else if (focused && lost) this.focusOn(this.form);
  }

  // What was pressed stays where it is.
  focusOn(part) {
    keepInPlace(this.sent ? this.bar : null, () => part?.focus());
  }

  // What this view has asked for is seen: a hint, what was said of an answer, the answer.
  showNew(question, was) {
    if (!this.sent) return;
    const hinted = this.hints.childElementCount > was.hints;
    const spoken = question.said !== was.said || this.told !== was.told;
    const said = [...(this.asked ? [] : [this.place]), this.grounds, this.message];
    if (spoken) for (const each of said) bringIntoView(each);
    if (hinted) bringIntoView(this.hints.lastElementChild);
  }

  build(key, question, asked) {
    this.key = key;
    this.form = asked ? formOf(question, this.player, () => this.changed()) : null;
    if (asked) this.form.answer = this.drafts.of(question.about) ?? {};
    if (this.form?.hands?.value) this.setCounting(true);
    this.place.replaceChildren(...(asked ? [this.form.root] : []));
    if (asked && this.form.root.getAttribute("role") === null) {
      const label = question.kind === "entries" ? `${question.symbol}: ${question.needs}` : question.words;
      setAttributes(this.form.root, { role: "group", "aria-label": label });
    }
  }

  // Typed since the last check: kept, and what was said then is of something else.
  changed() {
    rewrite(this.message, "");
    this.drafts.keep(this.question.about, this.form.answer, this.question.turn);
  }

  // Typed in another view of this lab, or kept by the kernel.
  drawDraft() {
    const { about, given } = this.drafts.newest();
    if (!this.asked || about !== this.question.about) return;
    if (JSON.stringify(given) !== JSON.stringify(this.form.answer)) this.form.answer = given;
  }

  // Chosen on the network: as if it were ticked here.
  follow() {
    if (!this.form?.follow) return;
    this.form.follow();
    if (!this.player.get("marked").weights) return;
    const kept = this.drafts.of(this.question.about) ?? { weights: [] };
    if (JSON.stringify(kept) !== JSON.stringify(this.form.answer)) this.changed();
  }

  drawWords(question, asked, told) {
    const [index, line] = [this.player.get("index"), lineOf(this.player)?.name];
    const here = told.update === index && told.line === line;
    const counted = !asked && told.hands && index >= told.update; // it stays beside what happens
    const heading = counted ? told.words : here ? told.symbol : "Your turn";
    rewrite(this.title, asked ? `Your turn: ${this.wanted(question)}` : heading);
    const done = counted && question.name === undefined;
    rewrite(this.words, asked ? this.task(question) : done ? "" : this.elsewhere(question, here));
    const [recording, slots] = [recordingOf(this.player), []];
    const parts = asked ? helpParts(question, question.level, this.player.get("schema"), recording, slots) : [];
    this.formula.replaceChildren(...parts);
    for (const each of slots) writeNumber(each, slotText(each.slot, recording, index));
    const before = here && asked && !question.message ? told.message : ""; // of the question before, on the same line
    rewrite(this.message, asked ? question.message || before : here ? told.message : "");
    this.el.dataset.verdict = asked ? question.verdict : here ? told.how : "";
    if (here && !asked && told.how === "shown" && told.right) this.place.replaceChildren(besideOf(told));
    else if (!asked) this.drawBars(counted ? told : null);
  }

  drawBars(told) {
    if (told && this.drawn === told && this.place.firstChild) return;
    this.drawn = told;
    this.place.replaceChildren(...(told ? [barsOf(told)] : []));
  }

  // A prediction was missed: what was it made by? Until that is said there is no other try.
  drawGrounds(grounds) {
    const key = JSON.stringify(grounds);
    if (this.grounds.dataset.key === key) return;
    this.grounds.dataset.key = key;
    const said = (ground) => () => this.send("ground", { ground });
    const button = (ground, words) => buttonOf("nbnn-push", words, "", said(ground));
    const buttons = grounds.map(([ground, words]) => asks(button(ground, words), this.model, "ground"));
    this.grounds.replaceChildren(...(grounds.length ? [elementOf("span", "", GROUNDS)] : []), ...buttons);
  }

  wanted({ kind, symbol }) {
    return kind === "entries" ? symbol : "a prediction";
  }

  task({ kind, words, needs }) {
    return kind === "entries" ? `${words[0].toUpperCase()}${words.slice(1)}: ${needs}. Fill it in, then Check.` : words;
  }

  elsewhere(question, here) {
    if (this.model.get("help").paused) return "Nothing is asked now.";
    if (question.name === undefined) return "All that was asked for is filled in.";
    const what = this.wanted(question);
    const next = question.where ? `${what} ${question.where}` : what;
    return here ? `Next: ${next}.` : `You will be asked for ${next}: Step leads there.`;
  }

  drawHelp(question) {
    const { level, levels = [], locked, paused } = this.model.get("help");
    rewrite(this.pause, paused ? "Ask me again" : "Stop asking");
    this.pause.title = paused ? "Go on with the questions from where you left off"
      : "Look on without questions; they wait for you";
    this.pause.hidden = locked || (!paused && question.name === undefined);
    const options = levels.map((words) => elementOf("option", "", words));
    if (this.level.length !== levels.length) this.level.replaceChildren(...options);
    this.level.parentElement.hidden = this.hint.hidden = !levels.length; // votes alone: nothing to help with
    this.el.classList.toggle("nbnn-votes", !levels.length);
    this.level.selectedIndex = level;
    this.level.disabled = locked;
    this.level.title = locked ? "The level is set by the lesson" : "How much of the line is given";
    this.drawGrounds(this.asked ? question.grounds : []);
    if (this.form) this.form.root.inert = this.asked && question.grounds.length > 0;
    this.hint.disabled = !this.asked || !question.more;
    this.show.disabled = !this.asked;
    this.count.hidden = !this.asked || question.kind !== "choice";
    const idle = !this.asked && !this.el.dataset.verdict && !this.place.firstChild && !paused && !levels.length;
    this.el.classList.toggle("nbnn-idle", idle); // a hall does without it
    this.el.classList.toggle("nbnn-voting", this.asked && question.kind === "choice");
    const hints = this.asked ? question.hints : [];
    this.hints.replaceChildren(...hints.map((words) => elementOf("li", "", words)));
  }
}

// The right entries, with what was entered beside those that it differs from.
function besideOf({ right, entered, shape }) {
  const grid = elementOf("div", "nbnn-entries nbnn-beside");
  grid.style.setProperty("--columns", shape[1] ?? 1);
  grid.classList.toggle("nbnn-fenced", shape.length > 0);
  grid.append(...right.map((value, k) => {
    const cell = elementOf("div", "nbnn-entry-cell");
    cell.append(elementOf("span", "nbnn-right", value));
    const yours = (entered[k] ?? "").trim().replaceAll("-", "−");
    if (yours && yours !== value) cell.append(elementOf("span", "nbnn-yours", `you: ${yours}`));
    return cell;
  }));
  return grid;
}

/** @type {RenderLater} */
async function render({ model, el }) {
  el.classList.add("nbnn", "nbnn-asking", "nbnn-formulas", "nbnn-card");
  const player = await playerOf(model);
  const asking = new Asking(model, player, el);
  const check = () => asking.check();
  const draw = () => asking.draw();
  const marked = () => asking.follow();
  const drawDraft = () => asking.drawDraft();
  let gone = false;
  whenInLab(el, (lab) => {
    if (gone) return;
    asking.lab = lab;
    lab.addEventListener("nbnn-check", check);
  });
  const rows = () => el.style.setProperty("--rows", model.get("help").rows ?? 1);
  rows();
  const stop = follow(player, draw);
  const again = () => {
    const { about } = model.get("told");
    if (about !== model.get("question").about) asking.drafts.forget(about);
    asking.question = null;
    rows();
    draw();
  };
  model.on("change:question change:told change:help", again);
  model.on("change:draft", drawDraft);
  player.on("change:marked", marked);
  const forget = (state) => { if (GONE.has(state)) asking.forget(); };
  forget(pythonOf(model));
  const leave = onPython(model, forget);
  return () => {
    gone = true;
    leave();
    stop();
    asking.drafts.end();
    model.off("change:question change:told change:help", again);
    model.off("change:draft", drawDraft);
    player.off("change:marked", marked);
    asking.lab?.removeEventListener("nbnn-check", check);
  };
}

export default { render };
