// Graphs whose scopes open and shut.

for (const graph of document.querySelectorAll(".graph")) {
  const view = graph.querySelector(".chart");
  const svg = view.querySelector("svg");
  const tools = graph.querySelector(".tools");
  graph.classList.add("live");
  view.tabIndex = 0;
  const zoom = zoomer(view, svg);
  const folds = fold(svg, zoom.resize);
  onPaper(view, svg);
  const acts = {
    in: () => zoom.by(1.25),
    out: () => zoom.by(0.8),
    fit: zoom.fit,
    open: () => folds.setAll(() => true),
    shut: () => folds.setAll(() => false),
    reset: () => {
      folds.setAll((scope) => scope.wasOpen);
      zoom.begin();
      view.scrollTo(0, 0);
    },
  };
  tools.addEventListener("click", (event) => acts[event.target.closest("button")?.dataset.do]?.());
  for (const button of tools.querySelectorAll("[data-do=open], [data-do=shut]")) button.hidden = !folds.hasScopes;
  tools.hidden = false;
  zoom.begin();
}
