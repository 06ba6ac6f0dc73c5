// Where a learner is stays, though the page is sent again what Python heard before: see `watchReturn`. What else Python
// says is news.
import { watchReturn } from "../shared/python.js";

const MOVED = ["index", "line", "unit", "term", "granularity", "speed", "selected", "marked"]; // the page decides these

// `stayed` is called where the learner would have been taken back; returns what ends that.
/** @type {(model: Model, stayed: () => void) => Stop} */
export function stay(model, stayed) {
  let kept = /** @type {Record<string, unknown>} */ ({}), schema = null;
  const look = () => {
    kept = Object.fromEntries(MOVED.map((name) => [name, model.get(name)]));
    schema = model.get("schema");
  };
  const back = watchReturn(model, look);
  const changed = () => {
    if (!back.open) return;
    if (model.get("schema") === schema) { // a move: only with everything else is the same recording sent again
      look();
      return;
    }
    schema = model.get("schema");
    model.set(kept);
    stayed();
  };
  const another = () => { schema = model.get("schema"); };
  model.on("change:schema", another);
  model.on("change", changed);
  return () => {
    back.stop();
    model.off("change:schema", another);
    model.off("change", changed);
  };
}
