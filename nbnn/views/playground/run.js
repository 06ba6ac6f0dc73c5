// The epochs that the kernel has sent, and where we are in them. One for a model, however many times it is displayed.

import { GONE, askPython, onPython, pythonOf } from "../shared/python.js";

const REST = 250; // ms without a move before Python is told where we are
const RUNS = new Map(); // key of the model → its run: what a display gets for its model is another object each time

export function beginRun(model) {
  const key = model.get("key");
  const run = new EpochRun(model);
  RUNS.set(key, run);
  return () => {
    run.stop();
    run.pause();
    RUNS.delete(key);
  };
}

export function runOf(model) {
  return RUNS.get(model.get("key"));
}

class EpochRun {
  constructor(model) {
    this.model = model;
    this.listeners = new Set();
    this.rest = 0;
    this.frame = 0;
    this.wantsNext = false; // an epoch is asked for and comes
    this.tells = false; // the weights are told in numbers: every display of the run remembers it
    this.begin(null);
    model.on("msg:custom", (message, buffers) => this.received(message, buffers));
    model.on("change:epoch", () => this.follow(model.get("epoch")));
    model.on("change:training change:done", () => { this.awaited = false; });
    model.on("change:picture", () => this.begin(model.get("picture").run));
    this.begin(model.get("picture").run);
    this.places = new Set(); // the displays: where an answer is waited for
    this.stop = onPython(model, (state) => { if (GONE.has(state)) this.forsaken(); });
    this.ask({ do: "all" });
  }

  ask(question) {
    return askPython(this.model, question, { from: [...this.places][0] });
  }

  // Nothing more will come: what is here can still be played.
  forsaken() {
    this.awaited = this.wantsNext = false;
    this.wantsInside = null;
    this.notify();
  }

  get training() {
    return this.model.get("training") && !GONE.has(pythonOf(this.model));
  }

  begin(key) {
    if (this.key === key && key !== null) return;
    this.pause();
    this.key = key;
    this.epochs = []; // {theta, numbers, counts, predicted, spans, sentence}
    this.inside = new Map();
    this.epoch = 0;
    this.update = 0;
    this.ordered = null; // an epoch that Python says to show and that is not here yet
    this.notify(true);
  }

  notify(grown = false) {
    for (const listener of this.listeners) listener(grown);
  }

  get loaded() {
    return this.epochs.length;
  }

  get last() {
    return Math.max(0, this.loaded - 1);
  }

  received(message, buffers) {
    if (message.file) download(message.file);
    if (message.epochs && message.epochs.run === this.key) this.append(message.epochs, buffers);
    if (message.inside && message.inside.run === this.key) this.keepInside(message.inside, buffers);
  }

  append({ start, sentences }, buffers) {
    const [weights, numbers, counts, predicted, spans] = [
      floats(buffers[0]), floats(buffers[1]), new Uint16Array(bytesOf(buffers[2])), new Uint8Array(bytesOf(buffers[3])), floats(buffers[4])];
    const count = sentences.length;
    const row = (array, e) => array.subarray((e * array.length) / count, ((e + 1) * array.length) / count);
    for (let e = 0; e < count; e += 1) {
      if (start + e > this.loaded) return; // a gap: all of it is asked for again
      this.epochs[start + e] = {
        theta: row(weights, e), numbers: row(numbers, e), counts: row(counts, e), predicted: row(predicted, e), spans: row(spans, e),
        sentence: sentences[e],
      };
    }
    if (this.wantsNext && this.epoch < this.last) {
      this.wantsNext = false;
      this.epoch += 1;
      this.tellLater();
    }
    if (this.ordered !== null && this.ordered <= this.last) this.follow(this.ordered);
    this.notify(true);
  }

  keepInside({ epoch, examples, sentences }, buffers) {
    const [thetas, spans] = buffers.map((buffer) => {
      const all = floats(buffer), width = all.length / sentences.length;
      return sentences.map((_, u) => all.subarray(u * width, (u + 1) * width));
    });
    this.inside.set(epoch, { thetas, spans, examples, sentences });
    if (this.wantsInside === epoch) {
      this.wantsInside = null;
      this.update = this.fromEnd ? sentences.length - 2 : 1;
    }
    this.notify();
  }

  // Python says where to be: there, as soon as that epoch is here.
  follow(epoch) {
    this.ordered = null;
    if (epoch === this.epoch) return;
    if (epoch > this.last) this.ordered = epoch;
    else this.go(epoch);
  }

  // A display is gone. It may come back at once, when the lab around it unfolds; else nobody looks any more.
  left(listener) {
    this.listeners.delete(listener);
    setTimeout(() => { if (!this.listeners.size) this.pause(); }, 8 * REST);
  }

  // What is shown now: weights, the examples of the update just made, the sentence.
  get now() {
    const at = this.epochs[this.epoch];
    const within = this.update > 0 ? this.inside.get(this.epoch) : null;
    if (!at || !within) return at ? { theta: at.theta, spans: at.spans, sentence: at.sentence, examples: [] } : null;
    return { theta: within.thetas[this.update], spans: within.spans[this.update], sentence: within.sentences[this.update], examples: within.examples[this.update - 1] };
  }

  go(epoch) {
    this.epoch = Math.min(Math.max(0, epoch), this.last);
    this.update = 0;
    this.wantsNext = false;
    if (!this.frame) this.tellLater();
    this.notify();
  }

  tellLater() {
    clearTimeout(this.rest);
    this.rest = setTimeout(() => {
      this.model.set({ epoch: this.epoch, update: this.update });
      this.model.save_changes();
    }, REST);
  }

  // One epoch, computed now if it is not there yet.
  step() {
    this.pause();
    if (this.epoch < this.last) return this.go(this.epoch + 1);
    if (this.model.get("done") || this.wantsNext) return undefined;
    this.wantsNext = this.ask({ do: "epoch" });
    return undefined;
  }

  back() {
    this.pause();
    this.go(this.update > 0 ? this.epoch : this.epoch - 1);
  }

  // One update within the epoch that begins here.
  stepUpdate() {
    this.pause();
    const within = this.inside.get(this.epoch);
    if (!within) return this.askInside(this.epoch, false);
    if (this.update + 1 < within.thetas.length - 1) this.update += 1;
    else return this.go(this.epoch + 1); // the epoch's last update: the same weights
    this.tellLater();
    return this.notify();
  }

  backUpdate() {
    this.pause();
    if (this.update === 0) {
      if (this.epoch === 0) return undefined;
      this.epoch -= 1;
      const within = this.inside.get(this.epoch);
      if (!within) return this.askInside(this.epoch, true);
      this.update = within.thetas.length - 2;
    } else this.update -= 1;
    this.tellLater();
    return this.notify();
  }

  askInside(epoch, fromEnd) {
    this.fromEnd = fromEnd;
    this.wantsInside = this.ask({ do: "inside", epoch }) ? epoch : null;
  }

  get playing() {
    return this.frame !== 0;
  }

  play() {
    if (this.playing) return;
    clearTimeout(this.rest);
    if (!this.model.get("done") && !this.training) this.awaited = this.ask({ do: "train" });
    if (this.epoch >= this.last && (this.model.get("done") || !this.awaited && !this.training)) this.epoch = 0;
    this.update = 0;
    let last = performance.now(), due = 0;
    const tick = (now) => {
      this.frame = requestAnimationFrame(tick);
      due += Math.min(0.25, (now - last) / 1000) * this.model.get("speed");
      last = now;
      const steps = Math.floor(due);
      if (steps < 1) return;
      due -= steps;
      const to = Math.min(this.epoch + steps, this.last);
      if (to === this.epoch) {
        if (!this.awaited && !this.training) this.pause();
        return;
      }
      this.epoch = to;
      this.notify();
    };
    this.frame = requestAnimationFrame(tick);
    this.notify();
  }

  pause() {
    if (!this.frame) return;
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.tellLater();
    this.notify();
  }
}

// The message's bytes, from a place that any array may begin at.
function bytesOf(buffer) {
  return buffer instanceof DataView ? buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.byteLength) : buffer.slice(0);
}

function floats(buffer) {
  return new Float32Array(bytesOf(buffer));
}

// A file from the kernel, for the learner to keep.
function download({ name, text }) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
