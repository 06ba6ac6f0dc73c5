// How much of the page there is for a lab. CSS knows the window's height only; here the lab gets the height of what its
// bar covers (`--nbnn-under`) and, when everything else in it has its place, that of a picture (`--nbnn-fit`).

import { offerPictures } from "./choice.js";

const IN_JUPYTERLAB = ".jp-WindowedPanel-outer, .jp-mod-outputsScrolled .jp-OutputArea, .jp-LinkedOutputView";
const SCROLLERS = `${IN_JUPYTERLAB}, #rendered_cells`; // Voilà's
const EDGE = 6; // px of the page above and below the lab
const CARDS = ":is(.nbnn-row, .nbnn-side) > :is(.nbnn-moving, .nbnn-data, .nbnn-loss, .nbnn-hidden-space, .nbnn-graph)";
const WORDS = `${CARDS} > :not(.bqplot, .nbnn-hidden-plane)`;
const PLACES = ":scope > .nbnn-row, :scope > .nbnn-row > .nbnn-side";
const CONTROLS = ":scope > :is(.nbnn-controls, .nbnn-controls-box)";
const GAP = 12; // px between its parts
const UNDER = 120; // px that the bar is taken to cover, in lab.css and card.css
const INSIDE = 11; // px between the edge of a card and what is in it
const READ = 240; // px for a picture in a hall: below that, each of several has the page to itself
const READ_NARROW = 380; // the same where words take more lines
const READ_TWO = 660; // the same for two below each other
const ENOUGH = 290; // px for a picture: above that, what else the lab has is in view before the picture grows
const NARROW = 700; // px: below that there is one column, and each picture has the page to itself
const ALONE = 380; // px for a picture that has it
const ROUNDED = 2; // px: heights are whole numbers, so a picture that grows by one may be told to shrink by one

/** @type {(lab: Element) => HTMLElement} */
const scrollerOf = (lab) => /** @type {HTMLElement} */ (lab.closest(SCROLLERS) ?? document.scrollingElement);

// The bar stays at the lower edge of what scrolls (see lab.css). A box on the way that hides or scrolls what does not
// fit would be that edge, so none of them is left: hidden becomes clipped, which looks the same.
/** @type {(lab: HTMLElement, scroller: HTMLElement) => Stop} */
function openTheWay(lab, scroller) {
  const changed = [];
  for (let box = lab.parentElement; box && box !== scroller && box !== document.body; box = box.parentElement) {
    const { overflowX, overflowY } = getComputedStyle(box);
    if (overflowX === "visible" && overflowY === "visible") continue;
    changed.push([box, box.style.overflow]);
    box.style.overflow = overflowY === "hidden" ? "clip" : "visible";
  }
  return () => { for (const [box, before] of changed) box.style.overflow = before; };
}

const rowsOf = (lab) => [...lab.querySelectorAll(":scope > .nbnn-row")].filter((row) => row.offsetHeight);

// Of what lies one below the other in a row.
function heightsOf(row) {
  return getComputedStyle(row).gridTemplateRows.split(" ").map(parseFloat).filter((height) => height > 0);
}

// The same without a question below the picture: it has its own height.
function picturesOf(row) {
  const stacked = !getComputedStyle(row).gridTemplateColumns.includes(" ");
  const below = stacked && row.lastElementChild?.matches(".nbnn-asking");
  if (!below) return heightsOf(row);
  return row.lastElementChild.matches(".nbnn-voting") ? heightsOf(row).slice(1) : heightsOf(row).slice(0, 1);
}

const barOf = (lab) => lab.querySelector(":scope > .nbnn-stays");

// The height of the fields above the pictures, with the gaps below them.
function controlsOf(lab) {
  return [...lab.querySelectorAll(CONTROLS)].reduce((sum, { offsetHeight }) => sum + offsetHeight + GAP, 0);
}

// The whole lab in view; where that would leave too little for a picture, the pictures and the bar.
function fitOf(lab, rows, room, two) {
  const heights = rows.flatMap(lab.matches(".nbnn-present") ? picturesOf : heightsOf);
  const all = heights.reduce((sum, height) => sum + height, 0);
  const bar = barOf(lab)?.offsetHeight ?? 0;
  const whole = (room - 2 * EDGE - lab.offsetHeight + all) / heights.length;
  const alone = room - 2 * EDGE - bar - GAP;
  if (lab.matches(".nbnn-present")) {
    const moves = bar || controlsOf(lab); // without a bar, what moves the picture stands above it
    const least = two ? READ_TWO : lab.offsetWidth < NARROW ? READ_NARROW : READ;
    return Math.floor(whole >= least ? whole : room - 2 * EDGE - GAP - moves);
  }
  if (lab.offsetWidth < NARROW) return Math.floor(Math.max(whole, Math.min(alone, ALONE)));
  return Math.floor(Math.max(whole, Math.min((alone + GAP) / heights.length - GAP, ENOUGH)));
}

// What would go back to where it came from, and so to and fro for ever, stays at the smaller.
function atRest(fit, was) {
  const [before, last] = was.fits;
  const next = fit === before && Math.abs(fit - last) <= ROUNDED ? Math.min(fit, last) : fit;
  if (next !== last) was.fits = [last, next];
  return next;
}

// What is said has been as high as this in a lab of this width: it keeps its place, so that nothing moves to and fro.
function keepPlace(lab, was) {
  if (was.width !== lab.offsetWidth) forget(lab, was);
  const said = Math.max(0, ...[...lab.querySelectorAll(".nbnn-stays .nbnn-status")].map((words) => words.offsetHeight));
  if (said <= was.said) return;
  was.said = said;
  barOf(lab)?.style.setProperty("--nbnn-said", `${said}px`);
}

function forget(lab, was) {
  Object.assign(was, { width: lab.offsetWidth, said: 0 });
  barOf(lab)?.style.removeProperty("--nbnn-said");
  for (const row of rowsOf(lab)) row.style.removeProperty("--nbnn-least");
}

const bottomOf = (el) => el?.getBoundingClientRect().bottom ?? 0;

const cardsOf = (row) => [...row.children].flatMap((part) => (part.offsetHeight ? [part] : [...part.children]));

// A card that is too low for its words and the least of a figure makes its row higher: nothing in it is cut off.
function makeWhole(row) {
  const over = Math.max(...cardsOf(row).map((card) => {
    const inside = card.classList.contains("nbnn-card") ? INSIDE : 0;
    return bottomOf(card.lastElementChild) + inside - bottomOf(card);
  }));
  if (over > 1) row.style.setProperty("--nbnn-least", `${Math.max(...heightsOf(row)) + over}px`);
}

// In a narrow lab the words and the buttons of the bar wrap: how high it is, only the page knows. It is told only
// where the bar is higher than the sheets take it for: whenever it is told, all that is in the lab is styled anew.
function tellUnder(lab, height) {
  const told = parseFloat(lab.style.getPropertyValue("--nbnn-under")) || UNDER;
  if (height && (height + GAP > told || told > UNDER)) lab.style.setProperty("--nbnn-under", `${height + GAP}px`);
}

/** @type {(lab: HTMLElement) => Stop} */
export function giveRoom(lab) {
  const scroller = scrollerOf(lab);
  const close = openTheWay(lab, scroller);
  const was = { width: 0, said: 0, fits: [0, 0] };
  const measure = () => {
    const ofHost = Number(document.body.dataset.room); // a frame is as high as its page, so its host says
    const room = ofHost || scroller.clientHeight;
    if (!room || !lab.offsetHeight) return;
    keepPlace(lab, was);
    const rows = rowsOf(lab), two = offerPictures(lab, room), bar = barOf(lab)?.offsetHeight;
    const fit = rows.length ? `${atRest(fitOf(lab, rows, room, two), was)}px` : null;
    tellUnder(lab, bar); // all that is read has been: a page lays a lab out anew
    if (fit) lab.style.setProperty("--nbnn-fit", fit); // for what is read after this
    rows.forEach(makeWhole);
    for (const words of lab.querySelectorAll(WORDS)) watch.observe(words); // they come later, and grow
  };
  const arranged = new MutationObserver(() => {
    measure();
    follow();
  });
  const follow = () => { // the pictures of a lab come and go
    for (const box of [lab, ...lab.querySelectorAll(PLACES)]) arranged.observe(box, { childList: true });
  };
  const watch = new ResizeObserver(measure);
  watch.observe(scroller);
  watch.observe(lab);
  if (lab.matches(".nbnn-present")) follow();
  const told = ["nbnn-python-said", "nbnn-changed"]; // said in a card, which does not grow by itself; shareRoom
  for (const name of told) lab.addEventListener(name, measure);
  return () => {
    for (const name of told) lab.removeEventListener(name, measure);
    watch.disconnect();
    arranged.disconnect();
    close();
  };
}
