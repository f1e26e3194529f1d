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
  const show = (event, { svg, places }) => {
    const { left, top, width } = svg.getBoundingClientRect();
    const factor = svg.viewBox.baseVal.width / width;
    const found = nearest(places, (event.clientX - left) * factor, (event.clientY - top) * factor);
    highlight(planes, found);
    tip.hidden = found < 0;
    if (found < 0) return;
    tip.replaceChildren(...cardOf(columns, sprite, found));
    const x = Math.min(event.clientX + 16, innerWidth - tip.offsetWidth - 8);
    const y = Math.min(event.clientY + 16, innerHeight - tip.offsetHeight - 8);
    tip.style.left = `${Math.max(8, x)}px`;
    tip.style.top = `${Math.max(8, y)}px`;
  };
  for (const plane of planes) {
    plane.svg.addEventListener("pointermove", (event) => show(event, plane));
    plane.svg.addEventListener("pointerleave", () => {
      highlight(planes, -1);
      tip.hidden = true;
    });
  }
}
