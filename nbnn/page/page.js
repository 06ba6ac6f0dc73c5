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

// ---- the manager: what ipywidgets' models and views ask of one ----

class Manager {
  constructor(frontEnds, states) {
    this.frontEnds = frontEnds;
    this.states = states;
    this.models = new Map();
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
    return model;
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
      const view = new View({ model, options });
      view.listenTo(model, "destroy", view.remove);
      await view.render();
      view.once("remove", () => { delete model.views[id]; });
      return view;
    });
    model.state_change = made;
    model.views[id] = made;
    return made;
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

function put(state, path, bytes) {
  const last = path[path.length - 1];
  path.slice(0, -1).reduce((part, key) => part[key], state)[last] = bytes;
}

// ---- the same with Python, where the page is a frame in a front end that has one (labs/frame/hosted.py) ----

class HostedManager extends Manager {
  constructor(frontEnds, port) {
    super(frontEnds, {});
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

async function show(manager, place) {
  const view = await manager.create_view(await manager.get_model(place.dataset.widget));
  place.replaceChildren();
  view.luminoWidget.constructor.attach(view.luminoWidget, place);
}

function followTheme() {
  if (document.body.dataset.jpThemeLight) return; // the labs are guests in a page that has a theme of its own
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => { document.documentElement.dataset.jpThemeLight = String(!dark.matches); };
  dark.addEventListener("change", follow);
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
  const manager = new Manager(frontEnds, states);
  for (const place of document.querySelectorAll("[data-widget]")) {
    await show(manager, place).catch((error) => { place.prepend(`This lab cannot be shown: ${error.message}`); });
  }
}

followTheme();
start();
