// Where everything in a scope goes when one in it has opened or shut. Each group with a plan is a scope: dagre's order of
// boxes and lines, as it was drawn. That order stays; what stands beside the scope makes room.

const ROOM = 16; // the least room between neighbours in a row
const LABEL_HEIGHT = 12;

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
