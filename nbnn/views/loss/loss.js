import { followInTurn, hidden, playerOf, recordingOf, whenLoaded } from "../shared/recording.js";
import { lazily, modelsOf, nameFigure, placeFigure, plotArea, whenFigure } from "../shared/charts.js";
import { elementOf } from "../shared/elements.js";
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

function moveNow({ now, name }, picture, i) {
  const across = (i - picture.x[0]) / (picture.x[1] - picture.x[0]);
  now.set("x", Float64Array.of(i, i));
  const side = across > 0.75 ? { align: "end", x_offset: -7 } : { align: "start", x_offset: 7 };
  name.set({ x: Float64Array.of(i), text: [`update ${i}`], ...side });
}

function pointedUpdate(picture, area, event, updates) {
  const across = (event.clientX - area.left) / area.width;
  const i = Math.round(picture.x[0] + across * (picture.x[1] - picture.x[0]));
  return across < 0 || across > 1 || i < 0 || i >= updates ? null : i;
}

class LossPlot {
  constructor(model, el, player, marks) {
    this.model = model;
    this.player = player;
    this.marks = marks;
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
    moveNow(this.marks, picture, now.i);
    this.drawCaption(recording);
    this.speak();
  }

  again() {
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
    this.again();
  }

  stop() {
    this.speak.stop();
    this.figure?.removeEventListener("pointermove", this.point);
    this.figure?.removeEventListener("pointerleave", this.leave);
  }
}

/** @type {RenderLater} */
async function render({ model, el }) {
  const player = await playerOf(model);
  const plot = new LossPlot(model, el, player, await modelsOf(model, "marks"));
  const show = () => plot.show();
  model.on("change:picture", show);
  show();
  const stopFollowing = followInTurn(player, (recording) => plot.draw(recording));
  const stopPlacing = await placeFigure(model, el);
  const stopLooking = whenFigure(el, ".nbnn-loss", (figure) => plot.place(figure));
  return () => {
    [stopFollowing, stopPlacing, stopLooking].forEach((stop) => stop());
    model.off("change:picture", show);
    plot.stop();
  };
}

export default { render };
