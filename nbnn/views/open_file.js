import { elementOf } from "./elements.js";

function render({ model, el }) {
  const button = elementOf("button", "lm-Widget jupyter-widgets jupyter-button widget-button", model.get("words"));
  const field = elementOf("input", "");
  button.type = "button";
  field.type = "file";
  field.accept = model.get("accept");
  field.hidden = true; // the button is what is pressed
  button.addEventListener("click", () => field.click());
  field.addEventListener("change", async () => {
    const [file] = field.files;
    if (!file) return;
    const sent = file.size > model.get("most") ? [] : [await file.arrayBuffer()];
    field.value = ""; // the same file can be given again
    model.send({ file: file.name }, undefined, sent);
  });
  el.append(button, field);
}

export default { render };
