// The bar above the scalars.

const controls = document.getElementById("controls");

function readControls() {
  const { stops } = controls.querySelector("[name=stop]").dataset;
  const weights = stops.split(" ").map(Number);
  const stop = controls.querySelector("[name=stop]");
  const output = controls.querySelector("output");
  const method = controls.querySelector("[name=method]");
  choice.from = Number(stop.dataset.from);
  const setStop = () => {
    const at = Number(stop.value);
    const isWindow = method.value !== "exponential";
    output.textContent = at === 0 ? "off" : isWindow ? `${2 * reachOf(weights[at]) + 1} points` : weights[at];
    stop.setAttribute("aria-valuetext", output.textContent);
    choose({ stop: at, stops: weights.length - 1, weight: weights[at], method: method.value });
  };
  stop.addEventListener("input", () => {
    choice.from = 0;
    setStop();
  });
  method.addEventListener("change", () => {
    choice.from = 0;
    setStop();
  });
  const axis = controls.querySelector("[name=axis]");
  axis.addEventListener("change", () => choose({ axis: axis.value, range: null }));
  for (const name of ["logX", "logY", "inner", "zero", "linked"]) {
    const box = controls.querySelector(`[name=${name}]`);
    box.addEventListener("change", () => choose({ [name]: box.checked, ...(name === "logX" ? { range: null } : {}) }));
    choose({ [name]: box.checked });
  }
  for (const field of controls.querySelectorAll(".limits input")) field.addEventListener("input", readLimits);
  readLimits();
  setStop();
  choose({ axis: axis.value });
  controls.hidden = false;
}

/** The limits of both axes; what is empty, or no number, is none. */
function readLimits() {
  const endOf = (name) => {
    const { valueAsNumber } = controls.querySelector(`[name=${name}]`);
    return Number.isFinite(valueAsNumber) ? valueAsNumber : null;
  };
  choose({ limits: { x: [endOf("x-low"), endOf("x-high")], y: [endOf("y-low"), endOf("y-high")] } });
}

/** A filter of a field, which says what is wrong with it; nothing is filtered by what is no expression. */
function filterOf(field, apply) {
  const problem = controls.querySelector(".problem");
  const read = () => {
    let expression = null;
    try {
      expression = new RegExp(field.value, "i");
    } catch (error) {
      problem.textContent = error.message;
    }
    field.setAttribute("aria-invalid", expression === null);
    if (!expression) return;
    problem.textContent = "";
    apply(expression);
  };
  field.addEventListener("input", read);
  if (field.value) read();
}
