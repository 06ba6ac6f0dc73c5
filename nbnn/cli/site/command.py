"""The command `nbnn site`: what it is asked, and what it prints."""

import argparse
from pathlib import Path

from ..commands import NOTEBOOKS, add_command, folder_name
from ..course import lessons_folder
from .building import Plan, build_site, check_plan
from .first_page import PUBLIC


def add_site(commands) -> None:
    """Add the command to others."""
    one = add_command(commands, "site", _site, "site build/site --pyodide pyodide", "build the course as a site for any web server",
                      "Run every lesson and build a site of plain files: a page for each lesson, and JupyterLite, in which all lessons run "
                      "in the browser. Where a lesson fails, nothing is built.")
    one.add_argument("to", type=folder_name, metavar="FOLDER", help="the site's folder: a new one, or an empty one")
    one.add_argument("--pyodide", type=folder_name, metavar="FOLDER", help="a Pyodide distribution: it is checked and becomes part of the "
                     "site, which then asks nothing of the outside (default: browsers load Pyodide from its public address)")
    one.add_argument("--docs", type=folder_name, metavar="FOLDER", help="documentation that ./run docs has built, to be part of the site")
    one.add_argument("--only-check", action="store_true", help="say whether the site can be built, and build nothing")
    one.add_argument("--folder", type=folder_name, help=NOTEBOOKS)


def _site(given: argparse.Namespace) -> None:
    course = lessons_folder(given.folder)
    print(f"lessons: {course}")
    plan = Plan(Path(given.to), course, *(Path(each) if each else None for each in (given.pyodide, given.docs)))
    check_plan(plan)
    if given.only_check:
        print("The site can be built.")
        return
    build_site(plan, say=lambda text: print(text, flush=True))
    print(f"written: {given.to}. To look at it: python -m http.server --directory {given.to}")
    if plan.pyodide is None:
        print(f"Its JupyterLite loads Python from a public address, {PUBLIC}. With --pyodide FOLDER, Python is part of the site.")
