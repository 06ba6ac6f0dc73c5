"""Write the repository's own address into its README: the badge that opens the lessons in Binder, and the link to the site.

    python binder/address.py OWNER/NAME

A README on GitHub cannot know where it is, so .github/workflows/address.yml calls this at each push; it changes something once.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
COPIES = "my-lessons"  # where binder/postBuild puts the copies
BEGIN, END = "<!-- address: binder/address.py writes what is between these two lines -->", "<!-- end of address -->"
BETWEEN = re.compile(f"{re.escape(BEGIN)}\n.*?{re.escape(END)}\n", re.DOTALL)
REPOSITORY = re.compile(r"([A-Za-z0-9-]+)/([\w.-]+)")


def binder(repository: str) -> str:
    """The address that starts a server of one's own at Binder, with the first lesson open."""
    first = min(path.name for path in (ROOT / "notebooks").glob("[0-9][0-9]-*.ipynb"))
    return f"https://mybinder.org/v2/gh/{_checked(repository)[0]}/HEAD?urlpath=lab/tree/{COPIES}/{first}"


def site(repository: str) -> str:
    """The address at which GitHub shows what pages.yml publishes."""
    _, owner, name = _checked(repository)
    own = f"{owner.lower()}.github.io"
    return f"https://{own}/" if name.lower() == own else f"https://{own}/{name}/"


def with_address(readme: str, repository: str) -> str:
    """The README with this repository's badge and link; ValueError where it has no place for them, or two."""
    if len(BETWEEN.findall(readme)) != 1:
        raise ValueError(f"README.md needs these two lines, once each: {BEGIN} and {END}")
    lines = (f"[The course's site]({site(repository)}), or the lessons on a server of your own for an hour:",
             f"[![Open the lessons in Binder](https://mybinder.org/badge_logo.svg)]({binder(repository)})")
    return BETWEEN.sub(lambda _: "\n".join((BEGIN, *lines, END, "")), readme)


def _checked(repository: str) -> tuple[str, str, str]:
    found = REPOSITORY.fullmatch(repository)
    if not found:
        raise ValueError(f"the repository is {repository!r}: give its owner and its name, such as ada/nbnn")
    return found[0], found[1], found[2]


def main(arguments: list[str]) -> int:
    """Rewrite README.md where its address is another one, and say so."""
    try:
        (repository,) = arguments
        path = ROOT / "README.md"
        before = path.read_text("utf-8")
        after = with_address(before, repository)
    except ValueError as error:
        print(f"address: {error if arguments[1:] == [] and arguments else 'give the repository as OWNER/NAME'}", file=sys.stderr)
        return 2
    if after != before:
        path.write_text(after, "utf-8")
    print(f"README.md {'has the address already' if after == before else f'now has the address of {repository}'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
