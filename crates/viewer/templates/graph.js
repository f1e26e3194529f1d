// Graphs whose scopes open and shut. Each group with a plan is a scope: dagre's order of boxes and lines, as it was drawn.
// Opening a scope keeps that order; what stands beside it makes room, and the lines are bent anew.
{
  const ROOM = 16; // the least room between neighbours in a row
  const CORNER = 12; // how near to the corners of a box lines end
  const APART = 12; // between the ends of lines at one box
  const LABEL_HEIGHT = 12;
  const SVG = "http://www.w3.org/2000/svg";

  /** A scope with its elements: the groups of its lines, items and labels, in the order of the plan. */
  function scopeOf(group, isFramed) {
    const plan = JSON.parse(group.dataset.plan);
    const [shut, open] = isFramed ? group.children : [null, group];
    const parts = [...open.children];
    const frame = isFramed ? parts.shift() : null;
    const [lines, ...rest] = parts;
    const items = rest.slice(0, plan.items.length);
    const scopes = items.map((item) => (item.dataset.plan ? scopeOf(item, true) : null));
    const labels = [...rest[items.length].children];
    const isOpen = group.getAttribute("class") !== "shut";
    return { group, plan, shut, open, frame, lines, items, scopes, labels, isOpen, wasOpen: isOpen };
  }

  /** Finds new places for everything in a scope, from the innermost outwards; returns its size. */
  function arrange(scope) {
    const { plan } = scope;
    scope.sizes = plan.items.map(([, , width, height], index) => {
      const inner = scope.scopes[index];
      if (!inner) return [width, height];
      return inner.isOpen ? arrange(inner) : inner.group.dataset.box.split(" ").map(Number);
    });
    const rows = rowsOf(scope);
    settle(rows);
    straighten(scope.courses);
    settle(rows);
    const higher = stack(rows);
    const wider = centre(scope, rows);
    scope.size = [plan.size[0] + wider, plan.size[1] + higher];
    scope.ports = portsOf(scope);
    return scope.size;
  }

  /** A line crosses the frame above or below what it leads to, as it did: in the mean, where it leads to several. */
  function portsOf({ plan, boxes, courses }) {
    const moves = {};
    plan.lines.forEach(([, upper, lower], index) => {
      const course = courses[index];
      for (const [port, next] of [[upper, course[0] ?? boxes[lower]], [lower, course.at(-1) ?? boxes[upper]]]) {
        if (port in plan.ports && next) (moves[port] ??= []).push(next.slot.at - next.slot.x);
      }
    });
    const mean = (all) => all.reduce((sum, one) => sum + one, 0) / all.length;
    const moved = ([port, x]) => [port, x + (moves[port] ? mean(moves[port]) : 0)];
    return Object.fromEntries(Object.entries(plan.ports).map(moved));
  }

  /** How far from the middle of a frame lines cross it, in the mean: there it is held, so that they run straight. */
  function aside(ports, width) {
    const all = Object.values(ports);
    return all.length ? all.reduce((sum, x) => sum + x, 0) / all.length - width / 2 : 0;
  }

  /** Boxes and bends of lines in rows: what stood at one height. A slot knows where it was, and where it wants to be. */
  function rowsOf(scope) {
    const rows = [];
    const put = (y, slot, was, now) => {
      let row = rows.find((row) => Math.abs(row.y - y) < 0.6);
      if (!row) rows.push((row = { y, slots: [], was: 0, now: 0 }));
      row.slots.push(slot);
      row.was = Math.max(row.was, was);
      row.now = Math.max(row.now, now);
      return { slot, row };
    };
    scope.boxes = scope.plan.items.map(([x, y, width, height], index) => {
      const [wide, high] = scope.sizes[index];
      const inner = scope.scopes[index];
      const was = inner?.wasOpen ? aside(inner.plan.ports, width) : 0;
      const now = inner?.isOpen ? aside(inner.ports, wide) : 0;
      const before = { isBox: true, x: x + was, wasLeft: width / 2 + was, wasRight: width / 2 - was };
      const slot = { ...before, at: x + was, left: wide / 2 + now, right: wide / 2 - now };
      return put(y, slot, height, high);
    });
    scope.courses = scope.plan.lines.map(([, , , , bends, label]) => {
      const course = [];
      for (let bend = 0; 2 * bend < bends.length; bend++) {
        const right = label && label[0] === bend ? label[1] + label[2] : 0;
        const high = right ? LABEL_HEIGHT : 0;
        const x = bends[2 * bend];
        course.push(put(bends[2 * bend + 1], { x, at: x, wasLeft: 0, wasRight: right, left: 0, right }, high, high));
      }
      return course;
    });
    for (const row of rows) row.slots.sort((one, other) => one.x - other.x);
    return rows.sort((one, other) => one.y - other.y);
  }

  /** Pushes neighbours apart: a blend of pushing all to the right and all to the left. Lines give way before boxes do. */
  function settle(rows) {
    for (const { slots } of rows) {
      const between = (one, other) =>
        one.right + other.left + Math.min(other.x - one.x - one.wasRight - other.wasLeft, ROOM);
      const right = slots.map((slot) => slot.at);
      const left = [...right];
      for (let i = 1; i < slots.length; i++) {
        right[i] = Math.max(right[i], right[i - 1] + between(slots[i - 1], slots[i]));
      }
      for (let i = slots.length - 2; i >= 0; i--) {
        left[i] = Math.min(left[i], left[i + 1] - between(slots[i], slots[i + 1]));
      }
      let [moved, free] = [0, 0];
      slots.forEach((slot, i) => {
        if (!slot.isBox) return;
        moved += (slot.at - left[i]) * (right[i] - left[i]);
        free += (right[i] - left[i]) ** 2;
      });
      // The share of `right` by which boxes move least.
      const share = free > 0 ? Math.min(Math.max(moved / free, 0), 1) : 0.5;
      slots.forEach((slot, i) => (slot.at = left[i] + share * (right[i] - left[i])));
    }
  }

  /** A line that was straight over several rows goes aside in all of them, and not to and fro. */
  function straighten(courses) {
    for (const course of courses) {
      for (let begin = 0, end; begin < course.length; begin = end) {
        end = begin + 1;
        while (end < course.length && Math.abs(course[end].slot.x - course[begin].slot.x) < 0.6) end++;
        const run = course.slice(begin, end).map(({ slot }) => slot);
        const aside = (slot) => Math.abs(slot.at - slot.x);
        const { at } = run.reduce((most, slot) => (aside(slot) > aside(most) ? slot : most));
        for (const slot of run) slot.at = at;
      }
    }
  }

  /** Puts the rows below each other, with the room between them that was there; returns how much higher they are. */
  function stack(rows) {
    let [end, wasEnd] = [0, 0];
    for (const row of rows) {
      row.top = end + row.y - row.was / 2 - wasEnd;
      end = row.bottom = row.top + row.now;
      wasEnd = row.y + row.was / 2;
    }
    return end - wasEnd;
  }

  /** Moves everything so that the margins are those that were there; returns how much wider it is. */
  function centre(scope, rows) {
    const slots = rows.flatMap((row) => row.slots);
    const least = (of) => slots.reduce((least, slot) => Math.min(least, of(slot)), Infinity);
    const most = (of) => slots.reduce((most, slot) => Math.max(most, of(slot)), -Infinity);
    const [wasLeft, left] = [least((slot) => slot.x - slot.wasLeft), least((slot) => slot.at - slot.left)];
    const [wasRight, right] = [most((slot) => slot.x + slot.wasRight), most((slot) => slot.at + slot.right)];
    const [width, , title] = scope.plan.size;
    const wider = right - left - (wasRight - wasLeft);
    const spare = Math.max(0, title - width - wider);
    for (const slot of slots) slot.at += wasLeft - left + spare / 2;
    return wider + spare;
  }

  /** Moves the elements of a scope to their places. */
  function draw(scope) {
    scope.items.forEach((item, index) => {
      const height = scope.sizes[index][1];
      const { slot, row } = scope.boxes[index];
      const corner = (scope.corners ??= [])[index] = [slot.at - slot.left, (row.top + row.bottom - height) / 2];
      item.setAttribute("transform", `translate(${corner.map(short).join(" ")})`);
      if (scope.scopes[index]?.isOpen) draw(scope.scopes[index]);
    });
    if (scope.frame) drawFrame(scope);
    const touches = touchesOf(scope);
    let label = 0;
    scope.plan.lines.forEach((line, index) => {
      drawLine(scope, line, index, touches);
      if (line[5]) moveLabel(scope.labels[label++], scope.courses[index][line[5][0]], line[5][1]);
    });
  }

  function drawFrame({ frame, closer, size: [width, height] }) {
    const rect = frame.querySelector("rect");
    rect.setAttribute("width", short(width));
    rect.setAttribute("height", short(height));
    closer.setAttribute("transform", `translate(${short(width - 14)} 14)`);
  }

  function moveLabel(text, { slot, row }, aside) {
    text.setAttribute("x", short(slot.at + aside));
    text.setAttribute("y", short((row.top + row.bottom) / 2 + 3.5));
  }

  function drawLine(scope, line, index, touches) {
    const [tensor, upper, lower, isBack] = line;
    const [path, tip] = scope.lines.children[index].children;
    if (upper === lower) {
      const [[x, y], { slot, row }] = [scope.plan.items[upper], scope.boxes[upper]];
      const moved = [slot.at - x, (row.top + row.bottom) / 2 - y];
      return scope.lines.children[index].setAttribute("transform", `translate(${moved.map(short).join(" ")})`);
    }
    const from = touch(scope, upper, "v", shareOf(line, index, "v"), tensor, touches);
    const to = touch(scope, lower, "^", shareOf(line, index, "^"), tensor, touches);
    const points = [from, [from[0], scope.boxes[upper]?.row.bottom ?? from[1]]];
    for (const { slot, row } of scope.courses[index]) points.push([slot.at, row.top], [slot.at, row.bottom]);
    points.push([to[0], scope.boxes[lower]?.row.top ?? to[1]], to);
    path.setAttribute("d", bent(points));
    if (!tip) return;
    const target = isBack ? upper : lower;
    tip.setAttribute("transform", `translate(${(isBack ? from : to).map(short).join(" ")})`);
    tip.setAttribute("display", scope.scopes[target]?.isOpen ? "none" : "inline");
  }

  /** What shares a place at a box: everything that one output goes to, or one input alone. */
  function shareOf([tensor, , , isBack], index, side) {
    return (side === "v") !== Boolean(isBack) ? tensor : index;
  }

  /** Where lines touch boxes: straight below or above their next bend, but apart from each other. */
  function touchesOf(scope) {
    const wanted = new Map();
    scope.plan.lines.forEach((line, index) => {
      const course = scope.courses[index];
      for (const [end, side, bend] of [[line[1], "v", course[0]], [line[2], "^", course.at(-1)]]) {
        if (typeof end !== "number" || line[1] === line[2]) continue;
        const middle = scope.boxes[end].slot.at;
        const x = bend?.slot.at ?? middle;
        const places = wanted.get(end + side) ?? new Map();
        const share = shareOf(line, index, side);
        const known = places.get(share);
        if (known === undefined || Math.abs(x - middle) < Math.abs(known - middle)) places.set(share, x);
        wanted.set(end + side, places);
      }
    });
    for (const [key, places] of wanted) spread(scope, parseInt(key), places);
    return wanted;
  }

  function spread(scope, item, places) {
    const [middle, width] = [scope.boxes[item].slot.at, scope.sizes[item][0]];
    const corner = Math.min(CORNER, width / 2);
    const [left, right] = [middle - width / 2 + corner, middle + width / 2 - corner];
    const apart = Math.min((right - left) / Math.max(1, places.size - 1), APART);
    const order = [...places].sort((one, other) => one[1] - other[1]);
    let least = left;
    for (const place of order) {
      place[1] = Math.min(Math.max(place[1], Math.min(least, right)), right);
      least = place[1] + apart;
    }
    let most = right;
    for (const place of order.reverse()) {
      place[1] = Math.min(place[1], most);
      most = place[1] - apart;
      places.set(...place);
    }
  }

  function touch(scope, end, side, share, tensor, touches) {
    if (typeof end !== "number") return [scope.ports[end], end[0] === "^" ? 0 : scope.size[1]];
    const inner = scope.scopes[end];
    const [x, y] = scope.corners[end];
    const edge = side === "^" ? y : y + scope.sizes[end][1];
    const port = inner?.isOpen ? inner.ports[side + tensor] : undefined;
    return [port === undefined ? touches.get(end + side).get(share) : x + port, edge];
  }

  /** A curve that is vertical at each point. */
  function bent(points) {
    let [path, before] = ["", null];
    for (const [x, y] of points) {
      const middle = before && short((before[1] + y) / 2);
      if (!before) path += `M${short(x)} ${short(y)}`;
      else if (Math.abs(before[0] - x) < 0.05) path += `V${short(y)}`;
      else path += `C${short(before[0])} ${middle} ${short(x)} ${middle} ${short(x)} ${short(y)}`;
      before = [x, y];
    }
    return path;
  }

  function short(number) {
    return Math.round(number * 10) / 10;
  }

  /** Adds the sign that says whether a click opens or shuts. */
  function addSign(element, isOpener, x, y) {
    const sign = document.createElementNS(SVG, "g");
    sign.setAttribute("class", "sign");
    sign.setAttribute("transform", `translate(${x} ${y})`);
    sign.innerHTML = `<circle r="6.5"/><path d="M-3 0h6${isOpener ? "M0-3v6" : ""}"/>`;
    return element.appendChild(sign);
  }

  /** Makes an element a button, for the mouse and for the keyboard. */
  function makeButton(button, label, isOpener, act) {
    const is = { tabindex: 0, role: "button", "aria-expanded": !isOpener, "aria-label": label };
    for (const [name, value] of Object.entries(is)) button.setAttribute(name, value);
    button.classList.add("handle");
    button.addEventListener("click", act);
    button.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      act();
    });
    return button;
  }

  /** A box opens by a click anywhere on it, a frame shuts by its sign or its title. */
  function addHandles(scope, act) {
    const box = scope.shut.firstElementChild;
    const title = scope.frame.querySelector("text");
    addSign(box, true, Number(scope.group.dataset.box.split(" ")[0]) - 3, 3);
    scope.opener = makeButton(box, `Open ${title.textContent}`, true, act);
    const sign = addSign(scope.frame, false, scope.plan.size[0] - 14, 14);
    scope.closer = makeButton(sign, `Close ${title.textContent}`, false, act);
    title.classList.add("handle");
    title.addEventListener("click", act);
  }

  function setOpen(scope, isOpen) {
    scope.isOpen = isOpen;
    scope.shut.setAttribute("display", isOpen ? "none" : "inline");
    scope.open.setAttribute("display", isOpen ? "inline" : "none");
  }

  function everyScope(scope, visit) {
    for (const inner of scope.scopes) {
      if (!inner) continue;
      visit(inner);
      everyScope(inner, visit);
    }
  }

  /** Opens and shuts the scopes of a graph on clicks; calls `changed` with the new size. */
  function fold(svg, changed) {
    const root = scopeOf(svg.querySelector("g"), false);
    svg.setAttribute("role", "group"); // what is in an image would not be read out
    const all = [];
    const redraw = () => {
      arrange(root);
      draw(root);
      changed(root.size);
    };
    const toggle = (scope) => {
      const was = scope.group.getBoundingClientRect();
      setOpen(scope, !scope.isOpen);
      redraw();
      // What was clicked stays under the pointer.
      const { left, top } = scope.group.getBoundingClientRect();
      svg.parentElement.scrollBy({ left: left - was.left, top: top - was.top, behavior: "instant" });
      (scope.isOpen ? scope.closer : scope.opener).focus({ preventScroll: true });
    };
    everyScope(root, (scope) => {
      all.push(scope);
      addHandles(scope, () => toggle(scope));
    });
    const setAll = (isOpen) => {
      for (const scope of all) setOpen(scope, isOpen(scope));
      redraw();
    };
    return { setAll, hasScopes: all.length > 0 };
  }

  /** Zooms with buttons, keys and the wheel; moves by scrolling and dragging. */
  function zoomer(view, svg) {
    const { width, height } = svg.viewBox.baseVal;
    const state = { size: [width, height], zoom: 1 };
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
      show();
      view.scrollTo(left * by - x, top * by - y);
    };
    const fit = () => {
      const [width, height] = state.size;
      zoomTo(Math.min(view.clientWidth / width, (0.85 * innerHeight) / height, 1));
    };
    const begin = () => {
      state.zoom = Math.min(1, Math.max(view.clientWidth / state.size[0], 0.4));
      show();
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
}
