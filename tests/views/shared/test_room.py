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
  const found = ["--nbnn-fit", "--nbnn-under"].map((name) => lab.style.getPropertyValue(name));
  stop();
  scroller.remove();
  return found;
}));
"""
LAB = {"present": False, "width": 1000, "height": 700, "room": 900, "rows": [300], "bar": 50, "columns": "500px 490px", "asking": []}


ASKED = {"present": True, "rows": [300, 100], "asking": ["nbnn-asking"]}
FIT = [  # a lab, how high its picture may be, and why
    ({}, "488px", "900 px without 12 at the edges and the 400 of the rest of the lab"),
    ({"rows": [300, 200]}, "344px", "half of what the rest leaves, for each of two"),
    ({"room": 500}, "290px", "the whole lab has no room, so as much as is enough"),
    ({"room": 300}, "226px", "all but the bar"),
    ({"width": 600, "room": 500, "columns": "600px"}, "380px", "in one column each picture has the page, but no more than it needs"),
    (ASKED | {"columns": "990px"}, "488px", "in a hall, a question below the picture keeps its own height"),
    (ASKED, "294px", "beside it there are two rows of pictures"),
    (ASKED | {"rows": [300, 120], "columns": "990px", "asking": ["nbnn-asking nbnn-voting"]}, "308px", "a vote takes the picture's place"),
    (ASKED | {"columns": "990px", "asking": []}, "294px", "without a question there are two pictures"),
]


def test_a_picture_gets_the_room_that_the_rest_of_the_lab_leaves():
    found = in_node(SCRIPT, [*(LAB | lab for lab, *_ in FIT), LAB | {"bar": 108}, LAB | {"bar": 109}])
    assert [(fit, why) for (fit, _), (_, _, why) in zip(found, FIT)] == [(fit, why) for _, fit, why in FIT]
    assert [under for _, under in (found[0], *found[-2:])] == ["", "", "121px"], "the sheets take the bar and what is above it for 120 px"


ONE_CARD = """
import { shareRoom } from "./shared/in_view.js";
import { giveRoom } from "./shared/room.js";
const [scroller, lab, row, card] = ["jp-LinkedOutputView", "nbnn-lab", "nbnn-row", "nbnn-card"].map((name) => {
  const box = document.createElement("div");
  box.className = name;
  return box;
});
Object.assign(scroller, { clientHeight: 900 });
Object.assign(lab, { clientWidth: 1000, clientHeight: 700 });
Object.assign(row, { clientWidth: 1000, clientHeight: 300 });
Object.assign(row.style, { gridTemplateRows: "300px", gridTemplateColumns: "500px 490px" });
card.append(document.createElement("p"));
row.append(card);
lab.append(row);
scroller.append(lab);
document.body.append(scroller);
"""
AT_ONCE = ONE_CARD + """
const stop = giveRoom(lab), found = [];
for (const [height, share] of [[700, sizesChanged], [648, () => shareRoom(card)], [500, stop], [500, () => shareRoom(card)]]) {
  lab.clientHeight = height;
  share();
  found.push(lab.style.getPropertyValue("--nbnn-fit"));
}
say(found);
"""


def test_the_room_is_shared_at_once_when_a_card_says_that_it_has_changed():
    assert in_node(AT_ONCE, None) == ["488px", "540px", "540px", "540px"]


ROUNDED = ONE_CARD + """
const stop = giveRoom(lab), found = [];
const fit = () => parseFloat(lab.style.getPropertyValue("--nbnn-fit")) || 300;
Object.defineProperty(lab, "clientHeight", { get: () => 399 + fit() + fit() % 2 });
for (let k = 0; k < 6; k += 1) {
  row.style.gridTemplateRows = `${fit()}px`;
  sizesChanged();
  found.push(fit());
}
stop();
say(found);
"""


def test_heights_that_are_rounded_move_nothing_to_and_fro():
    assert in_node(ROUNDED) == [489, 488, 488, 488, 488, 488]
