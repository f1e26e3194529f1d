// What the reader has chosen for all curves of the page.

const choice = {
  stop: 0,
  /** How many stops the slider has beside the first. */
  stops: 0,
  weight: 0,
  method: "exponential",
  /** Shorter curves are not smoothed, until the reader asks for it. */
  from: 0,
  axis: "step",
  logX: false,
  logY: false,
  inner: false,
  zero: false,
  linked: false,
  /** The ends of the axes of steps and of values; `null` for those of the curves. */
  limits: { x: [null, null], y: [null, null] },
  hidden: new Set(),
  /** The range of the axis that all charts show, if the reader zooms all at once. */
  range: null,
};

const listeners = [];

/** Calls back whenever something else is chosen, with what it is. */
function onChoice(listener) {
  listeners.push(listener);
}

/** Chooses something else. */
function choose(chosen) {
  Object.assign(choice, chosen);
  for (const listener of listeners) listener(chosen);
}
