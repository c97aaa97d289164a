"use strict";
// A slider over each map whose parts are named by their category of every year (display/maps.py):
// it gives each part the fill that the key shows for the year. Without it the map shows one year.
(() => {
  for (const map of document.querySelectorAll('.drawing [id*="-span."]')) {
    const [first, last, shown] = map.id.split("-span.")[1].split(".").map(Number);
    const svg = map.ownerSVGElement;
    const fills = new Map();
    for (const key of svg.querySelectorAll('[id*="-kind."] path')) {
      fills.set(key.parentElement.id.split("-kind.")[1], key.getAttribute("fill"));
    }
    const parts = [...svg.querySelectorAll('[id*="-year."] path')].map((path) => ({
      path, told: path.parentElement.id.split("-year.")[1],
    }));
    const slider = document.createElement("input"), year = document.createElement("output");
    Object.assign(slider, { type: "range", min: first, max: last, step: 1, value: shown });
    const show = () => {
      year.textContent = (slider.value === String(shown) ? "" : "end of ") + slider.value;
      for (const { path, told } of parts) {
        path.setAttribute("fill", fills.get(told[slider.value - first]));
      }
    };
    slider.addEventListener("input", show);
    show();
    const label = document.createElement("label");
    label.className = "years";
    label.append("Year ", slider, " ", year);
    svg.before(label);
  }
})();
