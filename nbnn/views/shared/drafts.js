// What is typed and not yet checked. The page keeps it at once: a view is drawn anew when its cell is moved, and a
// kernel may be restarted. Python is told when the typing rests: it has it when the page is loaded again.

import { restOf } from "./rest.js";
import { tellAtRest } from "./python.js";

const TYPING_RESTS = 400; // ms
const MOST = 200; // of all that is kept on a page
globalThis.nbnnDrafts ??= new Map(); // whichever version of this module it is
const onThisPage = globalThis.nbnnDrafts;

export class Drafts {
  constructor(model) {
    this.model = model;
    this.timer = 0;
    this.leaving = () => this.tell();
  }

  // What stood in the boxes that are about these numbers; undefined when nothing did.
  of(about) {
    if (onThisPage.has(about)) return onThisPage.get(about);
    const draft = this.model.get("draft");
    return draft.about === about ? draft.given : undefined;
  }

  keep(about, given) {
    onThisPage.delete(about); // the newest is last
    onThisPage.set(about, given);
    if (onThisPage.size > MOST) onThisPage.delete(onThisPage.keys().next().value);
    this.model.set("draft", { about, given }); // other views of this lab show it too
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(), restOf(TYPING_RESTS));
    window.addEventListener("pagehide", this.leaving);
  }

  forget(about) {
    onThisPage.delete(about);
  }

  tell() {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.timer = 0;
    window.removeEventListener("pagehide", this.leaving);
    tellAtRest(this.model);
  }
}
