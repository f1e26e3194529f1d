// Curves are drawn when they come into sight, and again when something else is chosen. Until then, without this script
// and on paper there is the picture that the page came with.

const charts = new Map();

/** Takes the place of a picture. */
function enliven(source) {
  const still = source.querySelector(".chart");
  const place = document.createElement("div");
  place.className = "live";
  place.tabIndex = 0;
  place.setAttribute("role", "group");
  place.setAttribute("aria-roledescription", "chart");
  const label = still.querySelector("svg").getAttribute("aria-label");
  place.setAttribute("aria-label", `${label}. Arrow keys read the values, plus and minus zoom, 0 resets.`);
  still.before(place);
  source.classList.add("drawn");
  const chart = newChart(place, source);
  const redraw = () => show(chart);
  readWith(chart);
  zoomWith(chart, redraw);
  return chart;
}

function show(chart) {
  const { place } = chart;
  hideReadout(chart);
  const drawing = chart.draw();
  if (!chart.scales) {
    const empty = document.createElement("p");
    empty.className = "failed";
    empty.textContent = chart.shown.length === 0 ? "all its runs are hidden" : "no values to show here";
    return place.replaceChildren(empty);
  }
  const foot = document.createElement("div");
  foot.className = "foot";
  foot.append(legendOf(chart.shown), saveButtons(chart));
  if (chart.zoom.x || chart.zoom.y || (choice.linked && choice.range)) foot.append(resetButton(chart));
  place.replaceChildren(drawing, foot);
}

function resetButton(chart) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "reset";
  button.textContent = "Reset zoom";
  button.addEventListener("click", () => {
    unzoom(chart, () => show(chart));
    chart.place.focus();
  });
  return button;
}

const inSight = new Set();
const stale = new Set(document.querySelectorAll(".curves"));

const PAUSE = 12; // milliseconds of drawing, after which the page listens again

/** Draws what is in sight and not as it should be; what takes long goes on with the next picture. */
function refresh() {
  const begin = performance.now();
  for (const source of inSight) {
    if (!stale.has(source)) continue;
    if (performance.now() - begin > PAUSE) return refreshSoon();
    stale.delete(source);
    if (!charts.has(source)) charts.set(source, enliven(source));
    show(charts.get(source));
  }
}

let isWaiting = false;
function refreshSoon() {
  if (isWaiting) return;
  isWaiting = true;
  requestAnimationFrame(() => {
    isWaiting = false;
    refresh();
  });
}

readControls();
shutMenus();
readRuns();
readTags();

const sight = new IntersectionObserver(
  (changes) => {
    for (const { target, isIntersecting } of changes) {
      if (isIntersecting) inSight.add(target);
      else inSight.delete(target);
    }
    refreshSoon();
  },
  { rootMargin: "300px 0px" },
);
const broad = new ResizeObserver((changes) => {
  for (const { target, contentRect } of changes) {
    const width = Math.round(contentRect.width);
    if (width > 0 && Number(target.dataset.width) !== width) stale.add(target);
    target.dataset.width = width;
  }
  refreshSoon();
});
for (const source of stale) {
  sight.observe(source);
  broad.observe(source);
}

onChoice((chosen) => {
  if ("axis" in chosen || "logX" in chosen) for (const chart of charts.values()) chart.zoom = { x: null, y: null };
  for (const source of document.querySelectorAll(".curves")) stale.add(source);
  refreshSoon();
});

// Paper shows what was chosen; what was not in sight is drawn for it.
addEventListener("beforeprint", () => {
  for (const source of stale) {
    if (!charts.has(source)) charts.set(source, enliven(source));
    show(charts.get(source));
  }
  stale.clear();
});
