// What HTML alone cannot do. Every page works without this file.

const summary = document.querySelector(".error-summary");
if (summary) {
  document.title = `${summary.dataset.titlePrefix} ${document.title}`;
  summary.focus();
}

// A link of the summary leads into the field, also where the target is a hidden option.
summary?.addEventListener("click", (event) => {
  const field = document.getElementById(event.target.hash?.slice(1) ?? "");
  if (!field) return;
  event.preventDefault();
  field.scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
});

// Menus close on Escape, on a click elsewhere and when the focus leaves them.
for (const menu of document.querySelectorAll("details[data-closes]")) {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// On a narrow screen the filter panel starts closed, unless an entry has to be corrected.
const narrow = window.matchMedia("(max-width: 48rem)").matches;
for (const panel of document.querySelectorAll(".filter__panel")) {
  if (narrow && !panel.querySelector(".error-summary")) panel.open = false;
}

// A phone first shows the top of a long table (css/tables.css); what is opened leads on from there.
for (const region of document.querySelectorAll("[data-folds]")) {
  const rest = region.nextElementSibling;
  region.classList.add("is-folded");
  rest.hidden = false;
  rest.querySelector("button").addEventListener("click", () => {
    const rows = [...region.querySelectorAll("tbody tr")];
    const next = rows.find((row) => !row.checkVisibility());
    region.classList.remove("is-folded");
    rest.hidden = true;
    (next?.querySelector("a") ?? region).focus();
  });
}

// An empty filter field says nothing, so it stays out of the address.
for (const form of document.querySelectorAll("form.filter")) {
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData.entries()]) {
      if (value === "") event.formData.delete(name);
    }
  });
}

for (const formset of document.querySelectorAll("[data-formset]")) {
  const template = formset.querySelector("template");
  const rows = formset.querySelector("tbody");
  const total = document.getElementsByName(`${formset.dataset.formset}-TOTAL_FORMS`)[0];
  const button = formset.querySelector("[data-formset-add]");
  button.hidden = false;
  button.addEventListener("click", () => {
    const index = Number(total.value);
    const html = template.innerHTML
      .replaceAll("__prefix__", String(index))
      .replaceAll("__number__", String(index + 1));
    rows.insertAdjacentHTML("beforeend", html);
    total.value = String(index + 1);
    rows.lastElementChild.querySelector("input:not([type=hidden]), select")?.focus();
  });
}

// "/" leads into the search, unless one is typing.
document.addEventListener("keydown", (event) => {
  const search = document.getElementById("site-search");
  const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || isTyping || !search || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  search.focus();
});
