"use strict";
(() => {
  const SIZE = 50;
  const get = (id) => document.getElementById(id);
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const rows = JSON.parse(get("data").textContent);
  const total = Number(get("data").dataset.total);
  const number = (n) => n.toLocaleString("es-MX");
  const among = total > rows.length
    ? `los primeros ${number(rows.length)} casos, de ${number(total)} que hay; los demás, en casos.csv`
    : `${number(rows.length)} casos`;
  if (!rows.length) return;
  const texts = rows.map((r) => plain(`${r[2]} ${r[3]} ${r[9]} ${r[1]}`));
  const rules = rows.map((r) => r[6].split(" "));
  const inputs = ["q", "r", "t", "c"].map(get).filter(Boolean);
  const cards = document.querySelector(".cases");
  const results = document.querySelector(".results");
  const element = (tag, name, text) => {
    const node = document.createElement(tag);
    if (name) node.className = name;
    node.textContent = text;
    return node;
  };
  const item = ([rank, page, title, reason, amount, score, ruleIds, , change, who]) => {
    const node = element("li", "", "");
    node.value = rank;
    const name = element(page ? "a" : "span", "name", title);
    if (page) name.href = page;
    node.append(name, element("span", "tags", [who, ruleIds.replaceAll(" ", ", "),
      `puntaje ${score}`, amount, change].filter(Boolean).join(" · ")),
    element("span", "reason", reason));
    return node;
  };
  let found = [];
  let start = 0;
  const draw = () => {
    results.replaceChildren(...found.slice(start, start + SIZE).map((i) => item(rows[i])));
    get("turn").hidden = found.length <= SIZE;
    get("back").disabled = start === 0;
    get("on").disabled = start + SIZE >= found.length;
    const end = Math.min(start + SIZE, found.length);
    const part = found.length > SIZE ? ` (se muestran del ${start + 1} al ${end})` : "";
    get("count").textContent = `${number(found.length)} de ${among}${part}`;
  };
  const apply = () => {
    const words = plain(get("q").value).split(/\s+/).filter(Boolean);
    const rule = get("r").value, kind = get("t").value, change = get("c")?.value ?? "";
    const active = Boolean(words.length || rule || kind || change);
    cards.hidden = active;
    results.hidden = !active;
    start = 0;
    if (!active) { get("count").textContent = ""; get("turn").hidden = true; return; }
    found = [];
    for (let i = 0; i < rows.length; i++) {
      if ((!rule || rules[i].includes(rule)) && (!kind || rows[i][7] === kind)
        && (!change || rows[i][8] === change) && words.every((w) => texts[i].includes(w))) found.push(i);
    }
    draw();
  };
  const turn = (step) => { start += step; draw(); results.querySelector("a")?.focus(); };
  document.querySelector(".filter").hidden = false;
  for (const input of inputs) input.addEventListener("input", apply);
  get("clear").addEventListener("click", () => {
    for (const input of inputs) input.value = "";
    apply();
    get("q").focus();
  });
  get("back").addEventListener("click", () => turn(-SIZE));
  get("on").addEventListener("click", () => turn(SIZE));
  apply();
})();
