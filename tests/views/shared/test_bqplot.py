"""bqplot comes with the first chart: imported where it is installed, fetched where it is not."""

import asyncio
import subprocess
import sys
from pathlib import Path

import bqplot as installed
import pytest

from nbnn.views.shared import bqplot
from tests.views.shared.doors import without_bqplot

ROOT = Path(__file__).parents[3]
HEAVY = {"bqplot", "bqscales", "traittypes", "pandas"}
WIDGETS = HEAVY | {"ipywidgets", "anywidget", "traitlets", "IPython"}

# Which labs have a chart is found where none can be drawn; the others are made once more, as everywhere, and then one with a chart.
LABS = f"""
import asyncio, sys
import nbnn, nbnn.labs
from nbnn.views.shared.chart import Chart
from tests.labs.every_lab import examples, make
from tests.views.shared.doors import without_bqplot

loaded = lambda: {HEAVY} & sys.modules.keys()

async def charts_of_each():
    with without_bqplot() as site:
        lines = {{line: bool(make(line).all_of(Chart)) for line in examples()}}
        await asyncio.sleep(0)
        assert site.asked == 1
        return lines

lines = asyncio.run(charts_of_each())
assert not loaded(), loaded()
for line, has_charts in lines.items():
    if not has_charts:
        make(line)
assert not loaded(), loaded()
print(*sorted({{line.split("(")[0].rpartition(".")[2] for line in lines if not lines[line]}}))
make(next(line for line in lines if lines[line]))
assert loaded() == {HEAVY}, loaded()
"""
UNFOLDED = f"""
import sys
import nbnn
assert not {WIDGETS} & sys.modules.keys(), "nbnn without its labs loads none of them, even where they are installed"
lab = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1]), nbnn.datasets.moons())
assert not {HEAVY} & sys.modules.keys()
lab.unfold["data"].value = True
assert {HEAVY} <= sys.modules.keys()
"""


def python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_no_lab_without_a_chart_waits_for_bqplot_and_those_with_one_bring_it():
    assert python(LABS).split() == ["Exercise", "GraphLab", "Playground", "Prediction", "Stepper"]


def test_a_first_stepper_brings_it_with_its_first_chart():
    assert python(UNFOLDED) == ""


def test_where_it_is_installed_its_classes_are_its_own():
    assert bqplot.Lines is installed.Lines and bqplot.door.is_open
    with pytest.raises(AttributeError, match="has no attribute '_lines'"):
        bqplot._lines


def test_a_stand_in_takes_traits_and_becomes_one_widget_with_those_of_the_end():
    async def scenario():
        with without_bqplot():
            scale, line = bqplot.LinearScale(min=0.0), bqplot.Lines(x=[1.0], y=[2.0], colors=["red"])
            line.scales = {"x": scale, "y": bqplot.LinearScale()}
            with line.hold_sync():
                scale.min, line.x = 3.0, [4.0]
            line.close()
            assert line.x == [4.0]
            made = line.own()
            assert type(made) is installed.Lines and made is line.own() and made.scales["x"] is scale.own()
            assert (made.x.tolist(), made.y.tolist(), made.colors, made.scales["x"].min) == ([4.0], [2.0], ["red"], 3.0)
            assert bqplot.own([line, {"a": (scale, 1)}]) == [made, {"a": (scale.own(), 1)}]
            for widget in (made, *made.scales.values()):
                widget.close()
    asyncio.run(scenario())


class Guest:
    """Somebody who waits at the door. said : the latest words."""

    def __init__(self, after: list):
        self.said, self.after = "", after

    def come_in(self) -> None:
        self.after.append(self)

    def hear(self, words: str) -> None:
        self.said = words


def wait(guest: Guest) -> Guest:
    bqplot.door.wait(guest, guest.come_in, guest.hear)
    return guest


def test_everybody_waits_for_one_fetch_and_comes_in_in_order():
    async def scenario():
        came: list = []
        with without_bqplot() as site:
            guests = [wait(Guest(came)) for _ in range(3)]
            bqplot.door.leave(guests[1])
            await asyncio.sleep(0)
            assert [guest.said for guest in guests] == [bqplot.COMING] * 3 and site.asked == 1 and not bqplot.door.is_open
            await site.arrive()
            assert came == [guests[0], guests[2]] and bqplot.door.is_open
    asyncio.run(scenario())


def test_where_it_cannot_be_fetched_it_is_said_and_the_next_try_lets_all_in():
    async def scenario():
        came: list = []
        with without_bqplot() as site:
            first = wait(Guest(came))
            await site.fail("the site does not answer.")
            assert first.said == bqplot.MISSING.format("the site does not answer") and came == []
            second = wait(Guest(came))
            assert first.said == second.said == bqplot.COMING
            await site.arrive()
            assert came == [first, second] and site.asked == 2
    asyncio.run(scenario())


def test_while_somebody_waits_nobody_gets_in_before():
    """Or a chart's first marks would be stand-ins and its next ones widgets, which know nothing of each other."""
    async def scenario():
        with without_bqplot() as site:
            guest = wait(Guest([]))
            site.installed = True  # a cell has imported it meanwhile
            assert not bqplot.door.is_open and isinstance(bqplot.Lines(), bqplot.StandIn)
            bqplot.door.leave(guest)
    asyncio.run(scenario())


def test_what_becomes_of_one_is_nothing_to_the_others():
    async def scenario():
        came: list = []
        with without_bqplot() as site:
            broken, fine = Guest(came), Guest(came)
            broken.come_in = lambda: 1 / 0
            wait(broken), wait(fine)
            asyncio.get_running_loop().set_exception_handler(lambda *_: None)
            await site.arrive()
            assert came == [fine] and bqplot.door.is_open
    asyncio.run(scenario())
