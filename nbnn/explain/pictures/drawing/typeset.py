"""Formulas laid out in Python: a node of writing/template.py, its numbers filled in, as boxes that are drawn as SVG text.

Widths are those of a Times-like font; each text says how wide it is to be, so that another font is fitted into its place.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from ...writing.template import SUPERSCRIPT, Node
from .svg import COLORS, element, number, path, word

SIZE, SMALL = 14.0, 12.0
FAMILY = "STIX Two Text, STIXGeneral, Times New Roman, Times, Liberation Serif, serif"
PAD = 2.0  # around a fraction's parts and in brackets
GAP = 9.0  # between a matrix's columns
ROW = 1.0  # between its rows
AXIS = 0.26  # of the size: how high a fraction's line and a matrix's middle are above the baseline
_WIDTHS = {width: set(letters) for width, letters in {
    0.0: "\u0302\u0303\u0304", 0.28: "ijltf.,:;'|!()[]/ ′·⁽⁾", 0.34: "⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉⁻ᵗ⊤rsI-", 0.45: "acegyzJ", 0.57: "−+=<>≤≥·±×≈∞←→",
    0.68: "BCEFKLPRSTXYZwΔΣΦ⊙", 0.78: "ADGHMNOQUVWmℓη%&@—…√"}.items()}


Part = tuple[float, float, str]  # where, and what: "rule|…", "bracket|…", or "style|size|words"


class Box(NamedTuple):
    """Something drawn around its baseline: its width, how far it reaches up and down, and its SVG, beginning at (0, 0)."""

    width: float
    up: float
    down: float
    parts: tuple[Part, ...] = ()

    def at(self, x: float, y: float) -> tuple[Part, ...]:
        return tuple([(x + a, y + b, inside) for a, b, inside in self.parts])

    @property
    def height(self) -> float:
        return self.up + self.down


def width_of(words: str, size: float) -> float:
    """How wide a text is to be."""
    return size * sum(map(_width, words))


@cache
def _width(letter: str) -> float:
    return next((width for width, letters in _WIDTHS.items() if letter in letters), 0.52)


def letters(words: str, size: float = SIZE, style: str = "") -> Box:
    """A text; style "bold" or "italic"."""
    if not words.strip():
        return Box(width_of(words, size), 0.7 * size, 0.22 * size)
    return Box(width_of(words, size), 0.72 * size, 0.24 * size, ((0.0, 0.0, f"{style}|{size}|{words}"),))


def box(node: Node, size: float = SIZE) -> Box:
    """A filled-in node as a box."""
    if isinstance(node, str):
        return letters(node, size)
    if isinstance(node, list):
        return row([box(part, size) for part in node[1:]])
    kind = next(kind for kind in KINDS if kind in node)
    return KINDS[kind](node, size)


def row(boxes: Sequence[Box]) -> Box:
    """Boxes side by side on one baseline."""
    x, parts = 0.0, list[Part]()
    for each in boxes:
        parts += each.at(x, 0.0)
        x += each.width
    return Box(x, max((each.up for each in boxes), default=0.0), max((each.down for each in boxes), default=0.0), tuple(parts))


def stacked(boxes: Sequence[Box], gap: float = ROW) -> Box:
    """Boxes one below the other, the middle of all on the axis."""
    total = sum(each.height for each in boxes) + gap * max(0, len(boxes) - 1)
    top, parts = -total / 2 - AXIS * SIZE, list[Part]()
    y = top
    for each in boxes:
        parts += each.at(0.0, y + each.up)
        y += each.height + gap
    return Box(max((each.width for each in boxes), default=0.0), -top, total + top, tuple(parts))


def _symbol(node: dict, size: float) -> Box:
    style = {"vec": "bold", "mi": "italic" if node["s"].isascii() else ""}.get(node["t"], "")
    return letters(node["s"], size, style)


def _fraction(node: dict, size: float) -> Box:
    small = max(SMALL, size - 2)
    above, below = (box(part, small) for part in node["frac"])
    width, axis = max(above.width, below.width) + 2 * PAD, AXIS * size
    parts = (*above.at((width - above.width) / 2, -axis - PAD - above.down), *below.at((width - below.width) / 2, PAD - axis + below.up),
             (0.0, -axis, f"rule|{width}|"))
    return Box(width + 2, axis + PAD + above.height, below.height + PAD - axis, parts)


def _raised(node: dict, size: float) -> Box:
    base, index = node["sup"]
    written = index.translate(SUPERSCRIPT)
    return row([box(base, size), letters(written, size)])


def _lowered(node: dict, size: float) -> Box:
    base, index = (box(part, each) for part, each in zip(node["sub"], (size, SMALL)))
    low = 0.25 * size
    return Box(base.width + index.width, base.up, max(base.down, index.down + low), (*base.parts, *index.at(base.width, low)))


def _matrix(node: dict, size: float) -> Box:
    cells = [[box(cell, size) for cell in line] for line in node["m"]]
    columns = [max(line[at].width for line in cells if at < len(line)) for at in range(max(map(len, cells), default=0))]
    lines = [_cells(line, columns) for line in cells]
    inner = stacked(lines)
    width = inner.width + 4 * PAD
    bracket = f"bracket|{width}|{inner.up + 1}|{inner.down + 1}"
    return Box(width, inner.up + 2, inner.down + 2, (*inner.at(2 * PAD, 0.0), (0.0, 0.0, bracket)))


def _cells(line: Sequence[Box], columns: Sequence[float]) -> Box:
    """One row of a matrix, each entry in the middle of its column."""
    x, parts = 0.0, list[Part]()
    for each, width in zip(line, columns):
        parts += each.at(x + (width - each.width) / 2, 0.0)
        x += width + GAP
    return Box(max(0.0, x - GAP), max(each.up for each in line), max(each.down for each in line), tuple(parts))


KINDS = {"t": _symbol, "frac": _fraction, "sup": _raised, "sub": _lowered, "m": _matrix,
         "stack": lambda node, size: stacked([box(part, size) for part in node["stack"]])}


def drawn(placed: Iterable[Part], fill: str | None = None) -> str:
    """The parts of boxes as SVG: texts in one group, rules and brackets as one path."""
    texts, lines = [], []
    for x, y, part in placed:
        kind, *rest = part.split("|", 2)
        if kind == "rule":
            lines.append(f"M{number(x)} {number(y)}h{number(float(rest[0]))}")
        elif kind == "bracket":
            up, down = map(float, rest[1].split("|"))
            lines.append(_bracket(x, y, float(rest[0]), up, down))
        else:
            texts.append(_text(x, y, kind, float(rest[0]), rest[1]))
    group = element("g", "".join(texts), font_family=FAMILY, font_size=SIZE, fill=fill) if texts else ""
    return group + (path("".join(lines), fill="none", stroke=COLORS["ink"]) if lines else "")


def _bracket(x: float, y: float, width: float, up: float, down: float) -> str:
    left = f"M{number(x + 5)} {number(y - up)}h-4v{number(up + down)}h4"
    return left + f"M{number(x + width - 5)} {number(y - up)}h4v{number(up + down)}h-4"


def _text(x: float, y: float, style: str, size: float, words: str) -> str:
    bare = words.rstrip()
    start = len(words) - len(words.lstrip())
    x, bare = x + width_of(words[:start], size), bare.lstrip()
    fit = number(width_of(bare, size)) if len(bare) > 1 else None
    looks: dict[str, str] = {"bold": {"font_weight": "bold"}, "italic": {"font_style": "italic"}}.get(style, {})
    return word(x, y, bare, size=size if size != SIZE else None, textLength=fit, **looks)
