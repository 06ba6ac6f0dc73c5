"""The one table of misconceptions, by key."""

from ....core.records.record import look_up
from .losses import IN_THE_LOSS
from .network import IN_THE_NETWORK
from .record import Misconception
from .updates import IN_THE_UPDATE

ALL = (*IN_THE_LOSS, *IN_THE_NETWORK, *IN_THE_UPDATE)

MISCONCEPTIONS = {record.key: record for record in ALL}


def misconception(given: Misconception | str) -> Misconception:
    """The record itself, or the one with that name; ValueError with the nearest name, TypeError for anything else."""
    return look_up(given, MISCONCEPTIONS, Misconception, "misconception")
