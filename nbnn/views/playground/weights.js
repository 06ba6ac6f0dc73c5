import { elementOf, rewrite } from "../shared/elements.js";
import { formatNumber } from "../shared/numbers.js";

// The weights in numbers, a table for each layer, unfolded when they are asked for. Of a large layer: its lowest and
// highest weight, which are Python's, and the weights into one unit that is chosen, so many in a row.

const IN_A_ROW = 8;

export class WeightsCard {
  // opened(yes): the learner unfolds the tables, or folds them.
  constructor(opened) {
    this.el = elementOf("details", "nbnn-card nbnn-pg-weights");
    this.el.dataset.ownKeys = ""; // tables scroll, and unfold with the space bar
    this.title = elementOf("summary", "", "Weights");
    this.tables = elementOf("div", "nbnn-pg-layers");
    this.el.append(this.title, this.tables);
    this.el.addEventListener("toggle", () => opened(this.el.open));
    this.layers = [];
  }

  get shown() {
    return this.el.open;
  }

  // Another network. changed(): a unit was chosen, its weights are wanted.
  build({ picture: { layers }, network: { bias } }, changed) {
    rewrite(this.title, `Weights: ${layers.map(({ symbol }) => symbol).join(", ")}`);
    this.layers = layers.map((layer) => {
      const made = { ...layer, units: layer.from.length - (bias ? 1 : 0) };
      if (layer.whole) this.buildWhole(made);
      else this.buildLarge(made, changed);
      return made;
    });
    this.tables.replaceChildren(...this.layers.map(({ part }) => part));
  }

  buildWhole(made) {
    const { symbol, size, into, from } = made;
    made.part = elementOf("div", "nbnn-pg-layer");
    made.part.append(scrolling(tableOf(`${symbol}: ${size}`, ["", ...from.map((name) => `from ${name}`)],
      into.map((name) => [`into ${name}`, from.length]), made)));
  }

  buildLarge(made, changed) {
    const { symbol, size, into, from } = made;
    made.part = elementOf("div", "nbnn-pg-layer nbnn-pg-large");
    made.span = elementOf("span", "");
    const told = elementOf("p", "", `${symbol}: ${size}, `);
    told.append(made.span);
    made.choice = elementOf("select", "nbnn-pg-choice");
    made.choice.append(...into.map((name) => elementOf("option", "", name)));
    const label = elementOf("label", "", "Weights into ");
    made.choice.setAttribute("aria-label", `Weights into unit (${symbol})`);
    label.append(made.choice);
    const rows = [];
    for (let first = 0; first < made.units; first += IN_A_ROW) {
      const last = Math.min(first + IN_A_ROW, made.units);
      rows.push([last - first > 1 ? `from ${from[first]} to ${from[last - 1]}` : `from ${from[first]}`, last - first]);
    }
    if (made.units < from.length) rows.push(["from 1", 1]);
    told.append(" ", label);
    const table = tableOf(`${symbol}, one unit's weights`, null, rows, made);
    table.caption.className = "nbnn-hidden-text";
    made.part.append(told, scrolling(table));
    made.choice.addEventListener("change", changed);
  }

  // What is not as it was is written. weights: of each layer, row by row; spans: lowest and highest of each layer.
  fill(weights, spans) {
    this.layers.forEach((layer, l) => {
      const first = layer.choice ? layer.choice.selectedIndex * layer.from.length : 0;
      layer.cells.forEach((cell, k) => rewrite(cell, formatNumber(weights[l][first + k])));
      if (layer.span) rewrite(layer.span, `from ${formatNumber(spans[2 * l])} to ${formatNumber(spans[2 * l + 1])}.`);
      const scroll = layer.part.querySelector(".nbnn-pg-scroll");
      const wide = scroll.scrollWidth > scroll.clientWidth ? 0 : -1;
      if (scroll.tabIndex !== wide) scroll.tabIndex = wide; // one that is too wide is scrolled by keyboard too
    });
  }
}

// A table with a head (or none) and rows of [name, how many numbers]; its cells are kept in reading order.
function tableOf(words, head, rows, made) {
  const table = elementOf("table", "");
  const body = elementOf("tbody", "");
  table.createCaption().textContent = words;
  if (head) {
    const top = elementOf("thead", ""), row = elementOf("tr", "");
    row.append(...head.map((name, k) => (k ? headOf(name, "col") : elementOf("td", ""))));
    top.append(row);
    table.append(top);
  }
  made.cells = [];
  for (const [name, count] of rows) {
    const row = elementOf("tr", ""), cells = Array.from({ length: count }, () => elementOf("td", ""));
    row.append(headOf(name, "row"), ...cells);
    made.cells.push(...cells);
    body.append(row);
  }
  table.append(body);
  return table;
}

function headOf(name, scope) {
  const cell = elementOf("th", "", name);
  cell.scope = scope;
  return cell;
}

function scrolling(table) {
  const scroll = elementOf("div", "nbnn-pg-scroll");
  scroll.setAttribute("role", "group");
  scroll.setAttribute("aria-label", table.caption.textContent);
  scroll.append(table);
  return scroll;
}
