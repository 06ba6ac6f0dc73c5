"""What a record shows at the end of a cell: text, a table, and a picture (Jupyter's `_repr_mimebundle_`)."""

from collections.abc import Callable
from typing import Any, NamedTuple

from ...core.landscapes.descent import Trajectory
from ...core.network.network import Network
from ...core.records.datasets import Dataset
from ...core.training.sgd import Run, Step
from ...core.training.training import History
from . import board, data, losses, network, path
from .drawing import table
from .drawing.svg import Picture
from .drawing.table import Rows


class _Way(NamedTuple):
    """How one kind of record is shown."""

    picture: Callable[[Any], Picture]
    rows: Callable[[Any], Rows]
    caption: Callable[[Any], str]


def _board_rows(step: Step) -> Rows:
    return [{name: line[name] for name in ("symbol", "formula", "numbers", "value")} | {"reasons": "; ".join(line["reasons"])}
            for line in step.table()]


WAYS: dict[type, _Way] = {
    Network: _Way(network.network, network.rows, repr),
    Dataset: _Way(data.data, data.rows, data.describe),
    Run: _Way(losses.run, losses.run_rows, losses.describe),
    Step: _Way(board.board, _board_rows, lambda step: f"Update {step.index} on the board."),
    History: _Way(losses.history, losses.history_rows, losses.describe_history),
    Trajectory: _Way(path.path, path.rows, path.describe),
}


def picture(record: Any) -> Picture:
    """The picture of a record."""
    return WAYS[_kind(record)].picture(record)


def kinds(record: Any) -> dict[str, str]:
    """The record by its kinds: text as print gives it, HTML with picture and table, and the picture as SVG."""
    way = WAYS[_kind(record)]
    return {"text/plain": repr(record), **table.kinds(way.picture(record), table.html_table(way.caption(record), way.rows(record)))}


def _kind(record: Any) -> type:
    return next(kind for kind in type(record).__mro__ if kind in WAYS)
