// Turns each search form of the page into one that shows results as one types.
import { element } from "../elements/element.js";
import { combobox } from "./combobox.js";
import { markedNodes } from "./marks.js";
import { resultsPage } from "./results.js";
import { fileSource, serverSource } from "./sources.js";

const SUGGESTED = 8;

/** The source of a form: its index file where it names one, else the server. */
function sourceOf(form) {
  const { index } = form.dataset;
  return index ? fileSource(index) : serverSource(form.getAttribute("action"));
}

// In the order of the best of each kind.
function grouped(results, kinds) {
  return [...new Set(results.map(({ kind }) => kind))].map((kind) => ({
    label: kinds.find(({ name }) => name === kind)?.title ?? kind,
    options: results.filter((result) => result.kind === kind),
  }));
}

function enhance(form) {
  const field = form.querySelector("input[name=q]");
  if (!field) return;
  const source = sourceOf(form);
  combobox(field, {
    label: "Suggestions",
    suggest: async (text, signal) => {
      const found = await source(text, { signal });
      const options = found.results.slice(0, SUGGESTED).map((result) => ({ ...result, words: found.words }));
      return grouped(options, found.kinds);
    },
    draw: ({ label, note, words }) => {
      const title = element("span", { class: "title" }, ...markedNodes(label, words));
      return note ? [title, " ", element("span", { class: "note" }, ...markedNodes(note, words))] : [title];
    },
    choose: ({ address }) => {
      location.href = address;
    },
  });
}

// A site without a server shows its results by itself.
function showResults() {
  const results = document.querySelector("[data-search-results]");
  const form = document.querySelector("main form.search[data-index]") ?? document.querySelector("form.search[data-index]");
  if (results && form) resultsPage(results, sourceOf(form), form.querySelector("input[name=q]"));
}

/** Enhances all search forms of the page. */
export function enhanceSearch() {
  for (const form of document.querySelectorAll("form.search")) enhance(form);
  showResults();
}
