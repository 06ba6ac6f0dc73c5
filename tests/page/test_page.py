"""A page of its own, read as text: what is in it, and that it can ask nobody. tests/browser/test_pages.py opens it."""

import gzip
import json
import re
from base64 import b64decode, b64encode
from hashlib import sha256

import ipywidgets as widgets
import pytest

from nbnn.page.page import page, place, states_of

HELD = re.compile(r'<script type="application/gzip" data-(\w+)="([^"]+)">([^<]*)</script>')


def held(html: str, kind: str) -> dict[str, str]:
    """Name → text of what a page unpacks."""
    return {name: gzip.decompress(b64decode(packed)).decode() for found, name, packed in HELD.findall(html) if found == kind}


@pytest.fixture
def slider():
    made = widgets.IntSlider(value=7, description="</script><b>")
    yield made
    made.close()


def test_it_has_the_state_of_its_widgets_and_no_other_front_end_than_theirs(slider):
    html = page(states_of([slider]), "A slider", place(slider.model_id))
    states = json.loads(held(html, "state")["widgets"])
    assert states[slider.model_id]["state"]["value"] == 7 and slider.layout.model_id in states
    assert list(held(html, "module")) == ["@jupyter-widgets/base"]
    assert f'data-widget="{slider.model_id}"' in html and "Copyright" in html


def test_its_policy_lets_it_ask_nobody_and_run_its_own_script_only(slider):
    html = page(states_of([slider]), "A slider", "")
    policy = dict(part.split(" ", 1) for part in re.search(r'Policy" content="([^"]+)"', html)[1].split("; "))
    scripts = re.findall(r'<script type="module">(.*?)</script>', html, re.DOTALL)
    assert policy["default-src"] == "'none'" and "connect-src" not in policy
    hashes = [b64encode(sha256(script.encode()).digest()).decode() for script in scripts]
    assert policy["script-src"] == " ".join([*(f"'sha256-{each}'" for each in hashes), "blob:"])
    assert len(re.findall(r"<script(?! type=\"application/gzip\")", html)) == len(scripts) == 2
    assert not re.search(r'(?:src|href)="(?!#main")', html)


def test_words_stay_words(slider):
    html = page(states_of([slider]), "<b>&", place('"><script>', "<i>"), description='"></i>')
    assert "<title>&lt;b&gt;&amp;</title>" in html and 'data-widget="&quot;&gt;&lt;script&gt;"' in html
    assert 'content="&quot;&gt;&lt;/i&gt;"' in html and 'data-lab="&lt;i&gt;"' in html
    assert "</script><b>" not in html


def test_the_same_widgets_make_the_same_page(slider):
    assert page(states_of([slider]), "A slider", "") == page(states_of([slider]), "A slider", "")


def test_a_widget_that_a_page_cannot_draw_is_refused(slider):
    states = states_of([slider])
    states["x"] = {"model_name": "M", "model_module": "somewhere", "state": {}}
    with pytest.raises(ValueError, match="cannot show widgets of somewhere"):
        page(states, "A slider", "")
