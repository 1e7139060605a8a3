(() => {
  const box = document.querySelector("#q");
  if (!box) return;
  const plain = (t) => t.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const rows = [...document.querySelectorAll("[data-find]")].map((row) => [row, plain(row.dataset.find)]);
  const count = document.querySelector("#count");
  box.closest("form").hidden = false;
  box.closest("form").addEventListener("submit", (e) => e.preventDefault());
  box.addEventListener("input", () => {
    const words = plain(box.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [row, text] of rows) {
      row.hidden = !words.every((w) => text.includes(w));
      shown += !row.hidden;
    }
    count.textContent = words.length ? `${shown} de ${rows.length}` : "";
  });
})();
