"""All misconceptions, a file for each part of a calculation: the loss, the way through the network, and the update."""

from .record import Misconception
from .table import ALL, MISCONCEPTIONS, misconception

__all__ = ["ALL", "MISCONCEPTIONS", "Misconception", "misconception"]
