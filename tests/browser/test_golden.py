"""Text that is put together on the page: the same golden files as on the Python side."""

import json
from pathlib import Path

import pytest

from tests.views.scripts import esm

pytestmark = pytest.mark.browser
GOLDEN = Path(__file__).parents[1] / "golden"
FAKE = """const golden = %s;
const recording = { value: (q, k, i, after) => (after ? golden.after : golden.numbers)[q][k] };
window.written = golden.templates.map(([node]) => text(node, recording, 0));
window.numbers = %s.map(([value]) => formatNumber(value));
window.single = %s.map(([value]) => formatNumber(Math.fround(value)));
window.drawn = golden.templates.map(([node]) => mathml(node).textContent.length > 0);"""


@pytest.fixture
def page(browser):
    opened = browser.new_page()
    yield opened
    opened.close()


def test_numbers_and_templates_are_written_as_in_python(page):
    numbers = json.loads((GOLDEN / "numbers.json").read_text("utf-8"))["numbers"]
    golden = (GOLDEN / "templates.json").read_text("utf-8")
    listed = json.dumps(numbers)
    module = esm("shared/template.js").replace("export ", "") + FAKE % (golden, listed, listed)
    page.add_script_tag(content=module, type="module")
    page.wait_for_function("window.drawn !== undefined")
    wanted = [text for _, text in numbers]
    assert page.evaluate("window.numbers") == wanted
    assert page.evaluate("window.single") == wanted
    assert page.evaluate("window.written") == [text for _, text in json.loads(golden)["templates"]]
    assert all(page.evaluate("window.drawn"))
