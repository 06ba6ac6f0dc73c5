import { GONE, isAnswered, onPython, pythonOf, tellAtRest } from "../shared/python.js";
import { allowed, askPlayer, recordingOf, waits } from "../shared/recording.js";
import { restOf } from "../shared/rest.js";
import { isAt, place, waysOf } from "./places.js";
import { stay } from "./staying.js";

const MISSING = 1500; // ms without a chunk that is wanted before it is asked for
const PER_SECOND = { term: 3, unit: 3, line: 1.5, update: 6, epoch: 20 }; // steps a second at speed 1
const LONGEST = 0.25; // s of playing in one frame: where nobody looked, it goes on from where it was
export const NEWEST = 1000; // the speed at which playing keeps up with a recording that grows
const CATCHES_UP = 4; // then a frame plays this part of what is new: one message moves the page in several frames
const AWAY = 2000; // ms without a display before it stops playing: a lab that unfolds takes one off and on again

// The only writer of index, line, unit and term on the page. One for a player, however many times it is displayed: two
// displays must not both play it.
export class Mover {
  constructor(model) {
    this.model = model;
    this.frame = 0;
    this.rest = 0;
    this.wanted = null; // a place asked for before its chunk was there
    this.missing = 0; // the timer after which that chunk is taken for lost
    this.asking = false; // Python is computing more updates
    this.opening = null; // the moment whose inside is asked for
    this.coming = false; // what playing asked for has not begun to arrive
    this.listeners = new Set();
    this.places = new Set(); // the displays: where an answer is waited for
    const unheard = onPython(model, (state) => (GONE.has(state) ? this.answered() : this.notify()));
    const left = stay(model, () => { if (!this.playing) this.tellLater(); });
    this.stop = () => {
      unheard();
      left();
    };
    model.on("change:tail", () => this.retry());
    model.on("change:schema", () => this.another());
    model.on("change:can_extend change:growing", () => this.more());
    model.on("scrub", (index) => this.scrub(index)); // a click on a view's chart
    model.on("go", ({ by, index, line, unit, term }) => { // a link leads there
      this.model.set("granularity", by);
      this.go({ index, line, unit, term });
      if (by === "term") this.bringTerms();
    });
    model.on("measure", (asked) => { asked.count = this.count; });
    model.on("msg:custom", (message, buffers) => this.received(message, buffers));
    if (this.grows) this.goOn();
  }

  get grows() {
    return Boolean(this.model.get("schema").grows);
  }

  get ways() {
    return waysOf(this.model);
  }

  // How many moments there are to move in.
  get count() {
    return this.grows ? recordingOf(this.model).loaded : this.model.get("schema").updates ?? 0;
  }

  get playing() {
    return this.frame !== 0;
  }

  get atEnd() {
    return this.ways.isLast(this.model, this.count);
  }

  // Are more moments on their way by themselves?
  get growing() {
    return this.model.get("growing") && !GONE.has(pythonOf(this.model));
  }

  get canExtend() {
    return this.model.get("can_extend") && (pythonOf(this.model) === "alive" || isAnswered(this.model, "extend"));
  }

  notify() {
    for (const listener of this.listeners) listener();
  }

  // ---- a place ----

  go(wanted) {
    this.wanted = null;
    const to = allowed(this.model, wanted);
    if (to !== wanted) this.notify(); // the scrubber goes back to where the learner is
    if (!this.here(to)) {
      this.wanted = to;
      this.notify();
      return;
    }
    if (isAt(this.model, to)) return;
    this.model.set(to);
    if (!this.playing) this.tellLater();
  }

  isThere(to) {
    const recording = recordingOf(this.model), inside = this.ways.inside(to);
    return this.ways.needed(to) < recording.loaded && (inside === null || recording.insides.has(inside));
  }

  // Can this place be shown? Else what it needs is asked for.
  here(to) {
    if (this.isThere(to)) return true;
    const recording = recordingOf(this.model), inside = this.ways.inside(to);
    if (this.ways.needed(to) >= recording.loaded) {
      if (!this.grows) this.missing ||= setTimeout(() => this.askForRest(), MISSING);
      return false;
    }
    if (this.opening !== inside && this.ask({ do: "inside", moment: inside })) this.opening = inside;
    return false;
  }

  // A page that was opened again has only how the recording began.
  goOn() {
    this.askForRest();
    this.go(place(this.model));
  }

  retry() {
    if (this.wanted) this.go(this.wanted);
  }

  // A busy server may drop a message: the kernel still has what it held.
  askForRest() {
    this.missing = 0;
    if (this.wanted || this.grows) this.ask({ do: "rest", from: recordingOf(this.model).loaded });
  }

  ask(question) {
    return askPlayer(this.model, question, [...this.places][0]);
  }

  answered() {
    this.wanted = this.opening = null;
    this.asking = false;
    this.notify();
  }

  tellLater() {
    clearTimeout(this.rest);
    this.rest = setTimeout(() => tellAtRest(this.model), restOf());
  }

  // ---- what comes from Python ----

  received(message, buffers) {
    const recording = recordingOf(this.model), { more, inside } = message, piece = more ?? inside;
    if (piece?.version !== recording.schema.version || !piece) return; // of another recording, or another answer
    if (more) {
      this.asking = false;
      if (!recording.grow(more, buffers[0])) this.askForRest();
    } else {
      this.opening = null;
      recording.open(inside, buffers[0]);
    }
    this.arrived();
  }

  // Whoever follows the player hears of it.
  arrived() {
    const recording = recordingOf(this.model);
    this.model.set("arrived", recording.loaded + recording.insides.size);
    this.retry();
    this.notify();
  }

  // Another recording: what was waited for is not in it.
  another() {
    if (this.grows) this.pause();
    this.answered();
  }

  // More can be computed now, or no longer.
  more() {
    this.coming = this.asking = false;
    if (this.opening === null) this.wanted = null;
    this.notify();
  }

  // ---- steps ----

  // A move of the learner's.
  hold() {
    if (this.ways.holds) this.pause();
  }

  step() {
    this.hold();
    this.reach(this.ways.next(this.model, this.model.get("granularity")));
  }

  // Go there, also where that must be computed first.
  reach(to) {
    if (this.ways.needed(to) < this.count) return this.go(to);
    this.pause();
    if (this.asking || !(this.canExtend || this.growing)) return undefined;
    clearTimeout(this.rest);
    if (!this.growing) this.asking = this.ask({ do: "extend" });
    if (this.grows && (this.asking || this.growing)) this.wanted = to;
    this.notify();
    return undefined;
  }

  back() {
    this.hold();
    this.go(this.ways.previous(this.model, this.model.get("granularity")));
  }

  first() {
    this.go(this.ways.first(this.model));
  }

  last() {
    this.go(this.ways.last(this.model, this.count));
  }

  byUpdate(by) {
    this.hold();
    this.reach(this.ways.byUpdate(this.model, by, this.count));
  }

  scrub(index) {
    this.hold();
    this.go(this.ways.scrubbed(this.model, Math.min(Math.max(0, index), this.count - 1)));
  }

  get hasTerms() {
    return recordingOf(this.model).hasTerms;
  }

  // The products and running sums of the recording: false where nobody can send them.
  bringTerms() {
    return this.hasTerms || this.ask({ do: "terms" });
  }

  setGranularity(how) {
    if (how === "term" && !this.bringTerms()) {
      this.notify();
      return;
    }
    const { index, line } = place(this.model);
    this.model.set({ granularity: how, ...this.ways.whole(this.model, index, line) });
    this.tellLater();
  }

  // ---- playing ----

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  play() {
    if (waits(this.model)) return;
    clearTimeout(this.rest);
    this.coming = this.growing || (this.grows && this.canExtend && this.ask({ do: "grow" }));
    if (this.atEnd && !this.coming) this.first();
    clearTimeout(this.rest);
    this.runFrames();
    this.notify();
  }

  runFrames() {
    let last = performance.now(), due = 0;
    const tick = (now) => {
      this.frame = requestAnimationFrame(tick);
      due = this.keepsUp ? this.dueNow : due + Math.min(LONGEST, (now - last) / 1000) * this.perSecond;
      last = now;
      if (due < 1) return;
      const steps = Math.floor(due);
      due -= steps;
      this.advance(steps);
    };
    this.frame = requestAnimationFrame(tick);
  }

  get perSecond() {
    return this.model.get("speed") * PER_SECOND[this.model.get("granularity")];
  }

  get keepsUp() {
    return this.grows && this.model.get("speed") >= NEWEST && this.model.get("granularity") === this.ways.coarse;
  }

  // A part of what is there and has not been played, and at its end a step that finds nothing and waits.
  get dueNow() {
    return Math.max(1, Math.ceil((this.count - 1 - this.model.get("index")) / CATCHES_UP));
  }

  // Several steps in one frame are one change of the page.
  advance(steps) {
    if (this.wanted) return; // playing goes on from there, once it is there
    const { ways, count } = this, how = this.model.get("granularity");
    if (how === ways.coarse && steps > 1) {
      this.go(ways.whole(this.model, Math.min(this.model.get("index") + steps, count - 1)));
    } else {
      this.go(this.ahead(steps, how));
    }
    if (this.atEnd || waits(this.model)) this.waitForMore();
  }

  // The place after so many steps, or the first on the way that cannot be shown, or is asked for.
  ahead(steps, how) {
    const { ways, count } = this;
    let at = /** @type {Place} */ (place(this.model));
    const there = /** @type {any} */ ({ get: (name) => at[name] ?? this.model.get(name) });
    for (let i = 0; i < steps; i += 1) {
      const to = allowed(this.model, ways.next(there, how));
      if (ways.needed(to) >= count) break;
      at = to;
      if (!this.isThere(to) || waits(there)) break;
    }
    return at;
  }

  // At the end of what there is: more may be on its way.
  waitForMore() {
    if (waits(this.model) || !(this.growing || this.coming)) this.pause();
  }

  pause() {
    if (!this.playing) return;
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.tellLater();
    this.notify();
  }

  // ---- what else the bar offers, and displays that come and go ----

  act({ do: name, pauses }) {
    if (pauses) {
      this.pause();
      clearTimeout(this.rest);
    }
    this.ask({ do: name });
  }

  left(listener) {
    this.listeners.delete(listener);
    setTimeout(() => { if (!this.listeners.size) this.pause(); }, AWAY);
  }
}
