// The front end of a lab that is given as one anywidget: a frame with a page of its own, and a line from it to Python.
// Each message is [content, buffers]; what they say is in labs/frame/hosted.py.
const WAITING = 400; // px, until the page says how high it is

function render({ model, el }) {
  const frame = Object.assign(document.createElement("iframe"), { title: model.get("title"), srcdoc: model.get("page") });
  Object.assign(frame.style, { border: "0", display: "block", height: `${WAITING}px`, width: "100%" });
  let port = null;
  const toPage = (content, buffers) => port?.postMessage([content, buffers ?? []]);
  const fromPage = ({ data: [content, buffers] }) => {
    if ("height" in content) frame.style.height = `${Math.ceil(content.height)}px`;
    else model.send(content, undefined, buffers);
  };
  const tellRoom = () => toPage({ room: innerHeight });
  frame.addEventListener("load", () => { // again where the frame was moved: it begins anew then
    port?.close();
    const { port1, port2 } = new MessageChannel();
    port = Object.assign(port1, { onmessage: fromPage });
    frame.contentWindow.postMessage("nbnn", "*", [port2]);
    tellRoom();
  });
  addEventListener("resize", tellRoom);
  model.on("msg:custom", toPage);
  el.append(frame);
  return () => {
    removeEventListener("resize", tellRoom);
    model.off("msg:custom", toPage);
    port?.close();
  };
}

export default { render };
