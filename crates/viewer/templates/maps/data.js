// The points of an embedding: where they are in each map, and their labels.

function shorts(base64) {
  const text = atob(base64);
  return new Uint16Array(Uint8Array.from(text, (character) => character.charCodeAt(0)).buffer);
}

function columnsOf(maps) {
  const lists = [...maps.querySelector("template").content.querySelectorAll("ol")];
  return lists.map((list) => {
    const labels = Array.from(list.children, (item) => item.textContent);
    const isNumeric = labels.length > 1 && labels.every((label) => label.trim() !== "" && Number.isFinite(Number(label)));
    return { name: list.dataset.name, labels, isNumeric, indices: shorts(list.dataset.indices) };
  });
}

/** A map with the places of its points in the pixels of its drawing. */
function planeOf(figure) {
  const tenths = shorts(figure.dataset.places);
  const places = Array.from({ length: tenths.length / 2 }, (_, at) => [tenths[2 * at] / 10, tenths[2 * at + 1] / 10]);
  return { figure, places, svg: figure.querySelector("svg") };
}
