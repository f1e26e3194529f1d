"""Makes the pictures of this folder anew: every section of a report on the runs of the example `showcase`.

    cargo run --example showcase
    cargo run --release --bin nnviz-view -- runs/showcase -o showcase.html
    pip install playwright pillow           # and Debian's packages `chromium` and `poppler-utils`
    python docs/report/capture.py showcase.html [NAME…]
"""

import io
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).parent


def at(page, section):
    """Brings a section to the top of the window, and waits until all of it that is seen is drawn."""
    for _ in range(2):
        page.evaluate("id => document.getElementById(id).scrollIntoView({ behavior: 'instant' })", section)
        page.wait_for_timeout(700)


def section(name):
    return lambda page: at(page, name)


def what_happened(page):
    page.locator("#runs th button", has_text="loss").first.click()
    page.mouse.move(5, 5)


def scalars(page):
    at(page, "scalars")
    page.get_by_label("Ignore outliers").check()
    page.wait_for_timeout(300)
    page.locator("#scalars .live").first.hover(position={"x": 250, "y": 90})
    page.wait_for_timeout(300)


def a_point(page):
    """Points at a digit in t-SNE."""
    at(page, "embeddings")
    x, y = page.evaluate(
        """() => {
            const svg = document.querySelectorAll(".plane svg")[1];
            const [, x, y] = svg.querySelectorAll("path")[5].getAttribute("d").match(/M([\\d.]+) ([\\d.]+)/).map(Number);
            const place = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM());
            return [place.x, place.y];
        }"""
    )
    page.mouse.move(x, y)
    page.wait_for_timeout(300)


def turned(page):
    at(page, "meshes")
    box = page.locator("#meshes canvas").first.bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 110, box["y"] + 270, steps=8)
    page.mouse.up()


def thresholds(page):
    at(page, "pr-curves")
    for slider in page.locator(".threshold input").all()[:5]:
        slider.evaluate("it => { it.value = 0.8; it.dispatchEvent(new Event('input', { bubbles: true })); }")


def percentiles(page):
    at(page, "distributions")
    for summary in page.locator("#distributions .bands summary").all()[:2]:
        summary.click()
    page.wait_for_timeout(300)


# Name: what is done with the page, how high the window is, and whether it is dark.
WIDE = {
    "what-happened": (what_happened, 880, False),
    "hparams": (section("hparams"), 1000, False),
    "scalars": (scalars, 800, False),
    "scalars-dark": (scalars, 800, True),
    "custom-scalars": (section("custom-scalars"), 640, False),
    "gradients": (section("gradients"), 820, False),
    "distributions": (percentiles, 820, False),
    "pr-curves": (thresholds, 900, False),
    "images": (section("images"), 900, False),
    "audio": (section("audio"), 560, False),
    "meshes": (turned, 640, False),
    "embeddings": (a_point, 620, True),
    "texts": (section("texts"), 900, False),
    "tensors": (section("tensors"), 640, True),
    "graph": (section("graph"), 900, False),
}
PHONE = {"phone": (section("runs"), 860, False), "phone-scalars": (section("scalars"), 860, True), "phone-hparams": (section("hparams"), 860, False)}
UNSCRIPTED = {"without-javascript": (section("pr-curves"), 860, False)}
# Pages of the paper that are shown beside each other.
PAPER = (1, 2, 6, 7)


def capture(browser, report, name, width, act, height, is_dark, has_script=True):
    scheme = "dark" if is_dark else "light"
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme, java_script_enabled=has_script)
    page.on("console", lambda message: sys.exit(f"{name}: the page says {message.text}"))
    page.goto(report.as_uri())
    act(page)
    save(Image.open(io.BytesIO(page.screenshot())), name)
    page.close()


def save(picture, name):
    few_colours(picture.convert("RGB")).save(FOLDER / f"{name}.png", optimize=True)


def paper(browser, report):
    """Some pages as a printer would have them, one beside the other."""
    page = browser.new_page()
    page.goto(report.as_uri())
    page.wait_for_timeout(700)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.pdf"
        page.pdf(path=file, format="A4")
        subprocess.run(["pdftoppm", "-r", "64", "-png", file, Path(folder) / "page"], check=True)
        pages = [Image.open(it) for it in sorted(Path(folder).glob("page-*.png"))]
        shown = [pages[number - 1] for number in PAPER if number <= len(pages)]
        width, height = shown[0].size
        sheet = Image.new("RGB", ((width + 12) * len(shown) + 12, height + 24), "#d8d8d8")
        for at, picture in enumerate(shown):
            sheet.paste(picture, (12 + (width + 12) * at, 12))
        save(sheet, "paper")
    page.close()


def few_colours(picture):
    """The 256 commonest colours as they are, and the others as the nearest of them: a third of the bytes."""
    commonest = sorted(picture.getcolors(1 << 24), reverse=True)[:256]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for _, colour in commonest for part in colour])
    return picture.quantize(palette=palette, dither=Image.Dither.NONE)


def main():
    report, wanted = Path(sys.argv[1]).resolve(), sys.argv[2:]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for pictures, width, has_script in ((WIDE, 1280, True), (PHONE, 400, True), (UNSCRIPTED, 1280, False)):
            for name, (act, height, is_dark) in pictures.items():
                if not wanted or name in wanted:
                    capture(browser, report, name, width, act, height, is_dark, has_script)
        if not wanted or "paper" in wanted:
            paper(browser, report)
        browser.close()


main()
