import { followClosely, playerNamed } from "../shared/recording.js";
import { mathml, slotText, writeNumber } from "../shared/template.js";
import { lazily, markerShape } from "../shared/charts.js";
import { elementOf, rewrite, shapeOf } from "../shared/elements.js";

const DASHES = { solid: "", dashed: "7 5", dotted: "2 4", dash_dotted: "8 4 2 4" };

// A curve's sample: its line, with its marker in the middle.
function sampleShape([marker, color, dash]) {
  const sample = elementOf("span", "nbnn-sample");
  const svg = shapeOf("svg", { viewBox: "0 0 34 12", "aria-hidden": "true" });
  const line = shapeOf("path", { d: "M0 6H34", "stroke-dasharray": DASHES[dash] }, svg);
  line.style.stroke = `var(--nbnn-${color})`;
  sample.append(svg, markerShape(marker, color));
  return sample;
}

// One cell; the numbers in it are pushed on `slots`, each with a way to write it.
function cellOf(tag, kind, content, slots) {
  const cell = elementOf(tag, `nbnn-${kind}`);
  if (typeof content === "string") cell.textContent = content;
  else if ("q" in content) slots.push({ slot: content, write: (words) => rewrite(cell, words) });
  else {
    const found = [];
    cell.append(mathml(content, found));
    slots.push(...found.map((each) => ({ slot: each.slot, write: (words) => writeNumber(each, words) })));
  }
  return cell;
}

function rowOf({ cells, sample, strong }, head, slots) {
  const row = elementOf("tr", strong ? "nbnn-strong" : "");
  const [name, ...numbers] = cells.map((content, k) => cellOf(k ? "td" : "th", head[k][1], content, slots));
  name.scope = "row";
  if (sample) name.prepend(sampleShape(sample));
  row.append(name, ...numbers);
  return row;
}

/** @type {RenderLater} */
async function render({ model, el }) {
  el.classList.add("nbnn", "nbnn-table", "nbnn-card");
  const reference = model.get("player");
  const player = reference && await playerNamed(model, reference);
  const title = elementOf("h3", "");
  const table = elementOf("table", "");
  const told = elementOf("p", "nbnn-hidden-text");
  told.setAttribute("role", "status");
  el.append(title, table);

  let slots = [];
  const tell = lazily(() => {
    const { tells } = model.get("picture");
    if (tells && !told.isConnected) el.append(told); // nothing is to be heard from a table that tells nothing
    told.textContent = (tells && player?.get("schema").sentences?.[player.get("index")]) || "";
  });
  const draw = (recording) => {
    const i = player.get("index");
    for (const { slot, write } of slots) if (recording.has(slot.q)) write(slotText(slot, recording, i));
    tell();
  };
  let stop = () => {};
  const build = () => {
    stop();
    const { title: words = "", head = [], rows = [] } = model.get("picture");
    title.textContent = words;
    table.setAttribute("aria-label", words);
    slots = [];
    const heading = elementOf("tr", "");
    heading.append(...head.map(([name, kind]) => {
      if (!name) return elementOf("td", `nbnn-${kind}`);
      const cell = elementOf("th", `nbnn-${kind}`, name);
      cell.scope = "col";
      return cell;
    }));
    const [top, body] = [elementOf("thead", ""), elementOf("tbody", "")];
    top.append(heading);
    body.append(...rows.map((each) => rowOf(each, head, slots)));
    table.replaceChildren(...(head.some(([name]) => name) ? [top] : []), body);
    stop = player ? followClosely(player, draw) : () => {};
  };
  model.on("change:picture", build);
  build();
  return () => {
    stop();
    tell.stop();
    model.off("change:picture", build);
  };
}

export default { render };
