import { elementOf } from "./elements.js";

// What a symbol means, beside it, while one points at it or has it under the keyboard. The table is the package's.

/** @type {Record<string, string>} */
const MEANINGS = {}; // from core/notation.py: views/code/source.py writes it here
/** @type {Record<string, string>} */
const OF_TARGETS = {}; // what is something else where the data have targets, from the same place
const INDEX = /[₀-₉]+(,[₀-₉]+)?/;
const DIGITS = "₀₁₂₃₄₅₆₇₈₉";
const TEST = /^\[.* [<>≤≥=] .*\]$/; // [a > 0]
const CLEAR = 6; // px between a symbol and its meaning
const REST = 250; // ms of the pointer's rest on a symbol

const figures = (index) => index.replace(/[₀-₉]/g, (digit) => String(DIGITS.indexOf(digit)));

// "₁₂" of a weight is its row and column, of anything else its entry.
function placeOf(symbol, index) {
  const ofWeight = /[wW]$/.test(symbol.split(index)[0]) ? [...index] : [index];
  const [row, column] = index.includes(",") ? index.split(",") : ofWeight;
  return column === undefined ? `entry ${figures(row)}` : `row ${figures(row)}, column ${figures(column)}`;
}

// "h₂: entry 2 of the hidden units, …"; "" for what is not in the table.
/** @type {(symbol: string) => string} */
export function meaningOf(symbol) {
  if (TEST.test(symbol)) return `${symbol}: ${MEANINGS["[ ]"]}`;
  if (Object.hasOwn(MEANINGS, symbol)) return `${symbol}: ${MEANINGS[symbol]}`;
  const [index] = INDEX.exec(symbol) ?? [""];
  const whole = symbol.replace(index, "");
  return index && Object.hasOwn(MEANINGS, whole) ? `${symbol}: ${placeOf(symbol, index)} of ${MEANINGS[whole]}` : "";
}

// What is said of it in its lab, which may be one of targets: see player.js.
function saidIn(element, words) {
  if (!element.closest("[data-targets]")) return words;
  return Object.keys(OF_TARGETS).reduce((said, symbol) => said.replace(MEANINGS[symbol], OF_TARGETS[symbol]), words);
}

/** @type {{bubble: HTMLElement, of: Element} | null} */
let shown = null;
let timer = 0;

function hide() {
  if (!shown) return;
  shown.bubble.remove();
  shown = null;
  document.removeEventListener("keydown", onEscape, true);
  document.removeEventListener("pointermove", onElsewhere);
  document.removeEventListener("scroll", lay, true);
}

function onEscape({ key }) {
  if (key === "Escape") hide();
}

function onElsewhere({ clientX: x, clientY: y }) {
  if (!shown.of.isConnected) hide();
  else if (!shown.of.contains(document.activeElement) && !within(shown.of, x, y)) hide();
}

function within(element, x, y) {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return x >= left && x <= right && y >= top && y <= bottom;
}

// Below it, or above it where there is no room: over the page, so that nothing moves.
function lay() {
  const { bubble, of } = shown;
  const [at, own] = [of.getBoundingClientRect(), bubble.getBoundingClientRect()];
  const below = at.bottom + CLEAR + own.height <= innerHeight;
  bubble.style.top = `${below ? at.bottom + CLEAR : at.top - CLEAR - own.height}px`;
  bubble.style.left = `${Math.max(CLEAR, Math.min(at.left, innerWidth - own.width - CLEAR))}px`;
}

function show(element, words) {
  if (shown?.of === element) return;
  hide();
  const bubble = elementOf("div", "nbnn nbnn-meaning", saidIn(element, words));
  bubble.setAttribute("role", "tooltip");
  document.body.append(bubble);
  shown = { bubble, of: element };
  lay();
  document.addEventListener("keydown", onEscape, true);
  document.addEventListener("pointermove", onElsewhere);
  document.addEventListener("scroll", lay, true);
}

// What has a meaning at a point. The boxes of a formula's letters are as high as their font allows, and reach into the
// lines above and below: the nearest middle counts.
function toldAt(x, y) {
  const all = document.elementsFromPoint(x, y).map((each) => each.closest("[data-meaning]")).filter(Boolean);
  if (all[0] instanceof SVGElement) return all[0];
  const away = (each) => {
    const { top, bottom } = each.getBoundingClientRect();
    return Math.abs((top + bottom) / 2 - y);
  };
  return all.sort((one, other) => away(one) - away(other))[0];
}

// Within `root`, whatever has a meaning tells it where the pointer rests on it.
/** @type {<Root extends HTMLElement | SVGElement | MathMLElement>(root: Root) => Root} */
export function telling(root) {
  root.addEventListener("pointermove", (event) => {
    const { clientX: x, clientY: y } = /** @type {PointerEvent} */ (event);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const found = /** @type {HTMLElement | undefined} */ (toldAt(x, y));
      if (found) show(found, found.dataset.meaning);
    }, REST);
  });
  root.addEventListener("pointerleave", () => clearTimeout(timer)); // before it has been shown
  return root;
}

// Tells the words while the keyboard is on the element.
/** @type {(element: HTMLElement | SVGElement, words: string) => void} */
export function onFocus(element, words) {
  element.addEventListener("focus", () => element.matches(":focus-visible") && show(element, words));
  element.addEventListener("blur", hide);
}

// Both, for a part of a drawing.
/** @type {(element: HTMLElement | SVGElement, words: string) => void} */
export function meaning(element, words) {
  if (!words) return;
  element.dataset.meaning = words;
  telling(element);
  onFocus(element, words);
}
