"""How much of the page a lab's pictures get, from the sizes that the page has laid out."""

from tests.views.node import in_node, needs_node

pytestmark = needs_node
SCRIPT = """
import { giveRoom } from "./shared/room.js";
say(given.map(({ present, width, height, room, rows, bar, columns, asking }) => {
  const scroller = document.createElement("div"), lab = document.createElement("div"), row = document.createElement("div");
  scroller.className = "jp-LinkedOutputView";
  lab.className = present ? "nbnn-lab nbnn-present" : "nbnn-lab";
  row.className = "nbnn-row";
  Object.assign(scroller, { clientHeight: room });
  Object.assign(lab, { clientWidth: width, clientHeight: height });
  Object.assign(row, { clientWidth: width, clientHeight: rows.reduce((a, b) => a + b, 0) });
  Object.assign(row.style, { gridTemplateRows: rows.map((each) => `${each}px`).join(" "), gridTemplateColumns: columns });
  for (const name of ["nbnn-card", ...asking]) {
    const card = document.createElement("div");
    card.className = name;
    card.append(document.createElement("p"));
    row.append(card);
  }
  lab.append(row);
  if (bar) {
    const stays = document.createElement("div");
    stays.className = "nbnn-stays";
    stays.clientHeight = bar;
    lab.append(stays);
  }
  scroller.append(lab);
  document.body.append(scroller);
  const stop = giveRoom(lab);
  sizesChanged();
  const found = ["--nbnn-room", "--nbnn-fit", "--nbnn-under"].map((name) => lab.style.getPropertyValue(name));
  stop();
  scroller.remove();
  return found;
}));
"""
LAB = {"present": False, "width": 1000, "height": 700, "room": 900, "rows": [300], "bar": 50, "columns": "500px 490px", "asking": []}


def fits(*labs):
    return [fit for _, fit, _ in in_node(SCRIPT, [LAB | each for each in labs])]


def test_the_lab_learns_the_room_that_it_has_and_what_its_bar_covers():
    assert in_node(SCRIPT, [LAB, LAB | {"bar": 0}]) == [["900px", "488px", "62px"], ["900px", "488px", ""]]


def test_a_picture_grows_until_the_whole_lab_is_in_view_but_not_below_what_can_be_seen():
    assert fits({}, {"rows": [300, 200]}, {"room": 500}, {"room": 300}, {"width": 600, "room": 500, "columns": "600px"}) == [
        "488px", "344px", "290px", "226px", "380px"]  # 900 − 12 − 700 + 300, …; all but the bar, at most 290; one column, at most 380


def test_in_a_hall_a_question_below_the_picture_keeps_its_height_and_beside_it_takes_none():
    rows = {"present": True, "rows": [300, 100], "asking": ["nbnn-asking"]}
    assert fits(rows | {"columns": "990px"}, rows, rows | {"columns": "990px", "asking": ["nbnn-asking nbnn-voting"]},
                rows | {"columns": "990px", "asking": []}) == ["488px", "294px", "288px", "294px"]
