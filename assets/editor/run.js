// Sends the query and shows what comes back.
import { moveTo } from "./view.js";
import { problemMessage, resultsView, status } from "./results.js";

const ACCEPT = "application/sparql-results+json, text/turtle;q=0.9";

async function readProblem(response) {
  const fallback = { title: `The server answered ${response.status}`, detail: response.statusText };
  if (!response.headers.get("content-type")?.includes("json")) return fallback;
  return { ...fallback, ...(await response.json()) };
}

/**
 * Makes the function that runs the form's query.
 * @param {{form: HTMLFormElement, view: object, results: HTMLElement, vocabulary: object}} page
 * @returns {() => Promise<void>}
 */
export function createRunner({ form, view, results, vocabulary }) {
  let current = null;

  function showProblem(problem) {
    results.replaceChildren(problemMessage(problem));
    if (Number.isInteger(problem.line)) moveTo(view, problem.line, problem.column);
  }

  async function ask(url, signal) {
    const started = performance.now();
    const response = await fetch(url, { headers: { Accept: ACCEPT }, signal });
    if (!response.ok) return showProblem(await readProblem(response));
    const body = await response.text();
    const milliseconds = performance.now() - started;
    const type = response.headers.get("content-type") ?? "";
    results.replaceChildren(...resultsView({ body, type, url, milliseconds, prefixes: vocabulary.prefixes }));
  }

  return async () => {
    current?.abort();
    current = new AbortController();
    const { signal } = current;
    const url = new URL(form.action);
    url.search = new URLSearchParams(new FormData(form)).toString();

    history.replaceState(null, "", url);
    results.setAttribute("aria-busy", "true");
    results.replaceChildren(status("Running…"));
    try {
      await ask(url, signal);
    } catch (error) {
      // A newer run has taken over the results.
      if (signal.aborted) return;
      results.replaceChildren(problemMessage({ title: "No answer could be read", detail: error.message }));
    }
    results.removeAttribute("aria-busy");
  };
}
