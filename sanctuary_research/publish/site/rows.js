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
        body.append(...sorted([...body.rows], at, isDown));
      });
    }
  }

  // The field stands above the first rows, and opens the fold with all of them.
  function filterable(fold) {
    const rows = [...fold.querySelector("tbody").rows].map((row) => [row, plain(row.textContent)]);
    const made = document.createElement("p");
    const label = document.createElement("label"), input = document.createElement("input");
    const count = document.createElement("span");
    made.className = "filter small";
    label.htmlFor = input.id = "filter";
    label.textContent = "Filter all " + rows.length.toLocaleString("en") +
      " rows by words; a click on a heading sorts them ";
    input.type = "search";
    input.autocomplete = "off";
    count.setAttribute("role", "status");
    made.append(label, input, " ", count);
    let wait = 0;
    const filter = () => {
      const words = plain(input.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const [row, text] of rows) {
        row.hidden = !words.every((word) => text.includes(word));
        if (!row.hidden) shown += 1;
      }
      if (words.length) fold.open = true;
      count.textContent = words.length ? shown + " of " + rows.length + " rows" : "";
    };
    input.addEventListener("input", () => {
      clearTimeout(wait);
      wait = setTimeout(filter, 120);
    });
    addEventListener("hashchange", () => {
      input.value = "";
      filter();
    });
    fold.parentElement.prepend(made);
  }

  const fold = document.querySelector(".rows > .all");
  for (const table of document.querySelectorAll("table.sample")) {
    sortable(table, fold && !fold.contains(table) ? fold : null);
  }
  if (fold) filterable(fold);
})();
