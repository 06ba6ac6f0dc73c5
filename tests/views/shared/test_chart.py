"""What all charts share: a card that is drawn at once, or as soon as bqplot has come, with what it must show by then."""

import asyncio
import json
from collections.abc import Callable

import bqplot
import ipywidgets as widgets
import pytest

import nbnn
from nbnn.explain.recording.recording import record
from nbnn.views.coming.coming import Coming
from nbnn.views.data.data import DataChart
from nbnn.views.loss.loss import LossChart
from nbnn.views.moving.moving import MovingChart
from nbnn.views.player.player import Player
from nbnn.views.shared.bqplot import COMING
from nbnn.views.shared.chart import Chart
from tests.views.node import in_node, needs_node
from tests.views.page import alive
from tests.views.scripts import NODE, esm, run_in_node
from tests.views.shared.doors import without_bqplot
from tests.views.shared.pictures import picture_of


def run_of(steps: int) -> nbnn.Run:
    return nbnn.sgd(nbnn.Network.random([2, 3, 1], seed=0), nbnn.datasets.moons(n=20), loss=nbnn.hinge, eta=0.1, steps=steps, seed=0)


RUN, LONGER = run_of(5), run_of(9)


def player() -> Player:
    made = Player()
    made.show(record(RUN))
    return made


def moving(player: Player) -> MovingChart:
    chart = MovingChart({"player": player}, title="Curve", axes=("w", "ℓ"), present=True)
    chart.image("heights")
    chart.line("curve", "ink")
    chart.bars("bars", "pos")
    chart.text("name", "soft", x_offset=3)
    chart.show(x=(0, 2), y=(0, 1), still={"curve": ([0, 1], [1, 0])})
    return chart


def move_on(chart: MovingChart) -> None:
    if "here" not in chart.marks:
        chart.points("here", "curline", above="heights")
    chart.show(x=(0, 3), y=(-1, 1), still={"curve": ([0, 2], [1, 3]), "name": ([1], [1], ["here"])}, axes=("u", "ℓ(u)"),
               levels={"heights": (b"png", (0, 1), (2, 3))})
    chart.draw(here=([1], [2]))
    chart.marks["bars"].visible = False


CHARTS: dict[type[Chart], tuple[Callable, Callable]] = {
    MovingChart: (moving, move_on),
    LossChart: (lambda player: LossChart(player, run=RUN), lambda chart: (chart.set_run(LONGER), chart.show_first(3))),
    DataChart: (lambda player: DataChart(player, run=RUN), lambda chart: chart.set_run(LONGER)),
}


@pytest.mark.parametrize("kind", CHARTS, ids=lambda kind: kind.__name__)
def test_a_chart_that_comes_later_shows_what_one_shows_that_was_there_at_once(kind):
    make, change = CHARTS[kind]
    at_once = make(player())
    change(at_once)

    async def scenario():
        with without_bqplot() as site:
            chart = make(player())
            [line] = chart.children
            assert isinstance(line, Coming) and line.words == COMING and not chart.is_drawn and chart.mover.figure is None
            change(chart)
            await site.arrive()
            assert chart.children == (chart.mover,) and line.comm is None and chart.is_drawn
            return chart
    later = asyncio.run(scenario())
    assert later.mover.figure is later.figure and later.mover.card is later
    assert picture_of(later) == picture_of(at_once) and later.mover.picture == at_once.mover.picture
    assert set(later.figure.marks) <= set(later.marks.values()) and all(isinstance(mark, bqplot.Mark) for mark in later.marks.values())
    for chart in (later, at_once):
        change(chart)
    assert picture_of(later) == picture_of(at_once) and later.mover.picture == at_once.mover.picture
    for chart in (later, at_once):
        chart.close()


@pytest.mark.parametrize("kind", CHARTS, ids=lambda kind: kind.__name__)
def test_a_chart_closed_before_it_comes_never_comes_and_leaves_nothing(kind):
    make, _change = CHARTS[kind]
    moved_by, before = player(), set(alive())

    async def scenario():
        with without_bqplot() as site:
            make(moved_by).close()
            await site.arrive()
    asyncio.run(scenario())
    assert set(alive()) == before


@pytest.mark.parametrize("kind", CHARTS, ids=lambda kind: kind.__name__)
def test_a_chart_that_came_later_leaves_nothing_behind(kind):
    make, change = CHARTS[kind]
    moved_by, before = player(), set(alive())

    async def scenario():
        with without_bqplot() as site:
            chart = make(moved_by)
            await site.arrive()
            change(chart)
            chart.close()
    asyncio.run(scenario())
    assert set(alive()) == before


def test_a_chart_that_cannot_come_says_so_in_its_place():
    async def scenario():
        with without_bqplot() as site:
            chart = moving(player())
            await site.fail("the network is down.\n    at loadPackage (pyodide.mjs:7)")
            assert chart.children[0].words == ("The chart could not be loaded (the network is down). Everything else here works. "
                                               "To try again, run this cell again.")
            chart.close()
    asyncio.run(scenario())


def test_every_chart_is_one_of_these():
    assert set(CHARTS) == set(Chart.__subclasses__())
    assert all(isinstance(make(player()), widgets.VBox) for make, _ in CHARTS.values())


LATE = """
class Model {
  constructor(state) { this.state = state; this.heard = new Map(); }
  get(name) { return this.state[name]; }
  on(name, act) { this.heard.set(name, act); }
  off(name) { this.heard.delete(name); }
  set(name, value) { this.state[name] = value; this.heard.get(`change:${name}`)?.(); }
}
const model = new Model({ card: null, figure: null });
const given = whenGiven(model, ["card", "figure"]);
model.set("card", "its card");
model.set("figure", "its figure");
console.log(JSON.stringify([await given, model.heard.size, await whenGiven(model, ["figure"])]));
"""


@pytest.mark.skipif(NODE is None, reason="needs node, to run a module of the page")
def test_a_page_that_shows_a_chart_before_it_knows_its_card_waits_for_it():
    script = esm("shared/charts.js") + LATE
    assert run_in_node(script) == '[["its card","its figure"],0,["its figure"]]'


COVERED = """
const sides = {}, layer = { style: sides };
const figure = { getBoundingClientRect: () => ({ left: 10, top: 20 }), clientLeft: 2, clientTop: 3 };
coverPlot([layer], figure, { left: 60, top: 90, width: 300, height: 200 });
console.log(JSON.stringify(sides));
"""


@pytest.mark.skipif(NODE is None, reason="needs node, to run a module of the page")
def test_what_lies_over_a_plot_has_its_place_within_the_figures_border():
    found = json.loads(run_in_node(esm("shared/charts.js") + COVERED))
    assert found == {"left": "48px", "top": "67px", "width": "300px", "height": "200px"}


COLORED = """
import { colorsOf } from "./shared/charts.js";
say(given.map((color) => {
  globalThis.getComputedStyle = () => ({ color });
  return colorsOf(document.body, ["pos"]).pos;
}));
"""


@needs_node
def test_a_color_of_the_theme_is_red_green_and_blue_and_nothing_else():
    written = ["rgb(12, 34, 56)", "rgba(12, 34, 56, 0.5)", "color(srgb 0.2 0.4 1 / 0.5)"]
    assert in_node(COLORED, written) == [[12, 34, 56]] * 2 + [[51, 102, 255]]
