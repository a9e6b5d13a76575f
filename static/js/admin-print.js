// The print button of the case on paper.
"use strict";
document.querySelector("[data-print]").addEventListener("click", () => window.print());
