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

// Marks what does nothing without Python; see python.js.
export function asks(element) {
  element.dataset.asks = "";
  return element;
}

// A name that nothing else on the page has: the modules of another version count for themselves.
const mine = Math.random().toString(36).slice(2);
let named = 0;

export function ownName(stem) {
  named += 1;
  return `${stem}-${mine}-${named}`;
}

// A text that is there already is not written again: a screen reader would tell it again.
export function rewrite(element, words) {
  if (element.textContent !== words) element.textContent = words;
}
