import { elementOf } from "../shared/elements.js";
import { formatNumber } from "../shared/numbers.js";

// Training and validation loss against the epoch; a pinned run's dashed; a line where we are.

const SVG_SPACE = "http://www.w3.org/2000/svg";
const ROOM = { left: 46, right: 16, top: 8, bottom: 36 };

function made(tag, className, parent) {
  const element = document.createElementNS(SVG_SPACE, tag);
  element.setAttribute("class", className);
  parent.append(element);
  return element;
}

export class LossDrawing {
  constructor(el, go) {
    this.svg = document.createElementNS(SVG_SPACE, "svg");
    this.svg.setAttribute("class", "nbnn-pg-chart");
    this.svg.setAttribute("role", "img");
    this.svg.setAttribute("aria-label", "Loss against the epoch");
    el.append(this.svg);
    this.el = el;
    this.axes = made("g", "nbnn-pg-axes", this.svg);
    this.lines = Object.fromEntries(["pinned-train", "pinned-validation", "train", "validation"].map((name) =>
      [name, made("path", `nbnn-pg-${name}`, this.svg)]));
    this.now = elementOf("div", "nbnn-pg-now"); // not in the drawing: to move it must not paint the curves again
    el.append(this.now);
    this.name = made("text", "nbnn-pg-axis-name", this.svg);
    this.svg.addEventListener("click", (event) => this.pick(event, go));
  }

  // numbers: of each epoch (training, validation, accuracy). pinned: {train, validation}.
  draw(numbers, epochs, pinned) {
    const width = Math.round(this.el.clientWidth), height = Math.round(this.el.clientHeight);
    if (!width || !height) return;
    const seen = thinnedTo(numbers, width);
    const finite = seen.flatMap(([, n]) => [n[0], n[1]]).concat(pinned?.train ?? [], pinned?.validation ?? []).filter(Number.isFinite);
    const high = niceAbove(Math.max(1e-6, usual(finite)));
    const last = Math.max(1, epochs, (pinned?.train?.length ?? 1) - 1);
    this.frame = { width, height, high, last };
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.drawAxes();
    this.lines.train.setAttribute("d", this.path(seen.map(([e, n]) => [e, n[0]])));
    this.lines.validation.setAttribute("d", this.path(seen.map(([e, n]) => [e, n[1]])));
    this.lines["pinned-train"].setAttribute("d", this.path(thinnedTo(pinned?.train ?? [], width)));
    this.lines["pinned-validation"].setAttribute("d", this.path(thinnedTo(pinned?.validation ?? [], width)));
  }

  place(epoch, loss) {
    const { width, height, high, last } = this.frame;
    return [ROOM.left + ((width - ROOM.left - ROOM.right) * epoch) / last,
      ROOM.top + (height - ROOM.top - ROOM.bottom) * (1 - Math.min(loss, high) / high)];
  }

  path(values) {
    return values.filter(([, value]) => Number.isFinite(value))
      .map(([e, value], at) => `${at ? "L" : "M"}${this.place(e, value).map((c) => c.toFixed(1)).join(" ")}`).join("");
  }

  drawAxes() {
    const { width, height, high, last } = this.frame;
    this.axes.replaceChildren();
    for (let k = 0; k <= 4; k += 1) {
      const loss = (high * k) / 4, [, y] = this.place(0, loss);
      const grid = made("path", "nbnn-pg-grid", this.axes);
      grid.setAttribute("d", `M${ROOM.left} ${y}H${width - ROOM.right}`);
      if (k % 2 === 0) this.label(formatNumber(loss), ROOM.left - 6, y + 4, "end");
    }
    const step = niceStep(last / Math.max(2, Math.floor(width / 110)));
    for (let e = 0; e <= last; e += step) this.label(String(e), this.place(e, 0)[0], height - 20, "middle");
    this.name.textContent = "epoch";
    this.name.setAttribute("x", width - ROOM.right);
    this.name.setAttribute("y", height - 4);
    this.name.setAttribute("text-anchor", "end");
  }

  label(text, x, y, anchor) {
    const label = made("text", "nbnn-pg-tick", this.axes);
    label.textContent = text;
    label.setAttribute("x", x);
    label.setAttribute("y", y);
    label.setAttribute("text-anchor", anchor);
  }

  move(epoch) {
    if (!this.frame) return;
    const [x] = this.place(epoch, 0);
    this.now.style.transform = `translateX(${x.toFixed(1)}px)`;
  }

  pick(event, go) {
    if (!this.frame) return;
    const box = this.svg.getBoundingClientRect(), { width, last } = this.frame;
    go(Math.round((last * (event.clientX - box.left - ROOM.left)) / (width - ROOM.left - ROOM.right)));
  }
}

// [epoch, value] of as many epochs as there are pixels, the last one with them.
function thinnedTo(values, width) {
  const step = Math.max(1, Math.ceil(values.length / width));
  return values.map((value, e) => [e, value]).filter(([e]) => e % step === 0 || e === values.length - 1);
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

export function legendEntry(className, words) {
  const entry = elementOf("span", "nbnn-chart-entry");
  entry.append(elementOf("span", `nbnn-pg-key ${className}`), document.createTextNode(words));
  return entry;
}
