// From values to pixels and back, and where round numbers are.

/** A scale from the range of values `domain` to the pixels `range`. */
function scaleOf(domain, range, isLog) {
  const [by, back] = isLog ? [Math.log10, (power) => 10 ** power] : [Number, Number];
  const [low, high] = domain.map(by);
  const factor = (range[1] - range[0]) / (high - low);
  return {
    domain,
    range,
    isLog,
    place: (value) => range[0] + (by(value) - low) * factor,
    value: (pixel) => back(low + (pixel - range[0]) / factor),
  };
}

/** Values with some room around them; never an empty range. */
function padded([low, high], room, isLog) {
  if (isLog) {
    const more = high > low ? (high / low) ** room : 2;
    return [low / more, high * more];
  }
  const more = high > low ? (high - low) * room : Math.abs(low) * 0.1 || 1;
  return [low - more, high + more];
}

/** About `wanted` round numbers, with steps of 1, 2 or 5 times a power of ten. */
function roundTicks([low, high], wanted) {
  const rough = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  // Each step up to the geometric mean of it and the next one.
  const step = power * [1, 2, 5, 10].find((factor, at) => rough / power < Math.sqrt([2, 10, 50, Infinity][at]));
  return multiples(low, high, step);
}

function multiples(low, high, step) {
  const ticks = [];
  for (let at = Math.ceil(low / step); at * step <= high && ticks.length < 100; at += 1) ticks.push(at * step);
  return ticks;
}

/** Powers of ten; in a short range their doubles and fives too, in a shorter one whatever is round. */
function logTicks([low, high], wanted) {
  const decades = [];
  const every = Math.max(1, Math.ceil(Math.log10(high / low) / wanted));
  for (let at = Math.ceil(Math.log10(low)); 10 ** at <= high; at += every) decades.push(at);
  if (decades.length > 2) return decades.map((power) => Number(`1e${power}`));
  const from = Math.floor(Math.log10(low));
  const fine = [0, 1, 2].flatMap((more) => [1, 2, 5].map((digit) => Number(`${digit}e${from + more}`)));
  const inside = fine.filter((tick) => tick >= low && tick <= high);
  return inside.length > 1 ? inside : roundTicks([low, high], wanted).filter((tick) => tick > 0);
}

const SPANS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200];
const DAY = 86400;

/** Round lengths of time, in seconds; those of the clock begin at midnight where the reader is. */
function timeTicks([low, high], wanted, isClock) {
  const rough = (high - low) / wanted;
  if (rough < 1) return roundTicks([low, high], wanted);
  const step = SPANS.find((span) => span >= rough) ?? Math.ceil(rough / DAY) * DAY;
  const shift = isClock ? new Date(low * 1000).getTimezoneOffset() * 60 : 0;
  return multiples(low - shift, high - shift, step).map((tick) => tick + shift);
}

/** The ticks of a scale, for values of a kind: `value`, `step`, `relative` or `wall`. */
function ticksOf(scale, kind, wanted) {
  if (scale.isLog) return logTicks(scale.domain, wanted);
  if (kind === "relative" || kind === "wall") return timeTicks(scale.domain, wanted, kind === "wall");
  const ticks = roundTicks(scale.domain, wanted);
  return kind === "step" ? ticks.filter(Number.isInteger) : ticks;
}
