// Choosing a body as one types: a combobox with a list of names (ARIA 1.2, editable with list).
// Without this file the typed name is looked up when the form arrives.

const WAIT = 150; // ms after the last key
let lists = 0;

for (const input of document.querySelectorAll("[data-bodies]")) enhance(input);

function enhance(input) {
  const list = document.createElement("ul");
  list.id = `bodies-${(lists += 1)}`;
  list.className = "combobox";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels?.[0]?.textContent.trim() ?? "");
  list.hidden = true;
  input.insertAdjacentElement("afterend", list);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-controls": list.id,
    "aria-expanded": "false",
  })) {
    input.setAttribute(name, value);
  }

  let timer = 0;
  let asked = 0;
  let active = -1;

  const show = (isOpen) => {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) mark(-1);
  };
  const mark = (index) => {
    active = index;
    [...list.children].forEach((option, place) => {
      option.setAttribute("aria-selected", String(place === index));
    });
    const option = list.children[index];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };
  const choose = (option) => {
    input.value = option.dataset.label;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    show(false);
  };
  const fill = (bodies) => {
    list.replaceChildren(
      ...bodies.map(({ label, about }, index) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${index}`;
        option.className = "combobox__option";
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.label = label;
        option.textContent = label;
        const hint = document.createElement("span");
        hint.className = "combobox__about";
        hint.textContent = about;
        option.append(" ", hint);
        option.addEventListener("mousedown", (event) => {
          event.preventDefault();
          choose(option);
        });
        return option;
      }),
    );
    mark(-1);
    show(bodies.length > 0);
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    const text = input.value.trim();
    if (!text) {
      show(false);
      return;
    }
    timer = setTimeout(async () => {
      const number = (asked += 1);
      const answer = await fetch(`/suche/kommunen/?q=${encodeURIComponent(text)}`);
      if (!answer.ok || number !== asked) return;
      fill((await answer.json()).bodies);
    }, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const last = list.children.length - 1;
    if (event.key === "ArrowDown") mark(active < last ? active + 1 : 0);
    else if (event.key === "ArrowUp") mark(active > 0 ? active - 1 : last);
    else if (event.key === "Enter" && active >= 0) choose(list.children[active]);
    else if (event.key === "Escape") show(false);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", () => show(false));
}
