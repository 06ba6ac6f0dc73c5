"""The piece for a lab's keys has no picture: its class takes it out of the page."""

import re

from nbnn.views.code.source import VIEWS
from nbnn.views.keys.keys import Keys


def test_it_is_not_seen():
    keys = Keys()
    assert "nbnn-keys" in keys.get_state()["_dom_classes"] and repr(keys) == "Keys()"
    assert re.search(r"\.nbnn-keys \{[^}]*display: none", (VIEWS / "shared/lab.css").read_text("utf-8"))
    keys.close()
