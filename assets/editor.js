// Turns the server-rendered query form into an editor. The page works the same without it:
// the form is a plain GET, and whatever is missing from the page is simply not enhanced.
import { connectExamples } from "./editor/examples.js";
import { markMistake } from "./editor/mistake.js";
import { problemMessage } from "./editor/results.js";
import { addressOf, createRunner } from "./editor/run.js";
import { createEditor } from "./editor/view.js";
import { readVocabulary } from "./editor/vocabulary.js";
import { element } from "./elements/element.js";

function shareButton(form, textarea) {
  const button = element("button", { type: "button", class: "copy quiet" }, "Copy link");
  // The script of every page copies what the button holds; it listens further up, so later.
  button.addEventListener("click", () => (button.dataset.copy = addressOf(form).href), { capture: true });
  button.dataset.copy = addressOf(form).href;
  textarea.form?.addEventListener("submit", () => (button.dataset.copy = addressOf(form).href));
  return button;
}

function enhance(form) {
  const textarea = form.querySelector("textarea[name=query]");
  const results = document.getElementById("sparql-results");
  if (!textarea || !results) return;

  const vocabulary = readVocabulary(document.getElementById("sparql-vocabulary"));
  const view = createEditor(textarea, vocabulary, () => form.requestSubmit());
  const { run, stop } = createRunner({ form, view, results, vocabulary });
  form.querySelector("button")?.after(" ", stop, " ", shareButton(form, textarea));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  connectExamples(document.getElementById("sparql-examples"), view, (error) =>
    results.replaceChildren(problemMessage({ title: "The question could not be loaded", detail: error.message })),
  );

  const { line, column } = results.querySelector(".sparql-problem")?.dataset ?? {};
  if (line) markMistake(view, { line: Number(line), column: Number(column) });
  // The page brought an answer that cannot be sorted or drawn; its query is answered again here.
  else if (results.querySelector("table, pre")) run();
}

const form = document.querySelector("form#sparql-form");
if (form) enhance(form);
