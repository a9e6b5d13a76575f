// Two minutes before the session ends people are asked whether they are still there.
"use strict";
{
  const warning = document.querySelector("[data-session-seconds]");
  if (warning) {
    const lead = 120;
    const seconds = Number(warning.dataset.sessionSeconds);
    let timer;
    const restart = () => {
      clearTimeout(timer);
      timer = setTimeout(() => warning.showModal(), Math.max(seconds - lead, 20) * 1000);
    };
    const extend = async () => {
      const response = await fetch(window.location.href, { method: "HEAD" });
      if (response.redirected) window.location.reload();
      restart();
    };
    warning.querySelector("[data-session-extend]").addEventListener("click", () => warning.close());
    warning.addEventListener("close", extend);
    restart();
  }
}
