"use strict";
// Filters and sorts the rows of a table; without a script they stand as they are in the file.
(() => {
  const order = new Intl.Collator("en", { numeric: true });

  function sorted(rows, at, isDown) {
    const keys = new Map(rows.map((row) => [row, row.cells[at].textContent.trim()]));
    const isNumeric = rows.every((row) => !Number.isNaN(Number(keys.get(row))));
    const compare = isNumeric ? (a, b) => a - b : order.compare;
    const known = rows.filter((row) => keys.get(row));
    known.sort((a, b) => compare(keys.get(a), keys.get(b)));
    return [...(isDown ? known.reverse() : known), ...rows.filter((row) => !keys.get(row))];
  }

  function sortable(table, whole) {
    for (const [at, head] of [...table.tHead.rows[0].cells].entries()) {
      const button = made("button", { type: "button", className: "sort" }, ...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        if (whole) {
          const same = whole.querySelectorAll(".sort")[at];
          whole.open = true;
          same.click();
          same.focus();
          return;
        }
        const isDown = head.getAttribute("aria-sort") === "ascending";
        for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", isDown ? "descending" : "ascending");
        const body = table.tBodies[0];
        document.querySelector(".detail")?.remove();
        body.append(...sorted([...body.rows], at, isDown));
      });
    }
  }

  // Each row's key, or a mark behind it, leads to the row: its address, and its sources.
  function named(rows) {
    for (const row of rows) {
      const name = row.id || row.dataset.row;
      if (!name) continue;
      const isLed = row.cells[0].querySelector("a"), href = "#" + encodeURIComponent(name);
      const link = made("a", { href }, ...isLed ? ["#"] : row.cells[0].childNodes);
      if (isLed) link.ariaLabel = "This row and its sources";
      row.cells[0].append(isLed ? " " : "", link);
    }
  }

  // Under the row that the address names: its sources in full, as the list below has them.
  const listed = [...document.querySelectorAll("#listed > li")];
  function detailed(row) {
    const links = [...row.querySelectorAll("a")];
    const own = listed.filter((one) => links.some(
      (link) => link.hash === "#" + one.id || link.href === one.lastElementChild.href));
    const isOfAll = listed[0]?.parentElement.dataset.of === "all";
    const list = made("ul", {}, ...(isOfAll ? listed : own).map((one) => one.cloneNode(true)));
    for (const one of list.children) one.removeAttribute("id");
    const command = `sanctuary show ${document.querySelector(".kicker code").textContent} ${row.id.slice(4)}`;
    const heads = [...row.closest("table").tHead.rows[0].cells].map((head) => head.textContent);
    const named = row.cells[heads.findIndex((text) => text.startsWith("rows that name it"))];
    const told = made("div", {}, list.children.length ? "Its sources:" : "", list);
    if (named?.textContent) told.append("Named by: ", ...named.cloneNode(true).childNodes, made("br"));
    told.append("In words: ", made("code", { textContent: command }));
    row.after(made("tr", { className: "detail" }, made("td", { colSpan: row.cells.length }, told)));
  }

  // Rows that stand packed in the page.
  let held, columns;
  async function added(names) {
    if (!packed) return;
    if (!held) {
      const text = await unpacked(packed).text();
      columns = text.split("\x1f").map((column) => column.split("\x1e"));
      held = new Map(columns.shift().map((name, at) => [name, at]));
    }
    const found = names.filter((name) => held.has(name));
    const cells = (name) => columns.map((column) => column[held.get(name)]).join("");
    const innerHTML = `<table>${found.map((name) => "<tr>" + cells(name)).join("")}</table>`;
    const template = made("template", { innerHTML });
    const rows = [...template.content.querySelectorAll("tr")];
    for (const [at, name] of found.entries()) {
      rows[at].id = name;
      held.delete(name);
    }
    named(rows);
    body.append(...rows);
  }

  // "#rows=a,b;2012|c;2013": of each group the keys that each of the first and of the last make up.
  function asked() {
    if (!location.hash.startsWith("#rows=")) return null;
    return location.hash.slice(6).split("|").flatMap((group) => group.split(";").reduce(
      (all, part) => all.flatMap((one) => part.split(",").map((word) => one + "-" + decodeURIComponent(word))),
      ["row"]));
  }

  const fold = document.querySelector(".rows > .all"), packed = document.getElementById("packed");
  const body = (fold ?? document).querySelector("table.sample tbody");
  if (!body) return;
  const textContent = `Filter ${fold ? "all " : ""}${body.rows.length.toLocaleString("en")} rows by words; a click on a heading sorts them, on a key shows a row's sources `;
  const label = made("label", { htmlFor: "filter", textContent }), count = made("span", { role: "status" });
  const input = made("input", { id: "filter", type: "search", autocomplete: "off" });
  const filter = made("p", { className: "filter small" }, label, input, " ", count);
  const back = made("a", { href: "#sample", textContent: "show all" });
  const all = (body.rows.length + Number(packed?.dataset.rows ?? 0)).toLocaleString("en");
  const texts = new Map();  // of rows, as they are looked through
  let only = null, wait = 0;

  function show() {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    document.querySelector(".detail")?.remove();
    for (const row of body.rows) {
      if (words.length && !texts.has(row)) texts.set(row, plain(row.textContent));
      row.hidden = !(!only || only.has(row.id)) || !words.every((word) => texts.get(row).includes(word));
      if (!row.hidden) shown += 1;
    }
    const isPart = words.length || only;
    if (isPart && fold) fold.open = true;
    count.textContent = isPart ? `${shown.toLocaleString("en")} of ${all} rows ` : "";
    if (only) count.append(back);
  }

  async function arrived() {
    const names = asked(), name = decodeURIComponent(location.hash.slice(1));
    const isRow = name.startsWith("row-"), isPacked = isRow && !document.getElementById(name);
    if (!isRow || isPacked || document.getElementById(name).hidden) {
      input.value = "";
      only = names && new Set(names);
    }
    if (names || isPacked) {
      filter.scrollIntoView();
      count.textContent = "reading rows\u2026 ";
      await new Promise((done) => setTimeout(done, 50));  // until this is drawn
      await added(names ?? [name]);
    }
    show();
    const row = isRow && document.getElementById(name);
    if (row) detailed(row);
    const lacking = (isPacked && !row ? [name] : names ?? []).filter((one) => !document.getElementById(one));
    if (lacking.length) count.prepend(`This page has no row ${lacking.map((one) => one.slice(4)).join(", ")} `);
    if (row && isPacked && fold) fold.open = true;
    if (row && isPacked) location.replace(location.hash);
    if (names) filter.scrollIntoView();
  }

  input.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(show, 120);
  });
  document.querySelector(".rows").prepend(filter);
  for (const table of document.querySelectorAll("table.sample")) {
    named(table.tBodies[0].rows);
    sortable(table, fold && !fold.contains(table) ? fold : null);
  }
  addEventListener("hashchange", arrived);
  arrived();
})();
