// Turns the server-rendered query form into an editor. The page works the same without it:
// the form is a plain GET, and whatever is missing from the page is simply not enhanced.
import { createEditor } from "./editor/view.js";
import { connectExamples } from "./editor/examples.js";
import { createRunner } from "./editor/run.js";
import { readVocabulary } from "./editor/vocabulary.js";

function enhance(form) {
  const textarea = form.querySelector("textarea[name=query]");
  const results = document.getElementById("sparql-results");
  if (!textarea || !results) return;

  const vocabulary = readVocabulary(document.getElementById("sparql-vocabulary"));
  const view = createEditor(textarea, vocabulary, () => form.requestSubmit());
  const run = createRunner({ form, view, results, vocabulary });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  connectExamples(document.getElementById("sparql-examples"), view);
}

const form = document.querySelector("form#sparql-form");
if (form) enhance(form);
