"""Labs and a lesson as pages of their own, opened as files by a browser that may ask for nothing else."""

import json
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

import nbnn.labs
from nbnn.cli.lesson_page import lesson_page
from nbnn.page.page import HERE as PAGE
from nbnn.views.player.player import Player
from nbnn.views.player.status import StatusLine
from tests.browser.forced_colors import hard_to_read
from tests.browser.lab import LATER, REST, TWO_FRAMES
from tests.labs.every_lab import lab_classes, make
from tests.patience import HANGS

pytestmark = pytest.mark.browser

LESSON = Path(__file__).parents[2] / "notebooks" / "01-review-of-networks.ipynb"  # Steppers, predictions, exercises; as large as any
GOLDEN = Path(__file__).parents[1] / "golden" / "moments.json"
MEGABYTE = 1_000_000
LINES = 100  # more than the steps of any update, term by term
ALL_SHOWN = """document.addEventListener('nbnn-shown', ({ detail }) => { globalThis.manager = detail.widget_manager; });
document.addEventListener('nbnn-all-shown', () => { globalThis.allShown = true; });"""
DRAWN = """() => globalThis.allShown && [...document.querySelectorAll("[data-widget]")].every((place) =>
  [...place.querySelectorAll(".nbnn")].some((view) => view.getBoundingClientRect().height > 40)
  && [...place.querySelectorAll(".nbnn-player:not(:has(.nbnn-status)), .nbnn-moving h3:empty")].length === 0
  && place.nextElementSibling?.matches(".moment"))"""
BAD = {
    "1:OptimizerRace.3": "it is to OptimizerRace number 3, but this page has 2 of them.",
    "1:Stepper": "it is to a Stepper, but this page has none.",
    "2:LossLab": "the link is of version 2",
    "1:OptimizerRace:update=99999:line=0:unit=0:by=update": "update is 99999, but this OptimizerRace has updates 0 to",
    "nothing": "“nothing” is not a link to a moment.",
    "%E0%A4": "“%E0%A4” is not a link to a moment.",
    "<img src=x onerror=alert(1)>": "“<img src=x onerror=alert(1)>” is not a link",
}
MOVED = """([player, index, words]) => player.querySelector(".nbnn-scrubber").value !== index
  || player.querySelector(".nbnn-status").textContent !== words"""
# Step by step through an update and back: at the beginning, after it, at the beginning again; does it end there, how far does it go?
STEPPED = """async (player, lines) => {
    const scrubber = player.querySelector(".nbnn-scrubber"), step = player.querySelector(".nbnn-step");
    const click = (name) => player.querySelector(`button[aria-label=${name}]`).click();
    const now = async () => {
        for (let k = 0; k < 2; k += 1) await new Promise((over) => requestAnimationFrame(over));
        return [scrubber.value, player.querySelector(".nbnn-status").textContent];
    };
    const goesOn = () => step.textContent === "Step" && !step.disabled;
    click("First");
    const before = await now();
    let after = before, steps = 0;
    for (; after[0] === before[0] && steps < lines && goesOn(); steps += 1) {
        step.click();
        after = await now();
    }
    const ends = step.textContent === "Check" || step.disabled;
    for (let k = 0; k < steps; k += 1) {
        click("Back");
        await now();
    }
    return [before, after, await now(), ends, Number(scrubber.max)];
}"""
FAST = (["Data", "Loss", "Controls"], ["Data", "Controls"], ["Loss"], ["One weight"], ["Data", "Loss"], ["One weight", "Loss"], ["Loss"],
        ["Controls"], ["Data", "Controls"])  # in the end Loss alone
PRESS = """(names) => [...document.querySelectorAll(".nbnn-unfold > button")]
  .filter((button) => names.includes(button.textContent)).forEach((button) => button.click())"""
SETTLED = "async () => { await globalThis.manager.nbnnAnswers.turn; await globalThis.manager.settled(); }"
FITS = "() => document.documentElement.scrollWidth <= innerWidth"
PARTS = "(place) => place.querySelectorAll('*').length"
PARTS_AT_REST = f"""async (place) => {{
    await new Promise((over) => setTimeout(over, {REST})); // some of it is drawn only when the lab has been calm for a while
    for (let was = -1, frames = 0; frames < 12; frames += 1) {{ // views are drawn in turn, one a frame
        const now = ({PARTS})(place);
        if (now !== was) frames = 0;
        was = now;
        await new Promise((over) => requestAnimationFrame(over));
    }}
    return ({PARTS})(place);
}}"""
SAID_AGAIN = """(place) => [...place.querySelectorAll('.nbnn-python')].some((line) =>
    line.nextElementSibling?.nextElementSibling?.matches('.nbnn-python'))"""
# Names of minima of which the plot would cut something off.
CUT = """() => [...document.querySelectorAll(".bqplot.figure svg [clip-path] text")].map((text) => text.textContent)
  .filter((words) => words.endsWith("minimum"))"""
PAPER = 718  # px: A4 within the margins that a browser gives it
# On paper: what is wider than it, what hangs over something, and the color of letters.
PRINTED = """() => [
    [...document.querySelectorAll(".lab, pre")].filter((each) => each.scrollWidth > each.clientWidth + 1
        || each.getBoundingClientRect().right > innerWidth).map((each) => each.textContent.slice(0, 40)),
    [...document.querySelectorAll("*")].filter((each) => getComputedStyle(each).position === "sticky").length,
    getComputedStyle(document.body).color]"""
# A sum of derivatives that is not whole yet, where a graph has one.
A_PART = """async () => {
    const players = [...document.querySelectorAll(".nbnn-lab:has(.nbnn-graph) .nbnn-player")];
    for (const player of players) {
        player.querySelector("button[aria-label=First]").click();
        const step = player.querySelector(".nbnn-step");
        const goesOn = () => step.textContent === "Step" && !step.disabled && step.getAttribute("aria-disabled") !== "true";
        for (let k = 0; k < 60 && goesOn() && !player.closest(".nbnn-lab").querySelector(".adding"); k += 1) {
            step.click();
            await new Promise((over) => requestAnimationFrame(() => requestAnimationFrame(over)));
        }
    }
}"""
HEIGHTS = """() => [...new Set([...document.querySelectorAll(".nbnn-controls :is(select, .widget-text input)")]
  .map((field) => field.offsetHeight).filter(Boolean))]"""
AT_REST = "() => { document.documentElement.dataset.nbnnRest = '0'; }"  # the address follows at once


@pytest.fixture
def opened(browser):
    """Opens a file and returns its page; at the end nothing has gone wrong in it, and nothing else was asked for."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    wrong, asked = [], []
    context.set_default_timeout(1000 * HANGS)
    context.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
    context.on("request", lambda request: asked.append(request.url))
    context.add_init_script(ALL_SHOWN)
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)

    def go_to(path, moment="", slower=1):
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
        page.goto(path.as_uri() + moment)
        wait_until(page, DRAWN)
        page.evaluate(AT_REST)
        return page
    yield go_to
    fits = page.evaluate(FITS)
    context.close()
    assert wrong == []
    assert fits, "nothing is wider than the page"
    assert [url for url in asked if not url.startswith(("file:", "blob:", "data:"))] == []


def wait_until(page, true, *given):
    """Playwright's own waiting evaluates text in the page, which its policy does not allow."""
    for _ in range(HANGS * 20):
        if page.evaluate(true, *given):
            return
        page.wait_for_timeout(50)
    raise TimeoutError(f"it never came: {true} {given}")


# ---- every lab ----

@pytest.mark.parametrize("kind", lab_classes(), ids=lambda kind: kind.__name__)
def test_every_lab_moves_without_python_says_what_python_says_and_is_read_in_forced_colors(opened, tmp_path, kind):
    labs = [make(line) for line in kind.examples]
    path = nbnn.labs.to_html(labs, tmp_path / "labs.html")
    if path.stat().st_size > 1.5 * MEGABYTE:  # what one of them takes stands in it, too
        for number, lab in enumerate(labs):
            assert lab.to_html(tmp_path / f"{number}.html").stat().st_size <= 1.5 * MEGABYTE
    page = opened(path)
    assert page.evaluate(CUT) == []
    assert page.evaluate(HEIGHTS) in ([], [34]), "fields beside each other are as high as each other"
    for number, (place, lab) in enumerate(zip(page.locator("[data-widget]").all(), labs, strict=True), start=1):
        goes_where_a_link_leads(page, place, lab, number)
        for player in place.locator(".nbnn-player").filter(has=page.locator(".nbnn-step")).all():
            if can_move(player):
                moves(page, player)
                plays(page, player)
        for prediction in place.locator(".nbnn-prediction").all():
            prediction.get_by_role("button", name="Just show me").click()
            assert prediction.locator(".nbnn-compared td").count(), "what comes is there without Python"
        drags(page, place)
        unfolds(page, place)
        for asking in place.locator("[data-asks='']").all():  # the others may be answered: see test_answers.py
            assert asking.get_attribute("aria-disabled") == "true", "it says that it does nothing here"
        assert not place.evaluate(SAID_AGAIN), "rows under one another say it once"
    page.evaluate(A_PART)
    assert hard_to_read(page) == []
    for lab in labs:
        lab.close()


def goes_where_a_link_leads(page, place, lab, number):
    """A link to the middle of what there is, and the next step from there: the address says it, and the words are Python's."""
    moment = lab.token()
    player = getattr(lab, "player", None) or next(iter(lab.all_of(Player)), None)
    if player is not None and player.schema:
        middle = min(player.covered.get("update", player.moments), player.moments - 1) // 2
        moment = re.sub(r":(update|epoch)=\d+", rf":\1={middle}", moment, count=1)
    if not isinstance(lab, nbnn.labs.Stepper):
        moment = moment.replace(":by=line", ":by=update")  # there are sentences of updates only
    lab.go(moment)
    page.evaluate("(hash) => { document.activeElement.blur(); location.hash = hash; }", numbered(moment, number))
    wait_until(page, "(at) => document.querySelectorAll('[data-widget]')[at] === document.activeElement", number - 1)
    says_what_python_says(page, place, lab)
    if ":by=" not in moment:
        return
    step = place.locator(".nbnn-player:has(.nbnn-step)").last.locator(".nbnn-step") if place.locator(".nbnn-step").count() else None
    if step is None or step.is_disabled() or step.text_content() == "Check":
        return
    step.click()
    wait_until(page, "(before) => decodeURIComponent(location.hash) !== `#${before}`", numbered(moment, number))
    if isinstance(lab, nbnn.labs.Playground):
        lab.train(1)  # the page has it recorded, and Python makes it when it is asked
    lab.go(page.evaluate("() => location.hash"))
    assert lab.token() != moment
    says_what_python_says(page, place, lab)


def numbered(moment, number):
    """The token as the page writes it."""
    return moment if number == 1 else re.sub(r"^1:(\w+)", rf"1:\1.{number}", moment)


def says_what_python_says(page, place, lab):
    """Whatever status line a lab has, what it says is what Python says of this moment."""
    page.evaluate(TWO_FRAMES)
    assert page.locator(".moment-said").text_content() == ""
    said = [lab.sentence(), *(line.said for line in lab.all_of(StatusLine))]
    said += [str(each.schema["sentences"][each.index]) for each in lab.all_of(Player)
             if each.index < len(each.schema.get("sentences", ()))]
    shown = [words for words in place.locator(".nbnn-status:visible").all_text_contents() if words]
    for words in shown:
        assert any(words in each for each in said), f"the page says {words!r}, Python {said}"


def can_move(player):
    step = player.locator(".nbnn-step")
    return not (step.get_attribute("aria-disabled") == "true" or step.is_disabled() or step.text_content() == "Check")


def moves(page, player):
    """Step to the next update and back again, where there is more than the beginning and it is not asked for first; then scrub."""
    before, after, again, ends, most = player.evaluate(STEPPED, LINES)
    assert after[1] != before[1] and (after[0] != before[0] or ends)
    assert again == before
    scrubber = player.locator(".nbnn-scrubber")
    if player.locator(".nbnn-step").text_content() == "Step" and most > 0:
        scrubber.fill("1")
        assert now(page, player)[1] != before[1]


def now(page, player):
    page.evaluate(TWO_FRAMES)
    return player.locator(".nbnn-scrubber").input_value(), player.locator(".nbnn-status").text_content()


def plays(page, player):
    """From the beginning, until it has moved; it stops at a question and at the end by itself."""
    player.get_by_role("button", name="First", exact=True).evaluate("(button) => button.click()")
    play = player.get_by_role("button", name="Play", exact=True)
    if play.is_disabled():
        return
    player.locator(".nbnn-speed").select_option("60")
    before, button = now(page, player), play.element_handle()
    play.click()
    wait_until(page, MOVED, [player.element_handle(), *before])
    button.evaluate("(button) => { if (button.getAttribute('aria-label') === 'Pause') button.click(); }")  # it may have stopped by itself


def drags(page, place):
    """What a learner may take hold of moves, and what it moves follows; where that would need Python, it says so."""
    for handle in place.locator(".nbnn-handle:visible").all():
        if handle.get_attribute("aria-disabled") == "true":
            continue
        handle.scroll_into_view_if_needed()
        box = handle.locator(".nbnn-handle-dot").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        moved = []
        for across in (60, -60):  # one of them may be at its end
            page.mouse.move(x + across, y - 20, steps=3)
            page.evaluate(TWO_FRAMES)
            moved.append((handle.get_attribute("aria-valuetext"), handle.get_attribute("transform")))
        page.mouse.up()
        assert moved[0] != moved[1]


def unfolds(page, place):
    """A button that shows more shows more, and less again; where it cannot, it is off and the reason stands beside it."""
    for button in place.locator(".nbnn-unfold > button:not([class*=nbnn-field-])").all():
        if button.get_attribute("aria-disabled") == "true":
            assert place.locator(".nbnn-python").count(), "it says why it does nothing here"
            continue
        page.evaluate(SETTLED)
        folded = place.evaluate(PARTS_AT_REST)
        button.press("Enter")
        wait_until(page, f"([place, was]) => ({PARTS})(place) > was", [place.element_handle(), folded])
        button.press("Enter")
        wait_until(page, f"([place, was]) => ({PARTS})(place) === was", [place.element_handle(), folded])


def test_views_unfold_and_fold_faster_than_they_can_be_made(opened, tmp_path):
    """Each press in a task of its own, then several at once: in the end the page is as if each had been waited for."""
    lab = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1]), nbnn.datasets.moons())
    page = opened(lab.to_html(tmp_path / "lab.html"))
    for names in FAST:
        page.evaluate(PRESS, names)
    page.evaluate(SETTLED)
    wait_until(page, "() => document.querySelectorAll('.nbnn-loss > .bqplot').length === 1")
    assert page.locator(".nbnn-diagram, .nbnn-board, .nbnn-loss, .nbnn-unfold").count() == 4
    assert page.locator(".nbnn-data, .nbnn-one-weight, .nbnn-controls-box").count() == 0
    lab.close()


# ---- a link to a moment ----

def test_the_page_reads_and_refuses_a_link_with_the_words_of_python(browser):
    page, golden = browser.new_page(), json.loads(GOLDEN.read_text("utf-8"))
    script = (PAGE / "moment.js").read_text("utf-8").replace("export ", "")
    page.add_script_tag(type="module", content=script + """
        globalThis.read = ({ lab, fixed, unfolds, schema, count, stop }, token) => {
          try {
            const moment = readMoment(token);
            checkLab(moment, lab); checkViews(moment, fixed, unfolds); checkPlace(moment, schema, count, stop);
            return ["", textOf(moment)];
          } catch (error) { return [error.message, token]; }
        };""")
    page.wait_for_function("() => globalThis.read")
    found = page.evaluate("({ labs, cases }) => cases.map(([lab, token]) => globalThis.read(labs[lab], token))", golden)
    assert found == [[wrong, token] for _, token, wrong in golden["cases"]]
    page.close()


def test_a_link_opens_a_page_at_its_moment_and_a_bad_one_is_ignored_with_a_word(opened, tmp_path):
    labs = [nbnn.labs.LossLab(), nbnn.labs.OptimizerRace(), nbnn.labs.OptimizerRace()]
    path = nbnn.labs.to_html(labs, tmp_path / "labs.html")
    page = opened(path, "#1:OptimizerRace.2:update=20:line=0:unit=0:by=update")
    counts = page.locator(".nbnn-count")
    assert [words.split(" / ")[0] for words in counts.all_text_contents()] == ["0", "20"] and said(page) == ""
    assert page.evaluate("() => document.activeElement.dataset.lab") == "OptimizerRace" and page.evaluate("() => scrollY") > 500
    for bad, words in BAD.items():
        page.evaluate("(hash) => { location.hash = hash; }", bad)
        wait_until(page, "(words) => document.querySelector('.moment-said').textContent.includes(words)", words)
        assert counts.last.text_content().startswith("20 /") and said(page).startswith("This link leads to no moment of this page: ")
    page.evaluate("() => { location.hash = '#main'; }")
    wait_until(page, "() => document.querySelector('.moment-said').textContent === ''")
    for lab in labs:
        lab.close()


def said(page):
    return page.locator(".moment-said").text_content()


def test_the_link_is_copied_or_offered_to_be_copied(opened, tmp_path):
    lab = nbnn.labs.OptimizerRace()
    page, first = opened(lab.to_html(tmp_path / "lab.html")), lab.token()
    page.locator(".nbnn-step").click()
    page.evaluate("() => { navigator.clipboard.writeText = (text) => { globalThis.copied = text; return Promise.resolve(); }; }")
    button = page.get_by_role("button", name="Copy link to this moment")
    button.click()
    wait_until(page, "() => document.querySelector('.moment [role=status]').textContent === 'Copied.'")
    copied = page.evaluate("() => globalThis.copied")
    lab.go(copied.split("#")[1])
    assert copied == f"{page.url.split('#')[0]}#{lab.token()}" and lab.token() != first
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    button.click()
    wait_until(page, "() => document.querySelector('.moment input')")
    assert page.get_by_label("Copy link to this moment").last.input_value() == copied
    lab.close()


# ---- a lesson, and a page as a whole ----

@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    path = tmp_path_factory.mktemp("lesson") / "lesson.html"
    path.write_text(lesson_page(LESSON, "../lite"), "utf-8")
    return path


def test_a_lesson_is_whole_on_its_page_also_on_a_processor_six_times_slower(opened, lesson):
    """The state it comes to, not the time that it takes."""
    assert lesson.stat().st_size <= 2 * MEGABYTE
    page = opened(lesson, slower=6)
    assert page.locator("[data-widget]").count() > 10 and page.title().startswith("Review: ")
    assert page.locator("math").count() > 50
    assert page.locator(".lab:has-text('cannot be shown'), .lab:has-text('Run this cell again')").count() == 0
    assert page.get_by_role("link", name="run this lesson in your browser").get_attribute("href") == \
        "../lite/notebooks/index.html?path=01-review-of-networks.ipynb"
    told = page.locator(".words p", has_text="The third unit is off")
    told.wait_for(state="hidden")
    asked = page.locator(".nbnn-prediction", has=page.get_by_role("textbox", name="The three numbers of h"))
    asked.get_by_role("button", name="Just show me").click()
    told.wait_for()


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (1920, "light")])
def test_axe_finds_nothing_on_a_lesson_and_nothing_is_wider_than_the_page(browser, lesson, width, theme):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, bypass_csp=True)  # axe is put into the page
    context.add_init_script(ALL_SHOWN)
    page = context.new_page()
    page.goto(lesson.as_uri())
    wait_until(page, DRAWN)
    page.evaluate(LATER, REST)  # the labs have taken the height that the page has for them
    page.evaluate(TWO_FRAMES)
    found = [(each["id"], node["html"]) for each in Axe().run(page).response["violations"] for node in each["nodes"]]
    assert [each for each in found if "<math" not in each[1]] == [], "axe takes a formula in a heading for nothing"
    assert page.evaluate(FITS)
    is_whole_on_paper(page)
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "main"
    context.close()


def is_whole_on_paper(page):
    theme = "() => document.documentElement.dataset.jpThemeLight"
    screen, before = page.viewport_size, page.evaluate(theme)
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER, "height": 1000})
    assert page.evaluate(PRINTED) == [[], 0, "rgb(0, 0, 0)"]
    page.emulate_media(media="screen")
    page.set_viewport_size(screen)
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(theme) == before


def test_a_page_is_light_or_dark_as_the_reader_wants_it(opened, tmp_path):
    lab = nbnn.labs.LossLab()
    page = opened(lab.to_html(tmp_path / "lab.html"))
    paper = "() => getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.emulate_media(color_scheme="dark")
    wait_until(page, "() => document.documentElement.dataset.jpThemeLight === 'false'")
    assert (light, page.evaluate(paper)) == ("rgb(255, 255, 255)", "rgb(17, 17, 17)")
    lab.close()
