"""Labs where the system forces its colors on pages, as Windows does in a contrast theme: is all that is written there read?"""

from tests.browser.lab import TWO_FRAMES

#: What is hard to read on a page, of the labs that are in it: letters whose color is too near that of their ground, formulas that boxes
#: behind their lines would cover, and maps of one color. What is switched off may be faint. In a drawing, letters lie on the last box or
#: circle before them that is around them.
HARD_TO_READ = """() => {
    const LEAST = 4.5;  // to 1: WCAG 2.2, 1.4.3
    const dot = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const channels = (color) => {
        dot.clearRect(0, 0, 1, 1);
        dot.fillStyle = color;
        dot.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = dot.getImageData(0, 0, 1, 1).data;
        return [r, g, b, a / 255];
    };
    const over = ([r, g, b, a], below) => [r, g, b].map((c, k) => a * c + (1 - a) * below[k]);
    const light = (color) => color.map((c) => c / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, k) => sum + c * [0.2126, 0.7152, 0.0722][k], 0);
    const contrast = (one, other) => {
        const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05);
    };
    const parents = (el) => { const all = []; for (let at = el; at; at = at.parentElement) all.push(at); return all; };
    const ground = (el) => parents(el).reverse().map((each) => channels(getComputedStyle(each).backgroundColor))
        .reduce((below, color) => over(color, below), channels("Canvas").slice(0, 3));
    const around = (text, shape) => {
        const inner = text.getBoundingClientRect(), outer = shape.getBoundingClientRect();
        const [x, y] = [inner.left + inner.width / 2, inner.top + inner.height / 2];
        return outer.left < x && x < outer.right && outer.top < y && y < outer.bottom;
    };
    const shapes = (text) => [...text.ownerSVGElement.querySelectorAll("rect, circle, ellipse")].filter((each) =>
        each.checkVisibility({ opacityProperty: true }) && around(text, each)
        && each.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING);
    const under = (el) => el instanceof SVGElement ? shapes(el).map((each) => getComputedStyle(each))
        .filter(({ fill }) => /^(rgb|color)/.test(fill)).map(({ fill, fillOpacity, opacity }) => {
            const [r, g, b, a] = channels(fill);
            return [r, g, b, a * fillOpacity * opacity];
        }).reduce((below, color) => over(color, below), ground(el)) : ground(el);
    const OFF = ":disabled, [aria-disabled=true], [inert], .nbnn-hidden-text, .nbnn-python-said, option, title, desc, style";
    const seen = (el) => el.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !el.closest(OFF)
        && el.getBoundingClientRect().width > 1;
    const found = new Map();
    const look = (el, words) => {
        const style = getComputedStyle(el), below = under(el);
        const [r, g, b, a] = channels(el instanceof SVGElement ? style.fill : style.color);
        const shown = a * parents(el).reduce((product, each) => product * getComputedStyle(each).opacity, 1);
        const ratio = contrast(over([r, g, b, shown], below), below);
        const name = el.className.baseVal ?? el.className;
        if (ratio < LEAST) found.set(`${name}: ${words}`, `“${words}” (${name}) has ${ratio.toFixed(1)} to 1`);
    };
    let letters = 0;
    for (const lab of document.querySelectorAll(".nbnn-lab")) {
        const walk = document.createTreeWalker(lab, NodeFilter.SHOW_TEXT);
        while (walk.nextNode()) {
            const el = walk.currentNode.parentElement, words = walk.currentNode.data.trim();
            if (words && seen(el)) { letters += words.length; look(el, words.slice(0, 40)); }
        }
        for (const formula of [...lab.querySelectorAll("math")].filter(seen)) {
            if (getComputedStyle(formula).forcedColorAdjust === "auto") found.set("math", "formulas with a box behind each line");
        }
        for (const field of [...lab.querySelectorAll("input[type=text], select, textarea")].filter(seen)) look(field, field.value);
        for (const map of [...lab.querySelectorAll("canvas")].filter((each) => seen(each) && each.width > 10)) {
            const copy = document.createElement("canvas"), { width, height } = map;
            Object.assign(copy, { width, height });
            const painted = copy.getContext("2d", { willReadFrequently: true });
            painted.drawImage(map, 0, 0);
            const { data } = painted.getImageData(0, 0, width, height), colors = new Set();
            for (let k = 0; k < data.length; k += 4) colors.add(data.slice(k, k + 4).join());
            if (colors.size === 1 && data[3] === 255) found.set(map, `a map of one color: ${[...colors]}`);
        }
    }
    return [[...found.values()], letters];
}"""


THEME = "light => { document.documentElement.dataset.jpThemeLight = document.body.dataset.jpThemeLight = light; }"


def hard_to_read(page) -> list[str]:
    """What is hard to read in a page's labs where the system's page is light and JupyterLab's dark, and the other way around."""
    wrong = []
    for scheme, theme in (("light", "false"), ("dark", "true")):
        page.emulate_media(forced_colors="active", color_scheme=scheme)
        page.evaluate(THEME, theme)
        page.evaluate(TWO_FRAMES)
        found, letters = page.evaluate(HARD_TO_READ)
        assert letters > 0, "there is something to be read"
        wrong += [f"{scheme}: {words}" for words in found]
    return wrong
