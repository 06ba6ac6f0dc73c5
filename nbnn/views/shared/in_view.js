// What has just been said is seen, and what was pressed stays under the pointer.

const NEAR = 4; // px between what is brought into view and the edge

const scrolls = (box) => box.scrollHeight > box.clientHeight && /auto|scroll/.test(getComputedStyle(box).overflowY);

// What scrolls an element, from the inside to the page.
function scrollersOf(el) {
  const found = [];
  for (let box = el.parentElement; box && box !== document.body; box = box.parentElement) {
    if (scrolls(box)) found.push(box);
  }
  return [...found, document.scrollingElement];
}

// From where to where a box shows what is in it: the bar of a lab covers the page's lower edge.
function windowOf(box, lab) {
  const whole = box === document.scrollingElement;
  const { top, bottom } = whole ? { top: 0, bottom: window.innerHeight } : box.getBoundingClientRect();
  const bar = lab?.contains(box) ? null : lab?.querySelector(":scope > .nbnn-stays");
  return [top + NEAR, Math.min(bottom, bar?.getBoundingClientRect().top ?? bottom) - NEAR];
}

// Scrolls as little as needed; of what is higher than there is room, the beginning is seen.
/** @type {(el: Element) => void} */
export function bringIntoView(el) {
  if (!el.getClientRects().length) return;
  const lab = el.closest(".nbnn-lab");
  let within = [-Infinity, Infinity]; // what a box cuts off is not to be seen outside it
  for (const box of scrollersOf(el)) {
    const [top, bottom] = windowOf(box, lab), at = el.getBoundingClientRect();
    const [from, to] = [Math.max(at.top, within[0]), Math.min(at.bottom, within[1])];
    if (to > bottom) box.scrollTop += Math.min(to - bottom, from - top);
    else if (from < top) box.scrollTop += from - top;
    const { top: upper, bottom: lower } = box.getBoundingClientRect();
    within = [Math.max(within[0], upper), Math.min(within[1], lower)];
  }
}

// Makes a change that may move the element, and scrolls so that it is where it was.
/** @type {(el: Element | null, change: () => void) => void} */
export function keepInPlace(el, change) {
  if (!el) return change();
  const { top } = el.getBoundingClientRect();
  change();
  for (const box of scrollersOf(el)) box.scrollTop += el.getBoundingClientRect().top - top;
}

// What is in a lab has become higher or lower: its pictures get what that leaves them at once (see room.js).
// In the next frame they would move what is kept in its place.
/** @type {(el: Element) => void} */
export function shareRoom(el) {
  el.dispatchEvent(new CustomEvent("nbnn-changed", { bubbles: true }));
}
