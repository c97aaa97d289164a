"use strict";
(() => {
  const MOST = 50;
  // What can be found: how much it tells beside the others, and other words for it.
  const KINDS = {
    report: [250, ""], "data table": [100, ""], place: [80, ""], list: [60, ""],
    suit: [40, "lawsuit case"], policy: [40, "law ordinance resolution"], threat: [20, ""],
    "federal action": [0, "letter order"], claim: [0, ""], figure: [-20, ""], table: [-20, ""],
    order: [-40, "ruling"], "published estimate": [-40, "study paper"], section: [-60, ""],
    column: [-80, ""], source: [-550, ""],
  };
  const ASKING = new Set(("a an and are by did do does for from has have how in is it many much of on " +
    "or the to was were what when where which who why").split(" "));
  const get = (id) => document.getElementById(id);
  const form = get("search"), input = get("words"), results = get("results");
  const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  // Section 287(g) is also written 287g.
  const split = (text) => plain(text).replace(/(\d) ?\((\w)\)/g, "$1$2").split(/[^a-z0-9]+/).filter(Boolean);
  const stem = (word) => word.replace(/(?<=..)ies$/, "y").replace(/(?<=...)(en)?(s|ed|ing)?$/, "");
  const holding = new Map();  // by word: its stem, and the entries that hold it
  const entries = JSON.parse(get("entries").textContent).map((row) => {
    const [kind, title, whole, address, text] = row;
    const named = split(title), told = split([whole, text, kind, KINDS[kind][1]].join(" "));
    const entry = { kind, title, whole, address, text, name: ` ${named.join(" ")} ` };
    entry.titles = new Set([...named, ...(address.includes("#row-") ? split(text) : [])]);
    for (const word of new Set([...entry.titles, ...told])) {
      if (!holding.has(word)) holding.set(word, { root: stem(word), held: [] });
      holding.get(word).held.push(entry);
    }
    return entry;
  });

  // Each entry with a word, in any of its forms, as far as it is typed: rare words tell more than
  // common ones, in a title more than in a text.
  function weights(word) {
    const root = stem(word), found = new Map();
    for (const [form, { root: own, held }] of holding) {
      const share = form === word ? 1 : own === root ? 0.9 : form.startsWith(word) ? 0.4 : 0;
      for (const entry of share ? held : []) {
        const here = share * (entry.titles.has(form) ? 2 : 1);
        found.set(entry, Math.max(found.get(entry) ?? 0, here));
      }
    }
    const rarity = 100 * Math.log(1 + entries.length / (1 + found.size));
    for (const [entry, here] of found) found.set(entry, here * rarity);
    return found;
  }

  // Entries with all or most of what the words tell, the best first, and how many have all.
  function ranked(words) {
    const sums = new Map(), phrase = ` ${words.join(" ")} `;
    for (const found of words.map(weights)) {
      for (const [entry, weight] of found) {
        const [sum, held] = sums.get(entry) ?? [0, 0];
        sums.set(entry, [sum + weight, held + 1]);
      }
    }
    const all = [...sums].map(([entry, [sum, held]]) => {
      const is_whole = held === words.length;
      const named = entry.name === phrase ? 500 : entry.name.includes(phrase) ? 200 : 0;
      return { entry, is_whole, points: sum + KINDS[entry.kind][0] + named + (is_whole ? 150 : 0) };
    }).sort((a, b) => b.points - a.points);
    const found = all.filter((one) => one.is_whole || one.points > all[0].points / 2);
    return { found: found.map((one) => one.entry), whole: found.filter((one) => one.is_whole).length };
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

  // How many letters are put in, left out, another or in each other's place.
  function distance(a, b) {
    let [older, old] = [[], [...Array(b.length + 1).keys()]];
    for (let i = 1; i <= a.length; i += 1) {
      const now = [i];
      for (let j = 1; j <= b.length; j += 1) {
        now[j] = Math.min(old[j] + 1, now[j - 1] + 1, old[j - 1] + (a[i - 1] !== b[j - 1]));
        if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) now[j] = Math.min(now[j], older[j - 2] + 1);
      }
      [older, old] = [old, now];
    }
    return old[b.length];
  }

  // The words that were meant: a known one near to an unknown, the commonest of the nearest.
  function meant(word) {
    if (word.length < 3 || [...holding.keys()].some((known) => known.startsWith(word))) return [word];
    const parted = word.match(/^([a-z]+)(\d+)$/);
    if (parted) return parted.slice(1);
    let best = [word, word.length > 7 ? 3 : word.length > 3 ? 2 : 0, 0];
    for (const [known, { held }] of holding) {
      if (known[0] !== word[0] || Math.abs(known.length - word.length) >= best[1] + 1) continue;
      const off = distance(word, known);
      if (off < best[1] || (off === best[1] && best[2] && held.length > best[2])) best = [known, off, held.length];
    }
    return [best[0]];
  }

  function show() {
    const all = split(input.value), told = all.filter((word) => !ASKING.has(word));
    const typed = told.length ? told : all, words = typed.flatMap(meant);
    const { found, whole } = ranked(words);
    const many = (count) => count === 1 ? "1 result" : count + " results";
    let how = words.join() === typed.join() ? "" : `, for \u201c${words.join(" ")}\u201d`;
    if (!found.length) {
      how = ". Try fewer or shorter words, a place with its state, or the id of a row";
    } else if (words.length > 1) {
      how += whole ? " with all the words" : ", none with all the words";
      if (whole && found.length > whole) how += `, ${found.length - whole} with most`;
    }
    results.replaceChildren(...found.slice(0, MOST).map((entry) => item(entry, words)));
    get("everything").hidden = found.length > 0;
    const first = found.length > MOST ? `, the first ${MOST} shown` : "";
    get("count").textContent = words.length ? many(whole || found.length) + how + first : "";
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
