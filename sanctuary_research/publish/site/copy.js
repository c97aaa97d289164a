"use strict";
// A button beside each text that readers take with them; without a script they select it.
(() => {
  const told = made("p", { className: "unseen", role: "status" });
  document.body.append(told);
  for (const text of document.querySelectorAll("[data-copy]")) {
    const button = made("button", { type: "button", className: "copy" });
    const say = (word) => {
      button.textContent = word;
      button.ariaLabel = word + " " + text.dataset.copy;
    };
    say("Copy");
    button.addEventListener("click", async () => {
      let done = "copied";
      told.textContent = "";
      try {
        await navigator.clipboard.writeText(text.textContent.trim());
      } catch {
        getSelection().selectAllChildren(text);
        done = "selected: copy it with your keyboard";
      }
      say(done === "copied" ? "Copied" : "Selected");
      told.textContent = text.dataset.copy + " " + done;
      setTimeout(say, 3000, "Copy");
    });
    text.after(" ", button);
  }
})();
