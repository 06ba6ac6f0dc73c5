import { lazily } from "../shared/charts.js";
import { networkOf } from "../shared/field.js";
import { forward, roomFor } from "../shared/forward.js";
import { askPlayer, momentOf, playerOf, recordingOf } from "../shared/recording.js";
import { Pace, keepDrawn, shadesOf } from "./card.js";
import { NetworkCard } from "./network.js";
import { PlaneCard } from "./plane.js";
import { onGrid } from "./unit_maps.js";

// The network with a map in every unit, and the plane: one forward pass paints both.

const SLOW = 9; // ms of painting in a frame after which every second node of the grid is left out while it plays

// The inputs' values on the grid, and room for those of all units: of every node, or of every second one each way.
class Grid {
  constructor(recording, step) {
    const { picture, network } = recording.schema;
    this.inputs = onGrid(recording.tables.get("edges").numbers, picture.nodes, step);
    this.nodes = Math.ceil(picture.nodes / step);
    this.room = roomFor(network.sizes.slice(1).map((rows) => ({ rows })), this.inputs[0].length);
  }
}

class Maps {
  constructor(model, player, el) {
    this.model = model;
    this.player = player;
    this.el = el;
    this.recording = null;
    this.colors = null;
    this.chosen = null;
    /** @type {(() => void) | null} */
    this.soon = null; // asks for a frame
    this.network = new NetworkCard((unit) => { this.chosen = unit; this.again(); });
    this.plane = new PlaneCard(player, (question) => askPlayer(player, question, this.plane.el));
    el.replaceChildren(this.network.el, this.plane.el);
    this.pace = new Pace(() => this.again());
    this.speak = lazily(() => this.say());
  }

  // Draw at the next frame, though the player is where it was.
  again() {
    this.drawn = "";
    this.soon?.();
  }

  build(recording) {
    this.recording = recording;
    this.chosen = null;
    this.grids = new Map();
    this.slow = false;
    this.inputsDrawn = null;
    this.el.classList.toggle("nbnn-pg-no-plane", !recording.schema.picture.nodes);
    this.network.build(recording.schema);
    this.plane.build(recording.schema);
    this.plane.editor.update(this.model.get("points"));
    this.pin();
    this.paintAnew();
  }

  // The pinned run's scores on this grid, where it has the same picture.
  pin() {
    const { network, weights, extents, inputs } = this.model.get("pinned");
    const { picture, network: own } = this.recording.schema;
    const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
    const fits = network && picture.nodes && picture.kind !== "values"
      && same(extents, picture.extents) && same(inputs, picture.inputs)
      && network.sizes.at(-1) === own.sizes.at(-1);
    this.plane.pinned = fits ? this.evaluate(networkOf(network, weights.map((w) => Float32Array.from(w)))) : null;
    this.again();
  }

  evaluate({ layers, g }) {
    const { inputs } = this.gridOf(1);
    return forward(layers, g, inputs, roomFor(layers, inputs[0].length));
  }

  gridOf(step) {
    if (!this.grids.has(step)) this.grids.set(step, new Grid(this.recording, step));
    return this.grids.get(step);
  }

  // Another theme, or another size.
  paintAnew() {
    this.colors = shadesOf(this.el, this.recording.schema.picture.classes.length);
    this.inputsDrawn = null;
    this.resized();
  }

  resized() {
    if (!this.recording) return;
    this.colors ??= shadesOf(this.el, this.recording.schema.picture.classes.length);
    this.network.layOut();
    this.plane.measure();
    if (this.colors) this.plane.showPoints(this.colors);
    this.again();
  }

  draw(now) {
    const recording = recordingOf(this.player), moment = momentOf(recording, this.player);
    if (!recording.schema.picture) return;
    if (recording !== this.recording) this.build(recording);
    const place = moment && `${moment.index} ${moment.inner}`;
    if (!moment || !this.colors || place === this.drawn) return;
    if (place !== this.place) this.pace.moved(now);
    this.drawn = this.place = place;
    this.paint(moment);
    this.speak();
  }

  paint({ index, inner }) {
    const { recording, colors } = this, { network, picture } = recording.schema;
    const weights = network.layers.map(({ W }) => recording.row(W, index, inner));
    this.network.weigh(weights);
    if (picture.nodes) this.paintMaps(networkOf(network, weights));
    else if (picture.side && weights.length > 1) this.network.paintPixels(weights[0], colors);
    this.plane.ring(inner > 0 ? recording.insides.get(index).examples[inner - 1] : [], colors);
    this.plane.explain(this.chosen && this.network.wordsOf(this.chosen));
  }

  paintMaps({ layers, g }) {
    const start = performance.now(), quick = this.pace.quick;
    const grid = this.gridOf(quick && this.slow ? 2 : 1), { inputs, room } = grid;
    forward(layers, g, inputs, room);
    this.network.paint(grid, this.colors, this.inputsDrawn !== grid);
    this.inputsDrawn = grid;
    const { chosen } = this, values = chosen && (chosen.layer === 0 ? inputs : room[chosen.layer - 1])[chosen.unit];
    if (values) this.plane.paintUnit(values, grid.nodes, this.colors, this.network.scaleOf(chosen, values));
    else this.plane.paintScores(room[room.length - 1], grid.nodes, this.colors);
    if (quick && performance.now() - start > SLOW) this.slow = true;
  }

  say() {
    const moment = this.recording && momentOf(this.recording, this.player);
    if (moment) this.plane.say(this.recording.said(moment.index, moment.inner));
  }
}

/** @type {RenderLater} */
async function render({ model, el }) {
  el.classList.add("nbnn", "nbnn-pg");
  const player = await playerOf(model);
  const maps = new Maps(model, player, el);
  const offer = () => { if (maps.recording) maps.plane.editor.update(model.get("points")); };
  model.on("change:points", offer);
  const stop = keepDrawn(maps, [maps.network.drawing, maps.plane.square]);
  return () => {
    stop();
    model.off("change:points", offer);
    maps.plane.editor.stop();
  };
}

export default { render };
