// The sheet: count what is answered, show only what is not, name the files chosen, and warn before typed answers are
// left behind.
"use strict";

function showChosen(input) {
  const names = Array.from(input.files, (file) => {
    const item = document.createElement("li");
    item.textContent = file.name;
    return item;
  });
  input.closest("td").querySelector("[data-chosen]").replaceChildren(...names);
}

function portalSheet(form) {
  const rows = Array.from(form.querySelectorAll("[data-item]"));
  const counter = form.querySelector("[data-answered]");
  const filter = form.querySelector("[data-unanswered]");
  let typed = false;

  const isAnswered = (row) => row.querySelector(":checked") !== null;
  const count = () => { counter.textContent = String(rows.filter(isAnswered).length); };

  form.addEventListener("change", () => { typed = true; count(); });
  // The theme expects its own file field around every file input; these are plain ones.
  form.addEventListener("change", (event) => {
    if (event.target.type !== "file") return;
    typed = true;
    showChosen(event.target);
    event.stopPropagation();
  }, true);
  form.addEventListener("input", () => { typed = true; });
  form.addEventListener("submit", () => { typed = false; });
  window.addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
  filter.hidden = false;
  // Rows are hidden when the button is pressed, not while they are being answered.
  filter.addEventListener("click", () => {
    rows.forEach((row) => row.classList.toggle("is-answered", isAnswered(row)));
    const on = form.classList.toggle("sheet-only-unanswered");
    filter.setAttribute("aria-pressed", String(on));
  });
  count();
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-sheet]").forEach(portalSheet);
});
