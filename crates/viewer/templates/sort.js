// A click on the head of a column sorts the table by it; another click turns it round.

for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  if (body.rows.length < 2) continue;
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const direction = head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
      for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", direction);
      body.append(...sorted([...body.rows], column, direction === "ascending" ? 1 : -1));
    });
  });
}

/** Numbers by their size, before texts; what is not there comes last in both directions. */
function sorted(rows, column, sign) {
  const key = (row) => row.cells[column].dataset.key ?? row.cells[column].textContent.trim();
  const isEmpty = (text) => text === "" || text === "–" || text === "NaN";
  const compare = (a, b) => {
    if (isEmpty(a) || isEmpty(b)) return isEmpty(a) - isEmpty(b);
    const [x, y] = [Number(a.replace("inf", "Infinity")), Number(b.replace("inf", "Infinity"))];
    const isNumber = !Number.isNaN(x) && !Number.isNaN(y);
    return sign * (isNumber ? Math.sign(x - y) || 0 : a.localeCompare(b, "en", { numeric: true }));
  };
  return rows.sort((a, b) => compare(key(a), key(b)));
}
