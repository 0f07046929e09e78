// The theme without eval: its scripts come from files and its attributes are read by a parser, which knows no globals.
"use strict";

document.addEventListener("alpine:init", () => {
  Alpine.data("theme", (chosen) => ({ ...theme(chosen), getCurrentTab }));
});

// What it loads into a page brings neither code nor styles.
Object.assign(htmx.config, { allowEval: false, allowScriptTags: false, includeIndicatorStyles: false });
