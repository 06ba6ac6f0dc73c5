// A show of hands at a vote: how many people chose each answer, typed or clicked by the lecturer, and the bars of it
// afterwards. Counting is optional; what is counted goes to Python with the answer, and as a draft until then.
import { buttonOf, elementOf, partOf, setAttributes } from "../shared/elements.js";

const MOST_HANDS = 9999; // the most that Python takes, see labs/asking/hands.py

// A number for one answer: a box to type in, with minus and plus beside it.
class Count {
  constructor(words, changed, next) {
    this.changed = changed;
    this.box = elementOf("input", "nbnn-typed nbnn-hands-box");
    setAttributes(this.box, { type: "number", min: 0, max: MOST_HANDS, step: 1, inputmode: "numeric", placeholder: "0",
      "aria-label": `Hands for “${words}”` });
    this.box.addEventListener("input", () => this.set(this.value));
    this.box.addEventListener("keydown", (event) => this.pressed(event, next));
    const button = (sign, name, by) => {
      const made = buttonOf("nbnn-push nbnn-hands-button", sign, "", () => this.set((this.value ?? 0) + by));
      made.setAttribute("aria-label", `${name} for “${words}”`);
      return made;
    };
    const parts = [button("−", "One hand less", -1), this.box, button("+", "One hand more", 1)];
    this.root = partOf("span", "nbnn-hands", ...parts);
  }

  get value() {
    return this.box.value === "" ? null : Math.min(MOST_HANDS, Math.max(0, Math.trunc(this.box.valueAsNumber)));
  }

  set value(number) {
    this.box.value = number === null ? "" : String(number);
  }

  set(number) {
    const wanted = number === null ? "" : String(Math.min(MOST_HANDS, Math.max(0, number)));
    if (this.box.value !== wanted) this.box.value = wanted;
    this.changed();
  }

  // Enter leads to the next number, so that nothing is revealed by it; a clicker goes on from here too.
  pressed(event, next) {
    if (event.key !== "Enter" && event.key !== "PageDown") return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Enter") next();
    else this.box.dispatchEvent(new CustomEvent("nbnn-check", { bubbles: true }));
  }
}

export class Hands {
  constructor(answers, changed) {
    this.counts = answers.map((words, k) => new Count(words, changed, () => this.goOn(k)));
  }

  goOn(k) {
    const next = this.counts[k + 1]?.box ?? this.counts[k].box.closest(".nbnn-lab")?.querySelector(".nbnn-step");
    next?.focus();
  }

  // null where nothing was counted.
  get value() {
    const all = this.counts.map((count) => count.value);
    return all.some((each) => each !== null) ? all : null;
  }

  set value(hands) {
    this.counts.forEach((count, k) => { count.value = hands?.[k] ?? null; });
  }
}

// What was counted, as a bar for each answer; the one that came true has a mark.
export function barsOf({ hands, truth }) {
  const most = Math.max(1, ...hands.map(([, count]) => count)), all = hands.reduce((sum, [, count]) => sum + count, 0);
  const bars = partOf("ul", "nbnn-bars", ...hands.map(([words, count]) => {
    const bar = elementOf("span", "nbnn-bars-bar"), came = words === truth;
    bar.style.setProperty("--share", String(count / most));
    const name = partOf("span", "nbnn-bars-name", came ? "✓ " : "", words);
    if (came) name.append(elementOf("span", "nbnn-hidden-text", " (this is what happened)"));
    const percent = all ? ` (${Math.round((100 * count) / all)}%)` : "";
    const line = partOf("li", "", name, bar, elementOf("span", "nbnn-bars-count", `${count}${percent}`));
    line.classList.toggle("nbnn-bars-true", came);
    return line;
  }));
  bars.setAttribute("aria-label", "Hands counted");
  return bars;
}
