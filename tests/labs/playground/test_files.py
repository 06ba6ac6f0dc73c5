"""The Playground's files: what a button's act raises is said beside it."""

from nbnn.labs.playground.files import PlaygroundFiles


def test_what_a_button_cannot_do_is_said_beside_it():
    def fails():
        raise ValueError("nothing is trained yet")
    files = PlaygroundFiles(lambda _reading: None, lambda _text: None, fails)
    files.save.click()
    assert "othing is trained yet" in files.messages["save"].words and files.messages["csv"].words == ""
    files.box.close()
