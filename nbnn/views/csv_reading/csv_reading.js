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
  if (more > 0) parts.push(elementOf("p", "nbnn-csv-note", `… and ${more} more ${more === 1 ? "column" : "columns"}.`));
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
  const lines = classes.map(([name, size]) => [elementOf("span", "nbnn-csv-class", name), elementOf("span", "nbnn-csv-size", String(size))]);
  if (others) lines.push([elementOf("span", "", `… and ${others} more classes`)]);
  return section("Classes", "nbnn-csv-classes", listOf(lines));
}

function leftOut({ left, columns }, ask) {
  const lines = [
    ...columns.map(({ name, why, back }) => [elementOf("span", "", `Column ${name}: ${why}.`),
      ...(back ? [asks(buttonOf("nbnn-csv-small", "Take it back", `Take back the column ${name}`, () => ask({ do: "back", column: name })))] : [])]),
    ...left.map(({ rows, why }) => [elementOf("span", "", `${rows[0].toUpperCase()}${rows.slice(1)}: ${why}.`)]),
  ];
  return section("Left out", "nbnn-csv-left", listOf(lines));
}

function questionsOf({ questions }, ask) {
  const lines = questions.map(({ words, choice }) => [elementOf("span", "", words),
    ...(choice ? [asks(buttonOf("nbnn-csv-small", choice, "", () => ask({ do: "answer", choice })))] : [])]);
  return section("Before you use it", "nbnn-csv-questions", listOf(lines));
}

function render({ model, el }) {
  el.classList.add("nbnn", "nbnn-card", "nbnn-csv");
  el.dataset.lmSuppressShortcuts = "true"; // JupyterLab's keys are for its notebook
  const buttons = elementOf("div", "nbnn-csv-buttons");
  const ask = (message) => {
    if (askPython(model, message, { from: buttons })) el.setAttribute("aria-busy", "true");
  };
  const title = elementOf("h3", "");
  title.tabIndex = -1;
  const says = elementOf("p", "nbnn-csv-says");
  says.setAttribute("role", "status");
  const row = elementOf("div", "nbnn-csv-menus");
  const content = elementOf("div", "nbnn-csv-content");
  const wrong = elementOf("p", "nbnn-csv-wrong");
  wrong.setAttribute("role", "alert");
  const use = asks(buttonOf("nbnn-csv-use", "Use this data", "", () => ask({ do: "use" })));
  buttons.append(use, asks(buttonOf("", "Cancel", "", () => ask({ do: "cancel" }))));
  const heading = elementOf("div", "nbnn-csv-heading");
  heading.append(title, says);
  el.append(heading, row, content, wrong, buttons);

  const menus = new Map();
  const showMenus = (wanted) => {
    for (const each of wanted) if (!menus.has(each.name)) menus.set(each.name, new Menu(each.name, ask));
    for (const each of wanted) menus.get(each.name).show(each);
    const roots = wanted.map(({ name }) => menus.get(name).root);
    if (roots.length !== row.children.length || roots.some((each, k) => row.children[k] !== each)) row.replaceChildren(...roots);
  };
  let shown = ""; // the file
  const draw = (first) => {
    const picture = model.get("picture");
    const had = el.contains(document.activeElement);
    const { file } = picture;
    el.removeAttribute("aria-busy");
    el.hidden = !file;
    if (!file) {
      shown = "";
      if (had) el.closest(".nbnn-pg-files")?.querySelector("button")?.focus(); // where the file was opened
      return;
    }
    rewrite(title, `What was read from ${file}`);
    rewrite(says, picture.says);
    says.classList.toggle("nbnn-csv-wrong", picture.problem);
    showMenus(picture.menus);
    content.replaceChildren(
      ...(picture.questions.length ? [questionsOf(picture, ask)] : []),
      ...(picture.head.length ? tableOf(picture) : []),
      ...(picture.classes.length ? [classesOf(picture)] : []),
      ...(picture.left.length || picture.columns.length ? [leftOut(picture, ask)] : []),
    );
    use.disabled = picture.problem;
    if ((!first && shown !== file) || (had && !el.contains(document.activeElement))) title.focus(); // a new file, or a button that is gone
    shown = file;
  };
  const tell = () => {
    el.removeAttribute("aria-busy");
    rewrite(wrong, model.get("wrong"));
  };
  const all = (first) => {
    draw(first === true);
    tell();
  };
  model.on("change:picture", all);
  model.on("change:wrong", tell);
  all(true);
  return () => {
    model.off("change:picture", all);
    model.off("change:wrong", tell);
  };
}

export default { render };
