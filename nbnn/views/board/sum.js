import { partOf } from "../shared/elements.js";
import { productNode, resultNode } from "../shared/terms.js";
import { text } from "../shared/template.js";

// The sum that is gone through, its current product marked, and below it how far it has come.

// A sum of so many products is written whole; of a longer one the ends and what is around the current one.
const ALL_TERMS = 6;

// [{words, state}]: state "done", "now" or "later".
/** @type {(now: Term, recording: Recorded, i: number) => { words: string, state: string }[]} */
export function sumParts(now, recording, i) {
  const { line: { sums }, unit, term } = now, parts = [{ words: `${sums.of[unit]} = `, state: "done" }];
  let before = -1;
  for (const at of termsShown(sums.count, term)) {
    const state = at < term ? "done" : at > term ? "later" : "now";
    const between = before < 0 ? "" : at > before + 1 ? " + … + " : " + ";
    if (between) parts.push({ words: between, state: state === "later" ? "later" : "done" });
    parts.push({ words: text(productNode({ ...now, term: at }), recording, i), state });
    before = at;
  }
  return parts;
}

function termsShown(count, term) {
  const all = [...Array(count).keys()];
  return count <= ALL_TERMS ? all : all.filter((at) => at === 0 || at === count - 1 || Math.abs(at - term) <= 1);
}

// rest: what is said besides.
/** @type {(place: Element, now: Term, recording: Recorded, i: number, rest: string) => void} */
export function drawSum(place, now, recording, i, rest) {
  const parts = sumParts(now, recording, i).map(({ words, state }) => partOf("span", `nbnn-term-${state}`, words));
  const result = partOf("span", "nbnn-sum", text(resultNode(now, recording), recording, i));
  const below = partOf("span", "nbnn-sum-so-far", result, rest && `.  ${rest}`);
  place.replaceChildren(partOf("span", "nbnn-sum", ...parts), " ", below);
}
