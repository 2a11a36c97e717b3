// Runs once for each part of the page: header, conversation, taste panel.
// `element` is the part, `trigger` sends an event to Python, `watch` tells when the part has changed.
const page = document.documentElement;
const wide = matchMedia("(min-width: 1080px)");

const showTaste = (open) => {
  page.classList.toggle("tm-taste-open", open && !wide.matches);
  page.classList.toggle("tm-taste-closed", !open && wide.matches);
  const button = document.querySelector(".tm-do-taste");
  if (button) button.setAttribute("aria-expanded", String(tasteIsOpen()));
};
const tasteIsOpen = () =>
  wide.matches ? !page.classList.contains("tm-taste-closed") : page.classList.contains("tm-taste-open");

const paint = () => document.body.classList.toggle("dark", page.classList.contains("tm-dark"));

const deeds = {
  restart: () => trigger("restart", {}),
  theme: () => {
    localStorage.setItem("tastemaker-theme", page.classList.toggle("tm-dark") ? "dark" : "light");
    paint();
  },
  taste: () => showTaste(!tasteIsOpen()),
  close: () => showTaste(false),
  remove: (told) => trigger("edit", { do: "remove", kind: told.kind, text: told.text }),
  "ask-erase": () => {
    element.querySelector(".tm-erase").classList.add("tm-asking");
    element.querySelector(".tm-danger").focus();
  },
  keep: () => element.querySelector(".tm-erase").classList.remove("tm-asking"),
  erase: () => {
    deeds.keep();
    trigger("edit", { do: "erase" });
  },
};

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button || !element.contains(button)) return;
  const told = button.dataset;
  if (told.act) trigger("act", { act: told.act, item: told.item });
  else if (told.ask) trigger("ask", { text: told.ask });
  else if (told.do && deeds[told.do]) deeds[told.do](told);
});

element.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  const given = Object.fromEntries(new FormData(form));
  if (form.dataset.form === "name") trigger("edit", { do: "name", text: given.name });
  if (form.dataset.form === "add") trigger("edit", { do: "add", kind: given.kind, text: given.text });
  form.reset();
});

// What a person has unfolded stays unfolded while the page changes.
const unfolded = new Set();
element.addEventListener(
  "toggle",
  (event) => {
    const key = event.target.dataset.key;
    if (key) event.target.open ? unfolded.add(key) : unfolded.delete(key);
  },
  true,
);

// A new turn moves to the top; what follows grows below it.
let turns = 0;
const settle = () => {
  for (const part of element.querySelectorAll("details[data-key]")) {
    if (unfolded.has(part.dataset.key) && !part.open) part.open = true;
  }
  const all = element.querySelectorAll(".tm-turn");
  if (all.length > turns) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const last = all[all.length - 1];
    requestAnimationFrame(() => last.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" }));
  } else if (all.length < turns) {
    window.scrollTo({ top: 0 });
  }
  turns = all.length;
};
watch("value", settle);

// A clip with nothing else to say plays while it is pointed at.
const clip = (event) => (event.target.matches && event.target.matches(".tm-picture video") ? event.target : null);
element.addEventListener("mouseover", (event) => clip(event)?.play().catch(() => {}));
element.addEventListener("mouseout", (event) => clip(event)?.pause());

paint();
