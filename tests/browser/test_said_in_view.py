"""What a learner presses stays under the pointer, and what is said then is in view: the labs that ask, on two screens."""

import inspect

import pytest

from tests.browser.test_one_screen import ARRANGE, SET_BACK
from tests.labs.every_lab import lab_classes, make

pytestmark = pytest.mark.browser

SCREENS = (((1280, 900), "at the top"), ((1366, 768), "at the edge"))  # and where the lab is scrolled to
ELSEWHERE = "import os, tempfile, nbnn; os.chdir(tempfile.mkdtemp(dir='.'))"  # in a folder where nothing has been answered yet
VOTE = '{1: ("Will it fall in the next step?", "yes, it will", "no, it will not")}'
PARTS = {"Stepper": ('nbnn.labs.worked_example([[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2], x=[2, 1], z=-1, ask=("dl_dw2", "dl_dW1"))',
                     'nbnn.labs.worked_example([[1, -1], [0.5, 2]], [1, -0.5], x=[2, 1], z=-1, ask=("unchanged", "loss_falls"))')}
# The place of a button or a card, and what of a text that was asked for is not seen: out of the notebook's part of the page, under the
# lab's bar, or scrolled away in its card. A text that is higher than there is room has to begin in view.
UNSEEN = """el => {
    const panel = el.closest(".jp-WindowedPanel-outer").getBoundingClientRect();
    const bar = el.closest(".nbnn-lab").querySelector(":scope > .nbnn-stays")?.getBoundingClientRect();
    const texts = document.createRange();
    texts.selectNodeContents(el);
    const at = texts.getBoundingClientRect(), bottom = Math.min(panel.bottom, bar?.top ?? panel.bottom);
    const low = Math.min(at.bottom, at.top + bottom - panel.top - 8);
    const shows = (y) => { const on = document.elementFromPoint(at.left + 3, y); return on !== null && el.contains(on); };
    return [[at.top + 3, "top"], [low - 3, "end"]].filter(([y]) => y < panel.top || y > bottom || !shows(y))
        .map(([, name]) => `${name} of “${el.textContent.slice(0, 40)}” is not seen`);
}"""
# The lab's beginning at the top of the page, and the button at its lower edge, right above what covers it.
PLACES = {"at the top": """(lab, button) => lab.scrollIntoView({ block: "start", behavior: "instant" })""",
          "at the edge": """(lab, button) => {
    lab.scrollIntoView({ block: "start", behavior: "instant" });
    const page = lab.closest(".jp-WindowedPanel-outer"), bar = lab.querySelector(":scope > .nbnn-stays");
    const bottom = Math.min(page.getBoundingClientRect().bottom, bar?.getBoundingClientRect().top ?? Infinity);
    page.scrollTop += button.getBoundingClientRect().bottom + 2 - bottom;
}"""}
COVERED = """button => {
    const { x, y, width, height } = button.getBoundingClientRect();
    return !button.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}"""


def votes(kind) -> list[str]:
    """The examples of a lab, each with a vote, of the views that can have one."""
    if "cue" not in inspect.signature(kind.__init__).parameters:
        return []
    lines = [f"{line[:-1]}{'' if line.endswith('()') else ', '}cue={VOTE})" for line in kind.examples if "ask=" not in line]
    return [line for line in lines if has_vote(line)]


def has_vote(line: str) -> bool:
    try:
        lab = make(line)
    except ValueError:
        return False  # nothing moves in this view
    found = lab.asked is not None
    lab.close()
    return found


def asking_lines(kind) -> list[str]:
    own = [line for line in kind.examples if "ask=" in line or kind.__name__ in ("Exercise", "Prediction")]
    return [*own, *PARTS.get(kind.__name__, ()), *votes(kind)]


def asks(kind) -> bool:
    """Does this lab ask anything? Said without making one."""
    parameters = inspect.signature(kind.__init__).parameters
    return not {"ask", "cue"}.isdisjoint(parameters) or kind.__name__ in ("Exercise", "Prediction")


ASKING = [kind for kind in lab_classes() if asks(kind)]


#: What Show uncovers here is also a legend and three lines of words in the chart above the card. They come in a message after the
#: answer, and move Show by 50 px at 1280 × 900 (683 → 733); that it stays is not asked of it, all else is.
TOLD_ABOVE = "OverfittingLab"


PIXELS = 2  # heights are broken numbers, and a page scrolls by whole ones


class Watched:
    """A lab that asks, scrolled to one of the places before anything is pressed."""

    def __init__(self, lab, page, place: str, told_above: bool):
        self.lab, self.page, self.place, self.told_above = lab, page, place, told_above
        self.wrong: list[str] = []

    def button(self, name: str):
        return self.page.get_by_role("button", name=name, exact=True)

    def scroll(self, button, place: str) -> None:
        button.evaluate(f"button => ({PLACES[place]})(button.closest('.nbnn-lab'), button)")
        self.lab.settle()

    def press(self, name: str, said: str | None = None, stays: bool = True) -> None:
        """Press a button by mouse: it `stays` where it is, and what is `said` last is in view."""
        button = self.button(name)
        self.scroll(button, self.place)
        if button.evaluate(COVERED):
            self.scroll(button, "at the edge")  # as a learner does who wants to press it
        element, before = button.element_handle(), button.bounding_box()
        x, y = before["x"] + before["width"] / 2, before["y"] + before["height"] / 2
        self.lab.page.mouse.click(x, y)
        self.lab.settle()
        after = element.bounding_box()
        if stays and (after is None or abs(after["y"] - before["y"]) > PIXELS):
            self.wrong.append(f"{name} moves from {before['y']:.0f} to {after and round(after['y'])}")
        if said:
            words = self.page.locator(said).last
            self.wrong += [f"after {name}: {each}" for each in words.evaluate(UNSEEN)]
        if self.page.evaluate("lab => !lab.contains(document.activeElement)"):
            self.wrong.append(f"after {name} the focus is lost")


def every_hint(watched: Watched, hints: str, name: str = "Hint") -> None:
    """All hints of a question, one after the other."""
    hint = watched.page.locator("button").filter(has_text=name).first
    while hint.is_enabled():
        watched.press(hint.inner_text(), f"{hints} li")


def go_to_the_question(watched: Watched) -> None:
    check = watched.page.get_by_role("button", name="Check", exact=True)
    for _ in range(14):
        if check.count():
            return
        watched.page.focus()
        watched.lab.page.keyboard.press("End")
        watched.lab.settle()


def ask_in_a_card(watched: Watched) -> None:
    """Count hands, every hint, a wrong answer twice, its ground, and Show."""
    go_to_the_question(watched)
    card = watched.page.locator(".nbnn-asking")
    if watched.button("Count hands").count():
        watched.press("Count hands")
        watched.press("Count hands")
    if watched.button("Hint").count():
        every_hint(watched, ".nbnn-asking .nbnn-hints")
    watched.press("Check", ".nbnn-said")
    for box in card.locator(".nbnn-entry-box").all():
        box.fill("7")
    if card.locator(".nbnn-entry-box, .nbnn-ticks").count():
        watched.press("Check", ".nbnn-said")
        if card.locator(".nbnn-grounds button").count():
            watched.wrong += card.locator(".nbnn-grounds").evaluate(UNSEEN)
            card.locator(".nbnn-grounds button").first.click()
            watched.lab.settle()
            watched.wrong += card.locator(".nbnn-said").evaluate(UNSEEN)
    watched.press("Show", ".nbnn-said", stays=not watched.told_above)


def ask_an_exercise(watched: Watched) -> None:
    every_hint(watched, ".nbnn-exercise-hints")
    if watched.button("Check").is_enabled():
        watched.press("Check", ".nbnn-verdict")
        for radio in watched.page.get_by_role("radio").all()[:1]:
            radio.check()
        for box in watched.page.get_by_role("textbox").all():
            box.fill("77")
        watched.press("Check", ".nbnn-verdict")
    watched.press("Show solution", ".nbnn-solution", stays=False)


def ask_before_it_is_shown(watched: Watched) -> None:
    if watched.button("Cover it again").count():
        watched.press("Cover it again", stays=False)
    watched.press("Just show me", ".nbnn-prediction-result", stays=False)


def what_is_wrong(lab, line: str, size: tuple[int, int], place: str) -> list[str]:
    """With this lab, asked everything that it answers."""
    ask = ask_an_exercise if ".Exercise" in line else ask_before_it_is_shown if ".Prediction" in line else ask_in_a_card
    lab.page.set_viewport_size({"width": size[0], "height": size[1]})
    lab.run_instead(f"{ELSEWHERE}\n{line}")
    watched = Watched(lab, lab.page.locator(".nbnn-lab").first, place, TOLD_ABOVE in line)
    watched.page.locator("button:visible").first.wait_for()
    lab.settle()
    ask(watched)
    return [f"{line}, {size[0]} × {size[1]}, {place}: {words}" for words in watched.wrong]


@pytest.mark.long
@pytest.mark.parametrize("kind", ASKING, ids=lambda kind: kind.__name__)
def test_what_is_pressed_stays_and_what_is_said_is_seen(lab, kind):
    lab.open("")
    lab.page.evaluate(ARRANGE, True)
    lines = asking_lines(kind)
    wrong = [words for line in lines for size, place in SCREENS for words in what_is_wrong(lab, line, size, place)]
    lab.page.evaluate(SET_BACK)
    assert wrong == [], "\n".join(wrong)
