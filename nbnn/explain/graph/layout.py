"""Where the nodes and edges of a computational graph are drawn: in layers, every edge running from one layer to the next.

`layout(root)` makes two drawings of the same graph with letters of the same size, a wide one from left to right and a narrow
one from top to bottom. The same graph always gets the same drawing. Units are those of a viewBox, at the drawing's
natural size one is about a pixel. The steps are Sugiyama's (IEEE Trans. SMC 1981): layers, order in the layers by the
middle of the neighbors, places in the layers by least squares.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import prod

import numpy as np

from ...core.graph import graph
from ...core.graph.graph import CONSTANT, VARIABLE, Node

FONT = 13.5  # of the small numbers
LETTER = 7.8  # the width of one letter of them
ROW = 16.5  # the height of a line of them
HEAD = 19.0  # the height of a node's own line: its sign and its name
CELL = 58.0  # the width of a number: room for −0.0123
BESIDE = 20.0  # between two columns of numbers
PAD = 5.0
BRACKET = 7.0  # the room of a bracket beside an array's numbers
MOST_ROWS, MOST_COLUMNS = 4, 3  # of an array that are drawn; of a larger one the first and the last, and its shape
GAP_SIGNS = ("⋮", "…")  # what stands for rows and columns that are left out
GAP = {"wide": (60.0, 14.0), "narrow": (40.0, 22.0)}  # between layers (room for a number on an edge), and inside a layer
BARE_GAP = {"wide": 30.0, "narrow": 26.0}  # between layers whose edges carry no number
LANE = 12.0  # the room of an edge that passes a layer
MARGIN = 8.0
LABEL = (52.0, 15.5)  # of a number on an edge
SWEEPS, STARTS = 12, 8  # of the search for an order with few crossings
MOST_NODES = 150


@dataclass(eq=False)
class _Box:
    """A node, or the place where an edge passes a layer (node None): its size along the layers and across, and where it is across.

    inner : it is no leaf.
    """

    layer: int
    node: int | None = None
    inner: bool = True
    along: float = 0.0
    across: float = LANE
    place: float = 0.0
    before: list["_Box"] = field(default_factory=list)
    after: list["_Box"] = field(default_factory=list)


def layout(root: Node) -> dict:
    """The drawings of all that `root` is made from, as plain data.

    Returns {"title", "font", "nodes", "edges", "wide", "narrow"}. What both drawings share:
        a node: {"label", "sign", "formula", "kind", "root", "shape", "cells", "short"}: kind is "variable", "constant" or "operation";
            cells is (rows, columns) of what is drawn in it; short: some of its entries are left out, so that its `shape` is shown too;
        an edge: {"source", "target", "place", "flows"}: from an operand to the node that uses it as operand number `place`; a derivative
            flows back on it unless the operand is constant.
    A drawing has "width", "height", and in the same order its "nodes" {"x", "y", "w", "h", "head", "value", "derivative"} (boxes by
    their center; value and derivative None where there is none) and "edges" {"points", "label", "near"}: `label` is a place for the
    number that flows back, covering nothing, or None (an array has none); `near` a place beside the operand for the edge that is current.
    ValueError for more than 150 nodes.
    """
    nodes = graph.order(root).forward
    if len(nodes) > MOST_NODES:
        raise ValueError(f"the graph has {len(nodes)} nodes: at most {MOST_NODES} are drawn; print(node) shows it as a table")
    edges = _uses(nodes)
    names = graph.labels(root)
    about = [_about(node, names, node is root) for node in nodes]
    insides = [_inside(node, each) for node, each in zip(nodes, about)]
    rows, ways = _sorted_boxes(nodes, edges)
    _turn(rows, ways, edges)
    return {"title": describe(root), "font": FONT, "nodes": about, "edges": edges,
            "wide": _drawing(insides, edges, rows, ways, "wide"), "narrow": _drawing(insides, edges, rows, ways, "narrow")}


def crossings(root: Node) -> int:
    """Count how often edges cross in the order that `layout` finds."""
    nodes = graph.order(root).forward
    return _crossings(_sorted_boxes(nodes, _uses(nodes))[0])


def _uses(nodes: Sequence[Node]) -> list[dict]:
    """The edges: every use of a node as an operand."""
    number = {node: k for k, node in enumerate(nodes)}
    return [{"source": number[parent], "target": number[child], "place": place, "flows": parent.depends}
            for child in nodes for place, parent in enumerate(child.parents)]


def _sorted_boxes(nodes: Sequence[Node], edges: Sequence[dict]) -> tuple[list[list[_Box]], list[list[_Box]]]:
    """The boxes of each layer in an order in which few edges cross, and the ways of the edges (see `_boxes`)."""
    rows, ways = _boxes(nodes, edges)
    _sort(rows)
    return rows, ways


def describe(root: Node) -> str:
    """The picture in one sentence: "Graph of max(0, 1 − …): 5 variables, 2 constants and 7 operations in 8 layers"."""
    nodes = graph.order(root).forward
    kinds = [_kind(node) for node in nodes]
    counts = [_count(kinds.count(kind), kind) for kind in ("variable", "constant", "operation") if kind in kinds]
    *first, last = counts
    listed = f"{', '.join(first)} and {last}" if first else last
    what = f"{root.symbol} = {graph.formula(root, graph.labels(root))}" if root.symbol else graph.expression(root)
    return f"Graph of {what}: {listed} in {_count(max(_layers(nodes)) + 1, 'layer')}"


def cells_of(shape: tuple[int, ...]) -> tuple[int, int]:
    """(rows, columns) in which an array of that shape is drawn, a vector as one column (see `grid_of`)."""
    if len(shape) > 2:
        return 1, 1
    rows, columns = (*shape, 1, 1)[:2] if shape else (1, 1)
    return min(rows, MOST_ROWS), min(columns, MOST_COLUMNS)


def grid_of(value, text: Callable[[float], str]) -> list[list[str]]:
    """What is drawn of a number or an array, as rows of texts: the first and the last of too many rows and columns, ⋮ and … between.

    An array of more than two axes is drawn as its shape.
    """
    value = np.asarray(value)
    if value.ndim > 2:
        return [[_shape(value.shape)]]
    whole = value.reshape(*value.shape, *[1] * (2 - value.ndim))
    rows, columns = (_kept(n, most) for n, most in zip(whole.shape, (MOST_ROWS, MOST_COLUMNS)))
    return [[GAP_SIGNS[0] if i is None else GAP_SIGNS[1] if j is None else text(whole[i, j]) for j in columns] for i in rows]


def _kept(n: int, most: int) -> list[int | None]:
    """The places that are drawn; None for those that are left out."""
    return [*range(n)] if n <= most else [*range(most - 2), None, n - 1]


def _about(node: Node, names: dict[Node, str], is_root: bool) -> dict:
    cells = cells_of(node.shape)
    return {"label": names[node], "sign": node.operation.sign, "formula": graph.formula(node, names), "kind": _kind(node), "root": is_root,
            "shape": _shape(node.shape), "cells": list(cells), "short": len(node.shape) <= 2 and prod(cells) < prod(node.shape)}


def _kind(node: Node) -> str:
    return {VARIABLE: "variable", CONSTANT: "constant"}.get(node.operation, "operation")


def _is_number(node: Node) -> bool:
    """A constant that is nothing but its number: drawn as that number."""
    return node.operation is CONSTANT and not node.symbol and not node.shape


def _shape(shape: tuple[int, ...]) -> str:
    return f"{shape[0]} entries" if len(shape) == 1 else " × ".join(map(str, shape))


def _count(n: int, word: str) -> str:
    return f"{n} {word}{'' if n == 1 else 's'}"


# -------------------------------------------------------------------------------------------------- layers


def _layers(nodes: Sequence[Node]) -> list[int]:
    """The layer of each node, from 0: as late as its children allow, so that what is given stands where it is needed."""
    behind: dict[Node, int] = {}  # the longest way to the last node
    for node in reversed(nodes):
        behind.setdefault(node, 0)
        for parent in node.parents:
            behind[parent] = max(behind.get(parent, 0), behind[node] + 1)
    return [max(behind.values()) - behind[node] for node in nodes]


def _boxes(nodes: Sequence[Node], edges: Sequence[dict]) -> tuple[list[list[_Box]], list[list[_Box]]]:
    """Every layer's boxes in the order of computation, and for each edge the boxes that it runs through, its ends included.

    Edges with the same operand share the places where they pass a layer.
    """
    layers = _layers(nodes)
    boxes = [_Box(layer, node=k, inner=bool(nodes[k].parents)) for k, layer in enumerate(layers)]
    rows: list[list[_Box]] = [[] for _ in range(max(layers) + 1)]
    for box in boxes:
        rows[box.layer].append(box)
    lanes: dict[tuple[int, int], _Box] = {}
    ways = []
    for edge in edges:
        way = [boxes[edge["source"]]]
        for layer in range(layers[edge["source"]] + 1, layers[edge["target"]]):
            lane = lanes.setdefault((edge["source"], layer), _Box(layer))
            if lane not in rows[layer]:
                rows[layer].append(lane)
            way.append(lane)
        way.append(boxes[edge["target"]])
        for one, next_one in zip(way, way[1:]):
            if next_one not in one.after:
                one.after.append(next_one)
                next_one.before.append(one)
        ways.append(way)
    return rows, ways


# ---------------------------------------------------------------------------------------- order inside a layer


def _sort(rows: list[list[_Box]]) -> None:
    """Order the boxes of each layer so that few edges cross: from the order of computation, and from a few that are shuffled."""
    rng = np.random.default_rng(0)
    best = _improve(rows)
    for _ in range(STARTS):
        if _crossings(best) == 0:
            break
        found = _improve([[row[k] for k in rng.permutation(len(row))] for row in rows])
        if _crossings(found) < _crossings(best):
            best = found
    rows[:] = best


def _turn(rows: list[list[_Box]], ways: Sequence[Sequence[_Box]], edges: Sequence[dict]) -> None:
    """Mirror the whole where more second operands stand before first ones, of two leaves or of two operations: no crossing changes."""
    at = {box: k for row in rows for k, box in enumerate(row)}
    ends: dict[int, list[_Box]] = {}
    for edge, way in zip(edges, ways):
        ends.setdefault(edge["target"], []).append(way[-2])
    alike = [(one, other) for boxes in ends.values() for one, other in zip(boxes, boxes[1:]) if one.inner == other.inner]
    if sum((at[one] > at[other]) - (at[one] < at[other]) for one, other in alike) > 0:
        for row in rows:
            row.reverse()


def _improve(rows: list[list[_Box]]) -> list[list[_Box]]:
    """The same layers, sorted by the middle of their neighbors, forth and back; the order with the fewest crossings."""
    rows = [list(row) for row in rows]
    best, fewest = [list(row) for row in rows], _crossings(rows)
    for sweep in range(SWEEPS):
        forth = sweep % 2 == 1
        for layer in (range(1, len(rows)) if forth else range(len(rows) - 2, -1, -1)):
            beside = {box: at for at, box in enumerate(rows[layer - 1 if forth else layer + 1])}
            at = {box: k for k, box in enumerate(rows[layer])}
            rows[layer].sort(key=lambda box: _middle([beside[each] for each in (box.before if forth else box.after)], at[box]))
        _swap(rows)
        if _crossings(rows) < fewest:
            best, fewest = [list(row) for row in rows], _crossings(rows)
    return best


def _middle(places: Sequence[int], own: float) -> float:
    return sum(places) / len(places) if places else own


def _swap(rows: list[list[_Box]]) -> None:
    """Swap neighbors wherever that leaves fewer crossings, until nothing changes."""
    changed = True
    while changed:
        changed = False
        for layer, row in enumerate(rows):
            ends = _ends(rows, layer)
            for k in range(len(row) - 1):
                first, second = ends[row[k]], ends[row[k + 1]]  # only their own edges cross otherwise when these two are swapped
                if _crossing(second, first) < _crossing(first, second):
                    row[k], row[k + 1] = row[k + 1], row[k]
                    changed = True


def _ends(rows: Sequence[Sequence[_Box]], layer: int) -> dict[_Box, tuple[list[int], list[int]]]:
    """Where the edges of each box of a layer end: in the layer before and in the one after."""
    before, after = ({box: k for k, box in enumerate(rows[at])} if 0 <= at < len(rows) else {} for at in (layer - 1, layer + 1))
    return {box: ([before[each] for each in box.before], [after[each] for each in box.after]) for box in rows[layer]}


def _crossing(one: tuple[list[int], list[int]], other: tuple[list[int], list[int]]) -> int:
    """How many edges of two boxes cross if `one` stands before `other`."""
    return sum(a > b for mine, theirs in zip(one, other) for a in mine for b in theirs)


def _crossings(rows: Sequence[Sequence[_Box]]) -> int:
    return sum(_between(one, other) for one, other in zip(rows, rows[1:]))


def _between(one: Sequence[_Box], other: Sequence[_Box]) -> int:
    """How many pairs of edges between two layers cross."""
    at = {box: k for k, box in enumerate(other)}
    found, passed = 0, list[int]()  # where the edges end that begin before this one
    for box in one:
        ends = [at[each] for each in box.after]
        found += sum(len(passed) - bisect_right(passed, end) for end in ends)
        passed = sorted([*passed, *ends])
    return found


# --------------------------------------------------------------------------------------- places inside a layer


def _place(rows: list[list[_Box]], gap: float) -> None:
    """Give every box its place across: near its neighbors, far enough from those beside it."""
    for row in rows:
        at = 0.0
        for box in row:
            box.place = at + box.across / 2
            at += box.across + gap
    for sweep in range(SWEEPS * 2):
        for row in rows if sweep % 2 else reversed(rows):
            _settle(row, gap, last=sweep >= SWEEPS)
    first = min(box.place - box.across / 2 for row in rows for box in row)
    for row in rows:
        for box in row:
            box.place += MARGIN - first


def _settle(row: Sequence[_Box], gap: float, last: bool) -> None:
    """The places nearest to the middle of the neighbors, by least squares, that keep order and distances (pool adjacent violators)."""
    apart = np.cumsum([0.0] + [(a.across + b.across) / 2 + gap for a, b in zip(row, row[1:])])
    wanted = [_best_place(box) for box in row]
    # Edges that pass give way least, and what is given makes room for the operations: so these stand in a straight row.
    weights = [8.0 if box.node is None and last else 6.0 if box.inner else 1.0 for box in row]
    pools: list[list[float]] = []  # [mean, weight, how many]
    for want, weight in zip(np.asarray(wanted) - apart, weights):
        pools.append([float(want), weight, 1])
        while len(pools) > 1 and pools[-2][0] >= pools[-1][0]:
            mean, total, count = pools.pop()
            below = pools[-1]
            below[0] = (below[0] * below[1] + mean * total) / (below[1] + total)
            below[1] += total
            below[2] += count
    places = [mean for mean, _, count in pools for _ in range(int(count))]
    for box, place, offset in zip(row, places, apart):
        box.place = place + float(offset)


def _best_place(box: _Box) -> float:
    """The middle of the neighbors. Edges from operation to operation, and more so those that pass, are to run straight."""
    pull = [(each.place, 1.0 + 3.0 * (each.inner and box.inner) + 6.0 * (each.node is None and box.node is None))
            for each in (*box.before, *box.after)]
    return sum(place * weight for place, weight in pull) / sum(weight for _, weight in pull) if pull else box.place


# ------------------------------------------------------------------------------------------------ drawing


def _drawing(insides: Sequence[dict], edges: Sequence[dict], rows: list[list[_Box]], ways: list[list[_Box]], which: str) -> dict:
    inside = GAP[which][1]
    gaps = _gaps(insides, edges, rows, which)
    turned = which == "narrow"
    boxes = {box.node: box for row in rows for box in row if box.node is not None}
    for k, each in enumerate(insides):
        boxes[k].along, boxes[k].across = (each["h"], each["w"]) if turned else (each["w"], each["h"])
    _place(rows, inside)
    starts, middles, at = [], [], MARGIN
    for row, gap in zip(rows, gaps, strict=True):
        thick = max(box.along for box in row)
        starts.append((at, at + thick))
        middles.append(at + thick / 2)
        at += thick + gap
    length = at + MARGIN
    breadth = max(box.place + box.across / 2 for row in rows for box in row) + MARGIN
    centers = [(middles[boxes[k].layer], boxes[k].place) for k in range(len(insides))]
    lines = _lines(ways, edges, boxes, starts, middles)
    drawn = [_move_to(each, *(center[::-1] if turned else center)) for each, center in zip(insides, centers)]
    points = [[[y, x] if turned else [x, y] for x, y in line] for line in lines]
    width, height = (breadth, length) if turned else (length, breadth)
    drawing = {"width": round(width, 1), "height": round(height, 1), "nodes": drawn,
               "edges": [{"points": _round_points(line)} for line in points]}
    _label(drawing, [edge["flows"] and insides[edge["source"]]["number"] for edge in edges])
    return drawing


def _gaps(insides: Sequence[dict], edges: Sequence[dict], rows: list[list[_Box]], which: str) -> list[float]:
    """The room behind each layer: with numbers where a derivative that is a number flows back from the next one; 0 behind the last."""
    layer = {box.node: k for k, row in enumerate(rows) for box in row if box.node is not None}
    numbered = {layer[edge["target"]] - 1 for edge in edges if edge["flows"] and insides[edge["source"]]["number"]}
    numbered |= {layer[edge["source"]] for edge in edges if edge["flows"] and insides[edge["source"]]["number"]}
    return [GAP[which][0] if k in numbered else BARE_GAP[which] for k in range(len(rows) - 1)] + [0.0]


def _inside(node: Node, about: dict) -> dict:
    """A node's size, and the boxes of its parts from its own middle: its head, its value, below it its derivative."""
    rows, columns = about["cells"]
    head = len(head_of(about))
    if _is_number(node):
        w = max(26.0, len(about["label"]) * LETTER + 2 * PAD)
        return {"w": w, "h": HEAD + 4, "head": (0.0, 0.0, w - 2, HEAD), "value": None, "derivative": None, "number": True}
    tall, wide = rows * ROW, columns * CELL + (columns - 1) * BESIDE + (2 * BRACKET if node.shape else 0)
    if len(node.shape) > 2:
        wide = max(wide, len(about["shape"]) * LETTER + 8)
    w = max(wide, head * LETTER) + 2 * PAD
    h = HEAD + tall * (2 if node.depends else 1) + 2 * PAD
    top = -h / 2 + PAD
    value = (0.0, top + HEAD + tall / 2, wide, tall)
    return {"w": w, "h": h, "head": (0.0, top + HEAD / 2, w - 2 * PAD, HEAD), "value": value, "number": not node.shape,
            "derivative": (0.0, value[1] + tall, wide, tall) if node.depends else None}


def head_of(about: dict) -> str:
    """A node's own line: its name, its sign, and of an array that is drawn in part its shape."""
    return "  ".join(filter(None, (about["label"], about["sign"], about["shape"] if about["short"] else "")))


def _move_to(inside: dict, x: float, y: float) -> dict:
    """The node's boxes where its middle is at (x, y)."""
    def box(part):
        return None if part is None else {name: round(float(v), 1) for name, v in zip("xywh", (x + part[0], y + part[1], *part[2:]))}

    return {**box((0.0, 0.0, inside["w"], inside["h"])), **{name: box(inside[name]) for name in ("head", "value", "derivative")}}


def _lines(ways: Sequence[Sequence[_Box]], edges: Sequence[dict], boxes: dict, starts: Sequence[tuple[float, float]],
           middles: Sequence[float]) -> list[list[tuple[float, float]]]:
    """Each edge as points (along, across): out of its operand, straight through every layer that it passes, into its node.

    Between two layers it runs free, within a layer only along: so it covers no node.
    """
    leaves = _ports(ways, edges, 0)
    arrives = _ports(ways, edges, -1)
    lines = []
    for k, (way, edge) in enumerate(zip(ways, edges)):
        first, last = boxes[edge["source"]], boxes[edge["target"]]
        line = [(middles[first.layer] + first.along / 2, leaves[k]), (starts[first.layer][1], leaves[k])]
        for lane in way[1:-1]:
            line += [(starts[lane.layer][0], lane.place), (starts[lane.layer][1], lane.place)]
        line += [(starts[last.layer][0], arrives[k]), (middles[last.layer] - last.along / 2, arrives[k])]
        lines.append([point for at, point in enumerate(line) if at == 0 or point != line[at - 1]])
    return lines


def _ports(ways: Sequence[Sequence[_Box]], edges: Sequence[dict], end: int) -> list[float]:
    """Where across each edge leaves its operand (end 0) or arrives at its node (end −1): side by side, in the order of where they go."""
    at = [0.0] * len(ways)
    groups: dict[int, list[int]] = {}
    for k, edge in enumerate(edges):
        groups.setdefault(edge["source" if end == 0 else "target"], []).append(k)
    for group in groups.values():
        box = ways[group[0]][end]
        group.sort(key=lambda k: (ways[k][1 if end == 0 else -2].place, edges[k]["target"], edges[k]["place"]))
        step = min(LANE, (box.across - 8) / len(group))
        for number, k in enumerate(group):
            at[k] = box.place + (number - (len(group) - 1) / 2) * step
    return at


# -------------------------------------------------------------------------------------- numbers on the edges


def _label(drawing: dict, flows: Sequence[bool]) -> None:
    """A place on each edge for a number that hides no node and no other number, and one near its operand whatever else is there."""
    taken = [(node["x"], node["y"], node["w"], node["h"]) for node in drawing["nodes"]]
    for edge, carries in zip(drawing["edges"], flows):
        spots = [spot for spot in _spots(edge["points"]) if _is_inside(spot, drawing)] or edge["points"][:1]
        free = next((spot for spot in spots if not _covers(spot, taken[:len(drawing["nodes"])])), spots[0])
        edge["near"] = _round_points([free])[0]
        open_spot = next((spot for spot in spots if not _covers(spot, taken)), None) if carries else None
        edge["label"] = _round_points([open_spot])[0] if open_spot else None
        if open_spot:
            taken.append((*open_spot, *LABEL))


def _spots(points: Sequence[Sequence[float]]) -> Iterable[tuple[float, float]]:
    """Places along a line every few units, from the operand on, on the line and then a little beside it."""
    for aside in (0.0, -6.0, 6.0):
        for (x0, y0), (x1, y1) in zip(points, points[1:]):
            steps = max(1, int(max(abs(x1 - x0), abs(y1 - y0)) // 4))
            for k in range(steps + 1):
                yield x0 + (x1 - x0) * k / steps, y0 + (y1 - y0) * k / steps + aside


def _is_inside(spot: tuple[float, float], drawing: dict) -> bool:
    (x, y), (w, h) = spot, LABEL
    return w / 2 <= x <= drawing["width"] - w / 2 and h / 2 <= y <= drawing["height"] - h / 2


def _covers(spot: tuple[float, float], boxes: Sequence[tuple[float, float, float, float]]) -> bool:
    (x, y), (w, h) = spot, LABEL
    return any(abs(x - bx) * 2 < w + bw + 2 and abs(y - by) * 2 < h + bh + 2 for bx, by, bw, bh in boxes)


def _round_points(points: Iterable[Sequence[float]]) -> list[list[float]]:
    return [[round(float(v), 1) for v in point] for point in points]


def rows(root: Node) -> list[tuple[str, str, float]]:
    """The picture as a table: (node, which, number) of every number drawn, value and derivative, entry by entry."""
    names, found = graph.labels(root), graph.derivatives_of(root)
    table = []
    for node in graph.order(root).forward:
        for what, numbers in (("value", node.value), ("derivative", found.get(node))):
            if numbers is not None and prod(np.shape(numbers)) <= MOST_ROWS * MOST_COLUMNS:
                table += [(names[node], what, float(each)) for each in np.ravel(numbers)]
    return table
