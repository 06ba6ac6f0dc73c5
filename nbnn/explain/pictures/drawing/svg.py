"""Write SVG: shapes with rounded coordinates, words that are escaped, and the picture that holds them.

A picture brings its own light ground and its colors, so that it can be read on a light and on a dark page. There is no style sheet,
script, id or address in it: GitHub and notebook viewers show it as an image, and several of them can stand on one page.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape

import numpy as np

WIDTH, HEIGHT = 640, 400
LETTER = 12.0  # pixels: no letter is smaller
MOST_BYTES = 20_000  # of a picture, as text
MOST_SAID = 1200  # letters of the words that say what a picture shows
LONGEST = 72  # letters of a name; more are cut
FAMILY = "Arial, Helvetica, Liberation Sans, DejaVu Sans, sans-serif"

#: The light theme's colors (views/shared/theme.css), by the names that charts use.
COLORS = {
    "ink": "#1c2330", "soft": "#5c6675", "faint": "#8a929e", "line": "#dfe3e8", "panel": "#ffffff", "pos": "#0072b2", "neg": "#b84700",
    "back": "#8e4585", "cur": "#fff3c4", "curline": "#d99a00", "class-1": "#0072b2", "class-2": "#b84700", "class-3": "#007a5a",
    "class-4": "#a8437f", "class-5": "#8a6100", "class-6": "#1d7fb5", "class-7": "#5c6675",
}
# XML 1.0 has no way to write these; all others instead would take five milliseconds to compile.
_FORBIDDEN = "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
_WIDE, _NARROW, _MARKS = set("mwMW@%—∑∞←→⊙"), set("iljtfrI|.,:;'!()[]{}/ ·′⁽⁾ᵀ⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉⁻"), set("\u0302\u0303\u0304")


@dataclass(frozen=True)
class Picture:
    """A drawing of `width` × `height` pixels: `title` and `words` say what it shows, `body` is SVG."""

    width: float
    height: float
    title: str
    words: str
    body: str

    def text(self) -> str:
        """The whole of it as SVG text, with its ground and its text alternative."""
        w, h, title = number(self.width), number(self.height), clean(shortened(self.title, MOST_SAID // 4))
        ground = rect(0.5, 0.5, self.width - 1, self.height - 1, fill=COLORS["panel"], stroke=COLORS["line"], rx=6)
        return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img" '
                f'aria-label="{title}" font-family="{FAMILY}" font-size="{number(LETTER)}" fill="{COLORS["ink"]}">'
                f"<title>{title}</title><desc>{clean(shortened(self.words, MOST_SAID))}</desc>{ground}{self.body}</svg>")


def below(pictures: Sequence[Picture], title: str, most: int) -> Picture:
    """Pictures one below the other: the first, and of the others those with which all of it has at most `most` bytes."""
    y, body, said = 0.0, "", []
    for each in pictures:
        part = element("g", each.body, transform=f"translate(0 {number(y)})")
        if y and len((body + part).encode()) > most - 1200:
            continue
        y, body = y + each.height, body + part
        said.append(each.words)
    return Picture(WIDTH, y, title, shortened(" ".join(said), 700), body)


def clean(words: str) -> str:
    """Words as XML text or attribute: escaped, without what XML cannot hold."""
    return escape(re.sub(_FORBIDDEN, "\ufffd", str(words)))


def shortened(words: str, most: int = LONGEST) -> str:
    """The words, cut where they are too long for a picture."""
    return words if len(words) <= most else f"{words[:most - 1].rstrip()}…"


def number(value: float) -> str:
    """A coordinate, to a tenth of a pixel: 12, 0.5, −3.2."""
    written = f"{float(value):.1f}".removesuffix(".0")
    return "0" if written == "-0" else written


def color(name: str) -> str:
    """A color of the theme by its name; "var(--nbnn-pos)" is "pos" as well."""
    return COLORS.get(name.removeprefix("var(--nbnn-").removesuffix(")"), COLORS["ink"])


def element(name: str, inside: str = "", **attributes) -> str:
    """An element; an attribute that is None is left out, stroke_width is stroke-width, numbers are rounded."""
    written = "".join(f' {key.replace("_", "-")}="{value if isinstance(value, str) else number(value)}"'
                      for key, value in attributes.items() if value is not None)
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def rect(x: float, y: float, width: float, height: float, **attributes) -> str:
    return element("rect", x=x, y=y, width=width, height=height, **attributes)


def path(d: str, **attributes) -> str:
    return element("path", d=d, **attributes)


def word(x: float, y: float, words: str, *, anchor: str | None = None, size: float | None = None, fill: str | None = None,
         **attributes) -> str:
    """A line of text, its baseline at y. anchor : "middle" or "end"; left out, it begins at x."""
    return element("text", clean(words), x=x, y=y, text_anchor=anchor, font_size=size, fill=fill, **attributes)


def inside(x: float, y: float, width: float, height: float, body: str) -> str:
    """A part with coordinates of its own; whatever leaves it is cut."""
    return element("svg", body or element("g"), x=x, y=y, width=width, height=height)


def width_of(words: str, size: float = LETTER) -> float:
    """About how wide a text is, on the safe side: fonts differ."""
    return size * sum(map(_width, words))


def fitted(words: str, width: float, size: float = LETTER) -> str:
    """The words, cut where they are wider than there is room."""
    if width_of(words, size) <= width:
        return words
    while words and width_of(words, size) > width - size:
        words = words[:-1]
    return f"{words.rstrip()}…"


@cache
def _width(c: str) -> float:
    return 0.0 if c in _MARKS else 0.36 if c in _NARROW else 0.92 if c in _WIDE else 0.72 if c.isupper() else 0.58


def wrapped(words: str, width: float, size: float = LETTER) -> list[str]:
    """The words in lines that are at most `width` wide; a word that is wider is cut into pieces."""
    most = max(4, int(width / (0.58 * size)))
    step = {each: len(each) if width_of(each, size) <= width + 0.01 else most for each in words.split()}
    pieces = [each[at:at + step[each]] for each in words.split() for at in range(0, len(each), step[each])]
    lines: list[str] = []
    for piece in pieces:
        longer = f"{lines[-1]} {piece}" if lines else piece
        if lines and width_of(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(piece)
    return lines


def trail(x: np.ndarray, y: np.ndarray, tolerance: float = 0.3) -> str:
    """The path through points in pixels; a NaN lifts the pen, and points that lie on the line to within `tolerance` are left out."""
    points = np.column_stack([np.clip(x, -4000, 4000), np.clip(y, -4000, 4000)])
    known = np.isfinite(points).all(axis=1)
    strokes = np.split(points, np.flatnonzero(~known)) if len(points) else []
    return "".join(_stroke(stroke[np.isfinite(stroke).all(axis=1)], tolerance) for stroke in strokes)


def _stroke(points: np.ndarray, tolerance: float) -> str:
    """One stroke in steps from point to point, which are shorter to write than places."""
    if not len(points):
        return ""
    tenths = np.round(points[_telling(points, tolerance)] * 10).astype(int)
    steps = np.diff(tenths, axis=0)
    return f"M{_pair(*tenths[0])}" + "".join(f"l{_pair(*step)}" for step in steps if step.any() or len(steps) == 1)


def _pair(x: int, y: int) -> str:
    return f"{number(x / 10)} {number(y / 10)}"


def _telling(points: np.ndarray, tolerance: float) -> np.ndarray:
    """The numbers of the points that a line needs (Douglas and Peucker, The Canadian Cartographer 10, 1973)."""
    keep, spans = {0, len(points) - 1}, [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        along, away = points[last] - points[first], points[first + 1:last] - points[first]
        length = float(np.hypot(*along))
        far = np.abs(along[0] * away[:, 1] - along[1] * away[:, 0]) / length if length > 0 else np.hypot(*away.T)
        at = int(far.argmax())
        if far[at] > tolerance:
            middle = first + 1 + at
            keep.add(middle)
            spans += [(first, middle), (middle, last)]
    return np.array(sorted(keep))


def thinned(count: int, most: int) -> np.ndarray:
    """The numbers of at most `most` of `count` things, evenly chosen."""
    return np.arange(count) if count <= most else np.unique(np.linspace(0, count - 1, most).round().astype(int))

