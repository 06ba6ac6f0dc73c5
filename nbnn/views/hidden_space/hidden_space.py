"""The hidden space: the data as two units of a hidden layer see it, following the player in the browser."""

import traitlets
from ipywidgets import Widget, widget_serialization

from ...core.training.sgd import Run
from ...explain.stepper import hidden_space as explain
from ..code.view import View
from ..player.player import MOVED


class HiddenSpace(View):
    """The examples, the plane's grid and the decision boundary, with two units of a hidden layer as the axes.

    player : the lab's player. run : its recording; call `set_run` for every new one.
    `choice` is {"layer": 1, "across": 0, "up": 1}, chosen on the page where there is something to choose; {} at first: the last layer
    of two units or more, and its first two.
    """

    module = "hidden_space/hidden_space.js"

    player = traitlets.Instance(Widget).tag(sync=True, **widget_serialization)
    picture = traitlets.Dict().tag(sync=True)
    choice = traitlets.Dict().tag(**MOVED)

    def __init__(self, player: Widget, run: Run):
        super().__init__(player=player)
        self.run = run
        self.set_run(run)

    def set_run(self, run: Run) -> None:
        """Show another recording; what was chosen stays where it has that layer and those units."""
        picture = explain.picture(run)
        with self.hold_sync():
            self.run, self.picture = run, picture
            if explain.checked_choice(self.choice, run) is None:
                self.choice = {}

    @traitlets.validate("choice")
    def _a_choice_of_this_run(self, proposal) -> dict:
        if proposal["value"] and explain.checked_choice(proposal["value"], self.run) is None:
            raise traitlets.TraitError(f"choice is {proposal['value']!r}: it must name a hidden layer with two units or more as \"layer\", "
                                       "and two different units of it as \"across\" and \"up\", counted from 0")
        return proposal["value"]

    def sentence(self, index: int = 0) -> str:
        """The picture before update `index` in words and numbers."""
        return explain.sentence(self.run, index, explain.checked_choice(self.choice, self.run))

    def table(self, index: int = 0) -> list[dict[str, str]]:
        """A row for each class: where its examples are before update `index`; [] where there is nothing to draw."""
        return explain.table(self.run, index, explain.checked_choice(self.choice, self.run))

    def __repr__(self) -> str:
        return "HiddenSpace()"
