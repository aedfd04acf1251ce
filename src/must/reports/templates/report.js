// What a report can do besides being read: find and sort, open all tables, show one part at a time. It is complete without any of this.
"use strict";
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);
  for (const tool of all(".tools, .js-present")) tool.hidden = false;

  const rows = all(".all li, .tree li");
  const groups = all(".all > div");
  const find = one("#find");
  const none = one(".js-none");
  const narrow = () => {
    const wanted = find.value.trim().toLocaleLowerCase();
    for (const row of rows) row.hidden = !(row.querySelector("a") ?? row).textContent.toLocaleLowerCase().includes(wanted);
    for (const group of groups) group.hidden = !group.querySelector("li:not([hidden])");
    const words = rows.some((row) => !row.hidden) ? "" : none.dataset.words;
    if (none.textContent !== words) none.textContent = words;
  };
  find?.addEventListener("input", narrow);

  const order = one("#order");
  const homes = rows.map((row) => row.parentNode);
  order?.addEventListener("change", () => {
    const way = { challenge: 1, favourable: -1 }[order.value];
    const place = (row) => (row.dataset.place === undefined ? Infinity : way * row.dataset.place);
    const towards = (a, b) => (place(a) === place(b) ? 0 : place(a) - place(b));
    if (way) homes[0].append(...[...rows].sort(towards));
    else rows.forEach((row, at) => homes[at].append(row));
    one(".all").classList.toggle("sorted", Boolean(way));
    narrow();
  });

  const tables = one(".js-tables");
  const labels = tables && [tables.textContent, tables.dataset.close];
  let open = false;
  tables?.addEventListener("click", () => {
    open = !open;
    for (const table of all("details")) table.open = open;
    tables.textContent = labels[Number(open)];
  });

  const bar = one(".present");
  const begin = one(".js-present");
  if (!begin) return;
  const parts = all(".front, .points, .steps, .overview, .factor, .complaint");
  let at = -1;
  const show = (next) => {
    at = Math.min(Math.max(next, 0), parts.length - 1);
    for (const part of parts) part.classList.toggle("shy", part !== parts[at]);
    for (const chapter of all(".chapter, .health")) chapter.classList.toggle("shy", !chapter.contains(parts[at]));
    one(".js-where").textContent = `${at + 1} / ${parts.length}`;
    one(".js-back").disabled = at === 0;
    one(".js-next").disabled = at === parts.length - 1;
    scrollTo({ top: 0, behavior: "instant" });
    parts[at].focus({ preventScroll: true });
  };
  const switchTo = (presenting) => {
    document.documentElement.classList.toggle("presenting", presenting);
    bar.hidden = !presenting;
  };
  const end = () => {
    const last = parts[at];
    at = -1;
    switchTo(false);
    for (const shy of all(".shy")) shy.classList.remove("shy");
    last.scrollIntoView({ behavior: "instant" });
    last.focus({ preventScroll: true });
  };
  begin.addEventListener("click", () => { switchTo(true); show(0); });
  one(".js-back").addEventListener("click", () => show(at - 1));
  one(".js-next").addEventListener("click", () => show(at + 1));
  one(".js-end").addEventListener("click", end);
  addEventListener("keydown", (event) => {
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey || event.target.closest(".scroll")) return;
    if (event.key === "Escape") end();
    else if (["ArrowRight", "PageDown"].includes(event.key)) show(at + 1);
    else if (["ArrowLeft", "PageUp"].includes(event.key)) show(at - 1);
    else return;
    event.preventDefault();
  });
  // In the presentation a link to a factor leads to its part.
  addEventListener("hashchange", () => {
    const wanted = parts.indexOf(document.getElementById(decodeURIComponent(location.hash.slice(1))));
    if (at >= 0 && wanted >= 0) show(wanted);
  });
})();
