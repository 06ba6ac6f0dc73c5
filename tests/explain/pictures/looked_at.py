"""What holds for every picture, whoever made it."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from nbnn.explain.pictures.drawing.svg import LETTER, MOST_BYTES, WIDTH, width_of

SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {"svg", "title", "desc", "g", "rect", "circle", "path", "text", "image"}
NUMBERS = {"x", "y", "width", "height", "rx", "stroke-width", "font-size", "opacity"}
NUMBER = r"-?(\d+(\.\d+)?|\.\d+)"
TAKES = {"m": 2, "l": 2, "h": 1, "v": 1, "a": 7, "q": 4, "c": 6, "z": 0}  # a path's letter → how many numbers it takes
HOSTILE = "<script>alert('1')</script> & \"quoted\" ]]> \x00\x1b \ud800"


def checked(svg: str) -> ElementTree.Element:
    """The picture as a tree: well-formed, small, with a text alternative, and nothing in it that a viewer would run, load or style."""
    root = ElementTree.fromstring(svg)
    assert len(svg.encode()) <= MOST_BYTES, len(svg.encode())
    names = [each.tag.removeprefix(SVG) for each in root.iter()]
    assert set(names) <= ALLOWED, set(names) - ALLOWED
    attributes = [(key, value) for each in root.iter() for key, value in each.attrib.items()]
    assert not [key for key, _ in attributes if key.startswith("on") or key in ("id", "class", "style")]
    assert all(value.startswith("data:image/png;base64,") for key, value in attributes if key.endswith("href"))
    assert "url(" not in svg and svg.count("http") == 1  # the namespace's name
    assert root.get("role") == "img" and root.get("aria-label") == root.find(f"{SVG}title").text
    assert root.find(f"{SVG}desc").text
    assert min(float(value) for key, value in attributes if key == "font-size") >= LETTER
    assert float(root.get("width")) <= 1.15 * WIDTH
    assert not re.search(r"nan|inf\b", re.sub(r">[^<]*<|\"data:[^\"]*\"|aria-label=\"[^\"]*\"", "", svg))
    assert not re.search(r"\d\.\d\d", "".join(f" {value} " for key, value in attributes if key in ("x", "y", "d", "width", "height")))
    for each in root.iter():
        assert not (each.tail or "").strip() and (each.text is None or each.tag.removeprefix(SVG) in ("text", "title", "desc")), each.text
    assert all(re.fullmatch(NUMBER, value) for key, value in attributes if key in NUMBERS)
    assert all(is_path(value) for key, value in attributes if key == "d")
    assert all(0 <= float(value) <= 1 for key, value in attributes if key == "opacity")
    assert all(re.fullmatch("#[0-9a-f]{6}|none", value) for key, value in attributes if key in ("fill", "stroke"))
    assert {value for key, value in attributes if key == "text-anchor"} <= {"start", "middle", "end"}
    return root


def is_path(d: str) -> bool:
    """Letters, each with as many numbers as it takes."""
    for letter, rest in re.findall(r"([^-.\d\s])([^a-zA-Z]*)", d):
        numbers, takes = len(re.findall(NUMBER, rest)), TAKES.get(letter.lower())
        if takes is None or re.sub(NUMBER, "", rest).strip() or (numbers % takes if takes else numbers):
            return False
    return d[:1] in "Mm"


def texts_at(svg: str) -> Iterator[tuple[str, float, float, float]]:
    """Every level text of a picture: its words, its left and right ends (a width that is on the safe side) and its baseline."""
    def walk(each, x, y, anchor):
        moved = re.fullmatch(rf"translate\(({NUMBER}) ({NUMBER})\)", each.get("transform", "translate(0 0)"))
        if moved is None:
            return
        anchor = each.get("text-anchor", anchor)
        x, y = x + float(moved[1]), y + float(moved[4])
        if each.tag in (f"{SVG}svg", f"{SVG}text"):
            x, y = x + float(each.get("x", 0)), y + float(each.get("y", 0))
        if each.tag == f"{SVG}text":
            wide = width_of("".join(each.itertext()), float(each.get("font-size", LETTER)))
            left = x - wide * {"start": 0, "middle": 0.5, "end": 1}[anchor]
            yield "".join(each.itertext()), left, left + wide, y
        for child in each:
            yield from walk(child, x, y, anchor)
    yield from walk(checked(svg), 0.0, 0.0, "start")


def words_in(svg: str) -> list[str]:
    """Every text that is written in a picture."""
    return ["".join(each.itertext()) for each in checked(svg).iter(f"{SVG}text")]
