"""Where everything stands in the picture of the network: nodes, gates, edges and their labels, in the units of a viewBox.

`layout(network)` makes four drawings of the same network: a wide one, one with less room between its columns, one with less
between its rows too, and a narrow one, all with the same size of letters. The browser shows the one whose letters can be read in its
card. `describe(network)` says the picture in words, `rows(network, step)` as a table.
Units are those of the viewBox: at a card of 600 px one unit is about one pixel.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ...core.records.activations import ACTIVATIONS
from ...core.training.sgd import Step
from .labels import Box, own_places, place_labels

FONT = 13.5  # of the small numbers: a card of 600 px shows them at more than 12 px
WIDE, TALL, COMPACT, NARROW = 600.0, 401.0, 400.0, 340.0
FORMS = {"wide": WIDE, "tall": TALL, "compact": COMPACT, "narrow": NARROW}
MARGIN = 8.0
NODE_WIDTH, LOSS_WIDTH, DENSE_WIDTH = 60.0, 54.0, 86.0
PILL_WIDTH, PILL_HEIGHT = 74.0, 18.0
SYMBOL_HEIGHT = 18.0
GATE_WIDTH, GATE_HEIGHT = 30.0, 26.0
LABEL_WIDTH, LABEL_ROW = 66.0, 15.5  # room for −0.0123 with ∂ before it
UNIT_PARTS = {"symbol": 17.0, "box": 28.0, "pill": PILL_HEIGHT + 2, "gate": 30.0}  # heights in a unit with h below a
_UNIT_HEIGHT = UNIT_PARTS["symbol"] + UNIT_PARTS["box"] + UNIT_PARTS["pill"]
COMPACT_LABEL = 58.0  # a longer number is set tighter
COMPACT_LOSS = 44.0  # from a score's derivative to the middle of the loss, twice
ALL_LABELED = 12  # edges up to which every edge carries its numbers
ROW_LABELED = 16  # edges of one layer up to which they may all carry one number while that layer is current
WHOLE = {"input": 4, "hidden": 8, "deep": 4, "score": 4}  # units drawn one by one; more are summarized
SHOWN = {"input": 2, "hidden": 5, "deep": 2, "score": 2}  # units before the dots when they are not

_SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SUPERSCRIPT = str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")


class UnitColumn(NamedTuple):
    """One column of nodes: a quantity's entries from top to bottom; None stands for the dots."""

    q: str
    letter: str
    kind: str
    entries: tuple[int | None, ...]
    size: int
    pill: str | None = None
    constant: int | None = None
    layer: str = ""


def layout(network: dict, activation: Callable[[np.ndarray], np.ndarray] | None = None) -> dict:
    """The drawings of `network` (a recording's schema["network"]) as plain data.

    `activation` is g as a function of an array, for the little curve in the gates; without it the table's record of
    that key draws it, and one that is in no table shows the letter g.
    Returns {"key", "title", "curve", "font"} and a drawing for each of FORMS, with "width", "height", "nodes", "gates", "edges",
    "links", "dots".
    """
    key = json.dumps([network[name] for name in ("sizes", "bias", "layers")], sort_keys=True)
    drawings = {form: json.loads(drawing(key, width)) for form, width in FORMS.items()}
    if activation is None and network["activation"] in ACTIVATIONS:
        activation = ACTIVATIONS[network["activation"]].value
    curve = [] if activation is None else curve_of(activation)
    curves = {"curves": _curves(network, curve)} if "each" in network or "output" in network else {}
    return {"key": key_of(network), "title": describe(network), "curve": curve, **curves, "font": FONT, **drawings}


def _curves(network: dict, curve: list) -> list[list]:
    """The curve of each hidden layer's gates, and of the output's."""
    known = lambda key: curve_of(ACTIVATIONS[key].value) if key in ACTIVATIONS else []
    hidden = [known(each["key"]) for each in network["each"]] if "each" in network else [curve] * (len(network["layers"]) - 1)
    return [*hidden, *([known(network["output"]["key"])] if "output" in network else [])]


def key_of(network: dict) -> str:
    """What tells one layout from another; the browser makes the same from the schema and draws only when both agree."""
    output = f" {network['output']['key']}" if "output" in network else ""
    return f"{'-'.join(map(str, network['sizes']))} {network['activation']} {'bias' if network['bias'] else 'plain'}{output}"


def curve_of(activation: Callable[[np.ndarray], np.ndarray]) -> list[list[float]]:
    """Points of g on [−2.5, 2.5], scaled into the square −1 … 1 with y downwards; a picture, not to scale between activations."""
    a = np.linspace(-2.5, 2.5, 41)
    h = np.clip(np.asarray(activation(a), dtype=float), -2.5, 2.5)
    low, high = min(h.min(), 0.0), max(h.max(), 1e-9)
    return [[round(float(x) / 2.5, 3), round(1 - 2 * float(y - low) / (high - low), 3)] for x, y in zip(a, h)]


def describe(network: dict) -> str:
    """The picture in one sentence: "Network with 2 inputs, 8 hidden units (ReLU) and 1 score y"."""
    first, *hidden, last = network["sizes"]
    parts = [_count(first, "input")]
    names = [each["activation_name"] for each in network["each"]] if "each" in network else [network["activation_name"]]
    parts += [_count(n, "hidden unit") + (f" ({names[i]})" if i < len(names) else "") for i, n in enumerate(hidden)]
    scores = "1 score y" if last == 1 else f"{last} scores y"
    if "output" in network:
        scores = f"{_count(last, 'output')} y ({network['output']['activation_name']} of the score{'' if last == 1 else 's'} s)"
    bias = ", a constant 1 beside each layer's inputs" if network["bias"] else ""
    return f"Network with {', '.join(parts)} and {scores}{bias}"


def rows(network: dict, step: Step) -> list[tuple[str, str, float]]:
    """The picture as a table: (where, symbol, number) for each node and each weight of one update `step`."""
    table = []
    for column in _columns(network, summarize=False):
        values = np.atleast_1d(step.x if column.q == "x" else step[column.q])
        table += [("node", symbol(column, k), float(values[k])) for k in column.entries if k is not None and k < len(values)]
    for number, layer in enumerate(network["layers"], 1):
        weights = np.atleast_2d(step.before.weights[number - 1])
        table += [("edge", weight_symbol(layer["W"], number, i, j, len(weights)), float(w))
                  for (i, j), w in np.ndenumerate(weights)]
    return table


def symbol(column: UnitColumn, k: int) -> str:
    """How the picture writes entry k of a column: x₁, a₂, h₁⁽²⁾, y, ℓ; the constant is 1."""
    if k == column.constant:
        return ""
    single = column.kind == "loss" or (column.letter in "sy" and column.size == 1)
    return column.letter + ("" if single else _sub(k + 1)) + column.layer


def weight_symbol(name: str, number: int, row: int, column: int, n_rows: int) -> str:
    """How the picture writes one weight: w₁₂⁽¹⁾ of a matrix, w₂⁽²⁾ of a vector."""
    comma = "," if max(row, column) >= 9 else ""
    place = _sub(column + 1) if name[0] == "w" else _sub(row + 1) + comma + _sub(column + 1)
    return f"w{place}{_sup(f'({number})')}"


# -- columns ---------------------------------------------------------------------------------------------------


def _columns(network: dict, summarize: bool = True, narrow: bool = False) -> list[UnitColumn]:
    """Inputs, a and h of each hidden layer, scores (s and y where the output has an activation), loss, from left to right."""
    sizes, layers, bias = network["sizes"], network["layers"], network["bias"]
    output = layers[-1]["a"] is not None
    hidden = "deep" if len(layers) > 2 or narrow or output else "hidden"

    def entries(n: int, kind: str, constant: bool) -> tuple[int | None, ...]:
        one = (n,) if constant else ()
        if not summarize or n <= WHOLE[kind]:
            return (*range(n), *one)
        return (*range(SHOWN[kind]), None, n - 1, *one)

    columns = [UnitColumn("x", "x", "input", entries(sizes[0], "input", bias), sizes[0], None, sizes[0] if bias else None)]
    for number, (n, at) in enumerate(zip(sizes[1:], layers[:-1]), 1):
        of_layer = _sup(f"({number})") if len(layers) > 2 else ""
        columns.append(UnitColumn(at["a"], "a", "pre", entries(n, hidden, False), n, at["da"], None, of_layer))
        columns.append(UnitColumn(at["h"], "h", "post", entries(n, hidden, bias), n, at["dh"], n if bias else None, of_layer))
    scores = entries(sizes[-1], "score", False)
    if output:
        columns.append(UnitColumn("s", "s", "pre", scores, sizes[-1], "dl_ds"))
    columns.append(UnitColumn("y", "y", "score", scores, sizes[-1], "dl_dy"))
    columns.append(UnitColumn("loss", "ℓ", "loss", (0,), 1))
    return columns


@lru_cache(maxsize=512)
def drawing(key: str, width: float) -> str:
    """The drawing as JSON text (so that a cached one cannot be changed)."""
    sizes, bias, layers = json.loads(key)
    network = {"sizes": sizes, "bias": bias, "layers": layers}
    columns = _columns(network, narrow=width < WIDE)
    flat = _flat if width == WIDE else _compact
    output = layers[-1]["a"] is not None  # s and y with their gate need the room of a hidden layer
    stacked = len(layers) > 2 or width <= NARROW or (output and width == WIDE)
    picture = (_stack if stacked else flat)(columns, width)
    picture |= _crop(picture)
    picture["edges"] = _edges(network, columns, picture)
    for edge, places in zip(picture["edges"], own_places(picture["edges"], _as_rows(picture), LABEL_WIDTH, 2 * LABEL_ROW)):
        edge["near"], edge["far"] = places
    picture["links"] = _links(picture)
    picture["label"] = COMPACT_LABEL if width in (TALL, COMPACT) else LABEL_WIDTH
    few = len(picture["edges"]) <= ALL_LABELED and not _has_summary(columns)
    _label(picture, "all" if few else "some")
    if few and width in (TALL, COMPACT) and picture["labels"] == "some":
        _label(picture, "one")
    for node in picture["nodes"]:
        node["symbol"] = symbol(columns[node["column"]], node["k"]) if node["k"] is not None else ""
        if output and node["q"] in ("s", "y"):
            node["called"] = "score" if node["q"] == "s" else "output"
    return json.dumps(picture)


def _crop(picture: dict) -> dict:
    """The top and height that the drawing needs, with z and the reason below the loss."""
    boxes = obstacles(picture)
    loss = next(node for node in picture["nodes"] if node["kind"] == "loss")
    top = min(box.y - box.h / 2 for box in boxes) - 2
    bottom = max([box.y + box.h / 2 for box in boxes] + [loss["y"] + loss["h"] / 2 + 46])
    return {"top": round(top, 1), "height": round(bottom + 4 - top, 1)}


def _has_summary(columns: Iterable[UnitColumn]) -> bool:
    return any(None in column.entries for column in columns)


# -- side by side: x, a, gate, h, y, loss ----------------------------------------------------------------------


def _flat(columns: Sequence[UnitColumn], width: float) -> dict:
    """Nodes and gates of a network with at most one hidden layer, each column its own."""
    most = max(len(column.entries) for column in columns)
    dense = most > 5
    pitch = {1: 200, 2: 170, 3: 146, 4: 112, 5: 88, 6: 64, 7: 58}.get(most, 54)
    scores = len(columns[-2].entries)
    height = max(330.0, most * pitch + 2 * MARGIN, scores * 82.0 + 156 if dense and scores > 2 else 0)
    across = columns[:-1] if dense else columns  # the loss below the score leaves a fan of many edges more room
    nodes = []
    for index, (column, x) in enumerate(zip(across, _flat_xs(across, width, dense))):
        own_dense = dense and _rows_of(columns, index) > 5
        step = _pitch_of(column, dense, pitch, height)
        up = 70 if dense and column.kind == "score" and len(column.entries) > 2 else 0
        rows = _rows_of(columns, index)
        nodes += _nodes(column, index, x, _spread(rows, step, height / 2 - up)[:len(column.entries)], own_dense)
    if dense:
        nodes.append(_loss_below(columns, nodes, height))
    return {"width": width, "nodes": nodes, "gates": _gates(nodes, columns)}


def _loss_below(columns: Sequence[UnitColumn], nodes: Sequence[dict], height: float) -> dict:
    """The loss under the last score, with room for z and a reason below it; its symbol at the side, out of the way."""
    score = nodes[-1]
    y = min(height - MARGIN - 60, score["y"] + 92)
    return _node(columns[-1], len(columns) - 1, 0, score["x"], y, False, UNIT_PARTS["box"]) | {"at": [score["x"] - LOSS_WIDTH / 2 - 11, y]}


def _compact(columns: Sequence[UnitColumn], width: float) -> dict:
    """As little room as the letters need: the rows of a and h close together, and the loss below the scores."""
    across = columns[:-1]
    most = max(len(column.entries) for column in across)
    pitch = (_UNIT_HEIGHT + (9 if most < 5 else 1)) * (1 if width == COMPACT else min(1.7, 400 / (most * _UNIT_HEIGHT)))
    scores = len(across[-1].entries)
    height = max(most * pitch, scores * pitch + 2 * COMPACT_LOSS) if scores > 1 else max(most * pitch, 220.0)
    nodes = []
    for index, (column, x) in enumerate(zip(across, _compact_xs(across, width))):
        rows = _rows_of(columns, index)
        step = pitch if column.kind in ("pre", "post", "score") else min(height / rows, 1.4 * pitch)
        up = COMPACT_LOSS if column.letter in "sy" and scores > 1 else 0
        ys = _spread(rows, step, height / 2 - up)[:len(column.entries)]
        nodes += [_node(column, index, k, x, y, False, UNIT_PARTS["box"]) for k, y in zip(column.entries, ys)]
    last = nodes[-1]
    y = last["y"] + UNIT_PARTS["box"] / 2 + UNIT_PARTS["pill"] + COMPACT_LOSS / 2
    nodes.append(_node(columns[-1], len(columns) - 1, 0, last["x"], y, False, UNIT_PARTS["box"]) | {
        "at": [last["x"] - LOSS_WIDTH / 2 - 11, y]})
    return {"width": round(last["x"] + NODE_WIDTH / 2 + MARGIN + (14 if scores > 1 else 0), 1), "nodes": nodes,
            "gates": _gates(nodes, columns)}


def _compact_xs(columns: Sequence[UnitColumn], width: float) -> list[float]:
    """Centers of the columns: a and h with their gate between them, and each fan of edges as wide as its labels need."""
    fans = [(left, right) for left, right in zip(columns, columns[1:]) if left.kind != "pre"]
    spare = width - 2 * MARGIN - len(columns) * NODE_WIDTH - (len(columns) - 1 - len(fans)) * (GATE_WIDTH + 6)
    gap = max(LABEL_WIDTH + 11, spare / len(fans))
    xs = [MARGIN + NODE_WIDTH / 2]
    for left in columns[:-1]:
        xs.append(xs[-1] + NODE_WIDTH + (GATE_WIDTH + 6 if left.kind == "pre" else gap))
    return xs


def _rows_of(columns: Sequence[UnitColumn], index: int) -> int:
    """How many rows a column has: a is drawn beside its h, which may have the constant below."""
    return len(columns[index + (columns[index].kind == "pre")].entries)


def _pitch_of(column: UnitColumn, dense: bool, pitch: float, height: float) -> float:
    n = len(column.entries)
    if column.kind in ("pre", "post"):
        return pitch
    below = 140 if column.kind == "score" and dense and n > 2 else 0
    room = (height - 2 * MARGIN - below) / max(n, 1)
    return min(room, max(112.0, 0.8 * room))


def _flat_xs(columns: Sequence[UnitColumn], width: float, dense: bool) -> list[float]:
    """Centers of the columns; what is left goes to the gaps with edges, more to the one with more of them."""
    widths = [DENSE_WIDTH if dense and _rows_of(columns, i) > 5 else LOSS_WIDTH if column.kind == "loss" else NODE_WIDTH
              for i, column in enumerate(columns)]
    counts = [len(column.entries) for column in columns]
    gaps, shares = [], []
    for left, right, n, m in zip(columns, columns[1:], counts, counts[1:]):
        fan = left.kind != "pre" and right.kind != "loss"
        gaps.append(LABEL_WIDTH + 16 if fan else GATE_WIDTH + 18 if left.kind == "pre" else 40.0 if len(columns) > 3 else 96.0)
        shares.append(max(1, n * m - max(n, m) + 1) if fan else 0)
    around = 14 if columns[-1].kind == "score" and len(columns[-1].entries) > 1 else 0  # the way from the scores to a loss below
    left_over = width - around - 2 * MARGIN - sum(widths) - sum(gaps)
    gaps = [gap + left_over * share / sum(shares) for gap, share in zip(gaps, shares)]
    xs, x = [], MARGIN
    for own, gap in zip(widths, [*gaps, 0.0]):
        xs.append(x + own / 2)
        x += own + gap
    return xs


def _spread(n: int, pitch: float, middle: float) -> list[float]:
    return [middle + (i - (n - 1) / 2) * pitch for i in range(n)]


def _nodes(column: UnitColumn, index: int, x: float, ys: Sequence[float], dense: bool) -> list[dict]:
    return [_node(column, index, k, x, y, dense) for k, y in zip(column.entries, ys)]


def _node(column: UnitColumn, index: int, k: int | None, x: float, y: float, dense: bool, tall: float | None = None) -> dict:
    """A node: its box, where its symbol stands, and the pill of its derivative (below the box)."""
    if k is None:
        return {"column": index, "q": column.q, "kind": column.kind, "k": None, **Box(x, y, NODE_WIDTH, 36).data(),
                "text": _count(column.size, {"input": "input", "score": "score"}.get(column.kind, "unit")),
                "first": _first_left_out(column), "last": column.size - 2, "dense": dense}
    height = tall or (27.0 if dense else 38.0)
    constant = k == column.constant
    pilled = column.pill is not None
    # the row of symbol, box and pill is centered on y as a whole when the box is dense, the box alone when not
    middle = y - PILL_HEIGHT / 2 if dense and pilled else y
    box = Box(x, middle, DENSE_WIDTH if dense else LOSS_WIDTH if column.kind == "loss" else NODE_WIDTH, height)
    node = {"column": index, "q": column.q, "kind": "one" if constant else column.kind, "k": k, **box.data(), "dense": dense}
    node["at"] = [x - box.w / 2 + 14, middle] if dense else [x, middle - height / 2 - 9.5]
    node["pill"] = None
    if pilled:
        pill = Box(x, middle + height / 2 + 2 + PILL_HEIGHT / 2, PILL_WIDTH, PILL_HEIGHT)
        node["pill"] = {"q": column.pill, "text": f"∂{column.letter}", **pill.data()}
    return node


def _gates(nodes: Sequence[dict], columns: Sequence[UnitColumn]) -> list[dict]:
    """The gate between a and h of each hidden unit that is drawn, with the two ends of its line."""
    gates = []
    for index, column in enumerate(columns):
        if column.kind != "pre":
            continue
        after = {node["k"]: node for node in nodes if node["column"] == index + 1}
        for a in (node for node in nodes if node["column"] == index and node["k"] is not None):
            h = after[a["k"]]
            x1, x2 = a["x"] + a["w"] / 2, h["x"] - h["w"] / 2
            box = Box((x1 + x2) / 2, a["y"], GATE_WIDTH, min(GATE_HEIGHT, a["h"]))
            gates.append(_gate(columns, index, a["k"], box, (x1, a["y"], x2, h["y"])))
    return gates


def _gate(columns: Sequence[UnitColumn], index: int, k: int, box: Box, line: tuple[float, float, float, float]) -> dict:
    """The gate of unit k, whose a is in column `index`; `line` runs through it from a to h."""
    a, h = columns[index], columns[index + 1]
    ends = {name: round(v, 1) for name, v in zip(("x1", "y1", "x2", "y2"), line)}
    return {"pre": a.q, "post": h.q, "da": a.pill, "dh": h.pill, "layer": (index + 1) // 2, "k": k, **box.data(), **ends}


# -- a above h: deeper networks, narrow cards ------------------------------------------------------------------

def _stack(columns: Sequence[UnitColumn], width: float) -> dict:
    """Nodes and gates with h below its a in one column, and the loss below the scores."""
    groups = _groups(columns)
    narrowest = len(groups) * NODE_WIDTH + (len(groups) - 1) * (LABEL_WIDTH + 11) + 2 * MARGIN
    around = 14 if len(columns[-2].entries) > 1 else 0
    width = max(width, narrowest + around)
    gap = (width - around - 2 * MARGIN - len(groups) * NODE_WIDTH) / (len(groups) - 1)
    tall = [_group_height(columns, group) for group in groups]
    height = max(400.0, max(tall) + 2 * MARGIN)
    nodes: list[dict] = []
    gates: list[dict] = []
    for place, group in enumerate(groups):
        x = MARGIN + NODE_WIDTH / 2 + place * (NODE_WIDTH + gap)
        _stack_group(columns, group, x, height, nodes, gates)
    return {"width": round(width, 1), "nodes": nodes, "gates": gates}


def _groups(columns: Sequence[UnitColumn]) -> list[list[int]]:
    """Which columns stand above one another: x | a, h | … | y, loss; with an activation of the output s, y, loss."""
    groups = [[0], *([i, i + 1] for i in range(1, len(columns) - 1, 2))]
    groups[-1] = [*range(groups[-1][0], len(columns))]
    return groups


def _unit_height(columns: Sequence[UnitColumn], group: Sequence[int]) -> float:
    part = UNIT_PARTS
    node = part["symbol"] + part["box"]
    return {"input": node, "pre": 2 * (node + part["pill"]) + part["gate"] - part["symbol"],
            "score": node + part["pill"]}[columns[group[0]].kind]


def _group_height(columns: Sequence[UnitColumn], group: Sequence[int]) -> float:
    n = max(len(columns[i].entries) for i in group)
    own = n * (_unit_height(columns, group) + 8)
    return own + _loss_room(columns, group)


def _loss_room(columns: Sequence[UnitColumn], group: Sequence[int]) -> float:
    """What the loss at the foot of a group takes, with z and a reason below it."""
    return UNIT_PARTS["box"] + 70 if columns[group[-1]].kind == "loss" else 0


def _stack_group(columns: Sequence[UnitColumn], group: Sequence[int], x: float, height: float, nodes: list, gates: list) -> None:
    """Add the nodes (and gates) of one group at `x`."""
    first = columns[group[0]]
    if first.kind == "pre":
        _stack_units(columns, group, x, height, nodes, gates)
        return
    room = height - 2 * MARGIN - _loss_room(columns, group)
    pitch = min(room / len(first.entries), 130.0)
    middle = height / 2 if first.kind == "input" or len(first.entries) < 3 else MARGIN + room / 2
    ys = _spread(len(first.entries), pitch, middle)
    nodes += [_node(first, group[0], k, x, y, False, UNIT_PARTS["box"]) for k, y in zip(first.entries, ys)]
    if first.kind == "score":
        nodes.append(_loss_below(columns, nodes, height))


def _stack_units(columns: Sequence[UnitColumn], group: Sequence[int], x: float, height: float, nodes: list, gates: list) -> None:
    """Hidden units with h below a and the gate between them; the constant last."""
    pre, post = columns[group[0]], columns[group[1]]
    part, unit = UNIT_PARTS, _unit_height(columns, group)
    room = height - 2 * MARGIN - _loss_room(columns, group)
    pitch = min(room / len(post.entries), unit + 60)
    for k, middle in zip(post.entries, _spread(len(post.entries), pitch, MARGIN + room / 2)):
        if k is None or k == post.constant:
            nodes.append(_node(post, group[1], k, x, middle, False, part["box"]))
            continue
        y_a = middle - unit / 2 + part["symbol"] + part["box"] / 2
        y_h = y_a + part["box"] + part["pill"] + part["gate"]
        a = _node(pre, group[0], k, x, y_a, False, part["box"])
        h = _node(post, group[1], k, x, y_h, False, part["box"])
        aside = 21 if post.layer else 15  # h₁⁽²⁾ is longer than h₁
        h["at"] = [x - GATE_WIDTH / 2 - aside, y_h - part["box"] / 2 - 8]  # beside the gate: the line goes through above h
        nodes += [a, h]
        y1, y2 = a["pill"]["y"] + PILL_HEIGHT / 2, y_h - part["box"] / 2
        box = Box(x, (y1 + y2) / 2, GATE_WIDTH, part["gate"] - 8)
        gates.append(_gate(columns, group[0], k, box, (x, y1, x, y2)))
    if columns[group[-1]].kind == "loss":
        nodes.append(_loss_below(columns, nodes, height))


# -- edges and links -------------------------------------------------------------------------------------------


def _edges(network: dict, columns: Sequence[UnitColumn], picture: dict) -> list[dict]:
    """One edge for each weight between two nodes that are drawn, layer by layer in the weights' reading order."""
    edges = []
    for number, layer in enumerate(network["layers"], 1):
        before, after = 2 * number - 2, 2 * number - 1
        sources = [node for node in picture["nodes"] if node["column"] == before and node["k"] is not None]
        targets = [node for node in picture["nodes"] if node["column"] == after and node["k"] is not None]
        width = columns[before].size + (columns[before].constant is not None)
        for target in targets:
            for source in sources:
                edges.append({
                    "layer": number, "q": layer["W"], "dq": layer["dW"], "k": target["k"] * width + source["k"],
                    "row": target["k"], "column": source["k"], "source": source["q"], "target": target["q"],
                    "x1": source["x"] + source["w"] / 2, "y1": source["y"], "x2": target["x"] - target["w"] / 2, "y2": target["y"]})
    return edges


def _links(picture: dict) -> list[dict]:
    """From each score to the loss, as points; around the other scores where the loss is drawn below them."""
    loss = next(node for node in picture["nodes"] if node["kind"] == "loss")
    scores = [node for node in picture["nodes"] if node["kind"] == "score" and node["k"] is not None]
    below = loss["x"] == scores[0]["x"]
    links = []
    for node in scores:
        right, left = node["x"] + node["w"] / 2, loss["x"] - loss["w"] / 2
        points = [[right, node["y"]], [left, loss["y"]]]
        if below and len(scores) == 1:
            points = [[node["x"], node["pill"]["y"] + PILL_HEIGHT / 2], [loss["x"], loss["y"] - loss["h"] / 2]]
        elif below:
            outside = node["x"] + PILL_WIDTH / 2 + 5
            points = [[right, node["y"]], [outside, node["y"]], [outside, loss["y"]], [loss["x"] + loss["w"] / 2, loss["y"]]]
        links.append({"k": node["k"], "points": points})
    return links


# -- labels ----------------------------------------------------------------------------------------------------


def obstacles(picture: dict) -> list[Box]:
    """What no label may cover: nodes, their pills and symbols, gates."""
    boxes = []
    for node in picture["nodes"]:
        boxes.append(Box(node["x"], node["y"], node["w"], node["h"]))
        if node.get("pill"):
            boxes.append(Box(*(node["pill"][name] for name in "xywh")))
        if node["k"] is not None and not node["dense"] and node["kind"] != "one":
            boxes.append(Box(node["at"][0], node["at"][1], 30, 16))
    return boxes + [Box(*(gate[name] for name in "xywh")) for gate in picture["gates"]]


def _as_rows(picture: dict) -> np.ndarray:
    return np.array([[box.x, box.y, box.w, box.h] for box in obstacles(picture)])


def _label(picture: dict, labels: str) -> None:
    """Give every edge a place for its numbers.

    labels : "all", two rows on every edge; "one", one row on every edge; "some", one row where a layer is current, which is also
        what becomes of the others where there are no such places.
    """
    fixed = _as_rows(picture)
    rows = 2 if labels == "all" else 1
    picture["labels"], picture["rows"], picture["roomy"] = labels, rows, []
    for number in sorted({edge["layer"] for edge in picture["edges"]}):
        edges = [edge for edge in picture["edges"] if edge["layer"] == number]
        few = len(edges) <= ALL_LABELED or (rows == 1 and len(edges) <= ROW_LABELED and _is_fan(edges))
        places = place_labels(edges, fixed, picture["label"], rows * LABEL_ROW) if few else None
        if places is not None:
            picture["roomy"].append(number)
        for edge, place in zip(edges, [None] * len(edges) if places is None else places):
            edge["label"] = None if place is None else [round(float(v), 1) for v in place]
    if len(picture["roomy"]) < len({edge["layer"] for edge in picture["edges"]}):
        picture["labels"] = "some"


def _is_fan(edges: Sequence[dict]) -> bool:
    """At most two nodes on one side: the edges run apart, and one sees whose label it is."""
    return min(len({edge[end] for edge in edges}) for end in ("row", "column")) <= 2


def _first_left_out(column: UnitColumn) -> int:
    """The first entry that the dots stand for."""
    return column.entries.index(None)


# -- words -----------------------------------------------------------------------------------------------------


def _count(n: int, word: str) -> str:
    return f"{n} {word}{'' if n == 1 else 's'}"


def _sub(n: int) -> str:
    return str(n).translate(_SUBSCRIPT)


def _sup(text: str) -> str:
    return text.translate(_SUPERSCRIPT)
