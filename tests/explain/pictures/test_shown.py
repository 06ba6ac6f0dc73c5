"""What records show at the end of a cell."""

from base64 import b64decode

import pytest

import nbnn
from nbnn.core.shown import Shown
from nbnn.explain.pictures.shown import WAYS, picture
from tests.explain.pictures.looked_at import checked

NET, MOONS = nbnn.Network.random([2, 3, 1]), nbnn.datasets.moons()
RUN = nbnn.sgd(NET, MOONS, "hinge", steps=5)
RECORDS = [NET, MOONS, RUN, RUN[0], nbnn.train(NET, MOONS, loss="hinge", epochs=2), nbnn.descend("valley", steps=5)]


def test_every_kind_that_is_shown_is_tried_here():
    assert {type(each) for each in RECORDS} == set(WAYS) == set(Shown.__subclasses__())


@pytest.mark.parametrize("record", RECORDS, ids=lambda each: type(each).__name__)
def test_a_record_shows_itself_as_text_table_and_picture(record):
    kinds = record._repr_mimebundle_()
    assert set(kinds) == {"text/plain", "text/html", "image/svg+xml"} and kinds["text/plain"] == repr(record)
    checked(kinds["image/svg+xml"])
    assert kinds["image/svg+xml"] == picture(record).text()
    html = kinds["text/html"]
    carried = b64decode(html.split("base64,")[1].split('"')[0]).decode()
    assert carried == kinds["image/svg+xml"] and html.endswith("</table></div>") and "<svg" not in html


def test_two_of_the_same_are_the_same_to_the_letter():
    again = nbnn.sgd(NET, MOONS, "hinge", steps=5)
    assert again._repr_mimebundle_() == RUN._repr_mimebundle_()


def test_jupyter_shows_it_as_it_asks_for_it():
    formatter = pytest.importorskip("IPython.core.formatters")
    found, _ = formatter.DisplayFormatter(active_types=["text/plain", "text/html", "image/svg+xml"]).format(NET)
    assert found == NET._repr_mimebundle_()
