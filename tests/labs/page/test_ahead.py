"""Every lab records what its page can answer, within its room, and is afterwards as it was before."""

import json
import zlib

import pytest

import nbnn
from nbnn.labs.frame.lab import everything
from nbnn.labs.page.ahead import answered_ahead, shown_labs
from tests.labs.every_lab import examples, make

SMALL = 20_000


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def states(lab):
    """(type, trait) → value as it is sent, of the lab and all in its boxes and charts."""
    return {(each.model_id, type(each).__name__): each.get_state() for each in (lab, *everything(lab.children))}


@pytest.mark.parametrize("line", examples())
def test_a_lab_is_as_it_was_after_its_answers_were_recorded(line, elsewhere):
    lab = make(line)
    before, sentence, table = states(lab), lab.sentence(), lab.table()
    answers = answered_ahead([lab], SMALL)
    after = states(lab)
    assert after.keys() == before.keys() and (lab.sentence(), lab.table()) == (sentence, table)
    changed = {(kind, name) for key, kind in before for name, value in before[key, kind].items() if value != after[key, kind][name]}
    assert changed <= {("ExerciseView", "state")}, "which counts how often it has said something"
    assert len(zlib.compress(answers.as_json().encode())) < SMALL
    assert list(elsewhere.iterdir()) == [], "no progress was written"
    lab.close()


def test_labs_share_the_room():
    labs = [make('nbnn.labs.Exercise("why_batches")') for _ in range(2)]
    asked = json.loads(answered_ahead(labs, 4000).as_json())["asked"]
    assert [lab.view.model_id in asked for lab in labs] == [True, True]
    for lab in labs:
        lab.close()


def test_a_page_without_python_judges_predictions_and_answers_the_reason_of_a_missed_one():
    lab = nbnn.labs.worked_example([[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2], [2, 1], -1, ask=("unchanged", "loss_falls"))
    recorded = json.loads(answered_ahead([lab], 400_000).as_json())["asked"][lab.asked.view.model_id]
    answers = {json.dumps(each["like"], sort_keys=True): json.dumps(each["answers"], ensure_ascii=False) for each in recorded}

    def said(**like):
        return answers[json.dumps({"update": 0, **like}, sort_keys=True)]
    still = [[1, 2, 0], [1, 2, 1], [2, 0, 2]]
    assert "Right" in said(do="check", name="unchanged", weights={"all": still})
    assert "Right: ℓ falls: 0.5 before the update, 0 after it." in said(do="check", name="loss_falls", choice="falls")
    assert "That is not what happens." in said(do="check", name="loss_falls", choice="rises")
    assert "Then y moves past the place" in said(do="ground", name="loss_falls", ground="far")
    assert lab.asked.view.question["name"] == "unchanged", "nothing has been answered yet"
    lab.close()


@pytest.mark.parametrize(("room", "epochs"), [(200_000, 3), (2_000, 0)])
def test_a_page_plays_the_epochs_for_which_there_is_room(room, epochs):
    lab = nbnn.labs.Playground(epochs=3)
    recorded = json.loads(answered_ahead([lab], room).as_json())["asked"].get(lab.player.model_id, [])
    inside = [each["like"]["moment"] for each in recorded if each["like"]["do"] == "inside"]
    assert inside == list(range(epochs)) and len(lab.history) == 0
    lab.close()


def test_of_a_training_that_has_ended_a_page_needs_no_more():
    lab = nbnn.labs.Playground(epochs=2)
    lab.train()
    recorded = json.loads(answered_ahead([lab], 200_000).as_json())["asked"]
    assert not [each for each in recorded.get(lab.player.model_id, []) if "grow" in json.dumps(each["like"])]
    lab.close()


def test_a_notebook_knows_the_labs_that_it_shows():
    shown, unseen = make("nbnn.labs.LossLab()"), make("nbnn.labs.LossLab()")
    shown._repr_mimebundle_()
    assert shown in shown_labs() and unseen not in shown_labs()
    shown.close()
    assert shown not in shown_labs()
    unseen.close()
