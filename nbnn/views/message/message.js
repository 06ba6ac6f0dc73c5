import { elementOf, rewrite } from "../shared/elements.js";

/** @type {Render} */
function render({ model, el }) {
  const line = elementOf("p", "nbnn-beside-message");
  line.setAttribute("role", "alert");
  el.classList.add("nbnn");
  el.append(line);
  const draw = () => {
    rewrite(line, model.get("words"));
    el.hidden = !model.get("words");
  };
  model.on("change:words", draw);
  draw();
  return () => model.off("change:words", draw);
}

export default { render };
