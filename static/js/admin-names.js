// Gives the search boxes of select2 the names that their labels say, so that they can be heard.
"use strict";
{
  const $ = django.jQuery;

  function nameOf(select) {
    return select.getAttribute("aria-label") ?? select.labels[0]?.textContent.replace(/:\s*$/, "").trim();
  }

  function name(select) {
    const box = select.nextElementSibling?.querySelector(".select2-selection");
    const shown = box?.querySelector(".select2-selection__rendered");
    if (!box) return;
    box.id ||= `${select.id}-box`;
    box.setAttribute("aria-label", nameOf(select) ?? "");
    if (shown?.id) {
      shown.removeAttribute("role");
      shown.removeAttribute("aria-readonly");
      box.setAttribute("aria-labelledby", `${box.id} ${shown.id}`);
    }
    const typed = box.querySelector("input.select2-search__field");
    typed?.setAttribute("aria-label", nameOf(select) ?? "");
  }

  // select2 puts its box behind the select; whenever one appears, it gets its name.
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) {
        if (node.classList?.contains("select2-container") && node.previousElementSibling) {
          name(node.previousElementSibling);
        }
      }
    }
  }).observe(document, { childList: true, subtree: true });

  $(document).on("select2:open", (event) => {
    const typed = document.querySelector(".select2-container--open .select2-search__field");
    typed?.setAttribute("aria-label", nameOf(event.target) ?? "");
    typed?.focus();
  });
}
