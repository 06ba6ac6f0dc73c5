"""The Stepper: one SGD step by hand, line by line of the board, over a whole run."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, ClassVar

import ipywidgets as widgets
import numpy as np

from ..core.bounds import MOST_WHOLE_ENTRIES, is_summarized
from ..core.given import checked_whole
from ..core.network.arguments import checked_loss, checked_network, fitting_z, usual_loss
from ..core.network.network import Network, checked_inputs
from ..core.numbers import as_array
from ..core.records.activations import Activation, identity, relu
from ..core.records.datasets import Dataset
from ..core.records.losses import Loss, half_squared
from ..core.records.losses import loss as loss_record
from ..core.training.sgd import Run
from ..explain.pictures.drawing.svg import Picture
from ..explain.pictures.stepper import stepper_picture
from ..explain.recording.recording import Recording, record, showable
from ..explain.recording.sentences import sentence
from ..explain.recording.story import BY, TERM
from ..explain.recording.terms import by_term, pack_terms
from ..explain.writing.board import MEASURED
from ..explain.writing.numbers import exact
from ..explain.writing.step import measured
from ..page.answers import Answers
from ..views.board.board import Board
from ..views.diagram.diagram import Diagram
from ..views.player.player import Player
from .frame.given import refuse
from .frame.lab import Lab, as_table, box
from .frame.points import RESETS, Points
from .frame.setup import CONTROLS, LossMenu, Setup, check_shown, check_whole, cut_short, number, whole
from .frame.still import still

if TYPE_CHECKING:  # what unfolds is loaded with its first use
    from ..explain.points import Change, Room
    from ..views.card.card import DerivationCard
    from ..views.data.data import DataChart
    from ..views.hidden_space.hidden_space import HiddenSpace
    from ..views.loss.loss import LossChart
    from .frame.controls import Controls
    from .frame.fields import Fields

WIGGLED_AHEAD = 16  # updates that a page without Python can wiggle a weight in
VIEWS = ("diagram", "board", "data", "hidden_space", "loss", "card", "controls")
FOR_SOME = ("hidden_space",)  # views that only some networks have: "all" leaves them out
AT_FIRST = ("diagram", "board")  # a lesson starts small; the rest unfolds
UNFOLD = {"data": "Data", "loss": "Loss", "card": "One weight", "controls": "Controls"}


NOTHING: tuple[str, ...] = ()
USUAL_LEVEL = "no numbers"


class Stepper(Lab):
    """Step through SGD on a network, one line of the board at a time, forward and back.

    Parameters
    ----------
    net, data, loss, eta, steps, seed : what `nbnn.sgd` takes; `steps` updates are recorded, and Step at the end
        records as many again. loss left out: hinge for one score, cross entropy for several.
    start : the update to begin at.
    until : a quantity's name, such as "dl_dh": the board stops there.
    show : the views and controls to have, by name; the rest can be unfolded only when `show` is not given. Views:
        diagram, board, data, loss, card, controls, and hidden_space, the data as two units of a hidden layer see it; single controls:
        data_set, loss_function, activation, hidden, initial, eta, seed. "all" shows everything but hidden_space.
    by : what Step and Play go by until the learner chooses: "update", "line" or "unit"; left out: lines, and updates where neither the
        board nor the network is shown. "term" goes product by product through each sum, and adds that to what there is to choose.
    points : True lets the learner add, move and remove examples on the data chart, which is then shown.
    losses : what the menu of losses lists besides the one in use: "all", or a list of losses; left out, the lecture's.
    present : the layout for a hall: it fills the page, with large letters, the board first and Step in view.
    ask : lines that the learner fills in before they are shown, by name: "dl_dy", "dl_dW1", the new weights "W1_new"; and the
        predictions "unchanged" (which weights will not change?) and "loss_falls" (will ℓ fall?), made before the update.
    level, lock_level : how much help a line is asked with: "symbols and numbers" (the formula with its numbers is there from the start),
        "no numbers" (the formula is the last hint), "no symbols" (hints in words), "a blank page" (not even its shape is told);
        `lock_level` keeps the learner from changing it.
    cue : update → a question at which a hall stops: a name as in `ask`, or one's own, {12: ("Will the gate open?", "yes", "no")}.
        Show reveals it; then another weight makes a fork, and the loss chart shows both futures.

    `lab.player.index`, `.line` and `.unit` say where the learner is and can be set; `lab.run` is the recording,
    `lab.step` the update being looked at. Raises ValueError or TypeError for anything that does not fit.

    A network of more than MOST_WHOLE_WEIGHTS weights, or MOST_WHOLE_UNITS units in a layer (`core/bounds.py`), is shown summarized: the
    first numbers and the last of each line, and measures of all of them. Updates are then recorded in runs of about a second.
    """

    examples: ClassVar[tuple[str, ...]] = (
        'nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1]), nbnn.datasets.moons())',
        'nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1]), nbnn.datasets.moons(), show="all", by="term")',
        'nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1]), nbnn.datasets.moons(), ask=("dl_dy", "dl_dw2"))',
        'nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1]), nbnn.datasets.moons(), show=("data", "hidden_space"), points=True)',
    )

    def __init__(self, net: Network, data: Dataset, loss: Loss | str | None = None, eta=0.1, steps: int = 1000, seed: int = 0,
                 start: int = 0, until: str | None = None, show=None, present: bool = False, ask=NOTHING, level=USUAL_LEVEL,
                 lock_level: bool = False, cue=None, by: str | None = None,
                 points: bool = False, losses: Sequence[Loss | str] | str | None = None):
        self._views_named, self._controls_named, self._can_unfold = _parse_show(show)
        self._losses_listed, self._by_terms = losses, by == TERM
        loss = usual_loss(checked_network(net).sizes[-1], data=data, output=net.output) if loss is None else loss_record(loss)
        self._given = Setup(net, data, loss, eta, steps, seed)
        _check_form(net, self._views_named, by, ask=ask, cue=cue, points=points)
        self.setup, self.run = self._given, _showable(self._given.run())
        LossMenu(loss, losses)  # refuses what is no loss
        self._views_named = _with_points(points, self._views_named, show, self.run.data)
        self._until, self._start = _checked_until(until, self.run), _checked_start(start, self.run)
        by = _checked_by(by, self._views_named, net)
        asks_first = self._asking(ask, level, lock_level, cue)
        super().__init__(present)  # nothing is on the page before everything given has been looked at
        self._version, self._on_given_data = 0, True
        self.player = Player(granularity=by)
        self.asked = asks_first()
        self.points = Points(self.player, lambda: self.run.data, self._use_examples, self._room_for_examples, self._do_it, points)
        if points:
            self.player.actions = RESETS
        self._listen()
        self._show(self._start)
        self._make_unfolding()
        with self.hold_sync():
            self._fit_form()
            self._compose(*self.children)

    def _asking(self, ask, level, lock_level: bool, cue) -> Callable[[], object]:
        """What makes the questions that it asks first, once its player is there; they are checked at once, and most labs have none."""
        if (ask is None or ask is NOTHING) and cue is None and level is USUAL_LEVEL:
            return lambda: None
        from .asking.asker import level_of  # a tenth of a first Stepper's time
        from .asking.stepper import AskFirst, checked_ask, checked_cue

        asked, help_given = checked_ask(ask, self.run, self._start, self._until), level_of(level)
        cues = checked_cue(cue, self.run, self._start, self._until)
        return lambda: (AskFirst(self.player, asked, help_given, lock_level, self.run, self._start, self._follow, cues)
                        if asked or cues else None)

    @property
    def step(self):
        """The Step being looked at, with every number as the core computed it."""
        return self.run[self.player.index]

    def fork(self, layer: int, row: int, column: int, value: float) -> None:
        """Change one weight before the update being looked at: from here on the run has another future."""
        index = self.player.index
        network = self.run.network(index).with_weight(layer, row, column, value)
        self._show_run(self.run.fork(index, network=network), index, self.player.line)

    def pick(self, example: int) -> None:
        """Make `example` the next one: of this update while its line "x" is shown, else of the update after it."""
        if not 0 <= checked_whole(example, "example") < len(self.run.data):
            raise ValueError(f"example {example} does not exist: the data has examples 0 to {len(self.run.data) - 1}")
        index = self.player.index
        at = index if self.player.line == 0 else index + 1
        order = [example, *self.run.remaining(min(at + 1, len(self.run))).tolist()]
        self._show_run(self.run.fork(at, order=order), index, self.player.line)
        self.player.status = ""

    def _use_examples(self, change: "Change") -> None:
        """Other data from the next update on, of which the changed example is the next one."""
        index = self.player.index
        at = index if self.player.line == 0 else index + 1
        rest = self.run.remaining(at, len(change.data)).tolist()
        order = rest if change.example is None else [change.example, *rest[1:]]
        self._show_run(self.run.fork(at, data=change.data, order=order or None), index, self.player.line)
        self.setup = replace(self.setup, data=self.run.data)
        self.player.status = ""

    def _room_for_examples(self) -> "Room | None":
        picture = self.data_chart.picture if self._is_made("data_chart") else None
        return None if picture is None else (picture.x_extent, picture.y_extent)

    def to_json(self) -> str:
        """Return the run that is shown as text for `load`, with the examples as they were at each update."""
        return self.run.to_json()

    def load(self, text: str) -> None:
        """Show a run that `to_json` wrote; ValueError for anything else, and then nothing changes. Reset brings back what was given."""
        run = Run.from_json(text)
        if not run.optimizer.direct:
            raise ValueError(f"this is a run with {run.optimizer.name}, and a Stepper shows plain SGD: nbnn.from_json reads it")
        check_shown(run.start, len(run))
        self._check_form(run)
        run = _as_shown(run)
        setup = Setup(run.start, run.data, run.loss, run.eta, self.setup.steps, run.seed)
        self._on_given_data = False
        self._begin(setup, run, 0)
        self._forget_choices(setup)

    def sentence(self) -> str:
        if self.asked and self.asked.waits(self.player.index, self.player.line):
            return self.asked.sentence(self.player.index, self.player.line)
        player = self.player
        unit = player.unit if player.granularity in ("unit", TERM) else None
        return sentence(self.run, player.index, player.line, unit, player.granularity == "unit", player.stop + 1,
                        player.term if player.granularity == TERM else None)

    def views_shown(self) -> tuple[str, ...]:
        unfolding = UNFOLD if self._can_unfold else ()
        return tuple(view for view in VIEWS if view in self._visible and view not in unfolding)

    def table(self) -> list[dict[str, str]]:
        """The board's lines, as `step.table()`; those that are still asked for without what stands in them."""
        return self.step.table() if self.asked is None else self.asked.table(self.player.index)

    def answer_ahead(self, answers: Answers) -> None:
        if self._can_unfold:
            buttons = [(button, "value") for button in self.unfold.values()]
            answers.choose(buttons, list(product((False, True), repeat=len(buttons))), whole=True)
        super().answer_ahead(answers)
        try:
            if not self._summarized and (self._can_unfold or "card" in self._visible):
                self._select_ahead(answers)
        finally:  # also where the weights took more room than there was
            self._terms_ahead(answers)

    def _terms_ahead(self, answers: Answers) -> None:
        if not self._by_terms:
            return
        kept = self.player.terms
        try:
            answers.ask(self.player, {"do": "terms"})
        finally:
            self.player.terms = kept

    def _select_ahead(self, answers: Answers) -> None:
        """The derivation of one weight after another, with the wiggle of a few updates only: it is most of what a page would get."""
        kept, self.card.most = self.card.most, WIGGLED_AHEAD
        try:
            answers.choose([(self.player, "selected")], [({"layer": layer, "row": row, "column": column},)
                                                         for layer, row, column in _weight_places(self.run.start)])
        finally:
            self.card.most = kept
            self._show_card(self.player.index)

    # ---- making: each view when it is first wanted, most of them when they are unfolded ----

    @cached_property
    def diagram(self) -> Diagram:
        return self._kept(Diagram(player=self.player))

    @cached_property
    def board(self) -> Board:
        return self._kept(Board(player=self.player, expanded="board" in self._views_named))

    @cached_property
    def data_chart(self) -> "DataChart":
        from ..views.data.data import DataChart

        chart = self._kept(DataChart(self.player, run=self.run, present=self._present))
        chart.set_points(self.points.for_page())
        return chart

    @cached_property
    def loss_chart(self) -> "LossChart":
        from ..views.loss.loss import LossChart

        chart = self._kept(LossChart(self.player, present=self._present))
        chart.show_first(self._losses_shown)  # before it has a run: what is asked for never gets to the page
        chart.set_run(self.run)
        return chart

    @cached_property
    def hidden_space(self) -> "HiddenSpace":
        from ..views.hidden_space.hidden_space import HiddenSpace

        return self._kept(HiddenSpace(self.player, self.run))

    @cached_property
    def card(self) -> "DerivationCard":
        from ..views.card.card import DerivationCard

        card = self._kept(DerivationCard(player=self.player))
        self._show_selected(card, self.player.index)
        return card

    @cached_property
    def weight_fields(self) -> "Fields":
        from .frame.fields import Fields, typed

        field = typed("New value of the chosen weight", "", "long")
        self._ask_for_weight(field)
        return Fields({"weight": field}, self._type_weight)

    @property
    def weight_field(self) -> widgets.DOMWidget:
        return self.weight_fields["weight"]

    @cached_property
    def _one_weight(self) -> widgets.Box:
        return self._kept(box("nbnn-one-weight", self.card, self.weight_fields.row))

    @cached_property
    def controls(self) -> "Controls":
        from .frame.controls import Controls
        from .frame.fields import typed

        example = typed("Next example", "")
        example.placeholder = "number"
        return Controls(self._controls_named, self.setup, self.setup.data, self._turn, {"example": example},
                        self._losses_listed)

    @cached_property
    def _settings(self) -> widgets.Box:
        return self._kept(box("nbnn-controls-box", self.controls.fields.row))

    def _listen(self) -> None:
        asked = {"extend": self._extend, "reset": self._reset, "exact": self._exact, "example": self._pick_asked, "terms": self._send_terms}
        for name, handler in asked.items():
            self.player.on_request(name, handler)
        self.player.observe(self._select, "selected")
        self.player.observe(self._by_term, "granularity")
        if self.asked:
            self.player.observe(self._back_to_the_question, ["index", "line"])
            self.player.observe(self._uncover, "covered")

    @cached_property
    def charts(self) -> widgets.Box:
        """The row of charts."""
        return self._kept(box("nbnn-row", layout=self._plain))

    def _make_unfolding(self) -> None:
        self._visible = set(self._views_named)
        self._boxes: dict[str, widgets.Box] = {}
        self._unfold_box = self._kept(box("nbnn-unfold", *self._unfolding(), layout=self._plain))

    @cached_property
    def _plain(self) -> widgets.Layout:
        """Of every box and of what unfolds, and of this lab only: the page keeps what is drawn with a layout as long as that is open."""
        return widgets.Layout()

    def _boxed(self, name: str, parts: Sequence[widgets.Widget]) -> list[widgets.Box]:
        """The box of this name with these parts, made with the first that it has; none where it has none."""
        if name in self._boxes:
            self._boxes[name].children = parts
        elif parts:
            self._boxes[name] = self._kept(box(name, *parts, layout=self._plain))
        return [self._boxes[name]] if parts else []

    def _arrange(self) -> None:
        """Put the visible views on the page; what is not visible is not there at all, so it costs nothing."""
        def visible(**views):
            return [getattr(self, view) for name, view in views.items() if name in self._visible and self._is_drawn(name)]

        shown = visible(data="data_chart", hidden_space="hidden_space", loss="loss_chart")
        if shown or self._is_made("charts"):
            self.charts.children = shown
        charts = [self.charts] if shown else []
        unfold = [self._unfold_box] if self._can_unfold else []
        settings, board, diagram, card = (visible(**{name: view}) for name, view in (
            ("controls", "_settings"), ("board", "board"), ("diagram", "diagram"), ("card", "_one_weight")))
        if self._present:  # in a hall the board comes first, and a question below it; the pictures stand beside it (choice.js)
            first = self._boxed("nbnn-fill-in", [*board, self.asked.view]) if self.asked else board
            pictures = [*diagram, *shown] if first or len(shown) == 1 else diagram
            side = self._boxed("nbnn-side", pictures if first and len(pictures) > 1 else [])
            if len(pictures) > len(diagram):
                charts, self.charts.children = [], []
            self.children = (*self._boxed("nbnn-row", [*first, *(side or pictures)]), *charts, *card, *unfold, *settings, self.player)
        else:
            beside, below = ([], card) if charts else (card, [])  # with charts too there is no room for it below the network
            side = self._boxed("nbnn-side", [*diagram, *([self.asked.view] if self.asked else []), *beside])
            self.children = (*settings, *self._boxed("nbnn-row", [*side, *board]), *charts, *below, *unfold, self.player)

    @property
    def _summarized(self) -> bool:
        return self.run.summarized

    def _is_drawn(self, view: str) -> bool:
        """Is this view made for the network that is shown? The other ones come back with a smaller one."""
        few = self.run.start.n_inputs <= MOST_WHOLE_ENTRIES
        return not self._summarized or view not in ("hidden_space", *(() if few else ("data",)))

    def _fit_form(self) -> None:
        """What a summarized network does not have leaves the page, and comes back with one that is shown whole."""
        if self._can_unfold:
            button = self.unfold["data"]
            button.disabled = not self._is_drawn("data")
            button.tooltip = (f"Not drawn: an example of {self.run.start.n_inputs} features has no place in a plane" if button.disabled
                              else "Show or hide: data")
        self._arrange()

    def _check_form(self, run: Run) -> None:
        """ValueError where this lab asks for what a summarized run does not have."""
        asks = bool(self.asked), bool(self.points.offered)
        check_whole(run.start, *zip(("ask", "points"), asks))

    def _unfolding(self) -> list[widgets.Widget]:
        """Buttons that show more, each where the lesson did not say what there is."""
        self.unfold: dict[str, widgets.ToggleButton] = {}
        style: dict[str, widgets.Widget] = {}
        for name, words in UNFOLD.items():
            button = widgets.ToggleButton(value=name in self._views_named, description=words, tooltip=f"Show or hide: {words.lower()}",
                                          layout=self._plain, **style)
            button.observe(lambda change, name=name: self._unfold(name, change["new"]), "value")
            self.unfold[name], style = button, {"style": button.style}  # one for all of them
        return list(self.unfold.values())

    def _unfold(self, name: str, wanted: bool) -> None:
        (self._visible.add if wanted else self._visible.discard)(name)
        self._arrange()

    # ---- what the page asks for ----

    def _turn(self, name: str, value) -> str:
        """A field was changed: another recording, or the reason why not and everything as it was."""
        if name == "example":
            return self._taken(lambda: self.pick(whole(value, "the example")), lambda: self.controls.fields.write(example=""))
        turns = {"loss": self.setup.with_loss, "activation": self.setup.with_activation, "eta": self.setup.with_eta,
                 "seed": self.setup.with_seed, "hidden": self.setup.with_hidden, "initial": self.setup.with_initializer,
                 "data_set": lambda name: self.setup.with_data(self.controls.data(name))}

        def turn():
            setup = turns[name](value)
            run = setup.run()
            if name == "data_set":
                self.controls.chosen_data, self._on_given_data = value, False
            self._begin(setup, run, 0)
            self.controls.show(setup)
        return self._taken(turn)

    def _say(self, wrong: str) -> None:
        """Why a choice was not taken; else why the run is short."""
        self.player.status = wrong or (self.run.stopped_because and f"This run stops early: {self.run.stopped_because}")

    def _extend(self, _message: dict) -> None:
        done = len(self.run)
        more = self.setup.at_once
        too_many = self._why_not(lambda: check_shown(self.run.start, more, done))
        if too_many:
            self.player.can_extend, self.player.status = False, too_many
            return
        longer = self.run.extend(more)
        if len(longer) == done:
            self.player.can_extend = False
            return
        self._show_run(longer, done, 0)

    def _reset(self, _message: dict) -> None:
        if self.asked:
            self.asked.reset()
        kept = self._on_given_data and self.points.changed  # a learner's own examples are work, and not a choice to be taken back
        setup = replace(self._given, data=self.setup.data) if kept else self._given
        self._forget_choices(setup)
        self._begin(setup, setup.run(), self._start)
        self._on_given_data = True

    def _forget_choices(self, setup: Setup) -> None:
        """Nothing that was chosen or typed is left: the fields say the setup."""
        if self._is_made("weight_fields"):
            self.weight_fields.forget()
        if self._is_made("controls"):
            self.controls.chosen_data = None
            self.controls.fields.forget()
            self.controls.show(setup)
        self.player.selected = {}
        self.player.status = ""

    def _exact(self, message: dict) -> None:
        """The exact value of one number, for a page that shows three digits of it."""
        name, entry, update = message.get("name"), message.get("entry"), message.get("update")
        if not isinstance(name, str) or not isinstance(entry, int) or not isinstance(update, int):
            return
        if not 0 <= update < len(self.run):
            return
        if self.asked and self.asked.covers(update, "theta" if message.get("after") is True else name):
            return
        step = self.run[update]
        source = step.after if message.get("after") is True else step
        value = _entry(source, name, entry)
        if value is not None:
            self.player.exact(name, entry, update, exact(value))

    def _by_term(self, change) -> None:
        if change["new"] == TERM:
            self._send_terms({})

    def _send_terms(self, _message: dict) -> None:
        """The products and running sums of the recording, which a page gets when somebody goes term by term."""
        if not self.player.terms and "terms" in self.player.schema:
            self.player.terms = pack_terms(self.run, self.player.schema["lines"])

    def _pick_asked(self, message: dict) -> None:
        self._do_it(lambda: self.pick(_whole_in(message, "example")))

    def _select(self, change) -> None:
        if _weight_of(change["new"], self.run) is not None and self._can_unfold:
            self.unfold["card"].value = True
        if self._is_made("weight_fields"):
            self._ask_for_weight(self.weight_field)
        self._show_card(self.player.index)

    def _ask_for_weight(self, field: widgets.DOMWidget) -> None:
        field.disabled = _weight_of(self.player.selected, self.run) is None
        field.placeholder = "choose a weight" if field.disabled else "a number, then Enter"

    def _type_weight(self, name: str, text: str) -> str:
        """The weight that was typed, and an empty field for the next."""
        place = _weight_of(self.player.selected, self.run)
        return self._taken(lambda: self.fork(*_place_or_error(place), number(text, "the weight")),
                           lambda: self.weight_fields.write(weight=""))

    # ---- showing ----

    def _begin(self, setup: Setup, run: Run, index: int) -> None:
        """A run of its own, not a fork: where its data are others, they are the given ones now."""
        self._check_form(run)
        run, form = _showable(run), (self._summarized, self.run.start.n_inputs)
        others, self.setup, self.run = setup.data is not self.setup.data, setup, run
        if others:
            self.points.forget()
        self._show(min(index, len(run) - 1))
        if form != (self._summarized, self.run.start.n_inputs):
            self._fit_form()

    def _show_run(self, run: Run, index: int, line: int) -> None:
        self.run = _showable(run)
        self._show(min(index, len(self.run) - 1), line)

    def _show(self, index: int, line: int = 0) -> None:
        self._version += 1
        recording = record(self.run, self._version)
        recording = by_term(recording, self.run) if self._by_terms else recording
        names = [entry["name"] for entry in recording.schema["lines"]]
        stop = names.index(self._until) if self._until in names else len(names) - 1
        if self.asked:
            self.asked.follow(self.run)
            index, line = self.asked.no_further(index, line)
        self.player.show(recording, index, min(line, stop), stop, self._terms_wanted(recording))
        for name in ("data_chart", "hidden_space", "loss_chart"):
            if self._is_made(name):
                getattr(self, name).set_run(self.run)
        if self._is_made("data_chart"):
            self.data_chart.set_points(self.points.for_page())
        self._show_card(index)

    def _terms_wanted(self, recording: Recording) -> dict:
        """The terms of a new recording, where one goes by them already."""
        wanted = self.player.granularity == TERM and "terms" in recording.schema
        return pack_terms(self.run, recording.schema["lines"]) if wanted else {}

    @property
    def _losses_shown(self) -> int | None:
        """Of how many updates the loss chart may tell ℓ; None: of all."""
        place = self.asked.place if self.asked else None
        return None if place is None else place[0] + (not self.asked.covers(place[0], "loss"))

    def _follow(self, run: Run) -> None:
        """The run that follows from a learner's own choice at a kink."""
        self._show_run(run, self.player.index, self.player.line)

    def _uncover(self, _change) -> None:
        if self._is_made("loss_chart"):
            self.loss_chart.show_first(self._losses_shown)
        self._back_to_the_question(None)  # who looked on without questions may be far beyond it

    def _back_to_the_question(self, _change) -> None:
        """A place set from Python, or by a page that is not to be trusted, goes no further than the page's own moves."""
        place = self.player.index, self.player.line
        allowed = self.asked.no_further(*place)
        if allowed != place:
            self.player.go_to(*allowed)

    def _show_card(self, index: int) -> None:
        """The derivation of the selected weight of this recording; a weight that it does not have is let go."""
        if _weight_of(self.player.selected, self.run) is None and self.player.selected and "node" not in self.player.selected:
            self.player.selected = {}
        if self._is_made("card"):
            self._show_selected(self.card, index)

    def _show_selected(self, card: "DerivationCard", index: int) -> None:
        place = _weight_of(self.player.selected, self.run)
        card.show(self.run, dict(zip(("layer", "row", "column"), place)) if place else {}, index)

    @property
    def _first_asked(self) -> str | None:
        """The first line of this update that is still asked for."""
        place = self.asked.place if self.asked else None
        return place[1] if place and place[0] == self.player.index else None

    def __repr__(self) -> str:
        return f"Stepper({self.run!r})"

    def picture(self) -> Picture:
        """The network, the data with the losses, and the board, as far as they are on the page and nothing in them is asked for."""
        return stepper_picture(self.step, self.run, self._visible, self._is_hidden, (self._until, self._first_asked))

    def _is_hidden(self, line: str) -> bool:
        """Is this line of the update still to be found, or below the one at which the board ends?"""
        names = [each["name"] for each in self.player.schema["lines"]]
        beyond = self._until is not None and names.index(line) > names.index(self._until)
        return beyond or bool(self.asked and self.asked.covers(self.player.index, line))

    def _tables(self) -> str:
        return still(self.step, self._until, self._first_asked) + self._hidden_space_in_words()

    def _hidden_space_in_words(self) -> str:
        """A table of the hidden space where that is shown, and nothing of it is still asked for."""
        if "hidden_space" not in self._visible or (self.asked and self.asked.place):
            return ""
        space = self.hidden_space
        return as_table(space.sentence(self.player.index), space.table(self.player.index), invites="")


def worked_example(W1, w2=None, x=None, z=None, loss: Loss | str | None = None, eta=0.1, *,
                   activation: Activation | str | Sequence[Activation | str] = relu, output: Activation | str = identity,
                   bias: bool = False, **options) -> Stepper:
    """A lecturer's own numbers on the board: one example, stepped through as often as one likes.

    Parameters
    ----------
    W1, w2 : the weights of a network with one hidden layer, each outputs × inputs; a last weight that is a vector gives one
        score, a matrix of K rows K scores. Or W1 alone, a list of the weights of any depth: [W1, W2, W3], or [w1].
    x, z : the example and its label, −1 or +1 for one score, 1 to K for K scores; or for a loss that takes targets a number, or one
        for each output: z=[0.01, 0.99].
    loss : left out, hinge for one score, cross entropy for K, half squared for targets.
    eta : the rate η or a schedule.
    activation : of the hidden layers, or a list with one for each. output : of the output, y = g(s); left out: none.
    bias : append a constant 1 to x and to every h; each row of a weight then ends with its unit's bias.
    options : as for the Stepper.

    Raises ValueError or TypeError for what is missing or does not fit.
    """
    known = [name for name in inspect.signature(worked_example).parameters if name != "options"]
    stepper = [name for name in inspect.signature(Stepper).parameters if name not in ("net", "data", *known)]
    refuse("worked_example", [name for name in options if name not in stepper], [*known, *stepper])
    network = Network(_given_weights(W1, w2), activation, bias, output=output)
    loss = _usual_for(network, z) if loss is None else loss_record(loss)
    data = _one_example(network, x, z, loss)
    options = {"show": ("diagram", "board"), "steps": 20, **options}
    return Stepper(network, data, loss, eta, **options)


def _given_weights(W1, w2) -> Sequence:
    """The list of weights: W1 and w2, or W1 alone, which is such a list or one weight."""
    if w2 is not None:
        return [W1, w2]
    if not isinstance(W1, list | tuple) or not len(W1):
        return [W1]
    deep = [np.ndim(each) for each in W1]
    return [W1] if deep[0] == 0 or (deep[0] == 1 and len(W1) > 1) else W1


def _usual_for(network: Network, z) -> Loss:
    """The loss where none was asked for: several numbers, or one that is no label, are targets."""
    labels = usual_loss(network.sizes[-1], output=network.output)
    single = as_array(z, "z", "one label or target, or a list of numbers, one for each output")
    numbers = single.dtype.kind in "fiu" and bool(single.ndim or not float(single).is_integer())
    return half_squared if z is not None and numbers else labels


def _one_example(network: Network, x, z, loss: Loss) -> Dataset:
    """x and z as data of one example; ValueError or TypeError for what is missing or does not fit the network."""
    for name, given in (("x", x), ("z", z)):
        if given is None:
            raise ValueError(f"{name} is missing: give one example and its label, such as worked_example(W1, w2, x=[2, 1], z=-1)")
    x = checked_inputs(x, network.n_inputs, network.quantities.layers[0].W, network.bias)
    if not loss.takes_targets and _is_one_hot(z):
        raise ValueError(f"z is {list(z)}: {loss.name} takes the label itself, which counts from 1: z={np.argmax(z) + 1}")
    if x.ndim != 1 or (np.ndim(z) and not loss.takes_targets):
        raise ValueError(f"x has shape {x.shape} and z has shape {np.shape(z)}: give one example, ({network.n_inputs},), and its label")
    z = fitting_z(z, network, checked_loss(loss, network))
    if not isinstance(z, int):
        return replace(Dataset.from_arrays(x[None], [z], targets=True if network.one_score else None), name="the example")
    classes = ("-1", "+1") if network.one_score else tuple(str(k) for k in range(1, network.sizes[-1] + 1))
    names = tuple(f"x{j}" for j in range(1, network.n_inputs + 1))
    return Dataset(x[None], np.array([z]), names, classes, "the example", counted=classes == ("1", "2"))


def _is_one_hot(z) -> bool:
    """If z is one 1 among 0s, as some books write a label."""
    entries = np.asarray(z)
    return entries.ndim == 1 and entries.dtype.kind in "biuf" and sorted(entries) == [0] * (len(entries) - 1) + [1]


def _check_form(net: Network, views: Sequence[str], by: str | None, **asked) -> None:
    """ValueError for what is asked of a network that is shown summarized, and needs each of its numbers."""
    by, show = by if by in ("unit", TERM) else None, "hidden_space" if "hidden_space" in views else None
    check_whole(net, *asked.items(), ("by", by), ("show", show))


def _as_shown(run: Run) -> Run:
    """A run that was read, in the form in which this lab records one of its network. ValueError for one with changed data."""
    if not is_summarized(run.start.sizes) or run.summarized:
        return run
    if run.past is not None:
        raise ValueError("its data were changed on the way, which a run of so large a network does not keep: nbnn.from_json reads it")
    from ..core.training.replay import replay_of  # only a large network waits for it

    return replay_of(run)


def _showable(run: Run) -> Run:
    """The part of a run that the page can show; ValueError when that is nothing."""
    run = showable(run)
    if not len(run):
        raise ValueError(f"no update can be made from here: {run.stopped_because}")
    return run


def _parse_show(show) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """(views, controls, may the learner unfold more): what `show` asks for."""
    if show is None:
        return AT_FIRST, CONTROLS, True
    if show == "all":
        return tuple(view for view in VIEWS if view not in FOR_SOME), CONTROLS, False
    if isinstance(show, str) or not hasattr(show, "__iter__"):
        show = (show,)
    views = {name for name in show if name in VIEWS}
    controls = {"loss" if name == "loss_function" else name for name in show if name in (*CONTROLS, "loss_function") and name != "loss"}
    for name in show:
        if name not in (*VIEWS, *CONTROLS, "loss_function", "player"):
            fields = [control for control in CONTROLS if control != "loss"]
            near = get_close_matches(str(name), (*VIEWS, *fields, "loss_function"), 1)
            raise ValueError(f"show names {cut_short(name)}{f': did you mean {near[0]!r}?' if near else '.'} "
                             f"The views are {', '.join(VIEWS)}; the controls {', '.join(fields)}, loss_function")
    if controls:
        views.add("controls")
    named = tuple(name for name in CONTROLS if name in controls) if controls else CONTROLS
    return tuple(view for view in VIEWS if view in views), named, False


def _with_points(points: bool, views: tuple[str, ...], show, data: Dataset) -> tuple[str, ...]:
    """The views with the chart on which examples are changed, where that was asked for; ValueError where they cannot be."""
    if not points:
        return views
    from ..explain.points import why_not

    if why_not(data):
        raise ValueError(f"points is True, but {why_not(data)[0].lower()}{why_not(data)[1:]}")
    if show is not None and "data" not in views:
        raise ValueError(f"points is True, but show is {show!r}: examples are changed on the data chart, so let it have \"data\"")
    return tuple(view for view in VIEWS if view in (*views, "data"))


def _checked_until(until: str | None, run: Run) -> str | None:
    if until is None:
        return None
    name = run.quantities.aliases.get(until, until)
    if name not in run.names:
        near = get_close_matches(str(until), run.names, 1)
        raise ValueError(f"until is {until!r}{f': did you mean {near[0]!r}?' if near else '.'} "
                         f"The board's lines are {', '.join(run.names)}")
    return name


def _checked_by(by: str | None, views: Sequence[str], net: Network) -> str:
    if by is None:
        return "line" if {"diagram", "board", "card"} & {*views} else "update"
    if by not in (*BY, TERM):
        raise ValueError(f"by is {by!r}: a Stepper goes by {', '.join((*BY, TERM))}")
    if by == TERM and max(net.sizes) + net.bias == 1:
        raise ValueError("by is 'term', but no line of this board is a sum of several products: go by 'unit'")
    return by


def _checked_start(start: int, run: Run) -> int:
    if isinstance(start, bool) or not isinstance(start, int) or not 0 <= start < len(run):
        raise ValueError(f"start is {start!r}: it must be an update of this run, 0 to {len(run) - 1}")
    return start


def _weight_places(network: Network) -> list[tuple[int, int, int]]:
    """(layer, row, column) of every weight."""
    return [(layer, *(0, *place)[-2:]) for layer, weights in enumerate(network.weights, start=1) for place in np.ndindex(weights.shape)]


def _weight_of(selected: dict, run: Run) -> tuple[int, int, int] | None:
    """(layer, row, column) of a selected weight that this run has; a page's message is not to be trusted."""
    place = tuple(selected.get(part) for part in ("layer", "row", "column"))
    if not all(isinstance(part, int) and not isinstance(part, bool) for part in place):
        return None
    layer, row, column = place
    if not 1 <= layer <= run.start.depth:
        return None
    rows, columns = (1, *run.start.weights[layer - 1].shape)[-2:]
    return place if 0 <= row < rows and 0 <= column < columns else None


def _place_or_error(place) -> tuple[int, int, int]:
    if place is None:
        raise ValueError("no weight is chosen: click an edge of the network first")
    return place


def _whole_in(message: dict, name: str) -> int:
    value = message.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} is {cut_short(str(value))}: it must be a whole number")
    return value


def _entry(source, name: str, entry: int) -> float | None:
    """One entry, in reading order, of a quantity of a step or a weight of a network, or of its measures; None where there is none."""
    try:
        value = getattr(source, name.removesuffix(MEASURED))
    except AttributeError:
        return None
    value = measured(value) if name.endswith(MEASURED) and np.size(value) else value
    if isinstance(value, float | int):
        return float(value) if entry == 0 else None
    flat = getattr(value, "ravel", lambda: ())()
    return float(flat[entry]) if 0 <= entry < len(flat) else None
