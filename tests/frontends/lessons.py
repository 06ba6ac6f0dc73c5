"""What a learner does in lessons 00, 06 and 13, in whatever shows them: step, play, unfold a view, check an exercise."""

from collections.abc import Callable, Iterator

LESSONS = ("00-contents-and-notation", "06-stochastic-gradient-descent", "13-one-step-by-hand")


def every_lab(page) -> Iterator:
    """The labs on the page from the top, each in view: a front end may draw only what is."""
    labs = page.locator(".nbnn-lab")
    labs.first.wait_for()
    number = 0
    while number < labs.count():
        labs.nth(number).scroll_into_view_if_needed()
        yield labs.nth(number)
        number += 1


def take_part(page, lesson: str, labs: Callable = every_lab) -> None:
    """Do in this lesson what there is to do, and look for what has to follow."""
    todo = {"00": [step, play], "06": [step, play, check], "13": [step, play, unfold, check]}[lesson[:2]]
    for lab in labs(page):
        wait_until_whole(page, lab)
        for act in list(todo):
            if act(page, lab):
                todo.remove(act)
        if not todo:
            return
    raise AssertionError(f"no lab of {lesson} can {', '.join(act.__name__ for act in todo)}")


def wait_until_whole(page, lab) -> None:
    """Its bar, which comes last, is there, or the bar of what is no lab with a player."""
    until(page, lab.locator(".nbnn-bar .nbnn-step, .nbnn-exercise-bar, .nbnn-prediction").count)


def step(page, lab) -> bool:
    """A step changes where the lab is, and a step back brings it back."""
    button, scrubber = lab.locator(".nbnn-step:enabled", has_text="Step"), lab.locator(".nbnn-scrubber").first
    if not button.count():
        return False

    def now() -> str:
        return scrubber.get_attribute("aria-valuetext")

    until(page, now)
    before = now()
    button.first.click()
    until(page, lambda: now() != before)
    lab.get_by_role("button", name="Back", exact=True).first.click()
    until(page, lambda: now() == before)
    return True


def play(page, lab) -> bool:
    """It plays by itself, past its fifth place, until it is paused."""
    button = lab.get_by_role("button", name="Play", exact=True)
    scrubber = lab.locator(".nbnn-scrubber")
    if not button.count() or lab.locator(".nbnn-question, .nbnn-asking-bar").count() or int(scrubber.first.get_attribute("max")) < 6:
        return False
    button.first.click()
    until(page, lambda: int(scrubber.first.input_value()) > 5)
    lab.get_by_role("button", name="Pause", exact=True).first.click()
    return True


def unfold(page, lab) -> bool:
    """A button brings a chart that was not there: Python has answered."""
    button = lab.locator(".nbnn-unfold button:text-is('Loss')")
    if not button.count():
        return False
    button.click()
    lab.locator(".bqplot.figure .plotarea_events").first.wait_for(state="attached")
    return True


def check(page, lab) -> bool:
    """An exercise says what is wrong with an answer."""
    exercise = lab.locator(".nbnn-exercise")
    if not exercise.count():
        return False
    for box in exercise.locator(".nbnn-answer input[type=text]:visible").all():
        box.fill("7")
    exercise.get_by_role("button", name="Check", exact=True).click()
    verdict = exercise.locator(".nbnn-verdict")
    until(page, lambda: verdict.inner_text().strip())
    return True


def until(page, true: Callable[[], object]) -> None:
    """Wait until it is true: for long, since the machine may be as slow as it likes."""
    for _ in range(1800):
        if true():
            return
        page.wait_for_timeout(100)
    raise TimeoutError("not within three minutes")
