"""What the documentation adds to Sphinx: docstrings as they are written here, and a description for every page."""

from docutils import nodes

from .docstrings import as_rst

LONGEST = 200  # letters of a description: more is cut off where it is shown


def setup(app) -> dict:
    app.connect("autodoc-process-docstring", _rewrite)
    app.connect("autodoc-skip-member", _skip)
    app.connect("html-page-context", _describe)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _rewrite(app, what, name, obj, options, lines) -> None:
    lines[:] = as_rst(lines)


def _skip(app, what, name, obj, skip, options) -> bool | None:
    """Leave out the methods that scikit-learn makes for its estimators, which it documents itself."""
    return True if str(getattr(obj, "__module__", "")).startswith("sklearn.") else None


def _describe(app, pagename, templatename, context, doctree) -> None:
    """Give the page's template `description`, its first paragraph, and `card`, the address of its picture."""
    first = next((found.astext() for found in doctree.findall(nodes.paragraph)), "") if doctree else ""
    context["description"] = _shorten(" ".join(first.split()))
    base = app.config.html_baseurl
    context["card"] = f"{base.rstrip('/')}/_static/card.png" if base else context["pathto"]("_static/card.png", 1)


def _shorten(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + " …"
