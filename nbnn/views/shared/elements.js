// Elements of a page, made and written to.

export function elementOf(tag, className, text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

export function buttonOf(className, words, title, act) {
  const button = elementOf("button", className, words);
  button.type = "button";
  if (title) button.title = title;
  button.addEventListener("click", act);
  return button;
}

// A part of a drawing, after what its parent has already.
/**
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number>} attributes
 * @param {Element | null} parent
 * @returns {SVGElementTagNameMap[Tag]}
 */
export function shapeOf(tag, attributes = {}, parent = null) {
  const shape = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, String(value));
  parent?.append(shape);
  return shape;
}

// Marks what does nothing without Python; see python.js.
export function asks(element) {
  element.dataset.asks = "";
  return element;
}

// A text that is there already is not written again: a screen reader would tell it again.
export function rewrite(element, words) {
  if (element.textContent !== words) element.textContent = words;
}
