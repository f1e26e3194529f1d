// The point under the pointer: found in every map, with its labels and its picture.

const REACH = 14; // pixels of the drawing

function nearest(places, x, y) {
  let [found, least] = [-1, REACH * REACH];
  places.forEach(([px, py], at) => {
    const distance = (px - x) ** 2 + (py - y) ** 2;
    if (distance < least) [found, least] = [at, distance];
  });
  return found;
}

/** Rings round a point in all maps. */
function highlight(planes, point) {
  for (const { svg, places } of planes) {
    svg.querySelector(".found")?.remove();
    if (point < 0) continue;
    const ring = document.createElementNS(svg.namespaceURI, "circle");
    const [cx, cy] = places[point];
    for (const [key, value] of Object.entries({ class: "found", cx, cy, r: 7, fill: "none", stroke: "var(--ink)", "stroke-width": 2 })) ring.setAttribute(key, value);
    svg.append(ring);
  }
}

/** The part of the sprite that is a point's picture, large enough to be seen. */
function pictureOf(sprite, point) {
  const [width, height, across, every] = ["width", "height", "across", "every"].map((name) => Number(sprite.dataset[name]));
  const factor = Math.max(1, Math.floor(96 / Math.max(width, height)));
  const at = point * every;
  const picture = document.createElement("div");
  picture.className = "sprite";
  Object.assign(picture.style, {
    width: `${width * factor}px`,
    height: `${height * factor}px`,
    backgroundImage: `url(${sprite.src})`,
    backgroundSize: `${across * width * factor}px auto`,
    backgroundPosition: `-${(at % across) * width * factor}px -${Math.floor(at / across) * height * factor}px`,
  });
  return picture;
}

function cardOf(columns, sprite, point) {
  const lines = columns.map(({ name, labels, indices }) => {
    const line = document.createElement("p");
    const label = document.createElement("b");
    label.textContent = labels[indices[point]];
    line.append(name ? `${name} ` : "", label);
    return line;
  });
  if (lines.length === 0) lines.push(`point ${point}`);
  return sprite ? [pictureOf(sprite, point), ...lines] : lines;
}

const tip = document.createElement("div");
tip.className = "readout tip";
tip.hidden = true;
document.body.append(tip);

function point(planes, columns, sprite) {
  let shown = -1;
  const show = (found, x, y) => {
    shown = found;
    highlight(planes, found);
    tip.hidden = found < 0;
    if (found < 0) return;
    tip.replaceChildren(...cardOf(columns, sprite, found));
    tip.style.left = `${Math.max(8, Math.min(x + 16, innerWidth - tip.offsetWidth - 8))}px`;
    tip.style.top = `${Math.max(8, Math.min(y + 16, innerHeight - tip.offsetHeight - 8))}px`;
  };
  for (const plane of planes) {
    const { svg, places } = plane;
    svg.addEventListener("pointermove", ({ clientX, clientY }) => {
      const { left, top, width } = svg.getBoundingClientRect();
      const factor = svg.viewBox.baseVal.width / width;
      show(nearest(places, (clientX - left) * factor, (clientY - top) * factor), clientX, clientY);
    });
    for (const name of ["pointerleave", "blur"]) svg.addEventListener(name, () => show(-1));
    stepWith(plane, () => shown, show);
  }
}

/** The arrow keys go from point to point, in their order. */
function stepWith({ svg, places }, shown, show) {
  const last = places.length - 1;
  svg.tabIndex = 0;
  svg.setAttribute("aria-label", `${svg.getAttribute("aria-label")}. Arrow keys go from point to point.`);
  svg.addEventListener("keydown", (event) => {
    const to = { ArrowRight: shown() + 1, ArrowDown: shown() + 1, ArrowLeft: shown() - 1, ArrowUp: shown() - 1, Home: 0, End: last, Escape: -1 }[event.key];
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const found = event.key === "Escape" ? -1 : Math.min(Math.max(to, 0), last);
    const place = new DOMPoint(...(places[found] ?? [])).matrixTransform(svg.getScreenCTM());
    show(found, place.x, place.y);
    svg.setAttribute("aria-description", found < 0 ? "" : tip.innerText.replace(/\s+/g, " "));
  });
}
