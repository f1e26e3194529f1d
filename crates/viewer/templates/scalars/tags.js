// The filter of tags: cards of other tags go, and blocks that are left without a card.

function readTags() {
  const cards = [...document.querySelectorAll(".card[data-tag]")];
  const blocks = new Set(cards.map((card) => card.closest(".block")));
  filterOf(controls.querySelector("[name=tags]"), (expression) => {
    const isAll = expression.source === "(?:)";
    for (const card of cards) card.classList.toggle("filtered", !expression.test(card.dataset.tag));
    for (const block of blocks) {
      block.classList.toggle("filtered", [...block.querySelectorAll(".card")].every((card) => card.matches(".filtered")));
      // What is found must not stay folded away.
      if (block.matches("details") && !isAll && !block.matches(".filtered")) block.open = true;
    }
  });
}
