"""Events, their tally, and how many of them one more event looks at."""

from types import SimpleNamespace

import pytest

from nbnn.exercises.keeping.events import (
    Event,
    Standing,
    Tally,
    is_count,
    read_event,
    since_reset,
    standing,
    tallies,
    together,
)
from nbnn.exercises.keeping.folding import SIZE
from nbnn.exercises.progress import FILE, Progress, ProgressFile, mark_of

KEY, OTHER = "hinge_slope", "first_layer"


def event(number, kind="hint", exercise=KEY, round=0, **more):
    return Event(f"{number:032x}", f"2026-01-01T00:00:00.{number:06d}+00:00", exercise, round, kind, **more)


def story(count, make=event):
    """Everything one can do, in an order that leads through several rounds, resets and two exercises."""
    kinds = ("answer", "hint", "answer", "solution", "another", "hint", "another", "answer")
    for number in range(count):
        kind = "reset" if number % 101 == 100 else kinds[number * 7 % 8]
        more = {"verdict": "right" if number % 3 == 0 else "wrong", "found": ("a",) if number % 5 == 0 else ()} if kind == "answer" else {}
        yield make(number, kind, (KEY, OTHER)[number % 3 == 1], number // 9, **more)


class Watched(Event):
    """An event that counts how often something of it is looked at."""

    looks = 0

    def __getattribute__(self, name):
        Watched.looks += 1
        return super().__getattribute__(name)


def looks_of_a_hint(tmp_path, count):
    events = tuple(story(count, lambda number, kind, exercise, round, **more: Watched(
        f"{number:032x}", f"2026-01-01T00:00:00.{number:06d}+00:00", exercise, round, kind, **more)))
    kept = ProgressFile(tmp_path / f"{count}-{FILE}", "s1")
    kept.progress = Progress("s1", events)
    kept.another(KEY)
    Watched.looks = 0
    kept.hint(KEY)
    kept.hint(OTHER)
    return Watched.looks


def test_a_hint_looks_at_those_events_alone_that_are_not_folded_yet(tmp_path):
    """However many there are: neither to judge nor to write is there a look into a fold, but for the id that it is known by."""
    few, many = (looks_of_a_hint(tmp_path, folds * SIZE + 7) for folds in (5, 20))
    ids = 2 * 2 * (20 - 5)
    assert 0 < many <= few + ids < 10 * SIZE


def test_a_hint_reads_no_file_that_only_it_wrote(tmp_path, monkeypatch):
    kept = ProgressFile(tmp_path / FILE, "s1")
    kept.another(KEY)
    read = []
    from_text = Progress.from_text
    monkeypatch.setattr(Progress, "from_text", lambda text: read.append(text) or from_text(text))
    kept.hint(KEY)
    assert read == []
    ProgressFile(tmp_path / FILE).hint(KEY)
    read.clear()
    kept.hint(KEY)
    assert len(read) == 1, "once, although it looks twice"
    assert [each.kind for each in kept.progress.events] == ["another", "hint", "hint", "hint"]


def test_where_files_have_no_numbers_or_sizes_another_notebooks_event_is_seen(tmp_path, monkeypatch):
    """A browser's drive says of each file that it has none; two writings within its clock's tick are then one to it."""
    stats = [SimpleNamespace(st_ino=number, st_size=size, st_mtime_ns=1) for number, size in ((7, 0), (0, 7), (7, 7))]
    assert [mark_of(each) for each in stats] == [(), (), (7, 7, 1)]
    monkeypatch.setattr("nbnn.exercises.progress.mark_of", lambda _: mark_of(stats[0]))
    one, other = ProgressFile(tmp_path / FILE, "s1"), ProgressFile(tmp_path / FILE, "s1")
    for _ in range(3):
        one.hint(KEY)
        other.another(KEY)
    one.refresh()
    assert one.progress == other.progress and len(one.progress.events) == 6


def test_four_times_the_events_are_four_times_the_work(monkeypatch):
    added, add = [], Tally.add
    monkeypatch.setattr(Tally, "add", lambda self, each: added.append(each) or add(self, each))

    def work(count):
        added.clear()
        progress = Progress("s1", tuple(story(count)))
        for _ in range(10):
            progress = progress.hinted(KEY)[0].another(KEY)
        return len(added) - 20
    assert (work(100), work(400)) == (100, 400)


def test_the_tally_says_what_the_events_say():
    """The events one by one, all at once, and through a list of those since the last reset."""
    events, progress = tuple(story(250)), Progress("s1")
    for number, each in enumerate(events):
        before = progress.standing(each.exercise), progress.round(each.exercise)
        grown = Progress("s1", events[:number + 1])
        tally = progress._tally(each.exercise).after(each)
        assert (progress.standing(each.exercise), progress.round(each.exercise)) == before, "it stays as it is"
        mine = grown.of(each.exercise)
        assert tally == grown._tally(each.exercise)
        assert tally.standing(each.exercise) == standing(each.exercise, mine) == grown.standing(each.exercise)
        assert tally.round == max((one.round + (one.kind == "another") for one in mine), default=0)
        assert tally.hints_seen == sum(one.round == tally.round and one.kind == "hint" for one in mine)
        assert tally.solution_seen == any(one.round == tally.round and one.kind == "solution" for one in mine)
        progress = grown
    assert tallies(events).keys() == {KEY, OTHER}
    assert Tally().standing(KEY) == Standing(KEY, "not tried")


def test_since_the_last_reset():
    events = [event(0), event(1, "reset"), event(2), event(3, "answer")]
    assert since_reset(events) == tuple(events[2:])
    assert since_reset(events[:2]) == ()


def test_two_lists_together():
    events = tuple(map(event, range(6)))
    assert together(events, events[:3]) is events
    assert together(events[:3], events) is events
    assert together(events[:4], events[2:]) == events
    assert together(events[1::2], events[::2]) == events
    assert together((), ()) == ()


def test_an_event_of_a_file_has_what_was_said():
    made = event(1, "answer", answer={"a": ["1", 2]}, verdict="right", found=("b",), numbers="c", learner="d")
    assert read_event({**made.as_data(), "found": ["b"]}, 0) == made
    assert event(1).as_data().keys() == {"id", "at", "exercise", "round", "kind"}
    with pytest.raises(ValueError, match="event 7 of this progress file"):
        read_event({"id": "1"}, 7)


def test_an_answer_of_a_file_has_a_few_levels_and_no_more():
    data = event(1, "answer").as_data()
    assert read_event({**data, "answer": [[["1"]]]}, 0).answer == [[["1"]]]
    with pytest.raises(ValueError, match="event 0 of this progress file has a value that it cannot have"):
        read_event({**data, "answer": [[[["1"]]]]}, 0)


def test_a_count_is_a_whole_number_from_0():
    assert is_count(0) and is_count(7)
    assert not any(map(is_count, (-1, True, 1.0, "1", None)))
