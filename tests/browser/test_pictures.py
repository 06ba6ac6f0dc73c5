"""Pictures in a real JupyterLab: records show picture and table, labs show themselves, and a stored notebook shows pictures unasked."""

import nbformat
import pytest

import nbnn

pytestmark = pytest.mark.browser

LOADED = "images => images.every(each => each.complete && each.naturalWidth > 300)"
RECORDS = ("net", "data", "run", "run[0]", 'nbnn.train(net, data, loss="hinge", epochs=3)', 'nbnn.descend("valley")')
MAKE = 'import nbnn\nnet, data = nbnn.Network.random([2, 3, 1]), nbnn.datasets.moons()\nrun = nbnn.sgd(net, data, "hinge", steps=20)'


def images(lab):
    return lab.page.locator(".jp-OutputArea-output img")


def test_records_show_a_picture_and_a_table_and_labs_themselves(lab):
    lab.open(MAKE, *RECORDS, "nbnn.labs.LossLab()")
    lab.page.locator(".nbnn-lab").wait_for()
    found = images(lab)
    found.nth(len(RECORDS) - 1).wait_for()
    assert found.count() == len(RECORDS)
    lab.page.wait_for_function("count => document.querySelectorAll('.jp-OutputArea-output img').length === count", arg=len(RECORDS))
    assert found.evaluate_all(LOADED)
    assert lab.page.locator(".jp-OutputArea-output img + table").count() == len(RECORDS)


def test_a_notebook_of_somebody_elses_shows_its_pictures_before_it_is_run(lab):
    """JupyterLab does not trust it: what it leaves of the stored HTML has the picture with its words and the table."""
    lab_kinds = nbnn.labs.TrajectoryLab("hill")._repr_mimebundle_()
    kinds = [nbnn.Network.random([2, 3, 1])._repr_mimebundle_(),
             {kind: lab_kinds[kind] for kind in ("text/plain", "text/html", "image/svg+xml")}]
    cells = [nbformat.v4.new_code_cell("1", outputs=[nbformat.v4.new_output("display_data", each)]) for each in kinds]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    nbformat.write(notebook, lab.folder / "stored.ipynb")
    lab.open_file("stored.ipynb", run=False)
    images(lab).nth(1).wait_for()
    assert images(lab).evaluate_all(LOADED)
    assert images(lab).nth(0).get_attribute("alt") == "Network 2–3–1"
    assert lab.page.locator(".jp-OutputArea-output img + table").count() == 2
