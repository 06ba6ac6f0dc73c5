import { followClosely, hiddenMoment, isThere, playerOf, recordingOf } from "../shared/recording.js";
import { elementOf, shapeOf } from "../shared/elements.js";

const VALUE = 1, ADDING = 2;
const NO_NUMBERS = 1, NO_SYMBOLS = 2; // levels of help
const LEAST = 11, LEAST_IN_HALL = 15; // px: a drawing with smaller letters is larger than its frame instead
const LEAST_SEEN = 100; // px of such a frame above the lab's bar: there the present node is kept
const SMALLEST = 0.8; // where the letters of the wide drawing would be smaller than this it may go from top to bottom
const LEAST_FIT = 210, BESIDE = 60; // px: of a row (see lab.css), and of the card around the drawing
const ONE_COLUMN = 700, TALL = 400; // px: a lab narrower than this scrolls, and a drawing as high as this is seen whole
const BESIDE_STORY = 0.58; // of the card's width, for the picture that has its story beside it
const BRACKET = 7; // as in layout.py: the room beside an array's numbers
const STORY = 11.5; // letters' heights of the story below a drawing that is seen whole
const AROUND = 3; // lines of the story before and after the present one

// A number, or an array's numbers in columns between brackets. They stand on the page only where they are known: what
// is covered is not to be found there at all. Returns what writes such rows of texts, or with null takes them away.
function drawCells(place, node, part, parent) {
  const cells = node[part], group = shapeOf("g", { class: part }, parent);
  if (!place || !cells) return () => {};
  const height = place.h / cells.length, top = place.y - place.h / 2;
  const inside = place.w - (node.array ? 2 * BRACKET : 0), width = inside / cells[0].length;
  const middle = (c) => place.x - inside / 2 + (c + 0.5) * width;
  const texts = cells.map((row, r) => row.map((_, c) =>
    shapeOf("text", { x: middle(c), y: top + (r + 0.5) * height }, group)));
  const ends = node.array ? [-1, 1].map((side) => bracket(place, side, group)) : [];
  return (rows) => {
    texts.forEach((row, r) => row.forEach((text, c) => write(text, rows?.[r][c] ?? "")));
    for (const end of ends) end.classList.toggle("here", Boolean(rows));
  };
}

function write(text, words) {
  if (text.textContent !== words) text.textContent = words;
}

function bracket(place, side, parent) {
  const x = place.x + side * (place.w / 2 - 1), tip = x - side * 4, high = place.h / 2 - 1.5;
  return shapeOf("path", { class: "bracket", d: `M${tip} ${place.y - high}H${x}V${place.y + high}H${tip}` }, parent);
}

// The sum of so many terms of a node's derivative.
const sumOf = ({ sums, derivative }, terms) => sums[terms - 1] ?? derivative;

class Picture {
  constructor(svg, graph, form) {
    const layout = graph[form];
    svg.replaceChildren();
    svg.setAttribute("viewBox", `0 0 ${layout.width} ${layout.height}`);
    svg.setAttribute("aria-label", graph.title);
    svg.classList.toggle("narrow", form === "narrow");
    svg.style.setProperty("--nbnn-graph-width", `${layout.width}px`);
    svg.style.fontSize = `${graph.font}px`;
    this.graph = graph;
    this.form = form;
    this.boxes = layout.nodes;
    this.edges = graph.edges.map((edge, k) => this.makeEdge(svg, edge, layout.edges[k]));
    this.nodes = graph.nodes.map((node, k) => this.makeNode(svg, node, layout.nodes[k]));
    this.question = shapeOf("text", { class: "question" }, svg);
    this.question.textContent = "?";
  }

  makeEdge(svg, edge, { points, label }) {
    const group = shapeOf("g", { class: "edge" }, svg);
    shapeOf("path", { d: `M${points.map(([x, y]) => `${x} ${y}`).join("L")}` }, group);
    if (!label || !edge.product) return { group, product: () => {} };
    const product = shapeOf("text", { class: "product", x: label[0], y: label[1] }, group);
    return { group, product: (flowed) => write(product, flowed ? edge.product : "") };
  }

  makeNode(svg, node, box) {
    const group = shapeOf("g", { class: `node ${node.kind}` }, svg);
    const corners = { x: box.x - box.w / 2, y: box.y - box.h / 2, width: box.w, height: box.h };
    shapeOf("rect", { ...corners, rx: node.kind === "operation" ? 9 : 16 }, group);
    const head = shapeOf("text", { class: "head", x: box.head.x, y: box.head.y }, group);
    head.textContent = node.head;
    const value = drawCells(box.value, node, "value", group);
    return { group, value, derivative: drawCells(box.derivative, node, "derivative", group) };
  }

  // asked: this moment is still to be found, so the numbers are those of the moment before it. sums: what has arrived
  // so far may be told of what is being added up.
  draw(recording, i, asked, sums) {
    const node = recording.value("node", 0, i), edge = recording.value("edge", 0, i);
    const before = (name, k) => (asked && i === 0 ? 0 : recording.value(name, k, asked ? i - 1 : i));
    this.nodes.forEach(({ group, value, derivative }, k) => {
      const state = before("state", k), about = this.graph.nodes[k];
      value(state >= VALUE ? about.value : null);
      const terms = state > ADDING || sums ? before("arrived", k) : 0;
      derivative(state > ADDING ? about.derivative : terms ? sumOf(about, terms) : null);
      group.classList.toggle("known", state >= VALUE);
      group.classList.toggle("told", state >= ADDING);
      group.classList.toggle("adding", state === ADDING);
      group.classList.toggle("current", k === node);
    });
    this.ask(node, asked, recording.value("phase", 0, i) ? "derivative" : "value");
    this.edges.forEach(({ group, product }, k) => {
      const flowed = before("flowed", k) > 0;
      product(flowed);
      group.classList.toggle("flowed", flowed);
      group.classList.toggle("current", k === edge);
    });
  }

  // A question mark where the number will stand.
  ask(node, asked, part) {
    const place = this.boxes[node][part];
    this.question.classList.toggle("here", asked && Boolean(place));
    if (asked && place) for (const along of ["x", "y"]) this.question.setAttribute(along, place[along]);
  }
}

// What a line says; of one that is asked for as much as the level of help leaves.
function storyText(moment, asked, level) {
  const { symbol, formula, numbers: entered, value } = moment;
  const known = [symbol, formula, entered, value];
  const left = [symbol, level < NO_SYMBOLS && formula, level < NO_NUMBERS && entered, "?"];
  return (asked ? left : known).filter(Boolean).join(" = ");
}

function storyLines(player, moments, i) {
  const first = Math.max(0, Math.min(i - AROUND, moments.length - 2 * AROUND - 1));
  return moments.slice(first, first + 2 * AROUND + 1).map((moment, k) => {
    const asked = hiddenMoment(player, first + k);
    const words = asked && first + k > i ? "\u00a0" : storyText(moment, asked, player.get("covered").level);
    const line = elementOf("li", `nbnn-${moment.phase}`, words);
    if (first + k === i) line.setAttribute("aria-current", "step");
    else if (first + k > i) line.classList.add("nbnn-later");
    return line;
  });
}

// The present line, where the story is longer than its place.
function keepInSight(story) {
  const line = story.querySelector("[aria-current]");
  if (!line || story.scrollHeight <= story.clientHeight) return;
  story.scrollTop = line.offsetTop - (story.clientHeight - line.offsetHeight) / 2;
}

// The present node, where the drawing is larger than its frame; by keyboard it can be moved there too.
function keepNodeInSight(frame) {
  if (frame.classList.contains("nbnn-moves")) frame.tabIndex = 0;
  else frame.removeAttribute("tabindex");
  const node = frame.querySelector(".node.current");
  if (!node || !frame.classList.contains("nbnn-moves")) return;
  const box = node.getBoundingClientRect(), around = frame.getBoundingClientRect();
  const bar = frame.closest(".nbnn-lab")?.querySelector(".nbnn-stays")?.getBoundingClientRect().top ?? Infinity;
  const end = bar > around.top + LEAST_SEEN ? Math.min(around.bottom, bar) : around.bottom;
  frame.scrollLeft += box.left + box.width / 2 - around.left - around.width / 2;
  frame.scrollTop += box.top + box.height / 2 - (around.top + end) / 2;
}

// The drawing whose letters are the larger ones in the room that there is; the wide one where its letters can be read.
function formFor(frame, story, graph) {
  const width = frame.offsetWidth, lab = frame.closest(".nbnn-lab");
  if (!width) return "wide";
  const fit = Math.max(LEAST_FIT, parseFloat(lab?.style.getPropertyValue("--nbnn-fit")) || Infinity);
  // Not as high as the story is now: it is lower below a drawing that moves.
  const below = story.offsetTop > frame.offsetTop + 10 ? STORY * parseFloat(getComputedStyle(story).fontSize) : 0;
  const hall = lab?.matches(".nbnn-present"), scrolls = lab?.offsetWidth < ONE_COLUMN && !hall;
  const high = scrolls ? TALL : fit - BESIDE - below;
  const seen = (which) => Math.min(width / graph[which].width, high / graph[which].height);
  const form = seen("wide") >= SMALLEST || seen("wide") >= seen("narrow") ? "wide" : "narrow";
  const moves = seen(form) * graph.font < (hall ? LEAST_IN_HALL : LEAST);
  frame.classList.toggle("nbnn-moves", moves);
  return moves && scrolls ? "narrow" : form;
}

/** @type {RenderLater} */
async function render({ model, el }) {
  el.classList.add("nbnn", "nbnn-graph", "nbnn-card");
  const player = await playerOf(model);
  const title = elementOf("h3", "");
  const frame = elementOf("div", "nbnn-graph-frame");
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", "The graph");
  const story = elementOf("ol", "nbnn-graph-story");
  story.tabIndex = 0; // where it is too narrow its lines scroll, by keyboard too
  story.setAttribute("aria-label", "The calculation, node by node");
  const svg = shapeOf("svg", { role: "img" }, frame);
  el.replaceChildren(title, frame, story);
  let picture = null;

  const draw = (recording) => {
    const { graph } = recording.schema;
    if (!graph) return;
    el.classList.toggle("nbnn-story-below", SMALLEST * graph.wide.width > BESIDE_STORY * el.clientWidth);
    const form = formFor(frame, story, graph);
    if (picture?.graph !== graph || picture.form !== form) picture = new Picture(svg, graph, form);
    title.textContent = graph.title;
    const i = player.get("index");
    picture.draw(recording, i, hiddenMoment(player, i), player.get("covered").line === undefined);
    story.replaceChildren(...storyLines(player, graph.moments, i));
    keepInSight(story);
    keepNodeInSight(frame);
  };
  const stop = followClosely(player, draw);
  const resized = new ResizeObserver(() => {
    const recording = recordingOf(player);
    if (isThere(recording, player)) draw(recording);
  });
  resized.observe(frame);
  return () => {
    stop();
    resized.disconnect();
  };
}

export default { render };
