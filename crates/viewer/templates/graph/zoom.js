// A graph can be larger than its place on the page.

/** Zooms with buttons, keys and the wheel; moves by scrolling and dragging. */
function zoomer(view, svg) {
  const { width, height } = svg.viewBox.baseVal;
  const state = { size: [width, height], zoom: 1, isChosen: false };
  const show = () => {
    const [width, height] = state.size;
    svg.setAttribute("viewBox", `0 0 ${short(width)} ${short(height)}`);
    svg.style.maxWidth = "none";
    svg.style.width = `${width * state.zoom}px`;
    svg.style.height = `${height * state.zoom}px`;
  };
  const zoomTo = (zoom, x = view.clientWidth / 2, y = view.clientHeight / 2) => {
    zoom = Math.min(Math.max(zoom, 0.1), 4);
    const by = zoom / state.zoom;
    const [left, top] = [view.scrollLeft + x, view.scrollTop + y];
    state.zoom = zoom;
    state.isChosen = true;
    show();
    view.scrollTo(left * by - x, top * by - y);
  };
  const fit = () => {
    const [width, height] = state.size;
    zoomTo(Math.min(view.clientWidth / width, (0.85 * innerHeight) / height, 1));
  };
  /** As large as it is, or smaller where it is broader than its place, but not so small that it could not be read. */
  const suitable = () => Math.min(1, Math.max(view.clientWidth / state.size[0], 0.5));
  const begin = () => {
    state.isChosen = false;
    resize(state.size);
  };
  view.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { left, top } = view.getBoundingClientRect();
      zoomTo(state.zoom * Math.exp(-event.deltaY / 300), event.clientX - left, event.clientY - top);
    },
    { passive: false },
  );
  view.addEventListener("keydown", (event) => {
    const by = { "+": 1.25, "=": 1.25, "-": 0.8 }[event.key];
    if (by && !event.ctrlKey && !event.metaKey) zoomTo(state.zoom * by);
  });
  drag(view);
  const resize = (size) => {
    state.size = size;
    if (!state.isChosen) state.zoom = suitable();
    show();
  };
  return { fit, begin, resize, by: (by) => zoomTo(state.zoom * by) };
}

/** Moves the picture with the mouse; a click that ends a drag opens nothing. */
function drag(view) {
  let from = null;
  let moved = false;
  view.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" && event.button === 0) from = [event.clientX, event.clientY];
    moved = false;
  });
  addEventListener("pointermove", (event) => {
    if (!from) return;
    const [dx, dy] = [event.clientX - from[0], event.clientY - from[1]];
    if (!moved && Math.hypot(dx, dy) < 4) return;
    moved = true;
    view.classList.add("dragged");
    view.scrollBy({ left: -dx, top: -dy, behavior: "instant" });
    from = [event.clientX, event.clientY];
  });
  addEventListener("pointerup", () => {
    from = null;
    view.classList.remove("dragged");
  });
  view.addEventListener("click", (event) => moved && event.stopPropagation(), true);
}
