"use strict";
// A slider over each map whose parts are named by their category of every year (display/maps.py):
// it gives each part the fill that the key shows for the year, and counts the counties of each
// category for the title, the label and those who hear the slider. Without it one year is shown.
(() => {
  for (const map of document.querySelectorAll('.drawing [id*="-span."]')) {
    const [first, last, shown] = map.id.split("-span.")[1].split(".").map(Number);
    const svg = map.ownerSVGElement, title = svg.closest("figure")?.querySelector(".finding");
    const said = title?.textContent, label = svg.getAttribute("aria-label");
    const named = (name) => [...svg.querySelectorAll(`[id*="-${name}."]`)].map((part) => [
      part, ...part.id.split(`-${name}.`)[1].split("."),
    ]);
    const fills = new Map(named("kind").map(([key, letter]) => [
      letter, key.querySelector("path").getAttribute("fill"),
    ]));
    const words = named("word").map(([text, letter]) => [letter, text.textContent.trim()]);
    const parts = named("year").map(([part, told, n]) => [part.querySelectorAll("path"), told, +n]);
    const slider = made("input", { type: "range", min: first, max: last, step: 1, value: shown });
    const year = made("output");
    const show = () => {
      const other = slider.value === String(shown) ? "" : `end of ${slider.value}`, counts = {};
      for (const [paths, told, n] of parts) {
        const letter = told[slider.value - first];
        counts[letter] = (counts[letter] ?? 0) + n;
        for (const path of paths) path.setAttribute("fill", fills.get(letter));
      }
      const told = "counties by policy: " + words.filter(([letter]) => counts[letter])
        .map(([letter, word]) => `${counts[letter]} ${word.toLowerCase()}`).join(", ");
      year.textContent = other || slider.value;
      slider.setAttribute("aria-valuetext", `${year.textContent}, ${told}`);
      if (title) title.textContent = other ? `On record for the ${other}, ${told}` : said;
      svg.setAttribute("aria-label", other ? `Map of the ${other}, ${told}` : label);
    };
    slider.addEventListener("input", show);
    show();
    svg.before(made("label", { className: "years" }, "Year ", slider, " ", year));
  }
})();
