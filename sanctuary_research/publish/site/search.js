"use strict";
(() => {
  const MOST = 50;
  const KINDS = ["report", "data table", "figure", "table", "section", "column"];
  const get = (id) => document.getElementById(id);
  const form = get("search"), input = get("words"), results = get("results");
  const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const entries = JSON.parse(get("entries").textContent).map((row) => {
    const [kind, title, whole, address, text] = row;
    const name = plain(title), also = plain(name.replaceAll("_", " ") + " " + whole + " " + text);
    return { kind, title, whole, address, text, name, all: name + " " + also };
  });

  function points(entry, words) {
    let sum = KINDS.indexOf(entry.kind);
    for (const word of words) {
      if (!entry.all.includes(word)) return null;
      if (entry.name === word) sum -= 100;
      else if (entry.name.startsWith(word)) sum -= 60;
      else if (entry.name.includes(word)) sum -= 40;
    }
    return sum;
  }

  function element(tag, text, name) {
    const made = document.createElement(tag);
    made.textContent = text;
    if (name) made.className = name;
    return made;
  }

  function around(text, word) {
    const at = plain(text).indexOf(word);
    if (at < 0) return text.slice(0, 140) + (text.length > 140 ? "\u2026" : "");
    const from = Math.max(0, at - 50), to = at + 90;
    return (from ? "\u2026" : "") + text.slice(from, to) + (to < text.length ? "\u2026" : "");
  }

  function item(entry, words) {
    const made = document.createElement("li");
    const link = element("a", entry.title);
    link.href = entry.address;
    const place = KINDS.indexOf(entry.kind) < 2 ? "" : " in " + entry.whole;
    made.append(link, element("span", entry.kind + place, "kind"));
    const said = plain(entry.text);
    if (said) made.append(element("p", around(entry.text, words.find((w) => said.includes(w)))));
    return made;
  }

  function show() {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    const found = words.length ? entries
      .map((entry) => ({ entry, points: points(entry, words) }))
      .filter((one) => one.points !== null)
      .sort((a, b) => a.points - b.points) : [];
    results.replaceChildren(...found.slice(0, MOST).map((one) => item(one.entry, words)));
    get("everything").hidden = found.length > 0;
    const many = found.length === 1 ? "1 result" : found.length + " results";
    const first = found.length > MOST ? ", the first " + MOST + " shown" : "";
    get("count").textContent = words.length ? many + first : "";
    history.replaceState(null, "", words.length ? "#q=" + encodeURIComponent(input.value) : "#");
  }

  let wait = 0;
  input.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(show, 120);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const first = results.querySelector("a");
    if (first) first.focus();
  });
  form.hidden = false;
  get("no-script").remove();
  if (location.hash.startsWith("#q=")) {
    try {
      input.value = decodeURIComponent(location.hash.slice(3));
      show();
    } catch (error) {
      input.value = "";
    }
  }
  input.focus();
})();
