// A field with a list of suggestions, after the combobox pattern of the ARIA Authoring Practices
// (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/): the focus stays in the field.
import { element } from "../elements/element.js";

const WAIT = 150;
let made = 0;

/**
 * Gives a field a list of suggestions.
 * @param {HTMLInputElement} field
 * @param {object} options
 * @param {(text: string, signal: AbortSignal) => Promise<{label: string, options: object[]}[]>} options.suggest
 *   gives the groups of suggestions for a text
 * @param {(option: object) => Node[]} options.draw gives what an option shows
 * @param {(option: object) => void} options.choose is called for the option that was chosen
 * @param {string} options.label names the list
 * @param {boolean} [options.opensEmpty] whether an empty field has suggestions, too
 */
export function combobox(field, { suggest, draw, choose, label, opensEmpty = false }) {
  made += 1;
  const id = `suggestions-${made}`;
  const list = element("div", { id, role: "listbox", "aria-label": label, class: "suggestions", hidden: "" });
  const news = element("p", { role: "status", class: "unseen" });
  let shown = [];
  let active = -1;
  let timer = 0;
  let asking = null;

  for (const [name, value] of Object.entries({
    role: "combobox",
    autocomplete: "off",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": id,
  })) {
    field.setAttribute(name, value);
  }
  field.after(list, news);

  function close() {
    clearTimeout(timer);
    asking?.abort();
    activate(-1);
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
  }

  function activate(index) {
    shown[active]?.node.setAttribute("aria-selected", "false");
    active = index;
    const node = shown[index]?.node;
    if (!node) return field.removeAttribute("aria-activedescendant");
    node.setAttribute("aria-selected", "true");
    node.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", node.id);
  }

  function open(groups) {
    active = -1;
    shown = [];
    field.removeAttribute("aria-activedescendant");
    list.replaceChildren(
      ...groups.map(({ label: name, options }, number) => {
        const title = element("div", { id: `${id}-group-${number}`, class: "kind", role: "presentation" }, name);
        const nodes = options.map((option) => {
          const node = element("div", { id: `${id}-${shown.length}`, role: "option", "aria-selected": "false" }, ...draw(option));
          node.addEventListener("mousedown", (event) => event.preventDefault());
          node.addEventListener("click", () => take(option));
          shown.push({ option, node });
          return node;
        });
        return element("div", { role: "group", "aria-labelledby": title.id }, title, ...nodes);
      }),
    );
    list.hidden = !shown.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
    const count = shown.length === 1 ? "1 suggestion" : `${shown.length} suggestions`;
    news.textContent = shown.length ? `${count}; use the arrow keys` : "No suggestion";
  }

  function take(option) {
    close();
    choose(option);
  }

  async function ask() {
    asking?.abort();
    const { signal } = (asking = new AbortController());
    const text = field.value.trim();
    if (!text && !opensEmpty) return close();
    try {
      const groups = await suggest(text, signal);
      if (!signal.aborted && document.activeElement === field) open(groups);
    } catch {
      // Without suggestions the form still works by Enter.
      if (!signal.aborted) close();
    }
  }

  function move(step) {
    if (list.hidden) return ask();
    const count = shown.length;
    activate(active < 0 ? (step > 0 ? 0 : count - 1) : (active + step + count) % count);
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    asking?.abort();
    timer = setTimeout(ask, WAIT);
  });
  field.addEventListener("blur", close);
  if (opensEmpty) field.addEventListener("click", () => list.hidden && ask());
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") move(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter" && shown[active] && !list.hidden) take(shown[active].option);
    else if (event.key === "Escape" && !list.hidden) close();
    else return;
    event.preventDefault();
  });
}
