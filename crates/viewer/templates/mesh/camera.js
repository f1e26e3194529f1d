// From where a mesh is seen: the same place as in its picture, until it is turned.

const BEGIN = { turn: 0.5, tilt: 0.35, zoom: 1 };

/** Right, up and towards the viewer. */
function seen([x, y, z], { turn, tilt }) {
  const [right, away] = [Math.cos(turn) * x - Math.sin(turn) * z, Math.sin(turn) * x + Math.cos(turn) * z];
  return [right, Math.cos(tilt) * y - Math.sin(tilt) * away, Math.sin(tilt) * y + Math.cos(tilt) * away];
}

/** How many pixels a unit has, so that the box fits as it is seen at the beginning. */
function scaleFor(size, width, height) {
  let [broad, high] = [0, 0];
  for (let corner = 0; corner < 8; corner += 1) {
    const [x, y] = seen(size.map((edge, at) => (((corner >> at) & 1) - 0.5) * edge), BEGIN);
    broad = Math.max(broad, 2 * Math.abs(x));
    high = Math.max(high, 2 * Math.abs(y));
  }
  const scale = 0.94 * Math.min(width / broad, height / high);
  return Number.isFinite(scale) ? scale : 1;
}

/** Turns with the pointer and the arrow keys, zooms with the wheel; calls back after each change. */
function turnWith(canvas, camera, turned) {
  let from = null;
  const turn = (right, down) => {
    camera.turn += right;
    camera.tilt = Math.min(Math.max(camera.tilt + down, -Math.PI / 2), Math.PI / 2);
    turned();
  };
  canvas.addEventListener("pointerdown", (event) => {
    from = [event.clientX, event.clientY];
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!from) return;
    turn((from[0] - event.clientX) / 120, (event.clientY - from[1]) / 120);
    from = [event.clientX, event.clientY];
  });
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => (from = null));
  canvas.addEventListener(
    "wheel",
    (event) => {
      // Without the key the wheel scrolls the page.
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      camera.zoom *= Math.exp(-event.deltaY / 300);
      turned();
    },
    { passive: false },
  );
  canvas.addEventListener("dblclick", () => turned(Object.assign(camera, BEGIN)));
  canvas.addEventListener("keydown", (event) => {
    const turns = { ArrowLeft: [0.15, 0], ArrowRight: [-0.15, 0], ArrowUp: [0, -0.15], ArrowDown: [0, 0.15] };
    const zooms = { "+": 1.2, "=": 1.2, "-": 1 / 1.2 };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (turns[event.key]) {
      event.preventDefault();
      turn(...turns[event.key]);
    } else if (zooms[event.key]) {
      camera.zoom *= zooms[event.key];
      turned();
    } else if (event.key === "0") turned(Object.assign(camera, BEGIN));
  });
}
