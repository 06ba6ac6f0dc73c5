// What makes a page of its own live: the widgets' front ends, as modules that nothing has to fetch, and a manager that
// has their models and no kernel. Everything stands in the page; a policy in its head lets it ask nobody for anything.

// ---- the front ends: AMD modules, each run from its text ----

class FrontEnds {
  constructor(scripts, aliases) {
    this.scripts = new Map(scripts.map((script) => [script.dataset.module, script]));
    this.aliases = aliases;
    this.made = new Map();
    // ipywidgets' own front end is written for the classic notebook: this is all that it asks of one at first.
    Object.assign(globalThis, { Jupyter: { version: "7.0.0" }, requirejs: Object.assign(() => {}, { config() {} }) });
  }

  // The module `name`, made when it is first wanted, after those that it needs.
  module(asked) {
    const name = this.aliases[asked] ?? asked;
    if (!this.made.has(name)) this.made.set(name, this.make(name));
    return this.made.get(name);
  }

  async make(name) {
    const script = this.scripts.get(name);
    if (!script) throw new Error(`${name} is not in this page.`);
    const [needs, factory] = await this.defined(await textOf(script));
    const own = { id: name, uri: document.baseURI }; // a frame without an address of its own has a base all the same
    const given = await Promise.all(needs.map((need) => (need === "module" ? own : this.module(need))));
    return factory(...given);
  }

  // Scripts run one after the other, so whoever calls `define` is the one that was just run.
  defined(source) {
    const defined = (this.last ?? Promise.resolve()).then(() => run(source));
    this.last = defined.catch(() => {});
    return defined;
  }
}

function run(source) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    let found = null;
    globalThis.define = Object.assign((...given) => { found = given.slice(-2); }, { amd: {} });
    script.src = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    script.onload = () => (found ? resolve(found) : reject(new Error("A front end defines nothing.")));
    script.onerror = () => reject(new Error("A front end cannot be run."));
    document.head.append(script);
  });
}

const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

function textOf(script) {
  const stream = new Blob([bytesOf(script.textContent)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

// ---- answers in advance: what Python would have said, looked up (see answers.py) ----

const MINUS = /[\u2212\u2013\u2010\u2011\uFE63\uFF0D]/g;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

class Answers {
  constructor(manager, { choices, asked, buffers }) {
    this.manager = manager;
    this.choices = choices;
    this.asked = asked;
    this.buffers = buffers;
    this.times = new Map(); // how often each was given
    this.due = new Set(); // choices that have changed
    const resetting = Object.entries(manager.states).filter(([, { state }]) => isReset(state));
    this.resets = new Set(resetting.map(([id]) => id));
    for (const [, { state }] of resetting) state.actions = state.actions.map(asOpened);
  }

  // Is there any answer to `what`, a trait that is set or the name of a question?
  knows(id, what) {
    if (what === "reset" && this.resets.has(id)) return true;
    return (this.asked[id] ?? []).some(({ like }) => isLike(like.do, what))
      || this.choices.some(({ of }) => of.some(([control, trait]) => control === id && trait === what));
  }

  // Answers a question; false where there is no answer to it.
  ask(id, question) {
    if (question.do === "reset" && this.resets.has(id)) {
      this.inTurn(null, () => this.goBack(id));
      return true;
    }
    const found = (this.asked[id] ?? []).find(({ like }) => isLike(like, question));
    if (!found) return false;
    const times = this.times.get(found) ?? 0;
    this.times.set(found, times + 1);
    this.give(found.answers[Math.min(times, found.answers.length - 1)]);
    return true;
  }

  // What a control can bring onto the page.
  shownBy(id) {
    return this.choices.filter(({ of }) => of.some(([control]) => control === id)).map(({ to }) => to);
  }

  // From now on what is chosen by this control has its effect.
  follow(id, model) {
    for (const choice of this.choices) {
      for (const [, trait] of choice.of.filter(([control]) => control === id)) {
        model.on(`change:${trait}`, () => {
          if (!this.goingBack) this.due.add(choice);
          // Several of them may change at once.
          queueMicrotask(() => { if (this.due.delete(choice)) this.choose(choice); });
        });
      }
    }
  }

  async choose({ of, to }) {
    const values = await Promise.all(of.map(async ([id, trait]) => (await this.manager.get_model(id)).get(trait)));
    const answer = to[canonical(values)];
    if (answer) this.give(answer);
  }

  async goBack(id) {
    this.times.clear();
    this.due.clear();
    const roots = labsOfPage().map((place) => place.dataset.widget);
    const lab = roots.find((root) => this.manager.within(root, true).has(id));
    const first = this.manager.within(lab), later = this.manager.within(lab, true);
    this.restore(first);
    await this.manager.settled(); // what was not on the page is no longer there
    this.restore([...later].filter((each) => !first.has(each)));
  }

  restore(ids) {
    this.goingBack = true; // to a place where everything fits already
    for (const id of ids) this.manager.restore(id);
    this.goingBack = false;
  }

  // All at once, when everything that it names has been made.
  give(answer) {
    this.inTurn(Promise.all(answer.map((each) => this.ready(each))), (acts) => {
      for (const act of acts) act();
    });
  }

  // After what came before is there to be seen: a box that is still being filled cannot be emptied. What went wrong
  // before has been said by itself, and takes nothing from what comes after it.
  inTurn(awaited, act) {
    this.turn = Promise.all([awaited, Promise.resolve(this.turn).catch(() => {}).then(() => this.manager.settled())])
      .then(([found]) => act(found));
  }

  async ready({ id, said, state, parts, buffers }) {
    const model = await this.manager.get_model(id);
    if (said !== undefined) return () => model.trigger("msg:custom", said, buffers.map((at) => this.bytes(at)));
    const whole = structuredClone(state);
    for (const [path, at] of buffers) put(whole, path, this.bytes(at));
    const values = await model.constructor._deserialize_state(whole, this.manager);
    return () => {
      for (const [name, { set, drop }] of Object.entries(parts)) {
        const kept = Object.entries(model.get(name)).filter(([part]) => !drop.includes(part));
        values[name] = { ...Object.fromEntries(kept), ...set };
      }
      model.set(values);
      for (const name of Object.keys(parts)) { // said again, it is news too
        if (!(name in (model.changedAttributes() || {}))) model.trigger(`change:${name}`, model, values[name], {});
      }
    };
  }

  bytes(at) {
    return new DataView(bytesOf(this.buffers[at]).buffer);
  }
}

const isReset = ({ actions }) => Array.isArray(actions) && actions.some((each) => each.do === "reset");

// A page knows how it was opened, and not how the lab was made.
function asOpened(action) {
  return action.do === "reset" ? { ...action, title: "Back to the beginning: as this page was opened" } : action;
}

// A message like one that was recorded: a number may be written in any way.
function isLike(like, given) {
  if (like === null || typeof like !== "object") return like === given;
  if ("any" in like) return like.any.some((each) => isLike(each, given));
  if ("low" in like) return typeof given === "string" && isNumberIn(like, given.trim());
  if (given === null || typeof given !== "object") return false;
  if ("all" in like) return like.all.length === given.length && like.all.every((each) => isAmong(each, given));
  const names = Object.keys(like);
  return Array.isArray(like) === Array.isArray(given) && names.length === Object.keys(given).length
    && names.every((name) => name in given && isLike(like[name], given[name]));
}

const isAmong = (like, given) => given.some((each) => isLike(like, each));

function isNumberIn({ low, high, or = [] }, text) {
  if (or.includes(text)) return true;
  const parts = text.replace(MINUS, "-").replace(",", ".").split("/").map((part) => part.trim());
  if (parts.length > 2 || !parts.every((part) => NUMBER.test(part))) return false;
  const value = Number(parts[0]) / Number(parts[1] ?? 1);
  return low <= value && value <= high;
}

// As json.dumps writes it with its keys in order.
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

// ---- the manager: what ipywidgets' models and views ask of one ----

const REFERENCE = /"IPY_MODEL_([\w-]+)"/g;

class Manager {
  constructor(frontEnds, states, answers) {
    this.frontEnds = frontEnds;
    this.states = states;
    this.models = new Map();
    this.making = new Set();
    this.begun = new Map(); // model → what it was when the page was opened
    this.nbnnAnswers = new Answers(this, answers); // views/shared/python.js asks them
  }

  // Ids of models are in the state of those that hold them: each is made when it is first asked for.
  get_model(id) {
    if (!this.models.has(id)) this.models.set(id, this.make(id));
    return this.models.get(id);
  }

  has_model(id) {
    return id in this.states;
  }

  async make(id) {
    const saved = this.states[id];
    if (!saved) throw new Error(`There is no widget ${id} in this page.`);
    const Model = await this.loadClass(saved.model_name, saved.model_module);
    for (const { path, data } of saved.buffers ?? []) put(saved.state, path, new DataView(bytesOf(data).buffer));
    const state = await Model._deserialize_state(saved.state, this);
    const model = new Model(state, { model_id: id, widget_manager: this, ...this.lineOf(id) });
    Object.assign(model, { name: saved.model_name, module: saved.model_module });
    this.begun.set(id, [model, { ...model.attributes }]);
    this.nbnnAnswers.follow(id, model);
    return model;
  }

  // As it was when the page was opened.
  restore(id) {
    const [model, attributes] = this.begun.get(id) ?? [];
    model?.set(attributes);
  }

  // The widget and all that it held when the page was opened; ever: or may come to hold.
  within(root, ever = false) {
    const found = new Set(), left = [root];
    while (left.length) {
      const id = left.pop();
      if (found.has(id) || !this.states[id]) continue;
      found.add(id);
      const held = [this.states[id].state, ever ? this.nbnnAnswers.shownBy(id) : []];
      left.push(...JSON.stringify(held).matchAll(REFERENCE).map(([, each]) => each));
    }
    return found;
  }

  // What leads from a model to Python: nothing here.
  /** @type {(id: string) => object} */
  lineOf() {
    return {};
  }

  async loadClass(name, module) {
    const found = (await this.frontEnds.module(module))[name];
    if (!found) throw new Error(`${module} has no ${name}.`);
    return found;
  }

  loadViewClass(name, module) {
    return this.loadClass(name, module);
  }

  create_view(model, options = {}) {
    const id = crypto.randomUUID();
    const made = (model.state_change ?? Promise.resolve()).then(async () => {
      const View = await this.loadClass(model.get("_view_name"), model.get("_view_module"));
      const view = takingPartsWhileThere(new View({ model, options }));
      view.listenTo(model, "destroy", view.remove);
      await view.render();
      if (this.nbnnAnswers.knows(model.model_id, "value")) view.el.dataset.alone = ""; // it needs no Python
      view.once("remove", () => { delete model.views[id]; });
      return view;
    });
    model.state_change = made;
    model.views[id] = made;
    this.making.add(made);
    made.finally(() => this.making.delete(made)).catch(() => {}); // whoever asked for it hears what went wrong
    return made;
  }

  // Every view that was asked for has been made.
  async settled() {
    while (this.making.size) await Promise.allSettled(this.making);
    await painted(); // and what is told to it later has arrived
    if (this.making.size) await this.settled();
  }

  callbacks() {
    return {};
  }

  inline_sanitize(words) {
    return words.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
  }

  resolveUrl(address) {
    return Promise.resolve(address);
  }
}

const NEVER = new Promise(() => {});

// A box may be taken off the page while a part of it is being made: then there is no place for the part any more.
function takingPartsWhileThere(view) {
  const { create_child_view: create } = view;
  view.create_child_view = async (...given) => {
    const part = await create.apply(view, given);
    if (!view.luminoWidget?.isDisposed) return part;
    part.remove();
    return NEVER;
  };
  return view;
}

function put(state, path, bytes) {
  const last = path[path.length - 1];
  path.slice(0, -1).reduce((part, key) => part[key], state)[last] = bytes;
}

// ---- the same with Python, where the page is a frame in a front end that has one (labs/page/hosted.py) ----

class HostedManager extends Manager {
  constructor(frontEnds, port) {
    super(frontEnds, {}, { choices: [], asked: {}, buffers: [] }); // it can ask Python itself
    this.port = port;
    this.lines = new Map();
    this.asked = new Map();
    this.last = 0;
    port.onmessage = ({ data: [content, buffers] }) => this.received(content, buffers);
    this.tell({ hello: true });
  }

  tell(content, buffers = []) {
    this.port.postMessage([content, buffers]);
  }

  /** @override @param {string} id */
  lineOf(id) {
    const send = (data, callbacks, _metadata, buffers) => this.ask(id, data, callbacks, buffers);
    const line = { comm_id: id, send, on_msg: (heard) => { line.heard = heard; }, on_close: (closed) => { line.closed = closed; } };
    this.lines.set(id, line);
    return { comm: line };
  }

  ask(to, data, callbacks, buffers) {
    this.last += 1;
    this.asked.set(this.last, callbacks);
    this.tell({ to, data, ask: this.last }, buffers);
    return String(this.last);
  }

  received({ room, open, to, data, lab, closed, answered }, buffers) {
    if (room) document.body.dataset.room = room; // see views/shared/room.js
    else if (open) this.states = { ...open, ...this.states }; // sent again where another frame has the same lab
    else if (to) this.get_model(to).then(() => this.lines.get(to).heard({ content: { data }, buffers, parent_header: {} }));
    else if (lab) this.shows(lab, document.querySelector(".lab"));
    else if (closed) this.close(closed);
    else if (answered) this.answered(answered);
  }

  shows(id, place) {
    if (place.dataset.widget) return;
    place.dataset.widget = id;
    show(this, place).catch((error) => { place.textContent = `This lab cannot be shown: ${error.message}`; });
  }

  close(id) {
    this.lines.get(id)?.closed?.({});
    for (const each of [this.lines, this.models]) each.delete(id);
    delete this.states[id];
  }

  answered(number) {
    this.asked.get(number)?.iopub?.status?.({ content: { execution_state: "idle" } });
    this.asked.delete(number);
  }
}

function tellHeight(port) {
  new ResizeObserver(() => port.postMessage([{ height: document.body.getBoundingClientRect().height }, []])).observe(document.body);
}

// ---- the page ----

// The browser has had a turn.
function painted() {
  return new Promise((over) => {
    if (document.hidden) setTimeout(over);
    else requestAnimationFrame(() => setTimeout(over));
  });
}

const labsOfPage = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-widget]")]);

async function show(manager, place) {
  const model = await manager.get_model(place.dataset.widget);
  const view = await manager.create_view(model);
  place.replaceChildren();
  view.luminoWidget.constructor.attach(view.luminoWidget, place);
  await manager.settled();
  await drawn(place);
  place.dispatchEvent(new CustomEvent("nbnn-shown", { bubbles: true, detail: model })); // see moment.js
}

// A lab can be used before the next ones are made, which would keep its modules waiting.
async function drawn(place, frames = 300) {
  const parts = /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll(".nbnn"));
  if (document.hidden || frames === 0 || [...parts].some((part) => part.offsetHeight > 40)) return;
  await painted();
  await drawn(place, frames - 1);
}

// In the order of the page; what the address leads to is the first (see moment.js).
function inOrder() {
  return labsOfPage().sort((a, b) => Number("first" in b.dataset) - Number("first" in a.dataset));
}

// The reader's colors, and light ones on paper. Maps are not painted anew before a page is printed, so page.css turns
// those of a dark page around; a lab stays as wide as it is here, since its charts do.
function followTheme() {
  if (document.body.dataset.jpThemeLight) return; // the labs are guests in a page that has a theme of its own
  const dark = matchMedia("(prefers-color-scheme: dark)"), root = document.documentElement;
  let paper = false;
  const follow = () => { root.dataset.jpThemeLight = String(paper || !dark.matches); };
  const print = (now) => {
    root.toggleAttribute("data-was-dark", now && dark.matches);
    /** @type {NodeListOf<HTMLElement>} */
    const labs = document.querySelectorAll(".lab");
    for (const lab of labs) lab.style.setProperty("--across", String(lab.offsetWidth));
    paper = now;
    follow();
  };
  dark.addEventListener("change", follow);
  addEventListener("beforeprint", () => print(true));
  addEventListener("afterprint", () => print(false));
  follow();
}

// What host.js sends once the page is there; whatever else is said to the window is not meant.
function portOfHost() {
  return new Promise((found) => {
    addEventListener("message", ({ data, ports: [port], source }) => { if (source === parent && data === "nbnn" && port) found(port); });
  });
}

async function start() {
  const held = async (kind) => JSON.parse(await textOf(document.querySelector(`script[data-${kind}]`)));
  const host = "hosted" in document.body.dataset && portOfHost();
  const states = await held("state");
  const frontEnds = new FrontEnds([...document.querySelectorAll("script[data-module]")], await held("names"));
  if (host) {
    const port = await host;
    tellHeight(port);
    new HostedManager(frontEnds, port);
    return;
  }
  const manager = new Manager(frontEnds, states, await held("answers"));
  for (const place of inOrder()) {
    await show(manager, place).catch((error) => { place.prepend(`This lab cannot be shown: ${error.message}`); });
  }
  document.dispatchEvent(new CustomEvent("nbnn-all-shown"));
}

followTheme();
start();
