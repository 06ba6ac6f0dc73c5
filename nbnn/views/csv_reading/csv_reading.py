"""The card of a file that was read: what was understood, with menus to understand it otherwise, before anything is used."""

import traitlets

from ..shared.requests import Requested


class CsvReadingView(Requested):
    """What was read from a file.

    picture : the card, from `explain.csv_reading.picture`; {} shows none. wrong : why the data could not be used, "" else.
    The page asks to "choose" (name, value) an entry of a menu, to "answer" (choice) a question, to bring a column "back" (column), to
    "use" the data, and to "cancel".
    """

    module = "csv_reading/csv_reading.js"

    picture = traitlets.Dict().tag(sync=True)
    wrong = traitlets.Unicode("").tag(sync=True)

    def show(self, picture: dict, turn: int) -> None:
        """Another reading; turn : a number that grows, so that also an equal card reaches the page."""
        with self.hold_sync():
            self.wrong = ""
            self.picture = {**picture, "turn": turn}

    def hide(self) -> None:
        """No file is being looked at."""
        with self.hold_sync():
            self.wrong = ""
            self.picture = {}

    def __repr__(self) -> str:
        return f"CsvReadingView({self.picture.get('file', '')!r})"
