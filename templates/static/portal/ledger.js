// Printing is the reader's wish; without script the browser's own menu prints.
document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));
