// The menu of the administration closes on Escape and when something else is clicked.
"use strict";
{
  const open = () => document.querySelector(".areas-menu details[open]");

  document.addEventListener("keydown", (event) => {
    const menu = open();
    if (event.key !== "Escape" || !menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    const menu = open();
    if (menu && !menu.contains(event.target)) menu.open = false;
  });
}
