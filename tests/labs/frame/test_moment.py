"""The moment of a lab as text, out and in, for every view of every lab."""

import pytest

import nbnn
from nbnn.labs.frame.moment import for_a_page
from nbnn.views.player.player import Player
from tests.labs.every_lab import examples, make


@pytest.fixture(scope="module")
def lab(request):
    """Made once for all tests of its line: each leaves it as it was."""
    made = make(request.param)
    yield made
    made.close()


def state(lab):
    """What may change: the players' places and the buttons that unfold something."""
    places = [(each.index, each.line, each.unit, each.granularity) for each in lab.all_of(Player)]
    return places, lab.token(), [each.value for each in lab.all_of(nbnn.labs.frame.moment.widgets.ToggleButton)]


EVERY = pytest.mark.parametrize("lab", examples(), indirect=True, scope="module")


@EVERY
def test_a_token_leads_back_to_its_moment(lab):
    player = next(iter([getattr(lab, "player", None)] if hasattr(lab, "player") else lab.all_of(Player)), None)
    first = lab.token()
    lab.go(first)
    assert lab.token() == first and first.startswith(f"1:{type(lab).__name__}")
    if player is None or not player.schema:
        assert ":by=" not in first
        return
    assert f":by={player.granularity}" in first
    reached = min(player.covered.get("update", 3), player.moments - 1)
    moved = first.replace(f"update={player.index}:line", f"update={reached}:line")
    lab.go(moved)
    assert lab.token() == moved and (player.schema.get("inner") or player.index == reached)
    lab.go(first)
    assert lab.token() == first


@EVERY
def test_a_token_that_does_not_fit_changes_nothing(lab):
    token, before = lab.token(), state(lab)
    own = type(lab).__name__
    wrong = ["", "hello", token.replace("1:", "2:", 1), token.replace(own, "SomeLab"), f"{token}:more", "1:" + "x" * 500,
             token.replace("view=", "view=nothing,") if ":view=" in token else token.replace(own, f"{own}:view=nothing")]
    if ":by=" in token:
        wrong += [f"{token.rsplit('=', 1)[0]}=nothing", token.split(":update=")[0].split(":epoch=")[0]]
    if ":update=" in token and ":line=" in token:
        index, line = (token.split(f":{name}=")[1].split(":")[0] for name in ("update", "line"))
        wrong += [token.replace(f"update={index}:", "update=99999999:"), token.replace(f"line={line}:", "line=99:"),
                  token.replace(":by=", "9:by=")]
    for each in wrong:
        with pytest.raises(ValueError):
            lab.go(each)
        assert state(lab) == before, each


@EVERY
def test_what_unfolds_is_in_the_token_and_comes_with_it(lab):
    assert lab.link == for_a_page(lab)
    folded = lab.token()
    for name in [name for name, button in lab.link["views"].items() if button]:
        views = [*lab.views_shown(), name]
        own = type(lab).__name__
        opened = folded.replace(f":view={','.join(lab.views_shown())}", "", 1).replace(own, f"{own}:view={','.join(views)}", 1)
        lab.go(opened)
        assert lab.token() == opened
        lab.go(folded)
        assert lab.token() == folded


def test_a_link_goes_no_further_than_the_question():
    lab = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1]), nbnn.datasets.moons(), ask=("dl_dy",))
    token = lab.token()
    with pytest.raises(ValueError, match="asks a question at update 0, line"):
        lab.go(token.replace("update=0", "update=5"))
    assert lab.token() == token
    lab.close()


def test_what_a_lab_always_shows_is_not_what_it_unfolds():
    lab = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1]), nbnn.datasets.moons(), show=("diagram", "loss"), until="y")
    assert lab.views_shown() == ("diagram", "loss") and set(lab.link["views"].values()) == {""}
    with pytest.raises(ValueError, match="an update has lines 0 to"):
        lab.go(f"1:Stepper:view=diagram,loss:update=0:line={lab.player.stop + 1}:unit=0:by=line")
    lab.go(f"1:Stepper.4:view=diagram,loss:update=7:line={lab.player.stop}:unit=0:by=unit")
    assert (lab.player.index, lab.player.unit, lab.player.granularity) == (7, 0, "unit")
    assert lab.token() == f"1:Stepper:view=diagram,loss:update=7:line={lab.player.stop}:unit=0:by=unit"
    lab.close()


def test_the_views_follow_what_a_learner_chooses():
    lab = nbnn.labs.ConvexityLab("double_well")
    token = lab.token()
    lab.menu.value = "parabola" if "parabola" in lab.offered else next(key for key in lab.offered if key != "double_well")
    assert f"view={lab.menu.value}" in lab.token()
    with pytest.raises(ValueError, match="view is “double_well”"):
        lab.go(token)
    lab._repr_mimebundle_()
    assert list(lab.link["views"]) == [lab.menu.value]
    lab.close()
