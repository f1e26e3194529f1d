// A graph on paper.

/** Lays a graph out as a newspaper does its text: in columns as high as a page, cut where no box is. */
function columns(svg) {
  const SMALLER = 0.85; // than on the screen
  const pageHeight = 830 / SMALLER; // A4 or Letter, less a heading
  const [width, height] = [svg.viewBox.baseVal.width, svg.viewBox.baseVal.height];
  const whole = svg.getBoundingClientRect();
  const heightOf = (y) => ((y - whole.top) * height) / whole.height;
  const rects = [...svg.querySelectorAll("[text-anchor=middle] > rect")].map((rect) => rect.getBoundingClientRect());
  const solid = rects.filter((rect) => rect.height > 0).map((rect) => [heightOf(rect.top), heightOf(rect.bottom)]);
  const isFree = (y) => !solid.some(([top, bottom]) => top - 3 < y && y < bottom + 3);
  const all = [];
  for (let top = 0, bottom; top < height - 1; top = bottom) {
    bottom = Math.min(top + pageHeight, height);
    while (bottom < height && bottom > top + pageHeight / 2 && !isFree(bottom)) bottom -= 2;
    const column = svg.cloneNode(true);
    column.setAttribute("viewBox", `0 ${top} ${width} ${bottom - top}`);
    column.style.width = `${width * SMALLER}px`;
    column.style.height = `${(bottom - top) * SMALLER}px`;
    all.push(column);
  }
  return all;
}

/** On paper there is no scrolling. */
function onPaper(view, svg) {
  let paper = null;
  addEventListener("beforeprint", () => {
    paper = document.createElement("div");
    paper.className = "paper";
    paper.append(...columns(svg));
    view.after(paper);
  });
  addEventListener("afterprint", () => paper?.remove());
}
