// One chart: what of its curves is shown, and how it is drawn.

const SPARSE = 40; // a curve of fewer points has a mark at each
const NAMED = 8; // more curves than these are told by the list of runs

/** The part of a chart that is drawn anew; `place` is the element that it is drawn in. */
function newChart(place, source) {
  const all = curvesOf(source);
  const ownLog = "log" in source.dataset;
  const chart = { place, zoom: { x: null, y: null }, shown: [], sheet: null, scales: null };
  chart.draw = () => {
    chart.shown = all.filter((curve) => !choice.hidden.has(curve.run)).map(shownCurve);
    const isLog = { x: choice.logX && choice.axis !== "wall", y: choice.logY || ownLog };
    chart.sheet = sheetFor(place);
    const zoomed = choice.linked && choice.range ? choice.range : chart.zoom.x;
    const xs = zoomed ?? limited(extentX(chart.shown, isLog.x), choice.axis === "step" ? choice.limits.x : [], isLog.x);
    const ys = chart.zoom.y ?? (xs && limited(extentY(chart.shown, xs, isLog.y), choice.limits.y, isLog.y));
    chart.scales = xs && ys ? scalesFor(chart.sheet, xs, ys, isLog) : null;
    if (chart.scales) drawCurves(chart);
    return chart.sheet.svg;
  };
  return chart;
}

/** A curve as it is to be drawn now. */
function shownCurve(curve) {
  const smoothed = smoothedAt(curve, choice);
  const isSparse = !curve.smoothed && curve.values.length <= SPARSE;
  return { ...curve, xs: curve.axis[choice.axis], smoothed, isSparse, isSmooth: smoothed !== curve.values };
}

function extentX(curves, isLog) {
  const all = curves.flatMap(({ xs }) => (isLog ? [xs.find((x) => x > 0), xs.at(-1)] : [xs[0], xs.at(-1)]));
  const ends = all.filter((x) => Number.isFinite(x) && (!isLog || x > 0));
  if (ends.length === 0) return null;
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  return low < high ? [low, high] : padded([low, high], 0, isLog);
}

/** A range with the ends that the reader has given; `null` if nothing is left of it. */
function limited(range, [low, high], isLog) {
  const isPlace = (end) => typeof end === "number" && (!isLog || end > 0);
  const ends = range && [isPlace(low) ? low : range[0], isPlace(high) ? high : range[1]];
  return ends && ends[0] < ends[1] ? ends : null;
}

/** The limits of the values that are in sight. */
function extentY(curves, range, isLog) {
  const seen = valuesIn(curves, range, isLog);
  const limits = choice.inner ? innerOf(seen) : extentOf(seen);
  if (!limits) return null;
  const [low, high] = limits;
  const withZero = choice.zero && !isLog ? [Math.min(0, low), Math.max(0, high)] : [low, high];
  return padded(withZero, 0.06, isLog);
}

/** What would be drawn between two places of the axis; of the values behind smoothed ones nothing, if outliers do not count. */
function valuesIn(curves, [from, to], isLog) {
  const seen = [];
  const take = (value) => Number.isFinite(value) && (!isLog || value > 0) && seen.push(value);
  for (const { xs, values, smoothed, band } of curves) {
    for (let at = 0; at < xs.length; at += 1) {
      if (xs[at] < from || xs[at] > to) continue;
      take(smoothed[at]);
      if (!choice.inner) take(values[at]);
    }
    band?.forEach(take);
  }
  return seen;
}

function extentOf(seen) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of seen) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : null;
}

/** TensorBoard's limits without outliers: the 5th and the 95th percentile. */
function innerOf(seen) {
  seen.sort((a, b) => a - b);
  const rank = (share) => seen[Math.round(share * (seen.length - 1))];
  return seen.length > 0 ? [rank(0.05), rank(0.95)] : null;
}

/** From the back to the front: bands, values, smoothed values, marks. */
function drawCurves(chart) {
  const { sheet, scales, shown } = chart;
  drawAxes(sheet, scales, choice.axis);
  const plot = clipped(sheet, scales);
  const x = (curve) => Float64Array.from(curve.xs, scales.x.place);
  const y = (values) => Float64Array.from(values, scales.y.place);
  const line = (curve, values, look) => {
    add(plot, "path", { d: pathOf(x(curve), y(values)), fill: "none", stroke: colourOf(curve), "stroke-linejoin": "round", "stroke-linecap": "round", ...look });
  };
  for (const curve of shown) drawRestarts(plot, sheet, scales, curve);
  for (const curve of shown) if (curve.band) drawBand(plot, curve, x(curve), y);
  for (const curve of shown) if (curve.isSmooth) line(curve, curve.values, { "stroke-width": 1, "stroke-opacity": 0.3 });
  for (const curve of shown) line(curve, curve.smoothed, { "stroke-width": 1.7, ...dashOf(curve) });
  for (const curve of shown) if (curve.isSparse) drawDots(plot, curve, x(curve), y(curve.values));
  for (const curve of shown) drawMarks(sheet, scales, curve);
}

/** Where a training went on from an earlier step: a dashed line, which says so to who points at it. */
function drawRestarts(plot, sheet, scales, curve) {
  for (const step of curve.restarts) {
    const at = curve.axis.step.findIndex((other) => other >= step);
    const x = scales.x.place(curve.xs[at]);
    if (!Number.isFinite(x)) continue;
    const line = add(plot, "path", { d: `M${x.toFixed(1)} ${sheet.top}V${sheet.bottom}`, stroke: colourOf(curve), "stroke-width": 1.2, "stroke-opacity": 0.6, "stroke-dasharray": "3 3", class: "restart" });
    add(line, "title", {}, `${curve.name}: restarted at step ${stepText(step)}`);
  }
}

function drawBand(plot, curve, xs, y) {
  const half = curve.band.length / 2;
  const path = bandOf(xs, y(curve.band.subarray(0, half)), y(curve.band.subarray(half)));
  add(plot, "path", { d: path, fill: colourOf(curve), "fill-opacity": 0.18 });
}

function drawDots(plot, curve, xs, ys) {
  const dots = Array.from(xs, (x, at) => (Number.isFinite(x) && Number.isFinite(ys[at]) ? `M${x.toFixed(1)} ${ys[at].toFixed(1)}h0` : ""));
  add(plot, "path", { d: dots.join(""), fill: "none", stroke: colourOf(curve), "stroke-width": 4.6, "stroke-linecap": "round", "stroke-opacity": curve.isSmooth ? 0.45 : 1 });
}

/** Where a value is none, or lies outside: a cross or a triangle at the edge that it is beyond. */
function drawMarks(sheet, scales, curve) {
  const signs = new Set();
  const [low, high] = scales.y.domain;
  curve.values.forEach((value, at) => {
    const sign = Number.isNaN(value) ? "×" : value > high ? "▴" : value < low || (scales.y.isLog && value <= 0) ? "▾" : "";
    const x = scales.x.place(curve.xs[at]);
    if (sign === "" || !(x >= scales.left - 1 && x <= sheet.right + 1)) return;
    // One in six pixels is enough.
    const place = `${sign}${Math.round(x / 6)}`;
    if (signs.has(place)) return;
    signs.add(place);
    const y = sign === "▾" ? sheet.bottom - 2 : sheet.top + 5;
    const mark = add(sheet.svg, "text", { x: x.toFixed(1), y, fill: colourOf(curve), "font-size": 11, "text-anchor": "middle", class: "odd" }, sign);
    add(mark, "title", {}, `${curve.name}: ${short(value)} at step ${stepText(curve.axis.step[at])}`);
  });
}

function colourOf(curve) {
  return `var(--series-${Number(curve.color) % 8})`;
}

/** There are more runs than colours: those that share one are dashed differently. */
function dashOf(curve) {
  const dashes = ["", "7 4", "2 4", "9 4 2 4"];
  const dash = dashes[Math.floor(Number(curve.color) / 8) % dashes.length];
  return dash ? { "stroke-dasharray": dash } : {};
}

/** The names of the curves, if there are several and not too many. */
function legendOf(shown) {
  const list = document.createElement("ul");
  list.className = "legend";
  if (shown.length < 2) return list;
  for (const curve of shown.slice(0, NAMED)) list.append(markOf(curve, "li"));
  if (shown.length > NAMED) list.insertAdjacentHTML("beforeend", `<li class="mark">and ${shown.length - NAMED} more</li>`);
  return list;
}

/** A dot in the colour of a curve, and its name. */
function markOf(curve, element) {
  const mark = document.createElement(element);
  mark.className = "mark";
  const dot = document.createElement("i");
  dot.className = `dot series-${Number(curve.color) % 8}`;
  mark.append(dot, curve.name);
  return mark;
}
