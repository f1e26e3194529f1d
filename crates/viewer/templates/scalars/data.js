// Numbers come as base64 of little-endian floats: shorter than digits, and exact.

/** An array of a kind of numbers. */
function numbers(base64, Kind) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = text.charCodeAt(at);
  return new Kind(bytes.buffer);
}

const axisElements = document.getElementById("axes").content.children;
const readAxes = new Map();

/** Steps, seconds since the first point, and seconds since 1970, of an axis that many curves share. */
function axisOf(number) {
  if (!readAxes.has(number)) {
    const { steps, seconds, began } = axisElements[number].dataset;
    const relative = numbers(seconds, Float32Array);
    const wall = Float64Array.from(relative, (second) => Number(began) + second);
    readAxes.set(number, { step: numbers(steps, Float64Array), relative, wall });
  }
  return readAxes.get(number);
}

/** The curves of a chart, the one that is drawn last being the last. */
function curvesOf(chart) {
  return Array.from(chart.querySelector("template").content.children, ({ dataset }) => ({
    run: dataset.run,
    name: dataset.name,
    color: dataset.color,
    axis: axisOf(Number(dataset.axis)),
    values: numbers(dataset.values, Float32Array),
    restarts: (dataset.restarts ?? "").split(" ").filter(Boolean).map(Number),
    smoothed: dataset.smoothed ? numbers(dataset.smoothed, Float32Array) : null,
    band: dataset.band ? numbers(dataset.band, Float32Array) : null,
  }));
}
