// Term by term: a sum of products, one product after the other. What is computed comes from Python: see
// explain/recording/terms.py, whose twin this is.

// How many places an entry of the line has for who goes term by term.
/** @type {(line: any) => number} */
export const termsIn = (line) => line?.sums?.count ?? 1;

// Where the player is in a sum: its line, entry and term; null where it does not go by terms, or the line has no sums.
/** @type {(player: Model) => Term | null} */
export function termOf(player) {
  const line = player.get("schema").lines?.[player.get("line")];
  if (player.get("granularity") !== "term" || !line?.sums) return null;
  const [unit, term] = [Math.min(player.get("unit"), line.size - 1), Math.min(player.get("term"), termsIn(line) - 1)];
  return { line, unit, term };
}

/** @type {(now: Term) => boolean} */
export const isLastTerm = ({ line, term }) => term + 1 === termsIn(line);

// The entry up to which the current line is computed: a sum is there with its last product.
/** @type {(player: Model) => number} */
export function unitReached(player) {
  const now = termOf(player);
  return now && !isLastTerm(now) ? now.unit - 1 : player.get("unit");
}

/** @type {(now: Term) => Slot[]} */
export function factorsOf({ line: { sums }, unit, term }) {
  const k = sums.unit * unit + sums.term * term;
  return [{ q: sums.left, k, paren: true }, { q: sums.right, k: term, paren: true }];
}

/** @type {(slots: Slot[], slot: Slot) => boolean} */
export const isAmong = (slots, slot) => !slot.after && slots.some(({ q, k }) => q === slot.q && k === slot.k);

/** @type {(now: Term) => Template} */
export function productNode(now) {
  const [left, right] = factorsOf(now);
  return ["row", left, "·", right];
}

// “0.5·2 = 1, the sum so far is 1.25”, and of the last product what the sum is; the product alone while the numbers
// have not arrived.
/** @type {(now: Term, recording: Recorded) => Template} */
export function resultNode(now, recording) {
  const { line, unit, term } = now, { count, of } = line.sums, k = unit * count + term;
  if (!recording.hasTerms) return productNode(now);
  const rest = isLastTerm(now) ? `, so ${of[unit]} = ` : ", the sum so far is ";
  return ["row", productNode(now), " = ", { q: `${line.name}_products`, k }, rest, { q: `${line.name}_sums`, k }];
}

/** @type {(now: Term, recording: Recorded) => Template} */
export function termNode(now, recording) {
  const { line: { sums }, unit, term } = now;
  return ["row", `term ${term + 1} of ${sums.count} of ${sums.of[unit]} is `, resultNode(now, recording)];
}
