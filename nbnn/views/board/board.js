import { computed, followClosely, hidden, isThere, playerOf, recordingOf, waits } from "../shared/recording.js";
import { askPython } from "../shared/python.js";
import { buttonOf, elementOf, partOf, rewrite } from "../shared/elements.js";
import { onFocus } from "../shared/notation.js";
import {
  caseOf, explaining, knowFont, mathml, reasonTexts, slotText, symbolText, text, writeNumber,
} from "../shared/template.js";
import { factorsOf, isAmong, isLastTerm, termOf, termsIn } from "../shared/terms.js";
import { Letters } from "./letters.js";
import { short } from "./short.js";
import { drawSum } from "./sum.js";

const NOT_YET = "not computed yet";
const NOT_THERE = "·"; // an entry that its line has not reached
const YOURS = "your turn";
const CHOSEN = "your choice at the kink"; // "ask me first": see asking.js
const NO_NUMBERS = 1, NO_SYMBOLS = 2; // levels of help
const HOVER = 150; // ms of rest on a number before the kernel is asked for all its digits
const TABLE = 700; // px of width in which the numbers of every line have a column; in less, a line opens when read
const MOST_NUMBERS = 4, NUMBER = 3.4; // of a value in a line that is not read; em that each of them takes
const MOST_EXACT = 8; // entries of a line whose digits are asked for at once

// One line, made once: its cells, and every number in them as a text node to fill in.
class Line {
  constructor(spec) {
    this.spec = spec;
    this.cases = spec.cases.map((each) => {
      const [symbols, slots] = [[], []];
      return { symbols, slots, formula: mathml(each.formula, symbols), numbers: mathml(each.numbers, slots) };
    });
    const formulas = new Set(spec.cases.map(({ formula }) => JSON.stringify(formula)));
    this.oneWay = formulas.size === 1; // its cases are written alike
    this.factors = []; // the numbers of the current product, for who goes term by term
    this.values = [];
    this.value = mathml(spec.value, this.values);
    this.shorts = []; // the value once more, as text, where the line is not open
    const inShort = partOf("div", "nbnn-short", short(spec.value, this.shorts));
    this.measures = []; // of what is too long to be shown: how large its numbers are
    const measured = spec.measures ? [measuresOf(spec.measures, this.measures)] : [];
    for (const each of [...this.values, ...this.shorts]) this.prepareValue(each);
    this.formulaCell = partOf("div", "nbnn-formula", ...this.cases.map((each) => each.formula));
    this.numbersCell = partOf("div", "nbnn-numbers", ...this.cases.map((each) => each.numbers));
    this.notYet = partOf("span", "nbnn-not-yet", NOT_YET);
    this.numbersCell.append(this.notYet);
    this.root = partOf("li", `nbnn-line nbnn-phase-${spec.phase}`,
      partOf("div", "nbnn-symbol", mathml(spec.symbol)),
      partOf("div", "nbnn-equals", spec.phase === "update" ? "←" : "="), this.formulaCell,
      partOf("div", "nbnn-equals nbnn-second", "="), this.numbersCell,
      partOf("div", "nbnn-equals nbnn-third", "="),
      partOf("div", "nbnn-value", this.value, partOf("span", "nbnn-your-turn", YOURS)), inShort, ...measured);
    this.root.classList.toggle("nbnn-plain", spec.cases.every(({ formula }) => formula === "")); // given, not computed
    onFocus(this.root, `${symbolText(spec.symbol)}: ${spec.words}`);
    this.shown = null;
  }

  prepareValue(each) {
    each.element.setAttribute("class", "nbnn-entry");
    each.element.dataset.entry = each.slot.e ?? each.slot.k;
  }

  // state: "done", "current", "todo" or, of the line that the learner is asked for, "asked". opened: are its numbers to
  // be seen?
  draw(recording, i, state, player, opened) {
    const covered = player.get("covered");
    if (covered.line !== undefined && hidden(player, this.spec.name) && covered.ask.includes(this.spec.name)) {
      this.drawAsked(recording, i, state, covered.level);
      this.markFactors([]);
      return;
    }
    this.chosen = covered.chosen?.[i] === this.spec.name; // no case of the formula gives what was chosen
    if (covered.chosen) this.root.classList.toggle("nbnn-chosen", this.chosen && state !== "todo");
    if (this.chosen) rewrite(this.notYet, CHOSEN);
    const which = this.chosen ? this.cases.length : this.cases.length > 1 ? recording.value(this.spec.case, 0, i) : 0;
    this.cases.forEach(({ formula, numbers }, at) => {
      formula.style.visibility = at === which ? "" : "hidden";
      numbers.style.visibility = at === which && state !== "todo" ? "" : "hidden";
    });
    this.mark(state);
    const shown = this.cases[which], now = state === "current" ? termOf(player) : null;
    this.markFactors(now ? (shown?.slots ?? []).filter(({ slot }) => isAmong(factorsOf(now), slot)) : []);
    for (const each of shown?.symbols ?? []) writeNumber(each, slotText(each.slot, recording, i));
    if (state === "todo") return;
    for (const each of this.measures) rewriteShort(each, slotText(each.slot, recording, i));
    if (!opened) {
      for (const each of this.shorts) this.drawValue(each, recording, i, state, player, rewriteShort);
      return;
    }
    for (const each of shown?.slots ?? []) writeNumber(each, slotText(each.slot, recording, i));
    for (const each of this.values) this.drawValue(each, recording, i, state, player, writeNumber);
  }

  // What the level of help shows of it; which case of several it is would be half of the answer.
  drawAsked(recording, i, state, level) {
    const told = level < (state === "asked" ? NO_SYMBOLS : NO_NUMBERS) && this.oneWay;
    this.root.classList.toggle("nbnn-untold", !told);
    this.root.classList.toggle("nbnn-no-numbers", !told || level >= NO_NUMBERS);
    for (const each of this.cases) {
      const shown = told && each === this.cases[0];
      const numbers = shown && state === "asked" && level < NO_NUMBERS;
      each.formula.style.visibility = shown ? "" : "hidden";
      each.numbers.style.visibility = numbers ? "" : "hidden";
      const write = (slot) => writeNumber(slot, numbers ? slotText(slot.slot, recording, i) : NOT_THERE);
      [...each.symbols, ...each.slots].forEach(write);
    }
    for (const each of this.values) writeNumber(each, NOT_THERE);
    for (const each of this.shorts) rewriteShort(each, NOT_THERE);
    for (const { element } of [...this.values, ...this.shorts]) element.classList.remove("nbnn-at", "nbnn-why");
    this.mark(state);
  }

  markFactors(numbers) {
    for (const { element } of this.factors) element.classList.remove("nbnn-factor");
    for (const { element } of numbers) element.classList.add("nbnn-factor");
    this.factors = numbers;
  }

  mark(state) {
    if (this.shown === state) return;
    if (state === "todo") rewrite(this.notYet, NOT_YET);
    this.root.dataset.state = this.shown = state;
    if (state === "current" || state === "asked") this.root.setAttribute("aria-current", "step");
    else this.root.removeAttribute("aria-current");
  }

  drawValue(each, recording, i, state, player, write) {
    const { slot, element } = each;
    const entry = slot.e ?? slot.k;
    const there = slot.q === "z" || slot.q === "example" || slot.q === "x" || computed(player, this.spec.name, entry);
    write(each, there ? slotText(slot, recording, i) : NOT_THERE);
    const byEntry = ["unit", "term"].includes(player.get("granularity"));
    const at = state === "current" && byEntry && entry === player.get("unit");
    element.classList.toggle("nbnn-at", at);
    const reason = `zero_${slot.q}`; // the column of why it is 0
    const why = there && !slot.after && recording.has(reason) && recording.value(reason, slot.k, i) !== 0;
    element.classList.toggle("nbnn-why", why);
  }

  label(recording, i, state) {
    const written = (part) => text(part, recording, i);
    const symbol = written(this.spec.symbol);
    if (state === "asked") return `${symbol}: ${YOURS}`;
    if (state === "todo") return `${symbol}: ${NOT_YET}`;
    const value = written(this.spec.value);
    if (this.chosen) return `${symbol} = ${value}, ${CHOSEN}`;
    const formula = written(caseOf(this.spec, recording, i).formula);
    const measures = this.spec.measures ? `; ${written(this.spec.measures)}` : "";
    if (!formula) return `${symbol} = ${value}${measures}`;
    return this.spec.phase === "update" ? `${symbol} ← ${formula}: ${value}${measures}`
      : `${symbol} = ${formula} = ${value}${measures}`;
  }
}

// Below the line, a row for each weight of the update.
function measuresOf({ stack }, slots) {
  return partOf("div", "nbnn-measures", ...stack.map((part) => partOf("div", "", short(part, slots))));
}

function rewriteShort({ node }, words) {
  if (node.data !== words) node.data = words;
}

// All digits of the number under the pointer, or of the values of the line under the keyboard: three are shown, the
// kernel knows the rest. `tell` gets the words, and "" while there are none.
function askForExact(list, player, lineOfElement, tell) {
  let timer = 0;
  let asked = [];
  const ask = (slots) => {
    clearTimeout(timer);
    tell("");
    if (slots.length) timer = setTimeout(() => {
      const update = player.get("index");
      asked = slots.map(({ slot: { q, k, after = false } }) => ({ name: q, entry: k, after, update, digits: null }));
      for (const { digits: _, ...question } of asked) askPython(player, { do: "exact", ...question });
    }, HOVER);
  };
  const there = (values) => values.filter(({ node }) => node.data !== NOT_THERE);
  const over = (event) => {
    const element = event.target.closest?.(".nbnn-entry");
    const { values = [], shorts = [] } = (element && lineOfElement(element)) ?? {};
    if (element) ask(there([...values, ...shorts].filter((each) => each.element === element)));
    else clearTimeout(timer);
  };
  const focus = (event) => {
    const line = lineOfElement(event.target);
    if (line && line.shown !== "todo" && line.shown !== "asked") ask(there(line.values).slice(0, MOST_EXACT));
  };
  const answer = (content) => {
    const got = content?.exact;
    const same = (each) => ["name", "entry", "update"].every((part) => each[part] === got[part]);
    const question = got && asked.find((each) => each.digits === null && same(each));
    if (!question || got.update !== player.get("index")) return;
    question.digits = got.text;
    if (asked.every(({ digits }) => digits !== null)) tell(`exactly ${asked.map(({ digits }) => digits).join(", ")}`);
  };
  list.addEventListener("pointerover", over);
  list.addEventListener("focusin", focus);
  player.on("msg:custom", answer);
  return () => {
    clearTimeout(timer);
    list.removeEventListener("pointerover", over);
    list.removeEventListener("focusin", focus);
    player.off("msg:custom", answer);
  };
}

// Up and down go through the lines; the focused line says itself in full.
function moveByKeys(list) {
  const pressed = (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const lines = [...list.children].filter((line) => line.offsetParent !== null);
    const to = lines[lines.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
    if (!to) return;
    event.preventDefault();
    event.stopPropagation();
    to.focus();
  };
  list.addEventListener("keydown", pressed);
}

// The current line into view without moving the page.
function scrollTo(box, line) {
  const [top, bottom] = [line.offsetTop, line.offsetTop + line.offsetHeight];
  const end = parseFloat(getComputedStyle(box).paddingBottom) + 4;
  if (bottom > box.scrollTop + box.clientHeight - end) box.scrollTop = bottom - box.clientHeight + end;
  if (top < box.scrollTop) box.scrollTop = top - 4; // of a line that is higher than the box its beginning
}

class Board {
  constructor(model, el, player) {
    this.model = model;
    this.el = el;
    this.player = player;
    this.schema = null;
    this.lines = [];
    this.focused = null; // the line under the keyboard: the only one whose whole text is put together on every move
    this.scrolledTo = -1;
    this.told = -1; // the update whose digits are told
    this.opens = false; // too narrow for a table: one line is open, the others are a row of formula and value
    this.width = this.room = 0;
    this.heading = elementOf("h3", "", "Board");
    this.exactly = elementOf("span", "nbnn-exact");
    this.words = elementOf("p", "nbnn-words");
    this.list = elementOf("ol", "nbnn-lines");
    this.list.setAttribute("aria-label", "Board: the calculation of this update, line by line");
    this.why = elementOf("p", "nbnn-reason");
    this.more = buttonOf("nbnn-more", "", "", () => this.toggle());
    el.append(this.heading, this.exactly, this.words, this.list, this.why, this.more);
    moveByKeys(this.list);
    this.letters = new Letters(this.list, () => {
      this.reserve();
      return this.room;
    }, () => this.scrollToLine());
    this.list.addEventListener("focusin", ({ target }) => this.focus(this.lineOf(target)));
    this.list.addEventListener("focusout", () => this.blur());
  }

  lineOf(element) {
    return this.lines.find((line) => line.root.contains(element));
  }

  focus(line) {
    this.focused = line ?? null;
    if (line) this.name(line);
  }

  blur() {
    this.focused?.root.removeAttribute("aria-label");
    this.focused = null;
  }

  name(line) {
    const state = this.stateOf(this.lines.indexOf(line));
    line.root.setAttribute("aria-label", line.label(recordingOf(this.player), this.player.get("index"), state));
  }

  stateOf(number, at = this.player.get("line"), asked = waits(this.player)) {
    return number < at ? "done" : number > at ? "todo" : asked ? "asked" : "current";
  }

  toggle() {
    this.model.set("expanded", !this.model.get("expanded"));
    this.model.save_changes();
  }

  // All lines, or only the current one.
  fold() {
    const all = this.model.get("expanded");
    this.el.classList.toggle("nbnn-one-line", !all);
    rewrite(this.more, all ? "Only this line" : "All lines");
    this.more.setAttribute("aria-expanded", String(all));
    this.redraw();
  }

  // In another form: what it had drawn already.
  redraw() {
    const recording = recordingOf(this.player);
    if (this.lines.length && isThere(recording, this.player)) this.draw(recording);
    this.reserve();
  }

  // In a hall lines are short, so that letters can be large.
  takeWidth(width) {
    if (!width) return;
    this.width = width;
    this.opens = width < TABLE || this.el.closest(".nbnn-present") !== null;
    this.el.classList.toggle("nbnn-opens", this.opens);
  }

  // Asks for the layout, so only where the width is another.
  fitTo(width) {
    if (!width || width === this.width) return;
    this.takeWidth(width);
    this.scrolledTo = -1;
    this.redraw();
  }

  // Room for whichever line is open: what stands below the board keeps its place while one steps.
  reserve() {
    const { list, lines } = this;
    this.room = 0;
    list.style.removeProperty("--nbnn-lines");
    this.el.classList.remove("nbnn-terse");
    if (!this.opens) return;
    const heights = (open) => {
      for (const { root } of lines) root.classList.toggle("nbnn-open", open);
      return lines.map(({ root }) => root.getBoundingClientRect().height);
    };
    const sums = this.sumsBelow();
    const opened = heights(true); // first, as lines have just been made: they are laid out once less
    for (const words of sums) words.remove();
    if (list.offsetHeight) {
      heights(false);
      this.el.classList.toggle("nbnn-terse", this.isCramped());
      const closed = heights(false), more = opened.map((height, k) => height - closed[k]);
      this.widen(closed.reduce((all, height) => all + height, Math.max(...more)));
    }
    lines.forEach(({ root }, k) => root.classList.toggle("nbnn-open", k === this.player.get("line")));
  }

  // Below a line that is gone through term by term stand the sum and, below it, how far it has come.
  sumsBelow() {
    if (!this.schema?.by?.includes("term")) return [];
    return this.lines.filter(({ spec }) => termsIn(spec) > 1).map(({ root }) => {
      const words = elementOf("p", "nbnn-reason", "0");
      words.append(partOf("span", "nbnn-sum-so-far", "0"));
      root.append(words);
      return words;
    });
  }

  // Do the cases behind the formulas take the room of the values, or of those that come?
  isCramped() {
    const { list, lines } = this, letter = parseFloat(getComputedStyle(list).fontSize);
    return list.querySelector(".nbnn-aside") !== null && lines.some(({ root, shorts }) => {
      const start = root.querySelector(".nbnn-short")?.offsetLeft ?? 0;
      return list.clientWidth - start < Math.min(MOST_NUMBERS, shorts.length) * NUMBER * letter;
    });
  }

  widen(height) {
    if (height <= this.room) return;
    this.room = height;
    this.list.style.setProperty("--nbnn-lines", `${Math.ceil(height)}px`);
  }

  tell(digits) {
    rewrite(this.exactly, digits);
    this.told = this.player.get("index");
  }

  build(schema) {
    this.schema = schema;
    this.lines = (schema.lines ?? []).map((spec) => new Line(spec));
    this.list.replaceChildren(...this.lines.map((line) => line.root));
    const wide = this.lines.some((line) => line.values.length > 6 && line.spec.phase !== "update");
    this.el.classList.toggle("nbnn-wide", wide);
  }

  // What asks for the layout comes before the lines, or it would be asked for all of them, in one form after the other.
  begin(recording, i, at, asked) {
    this.takeWidth(this.el.offsetWidth);
    knowFont(this.list);
    this.build(this.player.get("schema"));
    if (this.opens) this.drawLines(recording, i, at, asked, true); // once, for the room that each needs when it is open
  }

  draw(recording) {
    const { player } = this, another = player.get("schema") !== this.schema;
    const [i, at, asked] = [player.get("index"), player.get("line"), waits(player)];
    if (!this.schema) this.begin(recording, i, at, asked);
    else if (another) this.build(player.get("schema"));
    this.drawLines(recording, i, at, asked);
    if (this.lines.includes(this.focused)) this.name(this.focused);
    rewrite(this.words, `Line ${at + 1} of ${player.get("stop") + 1}: ${this.lines[at].spec.words}`);
    this.drawWhy(recording, i, asked);
    if (i !== this.told) this.tell("");
    const example = recording.has("example") ? `, example ${recording.value("example", 0, i)}` : "";
    rewrite(this.heading, `Board: update ${i}${example}`);
    if (another) {
      this.reserve();
      this.letters.fit();
    }
    if (at !== this.scrolledTo) this.show(at);
  }

  drawWhy(recording, i, asked) {
    const { player } = this, line = this.lines[player.get("line")], now = asked ? null : termOf(player);
    const words = asked ? "" : reasonLine(line, recording, i, player);
    if (now) drawSum(this.why, now, recording, i, words);
    else rewrite(this.why, words);
  }

  // The reason goes with its line. The rest asks for the layout: once, when all lines of this frame have been played.
  show(at) {
    if (this.opens) this.lines[at].root.append(this.why);
    else this.more.before(this.why);
    if (this.scrolledTo !== null) queueMicrotask(() => this.scroll());
    this.scrolledTo = null;
  }

  scroll() {
    const at = this.player.get("line"), last = this.lines[this.player.get("stop")]?.root;
    if (!last || this.scrolledTo !== null) return;
    this.scrolledTo = at;
    if (this.opens) this.widen(last.offsetTop + last.offsetHeight);
    this.letters.narrow();
    scrollTo(this.list, this.lines[at].root);
  }

  // In another height of the list, too.
  keepInSight() {
    if (this.scrolledTo !== null) this.scrollToLine();
  }

  // There may be no lines yet.
  scrollToLine() {
    const line = this.lines[this.player.get("line")]?.root;
    if (line) scrollTo(this.list, line);
  }

  drawLines(recording, i, at, asked, whole = !this.opens) {
    const [all, stop] = [this.model.get("expanded"), this.player.get("stop")];
    this.lines.forEach((line, number) => {
      line.root.hidden = number > stop;
      line.root.classList.toggle("nbnn-open", number === at);
      const opened = number === at || whole;
      if (all || number === at) line.draw(recording, i, this.stateOf(number, at, asked), this.player, opened);
      else line.mark(this.stateOf(number, at, asked));
      const tab = number === at ? 0 : -1;
      if (line.root.tabIndex !== tab) line.root.tabIndex = tab;
    });
  }
}

/** @type {RenderLater} */
async function render({ model, el }) {
  el.classList.add("nbnn", "nbnn-board", "nbnn-card");
  const player = await playerOf(model);
  const board = new Board(model, el, player);
  const fold = () => board.fold();
  fold();
  const stop = followClosely(player, (recording) => board.draw(recording));
  const sized = new ResizeObserver(() => {
    board.fitTo(el.offsetWidth);
    board.keepInSight();
  });
  for (const each of [el, board.list]) sized.observe(each);
  const silence = askForExact(board.list, player, (element) => board.lineOf(element), (digits) => board.tell(digits));
  model.on("change:expanded", fold);
  return () => {
    board.letters.stop();
    stop();
    silence();
    sized.disconnect();
    model.off("change:expanded", fold);
  };
}

function reasonLine({ spec }, recording, i, player) {
  const unit = player.get("unit"), now = termOf(player);
  if (now && !isLastTerm(now)) return "";
  const byUnit = ["unit", "term"].includes(player.get("granularity")) && spec.units && spec.size > 1;
  const own = byUnit ? explaining(spec, unit) : spec;
  const reasons = reasonTexts(own, recording, i, unit);
  const said = reasons.slice(0, 2).join("; ") + (reasons.length > 2 ? `; and ${reasons.length - 2} more` : "");
  const equation = byUnit && !now ? text(spec.units[unit], recording, i) : "";
  return [equation, said].filter(Boolean).join(".  ");
}

export default { render };
