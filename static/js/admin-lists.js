// Names the values of a list after their columns: on a phone each row is a card of such values, and
// what is not there is left out (css/admin-lists.css).
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const table = document.getElementById("result_list");
  if (!table?.tHead) return;
  const names = [...table.tHead.rows[0].cells].map(
    (cell) => cell.querySelector(".text")?.textContent.trim() ?? "",
  );
  for (const row of table.tBodies[0].rows) {
    for (const [place, cell] of [...row.cells].entries()) {
      if (cell.matches("td:not(.action-checkbox)")) cell.dataset.name = names[place];
      if (["", "–"].includes(cell.textContent.trim()) && !cell.firstElementChild) {
        cell.dataset.empty = "";
      }
    }
  }
  table.classList.add("is-named");
});
