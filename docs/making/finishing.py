"""What the theme's pages still lack for a screen reader and a keyboard, put in when they are built: axe asks for each."""

import re
from pathlib import Path

LACKS = {
    'role="heading"><span class="caption-text">': 'role="heading" aria-level="2"><span class="caption-text">',
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="All pages">',
    '<aside class="toc-drawer">': '<aside class="toc-drawer" aria-label="This page">',
    '<div id="search-results">': '<h1>Search</h1><div id="search-results">',
}
TABLE = re.compile(r'<div class="(table-wrapper[^"]*)">')  # it scrolls sideways where it has no room
OUTPUT = re.compile(r'(<div class="output [^>]*><div class="highlight">)<pre>')  # so does this


def finish(site: Path) -> None:
    """Complete every page in the folder."""
    for path in site.rglob("*.html"):
        text = path.read_text("utf-8")
        for lack, whole in LACKS.items():
            text = text.replace(lack, whole)
        text = OUTPUT.sub(r'\1<pre tabindex="0">', text)
        path.write_text(TABLE.sub(r'<div class="\1" tabindex="0">', text), "utf-8")
