"""Every lab where bqplot has yet to be fetched: it is on the page at once, works, and its charts come with what they must show by then."""

import asyncio

import ipywidgets as widgets
import pytest

import nbnn
from nbnn.labs.frame.lab import Lab
from nbnn.page.page import states_of
from nbnn.views.coming.coming import Coming
from nbnn.views.player.player import Player
from nbnn.views.shared.bqplot import COMING
from nbnn.views.shared.chart import Chart
from tests.labs.every_lab import examples, make
from tests.views.shared.doors import without_bqplot
from tests.views.shared.pictures import picture_of


def act(lab: Lab) -> None:
    """What a learner may do with any lab: choose something else, unfold something, go to another moment."""
    for menu in [each for each in lab.all_of(widgets.Dropdown) if len(each.options) > 1][:1]:
        menu.index = (menu.index + 1) % len(menu.options)
    for button in lab.all_of(widgets.ToggleButton)[:1]:
        button.value = not button.value
    for player in lab.all_of(Player):
        player.index = min(1, player.schema["updates"] - 1) if player.schema else 0


def seen(lab: Lab) -> tuple:
    """What is to be seen of a lab."""
    return lab.sentence(), lab.table(), [picture_of(chart) for chart in lab.all_of(Chart)]


@pytest.mark.parametrize("line", examples())
def test_the_charts_of_every_lab_come_later_as_if_they_had_been_there(line):
    async def scenario():
        with without_bqplot() as site:
            lab = make(line)
            charts = lab.all_of(Chart)
            assert [chart.children[0].words for chart in charts] == [COMING] * len(charts)
            if charts:
                act(lab)
                before = lab.sentence(), lab.table()
                await site.arrive()
                assert all(chart.is_drawn for chart in charts) and not lab.all_of(Coming)
                assert before == (lab.sentence(), lab.table())
            await asyncio.sleep(0)
            assert site.asked == bool(charts)
            return lab
    lab = asyncio.run(scenario())
    states = states_of([lab])
    in_view = [chart for chart in lab.all_of(Chart) if chart.model_id in states]  # one that was folded away is not among them
    modules = {state["model_module"] for state in states.values()}
    assert ("bqplot" in modules) == bool(in_view), "a page carries what its labs need, and no more"
    if lab.all_of(Chart):
        at_once = make(line)
        act(at_once)
        assert seen(lab) == seen(at_once)
        at_once.close()
    lab.close()


def test_a_lab_goes_on_without_the_charts_that_cannot_come_and_the_next_try_brings_them():
    async def scenario():
        with without_bqplot() as site:
            lab = nbnn.labs.LossLab()
            await site.fail("no network")
            assert all("could not be loaded (no network)" in chart.children[0].words for chart in lab.all_of(Chart))
            lab.part.main_field.value = "squared"
            assert "squared" in lab.sentence() and lab.table()
            with pytest.raises(ValueError, match="has a chart that is still coming"):
                lab.to_html("never.html")
            again = nbnn.labs.LossLab(main="squared")
            await site.arrive()
            assert seen(lab) == seen(again) and all(chart.is_drawn for chart in lab.all_of(Chart))
            for each in (lab, again):
                each.close()
    asyncio.run(scenario())


def test_charts_that_are_unfolded_later_come_later_too():
    async def scenario():
        with without_bqplot() as site:
            lab = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1], seed=0), nbnn.datasets.moons(n=20), steps=8)
            await asyncio.sleep(0)
            assert site.asked == 0
            lab.unfold["loss"].value = True
            lab.fork(1, 0, 0, 2.0)
            assert not lab.loss_chart.is_drawn
            await site.arrive()
            assert lab.loss_chart.is_drawn and lab.loss_chart.run is lab.run
            lab.unfold["data"].value = True
            assert lab.data_chart.is_drawn and site.asked == 1, "from now on it is there"
            lab.close()
    asyncio.run(scenario())
