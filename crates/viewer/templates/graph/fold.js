// Scopes open and shut, by the mouse and by the keyboard.

const SVG = "http://www.w3.org/2000/svg";

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
