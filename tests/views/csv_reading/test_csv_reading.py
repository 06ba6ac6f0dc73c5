"""The card of a file that was read: what the page is sent, and what it may ask for."""

from nbnn.core.tables.reading import Options, read_bytes
from nbnn.explain.playground.files import picture
from nbnn.views.csv_reading.csv_reading import CsvReadingView
from nbnn.views.message.message import Message
from tests.views.node import in_node, needs_node, states


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


ON_A_PAGE = """
import csv from "./csv_reading/csv_reading.js";
const { page, acts } = given, { el, model } = await shown(page, csv);
const textsOf = (selector) => el.querySelectorAll(selector).map((each) => each.textContent);
const menus = () => el.querySelectorAll(".nbnn-csv-menu");
const optionOf = (option) => [option.value, option.textContent];
const menuOf = ({ children: [label, select] }) =>
  [label.textContent, label.htmlFor === select.id, select.value, select.options.map(optionOf)];
const cellOf = (cell) => [cell.localName, cell.textContent, cell.className, cell.scope];
const seen = () => ({
  hidden: el.hidden, title: el.querySelector("h3").textContent, says: [textsOf(".nbnn-csv-says")[0],
    el.querySelector(".nbnn-csv-says").classList.contains("nbnn-csv-wrong")],
  menus: menus().map(menuOf), rows: el.querySelectorAll("tr").map((row) => [row.className, row.children.map(cellOf)]),
  notes: textsOf(".nbnn-csv-note"), parts: textsOf("h4"), lines: textsOf("li"), wrong: el.querySelector("[role=alert]").textContent,
  buttons: el.querySelectorAll("button").map((button) => [button.textContent, button.title, button.disabled]),
  busy: el.getAttribute("aria-busy"), focused: document.activeElement === el.querySelector("h3"),
  frame: el.querySelector("[role=group]")?.getAttribute("aria-label") ?? null,
});
const DO = {
  set: (changes) => model.set(changes),
  press: (words) => el.querySelectorAll("button").find((button) => button.textContent === words).click(),
  choose([at, value]) {
    const select = menus()[at].querySelector("select");
    select.value = value;
    select.dispatchEvent(eventOf("change"));
  },
};
say([seen(), ...acts.map((act) => {
  model.sent.length = 0;
  for (const [what, how] of Object.entries(act)) DO[what](how);
  return { ...seen(), sent: [...model.sent] };
})]);
"""
SMALL = b"width;height;kind\n1,5;2;a\n2,5;3;b\n3,5;;a\n1;4;b\n2;2;a\n3;3;b\n"
WIDE = (",".join(f"c{k}" for k in range(11)) + ",kind\n" + "".join(
    ",".join(str(k * i % 7) for k in range(1, 12)) + f",{'ab'[i % 2]}\n" for i in range(1, 9))).encode()


def cards(*readings):
    return [{"picture": {**picture(each), "turn": turn}} for turn, each in enumerate(readings)]


@needs_node
def test_on_a_page_a_card_tells_how_a_file_was_read_and_asks_before_it_is_used():
    files = (SMALL, "a.csv"), (WIDE, "wide.csv"), (b"", "none.csv")
    small, wide, problem = (read_bytes(content, name, Options()) for content, name in files)
    taken = read_bytes(SMALL, "a.csv", Options(leave_out=("width",)))
    shown = cards(small, wide, problem, taken)
    view = CsvReadingView()
    acts = [{"set": each} for each in shown] + [
        {"press": "Use this data"}, {"press": "Cancel"}, {"choose": [0, "x"]}, {"set": {"wrong": "too many"}}, {"press": "Take it back"},
        {"set": {"picture": {}}}]
    none, *found = in_node(ON_A_PAGE, {"page": states(view), "acts": acts})
    assert none["hidden"] is True and not none["focused"]
    for card, seen in zip((each["picture"] for each in shown), found, strict=False):
        assert not seen["hidden"] and seen["title"] == f"What was read from {card['file']}" and seen["focused"]
        assert seen["says"] == [card["says"], card["problem"]] and ["Use this data", "", card["problem"]] in seen["buttons"]
        assert seen["menus"] == [[each["label"], True, each["value"], list(map(list, each["options"]))] for each in card["menus"]]
        kinds = [f"nbnn-csv-{each['role'].replace(' ', '-')}" for each in card["head"]]
        if card["head"]:
            assert seen["rows"][0][1] == [["th", "row", "", "col"], *(
                ["th", each["name"] + each["role"], kind, "col"] for each, kind in zip(card["head"], kinds, strict=True))]
        for line, (name, cells) in zip(card["rows"], seen["rows"][1:], strict=True):
            assert name == ("nbnn-csv-row-left" if line["left"] else "")
            assert cells[0] == ["th", f"{line['row']}, left out" if line["left"] else str(line["row"]), "", "row"]
            assert cells[1:] == [["td", words, kind, ""] for words, kind in zip(line["cells"], kinds, strict=True)]
        more = {0: [], 1: ["… and 1 more column."]}.get(card["more"], [f"… and {card['more']} more columns."])
        assert seen["notes"] == more and seen["wrong"] == ""
        assert seen["frame"] == (f"The first rows of {card['file']}" if card["head"] else None)
        lines = [each["words"] + (each["choice"] or "") for each in card["questions"]] + [f"{name}{size}" for name, size in card["classes"]]
        lines += [f"Column {each['name']}: {each['why']}." + ("Take it back" if each["back"] else "") for each in card["columns"]]
        lines += [f"{each['rows'][0].upper()}{each['rows'][1:]}: {each['why']}." for each in card["left"]]
        assert seen["lines"] == lines
        wanted = {"Before you use it": card["questions"], "Classes": card["classes"], "Left out": card["left"] or card["columns"]}
        assert seen["parts"] == [title for title, there in wanted.items() if there]
    used, cancelled, chosen, wrong, back, gone = found[4:]
    assert [seen["sent"] for seen in (used, cancelled)] == [[{"do": "use"}], [{"do": "cancel"}]] and used["busy"] == "true"
    assert chosen["sent"] == [{"do": "choose", "name": shown[3]["picture"]["menus"][0]["name"], "value": "x"}]
    assert wrong["wrong"] == "too many" and wrong["busy"] is None and back["sent"] == [{"do": "back", "column": "width"}]
    assert gone["hidden"] is True
    view.close()
