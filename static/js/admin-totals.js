// Running totals of a case: asks the server, which alone reads amounts and knows the budget.
"use strict";
{
  const $ = django.jQuery;
  const PARTNER = "participations";
  const TRANCHE = "tranches";
  let share = null;
  let timer = null;
  let asked = 0;

  const rows = (prefix) =>
    [...document.querySelectorAll(`#${prefix}-group tr.form-row:not(.empty-form)`)].filter(
      (row) => !row.querySelector("input[name$='-DELETE']:checked"),
    );
  const field = (row, name) => row.querySelector(`[name$='-${name}']`);
  const valueOf = (row, name) => field(row, name)?.value ?? "";

  function query(panel) {
    const typed = new URLSearchParams();
    typed.set("grant", panel.dataset.grant);
    typed.set("program", document.getElementById("id_program")?.value ?? "");
    for (const row of rows(PARTNER)) {
      if (valueOf(row, "municipality")) typed.append("share", valueOf(row, "share_eur"));
    }
    for (const row of rows(TRANCHE)) {
      typed.append("line", valueOf(row, "line"));
      typed.append("amount", valueOf(row, "amount_eur"));
    }
    return typed;
  }

  function list(target, entries, wrong) {
    target.replaceChildren(
      ...entries.map((entry) => {
        const item = document.createElement("li");
        item.textContent = entry.text ?? entry;
        if (wrong || entry.is_over) item.className = "is-wrong";
        return item;
      }),
    );
  }

  function show(panel, totals) {
    const place = (name) => panel.querySelector(`[data-total='${name}']`);
    for (const name of ["shares", "partners", "tranches"]) place(name).textContent = totals[name];
    for (const name of ["usual", "difference"]) {
      place(name).textContent = totals[name];
      place(name).hidden = !totals[name];
    }
    list(place("problems"), totals.problems, true);
    list(place("caps"), totals.caps, false);
    document.getElementById("totals-take").hidden = rows(TRANCHE).length !== 1 || !totals.difference;
  }

  async function refresh() {
    const panel = document.getElementById("totals");
    const turn = (asked += 1);
    const answer = await fetch(`${panel.dataset.url}?${query(panel)}`, {
      headers: { Accept: "application/json" },
    });
    // After the end of the session the sign-in page answers in its place, as JSON too.
    if (!answer.ok || answer.redirected || turn !== asked) return null;
    const totals = await answer.json();
    show(panel, totals);
    return totals;
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(refresh, 250);
  }

  function offerShare(row) {
    const input = field(row, "share_eur");
    if (share && input && !input.value) input.value = share;
  }

  function joinLead() {
    const lead = document.getElementById("id_lead");
    if (!lead?.value) return;
    const partners = rows(PARTNER);
    if (partners.some((row) => valueOf(row, "municipality") === lead.value)) return;
    const free = partners.find((row) => !valueOf(row, "municipality"));
    if (!free) return;
    const name = lead.options[lead.selectedIndex].text;
    const select = field(free, "municipality");
    select.append(new Option(name, lead.value, true, true));
    $(select).trigger("change");
  }

  function narrowLines() {
    const program = document.getElementById("id_program");
    if (!program?.options) return;
    const name = program.options[program.selectedIndex]?.text;
    for (const group of document.querySelectorAll(`#${TRANCHE}-group optgroup`)) {
      group.disabled = group.hidden = Boolean(program.value) && group.label !== name;
    }
  }

  async function programChosen() {
    narrowLines();
    const totals = await refresh();
    if (!totals) return;
    share = totals.share;
    rows(PARTNER).forEach(offerShare);
    for (const heading of document.querySelectorAll("details .fieldset-heading")) {
      if (totals.shown.includes(heading.textContent.trim())) heading.closest("details").open = true;
    }
  }

  function takeSum() {
    const input = field(rows(TRANCHE)[0], "amount_eur");
    const sum = document.querySelector("[data-total='shares']").textContent;
    input.value = sum.replace("€", "").trim();
    input.focus();
    soon();
  }

  $(() => {
    const panel = document.getElementById("totals");
    if (!panel?.hasAttribute("data-live")) return;
    $(document).on("input change", `#${PARTNER}-group, #${TRANCHE}-group`, soon);
    $(document).on("change", "#id_program", programChosen);
    $(document).on("change", "#id_lead", joinLead);
    document.addEventListener("formset:added", (event) => {
      if (event.detail.formsetName === PARTNER) offerShare(event.target);
      narrowLines();
    });
    document.addEventListener("formset:removed", soon);
    document.getElementById("totals-take").addEventListener("click", takeSum);
    narrowLines();
    if (panel.dataset.grant || document.getElementById("id_program")?.value) programChosen();
  });
}
