"""`present=True` fills what it is given: every view of every lab on a projector and on a tablet with the side bar open."""

import pytest

from tests.browser.test_one_screen import ARRANGE, MEASURE, SET_BACK
from tests.labs.every_lab import lab_classes

pytestmark = pytest.mark.browser

SCREENS = ((1920, 1080), (1024, 768))  # width, height; the side bar is open
SMALLEST, BOARD = 20, 32  # px of letters: of any text, and of the board on a projector
#: The sizes of the letters of a part that is seen; indices and exponents are smaller by rule.
SIZES = """root => {
    const found = {};
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const el = walk.currentNode.parentElement, words = walk.currentNode.data.trim();
        const small = el.closest("msup > :nth-child(2), msub > :nth-child(2), msubsup > :not(:first-child), mfrac, .nbnn-hidden-text");
        const box = el.getBoundingClientRect();
        if (!words || small || el.closest("svg, option, .nbnn-python-said") || box.width < 2 || !el.checkVisibility()) continue;
        found[words.slice(0, 40)] = parseFloat(getComputedStyle(el).fontSize);
    }
    return found;
}"""
#: The charts' planes, as wide and high as they are seen, in px.
PLANES = """root => [...root.querySelectorAll(".bqplot.figure")].filter(each => each.checkVisibility()).map(each => {
    const { width, height } = each.querySelector(".plotarea_events").getBoundingClientRect();
    return [each.closest(".nbnn-card").querySelector("h3").textContent, Math.round(width), Math.round(height)];
})"""
LEAST = (250, 110)  # px of a plane's width and height: below that a path on it is a line of dots
#: How far an element is out of the notebook's part of the page, in px, after the lab was scrolled to.
OUT = """el => {
    const page = el.closest(".jp-WindowedPanel-outer").getBoundingClientRect(), at = el.getBoundingClientRect();
    return Math.round(Math.max(page.top - at.top, at.bottom - page.bottom, page.left - at.left, at.right - page.right));
}"""
STEPPER = "nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1]), nbnn.datasets.moons(), steps=20, present=True)"
VOTE = '{1: ("Will it fall in the next update?", "yes", "no")}'
VOTES = [STEPPER[:-1] + f", cue={VOTE})", f'nbnn.labs.TrajectoryLab("hill", cue={VOTE}, present=True)',
         f"nbnn.labs.LearningRateLab(cue={VOTE}, present=True)"]


def in_a_hall(line: str) -> str:
    """An example's line, for a hall."""
    return f"{line[:-1]}{'' if line.endswith('()') else ', '}present=True)"


@pytest.fixture
def hall(lab):
    """A function that opens these labs, and one that shows them on each screen in turn."""
    def opened(*lines: str):
        lab.open(*(f"import nbnn\n{line}" for line in lines))
        lab.page.locator(".nbnn-lab").nth(len(lines) - 1).wait_for(state="attached")
        lab.page.evaluate(ARRANGE, True)
        for width, height in SCREENS:
            lab.page.set_viewport_size({"width": width, "height": height})
            lab.settle()
            found = lab.page.evaluate(MEASURE, (width, height) == SCREENS[0])  # it waits until everything has its place
            yield f"{width} × {height}", found
    yield opened
    lab.page.evaluate(SET_BACK)


@pytest.mark.parametrize("kind", lab_classes(), ids=lambda each: each.__name__)
def test_every_lab_fits_the_hall_and_is_read_from_the_last_row(lab, hall, kind):
    """Pictures and the bar are in view together, nothing is cut, no letter is smaller than 20 px, and charts are worth looking at."""
    wrong = []
    for screen, found in hall(*map(in_a_hall, kind.examples)):
        wrong += [f"{screen}, {kind.examples[int(k)]}: {words}" for k, all_words in found.items() for words in all_words]
        for k, line in enumerate(kind.examples):
            sizes = lab.page.locator(".nbnn-lab").nth(k).evaluate(SIZES)
            wrong += [f"{screen}, {line}: “{words}” has {size:.0f} px" for words, size in sizes.items() if size < SMALLEST]
            planes = lab.page.locator(".nbnn-lab").nth(k).evaluate(PLANES)
            wrong += [f"{screen}, {line}: the plane of “{title}” has {width} × {height} px" for title, width, height in planes
                      if width < LEAST[0] or height < LEAST[1]]
    assert wrong == [], "\n".join(wrong)


def test_nothing_beside_the_board_is_unused_and_it_has_large_letters_and_is_in_view_with_step(lab, hall):
    for screen, _ in hall(STEPPER):
        page = lab.page.locator(".nbnn-lab").first
        if screen.startswith("1920"):
            nothing_beside_the_board_is_unused(page)
        for _line in range(11):
            page.evaluate("lab => lab.scrollIntoView({ block: 'start', behavior: 'instant' })")
            assert page.get_by_role("button", name="Step", exact=True).evaluate(OUT) <= 0, screen
            assert page.locator("[aria-current=step]").evaluate(OUT) <= 0, screen
            sizes = page.locator("[aria-current=step] > :not(.nbnn-reason)").evaluate_all(
                f"parts => Object.assign({{}}, ...parts.map({SIZES}))")
            assert min(sizes.values()) >= (BOARD if screen.startswith("1920") else SMALLEST), (screen, sizes)
            page.get_by_role("button", name="Step", exact=True).click()
            lab.settle()
    assert not lab.errors


def nothing_beside_the_board_is_unused(page) -> None:
    """On a projector the lab is as wide and as high as what it is given, and the network stands beside the board."""
    board, network = (page.locator(each).first.bounding_box() for each in (".nbnn-board", ".nbnn-diagram"))
    assert network["x"] > board["x"] + board["width"] and abs(network["height"] - board["height"]) < 2
    used = page.evaluate("lab => lab.offsetHeight / lab.closest('.jp-WindowedPanel-outer').clientHeight")
    assert 0.95 < used <= 1, used


@pytest.mark.parametrize("line", VOTES, ids=lambda line: line.partition("(")[0].rpartition(".")[2])
def test_a_question_is_the_largest_text_of_its_moment(lab, hall, line):
    for screen, _ in hall(line):
        page = lab.page.locator(".nbnn-lab").first
        if not page.locator(".nbnn-voting").count():
            page.focus()
            lab.page.keyboard.press("End")
            page.locator(".nbnn-voting").wait_for()
        lab.settle()
        lab.page.evaluate(MEASURE)  # until everything has its place again
        page.evaluate("lab => lab.scrollIntoView({ block: 'start', behavior: 'instant' })")
        question = page.locator(".nbnn-asked-words")
        size = question.evaluate("el => parseFloat(getComputedStyle(el).fontSize)")
        others = page.evaluate(SIZES)
        assert all(each < size for words, each in others.items() if not words.startswith("Will it fall")), (screen, size, others)
        for each in (question, page.locator(".nbnn-hands-box").last, page.get_by_role("button", name="Check", exact=True)):
            assert each.evaluate(OUT) <= 0, screen
    assert not lab.errors


@pytest.mark.parametrize("show", ['"all"', '("board", "data")', '("board", "data", "hidden_space", "loss")'])
def test_what_moves_is_in_view_with_step_and_a_chart_is_worth_looking_at(lab, show):
    """Beside the board, one picture or the network and one; of more one is chosen, and neither that nor a step moves anything."""
    lab.open(f"import nbnn\n{STEPPER[:-1]}, show={show})")
    lab.page.evaluate(ARRANGE, True)
    for width, height in ((1366, 768), (1920, 1080)):
        lab.page.set_viewport_size({"width": width, "height": height})
        what_moves_is_in_view(lab, lab.page.locator(".nbnn-lab").first, width)
    lab.page.evaluate(SET_BACK)


def what_moves_is_in_view(lab, page, width: int) -> None:
    page.locator(".plotarea_events").first.wait_for(state="attached")
    lab.settle()
    lab.page.evaluate(MEASURE, False)  # until everything has its place
    page.evaluate("lab => lab.scrollIntoView({ block: 'start', behavior: 'instant' })")
    places = set()
    for name in page.locator(".nbnn-choice button").all_inner_texts() or [None]:
        if name:
            page.get_by_role("button", name=name, exact=True).first.click()
        page.get_by_role("button", name="Step", exact=True).click()
        lab.settle()
        shown = [each for each in page.locator(".nbnn-side > .nbnn-card, .nbnn-row > .nbnn-card").all() if each.is_visible()]
        seen = [*shown, page.get_by_role("button", name="Step", exact=True)]
        assert all(each.evaluate(OUT) <= 0 for each in seen), (width, name, len(shown))
        places.add(str([each.bounding_box() for each in shown]))
        for area in page.locator(".plotarea_events").all():
            if area.is_visible():
                assert area.bounding_box()["height"] >= 180, (width, name, area.bounding_box())
    assert len(places) == 1, (width, places)
