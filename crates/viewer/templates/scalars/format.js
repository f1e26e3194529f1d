// Numbers and times in few characters.

const UNITS = [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"]];

/** A value with about four digits. */
function short(value, digits = 4) {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-4 || size >= 1e7) ? value.toExponential(digits - 2) : value.toPrecision(digits);
  return trimmed(text).replaceAll("-", "−").replace("e+", "e");
}

/** Without zeros at the end of a fraction. */
function trimmed(text) {
  const [digits, power] = text.split("e");
  const fewer = digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
  return power === undefined ? fewer : `${fewer}e${power}`;
}

/** The labels of ticks: all in one form, with the digits that tell neighbours apart. */
function labelsOf(ticks, scale, kind) {
  if (kind === "relative") return ticks.map(duration);
  if (kind === "wall") return ticks.map((tick) => clock(tick, scale.domain[1] - scale.domain[0]));
  if (scale.isLog) return logLabels(ticks);
  const apart = ticks.length > 1 ? ticks[1] - ticks[0] : Math.abs(ticks[0] ?? 1);
  const largest = Math.max(...ticks.map(Math.abs));
  if (largest < 1e-3 || largest >= 1e15) return ticks.map((tick) => scientific(tick, apart));
  const [unit, name] = UNITS.find(([unit]) => largest >= 1e4 && largest >= unit && places(apart / unit) <= 2) ?? [1, ""];
  return ticks.map((tick) => {
    const text = trimmed((tick / unit).toFixed(places(apart / unit)));
    return text.replace("-", "−") + (Number(text) === 0 ? "" : name);
  });
}

/** How many decimals tell numbers apart that differ by this. */
function places(apart) {
  return Math.min(12, Math.max(0, -Math.floor(Math.log10(apart) + 1e-9)));
}

function scientific(value, apart) {
  if (value === 0) return "0";
  const digits = Math.floor(Math.log10(Math.abs(value))) - Math.floor(Math.log10(apart) + 1e-9);
  return trimmed(value.toExponential(Math.min(12, Math.max(0, digits)))).replaceAll("-", "−").replace("e+", "e");
}

/** Far powers of ten all as powers, near ones as they are. */
function logLabels(ticks) {
  const powers = ticks.map((tick) => Math.log10(tick));
  const isFar = powers.some((power) => power < -3 || power > 4) && powers.every((power) => Math.abs(power - Math.round(power)) < 1e-9);
  if (!isFar) return ticks.map(withUnit);
  return powers.map((power) => (Math.round(power) === 0 ? "1" : `1e${Math.round(power)}`.replace("-", "−")));
}

function withUnit(value) {
  const [unit, name] = UNITS.find(([unit]) => value >= 1e4 && value < 1e15 && value >= unit) ?? [1, ""];
  return short(value / unit) + name;
}

/** A length of time: the two units that matter. */
function duration(seconds) {
  const sign = seconds < 0 ? "−" : "";
  const rest = Math.abs(seconds);
  if (rest < 60) return `${sign}${trimmed(rest.toFixed(rest < 10 ? 2 : 0))} s`;
  const parts = [[Math.floor(rest / 86400), "d"], [Math.floor(rest / 3600) % 24, "h"], [Math.floor(rest / 60) % 60, "min"], [Math.round(rest) % 60, "s"]];
  const first = parts.findIndex(([count]) => count > 0);
  return sign + parts.slice(first, first + 2).filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`).join(" ");
}

/** A time of day, a day where the axis is long. */
function clock(seconds, span) {
  const time = new Date(seconds * 1000);
  const two = (number) => String(number).padStart(2, "0");
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  const hour = `${two(time.getHours())}:${two(time.getMinutes())}`;
  if (span > 3 * 86400) return day.slice(5);
  if (span > 86400) return `${day.slice(5)} ${hour}`;
  return span > 1200 ? hour : `${hour}:${two(time.getSeconds())}`;
}

/** A step with marks between its thousands. */
function stepText(step) {
  return String(step).replace("-", "−").replace(/\B(?=(\d{3})+$)/g, "\u202f");
}
