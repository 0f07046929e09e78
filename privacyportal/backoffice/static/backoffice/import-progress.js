// Keeps the progress of a running import up to date; without this script the page offers a link instead.
(() => {
  "use strict";
  const EVERY_MS = 2000;
  const region = document.querySelector("[data-import-progress]");
  if (!region || region.dataset.over === "yes") return;

  const refresh = async () => {
    const response = await fetch(region.dataset.importProgress, {
      credentials: "same-origin",
      headers: { "Portal-By-Itself": "yes" },
    });
    if (!response.ok || response.redirected) return window.location.reload();
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    const status = fresh.querySelector("[role=status]");
    // The head of the page and its buttons change with the end as well.
    if (!status || status.dataset.over === "yes") return window.location.reload();
    const sentence = region.querySelector("[role=status]");
    // The live region itself stays in place: a replaced one is not announced.
    if (sentence.textContent !== status.textContent) sentence.textContent = status.textContent;
    const bar = region.querySelector("progress");
    const freshBar = fresh.querySelector("progress");
    if (bar && freshBar) bar.value = freshBar.value;
    region.querySelectorAll("dd").forEach((cell, place) => {
      const next = fresh.querySelectorAll("dd")[place];
      if (next) cell.textContent = next.textContent;
    });
    window.setTimeout(refresh, EVERY_MS);
  };
  window.setTimeout(refresh, EVERY_MS);
})();
