// Light or dark: what was chosen here, else what the device asks for; set before anything is painted.

const device = matchMedia("(prefers-color-scheme: dark)");
const KEY = "theme";

function chosen() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // a browser that keeps nothing follows the device
  }
}

function show(theme) {
  document.documentElement.dataset.kernTheme = theme ?? (device.matches ? "dark" : "light");
}

show(chosen());
device.addEventListener("change", () => show(chosen()));
addEventListener("beforeprint", () => show("light"));
addEventListener("afterprint", () => show(chosen()));

addEventListener("DOMContentLoaded", () => {
  const choice = document.querySelector("[data-theme-choice]");
  if (!choice) return;
  choice.hidden = false;
  const select = choice.querySelector("select");
  select.value = chosen() ?? "";
  select.addEventListener("change", () => {
    try {
      if (select.value) localStorage.setItem(KEY, select.value);
      else localStorage.removeItem(KEY);
    } catch {
      // not kept, but shown
    }
    show(select.value || null);
  });
});
