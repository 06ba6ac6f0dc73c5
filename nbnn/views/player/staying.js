// When a lost connection is back, JupyterLab asks Python for the state of all that is on the page, and sets it: also
// the place that Python heard of last. A learner who has moved on since then stays there; whatever else is new is news.
import { onPython } from "../shared/python.js";

const MOVED = ["index", "line", "unit", "term", "granularity", "speed", "selected", "marked"]; // the page decides these

// `stayed` is called where the learner would have been taken back; returns what ends that.
/** @type {(model: Model, stayed: () => void) => Stop} */
export function stay(model, stayed) {
  const { restored } = model.widget_manager ?? {}; // tells that everything has been set
  let kept = null, schema = null;
  const look = () => {
    kept = Object.fromEntries(MOVED.map((name) => [name, model.get(name)]));
    schema = model.get("schema");
  };
  const leave = () => {
    kept = null;
    restored?.disconnect(leave);
  };
  const changed = () => {
    if (!kept) return;
    if (model.get("schema") === schema) { // a move: only with everything else is the same recording sent again
      look();
      return;
    }
    schema = model.get("schema");
    model.set(kept);
    stayed();
  };
  const another = () => { schema = model.get("schema"); };
  const stop = onPython(model, (state) => {
    if (state !== "lost" || !restored) return;
    look();
    restored.connect(leave);
  });
  model.on("change:schema", another);
  model.on("change", changed);
  return () => {
    leave();
    stop();
    model.off("change:schema", another);
    model.off("change", changed);
  };
}
