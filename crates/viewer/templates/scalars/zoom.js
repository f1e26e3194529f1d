// Dragging over a chart zooms in, a double click goes back; + and − and 0 do the same from the keyboard.

const LEAST = 8; // pixels: a drag that is flatter or narrower than this counts for one axis only

function zoomWith(chart, redraw) {
  const { place } = chart;
  let from = null;
  place.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button !== 0 || !chart.scales || event.target.closest("button")) return;
    from = placeIn(chart, event);
    event.preventDefault();
    place.focus({ preventScroll: true });
  });
  addEventListener("pointermove", (event) => {
    if (!from) return;
    chart.isDragged = true;
    drawFrame(chart, from, placeIn(chart, event));
  });
  addEventListener("pointerup", (event) => {
    if (!from) return;
    const begin = from;
    from = null;
    chart.isDragged = false;
    place.querySelector(".frame-line")?.remove();
    zoomTo(chart, begin, placeIn(chart, event), redraw);
  });
  place.addEventListener("dblclick", () => unzoom(chart, redraw));
  place.addEventListener("keydown", (event) => {
    const by = { "+": 0.7, "=": 0.7, "-": 1 / 0.7 }[event.key];
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === "0") unzoom(chart, redraw);
    if (by && chart.scales) zoomBy(chart, by, redraw);
  });
}

/** Which part of each axis a drag is over; `null` for an axis that it hardly goes along. */
function partsOf(chart, [x0, y0], [x1, y1]) {
  const part = (scale, from, to) => {
    const [first, last] = [Math.min(...scale.range), Math.max(...scale.range)];
    const ends = [from, to].map((pixel) => Math.min(Math.max(pixel, first), last));
    return Math.abs(to - from) < LEAST ? null : ends.sort((a, b) => a - b);
  };
  return { x: part(chart.scales.x, x0, x1), y: part(chart.scales.y, y0, y1) };
}

function drawFrame(chart, from, to) {
  const { sheet, scales } = chart;
  sheet.svg.querySelector(".frame-line")?.remove();
  const parts = partsOf(chart, from, to);
  const [x0, x1] = parts.x ?? [scales.left, sheet.right];
  const [y0, y1] = parts.y ?? [sheet.top, sheet.bottom];
  if (!parts.x && !parts.y) return;
  add(sheet.svg, "rect", { class: "frame-line", x: x0, y: y0, width: x1 - x0, height: y1 - y0, fill: "var(--accent)", "fill-opacity": 0.12, stroke: "var(--accent)" });
}

function zoomTo(chart, from, to, redraw) {
  const { x, y } = partsOf(chart, from, to);
  const values = (scale, part) => part.map(scale.value).sort((a, b) => a - b);
  if (!x && !y) return;
  setRange(chart, x && values(chart.scales.x, x));
  if (y) chart.zoom.y = values(chart.scales.y, y);
  redraw();
}

function zoomBy(chart, by, redraw) {
  const { x } = chart.scales;
  const middle = (x.range[0] + x.range[1]) / 2;
  const ends = x.range.map((pixel) => x.value(middle + (pixel - middle) * by));
  setRange(chart, ends);
  redraw();
}

/** The range of one chart, or of all. */
function setRange(chart, range) {
  if (!range) return;
  if (choice.linked) choose({ range });
  else chart.zoom.x = range;
}

function unzoom(chart, redraw) {
  chart.zoom = { x: null, y: null };
  if (choice.linked && choice.range) choose({ range: null });
  redraw();
}
