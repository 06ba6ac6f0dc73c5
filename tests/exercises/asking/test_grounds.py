"""What somebody went by whose prediction was missed."""

import pytest

from nbnn.core.network.network import Network
from nbnn.core.records.activations import relu, tanh
from nbnn.core.records.losses import hinge
from nbnn.core.training.sgd import sgd_step
from nbnn.exercises.asking.grounds import GROUNDS, grounds, reply_to


@pytest.mark.parametrize("name", GROUNDS)
def test_each_ground_has_a_reply_that_leads_back_and_gives_nothing_away(name):
    assert len({each.key for each in GROUNDS[name]}) == len(GROUNDS[name]) > 2
    for each in GROUNDS[name]:
        assert "?" in each.reply and reply_to(name, each.key) == each.reply
        assert not {"falls", "rises", "stays"} & set(each.reply.split())
    for other in ("", None, ["gate"], 3, "none"):
        assert reply_to(name, other) == ""
    assert reply_to("dl_dy", "guess") == ""


def test_a_unit_that_is_off_is_offered_where_there_are_gates():
    for activation in (relu, tanh):
        step = sgd_step(Network([[[1, 1]], [1]], activation=activation), [1, 1], 1, hinge, 0.1)
        assert ("gate" in [each.key for each in grounds("unchanged", step)]) == bool(activation.gate)
