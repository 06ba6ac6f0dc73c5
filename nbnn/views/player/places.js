import { termsIn } from "../shared/terms.js";

// Where a move leads: pure functions of the place and of what there is to move in.

export function place(model) {
  const [index, line, unit, term] = ["index", "line", "unit", "term"].map((name) => model.get(name));
  return { index, line, unit, term };
}

const samePlace = (a, b) => a.index === b.index && a.line === b.line && a.unit === b.unit && a.term === b.term;
const entries = (model, line) => Math.max(1, model.get("schema").lines?.[line]?.size ?? 1);

const lastTerm = (model, line) => termsIn(model.get("schema").lines?.[line]) - 1;

// What one steps by on a recording: updates, the lines of the board within each, the entries of each line, and the
// terms of each entry that is a sum. An update that is stepped to is shown with all its lines computed.
const LINES = {
  whole: (model, index, line = model.get("stop"), unit = entries(model, line) - 1) => ({
    index, line, unit, term: lastTerm(model, line),
  }),

  next(model, how) {
    const { index, line, unit, term } = place(model), stop = model.get("stop");
    if (how === "update") return this.whole(model, line < stop ? index : index + 1);
    if (how === "term" && term < lastTerm(model, line)) return { index, line, unit, term: term + 1 };
    const to = line < stop ? this.whole(model, index, line + 1) : this.whole(model, index + 1, 0);
    if (how === "line") return to;
    const first = unit + 1 < entries(model, line) ? { index, line, unit: unit + 1, term } : { ...to, unit: 0 };
    return how === "term" ? { ...first, term: 0 } : first;
  },

  previous(model, how) {
    const { index, line, unit, term } = place(model);
    if (how === "term" && term > 0 && lastTerm(model, line) > 0) return { index, line, unit, term: term - 1 };
    if (["unit", "term"].includes(how) && unit > 0) return this.whole(model, index, line, unit - 1);
    if (how !== "update" && line > 0) return this.whole(model, index, line - 1);
    return index > 0 ? this.whole(model, index - 1) : this.first(model);
  },

  first(model) { return this.whole(model, 0, 0); },
  last(model, count) { return this.whole(model, count - 1); },
  byUpdate(model, by, count) {
    return { ...place(model), index: Math.min(Math.max(model.get("index") + by, 0), count - 1) };
  },
  scrubbed: (model, index) => ({ ...place(model), index }),
  isFirst(model) { return samePlace(place(model), this.first(model)); },
  isLast: (model, count) => model.get("index") >= count - 1 && model.get("line") >= model.get("stop"),
  needed: ({ index }) => index, // the last moment that has to be there
  inside: () => null, // the moment whose inside has to be there
  words: ({ index, line }, of) => `update ${index} of ${of}, line ${line}`,
  moment: "update",
  coarse: "update",
  holds: false, // does a step or a jump end the playing?
};

// Epochs, and the updates within each: line counts the updates that have been made since the epoch began, and the last
// one leads to the next epoch. An epoch that is stepped to is shown as it begins.
const EPOCHS = {
  whole: (_model, index, line = 0) => ({ index, line, unit: 0, term: 0 }),

  next(model, how) {
    const { index, line } = place(model), inner = how === "update" ? line + 1 : Infinity;
    return inner < model.get("schema").inner ? this.whole(model, index, inner) : this.whole(model, index + 1);
  },

  previous(model, how) {
    const { index, line } = place(model);
    if (line > 0) return this.whole(model, index, how === "update" ? line - 1 : 0);
    if (index === 0) return this.first(model);
    return this.whole(model, index - 1, how === "update" ? model.get("schema").inner - 1 : 0);
  },

  first(model) { return this.whole(model, 0); },
  last(model, count) { return this.whole(model, count - 1); },
  byUpdate(model, by) { return by > 0 ? this.next(model, "update") : this.previous(model, "update"); },
  scrubbed(model, index) { return this.whole(model, index); },
  isFirst(model) { return samePlace(place(model), this.first(model)); },
  isLast: (model, count) => model.get("index") >= count - 1,
  needed: ({ index, line }) => (line > 0 ? index + 1 : index),
  inside: ({ index, line }) => (line > 0 ? index : null),
  words: ({ index, line }, of) => `epoch ${index} of ${of}${line > 0 ? `, update ${line}` : ""}`,
  moment: "epoch",
  coarse: "epoch",
  holds: true,
};

// The ways to move in the player's recording.
export const waysOf = (model) => (model.get("schema").inner ? EPOCHS : LINES);

export const isAt = (model, to) => samePlace(to, place(model));
