// TensorBoard's smoothing, moving averages and moving medians. Of a long series the page has only some points: then it has
// their smoothed values too, which were taken over all of them.

/** An exponential average, corrected for its start at zero. Values that are not finite stay, and do not count. */
function smooth(values, weight) {
  const isSame = values.every((value) => value === values[0] || !Number.isFinite(value));
  if (isSame) return values;
  let average = 0;
  let missing = 1;
  return Float64Array.from(values, (value) => {
    if (!Number.isFinite(value)) return value;
    average = average * weight + value * (1 - weight);
    missing *= weight;
    return average / (1 - missing);
  });
}

/** How many points to each side a window has that reaches as far as an average of a weight remembers. */
function reachOf(weight) {
  return Math.max(1, Math.round(weight / (1 - weight)));
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values) {
  values.sort((a, b) => a - b);
  const half = values.length >> 1;
  return values.length % 2 ? values[half] : (values[half - 1] + values[half]) / 2;
}

/** What the finite values around each one come to. */
function windowed(values, weight, of) {
  const reach = reachOf(weight);
  return Float64Array.from(values, (value, at) => {
    if (!Number.isFinite(value)) return value;
    return of(Array.from(values.subarray(Math.max(0, at - reach), at + reach + 1)).filter(Number.isFinite));
  });
}

const METHODS = {
  exponential: smooth,
  mean: (values, weight) => windowed(values, weight, mean),
  median: (values, weight) => windowed(values, weight, median),
};

/** The values of a curve at a stop of the slider, the first of which leaves them as they are. */
function smoothedAt(curve, { stop, stops, weight, from, method }) {
  const { length } = curve.values;
  const isShort = !curve.smoothed && length < from;
  if (stop === 0 || isShort) return curve.values;
  const block = Object.keys(METHODS).indexOf(method) * stops + stop - 1;
  if (curve.smoothed) return curve.smoothed.subarray(block * length, (block + 1) * length);
  if (curve.cache?.block !== block) curve.cache = { block, values: METHODS[method](curve.values, weight) };
  return curve.cache.values;
}
