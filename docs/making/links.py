"""The built pages, read: every link and picture leads to something that is there, and nothing is asked of another site."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .gallery import FOLDER

FETCHED = {("script", "src"), ("img", "src"), ("img", "srcset"), ("source", "srcset"), ("iframe", "src"), ("video", "src"),
           ("audio", "src"), ("embed", "src"), ("object", "data"), ("use", "href")}  # what a browser loads by itself; of <link> see below
NOT_LOADED = {"canonical", "next", "prev", "search", "index", "author", "license", "alternate"}  # a <link> with one of these is only a link


class Read(HTMLParser):
    """What a page refers to, loads, and can be referred to by."""

    def __init__(self, path: Path):
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.places: set[str] = set()
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag, attrs) -> None:
        given = dict(attrs)
        self.places |= {given[name] for name in ("id", "name") if given.get(name)}
        for name, address in given.items():
            loaded = (tag, name) in FETCHED or ((tag, name) == ("link", "href") and not NOT_LOADED & set(given.get("rel", "").split()))
            if address and (loaded or name == "href"):
                (self.loads if loaded else self.links).append(address.split()[0])


def faults(site: Path, beside: str | None = None) -> list[str]:
    """What is wrong with the pages in a folder, in words; [] for nothing.

    beside : links to a place that begins with this lead out of the folder, and are not looked at.
    """
    pages = {path.resolve(): Read(path) for path in sorted(site.rglob("*.html")) if not path.is_relative_to(site / FOLDER)}
    return [f"{path.relative_to(site.resolve())}: {words}" for path, page in pages.items()
            for words in _faults_on(path, page, pages, beside)]


def _faults_on(path: Path, page: Read, pages: dict[Path, Read], beside: str | None) -> Iterator[str]:
    for address in page.loads:
        if urlsplit(address).scheme not in ("", "data") or urlsplit(address).netloc:
            yield f"loads {address} from another site"
    for address in page.links + page.loads:
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or (beside and beside in address):
            continue
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        if not target.is_file():
            yield f"leads to {address}, which is not there"
        elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].places:
            yield f"leads to {address}, but that page has no such place"
