// A link to a moment: the address after # says which lab of this page, its views, and where its player is. It follows
// while one moves, and a page that is opened with one begins there. The text is that of nbnn/explain/recording/moment.py.

const VERSION = 1;
const LONGEST = 400; // letters; a longer text is none of ours
const N = "(?:0|[1-9]\\d{0,8})";
const FORM = new RegExp(
  "^(?<version>[1-9]\\d{0,3}):(?<lab>[A-Za-z]\\w{0,39})(?:\\.(?<number>[1-9]\\d{0,3}))?(?::view=(?<views>[\\w.-]+(?:,[\\w.-]+)*))?"
  + `(?<place>:update=${N}:line=${N}:unit=${N}(?::term=${N})?:by=[a-z]+|:epoch=${N}:update=${N}:by=[a-z]+)?$`);
const EXAMPLE = `${VERSION}:Stepper:view=diagram,board:update=12:line=5:unit=1:by=line`;
const TRIES = 1000; // to find a player's mover, which is made a moment after its model
const REST = 250; // ms that nothing must move before the address follows: browsers refuse more than some writes a second

// ---- the text ----

function excerpt(text) {
  const letters = [...text];
  return `“${letters.length <= 40 ? text : `${letters.slice(0, 40).join("")}…`}”`;
}

function placeOf(text) {
  if (!text) return null;
  const said = Object.fromEntries(text.slice(1).split(":").map((part) => part.split("=")));
  const [index, line, unit] = "epoch" in said ? [said.epoch, said.update, 0] : [said.update, said.line, said.unit];
  const term = Number(said.term ?? 0);
  return { index: Number(index), line: Number(line), unit: Number(unit), term, by: said.by, inner: "epoch" in said };
}

export function readMoment(given) {
  const text = given.trim().replace(/^#/, "");
  const version = /^(\d{1,9}):/.exec(text);
  if (version && Number(version[1]) !== VERSION) {
    throw new Error(`the link is of version ${Number(version[1])}, but version ${VERSION} is known here: get the newest nbnn`);
  }
  const found = [...text].length <= LONGEST ? FORM.exec(text)?.groups : null;
  if (!found) throw new Error(`${excerpt(text)} is not a link to a moment. One looks like ${EXAMPLE}`);
  const { lab, views = "", place, number = "1" } = found;
  return { lab, views: views ? views.split(",") : [], place: placeOf(place), number: Number(number) };
}

function placeText({ index, line, unit, term, by, inner }) {
  if (inner) return `epoch=${index}:update=${line}:by=${by}`;
  return `update=${index}:line=${line}:unit=${unit}${by === "term" ? `:term=${term}` : ""}:by=${by}`;
}

export function textOf({ lab, views, place, number }) {
  const which = number > 1 ? `.${number}` : "";
  return [VERSION, lab + which, ...(views.length ? [`view=${views.join(",")}`] : []), ...(place ? [placeText(place)] : [])].join(":");
}

// ---- does it fit? Each of these throws what is wrong with it ----

export function checkLab(moment, lab) {
  if (moment.lab !== lab) throw new Error(`the link is to a moment of ${moment.lab}, but this lab is ${lab}`);
}

export function checkViews({ lab, views }, fixed, unfolds) {
  const known = [...fixed, ...unfolds];
  const unknown = views.find((view) => !known.includes(view));
  if (unknown !== undefined) {
    throw new Error(`view is ${excerpt(unknown)}: this ${lab} has ${known.join(", ") || "no views to choose"}`);
  }
  if (fixed.every((view) => views.includes(view)) && new Set(views).size === views.length) return;
  const needed = [...fixed, ...unfolds.filter((view) => views.includes(view))].join(",");
  throw new Error(`view is ${excerpt(views.join(","))}: for this ${lab} the link says view=${needed}`);
}

export function checkPlace({ lab, place }, schema, count, stop) {
  if (!("lines" in schema)) {
    if (place) throw new Error(`the link says ${placeText(place)}, but this ${lab} has no updates to go to`);
    return;
  }
  const words = schema.inner ? "epoch=3:update=0:by=epoch" : "update=12:line=0:unit=0:by=update";
  if (!place || place.inner !== Boolean(schema.inner)) {
    throw new Error(`the link does not say where in this ${lab}: it needs its place, such as ${words}`);
  }
  const { lines, by = ["update", "line", "unit"] } = schema;
  if (!by.includes(place.by)) throw new Error(`by is ${excerpt(place.by)}: this ${lab} is stepped by ${by.join(", ")}`);
  const name = place.inner ? "epoch" : "update";
  checkWithin(name, place.index, count, `this ${lab} has ${name}s`);
  if (place.inner) {
    checkWithin("update", place.line, place.index + 1 < count ? schema.inner : 1, `epoch ${place.index} has updates`);
    return;
  }
  checkWithin("line", place.line, stop + 1, "an update has lines");
  checkWithin("unit", place.unit, Math.max(1, lines[place.line].size), `line ${place.line} has units`);
  const goes = place.by === "term", terms = goes ? lines[place.line].sums?.count ?? 1 : 1;
  checkWithin("term", place.term, terms, goes ? `unit ${place.unit} has terms` : `going by ${place.by} has terms`);
}

function checkWithin(name, value, count, has) {
  if (value >= count) throw new Error(`${name} is ${value}, but ${has} 0 to ${count - 1}`);
}

function checkUncovered({ index, line }, covered, lines) {
  if (covered?.line === undefined) return;
  const at = Math.max(0, lines.findIndex((each) => each.name === covered.line));
  if (index < covered.update || (index === covered.update && line <= at)) return;
  throw new Error(`update is ${index}, line ${line}, but this lab asks a question at update ${covered.update}, `
    + `line ${at}: answer it first`);
}

// ---- a lab of this page ----

class Lab {
  constructor(place, link, player, unfolds) {
    this.place = place;
    this.link = link;
    this.player = player;
    this.unfolds = unfolds;
    this.fixed = Object.keys(link.views).filter((view) => !unfolds.has(view));
  }

  static async of(place, model) {
    const { lab, views, player } = model.get("link") ?? {};
    if (!lab) return null;
    const named = (reference) => model.widget_manager.get_model(reference.slice("IPY_MODEL_".length));
    const unfolds = new Map();
    for (const [view, button] of Object.entries(views)) if (button) unfolds.set(view, await named(button));
    return new Lab(place, { lab, views }, player ? await named(player) : null, unfolds);
  }

  get schema() {
    return this.player?.get("schema") ?? {};
  }

  get number() {
    return placesOf(this.link.lab).indexOf(this.place) + 1;
  }

  get moment() {
    const views = [...this.fixed, ...[...this.unfolds].filter(([, button]) => button.get("value")).map(([view]) => view)];
    return { lab: this.link.lab, views, place: "lines" in this.schema ? this.whereIs() : null, number: this.number };
  }

  whereIs() {
    const [index, line, unit, term, by] = ["index", "line", "unit", "term", "granularity"].map((name) => this.player.get(name));
    return { index, line, unit, term, by, inner: Boolean(this.schema.inner) };
  }

  // How many moments there are, as the player's mover knows it (see views/player/mover.js); undefined before it is made.
  count() {
    const asked = { count: undefined };
    this.player?.trigger("measure", asked);
    return asked.count;
  }

  // The same when the mover is there, after what this page has recorded of a training that goes on.
  async countFor(wanted) {
    for (let tries = 0; this.player && this.count() === undefined && tries < TRIES; tries += 1) {
      await new Promise((over) => { setTimeout(over, 20); });
    }
    const { schema, player } = this, manager = player?.widget_manager;
    const more = schema.grows && wanted?.index >= this.count() && manager.nbnnAnswers.ask(player.model_id, { do: "grow" });
    if (more) await manager.settled();
    return this.count() ?? schema.updates ?? 0;
  }

  async check(moment) {
    const { schema, player } = this;
    checkLab(moment, this.link.lab);
    checkViews(moment, this.fixed, [...this.unfolds.keys()]);
    checkPlace(moment, schema, await this.countFor(moment.place), player?.get("stop"));
    if (moment.place) checkUncovered(moment.place, player.get("covered"), schema.lines);
  }

  go({ place, views }) {
    if (place) this.player.trigger("go", place); // the mover's own move: what the place needs is asked for
    for (const [view, button] of this.unfolds) button.set("value", views.includes(view));
  }

  // Calls `act` when something of the moment has changed.
  follow(act) {
    this.player?.on("change:index change:line change:unit change:term change:granularity", act);
    for (const button of this.unfolds.values()) button.on("change:value", act);
  }
}

/** @type {(lab: string) => HTMLElement[]} */
function placesOf(lab) {
  const places = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-lab]")]);
  return places.filter((place) => place.dataset.lab === lab);
}

// ---- the page ----

const SAID = "This link leads to no moment of this page";

class Links {
  constructor() {
    this.labs = new Map(); // place → its lab
    this.rest = 0;
    this.reached = null; // the place that a link has led to
    this.leads = true; // until the reader goes where the reader wants
    this.begin();
    document.addEventListener("nbnn-shown", (/** @type {CustomEvent} */ { target, detail }) => this.shown(target, detail));
    new ResizeObserver(() => this.stay()).observe(document.querySelector("main")); // what is above it comes later
    addEventListener("hashchange", () => {
      this.leads = true;
      this.begin();
    });
    for (const moved of ["wheel", "touchmove", "keydown", "pointerdown"]) {
      addEventListener(moved, () => { this.leads = false; }, { passive: true });
    }
  }

  // Where the address leads: nowhere, to a heading, to a moment, or to a word about what is wrong with it.
  begin() {
    this.wanted = this.reached = null;
    const text = after(location.hash);
    this.say("");
    if (!text || document.getElementById(text)) return;
    this.attempt(async () => {
      const moment = readMoment(text), places = placesOf(moment.lab), place = places[moment.number - 1];
      if (!place) throw new Error(`it is to ${nth(moment)}, but this page has ${places.length ? `${places.length} of them` : "none"}`);
      this.wanted = { moment, place };
      place.dataset.first = "";
      const lab = this.labs.get(place);
      if (lab) await this.reach(lab);
    });
  }

  async shown(place, model) {
    const lab = await Lab.of(place, model);
    if (!lab) return;
    this.labs.set(place, lab);
    place.after(copying(lab));
    if (this.wanted?.place === place) await this.reach(lab);
    lab.follow(() => this.write(lab));
  }

  // What the address wants, if it fits.
  async reach(lab) {
    const { moment } = this.wanted;
    await this.attempt(async () => {
      await lab.check(moment);
      lab.go(moment);
      this.lead(lab.place);
    });
  }

  lead(place) {
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
    this.reached = place;
    this.stay();
  }

  stay() {
    if (this.leads) this.reached?.scrollIntoView({ block: "start" });
  }

  write(lab) {
    clearTimeout(this.rest);
    this.rest = setTimeout(() => {
      this.say("");
      try {
        history.replaceState(null, "", address(lab));
      } catch { /* a browser that has had enough of it for now: the next move is written again */ }
    }, Number(document.documentElement.dataset.nbnnRest ?? REST));
  }

  async attempt(act) {
    try {
      await act();
    } catch (error) {
      this.wanted = null;
      this.say(`${SAID}: ${error.message}.`);
    }
  }

  say(words) {
    document.querySelector(".moment-said").textContent = words;
  }
}

function after(hash) {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return hash.slice(1);
  }
}

const nth = ({ lab, number }) => (number > 1 ? `${lab} number ${number}` : `a ${lab}`);

const address = (lab) => `${location.href.split("#")[0]}#${textOf(lab.moment)}`;

// The button below a lab; where a page may not write to the clipboard, the address to copy by hand.
function copying(lab) {
  const row = document.createElement("div"), button = document.createElement("button"), said = document.createElement("span");
  row.className = "moment";
  button.type = "button";
  button.textContent = lab.player ? "Copy link to this moment" : "Copy link";
  said.setAttribute("role", "status");
  const byHand = () => {
    const field = document.createElement("input");
    Object.assign(field, { value: address(lab), readOnly: true, ariaLabel: button.textContent });
    said.replaceChildren("Copy it from here: ", field);
    field.select();
  };
  button.addEventListener("click", () => {
    const wrote = navigator.clipboard?.writeText(address(lab)) ?? Promise.reject(new Error("no clipboard"));
    wrote.then(() => { said.textContent = "Copied."; }, byHand);
  });
  row.append(button, said);
  return row;
}

if (document.querySelector("[data-widget]")) new Links();
