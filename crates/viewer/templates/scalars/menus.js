// What opens above the scalars shuts by itself: on a click beside it, and on Escape.

function shutMenus() {
  for (const menu of controls.querySelectorAll(".choose")) {
    addEventListener("pointerdown", (event) => {
      if (menu.open && !menu.contains(event.target)) menu.open = false;
    });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }
}
