"""What a build adds to pyproject.toml: the addresses of the repository in which it happens, so that nobody has to fill them in.

A workflow on GitHub knows its repository as GITHUB_REPOSITORY ("owner/name"). A build elsewhere has no addresses, and the README as it is.
"""

import os
import re
from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface

ROOT = Path(__file__).parent
REPOSITORY = re.compile(r"([\w.-]+)/([\w.-]+)")
LINK = re.compile(r"""(\]\(|\b(?:href|src|srcset)=["'])(?!\w+:|[#/])([^)"'\s]+)(?=[)"'])""")  # to something of the repository
PAGE = "../../"  # GitHub's own pages beside a README's files, such as ../../deployments
PICTURE = re.compile(r"\.(?:svg|png|gif|jpe?g|webp)$")


class Addresses(MetadataHookInterface):
    """Hatchling calls this for each build."""

    def update(self, metadata: dict) -> None:
        """Add the addresses to the project's metadata."""
        repository = os.environ.get("GITHUB_REPOSITORY", "")
        metadata["urls"] = urls(repository)
        text = absolute((ROOT / "README.md").read_text("utf-8"), repository, os.environ.get("GITHUB_REF_NAME", "HEAD"))
        metadata["readme"] = {"content-type": "text/markdown", "text": text}


def urls(repository: str) -> dict[str, str]:
    """Name → address, for the package index; {} without a repository."""
    found = REPOSITORY.fullmatch(repository)
    if not found:
        return {}
    source = f"https://github.com/{repository}"
    site = f"https://{found[1].lower()}.github.io/{found[2]}/"
    return {"Homepage": site, "Source": source, "Issues": f"{source}/issues", "Changelog": f"{source}/blob/HEAD/CHANGELOG.md"}


def absolute(text: str, repository: str, at: str) -> str:
    """A README whose links and pictures are found from another site, too.

    repository : "owner/name", or "" where none is known: then nothing changes. at : the tag or branch that is built.
    """
    if not REPOSITORY.fullmatch(repository):
        return text
    def from_outside(found: re.Match) -> str:
        if found[2].startswith(PAGE):
            return f"{found[1]}https://github.com/{repository}/{found[2].removeprefix(PAGE)}"
        kind = "raw" if PICTURE.search(found[2]) else "blob"
        return f"{found[1]}https://github.com/{repository}/{kind}/{at}/{found[2]}"

    return LINK.sub(from_outside, text)
