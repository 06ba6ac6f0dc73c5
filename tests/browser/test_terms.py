"""Term by term: a sum is gone through product by product, with Python and on a page without it."""

import pytest

import nbnn
import nbnn.labs
from tests.browser.lab import TWO_FRAMES
from tests.browser.test_pages import opened  # noqa: F401  (a fixture)

pytestmark = pytest.mark.browser

WORKED = """import nbnn
lab = nbnn.labs.worked_example([[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2], x=[2, 1], z=-1, by="term")
lab.player.granularity = "line"
lab.fork(1, 0, 0, 1)  # of another recording the page has no terms
lab"""
NOW = """lab => ({
    said: lab.querySelector(".nbnn-player [role=status]").textContent,
    product: lab.querySelector(".nbnn-term-now")?.textContent ?? "",
    later: [...lab.querySelectorAll(".nbnn-term-later")].map((each) => each.textContent).join(""),
    soFar: lab.querySelector(".nbnn-sum-so-far")?.textContent ?? "",
    factors: [...lab.querySelectorAll(".nbnn-factor")].map((each) => each.textContent),
    values: [...lab.querySelectorAll(".nbnn-line[data-state=current] .nbnn-value .nbnn-entry")].map((each) => each.textContent),
    edges: lab.querySelectorAll(".edge.current").length,
})"""


def test_a_sum_is_gone_through_forward_and_back(lab):
    page = lab.open(WORKED).stepper()

    def now():
        lab.drawn()
        return page.evaluate(NOW)

    height = page.evaluate("lab => lab.offsetHeight")
    page.locator("[data-by=term]").click()
    page.locator(".nbnn-step").press("ArrowRight")
    lab.page.wait_for_function("() => document.querySelector('.nbnn-status').textContent.includes('so far')")  # the numbers have come
    steps = [now()]
    while "so y =" not in steps[-1]["said"]:
        page.locator(".nbnn-step").press("ArrowRight")
        steps.append(now())
    first, second, third = steps[:3]
    assert first["said"].endswith("term 1 of 2 of a₁ is 1·2 = 2, the sum so far is 2.")
    assert (first["product"], first["later"], first["soFar"]) == ("1·2", " + (−1)·1", "1·2 = 2, the sum so far is 2")
    assert (first["factors"], first["values"], first["edges"]) == (["1", "2"], ["·", "·", "·"], 1)
    assert second["said"].endswith("term 2 of 2 of a₁ is (−1)·1 = −1, so a₁ = 1.") and second["values"] == ["1", "·", "·"]
    assert third["factors"] == ["0.5", "2"] and third["values"] == ["1", "·", "·"]
    assert page.evaluate("lab => lab.offsetHeight") == height, "nothing has moved"
    for before in reversed(steps[:-1]):
        page.locator(".nbnn-step").press("ArrowLeft")
        assert now() == before
    lab.page.keyboard.press("ArrowRight")
    assert now() == steps[1]
    lab.settle()
    token = lab.evaluate_in_kernel("print(lab.token())")
    assert token.strip() == "1:Stepper:view=diagram,board:update=0:line=1:unit=0:term=1:by=term"
    lab.evaluate_in_kernel("lab.go('1:Stepper:view=diagram,board:update=0:line=3:unit=0:term=1:by=term')")
    lab.page.wait_for_function("() => document.querySelector('.nbnn-status').textContent.endsWith('the sum so far is −0.5.')")
    assert len([text for text in lab.sent if '"terms"' in text and '"do"' in text]) == 1
    assert not lab.errors


def going(root, by: str) -> bool:
    return root.locator(f"[data-by={by}] input").is_checked()


def a_page(opened, tmp_path, **how):  # noqa: F811
    lab = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1]), nbnn.datasets.moons(), steps=20, show="board", by="term")
    lab.player.granularity = "line"
    lab.fork(1, 0, 0, 0.5)  # of another recording the page has no terms
    page = opened(nbnn.labs.to_html([lab], tmp_path / "labs.html", **how))
    return page, page.locator(".nbnn-lab")


def test_a_page_without_python_has_the_sums(opened, tmp_path):  # noqa: F811
    page, root = a_page(opened, tmp_path)
    root.locator("[data-by=term]").click()
    root.locator(".nbnn-step").press("ArrowRight")
    page.evaluate(TWO_FRAMES)
    assert "the sum so far is" in root.evaluate(NOW)["said"]
    assert going(root, "term")


def test_a_page_that_has_not_got_them_says_so(opened, tmp_path):  # noqa: F811
    page, root = a_page(opened, tmp_path, answers=0)
    root.locator("[data-by=term]").click(force=True)
    page.evaluate(TWO_FRAMES)
    assert going(root, "line")
    assert root.locator(".nbnn-python", has_text="There is no Python here.").count()


def test_what_is_asked_for_is_not_gone_through(opened, tmp_path):  # noqa: F811
    lab = nbnn.labs.worked_example([[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2], x=[2, 1], z=-1, by="term", ask=("y",))
    page = opened(nbnn.labs.to_html([lab], tmp_path / "labs.html"))
    root = page.locator(".nbnn-lab")
    while root.locator(".nbnn-step").text_content() != "Check":
        root.locator(".nbnn-step").press("ArrowRight")
        page.evaluate(TWO_FRAMES)
    now = root.evaluate(NOW)
    assert "y is yours to fill in" in now["said"]
    assert (now["product"], now["later"], now["soFar"], now["factors"], now["edges"]) == ("", "", "", [], 3)
