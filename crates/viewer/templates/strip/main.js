// What a tag holds at several steps: one of them at a time, by a slider. Images can also be seen beside each other as a film,
// and as what has changed since the step before. The earlier steps wait in a template, so that a page opens quickly.

for (const strip of document.querySelectorAll(".strip")) {
  if (strip.querySelector(":scope > template")) move(strip);
}

function move(strip) {
  const waiting = strip.querySelector(":scope > template").content;
  const slider = strip.querySelector(":scope > .slider");
  const input = slider.querySelector("input");
  const output = slider.querySelector("output");
  let shown = strip.querySelector(":scope > .frame");
  const frames = [...waiting.querySelectorAll(".frame"), shown];
  const chosen = { film: false, difference: false };

  const frameAt = (at) => (chosen.difference ? differenceOf(frames, at) : frames[at]);
  const show = () => {
    const at = Number(input.value);
    const { step } = frames[at].dataset;
    output.textContent = step;
    input.setAttribute("aria-valuetext", `step ${step}`);
    slider.hidden = chosen.film;
    const next = chosen.film ? filmOf(frames.map((_, at) => frameAt(at))) : frameAt(at);
    if (next === shown) return;
    shown.replaceWith(next);
    shown = next;
    // A film begins where it is most like the picture that it stands for: at its end.
    if (chosen.film) shown.scrollLeft = shown.scrollWidth;
  };
  input.value = frames.length - 1;
  input.addEventListener("input", show);
  for (const button of strip.querySelectorAll(":scope > .tools button")) {
    button.parentElement.hidden = false;
    button.addEventListener("click", () => {
      const name = button.dataset.do;
      chosen[name] = !chosen[name];
      button.setAttribute("aria-pressed", chosen[name]);
      show();
    });
  }
  show();
}

/** All frames beside each other, each with its step. */
function filmOf(frames) {
  const film = document.createElement("div");
  film.className = "film";
  film.tabIndex = 0;
  film.setAttribute("role", "group");
  film.setAttribute("aria-label", "all steps");
  for (const frame of frames) {
    const cell = document.createElement("figure");
    const caption = document.createElement("figcaption");
    caption.className = "step";
    caption.textContent = `step ${frame.dataset.step}`;
    cell.append(frame.cloneNode(true), caption);
    film.append(cell);
  }
  return film;
}

/** A frame and the one before it, laid over each other so that what is equal is black; the first one as it is. */
function differenceOf(frames, at) {
  const view = frames[at].cloneNode(true);
  const before = at > 0 ? [...frames[at - 1].querySelectorAll("img")] : [];
  [...view.querySelectorAll("img")].forEach((image, sample) => {
    if (!before[sample]) return;
    const pair = document.createElement("span");
    pair.className = "difference";
    const under = before[sample].cloneNode(true);
    under.alt = "";
    image.alt += `, what differs from step ${frames[at - 1].dataset.step}`;
    image.replaceWith(pair);
    pair.append(image, under);
  });
  return view;
}
