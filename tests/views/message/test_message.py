"""A line beside what it is about."""

from nbnn.views.message.message import Message


def test_it_says_why_and_then_nothing():
    message = Message()
    assert message.words == "" and repr(message) == "Message('')"
    message.words = "No file was chosen."
    assert message.get_state()["words"] == "No file was chosen."
    message.close()
