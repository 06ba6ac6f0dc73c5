"""The card of a file that was read: what the page is sent, and what it may ask for."""

from nbnn.views.csv_reading.csv_reading import CsvReadingView
from nbnn.views.message.message import Message


def test_a_card_comes_and_goes_and_takes_what_was_wrong_with_it():
    card = CsvReadingView()
    card.show({"file": "a.csv"}, 1)
    card.wrong = "too many examples"
    card.show({"file": "a.csv"}, 2)
    assert card.picture == {"file": "a.csv", "turn": 2} and card.wrong == ""
    card.wrong = "too many examples"
    card.hide()
    assert card.picture == {} and card.wrong == ""
    card.close()


def test_a_card_has_a_stable_name():
    card, line = CsvReadingView(), Message()
    card.show({"file": "a.csv"}, 1)
    line.words = "no"
    assert repr(card) == "CsvReadingView('a.csv')" and repr(line) == "Message('no')"
    card.close()
    line.close()
