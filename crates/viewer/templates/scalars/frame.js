// The drawing of a chart without its curves: an SVG of the size of its place, with axes.

const SVG = "http://www.w3.org/2000/svg";
const LABEL = 6.4; // the width of a digit

/** An SVG element inside another. */
function add(parent, name, attributes, text) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
}

/** An empty drawing as broad as its place. */
function sheetFor(place) {
  const width = Math.max(260, Math.round(place.clientWidth));
  const height = Math.round(Math.min(290, Math.max(190, width * 0.52)));
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: `0 0 ${width} ${height}`, "aria-hidden": true })) svg.setAttribute(key, value);
  return { svg, width, height, top: 10, bottom: height - 24, right: width - 10 };
}

/** Scales for a drawing; the labels of the values say how much room they need. */
function scalesFor(sheet, xs, ys, isLog) {
  const y = scaleOf(ys, [sheet.bottom, sheet.top], isLog.y);
  const ticks = ticksOf(y, "value", 5);
  const labels = labelsOf(ticks, y, "value");
  const left = Math.max(34, Math.max(0, ...labels.map((label) => label.length)) * LABEL + 12);
  return { x: scaleOf(xs, [left, sheet.right], isLog.x), y, left, ticks, labels };
}

function drawAxes(sheet, scales, kind) {
  const { svg, bottom, right, width } = sheet;
  const grid = add(svg, "g", { stroke: "var(--grid)" });
  const text = add(svg, "g", { fill: "var(--muted)", "font-size": 11 });
  scales.ticks.forEach((tick, at) => {
    const y = scales.y.place(tick);
    add(grid, "path", { d: `M${scales.left} ${y.toFixed(1)}H${right}` });
    add(text, "text", { x: scales.left - 7, y: y + 3.8, "text-anchor": "end" }, scales.labels[at]);
  });
  const ticks = ticksOf(scales.x, kind, Math.max(2, Math.round((right - scales.left) / 75)));
  let free = 0;
  labelsOf(ticks, scales.x, kind).forEach((label, at) => {
    const x = scales.x.place(ticks[at]);
    const half = (label.length * LABEL) / 2;
    const middle = Math.min(x, width - half);
    if (at === 0 && kind === "step" && middle - half > scales.left - 4) {
      add(text, "text", { x: scales.left - 7, y: bottom + 17, "text-anchor": "end" }, "step");
    }
    add(grid, "path", { d: `M${x.toFixed(1)} ${bottom}v4` });
    if (middle - half < free) return;
    add(text, "text", { x: middle.toFixed(1), y: bottom + 17, "text-anchor": "middle" }, label);
    free = middle + half + 6;
  });
}

let clips = 0;

/** A group whose content is cut off at the edges of the plot. */
function clipped(sheet, scales) {
  clips += 1;
  const clip = add(sheet.svg, "clipPath", { id: `plot-${clips}` });
  const [x, y] = [scales.left - 1, sheet.top - 4];
  add(clip, "rect", { x, y, width: sheet.right - x + 4, height: sheet.bottom - y + 3 });
  return add(sheet.svg, "g", { "clip-path": `url(#plot-${clips})` });
}
