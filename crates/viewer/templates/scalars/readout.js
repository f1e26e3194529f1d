// What all curves are at the pointer, or at the cursor that the arrow keys move.

const ROWS = 18;
const REACH = 24; // pixels: a curve that has not begun, or has ended, is told this far
const box = document.createElement("div");
box.className = "readout";
box.hidden = true;
document.body.append(box);

/** The point of a curve that is nearest along the axis. */
function nearestAt(xs, x) {
  let [low, high] = [0, xs.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (xs[middle] < x) low = middle + 1;
    else high = middle;
  }
  return low > 0 && x - xs[low - 1] < xs[low] - x ? low - 1 : low;
}

/** Each curve that is there with its nearest point, the highest first. */
function pointsAt(chart, x) {
  const { place } = chart.scales.x;
  const isThere = ({ xs }) => xs.length > 0 && place(x) > place(xs[0]) - REACH && place(x) < place(xs.at(-1)) + REACH;
  const near = chart.shown.filter(isThere).map((curve) => ({ curve, at: nearestAt(curve.xs, x) }));
  const value = ({ curve, at }) => (Number.isFinite(curve.smoothed[at]) ? curve.smoothed[at] : Infinity);
  return near.sort((a, b) => value(b) - value(a));
}

/** Those nearest to a height, in their order. */
function nearestRows(chart, points, y) {
  if (points.length <= ROWS) return points;
  const away = ({ curve, at }) => Math.abs(chart.scales.y.place(curve.smoothed[at]) - y) || 0;
  const kept = new Set([...points].sort((a, b) => away(a) - away(b)).slice(0, ROWS));
  return points.filter((point) => kept.has(point));
}

function cell(row, text, name = "td") {
  const element = document.createElement(name);
  element.textContent = text;
  row.append(element);
  return element;
}

function fillBox(points, left) {
  const table = document.createElement("table");
  const isSmooth = points.some(({ curve }) => curve.isSmooth);
  const head = table.createTHead().insertRow();
  for (const name of ["", ...(isSmooth ? ["Smoothed"] : []), "Value", "Step", "Time"]) cell(head, name, "th");
  const body = table.createTBody();
  for (const { curve, at } of points) {
    const row = body.insertRow();
    row.append(markOf(curve, "th"));
    if (isSmooth) cell(row, short(curve.smoothed[at]));
    cell(row, short(curve.values[at]));
    cell(row, stepText(curve.axis.step[at]));
    cell(row, duration(curve.axis.relative[at]));
  }
  box.replaceChildren(table);
  if (left > 0) box.insertAdjacentHTML("beforeend", `<p class="note">and ${left} more</p>`);
}

/** Beside the pointer, and inside the window. */
function placeBox(x, y) {
  box.hidden = false;
  const { offsetWidth: width, offsetHeight: height } = box;
  const beside = x + 18 + width < innerWidth ? x + 18 : x - 18 - width;
  box.style.left = `${Math.max(8, Math.min(beside, innerWidth - width - 8))}px`;
  const below = beside < 8 || innerWidth < 500 ? y + 24 : y - height / 3;
  box.style.top = `${Math.max(8, Math.min(below, innerHeight - height - 8))}px`;
}

function hideReadout(chart) {
  box.hidden = true;
  chart.place.querySelector(".cursor")?.remove();
}

/** Shows the values at a place of the drawing, in its own pixels. */
function showReadout(chart, x, y) {
  const { scales, sheet } = chart;
  if (!scales || x < scales.left - 4 || x > sheet.right + 4) return hideReadout(chart);
  const points = pointsAt(chart, scales.x.value(x));
  const rows = nearestRows(chart, points, y);
  if (rows.length === 0) return hideReadout(chart);
  drawCursor(chart, rows, x);
  fillBox(rows, points.length - rows.length);
  const { left, top, width } = sheet.svg.getBoundingClientRect();
  const factor = width / sheet.width;
  placeBox(left + x * factor, top + y * factor);
}

function drawCursor(chart, points, x) {
  const { sheet, scales } = chart;
  sheet.svg.querySelector(".cursor")?.remove();
  const cursor = add(sheet.svg, "g", { class: "cursor" });
  add(cursor, "path", { d: `M${x.toFixed(1)} ${sheet.top}V${sheet.bottom}`, stroke: "var(--muted)", "stroke-opacity": 0.6 });
  for (const { curve, at } of points) {
    const [cx, cy] = [scales.x.place(curve.xs[at]), scales.y.place(curve.smoothed[at])];
    const isInside = cx >= scales.left - 1 && cx <= sheet.right + 1 && cy >= sheet.top - 4 && cy <= sheet.bottom + 3;
    if (isInside) add(cursor, "circle", { cx: cx.toFixed(1), cy: cy.toFixed(1), r: 3.4, fill: colourOf(curve), stroke: "var(--paper)", "stroke-width": 1.2 });
  }
}

/** Reads values with the pointer, and with the arrow keys. */
function readWith(chart) {
  const { place } = chart;
  let cursor = null;
  place.addEventListener("pointermove", (event) => {
    if (chart.isDragged) return hideReadout(chart);
    const [x, y] = placeIn(chart, event);
    showReadout(chart, x, y);
    cursor = x;
  });
  for (const name of ["pointerleave", "blur"]) place.addEventListener(name, () => hideReadout(chart));
  place.addEventListener("keydown", (event) => {
    if (!chart.scales) return;
    const { left } = chart.scales;
    const { right, top } = chart.sheet;
    const step = (right - left) / (event.shiftKey ? 10 : 100);
    const to = { ArrowLeft: (cursor ?? right) - step, ArrowRight: (cursor ?? left) + step, Home: left, End: right }[event.key];
    if (event.key === "Escape") return hideReadout(chart);
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    cursor = Math.min(Math.max(to, left), right);
    showReadout(chart, cursor, top + 20);
    place.setAttribute("aria-description", box.innerText.replace(/\s+/g, " "));
  });
}

/** Where a pointer is, in the pixels of the drawing. */
function placeIn(chart, { clientX, clientY }) {
  const { left, top, width } = chart.sheet.svg.getBoundingClientRect();
  const factor = chart.sheet.width / width;
  return [(clientX - left) * factor, (clientY - top) * factor];
}
