"""A line beside what it is about."""

from nbnn.views.message.message import Message
from tests.views.node import in_node, needs_node, states


def test_it_says_why_and_then_nothing():
    message = Message()
    assert message.words == "" and repr(message) == "Message('')"
    message.words = "No file was chosen."
    assert message.get_state()["words"] == "No file was chosen."
    message.close()


ON_A_PAGE = """
import message from "./message/message.js";
const { model, el, stop } = await shown(given, message);
const line = el.querySelector("p"), seen = () => [el.hidden, line.textContent];
const found = { role: line.getAttribute("role"), seen: [seen()] };
for (const words of ["No file was chosen.", ""]) {
  model.set("words", words);
  found.seen.push(seen());
}
stop();
model.set("words", "More.");
say({ ...found, stopped: seen() });
"""


@needs_node
def test_on_a_page_it_is_an_alert_that_is_there_only_with_words():
    message = Message()
    found = in_node(ON_A_PAGE, states(message))
    assert found == {"role": "alert", "seen": [[True, ""], [False, "No file was chosen."], [True, ""]], "stopped": [True, ""]}
    message.close()
