"""What moves and what moves it are in view together: every view of every lab, on four screens, in both themes."""

import pytest

pytestmark = pytest.mark.browser

SCREENS = ((1280, 900, True), (1366, 768, True), (1024, 768, False), (390, 844, False))  # width, height, with the side bar open?
# Views that need more room than a lab's examples: several layers, targets and numbers, remarks, nodes.
MORE = {"Stepper": (
    "nbnn.labs.worked_example([[.15, .2, .35], [.25, .3, .35]], [[.4, .45, .6], [.5, .55, .6]], [.05, .1], [.01, .99], 'half_squared',"
    " activation='sigmoid', output='sigmoid', bias=True, show='all')",
    "nbnn.labs.worked_example([[[1, -1], [.5, 2]], [[1, .5], [-1, 1], [.3, -.2]], [1, -.5, 2]], x=[2, 1], z=-1, show='all')",
    "nbnn.labs.worked_example([[1, -1], [.5, 2], [-1, .5]], [[1, 2, 0], [0, 1, 1], [2, 0, 1]], [2, 1], 3, 'multiclass_hinge', by='term')",
), "GraphLab": (
    "long = nbnn.labs.GraphLab('(a + b*cos(c + d*exp(e + f*sin(g + h*x))) - z)**2', dict(zip('abcdefghxz', range(1, 11))))\n"
    "long.player.index = 30\nlong",
)}
ARRANGE = """open => {
    const { shell } = window.jupyterapp;
    shell.mode = "multiple-document";
    if (open) shell.expandLeft(); else shell.collapseLeft();
}"""
SET_BACK = """() => {
    const { shell } = window.jupyterapp;
    shell.collapseLeft();
    shell.mode = "single-document";
}"""

# Everything that is wrong with the labs of this notebook on this screen, in words. A picture is a drawing that one sees as one: an svg or
# canvas that lies in no other, and is more than a sign in the text. dark: compare with the dark theme too, which is new styles and new
# paint for all of JupyterLab: once a notebook, since what a theme might move it moves on every screen.
MEASURE = """async (dark) => {
    const frame = () => new Promise(requestAnimationFrame);
    const panel = document.querySelector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer");
    const view = () => panel.getBoundingClientRect();
    const seen = (el) => el.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && el.getBoundingClientRect().width > 0;
    const named = (el) => {
        const card = el.closest(".nbnn-card"), title = card?.querySelector("h3")?.textContent ?? "";
        const own = [...el.classList].filter((name) => !/^(lm-|jupyter-|widget-|jp-)/.test(name)).join(".");
        return `${el.tagName.toLowerCase()}.${own} ${title ? `of “${title}”` : ""}`.trim();
    };
    const pictures = (lab) => [...lab.querySelectorAll("svg, canvas, .bqplot.figure")].filter((el) => {
        const { width, height } = el.getBoundingClientRect();
        return seen(el) && width >= 100 && height >= 60 && !el.parentElement.closest("svg, .bqplot.figure");
    });
    // A chart that is in sight, if only by its edge, is as large as its place; it is drawn anew a moment after that has changed.
    const drawn = (lab) => [...lab.querySelectorAll(".nbnn-moving, .nbnn-data, .nbnn-loss")].filter(seen).every((card) => {
        const [place, area] = [".bqplot.figure", ".plotarea_events"].map((name) => card.querySelector(name)?.getBoundingClientRect());
        if (!area) return false;
        if (place.bottom <= view().top || place.top >= view().bottom) return true;
        const [right, below] = [place.right - area.right, place.bottom - area.bottom];
        return right > 4 && right < 44 && below > 30 && below < 90;
    });
    const places = (lab) => JSON.stringify([lab, ...lab.querySelectorAll("svg, canvas, .bqplot.figure")].map((el) => {
        const { x, y, width, height } = el.getBoundingClientRect();
        return [x, y, width, height].map(Math.round);
    }));
    // Laid out: all charts are there, and nothing has moved for a while.
    const rested = async (...labs) => {
        let was = "", still = 0;
        for (let k = 0; k < 2000 && still < 4; k += 1) {
            await frame();
            const now = labs.map(places).join();
            still = labs.every(drawn) && now === was ? still + 1 : 0;
            was = now;
        }
        return still >= 4;
    };
    const scrollTo = async (el) => {
        el.scrollIntoView({ block: "start", behavior: "instant" });
        await frame();
        await frame();
    };
    const outOfView = (el, top, bottom) => {
        const at = el.getBoundingClientRect();
        const [above, below] = [top - at.top, at.bottom - bottom].map(Math.round);
        return above > 1 || below > 1 ? [`${named(el)}: ${Math.max(above, below)} px out of view`] : [];
    };
    const inView = (lab, bar, shown) => {
        const { top, bottom } = view(), edge = bar ? bar.getBoundingClientRect().top : bottom;
        const lost = shown.flatMap((el) => outOfView(el, top, edge));
        return bar ? [...lost, ...outOfView(bar, top, bottom)] : lost;
    };
    // A drawing that is larger than its frame, and moves in it, has its frame's place.
    const placeOf = (el) => el.closest(".nbnn-moves") ?? el;
    // What is read is no smaller than this, on the page as it is seen; an index is smaller than its letter.
    const LEAST = 11, LEAST_INDEX = 9;
    const isIndex = (el) => el.closest(":is(msub, msup, msubsup) > :not(:first-child)") !== null;
    const small = (lab) => {
        const found = new Map(), words = document.createTreeWalker(lab, NodeFilter.SHOW_TEXT);
        while (words.nextNode()) {
            const { parentElement: el, data } = words.currentNode;
            if (!data.trim() || !seen(el) || el.closest(".nbnn-hidden-text, option")) continue;
            const drawn = el.closest("text")?.getScreenCTM(), scale = drawn ? Math.hypot(drawn.a, drawn.b) : 1;
            const size = parseFloat(getComputedStyle(el).fontSize) * scale;
            if (size > (isIndex(el) ? LEAST_INDEX : LEAST) - 0.05) continue;
            found.set(named(el), `“${data.trim()}” of ${named(el)}: letters of ${size.toFixed(1)} px`);
        }
        return [...found.values()];
    };
    const cut = (els) => els.flatMap((el) => {
        const own = ".nbnn-moves, input, select, option, .nbnn-hidden-text, .nbnn-python-said";
        if (el.closest("svg") || el.matches(own) || !el.clientWidth) return [];
        const { overflowX: x, overflowY: y } = getComputedStyle(el);
        const [wide, high] = [el.scrollWidth - el.clientWidth, el.scrollHeight - el.clientHeight];
        const lost = [x !== "visible" && wide > 1 ? `${wide} px of its width` : "",
            (y === "hidden" || y === "clip") && high > 1 ? `${high} px of its height` : ""].filter(Boolean).join(" and ");
        return lost && seen(el) ? [`${named(el)}: ${lost} cut off`] : [];
    });
    const outside = (lab, pictures) => {
        const found = new Map(); // the first of each card: the others have the same reason
        const texts = pictures.flatMap((each) => [...each.querySelectorAll("text")]);
        for (const el of texts.filter((text) => text.textContent.trim() && seen(text))) {
            const card = el.closest(".nbnn-card") ?? lab, drawing = el.closest("svg");
            if (el.closest(".nbnn-moves")) continue;
            const around = getComputedStyle(drawing).overflow === "visible" ? card : drawing; // what cuts it off
            const [place, at] = [around, el].map((each) => each.getBoundingClientRect());
            const over = Math.round(Math.max(place.left - at.left, at.right - place.right, place.top - at.top, at.bottom - place.bottom));
            const of = around === card ? "card" : "drawing";
            if (over > 1 && !found.has(card)) found.set(card, `“${el.textContent}” of ${named(el)}: ${over} px out of its ${of}`);
        }
        return [...found.values()];
    };
    // The numbers of an axis do not lie on each other.
    const merged = (pictures) => pictures.flatMap((each) => [...each.querySelectorAll(".axis")]).flatMap((axis) => {
        const numbers = [...axis.querySelectorAll(".tick text")].filter((text) => text.textContent.trim() && seen(text));
        const boxes = numbers.map((text) => text.getBoundingClientRect());
        const first = boxes.findIndex((box, k) => boxes.slice(k + 1).some((other) => box.left < other.right && other.left < box.right
            && box.top + 4 < other.bottom && other.top + 4 < box.bottom)); // a line's box is higher than its digits
        return first < 0 ? [] : [`“${numbers[first].textContent}” of ${named(axis)} lies on another number`];
    });
    // A path on a lower or narrower plane is a line of dots.
    const LEAST_WIDE = 150, LEAST_HIGH = 80;
    const tiny = (pictures) => pictures.flatMap((each) => {
        const plane = each.querySelector(".plotarea_events")?.getBoundingClientRect();
        if (!plane || (plane.width >= LEAST_WIDE && plane.height >= LEAST_HIGH)) return [];
        return [`${named(each)}: a plane of ${Math.round(plane.width)} × ${Math.round(plane.height)} px`];
    });
    const lostNow = (lab) => [...lab.querySelectorAll(".nbnn-moves")].filter(seen).flatMap((frame) => {
        const [around, now] = [frame, frame.querySelector(".node.current")].map((el) => el?.getBoundingClientRect());
        const inside = !now || ["left", "top"].every((side) => now[side] >= around[side] - 1)
            && ["right", "bottom"].every((side) => now[side] <= around[side] + 1);
        return inside ? [] : [`${named(frame)}: what is computed now is out of its frame`];
    });
    // What is chosen or typed is read whole; a text field that fills its row shows what it can, and moves what is longer.
    const letters = document.createElement("canvas").getContext("2d");
    const shortened = (lab) => [...lab.querySelectorAll("select, input")].filter(seen).flatMap((el) => {
        if (el.matches("[type=range], [type=checkbox], [type=radio], [type=file]")) return [];
        if (el.matches("input") && el.offsetWidth > 0.8 * lab.clientWidth) return [];
        const style = getComputedStyle(el), text = el.matches("select") ? el.selectedOptions[0]?.text ?? "" : el.value;
        letters.font = style.font;
        const arrow = el.matches("select") ? 12 : 0, sides = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
        const room = el.clientWidth - sides - arrow;
        const lost = Math.round(letters.measureText(text).width - room);
        return lost > 1 ? [`${named(el)}: ${lost} px of “${text}” cut off`] : [];
    });
    const spilled = (lab) => [...lab.querySelectorAll(".nbnn-card > :not(.nbnn-hidden-text)")].filter(seen).flatMap((el) => {
        const over = Math.round(el.getBoundingClientRect().bottom - el.parentElement.getBoundingClientRect().bottom);
        return over > 1 ? [`${named(el)}: ${over} px below its card`] : [];
    });
    const wider = (lab) => {
        const right = lab.getBoundingClientRect().right + 1;
        return [...lab.querySelectorAll(".nbnn-card, .nbnn-bar > *, .nbnn-controls > *, .nbnn-unfold > *")]
            .filter((el) => seen(el) && el.getBoundingClientRect().right > right).map((el) => `${named(el)}: wider than its lab`);
    };
    const stays = async (lab, bar) => {
        if (!bar) return [];
        const lost = [];
        for (const block of ["start", "end"]) {
            lab.scrollIntoView({ block, behavior: "instant" });
            await frame();
            lost.push(...outOfView(bar, view().top, view().bottom).map((words) => `${words} at the lab's ${block}`));
        }
        const ground = getComputedStyle(bar).backgroundColor;
        return /^rgb\\(/.test(ground) ? lost : [...lost, `the bar's ground is ${ground}: what lies under it shows`];
    };
    // A finger hits it in 24 px (WCAG 2.2, 2.5.8), or the words beside it; the units of a drawing are as small as their network is large.
    const isLow = (el) => {
        const target = el.closest("label") ?? el, { left, top, bottom, width } = target.getBoundingClientRect();
        if (!width || el.closest("svg, .nbnn-pg-unit")) return false;
        return [-11.5, 11.5].some((away) => !target.contains(document.elementFromPoint(left + width / 2, (top + bottom) / 2 + away)));
    };
    // What is reached by keyboard does not come under the bar.
    const covered = (lab, bar) => {
        const all = [...lab.querySelectorAll("button, input, select, textarea, summary, [tabindex='0']")];
        const reached = all.filter((el) => seen(el) && !el.matches(":disabled"));
        const found = reached.flatMap((el) => {
            el.focus();
            const { bottom, height } = el.getBoundingClientRect();
            const under = bar && !bar.contains(el) && height < 200 && bottom > bar.getBoundingClientRect().top + 1;
            return [...(under ? [`${named(el)} is under the bar when it has the focus`] : []),
                ...(isLow(el) ? [`${named(el)}, “${el.textContent.slice(0, 20)}”, is lower than 24 px`] : [])];
        });
        document.activeElement.blur();
        return found;
    };
    const look = async (lab) => {
        await scrollTo(lab);
        if (!(await rested(lab))) return ["it never comes to rest"];
        const bar = lab.querySelector(".nbnn-stays"), all = pictures(lab);
        const lines = [...lab.querySelectorAll("[aria-current=step]")].filter(seen);
        const inCards = new Set(all.flatMap((el) => [...(el.closest(".nbnn-card") ?? el).querySelectorAll("*"), el.closest(".nbnn-card")]));
        const others = [...lab.querySelectorAll("*")].filter((el) => !inCards.has(el));
        // In one column a table has its turn after the pictures.
        const rows = lab.offsetWidth < 700 ? [] : [...lab.querySelectorAll(".nbnn-table tr")].filter(seen);
        const found = [...inView(lab, bar, rows), ...cut(others), ...wider(lab), ...await stays(lab, bar), ...covered(lab, bar)];
        found.push(...small(lab), ...spilled(lab), ...lostNow(lab), ...shortened(lab));
        // In one column each picture is in view with the bar; else all of them are at once.
        const moving = [...all, ...lines], together = lab.offsetWidth < 700 ? moving.map((el) => [el]) : [moving];
        for (const shown of together.filter((some) => some.length)) {
            const cards = shown.map((el) => el.closest(".nbnn-card") ?? el);
            const [first] = cards.sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top);
            await scrollTo(first);
            if (!(await rested(lab))) return [...found, `${named(first)} never comes to rest`];
            const parts = cards.flatMap((card) => [card, ...card.querySelectorAll("*")]);
            found.push(...inView(lab, bar, shown.map(placeOf)), ...outside(lab, shown), ...tiny(shown), ...merged(shown));
            found.push(...cut(parts), ...small(lab));
        }
        return [...new Set(found)];
    };
    // The other theme has other colors; nothing lies elsewhere. All labs at once: it is new styles for all of JupyterLab.
    const inTheDark = async (labs) => {
        if (!(await rested(...labs))) return labs.map((lab) => [lab, "they never come to rest together"]);
        const { body } = document, theme = body.dataset.jpThemeLight, before = labs.map(places);
        body.dataset.jpThemeLight = "false";
        await frame();
        await frame();
        const moved = labs.filter((lab, k) => places(lab) !== before[k]);
        body.dataset.jpThemeLight = theme;
        return moved.map((lab) => [lab, "in the dark theme things lie elsewhere"]);
    };
    const found = {}, labs = [...panel.querySelectorAll(".nbnn-lab")];
    for (const [k, lab] of labs.entries()) {
        const wrong = await look(lab);
        if (wrong.length) found[k] = wrong;
    }
    for (const [lab, words] of dark ? await inTheDark(labs) : []) (found[labs.indexOf(lab)] ??= []).push(words);
    return found;
}"""


def screens_of(lab) -> dict[str, dict[str, list[str]]]:
    """Screen → number of the lab in the notebook → what is wrong with it there."""
    found = {}
    for width, height, side_bar in SCREENS:
        lab.page.set_viewport_size({"width": width, "height": height})
        lab.page.evaluate(ARRANGE, side_bar)
        lab.settle()
        found[f"{width} × {height}"] = lab.page.evaluate(MEASURE, not found)
    lab.page.evaluate(SET_BACK)
    return found


def lines_of(kind) -> list[str]:
    """A line of code for every view of the lab that is looked at."""
    return [*kind.examples, *MORE.get(kind.__name__, ())]


def what_is_wrong(lab, lines) -> list[str]:
    """With the labs of these lines, on any of the screens: test_every_lab.py opens them."""
    return [f"{screen}, {lines[int(k)]}: {words}" for screen, labs in screens_of(lab).items()
            for k, found in labs.items() for words in found]


def test_stepping_moves_nothing_but_the_line_that_is_read(new_lab):
    lab = new_lab(width=1366, height=768)
    page = lab.open("import nbnn\nnbnn.labs.worked_example([[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2], x=[2, 1], z=-1)").stepper()
    places = set()
    for _ in range(11):
        lab.settle()
        places.add(page.evaluate("""root => JSON.stringify(['.nbnn-diagram', '.nbnn-board', '.nbnn-lines', '.nbnn-stays'].map(name => {
            const { top, height } = root.querySelector(name).getBoundingClientRect();
            return [top - root.getBoundingClientRect().top, height].map(Math.round);
        }))"""))
        opened = page.locator(".nbnn-board .nbnn-open")
        assert opened.count() == 1 and opened.get_attribute("aria-current") == "step"
        closed = page.locator(".nbnn-board .nbnn-line:not(.nbnn-open)").evaluate_all("lines => lines.map(line => line.offsetHeight)")
        assert max(closed) <= 50, "a row of formula and value, of a matrix with three rows at most"
        page.get_by_role("button", name="Step", exact=True).click()
    assert len(places) == 1, places


@pytest.mark.parametrize("lesson", ['ask=("dl_dy", "dl_dw2")', 'ask=("dl_dW1", "unchanged", "loss_falls")'])
def test_what_is_asked_is_in_view_with_its_line_and_its_button(new_lab, lesson):
    lab = new_lab(width=1366, height=768)
    page = lab.open(f"import nbnn\nnbnn.labs.Stepper(nbnn.Network.random([2, 3, 1], seed=0), nbnn.datasets.moons(), {lesson})").stepper()
    while page.get_by_role("button", name="Step", exact=True).count():
        page.get_by_role("button", name="Step", exact=True).click()
    lab.settle()
    page.evaluate("root => root.scrollIntoView({ block: 'start' })")
    bar, room = page.locator(".nbnn-stays").bounding_box(), lab.page.locator(".jp-WindowedPanel-outer").bounding_box()
    for name in (".nbnn-asking", ".nbnn-asking-bar", "[aria-current=step]", ".nbnn-diagram svg"):
        box = page.locator(name).first.bounding_box()
        assert room["y"] - 1 <= box["y"] and box["y"] + box["height"] <= bar["y"] + 1, (name, box, bar, room)
