// Charts come drawn. This lets the arrow keys lead from mark to mark and shows the values of one.

for (const figure of document.querySelectorAll("[data-chart]")) {
  const line = figure.querySelector("[data-reading]");
  line.hidden = false;
  for (const picture of figure.querySelectorAll(".chart__svg")) {
    const marks = [...picture.querySelectorAll(".chart-mark")];
    const read = (mark) => (line.textContent = mark?.getAttribute("aria-label") ?? "");
    const at = (event) => marks.indexOf(event.target.closest(".chart-mark"));
    const step = (event, place) => {
      const mark = marks[Math.min(Math.max(place, 0), marks.length - 1)];
      event.preventDefault();
      for (const other of marks) other.setAttribute("tabindex", other === mark ? "0" : "-1");
      mark.focus();
    };
    for (const [place, mark] of marks.entries()) mark.setAttribute("tabindex", place ? "-1" : "0");
    picture.addEventListener("pointerover", (event) => at(event) >= 0 && read(marks[at(event)]));
    picture.addEventListener("focusin", (event) => read(marks[at(event)]));
    picture.addEventListener("keydown", (event) => {
      const place = at(event);
      const keys = {
        ArrowRight: place + 1,
        ArrowDown: place + 1,
        ArrowLeft: place - 1,
        ArrowUp: place - 1,
        Home: 0,
        End: marks.length - 1,
      };
      if (event.key in keys && place >= 0) step(event, keys[event.key]);
    });
  }
}
