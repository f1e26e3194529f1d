// Shows a newer report when there is one, with what the reader has chosen as it was.

const KEPT = "nnviz-choices";
const fieldsOf = () => [...document.querySelectorAll("#controls input, #controls select")];
const keyOf = (field, at) => field.name || `run-${field.dataset.run ?? at}`;
const isBox = (field) => field.type === "checkbox";

function keep() {
  const kept = fieldsOf().map((field, at) => [keyOf(field, at), isBox(field) ? field.checked : field.value]);
  sessionStorage.setItem(KEPT, JSON.stringify(Object.fromEntries(kept)));
}

function restore() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
  fieldsOf().forEach((field, at) => {
    const value = kept[keyOf(field, at)];
    if (value === undefined || value === (isBox(field) ? field.checked : field.value)) return;
    if (isBox(field)) return field.click();
    field.value = value;
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  });
}

async function look() {
  try {
    const answer = await fetch("/version");
    if (Number(await answer.text()) !== VERSION) {
      keep();
      return location.reload();
    }
  } catch {
    // The server has ended: what is on the page stays.
    return;
  }
  setTimeout(look, 2000);
}

restore();
setTimeout(look, 2000);
