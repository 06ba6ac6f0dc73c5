import { colorsOf, onTheme } from "../shared/charts.js";
import { elementOf, rewrite } from "../shared/elements.js";
import { followByFrame } from "../shared/recording.js";
import { shadesBetween } from "./unit_maps.js";

// What the Playground's cards have in common: a frame with a heading, the legend's entries, and the theme's colors.

const CLASS_COLORS = [1, 2, 3, 4, 5, 6, 7].map((k) => `class-${k}`);
export const VALUES = 0.85; // how strong a color is at an end of the targets' span
const COLORS = ["pos", "neg", "back", "panel", "ink", "soft", "curline", ...CLASS_COLORS];

export class Card {
  constructor(className, ...parts) {
    this.el = elementOf("section", `nbnn-card ${className}`);
    this.heading = elementOf("h3", "");
    this.el.append(this.heading, ...parts);
  }

  name(words) {
    rewrite(this.heading, words);
  }
}

export function legendEntry(className, words) {
  const entry = elementOf("span", "nbnn-chart-entry");
  entry.append(elementOf("span", className), document.createTextNode(words));
  return entry;
}

// The page's colors and the shades between them; null before the view is on the page. classes: how many.
export function shadesOf(el, classes) {
  if (!el.isConnected) return null;
  const found = colorsOf(el, COLORS);
  const colors = classes === 2 ? [found.neg, found.pos] : CLASS_COLORS.map((name) => found[name]);
  return {
    ...found, classes: colors,
    unitShades: shadesBetween(found.neg, found.panel, found.pos, 0.85),
    valueShades: shadesBetween(found.neg, found.panel, found.pos, VALUES),
    planeShades: shadesBetween(found.neg, found.panel, found.pos, 0.5),
    classShades: colors.map((color) => shadesBetween(color, found.panel, color, 0.42)),
    inkShades: shadesBetween(found.panel, found.panel, found.ink, 1),
  };
}

export const rgb = (color) => `rgb(${color.map(Math.round).join(" ")})`;

const MANY = 250; // ms: a move within this time after another is one of many

// How quickly one moves: what is not needed at every move waits until it is calm, and then `rest` is called.
export class Pace {
  constructor(rest) {
    this.rest = rest;
    this.last = -Infinity;
    this.timer = 0;
    this.quick = false;
  }

  moved(now) {
    this.quick = now - this.last < MANY;
    this.last = now;
    clearTimeout(this.timer);
    if (this.quick) this.timer = setTimeout(() => { this.quick = false; this.rest(); }, MANY);
  }

  stop() {
    clearTimeout(this.timer);
  }
}

// Draw a view's cards as its player moves, when a run is pinned, when one of these parts changes its size, and in a new
// theme.
/** @type {(view: any, parts: Element[]) => Stop} */
export function keepDrawn(view, parts) {
  const { draw, stop } = followByFrame(view.player, (now) => view.draw(now));
  view.soon = draw;
  const pinned = () => { if (view.recording) view.pin(); };
  view.model.on("change:pinned", pinned);
  const watch = new ResizeObserver(() => view.resized());
  for (const part of parts) watch.observe(part);
  const stopTheme = onTheme(() => { if (view.recording) view.paintAnew(); });
  return () => {
    stop();
    view.model.off("change:pinned", pinned);
    watch.disconnect();
    stopTheme();
    view.pace.stop();
    view.speak.stop();
  };
}
