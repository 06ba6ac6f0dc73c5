"""Every view can be drawn as it was opened, before it hears what Python says next.

anywidget lets a widget on which it has given up, as on a busy machine, hear nothing; Python is asked again, and meanwhile the view is
drawn (views/code/code.js).
"""

import pytest

import nbnn.page.page
from nbnn.labs.frame.lab import to_html
from nbnn.views.code.view import View
from tests.browser.lab import TWO_FRAMES
from tests.browser.test_pages import ALL_SHOWN, wait_until
from tests.labs.every_lab import lab_classes, make

pytestmark = pytest.mark.browser


def test_every_view_of_every_lab_is_drawn_as_it_was_opened(browser, tmp_path, monkeypatch):
    as_opened, opens, states_of = {}, View.open, nbnn.page.page.states_of

    def opening(view):
        opens(view)
        as_opened.update(view.get_manager_state(widgets=[view])["state"])

    monkeypatch.setattr(View, "open", opening)
    monkeypatch.setattr(nbnn.page.page, "states_of", lambda shown: {**states_of(shown), **as_opened})
    labs = [make(line) for kind in lab_classes() for line in kind.examples]
    page, wrong = browser.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.add_init_script(ALL_SHOWN)
    page.goto(to_html(labs, tmp_path / "opened.html", answers=0).as_uri())
    wait_until(page, "() => globalThis.allShown")
    page.evaluate(TWO_FRAMES)
    page.close()
    for lab in labs:
        lab.close()
    assert wrong == []
