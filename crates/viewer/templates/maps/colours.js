// The colours of the points: one for each label where they are few, from dark to light where they are numbers.

const COLOURS = 8;
const CLASSES = 16; // each colour as a dot and as a ring
const DOT = 6.5;

/** How a column is coloured: what marks each point, and the legend. */
function colouringOf(column, heat) {
  const few = column && column.labels.length > 1 && column.labels.length <= CLASSES;
  if (few) return byClass(column);
  if (column?.isNumeric) return byNumber(column, heat);
  return { looks: [{ stroke: "var(--muted)", opacity: 0.6 }], look: () => 0, legend: [] };
}

function byClass({ labels, indices }) {
  const looks = labels.map((_, at) => ({ stroke: `var(--series-${at % COLOURS})`, isRing: at >= COLOURS, opacity: 0.85 }));
  const counts = labels.map(() => 0);
  for (const index of indices) counts[index] += 1;
  const legend = labels.map((label, at) => ({ label, count: counts[at], className: `dot series-${at % COLOURS}${at >= COLOURS ? " ring" : ""}` }));
  return { looks, look: (point) => indices[point], legend };
}

function byNumber({ labels, indices }, heat) {
  const numbers = labels.map(Number);
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const share = (index) => Math.min(heat.length - 1, Math.floor(((numbers[index] - low) / (high - low || 1)) * heat.length));
  const looks = heat.map((stroke) => ({ stroke, opacity: 0.9 }));
  const legend = [[low, heat[0]], [high, heat.at(-1)]].map(([label, colour]) => ({ label, colour, className: "dot" }));
  return { looks, look: (point) => share(indices[point]), legend };
}

/** Draws the points of a map again. A line of no length with round ends is a dot. */
function paint({ svg, places }, { looks, look }) {
  const paths = looks.map(() => "");
  places.forEach(([x, y], point) => {
    paths[look(point)] += `M${x} ${y}h0`;
  });
  const group = svg.querySelector("g");
  group.replaceChildren();
  paths.forEach((d, at) => {
    const draw = (stroke, width, opacity) => {
      const path = document.createElementNS(svg.namespaceURI, "path");
      for (const [key, value] of Object.entries({ d, stroke, "stroke-width": width, "stroke-opacity": opacity })) path.setAttribute(key, value);
      group.append(path);
    };
    draw(looks[at].stroke, DOT, looks[at].opacity);
    if (looks[at].isRing) draw("var(--paper)", DOT - 3.5, 1);
  });
}

function showLegend(list, { legend }) {
  const items = legend.map(({ label, count, className, colour }) => {
    const item = document.createElement("li");
    item.className = "mark";
    const dot = document.createElement("i");
    dot.className = className;
    if (colour) dot.style.background = colour;
    item.append(dot, String(label));
    if (count !== undefined) {
      const number = document.createElement("span");
      number.className = "count";
      number.textContent = count;
      item.append(" ", number);
    }
    return item;
  });
  list.replaceChildren(...items);
}
