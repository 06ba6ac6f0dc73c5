import { asks, elementOf } from "../shared/elements.js";
import { askPython } from "../shared/python.js";

/** @type {Render} */
function render({ model, el }) {
  const button = elementOf("button", "lm-Widget jupyter-widgets jupyter-button widget-button", model.get("words"));
  const field = elementOf("input", "");
  button.type = "button";
  asks(button);
  field.type = "file";
  field.accept = model.get("accept");
  field.hidden = true; // the button is what is pressed
  button.addEventListener("click", () => field.click());
  field.addEventListener("change", async () => {
    const [file] = field.files;
    if (!file) return;
    const sent = file.size > model.get("most") ? [] : [await file.arrayBuffer()];
    field.value = ""; // the same file can be given again
    askPython(model, { file: file.name }, { from: button, buffers: sent });
  });
  el.append(button, field);
}

export default { render };
