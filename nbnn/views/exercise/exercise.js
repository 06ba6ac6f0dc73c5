// An exercise: the question, its boxes, Check, hints, the solution last, other numbers. The kernel judges; nothing that
// is typed is anything but text here.
import { SIGNS, filledMath, formOf, written } from "./answers.js";
import { Drafts } from "../shared/drafts.js";
import { asks, buttonOf, elementOf, rewrite } from "../shared/elements.js";
import { bringIntoView, keepInPlace } from "../shared/in_view.js";
import { GONE, askPython, onPython, pythonOf, watchLab } from "../shared/python.js";

const VERDICTS = { right: "Right", wrong: "Not yet", refused: "Not an answer yet" };

// The board of a solution: a row for each line, the reasons for its zeros below.
function boardOf({ title, rows }) {
  const table = elementOf("table", "nbnn-solution-board");
  if (title) table.append(elementOf("caption", "", title));
  for (const { symbol, formula, numbers, value, reasons } of rows) {
    const row = elementOf("tr", "");
    row.append(...[["th", symbol], ["td", formula], ["td", numbers], ["td", value]].map(([tag, node], k) => {
      const cell = elementOf(tag, ["nbnn-line-symbol", "nbnn-line-formula", "nbnn-line-numbers", "nbnn-line-value"][k]);
      if (tag === "th") cell.scope = "row";
      if (k && node !== "") cell.append(elementOf("span", "nbnn-line-equals", "= "));
      if (node !== "") cell.append(filledMath(node));
      return cell;
    }));
    table.append(row);
    for (const words of reasons) {
      const [below, cell] = [elementOf("tr", "nbnn-line-reason"), elementOf("td", "", `↳ ${words}`)];
      cell.colSpan = 4;
      below.append(cell);
      table.append(below);
    }
  }
  return table;
}

function solutionParts({ boards, code, text }) {
  if (boards) return boards.map(boardOf);
  if (code === undefined) return [elementOf("pre", "nbnn-solution-text", text)];
  return [elementOf("pre", "nbnn-solution-code", code)];
}

class Exercise {
  constructor(model, el) {
    this.model = model;
    this.el = el;
    this.drafts = new Drafts(model);
    this.forms = new Map();
    this.question = null;
    this.state = null;
    this.said = 0;
    this.sent = false; // has something been asked for in this view?
    this.head = elementOf("div", "nbnn-exercise-head");
    this.title = elementOf("h3", "");
    this.standing = elementOf("span", "nbnn-standing");
    this.head.append(this.title, this.standing);
    this.words = elementOf("div", "nbnn-exercise-words");
    this.place = elementOf("div", "nbnn-answers");
    this.more = elementOf("details", "nbnn-workings");
    this.note = elementOf("p", "nbnn-exercise-note");
    this.message = elementOf("p", "nbnn-verdict");
    this.message.setAttribute("role", "status");
    this.message.setAttribute("aria-live", "polite");
    this.message.id = `nbnn-verdict-${Math.random().toString(36).slice(2)}`;
    this.printed = elementOf("pre", "nbnn-printed");
    this.hints = elementOf("ol", "nbnn-exercise-hints");
    this.hints.setAttribute("aria-label", "Hints");
    this.hints.setAttribute("aria-live", "polite");
    this.solution = elementOf("div", "nbnn-solution");
    this.solution.setAttribute("role", "group");
    this.solution.setAttribute("aria-label", "Solution");
    this.solution.tabIndex = 0; // a wide board is scrolled by keyboard too
    this.notice = elementOf("p", "nbnn-notice");
    this.notice.setAttribute("role", "status");
    this.makeButtons();
    el.append(this.head, this.words, this.place, this.more, this.note);
    el.append(this.message, this.printed, this.hints, this.bar, this.solution, this.notice);
    el.addEventListener("keydown", (event) => this.onKey(event));
  }

  makeButtons() {
    const button = (words, title, act) => buttonOf("nbnn-push", words, title, act);
    this.check = button("Check", "Check your answer (Enter)", () => this.send("check", { given: this.given }));
    this.check.classList.add("nbnn-main");
    this.hint = button("Hint", "One more hint", () => this.send("hint"));
    const showing = "Show the solution of these numbers; it is marked as seen";
    this.show = button("Show solution", showing, () => this.send("show"));
    this.another = button("", "The same exercise once more", () => this.send("another"));
    const saving = "Save what you have done in all exercises as a file";
    this.save = button("Download progress", saving, () => this.send("download"));
    this.save.classList.add("nbnn-quiet");
    this.bar = elementOf("div", "nbnn-exercise-bar");
    const named = { check: this.check, hint: this.hint, show: this.show, another: this.another, download: this.save };
    this.bar.append(...Object.entries(named).map(([what, each]) => asks(each, this.model, what)));
  }

  onKey(event) {
    const field = event.target.matches("input");
    if (field || ["Enter", " "].includes(event.key)) event.stopPropagation(); // not the notebook's
    if (!field || event.key !== "Enter") return;
    event.preventDefault();
    this.check.click();
  }

  send(what, more = {}) {
    this.sent = true;
    this.drafts.ask({ do: what, numbers: this.question.numbers, ...more }, this.bar);
  }

  get about() {
    return this.question.numbers;
  }

  get given() {
    return Object.fromEntries([...this.forms].map(([id, form]) => [id, form.given]));
  }

  // Typed since the last check: what was said then is of other numbers.
  changed() {
    this.drafts.keep(this.about, this.given);
    const { verdict } = this.message.dataset;
    if (!verdict) return;
    if (verdict === "refused" && !this.unread) this.forgetRefusal();
    else this.markStale();
  }

  // The verdict is of what was checked, and something else stands in the boxes now.
  markStale() {
    if (!this.message.dataset.verdict || this.message.dataset.stale) return;
    this.message.dataset.stale = "true";
    this.message.prepend(elementOf("span", "nbnn-stale", "About your answer before: "));
  }

  // The form with a box that could not be read.
  get unread() {
    return [...this.forms.values()].find((form) => form.wrong);
  }

  // What could not be read is said right below its boxes; everything else above the buttons.
  placeMessage(verdict) {
    const form = verdict === "refused" ? this.unread : undefined;
    const above = form?.root ?? this.note;
    if (above.nextElementSibling !== this.message) above.after(this.message);
    form?.wrong.setAttribute("aria-describedby", this.message.id);
  }

  forgetRefusal() {
    delete this.message.dataset.verdict;
    delete this.message.dataset.key;
    this.message.replaceChildren();
    this.placeMessage("");
  }

  // Python is gone: nobody stands by the verdict any more, and it may be of another answer than the one in the boxes.
  forget() {
    for (const form of this.forms.values()) form.mark(undefined);
    this.message.dataset.verdict = this.message.dataset.key = "";
    this.message.replaceChildren();
    this.placeMessage("");
    this.drawPrinted("");
  }

  drawPrinted(text) {
    rewrite(this.printed, text && `Your function printed:\n${text}`);
    this.printed.hidden = !text;
  }

  draw() {
    const [question, state] = [this.model.get("question"), this.model.get("state")];
    const fresh = this.question?.numbers !== question.numbers;
    const focused = this.el.contains(document.activeElement), spoken = state.said !== this.said;
    const was = { hints: this.hints.childElementCount, solution: this.solution.childElementCount };
    this.question = question;
    keepInPlace(this.sent ? this.bar : null, () => {
      if (fresh) this.build(question, state);
      this.drawState(state);
      if (focused && spoken) this.refocus(state, fresh);
    });
    if (this.sent && spoken && !fresh) this.showNew(was);
    this.said = state.said;
  }

  // What was asked for here is seen: what is said of an answer, a hint, the solution.
  showNew(was) {
    bringIntoView(this.message);
    if (this.hints.childElementCount > was.hints) bringIntoView(this.hints.lastElementChild);
    if (this.solution.childElementCount > was.solution) bringIntoView(this.solution);
  }

  build(question, state) {
    const given = { ...state.given, ...this.drafts.of(this.about) };
    rewrite(this.title, question.name);
    this.words.replaceChildren(...question.paragraphs.map((pieces) => written("p", "", pieces)));
    rewrite(this.note, question.note);
    rewrite(this.another, question.another);
    const { fields, kind } = question; // a field says what is not as in most of them
    const made = (field) => formOf({ kind, options: [], ...field }, () => this.changed());
    this.forms = new Map(fields.map((field) => [field.id, made(field)]));
    const roots = (wanted) => fields.filter(({ optional = false }) => optional === wanted)
      .map(({ id }) => this.forms.get(id).root);
    this.place.replaceChildren(...roots(false));
    const workings = roots(true);
    const summary = elementOf("summary", "", "The lines before it, if you like: they help to find a mistake");
    const boxes = elementOf("div", "nbnn-answers");
    boxes.append(...workings);
    this.more.replaceChildren(...(workings.length ? [summary, boxes] : []));
    this.more.hidden = !workings.length;
    this.more.open = question.fields.some((field) => field.optional && given[field.id]);
    this.fill(given);
  }

  // Typed in another view of this exercise, or kept by the kernel.
  drawDraft() {
    const { about, given } = this.drafts.newest();
    if (about !== this.about || JSON.stringify(given) === JSON.stringify(this.given)) return;
    this.fill(given);
    if (this.message.dataset.verdict) this.drawState(this.model.get("state"));
  }

  fill(given) {
    for (const [id, value] of Object.entries(given)) {
      const form = this.forms.get(id);
      if (form) form.given = value;
    }
  }

  drawState(state) {
    const { verdict = "", message = "", hints = [], solution = null, standing = "", notice = "", printed = "" } = state;
    for (const form of this.forms.values()) form.hasFunction?.(state.function, state.call);
    this.message.dataset.verdict = verdict;
    if (this.message.dataset.stale) this.message.dataset.key = "";
    delete this.message.dataset.stale;
    this.drawPrinted(printed);
    const stale = this.drawMarks(state);
    this.placeMessage(verdict);
    this.drawMessage(verdict, message, state.said);
    if (stale) this.markStale();
    this.hints.replaceChildren(...hints.map((words) => elementOf("li", "", words)));
    this.drawSolution(solution, standing);
    rewrite(this.notice, notice);
    this.drawStanding(standing);
    this.hint.disabled = !state.more;
    rewrite(this.hint, this.hintWords(hints.length));
    this.show.disabled = solution !== null;
    this.check.disabled = state.function === false;
  }

  // A mark is of what was checked, and not of what stands there now. Does anything else stand there?
  drawMarks({ marks = {}, given = {} }) {
    for (const [id, form] of this.forms) form.mark(marks[id]);
    return [...this.forms].some(([id, form]) => id in given && form.differs(given[id]));
  }

  hintWords(seen) {
    const all = this.question?.hints ?? 0;
    return seen ? `Hint (${seen} of ${all})` : "Hint";
  }

  // The verdict in a word of its own; said again when it is the same as before.
  drawMessage(verdict, message, said) {
    const key = `${said} ${verdict} ${message}`;
    if (this.message.dataset.key === key) return;
    this.message.dataset.key = key;
    const words = VERDICTS[verdict];
    const rest = message.startsWith(`${words}.`) ? message.slice(words.length + 1).trimStart()
      : message.startsWith(`${words}:`) ? message.slice(words.length + 1).trimStart() : message;
    const sign = elementOf("span", "nbnn-verdict-sign", SIGNS[verdict] ?? "");
    sign.setAttribute("aria-hidden", "true");
    const verdictWords = words ? [sign, elementOf("strong", "", `${words}. `)] : [];
    this.message.replaceChildren(...verdictWords, document.createTextNode(rest));
  }

  drawSolution(solution, standing) {
    this.solution.hidden = solution === null; // nobody comes to it by Tab before there is one
    if (solution === null) {
      this.solution.replaceChildren();
      return;
    }
    if (this.shown === JSON.stringify(solution) && this.solution.firstChild) return;
    this.shown = JSON.stringify(solution);
    const kept = standing !== "" && !standing.startsWith("solved"); // a page without Python keeps nothing
    const title = !kept ? "Solution" : "Solution (marked as seen: other numbers will count)";
    this.solution.replaceChildren(elementOf("h4", "", title), ...solutionParts(solution));
  }

  drawStanding(standing) {
    rewrite(this.standing, standing);
    this.standing.dataset.standing = standing;
  }

  refocus(state, fresh) {
    const forms = [...this.forms.values()];
    const lost = () => !this.el.contains(document.activeElement) || document.activeElement.matches(":disabled");
    if (fresh) forms[0]?.focus();
    else if (["wrong", "refused"].includes(state.verdict)) forms.find((form) => form.wrong)?.wrong.focus();
    else if (lost() && !state.solution) forms[0]?.focus(); // the last hint has been given
    if (lost()) this.another.focus();
  }

  // A text as a file, made in the page: no server is asked.
  offer(name, text) {
    const link = elementOf("a", "");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = name;
    this.el.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }
}

/** @type {Render} */
function render({ model, el }) {
  el.classList.add("nbnn", "nbnn-card", "nbnn-exercise", "nbnn-formulas");
  const exercise = new Exercise(model, el);
  const draw = () => exercise.draw();
  const received = ({ download }) => { if (download) exercise.offer(download.name, download.text); };
  const drawDraft = () => exercise.drawDraft();
  model.on("change:question change:state", draw);
  model.on("change:draft", drawDraft);
  model.on("msg:custom", received);
  draw();
  const gone = (state) => { if (GONE.has(state)) exercise.forget(); };
  gone(pythonOf(model));
  const leave = [watchLab(model, el), onPython(model, gone)];
  askPython(model, { do: "here", numbers: model.get("question").numbers });
  return () => {
    exercise.drafts.end();
    for (const each of leave) each();
    model.off("change:question change:state", draw);
    model.off("change:draft", drawDraft);
    model.off("msg:custom", received);
  };
}

export default { render };
