// As much of a page as a view needs to be made, moved and read in Node: elements, their attributes, classes, texts and
// events, and the models of widgets. There is no layout: a test says how large something is.

import { parentPort, workerData } from "node:worker_threads";

globalThis.given = JSON.parse(workerData, (_, value) => (value?.bytes === undefined ? value : bytes(value.bytes)));
globalThis.say = (value) => parentPort.postMessage(JSON.stringify(value));

function bytes(text) {
  const found = Uint8Array.from(Buffer.from(text, "base64"));
  return new DataView(found.buffer);
}

// ---- elements ----

class Leaf {
  parentNode = null;

  get parentElement() { return this.parentNode; }

  get isConnected() { return this === document.body || Boolean(this.parentNode?.isConnected); }

  remove() {
    if (!this.parentNode) return;
    this.parentNode.childNodes = this.parentNode.childNodes.filter((each) => each !== this);
    this.parentNode = null;
  }

  get #place() { return this.parentNode.childNodes.indexOf(this); }

  before(...made) { this.parentNode.put(this.#place, made); }

  after(...made) { this.parentNode.put(this.#place + 1, made); }

  replaceWith(...made) {
    this.after(...made);
    this.remove();
  }
}

globalThis.Text = class Text extends Leaf {
  constructor(data) {
    super();
    this.data = String(data);
  }

  get textContent() { return this.data; }
};

const SAME = ["id", "type", "title", "name", "role", "placeholder", "href", "scope"]; // a property is the attribute
const NAME = /^[A-Za-z][\w:.-]*$/;

const ROLES = new Set(["alert", "application", "button", "group", "img", "list", "listitem", "math", "menu", "none", "option", "presentation",
  "radio", "radiogroup", "region", "slider", "status", "table", "toolbar", "tooltip"]);
const EVENTS = new Set(["beforeinput", "blur", "change", "click", "contentvisibilityautostatechange", "dblclick", "dragover", "drop", "focus", "focusin",
  "focusout", "input", "keydown", "keyup", "load", "mousedown", "pagehide", "pointercancel", "pointerdown", "pointerenter", "pointerleave",
  "pointermove", "pointerover", "pointerup", "scroll", "toggle", "transitionend", "wheel"]);
const CLASSES = /^([a-z][\w-]*|\s)*$/i;

globalThis.Element = class Element extends Leaf {
  childNodes = [];
  clientLeft = 0;
  clientTop = 0;
  attributes = new Map();
  acts = [];
  hidden = false;
  value = "";
  checked = false;
  disabled = false;
  clientWidth = 0;
  clientHeight = 0;
  offsetTop = 0;
  scrollTop = 0;

  constructor(tag) {
    super();
    if (!NAME.test(tag)) throw new Error(`no element is named ${tag}`);
    this.localName = tag;
    this.style = Object.assign(Object.create(STYLE), {});
    this.dataset = new Proxy({}, {
      get: (_, key) => this.getAttribute(dataName(key)) ?? undefined,
      set: (_, key, value) => { this.setAttribute(dataName(key), value); return true; },
      deleteProperty: (_, key) => this.attributes.delete(dataName(key)) || true,
    });
  }

  get tagName() { return this.localName.toUpperCase(); }

  setAttribute(name, value) {
    if (!NAME.test(name)) throw new Error(`no attribute is named ${name}`);
    if (name === "role" && !ROLES.has(value)) throw new Error(`no role is named ${value}`);
    if (name === "class" && !CLASSES.test(value)) throw new Error(`"${value}" names no classes: is it a text?`);
    this.attributes.set(name, String(value));
  }

  getAttribute(name) { return this.attributes.get(name) ?? null; }

  hasAttribute(name) { return this.attributes.has(name); }

  removeAttribute(name) { this.attributes.delete(name); }

  toggleAttribute(name, on = !this.hasAttribute(name)) {
    if (on) this.setAttribute(name, "");
    else this.removeAttribute(name);
  }

  get className() { return this.getAttribute("class") ?? ""; }

  set className(names) { this.setAttribute("class", names); }

  get classList() {
    const all = () => this.className.split(/\s+/).filter(Boolean), write = (names) => { this.className = names.join(" "); };
    return {
      add: (...names) => write([...new Set([...all(), ...names])]),
      remove: (...names) => write(all().filter((name) => !names.includes(name))),
      contains: (name) => all().includes(name),
      toggle(name, on = !this.contains(name)) {
        if (on) this.add(name);
        else this.remove(name);
        return on;
      },
      [Symbol.iterator]: () => all()[Symbol.iterator](),
    };
  }

  // ---- what lies in it ----

  get children() { return this.childNodes.filter((each) => each instanceof Element); }

  get childElementCount() { return this.children.length; }

  get options() { return this.children; }

  get firstChild() { return this.childNodes[0] ?? null; }

  get lastChild() { return this.childNodes.at(-1) ?? null; }

  get firstElementChild() { return this.children[0] ?? null; }

  get lastElementChild() { return this.children.at(-1) ?? null; }

  put(at, made) {
    const parts = made.map((part) => (part instanceof Leaf ? part : new Text(part)));
    for (const part of parts) part.remove();
    this.childNodes.splice(at, 0, ...parts);
    for (const part of parts) part.parentNode = this;
  }

  append(...made) { this.put(this.childNodes.length, made); }

  appendChild(made) { this.append(made); return made; }

  prepend(...made) { this.put(0, made); }

  replaceChildren(...made) {
    for (const each of this.childNodes) each.parentNode = null;
    this.childNodes = [];
    this.append(...made);
  }

  get textContent() { return this.childNodes.map((each) => each.textContent).join(""); }

  set textContent(words) { this.replaceChildren(...(words === "" ? [] : [words])); }

  contains(other) { return other === this || (other?.parentNode ? this.contains(other.parentNode) : false); }

  // ---- looking for parts: lists of tags, classes and attributes, one within the other ----

  matches(selector, scope = null) { return apartAt(selector, ",").some((each) => fits(this, apartAt(each.trim(), " "), scope)); }

  closest(selector) { return this.matches(selector) ? this : this.parentNode?.closest(selector) ?? null; }

  *all() {
    for (const child of this.children) {
      yield child;
      yield* child.all();
    }
  }

  querySelectorAll(selector) { return [...this.all()].filter((each) => each.matches(selector, this)); }

  getElementsByClassName(name) { return this.querySelectorAll(`.${name}`); }

  querySelector(selector) { return this.querySelectorAll(selector)[0] ?? null; }

  get valueAsNumber() { return this.value === "" ? NaN : Number(this.value); }

  // ---- events ----

  addEventListener(type, act, early = false) {
    if (!EVENTS.has(type) && !type.startsWith("nbnn-")) throw new Error(`no event is named ${type}`);
    this.acts.push([type, act, early]);
  }

  removeEventListener(type, act) { this.acts = this.acts.filter(([at, does]) => at !== type || does !== act); }

  // First down to it, for those that want an event early, then up again.
  dispatchEvent(event) {
    if (!event.target) Object.defineProperty(event, "target", { value: this });
    const above = [];
    for (let at = this; at; at = at.parentNode) above.push(at);
    for (const at of above.toReversed()) at.hear(event, true);
    for (const at of event.bubbles ? above : [this]) at.hear(event, false);
    return !event.defaultPrevented;
  }

  hear(event, early) {
    if (event.stopped) return;
    for (const [type, act, isEarly] of [...this.acts]) if (type === event.type && isEarly === early && !event.ended) act(event);
  }

  setPointerCapture(pointer) { this.holds = pointer; }

  hasPointerCapture(pointer) { return this.holds === pointer; }

  focus() {
    document.activeElement = this;
    this.dispatchEvent(eventOf("focus", { bubbles: false }));
  }

  click() { if (!this.disabled) this.dispatchEvent(eventOf("click")); }

  // ---- size ----

  get previousElementSibling() {
    const all = this.parentNode?.children ?? [];
    return all[all.indexOf(this) - 1] ?? null;
  }

  get offsetWidth() { return this.clientWidth; }

  get offsetHeight() { return this.clientHeight; }

  get scrollWidth() { return this.clientWidth; }

  get scrollHeight() { return this.clientHeight; }

  getBoundingClientRect() {
    const [width, height] = [this.clientWidth, this.clientHeight];
    return { left: 0, top: 0, right: width, bottom: height, width, height };
  }

  getClientRects() { return this.clientWidth ? [this.getBoundingClientRect()] : []; }

  get caption() { return this.querySelector("caption"); }

  createCaption() {
    this.prepend(new Element("caption"));
    return this.firstChild;
  }

  // A canvas remembers its last image, how often it got one, and everything else that was drawn, and with what.
  getContext() {
    this.drawn ??= [];
    this.context ??= new Proxy({
      createImageData: (width, height) => new ImageData(width, height),
      putImageData: (image) => Object.assign(this, { image, painted: (this.painted ?? 0) + 1 }),
      measureText: (text) => ({ width: 7 * text.length }),
    }, {
      get: (known, name) => known[name] ?? ((...rest) => this.drawn.push([name, ...rest])),
      set: (known, name, value) => { this.drawn.push([name, known[name] = value]); return true; },
    });
    return this.context;
  }
};

const PROPERTY = /^(--)?[a-z][\w-]*$/;
const STYLE = {
  setProperty(name, value) {
    if (!PROPERTY.test(name)) throw new Error(`no property is named ${name}`);
    this[name] = String(value);
  },
  getPropertyValue(name) { return this[name] ?? ""; },
  removeProperty(name) { delete this[name]; },
};
const CLOSED = { // what else is written there, a page does not take
  visibility: ["", "hidden"], display: ["", "none", "inline-block"], textAnchor: ["start", "middle", "end"],
  whiteSpace: ["", "nowrap"], overflow: ["", "clip", "visible"],
};
const written = new WeakMap(); // style → what stands there of these
for (const [name, values] of Object.entries(CLOSED)) {
  Object.defineProperty(STYLE, name, {
    get() { return written.get(this)?.[name] ?? ""; },
    set(value) {
      if (!values.includes(value)) throw new Error(`${name} is never "${value}"`);
      written.set(this, { ...written.get(this), [name]: value });
    },
  });
}

globalThis.ImageData = class {
  constructor(width, height) { Object.assign(this, { width, height, data: new Uint8ClampedArray(4 * width * height) }); }
};
globalThis.Option = function Option(text, value = text, _ = false, selected = false) {
  return Object.assign(new Element("option"), { textContent: text, value, selected });
};

for (const name of SAME) {
  Object.defineProperty(Element.prototype, name, {
    get() { return this.getAttribute(name) ?? ""; },
    set(value) { this.setAttribute(name, value); },
  });
}

const dataName = (key) => `data-${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

// The parts of a selector, but not those within brackets.
function apartAt(selector, sign) {
  const found = [""];
  let depth = 0;
  for (const letter of selector) {
    depth += "([".includes(letter) ? 1 : ")]".includes(letter) ? -1 : 0;
    if (letter === sign && !depth) found.push("");
    else found[found.length - 1] += letter;
  }
  return found.filter(Boolean);
}

function fits(element, parts, scope) {
  if (!isOne(element, parts.at(-1), scope)) return false;
  if (parts.length === 1) return true;
  const direct = parts.at(-2) === ">", others = parts.slice(0, direct ? -2 : -1);
  for (let at = element.parentNode; at; at = direct ? null : at.parentNode) if (fits(at, others, scope)) return true;
  return false;
}

const SIMPLE = /^[a-z][\w-]*|\*|#[\w-]+|\.[\w-]+|\[[^\]]+\]|:scope|:disabled|:focus-visible|:(?:is|not)\((?:[^()]|\([^()]*\))*\)/gi;

function isOne(element, simple, scope) {
  const found = simple.match(SIMPLE) ?? [];
  if (found.join("") !== simple) throw new Error(`the small page does not know the selector ${simple}`);
  return found.every((part) => {
    if (part === "*") return true;
    if (part === ":scope") return element === scope;
    if (part === ":focus-visible") return element === document.activeElement;
    if (part === ":disabled") return element.disabled;
    if (part.startsWith(":is")) return element.matches(part.slice(4, -1), scope);
    if (part.startsWith(":not")) return !element.matches(part.slice(5, -1), scope);
    if (part[0] === "#") return element.id === part.slice(1);
    if (part[0] === ".") return element.classList.contains(part.slice(1));
    if (part[0] !== "[") return element.localName === part;
    const [name, value] = part.slice(1, -1).split("=");
    return value === undefined ? element.hasAttribute(name) : element.getAttribute(name) === value.replace(/["']/g, "");
  });
}

globalThis.eventOf = (type, { bubbles = true, ...more } = {}) => ({
  type, bubbles, defaultPrevented: false, stopped: false, ended: false, ...more,
  preventDefault() { this.defaultPrevented = true; },
  stopPropagation() { this.stopped = true; },
  stopImmediatePropagation() { this.stopped = this.ended = true; },
});

globalThis.CustomEvent = class {
  constructor(type, { detail = null, bubbles = false } = {}) { Object.assign(this, eventOf(type, { bubbles }), { detail }); }
};

globalThis.document = {
  createElement: (tag) => new Element(tag),
  createElementNS: (_, tag) => new Element(tag),
  createTextNode: (words) => new Text(words),
  timeline: { currentTime: 0 },
  addEventListener: (...given) => document.body.addEventListener(...given), // where all events come by
  removeEventListener: (...given) => document.body.removeEventListener(...given),
};
document.body = document.activeElement = document.scrollingElement = new Element("body");
document.documentElement = new Element("html");
globalThis.window = Object.assign(globalThis, { innerWidth: 1280, innerHeight: 900 });
globalThis.HTMLTextAreaElement = class { static [Symbol.hasInstance](element) { return element.localName === "textarea"; } };
globalThis.addEventListener = (type) => { if (!EVENTS.has(type)) throw new Error(`no event is named ${type}`); };
globalThis.removeEventListener = globalThis.addEventListener; // nobody leaves this page

// Each variable of a theme is a color of its own.
function colorOf(name = "") {
  const sum = [...name].reduce((all, letter) => (31 * all + letter.charCodeAt(0)) % 16777213, 7);
  return `rgb(${sum >> 16}, ${(sum >> 8) & 255}, ${sum & 255})`;
}

globalThis.getComputedStyle = ({ style }) => ({ fontSize: "16px", fontFamily: "serif", ...style, color: colorOf(style.color) });

// Whoever looks for another size hears of it when a test says so.
const watching = new Set();
globalThis.sizesChanged = () => { for (const act of [...watching]) act([]); };
globalThis.ResizeObserver = class {
  constructor(act) { this.act = act; }

  observe() { watching.add(this.act); }

  disconnect() { watching.delete(this.act); }
};
globalThis.MutationObserver = class {
  observe() {}

  disconnect() {}
};

globalThis.matchMedia = () => ({ matches: false, addEventListener() {}, removeEventListener() {} });

// ---- frames: they come when a test says so, and there is no other time ----

performance.now = () => document.timeline.currentTime;

let asked = new Map(), frames = 0;
globalThis.requestAnimationFrame = (act) => {
  frames += 1;
  asked.set(frames, act);
  return frames;
};
globalThis.cancelAnimationFrame = (frame) => { asked.delete(frame); };
globalThis.nextFrame = () => {
  const now = asked;
  asked = new Map();
  document.timeline.currentTime += 1000 / 60;
  for (const act of now.values()) act(document.timeline.currentTime);
};

// ---- models ----

const OWN_EVENTS = new Set(["change", "comm_live_update", "go", "measure", "msg:custom", "scrub"]);

globalThis.Model = class Model {
  acts = [];
  sent = [];
  saved = 0;

  constructor(state, manager = { get_model: () => Promise.resolve(null) }) {
    this.state = { ...state };
    this.widget_manager = manager;
  }

  get(name) {
    this.#know(name);
    return this.state[name];
  }

  // A page's model has what Python sends and nothing else.
  #know(name) { if (!(name in this.state)) throw new Error(`${this.state._anywidget_id ?? "the model"} has no ${name}`); }

  set(name, value) {
    const changes = Object.entries(typeof name === "string" ? { [name]: value } : name);
    for (const [key] of changes) this.#know(key);
    const news = changes.filter(([key, to]) => this.state[key] !== to);
    Object.assign(this.state, Object.fromEntries(news));
    for (const [key] of news) this.trigger(`change:${key}`);
    if (news.length) this.trigger("change");
  }

  send(content) { this.sent.push(content); }

  save_changes() { this.saved += 1; }

  on(events, act) {
    for (const event of events.split(" ")) {
      if (event.startsWith("change:")) this.#know(event.slice("change:".length));
      else if (!OWN_EVENTS.has(event)) throw new Error(`no model triggers ${event}`);
      this.acts.push([event, act]);
    }
  }

  off(events, act) {
    const gone = events.split(" ");
    this.acts = this.acts.filter(([event, does]) => !gone.includes(event) || (act && does !== act));
  }

  trigger(event, ...rest) { for (const [at, act] of [...this.acts]) if (at === event) act(...rest); }
};

// The models of widgets whose states Python gave, as a page's manager has them: id → model.
globalThis.modelsOf = (states) => {
  const figures = { prototype: { getFigureSize: () => ({ x: 0, y: 0, width: 400, height: 300 }) } };
  const manager = { get_model: (id) => Promise.resolve(models[id]), loadViewClass: () => Promise.resolve(figures) };
  const models = Object.fromEntries(Object.entries(states).map(([id, state]) => [id, new Model(withLayout(state), manager)]));
  return models;
};

// A view's layout is a model of the page's own, and tells whether there is a Python.
const layouts = [];
function withLayout(state) {
  const layout = Object.assign(new Model({}), { comm_live: true });
  layouts.push(layout);
  return { ...state, layout };
}

globalThis.losePython = () => {
  for (const layout of layouts) {
    layout.comm_live = false;
    layout.trigger("comm_live_update");
  }
};

// A view of the first of these models, drawn on the page by its module; with the player that it follows, if any.
globalThis.shown = async ({ states, view }, module, parent = document.body) => {
  const models = modelsOf(states), model = models[view], el = document.createElement("div");
  const player = models[model.state.player?.slice("IPY_MODEL_".length)];
  parent.append(el);
  const stop = await module.render({ model, el });
  return { model, models, player, el, stop };
};

// A card with a figure as bqplot makes it, for the view that moves it.
globalThis.cardOf = (name) => {
  const [card, figure] = [document.createElement("div"), document.createElement("div")];
  card.className = name;
  figure.className = "bqplot figure";
  for (const [tag, className] of [["svg", "svg-figure"], ["rect", "plotarea_events"]]) {
    const part = document.createElement(tag);
    part.className = className;
    Object.assign(part, { clientWidth: 400, clientHeight: 300 });
    figure.append(part);
  }
  card.append(figure);
  document.body.append(card);
  return { card, figure };
};
