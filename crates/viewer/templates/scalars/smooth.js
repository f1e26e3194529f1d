// TensorBoard's smoothing. Of a long series the page has only some points: then it has their smoothed values too, which
// were taken over all of them.

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

/** The values of a curve at a stop of the slider, the first of which leaves them as they are. */
function smoothedAt(curve, { stop, weight, from }) {
  const { length } = curve.values;
  const isShort = !curve.smoothed && length < from;
  if (stop === 0 || isShort) return curve.values;
  if (curve.smoothed) return curve.smoothed.subarray((stop - 1) * length, stop * length);
  if (curve.cache?.stop !== stop) curve.cache = { stop, values: smooth(curve.values, weight) };
  return curve.cache.values;
}
