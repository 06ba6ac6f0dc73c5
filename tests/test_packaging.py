"""What the package says of itself, and what is in it when it is built: the wheel and the source distribution are made and looked into."""

import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.parser import HeaderParser
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
import yaml

from tests.patience import HANGS

ROOT = Path(__file__).parents[1]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT, BUILD = SETTINGS["project"], SETTINGS["tool"]["hatch"]["build"]
LESSONS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
GITHUB = ROOT / ".github"


# ---- what it says ----

def test_the_version_stands_in_one_place():
    assert "version" not in PROJECT and "version" in PROJECT["dynamic"]
    place = ROOT / SETTINGS["tool"]["hatch"]["version"]["path"]
    assert place.read_text("utf-8").count("__version__ = ") == 1
    others = [path for path in (ROOT / "nbnn").rglob("*.py") if path != place and "__version__ =" in path.read_text("utf-8")]
    assert others == []
    assert not re.search(r"^version:", (ROOT / "CITATION.cff").read_text("utf-8"), re.MULTILINE)


def test_what_the_changelog_says_of_saved_files_is_so():
    """A file's version is raised together with its row."""
    from nbnn.core.training import saving
    from nbnn.exercises import progress
    from nbnn.explain.playground import saving as playground
    rows = [line.split(" | ") for line in (ROOT / "CHANGELOG.md").read_text("utf-8").splitlines() if line.startswith("| ")]
    versions = [int(row[2].strip(" |")) for row in rows[2:]]
    assert versions == [saving.VERSION, playground.VERSION, progress.VERSION]


def test_it_promises_the_pythons_that_are_tried():
    promised = re.findall(r"Python :: (3\.\d+)$", "\n".join(PROJECT["classifiers"]), re.MULTILINE)
    jobs = yaml.safe_load((GITHUB / "workflows" / "ci.yml").read_text("utf-8"))["jobs"]
    assert promised == jobs["everything"]["strategy"]["matrix"]["python"] and len(promised) >= 4
    assert PROJECT["requires-python"] == f">={promised[0]}"


def test_its_classifiers_are_the_indexs():
    from trove_classifiers import classifiers  # brought by hatchling
    assert set(PROJECT["classifiers"]) <= classifiers


def test_the_citation_has_what_its_format_asks_for():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= citation.keys()
    assert citation["license"] == PROJECT["license"] and all(each.get("name") or each.get("family-names") for each in citation["authors"])
    assert citation["authors"][0]["name"] in (ROOT / "LICENSE").read_text("utf-8")


@pytest.mark.parametrize("path", sorted((GITHUB / "ISSUE_TEMPLATE").glob("[0-9]*.yml")), ids=lambda path: path.stem)
def test_an_issue_form_asks_what_is_needed(path):
    form = yaml.safe_load(path.read_text("utf-8"))
    assert form["name"] and form["description"]
    fields = [each for each in form["body"] if each["type"] != "markdown"]
    assert len({each["id"] for each in fields}) == len(fields) and all(each["attributes"]["label"] for each in fields)
    assert any(each.get("validations", {}).get("required") for each in fields)
    for command in re.findall(r"`nbnn ([\w-]+)", path.read_text("utf-8")):
        assert command in subprocess.run([sys.executable, "-m", "nbnn", "--help"], cwd=ROOT, capture_output=True, text=True).stdout


@pytest.mark.parametrize("path", sorted((GITHUB / "workflows").glob("*.yml")), ids=lambda path: path.stem)
def test_a_workflow_may_do_no_more_than_it_needs(path):
    workflow = yaml.safe_load(path.read_text("utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    assert all(job.get("timeout-minutes") for job in workflow["jobs"].values())


def test_a_release_is_published_without_a_password():
    text = (GITHUB / "workflows" / "release.yml").read_text("utf-8")
    publish = yaml.safe_load(text)["jobs"]["publish"]
    assert publish["permissions"] == {"id-token": "write"} and publish["needs"] == "build" and publish["environment"] == "pypi"
    assert "secrets." not in text


# ---- where it is ----

def hook():
    """hatch_build.py, which hatchling loads from its file as well."""
    spec = spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_addresses_are_those_of_the_repository_that_builds():
    from binder import address
    urls = hook().urls("Ada/nbnn")
    assert urls["Homepage"] == address.site("Ada/nbnn") and urls["Source"] == "https://github.com/Ada/nbnn"
    assert {"Homepage", "Source", "Issues", "Changelog"} <= urls.keys()
    assert hook().urls("") == hook().urls("no repository") == {}


@pytest.mark.parametrize(("text", "becomes"), [
    ("[a](LICENSE)", "[a](https://github.com/ada/nbnn/blob/v1/LICENSE)"),
    ("![a](docs/a.png)", "![a](https://github.com/ada/nbnn/raw/v1/docs/a.png)"),
    ('<img src="docs/a.svg" alt="x">', '<img src="https://github.com/ada/nbnn/raw/v1/docs/a.svg" alt="x">'),
    ('<source srcset="docs/a.png">', '<source srcset="https://github.com/ada/nbnn/raw/v1/docs/a.png">'),
    ("[a](../../deployments)", "[a](https://github.com/ada/nbnn/deployments)"),
    *((text, text) for text in ("[a](https://example.org/x)", "[a](#part)", '<a href="mailto:x@y">', "f[0](1, 2)")),
])
def test_links_of_the_readme_lead_somewhere_from_the_package_index(text, becomes):
    assert hook().absolute(text, "ada/nbnn", "v1") == becomes
    assert hook().absolute(text, "", "v1") == text


# ---- what is in it ----

@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """A folder with a wheel and a source distribution, as a release makes them."""
    folder = tmp_path_factory.mktemp("built")
    code = f"from hatchling.build import build_sdist, build_wheel; build_wheel({str(folder)!r}); build_sdist({str(folder)!r})"
    workflow = {**os.environ, "GITHUB_REPOSITORY": "ada/nbnn", "GITHUB_REF_NAME": "v1"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=workflow, capture_output=True, text=True, timeout=HANGS)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(built) -> zipfile.ZipFile:
    (path,) = built.glob("*.whl")
    with zipfile.ZipFile(path) as opened:
        yield opened


def in_git(*patterns: str) -> set[str]:
    """Files of the repository, committed or about to be."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=HANGS)
    if done.returncode:
        pytest.skip("git is not here, or this is no clone")
    return {line for line in done.stdout.splitlines() if (ROOT / line).exists()}


def test_the_wheel_has_the_package_and_the_lessons_and_nothing_else(wheel):
    code = {name for name in in_git("nbnn") if not name.endswith(".d.ts")}
    course = {name.replace("notebooks/", "nbnn/lessons/", 1) for name in in_git("notebooks") if not name.endswith(".py")}
    files = {name for name in wheel.namelist() if ".dist-info/" not in name and ".data/" not in name}
    assert files == code | course
    assert {f"nbnn/lessons/{name}" for name in (*LESSONS, "LECTURER.md", "SLIDES.md", "AUTHORS.md", "fruit.csv")} <= files
    assert "nbnn/py.typed" in files and {Path(name).suffix for name in files} >= {".py", ".js", ".css", ".csv", ".ipynb", ".md"}
    settings = {f"data/{place}" for place in BUILD["targets"]["wheel"]["shared-data"].values()}
    others = {name.partition("/")[2] for name in wheel.namelist() if name not in files}
    assert others == {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"} | settings


def test_the_wheel_says_where_it_comes_from_and_what_it_is(wheel):
    (name,) = (name for name in wheel.namelist() if name.endswith("/METADATA"))
    said = HeaderParser().parsestr(wheel.read(name).decode("utf-8"))
    assert said["Name"] == "nbnn" and said["License-Expression"] == "BSD-3-Clause" and said["Keywords"]
    assert "Source, https://github.com/ada/nbnn" in said.get_all("Project-URL")
    assert set(said.get_all("Classifier")) == set(PROJECT["classifiers"])
    assert "](https://github.com/ada/nbnn/blob/v1/LICENSE)" in said.get_payload()
    assert not re.findall(r"\]\((?!\w+:|#)[^)]+\.\w+\)", said.get_payload()), "no link leads nowhere"
    (name,) = (name for name in wheel.namelist() if name.endswith("/entry_points.txt"))
    assert "nbnn = nbnn.__main__:main" in wheel.read(name).decode("utf-8")


def test_the_source_distribution_has_what_is_needed_to_build_and_to_test(built):
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as opened:
        names = {name.partition("/")[2] for name in opened.getnames()}
    assert names >= in_git("nbnn", "notebooks", "tests", "binder", "benchmarks", "lint")
    assert names >= {"pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "CITATION.cff", "CHANGELOG.md", "run", "PKG-INFO"}
    assert names - {"PKG-INFO"} <= in_git(), "nothing that only lies about here"


def test_the_package_index_would_take_both(built):
    done = subprocess.run([sys.executable, "-m", "twine", "check", "--strict", *map(str, built.iterdir())], capture_output=True, text=True,
                          timeout=HANGS)
    assert done.returncode == 0 and done.stdout.count("PASSED") == 2, done.stdout + done.stderr


# ---- without a clone ----

@pytest.fixture(scope="module")
def unpacked(wheel, tmp_path_factory) -> Path:
    """Where the wheel's files are, as pip would put them; what it needs is this environment's."""
    folder = tmp_path_factory.mktemp("site-packages")
    wheel.extractall(folder)
    return folder


def nbnn(unpacked, here, *arguments, code=0) -> str:
    """What `nbnn` prints that was installed from the wheel, in a folder outside any clone, where git is not to be found."""
    environment = {**os.environ, "PYTHONPATH": str(unpacked), "PATH": ""}
    command = [sys.executable, "-m", "nbnn", *arguments]
    done = subprocess.run(command, cwd=here, env=environment, capture_output=True, text=True, timeout=HANGS)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_everything_works_without_a_clone_and_without_git(unpacked, tmp_path):
    before = {path: path.stat().st_mtime_ns for path in (unpacked / "nbnn" / "lessons").iterdir()}
    assert f"lessons: {unpacked / 'nbnn' / 'lessons'}\n" in nbnn(unpacked, tmp_path, "lessons", "--no-open")
    mine = tmp_path / "my-lessons"
    assert sorted(path.name for path in mine.glob("*.ipynb")) == LESSONS
    copies = [json.loads(path.read_text("utf-8")) for path in mine.glob("*.ipynb")]
    assert not any(cell.get("outputs") for copy in copies for cell in copy["cells"])
    (mine / LESSONS[3]).write_text("mine", "utf-8")
    assert "copied again" not in nbnn(unpacked, mine, "reset", "13")
    assert f"{LESSONS[3]}: there is a newer version. Yours stays as it is" in nbnn(unpacked, mine, "lessons", "--no-open")
    assert (mine / LESSONS[3]).read_text("utf-8") == "mine"
    assert "written: " in nbnn(unpacked, tmp_path, "handout", "13", "--seed", "1")
    assert "Run this inside the course" in nbnn(unpacked, tmp_path, "new-lesson", "16-attention", code=2)
    assert {path: path.stat().st_mtime_ns for path in before} == before, "nothing is written among what was installed"
