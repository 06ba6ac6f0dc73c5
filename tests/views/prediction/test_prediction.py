"""The view of a prediction: a draft is kept as the lab says, requests go to who waits for them."""

import nbnn
from nbnn.views.prediction.prediction import PredictionView
from tests.views.node import in_node, needs_node, states
from tests.views.page import send


def test_a_draft_is_kept_as_the_lab_says_and_requests_are_heard():
    view, heard = PredictionView(lambda draft: {}), []
    view.draft = {"about": "abc"}
    assert view.draft == {} and repr(view) == "PredictionView()"
    view.on_request("show", heard.append)
    for message in ({"do": "show"}, {"do": ["show"]}, "show", None):
        send(view, message)
    assert heard == [{"do": "show"}]
    view.close()


ON_A_PAGE = """
import prediction from "./prediction/prediction.js";
globalThis.setTimeout = () => 1; // what Python is told later is not looked at here
const { page, acts } = given, { el, model, stop } = await shown(page, prediction);
const fields = () => el.querySelectorAll(".nbnn-predicted, input");
const wrong = () => el.querySelectorAll(".nbnn-predicted-wrong");
const fieldOf = (field) => [field.localName, field.type, field.value, field.checked, field.getAttribute("aria-label"),
  field.getAttribute("aria-invalid"), wrong().some((line) => line.id === field.getAttribute("aria-describedby"))];
const cellOf = (cell) => [cell.localName, cell.textContent, cell.hasAttribute("data-same"), cell.scope, cell.rowSpan ?? null];
const seen = () => ({
  words: el.querySelector(".nbnn-prediction-words").textContent, fields: fields().map(fieldOf),
  wrong: wrong().map((line) => line.textContent),
  names: el.querySelectorAll(".nbnn-predicted-name").map((name) => name.textContent),
  covered: !el.querySelector(".nbnn-prediction-form").hidden,
  tables: el.querySelectorAll("table").map((table) => table.querySelectorAll("tr").map((row) => row.children.map(cellOf))),
  captions: el.querySelectorAll("caption, .nbnn-compared-words").map((each) => each.textContent),
  message: el.querySelector(".nbnn-prediction-message").textContent,
  buttons: el.querySelectorAll("button").filter((button) => !button.hidden).map((button) => [button.textContent, button.disabled]),
  focused: [fields().indexOf(document.activeElement), document.activeElement === el.querySelector(".nbnn-prediction-result")],
  draft: model.get("draft"),
});
const DO = {
  state: (state) => model.set("state", state),
  write: (words) => words.forEach((text, k) => {
    fields()[k].value = text;
    fields()[k].dispatchEvent(eventOf("input"));
  }),
  choose(at) {
    fields()[at].checked = true;
    fields()[at].dispatchEvent(eventOf("change"));
  },
  focus: (at) => fields()[at].focus(),
  press: (words) => el.querySelectorAll("button").find((button) => button.textContent === words).click(),
  key([at, key]) {
    const event = eventOf("keydown", { key });
    fields()[at].dispatchEvent(event);
    return [event.defaultPrevented, event.stopped];
  },
  draft: (draft) => model.set("draft", draft),
  lose: () => losePython(),
};
say([seen(), ...acts.map((act) => {
  model.sent.length = 0;
  const did = Object.entries(act).map(([what, how]) => DO[what](how));
  return { ...seen(), did, sent: [...model.sent] };
})]);
"""


def view_of(lab):
    view, = lab.all_of(PredictionView)
    return view


def told(lab, *given, do="show"):
    """What a page is sent when it has asked so."""
    view = view_of(lab)
    send(view, {"do": do, "about": view.question["about"], "given": list(given)})
    return {"state": view.state}


def on_a_page(make, acts):
    lab = make()
    page = states(view_of(lab))
    found = in_node(ON_A_PAGE, {"page": page, "acts": acts(lab)})
    about = view_of(lab).question["about"]
    lab.close()
    return found, about


@needs_node
def test_on_a_page_what_is_written_is_sent_refused_and_compared():
    def acts(lab):
        wrong, right = told(lab, "half", "positive"), told(lab, "1.5", "negative")
        return [{"write": ["half", "positive"]}, {"press": "Show it"}, {"focus": 1}, wrong, {"write": ["1.5"]},
            {"write": ["1.5", "negative"]},
                {"key": [0, "Enter"]}, {"key": [0, "a"]}, right, {"press": "Cover it again"}, told(lab, "1.5", "negative", do="cover")]
    make = lambda: nbnn.labs.Prediction((1.5, "positive"), "The score and its sign?", names=("y", "sign"))
    (first, written, asked, _, wrong, mended, again, enter, other, right, _, covered), about = on_a_page(make, acts)
    assert first["words"] == "The score and its sign?" and first["names"] == ["y", "sign"] and first["covered"]
    assert first["buttons"] == [["Show it", True], ["Just show me", False]] and first["focused"] == [-1, False]
    assert [field[:2] + field[4:] for field in first["fields"]] == [["input", "text", name, None, False] for name in ("y", "sign")]
    assert written["buttons"][0] == ["Show it", False] and written["draft"] == {"about": about, "given": ["half", "positive"]}
    assert asked["sent"] == [{"do": "show", "about": about, "given": ["half", "positive"]}]
    assert wrong["wrong"][0].startswith("“half” is not a number") and wrong["wrong"][0].endswith(".") and wrong["wrong"][1] == ""
    assert [field[5:] for field in wrong["fields"]] == [["true", True], [None, False]] and wrong["focused"] == [0, False]
    assert mended["wrong"] == ["", ""] and [field[5:] for field in mended["fields"]] == [[None, False]] * 2
    assert enter["did"] == [[True, True]] and other["did"] == [[False, True]]
    assert enter["sent"] == [{"do": "show", "about": about, "given": ["1.5", "negative"]}] and again["fields"][1][2] == "negative"
    assert not right["covered"] and right["buttons"] == [["Cover it again", False]] and right["focused"] == [-1, True]
    head = lambda words: ["th", words, False, "row", 1]
    assert right["tables"] == [[[head("You wrote"), ["td", "1.5✓", True, "", None]], [head("Result"), ["td", "1.5", False, "", None]]],
                               [[head("You wrote"), ["td", "negative", False, "", None]],
                                [head("Result"), ["td", "positive", False, "", None]]]]
    assert "y" in right["captions"] and covered["covered"] and covered["focused"] == [0, False] and covered["tables"] == []


@needs_node
def test_on_a_page_the_rows_of_a_matrix_stand_beside_each_other_and_a_choice_has_its_statements():
    def acts(lab):
        return [{"write": ["2 1\n-1 3\n0 0"]}, {"key": [0, "Enter"]}, told(lab, "2 1\n-1 3\n0 0")]
    make = lambda: nbnn.labs.Prediction([[2, 1], [-1, -0.5], [0, 0]], "What is W?")
    (first, _, enter, compared), _ = on_a_page(make, acts)
    assert first["fields"][0][0] == "textarea" and first["fields"][0][4] == "What is W?" and enter["did"] == [[False, True]]
    (table,) = compared["tables"]
    assert [[words for _, words, *_ in row] for row in table] == [
        ["You wrote", "2✓", "1✓", "Result", "2", "1"], ["−1✓", "3", "−1", "−0.5"], ["0✓", "0✓", "0", "0"]]
    assert [table[0][k][3:] for k in (0, 3)] == [["rowgroup", 3]] * 2 and any("5 of the 6" in words for words in compared["captions"])

    choose = lambda lab: [{"choose": 1}, {"press": "Show it"}, {"draft": {"about": view_of(lab).question["about"], "given": ["hinge"]}}]
    make = lambda: nbnn.labs.Prediction("hinge", "Which loss?", choices=("hinge", "perceptron"))
    (first, chosen, asked, drafted), about = on_a_page(make, choose)
    assert [field[1:4] for field in first["fields"]] == [["radio", "hinge", False], ["radio", "perceptron", False]]
    assert chosen["draft"]["given"] == ["perceptron"] and asked["sent"] == [{"do": "show", "about": about, "given": ["perceptron"]}]
    assert [field[3] for field in drafted["fields"]] == [True, False]


@needs_node
def test_on_a_page_without_python_it_is_shown_and_not_compared():
    make = lambda: nbnn.labs.Prediction(-0.5, "What is y?")
    acts = lambda _: [{"lose": None}, {"write": [" -0.4 "]}, {"press": "Show it"}, {"press": "Cover it again"}, {"press": "Just show me"}]
    (_, _, _, alone, covered, again), _ = on_a_page(make, acts)
    assert alone["sent"] == []
    assert [[words for _, words, *_ in row] for row in alone["tables"][0]] == [["You wrote", "-0.4"], ["Result", "−0.5"]]
    assert alone["message"] == again["message"] == "Python is not there, so what you wrote is not compared."
    assert covered["covered"] and covered["message"] == "" and not again["covered"]
