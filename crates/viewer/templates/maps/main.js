// Maps come to life when they come into sight.

const seen = new IntersectionObserver(
  (changes) => {
    for (const { target, isIntersecting } of changes) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      enlivenMaps(target);
    }
  },
  { rootMargin: "200px 0px" },
);
for (const maps of document.querySelectorAll(".maps")) seen.observe(maps);

function enlivenMaps(maps) {
  const planes = [...maps.querySelectorAll(".plane")].map(planeOf);
  const columns = columnsOf(maps);
  point(planes, columns, maps.querySelector("template").content.querySelector("img"));
  const tools = maps.querySelector(".tools");
  if (!tools) return;
  const select = tools.querySelector("select");
  columns.forEach(({ name }, at) => select.add(new Option(name || "label", at)));
  select.add(new Option("nothing", -1));
  select.value = maps.dataset.colored ?? -1;
  const heat = maps.dataset.heat.split(" ");
  const colour = () => {
    const colouring = colouringOf(columns[select.value], heat);
    for (const plane of planes) paint(plane, colouring);
    showLegend(maps.querySelector(".legend"), colouring);
  };
  const numeric = columns.findIndex(({ isNumeric }) => isNumeric);
  if (maps.dataset.colored === undefined && numeric >= 0) {
    select.value = numeric;
    colour();
  }
  select.addEventListener("change", colour);
  tools.hidden = false;
}
