// Elements of a page, made and written to.

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function elementOf(tag, className, text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} className
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function partOf(tag, className, ...children) {
  const part = elementOf(tag, className);
  part.append(...children);
  return part;
}

/** @type {(className: string, words: string, title: string, act: (event: MouseEvent) => void) => HTMLButtonElement} */
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
  setAttributes(shape, attributes);
  parent?.append(shape);
  return shape;
}

/** @type {(element: Element, attributes: Record<string, string | number>) => void} */
export function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}

// element → the model that it asks, where a page without Python may have the answer
/** @type {WeakMap<Element, Model>} */
export const askedBy = new WeakMap();

// Marks what does nothing without Python, unless the page has an answer to `what`: the name of a question to the model,
// or of its trait that is set; see python.js.
/**
 * @template {HTMLElement | SVGElement} Part
 * @param {Part} element
 * @param {Model | null} model
 */
export function asks(element, model = null, what = "") {
  if (element.dataset.asks !== what) element.dataset.asks = what; // whoever watches it would look again
  if (model) askedBy.set(element, model);
  return element;
}

// A name that nothing else on the page has: the modules of another version count for themselves.
const mine = Math.random().toString(36).slice(2);
let named = 0;

export function ownName(stem) {
  named += 1;
  return `${stem}-${mine}-${named}`;
}

// A text that is there already is not written again: a screen reader would tell it again. Another one is written into
// the node that is there: a new one would cost a new box, and whoever watches what comes and goes would look.
/** @type {(element: Element, words: string) => void} */
export function rewrite(element, words) {
  const { firstChild: node } = element;
  if (words && node instanceof Text && node === element.lastChild) {
    if (node.data !== words) node.data = words;
  } else if (element.textContent !== words) element.textContent = words;
}
