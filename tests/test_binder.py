"""The image that students start on Binder: what would be built, and whether its pins can be installed."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from binder import address
from nbnn.__main__ import parser
from tests.patience import HANGS

ROOT = Path(__file__).parents[1]
BINDER = ROOT / "binder"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NEEDED = [Requirement(line) for line in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["lab"]]


def pins() -> dict[str, str]:
    """Name -> version of binder/requirements.txt; every line must be a pin."""
    found = {}
    for line in (BINDER / "requirements.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            requirement = Requirement(line)
            (specifier,) = requirement.specifier
            assert specifier.operator == "==", f"{line}: Binder's packages are pinned with =="
            found[canonicalize_name(requirement.name)] = specifier.version
    return found


def run(*command: str | Path) -> str:
    done = subprocess.run([str(part) for part in command], cwd=ROOT, capture_output=True, text=True, timeout=HANGS)
    assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


@pytest.mark.parametrize("requirement", NEEDED, ids=lambda requirement: requirement.name)
def test_every_dependency_is_pinned_inside_its_range(requirement):
    version = pins().get(canonicalize_name(requirement.name))
    assert version is not None, f"{requirement.name} is missing in binder/requirements.txt"
    assert requirement.specifier.contains(version), f"{version} is outside {requirement}"


def test_python_is_one_we_promise():
    name, version = (BINDER / "runtime.txt").read_text(encoding="utf-8").strip().split("-")
    assert name == "python"
    assert SpecifierSet(PROJECT["requires-python"]).contains(version)


@pytest.mark.skipif(os.name == "nt", reason="the executable bit and bash are POSIX")
def test_post_build_is_a_script_that_stops_at_the_first_error():
    lines = (BINDER / "postBuild").read_text(encoding="utf-8").splitlines()
    assert lines[:2] == ["#!/bin/bash", "set -e"]
    assert os.access(BINDER / "postBuild", os.X_OK)
    run(shutil.which("bash"), "-n", BINDER / "postBuild")


def test_students_open_copies_without_outputs_made_by_the_command_that_everybody_uses():
    lines = (BINDER / "postBuild").read_text(encoding="utf-8").splitlines()
    (copying,) = [number for number, line in enumerate(lines) if line.startswith("nbnn lessons ")]
    folder, first = re.findall(r"/HEAD\?urlpath=lab/tree/([\w-]+)/([\w.-]+)$", address.binder("ada/nbnn"))[0]
    given = parser().parse_args(lines[copying].partition(" #")[0].split()[1:])
    assert given.to == folder and given.no_open and any("pip install" in line for line in lines[:copying])
    assert first == sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))[0]


README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_gets_its_own_address_once():
    written = address.with_address(README, "ada/course.of-mine")
    assert address.binder("ada/course.of-mine") in written and "https://ada.github.io/course.of-mine/" in written
    assert address.with_address(written, "ada/course.of-mine") == written, "nothing more to change"
    assert address.with_address(address.with_address(written, "bob/nbnn"), "ada/course.of-mine") == written, "a copy gets its own"
    without = re.sub(f"(?s){re.escape(address.BEGIN)}.*{re.escape(address.END)}", "", written)
    assert without == re.sub(f"(?s){re.escape(address.BEGIN)}.*{re.escape(address.END)}", "", README), "nothing else changes"


def test_nobody_has_to_fill_in_an_owner():
    texts = [path.read_text("utf-8") for path in (ROOT / "README.md", ROOT / "pyproject.toml", *(ROOT / ".github").rglob("*.yml"),
                                                  *BINDER.iterdir()) if path.is_file()]
    assert not [text for text in texts if re.search(r"\bOWNER/(?!NAME\b)", text)]
    workflow = (ROOT / ".github" / "workflows" / "address.yml").read_text("utf-8")
    assert 'python3 binder/address.py "$GITHUB_REPOSITORY"' in workflow


@pytest.mark.parametrize("repository", ["", "nbnn", "a/b/c", "a b/c", "../x", "a/b)", "ada/nbnn\n"])
def test_what_is_no_repository_is_refused(repository, capsys):
    assert address.main([repository]) == 2
    assert "give its owner and its name, such as ada/nbnn" in capsys.readouterr().err
    assert (ROOT / "README.md").read_text(encoding="utf-8") == README


def test_a_readme_without_its_place_is_named(capsys):
    for text in ("", README + README):
        with pytest.raises(ValueError, match="needs these two lines, once each"):
            address.with_address(text, "ada/nbnn")
    assert address.main([]) == address.main(["a/b", "c"]) == 2


def test_a_site_of_the_owners_own_has_no_folder():
    assert address.site("Ada/ada.github.io") == "https://ada.github.io/"


@pytest.fixture(scope="module")
def dockerfile() -> str:
    """What repo2docker would build here, without Docker; it refuses root, so the user is given."""
    user = ["--user-id=1000", "--user-name=jovyan"]
    return run(sys.executable, "-m", "repo2docker", "--no-build", "--debug", *user, ".")


def test_the_image_has_the_pinned_python(dockerfile):
    version = (BINDER / "runtime.txt").read_text(encoding="utf-8").strip().removeprefix("python-")
    assert f"Building conda environment for python={version}\n" in dockerfile


def test_requirements_are_installed_before_the_repository_is_copied(dockerfile):
    """So a commit that leaves the pins alone reuses that layer; the package itself comes last, by postBuild."""
    landmarks = [
        "src/binder/requirements.txt ${REPO_DIR}/binder/requirements.txt\n",
        'pip install --no-cache-dir -r "binder/requirements.txt"\n',
        "src/ ${REPO_DIR}/\n",
        "RUN ./binder/postBuild\n",
    ]
    places = [dockerfile.find(landmark) for landmark in landmarks]
    assert -1 not in places, dict(zip(landmarks, places, strict=True))
    assert places == sorted(places)


def test_nothing_else_in_the_repository_adds_to_the_image(dockerfile):
    """With a binder/ folder, the root's pyproject.toml is not installed by repo2docker, and no other file is either."""
    installs = [line for line in dockerfile.splitlines() if line.startswith("RUN") and "pip install" in line]
    assert len(installs) == 1
    assert "-e ." not in dockerfile


@pytest.mark.network
def test_the_pins_resolve_together(tmp_path):
    version = (BINDER / "runtime.txt").read_text(encoding="utf-8").strip().removeprefix("python-")
    report = tmp_path / "report.json"
    run(
        sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", "--ignore-installed",
        "--only-binary=:all:", "--python-version", version, "--target", tmp_path / "nowhere",
        "--report", report, "--requirement", BINDER / "requirements.txt",
    )  # fmt: skip
    installs = json.loads(report.read_text(encoding="utf-8"))["install"]
    resolved = {canonicalize_name(item["metadata"]["name"]): item["metadata"]["version"] for item in installs}
    assert resolved.items() >= pins().items()
    frameworks = {"torch", "tensorflow", "jax", "scikit-learn"}
    assert not frameworks & resolved.keys(), "pulling the image is the wait"
