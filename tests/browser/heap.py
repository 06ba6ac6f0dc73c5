"""What a page still holds of what was drawn in it and sent to it, told by weak references after a garbage collection: no time matters."""

WATCH = """() => {
    const held = globalThis.held = { parts: new Set(), buffers: [] }, { DataView } = globalThis;
    globalThis.DataView = new Proxy(DataView, { construct(kind, given, made) {
        const view = Reflect.construct(kind, given, made);
        if (view.byteLength > 20000) held.buffers.push(new WeakRef(view.buffer));
        return view;
    } });
    held.end = () => { globalThis.DataView = DataView; delete globalThis.held; };
    held.look = () => {
        for (const part of document.querySelectorAll('.nbnn-lab, .nbnn-lab *')) held.parts.add(new WeakRef(part));
    };
}"""
# The browser remembers the fields of a page for its history, those that are gone too, until it writes it down again.
REMEMBER_ANEW = "() => history.replaceState(history.state, '')"
COUNT = """() => [
    [...held.parts].map(each => each.deref()).filter(part => part && !part.isConnected).length,
    held.buffers.filter(each => each.deref()).length]"""


class Held:
    """Of the labs of a page, from now on: their elements, and the large buffers that came from Python, such as recordings."""

    def __init__(self, lab):
        self._lab = lab
        self._browser = lab.page.context.new_cdp_session(lab.page)
        lab.page.evaluate(WATCH)

    def look(self) -> None:
        """Watch the elements of the labs that are on the page now."""
        self._lab.page.evaluate("() => held.look()")

    def left(self) -> tuple[int, int]:
        """(elements of labs that are no longer on the page, large buffers) that are still held."""
        self._lab.page.evaluate(REMEMBER_ANEW)
        self._browser.send("HeapProfiler.collectGarbage")
        return tuple(self._lab.page.evaluate(COUNT))

    def comes_to(self, elements: int, buffers: int) -> None:
        """So much is left in the end: what one collection frees, and a timer that ends, let go of more."""
        for _ in range(30):
            left = self.left()
            if left == (elements, buffers):
                return
            self._lab.wait(200)
        raise AssertionError(f"(elements, buffers) that are still held: {left}, not {(elements, buffers)}")

    def end(self) -> None:
        self._lab.page.evaluate("() => held.end()")
