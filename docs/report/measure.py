"""Measures how quickly a report opens and answers in headless Chromium, and prints one line for each figure.

    cargo run --release -p nnviz-viewer --example large_logdirs -- runs/large
    cargo run --release --bin nnviz-view -- runs/large/broad -o broad.html
    pip install playwright                  # and Debian's package `chromium`
    python docs/report/measure.py broad.html [ROUNDS]
"""

import statistics
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

# Set before the page's own script: when something was drawn first, and how long the page did not listen.
WATCH = """
    window.tasks = [];
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((it) => it.duration))).observe({ type: "longtask", buffered: true });
    window.untilDrawn = async (act) => {
        const begin = performance.now();
        await act();
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        return performance.now() - begin;
    };
"""
# From the letter to the picture that follows it.
TYPE = """letter => untilDrawn(() => {
    const field = document.querySelector("#controls [name=%s]");
    field.value = letter === null ? "" : field.value + letter;
    field.dispatchEvent(new Event("input", { bubbles: true }));
})"""
CHANGE = """([name, value]) => untilDrawn(() => {
    const field = document.querySelector(`#controls [name=${name}]`);
    if (field.type === "checkbox") field.click();
    else {
        field.value = value;
        for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
    }
})"""
JUMP = """selector => untilDrawn(() => document.querySelector(selector).scrollIntoView({ behavior: "instant" }))"""
FIRST_PICTURE = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN"


def megabytes_of_page(browser_session):
    """The largest memory that any process of a page had."""
    processes = browser_session.send("SystemInfo.getProcessInfo")["processInfo"]
    pids = [process["id"] for process in processes if process["type"] == "renderer"]
    peaks = [line for pid in pids for line in Path(f"/proc/{pid}/status").read_text().splitlines() if "VmHWM" in line]
    return max(int(line.split()[1]) / 1024 for line in peaks)


def figures_of(playwright, report):
    """What one visit of a page takes, in milliseconds and megabytes."""
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(WATCH)
    page.goto(report.as_uri(), wait_until="load", timeout=300_000)
    page.wait_for_timeout(500)
    times = page.evaluate("(({ domInteractive, loadEventEnd }) => [domInteractive, loadEventEnd])(performance.getEntriesByType('navigation')[0])")
    figures = {
        "first picture, ms": page.evaluate(FIRST_PICTURE),
        "read whole, ms": times[0],
        "loaded, ms": times[1],
        "longest pause while it loads, ms": max(page.evaluate("tasks"), default=0),
        "elements": page.evaluate("document.querySelectorAll('*').length"),
        "to the scalars, ms": page.evaluate(JUMP, "#controls"),
    }
    page.wait_for_timeout(1000)
    for letter in "layer_4":
        took = page.evaluate(TYPE % "tags", letter)
        figures["a letter of the filter of tags, ms"] = max(figures.get("a letter of the filter of tags, ms", 0), took)
    figures["the filter emptied, ms"] = page.evaluate(TYPE % "tags", None)
    page.wait_for_timeout(500)
    figures["a letter of the filter of runs, ms"] = page.evaluate(TYPE % "runs", "3")
    page.evaluate(TYPE % "runs", None)
    page.wait_for_timeout(500)
    figures["smoothing, ms"] = page.evaluate(CHANGE, ["stop", 4])
    figures["wall time, ms"] = page.evaluate(CHANGE, ["axis", "wall"])
    figures["log axis, ms"] = page.evaluate(CHANGE, ["logY", True])
    figures["to the end, ms"] = page.evaluate(JUMP, "footer")
    figures["memory of the page, MB"] = megabytes_of_page(browser.new_browser_cdp_session())
    browser.close()
    return figures


def main():
    report = Path(sys.argv[1]).resolve()
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    print(f"size, MB: {report.stat().st_size / 1e6:.2f}")
    with sync_playwright() as playwright:
        visits = [figures_of(playwright, report) for _ in range(rounds)]
    for name in visits[0]:
        print(f"{name}: {statistics.median(visit[name] for visit in visits):.0f}")


main()
