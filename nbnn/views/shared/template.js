import { meaningOf, telling } from "./notation.js";
import { formatNumber } from "./numbers.js";
import { isLastTerm, termNode } from "./terms.js";

// Formulas and sentences from templates (see explain/writing/template.py, whose twin this is). Text and MathML; the
// page's numbers change by changing text nodes, never by parsing.

const MATHML = "http://www.w3.org/1998/Math/MathML";
const RAISED = { "⊤": "ᵀ", "(": "⁽", ")": "⁾", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
const LOWERED = { 0: "₀", 1: "₁", 2: "₂", 3: "₃", 4: "₄", 5: "₅", 6: "₆", 7: "₇", 8: "₈", 9: "₉" };

const translated = (word, table) => [...word].map((sign) => table[sign] ?? sign).join("");

const lowered = (index) => (/^[a-z]+$/i.test(index) ? `_${index}` : translated(index, LOWERED));

/** @type {(slot: Slot, recording: Recorded, i: number) => string} */
export function slotText(slot, recording, i) {
  const written = formatNumber(recording.value(slot.q, slot.k, i, slot.after ?? false));
  return slot.paren && written.startsWith("−") ? `(${written})` : written;
}

function matrixText(rows) {
  if (rows.every((row) => row.length === 1)) return `[${rows.map((row) => row[0]).join(", ")}]`;
  const lines = rows.map((row) => `[${row.join(", ")}]`);
  return lines.length === 1 ? lines[0] : `[${lines.join(", ")}]`;
}

/** @type {(node: Template, recording: Recorded, i: number) => string} */
export function text(node, recording, i) {
  if (typeof node === "string") return node;
  const inner = (part) => text(part, recording, i);
  if (Array.isArray(node)) return node.slice(1).map(inner).join("");
  if ("q" in node) return slotText(node, recording, i);
  if ("t" in node) return node.s;
  if ("m" in node) return matrixText(node.m.map((row) => row.map(inner)));
  if ("frac" in node) return node.frac.map(inner).join("/");
  if ("sup" in node) return inner(node.sup[0]) + translated(node.sup[1], RAISED);
  if ("sub" in node) return inner(node.sub[0]) + lowered(inner(node.sub[1]));
  return node.stack.map(inner).join("; ");
}

function mathElement(tag, ...children) {
  const made = document.createElementNS(MATHML, tag);
  made.append(...children);
  return made;
}

// A token keeps the spaces at its ends only when they do not break.
function token(tag, words) {
  return mathElement(tag, words.replaceAll(" ", "\u00a0"));
}

function symbol({ t, s }) {
  if (t !== "vec") return token(t, s);
  const made = token("mi", s);
  made.setAttribute("mathvariant", "normal");
  made.setAttribute("class", "nbnn-vec");
  return made;
}

function raised(mark, within) {
  const made = token("mn", mark);
  const words = within ? "" : meaningOf(translated(mark, RAISED));
  if (words) made.dataset.meaning = words;
  return made;
}

function matrix(rows, build) {
  const rowOf = (row) => mathElement("mtr", ...row.map((cell) => mathElement("mtd", build(cell))));
  const table = mathElement("mtable", ...rows.map(rowOf));
  table.setAttribute("class", "nbnn-matrix");
  return table;
}

function stacked(parts, build) {
  const table = mathElement("mtable", ...parts.map((part) => mathElement("mtr", mathElement("mtd", build(part)))));
  table.setAttribute("class", "nbnn-stack");
  return table;
}

// A symbol as text, or a test such as [a > 0]; "" for what has a number in it.
/** @type {(node: Template) => string} */
export function symbolText(node) {
  if (typeof node === "string") return node;
  if (Array.isArray(node)) return joined(node.slice(1), "");
  if ("t" in node) return node.s;
  if ("frac" in node) return joined(node.frac, "/");
  if ("sup" in node) return joined([node.sup[0], translated(node.sup[1], RAISED)], "");
  return "sub" in node && typeof node.sub[1] === "string" ? joined([node.sub[0], lowered(node.sub[1])], "") : "";
}

function joined(nodes, between) {
  const parts = nodes.map(symbolText);
  return nodes.some((node, k) => node !== "" && parts[k] === "") ? "" : parts.join(between);
}

// A symbol tells what it means, as a whole: the W of ∂ℓ/∂W does not.
function mathNode(node, slots, within = false) {
  const words = within ? "" : meaningOf(symbolText(node).trim());
  const made = mathPart(node, slots, within || words !== "");
  if (words) made.dataset.meaning = words;
  return made;
}

const LONG = 30; // letters: a longer remark is wrapped where its line is read

// A case or a remark behind a formula, "  (if yz < 1)", may be left out where there is no room for it.
function wordsOf(said) {
  const element = token("mtext", said);
  if (/^ {2}\(.*\)$/.test(said)) element.classList.add("nbnn-aside", ...(said.length > LONG ? ["nbnn-long"] : []));
  return element;
}

function mathPart(node, slots, within) {
  const build = (part) => mathNode(part, slots, within);
  if (typeof node === "string") return wordsOf(node);
  if (Array.isArray(node)) return mathElement("mrow", ...node.slice(1).map(build));
  if ("q" in node) {
    const element = mathElement("mn", "0"); // a digit keeps the place of those to come
    element.style.display = "inline-block"; // a box with a width of its own: see writeNumber
    slots.push({ slot: node, element, node: element.firstChild, room: 0 });
    return element;
  }
  if ("t" in node) return symbol(node);
  if ("m" in node) return matrix(node.m, build);
  if ("frac" in node) return mathElement("mfrac", ...node.frac.map(build));
  if ("sup" in node) return mathElement("msup", build(node.sup[0]), raised(node.sup[1], within));
  if ("sub" in node) {
    const [base, index] = node.sub;
    return mathElement("msub", build(base), typeof index === "string" ? token("mn", index) : build(index));
  }
  return stacked(node.stack, build);
}

const signWidths = new Map();
let pen = null;

function takeFontOf(element) {
  const { fontFamily } = getComputedStyle(element);
  if (!fontFamily) return; // it is not on the page yet, and its font not known
  pen = document.createElement("canvas").getContext("2d");
  pen.font = `100px ${fontFamily}`;
}

// Look at the font of formulas before there are any: the page would lay out all of them to answer the first one.
/** @type {(place: Element) => void} */
export function knowFont(place) {
  if (pen) return;
  const number = mathElement("mn"), math = mathElement("math", number);
  place.append(math);
  takeFontOf(number);
  math.remove();
}

// The width of a number in em, as the font of formulas has it; a little more, for bold ones.
function widthOf(words, element) {
  if (!pen) takeFontOf(element);
  if (!pen) return 0;
  const sign = (each) => signWidths.get(each) ?? signWidths.set(each, pen.measureText(each).width / 100).get(each);
  return [...words].reduce((sum, each) => sum + sign(each), 0.06);
}

// A number's box is as wide as the widest it has held: nothing moves while a run plays, and a formula whose numbers
// change needs no new layout around them (a third of the time of letting each find its width).
/** @type {(each: Written, words: string) => void} */
export function writeNumber(each, words) {
  if (each.node.data === words) return;
  each.node.data = words;
  const room = widthOf(words, each.element);
  if (room <= each.room) return;
  each.room = room;
  each.element.style.width = `${room.toFixed(3)}em`;
}

// A <math> element; each of its numbers is pushed on `slots` as {slot, element, node}, ready to be filled in.
/** @type {(node: Template, slots?: Written[]) => MathMLElement} */
export function mathml(node, slots = []) {
  const made = telling(mathElement("math", mathNode(node, slots)));
  made.setAttribute("displaystyle", "true"); // fractions in full size
  return made;
}

/** @type {(line: any, recording: Recorded, i: number) => any} */
export function caseOf(line, recording, i) {
  return line.cases[line.case ? recording.value(line.case, 0, i) : 0];
}

// The reasons for the zeros among the entries up to `unit`, those of the line's own zeros only.
/** @type {(line: any, recording: Recorded, i: number, unit: number) => string[]} */
export function reasonTexts(line, recording, i, unit) {
  const holds = ({ column, k, bit }) => k <= unit && (recording.value(column, k, i) & bit) !== 0;
  return [...new Set(line.reasons.filter(holds).map((reason) => text(reason.text, recording, i)))];
}

// Only the reasons for entry `unit`: a reason for a row or a column of a matrix explains each of its entries.
/** @type {(line: any, unit: number) => any} */
export function explaining(line, unit) {
  const within = ({ of: [start, stop, step] }) => unit >= start && unit < stop && (unit - start) % step === 0;
  return { ...line, reasons: line.reasons.filter(within) };
}

const MOST_REASONS = 2;

/** @type {(line: any, recording: Recorded, i: number, unit: number) => string} */
export function reasonsSentence(line, recording, i, unit) {
  const all = reasonTexts(line, recording, i, unit);
  if (!all.length) return "";
  const more = all.length > MOST_REASONS ? `; and ${all.length - MOST_REASONS} more` : "";
  return ` Zero because ${all.slice(0, MOST_REASONS).join("; ")}${more}.`;
}

// What the player's place says in one sentence: the same words as explain/recording/sentences.py.
// of: how many lines the board shows. term: which product of a sum, for who goes term by term.
/** @type {Sentence} */
export function sentence(recording, schema, i, at, unit, granularity, of = schema.lines.length, term = 0) {
  const line = schema.lines[at];
  const told = schema.sentences?.[i];
  if (told !== undefined && (granularity === "update" || at === schema.lines.length - 1)) return told;
  const where = `Update ${i}, line ${at + 1} of ${of}: `;
  if (granularity === "term" && line.sums) {
    const now = { line, unit, term }, whole = isLastTerm(now) && recording.hasTerms;
    const why = whole ? reasonsSentence(explaining(line, unit), recording, i, unit) : "";
    return `${where}${text(termNode(now, recording), recording, i)}.${why}`;
  }
  if (["unit", "term"].includes(granularity) && line.units && line.size > 1) {
    const why = reasonsSentence(explaining(line, unit), recording, i, unit);
    return `${where}${text(line.units[unit], recording, i)}.${why}`;
  }
  return `${where}${text(line.sentence, recording, i)}.${reasonsSentence(line, recording, i, unit)}`;
}
