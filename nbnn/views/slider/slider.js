import { asks, elementOf, setAttributes } from "../shared/elements.js";
import { formatNumber } from "../shared/numbers.js";
import { tellPython } from "../shared/python.js";

/** @type {Render} */
function render({ model, el }) {
  el.classList.add("nbnn", "nbnn-slider-field");
  const label = elementOf("label", "");
  const input = asks(elementOf("input", ""), model, "value");
  const output = elementOf("output", "");
  const name = elementOf("span", "");
  input.type = "range";
  label.append(name, input);
  el.append(label, output);

  const draw = () => {
    name.textContent = model.get("label");
    setAttributes(input, { min: model.get("low"), max: model.get("high"), step: model.get("step") });
    const value = model.get("value");
    if (Number(input.value) !== value) input.value = String(value);
    output.textContent = formatNumber(value);
    input.setAttribute("aria-valuetext", output.textContent);
  };
  let asked = 0;
  const moved = () => {
    model.set("value", Number(input.value));
    asked ||= requestAnimationFrame(() => { // at most one message a frame, with the last value
      asked = 0;
      tellPython(model, el);
    });
  };
  input.addEventListener("input", moved);
  model.on("change", draw);
  draw();
  return () => {
    cancelAnimationFrame(asked);
    model.off("change", draw);
  };
}

export default { render };
