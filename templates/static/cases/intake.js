// Shows where a new case would go and by when, while it is typed. The form works without it.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const box = document.getElementById("case-preview");
  if (!box) return;
  const form = box.closest("form");
  const names = ["kind", "channel", "sender", "concerns", "leak_suspected", "received_at", "partner", "arrangement"];
  const part = (name) => box.querySelector(`[data-preview="${name}"]`);
  let running = null;
  let waiting = null;

  function question() {
    const data = new FormData(form);
    const query = new URLSearchParams();
    names.forEach((name) => data.get(name) && query.set(name, data.get(name)));
    return query;
  }

  function show(answer) {
    part("desk").textContent = answer.desk || "－";
    part("telephone").textContent = [answer.telephone, answer.hours].filter(Boolean).join(" ");
    part("reason").textContent = answer.reason || answer.message || "";
    part("guidance").textContent = answer.guidance || "";
    part("linked").textContent = answer.linked ? `${part("linked").dataset.text} ${answer.linked}` : "";
    const lines = (answer.deadlines || []).map((deadline) => {
      const line = document.createElement("span");
      const label = document.createElement("span");
      label.className = "case-preview-label";
      label.textContent = deadline.label;
      line.append(label, ` ${deadline.limit}`);
      return line;
    });
    part("deadlines").replaceChildren(...lines);
  }

  async function ask() {
    if (running) running.abort();
    running = new AbortController();
    try {
      const response = await fetch(`${box.dataset.url}?${question()}`, { signal: running.signal });
      if (response.ok) show(await response.json());
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }

  // What only some cases need opens when it is needed; what is filled in never closes.
  function unfold() {
    const value = (name) => (form.elements[name] ? form.elements[name].value : "");
    const row = form.querySelector(".field-disclosure_method");
    if (row) row.hidden = value("kind") !== "disclosure";
    const open = (field) => {
      const details = form.elements[field] && form.elements[field].closest("details");
      if (details) details.open = true;
    };
    if (value("sender") === "representative") open("representative_name");
    if (["jsda", "finmac", "authority"].includes(value("sender")) || value("channel") === "jsda") open("answer_by_on");
  }

  function later() {
    unfold();
    window.clearTimeout(waiting);
    waiting = window.setTimeout(ask, 250);
  }

  form.addEventListener("change", later);
  form.addEventListener("input", (event) => event.target.name === "received_at" && later());
  // The theme's search boxes report through jQuery only.
  if (window.django && window.django.jQuery) window.django.jQuery(form).on("select2:select select2:clear", later);
  unfold();
  ask();
});
