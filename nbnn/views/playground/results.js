import { lazily } from "../shared/charts.js";
import { momentOf, playerOf, recordingOf } from "../shared/recording.js";
import { Pace, keepDrawn, shadesOf } from "./card.js";
import { ConfusionCard } from "./confusion.js";
import { LossCard } from "./losses.js";
import { WeightsCard } from "./weights.js";

// What a training has come to: both losses, the confusion matrix, the weights in numbers.

const SELDOM = 150; // ms between two drawings of what need not change in every frame while it plays

class Results {
  constructor(model, player, el) {
    this.model = model;
    this.player = player;
    this.el = el;
    this.recording = null;
    this.colors = null;
    this.charted = -1;
    this.chartedAt = 0;
    this.toldAt = 0;
    /** @type {(() => void) | null} */
    this.soon = null; // asks for a frame
    this.losses = new LossCard((epoch) => player.trigger("scrub", epoch));
    this.confusion = new ConfusionCard();
    this.weights = new WeightsCard((open) => {
      model.set("unfolded", open);
      this.again();
    });
    this.weights.el.open = model.get("unfolded");
    el.replaceChildren(this.losses.el, this.confusion.el, this.weights.el);
    this.pace = new Pace(() => this.again());
    this.speak = lazily(() => this.say());
  }

  again() {
    this.drawn = "";
    this.soon?.();
  }

  build(recording) {
    this.recording = recording;
    this.losses.build(recording.schema, this.model.get("pinned"));
    this.confusion.build(recording);
    this.weights.build(recording.schema, () => this.again());
    this.paintAnew();
  }

  pin() {
    this.losses.pin(this.model.get("pinned"));
    this.chartAnew();
  }

  resized() {
    this.confusion.fit();
    this.chartAnew();
  }

  paintAnew() {
    this.colors = shadesOf(this.el, this.recording.schema.picture.classes.length);
    this.confusion.drawn = "";
    this.chartAnew();
  }

  chartAnew() {
    this.charted = -1;
    this.again();
  }

  draw(now) {
    const recording = recordingOf(this.player), moment = momentOf(recording, this.player);
    if (!recording.schema.picture) return;
    if (recording !== this.recording) this.build(recording);
    this.chart(now);
    const place = moment && `${moment.index} ${moment.inner}`;
    if (!moment || place === this.drawn) return;
    if (place !== this.place) this.pace.moved(now);
    this.drawn = this.place = place;
    this.show(moment, now);
    this.speak();
  }

  // The curves, when there is more of them.
  chart(now) {
    const { loaded } = this.recording;
    if (this.charted === loaded) return;
    if (this.charted >= 0 && now - this.chartedAt < SELDOM) {
      this.soon(); // not in this frame
      return;
    }
    this.charted = loaded;
    this.chartedAt = now;
    this.losses.draw(this.recording);
    this.losses.move(this.player.get("index"));
  }

  show({ index, inner }, now) {
    const { recording } = this;
    this.losses.move(index);
    const targets = recording.schema.picture.kind !== "classes";
    if (targets) this.confusion.showMeasures(recording.row("measures", index));
    else this.confusion.showCounts(recording.row("counts", index));
    if (this.pace.quick && now - this.toldAt < SELDOM) return;
    this.toldAt = now;
    this.colors ??= shadesOf(this.el, recording.schema.picture.classes.length);
    if (this.colors && !targets) this.confusion.showWrong(recording.row("predicted", index), this.colors);
    if (this.weights.shown) {
      const { layers } = recording.schema.network;
      this.weights.fill(layers.map(({ W }) => recording.row(W, index, inner)), recording.row("spans", index, inner));
    }
  }

  say() {
    const moment = this.recording && momentOf(this.recording, this.player);
    if (moment) this.losses.say(this.recording.said(moment.index, moment.inner));
  }
}

/** @type {RenderLater} */
async function render({ model, el }) {
  el.classList.add("nbnn", "nbnn-pg");
  const player = await playerOf(model);
  const results = new Results(model, player, el);
  return keepDrawn(results, [results.losses.curves]);
}

// A file from the kernel, for the learner to keep.
function download({ name, text }) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function initialize({ model }) {
  model.on("msg:custom", ({ file }) => { if (file) download(file); });
}

export default { initialize, render };
