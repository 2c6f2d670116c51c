// The list of example queries.
import { setText } from "./view.js";

/**
 * Lets a select fill the editor with the query text of the chosen option.
 * @param {HTMLSelectElement|null} select its options carry the text in data-query
 * @param {import("@codemirror/view").EditorView} view
 */
export function connectExamples(select, view) {
  select?.addEventListener("change", () => {
    const query = select.selectedOptions[0]?.dataset.query;
    if (query) setText(view, query);
  });
}
