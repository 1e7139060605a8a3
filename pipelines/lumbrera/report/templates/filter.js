"use strict";
(() => {
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const cases = [...document.querySelectorAll(".case")].map((node) => ({
    node, text: plain(node.textContent), rules: node.dataset.rules.split(" "),
  }));
  window.addEventListener("beforeprint", () => {
    if (document.getElementById("brief")?.checked) return;
    document.querySelectorAll(".case details").forEach((d) => { d.open = true; });
  });
  const reveal = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (target) target.querySelectorAll("details").forEach((d) => { d.open = true; });
  };
  window.addEventListener("hashchange", reveal);
  reveal();
  if (!cases.length) return;
  const query = document.getElementById("q");
  const rule = document.getElementById("r");
  const count = document.getElementById("count");
  const open = document.getElementById("open");
  document.querySelector(".filter").hidden = false;
  const apply = () => {
    const words = plain(query.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const item of cases) {
      const fits = words.every((word) => item.text.includes(word))
        && (!rule.value || item.rules.includes(rule.value));
      item.node.hidden = !fits;
      shown += fits;
    }
    count.textContent = words.length || rule.value ? `${shown} de ${cases.length} casos` : "";
  };
  query.addEventListener("input", apply);
  rule.addEventListener("change", apply);
  open.addEventListener("click", () => {
    const closing = open.dataset.state === "open";
    for (const { node } of cases) if (!node.hidden) node.querySelector("details").open = !closing;
    open.dataset.state = closing ? "" : "open";
    open.textContent = closing ? "Abrir todos" : "Cerrar todos";
  });
})();
