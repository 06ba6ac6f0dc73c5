"""What nbconvert makes of labs: `./run frontends nbconvert` looks at it in a browser."""

import json
from copy import deepcopy
from pathlib import Path
from types import SimpleNamespace

import ipywidgets as widgets
import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from traitlets.config import Config

import nbnn.labs
from nbnn import exported_html, server
from nbnn.exported_html import STATES, VIEW, live_labs
from nbnn.page.page import states_of

SETTINGS = json.loads((Path(exported_html.__file__).parent / "nbnn-nbconvert.json").read_text("utf-8"))
TABLE = "<table><caption>Update 0"


@pytest.fixture
def lab():
    made = nbnn.labs.worked_example([[0.5]], [-1], x=[3], z=1)
    yield made
    made.close()


def notebook_with(*shown, states=None):
    """A notebook whose only cell has shown these widgets, with the states of all of them unless others are given."""
    outputs = [nbformat.v4.new_output("display_data", {VIEW: {"model_id": each.model_id}, "text/html": TABLE, "text/plain": "a lab"})
               for each in shown]
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("nbnn", outputs=outputs)])
    made.metadata["widgets"] = {STATES: {"version_major": 2, "version_minor": 0, "state": states_of(shown) if states is None else states}}
    return made


def test_a_lab_is_live_with_its_table_until_then_and_no_front_end_is_fetched(lab):
    html, _ = HTMLExporter(config=SETTINGS).from_notebook_node(notebook_with(lab, lab))
    assert html.count(f'data-widget="{lab.model_id}"') == 2 == html.count(TABLE)
    assert html.count('data-state="widgets"') == 1 and "html-manager" not in html and VIEW not in html


def test_without_its_settings_nbconvert_would_fetch_one(lab):
    html, _ = HTMLExporter().from_notebook_node(notebook_with(lab))
    assert "html-manager" in html and TABLE not in html


def test_where_no_script_may_be_there_is_the_table(lab):
    html, _ = HTMLExporter(config=SETTINGS, sanitize_html=True).from_notebook_node(notebook_with(lab))
    assert "Update 0" in html and "data-widget" not in html and "html-manager" not in html


def test_a_lab_that_a_page_cannot_draw_is_a_table_and_it_is_said(lab):
    states = states_of([lab])
    states[lab.player.model_id]["model_module"] = "somewhere"
    with pytest.warns(UserWarning, match="shown as tables.*somewhere"):
        made, _ = live_labs(notebook_with(lab, states=states), {})
    assert made.cells[0].outputs[0].data == {"text/html": TABLE, "text/plain": "a lab"} and "widgets" not in made.metadata


def test_other_widgets_and_notebooks_stay_as_they_are(lab):
    slider = widgets.IntSlider()
    before = notebook_with(slider)
    assert live_labs(deepcopy(before), {})[0] == before
    assert live_labs(nbformat.v4.new_notebook(), {})[0].cells == []
    made, _ = live_labs(notebook_with(lab, slider), {})
    assert VIEW in made.cells[0].outputs[1].data and slider.model_id in made.metadata["widgets"][STATES]["state"]
    slider.close()


def test_a_server_exports_with_the_same_settings_beside_those_that_it_has():
    for given, others in ((Config(), []), (Config({"HTMLExporter": {"preprocessors": ["json.dumps"]}}), [json.dumps])):
        server.export_live_labs(SimpleNamespace(web_app=SimpleNamespace(settings={"config": given})))
        called = HTMLExporter(config=given)._preprocessors
        assert [each for each in called if each in (json.dumps, live_labs)] == [*others, live_labs]
