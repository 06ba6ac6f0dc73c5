// What is typed and not yet checked. The page keeps it at once: a view is drawn anew when its cell is moved, and a
// kernel may be restarted. Python is told when the typing rests: it has it when the page is loaded again.

import { restOf } from "./rest.js";
import { askPython, tellAtRest, watchReturn } from "./python.js";

const TYPING_RESTS = 400; // ms
const MOST = 200; // of all that is kept on a page
globalThis.nbnnDrafts ??= new Map(); // whichever version of this module it is
const onThisPage = globalThis.nbnnDrafts;

export class Drafts {
  constructor(model) {
    this.model = model;
    this.timer = 0;
    this.kept = ""; // what the draft that is still to be told is about
    this.leaving = () => this.tell();
    this.back = watchReturn(model);
    const { about, given } = model.get("draft");
    if (!onThisPage.has(about)) this.remember(about, given);
  }

  // What stood in the boxes that are about these numbers; undefined when nothing did.
  of(about) {
    if (!onThisPage.has(about) && this.model.get("draft").about === about) this.newest();
    return onThisPage.get(about);
  }

  // What another view has typed, or Python has kept; not what it had heard before the connection was lost.
  newest() {
    const draft = this.model.get("draft"), typed = onThisPage.get(draft.about);
    if (this.back.open && typed && typed !== draft.given) {
      this.keep(draft.about, typed, draft.turn);
      return this.model.get("draft");
    }
    this.remember(draft.about, draft.given);
    return draft;
  }

  // Whoever loads the page and then restarts Python has it from here only.
  remember(about, given) {
    if (about === undefined) return;
    onThisPage.delete(about); // the newest is last
    onThisPage.set(about, given);
    if (onThisPage.size > MOST) onThisPage.delete(onThisPage.keys().next().value);
  }

  // turn : which time it is that this is asked, where the same may be asked again
  keep(about, given, turn = undefined) {
    this.remember(about, given);
    this.model.set("draft", { about, given, turn }); // other views of this lab show it too
    this.cancel();
    this.kept = about;
    this.timer = setTimeout(() => this.tell(), restOf(TYPING_RESTS));
    window.addEventListener("pagehide", this.leaving);
  }

  // Tells Python what is typed, then asks. Told after the answer, which empties the draft, it would come back:
  // ipywidgets saves the last value set here, even if Python has set another one since, and sets what it saves.
  /** @type {(content: unknown, from: Element) => void} */
  ask(content, from) {
    this.tell();
    askPython(this.model, content, { from });
  }

  // It is answered: also what was typed while Python thought about the answer.
  forget(about) {
    if (about === undefined) return;
    if (this.kept === about) this.cancel();
    onThisPage.delete(about);
    if (this.model.get("draft").about === about) this.model.set("draft", {});
  }

  end() {
    this.tell();
    this.back.stop();
  }

  tell() {
    if (!this.timer) return;
    this.cancel();
    tellAtRest(this.model);
  }

  // Nothing is to be told any more.
  cancel() {
    clearTimeout(this.timer);
    this.timer = 0;
    window.removeEventListener("pagehide", this.leaving);
  }
}
