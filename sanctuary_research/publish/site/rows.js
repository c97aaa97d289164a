"use strict";
// Filters and sorts the rows of a table; without a script they stand as they are in the file.
(() => {
  const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const number = (text) => Number(text.replaceAll(",", "").replace("\u2212", "-"));
  const value = (row, at) => row.cells[at].textContent.trim();

  function sorted(rows, at, isDown) {
    const keys = new Map(rows.map((row) => [row, value(row, at)]));
    const isNumeric = rows.every((row) => !Number.isNaN(number(keys.get(row))));
    const compare = isNumeric
      ? (a, b) => number(keys.get(a)) - number(keys.get(b))
      : (a, b) => keys.get(a).localeCompare(keys.get(b), "en", { numeric: true });
    const known = rows.filter((row) => keys.get(row)).sort(compare);
    return [...(isDown ? known.reverse() : known), ...rows.filter((row) => !keys.get(row))];
  }

  function sortable(table, whole) {
    for (const [at, head] of [...table.tHead.rows[0].cells].entries()) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
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

  // A code is told where it is pointed at, with what the codebook above says of its column.
  function told(rows) {
    for (const [at, head] of [...body.parentElement.tHead.rows[0].cells].entries()) {
      const column = document.getElementById("column-" + head.textContent);
      const codes = new Set([...column?.querySelectorAll(".small code") ?? []].map((one) => one.textContent));
      for (const row of codes.size ? rows : []) {
        const code = value(row, at).replaceAll(" ", "_");
        if (codes.has(code)) row.cells[at].title = code + "\n" + column.cells[2].firstChild.textContent;
      }
    }
  }

  // Each row's key, or a mark behind it, leads to the row: its address, and its sources.
  function named(rows) {
    for (const row of rows) {
      const name = row.id || row.dataset.row;
      if (!name) continue;
      const link = document.createElement("a"), isLed = row.cells[0].querySelector("a");
      link.href = "#" + encodeURIComponent(name);
      link.append(...isLed ? ["#"] : row.cells[0].childNodes);
      if (isLed) link.ariaLabel = "This row and its sources";
      row.cells[0].append(isLed ? " " : "", link);
    }
  }

  // Under the row that the address names: its sources in full, as the list below has them.
  const listed = [...document.querySelectorAll("#listed > li")];
  function detailed(row) {
    const links = [...row.querySelectorAll("a")], list = document.createElement("ul");
    const own = listed.filter((one) => links.some(
      (link) => link.hash === "#" + one.id || link.href === one.lastElementChild.href));
    const isOfAll = listed[0]?.parentElement.dataset.of === "all";
    for (const one of isOfAll ? listed : own) list.append(one.cloneNode(true));
    for (const one of list.children) one.removeAttribute("id");
    const detail = document.createElement("tr"), told = document.createElement("div");
    const command = document.createElement("code");
    const key = row.id.slice(4), isBare = /^[\w@%+=:,.\/-]+$/.test(key);
    const shell = isBare ? key : "'" + key.replaceAll("'", "'\"'\"'") + "'";
    command.textContent = `sanctuary show ${document.querySelector(".kicker code").textContent} ${shell}`;
    const heads = [...row.closest("table").tHead.rows[0].cells].map((head) => head.textContent);
    const named = row.cells[heads.findIndex((text) => text.startsWith("rows that name it"))];
    told.append(list.children.length ? "Its sources:" : "", list);
    if (named?.textContent) told.append("Named by: ", ...named.cloneNode(true).childNodes, document.createElement("br"));
    told.append("In words: ", command);
    detail.className = "detail";
    detail.insertCell().colSpan = row.cells.length;
    detail.cells[0].append(told);
    row.after(detail);
  }

  // The rows that stand packed in the page: these, or all.
  let held, columns;
  async function unpacked(names) {
    if (!packed) return;
    if (!held) {
      const bytes = Uint8Array.from(atob(packed.textContent), (letter) => letter.charCodeAt(0));
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
      columns = (await new Response(stream).text()).split("\x1f").map((column) => column.split("\x1e"));
      held = new Map(columns.shift().map((name, at) => [name, at]));
    }
    const found = (names ?? [...held.keys()]).filter((name) => held.has(name));
    const template = document.createElement("template");
    template.innerHTML = "<table>" + found.map(
      (name) => "<tr>" + columns.map((column) => column[held.get(name)]).join("")).join("") + "</table>";
    const rows = [...template.content.querySelectorAll("tr")];
    for (const [at, name] of found.entries()) {
      rows[at].id = name;
      held.delete(name);
    }
    told(rows);
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
  const made = document.createElement("p"), label = document.createElement("label");
  const input = document.createElement("input"), count = document.createElement("span");
  const back = document.createElement("a");
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
      made.scrollIntoView();
      count.textContent = "reading rows\u2026 ";
      await new Promise((done) => setTimeout(done, 50));  // until this is drawn
      await unpacked(names ?? [name]);
    }
    show();
    const row = isRow && document.getElementById(name);
    if (row) detailed(row);
    const lacking = (isPacked && !row ? [name] : names ?? []).filter((one) => !document.getElementById(one));
    if (lacking.length) count.prepend(`This page has no row ${lacking.map((one) => one.slice(4)).join(", ")} `);
    if (row && isPacked && fold) fold.open = true;
    if (row && isPacked) location.replace(location.hash);
    if (names) made.scrollIntoView();
  }

  back.href = "#sample";
  back.textContent = "show all";
  made.className = "filter small";
  label.htmlFor = input.id = "filter";
  label.textContent = `Filter ${fold ? "all " : ""}${body.rows.length.toLocaleString("en")} rows by words; a click on a heading sorts them, on a key shows a row's sources `;
  input.type = "search";
  input.autocomplete = "off";
  count.setAttribute("role", "status");
  made.append(label, input, " ", count);
  input.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(show, 120);
  });
  if (packed) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `Add the other ${Number(packed.dataset.rows).toLocaleString("en")} rows`;
    button.addEventListener("click", async () => {
      await unpacked();
      button.remove();
      show();
    });
    made.append(" ", button);
  }
  document.querySelector(".rows").prepend(made);
  for (const table of document.querySelectorAll("table.sample")) {
    named(table.tBodies[0].rows);
    told(table.tBodies[0].rows);
    sortable(table, fold && !fold.contains(table) ? fold : null);
  }
  addEventListener("hashchange", arrived);
  arrived();
})();
