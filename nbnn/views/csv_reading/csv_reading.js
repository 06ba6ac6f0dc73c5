import { asks, buttonOf, elementOf, ownName, rewrite } from "../shared/elements.js";
import { askPython } from "../shared/python.js";

// A menu that stays while what it chooses from changes: it keeps the focus.
class Menu {
  constructor(name, ask) {
    this.root = elementOf("div", "nbnn-csv-menu");
    this.label = elementOf("label", "");
    this.select = asks(elementOf("select", ""));
    this.select.id = ownName("nbnn-csv");
    this.label.htmlFor = this.select.id;
    this.select.addEventListener("change", () => ask({ do: "choose", name, value: this.select.value }));
    this.root.append(this.label, this.select);
  }

  show({ label, value, options }) {
    rewrite(this.label, label);
    this.select.replaceChildren(...options.map(([key, words]) => {
      const option = elementOf("option", "", words);
      option.value = key;
      return option;
    }));
    this.select.value = value;
  }
}

function tableOf({ head, rows, more, file }) {
  const frame = elementOf("div", "nbnn-csv-rows");
  const table = elementOf("table", "");
  const top = elementOf("tr", "");
  const corner = elementOf("th", "", "row");
  corner.scope = "col";
  top.append(corner, ...head.map(({ name, role }) => {
    const cell = elementOf("th", `nbnn-csv-${role.replace(" ", "-")}`);
    cell.scope = "col";
    cell.append(elementOf("span", "nbnn-csv-name", name), elementOf("span", "nbnn-csv-role", role));
    return cell;
  }));
  const body = elementOf("tbody", "");
  body.append(...rows.map(({ row, left, cells }) => {
    const line = elementOf("tr", left ? "nbnn-csv-row-left" : "");
    const number = elementOf("th", "", left ? `${row}, left out` : String(row));
    number.scope = "row";
    line.append(number, ...cells.map((cell, j) => elementOf("td", `nbnn-csv-${head[j].role.replace(" ", "-")}`, cell)));
    return line;
  }));
  const heading = elementOf("thead", "");
  heading.append(top);
  table.append(heading, body);
  frame.append(table);
  frame.tabIndex = 0; // it can be wider than the page: arrows move it
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", `The first rows of ${file}`);
  const parts = [frame];
  if (more > 0) {
    parts.push(elementOf("p", "nbnn-csv-note", `… and ${more} more ${more === 1 ? "column" : "columns"}.`));
  }
  return parts;
}

function section(title, className, ...children) {
  const part = elementOf("div", className);
  part.append(elementOf("h4", "", title), ...children);
  return part;
}

function listOf(lines) {
  const list = elementOf("ul", "");
  list.append(...lines.map((children) => {
    const item = elementOf("li", "");
    item.append(...children);
    return item;
  }));
  return list;
}

function classesOf({ classes, others }) {
  const lines = classes.map(([name, size]) =>
    [elementOf("span", "nbnn-csv-class", name), elementOf("span", "nbnn-csv-size", String(size))]);
  if (others) lines.push([elementOf("span", "", `… and ${others} more classes`)]);
  return section("Classes", "nbnn-csv-classes", listOf(lines));
}

function leftOut({ left, columns }, ask) {
  const takeBack = (column) => asks(buttonOf("nbnn-csv-small", "Take it back", `Take back the column ${column}`,
    () => ask({ do: "back", column })));
  const lines = [
    ...columns.map(({ name, why, back }) =>
      [elementOf("span", "", `Column ${name}: ${why}.`), ...(back ? [takeBack(name)] : [])]),
    ...left.map(({ rows, why }) => [elementOf("span", "", `${rows[0].toUpperCase()}${rows.slice(1)}: ${why}.`)]),
  ];
  return section("Left out", "nbnn-csv-left", listOf(lines));
}

function questionsOf({ questions }, ask) {
  const lines = questions.map(({ words, choice }) => [elementOf("span", "", words),
    ...(choice ? [asks(buttonOf("nbnn-csv-small", choice, "", () => ask({ do: "answer", choice })))] : [])]);
  return section("Before you use it", "nbnn-csv-questions", listOf(lines));
}

class Reading {
  constructor(model, el) {
    this.model = model;
    this.el = el;
    this.menus = new Map();
    this.shown = ""; // the file
    this.buttons = elementOf("div", "nbnn-csv-buttons");
    this.ask = (message) => {
      if (askPython(model, message, { from: this.buttons })) el.setAttribute("aria-busy", "true");
    };
    this.title = elementOf("h3", "");
    this.title.tabIndex = -1;
    this.says = elementOf("p", "nbnn-csv-says");
    this.says.setAttribute("role", "status");
    this.row = elementOf("div", "nbnn-csv-menus");
    this.content = elementOf("div", "nbnn-csv-content");
    this.wrong = elementOf("p", "nbnn-csv-wrong");
    this.wrong.setAttribute("role", "alert");
    this.use = asks(buttonOf("nbnn-csv-use", "Use this data", "", () => this.ask({ do: "use" })));
    this.buttons.append(this.use, asks(buttonOf("", "Cancel", "", () => this.ask({ do: "cancel" }))));
    const heading = elementOf("div", "nbnn-csv-heading");
    heading.append(this.title, this.says);
    el.append(heading, this.row, this.content, this.wrong, this.buttons);
  }

  // first: nobody has asked for this file just now.
  draw(first) {
    const picture = this.model.get("picture");
    const { file } = picture;
    const had = this.el.contains(document.activeElement);
    const fresh = !first && this.shown !== file;
    this.el.hidden = !file;
    this.shown = file || "";
    this.tell();
    if (!file && had) this.el.closest(".nbnn-pg-files")?.querySelector("button")?.focus(); // where the file was opened
    if (!file) return;
    this.drawFile(picture);
    if (fresh || (had && !this.el.contains(document.activeElement))) this.title.focus(); // or a button is gone
  }

  drawFile(picture) {
    rewrite(this.title, `What was read from ${picture.file}`);
    rewrite(this.says, picture.says);
    this.says.classList.toggle("nbnn-csv-wrong", picture.problem);
    this.drawMenus(picture.menus);
    this.content.replaceChildren(
      ...(picture.questions.length ? [questionsOf(picture, this.ask)] : []),
      ...(picture.head.length ? tableOf(picture) : []),
      ...(picture.classes.length ? [classesOf(picture)] : []),
      ...(picture.left.length || picture.columns.length ? [leftOut(picture, this.ask)] : []),
    );
    this.use.disabled = picture.problem;
  }

  drawMenus(wanted) {
    for (const each of wanted) if (!this.menus.has(each.name)) this.menus.set(each.name, new Menu(each.name, this.ask));
    for (const each of wanted) this.menus.get(each.name).show(each);
    const roots = wanted.map(({ name }) => this.menus.get(name).root);
    const there = [...this.row.children];
    if (roots.length !== there.length || roots.some((each, k) => there[k] !== each)) this.row.replaceChildren(...roots);
  }

  tell() {
    this.el.removeAttribute("aria-busy");
    rewrite(this.wrong, this.model.get("wrong"));
  }
}

/** @type {Render} */
function render({ model, el }) {
  el.classList.add("nbnn", "nbnn-card", "nbnn-csv");
  el.dataset.lmSuppressShortcuts = "true"; // JupyterLab's keys are for its notebook
  const reading = new Reading(model, el);
  const draw = () => reading.draw(false);
  const tell = () => reading.tell();
  model.on("change:picture", draw);
  model.on("change:wrong", tell);
  reading.draw(true);
  return () => {
    model.off("change:picture", draw);
    model.off("change:wrong", tell);
  };
}

export default { render };
