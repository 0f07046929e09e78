// Shows beside a box for a day, a moment, a number or a code what was understood, while it is typed. Without it the refused form asks.
"use strict";

// How the portal itself writes each kind; codes and addresses are in half width.
const portalDay = /^(\d{4}-\d\d-\d\d( \d\d:\d\d)?)?$/;
const portalWritten = { day: portalDay, moment: portalDay, number: /^[\d.-]*$/, integer: /^[\d-]*$/ };

function portalReads(field) {
  const said = document.createElement("p");
  Object.assign(said, { id: `${field.id}_read`, className: "portal-read" });
  said.setAttribute("aria-live", "polite");
  field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") || ""} ${said.id}`.trim());
  (field.closest(".portal-pick") || field).after(said);
  let running = null;
  let waiting = null;

  function offer(reading) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "portal-read-choice", textContent: reading.words });
    button.addEventListener("click", () => {
      field.value = reading.value;
      ["input", "change"].forEach((name) => field.dispatchEvent(new Event(name, { bubbles: true })));
      field.focus();
    });
    return button;
  }

  function show(answer) {
    said.dataset.state = answer.state || "";
    said.replaceChildren(answer.words || "", ...(answer.readings || []).flatMap((reading) => [" ", offer(reading)]));
  }

  async function ask() {
    if (running) running.abort();
    if (!field.value.trim()) return show({});
    running = new AbortController();
    const token = document.querySelector("[name=csrfmiddlewaretoken]");
    const { portalReads: kind, portalTowards: towards } = field.dataset;
    const body = new URLSearchParams({ text: field.value.slice(0, 100), kind, towards });
    const headers = { "X-CSRFToken": token ? token.value : "", "X-Requested-With": "XMLHttpRequest" };
    try {
      const response = await fetch(field.dataset.portalReader, { method: "POST", body, headers, signal: running.signal });
      show(response.ok ? await response.json() : {});
    } catch (error) {
      if (error.name !== "AbortError") show({}); // no connection: the form asks when it is saved
    }
  }

  field.addEventListener("input", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(ask, 300);
  });
  field.addEventListener("change", ask);
  // What the portal has written itself needs no word; what a refused form brings back does.
  if (!(portalWritten[field.dataset.portalReads] || /^[ -~]*$/).test(field.value)) ask();
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-portal-reads]").forEach(portalReads);
});
