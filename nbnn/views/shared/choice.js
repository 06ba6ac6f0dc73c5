// In a hall the pictures of a lab stand beside its board, as many as can be read from the last row: on a projector the
// network and a chart below it, one of them where the page is low. Of more than that one is chosen; the others keep
// their place behind it, so that nothing moves and nothing is laid out anew.
import { buttonOf, elementOf, setAttributes } from "./elements.js";

const NAMES = { "nbnn-diagram": "Network", "nbnn-data": "Data", "nbnn-hidden-space": "Hidden space", "nbnn-loss": "Loss" };
const BESIDE = 700; // px of a lab: below that everything stands in one column
const TWO = [1000, 800]; // px of a lab, and of the page: two pictures are large enough

const nameOf = (part) => Object.entries(NAMES).find(([name]) => part.classList.contains(name))?.[1];

class Choice {
  constructor(side) {
    this.side = side;
    this.pictures = [];
    this.offered = [];
    this.chosen = null;
    this.root = elementOf("div", "nbnn nbnn-choice");
    setAttributes(this.root, { role: "group", "aria-label": "Picture beside the board" });
  }

  // high: is there room for two pictures? beside: do they stand beside the board at all?
  offer(beside, high) {
    const pictures = [...this.side.children].filter(nameOf);
    const come = this.pictures.length ? pictures.filter((each) => !this.pictures.includes(each)) : [];
    this.pictures = pictures;
    const [first, ...others] = pictures, two = high && nameOf(first) === NAMES["nbnn-diagram"];
    const stays = two ? first : null;
    const offered = stays ? others : pictures;
    this.chosen = come.at(-1) ?? this.chosen;
    if (!offered.includes(this.chosen)) [this.chosen] = offered;
    this.side.classList.toggle("nbnn-one-picture", beside && !two);
    this.side.classList.toggle("nbnn-two-pictures", beside && two);
    for (const each of pictures) {
      each.classList.toggle("nbnn-stays-first", each === stays);
      each.classList.toggle("nbnn-put-away", beside && each !== stays && each !== this.chosen);
    }
    this.draw(beside && offered.length > 1 ? offered : []);
    return two;
  }

  draw(offered) {
    if (this.offered.length === offered.length && offered.every((each, k) => each === this.offered[k])) return;
    this.offered = offered;
    const press = (picture) => () => this.choose(picture);
    this.root.replaceChildren(...offered.map((each) => buttonOf("nbnn-choice-button", nameOf(each), "", press(each))));
    if (offered.length) this.side.prepend(this.root);
    else this.root.remove();
    this.mark();
  }

  choose(picture) {
    this.chosen = picture;
    for (const each of this.offered) each.classList.toggle("nbnn-put-away", each !== picture);
    this.mark();
  }

  mark() {
    this.offered.forEach((each, k) => this.root.children[k].setAttribute("aria-pressed", String(each === this.chosen)));
  }
}

/** @type {WeakMap<Element, Choice>} */
const choices = new WeakMap();

// Which of its pictures a lab shows, in a page of this height; returns whether two of them lie below each other.
/** @type {(lab: HTMLElement, room: number) => boolean} */
export function offerPictures(lab, room) {
  if (!lab.matches(".nbnn-present")) return false;
  const side = lab.querySelector(":scope > .nbnn-row > .nbnn-side");
  if (!side) return false;
  if (!choices.has(side)) choices.set(side, new Choice(side));
  const [width, height] = TWO, high = lab.offsetWidth >= width && room >= height;
  return choices.get(side).offer(lab.offsetWidth >= BESIDE, high);
}
