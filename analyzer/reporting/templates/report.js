"use strict";
(() => {
  const byId = (id) => document.getElementById(id);

  // Hidden names leave the page itself, so that no copy, print or saved page holds them; they come back when asked for.
  const names = new Map();
  byId("anonymous").addEventListener("change", (event) => {
    for (const node of document.querySelectorAll(".who")) {
      if (event.target.checked) names.set(node, node.textContent);
      node.textContent = event.target.checked ? "（隐去）" : names.get(node);
    }
  });

  // A link to something folded opens what it lies in.
  const reveal = () => {
    const target = location.hash && byId(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
    target.scrollIntoView({ block: target.tagName === "DETAILS" ? "start" : "center" });
  };
  addEventListener("hashchange", reveal);
  reveal();

  // Pointing at a claim lights its text, and the other way round.
  const light = (on) => (event) => {
    const place = event.target.closest("[data-marks], .claims > li[id], .side[data-row]");
    if (!place) return;
    if (place.dataset.marks) place.dataset.marks.trim().split(" ").forEach((id) => byId(id)?.classList.toggle("on", on));
    else if (place.dataset.row) place.parentElement.querySelectorAll(`[data-row="${place.dataset.row}"]`).forEach((side) => side.classList.toggle("on", on));
    else document.querySelectorAll(`[data-marks~="${place.id}"]`).forEach((mark) => mark.classList.toggle("on", on));
  };
  for (const [name, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]])
    document.addEventListener(name, light(on));

  const table = byId("proposals");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const range = { low: 0, high: 101, bar: null };
  const filter = () => {
    const search = byId("search").value.trim().toLowerCase();
    const only = byId("only").value;
    let shown = 0;
    rows.forEach((row) => {
      const score = Number(row.dataset.score);
      const fits = row.textContent.toLowerCase().includes(search) && (!only || row.dataset.is.split(" ").includes(only)) && score >= range.low && score < range.high;
      row.hidden = !fits;
      shown += fits;
    });
    byId("shown").textContent = shown === rows.length ? `${shown} 件` : `${shown} 件，共 ${rows.length} 件`;
  };
  byId("search").addEventListener("input", filter);
  byId("only").addEventListener("change", filter);
  const choose = (bar) => {
    range.bar?.classList.remove("on");
    range.bar = range.bar === bar ? null : bar;
    range.bar?.classList.add("on");
    range.low = range.bar ? Number(bar.dataset.low) : 0;
    range.high = range.bar ? (bar.dataset.high === "100" ? 101 : Number(bar.dataset.high)) : 101;
    filter();
  };
  byId("reset").addEventListener("click", () => {
    byId("search").value = byId("only").value = "";
    choose(range.bar);
  });
  document.querySelectorAll("svg .bar").forEach((bar) => {
    bar.addEventListener("click", () => choose(bar));
    bar.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(bar); } });
  });
  const compare = new Intl.Collator("zh-CN", { numeric: true }).compare;
  Array.from(table.tHead.rows[0].cells).forEach((head, column) => head.addEventListener("click", () => {
    const down = head.getAttribute("aria-sort") === "ascending" || (head.classList.contains("number") && head.getAttribute("aria-sort") !== "descending");
    Array.from(head.parentElement.cells).forEach((cell) => cell.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const keyed = rows.map((row) => [row.cells[column].textContent, row]);
    keyed.sort((a, b) => (down ? -1 : 1) * compare(a[0], b[0]));
    body.append(...keyed.map(([, row]) => row));
  }));
})();
