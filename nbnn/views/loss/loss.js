import { followInTurn, hidden, playerOf, recordingOf, whenLoaded } from "../shared/recording.js";
import { lazily, modelsOf, nameFigure, placeFigure, plotArea, whenFigure } from "../shared/charts.js";
import { elementOf } from "../shared/elements.js";
import { formatNumber } from "../shared/numbers.js";

// The losses of one update in words: the recording's own numbers.
function lossWords(recording, i) {
  const mean = recording.value("total_loss", 0, i);
  return `update ${i}: ℓ = ${formatNumber(recording.value("loss", 0, i))}` + (Number.isFinite(mean) ? `, L/N = ${formatNumber(mean)}` : "");
}

function drawLossLegend(legend, words) {
  legend.replaceChildren();
  ["stem", "mean", "parent"].forEach((kind, at) => {
    if (!words[at]) return;
    const entry = elementOf("span", "nbnn-chart-entry");
    entry.append(elementOf("span", `nbnn-loss-key nbnn-loss-${kind}`), document.createTextNode(words[at]));
    legend.append(entry);
  });
}

function moveNow({ now, name }, picture, i) {
  const across = (i - picture.x[0]) / (picture.x[1] - picture.x[0]);
  now.set("x", Float64Array.of(i, i));
  name.set({ x: Float64Array.of(i), text: [`update ${i}`], align: across > 0.75 ? "end" : "start", x_offset: across > 0.75 ? -7 : 7 });
}

function pointedUpdate(picture, area, event, updates) {
  const across = (event.clientX - area.left) / area.width;
  const i = Math.round(picture.x[0] + across * (picture.x[1] - picture.x[0]));
  return across < 0 || across > 1 || i < 0 || i >= updates ? null : i;
}

/** @type {RenderLater} */
async function render({ model, el }) {
  const parts = {
    title: elementOf("h3", "", "Loss"), legend: elementOf("div", "nbnn-chart-legend"),
    caption: elementOf("p", "nbnn-chart-caption"), note: elementOf("p", "nbnn-chart-note"),
  };
  el.replaceChildren(...Object.values(parts));
  const player = await playerOf(model);
  const marks = await modelsOf(model, "marks");
  let figure = null, pointed = null, drawn = {};

  const caption = (recording) => {
    const i = pointed !== null && pointed < recording.loaded ? pointed : player.get("index");
    if (i < recording.loaded) parts.caption.textContent = words(recording, i);
  };
  const speak = lazily(() => {
    const recording = recordingOf(player), i = player.get("index");
    if (figure && i < recording.loaded) nameFigure(figure, `${model.get("picture").words} At ${words(recording, i)}.`);
  });
  const words = (recording, i) => (hidden(player, "loss", i) ? `update ${i}: covered` : lossWords(recording, i));
  const draw = (recording) => {
    const i = player.get("index"), picture = model.get("picture");
    if (!picture.x || (drawn.recording === recording && drawn.picture === picture && drawn.i === i && drawn.covered === player.get("covered"))) return;
    drawn = { recording, picture, i, covered: player.get("covered") };
    moveNow(marks, picture, i);
    caption(recording);
    speak();
  };
  const again = () => {
    drawn = {};
    redraw();
  };
  const redraw = whenLoaded(player, draw);
  const newPicture = () => {
    const picture = model.get("picture");
    drawLossLegend(parts.legend, picture.legend ?? []);
    parts.note.textContent = picture.note ?? "";
    again();
  };
  const point = (event) => {
    const recording = recordingOf(player);
    pointed = pointedUpdate(model.get("picture"), plotArea(figure), event, recording.updates);
    caption(recording);
  };
  const leave = () => { pointed = null; caption(recordingOf(player)); };

  model.on("change:picture", newPicture);
  newPicture();
  const stopFollowing = followInTurn(player, draw);
  const stopPlacing = await placeFigure(model, el);
  const stopLooking = whenFigure(el, ".nbnn-loss", (found) => {
    figure = found;
    figure.addEventListener("pointermove", point);
    figure.addEventListener("pointerleave", leave);
    again();
  });
  return () => {
    [stopFollowing, stopPlacing, stopLooking, speak.stop].forEach((stop) => stop());
    model.off("change:picture", newPicture);
    figure?.removeEventListener("pointermove", point);
    figure?.removeEventListener("pointerleave", leave);
  };
}

export default { render };
