// What is typed into a field that completes names (select2, by jQuery) is sent in a body: addresses are kept in logs.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  window.django?.jQuery?.ajaxPrefilter((options) => {
    if (!new URL(options.url, window.location.href).pathname.endsWith("/autocomplete/")) return;
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
    options.type = "POST";
    options.headers = { ...options.headers, "X-CSRFToken": token };
  });
});
