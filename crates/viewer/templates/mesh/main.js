// A mesh that is in sight can be turned; all steps of it are seen from the same place.

function enlivenMesh(card, camera) {
  const mesh = card.querySelector(".mesh[data-vertices]");
  if (!mesh) return;
  const known = mesh.querySelector("canvas");
  const canvas = known ?? document.createElement("canvas");
  const solid = mesh.solid ?? solidOf(mesh.dataset);
  mesh.solid = solid;
  const draw = () => drawSolid(canvas, solid, camera);
  if (!known) {
    Object.assign(canvas, { width: 960, height: 720, tabIndex: 0 });
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `${mesh.querySelector("img").alt}. Arrow keys turn it, plus and minus zoom, 0 resets.`);
    mesh.prepend(canvas);
    turnWith(canvas, camera, draw);
  }
  draw();
}

const near = new IntersectionObserver((changes) => {
  for (const { target, isIntersecting } of changes) {
    if (!isIntersecting) continue;
    near.unobserve(target);
    const camera = { ...BEGIN };
    enlivenMesh(target, camera);
    // The slider of the steps has put another mesh there.
    target.addEventListener("input", () => enlivenMesh(target, camera));
  }
});
for (const card of document.querySelectorAll("#meshes .card")) near.observe(card);
