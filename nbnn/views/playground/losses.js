import { elementOf, setAttributes, shapeOf } from "../shared/elements.js";
import { formatNumber } from "../shared/numbers.js";
import { Card, legendEntry } from "./card.js";

// Training and validation loss against the epoch; a pinned run's dashed; a line where we are.

// Around the curves, in heights of a small letter.
const ROOM = { left: 3.8, right: 1.4, top: 0.7, bottom: 3 };
const LINES = ["pinned-train", "pinned-validation", "train", "validation"];

export class LossCard extends Card {
  // go(epoch): a click on the chart.
  constructor(go) {
    const legend = elementOf("div", "nbnn-chart-legend"), curves = elementOf("div", "nbnn-pg-curves");
    const note = elementOf("p", "nbnn-chart-note");
    super("nbnn-pg-loss-card", legend, curves, note);
    this.legend = legend;
    this.curves = curves;
    this.note = note;
    this.svg = shapeOf("svg", { class: "nbnn-pg-chart", role: "img", "aria-label": "Loss against the epoch" }, curves);
    this.axes = shapeOf("g", { class: "nbnn-pg-axes" }, this.svg);
    this.lines = Object.fromEntries(LINES.map((name) =>
      [name, shapeOf("path", { class: `nbnn-pg-${name}` }, this.svg)]));
    this.now = elementOf("div", "nbnn-pg-now"); // not in the drawing: to move it must not paint the curves again
    curves.append(this.now);
    this.axis = shapeOf("text", { class: "nbnn-pg-axis-name", "text-anchor": "end" }, this.svg);
    this.axis.textContent = "epoch";
    this.svg.addEventListener("click", (event) => this.pick(event, go));
  }

  build({ picture, of }, pinned) {
    this.picture = picture;
    this.epochs = of;
    this.name(`Mean loss (${picture.loss})`);
    this.pin(pinned);
  }

  // pinned: the earlier run's words, curves and network; {} for none.
  pin(pinned) {
    const shown = [["train", "training"], ...(this.picture.validated ? [["validation", "validation"]] : []),
      ...(pinned.words ? [["pinned", "pinned run"]] : [])];
    this.legend.replaceChildren(...shown.map(([name, words]) => legendEntry(`nbnn-pg-key nbnn-pg-key-${name}`, words)));
    const earlier = pinned.words ? `Pinned: ${pinned.words}` : "";
    this.note.textContent = [earlier, this.picture.remarks].filter(Boolean).join(" ");
    this.pinned = { train: pinned.train_loss ?? [], validation: pinned.validation_loss ?? [] };
  }

  // The curves as far as the recording has arrived.
  draw(recording) {
    const width = Math.round(this.curves.clientWidth), height = Math.round(this.curves.clientHeight);
    if (!width || !height) return;
    const own = (name) => thinnedTo(recording.loaded, width, (e) => recording.value(name, 0, e));
    const kept = (values) => thinnedTo(values.length, width, (e) => values[e]);
    const drawn = {
      train: own("train_loss"), validation: own("validation_loss"),
      "pinned-train": kept(this.pinned.train), "pinned-validation": kept(this.pinned.validation),
    };
    const losses = Object.values(drawn).flat().map(([, loss]) => loss).filter(Number.isFinite);
    const last = Math.max(1, this.epochs, this.pinned.train.length - 1);
    const letter = parseFloat(getComputedStyle(this.note).fontSize);
    const [left, right, top, bottom] = Object.values(ROOM).map((letters) => letters * letter);
    const high = niceAbove(Math.max(1e-6, usual(losses)));
    this.frame = { width, height, high, last, letter, left, right, top, bottom };
    Object.assign(this.now.style, { top: `${top}px`, bottom: `${bottom}px` });
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.drawAxes();
    for (const name of LINES) this.lines[name].setAttribute("d", this.path(drawn[name]));
  }

  place(epoch, loss) {
    const { width, height, high, last, left, right, top, bottom } = this.frame;
    return [left + ((width - left - right) * epoch) / last,
      top + (height - top - bottom) * (1 - Math.min(loss, high) / high)];
  }

  path(values) {
    return values.filter(([, value]) => Number.isFinite(value))
      .map(([e, value], at) => `${at ? "L" : "M"}${this.place(e, value).map((c) => c.toFixed(1)).join(" ")}`).join("");
  }

  drawAxes() {
    const { width, height, high, last, letter, left, right } = this.frame;
    this.axes.replaceChildren();
    for (let k = 0; k <= 4; k += 1) {
      const loss = (high * k) / 4, [, y] = this.place(0, loss);
      shapeOf("path", { class: "nbnn-pg-grid", d: `M${left} ${y}H${width - right}` }, this.axes);
      if (k % 2 === 0) this.label(formatNumber(loss), left - 6, y + letter / 3, "end");
    }
    const step = niceStep(last / Math.max(2, Math.floor(width / (9 * letter))));
    for (let e = 0; e <= last; e += step) this.label(String(e), this.place(e, 0)[0], height - 1.65 * letter, "middle");
    setAttributes(this.axis, { x: width - right, y: height - letter / 3 });
  }

  label(text, x, y, anchor) {
    shapeOf("text", { class: "nbnn-pg-tick", x, y, "text-anchor": anchor }, this.axes).textContent = text;
  }

  move(epoch) {
    if (!this.frame) return;
    const [x] = this.place(epoch, 0);
    this.now.style.transform = `translateX(${x.toFixed(1)}px)`;
  }

  // What a screen reader is told; sentence: of the moment.
  say(sentence) {
    this.svg.setAttribute("aria-label", `Loss against the epoch. ${sentence}`);
  }

  pick(event, go) {
    if (!this.frame) return;
    const box = this.svg.getBoundingClientRect(), { width, last, left, right } = this.frame;
    go(Math.round((last * (event.clientX - box.left - left)) / (width - left - right)));
  }
}

// [epoch, value] of as many epochs as there are pixels, the last one with them.
function thinnedTo(count, width, value) {
  const step = Math.max(1, Math.ceil(count / width)), last = count - 1;
  const epochs = Array.from({ length: Math.ceil(count / step) }, (_, k) => k * step);
  if (count && epochs.at(-1) !== last) epochs.push(last);
  return epochs.map((e) => [e, value(e)]);
}

// The highest, unless a few are far above the rest.
function usual(values) {
  const sorted = Float64Array.from(values).sort();
  const high = sorted[Math.floor(0.98 * (sorted.length - 1))] ?? 1;
  const top = sorted[sorted.length - 1] ?? 1;
  return top < 3 * high ? top : 1.5 * high;
}

function niceAbove(value) {
  const size = 10 ** Math.floor(Math.log10(value));
  return [1, 1.2, 1.6, 2, 2.4, 3, 4, 6, 8, 10].map((k) => k * size).find((k) => k >= value);
}

function niceStep(value) {
  const size = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return [1, 2, 5, 10].map((k) => k * size).find((k) => k >= value);
}
