// The list of runs: what is not checked, or not found by the filter, is not shown anywhere on the page.

function readRuns() {
  const list = controls.querySelector(".choose ul");
  const boxes = [...list.querySelectorAll("input")];
  const count = controls.querySelector(".choose .count");
  const apply = () => {
    const hidden = new Set(boxes.filter((box) => !box.checked || box.closest("li").hidden).map((box) => box.dataset.run));
    count.textContent = hidden.size === 0 ? boxes.length : `${boxes.length - hidden.size} of ${boxes.length}`;
    for (const card of document.querySelectorAll("main [data-run]:not(input)")) card.toggleAttribute("hidden", hidden.has(card.dataset.run));
    choose({ hidden });
  };
  list.addEventListener("change", apply);
  filterOf(controls.querySelector("[name=runs]"), (expression) => {
    for (const box of boxes) box.closest("li").hidden = !expression.test(box.closest("li").textContent.trim());
    apply();
  });
  controls.querySelector(".choose .tools").addEventListener("click", (event) => {
    const wanted = event.target.dataset.do;
    if (!wanted) return;
    for (const box of boxes) if (!box.closest("li").hidden) box.checked = wanted === "all";
    apply();
  });
  apply();
}
