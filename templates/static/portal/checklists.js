// The sheet: count what is answered, show only what is not, and warn before typed answers are left behind.
"use strict";

function portalSheet(form) {
  const rows = Array.from(form.querySelectorAll("[data-item]"));
  const counter = form.querySelector("[data-answered]");
  const filter = form.querySelector("[data-unanswered]");
  let typed = false;

  function count() {
    rows.forEach((row) => row.classList.toggle("is-answered", row.querySelector(":checked") !== null));
    counter.textContent = String(rows.filter((row) => row.classList.contains("is-answered")).length);
  }

  form.addEventListener("change", () => { typed = true; if (!form.classList.contains("sheet-only-unanswered")) count(); });
  form.addEventListener("input", () => { typed = true; });
  form.addEventListener("submit", () => { typed = false; });
  window.addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
  filter.hidden = false;
  filter.addEventListener("click", () => {
    count();
    const on = form.classList.toggle("sheet-only-unanswered");
    filter.setAttribute("aria-pressed", String(on));
  });
  count();
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-sheet]").forEach(portalSheet);
});
