// The published questions, to begin with one of them.
import { element } from "../elements/element.js";
import { combobox } from "../search/combobox.js";
import { markedNodes } from "../search/marks.js";
import { wordsOf } from "../search/words.js";
import { setText } from "./view.js";

function read(select) {
  return [...select.querySelectorAll("option[value]:not([value=''])")].map((option) => ({
    name: option.value,
    question: option.textContent,
    words: wordsOf(`${option.textContent} ${option.value} ${option.dataset.words ?? ""}`),
    group: option.closest("optgroup")?.label ?? "",
  }));
}

function fitting(examples, text) {
  const typed = wordsOf(text);
  const found = examples.filter(({ words }) => typed.every((each) => words.some((word) => word.startsWith(each))));
  return [...new Set(found.map(({ group }) => group))].map((label) => ({
    label,
    options: found.filter(({ group }) => group === label).map((example) => ({ ...example, typed })),
  }));
}

/**
 * Puts a field that finds questions by their words in the place of the list of them.
 * @param {HTMLSelectElement|null} select
 * @param {import("@codemirror/view").EditorView} view
 * @param {(error: Error) => void} complain is called when a question cannot be loaded
 */
export function connectExamples(select, view, complain) {
  if (!select) return;
  const examples = read(select);
  const field = element("input", { type: "text", placeholder: `One of ${examples.length} questions …`, spellcheck: "false" });
  const around = element("span", { class: "field-with-list" }, field);
  field.id = select.id;
  field.value = select.selectedOptions[0]?.value ? select.selectedOptions[0].textContent : "";
  select.replaceWith(around);
  field.form?.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("focus", () => field.select());
  combobox(field, {
    label: "Questions",
    opensEmpty: true,
    suggest: async (text) => fitting(examples, examples.some(({ question }) => question === text) ? "" : text),
    draw: ({ question, typed }) => [element("span", {}, ...markedNodes(question, typed))],
    choose: async ({ name, question }) => {
      field.value = question;
      try {
        const response = await fetch(`/queries/${name}.rq`);
        if (!response.ok) throw new Error(`The server answered ${response.status}.`);
        setText(view, await response.text());
        view.focus();
      } catch (error) {
        complain(error);
      }
    },
  });
}
