// Points to paths, with no more of them than there are pixels; every peak stays.

/** The path of a curve: of each column of pixels the first, the least, the greatest and the last point. */
function pathOf(xs, ys) {
  let path = "";
  let pen = "M";
  let column = null;
  const put = (at) => {
    path += `${pen}${xs[at].toFixed(1)} ${ys[at].toFixed(1)}`;
    pen = "L";
  };
  const flush = () => {
    if (column) for (const at of new Set([column.first, ...[column.low, column.high].sort((a, b) => a - b), column.last])) put(at);
    column = null;
  };
  for (let at = 0; at < xs.length; at += 1) {
    if (!Number.isFinite(ys[at]) || !Number.isFinite(xs[at])) {
      flush();
      pen = "M";
      continue;
    }
    const pixel = Math.round(xs[at]);
    if (column?.pixel !== pixel) {
      flush();
      column = { pixel, first: at, low: at, high: at, last: at };
    }
    if (ys[at] < ys[column.low]) column.low = at;
    if (ys[at] > ys[column.high]) column.high = at;
    column.last = at;
  }
  flush();
  // A point between two breaks is a dot: a line of no length with round ends.
  return path.replace(/(M[-\d.]+ [-\d.]+)(?=M|$)/g, "$1h0");
}

/** What lies between two rows of values; where one of them is missing the band is broken. */
function bandOf(xs, lower, upper) {
  let path = "";
  let piece = [];
  const flush = () => {
    const point = (ys) => (at) => `${xs[at].toFixed(1)} ${ys[at].toFixed(1)}`;
    if (piece.length > 1) path += `M${[...piece.map(point(lower)), ...piece.reverse().map(point(upper))].join("L")}z`;
    piece = [];
  };
  for (let at = 0; at < xs.length; at += 1) {
    if ([xs[at], lower[at], upper[at]].every(Number.isFinite)) piece.push(at);
    else flush();
  }
  flush();
  return path;
}
