import { elementOf, rewrite } from "../shared/elements.js";
import { onPython, pythonOf, SAYS } from "../shared/python.js";

/** @type {Render} */
function render({ model, el }) {
  const line = elementOf("p", "nbnn-coming");
  line.setAttribute("role", "status");
  el.classList.add("nbnn");
  el.append(line);
  const draw = () => {
    const why = SAYS[pythonOf(model)]; // nobody is there to bring it
    rewrite(line, why ? `This has not been loaded. ${why}` : model.get("words"));
  };
  const first = requestAnimationFrame(draw); // a region that has just come is not heard
  model.on("change:words", draw);
  const leave = onPython(model, draw);
  return () => {
    cancelAnimationFrame(first);
    model.off("change:words", draw);
    leave();
  };
}

export default { render };
