import { colorsOf, lazily, onTheme } from "../shared/charts.js";
import { asks, buttonOf, elementOf } from "../shared/elements.js";
import { curveThrough, forward, layersOf, roomFor } from "../shared/forward.js";
import { isForLab, whenInLab } from "../shared/lab.js";
import { LossDrawing, legendEntry } from "./chart.js";
import { NetworkDrawing, paintOn, unitShades } from "./network.js";
import { PlaneDrawing } from "./plane.js";
import { beginRun, runOf } from "./run.js";
import { watchLab } from "../shared/python.js";
import { WeightTables } from "./weights.js";
import { shadesBetween, thinned } from "./unit_maps.js";

const SLOW = 9; // ms of painting in a frame after which every second node of the grid is left out while it plays
const SPEEDS = [[5, "slow"], [20, "1×"], [60, "3×"], [240, "fast"]];
const COLORS = ["pos", "neg", "back", "panel", "ink", "soft", "curline", "faint",
  "class-1", "class-2", "class-3", "class-4", "class-5", "class-6", "class-7"];
const WRONG_SHOWN = 18;
const SELDOM = 150; // ms between two drawings of what need not change in every frame while it plays

function card(className, title) {
  const made = elementOf("section", `nbnn-card ${className}`);
  made.append(elementOf("h3", "", title));
  return made;
}

function button(words, className, act, title = "") {
  return buttonOf(`nbnn-button ${className}`, words, title, act);
}

// What has changed, and nothing else: to write the same text again costs the page a new layout.
function put(part, name, value) {
  if (part[name] !== value) part[name] = value;
}

function firstIcon() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M5 4v12M16 4 8 10l8 6z");
  svg.append(path);
  return svg;
}

function makeBar(model, run) {
  const bar = elementOf("div", "nbnn-bar");
  const parts = {
    Play: button("Play", "nbnn-step nbnn-pg-play", () => (run.playing ? run.pause() : run.play()), "Train and watch (space)"),
    First: button("", "", () => { run.pause(); run.go(0); }),
    Back: button("◀ epoch", "", () => run.back(), "One epoch back (←)"),
    Step: button("epoch ▶", "", () => run.step(), "One epoch on (→)"),
    BackUpdate: button("◁ update", "", () => run.backUpdate(), "One update back (PgUp, or shift ←)"),
    StepUpdate: button("update ▷", "", () => run.stepUpdate(), "One update on (PgDn, or shift →)"),
  };
  parts.First.setAttribute("aria-label", "First");
  parts.First.append(firstIcon());
  parts.range = elementOf("input", "nbnn-scrubber");
  parts.range.type = "range";
  parts.range.min = "0";
  parts.range.setAttribute("aria-label", "Epoch");
  parts.range.addEventListener("input", () => { run.pause(); run.go(Number(parts.range.value)); });
  parts.count = elementOf("span", "nbnn-count");
  parts.speed = elementOf("select", "nbnn-speed");
  parts.speed.setAttribute("aria-label", "Speed");
  for (const [speed, words] of SPEEDS) {
    const option = elementOf("option", "", words);
    option.value = String(speed);
    parts.speed.append(option);
  }
  parts.speed.addEventListener("change", () => { model.set("speed", Number(parts.speed.value)); model.save_changes(); });
  parts.Stop = button("Stop training", "", () => run.ask({ do: "stop" }), "End the training here; what was trained stays");
  parts.Pin = button("Pin", "", () => run.ask({ do: Object.keys(model.get("pinned")).length ? "unpin" : "pin" }),
    "Keep this run's curves to compare another one with");
  [parts.Stop, parts.Pin].forEach(asks);
  bar.append(...["Play", "First", "Back", "Step", "BackUpdate", "StepUpdate", "range", "count", "speed", "Stop", "Pin"].map((name) => parts[name]));
  return { bar, ...parts };
}

// The confusion of the epoch: rows are the classes, columns what was predicted. The counts are Python's.
function confusionTable(classes) {
  const table = elementOf("table", "nbnn-pg-confusion");
  const head = elementOf("tr", "");
  head.append(elementOf("th", "", "is ↓  taken for →"), ...classes.map((name) => cellOf("th", name, "col")));
  const thead = elementOf("thead", ""), body = elementOf("tbody", "");
  thead.append(head);
  const cells = classes.map((name) => {
    const row = elementOf("tr", "");
    const counts = classes.map(() => elementOf("td", ""));
    row.append(cellOf("th", name, "row"), ...counts);
    body.append(row);
    return counts;
  });
  table.append(thead, body);
  return { table, cells: cells.flat() };
}

function cellOf(tag, text, scope) {
  const cell = elementOf(tag, "", text);
  cell.setAttribute("scope", scope);
  return cell;
}

function colorsHere(el) {
  const found = colorsOf(el, COLORS);
  const classes = [1, 2, 3, 4, 5, 6, 7].map((k) => found[`class-${k}`]);
  return {
    ...found, classes, unitShades: unitShades(found), planeShades: shadesBetween(found.neg, found.panel, found.pos, 0.5),
    classShades: classes.map((color) => shadesBetween(color, found.panel, color, 0.42)),
  };
}

function render({ model, el }) {
  const run = runOf(model);
  el.classList.add("nbnn", "nbnn-player", "nbnn-pg");
  const network = card("nbnn-pg-network-card", "Network"), plane = card("nbnn-pg-plane-card", "What it says");
  const losses = card("nbnn-pg-loss-card", "Loss"), matrix = card("nbnn-pg-matrix-card", "Which is taken for which");
  const drawing = elementOf("div", "nbnn-pg-network"), square = elementOf("div", "nbnn-pg-plane"), chart = elementOf("div", "nbnn-pg-curves");
  const legend = elementOf("div", "nbnn-chart-legend"), caption = elementOf("p", "nbnn-chart-caption"), key = elementOf("div", "nbnn-chart-legend");
  const told = elementOf("p", "nbnn-chart-note"), wrong = elementOf("div", "nbnn-pg-wrong");
  const says = elementOf("p", "nbnn-status"), message = elementOf("p", "nbnn-message");
  says.setAttribute("role", "status");
  message.setAttribute("role", "alert");
  network.append(drawing);
  plane.append(square, key, caption);
  losses.append(legend, chart, told);
  const bar = makeBar(model, run);
  const numbers = new WeightTables((yes) => { run.tells = yes; drawSoon(); });
  el.replaceChildren(network, plane, bar.bar, says, message, losses, matrix, numbers.el);

  let colors = null, chosen = null, grids = new Map(), rooms = new Map(), slow = false, table = null, inputsDrawn = 0, pinnedScores = null;
  let images = [], wrongDrawn = "", wrongAt = 0, numbersAt = 0, chartDrawn = 0, chartAt = 0, pending = 0;
  const units = new NetworkDrawing(drawing, (unit) => { chosen = unit; draw(); });
  const field = new PlaneDrawing(square);
  const curves = new LossDrawing(chart, (epoch) => { run.pause(); run.go(epoch); });

  const gridOf = (step) => {
    if (!grids.has(step)) {
      const picture = model.get("picture"), bytes = model.get("grid");
      const all = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
      const count = picture.nodes ** 2;
      const inputs = picture.inputs.map((_, i) => all.subarray(i * count, (i + 1) * count));
      grids.set(step, thinned(inputs, picture.nodes, step));
      rooms.set(step, roomFor(picture.sizes.slice(1).map((rows) => ({ rows })), grids.get(step)[0].length));
    }
    return [grids.get(step), rooms.get(step)];
  };
  const hasGrid = (picture) => picture.nodes > 0 && model.get("grid").byteLength === 4 * picture.inputs.length * picture.nodes ** 2;

  const paintMaps = (picture, theta) => {
    const start = performance.now();
    const step = run.playing && slow ? 2 : 1;
    const [inputs, room] = gridOf(step);
    const nodes = Math.ceil(picture.nodes / step);
    forward(layersOf(picture, theta), curveThrough(picture.g_table), inputs, room);
    units.paint(room, inputs, nodes, colors, inputsDrawn !== step);
    inputsDrawn = step;
    const shown = chosen && (chosen.layer === 0 ? inputs[chosen.unit] : room[chosen.layer - 1][chosen.unit]);
    const one = shown ? [shown] : room[room.length - 1];
    const scale = shown ? (picture.flat && chosen.layer < room.length ? 1 : Math.max(1, ...[0.25, 0.5, 0.75, 1].map((f) => Math.abs(shown[Math.floor(f * (shown.length - 1))])))) : 1.5;
    field.paint(one, nodes, colors, { margin: picture.margin, unit: Boolean(shown), scale, pinned: step === 1 ? pinnedScores : null });
    if (run.playing && performance.now() - start > SLOW) slow = true;
  };

  // The pinned run's scores on this grid, where it has the same picture.
  const evaluatePinned = (picture) => {
    const { shape, theta } = model.get("pinned");
    pinnedScores = null;
    if (!shape || !hasGrid(picture) || JSON.stringify(shape.plane) !== JSON.stringify(picture.extents)
      || JSON.stringify(shape.inputs) !== JSON.stringify(picture.inputs) || shape.sizes.at(-1) !== picture.sizes.at(-1)) return;
    const [inputs] = gridOf(1);
    const layers = layersOf(shape, Float32Array.from(theta)), room = roomFor(layers, inputs[0].length);
    forward(layers, curveThrough(shape.g_table), inputs, room);
    pinnedScores = room[room.length - 1];
  };

  const drawMatrix = (picture, at) => {
    if (!table || !at) return;
    at.counts.forEach((count, cell) => {
      const text = count ? String(count) : "·";
      const right = cell % (picture.classes.length + 1) === 0;
      put(table.cells[cell], "textContent", text);
      put(table.cells[cell], "className", right ? "nbnn-pg-right" : count ? "nbnn-pg-amiss" : "");
    });
  };

  // Digits predicted wrong, as pictures with what they are and what they were taken for.
  const drawWrong = (picture, at) => {
    if (!picture.side || !at || !images.length || (run.playing && performance.now() - wrongAt < SELDOM)) return;
    wrongAt = performance.now();
    const label = (z) => (picture.classes.length === 2 ? (z > 0 ? 1 : 0) : z - 1);
    const found = [];
    for (let n = 0; n < picture.labels.length && found.length < WRONG_SHOWN; n += 1) {
      if (at.predicted[n] !== label(picture.labels[n])) found.push([n, label(picture.labels[n]), at.predicted[n]]);
    }
    const key = found.join(" ");
    if (key === wrongDrawn) return;
    wrongDrawn = key;
    wrong.replaceChildren(...found.map(([n, is, taken]) => {
      const figure = elementOf("figure", ""), canvas = elementOf("canvas", "");
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", `a ${picture.classes[is]}, taken for ${picture.classes[taken]}`);
      paintOn(canvas, images[n], picture.side, colors.inkShades ??= shadesBetween(colors.panel, colors.panel, colors.ink, 1), 16);
      figure.append(canvas, elementOf("figcaption", "", `${picture.classes[is]} → ${picture.classes[taken]}`));
      return figure;
    }));
  };

  // While it plays they need not follow every frame; at rest they are those that are shown.
  const tellNumbers = (now) => {
    if (!numbers.shown || (run.playing && performance.now() - numbersAt < SELDOM)) return;
    numbersAt = performance.now();
    numbers.fill(now.theta, now.spans);
  };

  const speak = lazily(() => {
    const picture = model.get("picture"), now = run.now;
    if (!now) return;
    const where = picture.sizes.at(-1) === 1 ? "where the score changes its sign" : "which score is the highest where";
    field.over.setAttribute("aria-label", `${picture.examples} training examples of ${picture.name}, and ${where}. ${now.sentence}`);
    curves.svg.setAttribute("aria-label", `Loss against the epoch. ${now.sentence}`);
  });

  const draw = () => {
    const picture = model.get("picture"), now = run.now, at = run.epochs[run.epoch];
    showBar(picture);
    if (!now || !colors) return;
    const ended = model.get("ended"), words = ended && run.epoch === run.last && run.update === 0 ? `${now.sentence} ${ended}` : now.sentence;
    put(says, "textContent", words);
    units.weigh(now.theta);
    if (hasGrid(picture)) paintMaps(picture, now.theta);
    else if (picture.side && picture.sizes.length > 2) units.paintPixels(now.theta, picture.side, colors);
    if (picture.nodes) showCaption(picture, now);
    if (now.examples.length || field.ringed) {
      field.points(picture.points, colors, now.examples);
      field.ringed = now.examples.length > 0;
    }
    drawMatrix(picture, at);
    drawWrong(picture, at);
    tellNumbers(now);
    curves.move(run.epoch);
    speak();
  };

  // At most one picture a frame, however many messages come.
  const drawSoon = (grown) => {
    if (grown && chartDrawn !== run.loaded) chartDrawn = -1;
    pending ||= requestAnimationFrame((now) => {
      pending = 0;
      if (chartDrawn === -1 && !(run.playing && now - chartAt < SELDOM)) {
        chartAt = now;
        drawChart();
      }
      draw();
    });
  };

  const drawChart = () => {
    chartDrawn = run.loaded;
    const picture = model.get("picture");
    const pinned = model.get("pinned");
    curves.draw(run.epochs.map(({ numbers }) => numbers), picture.epochs ?? 1, pinned.train ? pinned : null);
  };

  const showBar = (picture) => {
    const epochs = picture.epochs ?? 0, atStart = run.epoch === 0 && run.update === 0;
    put(bar.Play, "textContent", run.playing ? "Pause" : "Play");
    put(bar.range, "max", String(Math.max(1, run.last)));
    put(bar.range, "value", String(run.epoch));
    put(bar.range, "ariaValueText", `epoch ${run.epoch}`);
    put(bar.count, "textContent", `${run.epoch} / ${epochs}`);
    put(bar.count.style, "minWidth", `${2 * String(epochs).length + 3}ch`);
    put(bar.speed, "value", String(model.get("speed")));
    put(bar.Stop, "disabled", !run.training);
    put(bar.Pin, "textContent", Object.keys(model.get("pinned")).length ? "Unpin" : "Pin");
    put(bar.StepUpdate, "disabled", run.epoch >= run.last);
    for (const part of [bar.BackUpdate, bar.Back, bar.First]) put(part, "disabled", atStart);
    put(bar.Step, "disabled", run.epoch >= run.last && model.get("done"));
    put(says, "ariaLive", run.playing ? "off" : "polite");
  };

  const showCaption = (picture, now) => {
    const words = chosen ? `The map of ${units.columns[chosen.layer][chosen.unit].words}` + (chosen.layer > 0 && chosen.layer < picture.sizes.length - 1 ? `, h = ${picture.g}(a).` : ".")
      : now.examples.length ? `Ringed: the ${now.examples.length === 1 ? "example" : `${now.examples.length} examples`} of this update.`
        : pinnedScores ? "Dashed: the boundary of the pinned run." : "Point at a unit to see its map here.";
    put(caption, "textContent", words);
  };

  const showLegend = () => {
    const picture = model.get("picture"), pinned = model.get("pinned");
    const entries = [["nbnn-pg-key-train", "training"], ...(picture.validated ? [["nbnn-pg-key-validation", "validation"]] : []),
      ...(pinned.train ? [["nbnn-pg-key-pinned", "pinned run"]] : [])];
    legend.replaceChildren(...entries.map(([name, words]) => legendEntry(name, words)));
    told.textContent = [pinned.words ? `Pinned: ${pinned.words}` : "", picture.remarks ?? ""].filter(Boolean).join(" ");
  };

  const showKey = (picture) => {
    key.replaceChildren(...picture.classes.map((name, k) => {
      const entry = elementOf("span", "nbnn-chart-entry");
      entry.append(elementOf("span", `nbnn-pg-class nbnn-pg-shape-${k % 4} nbnn-pg-${picture.classes.length === 2 ? (k ? "pos" : "neg") : `class-${k + 1}`}`), document.createTextNode(name));
      return entry;
    }), ...(picture.validated ? [legendEntry("nbnn-pg-key-hollow", "validation")] : []));
  };

  // Colors are the page's: there are none before the view is on it.
  const classColors = (picture) => {
    colors = el.isConnected ? colorsHere(el) : null;
    if (!colors) return;
    if (picture.classes?.length === 2) colors.classes = [colors.neg, colors.pos];
  };

  const newPicture = () => {
    const picture = model.get("picture");
    if (!picture.sizes) return;
    chosen = null;
    grids.clear();
    rooms.clear();
    slow = false;
    inputsDrawn = 0;
    wrongDrawn = "";
    classColors(picture);
    el.classList.toggle("nbnn-pg-no-plane", !picture.nodes);
    network.querySelector("h3").textContent = `Network: ${picture.sizes.join("–")}, ${picture.g}`;
    plane.querySelector("h3").textContent = picture.nodes ? `${picture.sizes.at(-1) > 1 ? "Highest score" : "Score y"} over ${picture.axes.join(" and ")}` : "";
    losses.querySelector("h3").textContent = `Mean loss (${picture.loss})`;
    matrix.querySelector("h3").textContent = picture.validated ? "Validation examples: which are taken for which" : "Training examples: which are taken for which";
    units.build(picture);
    numbers.build(picture, () => drawSoon());
    table = confusionTable(picture.classes);
    matrix.replaceChildren(matrix.firstChild, table.table, wrong);
    wrong.replaceChildren();
    const bytes = model.get("images"), size = picture.side ** 2;
    images = size ? Array.from({ length: bytes.byteLength / size }, (_, n) => upright(bytes, n * size, picture.side)) : [];
    showKey(picture);
    showLegend();
    evaluatePinned(picture);
    resized();
  };

  const resized = () => {
    const picture = model.get("picture");
    if (!picture.sizes) return;
    if (!colors) classColors(picture);
    if (!colors) return;
    units.layOut();
    field.measure();
    if (picture.nodes) field.points(picture.points, colors, run.now?.examples ?? []);
    chartDrawn = -1;
    drawSoon();
  };
  const repinned = () => {
    const picture = model.get("picture");
    showLegend();
    if (picture.sizes) evaluatePinned(picture);
    chartDrawn = -1;
    drawSoon();
  };
  const showMessage = () => { message.textContent = model.get("status"); };
  const keys = (event) => {
    if (!isForLab(event) || event.target.closest(".nbnn-pg-weights")) return; // tables scroll, and unfold with the space bar
    const [next, before] = [() => run.stepUpdate(), () => run.backUpdate()];
    const act = { ArrowRight: event.shiftKey ? next : () => run.step(), ArrowLeft: event.shiftKey ? before : () => run.back(), PageDown: next, PageUp: before,
      Home: () => run.go(0), End: () => run.go(run.last), " ": () => (run.playing ? run.pause() : run.play()) }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };

  const listeners = [["change:picture change:grid change:images", newPicture], ["change:pinned", repinned], ["change:status", showMessage],
    ["change:training change:done change:ended", () => drawSoon()]];
  for (const [events, act] of listeners) model.on(events, act);
  run.listeners.add(drawSoon);
  run.places.add(bar.bar);
  const unwatch = watchLab(model, el);
  let silence = () => {}, gone = false;
  whenInLab(el, (lab) => {
    if (gone) return;
    lab.tabIndex = 0;
    lab.addEventListener("keydown", keys);
    silence = () => lab.removeEventListener("keydown", keys);
  });
  const watch = new ResizeObserver(resized);
  for (const part of [drawing, square, chart]) watch.observe(part);
  const stopTheme = onTheme(() => { classColors(model.get("picture")); inputsDrawn = 0; wrongDrawn = ""; resized(); });
  numbers.el.open = run.tells;
  newPicture();
  showMessage();
  return () => {
    for (const [events, act] of listeners) model.off(events, act);
    run.left(drawSoon);
    run.places.delete(bar.bar);
    unwatch();
    gone = true;
    silence();
    watch.disconnect();
    stopTheme();
    speak.stop();
    cancelAnimationFrame(pending);
  };
}

// An image's bytes with its rows going upwards, as the maps have them.
function upright(bytes, at, side) {
  return Float32Array.from({ length: side * side }, (_, n) => bytes.getUint8(at + (side - 1 - Math.floor(n / side)) * side + (n % side)));
}

export default { initialize: ({ model }) => beginRun(model), render };
