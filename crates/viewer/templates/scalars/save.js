// A chart as a file: the drawing that is seen, with its colours written out, as SVG or as PNG.

/** The drawing as a text that needs no page around it. */
function drawingOf(chart) {
  const { svg, width, height } = chart.sheet;
  const style = getComputedStyle(chart.place);
  const copy = svg.cloneNode(true);
  const font = "DejaVu Sans, Verdana, sans-serif";
  for (const [key, value] of Object.entries({ xmlns: SVG, width, height, "font-family": font })) copy.setAttribute(key, value);
  copy.removeAttribute("aria-hidden");
  const paper = document.createElementNS(SVG, "rect");
  for (const [key, value] of Object.entries({ width: "100%", height: "100%", fill: "var(--paper)" })) paper.setAttribute(key, value);
  copy.prepend(paper);
  for (const element of copy.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      const variable = /^var\((--[\w-]+)\)$/.exec(value)?.[1];
      if (variable) element.setAttribute(name, style.getPropertyValue(variable).trim());
    }
  }
  drawNames(copy, chart, style);
  return { text: new XMLSerializer().serializeToString(copy), width, height: Number(copy.getAttribute("height")) };
}

/** The legend lies outside the drawing on the page; in a file it is a row below it for each curve. */
function drawNames(copy, chart, style) {
  if (chart.shown.length < 2) return;
  const { width, height } = chart.sheet;
  const named = chart.shown.slice(0, NAMED);
  named.forEach((curve, at) => {
    const y = height + 14 + at * 17;
    const colour = style.getPropertyValue(`--series-${Number(curve.color) % 8}`).trim();
    add(copy, "circle", { cx: 14, cy: y - 4, r: 4, fill: colour });
    add(copy, "text", { x: 24, y, "font-size": 11, fill: style.getPropertyValue("--ink").trim() }, curve.name);
  });
  const whole = height + named.length * 17 + 8;
  copy.setAttribute("height", whole);
  copy.setAttribute("viewBox", `0 0 ${width} ${whole}`);
}

function download(name, url) {
  const link = document.createElement("a");
  link.download = name;
  link.href = url;
  link.click();
}

/** A picture of twice as many pixels. */
async function pictureOf({ text, width, height }) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [2 * width, 2 * height];
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png");
}

/** The tag as the name of a file: nothing that could be a path. */
function fileName(chart) {
  const tag = chart.place.closest(".card")?.dataset.tag || "chart";
  return tag.replace(/[^\p{L}\p{N}._-]+/gu, "_").slice(0, 80);
}

function saveButtons(chart) {
  const buttons = document.createElement("div");
  buttons.className = "save";
  const formats = {
    SVG: async (drawing) => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing.text)}`,
    PNG: pictureOf,
  };
  for (const [format, urlOf] of Object.entries(formats)) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = format;
    button.title = `Save the chart as ${format}`;
    button.addEventListener("click", async () => {
      download(`${fileName(chart)}.${format.toLowerCase()}`, await urlOf(drawingOf(chart)));
    });
    buttons.append(button);
  }
  return buttons;
}
