"use strict";
// A link opens the folds around its place, and a wide screen has room for the contents.
(() => {
  const reveal = () => {
    let name = location.hash.slice(1);
    try { name = decodeURIComponent(name); } catch { /* as it is written */ }
    const place = document.getElementById(name);
    let isMoved = false;
    for (let at = place; at; at = at.parentElement) {
      if (at.localName === "details" && !at.open) at.open = isMoved = true;
    }
    if (isMoved) place.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();

  const contents = document.querySelector(".contents > details");
  const wide = matchMedia("(min-width: 72rem)");
  const fit = () => { if (contents) contents.open = wide.matches; };
  wide.addEventListener("change", fit);
  fit();
})();
