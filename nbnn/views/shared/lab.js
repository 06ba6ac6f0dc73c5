// The lab's box is there a moment after this view: look for it frame by frame.
/** @type {(el: Element, found: (lab: HTMLElement) => void, tries?: number) => void} */
export function whenInLab(el, found, tries = 120) {
  const lab = /** @type {HTMLElement} */ (el.closest(".nbnn-lab"));
  if (lab) found(lab);
  else if (tries > 0) requestAnimationFrame(() => whenInLab(el, found, tries - 1));
}

const TYPED = "input:not([type=radio], [type=button]), select, textarea, [contenteditable=true]";
const PRESSED = "button, a[href], input:not([type=range]), select, textarea, [contenteditable=true], summary, "
  + "[role=button], [role=radio]";
const OWN_KEYS = "[data-own-keys]"; // what scrolls by keyboard, or answers to keys of its own

// Is a key the lab's, and not that of the field or button on which it is pressed?
/** @type {(event: KeyboardEvent & { target: Element }) => boolean} */
export function isForLab(event) {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return false;
  if (event.target.closest(OWN_KEYS)) return false;
  if (event.key === " ") return !event.target.closest(PRESSED);
  return !event.target.closest(TYPED) && !(event.key.startsWith("Arrow") && event.target.closest("[type=radio]"));
}
