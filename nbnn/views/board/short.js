// A value in one line of text, as a line of the board shows it while another is read: [1, 3, −1.5]; the rows of a
// matrix stand below each other, and what is too long for a line is cut in its middle.
import { elementOf, partOf } from "../shared/elements.js";
import { text } from "../shared/template.js";

const MOST_ENTRIES = 4; // entries of a vector, and rows and columns of a matrix
const CUT = "…";

function putBetween(parts, separator) {
  return parts.flatMap((part, k) => (k ? [separator, part] : [part]));
}

const fewer = (list) => (list.length > MOST_ENTRIES ? [...list.slice(0, MOST_ENTRIES - 1), CUT, list.at(-1)] : list);

function number(slot, slots) {
  const element = elementOf("span", "", "0");
  slots.push({ slot, element, node: element.firstChild });
  return element;
}

function table(rows, build) {
  const lines = fewer(rows), columns = fewer(rows[0]).length;
  const cells = lines.flatMap((line) => (line === CUT ? Array(columns).fill(CUT) : fewer(line).map(build)));
  const made = partOf("span", "nbnn-short-table", ...cells.map((cell) => partOf("span", "", cell)));
  made.style.setProperty("--columns", String(columns));
  return made;
}

function bracketed(rows, build) {
  const flat = rows.every((row) => row.length === 1) ? rows.map(([cell]) => cell) : rows.length === 1 ? rows[0] : null;
  if (!flat) return table(rows, build);
  const cells = fewer(flat).map((each) => (each === CUT ? CUT : build(each)));
  return partOf("span", "", "[", ...putBetween(cells, ", "), "]");
}

/** @type {(node: Template, slots: Written[]) => Node | string} */
export function short(node, slots) {
  const build = (part) => short(part, slots);
  if (Array.isArray(node)) return partOf("span", "", ...node.slice(1).map(build));
  if (node === "ᵀ") return partOf("sup", "", "T"); // fonts of letters draw that sign as another one
  if (typeof node === "string") return node;
  if ("q" in node) return number(node, slots);
  if ("m" in node) return bracketed(node.m, build);
  if ("stack" in node) return partOf("span", "", ...putBetween(node.stack.map(build), "; "));
  return text(node, null, 0); // a symbol
}
