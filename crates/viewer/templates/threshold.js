// The slider below precision-recall curves: where each curve is at a threshold, and what is right and wrong there.

const COUNTS = ["true positives", "false positives", "true negatives", "false negatives"];

/** The four counts of each threshold of a run. */
function countsOf({ dataset }) {
  const bytes = Uint8Array.from(atob(dataset.counts), (character) => character.charCodeAt(0));
  const numbers = new Float32Array(bytes.buffer);
  return Array.from({ length: numbers.length / 4 }, (_, at) => [...numbers.subarray(4 * at, 4 * at + 4)]);
}

function showThreshold(pr, threshold) {
  const [left, right, top, bottom] = pr.dataset.plot.split(" ").map(Number);
  const svg = pr.querySelector("svg");
  const table = pr.querySelector(".counts");
  pr.querySelector("output").textContent = threshold.toFixed(2);
  pr.querySelector("input").value = threshold;
  for (const ring of svg.querySelectorAll(".at")) ring.remove();
  table.replaceChildren();
  const head = table.createTHead().insertRow();
  for (const name of ["", "precision", "recall", "F1", "TP", "FP", "TN", "FN"]) addCell(head, "th", name);
  head.querySelectorAll("th").forEach((cell, at) => (cell.title = COUNTS[at - 4] ?? ""));
  const body = table.createTBody();
  const runs = pr.querySelectorAll("i[data-counts]");
  for (const run of runs) {
    const all = countsOf(run);
    const [tp, fp, tn, fn] = all[Math.round(threshold * (all.length - 1))] ?? [0, 0, 0, 0];
    const [precision, recall] = [tp / (tp + fp), tp / (tp + fn)];
    const row = body.insertRow();
    nameIn(addCell(row, "th", ""), run.dataset, runs.length > 1);
    const f1 = (2 * precision * recall) / (precision + recall);
    for (const share of [precision, recall, f1]) addCell(row, "td", Number.isFinite(share) ? share.toFixed(3) : "–").className = "strong";
    for (const count of [tp, fp, tn, fn]) addCell(row, "td", Number(count.toFixed(2)));
    if (Number.isFinite(precision) && Number.isFinite(recall)) ring(svg, left + recall * (right - left), bottom - precision * (bottom - top), run.dataset.color);
  }
}

/** A dot in the colour of a run, and its name where there are several. */
function nameIn(cell, { name, color }, isOneOfSeveral) {
  const dot = document.createElement("i");
  dot.className = `dot series-${Number(color) % 8}`;
  cell.title = name;
  cell.append(dot, isOneOfSeveral ? name : "");
}

function addCell(row, name, text) {
  const cell = document.createElement(name);
  cell.textContent = text;
  row.append(cell);
  return cell;
}

function ring(svg, cx, cy, color) {
  const circle = document.createElementNS(svg.namespaceURI, "circle");
  const look = { class: "at", cx, cy, r: 18, fill: "var(--paper)", "fill-opacity": 0.6, stroke: `var(--series-${Number(color) % 8})`, "stroke-width": 6 };
  for (const [key, value] of Object.entries(look)) circle.setAttribute(key, value);
  svg.append(circle);
}

for (const card of document.querySelectorAll("#pr-curves .card")) {
  const waiting = card.querySelector(".strip > template")?.content;
  for (const place of [card, ...(waiting ? [waiting] : [])]) for (const slider of place.querySelectorAll(".threshold")) slider.hidden = false;
  let threshold = 0.5;
  card.addEventListener("input", (event) => {
    if (event.target.closest(".threshold")) threshold = Number(event.target.value);
    // The slider of the steps has changed the curves by now: they are shown at the same threshold.
    const pr = card.querySelector(".pr");
    if (pr) showThreshold(pr, threshold);
  });
}
