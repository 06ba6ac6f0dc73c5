// In a hall the letters of the board are as large as its card allows: all lines in sight, the one that is read open.

const TRIES = 6; // heights do not shrink as letters do
const FADES = 26; // px at the lower edge, where lines that are not in sight fade out: see hall.css

// What is read from the last row, in px: at most, and at least; below that the board scrolls.
const clamp = (low, value, high) => Math.min(high, Math.max(low, value));
const sizesFor = (width) => [clamp(22, 0.032 * width, 52), clamp(20, 0.0217 * width, 33)];

export class Letters {
  // needed(): the height of the lines, whichever of them is open, in letters of the present size.
  // fitted(): called when the board may show other lines of it.
  constructor(list, needed, fitted) {
    this.list = list;
    this.needed = needed;
    this.fitted = fitted;
    this.size = this.least = 0;
    this.watch = new ResizeObserver(() => this.fit());
    this.watch.observe(list);
  }

  get lab() {
    return this.list.closest(".nbnn-present");
  }

  // Begin with the largest, for a card of another size or a board of other lines.
  fit() {
    if (!this.lab || !this.list.clientHeight) return;
    [this.size, this.least] = sizesFor(this.lab.clientWidth);
    this.shrink(() => Math.max(this.needed() / (this.list.clientHeight - FADES), this.wide));
    this.fitted();
  }

  // A line has become wider than its card: letters get smaller, and not larger again.
  narrow() {
    if (this.size) this.shrink(() => this.wide);
  }

  get wide() {
    return this.list.scrollWidth / this.list.clientWidth;
  }

  shrink(over) {
    this.list.style.setProperty("--nbnn-letters", `${this.size}px`);
    for (let k = 0, by = over(); k < TRIES && by > 1 && this.size > this.least; k += 1, by = over()) {
      this.size = Math.max(this.least, Math.floor((10 * this.size) / Math.min(by, 1.25)) / 10);
      this.list.style.setProperty("--nbnn-letters", `${this.size}px`);
    }
  }

  stop() {
    this.watch.disconnect();
  }
}
