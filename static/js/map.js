// The map comes drawn. This adds: the values of the area pointed at, arrow keys, zoom, the months.

const map = document.querySelector("[data-map]");
const svg = map?.querySelector(".map__svg");
const areas = [...(svg?.querySelectorAll(".map-area") ?? [])];
const reading = map?.querySelector("[data-reading]");
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

const say = (area) => {
  reading.textContent = area.getAttribute("aria-label");
};

function focus(area) {
  for (const other of areas) other.setAttribute("tabindex", other === area ? "0" : "-1");
  area.focus({ preventScroll: false });
}

// The nearest area in the direction of the arrow, by the middles of their boxes.
function towards(from, dx, dy) {
  const middle = (area) => {
    const box = area.getBBox();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  const [x, y] = middle(from);
  let best;
  let least = Infinity;
  for (const area of areas) {
    const [ax, ay] = middle(area);
    const ahead = (ax - x) * dx + (ay - y) * dy;
    const aside = Math.abs((ax - x) * dy) + Math.abs((ay - y) * dx);
    const far = ahead + 2 * aside;
    if (area !== from && ahead > 0 && far < least) [best, least] = [area, far];
  }
  return best;
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function listen() {
  reading.hidden = false;
  const at = (event) => event.target.closest(".map-area");
  svg.addEventListener("pointerover", (event) => at(event) && say(at(event)));
  svg.addEventListener("focusin", (event) => at(event) && say(at(event)));
  svg.addEventListener("keydown", (event) => {
    const area = at(event);
    if (!area || !(event.key in ARROWS)) return;
    event.preventDefault();
    const next = towards(area, ...ARROWS[event.key]);
    if (next) focus(next);
  });
}

// Enlarge until the areas of the person's district fill the sheet, and begin there by keyboard.
function centre(home, enlarge) {
  const own = home ? areas.filter((area) => area.dataset.key.startsWith(home)) : [];
  if (!own.length) return;
  areas.forEach((area) => area.setAttribute("tabindex", area === own[0] ? "0" : "-1"));
  enlarge();
  const sheet = map.querySelector("[data-window]");
  const boxes = own.map((area) => area.getBoundingClientRect());
  const from = sheet.getBoundingClientRect();
  const left = Math.min(...boxes.map((box) => box.left));
  const right = Math.max(...boxes.map((box) => box.right));
  const top = Math.min(...boxes.map((box) => box.top));
  const bottom = Math.max(...boxes.map((box) => box.bottom));
  sheet.scrollLeft += (left + right) / 2 - (from.left + from.width / 2);
  sheet.scrollTop += (top + bottom) / 2 - (from.top + from.height / 2);
}

function zoom() {
  let step = 1;
  const tools = map.querySelector("[data-tools]");
  if (!tools) return;
  tools.hidden = false;
  tools.addEventListener("click", (event) => {
    const way = event.target.closest("[data-zoom]")?.dataset.zoom;
    if (way) to(step + (way === "in" ? 1 : -1));
  });
  function to(wished) {
    map.classList.remove(`map--zoom-${step}`);
    step = Math.min(3, Math.max(1, wished));
    map.classList.add(`map--zoom-${step}`);
  }
  centre(map.dataset.home, () => to(2));
}

function show(day, values) {
  const counts = {};
  for (const area of areas) {
    const [code, text, url] = values[area.dataset.key] ?? ["u", "–", area.getAttribute("href")];
    area.setAttribute("class", `map-area map-${code}`);
    const words = `${area.dataset.name}: ${text}`;
    area.setAttribute("aria-label", words);
    area.querySelector("title").textContent = words;
    area.setAttribute("href", url);
    counts[code] = (counts[code] ?? 0) + 1;
  }
  for (const count of map.querySelectorAll("[data-count]")) {
    count.textContent = counts[count.dataset.count] ?? 0;
  }
  const german = new Date(`${day}T12:00`).toLocaleDateString("de-DE", {
    day: "2-digit",
    month: "2-digit",
    year: "numeric",
  });
  document.querySelector("[data-map-day]").textContent = german;
  map.querySelector("[data-month]").textContent = german;
}

function travel(months) {
  const slider = map.querySelector("[data-slider]");
  const play = map.querySelector("[data-play]");
  const kept = new Map();
  const here = new URL(location.href).searchParams.get("stand");
  slider.max = String(months.length - 1);
  slider.value = String(months.includes(here) ? months.indexOf(here) : months.length - 1);
  map.querySelector("[data-time]").hidden = false;
  async function go() {
    const day = months[Number(slider.value)];
    if (!kept.has(day)) {
      const query = new URLSearchParams(location.search);
      query.set("stand", day);
      const answer = await fetch(`${map.dataset.values}?${query}`);
      if (!answer.ok) return stop();
      kept.set(day, await answer.json());
    }
    if (months[Number(slider.value)] === day) show(day, kept.get(day));
  }
  let timer;
  function stop() {
    clearTimeout(timer);
    timer = undefined;
    play.setAttribute("aria-pressed", "false");
  }
  async function next() {
    if (Number(slider.value) >= months.length - 1) return stop();
    slider.value = String(Number(slider.value) + 1);
    await go();
    if (timer !== undefined) timer = setTimeout(next, calm ? 1500 : 350);
  }
  slider.addEventListener("input", () => (stop(), go()));
  play.addEventListener("click", () => {
    if (timer !== undefined) return stop();
    if (Number(slider.value) >= months.length - 1) slider.value = "-1";
    play.setAttribute("aria-pressed", "true");
    timer = setTimeout(next, 0);
  });
}

if (areas.length) {
  listen();
  zoom();
  const months = (map.dataset.months ?? "").split(" ").filter(Boolean);
  if (months.length) travel(months);
}
