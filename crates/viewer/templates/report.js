"use strict";

// The slider of each image card: the earlier steps wait in a template and take the place of the last one.
for (const strip of document.querySelectorAll(".strip")) {
  const waiting = strip.querySelector("template");
  if (!waiting) continue;
  const last = strip.querySelector(".frame");
  const frames = [...waiting.content.querySelectorAll(".frame"), last];
  const slider = strip.querySelector(":scope > .slider");
  const input = slider.querySelector("input");
  const output = slider.querySelector("output");
  let shown = last;
  input.addEventListener("input", () => {
    const frame = frames[Number(input.value)];
    shown.replaceWith(frame);
    shown = frame;
    tell(frame);
  });
  const tell = ({ dataset }) => {
    output.textContent = dataset.step;
    input.setAttribute("aria-valuetext", `step ${dataset.step}`);
  };
  input.value = frames.length - 1;
  tell(last);
  slider.hidden = false;
}

// What is folded away would be missing on paper.
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details:not([open])")) {
    folded.open = true;
    folded.dataset.printed = "";
  }
});
addEventListener("afterprint", () => {
  for (const folded of document.querySelectorAll("details[data-printed]")) {
    folded.open = false;
    delete folded.dataset.printed;
  }
});

// The entry of the section that is being read.
const entries = new Map();
for (const link of document.querySelectorAll(".contents a")) entries.set(link.hash.slice(1), link);
const reading = new IntersectionObserver(
  (changes) => {
    for (const change of changes) {
      if (!change.isIntersecting) continue;
      for (const link of entries.values()) link.removeAttribute("aria-current");
      entries.get(change.target.id)?.setAttribute("aria-current", "true");
    }
  },
  { rootMargin: "-10% 0px -80% 0px" },
);
for (const id of entries.keys()) {
  const section = document.getElementById(id);
  if (section) reading.observe(section);
}
