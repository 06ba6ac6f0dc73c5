"""The pages that are made from other files of the repository: lessons, the lecturer's page, the gallery, the reference."""

import re
from pathlib import Path

from nbnn.cli.prose import html

from . import gallery, reference
from .course import LESSONS, ROOT, Lesson, lessons

INCLUDED = {  # page → the file that it is
    "lecturer": LESSONS / "LECTURER.md", "slides": LESSONS / "SLIDES.md", "authors": LESSONS / "AUTHORS.md",
    "contributing": ROOT / "CONTRIBUTING.md", "changelog": ROOT / "CHANGELOG.md", "security": ROOT / ".github" / "SECURITY.md",
}
WHERE = "Where it runs"  # the README's section that is a page as well
DOCS = ROOT / "docs"
LINK = re.compile(r"\[([^\[\]]*)\]\(([^()\s]+)\)")


def write_pages(source: Path, lesson_pages: str | None) -> None:
    """Write them where Sphinx reads.

    lesson_pages : the folder of the lessons' pages, as seen from the documentation; None: there are none.
    """
    texts = {page: _relink(path.read_text("utf-8"), path.parent, lesson_pages) for page, path in INCLUDED.items()}
    texts["frontends"] = f"# {_section(ROOT / 'README.md', WHERE)}"
    texts |= {"lessons": _list_of_lessons(lesson_pages)} | gallery.pages()
    texts |= {f"api/{name}": text for name, text in reference.pages().items()}
    texts["api/index"] = _contents(reference.pages())
    for page, text in texts.items():
        (source / page).parent.mkdir(exist_ok=True)
        (source / f"{page}.md").write_text(text, "utf-8")


def _section(path: Path, heading: str) -> str:
    """A section of a file, with its heading."""
    found = re.search(rf"^## ({re.escape(heading)}\n.*?)(?=^## |\Z)", path.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    if found is None:
        raise ValueError(f"{path} has no section {heading!r}, which is a page of the documentation: write it, or take the page out")
    return found[1]


def _relink(text: str, folder: Path, lesson_pages: str | None) -> str:
    """The text of a file in this folder, its links to lessons and to other files leading where these are in the documentation."""
    return LINK.sub(lambda found: _link(*found.groups(), folder, lesson_pages), text)


def _link(words: str, address: str, folder: Path, lesson_pages: str | None) -> str:
    file, _, place = address.partition("#")
    if page := _pages().get((folder / file).resolve()):
        return f"[{words}]({page})"
    if not file.endswith(".ipynb") or not (folder / file).exists():
        return f"[{words}]({address})"
    if lesson_pages is None:
        return f"[{words}](#lesson-{file[:2]})"
    return _anchor(words, f"{lesson_pages}/{Path(file).stem}.html{'#' + place if place else ''}")


def _pages() -> dict[Path, str]:
    """Files of the repository → the pages that they are in the documentation."""
    own = {path.resolve(): path.name for path in DOCS.glob("*.md")}
    return own | {path.resolve(): f"{page}.md" for page, path in INCLUDED.items()}


def _anchor(words: str, address: str) -> str:
    """A link to what is beside the documentation, which Sphinx does not know."""
    return f'<a href="{address}">{words}</a>'


def _list_of_lessons(lesson_pages: str | None) -> str:
    """All lessons, each with its first words."""
    how = "`nbnn` opens them in JupyterLab on your machine: see [Getting started](start.md)."
    if lesson_pages is not None:
        how = f"Each opens here as a page whose labs move. To change anything and to have your answers checked, you need Python: {how}"
    return "\n\n".join(["# The lessons", how, *(_lesson(each, lesson_pages) for each in lessons())]) + "\n"


def _lesson(lesson: Lesson, lesson_pages: str | None) -> str:
    title = lesson.title if lesson_pages is None else _anchor(lesson.title, f"{lesson_pages}/{lesson.stem}.html")
    about = html(lesson.about, lambda _: None) if "$" in lesson.about else _relink(lesson.about, LESSONS, lesson_pages)
    return f"(lesson-{lesson.number})=\n## {lesson.number} · {title}\n\n{about}"


def _contents(pages: dict[str, str]) -> str:
    listed = "\n".join(pages)
    return f"""# Reference

Every public name, from its docstring. `import nbnn` needs NumPy only; the labs need the widget libraries.

```{{toctree}}
{listed}
```
"""
