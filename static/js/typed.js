// What is typed is not lost: leaving a changed form asks, and after a new sign-in the text is back.
// The copy stays in this tab (sessionStorage), for the person who typed it, at most an hour.
"use strict";
{
  const script = document.currentScript;
  const user = script.dataset.user ?? "";
  const PREFIX = "typed:";
  const SIGNED_OUT = "signed-out";
  const LONGEST_MS = 60 * 60 * 1000;
  const MARKS = new Set([
    "csrfmiddlewaretoken", "_key", "_seen", "action", "select_across", "index", "_selected_action",
  ]);
  const place = `${PREFIX}${user}:${window.location.pathname}`;

  const copies = () => Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIX));

  // Another person in the same tab never meets the text; an old copy is nobody's.
  function forget() {
    for (const name of copies()) {
      let kept = null;
      try {
        kept = JSON.parse(sessionStorage.getItem(name));
      } catch {
        kept = null;
      }
      const isTheirs = user === "" || name.startsWith(`${PREFIX}${user}:`);
      if (!isTheirs || !kept || Date.now() - kept.at > LONGEST_MS) sessionStorage.removeItem(name);
    }
  }

  const isTyped = (form) =>
    user !== "" &&
    form.method === "post" &&
    !form.matches("#logout-form, [data-untyped]") &&
    !form.querySelector("input[type=password]");

  function entries(form) {
    return [...new FormData(form).entries()].filter(
      ([name, value]) => !MARKS.has(name) && typeof value === "string",
    );
  }

  const text = (form) => JSON.stringify(entries(form));
  const state = new Map();
  let isLeaving = false;

  function isChanged(form) {
    const first = state.get(form);
    return first !== undefined && (first === null || text(form) !== first);
  }
  const changedForm = () => [...state.keys()].find(isChanged);

  function keep(form, isSent = false) {
    const forms = [...state.keys()];
    const copy = { at: Date.now(), form: forms.indexOf(form), entries: entries(form), isSent };
    sessionStorage.setItem(place, JSON.stringify(copy));
  }

  function fill(form, kept) {
    const values = new Map();
    for (const [name, value] of kept) values.set(name, [...(values.get(name) ?? []), value]);
    addRows(form, values);
    for (const field of form.elements) {
      if (!field.name || MARKS.has(field.name) || field.type === "file") continue;
      if (field.name.endsWith("_FORMS") || (field.type === "hidden" && field.name !== "modell")) continue;
      const typed = values.get(field.name) ?? [];
      if (field.type === "checkbox" || field.type === "radio") field.checked = typed.includes(field.value);
      else if (field.options) choose(field, typed);
      else if (values.has(field.name)) field.value = typed.shift();
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  // A choice that was looked up on the server is no option yet: its key is, as the server reads it.
  function choose(field, typed) {
    for (const value of typed) {
      const isKnown = [...field.options].some((option) => option.value === value);
      if (!isKnown && value !== "") field.add(new Option(value, value));
    }
    for (const option of field.options) option.selected = typed.includes(option.value);
  }

  // Rows that were added by hand are added again.
  function addRows(form, values) {
    for (const total of form.querySelectorAll("[name$='-TOTAL_FORMS']")) {
      const prefix = total.name.replace(/-TOTAL_FORMS$/, "");
      const wanted = Number(values.get(total.name)?.[0] ?? 0);
      const button = form.querySelector(
        `#${CSS.escape(prefix)}-group .add-row a, [data-formset="${prefix}"] [data-formset-add]`,
      );
      while (button && Number(total.value) < wanted) {
        const before = total.value;
        button.click();
        if (total.value === before) break;
      }
    }
  }

  function offer() {
    const found = sessionStorage.getItem(place);
    const kept = found && JSON.parse(found);
    const form = kept && [...state.keys()][kept.form];
    if (!form || state.get(form) === null || text(form) === JSON.stringify(kept.entries)) return;
    const box = document.createElement("div");
    box.className = "typed-again";
    box.setAttribute("role", "status");
    const said = document.createElement("p");
    said.textContent = script.dataset.kept;
    const take = button(script.dataset.take, () => {
      fill(form, kept.entries);
      keep(form);
      box.remove();
    });
    const drop = button(script.dataset.drop, () => {
      sessionStorage.removeItem(place);
      box.remove();
    });
    box.append(said, take, drop);
    form.before(box);
  }

  function button(label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button kern-btn kern-btn--secondary";
    made.textContent = label;
    made.addEventListener("click", act);
    return made;
  }

  function watch() {
    for (const form of document.forms) {
      if (!isTyped(form)) continue;
      state.set(form, hasErrors() ? null : text(form));
      form.addEventListener("submit", () => {
        isLeaving = true;
        if (isChanged(form)) keep(form, true);
      });
      // Scripts of the page tell of changes too; only what differs from what came is typed.
      for (const told of ["input", "change"]) {
        form.addEventListener(told, () => {
          if (isChanged(form)) keep(form);
        });
      }
    }
    if (!hasErrors()) offer();
  }

  // A form that led on to another page was written, unless the way led over the sign-in.
  function settle() {
    if (user === "") {
      if (copies().length) sessionStorage.setItem(SIGNED_OUT, "yes");
      return;
    }
    const wasSignedOut = sessionStorage.getItem(SIGNED_OUT) !== null;
    sessionStorage.removeItem(SIGNED_OUT);
    if (wasSignedOut) return;
    const hasMessage = document.querySelector(".messagelist, .kern-alert") !== null;
    for (const name of copies()) {
      const { isSent } = JSON.parse(sessionStorage.getItem(name));
      if (isSent && (name !== place || hasMessage || hasErrors())) sessionStorage.removeItem(name);
    }
  }

  const hasErrors = () => document.querySelector(".errornote, .error-summary") !== null;

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    const goes = link && !link.target && link.origin === location.origin && !event.defaultPrevented;
    if (!goes || event.ctrlKey || event.metaKey || link.getAttribute("href").startsWith("#")) return;
    if (link.pathname === location.pathname && link.hash) return;
    const form = changedForm();
    if (!form) return;
    if (window.confirm(script.dataset.question)) {
      isLeaving = true;
      sessionStorage.removeItem(place);
    } else event.preventDefault();
  });

  window.addEventListener("beforeunload", (event) => {
    if (!isLeaving && changedForm()) event.preventDefault();
  });
  window.addEventListener("pageshow", () => {
    isLeaving = false;
  });
  for (const form of document.querySelectorAll("#logout-form, .user-menu form")) {
    form.addEventListener("submit", () => {
      isLeaving = true;
      for (const name of copies()) sessionStorage.removeItem(name);
    });
  }

  forget();
  settle();
  window.addEventListener("load", () => setTimeout(watch));
}
