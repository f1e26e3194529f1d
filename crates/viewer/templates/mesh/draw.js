// Triangles from the back to the front, each in the light that falls on its plane; or points, the nearer the larger.

const PLAIN = [120, 150, 190];
const LIGHT = [-0.35, 0.55, 0.76]; // from the upper left, behind the viewer

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** A mesh with its middle at the origin. */
function solidOf({ vertices, faces, colors, size }) {
  const edges = size.split(" ").map(Number);
  const grid = new Uint16Array(bytesOf(vertices).buffer);
  const places = Array.from({ length: grid.length / 3 }, (_, at) => edges.map((edge, axis) => (grid[3 * at + axis] / 65535 - 0.5) * edge));
  return { edges, places, faces: new Uint32Array(bytesOf(faces).buffer), colors: bytesOf(colors) };
}

function colorAt({ colors }, vertex) {
  return colors.length >= 3 * vertex + 3 ? colors.subarray(3 * vertex, 3 * vertex + 3) : PLAIN;
}

/** Draws a mesh as a camera sees it. */
function drawSolid(canvas, solid, camera) {
  const context = canvas.getContext("2d");
  const { width, height } = canvas;
  const scale = scaleFor(solid.edges, width, height) * camera.zoom;
  const places = solid.places.map((place) => {
    const [x, y, z] = seen(place, camera);
    return [width / 2 + x * scale, height / 2 - y * scale, z * scale];
  });
  context.clearRect(0, 0, width, height);
  if (solid.faces.length > 0) drawFaces(context, solid, places);
  else drawPoints(context, solid, places, width);
}

function drawFaces(context, solid, places) {
  const faces = Array.from({ length: solid.faces.length / 3 }, (_, at) => {
    const corners = [0, 1, 2].map((corner) => solid.faces[3 * at + corner]);
    return { corners, depth: corners.reduce((sum, corner) => sum + places[corner][2], 0) };
  });
  faces.sort((a, b) => a.depth - b.depth);
  context.lineWidth = 1;
  for (const { corners } of faces) {
    const [a, b, c] = corners.map((corner) => places[corner]);
    const colors = corners.map((corner) => colorAt(solid, corner));
    const bright = brightness(a, b, c);
    const [red, green, blue] = [0, 1, 2].map((channel) => Math.round(((colors[0][channel] + colors[1][channel] + colors[2][channel]) / 3) * bright));
    context.fillStyle = context.strokeStyle = `rgb(${red} ${green} ${blue})`;
    context.beginPath();
    context.moveTo(a[0], a[1]);
    context.lineTo(b[0], b[1]);
    context.lineTo(c[0], c[1]);
    context.closePath();
    context.fill();
    // Without a rim the paper would shine through between neighbours.
    context.stroke();
  }
}

/** Both sides of a plane are lit. */
function brightness(a, b, c) {
  const [u, v] = [b, c].map((corner) => [corner[0] - a[0], a[1] - corner[1], corner[2] - a[2]]);
  const normal = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
  const facing = Math.abs(normal.reduce((sum, part, at) => sum + part * LIGHT[at], 0)) / (Math.hypot(...normal) || 1);
  return 0.4 + 0.6 * Math.min(1, facing);
}

function drawPoints(context, solid, places, width) {
  const order = places.map((place, at) => [place, at]).sort(([a], [b]) => a[2] - b[2]);
  for (const [[x, y, z], at] of order) {
    const [red, green, blue] = colorAt(solid, at);
    context.fillStyle = `rgb(${red} ${green} ${blue})`;
    context.beginPath();
    context.arc(x, y, (width / 190) * (1 + z / width / 2), 0, 2 * Math.PI);
    context.fill();
  }
}
