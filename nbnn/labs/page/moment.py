"""A lab's moment: what `lab.token()` says, what `lab.go` does, and what a page must know to write and read the same text."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import ipywidgets as widgets

from ...views.player.player import Player

if TYPE_CHECKING:  # who shows a lab does not wait for what reads and writes moments
    from ...explain.recording.moment import Moment, Place

A_FIELD = "nbnn-field-"  # how the class of a lab's field begins: a choice, which unfolds nothing


def moment(lab) -> "Moment":
    """What the lab shows now."""
    from ...explain.recording.moment import Moment

    player = _player(lab)
    opened = (name for name, button in _unfolds(lab).items() if button.value)
    return Moment(type(lab).__name__, (*_fixed(lab), *opened), _place(player) if player is not None and player.schema else None)


def go(lab, token: str) -> None:
    """Show what a token says. Raises TypeError or ValueError, and has changed nothing then."""
    from ...explain.recording.moment import check_lab, check_place, check_views, read_moment

    wanted, player, unfolds = read_moment(token), _player(lab), _unfolds(lab)
    check_lab(wanted, type(lab).__name__)
    check_views(wanted, _fixed(lab), unfolds)
    check_place(wanted, player.schema if player else {}, player.moments or 0 if player else 0, player.stop if player else 0)
    if player is not None and wanted.place is not None:
        _check_uncovered(player, wanted.place)
    for name, button in unfolds.items():
        button.value = name in wanted.views
    if player is not None and wanted.place is not None:
        player.go(wanted.place.index, wanted.place.line, wanted.place.unit, wanted.place.by, wanted.place.term)


def for_a_page(lab) -> dict:
    """The lab's name, its views (what unfolds each one, "" for one that is always shown), and its player, as the page finds them."""
    player = _player(lab)
    views = dict.fromkeys(_fixed(lab), "") | {name: _reference(button) for name, button in _unfolds(lab).items()}
    return {"lab": type(lab).__name__, "views": views, "player": "" if player is None else _reference(player)}


def _fixed(lab) -> list[str]:
    return [name for each in lab.views_shown() if (name := _as_name(each))]


def _unfolds(lab) -> Mapping[str, widgets.ToggleButton]:
    """The buttons on the page that unfold one more view, by what they say."""
    return {_as_name(button.description): button for button in _buttons(lab.children) if _as_name(button.description)}


def _buttons(parts, unfolding: bool = False) -> list[widgets.ToggleButton]:
    found: list[widgets.ToggleButton] = []
    for part in parts:
        if unfolding and isinstance(part, widgets.ToggleButton) and not any(each.startswith(A_FIELD) for each in part._dom_classes):
            found.append(part)
        inside = unfolding or "nbnn-unfold" in getattr(part, "_dom_classes", ())
        found += _buttons(getattr(part, "children", ()), inside)
    return found


def _player(lab) -> Player | None:
    """The one that moves the lab: its own, or the first of its players, such as a place on an axis."""
    return getattr(lab, "player", None) or next(iter(lab.all_of(Player)), None)


def _place(player: Player) -> "Place":
    from ...explain.recording.moment import Place

    return Place(player.index, player.line, player.unit, player.granularity, inner=bool(player.schema.get("inner")), term=player.term)


def _check_uncovered(player: Player, place: "Place") -> None:
    """ValueError for a place beyond the question that a lab asks first."""
    covered, names = player.covered, [line["name"] for line in player.schema["lines"]]
    if "line" not in covered:
        return
    line = names.index(covered["line"]) if covered["line"] in names else 0
    if (place.index, place.line) > (covered["update"], line):
        raise ValueError(f"update is {place.index}, line {place.line}, but this lab asks a question at update {covered['update']}, "
                         f"line {line}: answer it first")


def _as_name(words: str) -> str:
    return re.sub(r"[^a-z0-9_.]+", "-", words.lower()).strip("-")


def _reference(widget: widgets.Widget) -> str:
    return f"IPY_MODEL_{widget.model_id}"
