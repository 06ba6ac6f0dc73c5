"""Records show themselves; how they are drawn is joined to them by the package."""

import pytest

import nbnn
from nbnn.core.shown import Shown


def test_a_record_gives_its_kinds_whatever_is_asked_for():
    net = nbnn.Network([[1.0, 2.0]])
    assert net._repr_mimebundle_(include={"text/plain"}, exclude=None) == net._repr_mimebundle_()
    assert net._repr_mimebundle_()["text/plain"] == repr(net)


@pytest.mark.parametrize("kind", Shown.__subclasses__(), ids=lambda each: each.__name__)
def test_being_shown_adds_nothing_to_a_record(kind):
    assert "_repr_mimebundle_" not in vars(kind)
