// Moves the elements of a scope to the places that were found, and bends its lines anew.

const CORNER = 12; // how near to the corners of a box lines end
const APART = 12; // between the ends of lines at one box

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
