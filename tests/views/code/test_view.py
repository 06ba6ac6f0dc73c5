"""What every view is: a stub that names the one widget which holds the code."""

import anywidget
import ipywidgets as widgets
import pytest
import traitlets

from nbnn.labs.page.hosted import HostedLab
from nbnn.views.board.board import Board
from nbnn.views.code.code import OwnWidget, PageCode, code
from nbnn.views.code.source import stub
from nbnn.views.code.view import View, close_all
from nbnn.views.message.message import Message
from tests.views.every_view import every_view
from tests.views.page import alive


def test_every_view_names_the_one_widget_that_holds_the_code():
    one, other = Message(), Board()
    assert one.get_state()["_code"] == other.get_state()["_code"] == f"IPY_MODEL_{code().model_id}"
    assert one.get_state()["_esm"] == stub("message/message.js") and "_css" not in one.get_state()
    one.close(), other.close()


@pytest.mark.parametrize("kind", [each for each in every_view() if hasattr(each, "module")], ids=lambda kind: kind.__name__)
def test_the_module_of_every_view_is_there(kind):
    assert stub(kind.module)


def test_every_widget_with_javascript_of_its_own_is_such_a_view():
    """But the frame of a lab in another front end: the page in it brings all code along."""
    ours = [each for each in anywidget.AnyWidget.__subclasses__() if each.__module__.startswith("nbnn.")]
    assert set(ours) == {OwnWidget, HostedLab} and set(OwnWidget.__subclasses__()) == {View, PageCode}


@pytest.mark.parametrize("kind", [Message, Board, PageCode])
def test_a_widget_has_its_class_and_not_one_made_for_it(kind):
    one, another = kind(), kind()
    assert type(one) is type(another) is kind
    assert one.get_state()["_anywidget_id"] == f"{kind.__module__}.{kind.__name__}", "by which anywidget tells styles apart"
    one.add_traits(of_its_own=traitlets.Int(3).tag(sync=True))
    assert one.of_its_own == 3 and not another.has_trait("of_its_own")
    one.close(), another.close()


def test_closing_leaves_no_layout_and_no_style_behind_but_the_one_that_all_share():
    shared = code().layout
    before = set(alive())
    close_all(Message(), widgets.ToggleButton(), widgets.Box())
    assert set(alive()) == before and shared.comm is not None
