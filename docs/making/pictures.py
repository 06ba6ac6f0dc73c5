"""The pictures of the README and the documentation, made from the real labs: `./run pictures [NAME ...]`.

step : one update of the Stepper, line by line, as an animated PNG, and its last line as a still one for who wants no motion.
labs : each lab, light and dark. card : what a link to the course shows in a chat. icon : the course's sign in a browser's tab.
"""

import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

import nbnn
import nbnn.labs

from .camera import chromium, move_on, open_lab, photograph
from .course import ROOT, labs, make

IMAGES = ROOT / "docs" / "images"
LINE, LAST = 1300, 3500  # ms that a line of the board, and the last one, can be read
COLORS = 240
WORDS = ("Neural networks, one step at a time", "See every number go forward, back, and into the weights.")
ICON = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
<rect width="64" height="64" rx="14" fill="#0072b2"/>
<path d="M12 46 H32 L52 16" fill="none" stroke="#fff" stroke-width="7" stroke-linecap="round" stroke-linejoin="round"/>
<circle cx="32" cy="46" r="7" fill="#ffd54f"/>
</svg>
"""


def main(chosen: list[str]) -> int:
    unknown = set(chosen) - PICTURES.keys()
    if unknown:
        print(f"There is no picture {', '.join(sorted(unknown))}; there are {', '.join(PICTURES)}.", file=sys.stderr)
        return 2
    with chromium() as browser:
        for name in chosen or PICTURES:
            for path in PICTURES[name](browser):
                print(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1000:.0f} kB", flush=True)
    return 0


def _flowers() -> nbnn.Dataset:
    return nbnn.standardize(nbnn.datasets.iris(("versicolor", "virginica"), ("petal length", "petal width")))


def stepper() -> nbnn.labs.Stepper:
    """The Stepper of the README's moving picture."""
    return nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1], seed=1), _flowers(), loss=nbnn.hinge, eta=0.1, show=("diagram", "board"))


def step(browser: Browser) -> Iterator[Path]:
    return (path for dark in (False, True) for path in _step(browser, dark))


def _step(browser: Browser, dark: bool) -> list[Path]:
    """The update in motion, and at rest."""
    lab, frames = stepper(), []
    with open_lab(browser, lab, 900, 585, dark) as page:
        while page.locator(".nbnn-scrubber").input_value() == "0":
            frames.append(photograph(page))
            page.locator(".nbnn-step").click()
    lab.close()
    shade = "-dark" if dark else ""
    few = _in_few_colors(frames)
    few[0].save(IMAGES / f"step{shade}.png", save_all=True, append_images=few[1:], duration=[LINE] * (len(few) - 1) + [LAST], loop=0,
                optimize=True)
    few[-1].save(IMAGES / f"step-still{shade}.png", optimize=True)
    return [IMAGES / f"step{shade}.png", IMAGES / f"step-still{shade}.png"]


def _few_colors(picture: Image.Image) -> Image.Image:
    """The picture with a small palette that keeps rare colors: a chart may have six lines, and each is thin."""
    return picture.quantize(COLORS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)


def _in_few_colors(frames: list[Image.Image]) -> list[Image.Image]:
    """The frames with one palette for all, as an animated PNG has it."""
    width, height = frames[0].size
    film = Image.new("RGB", (width, height * len(frames)))
    for number, frame in enumerate(frames):
        film.paste(frame, (0, height * number))
    few = _few_colors(film)
    return [few.crop((0, height * number, width, height * (number + 1))) for number in range(len(frames))]


def of_labs(browser: Browser) -> Iterator[Path]:
    (IMAGES / "labs").mkdir(exist_ok=True)
    return (_of_lab(browser, kind, dark) for kind in labs() for dark in (False, True))


def _of_lab(browser: Browser, kind: type, dark: bool) -> Path:
    """A lab as its first example makes it, trained where it trains, and well on its way."""
    lab = make(kind.examples[0])
    if hasattr(lab, "train"):  # and begin anew with what was trained: its page gets all of it then
        lab.train()
        lab.load(lab.to_json())
    with open_lab(browser, lab, 800, 600, dark, scale=1) as page:
        move_on(page, 0.4, steps=6)
        picture = photograph(page)
    lab.close()
    path = IMAGES / "labs" / f"{kind.__name__}{'-dark' if dark else ''}.png"
    _few_colors(picture).save(path, optimize=True)
    return path


CARD = """<!DOCTYPE html><meta charset="utf-8"><style>
body {{ align-items: center; background: #fff; box-sizing: border-box; color: #1a2733; display: flex; flex-direction: column;
  font-family: system-ui, sans-serif; height: 640px; justify-content: space-between; margin: 0; padding: 44px 0 0; width: 1280px; }}
h1 {{ font-size: 58px; margin: 0; }} p {{ color: #44515e; font-size: 30px; margin: 0; }}
img {{ border: 1px solid #ccd3da; border-bottom: 0; border-radius: 14px 14px 0 0; height: 428px; object-fit: cover; object-position: top;
  width: 1000px; }}
</style><h1>{0}</h1><p>{1}</p><img src="step-still.png" alt="">"""


def card(browser: Browser) -> list[Path]:
    """The title over the Stepper's picture, 1280 × 640."""
    page = browser.new_page(viewport={"width": 1280, "height": 640})
    source = IMAGES / "card.html"
    source.write_text(CARD.format(*map(escape, WORDS)), "utf-8")
    page.goto(source.as_uri())
    picture = photograph(page)
    source.unlink()
    page.close()
    _few_colors(picture).save(IMAGES / "card.png", optimize=True)
    return [IMAGES / "card.png"]


def icon(browser: Browser) -> list[Path]:
    """The kink of ReLU, as an SVG and, for browsers that want one, as a PNG."""
    vector, raster = IMAGES / "icon.svg", IMAGES / "icon.png"
    vector.write_text(ICON, "utf-8")
    page = browser.new_page(viewport={"width": 64, "height": 64}, device_scale_factor=3)
    page.goto(vector.as_uri())
    page.screenshot(path=raster, omit_background=True)
    page.close()
    return [vector, raster]


PICTURES = {"step": step, "labs": of_labs, "card": card, "icon": icon}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
