"""What holds for every picture, whoever made it."""

import re
from xml.etree import ElementTree

from nbnn.explain.pictures.drawing.plot import MOST_BYTES
from nbnn.explain.pictures.drawing.svg import LETTER, WIDTH

SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {"svg", "title", "desc", "g", "rect", "circle", "path", "text", "image"}
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
    return root


def words_in(svg: str) -> list[str]:
    """Every text that is written in a picture."""
    return ["".join(each.itertext()) for each in checked(svg).iter(f"{SVG}text")]
