"""The Playground's fold "Files": open a CSV file, look at how it was read, and use it; save a run, or load one."""

from collections.abc import Callable

import ipywidgets as widgets

from ...core.tables.reading import CsvReading, Options
from ...explain.playground import files as explain
from ...explain.playground import saving
from ...views.csv_reading.csv_reading import CsvReadingView
from ...views.message.message import Message
from ...views.open_file.open_file import OpenFile
from ..frame.lab import WRONG, box


class PlaygroundFiles:
    """Buttons for files, a message beside each, and the card of the file that has been opened. `box` goes on the page.

    use : called with a reading when the learner presses "Use this data"; load : with the text of a saved run; save : to save the run.
    What these raise is shown beside the button.
    """

    def __init__(self, use: Callable[[CsvReading], object], load: Callable[[str], object], save: Callable[[], object]):
        self._use, self._load = use, load
        self.reading: CsvReading | None = None  # of the file that has been opened
        self._content, self._turn = b"", 0
        self.messages = {name: Message() for name in ("csv", "save", "json")}
        self.csv = OpenFile("Open a CSV file", ".csv,.tsv,.txt", saving.MOST_CSV,
                            lambda name, content: self._do_it("csv", lambda: self._open(name, content)), self._refused("csv"))
        self.json = OpenFile("Load a saved run", ".json", saving.MOST_BYTES,
                             lambda _name, content: self._do_it("json", lambda: self._load(content.decode("utf-8"))), self._refused("json"))
        self.save = widgets.Button(description="Save this run")
        self.save.on_click(lambda _button: self._do_it("save", save))
        self.card = CsvReadingView()
        for name, act in {"choose": self._choose, "answer": self._answer, "back": self._bring_back, "use": self._use_it,
                          "cancel": lambda _message: self._close()}.items():
            self.card.on_request(name, act)
        parts = [box("nbnn-pg-file", button, self.messages[name])
                 for name, button in (("csv", self.csv), ("save", self.save), ("json", self.json))]
        self.box = box("nbnn-pg-files", box("nbnn-controls", *parts), self.card)

    def _do_it(self, name: str, act: Callable[[], object]) -> None:
        """Do it, or say beside the button why not."""
        try:
            act()
        except WRONG as error:
            self.messages[name].words = explain.as_sentence(str(error))
        else:
            self.messages[name].words = ""

    def _refused(self, name: str) -> Callable[[str], None]:
        def tell(words: str) -> None:
            self.messages[name].words = explain.as_sentence(words)
        return tell

    # ---- the file that has been opened ----

    def _open(self, name: str, content: bytes) -> None:
        self._close()
        self._show(saving.read_file(name, content, Options()))
        self._content = content

    def _show(self, reading: CsvReading) -> None:
        self.reading, self._turn = reading, self._turn + 1
        self.card.show(explain.picture(reading), self._turn)

    def _close(self) -> None:
        self.reading, self._content = None, b""
        self.card.hide()

    def _again(self, options: Callable[[CsvReading], Options]) -> None:
        """Read the same bytes in another way; the card says why where that is not possible."""
        if self.reading is None:
            return
        try:
            self._show(saving.read_file(self.reading.file, self._content, options(self.reading)))
        except WRONG as error:
            self.card.wrong = explain.as_sentence(str(error))

    def _choose(self, message: dict) -> None:
        name, value = message.get("name"), message.get("value")
        if isinstance(name, str) and isinstance(value, str):
            self._again(lambda reading: explain.choose(reading, name, value))

    def _answer(self, message: dict) -> None:
        choice = message.get("choice")
        if isinstance(choice, str):
            self._again(lambda reading: explain.answer(reading, choice))

    def _bring_back(self, message: dict) -> None:
        column = message.get("column")
        if isinstance(column, str):
            self._again(lambda reading: explain.bring_back(reading, column))

    def _use_it(self, _message: dict) -> None:
        if self.reading is None:
            return
        try:
            self._use(self.reading)
        except WRONG as error:
            self.card.wrong = explain.as_sentence(str(error))
        else:
            self._close()
