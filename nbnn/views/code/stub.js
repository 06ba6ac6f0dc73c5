const hash = "HASH", codes = (globalThis[Symbol.for("nbnn.code")] ??= new Map());
const entry = codes.get(hash) ?? codes.set(hash, {}).get(hash);
entry.code ??= new Promise((resolve, reject) => Object.assign(entry, { resolve, reject }));
let begun;

export default {
  initialize({ model }) {
    (begun = entry.code.then((code) => code.begin("NAME", model))).catch(() => {});
    return () => begun.then(({ end }) => end?.(), () => null);
  },
  async render({ model, el }) {
    const say = (words) => { el.textContent = words; };
    model.widget_manager?.get_model?.(model.get("_code").slice(10))
      .catch(() => entry.comes || say("Run this cell again."));
    const made = await begun.catch((error) => say(error.message));
    if (made) say("");
    return made?.view.render({ model, el });
  },
};
