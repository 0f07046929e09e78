// Lists as tools: saved views, rows by keyboard, who else has a record open. Pages work without.
"use strict";

// What a page asks by itself is nobody's doing: the session's idle time runs on.
const portalAlone = { headers: { "Portal-By-Itself": "yes" }, credentials: "same-origin" };

async function portalAsk(path) {
  const response = await fetch(path, portalAlone);
  const isOurs = response.ok && !response.redirected;
  return isOurs ? response.json() : null;
}

function portalChip(url, name, count, isChosen, title) {
  const chip = document.createElement("a");
  chip.className = "portal-chip";
  chip.href = url;
  chip.textContent = name;
  if (title) chip.title = title;
  if (isChosen) chip.setAttribute("aria-current", "true");
  if (count) {
    const shown = document.createElement("b");
    shown.textContent = count;
    chip.append(" ", shown);
  }
  return chip;
}

async function portalViews(nav) {
  const told = await portalAsk(nav.dataset.portalViews).catch(() => null);
  if (!told || !told.views.length) return;
  const chosen = new URLSearchParams(window.location.search).get("view") || "0";
  const chips = told.views.map((one) => portalChip(one.url, one.name, one.count, chosen === one.key, one.whose));
  nav.prepend(portalChip(told.plain_url, told.plain, "", chosen === "0"), ...chips);
}

const PORTAL_HERE_EVERY = 60000;

async function portalHere(place) {
  if (!document.hidden) {
    const told = await portalAsk(place.dataset.portalHere).catch(() => null);
    const text = told ? told.text : "";
    if (place.textContent !== text) place.textContent = text;
    place.hidden = !text;
  }
  window.setTimeout(portalHere, PORTAL_HERE_EVERY, place);
}

// Single keys: j and k go to the next and the former row (on a record: record), Enter opens, e edits. They can be
// switched off (WCAG 2.1.4), and are none while somebody types.
const PORTAL_ROWS = "portal-rows";

const portalLinks = () => Array.from(document.querySelectorAll("#result_list tbody tr, [data-portal-rows] tbody tr"))
  .map((row) => row.querySelector("th a[href], td a[href]")).filter(Boolean);

function portalEdit() {
  const field = document.querySelector(
    "#content-main form:not([role=search]) :is(input:not([type=hidden]):not([type=checkbox]), textarea, select):enabled"
  );
  const place = field || document.querySelector(".portal-buttons a, .portal-buttons button");
  if (place) place.focus();
}

function portalStep(by) {
  const links = portalLinks();
  if (links.length) {
    const row = document.activeElement.closest("tr");
    const at = links.findIndex((link) => link.closest("tr") === row);
    const next = links[at < 0 ? (by > 0 ? 0 : links.length - 1) : at + by];
    if (next) next.focus();
    return;
  }
  const rows = JSON.parse(window.sessionStorage.getItem(PORTAL_ROWS) || "[]");
  const next = rows[rows.indexOf(window.location.pathname) + by];
  if (rows.includes(window.location.pathname) && next) window.location.assign(next);
}

const portalDeeds = {
  j: () => portalStep(1),
  k: () => portalStep(-1),
  e: () => {
    const link = portalLinks().includes(document.activeElement) ? document.activeElement : null;
    if (link) window.location.assign(`${link.pathname}#e`);
    else portalEdit();
  },
};

// Something lies over the page: its rows wait.
function portalIsCovered() {
  return Array.from(document.querySelectorAll("dialog[open], [aria-modal=true], #modal-overlay, #changelist-filter-close"))
    .some((part) => part.checkVisibility());
}

function portalIsTyping(target) {
  return target.closest && target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], [role=tab], [role=combobox]");
}

window.addEventListener("keydown", (event) => {
  const deed = portalDeeds[event.key];
  const held = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || portalComposes(event);
  if (!deed || held || portalIsTyping(event.target) || portalIsCovered()) return;
  event.preventDefault();
  deed();
});

// The columns of a view stand in the order in which their boxes are sent: each moves among them by two buttons.
function portalMove(row, by, button) {
  const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  other[by < 0 ? "before" : "after"](row);
  button.focus();
}

function portalOrder(box) {
  const row = box.closest("label").parentElement;
  const name = box.closest("label").textContent.trim();
  row.classList.add("portal-ordered");
  [["arrow_upward", -1, box.dataset.portalBefore], ["arrow_downward", 1, box.dataset.portalAfter]].forEach(([icon, by, told]) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "portal-icon-button", title: told });
    button.innerHTML = `<span class="material-symbols-outlined" aria-hidden="true">${icon}</span>`;
    button.setAttribute("aria-label", `${name}：${told}`);
    button.addEventListener("click", () => portalMove(row, by, button));
    row.append(button);
  });
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("input[data-portal-before]").forEach(portalOrder);
  document.querySelectorAll("[data-portal-views]").forEach(portalViews);
  document.querySelectorAll("[data-portal-here]").forEach(portalHere);
  document.querySelectorAll("[data-portal-keys]").forEach((box) => {
    box.checked = !portalKeysOff();
    box.addEventListener("change", () => window.localStorage.setItem(PORTAL_KEYS, box.checked ? "on" : "off"));
  });
  const links = portalLinks();
  if (links.length) window.sessionStorage.setItem(PORTAL_ROWS, JSON.stringify(links.map((link) => link.pathname)));
  if (window.location.hash === "#e") portalEdit();
});
