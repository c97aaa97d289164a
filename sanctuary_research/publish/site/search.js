"use strict";
(async () => {
  const MOST = 50;
  const WHOLE = ["report", "data table", "document", "place"];
  // A place that is named, and words that stand side by side, tell more than words that are apart;
  // a place first of all where nothing else is asked for.
  const PLACED = 720, FIRST = 10000, TOGETHER = 900, ASKED = 600;
  const ID = /^([a-z]+)_[0-9a-f]{8}$/;
  const get = (id) => document.getElementById(id);
  const input = get("words"), results = get("results");
  const known = await unpacked(get("entries")).json();
  const [also, marks] = [known.also, known.marks].map((one) => new Map(Object.entries(one)));
  // Section 287(g) is also written 287g.
  // 41% is also written 41 %.
  const joined = (text) => plain(text).replace(/(\d) ?%/g, "$1% ");
  const split = (text) => joined(text).replace(/(\d) ?\((\w)\)/g, "$1$2").replace(/['\u2019]/g, "")
    .replace(/\bu\.? ?s\.? ?c\b/g, "usc").split(/[^a-z0-9%]+|(?<!\d)%/).filter(Boolean);
  const stem = (word) => word.replace(/(?<=..)ies$/, "y").replace(/(?<=...)(en)?(s|ed|ing)?$/, "");
  const spaced = (text) => ` ${split(text).join(" ")} `;
  const holding = new Map();  // by word: its stem, and the entries that hold it
  const entries = [];
  // What a place goes by: alone, and with its state in letters and in full.
  function called(title) {
    const [name, state] = title.split(", "), long = known.states[state];
    return [name, ...(state ? [title] : []), ...(long ? [`${name}, ${long}`] : [])].map(spaced);
  }
  function add(kind, title, whole, address, text, key = "") {
    const entry = { kind, title, whole, address, text };
    [entry.name, entry.told] = [title, `${whole} ${text}`].map(spaced);
    entry.places = kind === "place" ? called(title) : [];
    entry.bare = entry.places[0]?.replace(/(?<=. )(county|parish|borough) $/, "");
    entry.titles = new Set(split([title, kind, known.kinds[kind][1], key].join(" ")));
    for (const word of new Set([...entry.titles, ...split(entry.told)])) {
      if (!holding.has(word)) holding.set(word, { root: stem(word), held: [] });
      holding.get(word).held.push(entry);
    }
    entries.push(entry);
  }
  for (const part of known.parts) add(...part);
  for (const [title, address, text] of known.places) add("place", title, "", address, "", text);
  for (const [table, [kind, rows]] of Object.entries(known.rows)) {
    for (const [title, key, text] of rows) {
      add(kind, title, table, `data/${table}.html#row-${encodeURIComponent(key)}`, text, key);
    }
  }

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
    return [...found].map(([entry, here]) => [entry, here * rarity]);
  }

  // Entries with all or most of what the words tell, the best first, and how many have all.
  function ranked(words, is_question) {
    const sums = new Map(), phrase = ` ${words.join(" ")} `;
    // The Washington Post is not in Washington.
    const placed = [...also.values()].reduce((text, name) => text.replace(name, ""), phrase);
    for (const [entry, weight] of words.flatMap(weights)) {
      const [sum, held] = sums.get(entry) ?? [0, 0];
      sums.set(entry, [sum + weight, held + 1]);
    }
    // Of names within each other the longest is meant: not York by New York, nor each Hall County by
    // that of Georgia.
    const all_named = entries.flatMap((one) => one.places.filter((name) => placed.includes(name)));
    const meant = new Set(all_named.filter(
      (name) => !all_named.some((other) => other !== name && other.includes(name))));
    let most = 0;  // of what the words tell, the bonus of a place left out
    const all = [...sums].map(([entry, [sum, held]]) => {
      const own = entry.places.some((name) => meant.has(name));
      const begins = entry.places.some((name) => name.startsWith(phrase.trimEnd()));
      const is_first = entry.places.some(
        (name) => name === phrase || (words.length > 1 && name.startsWith(phrase)));
      const is_whole = held === words.length || is_first;
      const named = entry.name === phrase ? 500 : entry.name.includes(phrase) ? 200 : 0;
      const together = words.length > 2 && entry.told.includes(phrase) ? TOGETHER : 0;
      const points = sum + known.kinds[entry.kind][0] + named + together + (is_whole ? 150 : 0);
      const bonus = (own || begins ? PLACED : 0) + (is_first ? FIRST : 0) +
        (is_question && entry.kind === "report" ? ASKED : 0);
      most = Math.max(most, points);
      const is_other = entry.bare && !is_whole && !begins && !phrase.includes(entry.bare);
      return { entry, is_whole, is_other, own, points: points + bonus };
    }).filter((one) => !one.is_other);
    // A question is one to the page of the place in it; so is what nothing has in all its words.
    const is_asked = is_question || (words.length > 2 && !all.some((one) => one.is_whole));
    for (const one of is_asked ? all : []) one.points += one.own ? FIRST : 0;
    all.sort((a, b) => b.points - a.points || a.entry.title.length - b.entry.title.length);
    const found = all.filter((one) => one.is_whole || one.points > most / 2);
    return { found: found.map((one) => one.entry), whole: found.filter((one) => one.is_whole).length };
  }

  function around(text, word) {
    const from = Math.max(0, joined(text).indexOf(word) - 50), to = from + 140;
    return (from ? "\u2026" : "") + text.slice(from, to) + (to < text.length ? "\u2026" : "");
  }

  function item({ kind, title, whole, address, text }, words) {
    const place = WHOLE.includes(kind) ? "" : " in " + whole;
    const word = words.find((one) => joined(text).includes(one));
    return made("li", {},
      made("a", { textContent: title, href: address }),
      made("span", { textContent: kind + place, className: "kind" }),
      text && made("p", { textContent: around(text, word) }));
  }

  // How many letters are put in, left out, another or in each other's place.
  function distance(a, b) {
    const off = [[...b, ""].map((_, j) => j)];
    for (let i = 1; i <= a.length; i += 1) {
      off[i] = [i];
      for (let j = 1; j <= b.length; j += 1) {
        const turned = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? off[i - 2][j - 2] : Infinity;
        off[i][j] = Math.min(off[i - 1][j] + 1, off[i][j - 1] + 1, turned + 1,
          off[i - 1][j - 1] + (a[i - 1] !== b[j - 1]));
      }
    }
    return off[a.length][b.length];
  }

  const is_known = (word) => holding.has(word) || [...holding.keys()].some((form) => form.startsWith(word));

  // The words that were meant: a known one near to an unknown, the commonest of the nearest.
  function meant(word) {
    if (word.length < 3 || is_known(word)) return [word];
    const parted = word.match(/^([a-z]+)(\d+)$/);
    if (parted) return parted.slice(1);
    let best = [word, word.length > 6 ? 3 : word.length > 3 ? 2 : 0, 0];
    for (const [form, { held }] of holding) {
      if (form[0] !== word[0] || Math.abs(form.length - word.length) > best[1]) continue;
      const off = distance(word, form);
      const is_commoner = best[2] && held.length > best[2];
      if (off < best[1] || (off === best[1] && is_commoner)) best = [form, off, held.length];
    }
    return [best[0]];
  }

  // An id is never guessed at; of a table whose rows are not among the entries its ends are known.
  function row(id) {
    const [whole, ends] = marks.get(id.match(ID)[1]) ?? ["", ""], address = `data/${whole}.html#row-${id}`;
    const found = entries.filter((entry) => entry.address === address);
    const is_there = ends.match(/.{8}/g)?.includes(id.slice(-8));
    if (is_there) found.push({ kind: "row", title: id, whole, address, text: "" });
    answer(found, [id], found.length ? "1 result" : "0 results. No row has that id");
  }

  function answer(found, words, told) {
    results.replaceChildren(...found.slice(0, MOST).map((entry) => item(entry, words)));
    get("count").textContent = told;
    history.replaceState(null, "", input.value.trim() ? "#q=" + encodeURIComponent(input.value) : "#");
  }

  function show() {
    const id = input.value.trim().toLowerCase();
    if (ID.test(id)) return row(id);
    const all = split(input.value), told = all.filter((word) => !known.asking.includes(word));
    const typed = (told.length ? told : all).flatMap((word) => also.get(word)?.split(" ") ?? [word]);
    const is_question = all.length > 2 && known.questions.includes(all[0]);
    let words = typed.flatMap(meant), { found, whole } = ranked(words, is_question);
    if (!whole && words.join() !== typed.join()) {  // a guess counts where all that is typed agrees
      words = typed.filter(is_known);
      ({ found, whole } = ranked(words, is_question));
    }
    const many = (count) => count === 1 ? "1 result" : count + " results";
    let how = words.join() === all.join() || !words.length ? "" : `, for \u201c${words.join(" ")}\u201d`;
    if (!found.length) {
      how = ". Try fewer or shorter words, a place with its state, or the id of a row; people are found " +
        "only where a row of a table names them, such as a suit, threat or source";
    } else if (words.length > 1) {
      how += whole ? " with all the words" : ", none with all the words";
      if (whole && found.length > whole) how += `, ${found.length - whole} with most`;
    }
    const first = found.length > MOST ? `, the first ${MOST} shown` : "";
    answer(found, words, all.length ? many(whole || found.length) + how + first : "");
  }

  input.addEventListener("input", show);
  get("search").addEventListener("submit", (event) => {
    event.preventDefault();
    results.querySelector("a")?.focus();
  });
  get("search").hidden = false;
  get("no-script").remove();
  input.value = new URLSearchParams(location.hash.slice(1)).get("q") ?? "";
  if (input.value) show();
  input.focus();
})();
