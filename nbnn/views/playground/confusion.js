import { elementOf, rewrite } from "../shared/elements.js";
import { formatNumber } from "../shared/numbers.js";
import { Card } from "./card.js";
import { paintOn, upright } from "./network.js";

// The confusion matrix of an epoch: a row for each true class, a column for each predicted one. The counts are
// Python's. Below it, of digits, the misclassified ones, as pictures.

const MEASURED = "R² is 1 for a perfect prediction, and 0 for one that always gives the mean of the targets.";
const WRONG_SHOWN = 18;
const SIDE = 16; // pixels of such a picture

function headCell(text, scope) {
  const cell = elementOf("th", "", text);
  cell.setAttribute("scope", scope);
  return cell;
}

function rowOf(...cells) {
  const row = elementOf("tr", "");
  row.append(...cells);
  return row;
}

export class ConfusionCard extends Card {
  constructor() {
    const place = elementOf("div", "nbnn-pg-matrix"), wrong = elementOf("div", "nbnn-pg-wrong");
    const note = elementOf("p", "nbnn-chart-note", "Rows: true class. Columns: predicted class.");
    super("nbnn-pg-matrix-card", place, note, wrong);
    this.note = note;
    this.place = place;
    this.wrong = wrong;
    place.setAttribute("role", "group");
    place.setAttribute("aria-label", "Confusion matrix");
  }

  build(recording) {
    const { picture } = recording.schema, { numbers = [] } = recording.tables.get("images") ?? {};
    const size = picture.side ** 2;
    this.picture = picture;
    this.drawn = "";
    const of = picture.validated ? "validation" : "training";
    this.targets = picture.kind !== "classes";
    this.name(this.targets ? `R² and mean absolute error (${of} examples)` : `Confusion matrix (${of} examples)`);
    rewrite(this.note, this.targets ? MEASURED : "Rows: true class. Columns: predicted class.");
    this.place.setAttribute("aria-label", this.targets ? "R² and mean absolute error" : "Confusion matrix");
    if (this.targets) this.buildMeasures();
    else this.buildTable(picture.classes);
    this.images = picture.labels.map((_, n) => (size ? numbers.subarray(n * size, (n + 1) * size) : null));
    this.wrong.replaceChildren();
  }

  buildTable(classes) {
    const table = elementOf("table", "nbnn-pg-confusion"), head = elementOf("thead", ""), body = elementOf("tbody", "");
    head.append(rowOf(elementOf("td", ""), ...classes.map((name) => headCell(name, "col"))));
    const rows = classes.map(() => classes.map(() => elementOf("td", "")));
    body.append(...rows.map((cells, k) => rowOf(headCell(classes[k], "row"), ...cells)));
    table.append(head, body);
    this.place.replaceChildren(table);
    this.cells = rows.flat();
  }

  buildMeasures() {
    const table = elementOf("table", "nbnn-pg-confusion nbnn-pg-measures"), body = elementOf("tbody", "");
    this.cells = ["R²", "mean absolute error"].map((name) => {
      const cell = elementOf("td", "");
      body.append(rowOf(headCell(name, "row"), cell));
      return cell;
    });
    table.append(body);
    this.place.replaceChildren(table);
  }

  // R² and the mean absolute error after an epoch, Python's numbers; R² has none where all targets are the same.
  showMeasures([r2, error]) {
    rewrite(this.cells[0], Number.isNaN(r2) ? "undefined" : formatNumber(r2));
    rewrite(this.cells[1], formatNumber(error));
  }

  // A table that is too wide is scrolled by keyboard too.
  fit() {
    const wide = this.place.scrollWidth > this.place.clientWidth;
    this.place.toggleAttribute("data-own-keys", wide);
    this.place.tabIndex = wide ? 0 : -1;
  }

  showCounts(counts) {
    const wide = this.picture.classes.length;
    counts.forEach((count, k) => {
      rewrite(this.cells[k], count ? String(count) : "·");
      const kind = k % (wide + 1) === 0 ? "nbnn-pg-right" : count ? "nbnn-pg-amiss" : "";
      if (this.cells[k].className !== kind) this.cells[k].className = kind;
    });
  }

  // Misclassified digits, with their true and their predicted class. predicted: the number of a class for each example.
  showWrong(predicted, colors) {
    if (!this.picture.side) return;
    const { labels, classes } = this.picture;
    const classOf = (z) => (classes.length === 2 ? Number(z > 0) : z - 1);
    const wrong = labels.map((z, n) => [n, classOf(z), predicted[n]]).filter(([, is, said]) => is !== said)
      .slice(0, WRONG_SHOWN);
    const key = wrong.join(" ");
    if (key === this.drawn) return;
    this.drawn = key;
    this.wrong.replaceChildren(...wrong.map(([n, is, said]) =>
      this.figure(this.images[n], classes[is], classes[said], colors)));
  }

  figure(image, is, said, { inkShades }) {
    const figure = elementOf("figure", ""), canvas = elementOf("canvas", "");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `a ${is}, predicted as ${said}`);
    paintOn(canvas, upright(Float32Array.from(image), this.picture.side), this.picture.side, inkShades, SIDE);
    figure.append(canvas, elementOf("figcaption", "", `${is} → ${said}`));
    return figure;
  }
}
