"use strict";
(() => {
  const MOST = 50;
  const KINDS = ["report", "place", "data table", "suit", "policy", "claim", "list", "threat",
    "federal action", "figure", "table", "order", "published estimate", "section", "column", "source"];
  const ASKING = new Set(("a an and are by did do does for from has have how in is it many much of on " +
    "or the to was were what when where which who why").split(" "));
  const get = (id) => document.getElementById(id);
  const form = get("search"), input = get("words"), results = get("results");
  const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const entries = JSON.parse(get("entries").textContent).map((row) => {
    const [kind, title, whole, address, text] = row;
    const name = plain(title), also = plain(name.replaceAll("_", " ") + " " + whole + " " + text);
    const parts = new Set((name + " " + also).split(/[^a-z0-9.]+/));
    return { kind, title, whole, address, text, name, parts, all: name + " " + also };
  });

  function points(entry, words) {
    let sum = KINDS.indexOf(entry.kind) + (entry.name === words.join(" ") ? -500 : 0);
    for (const word of words) {
      if (!entry.all.includes(word)) return null;
      if (entry.parts.has(word)) sum -= 50;
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
    const place = ["report", "data table", "place"].includes(entry.kind) ? "" : " in " + entry.whole;
    made.append(link, element("span", entry.kind + place, "kind"));
    const said = plain(entry.text);
    if (said) made.append(element("p", around(entry.text, words.find((w) => said.includes(w)))));
    return made;
  }

  // Whether two words differ by one letter: put in, left out, another, or two that changed places.
  function isNear(a, b) {
    if (Math.abs(a.length - b.length) > 1) return false;
    let at = 0;
    while (at < a.length && a[at] === b[at]) at += 1;
    const rest = a.slice(at), other = b.slice(at);
    return rest.slice(1) === other.slice(1) || rest.slice(1) === other || rest === other.slice(1) ||
      (rest[0] === other[1] && rest[1] === other[0] && rest.slice(2) === other.slice(2));
  }

  let known = null;
  function meant(word) {
    if (word.length < 4 || entries.some((entry) => entry.all.includes(word))) return word;
    known ??= new Set(entries.flatMap((entry) => entry.name.split(/[^a-z0-9]+/)));
    for (const other of known) if (isNear(word, other)) return other;
    return word;
  }

  const every = (words) => entries
    .map((entry) => ({ entry, points: points(entry, words) }))
    .filter((one) => one.points !== null)
    .sort((a, b) => a.points - b.points);

  // Rare words tell more than common ones, in a title more than in a text, in any of their forms.
  function any(words) {
    const stems = words.filter((word) => !ASKING.has(word)).map((word) => word.replace(/(?<=...)(en)?(s|ed|ing)?$/, ""));
    const found = stems.map((stem) => entries.filter(
      ({ parts }) => [...parts].some((part) => part.startsWith(stem))));
    const sums = new Map();
    for (const [at, holding] of found.entries()) {
      for (const entry of holding) {
        const weight = 100 * Math.log(entries.length / holding.length);
        const sum = sums.get(entry) ?? 20 * KINDS.indexOf(entry.kind);
        sums.set(entry, sum - weight * ((entry.name + entry.address).includes(stems[at]) ? 2 : 1));
      }
    }
    return [...sums].map(([entry, points]) => ({ entry, points }))
      .sort((a, b) => a.points - b.points);
  }

  function show() {
    const typed = plain(input.value).split(/[\s,;]+/).filter(Boolean);
    let words = typed.map(meant), found = words.length ? every(words) : [], how = "";
    if (!found.length) words = typed;
    if (words.join() !== typed.join()) how = ", for \u201c" + words.join(" ") + "\u201d";
    if (words.length > 1 && !found.length) {
      found = any(words);
      how += found.length ? ", none with all the words" : "";
    }
    if (words.length && !found.length) how = ". Try fewer or shorter words, a place with its state, " +
      "or the id of a row";
    results.replaceChildren(...found.slice(0, MOST).map((one) => item(one.entry, words)));
    get("everything").hidden = found.length > 0;
    const many = found.length === 1 ? "1 result" : found.length + " results";
    const first = found.length > MOST ? ", the first " + MOST + " shown" : "";
    get("count").textContent = words.length ? many + how + first : "";
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
