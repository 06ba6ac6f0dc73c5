"""Build the documentation: `./run docs [FOLDER]`."""

import shutil
import sys
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory

from sphinx.cmd.build import build_main

from . import links
from .course import ROOT
from .finishing import finish
from .gallery import FOLDER, write_live
from .pages import DOCS, write_pages


def parse(arguments: list[str]):
    parser = ArgumentParser(prog="./run docs", description="Build the documentation. Warnings and dead links are errors.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "build" / "docs", help="where the pages go (build/docs)")
    parser.add_argument("--lessons", metavar="ADDRESS", help="the folder of the lessons' pages, as seen from FOLDER, such as ../lessons; "
                        "without it, links to lessons lead to the list of lessons")
    parser.add_argument("--look", action="store_true", help="then open every page in Chromium: width, accessibility, errors, search")
    parser.add_argument("--address", default="", metavar="URL", help="where the pages will be: a picture beside a link needs it")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    given = parse(arguments)
    with TemporaryDirectory() as folder:
        source = Path(folder, "source")
        shutil.copytree(DOCS, source, ignore=shutil.ignore_patterns("*.py", "__pycache__", "making"))
        write_pages(source, given.lessons)
        failed = build_main(["-W", "--keep-going", "-n", "-q", "-c", str(DOCS), "-d", str(Path(folder, "doctrees")),
                             "-D", f"html_baseurl={given.address}", str(source), str(given.folder)])
    if failed:
        return failed
    finish(given.folder)
    write_live(given.folder / FOLDER)
    found = links.faults(given.folder, given.lessons)
    if given.look:
        from . import look  # needs a browser
        found += look.faults(given.folder)
    print("\n".join(found) or f"The documentation is in {given.folder}: open {given.folder / 'index.html'}.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
