"""A computational graph as a picture: each node with its formula and value, the derivative below it."""

from collections.abc import Mapping, Sequence

from ...core.graph import graph
from ...core.graph.graph import Node
from ..graph.layout import MOST_NODES, layout
from .drawing.svg import COLORS, MOST_BYTES, WIDTH, Picture, element, number, path, rect, shortened, word
from .drawing.table import table

TOP = 28.0
LETTER = 7.2  # how wide a letter of a box's words is


def graph_picture(root: Node, rows: Sequence[Mapping[str, str]]) -> Picture:
    """The graph that ends in `root`. rows : the value and the derivative of each node, as `graph.table(root)` has them.

    A graph that is too large for a picture is one of its table.
    """
    if len(graph.order(root).forward) <= MOST_NODES:
        made = layout(root)
        for form in ("wide", "narrow"):
            picture = _picture(made, made[form], rows)
            if picture.width <= 1.15 * WIDTH and picture.height <= WIDTH and len(picture.text().encode()) <= MOST_BYTES:
                return picture
    return table(f"Graph of {graph.expression(root)}", rows)


def _picture(made: dict, drawing: dict, rows: Sequence[Mapping[str, str]]) -> Picture:
    """Edges below, boxes with their words above."""
    ways = "".join("M" + "L".join(f"{number(x)} {number(y)}" for x, y in edge["points"]) for edge in drawing["edges"])
    edges = path(ways, fill="none", stroke=COLORS["faint"], stroke_width=1.5) if ways else ""
    boxes = "".join(_node(about, at, row) for about, at, row in zip(made["nodes"], drawing["nodes"], rows, strict=True))
    head = word(14, 20, shortened(made["title"].split(":")[0], int(max(drawing["width"], 300) / 7.4)), font_weight="bold", size=13)
    said = "; ".join(f"{row['node']} = {row['formula']}: {row['value']}" for row in rows if row["formula"] != row["node"])
    body = head + element("g", edges + boxes, transform=f"translate(0 {number(TOP)})")
    return Picture(max(drawing["width"], 300), drawing["height"] + TOP, made["title"], shortened(said, 1500), body)


def _node(about: dict, at: dict, row: Mapping[str, str]) -> str:
    """A box: its name and sign, its value, and where there is room for one its derivative."""
    left, top, most = at["x"] - at["w"] / 2, at["y"] - at["h"] / 2, max(3, int((at["w"] - 4) / LETTER))
    frame = rect(left, top, at["w"], at["h"], rx=5, fill=COLORS["panel"], stroke=COLORS["ink" if about["root"] else "faint"])
    head = " ".join(dict.fromkeys(filter(None, (about["label"], about["sign"]))))
    value = row["value"] if at["value"] else ""  # a constant is its own number
    lines = [(words, hue) for words, hue in ((head, "soft"), (value, "pos"), (row["derivative"] and f"∂ {row['derivative']}", "back"))
             if words]
    step = min(16.0, (at["h"] - 4) / max(1, len(lines)))
    first = at["y"] - step * (len(lines) - 1) / 2 + 4
    return frame + "".join(word(at["x"], first + step * k, shortened(words, most), anchor="middle", fill=COLORS[hue])
                           for k, (words, hue) in enumerate(lines))
