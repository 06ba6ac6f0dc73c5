import pytest
pytestmark = pytest.mark.browser

CODES = {
 "classic": """import nbnn
lab = nbnn.labs.worked_example([[.15,.20,.35],[.25,.30,.35]], [[.40,.45,.60],[.50,.55,.60]], x=[.05,.10], z=1, loss=nbnn.squared,
    activation=nbnn.sigmoid, output=nbnn.sigmoid, bias=True)
lab""",
 "mixed": """import nbnn
lab = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 3, 1], [nbnn.tanh, nbnn.relu], output=nbnn.tanh, seed=2), nbnn.datasets.moons(), loss=nbnn.hinge, show="all", steps=200)
lab""",
 "small": """import nbnn
lab = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1], nbnn.tanh, output=nbnn.sigmoid, seed=2), nbnn.datasets.moons(), loss=nbnn.squared, show="all", steps=200)
lab""",
}

@pytest.mark.parametrize("name", CODES)
def test_look(lab, name):
    page = lab.open(CODES[name]).stepper()
    lab.settle()
    page.screenshot(path=f"/tmp/output/{name}-0.png")
    lab.evaluate_in_kernel("lab.player.line = [each['name'] for each in lab.player.schema['lines']].index('dl_ds')")
    lab.settle()
    page.screenshot(path=f"/tmp/output/{name}-1.png")
    lab.evaluate_in_kernel("lab.player.selected = {'layer': 1, 'row': 0, 'column': 0}; lab._unfold('card', True)\nlab.player.line = len(lab.player.schema['lines']) - 1")
    lab.settle()
    lab.theme("Dark")
    page.screenshot(path=f"/tmp/output/{name}-2.png")
    for k in (1, 2):
        lab.page.mouse.move(700, 500); lab.page.mouse.wheel(0, 700); lab.settle()
        page.screenshot(path=f"/tmp/output/{name}-{2+k}.png")
