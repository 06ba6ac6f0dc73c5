// In a hall the letters of the board are as large as its width allows: they begin at the size that the style sheet
// gives (hall.css), and are made smaller where a line would be cut, never larger again at the same width.

const LEAST = 20; // px: what is still read from the last row; what is too long then scrolls
const TRIES = 4; // spaces do not shrink as letters do

/** @type {(list: HTMLElement) => void} */
export function fitLetters(list) {
  const width = list.clientWidth;
  if (!width || !list.closest(".nbnn-present")) return;
  if (Number(list.dataset.fitted) !== width) list.style.removeProperty("--nbnn-letters");
  list.dataset.fitted = String(width);
  for (let k = 0; k < TRIES && list.scrollWidth > width; k += 1) {
    const size = parseFloat(getComputedStyle(list).fontSize);
    if (size <= LEAST) return;
    list.style.setProperty("--nbnn-letters", `${Math.max(LEAST, Math.floor((10 * size * width) / list.scrollWidth) / 10)}px`);
  }
}

/** @type {(list: HTMLElement) => Stop} */
export function keepLetters(list) {
  const watch = new ResizeObserver(() => fitLetters(list));
  watch.observe(list);
  return () => watch.disconnect();
}
