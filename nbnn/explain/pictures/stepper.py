"""What a Stepper shows as a picture: the network with the numbers of an update in its units, the data, the losses, the board."""

from collections.abc import Callable, Collection, Iterator

import numpy as np

from ...core.training.sgd import Run, Step
from .board import board
from .drawing.svg import MOST_BYTES, Picture, below
from .network import network


def stepper_picture(step: Step, run: Run, views: Collection[str], is_hidden: Callable[[str], bool],
                    end: tuple[str | None, str | None]) -> Picture:
    """The views that are on the page, one below the other.

    is_hidden : is a line of the board not to be seen? end : the line up to which, and the one before which, the board is drawn.
    """
    title = f"Update {step.index}: {step.before!r} with {step.loss_record.name}"
    pictures = list(_pictures(step, run, views, is_hidden, end))
    return below(pictures or [board(step, *end)], title, MOST_BYTES)


def _pictures(step: Step, run: Run, views: Collection[str], is_hidden: Callable[[str], bool],
              end: tuple[str | None, str | None]) -> Iterator[Picture]:
    if "diagram" in views:
        yield network(step.before, values_of(step, is_hidden), f"Update {step.index}: the network with its weights before the update")
    if {"data", "loss"} & {*views}:
        yield _charts(step, run, views)
    if "board" in views:
        yield board(step, *end)


def _charts(step: Step, run: Run, views: Collection[str]) -> Picture:
    from ..stepper.loss_curve import of_run  # a first Stepper has no chart, and does not wait for what draws one
    from . import data, losses
    from .drawing.plot import drawn

    large = run.summarized  # then the regions would take longer than all the rest
    panels = [data.panel_of(run.data, None if large else step.before)] if "data" in views else []
    panels += [losses.panel_of(of_run(run))] if "loss" in views else []
    return drawn(panels, run.data.name, data.describe(run.data), 300.0)


def values_of(step: Step, is_hidden: Callable[[str], bool]) -> dict[int, np.ndarray]:
    """Layer → the numbers of its units: x, each h, the score; without those that are not to be seen."""
    names = ["x", *(layer.h for layer in step.before.quantities.hidden), "y"]
    return {layer: np.atleast_1d(step[name]) for layer, name in enumerate(names) if not is_hidden(name)}
