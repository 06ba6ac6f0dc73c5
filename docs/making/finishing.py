"""What the theme's pages still lack for a screen reader and a keyboard, put in when they are built: axe asks for each (`./run docs --look`)."""

from pathlib import Path

LACKS = {
    'role="heading"><span class="caption-text">': 'role="heading" aria-level="2"><span class="caption-text">',
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="All pages">',
    '<aside class="toc-drawer">': '<aside class="toc-drawer" aria-label="This page">',
    '<div class="table-wrapper docutils container">': '<div class="table-wrapper docutils container" tabindex="0">',
}


def finish(site: Path) -> None:
    """Complete every page in the folder."""
    for path in site.rglob("*.html"):
        text = path.read_text("utf-8")
        for lack, whole in LACKS.items():
            text = text.replace(lack, whole)
        path.write_text(text, "utf-8")
