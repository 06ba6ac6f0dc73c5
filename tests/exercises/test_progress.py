"""Progress: events that only grow, a file that is never half written and never lost silently."""

import json
import threading

import pytest

from nbnn.exercises.lessons.table import exercise
from nbnn.exercises.progress import (
    FILE,
    MOST_NAMES,
    Progress,
    ProgressFile,
    checked_learner,
    own_path,
    seed_of,
    set_name,
)

KEY = "hinge_slope"


def right(progress):
    return progress.variant(KEY).right_answer()


def wrong(progress):
    return dict.fromkeys(right(progress), "7")


def status(progress):
    return progress.standing(KEY).status


def test_where_one_stands():
    new = Progress("s1")
    assert status(new) == "not tried"
    tried, check = new.answered(KEY, wrong(new))
    assert (status(tried), check.verdict, len(new.events)) == ("tried", "wrong", 0)
    solved, check = tried.answered(KEY, right(tried))
    assert (status(solved), check.verdict, solved.standing(KEY).tries) == ("solved", "right", 2)
    helped, hint = tried.hinted(KEY)
    assert hint == exercise(KEY).hints[0]
    helped, _ = helped.answered(KEY, right(helped))
    assert status(helped) == "solved with hints"


def test_a_refused_answer_is_not_an_attempt():
    new = Progress("s1")
    same, check = new.answered(KEY, dict.fromkeys(right(new), "nan"))
    assert same is new
    assert check.verdict == "refused"


def test_after_the_solution_only_a_fresh_variant_counts():
    shown, text = Progress("s1").shown(KEY)
    assert "∂ℓ/∂y" in text
    assert shown.solution_seen(KEY)
    copied, check = shown.answered(KEY, right(shown))
    assert check.right
    assert status(copied) == "solution seen"
    fresh = copied.another(KEY)
    assert not fresh.solution_seen(KEY)
    assert fresh.variant(KEY).question != copied.variant(KEY).question
    done, _ = fresh.answered(KEY, right(fresh))
    assert status(done) == "solved"


def test_hints_come_in_steps_and_end():
    progress = Progress("s1")
    for expected in exercise(KEY).hints:
        progress, hint = progress.hinted(KEY)
        assert hint == expected
    same, hint = progress.hinted(KEY)
    assert same is progress
    assert "no more hints" in hint


def test_reset_begins_again_and_keeps_the_list():
    progress, _ = Progress("s1").answered(KEY, right(Progress("s1")))
    fresh = progress.another(KEY).reset([KEY])
    assert status(fresh) == "not tried"
    assert fresh.round(KEY) == 0
    assert len(fresh.events) == 3


def test_the_learner_sets_the_variants():
    assert Progress("s1").variant(KEY).question == Progress("s1").variant(KEY).question
    assert len({Progress(f"s{number}").variant(KEY).question for number in range(30)}) > 20
    assert seed_of("s1", KEY, 0) != seed_of("s1", KEY, 1) != seed_of("s2", KEY, 1)


@pytest.mark.parametrize("name", ["", "  ", "a" * 100, "a\x00b"])
def test_a_name_is_a_line_of_text(name):
    with pytest.raises(ValueError, match="name or number"):
        Progress(name)


def test_a_guest_who_gives_a_name_keeps_what_was_done():
    guest, _ = Progress("guest-1").answered(KEY, right(Progress("guest-1")))
    named = guest.renamed("s1")
    assert status(named) == "solved"
    assert named.events[0].learner == "guest-1"
    assert named.renamed("s1") is named


def test_as_text_and_back():
    progress, _ = Progress("山田 太郎").answered(KEY, wrong(Progress("山田 太郎")))
    progress, _ = progress.hinted(KEY)
    again = Progress.from_text(progress.as_text())
    assert again == progress
    assert again.as_text() == progress.as_text()


EVENT = {"id": "1", "at": "2020", "exercise": KEY, "round": 0, "kind": "answer", "verdict": "wrong", "answer": "1"}


def with_event(**change):
    return json.dumps({"format": "nbnn progress", "version": 1, "learner": "a", "events": [{**EVENT, **change}]})


def test_with_event_is_valid_as_it_is():
    assert len(Progress.from_text(with_event()).events) == 1


@pytest.mark.parametrize("text", [
    "", "{", "[]", "null", "{}", '{"format": "nbnn progress"}', '{"format": "nbnn progress", "version": 3}',
    '{"format": "nbnn progress", "version": 1, "learner": "a"}', '{"format": "nbnn progress", "version": 1, "learner": "a", "events": [1]}',
    '{"format": "nbnn progress", "version": 1, "learner": "", "events": []}', "[" * 100000, with_event(kind="eval"), with_event(round=-1),
    with_event(round=True), with_event(round="0"), with_event(extra=1), with_event(found="abc" * 50), with_event(found=[1]),
    with_event(id=5), with_event(answer=[[[[[1]]]]]), with_event(answer="a" * 10000), with_event().replace('"1"}', "NaN}"),
])
def test_what_is_no_progress_is_refused(text):
    with pytest.raises((ValueError, TypeError)):
        Progress.from_text(text)


# ---- names ----

def test_a_name_changes_no_numbers_and_keeps_the_id():
    guest = Progress("guest-1").answered(KEY, right(Progress("guest-1")))[0]
    named = guest.named("Ada Lovelace")
    assert (named.name, named.learner, named.events) == ("Ada Lovelace", "guest-1", guest.events)
    assert named.variant(KEY).question == guest.variant(KEY).question
    assert named.named("Ada Lovelace") is named
    again = Progress.from_text(named.named("Ada King").as_text())
    assert again.name == "Ada King"
    assert [name for _, name in again.names] == ["Ada Lovelace", "Ada King"]
    assert again.renamed("s1").name == "Ada King"


def test_a_file_without_a_name_is_read_and_written_as_before():
    text = '''{
 "format": "nbnn progress",
 "version": 1,
 "learner": "guest-e5b09269",
 "events": [
  {
   "id": "1",
   "at": "2026-01-01T00:00:00.000000+00:00",
   "exercise": "hinge_slope",
   "round": 0,
   "kind": "hint"
  }
 ]
}
'''
    old = Progress.from_text(text)
    assert (old.name, old.names, old.hints_seen(KEY)) == ("", (), 1)
    assert old.as_text() == text


@pytest.mark.parametrize("name", ["Ada Lovelace", "山田 太郎", "محمد", "علی‌رضا", "Ōe Kenzaburō", "O'Neill-Smith", "s1234", "=cmd()"])
def test_a_name_in_any_script(name):
    assert Progress("g").named(f"  {name} ").name == name
    assert Progress.from_text(Progress("g").named(name).as_text()).name == name


def test_a_name_is_the_same_however_it_was_typed():
    assert Progress("g").named("Zoe\u0308").name == "Zo\u00eb"


@pytest.mark.parametrize("name", ["", "   ", "a" * 81, "a\x00b", "a\u202eb", "\ud800", "---", "\u200d"])
def test_what_is_no_name(name):
    with pytest.raises(ValueError, match="give 1 to 80 letters"):
        Progress("g").named(name)
    with pytest.raises(TypeError, match="Ada Lovelace"):
        Progress("g").named(7)


def test_two_notebooks_agree_on_the_name_that_was_given_last(tmp_path):
    one, other = ProgressFile(tmp_path / FILE), ProgressFile(tmp_path / FILE)
    one.hint(KEY)
    other.set_name("Ada")
    one.set_name("Ada Lovelace")
    other.hint(KEY)
    assert ProgressFile(tmp_path / FILE).progress.name == other.progress.name == "Ada Lovelace"


def test_names_are_bounded():
    progress = Progress("g")
    for number in range(3 * MOST_NAMES):
        progress = progress.named(f"n{number}")
    assert len(progress.names) == MOST_NAMES
    assert Progress.from_text(progress.joined(Progress("g").named("n")).as_text()).name == "n"


def test_set_name_in_a_notebook(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    set_name("Ada Lovelace")
    assert capsys.readouterr().out == "The name in nbnn-progress.json is Ada Lovelace.\n"
    set_name("Ada King")
    assert capsys.readouterr().out == "The name in nbnn-progress.json is Ada King. Before, it was Ada Lovelace.\n"
    assert ProgressFile(tmp_path / FILE).progress.learner.startswith("guest-")
    with pytest.raises(ValueError, match="give 1 to 80"):
        set_name("")
    set_name("Ada", tmp_path / "no such folder" / FILE)
    assert "could not be written" in capsys.readouterr().out


def test_set_name_with_a_damaged_file_says_so(tmp_path, capsys):
    (tmp_path / FILE).write_text("{")
    set_name("Ada", tmp_path / FILE)
    assert "It is kept as" in capsys.readouterr().out


# ---- the file ----

def test_progress_is_there_after_a_restart(tmp_path):
    path = tmp_path / FILE
    first = ProgressFile(path, "s1")
    first.answer(KEY, right(first.progress))
    again = ProgressFile(path)
    assert again.progress == first.progress
    assert again.progress.learner == "s1"
    assert again.notice == ""
    assert [each.name for each in tmp_path.iterdir()] == [FILE]


def test_a_damaged_file_is_set_aside_and_said(tmp_path):
    path = tmp_path / FILE
    path.write_bytes(b"\xff\xfe{half a fi")
    kept = ProgressFile(path, "s1")
    assert "damaged" in kept.notice
    (aside,) = tmp_path.glob("*.damaged-*")
    assert aside.read_bytes() == b"\xff\xfe{half a fi"
    kept.hint(KEY)
    assert ProgressFile(path).progress.hints_seen(KEY) == 1


def test_a_file_of_a_later_version_is_not_overwritten(tmp_path):
    path = tmp_path / FILE
    path.write_text('{"format": "nbnn progress", "version": 3, "learner": "s1", "events": []}')
    kept = ProgressFile(path, "s1")
    assert "version 3" in kept.notice
    assert len(list(tmp_path.glob("*.damaged-*"))) == 1


def test_two_notebooks_write_one_file_and_nothing_is_lost(tmp_path):
    one, other = ProgressFile(tmp_path / FILE, "s1"), ProgressFile(tmp_path / FILE, "s1")

    def work(mine):
        for _ in range(5):
            mine.another(KEY)
    threads = [threading.Thread(target=work, args=[mine]) for mine in (one, other)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    one.hint(KEY)
    assert len(ProgressFile(tmp_path / FILE).progress.events) == 11


def test_what_another_notebook_wrote_meanwhile_is_kept(tmp_path):
    one, other = ProgressFile(tmp_path / FILE, "s1"), ProgressFile(tmp_path / FILE, "s1")

    def meanwhile(progress):
        other.hint(KEY)
        return progress.hinted(KEY)
    one.do(meanwhile)
    assert len(ProgressFile(tmp_path / FILE).progress.events) == 2


def test_two_learners_at_one_machine_have_files_of_their_own(tmp_path):
    ProgressFile(tmp_path / FILE, "s1").hint(KEY)
    other = ProgressFile(tmp_path / FILE, "s2")
    other.hint(KEY)
    assert other.path == own_path(tmp_path / FILE, "s2") == tmp_path / "nbnn-progress-s2.json"
    assert ProgressFile(tmp_path / FILE).progress.learner == "s1"
    assert own_path(tmp_path / FILE, "../x").parent == tmp_path
    assert own_path(tmp_path / FILE, "a b") != own_path(tmp_path / FILE, "a-b")


def test_a_guests_file_is_taken_over_by_the_name(tmp_path):
    guest = ProgressFile(tmp_path / FILE)
    guest.hint(KEY)
    named = ProgressFile(tmp_path / FILE, "s1")
    named.hint(KEY)
    guest.hint(KEY)  # the other notebook learns the name from the file
    assert guest.progress.learner == "s1"
    assert {each.learner.partition("-")[0] for each in guest.progress.events} == {"guest", ""}


def test_a_folder_that_cannot_be_written_to_loses_nothing_yet(tmp_path):
    kept = ProgressFile(tmp_path / "no such folder" / FILE, "s1")
    kept.hint(KEY)
    assert "could not be written" in kept.notice
    assert kept.progress.hints_seen(KEY) == 1


def test_download_and_restore(tmp_path):
    old = ProgressFile(tmp_path / "a.json", "s1")
    old.answer(KEY, right(old.progress))
    fresh = ProgressFile(tmp_path / "b.json")
    fresh.restore(old.progress.as_text())
    assert (fresh.progress.learner, status(fresh.progress)) == ("s1", "solved")
    with pytest.raises(ValueError, match="not a progress file"):
        fresh.restore("{}")
    assert status(fresh.progress) == "solved"


def test_a_hint_that_another_notebook_gave_is_not_given_again(tmp_path):
    one, other = ProgressFile(tmp_path / FILE), ProgressFile(tmp_path / FILE)
    first, second = one.hint(KEY), other.hint(KEY)
    assert first != second and other.progress.hints_seen(KEY) == 2


@pytest.mark.parametrize("names", [[["at"]], [[1, "Ada"]], [["a" * 400, "Ada"]], ["at"], {"at": "Ada"}, [["at", "Ada"]] * (MOST_NAMES + 1)])
def test_names_that_are_no_names_are_refused(names):
    text = json.loads(Progress("g").named("Ada").as_text()) | {"names": names}
    with pytest.raises(ValueError, match="names that are no list of times and names"):
        Progress.from_text(json.dumps(text))


def test_a_learners_number_is_text():
    with pytest.raises(TypeError, match="learner is 17: give a name or number as text"):
        checked_learner(17)
    assert checked_learner(" 17  b ") == "17 b"
