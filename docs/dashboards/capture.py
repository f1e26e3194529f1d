"""Makes the pictures of this folder anew: every page of TensorBoard on the runs of the example `showcase`.

    cargo run --example showcase            # prints the command that starts TensorBoard
    tensorboard --logdir runs/showcase --samples_per_plugin=images=18,mesh=18 &
    pip install playwright pillow           # and Debian's package `chromium`
    python docs/dashboards/capture.py http://localhost:6006 [NAME…]
"""

import io
import sys
from pathlib import Path
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).parent
SIZE = {"width": 1400, "height": 900}
# WebGL without a graphics card, for Projector and Mesh.
ARGUMENTS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]


def matching(tags):
    """The part of an address that shows only tags which match, and curves as they are."""
    return f"&tagFilter={quote(tags)}&_smoothingWeight=0"


def tidy(page):
    page.get_by_role("button", name="Close side pane").click()
    tags = "^(loss|learning_rate|confidence|weights/output.weight|photo/boxes)$"
    page.get_by_role("combobox", name="Filter tags (regex)").fill(tags)
    page.keyboard.press("Escape")  # the list of tags that is offered


def open_block(page):
    page.locator("g.node[data-name='block2'] rect").first.dblclick(force=True)
    page.wait_for_timeout(2500)
    page.get_by_text("Fit to screen").click()


def colour_by_digit(page):
    projector = page.frames[-1]
    choose(projector, "paper-dropdown-menu >> nth=0", "hidden layer (step 270)")
    choose(projector, "#labelby", "digit")
    choose(projector, "#colorby", "digit")


def choose(projector, menu, entry):
    projector.locator(menu).click()
    projector.wait_for_timeout(1000)
    projector.locator("paper-item:visible").filter(has_text=entry).first.click()
    projector.wait_for_timeout(3000)


def earlier(page):
    """Moves the slider of the steps to where the curves are still curved."""
    slider = page.locator("#sliderKnob, paper-slider").first
    slider.click(force=True)  # to its middle
    for _ in range(6):
        page.keyboard.press("ArrowLeft")


def hide(page, *names):
    for name in names:
        page.get_by_role("checkbox", name=name, exact=True).first.click()
    page.wait_for_timeout(1000)


def narrow_table(page):
    hide(page, "beta_1", "accuracy", "loss")


def parallel_coordinates(page):
    # A line is drawn for runs that have all that is chosen.
    hide(page, "beta_1", "momentum")
    page.get_by_text("Parallel coordinates view").click()


# Of each picture: the page with what it shows of it, and what is clicked.
PICTURES = {
    "time-series": ("timeseries", tidy),
    "scalars": ("scalars" + matching("^(accuracy|loss|learning_rate|data/.*|scanner/.*|line fit/error)$"), None),
    "images": ("images" + matching("photo/(as|boxes|chw|hw,)"), None),
    "figures": ("images" + matching("confusion|regression|digits/sheet|from 0"), None),
    "audio": ("audio" + matching("melody|sung"), None),
    "graphs": ("graphs", open_block),
    "distributions": ("distributions" + matching("confidence|doubt|scores|output|answers"), None),
    "histograms": ("histograms" + matching("confidence|scores|output|answers|gradients.hidden"), None),
    "text": ("text", None),
    "pr-curves": ("pr_curves" + matching("is it a/[389]"), earlier),
    "projector": ("projector", colour_by_digit),
    "mesh": ("mesh", None),
    "custom-scalars": ("custom_scalars", None),
    "hparams": ("hparams", narrow_table),
    "hparams-parallel": ("hparams", parallel_coordinates),
}


def capture(browser, address, name, colors=224):
    place, act = PICTURES[name]
    page = browser.new_page(viewport=SIZE)
    page.goto(f"{address}/#{place}", wait_until="load")
    page.wait_for_timeout(7000)
    if act:
        act(page)
        page.wait_for_timeout(3000)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    # A palette keeps the files small; without dithering flat colours stay what they are.
    picture.quantize(colors, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)
    page.close()


def main(address, *names):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        for name in names or PICTURES:
            capture(browser, address, name)
            print(name)


main(*sys.argv[1:])
