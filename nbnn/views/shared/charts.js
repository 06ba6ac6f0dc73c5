// What all charts share: a bqplot figure's marks as raw models, its plot area on the page, and its name for a screen reader.

import { elementOf } from "./elements.js";

export async function modelsOf(model, trait) {
  const manager = model.widget_manager;
  const entries = Object.entries(model.get(trait)).map(async ([name, reference]) =>
    [name, await manager.get_model(reference.slice("IPY_MODEL_".length))]);
  return Object.fromEntries(await Promise.all(entries));
}

const FIGURE_ROOM = 120; // px of width under which a figure is not drawn: its margins alone are wider than half of it

// bqplot lays a figure out when it is attached, and in a hidden notebook or a collapsed section it would draw rectangles of negative
// width. So the figure comes into its card here, when the card has room. The kernel is not asked and not told.
export async function placeFigure(model, el) {
  const [card, figure] = await Promise.all(["card", "figure"].map((name) =>
    model.widget_manager.get_model(model.get(name).slice("IPY_MODEL_".length))));
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

// The figure beside `el` in the same card, once it is there; `seen` whenever its cell has come into sight.
export function whenFigure(el, wrapper, use, seen = () => {}) {
  let stop = () => {};
  let stopped = false;
  const look = () => {
    if (stopped) return;
    const figure = el.closest(wrapper)?.querySelector(".bqplot.figure");
    if (figure?.querySelector(".plotarea_events")) {
      use(figure);
      stop = whenInSight(figure.closest(".jp-Cell"), seen);
    } else setTimeout(look, 60);
  };
  look();
  return () => {
    stopped = true;
    stop();
  };
}

// JupyterLab leaves out cells that are out of sight (content-visibility). What changes in one meanwhile has no place on the page yet,
// and Chromium may go on showing it half drawn: all of its styles are asked for once more when it comes into sight.
function whenInSight(cell, seen) {
  if (!cell) return () => {};
  const askAgain = () => cell.style.setProperty("--nbnn-seen", String(performance.now()));
  const later = lazily(askAgain, 700); // what `seen` and bqplot have laid out by then
  const look = ({ skipped }) => {
    if (skipped) return;
    askAgain();
    seen();
    later();
  };
  look({});
  cell.addEventListener("contentvisibilityautostatechange", look);
  return () => {
    later.stop();
    cell.removeEventListener("contentvisibilityautostatechange", look);
  };
}

export function plotArea(figure) {
  return figure.querySelector(".plotarea_events")?.getBoundingClientRect() ?? { left: 0, top: 0, width: 0, height: 0 };
}

export function nameFigure(figure, words, role = "img") {
  if (figure.getAttribute("aria-label") === words) return;
  figure.setAttribute("role", role);
  figure.setAttribute("aria-label", words);
}

// Runs `act` when nothing has asked for it for a while: words for a screen reader need not change sixty times a second.
export function lazily(act, wait = 400) {
  let timer = 0;
  const ask = () => { clearTimeout(timer); timer = setTimeout(act, wait); };
  ask.stop = () => clearTimeout(timer);
  return ask;
}

// A theme's colors as [r, g, b]: the page resolves variables, whatever they are written in.
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

export function onTheme(act) {
  const watch = new MutationObserver(act);
  watch.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-jp-theme-name"] });
  return () => watch.disconnect();
}

const MARKERS = {
  circle: "M1 6a5 5 0 1 0 10 0a5 5 0 1 0-10 0z", square: "M2 2h8v8h-8z", "triangle-up": "M6 1l5 9.5h-10z", diamond: "M6 0.5l4.5 5.5-4.5 5.5-4.5-5.5z",
  cross: "M4 1h4v3h3v4h-3v3h-4v-3h-3v-4h3z", "triangle-down": "M6 11l5-9.5h-10z",
};

// A marker as bqplot draws it, for a legend; without a color it is hollow.
export function markerShape(marker, color, className = "") {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  svg.setAttribute("viewBox", "-1 -1 14 14");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("nbnn-marker");
  path.setAttribute("d", MARKERS[marker]);
  path.style.fill = color ? `var(--nbnn-${color})` : "none";
  if (className) path.classList.add(className);
  svg.append(path);
  return svg;
}

export const isMarker = (name) => name in MARKERS;
