"""What comes from others: the licenses of what nbnn brings, and the commits of the actions that its workflows use."""

import re
import tomllib
from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from itertools import chain
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


# ---- licenses ----

# What lets anybody use, change and pass on a course that contains it: permissive ones; and the Mozilla license, whose conditions are
# about its own files, which nbnn does not change. As the standard list (SPDX) and the package index write them, and as people do.
ALLOWED = re.compile(r"""
    MIT | MIT-0 | MIT\ License | BSD | 0BSD | BSD-[23]-Clause | BSD\ License | BSD\ [23]-Clause\ License | ISC | ISC\ License\ \(ISCL\)
  | Apache-2\.0 | Apache\ 2\.0 | Apache\ Software\ License | Apache\ License(,?\ Version\ 2\.0)? | Zlib | CC0-1\.0 | Unlicense
  | PSF-2\.0 | Python\ Software\ Foundation\ License | MPL-2\.0 | Mozilla\ Public\ License\ 2\.0\ \(MPL\ 2\.0\)
""", re.VERBOSE)


def brought(requirements: Iterable[str], extra: str = "", found: dict | None = None) -> dict[tuple[str, str], Distribution]:
    """(Name, extra) → what is installed for these requirements, and for what they require themselves."""
    found = {} if found is None else found
    for wanted in map(Requirement, requirements):
        if wanted.marker is not None and not wanted.marker.evaluate({"extra": extra}):
            continue
        for key in {(canonicalize_name(wanted.name), each) for each in ("", *wanted.extras)} - found.keys():
            with suppress(PackageNotFoundError):  # ./run takes one away again
                found[key] = distribution(wanted.name)
                brought(found[key].requires or (), key[1], found)
    return found


def license_of(package: Distribution) -> str:
    """What a package says of its license, from its newest way of saying it to its oldest."""
    said = package.metadata
    if expression := said.get("License-Expression"):
        return expression
    if named := [each.split(" :: ")[-1] for each in said.get_all("Classifier") or () if each.startswith("License :: ")]:
        return " AND ".join(named)
    if text := (said.get("License") or "").strip():
        return text.splitlines()[0].strip()
    texts = [str(file.locate()) for file in package.files or () if re.match(r"(LICEN[CS]E|COPYING)\b", file.name, re.IGNORECASE)]
    return Path(texts[0]).read_text("utf-8").strip().splitlines()[0].strip() if texts else ""


def is_allowed(said: str) -> bool:
    """May it be used? Of what is joined by OR one license must be allowed, else all; what is nested is for a person to read."""
    return any(all(ALLOWED.fullmatch(each) for each in choice.split(" AND ")) for choice in said.split(" OR "))


def test_everything_that_nbnn_brings_may_be_used_and_passed_on():
    packages = brought([*PROJECT["project"]["dependencies"], *chain(*PROJECT["project"]["optional-dependencies"].values())])
    assert {"numpy", "anywidget", "bqplot", "jupyterlab", "scikit-learn"} <= {name for name, _ in packages} and len(packages) > 60
    refused = {name: license_of(package) for (name, _), package in packages.items() if not is_allowed(license_of(package))}
    assert refused == {}, "see what it says, and either allow it above or do without the package"


@pytest.mark.parametrize(("said", "allowed"), [
    ("MIT", True), ("MIT OR GPL-3.0-only", True), ("MIT AND GPL-3.0-only", False), ("(MIT OR GPL-3.0-only) AND MIT", False),
    ("GNU General Public License (GPL)", False), ("LGPL-2.1-or-later", False), ("AGPL", False), ("Proprietary", False), ("", False),
])
def test_a_license_that_would_bind_the_course_is_refused(said, allowed):
    assert is_allowed(said) is allowed


def test_the_review_looks_at_every_extra():
    """`./run audit` and `./run bill` install them by name."""
    extras = re.search(r"environment shipped '\.\[([\w,-]+)\]'", (ROOT / "run").read_text("utf-8"))[1]
    assert set(extras.split(",")) == set(PROJECT["project"]["optional-dependencies"])


# ---- workflows ----

PINNED = re.compile(r"\s*(?:- )?uses: [\w.-]+/[\w./-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+")


def lines_of_uses(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").splitlines() if re.match(r"\s*(?:- )?uses:", line)]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_an_action_is_named_by_its_commit_with_its_version_beside_it(path):
    """A tag can be moved to other code; a commit cannot."""
    jobs = yaml.safe_load(path.read_text("utf-8"))["jobs"].values()
    steps = [step for job in jobs for step in job["steps"] if "uses" in step]
    assert len(lines_of_uses(path)) == len(steps) and not [job for job in jobs if "uses" in job]
    assert [line.strip() for line in lines_of_uses(path) if not PINNED.fullmatch(line)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_clone_in_a_workflow_keeps_no_key(path):
    """Whatever a later step runs cannot push with it, nor can it get into what is stored of the clone; only a job that pushes has it."""
    for job in yaml.safe_load(path.read_text("utf-8"))["jobs"].values():
        pushes = any("git push" in step.get("run", "") for step in job["steps"])
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is pushes


def test_one_action_is_one_commit_everywhere():
    used = {line.split("uses: ")[1] for path in WORKFLOWS for line in lines_of_uses(path)}
    assert len({each.partition("@")[0] for each in used}) == len(used) >= 6


def test_newer_commits_of_actions_are_proposed():
    updates = yaml.safe_load((GITHUB / "dependabot.yml").read_text("utf-8"))["updates"]
    assert [each["package-ecosystem"] for each in updates] == ["github-actions"]


def test_what_a_workflow_installs_has_its_version_in_a_group():
    """Nothing is installed by its name alone, except pip itself."""
    for path in WORKFLOWS:
        for command in re.findall(r"pip install (.*)", path.read_text("utf-8")):
            assert re.match(r"--group \w+|--upgrade 'pip>=", command), f"{path.name}: {command}"
    for group in ("review", "release"):
        assert all(re.search(r"==\d", each) for each in PROJECT["dependency-groups"][group]), group


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_calls_commands_that_there_are(path):
    commands = set(re.findall(r"^#   \./run ([a-z]+)", (ROOT / "run").read_text("utf-8"), re.MULTILINE))
    text = path.read_text("utf-8")
    assert set(re.findall(r"\./run ([a-z]+)", text)) <= commands
    for kind, name in re.findall(r"\./run (frontend|grader)s ([a-z0-9-]+)", text):
        assert f"{kind}-{name}" in PROJECT["dependency-groups"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_what_a_job_downloads_was_uploaded_by_a_job_that_it_waits_for(path):
    jobs = yaml.safe_load(path.read_text("utf-8"))["jobs"]

    def named(job: str, action: str) -> set[str]:
        return {step["with"]["name"] for step in jobs[job]["steps"] if step.get("uses", "").startswith(f"actions/{action}@")}
    for job in jobs:
        assert named(job, "download-artifact") <= named(jobs[job].get("needs", job), "upload-artifact"), job


def test_a_release_comes_with_its_bill_of_materials():
    jobs = yaml.safe_load((GITHUB / "workflows" / "release.yml").read_text("utf-8"))["jobs"]
    assert any("./run bill" in step.get("run", "") for step in jobs["build"]["steps"])
    attach = jobs["attach"]
    assert attach["permissions"] == {"contents": "write"} and attach["if"] == jobs["publish"]["if"] and attach["needs"] == "build"
    assert any("gh release upload" in step.get("run", "") for step in attach["steps"])


def test_known_vulnerabilities_are_looked_for_every_night_and_with_every_new_dependency():
    workflow = yaml.safe_load((GITHUB / "workflows" / "dependencies.yml").read_text("utf-8"))
    when = workflow[True]  # YAML takes "on" for yes
    assert when["schedule"] and all("pyproject.toml" in when[each]["paths"] for each in ("push", "pull_request"))
    assert any(step.get("run") == "./run audit" for step in workflow["jobs"]["review"]["steps"])
