import { watchLab } from "../shared/python.js";

/** @type {Render} */
function render({ model, el }) {
  el.classList.add("nbnn", "nbnn-player");
  const parts = ["status", "message"].map((name) => {
    const line = document.createElement("p");
    line.className = `nbnn-${name}`;
    line.setAttribute("role", name === "status" ? "status" : "alert");
    return line;
  });
  el.append(...parts);
  const draw = () => {
    parts[0].textContent = model.get("said");
    parts[1].textContent = model.get("status");
  };
  model.on("change:said change:status", draw);
  draw();
  const unwatch = watchLab(model, el);
  return () => {
    unwatch();
    model.off("change:said change:status", draw);
  };
}

export default { render };
