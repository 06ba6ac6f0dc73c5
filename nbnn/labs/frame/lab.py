"""What every lab is: a page-wide box of views on players that a lesson shows with one line, and that leaves nothing behind."""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import ipywidgets as widgets
import traitlets

from ...core.given import checked_kind, checked_list, checked_path, checked_text
from ...exercises.whole_file import write_whole
from ...explain.pictures.drawing.svg import Picture
from ...explain.pictures.drawing.table import kinds
from ...explain.pictures.drawing.table import table as table_picture
from ...page.answers import USUAL_SIZE, Answers
from ...views.code.view import close_all
from ...views.keys.keys import Keys
from ...views.player.player import Player
from ..messages.interrupts import INTERRUPTED, from_a_page, guard, listen
from ..page.ahead import answered_ahead, remember_shown
from ..page.moment import for_a_page, go, moment
from .given import check_first
from .rerun import remember_for_rerun

if TYPE_CHECKING:
    from ..page.hosted import HostedLab

W = TypeVar("W", bound=widgets.Widget)
WRONG = (ValueError, TypeError, IndexError, OverflowError)  # what a learner's choice may raise


class Attempts:
    """What a lab and its parts do when a learner asks for something that may not be possible."""

    def _say(self, wrong: str) -> None:
        """Show why a choice was not taken, "" when it was."""
        raise NotImplementedError

    def _do_it(self, act: Callable[[], object]) -> bool:
        """Do it, or say why not in the status line: nothing has changed then."""
        try:
            why = self._why_not(act)
        except KeyboardInterrupt:
            self._say(INTERRUPTED)
            if from_a_page():
                return False
            raise
        self._say(why)
        return not why

    def _taken(self, *acts: Callable[[], object]) -> str:
        """Do what a field asks for, one act after the other, or return why not, for the field to say: nothing has changed then."""
        why = self._why_not(*acts)
        self._say("")
        return why

    def _why_not(self, *acts: Callable[[], object]) -> str:
        """Do it: "", or why it cannot be."""
        try:
            for act in acts:
                act()
        except WRONG as error:
            return str(error) or type(error).__name__
        return ""


class Lab(Attempts, widgets.VBox):
    """The frame of a lab. A lab makes its views, `_compose`s them once, and says what it shows in `sentence` and `table`.

    player : the player whose status line tells what is wrong with a choice.
    examples : a line of code for each of its views, as a lesson would write it.
    views : what `view=` may be → the class of its `LabPart`, where a lab has several.
    """

    examples: ClassVar[tuple[str, ...]]
    views: ClassVar[Mapping[str, Any]] = MappingProxyType({})
    player: Player
    #: What a page must know of the lab to link to a moment of it: its name, its views and its player.
    link = traitlets.Dict().tag(sync=True)
    asked: Any = None  # what it asks first, if anything
    _own_widgets: tuple[widgets.Widget, ...] = ()  # also of a lab that was refused before it was made

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.__init__ = check_first(cls.__init__)  # type: ignore[method-assign]

    def __init__(self, present: bool = False):
        self._present = bool(present)
        self._keys = Keys()
        super().__init__(_dom_classes=["nbnn-lab", "nbnn-present"] if self._present else ["nbnn-lab"])

    def sentence(self) -> str:
        """What is to be seen now, in one sentence with its numbers."""
        raise NotImplementedError

    def table(self) -> list[dict[str, str]]:
        """What is to be seen now as rows, each {column: text}."""
        raise NotImplementedError

    def views_shown(self) -> Sequence[str]:
        """The names of the views that it always shows, as a link to a moment of it says them; those that unfold are not among them."""
        return ()

    def token(self) -> str:
        """What is shown now as a line of text: a page of this lab shows it when its address ends with # and this text.

        For example "1:Stepper:view=diagram,board:update=12:line=5:unit=1:by=line"; update, line and unit count from 0.
        """
        return moment(self).text()

    def go(self, token: str) -> None:
        """Show the moment that a token names, from `token()` or from the address of a page.

        Raises TypeError for what is no text, ValueError for another version, another lab, or a view or a place that this lab does not
        have: what was given and what there is. Nothing has changed then.
        """
        go(self, token)

    def all_of(self, kind: type[W]) -> list[W]:
        """Its widgets of one kind that are not closed, also those that are not on the page now. kind : a class of widgets."""
        checked_kind(kind, type, "kind", "give a class of widgets")
        return [each for each in self._own_widgets if isinstance(each, kind) and each.comm is not None]

    def to_html(self, path: str | Path, title: str | None = None, answers: int = USUAL_SIZE) -> Path:
        """Write the lab as a page of its own: one HTML file that steps, plays and scrubs without Python and without a network.

        path : of the file; one that is there is replaced. title : of the page; None: the lab's sentence.
        answers : bytes that may be spent on answers in advance: what is unfolded, hints, checks, a selected weight's paths, more epochs.

        Returns the path. Raises OSError where it cannot be written, ValueError for a size that is no whole number from 0 on.
        """
        return to_html([self], path, title, answers)

    def picture(self) -> Picture:
        """What is to be seen now as a picture: its charts, or where there are none its table."""
        if any(_parts_of(each) for each in everything(self.children)):
            from ...explain.pictures.drawing.plot import drawn  # a lab without a chart does not wait for what draws one
            from ...views.moving.moving import MovingChart
            from ...views.moving.still import panel_of

            charts = [each for each in everything(self.children) if isinstance(each, MovingChart)]
            if charts:
                return drawn([panel_of(chart) for chart in charts], self.sentence(), self.sentence())
        return table_picture(self.sentence(), self.table())

    def to_svg(self, path: str | Path | None = None) -> str:
        """Return what is to be seen now as an SVG picture, for a slide or a page; with a path, write it there too.

        path : of the file; one that is there is replaced. Raises OSError where it cannot be written.
        """
        to = None if path is None else Path(checked_path(path, "path"))
        svg = self.picture().text()
        if to is not None:
            write_whole(to, svg)
        return svg

    def _tables(self) -> str:
        """What is shown where widgets do not run, below the picture: tables as HTML."""
        return as_table(self.sentence(), self.table())

    def answer_ahead(self, answers: Answers) -> None:
        """Do what a page of this lab without Python may be asked for, the most wanted first; see `nbnn.page.answers`."""
        if self.asked:
            self.asked.answer_ahead(answers)

    def as_anywidget(self) -> "HostedLab":
        """Return the lab as one anywidget, for a front end that shows no box of several: `mo.ui.anywidget(lab.as_anywidget())`.

        It is this lab, alive, in a frame with all that draws it; from then on the lab is shown there only.
        """
        from ..page.hosted import HostedLab

        return HostedLab(self, self.sentence(), lambda widget: guard(widget, self._say))

    def _display_(self) -> "HostedLab":
        """What marimo asks for where a lab is the last expression of a cell."""
        return self.as_anywidget()

    def close(self) -> None:
        """Take the lab and everything it made off the page."""
        parts, self._own_widgets = self._own_widgets, ()
        if not parts:  # closed before, or never finished: a second time is no error
            return
        close_all(*(part for part in parts if part.comm is not None))
        self.layout.close()
        super().close()

    def _keep(self, *parts: widgets.Widget) -> None:
        """Remember parts that are not on the page now, to close them with the lab."""
        new = tuple(part for part in parts if part not in self._own_widgets)
        self._own_widgets += new
        for widget in (self, *everything(new)):
            guard(widget, lambda words: self._say(words))

    def _kept(self, view: W) -> W:
        """A view that was made when it was first wanted: from now on it is closed with the lab."""
        self._keep(*within([view]))
        return view

    def _is_made(self, name: str) -> bool:
        """Whether what a `cached_property` makes has been wanted yet."""
        return name in self.__dict__

    def _compose(self, *children: widgets.Widget) -> None:
        """Put the lab's views on the page; running the cell again will close them."""
        with self.hold_sync():  # what it holds and what it is called are one message
            self.children = children
            self._keep(*within(self.children))
            self.link = for_a_page(self)
        listen()
        remember_for_rerun(self)

    @traitlets.validate("children")
    def _with_keys(self, proposal) -> tuple[widgets.Widget, ...]:
        """Whatever a lab shows, its keys are the lab's (see views/keys/keys.js), and its bar is the last: there it stays in view."""
        given = [child for child in proposal["value"] if child is not self._keys]
        return (self._keys, *sorted(given, key=lambda child: isinstance(child, Player)))

    def _say(self, wrong: str) -> None:
        """Why a choice was not taken, "" when it was; a lab without a player has another line for it."""
        self.player.status = wrong

    def _repr_mimebundle_(self, **kwargs) -> dict:
        self.link = for_a_page(self)
        remember_shown(self)
        bundle = super()._repr_mimebundle_(**kwargs) or {}
        return {**bundle, "text/plain": repr(self), **kinds(self.picture(), self._tables())}

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


def to_html(labs: Sequence[Lab], path: str | Path, title: str | None = None, answers: int = USUAL_SIZE) -> Path:
    """Write several labs as one page, one below the other; see `Lab.to_html`. All of them share the bytes for `answers`.

    Raises ValueError for no lab, and for one whose charts have not come yet; TypeError for what is no lab.
    """
    from ...page.page import page, place, states_of  # who looks at a lab does not wait for what writes pages
    from ...views.shared.chart import Chart

    labs = checked_list(labs, "labs", "labs, such as nbnn.labs.LossLab()")
    path, title = Path(checked_path(path, "path")), None if title is None else checked_text(title, "title", "A first step")
    if not labs:
        raise ValueError("labs is empty: give one lab or more")
    for each in labs:
        if not isinstance(each, Lab):
            raise TypeError(f"labs has a {type(each).__name__} in it: give labs, such as nbnn.labs.LossLab()")
    for each in labs:
        each.link = for_a_page(each)  # its views may be others than when it was made
    title, known = labs[0].sentence() if title is None else title, answered_ahead(labs, answers)
    for each in labs:  # what unfolds on the page among them
        if not all(chart.is_drawn for chart in each.all_of(Chart)):
            raise ValueError(f"{each!r} has a chart that is still coming: write the page when it is there")
    body = "\n".join([f'<h1 class="unseen">{escape(title)}</h1>', *(f'<h2 class="unseen">{name}</h2>\n{place(lab.model_id, name)}'
                                                                    for lab in labs for name in [type(lab).__name__])])
    states = states_of([*labs, *known.widgets.values()])
    write_whole(path, page(states, title, body, answers=known.as_json()))
    return path


def box(name: str, *children: widgets.Widget, layout: widgets.Layout | None = None) -> widgets.Box:
    """A box with a class of its own: "nbnn-row" lies in two columns where there is room, "nbnn-controls" holds fields.

    layout : of several widgets of one lab, where none of them needs one of its own: each is a message to the page.
    """
    return widgets.Box(list(children), _dom_classes=[name], **{} if layout is None else {"layout": layout})


def as_table(caption: str, rows: Sequence[dict[str, str]], invites: str = "Run the notebook to move it.") -> str:
    """What a lab shows where widgets do not run, as an HTML table; every word is escaped."""
    columns = list(rows[0]) if rows else []
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    body = "".join("<tr>" + "".join(f"<td>{escape(str(row[column]))}</td>" for column in columns) + "</tr>" for row in rows)
    told = f"<caption>{escape(caption)} {escape(invites)}</caption>"
    return f"<table>{told}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def within(parts) -> list[widgets.Widget]:
    """The parts and everything in them that the lab closes, each once; charts close their own."""
    found: dict[str, widgets.Widget] = {}
    for part in parts:
        own_children = isinstance(part, widgets.Box) and type(part).__module__.startswith("ipywidgets.")
        found[part.model_id] = part
        if own_children:
            found |= {inner.model_id: inner for inner in within(part.children)}
    return list(found.values())


def everything(parts) -> list[widgets.Widget]:
    """The parts, everything in their boxes, and what charts are made of: whatever a page may write to."""
    return [each for part in parts for each in (part, *everything((*getattr(part, "children", ()), *_parts_of(part))))]


def _parts_of(part) -> tuple[widgets.Widget, ...]:
    """What moves a chart, which is in its card when there is something to move, and its figure, which the page puts there."""
    return getattr(part, "own_parts", ())
