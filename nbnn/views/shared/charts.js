// What all charts share: a bqplot figure's marks as raw models, its plot area on the page, and its name for a screen
// reader.
import { elementOf, shapeOf } from "./elements.js";

/** @type {(model: Model, trait: string) => Promise<Record<string, Model>>} */
export async function modelsOf(model, trait) {
  const manager = model.widget_manager;
  const entries = Object.entries(model.get(trait)).map(async ([name, reference]) =>
    [name, await manager.get_model(reference.slice("IPY_MODEL_".length))]);
  return Object.fromEntries(await Promise.all(entries));
}

// What Python gives a view after it was made; the message that says so may come after the one that shows the view.
/** @type {(model: Model, names: string[]) => Promise<any[]>} */
export function whenGiven(model, names) {
  return new Promise((resolve) => {
    const look = () => {
      const given = names.map((name) => model.get(name));
      if (given.includes(null)) return;
      for (const name of names) model.off(`change:${name}`, look);
      resolve(given);
    };
    for (const name of names) model.on(`change:${name}`, look);
    look();
  });
}

const FIGURE_ROOM = 120; // px of width under which a figure is not drawn: its margins alone are wider than half of it

// bqplot lays a figure out when it is attached, and in a hidden notebook or a collapsed section it would draw
// rectangles of negative width. So the figure comes into its card here, when the card has room. The kernel is not asked
// and not told.
/** @type {(model: Model, el: HTMLElement) => Promise<Stop>} */
export async function placeFigure(model, el) {
  const [card, figure] = await Promise.all((await whenGiven(model, ["card", "figure"])).map((reference) =>
    model.widget_manager.get_model(reference.slice("IPY_MODEL_".length))));
  await measureWithRoom(figure);
  const there = () => card.get("children").includes(figure);
  const look = () => {
    if (there() || el.getBoundingClientRect().width < FIGURE_ROOM) return;
    card.set("children", [...card.get("children"), figure]);
  };
  const watch = new ResizeObserver(look);
  watch.observe(el);
  look();
  card.nbnnShown = (card.nbnnShown ?? 0) + 1; // in how many places of the page
  return () => {
    watch.disconnect();
    card.nbnnShown -= 1;
    setTimeout(() => { // shown again it may be where there is no room
      if (!card.nbnnShown && there()) card.set("children", card.get("children").filter((each) => each !== figure));
    });
  };
}

// bqplot measures a new figure some frames after it came into its card; by then its cell may be out of sight, without
// any size. It lays it out again when it is seen.
/** @type {(figure: any) => Promise<void>} */
async function measureWithRoom(figure) {
  const view = ["_view_name", "_view_module", "_view_module_version"].map((name) => figure.get(name));
  giveRoomTo(await figure.widget_manager.loadViewClass(...view));
}

// What is put into the class holds no figure: it would keep the first one for ever.
function giveRoomTo({ prototype }) {
  const { getFigureSize } = prototype;
  if (getFigureSize.ofNbnn) return;
  prototype.getFigureSize = function measured() {
    const { x, y, width, height } = getFigureSize.call(this);
    const least = this.rendered ? 0 : FIGURE_ROOM;
    return { x, y, width: Math.max(width, least), height: Math.max(height, least) };
  };
  prototype.getFigureSize.ofNbnn = true;
}

// The figure beside `el` in the same card, once it is there; `seen` whenever its cell has come into sight.
/** @type {(el: HTMLElement, wrapper: string, use: (figure: HTMLElement) => void, seen?: () => void) => Stop} */
export function whenFigure(el, wrapper, use, seen = () => {}) {
  const stops = [];
  let stopped = false;
  const look = () => {
    if (stopped) return;
    const figure = /** @type {HTMLElement} */ (el.closest(wrapper)?.querySelector(".bqplot.figure"));
    if (figure?.querySelector(".plotarea_events")) {
      use(figure);
      stops.push(whenInSight(figure.closest(".jp-Cell"), seen), keepAxisNamesWhole(figure));
    } else setTimeout(look, 60);
  };
  look();
  return () => {
    stopped = true;
    for (const stop of stops) stop();
  };
}

// The name of an axis is no longer than its figure is: in a hall letters are large, and charts may be low.
function keepAxisNamesWhole(figure) {
  const fit = () => {
    const drawing = figure.querySelector("svg").getBoundingClientRect();
    for (const name of figure.querySelectorAll(".axis text.axislabel")) fitWithin(name, drawing);
  };
  const laidOut = new MutationObserver(fit);
  laidOut.observe(figure.querySelector(".plotarea_events"), { attributeFilter: ["width", "height"] });
  fit();
  return () => laidOut.disconnect();
}

// It stands at the middle of the axis, and the drawing does not end as far beyond the axis on both sides.
function fitWithin(name, drawing) {
  for (const each of ["font-size", "translate"]) name.style.removeProperty(each);
  const at = name.getBoundingClientRect(), upright = at.height > at.width;
  const ends = upright ? ["top", "bottom"] : ["left", "right"];
  const [from, to, least, most] = [at, drawing].flatMap((box) => ends.map((end) => box[end]));
  const part = Math.min(1, (most - least) / (to - from)), half = (part * (to - from)) / 2, middle = (from + to) / 2;
  const away = Math.max(least + half, Math.min(most - half, middle)) - middle;
  if (part < 1) name.style.fontSize = `${part * parseFloat(getComputedStyle(name).fontSize)}px`;
  if (away) name.style.translate = upright ? `0px ${away}px` : `${away}px`;
}

// JupyterLab leaves out cells that are out of sight (content-visibility). What changes in one meanwhile has no place on
// the page yet, and Chromium may go on showing it half drawn: all of its styles are asked for once more when it comes
// into sight.
function whenInSight(cell, seen) {
  if (!cell) return () => {};
  const askAgain = () => cell.style.setProperty("--nbnn-seen", String(performance.now()));
  const later = lazily(askAgain, 700); // what `seen` and bqplot have laid out by then
  const look = (event) => {
    if (event?.skipped) return;
    askAgain();
    seen();
    later();
  };
  look(null);
  cell.addEventListener("contentvisibilityautostatechange", look);
  return () => {
    later.stop();
    cell.removeEventListener("contentvisibilityautostatechange", look);
  };
}

/** @typedef {{ left: number, top: number, width: number, height: number }} Area in px */

/** @type {(figure: HTMLElement) => Area} */
export function plotArea(figure) {
  return figure.querySelector(".plotarea_events")?.getBoundingClientRect() ?? { left: 0, top: 0, width: 0, height: 0 };
}

// Puts layers that are in the figure over its plot.
/** @type {(layers: (HTMLElement | SVGElement)[], figure: HTMLElement, area: Area) => void} */
export function coverPlot(layers, figure, { left, top, width, height }) {
  const { left: x, top: y } = figure.getBoundingClientRect();
  const at = { left: left - x - figure.clientLeft, top: top - y - figure.clientTop, width, height };
  for (const layer of layers) for (const [side, size] of Object.entries(at)) layer.style[side] = `${size}px`;
}

// Acts whenever bqplot has laid the figure out, however long it took for it.
/** @type {(figure: HTMLElement, act: () => void) => Stop} */
export function whenLaidOut(figure, act) {
  const later = lazily(act, 350); // bqplot itself waits 300 ms before it lays out again
  const resized = new ResizeObserver(later), laidOut = new MutationObserver(act);
  resized.observe(figure);
  laidOut.observe(figure.querySelector(".plotarea_events"), { attributeFilter: ["width", "height"] });
  return () => {
    later.stop();
    resized.disconnect();
    laidOut.disconnect();
  };
}

/** @type {(figure: Element, words: string, role?: string) => void} */
export function nameFigure(figure, words, role = "img") {
  if (figure.getAttribute("aria-label") === words) return;
  figure.setAttribute("role", role);
  figure.setAttribute("aria-label", words);
}

// Runs `act` when nothing has asked for it for a while: words for a screen reader need not change sixty times a second.
/** @type {(act: () => void, wait?: number) => Lazily} */
export function lazily(act, wait = 400) {
  let timer = 0;
  const ask = () => { clearTimeout(timer); timer = setTimeout(act, wait); };
  ask.stop = () => clearTimeout(timer);
  return ask;
}

// A theme's colors as [r, g, b]: the page resolves variables, whatever they are written in.
/** @type {(el: HTMLElement, names: string[]) => Record<string, Color>} */
export function colorsOf(el, names) {
  const probe = elementOf("span", "");
  el.append(probe);
  const found = Object.fromEntries(names.map((name) => {
    probe.style.color = `var(--nbnn-${name})`;
    return [name, channels(getComputedStyle(probe).color)];
  }));
  probe.remove();
  return found;
}

function channels(color) {
  const numbers = color.match(/[\d.]+(e-?\d+)?/g).slice(0, 3).map(Number);
  return color.startsWith("color(") ? numbers.map((c) => c * 255) : numbers;
}

// Another theme of JupyterLab's, or of the system's where that forces its colors on pages (see theme.css).
/** @type {(act: () => void) => Stop} */
export function onTheme(act) {
  const watch = new MutationObserver(act);
  watch.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-jp-theme-name"] });
  const systems = ["(forced-colors: active)", "(prefers-color-scheme: dark)"].map((asked) => matchMedia(asked));
  for (const each of systems) each.addEventListener("change", act);
  return () => {
    watch.disconnect();
    for (const each of systems) each.removeEventListener("change", act);
  };
}

const MARKERS = {
  circle: "M1 6a5 5 0 1 0 10 0a5 5 0 1 0-10 0z", square: "M2 2h8v8h-8z",
  "triangle-up": "M6 1l5 9.5h-10z", "triangle-down": "M6 11l5-9.5h-10z",
  diamond: "M6 0.5l4.5 5.5-4.5 5.5-4.5-5.5z", cross: "M4 1h4v3h3v4h-3v3h-4v-3h-3v-4h3z",
};

// A marker as bqplot draws it, for a legend; without a color it is hollow.
/** @type {(marker: string, color: string, className?: string) => SVGSVGElement} */
export function markerShape(marker, color, className = "") {
  const svg = shapeOf("svg", { viewBox: "-1 -1 14 14", "aria-hidden": "true", class: "nbnn-marker" });
  const path = shapeOf("path", { d: MARKERS[marker] }, svg);
  path.style.fill = color ? `var(--nbnn-${color})` : "none";
  if (className) path.classList.add(className);
  return svg;
}

// The same as a part of a drawing, with its middle at (0, 0).
/** @type {(marker: string, parent: Element) => SVGPathElement} */
export function markerAt(marker, parent) {
  const path = shapeOf("path", { d: MARKERS[marker] }, parent);
  path.style.translate = "-6px -6px";
  return path;
}

/** @type {(name: string) => boolean} */
export const isMarker = (name) => name in MARKERS;
