"""A folded list is the same list."""

import json
from dataclasses import replace

import pytest

from nbnn.exercises.keeping import folding
from nbnn.exercises.keeping.events import Event
from nbnn.exercises.keeping.folding import SIZE, fold, foldable, folded, unfolded
from nbnn.exercises.progress import FILE, Progress, ProgressFile

KEY, OTHER = "hinge_slope", "first_layer"


def event(number, kind="hint", exercise=KEY, round=0, **more):
    return Event(f"{number:032x}", f"2026-01-01T00:00:00.{number:06d}+00:00", exercise, round, kind, **more)


def story(count):
    """Answers, and everything else that one can do, in two exercises."""
    for number in range(count):
        kind = ("answer", "hint", "answer", "solution", "another", "reset")[number % 6]
        more = {"answer": {"a": [str(number % 7), 1]}, "verdict": "wrong", "found": ("a", "b")[:number % 3]} if kind == "answer" else {}
        yield event(number, kind, (KEY, OTHER)[number % 5 == 1], number // 9, **more)


ODD = tuple(replace(each, **change) for each, change in zip(story(6), (
    {"at": ""}, {"at": "2026-01-01"}, {"at": "2026-01-01T00:00:00.5+01:00"}, {"id": "ö \ud800"}, {"learner": "guest-1"},
    {"answer": {"1.dl_dy": ["−1", 2, None, True, 0.5]}})))


@pytest.fixture(autouse=True)
def forgetful():
    folding._folds.clear()


@pytest.mark.parametrize("events", [tuple(story(SIZE)), ODD, ODD[::-1], tuple(story(1))], ids=["many", "odd", "backward", "one"])
def test_nothing_is_lost(events):
    (text,) = folded(events)
    folding._folds.clear()
    assert unfolded(json.loads(text), 0) == events
    assert list(folded(events)) == [text]


def test_a_long_list_as_text_and_back():
    for count in (0, 1, 2 * SIZE - 1, 2 * SIZE, 3 * SIZE + 7):
        progress = Progress("s1", tuple(story(count))).named("Ada")
        text = progress.as_text()
        folding._folds.clear()
        assert Progress.from_text(text) == progress
        assert Progress.from_text(text).as_text() == text
        data = json.loads(text)
        assert (data["version"], "folded" in data) == ((1, False) if count < 2 * SIZE else (2, True))
        assert foldable(progress.events) in range(max(0, count - 2 * SIZE + 1), max(1, count - SIZE + 1))


def test_it_is_a_third_of_the_bytes_at_most():
    events = tuple(event(number, ("hint", "another")[number % 2], round=number // 2) for number in range(20 * SIZE))
    plain = json.dumps({"events": [each.as_data() for each in events]}, indent=1)
    assert len(Progress("s1", events).as_text()) < len(plain) / 3


def test_a_fold_is_made_once_and_read_once(monkeypatch):
    made, really = [], folding.fold
    monkeypatch.setattr(folding, "fold", lambda events: made.append(events) or really(events))
    progress = Progress("s1", tuple(story(5 * SIZE)))
    text = progress.as_text()
    assert len(made) == 4
    again = Progress.from_text(text)
    assert again.another(KEY).as_text() and progress.as_text() == text
    assert len(made) == 4
    assert all(one is other for one, other in zip(again.events[:4 * SIZE], progress.events)), "and takes no memory twice"
    assert len(list(folded(progress.renamed("s2").events[:SIZE]))) == 1
    assert len(made) == 5, "other events with the same ids are other events"


def test_folds_remembered_are_bounded(monkeypatch):
    monkeypatch.setattr(folding, "MOST_REMEMBERED", 3)
    list(folded(tuple(story(9 * SIZE))))
    assert len(folding._folds) == 3


def forged(**change):
    data = fold(tuple(story(4)))
    return {**data, **change}


@pytest.mark.parametrize("data", [
    None, [], {}, "x", forged(ids=None), forged(ids=[]), forged(ids="abcd"), forged(ids=["1", "2", "3"]), forged(ids=[1, 2, 3, 4]),
    forged(ids=["a" * 81, "2", "3", "4"]), forged(which=[0, 0, 0, 99]), forged(which=[0, 0, 0, -1]), forged(which=[0, 0, 0, True]),
    forged(rounds=[0, 0, 0, -1]), forged(rounds=[0, 0, 0, "0"]), forged(rounds=[0] * 5), forged(at=[0, 0, 0, 10 ** 30]),
    forged(at=[None] * 4), forged(at=[0.5] * 4), forged(same=[{"exercise": KEY, "kind": "eval"}] * 4),
    forged(same=[1] * 4), forged(same=[{"kind": "hint"}] * 4),
    forged(more=[]),
])
def test_what_is_no_fold_is_refused(data):
    with pytest.raises(ValueError, match="fold 3 of this progress file"):
        unfolded(data, 3)
    text = json.dumps({"format": "nbnn progress", "version": 2, "learner": "a", "folded": [data], "events": []})
    with pytest.raises(ValueError, match="fold 0 of this progress file"):
        Progress.from_text(text)


def test_two_notebooks_fold_one_file(tmp_path):
    """Each goes on from what the other folded, and a copy from before there were folds adds nothing twice."""
    path = tmp_path / FILE
    events = tuple(story(3 * SIZE))
    path.write_text(Progress("s1", events).as_text(), "utf-8")
    one, other = ProgressFile(path), ProgressFile(path)
    for _ in range(3):
        one.another(KEY)
        other.hint(KEY)
    one.restore(Progress("s1", events[:SIZE]).as_text())
    found = ProgressFile(path).progress.events
    assert found[:len(events)] == events
    assert [each.kind for each in found[len(events):]] == ["another", "hint"] * 3


def test_an_event_between_those_that_are_folded(tmp_path):
    """Another copy brings what was done elsewhere, earlier: it comes to its place."""
    events = tuple(story(4 * SIZE))
    late = Event("late", events[SIZE // 2].at + "x", KEY, 0, "hint")
    both = Progress("s1", events).joined(Progress("s1", (late,)))
    assert len(both.events) == len(events) + 1
    assert both.events[SIZE // 2 + 1] is late
    assert Progress.from_text(both.as_text()) == both
