// Small helps on top of pages that work without them.
"use strict";

// Tabs: links to sections become a tab list with arrow keys; the address keeps the tab.
function portalTabs(list) {
  const tabs = Array.from(list.querySelectorAll("[data-tab]"));
  const panelOf = (tab) => document.querySelector(`[data-panel="${CSS.escape(tab.dataset.tab)}"]`);
  list.setAttribute("role", "tablist");
  tabs.forEach((tab) => {
    const panel = panelOf(tab);
    tab.setAttribute("role", "tab");
    tab.id = `tab-${tab.dataset.tab}`;
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
  });

  function show(chosen, focus) {
    tabs.forEach((tab) => {
      const on = tab === chosen;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      panelOf(tab).toggleAttribute("data-away", !on);
    });
    portalOpen(panelOf(chosen));
    const saveBar = document.getElementById("submit-row");
    if (saveBar) saveBar.hidden = chosen.dataset.tab !== "summary";
    if (saveBar) saveBar.style.display = saveBar.hidden ? "none" : "";
    if (focus) chosen.focus();
  }

  const named = () => tabs.find((tab) => `#${tab.dataset.tab}` === window.location.hash);
  // A form that came back with errors stays open, whatever the address says.
  const failed = document.querySelector("[data-portal-errors]");
  show((!failed && named()) || tabs[0], false);

  list.addEventListener("click", (event) => {
    const tab = event.target.closest("[data-tab]");
    if (!tab) return;
    event.preventDefault();
    window.history.replaceState(null, "", `#${tab.dataset.tab}`);
    show(tab, true);
  });
  list.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(document.activeElement);
    const steps = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 };
    if (at < 0 || !(event.key in steps)) return;
    event.preventDefault();
    const next = tabs[(steps[event.key] + tabs.length) % tabs.length];
    window.history.replaceState(null, "", `#${next.dataset.tab}`);
    show(next, true);
  });
  window.addEventListener("hashchange", () => named() && show(named(), false));
}

// Tabs that nobody looks at cost nothing: pages leave them closed to whoever sends this cookie, and each is asked for when
// it is opened. What cannot be had keeps its link to the whole page.
const portalHttps = window.location.protocol === "https:";
document.cookie = portalHttps ? "__Host-parts=opened; path=/; SameSite=Lax; Secure" : "parts=opened; path=/; SameSite=Lax";

function portalFill(panel, text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const brought = page.querySelector(`[data-panel="${CSS.escape(panel.dataset.panel)}"]`);
  if (!brought) return;
  panel.replaceChildren(...brought.childNodes);
  portalStart(panel);
}

async function portalOpen(panel) {
  if (!panel.querySelector("[data-portal-part]") || panel.ariaBusy === "true") return;
  panel.ariaBusy = "true";
  try {
    const answer = await fetch(`?part=${encodeURIComponent(panel.dataset.panel)}`);
    // Who is signed out by now is led to sign in, and back to this tab.
    if (answer.redirected) window.location.reload();
    else if (answer.ok) portalFill(panel, await answer.text());
  } catch (_unreachable) {
    // The link stays.
  }
  panel.ariaBusy = "false";
}

// Paper shows every tab, and does not wait for answers that come later.
function portalOpenAll() {
  const closed = Array.from(document.querySelectorAll("[data-portal-part]"), (link) => link.closest("[data-panel]"));
  if (!closed.length) return;
  const asked = new XMLHttpRequest();
  asked.open("GET", "?part=all", false);
  try {
    asked.send();
  } catch (_unreachable) {
    return;
  }
  if (asked.status === 200) closed.forEach((panel) => portalFill(panel, asked.responseText));
}

// The search fields that select2 makes are named by their value alone, and by nothing while empty: name them by label.
function portalNameSelects() {
  document.querySelectorAll(".select2-selection[role=combobox]").forEach((box) => {
    const select = box.closest(".select2-container").previousElementSibling;
    const label = select && document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    if (!label || box.dataset.portalNamed) return;
    label.id = label.id || `${select.id}_label`;
    box.setAttribute("aria-labelledby", `${label.id} ${box.getAttribute("aria-labelledby") || ""}`.trim());
    box.querySelector("[role=textbox]")?.setAttribute("aria-labelledby", label.id);
    box.dataset.portalNamed = "yes";
  });
}
window.addEventListener("load", () => window.setTimeout(portalNameSelects, 0));

// A form that is on its way is not sent again by a second click.
function portalOnce(form) {
  const mark = (sent) => {
    form.dataset.portalSent = sent ? "yes" : "";
    Array.from(form.elements).forEach((part) => {
      if (part.type === "submit") part.setAttribute("aria-disabled", String(sent));
    });
  };
  form.addEventListener("submit", (event) => {
    if (form.dataset.portalSent === "yes") event.preventDefault();
    else mark(true);
  });
  window.addEventListener("pageshow", () => mark(false));
}

// A day is typed as tables show it; a button beside the field offers the browser's own calendar.
function portalPick(field) {
  const picker = document.createElement("input");
  if (!picker.showPicker) return;
  Object.assign(picker, { type: field.dataset.portalPick, tabIndex: -1, className: "portal-pick-calendar" });
  picker.setAttribute("aria-hidden", "true");
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "portal-icon-button", title: field.dataset.portalPickLabel });
  button.innerHTML = '<span class="material-symbols-outlined" aria-hidden="true">calendar_month</span>';
  button.setAttribute("aria-label", field.dataset.portalPickLabel);
  button.addEventListener("click", () => {
    picker.value = field.value.replace(" ", "T");
    picker.showPicker();
  });
  picker.addEventListener("change", () => {
    field.value = picker.value.replace("T", " ");
    ["input", "change"].forEach((name) => field.dispatchEvent(new Event(name, { bubbles: true })));
  });
  const row = document.createElement("div");
  row.className = "portal-pick";
  field.replaceWith(row);
  row.append(field, picker, button);
}

// A menu closes by Escape, which leads back to its button, and by a click beside it.
function portalMenu(menu) {
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

// A page that came back says why at its head: that is read first, and each link there leads into its field.
function portalErrors(summary) {
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const named = link && document.getElementById(link.hash.slice(1));
    if (!named) return;
    const chosen = named.classList.contains("select2-hidden-accessible") && named.nextElementSibling;
    const field = chosen ? chosen.querySelector("[role=combobox]") : named;
    const input = field.matches("input, select, textarea, [tabindex]") ? field : field.querySelector("input, select, textarea");
    if (!input) return;
    event.preventDefault();
    input.closest("details")?.setAttribute("open", "");
    input.focus();
  });
  summary.tabIndex = -1;
  summary.focus();
}

function portalStart(part) {
  part.querySelectorAll("[data-portal-pick]").forEach(portalPick);
  part.querySelectorAll("[data-portal-menu]").forEach(portalMenu);
  part.querySelectorAll("form[data-portal-once]").forEach(portalOnce);
  part.querySelectorAll("form[data-portal-autosubmit]").forEach((form) => {
    form.addEventListener("change", () => form.submit());
  });
  part.querySelectorAll("[data-portal-copy]").forEach((button) => {
    const field = document.getElementById(button.dataset.portalCopy);
    button.addEventListener("click", async () => {
      field.select();
      await navigator.clipboard.writeText(field.value);
      button.textContent = button.dataset.portalCopied;
    });
    button.hidden = !navigator.clipboard;
  });
  part.querySelectorAll("[data-portal-print]").forEach((button) => {
    button.addEventListener("click", () => window.print());
  });
}

document.addEventListener("DOMContentLoaded", () => {
  portalStart(document);
  document.querySelectorAll("form[data-portal-go-on]").forEach((form) => {
    HTMLFormElement.prototype.requestSubmit.call(form); // a field may have the name of the form's own
  });
  document.querySelectorAll("[data-portal-tabs]").forEach(portalTabs);
  const wrong = document.querySelector("[data-portal-errors], .portal-messages > .portal-message-error");
  if (wrong) portalErrors(wrong);
});

// On paper every table of figures is open.
window.matchMedia("print").addEventListener("change", (media) => media.matches && portalOpenAll());
window.addEventListener("beforeprint", () => {
  portalOpenAll();
  document.querySelectorAll("details.portal-figures").forEach((details) => { details.open = true; });
});

// While an input method composes, each key is its own: some browsers say so by this code alone.
const portalComposes = (event) => event.isComposing || event.keyCode === 229;

// Keys of one sign can be switched off (WCAG 2.1.4): the theme's too, which hear of them later. In a choice, they choose.
const PORTAL_KEYS = "portal-keys";
const portalKeysOff = () => window.localStorage.getItem(PORTAL_KEYS) === "off";
const portalIsSingle = (event) => event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;

window.addEventListener("keydown", (event) => {
  const waits = portalKeysOff() && !event.target.closest?.("input:not([type=checkbox]), textarea, [contenteditable]");
  if (portalIsSingle(event) && (waits || event.target.matches?.("select"))) event.stopImmediatePropagation();
}, true);

// The one box: Ctrl+K from anywhere, before the theme's own keys hear of it; / where nobody is typing and no list has a
// box of its own, which / is for there.
window.addEventListener("keydown", (event) => {
  const box = document.getElementById("portal-find-box");
  const typing = event.target.closest && event.target.closest("input, textarea, select, [contenteditable]");
  const asked = ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") || (event.key === "/" && !typing && !document.getElementById("searchbar"));
  if (!box || !asked || portalComposes(event)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  box.focus();
  box.select();
}, true);
