// The modules and style sheets of all views, sent once: unpacked here, and kept for the whole page under the hash of
// what they contain. Each view is a stub that waits for them (stub.js). Versions of nbnn that share a page have modules
// of their own each. This must work before there is anything else on the page, so it imports nothing.

const NO_WAY_TO_UNPACK = "This browser cannot unpack what draws this lab, and there is no Python to ask: " +
  "use a newer browser.";

// Each module is a function of the one script (source.py): it is called when the module is first wanted, with what
// gives it the modules that it imports by their paths.
class Modules {
  constructor(makers) {
    this.makers = makers;
    this.made = new Map();
  }

  take(name) {
    if (!this.made.has(name)) this.made.set(name, this.makers[name]((path) => this.take(beside(name, path))));
    return this.made.get(name);
  }

  // What draws one widget, begun with its model, and what ends that.
  async begin(name, model) {
    await heard(model);
    const { default: view } = this.take(name);
    return untilOver(lettingGo(view), view.initialize?.({ model }));
  }
}

const OVER = { view: { render() {} }, end() {} };

// A page keeps every module that it ever imported, and so the stub of a widget that was closed: it must not lead to
// what began the widget.
function untilOver(view, end) {
  const begun = { view };
  begun.end = () => {
    Object.assign(begun, OVER);
    end?.();
  };
  return begun;
}

// ipywidgets removes a view and leaves the view of its layout to the layout's model, and what that listens to even when
// it is removed; and the model keeps the last one. It would hold everything that was drawn as long as there is Python:
// the views of all labs have one layout (code.py). Nobody sends messages to a layout, so nobody need listen.
function lettingGo({ render }) {
  return {
    async render({ model, el }) {
      const stop = await render({ model, el });
      return () => {
        stop?.();
        const layout = model.get("layout");
        for (const made of Object.values(layout?.views ?? {})) made.then((view) => removeOf(view, el));
        layout?.off?.("msg:custom");
      };
    },
  };
}

function removeOf(layoutView, el) {
  if (layoutView.options?.parent?.el !== el) return;
  layoutView.remove();
  layoutView.options = {};
}

// anywidget gives up on a widget whose stub it has not got after two seconds, as when a whole lesson begins on a slow
// processor: it draws the widget, but refuses whatever Python says to it from then on. Such a widget listens itself,
// and asks for what it missed.
async function heard(model) {
  const real = await model.widget_manager?.get_model?.(model.get("_own"));
  forgetWhenClosed(real?.comm?.jsServicesComm);
  const refused = await real?._handle_comm_msg?.({ content: { data: {} } }).then(() => false, () => true);
  if (!refused || !real.comm) return;
  const listen = Object.getPrototypeOf(real.constructor.prototype)._handle_comm_msg;
  real.comm.on_msg((message) => listen.call(real, message));
  real.comm.send({ method: "request_state" }, real.callbacks());
}

// JupyterLab (4.4 to 4.6) keeps every comm that a kernel ever had: each listens to the kernel and never stops. With
// the comm it would keep the widget that is told of its messages, with all that was sent to it and what it last drew,
// and so every lab that was ever closed. Here a comm that is closed tells nobody any more (see docs/memory.md).
function forgetWhenClosed(comm) {
  const { dispose } = comm ?? {};
  if (!dispose || dispose.ofNbnn) return;
  const handler = Object.getPrototypeOf(comm);
  handler.dispose = function forgetting() {
    dispose.call(this);
    this.onMsg = this.onClose = undefined;
  };
  handler.dispose.ofNbnn = true;
}

// "../shared/lab.js" as "board/board.js" names it: "shared/lab.js".
function beside(name, path) {
  const parts = name.split("/").slice(0, -1);
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}

function dress(sheets, hash) {
  const style = document.createElement("style");
  style.dataset.nbnn = hash;
  style.textContent = sheets;
  document.head.append(style);
}

function imported(script) {
  const whole = new Blob([script, "\n//# sourceURL=nbnn/views.js\n"], { type: "text/javascript" });
  return import(URL.createObjectURL(whole));
}

function unpacked(model) {
  if (!("DecompressionStream" in globalThis)) return askedFor(model);
  const stream = new Blob([model.get("packed")]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

function askedFor(model) {
  if (model.get("layout")?.comm_live === false) return Promise.reject(new Error(NO_WAY_TO_UNPACK));
  return new Promise((resolve) => {
    const received = ({ unpacked: hash }, [bytes]) => {
      if (hash !== model.get("hash")) return;
      model.off("msg:custom", received);
      resolve(new TextDecoder().decode(bytes));
    };
    model.on("msg:custom", received);
    model.send({ do: "unpacked" });
  });
}

// Other kernels of this page may have the same code: the first one's is taken, and one that fails leaves it to the
// next.
function initialize({ model }) {
  const hash = model.get("hash"), all = Symbol.for("nbnn.code");
  globalThis[all] ??= new Map();
  const codes = globalThis[all];
  if (!codes.has(hash) || codes.get(hash).failed) codes.set(hash, {});
  const awaited = codes.get(hash);
  awaited.code ??= new Promise((resolve, reject) => Object.assign(awaited, { resolve, reject }));
  if (awaited.comes) return;
  awaited.comes = true;
  unpacked(model).then(async (text) => {
    const [script, sheets] = text.split("\0");
    dress(sheets, hash);
    awaited.resolve(new Modules((await imported(script)).default));
  }).catch((error) => {
    awaited.failed = true;
    awaited.reject(error);
  });
}

export default { initialize };
