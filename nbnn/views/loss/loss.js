import { followClosely, hidden, playerOf, recordingOf, whenLoaded } from "../shared/recording.js";
import { coverPlot, lazily, nameFigure, placeFigure, plotArea, whenFigure, whenLaidOut } from "../shared/charts.js";
import { elementOf, rewrite, setAttributes, shapeOf } from "../shared/elements.js";
import { formatNumber } from "../shared/numbers.js";

// The losses of one update in words: the recording's own numbers.
function lossWords(recording, i) {
  const mean = recording.value("total_loss", 0, i);
  const all = Number.isFinite(mean) ? `, L/N = ${formatNumber(mean)}` : "";
  return `update ${i}: ℓ = ${formatNumber(recording.value("loss", 0, i))}${all}`;
}

function drawLossLegend(legend, words) {
  legend.replaceChildren();
  ["stem", "mean", "parent"].forEach((kind, at) => {
    if (!words[at]) return;
    const entry = elementOf("span", "nbnn-chart-entry");
    entry.append(elementOf("span", `nbnn-loss-key nbnn-loss-${kind}`), document.createTextNode(words[at]));
    legend.append(entry);
  });
}

const ASIDE = 7; // px between the line and its name

// The line of the current update and its name, over the plot, in the frame of the move: marks of bqplot's take several.
class Now {
  constructor() {
    this.layer = shapeOf("svg", { class: "nbnn-loss-now", "aria-hidden": "true" });
    this.line = shapeOf("path", {}, this.layer);
    this.name = shapeOf("text", { y: 1 }, this.layer);
    this.width = this.height = 0;
  }

  place(figure, area) {
    if (this.layer.parentNode !== figure) figure.append(this.layer);
    Object.assign(this, { width: area.width, height: area.height });
    coverPlot([this.layer], figure, area);
  }

  moveTo(i, [low, high]) {
    const across = (i - low) / (high - low), x = across * this.width, after = across <= 0.75;
    setAttributes(this.line, { d: `M${x} 0V${this.height}` });
    setAttributes(this.name, { x: x + (after ? ASIDE : -ASIDE), "text-anchor": after ? "start" : "end" });
    rewrite(this.name, `update ${i}`);
  }
}

function pointedUpdate(picture, area, event, updates) {
  const across = (event.clientX - area.left) / area.width;
  const i = Math.round(picture.x[0] + across * (picture.x[1] - picture.x[0]));
  return across < 0 || across > 1 || i < 0 || i >= updates ? null : i;
}

class LossPlot {
  constructor(model, el, player) {
    this.model = model;
    this.player = player;
    this.now = new Now();
    this.stopLooking = () => {};
    this.figure = null;
    this.pointed = null; // the update under the pointer
    this.drawn = {};
    this.legend = elementOf("div", "nbnn-chart-legend");
    this.caption = elementOf("p", "nbnn-chart-caption");
    this.note = elementOf("p", "nbnn-chart-note");
    el.replaceChildren(elementOf("h3", "", "Loss"), this.legend, this.caption, this.note);
    this.speak = lazily(() => this.nameIt());
    this.drawNow = whenLoaded(player, (recording) => this.draw(recording));
    this.point = (event) => this.pointAt(this.updateAt(event));
    this.leave = () => this.pointAt(null);
  }

  get picture() {
    return this.model.get("picture");
  }

  words(recording, i) {
    return hidden(this.player, "loss", i) ? `update ${i}: covered` : lossWords(recording, i);
  }

  updateAt(event) {
    return pointedUpdate(this.picture, plotArea(this.figure), event, recordingOf(this.player).updates);
  }

  nameIt() {
    const recording = recordingOf(this.player), i = this.player.get("index");
    if (!this.figure || i >= recording.loaded) return;
    nameFigure(this.figure, `${this.picture.words} At ${this.words(recording, i)}.`);
  }

  drawCaption(recording) {
    const { pointed } = this;
    const i = pointed !== null && pointed < recording.loaded ? pointed : this.player.get("index");
    if (i < recording.loaded) this.caption.textContent = this.words(recording, i);
  }

  draw(recording) {
    const { picture } = this;
    const now = { recording, picture, i: this.player.get("index"), covered: this.player.get("covered") };
    if (!picture.x || Object.keys(now).every((each) => now[each] === this.drawn[each])) return;
    this.drawn = now;
    this.now.moveTo(now.i, picture.x);
    this.drawCaption(recording);
    this.speak();
  }

  again() {
    const area = this.figure ? plotArea(this.figure) : { width: 0, height: 0 };
    if (area.width && area.height) this.now.place(this.figure, area);
    this.drawn = {};
    this.drawNow();
  }

  show() {
    const { legend = [], note = "" } = this.picture;
    drawLossLegend(this.legend, legend);
    this.note.textContent = note;
    this.again();
  }

  pointAt(update) {
    this.pointed = update;
    this.drawCaption(recordingOf(this.player));
  }

  place(figure) {
    this.figure = figure;
    figure.addEventListener("pointermove", this.point);
    figure.addEventListener("pointerleave", this.leave);
    this.stopLooking = whenLaidOut(figure, () => this.again());
    this.again();
  }

  stop() {
    this.speak.stop();
    this.stopLooking();
    this.now.layer.remove();
    this.figure?.removeEventListener("pointermove", this.point);
    this.figure?.removeEventListener("pointerleave", this.leave);
  }
}

/** @type {RenderLater} */
async function render({ model, el }) {
  const player = await playerOf(model);
  const plot = new LossPlot(model, el, player);
  const show = () => plot.show();
  model.on("change:picture", show);
  show();
  const stopFollowing = followClosely(player, (recording) => plot.draw(recording));
  const stopPlacing = await placeFigure(model, el);
  const stopLooking = whenFigure(el, ".nbnn-loss", (figure) => plot.place(figure));
  return () => {
    [stopFollowing, stopPlacing, stopLooking].forEach((stop) => stop());
    model.off("change:picture", show);
    plot.stop();
  };
}

export default { render };
