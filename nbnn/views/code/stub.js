const codes = (globalThis[Symbol.for("nbnn.code")] ??= new Map());

function awaited() {
  const entry = {};
  entry.code = new Promise((resolve, reject) => Object.assign(entry, { resolve, reject }));
  codes.set("HASH", entry);
  return entry;
}

const entry = () => codes.get("HASH") ?? awaited();
const view = () => entry().code.then((code) => code.view("NAME"));

function initialize({ model }) {
  const begun = view().then((made) => made.initialize?.({ model }), () => null);
  return () => begun.then((end) => end?.());
}

async function render({ model, el }) {
  const missing = () => entry().comes || (el.textContent = "Run this cell again.");
  model.widget_manager?.get_model?.(model.get("_code").slice(10)).catch(missing);
  const made = await view().catch(({ message }) => { el.textContent = message; });
  if (made) el.textContent = "";
  return made?.render({ model, el });
}

export default { initialize, render };
