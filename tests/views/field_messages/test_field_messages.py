"""The messages of a row's fields: what is wrong, by the field's own class, and a short stable name."""

from nbnn.views.field_messages.field_messages import FieldMessages
from tests.views.node import in_node, needs_node, states
from tests.views.scripts import esm


def test_it_holds_what_is_wrong_and_says_it_in_its_own_lines():
    made = FieldMessages()
    assert made.wrong == {} and repr(made) == "FieldMessages()"
    made.wrong = {"nbnn-field-1": "The rate η is 'abc'. Type a number, such as 0.1."}
    assert made.get_state()["wrong"] == made.wrong
    script = esm(FieldMessages.module)
    assert "aria-describedby" in script and "aria-invalid" in script
    made.close()


ON_A_PAGE = """
import messages from "./field_messages/field_messages.js";
const row = document.createElement("div"), lefts = [0, 100, 250, 0, 120]; // two lines of fields
row.clientWidth = 400;
document.body.append(row);
const place = (element, left, width) => { element.getBoundingClientRect = () => ({ left, width, top: 0 }); };
const { model, el, stop } = await shown(given, messages, row);
const fields = lefts.map((left, k) => {
  const field = document.createElement("div"), input = document.createElement(k === 4 ? "button" : "input");
  field.className = `nbnn-field-${k}`;
  if (k === 4) input.className = "nbnn-field-4";
  place(k === 4 ? input : field, left, 90);
  if (k < 4) field.append(input);
  row.append(k === 4 ? input : field);
  return input;
});
const lineOf = (line) => [line.textContent, line.getAttribute("role"), line.style.order, line.style.paddingLeft, line.hidden];
const told = () => el.querySelectorAll("p").map(lineOf);
const markOf = (field) => [field.getAttribute("aria-invalid"), field.hasAttribute("aria-describedby"), field.dataset.nbnnWrong];
const marks = () => fields.map(markOf);
const orders = () => row.children.filter((part) => part !== el).map((part) => part.style.order);
const found = [];
for (const wrong of [{ "nbnn-field-1": "one", "nbnn-field-4": "four", "nbnn-field-9": "nobody" }, { "nbnn-field-1": "another" }, {}]) {
  model.set("wrong", wrong);
  found.push([told(), marks(), orders()]);
}
model.set("wrong", { "nbnn-field-0": "zero" });
const line = el.querySelector("p"), linked = fields[0].getAttribute("aria-describedby") === line.id;
const field = row.querySelector(".nbnn-field-0"), hidden = () => el.querySelectorAll("p").map((each) => each.hidden);
field.remove(); // a row that is filled anew
model.set("wrong", { "nbnn-field-0": "zero", "nbnn-field-1": "one" });
const gone = hidden();
row.append(field);
model.set("wrong", { "nbnn-field-0": "zero", "nbnn-field-1": "two" });
const again = hidden();
stop();
say({ found, linked, gone, again, left: marks()[0] });
"""


@needs_node
def test_on_a_page_each_message_stands_under_its_line_of_fields_and_marks_its_field():
    made = FieldMessages()
    told = in_node(ON_A_PAGE, states(made))
    (two, marks, orders), (one, marks_of_one, _), (none, unmarked, without) = told["found"]
    assert two == [["one", "alert", "2", "100px", False], ["four", "alert", "11", "120px", False]]
    nothing = [None, False, None]
    assert marks == [nothing, ["true", True, "true"], nothing, nothing, [None, True, "true"]] and orders == ["0", "0", "0", "6", "6"]
    assert one == [["another", "alert", "2", "100px", False]] and marks_of_one == [nothing, ["true", True, "true"], *[nothing] * 3]
    assert none == [] and unmarked == [nothing] * 5 and without == [""] * 5
    assert told["linked"] and told["left"] == nothing
    assert told["gone"] == [True, False] and told["again"] == [False, False]
    made.close()
