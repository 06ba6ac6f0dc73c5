"""The card of a file: what it says and offers; each choice of a page is one of what it offers."""

import json

import pytest

from nbnn.core.tables.reading import read_csv
from nbnn.explain.playground import files as explain
from tests.core.tables.test_reading import ASKED, FILES, OPEN, PROBLEMS

CONTENTS = {name: (file.content, file.chosen) for name, file in FILES.items()}
CONTENTS |= {name: (content, {}) for table in (ASKED, OPEN, PROBLEMS) for name, (content, _) in table.items()}


@pytest.mark.parametrize("name", CONTENTS)
def test_a_card_shows_what_was_read(name):
    content, chosen = CONTENTS[name]
    reading = read_csv(content, **chosen)
    card = explain.picture(reading)
    assert json.loads(json.dumps(card)) == card
    assert all(menu["value"] in [key for key, _ in menu["options"]] for menu in card["menus"])
    assert all(len(row["cells"]) == len(card["head"]) for row in card["rows"]) and len(card["rows"]) <= 5
    assert card["problem"] == bool(reading.problem) == ("cannot be used" in card["says"]) and reading.problem in card["says"]
    assert sum(size for _, size in card["classes"]) == len(reading.z) or card["others"]
    assert [each["words"] for each in card["questions"]] == [each.words for each in reading.questions]
    for words in (card["says"], *(each["words"] for each in card["questions"])):
        assert not any(f"{keyword}=" in words for keyword in vars(reading.options)), "a page has no Python"


@pytest.mark.parametrize("name", CONTENTS)
def test_every_entry_of_every_menu_and_every_answer_makes_a_reading(name):
    content, chosen = CONTENTS[name]
    reading = read_csv(content, **chosen)
    card = explain.picture(reading)
    for menu in card["menus"]:
        for key, _ in menu["options"]:
            options = explain.choose(reading, menu["name"], key)
            again = explain.picture(read_csv(content, **vars(options)))
            taken = {each["name"]: each["value"] for each in again["menus"]}
            assert taken.get(menu["name"], key) == key or again["problem"], menu["name"]
    for question in card["questions"]:
        if question["choice"]:
            again = read_csv(content, **vars(explain.answer(reading, question["choice"])))
            assert question["words"] not in [each.words for each in again.questions]


def test_a_wide_file_shows_its_first_columns_and_its_label():
    names = ["kind", *(f"c{j}" for j in range(40))]
    content = "\n".join([",".join(names), *(",".join(["ab"[i % 2], *(str(i * j % 7) for j in range(40))]) for i in range(9))]).encode()
    card = explain.picture(read_csv(content, label="c39"))
    assert [each["name"] for each in card["head"]] == [*names[:7], "c39"] and card["more"] == 33
    assert card["head"][-1]["role"] == "label" and card["head"][0]["role"] == "left out"


def test_a_file_that_is_no_table_yet_shows_its_cells():
    card = explain.picture(read_csv(b"x,z\n1,5,a\n2,5,b\n"))
    assert card["problem"] and [each["name"] for each in card["head"]] == ["cell 1", "cell 2", "cell 3"]
    assert card["rows"][1]["cells"] == ["1", "5", "a"]


def test_numbers_are_shown_as_they_were_understood():
    card = explain.picture(read_csv(b"x;y;z\n1.234,5;5 %;a\n-;7 %;b\n7;1 %;a\n8;9 %;b\n"))
    assert [row["cells"] for row in card["rows"]] == [["1234.5", "5", "a"], ["-", "7", "b"], ["7", "1", "a"], ["8", "9", "b"]]
    assert [row["left"] for row in card["rows"]] == [False, True, False, False]


def test_many_reasons_are_told_by_the_first_ones_and_a_number():
    rows = [f"{i}.5,{i},{'ab'[i % 2]}" for i in range(100)] + [f"word {i},1,a" for i in range(20)]
    card = explain.picture(read_csv("\n".join(["x,y,z", *rows]).encode()))
    assert len(card["left"]) == 9 and card["left"][-1]["rows"] == "12 more rows"


@pytest.mark.parametrize(("words", "sentence"), [
    ("give fewer rows", "Give fewer rows."), ("give fewer.", "Give fewer."), ("is it x?", "Is it x?"), ("write a.b", "Write a.b."),
    ("", ""), ("θ is one", "θ is one.")])
def test_an_error_is_shown_as_one_sentence(words, sentence):
    assert explain.as_sentence(words) == sentence


def test_targets_are_chosen_from_the_columns_of_numbers_or_given_up():
    reading = read_csv(b"width,kind,price\n" + b"".join(b"%d,%s,%d\n" % (i % 7, b"ab"[i % 2:][:1], i * i % 13) for i in range(20)),
                       targets=("price",))
    menu = next(menu for menu in explain.picture(reading)["menus"] if menu["name"] == "targets")
    assert menu["value"] == "price" and menu["options"] == [["width", "width"], ["price", "price"], ["", "none: classes"]]
    assert explain.choose(reading, "targets", "width").targets == ("width",) and explain.choose(reading, "targets", "").targets == ()


def test_what_no_menu_and_no_question_holds_is_refused():
    reading = read_csv(CONTENTS[next(iter(FILES))][0])
    with pytest.raises(ValueError, match=r"there is no decimal '!' to choose"):
        explain.choose(reading, "decimal", "!")
    for choice in ("", "no such answer"):
        with pytest.raises(ValueError, match=f"no question has the answer '{choice}'"):
            explain.answer(reading, choice)
